//! Real tables of the WIOD, release of 2013 (2009 to 2011), written in the layout of its workbooks and
//! imported; their known figures come out. Needs the extracted tables: `$MIST_SOURCES`, else
//! `shared/data` beside the checkout; without them the test says so and passes.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::needless_range_loop,
    reason = "helpers of tests; rows and columns are numbers here"
)]

mod layouts;

use layouts::wiod_2013::{sources, world};
use layouts::{Folder, USES};
use mist_economy::readers::{Format, Options, read};
use mist_economy::{RegionCode, check};

#[test]
fn real_tables_come_in_with_their_known_figures() {
    let Some(folder) = sources() else {
        eprintln!("skipped: no extracted WIOD tables here");
        return;
    };
    // From the extraction's own checks: value added of Taiwan and of the world, sales of Taiwan's
    // electronics to the PRC's, USD million.
    for (year, taiwan, world_va, chips) in [
        (2009, 370_596.0, 57_002_214.0, 40_622.0),
        (2011, 460_498.0, 69_327_812.0, 58_894.0),
    ] {
        let (world, x) = world(&folder, year);
        let out = Folder::new(&format!("wiod-real-{year}"));
        // The output that the table states, not the sum of its rounded cells.
        let sheet = layouts::wiod_with(&world, &x, year, false);
        let path = out.file(&format!("wiot_{year}.csv"), layouts::csv(&sheet));
        let options = Options::default();
        let imported =
            read(Format::Wiod2013, &path, options, &|_| {}).unwrap_or_else(|e| panic!("{e}"));
        let economy = &imported.economy;
        let t = &economy.table;
        assert_eq!((t.regions, t.products), (41, 35));
        let at = |code: &str| economy.region_index(&RegionCode::new(code)).unwrap();
        assert_eq!(t.z[(t.node(at("TWN"), 13), t.node(at("CHN"), 13))], chips);
        // Falls in stocks are set to 0, and rounding: within one per cent.
        let near = |found: f64, known: f64| (found / known - 1.0).abs() < 0.01;
        assert!(near(t.region_value_added(at("TWN")), taiwan));
        assert!(near(t.value_added.sum(), world_va));
        let total: f64 = world.z.iter().flatten().sum();
        assert_eq!(t.z.sum(), total);
        let positive: f64 = world
            .f
            .iter()
            .flat_map(|row| row.chunks(USES))
            .map(|u| u[0] + u[1])
            .sum();
        let households: f64 = (0..41).map(|r| t.f.column(3 * r).sum()).sum();
        // Some households resell more than they buy; those cells are set to 0 too.
        assert!((households / positive - 1.0).abs() < 1e-3);
        let report = check::check(economy, &check::benchmarks().unwrap());
        assert!(report.row_gap < 1e-12 && report.column_gap < 1e-12);
        assert!(
            (0.55..0.65).contains(&report.spectral_radius),
            "{}",
            report.spectral_radius
        );
    }
}
