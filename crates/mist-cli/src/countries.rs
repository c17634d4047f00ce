//! Economies as users name them: by ISO code or English name, in any case.

use mist_economy::nearest::{named, nearest};
use mist_economy::{Economy, Region, RegionCode};

use crate::CliError;
use crate::nearest::did_you_mean;

/// The economy that `asked` names.
///
/// # Errors
/// [`CliError::UnknownCountry`] with the nearest ones, or where a folded economy is counted.
pub(crate) fn find<'a>(economy: &'a Economy, asked: &str) -> Result<&'a Region, CliError> {
    let asked = asked.trim();
    let is = |text: &str| text.eq_ignore_ascii_case(asked);
    let regions = &economy.regions;
    if let Some(region) = regions.iter().find(|r| is(r.code.as_str()) || is(&r.name)) {
        return Ok(region);
    }
    let suggestion = match regions
        .iter()
        .find(|region| region.includes.iter().any(|code| is(code.as_str())))
    {
        Some(region) => format!("it is counted within {} ({}); ", region.name, region.code),
        None => {
            let near = nearest(
                asked,
                regions.iter().map(|r| (r.code.as_str(), r.name.as_str())),
            );
            did_you_mean(&named(&near))
        }
    };
    Err(CliError::UnknownCountry {
        asked: asked.to_owned(),
        suggestion,
    })
}

/// The codes of the economies that are asked for, each once, in that order.
///
/// # Errors
/// As [`find`].
pub(crate) fn find_all(economy: &Economy, asked: &[String]) -> Result<Vec<RegionCode>, CliError> {
    let mut codes = Vec::new();
    for asked in asked {
        let code = &find(economy, asked)?.code;
        if !codes.contains(code) {
            codes.push(code.clone());
        }
    }
    Ok(codes)
}
