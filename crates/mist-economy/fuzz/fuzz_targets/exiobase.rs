//! Any bytes as the files of a folder of EXIOBASE or pymrio; files are divided by the byte 0.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mist_economy::readers::{Format, Options, read};

fuzz_target!(|bytes: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    let names = ["Z.txt", "Y.txt", "x.txt", "unit.txt"];
    for (name, part) in names.iter().zip(bytes.split(|b| *b == 0)) {
        if std::fs::write(folder.path().join(name), part).is_err() {
            return;
        }
    }
    let options = Options {
        year: Some(2019),
        usd_per_unit: Some(1.1),
    };
    for format in [Format::Exiobase3, Format::Pymrio] {
        let _ = read(format, folder.path(), options, &|_| {});
    }
});
