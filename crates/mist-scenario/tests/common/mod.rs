//! The classifications of the embedded economy, by code.

use mist_economy::{ProductCode, RegionCode};
use mist_scenario::Vocabulary;

const REGIONS: &str = "AUS AUT BEL BGR BRA CAN CHE CHN CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HKG \
    HRV HUN IDN IND IRL ITA JPN KOR LTU LUX LVA MEX MLT MYS NLD NOR PHL POL PRT ROU RUS SGP SVK \
    SVN SWE THA TUR TWN USA VNM ROW";
const PRODUCTS: &str = "A B C10T12 C13T15 C16T18 C19 C20 C21 C22T23 C24 C25 C26S C26X C27 C28 C29 \
    C30 C31T32 D35 F G H49 H50 H51 J K LTN OTU";

pub(crate) fn vocabulary() -> Vocabulary {
    Vocabulary::new(
        REGIONS.split_whitespace().map(RegionCode::new).collect(),
        vec![(RegionCode::new("MAC"), RegionCode::new("CHN"))],
        PRODUCTS.split_whitespace().map(ProductCode::new).collect(),
    )
}
