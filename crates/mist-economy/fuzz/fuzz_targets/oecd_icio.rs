//! Any bytes as an OECD table: refused or read, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mist_economy::readers::{Format, Options, read};

fuzz_target!(|bytes: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else {
        return;
    };
    let path = folder.path().join("2019.csv");
    if std::fs::write(&path, bytes).is_ok() {
        let _ = read(Format::OecdIcio, &path, Options::default(), &|_| {});
    }
});
