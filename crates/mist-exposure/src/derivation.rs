//! The steps behind each figure: what a reader follows back from a number to the table.

use crate::report::Derivation;

/// Identifier, equation in the documentation, steps, source of the method, data that go in.
const DERIVATIONS: [(&str, &str, &str, &str, &str); 17] = [
    (
        "value-added",
        "E2",
        "Value added at basic prices summed over the country's sectors.",
        "System of National Accounts 2008",
        "table: value added",
    ),
    (
        "imports",
        "E1, E3",
        "Face value: purchases from the partner for input and final use over purchases from all foreign economies. Look-through: value added of the partner, at any stage, in those imports over all value added in them.",
        "OECD TiVA, origin of value added in gross imports",
        "table: Z, F, value added",
    ),
    (
        "exports",
        "E1, E2",
        "Face value: sales to the partner over sales to all foreign economies. Look-through: value added of the country in the partner's final demand over its value added in all foreign final demand.",
        "Johnson & Noguera (2012)",
        "table: Z, F, value added",
    ),
    (
        "inputs",
        "E1, E4",
        "Face value: inputs bought from the partner over all inputs bought. Look-through: output made by the partner, at any stage, as input to what the country delivers to final users, over all output so made. Foreign input reliance.",
        "Baldwin, Freeman & Theodorakopoulos (2023)",
        "table: Z, F",
    ),
    (
        "markets",
        "E1, E5",
        "Face value: sales to the partner over gross output. Look-through: output that ends, at any stage, in the partner's final demand over gross output. Foreign market reliance.",
        "Baldwin, Freeman & Theodorakopoulos (2023)",
        "table: Z, F",
    ),
    (
        "final-demand",
        "E1, E2",
        "Face value: final deliveries from the partner over all final deliveries. Look-through: value added of the partner in the country's final demand over all value added in it.",
        "Johnson & Noguera (2012); OECD TiVA",
        "table: Z, F, value added",
    ),
    (
        "gdp",
        "E1, E2",
        "Face value: gross exports to the partner over GDP, two different things often divided by each other. Look-through: value added of the country in the partner's final demand over GDP.",
        "Johnson & Noguera (2012)",
        "table: Z, F, value added",
    ),
    (
        "extraction",
        "E6",
        "GDP of the table less GDP of the same table without the links (or without the partner), everything else unchanged: (I − A*)⁻¹f* by low-rank update of the Leontief inverse.",
        "Dietzenbacher & Lahr (2013); Los, Timmer & de Vries (2016)",
        "table: Z, F, value added",
    ),
    (
        "supply-content",
        "E6",
        "Output of the country's sectors times the share of its cost that is content, at any stage, from the partner's deliveries to the country: forward extraction of the Ghosh table, read as cost content.",
        "Dietzenbacher & van der Linden (1997); Dietzenbacher (1997)",
        "table: Z, value added",
    ),
    (
        "supply-at-stake",
        "E8",
        "Value added of each sector times its most binding input: how critical the input is times the share of it bought from the partner. First round; no stocks, no substitution.",
        "Pichler et al. (2022), criticality of inputs",
        "table: Z, value added; satellite: criticality, cover",
    ),
    (
        "strait",
        "E7",
        "Each delivery counts with the product's sea share times the share of the pair's sea trade whose route passes the Strait. Look-through takes all those parts out of the table at once and solves again.",
        "own, after Los, Timmer & de Vries (2016)",
        "table; satellite: Strait routes, transport modes",
    ),
    (
        "made-where",
        "E5",
        "Face value: origins of the product as bought. Look-through: gross output of the product by place of making for the country's final demand, at any stage. Value added: the same output times value added per unit of output, so that every stage of making counts once.",
        "Baldwin, Freeman & Theodorakopoulos (2023) and Johnson & Noguera (2012), for one product",
        "table: Z, F, value added",
    ),
    (
        "suppliers",
        "E1",
        "Purchases of the product from each region, for input and final use, over all purchases of it, home supply included.",
        "face value",
        "table: Z, F",
    ),
    (
        "concentration",
        "E9",
        "HHI of imports by origin; imports in supply; imports over exports; each against its threshold.",
        "European Commission, SWD(2021) 352; Arjona, Connell & Herghelegiu (2023)",
        "table: Z, F",
    ),
    (
        "leverage",
        "E6, E8, E10",
        "Sales: extraction of the links both ways. Supply: value added at stake on each side. Lower bound the larger, upper bound the sum, each over the side's own GDP; asymmetry compares the upper bounds.",
        "Hirschman (1945)",
        "table; satellite: criticality, cover",
    ),
    (
        "resilience",
        "E11",
        "Cover over time to substitute, world exports from others, spread of own supply, GDP not at stake; each weighted by value added at stake by supply; composite with the weights of the parameters.",
        "own; OECD & JRC (2008) on composite indicators",
        "table; satellite: criticality, cover; parameters",
    ),
    (
        "materials",
        "E12",
        "Supply that depends on the PRC: its share of processing, and of the mining behind everybody else's processing; then through products made at home, in third countries and in the PRC, weighted by where the country's using products are made.",
        "own; supply shares of the European Commission's study on critical raw materials (2023)",
        "satellite: raw-material supply shares; table: Z, F",
    ),
];

/// Where the figures that a derivation makes stand in the JSON report: paths without the positions
/// in lists, each for everything below it. Measures name their derivation themselves.
#[must_use]
pub fn figures(id: &str) -> &'static [&'static str] {
    match id {
        "value-added" => &["countries.gdp_usd_m"],
        "imports" | "exports" | "markets" | "final-demand" | "gdp" => {
            &["countries.partners.measures"]
        }
        "inputs" => &["countries.partners.measures", "countries.partners.sectors"],
        "extraction" => &[
            "countries.partners.extraction_sales",
            "countries.partners.extraction_partner",
        ],
        "supply-content" => &["countries.partners.supply_content"],
        "supply-at-stake" => &[
            "countries.partners.supply_at_stake",
            "countries.most_exposed_to",
        ],
        "suppliers" => &["countries.suppliers"],
        "strait" => &["countries.strait"],
        "made-where" => &["countries.semiconductors"],
        "concentration" => &["countries.concentration"],
        "leverage" => &["countries.leverage"],
        "resilience" => &["countries.resilience"],
        "materials" => &["countries.materials"],
        _ => &[],
    }
}

/// All derivations, in the order of the documentation.
#[must_use]
pub fn derivations() -> Vec<Derivation> {
    DERIVATIONS
        .iter()
        .map(|(id, equation, steps, method, data)| Derivation {
            id: (*id).into(),
            equation: (*equation).into(),
            steps: (*steps).into(),
            method: (*method).into(),
            data: (*data).into(),
            figures: figures(id).iter().map(|&f| f.into()).collect(),
        })
        .collect()
}
