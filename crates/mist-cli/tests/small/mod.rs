//! The embedded economy with all but some regions put together: as many products and channels, a small
//! part of the cells.

use std::path::Path;

use assert_cmd::Command;

/// Writes an economy of the regions that are kept and of all others to `small` in a folder, by the
/// commands that a user has.
pub(crate) fn economy(within: &Path, kept: &[&str]) {
    let mist = |arguments: &[&str]| {
        let mut command = Command::cargo_bin("mist").unwrap();
        let done = command.current_dir(within).args(arguments).assert();
        String::from_utf8(done.success().get_output().stdout.clone()).unwrap()
    };
    let template = mist(&["economy", "template", "regions"]);
    let map = template.lines().enumerate().map(|(k, line)| {
        let code = line.split(',').next().unwrap();
        match code {
            _ if k == 0 => "from,to\n".to_owned(),
            code if kept.contains(&code) => format!("{code},{code}\n"),
            code => format!("{code},ROW\n"),
        }
    });
    std::fs::write(within.join("regions.csv"), map.collect::<String>()).unwrap();
    mist(&[
        "economy",
        "aggregate",
        "--regions",
        "regions.csv",
        "--out",
        "small",
    ]);
}
