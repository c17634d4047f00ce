//! Packing a result.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use super::{Contents, FORMAT, LIST, Member, digest, fault_of};
use crate::CliError;
use crate::manifest::{self, Manifest};
use crate::play::VERSION;

/// What was packed.
#[derive(Debug)]
pub(crate) struct Packed {
    /// Where it lies.
    pub(crate) path: PathBuf,
    /// Its members.
    pub(crate) members: usize,
    /// Its bytes.
    pub(crate) bytes: u64,
    /// Pages that stay outside.
    pub(crate) left_out: usize,
}

/// Whether a file of a result holds figures or inputs, not pages made from them.
fn is_figures(name: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|e| e.to_str());
    name.starts_with("draws/")
        || name.starts_with("inputs/")
        || name == "data/exposure.csv"
        || (!name.contains('/') && matches!(extension, Some("csv" | "json")))
}

/// Packs the result in a folder into a new file, with its pages or without, and with the files of an
/// economy if they are to travel along.
///
/// # Errors
/// A folder that is no whole result, a file that is there already, or a full disk.
pub(crate) fn pack(
    result: &Path,
    out: &Path,
    pages: bool,
    economy: &[(String, Vec<u8>)],
) -> Result<Packed, CliError> {
    let manifest = Manifest::of(result).ok_or_else(|| CliError::NotAResult {
        path: result.to_owned(),
    })?;
    if !manifest.matches(result) {
        return Err(CliError::ResultChanged {
            path: result.to_owned(),
        });
    }
    if !manifest.files().any(|(name, _)| name.starts_with("draws/"))
        || !manifest
            .files()
            .any(|(name, _)| name.starts_with("inputs/"))
    {
        return Err(CliError::NothingToRepeat {
            path: result.to_owned(),
        });
    }
    if out.exists() {
        return Err(CliError::FileExists {
            path: out.to_owned(),
        });
    }
    let mut members: BTreeMap<String, Member> = BTreeMap::new();
    let mut left_out = Vec::new();
    let listed = manifest.files().map(|(name, _)| name);
    for name in listed.chain([manifest::FILE]) {
        if let Some(fault) = fault_of(name) {
            return Err(CliError::BundleDamaged {
                path: result.to_owned(),
                problems: vec![format!("the name `{name}` {fault}")],
            });
        }
        if pages || is_figures(name) {
            let path = result.join(name);
            let read = || digest(File::open(&path)?, u64::MAX, |_| Ok(()));
            let member = read().map_err(|source| CliError::Read {
                path: path.clone(),
                source,
            })?;
            members.insert(name.to_owned(), member);
        } else {
            left_out.push(name.to_owned());
        }
    }
    for (name, content) in economy {
        let member =
            digest(content.as_slice(), u64::MAX, |_| Ok(())).map_err(|source| CliError::Read {
                path: PathBuf::from(name),
                source,
            })?;
        members.insert(name.clone(), member);
    }
    let contents = Contents {
        format: FORMAT.to_owned(),
        packed_by: VERSION.to_owned(),
        left_out,
        members,
    };
    let failed = |source: io::Error| CliError::Write {
        path: out.to_owned(),
        source,
    };
    let parent = match out.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    fs::create_dir_all(parent).map_err(failed)?;
    let mut file = tempfile::Builder::new()
        .prefix(".bundle-")
        .tempfile_in(parent)
        .map_err(|e| failed(e.kind().into()))?;
    let list = serde_json::to_vec_pretty(&contents).map_err(|source| CliError::Json { source })?;
    write(file.as_file_mut(), &list, &contents, |name| {
        economy.iter().find(|(other, _)| other == name).map_or_else(
            || Source::File(result.join(name)),
            |(_, content)| Source::Bytes(content),
        )
    })
    .map_err(failed)?;
    let bytes = file.as_file().metadata().map_err(failed)?.len();
    readable(file.as_file()).map_err(failed)?;
    file.persist_noclobber(out)
        .map_err(|e| failed(e.error.kind().into()))?;
    Ok(Packed {
        path: out.to_owned(),
        members: contents.members.len() + 1,
        bytes,
        left_out: contents.left_out.len(),
    })
}

/// Where a member's bytes come from.
enum Source<'a> {
    File(PathBuf),
    Bytes(&'a [u8]),
}

/// Writes list and members.
fn write<'a>(
    file: &mut File,
    list: &[u8],
    contents: &Contents,
    source: impl Fn(&str) -> Source<'a>,
) -> io::Result<()> {
    let mut zip = ZipWriter::new(file);
    let options = |name: &str, bytes: u64| {
        // Parquet is compressed already.
        let method = match name.ends_with(".parquet") {
            true => CompressionMethod::Stored,
            false => CompressionMethod::Deflated,
        };
        SimpleFileOptions::default()
            .compression_method(method)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644)
            .large_file(bytes >= u64::from(u32::MAX))
    };
    zip.start_file(LIST, options(LIST, list.len() as u64))?;
    zip.write_all(list)?;
    for (name, member) in &contents.members {
        zip.start_file(name.as_str(), options(name, member.bytes))?;
        let copied = match source(name) {
            Source::File(path) => {
                digest(File::open(path)?, u64::MAX, |piece| zip.write_all(piece))?
            }
            Source::Bytes(bytes) => digest(bytes, u64::MAX, |piece| zip.write_all(piece))?,
        };
        if copied != *member {
            return Err(io::Error::other(format!(
                "{name} was changed while it was packed"
            )));
        }
    }
    zip.finish()?.flush()
}

/// A bundle is for others to read: temporary files are private.
#[cfg(unix)]
fn readable(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn readable(_: &File) -> io::Result<()> {
    Ok(())
}
