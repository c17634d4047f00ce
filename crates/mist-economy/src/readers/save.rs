//! An imported economy as a folder: the files of [`crate::files`], and how they came to be.
//!
//! Nothing half-written ever bears the folder's name: files are written into a neighbour, and the
//! neighbour gets the name when it is whole.

use std::fs::{self, File};
use std::io::BufWriter;
use std::path::Path;

use serde::Serialize;

use super::Imported;
use super::fingerprint::InputFile;
use crate::{CargoClass, Economy, EconomyError, exact};

/// `import.json`: what an imported economy was made from.
#[derive(Serialize)]
struct Provenance<'a> {
    id: &'a str,
    name: &'a str,
    year: u16,
    /// SHA-256 of the economy's content, by which results name it.
    hash: &'a str,
    version: &'a str,
    steps: &'a [String],
    inputs: &'a [InputFile],
}

impl Imported {
    /// Writes the economy, the mapping of its codes and its provenance into a new folder.
    ///
    /// # Errors
    /// A folder that is there already, or that cannot be written.
    pub fn save(&self, folder: &Path) -> Result<(), EconomyError> {
        new_folder(folder, |inside| {
            write(&self.economy, inside)?;
            self.mapping(inside)?;
            let info = &self.economy.info;
            let provenance = Provenance {
                id: &info.id,
                name: &info.name,
                year: info.year,
                hash: &info.hash,
                version: env!("CARGO_PKG_VERSION"),
                steps: &self.notes,
                inputs: &self.inputs,
            };
            json(&inside.join("import.json"), &provenance)
        })
    }

    fn mapping(&self, folder: &Path) -> Result<(), EconomyError> {
        let rows = self.mapping.iter().map(|m| {
            [
                m.kind.to_owned(),
                m.code.clone(),
                m.name.clone(),
                m.isic.clone(),
                m.stands_for.clone(),
            ]
        });
        let header = ["kind", "code", "name", "isic", "stands_for"];
        table(&folder.join("mapping.csv"), &header, rows)
    }
}

/// Makes a new folder of what `fill` writes into it; it appears when it is whole, or not at all.
///
/// # Errors
/// A folder that is there already or cannot be written, or whatever `fill` returns.
pub fn new_folder(
    folder: &Path,
    fill: impl FnOnce(&Path) -> Result<(), EconomyError>,
) -> Result<(), EconomyError> {
    let failed = |source| EconomyError::File {
        action: "write",
        path: folder.to_path_buf(),
        source,
    };
    if folder.is_file() || fs::read_dir(folder).is_ok_and(|mut inside| inside.next().is_some()) {
        return Err(EconomyError::invalid(
            "something is there already, and nothing is written over it",
            folder.display().to_string(),
            "choose another place with --out, or move it away",
        ));
    }
    let (Some(parent), Some(name)) = (folder.parent(), folder.file_name()) else {
        return Err(EconomyError::invalid(
            "not a name for a folder",
            folder.display().to_string(),
            "give a folder of its own, for instance --out my-economy",
        ));
    };
    let parent = if parent.as_os_str().is_empty() {
        Path::new(".")
    } else {
        parent
    };
    fs::create_dir_all(parent).map_err(failed)?;
    let mut prefix = name.to_owned();
    prefix.push(".partial-");
    let partial = tempfile::Builder::new()
        .prefix(&prefix)
        .tempdir_in(parent)
        .map_err(failed)?;
    readable(partial.path());
    fill(partial.path())?;
    // Some systems do not rename over an empty folder.
    let _ = fs::remove_dir(folder);
    fs::rename(partial.path(), folder).map_err(failed)?;
    // The folder has moved away: there is nothing to clean up any more.
    let _ = partial.keep();
    Ok(())
}

/// Makes a folder readable by whoever may read its neighbours; a temporary one is private.
#[cfg(unix)]
fn readable(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    // Where this fails the folder is private, which harms nobody.
    let _ = fs::set_permissions(folder, fs::Permissions::from_mode(0o755));
}

#[cfg(not(unix))]
fn readable(_: &Path) {}

/// Writes the files of an economy into a folder that is there.
///
/// # Errors
/// A file that cannot be written.
pub fn write(economy: &Economy, folder: &Path) -> Result<(), EconomyError> {
    let at = |name: &str| folder.join(name);
    let info = &economy.info;
    json(
        &at("economy.json"),
        &crate::files::Identity {
            id: info.id.clone(),
            name: info.name.clone(),
            year: info.year,
            modelled: info.modelled,
        },
    )?;
    let path = at("table.bin");
    let failed = |source| EconomyError::File {
        action: "write",
        path: path.clone(),
        source,
    };
    let file = File::create(&path).map_err(failed)?;
    exact::write(&economy.table, BufWriter::new(file)).map_err(failed)?;

    let regions = economy.regions.iter().map(|r| {
        let includes: Vec<&str> = r.includes.iter().map(crate::RegionCode::as_str).collect();
        [
            r.code.to_string(),
            r.name.clone(),
            r.tier.as_str().to_owned(),
            includes.join(" "),
        ]
    });
    table(
        &at("regions.csv"),
        &["code", "name", "tier", "includes"],
        regions,
    )?;
    let products = economy.products.iter().map(|p| {
        let cargo = match p.cargo {
            CargoClass::Energy => "energy",
            CargoClass::Food => "food",
            CargoClass::Bulk => "bulk",
            CargoClass::Containers => "containers",
            CargoClass::None => "none",
        };
        [
            p.code.to_string(),
            p.name.clone(),
            p.isic.clone(),
            p.is_good.to_string(),
            cargo.to_owned(),
            p.modes.sea.to_string(),
            p.modes.air.to_string(),
            p.modes.land.to_string(),
        ]
    });
    let header = [
        "code", "name", "isic", "is_good", "cargo", "sea", "air", "land",
    ];
    table(&at("products.csv"), &header, products)?;
    let sources = info.sources.iter().map(|s| {
        [
            s.id.clone(),
            s.title.clone(),
            s.year.clone(),
            s.licence.clone(),
            s.url.clone(),
        ]
    });
    table(
        &at("sources.csv"),
        &["id", "title", "year", "licence", "url"],
        sources,
    )?;
    satellites(economy, folder)
}

fn satellites(economy: &Economy, folder: &Path) -> Result<(), EconomyError> {
    let satellites = &economy.satellites;
    let s = economy.products.len();
    let code = |k: usize| economy.products[k].code.to_string();
    let pairs = || (0..s).flat_map(move |i| (0..s).map(move |j| (i, j)));
    let shared = satellites.critical_share.as_ref();
    let rated = pairs().map(|(i, j)| {
        let share = shared.map(|m| m[(i, j)]).filter(|v| !v.is_nan());
        [
            code(i),
            code(j),
            satellites.criticality[(i, j)].to_string(),
            share.map(|v| v.to_string()).unwrap_or_default(),
        ]
    });
    let header = ["input", "user", "value", "critical_share"];
    table(&folder.join("criticality.csv"), &header, rated)?;
    let held = pairs().map(|(i, j)| [code(i), code(j), satellites.cover_days[(i, j)].to_string()]);
    table(
        &folder.join("cover_days.csv"),
        &["input", "user", "value"],
        held,
    )?;
    let r = economy.regions.len();
    let strait = &satellites.strait;
    let routes = (0..r)
        .flat_map(|i| (0..r).map(move |j| (i, j)))
        .filter(|at| strait.share[*at] > 0.0 || strait.detour_days[*at] > 0.0)
        .map(|at| {
            [
                economy.regions[at.0].code.to_string(),
                economy.regions[at.1].code.to_string(),
                strait.share[at].to_string(),
                strait.detour_days[at].to_string(),
            ]
        });
    let header = ["from", "to", "share", "detour_days"];
    table(&folder.join("strait_routes.csv"), &header, routes)?;
    let power = satellites.power.sources.iter().map(|p| {
        [
            p.id.clone(),
            p.share.to_string(),
            p.stock_days.map(|d| d.to_string()).unwrap_or_default(),
            p.product.clone().unwrap_or_default(),
            p.source.clone(),
        ]
    });
    let header = ["id", "share", "stock_days", "product", "source"];
    table(&folder.join("taiwan_power.csv"), &header, power)
}

fn json(path: &Path, value: &impl Serialize) -> Result<(), EconomyError> {
    let failed = |source| EconomyError::File {
        action: "write",
        path: path.to_path_buf(),
        source,
    };
    let mut text = serde_json::to_vec_pretty(value).map_err(|e| failed(e.into()))?;
    text.push(b'\n');
    fs::write(path, text).map_err(failed)
}

fn table<const N: usize>(
    path: &Path,
    header: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<(), EconomyError> {
    let failed = |source| EconomyError::File {
        action: "write",
        path: path.to_path_buf(),
        source,
    };
    let wrap = |e: csv::Error| failed(std::io::Error::other(e));
    let file = File::create(path).map_err(failed)?;
    let mut writer = csv::Writer::from_writer(BufWriter::new(file));
    writer.write_record(header).map_err(wrap)?;
    for row in rows {
        writer.write_record(row).map_err(wrap)?;
    }
    writer.flush().map_err(failed)
}
