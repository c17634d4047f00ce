//! The input chains that bind first under a scenario, and who supplies the inputs otherwise.

use mist_engine::results::{CountrySummary, FirstShortage};
use mist_exposure::report::CountryExposure;
use serde::Serialize;

use super::exposure::{Named, named, percent};
use crate::Error;
use crate::language::Words;

/// Chains that a page names.
const CHAINS: usize = 3;

/// Other suppliers that a chain names.
const SUPPLIERS: usize = 3;

/// The product of the table whose suppliers stand for those of the chips that the engine knows
/// apart: whom each kind is bought from no table says.
const CHIPS: &str = "C26S";

/// A chain: which input, held back from whom, from when.
#[derive(Debug, Serialize)]
pub(crate) struct Chain {
    text: String,
    others: Option<String>,
}

/// The chains of one economy under one scenario, most frequent first.
pub(crate) fn chains(
    words: &Words,
    country: &CountrySummary,
    before: Option<&CountryExposure>,
) -> Result<Vec<Chain>, Error> {
    country
        .first_shortages
        .iter()
        .take(CHAINS)
        .map(|shortage| {
            let day = words.whole(shortage.median_day.round() as i64);
            let text = words.say(
                "chain",
                &[
                    ("input", name_of(words, &shortage.input).title().into()),
                    (
                        "sector",
                        named(words, "product", &shortage.sector, &shortage.sector)
                            .title()
                            .into(),
                    ),
                    (
                        "day",
                        words.say("day-number", &[("day", day.into())])?.into(),
                    ),
                    ("share", words.share_of_draws(shortage.share)?.into()),
                ],
            )?;
            let others = match before {
                Some(before) => others(words, shortage, before)?,
                None => None,
            };
            Ok(Chain { text, others })
        })
        .collect()
}

/// What an input is called: a product, a kind of chip or a raw material.
pub(crate) fn name_of(words: &Words, input: &str) -> Named {
    ["product", "item", "material"]
        .into_iter()
        .map(|kind| named(words, kind, input, input))
        .find(Named::is_translated)
        .unwrap_or_else(|| Named::of(input.to_owned()))
}

/// Who supplies an input today beside Taiwan, or a raw material beside the PRC.
fn others(
    words: &Words,
    shortage: &FirstShortage,
    before: &CountryExposure,
) -> Result<Option<String>, Error> {
    let material = before.materials.iter().find(|m| m.id == shortage.input);
    let suppliers: Vec<(&str, f64)> = if let Some(material) = material {
        let last = material.stages.last();
        let next = last.and_then(|stage| stage.next_supplier.as_ref());
        next.map(|(code, share)| (code.as_str(), *share))
            .into_iter()
            .collect()
    } else {
        let of = |code: &str| before.suppliers.iter().find(|s| s.product == code);
        let is_chip = words.say(&format!("item-{}", shortage.input), &[]).is_ok();
        let product = if is_chip {
            CHIPS
        } else {
            shortage.input.as_str()
        };
        of(product)
            .map(|good| good.suppliers.as_slice())
            .unwrap_or_default()
            .iter()
            .map(|(code, share)| (code.as_str(), *share))
            .filter(|(code, _)| *code != "TWN" && *code != before.code)
            .take(SUPPLIERS)
            .collect()
    };
    if suppliers.is_empty() {
        return Ok(None);
    }
    let parts = suppliers
        .into_iter()
        .map(|(code, share)| {
            words.say(
                "supplier",
                &[
                    ("country", words.name(code, code).into()),
                    ("share", percent(words, share)?.into()),
                ],
            )
        })
        .collect::<Result<Vec<_>, _>>()?;
    let list = parts.join(&words.say("list-separator", &[])?);
    Ok(Some(
        words.say("chain-others", &[("suppliers", list.into())])?,
    ))
}
