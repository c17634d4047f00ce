//! An assessment in other forms: one CSV row a number, and the JSON Schema of the whole.

use schemars::schema_for;

use crate::leverage::Cost;
use crate::report::{CountryExposure, ExposureRanking, ExposureReport, Measure, Ratio};

/// Columns of [`to_csv`].
const COLUMNS: [&str; 9] = [
    "country",
    "tier",
    "section",
    "to",
    "item",
    "measure",
    "value",
    "unit",
    "derivation",
];

/// The JSON Schema of [`ExposureReport`], as committed in `docs/schema/exposure.schema.json`.
#[must_use]
pub fn schema() -> String {
    text_of(&schema_for!(ExposureReport))
}

/// The JSON Schema of [`ExposureRanking`], as committed in
/// `docs/schema/exposure-ranking.schema.json`.
#[must_use]
pub fn ranking_schema() -> String {
    text_of(&schema_for!(ExposureRanking))
}

fn text_of(schema: &schemars::Schema) -> String {
    let mut text = serde_json::to_string_pretty(schema).unwrap_or_default();
    text.push('\n');
    text
}

/// A ranking as CSV (RFC 4180), one row a country.
#[must_use]
pub fn ranking_to_csv(ranking: &ExposureRanking) -> String {
    let mut rows = Rows {
        text: String::new(),
    };
    rows.push(
        &[
            "to",
            "rank",
            "country",
            "name",
            "tier",
            "face_value",
            "look_through",
            "value_added_usd_m",
            "value_added_share",
        ]
        .map(str::to_owned),
    );
    for c in &ranking.countries {
        rows.push(&[
            ranking.to.clone(),
            c.rank.map_or_else(String::new, |r| r.to_string()),
            c.code.clone(),
            c.name.clone(),
            c.tier.clone(),
            c.face_value.to_string(),
            c.look_through.to_string(),
            c.value_added.value_usd_m.to_string(),
            c.value_added.share.to_string(),
        ]);
    }
    rows.text
}

/// The report as CSV (RFC 4180), one row for each number.
#[must_use]
pub fn to_csv(report: &ExposureReport) -> String {
    let mut rows = Rows {
        text: String::new(),
    };
    rows.push(&COLUMNS.map(str::to_owned));
    for country in &report.countries {
        country_rows(&mut rows, country);
    }
    rows.text
}

struct Rows {
    text: String,
}

impl Rows {
    fn push(&mut self, fields: &[String; 9]) {
        for (at, field) in fields.iter().enumerate() {
            if at > 0 {
                self.text.push(',');
            }
            if field.contains([',', '"', '\n']) {
                self.text.push('"');
                self.text.push_str(&field.replace('"', "\"\""));
                self.text.push('"');
            } else {
                self.text.push_str(field);
            }
        }
        self.text.push_str("\r\n");
    }
}

/// Where a number belongs.
struct Place<'a> {
    country: &'a CountryExposure,
    section: &'a str,
    to: &'a str,
    item: &'a str,
    derivation: &'a str,
}

impl Place<'_> {
    fn number(&self, rows: &mut Rows, measure: &str, value: f64, unit: &str) {
        rows.push(&[
            self.country.code.clone(),
            self.country.tier.clone(),
            self.section.into(),
            self.to.into(),
            self.item.into(),
            measure.into(),
            value.to_string(),
            unit.into(),
            self.derivation.into(),
        ]);
    }

    fn ratio(&self, rows: &mut Rows, measure: &str, ratio: Ratio) {
        self.number(rows, measure, ratio.value_usd_m, "USD m a year");
        self.number(rows, &format!("{measure}.share"), ratio.share, "share");
    }

    fn cost(&self, rows: &mut Rows, side: &str, cost: &Cost) {
        self.number(
            rows,
            &format!("{side}.sales"),
            cost.sales_usd_m,
            "USD m a year",
        );
        self.number(
            rows,
            &format!("{side}.supply"),
            cost.supply_usd_m,
            "USD m a year",
        );
        self.number(
            rows,
            &format!("{side}.share-low"),
            cost.share_low,
            "share of GDP",
        );
        self.number(
            rows,
            &format!("{side}.share-high"),
            cost.share_high,
            "share of GDP",
        );
        self.number(rows, &format!("{side}.cover"), cost.cover_days, "days");
    }
}

fn measures(rows: &mut Rows, country: &CountryExposure, to: &str, all: &[Measure]) {
    for m in all {
        let place = Place {
            country,
            section: "exposure",
            to,
            item: &m.id,
            derivation: &m.derivation,
        };
        place.ratio(rows, "face-value", m.face_value);
        place.ratio(rows, "look-through", m.look_through);
    }
}

fn country_rows(rows: &mut Rows, country: &CountryExposure) {
    let place = |section, to, item, derivation| Place {
        country,
        section,
        to,
        item,
        derivation,
    };
    place("country", "", "gdp", "value-added").number(
        rows,
        "value",
        country.gdp_usd_m,
        "USD m a year",
    );
    for partner in &country.partners {
        let to = partner.partner.id.as_str();
        measures(rows, country, to, &partner.measures);
        place("extraction", to, "sales", "extraction").ratio(rows, "gdp", partner.extraction_sales);
        place("extraction", to, "partner", "extraction").ratio(
            rows,
            "gdp",
            partner.extraction_partner,
        );
        place("supply", to, "content", "supply-content").ratio(
            rows,
            "output",
            partner.supply_content,
        );
        let stake = &partner.supply_at_stake;
        let binding = stake.binding_product.as_deref().unwrap_or("");
        let at = place("supply", to, binding, "supply-at-stake");
        at.ratio(rows, "value-added", stake.value_added);
        at.number(rows, "cover", stake.cover_days, "days");
        for sector in &partner.sectors {
            let at = place("sectors", to, &sector.product, "inputs");
            at.number(rows, "face-value", sector.face_value, "share");
            at.number(rows, "look-through", sector.look_through, "share");
        }
    }
    measures(rows, country, "strait", &country.strait.measures);
    let at = place("extraction", "strait", "exports", "strait");
    at.ratio(rows, "gdp", country.strait.value_added_in_exports);
    for origin in &country.semiconductors {
        let at = place("semiconductors", &origin.region, "", "made-where");
        at.number(rows, "face-value", origin.face_value, "share");
        at.number(rows, "look-through", origin.look_through, "share");
        at.number(rows, "value-added", origin.value_added, "share");
    }
    for good in &country.suppliers {
        for (origin, share) in &good.suppliers {
            let at = place("suppliers", origin, &good.product, "suppliers");
            at.number(rows, "face-value", *share, "share");
        }
    }
    for d in &country.most_exposed_to {
        let at = place("most-exposed-to", &d.origin, &d.product, "supply-at-stake");
        at.ratio(rows, "value-added", d.value_added);
        at.ratio(rows, "imports", d.imports);
    }
    for c in &country.concentration {
        let to = c.largest_origin.as_deref().unwrap_or("");
        let at = place("concentration", to, &c.product, "concentration");
        at.number(rows, "imports", c.imports_usd_m, "USD m a year");
        at.number(rows, "hhi", c.hhi, "index");
        at.number(rows, "import-share", c.import_share, "share");
        if let Some(ratio) = c.imports_over_exports {
            at.number(rows, "imports-over-exports", ratio, "ratio");
        }
        at.number(rows, "largest-share", c.largest_share, "share");
        at.number(rows, "world-share", c.world_share, "share");
        for (n, holds) in c.conditions.iter().enumerate() {
            at.number(
                rows,
                &format!("condition-{}", n + 1),
                f64::from(u8::from(*holds)),
                "0 or 1",
            );
        }
        let single = f64::from(u8::from(c.single_point_of_failure));
        at.number(rows, "single-point-of-failure", single, "0 or 1");
    }
    for l in &country.leverage {
        let at = place("leverage", &l.coalition, &l.product, "leverage");
        at.cost(rows, "country", &l.cut.country);
        at.cost(rows, "together", &l.cut.together);
        at.cost(rows, "prc", &l.cut.other);
        at.number(rows, "asymmetry", l.cut.asymmetry, "-1 to 1");
        let both = l.cut.asymmetry_together;
        at.number(rows, "asymmetry-together", both, "-1 to 1");
    }
    for r in &country.resilience {
        let at = place("resilience", &r.partner, "", "resilience");
        at.number(rows, "cover", r.resilience.cover_days, "days");
        at.number(rows, "substitution", r.resilience.substitution_days, "days");
        at.number(rows, "gap", r.resilience.gap_days, "days");
        let names = ["cover", "alternatives", "spread", "independence"];
        for (name, part) in names.iter().zip(r.resilience.parts()) {
            at.number(rows, &format!("part.{name}"), part, "0 to 1");
        }
        at.number(rows, "composite", r.resilience.composite, "0 to 1");
    }
    for m in &country.materials {
        let at = place("materials", "CHN", &m.id, "materials");
        for stage in &m.stages {
            at.number(
                rows,
                &format!("prc-share.{}", stage.stage),
                stage.prc_share,
                "share",
            );
        }
        at.number(rows, "direct", m.direct, "share");
        at.number(rows, "any-stage", m.any_stage, "share");
        for (name, part) in ["home", "third", "prc"].iter().zip(m.through_products) {
            at.number(rows, &format!("through-products.{name}"), part, "share");
        }
        at.number(rows, "total", m.total, "share");
        at.ratio(rows, "value-added-using", m.value_added_using);
        if let Some(stake) = m.value_added_at_stake {
            at.ratio(rows, "value-added-at-stake", stake);
        }
        if let Some(months) = m.cover_months {
            at.number(rows, "cover", months, "months");
        }
    }
}
