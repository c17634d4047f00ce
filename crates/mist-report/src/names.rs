//! Names of economies in each language, by ISO 3166-1 alpha-3 code.
//!
//! Each language folder has its `countries.csv` (columns `code,name,of`), made by the example
//! program `country_names` from Unicode CLDR and the project's amendments. `of` is how the name
//! stands as the owner of something ("the Netherlands’", "de los Países Bajos") where the
//! language's general pattern does not give it. Parliaments differ in what they call others: an
//! override table (columns `code,language,name,of`) goes before.

use std::collections::BTreeMap;

use crate::Error;

/// A name, and how it stands as an owner where that is irregular.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Short name.
    pub name: String,
    /// Owner form, if irregular.
    pub of: Option<String>,
}

/// Names in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    by_code: BTreeMap<String, Name>,
}

impl Names {
    /// Reads a language's table.
    ///
    /// # Errors
    ///
    /// [`Error::Names`] with the line that cannot be read.
    pub fn read(table: &str) -> Result<Self, Error> {
        let by_code = rows(table, &["code", "name", "of"])?
            .into_iter()
            .filter_map(|row| {
                let [code, name, of] = <[String; 3]>::try_from(row).ok()?;
                Some((
                    code,
                    Name {
                        name,
                        of: filled(&of),
                    },
                ))
            })
            .collect();
        Ok(Self { by_code })
    }

    /// Lays an override table over the names: its rows in this language replace name or owner form,
    /// whichever they fill in. A new name without an owner form follows the general pattern.
    ///
    /// # Errors
    ///
    /// [`Error::Names`] with the line that cannot be read.
    pub fn amend(&mut self, tag: &str, table: &str) -> Result<(), Error> {
        for row in rows(table, &["code", "language", "name", "of"])? {
            let Ok([code, language, name, of]) = <[String; 4]>::try_from(row) else {
                continue;
            };
            if language != tag {
                continue;
            }
            let entry = self.by_code.entry(code.clone()).or_insert_with(|| Name {
                name: code,
                of: None,
            });
            if let Some(name) = filled(&name) {
                *entry = Name { name, of: None };
            }
            if let Some(of) = filled(&of) {
                entry.of = Some(of);
            }
        }
        Ok(())
    }

    /// The name of an economy, if the table has it.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&Name> {
        self.by_code.get(code)
    }

    /// All names, by code.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Name)> {
        self.by_code
            .iter()
            .map(|(code, name)| (code.as_str(), name))
    }
}

/// The text, unless there is none.
fn filled(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// Reads the named columns of a CSV table, in that order.
fn rows(table: &str, columns: &[&str]) -> Result<Vec<Vec<String>>, Error> {
    let bad = |line: u64, reason: String| Error::Names { line, reason };
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().map_err(|e| bad(1, e.to_string()))?.clone();
    let positions = columns
        .iter()
        .map(|column| {
            header
                .iter()
                .position(|h| h == *column)
                .ok_or_else(|| bad(1, format!("no column `{column}`")))
        })
        .collect::<Result<Vec<_>, _>>()?;
    reader
        .records()
        .map(|record| {
            let record = record
                .map_err(|e| bad(e.position().map_or(0, csv::Position::line), e.to_string()))?;
            Ok(positions
                .iter()
                .map(|p| record.get(*p).unwrap_or_default().to_owned())
                .collect())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_replace_what_they_fill_in() {
        let mut names =
            Names::read("code,name,of\nNLD,Netherlands,the Netherlands’\nDEU,Germany,\n").unwrap();
        let table = "code,language,name,of\nNLD,en,Holland,\nDEU,en,,the Federal Republic’s\nDEU,es,Alemania,\nXKX,en,Kosovo,\n";
        names.amend("en", table).unwrap();
        assert_eq!(names.get("NLD").unwrap().name, "Holland");
        assert_eq!(names.get("NLD").unwrap().of, None);
        assert_eq!(names.get("DEU").unwrap().name, "Germany");
        assert_eq!(
            names.get("DEU").unwrap().of.as_deref(),
            Some("the Federal Republic’s")
        );
        assert_eq!(names.get("XKX").unwrap().name, "Kosovo");
    }

    #[test]
    fn a_table_without_its_columns_is_refused_with_the_line() {
        let error = Names::read("code,nom\nDEU,Allemagne\n").unwrap_err();
        assert!(error.to_string().contains("no column `name`"), "{error}");
        let error = Names::read("code,name,of\nDEU,Germany\n").unwrap_err();
        assert!(error.to_string().contains("line 2"), "{error}");
    }
}
