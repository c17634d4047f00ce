//! The worked example of the R package decompr (Quast & Kummritz 2015; three countries, three
//! industries), recomputed: value-added origins of exports, V·L·E. Table and results as printed in
//! the package's documentation of its `leather` data.
mod common;

use approx::assert_relative_eq;
use mist_exposure::{Leontief, LookThrough, look_through};

#[rustfmt::skip]
const INTER: [f64; 81] = [
    16.1, 5.1, 1.8,  3.2,  4.3, 0.4,  3.1,  2.8,  4.9,
     2.4, 8.0, 3.2,  0.1,  3.2, 1.6,  1.2,  3.9, 11.5,
     0.9, 0.5, 4.0,  0.0,  0.1, 0.3,  0.0,  0.4,  0.5,
     1.1, 1.9, 0.2, 18.0, 13.2, 6.1,  9.0,  3.1,  8.9,
     0.3, 2.8, 0.1,  6.1, 28.1, 6.3,  2.1,  2.5, 25.6,
     0.0, 0.1, 0.3,  4.1,  3.2, 8.9,  0.2,  0.0,  1.8,
     1.2, 4.2, 0.3,  4.1,  1.2, 0.6, 29.0, 19.5, 17.9,
     1.3, 1.1, 0.0,  3.2,  4.8, 2.6,  5.1, 29.1, 24.1,
     2.1, 1.4, 3.0,  4.1,  3.1, 3.9, 11.3,  8.1, 51.3,
];

#[rustfmt::skip]
const FINAL: [f64; 27] = [
    21.5,  6.1,  8.4,
    16.2,  1.9,  5.1,
    11.0,  0.5,  0.8,
     7.5, 29.5, 14.2,
     8.9, 24.9, 16.9,
     1.2, 18.5,  4.9,
     9.2, 17.9, 51.2,
     7.9, 10.1, 38.5,
    25.1, 35.2, 68.4,
];

/// Published: value added of the row in the exports of the column (rows and columns Argentina,
/// Turkey, Germany × agriculture, textiles and leather, transport equipment).
#[rustfmt::skip]
const ORIGINS_OF_EXPORTS: [f64; 81] = [
    28.52278143,  2.79395126, 0.35606694,  1.81066955,  3.1173841, 0.35901126,  1.2364172,  1.30283802,  4.1208736,
     1.06206936, 19.12053186, 0.41813924,  0.48370042,  1.8329024, 0.43058635,  0.5937041,  1.15375958,  4.7490351,
     0.21043693,  0.14228369, 1.06369578,  0.03329456,  0.0790545, 0.04024626,  0.0231846,  0.07482343,  0.1932621,
     0.71952151,  1.34237213, 0.11504126, 34.92704803,  6.9994970, 1.47711579,  2.5543089,  1.52213499,  6.1806254,
     0.41201175,  1.38523849, 0.11764036,  2.69291816, 40.1671410, 1.31799873,  1.1093993,  1.15207241,  9.5069032,
     0.03482652,  0.08553139, 0.02667530,  0.81210167,  0.9075189, 3.16041392,  0.1151191,  0.07448266,  0.6464733,
     0.92530356,  2.25142713, 0.16222512,  2.31122022,  2.0595825, 0.51211484, 29.8763359,  5.24719728,  9.6006931,
     0.64666560,  0.72785683, 0.08244379,  1.53837777,  2.5488967, 0.63316614,  1.4593583, 18.95868110,  8.1583150,
     0.66638333,  0.65080723, 0.25807221,  1.29066963,  1.4880228, 0.56934671,  1.7321726,  1.51401054, 34.7438192,
];

#[test]
fn value_added_origins_of_exports_as_decompr_publishes_them() {
    let economy = common::economy(
        &["ARG", "TUR", "DEU"],
        &["AGR", "TEX", "TRA"],
        &INTER,
        &FINAL,
    );
    let system = Leontief::new(&economy).unwrap();
    let sales = look_through::sales_by_node(&system);
    for j in 0..9 {
        let exports: f64 = (0..3).filter(|d| *d != j / 3).map(|d| sales[(j, d)]).sum();
        for i in 0..9 {
            let ours = system.value_added_share[i] * system.inverse[(i, j)] * exports;
            assert_relative_eq!(
                ours,
                ORIGINS_OF_EXPORTS[i * 9 + j],
                max_relative = 5e-7,
                epsilon = 5e-8
            );
        }
    }
    // What the package calls gross exports and what our look-through of imports adds up to agree:
    // all value added in all imports is all imports, as the example has no taxes.
    let look = LookThrough::new(&system);
    let published: f64 = ORIGINS_OF_EXPORTS.iter().sum();
    assert_relative_eq!(look.imports.sum(), published, max_relative = 1e-7);
}
