//! The command `mist`.

fn main() {}
