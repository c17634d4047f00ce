//! A language: its messages (Fluent), its numbers and dates (CLDR, by ICU4X), its names of
//! economies. Everything of a language is in one folder under `locales/`.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu::calendar::Date as CalendarDate;
use icu::datetime::DateTimeFormatter;
use icu::datetime::fieldsets::YMD;
use icu::decimal::DecimalFormatter;
use icu::decimal::input::Decimal;
use icu::list::ListFormatter;
use icu::list::options::ListFormatterOptions;
use icu::locale::Locale;

use crate::names::{Name, Names};
use crate::publication::Date;
use crate::rounding::Figure;
use crate::{Error, template};

/// A language folder, as built in.
pub(crate) struct Folder {
    pub(crate) tag: &'static str,
    pub(crate) messages: &'static [(&'static str, &'static str)],
    pub(crate) countries: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/folders.rs"));

/// Tags of the languages that there are folders for, in alphabetical order.
pub fn tags() -> impl Iterator<Item = &'static str> {
    FOLDERS.iter().map(|folder| folder.tag)
}

/// A language, ready to write pages in, on any number of threads.
pub struct Language {
    words: Words,
    templates: minijinja::Environment<'static>,
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Language")
            .field("tag", &self.tag())
            .finish_non_exhaustive()
    }
}

impl Language {
    /// Loads a language by its tag (`zh-Hant`).
    ///
    /// # Errors
    ///
    /// [`Error::UnknownLanguage`], or [`Error::Locale`] if its folder cannot be used.
    pub fn load(tag: &str) -> Result<Self, Error> {
        Self::with_names(tag, "code,language,name,of\n")
    }

    /// Loads a language and lays a publisher's own names over it (see [`crate::names`]).
    ///
    /// # Errors
    ///
    /// As [`Language::load`], and [`Error::Names`] for a bad table of names.
    pub fn with_names(tag: &str, overrides: &str) -> Result<Self, Error> {
        let words = Words::load(tag, overrides)?;
        let templates = template::environment(&words.messages)?;
        Ok(Self { words, templates })
    }

    /// All languages, in alphabetical order of their tags.
    ///
    /// # Errors
    ///
    /// As [`Language::load`].
    pub fn all() -> Result<Vec<Self>, Error> {
        tags().map(Self::load).collect()
    }

    /// Tag, as in the folder's name and in `lang` attributes.
    #[must_use]
    pub fn tag(&self) -> &str {
        self.words.tag()
    }

    pub(crate) fn words(&self) -> &Words {
        &self.words
    }

    pub(crate) fn templates(&self) -> &minijinja::Environment<'static> {
        &self.templates
    }
}

/// The messages of a language.
pub(crate) struct Messages {
    tag: String,
    bundle: FluentBundle<FluentResource>,
}

/// Messages, numbers, dates and names of a language.
pub(crate) struct Words {
    messages: Arc<Messages>,
    decimal: DecimalFormatter,
    date: DateTimeFormatter<YMD>,
    list: ListFormatter,
    names: Names,
}

/// An argument of a message.
pub(crate) type Argument<'a> = (&'static str, FluentValue<'a>);

impl Words {
    fn load(tag: &str, overrides: &str) -> Result<Self, Error> {
        let folder =
            FOLDERS
                .iter()
                .find(|f| f.tag == tag)
                .ok_or_else(|| Error::UnknownLanguage {
                    tag: tag.to_owned(),
                    known: tags().collect::<Vec<_>>().join(", "),
                })?;
        let bad = |file: &str, reason: String| Error::Locale {
            tag: tag.to_owned(),
            file: file.to_owned(),
            reason,
        };
        let identifier = tag
            .parse()
            .map_err(|e: unic_langid::LanguageIdentifierError| bad("", e.to_string()))?;
        let mut bundle = FluentBundle::new_concurrent(vec![identifier]);
        // Pages are of one direction; isolates would be copied along with every figure.
        bundle.set_use_isolating(false);
        for (file, source) in folder.messages {
            let resource = FluentResource::try_new((*source).to_owned())
                .map_err(|(_, errors)| bad(file, format!("{errors:?}")))?;
            bundle
                .add_resource(resource)
                .map_err(|errors| bad(file, format!("{errors:?}")))?;
        }
        let mut names = Names::read(folder.countries)?;
        names.amend(tag, overrides)?;
        // CLDR's conventions go by country too (dates in English): the folder says which.
        let messages = Messages {
            tag: tag.to_owned(),
            bundle,
        };
        let locale = messages.say("cldr-locale", &[])?;
        let locale: Locale = locale
            .parse()
            .map_err(|e| bad("cldr-locale", format!("{locale} is not a locale: {e}")))?;
        Ok(Self {
            decimal: DecimalFormatter::try_new((&locale).into(), Default::default())
                .map_err(|e| bad("numbers", e.to_string()))?,
            date: DateTimeFormatter::try_new((&locale).into(), YMD::long())
                .map_err(|e| bad("dates", e.to_string()))?,
            list: ListFormatter::try_new_and((&locale).into(), ListFormatterOptions::default())
                .map_err(|e| bad("lists", e.to_string()))?,
            messages: Arc::new(messages),
            names,
        })
    }

    pub(crate) fn tag(&self) -> &str {
        self.messages.tag()
    }

    /// A message with its arguments filled in.
    pub(crate) fn say(&self, key: &str, arguments: &[Argument<'_>]) -> Result<String, Error> {
        self.messages.say(key, arguments)
    }

    /// A rounded figure with all its digits, shifted by a power of ten: 12 × 10³ million is 12
    /// billion with a shift of −3.
    pub(crate) fn number(&self, figure: Figure, shift: i16) -> String {
        let mut decimal = Decimal::from(figure.units);
        decimal.multiply_pow10(figure.exponent + shift);
        self.typeset(&decimal)
    }

    /// A whole number.
    pub(crate) fn whole(&self, number: i64) -> String {
        self.typeset(&Decimal::from(number))
    }

    fn typeset(&self, decimal: &Decimal) -> String {
        // CLDR's minus is the hyphen of keyboards; print has a sign of its own.
        self.decimal
            .format_to_string(decimal)
            .replace('-', "\u{2212}")
    }

    /// A date in full.
    pub(crate) fn date(&self, date: Date) -> Result<String, Error> {
        CalendarDate::try_new_gregorian(date.year, date.month, date.day)
            .map(|day| self.date.format(&day).to_string())
            .map_err(|_| Error::Date {
                year: date.year,
                month: date.month,
                day: date.day,
            })
    }

    /// Several things as a sentence lists them: "gas, coal and oil". Where one of them is a list
    /// itself, a stronger mark stands between them.
    pub(crate) fn list(&self, parts: &[String]) -> Result<String, Error> {
        if parts.len() > 1 && parts.iter().any(|part| is_list(part)) {
            return Ok(parts.join(&self.say("list-separator-strong", &[])?));
        }
        Ok(self.list.format_to_string(parts.iter().map(String::as_str)))
    }

    /// The name of an economy; where the language has none, the one that the results give.
    pub(crate) fn name<'a>(&'a self, code: &str, fallback: &'a str) -> &'a str {
        self.names.get(code).map_or(fallback, |n| n.name.as_str())
    }

    /// The name as the owner of something ("Germany’s").
    pub(crate) fn owner(&self, code: &str, fallback: &str) -> Result<String, Error> {
        match self.names.get(code) {
            Some(Name { of: Some(of), .. }) => Ok(of.clone()),
            _ => self.say("owner", &[("name", self.name(code, fallback).into())]),
        }
    }
}

/// Whether a name is a list, brackets aside: "electronics, machinery, aircraft and ships".
fn is_list(name: &str) -> bool {
    let mut depth = 0_i32;
    name.chars().any(|c| {
        match c {
            '(' | '（' => depth += 1,
            ')' | '）' => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(c, ',' | '、' | '，')
    })
}

impl Messages {
    pub(crate) fn tag(&self) -> &str {
        &self.tag
    }

    /// Fills in a message; any argument that it names and does not get is an error.
    pub(crate) fn say(&self, key: &str, arguments: &[Argument<'_>]) -> Result<String, Error> {
        let bad = |reason: String| Error::Message {
            tag: self.tag.clone(),
            key: key.to_owned(),
            reason,
        };
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|m| m.value())
            .ok_or_else(|| bad("there is no such message".to_owned()))?;
        let arguments: FluentArgs<'_> = arguments.iter().cloned().collect();
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(&arguments), &mut errors);
        if errors.is_empty() {
            return Ok(text.into_owned());
        }
        let reasons: Vec<_> = errors.iter().map(ToString::to_string).collect();
        Err(bad(reasons.join("; ")))
    }
}

/// What a language says, for tests that compare languages: messages by key, with the arguments that
/// each one names.
///
/// # Errors
///
/// [`Error::Locale`] if a file cannot be parsed.
pub fn messages(tag: &str) -> Result<BTreeMap<String, Vec<String>>, Error> {
    let folder = FOLDERS
        .iter()
        .find(|f| f.tag == tag)
        .ok_or_else(|| Error::UnknownLanguage {
            tag: tag.to_owned(),
            known: tags().collect::<Vec<_>>().join(", "),
        })?;
    let mut all = BTreeMap::new();
    for (file, source) in folder.messages {
        FluentResource::try_new((*source).to_owned()).map_err(|(_, errors)| Error::Locale {
            tag: tag.to_owned(),
            file: (*file).to_owned(),
            reason: format!("{errors:?}"),
        })?;
        let mut key = String::new();
        for line in source.lines() {
            if let Some((name, _)) = line.split_once(" =")
                && line.starts_with(|c: char| c.is_ascii_lowercase())
            {
                name.clone_into(&mut key);
                all.insert(key.clone(), Vec::new());
            }
            for part in line.split('$').skip(1) {
                let argument: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
                    .collect();
                if let Some(arguments) = all.get_mut(&key)
                    && !arguments.contains(&argument)
                {
                    arguments.push(argument);
                }
            }
        }
    }
    for arguments in all.values_mut() {
        arguments.sort();
    }
    Ok(all)
}
