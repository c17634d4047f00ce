//! Where the figures of the world table come from: the steps from the sources to one economy.

use mist_economy::origins::{Step, steps};
use serde::Serialize;

use super::exposure::{decimals, named, percent};
use super::recipe::SourceLine;
use crate::language::Words;
use crate::{Error, Publication};

/// A step with its sources.
#[derive(Debug, Serialize)]
struct StepLine {
    account: String,
    basis: String,
    sources: Vec<SourceLine>,
}

/// The section.
#[derive(Debug, Serialize)]
pub(crate) struct OriginsView {
    caption: String,
    steps: Vec<StepLine>,
    /// What tells the same of single figures, if anything does.
    command: Option<String>,
}

/// The section of one economy; none for the world, which is a sum.
pub(crate) fn origins(
    words: &Words,
    publication: &Publication,
    code: &str,
    name: &str,
) -> Result<Option<OriginsView>, Error> {
    let steps = steps_of(publication, code)?;
    if steps.is_empty() {
        return Ok(None);
    }
    Ok(Some(OriginsView {
        caption: words.say("origins-caption", &[("country", name.into())])?,
        command: (steps[0] != Step::AsOpened).then(|| format!("mist economy explain {code} C26S")),
        steps: steps
            .iter()
            .map(|step| {
                let sources = step.sources_of(&publication.economy);
                Ok(StepLine {
                    account: account(words, step)?,
                    basis: words.say(&format!("basis-{}", basis(step)), &[])?,
                    sources: sources.iter().map(SourceLine::of).collect(),
                })
            })
            .collect::<Result<_, Error>>()?,
    }))
}

/// The steps from the sources to one economy's part of the table.
pub(crate) fn steps_of(publication: &Publication, code: &str) -> Result<Vec<Step>, Error> {
    if code == crate::publication::WORLD {
        return Ok(Vec::new());
    }
    Ok(steps(&publication.economy, code)?)
}

/// What a step rests on, for programs.
pub(crate) const fn basis(step: &Step) -> &'static str {
    if step.is_judgement() {
        "judgement"
    } else {
        "figures"
    }
}

/// A step in words.
pub(crate) fn account(words: &Words, step: &Step) -> Result<String, Error> {
    let list = |parts: Vec<String>| -> Result<String, Error> {
        Ok(parts.join(&words.say("list-separator", &[])?))
    };
    let argument = match step {
        Step::Borrowed { donors } => {
            let names = donors.iter().map(|code| words.name(code, code).to_owned());
            Some(("donors", list(names.collect())?))
        }
        Step::Mining { share }
        | Step::Farming { share }
        | Step::Chips { share }
        | Step::Energy { share }
        | Step::ReExports { share }
        | Step::JudgedServices { share } => Some(("share", percent(words, *share)?)),
        Step::MiningValueAdded { ratio } => Some(("ratio", decimals(words, *ratio, 2))),
        Step::MiningCarried { factor } => Some(("factor", decimals(words, *factor, 2))),
        Step::Moved { products } => {
            let moved = products.iter().map(|(product, factor)| {
                let name = named(words, "product", product, product);
                format!("{} × {}", name.title(), decimals(words, *factor, 2))
            });
            Some(("products", list(moved.collect())?))
        }
        _ => None,
    };
    let key = format!("origin-{}", step.id());
    match argument {
        Some((name, value)) => words.say(&key, &[(name, value.into())]),
        None => words.say(&key, &[]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Language;
    use mist_economy::Economy;

    #[test]
    fn every_step_of_every_economy_can_be_told_in_every_language() {
        let economy = Economy::embedded().unwrap();
        for language in Language::all().unwrap() {
            let words = language.words();
            let mut told = vec![account(words, &Step::AsOpened).unwrap()];
            for region in &economy.regions {
                for step in steps(&economy.info, region.code.as_str()).unwrap() {
                    let text = account(words, &step).unwrap();
                    assert!(!text.contains("{"), "{text}");
                    told.push(text);
                }
            }
            let has = |part: &str| told.iter().any(|text| text.contains(part));
            let china = words.name("CHN", "China");
            assert!(has(china), "donors by name: {china}");
        }
    }

    #[test]
    fn figures_stand_in_the_words() {
        let languages = Language::all().unwrap();
        let english = languages.iter().find(|l| l.tag() == "en").unwrap();
        let say = |step| account(english.words(), &step).unwrap();
        let said = say(Step::Mining { share: 0.13 });
        assert!(said.contains("13") && said.contains("% of GDP"), "{said}");
        let said = say(Step::Moved {
            products: vec![("A".to_owned(), 0.644), ("C19".to_owned(), 1.24)],
        });
        assert!(said.contains("fishing × 0.64"), "{said}");
        assert!(said.contains("coke × 1.24"), "{said}");
    }
}
