//! The assessment as a whole, on an economy of four regions and two products.
#![allow(clippy::unwrap_used)]
mod common;

use approx::assert_relative_eq;
use mist_economy::{CoverageTier, Economy};
use mist_exposure::concentration::{concentration, hhi};
use mist_exposure::leverage::{Side, mutual_cut};
use mist_exposure::strait::Strait;
use mist_exposure::supply::Supply;
use mist_exposure::{
    Assessor, Coalition, Cut, ExposureError, Extraction, Flows, Leontief, MaterialData, Parameters,
    Target, find_product, find_region, look_through,
};
use nalgebra::DMatrix;

/// Taiwan makes chips (product 1) for everybody; the PRC makes goods; Japan and Fiji use both.
#[rustfmt::skip]
fn world() -> Economy {
    let mut economy = common::economy(
        &["TWN", "CHN", "JPN", "FJI"],
        &["C28", "C26S"],
        &[
            //  TWN        CHN         JPN         FJI
             4.0, 2.0,   1.0, 0.0,   1.0, 0.0,   0.0, 0.0,
             1.0, 5.0,   9.0, 4.0,   6.0, 2.0,   0.0, 0.0,
             2.0, 1.0,  60.0, 5.0,   8.0, 1.0,   1.0, 0.0,
             0.0, 1.0,   6.0, 8.0,   1.0, 0.5,   0.0, 0.0,
             1.0, 2.0,   4.0, 1.0,  30.0, 2.0,   0.5, 0.0,
             0.0, 0.5,   1.0, 1.0,   3.0, 2.0,   0.0, 0.0,
             0.0, 0.0,   0.2, 0.0,   0.1, 0.0,   0.3, 0.0,
             0.0, 0.0,   0.0, 0.0,   0.0, 0.0,   0.0, 0.0,
        ],
        &[
             6.0,  1.0,  2.0, 0.2,
             1.0,  2.0,  2.0, 0.1,
             3.0, 70.0, 12.0, 1.0,
             0.5,  4.0,  1.0, 0.1,
             2.0,  5.0, 50.0, 0.5,
             0.2,  0.5,  3.0, 0.0,
             0.0,  0.1,  0.1, 1.5,
             0.0,  0.0,  0.0, 0.2,
        ],
    );
    economy.products[1].isic = "C261".into();
    economy.products[0].isic = "C28".into();
    economy.regions[2].name = "Japan".into();
    economy.regions[3].tier = CoverageTier::B;
    economy.satellites.criticality = DMatrix::from_row_slice(2, 2, &[0.5, 0.5, 1.0, 1.0]);
    economy.satellites.cover_days = DMatrix::from_row_slice(2, 2, &[40.0, 40.0, 60.0, 30.0]);
    economy.satellites.strait.share[(1, 2)] = 0.5;
    economy.satellites.strait.share[(2, 1)] = 0.25;
    economy.satellites.strait.share[(0, 2)] = 0.1;
    economy
}

fn coalition(id: &str, regions: &[usize]) -> Coalition {
    Coalition {
        id: id.into(),
        regions: regions.to_vec(),
    }
}

#[test]
fn shares_add_up_over_partners() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let assessor = Assessor::new(
        &economy,
        &parameters,
        Vec::new(),
        MaterialData::embedded().unwrap(),
    )
    .unwrap();
    let ids: Vec<&str> = assessor.partners().iter().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["TWN", "CHN"]);
    let japan = 2;
    let all = mist_exposure::Partner::abroad(&economy, japan);
    let whole = assessor.measures(japan, &all);
    for (i, measure) in whole.iter().enumerate() {
        let parts: f64 = [0, 1, 3]
            .iter()
            .map(|&r| {
                let one = mist_exposure::Partner::region(&economy, r);
                assessor.measures(japan, &one)[i].look_through.share
            })
            .sum();
        assert_relative_eq!(measure.look_through.share, parts, max_relative = 1e-12);
    }
    // All imports are from abroad, all exports go abroad.
    assert_relative_eq!(whole[0].face_value.share, 1.0, max_relative = 1e-12);
    assert_relative_eq!(whole[1].face_value.share, 1.0, max_relative = 1e-12);
    assert_relative_eq!(whole[1].look_through.share, 1.0, max_relative = 1e-12);
    // Inputs, by hand: Japan buys 56.6 of inputs, 19.5 of them abroad.
    let bought: f64 = 1.0 + 6.0 + 2.0 + 8.0 + 1.0 + 1.0 + 0.5 + 0.1;
    let home = 30.0 + 2.0 + 3.0 + 2.0;
    assert_relative_eq!(
        whole[2].face_value.share,
        bought / (bought + home),
        max_relative = 1e-12
    );
}

#[test]
fn chips_are_counted_where_they_are_made() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let assessor = Assessor::new(
        &economy,
        &parameters,
        Vec::new(),
        MaterialData::embedded().unwrap(),
    )
    .unwrap();
    let japan = assessor.country(2);
    assert_relative_eq!(
        japan
            .semiconductors
            .iter()
            .map(|o| o.look_through)
            .sum::<f64>(),
        1.0,
        max_relative = 1e-12
    );
    assert_relative_eq!(
        japan
            .semiconductors
            .iter()
            .map(|o| o.face_value)
            .sum::<f64>(),
        1.0,
        max_relative = 1e-12
    );
    // Fiji buys chips from nobody but what little is final; its machines hold Taiwan's all the same.
    let fiji = assessor.country(3);
    let taiwan = fiji
        .semiconductors
        .iter()
        .find(|o| o.region == "TWN")
        .unwrap();
    assert_relative_eq!(taiwan.face_value, 0.1 / 0.4, max_relative = 1e-12);
    assert!(taiwan.look_through > taiwan.face_value);
    assert!(!fiji.comparable && fiji.notes[0].starts_with("Tier B"));
    assert!(
        fiji.resilience
            .iter()
            .all(|r| r.rank.is_none() && r.ranked == 2)
    );
}

#[test]
fn the_strait_by_look_through_is_the_table_without_it() {
    let economy = world();
    let system = Leontief::new(&economy).unwrap();
    let strait = Strait::new(&economy);
    let through = strait.look_through(&system);
    // Slow twin: one cut of all links by their part, which the low-rank update can do on a small
    // table. Its GDP loss is the value added that passes the Strait at any stage.
    let mut cut = Cut::none(&system);
    for o in 0..system.regions {
        let sellers: Vec<usize> = system.nodes_of(o).collect();
        let others: Vec<usize> = (0..system.regions).filter(|d| *d != o).collect();
        cut = cut.links(&system, &sellers, &others, &|i, d| strait.part(i, d));
    }
    let losses = Extraction::new(&system, cut).gdp_losses();
    for r in 0..system.regions {
        assert_relative_eq!(
            through.gdp[r].0,
            losses[r],
            max_relative = 1e-10,
            epsilon = 1e-12
        );
    }
    // What is lost to users is what is lost to makers.
    let users: f64 = through.final_demand.iter().map(|p| p.0).sum();
    assert_relative_eq!(users, losses.sum(), max_relative = 1e-10);
    // Face value by hand: half of what the PRC sells Japan (8 + 1 + 12 + 1 + .5 + 1), a tenth of
    // what Taiwan sells it (1 + 2 + 6 + 2 + 2).
    let sales = look_through::sales_by_node(&system);
    assert_relative_eq!(
        strait.purchases(&sales, 2),
        0.5 * 23.5 + 0.1 * 13.0,
        max_relative = 1e-12
    );
    assert_relative_eq!(
        strait.exports(&system, &sales, 2),
        0.25 * (4.0 + 1.0 + 1.0 + 1.0 + 5.0 + 0.5),
        max_relative = 1e-12
    );
    // An economy that trades with nobody through the Strait can still depend on it.
    assert!(through.final_demand[3].0 > 0.0 && strait.purchases(&sales, 3) == 0.0);
}

#[test]
fn supply_at_stake_by_hand() {
    let economy = world();
    let system = Leontief::new(&economy).unwrap();
    let supply = Supply::new(&economy, &system, 0.0);
    // Japan's machinery buys chips 6 from Taiwan, 1 from the PRC, 3 at home: 60 % from Taiwan,
    // fully critical. Machines: 1 of 39.1 (TWN), half critical. Chips bind.
    // Its chip sector: 2 of 4.5 chips from Taiwan.
    let value_added = |node: usize| economy.table.value_added[node];
    let by_hand = value_added(4) * 0.6 + value_added(5) * 2.0 / 4.5;
    let stake = supply.at_stake(2, &[0], &[0, 1]);
    assert_relative_eq!(stake.value_added, by_hand, max_relative = 1e-12);
    assert_eq!(stake.binding, Some(1));
    let cover = (value_added(4) * 0.6 * 60.0 + value_added(5) * 2.0 / 4.5 * 30.0) / by_hand;
    assert_relative_eq!(stake.cover_days, cover, max_relative = 1e-12);
    // Own supply is never at stake.
    assert_eq!(supply.at_stake(2, &[2], &[0, 1]).value_added, 0.0);
}

#[test]
fn concentration_by_hand() {
    let flows = Flows::new(&world());
    let parameters = Parameters::embedded().unwrap();
    // Japan's imports of chips: TWN 6 + 2 + 2 = 10, CHN 1 + .5 + 1 = 2.5, FJI 0.
    let c = concentration(&flows, 1, &[2], &parameters.thresholds());
    assert_relative_eq!(c.imports, 12.5, max_relative = 1e-12);
    assert_relative_eq!(c.hhi, 0.8 * 0.8 + 0.2 * 0.2, max_relative = 1e-12);
    // Own supply 3 + 2 + 3 = 8; exports .5 + 1 + 1 + .2 + .5 = 3.2.
    assert_relative_eq!(c.import_share, 12.5 / 20.5, max_relative = 1e-12);
    assert_relative_eq!(
        c.imports_over_exports.unwrap(),
        12.5 / 3.2,
        max_relative = 1e-12
    );
    assert_eq!(c.conditions, [true; 3]);
    assert_eq!(c.largest.unwrap().0, 0);
    // Taiwan exports 9 + 4 + 6 + 2 + 2 + 2 + .1 = 25.1 of 25.1 + CHN (1 + 2.5 + .5 + .1 = 4.1) + 3.2.
    assert_relative_eq!(
        c.world_share,
        25.1 / (25.1 + 4.1 + 3.2),
        max_relative = 1e-12
    );
    assert!(c.single_point_of_failure);
    assert_relative_eq!(hhi(&[3.0, 0.0, 1.0]), 10.0 / 16.0);
    assert_eq!(hhi(&[0.0]), 0.0);
    // Higher thresholds, fewer conditions.
    let mut strict = parameters.thresholds();
    strict.import_hhi = 0.7;
    assert_eq!(
        concentration(&flows, 1, &[2], &strict).conditions,
        [false, true, true]
    );
    // Japan and Taiwan as a bloc: only the PRC's 2.5 + 1 + .5 are outside imports, and trade
    // within the bloc (10 + .7) does not count as one.
    let bloc = concentration(&flows, 1, &[0, 2], &parameters.thresholds());
    assert_relative_eq!(bloc.imports, 4.0, max_relative = 1e-12);
    assert_relative_eq!(bloc.import_share, 4.0 / (4.0 + 10.7), max_relative = 1e-12);
}

#[test]
fn a_mutual_cut_costs_the_smaller_side_more() {
    let economy = world();
    let system = Leontief::new(&economy).unwrap();
    let supply = Supply::new(&economy, &system, 0.0);
    let alone = mutual_cut(&system, &supply, 2, &[2], &[1], &[0, 1], &[0, 1]);
    let together = mutual_cut(&system, &supply, 2, &[0, 2], &[1], &[0, 1], &[0, 1]);
    // The PRC's side is dearer when more cut; so is Japan's, through Taiwan's loss.
    assert!(together.other.sales_usd_m > alone.other.sales_usd_m);
    assert!(together.other.supply_usd_m > alone.other.supply_usd_m);
    assert!(together.country.sales_usd_m > alone.country.sales_usd_m);
    assert_eq!(together.country.supply_usd_m, alone.country.supply_usd_m);
    assert!(together.asymmetry < alone.asymmetry);
    // The sum of single products is at least the whole (each leaves the other's links in place).
    let parts: f64 = (0..2)
        .map(|s| {
            mutual_cut(&system, &supply, 2, &[2], &[1], &[s], &[s])
                .country
                .sales_usd_m
        })
        .sum();
    assert!(parts >= alone.country.sales_usd_m - 1e-9);
    let mirrored = mutual_cut(&system, &supply, 1, &[1], &[2], &[0, 1], &[0, 1]);
    assert_relative_eq!(mirrored.asymmetry, -alone.asymmetry, max_relative = 1e-9);
    assert_relative_eq!(
        mirrored.country.share_high,
        alone.other.share_high,
        max_relative = 1e-9
    );
}

#[test]
fn materials_reach_a_country_inside_products() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let assessor = Assessor::new(
        &economy,
        &parameters,
        vec![coalition("g7", &[2])],
        MaterialData::embedded().unwrap(),
    )
    .unwrap();
    let fiji = assessor.country(3);
    let gallium = fiji.materials.iter().find(|m| m.id == "gallium").unwrap();
    assert_eq!(gallium.using_products, ["C26S"]);
    assert_relative_eq!(gallium.made.iter().sum::<f64>(), 1.0, max_relative = 1e-9);
    assert_relative_eq!(gallium.total, gallium.through_products.iter().sum::<f64>());
    // One stage is known for gallium: dependence at any stage is its share, and what is made in
    // the PRC adds to it.
    assert_relative_eq!(gallium.direct, gallium.any_stage);
    assert!(gallium.total > gallium.direct);
    assert!(gallium.value_added_at_stake.is_none() && gallium.cover_months.is_none());
    let magnets = fiji
        .materials
        .iter()
        .find(|m| m.id == "rare-earth-magnets")
        .unwrap();
    let [mine, refine, magnet] = [0, 1, 2].map(|i| magnets.stages[i].prc_share);
    let never = (1.0 - mine) * (1.0 - refine) * (1.0 - magnet);
    assert_relative_eq!(magnets.any_stage, 1.0 - never, max_relative = 1e-12);
    assert!(assessor.country(1).materials.is_empty() && assessor.country(1).leverage.is_empty());
    let report = assessor.report(&[2, 3]);
    let text = serde_json::to_string(&report).unwrap();
    let back: mist_exposure::ExposureReport = serde_json::from_str(&text).unwrap();
    assert_eq!(back.countries.len(), 2);
    // Every derivation that a figure names is in the list.
    for measure in report
        .countries
        .iter()
        .flat_map(|c| &c.partners)
        .flat_map(|p| &p.measures)
    {
        assert!(
            report
                .derivations
                .iter()
                .any(|d| d.id == measure.derivation)
        );
    }
}

#[test]
fn unknown_names_suggest_the_nearest() {
    let economy = world();
    assert_eq!(find_region(&economy, "jpn").unwrap(), 2);
    assert_eq!(find_region(&economy, "Region FJI").unwrap(), 3);
    let error = find_region(&economy, "JAP").unwrap_err();
    let ExposureError::UnknownRegion { nearest, .. } = &error else {
        panic!("{error}")
    };
    assert_eq!(nearest[0], "JPN (Japan)");
    assert!(error.to_string().contains("did you mean"));
    let error = find_product(&economy, "C26").unwrap_err().to_string();
    assert!(error.contains("C26S"), "{error}");
    let error = MaterialData::embedded()
        .unwrap()
        .find("galium")
        .unwrap_err()
        .to_string();
    assert!(error.contains("gallium"), "{error}");
}

#[test]
fn parameters_out_of_range_name_themselves() {
    let text = include_str!("../../../configs/model/exposure.toml");
    let wrong = text.replacen("value = 0.4\n", "value = 40\n", 1);
    let error = Parameters::parse(&wrong, "mine.toml")
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("mine.toml, concentration.import_hhi"),
        "{error}"
    );
    let error = Parameters::parse("[concentration]\nimport_hh = 1\n", "mine.toml")
        .unwrap_err()
        .to_string();
    assert!(error.contains("mine.toml, line"), "{error}");
    let parameters = Parameters::parse(text, "x").unwrap();
    let economy = world();
    assert_eq!(parameters.substitution_days(&economy.products[1]), 1095.0);
    assert_eq!(parameters.substitution_days(&economy.products[0]), 365.0);
    assert_relative_eq!(parameters.weights().iter().sum::<f64>(), 1.0);
}

#[test]
fn rankings_put_the_most_exposed_first_and_leave_tier_b_unranked() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let materials = MaterialData::embedded().unwrap();
    let assessor = Assessor::new(&economy, &parameters, Vec::new(), materials.clone()).unwrap();
    let target = Target::parse(&economy, &materials, "twn").unwrap();
    let rows = assessor.most_exposed_to(&target);
    let codes: Vec<&str> = rows.iter().map(|r| r.code.as_str()).collect();
    assert_eq!(codes.len(), 3);
    assert_eq!(codes[2], "FJI");
    assert_eq!(rows[2].rank, None);
    assert_eq!(rows[0].rank, Some(1));
    assert!(rows[0].value_added.share >= rows[1].value_added.share);
    // Japan depends most on Taiwan's chips.
    let own = assessor.most_exposed(2, 3);
    assert_eq!(
        (own[0].origin.as_str(), own[0].product.as_str()),
        ("TWN", "C26S")
    );
    assert!(
        own.windows(2)
            .all(|w| w[0].value_added.share >= w[1].value_added.share)
    );
    assert_eq!(
        Target::parse(&economy, &materials, "Strait").unwrap(),
        Target::Strait
    );
    let material = Target::parse(&economy, &materials, "Gallium").unwrap();
    assert_eq!(material.id(&economy), "gallium");
    assert_eq!(assessor.most_exposed_to(&material).len(), 3); // not the PRC
    assert_eq!(assessor.most_exposed_to(&Target::Strait).len(), 4);
    let error = Target::parse(&economy, &materials, "galium")
        .unwrap_err()
        .to_string();
    assert!(error.contains("gallium"), "{error}");
}

#[test]
fn csv_has_a_row_for_each_number_and_quotes_what_needs_it() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let assessor = Assessor::new(
        &economy,
        &parameters,
        Vec::new(),
        MaterialData::embedded().unwrap(),
    )
    .unwrap();
    let report = assessor.report(&[2]);
    let text = mist_exposure::export::to_csv(&report);
    let mut lines = text.lines();
    assert_eq!(
        lines.next().unwrap(),
        "country,tier,section,to,item,measure,value,unit,derivation"
    );
    let rows: Vec<Vec<&str>> = lines.map(|l| l.split(',').collect()).collect();
    assert!(rows.iter().all(|r| r.len() == 9));
    let gdp: f64 = rows[0][6].parse().unwrap();
    assert_eq!(gdp, report.countries[0].gdp_usd_m);
    let measures = report.countries[0].partners.len() + 1;
    assert_eq!(
        rows.iter().filter(|r| r[2] == "exposure").count(),
        measures * 6 * 4
    );
}

#[test]
fn users_of_a_material_give_cover_and_value_added_at_stake() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let text = r#"
        [material_defaults]
        stake = 0.1
        cover_days = { dist = "uniform", min = 50.0, max = 96.0 }
        [[material]]
        id = "gallium"
        [material.stake]
        C26 = { dist = "triangular", min = 0.1, mode = 0.25, max = 0.5 }
    "#;
    let materials = mist_economy::Materials::embedded().unwrap();
    let users = mist_exposure::materials::material_users(text, "x", &economy, &materials).unwrap();
    let data = MaterialData::new(materials, users);
    let assessor = Assessor::new(&economy, &parameters, Vec::new(), data).unwrap();
    let japan = assessor.country(2);
    let gallium = japan.materials.iter().find(|m| m.id == "gallium").unwrap();
    let stake = gallium.value_added_at_stake.unwrap();
    let by_hand = economy.table.value_added[5] * 0.25 * gallium.any_stage;
    assert_relative_eq!(stake.value_usd_m, by_hand, max_relative = 1e-12);
    assert_relative_eq!(
        gallium.cover_months.unwrap(),
        73.0 / 365.0 * 12.0,
        max_relative = 1e-12
    );
    assert!(MaterialData::shipped(&economy).is_ok());
}

/// Paths of all numbers in a JSON value, without positions in lists.
fn numbers(value: &serde_json::Value, path: &str, out: &mut Vec<String>) {
    match value {
        serde_json::Value::Number(_) => out.push(path.to_owned()),
        serde_json::Value::Array(items) => {
            for item in items {
                numbers(item, path, out);
            }
        }
        serde_json::Value::Object(fields) => {
            for (name, field) in fields {
                numbers(field, &format!("{path}.{name}"), out);
            }
        }
        _ => {}
    }
}

#[test]
fn every_figure_leads_to_its_steps_and_sources() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let materials = MaterialData::shipped(&economy).unwrap();
    let coalitions = vec![coalition("g7", &[2])];
    let assessor = Assessor::new(&economy, &parameters, coalitions, materials).unwrap();
    let report = assessor.report(&[2, 3]);
    let mut found = Vec::new();
    let json = serde_json::to_value(&report).unwrap();
    numbers(&json["countries"], "countries", &mut found);
    assert!(found.len() > 500);
    for path in &found {
        let made = report.derivations.iter().find(|d| {
            d.figures.iter().any(|f| {
                path.strip_prefix(f.as_str())
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            })
        });
        assert!(
            made.is_some_and(|d| !d.steps.is_empty() && !d.data.is_empty() && !d.method.is_empty()),
            "nothing says how {path} is made"
        );
    }
    // And every place that a derivation names is there.
    for figure in report.derivations.iter().flat_map(|d| &d.figures) {
        assert!(
            found.iter().any(|path| path.starts_with(figure)),
            "{figure}"
        );
    }
    // The CSV names a derivation in every row.
    let csv = mist_exposure::export::to_csv(&report);
    for line in csv.lines().skip(1) {
        let derivation = line.rsplit(',').next().unwrap();
        assert!(
            report.derivations.iter().any(|d| d.id == derivation),
            "{line}"
        );
    }
}

#[test]
fn leverage_is_given_for_every_product_group_and_coalition() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let coalitions = vec![coalition("g7", &[2]), coalition("ipac", &[0, 1, 2])];
    let assessor = Assessor::new(
        &economy,
        &parameters,
        coalitions,
        MaterialData::embedded().unwrap(),
    )
    .unwrap();
    let fiji = assessor.country(3);
    // All trade and two products, each alone, with Japan, and with Japan and Taiwan: the PRC is
    // never its own opponent.
    assert_eq!(fiji.leverage.len(), 9);
    let find = |product: &str, with: &str| {
        let all = fiji.leverage.iter();
        let mut one = all.filter(|l| l.product == product && l.coalition == with);
        one.next().unwrap()
    };
    for product in ["all", "C26S"] {
        let sizes = ["alone", "g7", "ipac"].map(|with| find(product, with).economies);
        assert_eq!(sizes, [1, 2, 3], "{product}");
        let costs = ["alone", "g7", "ipac"].map(|with| find(product, with).cut.other.share_high);
        assert!(
            costs.windows(2).all(|w| w[0] < w[1]),
            "{product}: {costs:?}"
        );
    }
    let alone = find("C26S", "alone").cut;
    assert_eq!(alone.together, alone.country);
    assert_eq!(alone.asymmetry_together, alone.asymmetry);
    // Japan's own cost with itself as the coalition is its cost alone.
    let japan = assessor.country(2);
    let own = |with: &str| {
        let all = japan.leverage.iter();
        let mut one = all.filter(|l| l.product == "C26S" && l.coalition == with);
        one.next().unwrap().cut
    };
    assert_eq!(own("alone"), own("g7"));
    // Together is the sum of the members, each cut off by the same coalition.
    let system = Leontief::new(&economy).unwrap();
    let supply = Supply::new(&economy, &system, parameters.supply.smallest_input.value);
    let of = |x: usize| mutual_cut(&system, &supply, x, &[2, 3], &[1], &[1], &[1]).country;
    let g7 = find("C26S", "g7").cut.together;
    assert_relative_eq!(
        g7.sales_usd_m,
        of(2).sales_usd_m + of(3).sales_usd_m,
        max_relative = 1e-12
    );
    assert_relative_eq!(
        g7.supply_usd_m,
        of(2).supply_usd_m + of(3).supply_usd_m,
        max_relative = 1e-12
    );
}

#[test]
fn the_side_with_longer_stocks_holds_out_longer() {
    let mut economy = world();
    let parameters = Parameters::embedded().unwrap();
    let cut = |economy: &mist_economy::Economy| {
        let system = Leontief::new(economy).unwrap();
        let supply = Supply::new(economy, &system, parameters.supply.smallest_input.value);
        mutual_cut(&system, &supply, 2, &[2], &[1], &[0, 1], &[0, 1])
    };
    let before = cut(&economy);
    let gap = before.together.cover_days - before.other.cover_days;
    match before.holds_out_longer {
        Some(Side::Country) => assert!(gap >= 1.0),
        Some(Side::Other) => assert!(gap <= -1.0),
        None => assert!(gap.abs() < 1.0),
    }
    // With the same cover everywhere, nobody does.
    economy.satellites.cover_days.fill(20.0);
    assert_eq!(cut(&economy).holds_out_longer, None);
}

#[test]
fn one_product_of_one_origin_is_a_target_of_its_own() {
    let economy = world();
    let parameters = Parameters::embedded().unwrap();
    let materials = MaterialData::embedded().unwrap();
    let assessor = Assessor::new(&economy, &parameters, Vec::new(), materials.clone()).unwrap();
    let parse = |text: &str| Target::parse(&economy, &materials, text);
    let target = parse("twn:c26s").unwrap();
    assert_eq!(target.id(&economy), "TWN:C26S");
    let rows = assessor.most_exposed_to(&target);
    assert!(rows.iter().all(|r| r.code != "TWN"));
    let japan = rows.iter().find(|r| r.code == "JPN").unwrap();
    // Japan buys 10 of 20.5 chips from Taiwan (see concentration by hand).
    assert_relative_eq!(japan.face_value, 10.0 / 20.5, max_relative = 1e-12);
    let system = Leontief::new(&economy).unwrap();
    let supply = Supply::new(&economy, &system, parameters.supply.smallest_input.value);
    assert_eq!(
        japan.value_added.value_usd_m,
        supply.at_stake(2, &[0], &[1]).value_added
    );
    // From anywhere abroad it is more.
    let abroad = parse("C26S").unwrap();
    assert_eq!(abroad.id(&economy), "C26S");
    let rows = assessor.most_exposed_to(&abroad);
    let more = rows.iter().find(|r| r.code == "JPN").unwrap();
    assert_relative_eq!(more.face_value, 12.5 / 20.5, max_relative = 1e-12);
    assert!(more.look_through > japan.look_through);
    let error = parse("TWN:C26Z").unwrap_err().to_string();
    assert!(
        error.contains("C26S") && error.contains("product"),
        "{error}"
    );
    let error = parse("TWM:C26S").unwrap_err().to_string();
    assert!(error.contains("TWN"), "{error}");
}

#[test]
fn the_remainder_of_the_world_is_no_single_point_of_failure() {
    let mut economy = world();
    let parameters = Parameters::embedded().unwrap();
    let single = |economy: &Economy| {
        let materials = MaterialData::embedded().unwrap();
        let assessor = Assessor::new(economy, &parameters, Vec::new(), materials).unwrap();
        let japan = assessor.country(2);
        let chips = japan
            .concentration
            .into_iter()
            .find(|c| c.product == "C26S");
        chips.unwrap().single_point_of_failure
    };
    assert!(single(&economy));
    economy.regions[0].tier = CoverageTier::Rest;
    assert!(!single(&economy));
}
