//! Any bytes as a packed table.
#![no_main]

use libfuzzer_sys::fuzz_target;
use mist_economy::{exact, store};

fuzz_target!(|bytes: &[u8]| {
    let _ = store::decode(bytes, "fuzz");
    let _ = exact::read(bytes, "fuzz");
});
