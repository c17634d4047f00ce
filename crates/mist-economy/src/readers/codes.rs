//! Codes of regions and final uses as tables write them.

use crate::{FINAL_USES, FinalUse};

/// Codes of two letters (EXIOBASE), of earlier editions and of split economies, by ISO code.
const REGIONS: [(&str, &str); 55] = [
    ("ROM", "ROU"),
    ("RoW", "ROW"),
    ("WLD", "ROW"),
    ("CN1", "CHN"),
    ("CN2", "CHN"),
    ("CN3", "CHN"),
    ("CN4", "CHN"),
    ("MX1", "MEX"),
    ("MX2", "MEX"),
    ("MX3", "MEX"),
    ("AT", "AUT"),
    ("AU", "AUS"),
    ("BE", "BEL"),
    ("BG", "BGR"),
    ("BR", "BRA"),
    ("CA", "CAN"),
    ("CH", "CHE"),
    ("CN", "CHN"),
    ("CY", "CYP"),
    ("CZ", "CZE"),
    ("DE", "DEU"),
    ("DK", "DNK"),
    ("EE", "EST"),
    ("ES", "ESP"),
    ("FI", "FIN"),
    ("FR", "FRA"),
    ("GB", "GBR"),
    ("GR", "GRC"),
    ("HR", "HRV"),
    ("HU", "HUN"),
    ("ID", "IDN"),
    ("IE", "IRL"),
    ("IN", "IND"),
    ("IT", "ITA"),
    ("JP", "JPN"),
    ("KR", "KOR"),
    ("LT", "LTU"),
    ("LU", "LUX"),
    ("LV", "LVA"),
    ("MT", "MLT"),
    ("MX", "MEX"),
    ("NL", "NLD"),
    ("NO", "NOR"),
    ("PL", "POL"),
    ("PT", "PRT"),
    ("RO", "ROU"),
    ("RU", "RUS"),
    ("SE", "SWE"),
    ("SI", "SVN"),
    ("SK", "SVK"),
    ("TR", "TUR"),
    ("TW", "TWN"),
    ("US", "USA"),
    ("ZA", "ZAF"),
    ("UK", "GBR"),
];

/// Regions that are what is left of a part of the world, by code, with their names.
const RESTS: [(&str, &str); 6] = [
    ("ROW", "Rest of the world"),
    ("WA", "Rest of Asia and the Pacific"),
    ("WE", "Rest of Europe"),
    ("WF", "Rest of Africa"),
    ("WL", "Rest of America"),
    ("WM", "Rest of the Middle East"),
];

/// The ISO code of a region, or what the table calls it.
pub(super) fn region(code: &str) -> &str {
    REGIONS
        .iter()
        .find(|(written, _)| *written == code)
        .map_or(code, |(_, iso)| iso)
}

/// The name of a region that is a remainder, if it is one.
pub(super) fn rest(code: &str) -> Option<&'static str> {
    RESTS
        .iter()
        .find(|(rest, _)| *rest == code)
        .map(|(_, name)| *name)
}

/// Words in the names of categories of final demand, and the use that they mean (OECD, WIOD,
/// EXIOBASE and Eora). Earlier lines win.
const USES: [(&str, FinalUse); 15] = [
    ("non-profit", FinalUse::Households),
    ("npish", FinalUse::Households),
    ("household", FinalUse::Households),
    ("hfce", FinalUse::Households),
    ("cons_h", FinalUse::Households),
    ("cons_np", FinalUse::Households),
    ("abroad", FinalUse::Households),
    ("dpabr", FinalUse::Households),
    ("government", FinalUse::Government),
    ("ggfc", FinalUse::Government),
    ("cons_g", FinalUse::Government),
    ("gfcf", FinalUse::Investment),
    ("capital", FinalUse::Investment),
    ("inv", FinalUse::Investment),
    ("valuables", FinalUse::Investment),
];

/// Position in [`FINAL_USES`] of a category of final demand, by its name.
pub(super) fn final_use(category: &str) -> Option<usize> {
    let lower = category.to_lowercase();
    USES.iter()
        .find(|(word, _)| lower.contains(word))
        .and_then(|(_, wanted)| FINAL_USES.iter().position(|u| u == wanted))
}

/// A sector as a table's own list gives it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Deserialize)]
pub(super) struct Sector {
    pub(super) code: String,
    pub(super) isic: String,
    pub(super) name: String,
}

/// Lists of sectors that come with the program.
#[derive(Debug, Clone, Copy)]
pub(super) enum List {
    OecdIcio,
    Wiod2013,
    Wiod2016,
    Exiobase3,
}

/// The sectors of a list.
///
/// # Errors
/// If the embedded list is damaged.
pub(super) fn sectors(list: List) -> Result<Vec<Sector>, crate::EconomyError> {
    let (bytes, file): (&[u8], &str) = match list {
        List::OecdIcio => (include_bytes!("labels/oecd_icio.csv"), "oecd_icio.csv"),
        List::Wiod2013 => (include_bytes!("labels/wiod_2013.csv"), "wiod_2013.csv"),
        List::Wiod2016 => (include_bytes!("labels/wiod_2016.csv"), "wiod_2016.csv"),
        List::Exiobase3 => (
            include_bytes!("labels/exiobase3_ixi.csv"),
            "exiobase3_ixi.csv",
        ),
    };
    csv::Reader::from_reader(bytes)
        .deserialize()
        .collect::<Result<_, _>>()
        .map_err(|e| {
            crate::EconomyError::invalid(
                e.to_string(),
                file,
                "the program is damaged: build it anew",
            )
        })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::isic;
    use super::*;

    #[test]
    fn the_lists_are_whole_and_every_sector_has_isic_codes() {
        for (list, count) in [
            (List::OecdIcio, 55),
            (List::Wiod2013, 35),
            (List::Wiod2016, 56),
            (List::Exiobase3, 163),
        ] {
            let sectors = sectors(list).unwrap();
            assert_eq!(sectors.len(), count, "{list:?}");
            let codes: BTreeSet<&str> = sectors.iter().map(|s| s.code.as_str()).collect();
            assert_eq!(codes.len(), count, "{list:?}");
            for sector in &sectors {
                assert_eq!(
                    isic::written(&isic::groups(&sector.isic)),
                    sector.isic,
                    "{sector:?}"
                );
            }
        }
    }

    #[test]
    fn split_economies_and_short_codes_are_one_economy() {
        assert_eq!(region("CN2"), "CHN");
        assert_eq!(region("TW"), "TWN");
        assert_eq!(region("TWN"), "TWN");
        assert_eq!(final_use("Changes in inventories"), Some(2));
        assert_eq!(final_use("TWN_DPABR"), Some(0));
        assert_eq!(final_use("navy"), None);
    }
}
