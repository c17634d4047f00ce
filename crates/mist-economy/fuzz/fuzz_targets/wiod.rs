//! Any bytes as a table of the WIOD, by their first byte a workbook or text of either release.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mist_economy::readers::{Format, Options, read};

fuzz_target!(|bytes: &[u8]| {
    let (Some((first, bytes)), Ok(folder)) = (bytes.split_first(), tempfile::tempdir()) else {
        return;
    };
    let name = ["2011.csv", "2011.xlsx", "2011.xlsb"][usize::from(*first) % 3];
    let path = folder.path().join(name);
    if std::fs::write(&path, bytes).is_ok() {
        for format in [Format::Wiod2013, Format::Wiod2016] {
            let _ = read(format, &path, Options::default(), &|_| {});
        }
    }
});
