//! Any bytes as the files of the open layout; files are divided by the byte 0.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mist_economy::readers::{Format, Options, read};

fuzz_target!(|bytes: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    let names = [
        "datapackage.json",
        "regions.csv",
        "products.csv",
        "z.csv",
        "f.csv",
        "taxes.csv",
        "output.csv",
    ];
    for (name, part) in names.iter().zip(bytes.split(|b| *b == 0)) {
        if std::fs::write(folder.path().join(name), part).is_err() {
            return;
        }
    }
    let _ = read(Format::Table, folder.path(), Options::default(), &|_| {});
});
