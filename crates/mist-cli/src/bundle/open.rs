//! Opening what somebody else sent: nothing is unpacked, nothing is trusted before it is checked.
//!
//! Members are read where they lie, by the names that the list gives, as far as the list says that
//! they go. No path of the bundle ever becomes a path of this machine.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use super::{Contents, FORMAT, LARGEST_LIST, LIST, MOST_MEMBERS, Member, digest, fault_of};
use crate::CliError;
use crate::manifest::{self, Manifest};

/// Problems that are told one by one.
const TOLD: usize = 20;

/// A bundle whose every member is what its list says.
#[derive(Debug)]
pub(crate) struct Bundle {
    path: PathBuf,
    place: Place,
    contents: Contents,
    manifest: Manifest,
}

/// Where the members lie.
#[derive(Debug)]
enum Place {
    Archive(RefCell<ZipArchive<File>>),
    Folder(PathBuf),
}

impl Bundle {
    /// Opens a bundle, or a result folder as if it were one, and checks every byte of it against
    /// its list; members may have `most` bytes together.
    ///
    /// # Errors
    /// [`CliError::BundleDamaged`] with everything that is wrong with it.
    pub(crate) fn open(path: &Path, most: u64) -> Result<Self, CliError> {
        let damaged = |problem: String| CliError::BundleDamaged {
            path: path.to_owned(),
            problems: vec![problem],
        };
        let read = |source| CliError::Read {
            path: path.to_owned(),
            source,
        };
        let (place, there) = if fs::metadata(path).map_err(read)?.is_dir() {
            let there = names_in(path).map_err(read)?;
            (Place::Folder(path.to_owned()), there)
        } else {
            let file = File::open(path).map_err(read)?;
            let mut archive = ZipArchive::new(file)
                .map_err(|e| damaged(format!("it is not a whole zip file: {e}")))?;
            if archive.len() > MOST_MEMBERS {
                return Err(damaged(format!("it has {} members", archive.len())));
            }
            if archive
                .has_overlapping_files()
                .map_err(|e| damaged(e.to_string()))?
            {
                return Err(damaged("members share the same bytes".to_owned()));
            }
            let there: Vec<String> = archive.file_names().map(str::to_owned).collect();
            (Place::Archive(RefCell::new(archive)), there)
        };
        let contents = contents(&place, &there).map_err(damaged)?;
        let problems = problems(&place, &there, &contents, most);
        if !problems.is_empty() {
            return Err(CliError::BundleDamaged {
                path: path.to_owned(),
                problems,
            });
        }
        let text = read_small(&place, manifest::FILE, LARGEST_LIST)
            .map_err(|e| damaged(format!("{}: {e}", manifest::FILE)))?;
        let manifest = Manifest::parse(&text)
            .ok_or_else(|| damaged("manifest.json is not that of a result".to_owned()))?;
        let unlike = unlike(&contents, &manifest);
        if !unlike.is_empty() {
            return Err(CliError::BundleDamaged {
                path: path.to_owned(),
                problems: unlike,
            });
        }
        Ok(Self {
            path: path.to_owned(),
            place,
            contents,
            manifest,
        })
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// What its result was made from.
    pub(crate) fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Version of MIST that packed it.
    pub(crate) fn packed_by(&self) -> &str {
        &self.contents.packed_by
    }

    /// Members that were checked, and pages that stayed outside.
    pub(crate) fn counts(&self) -> (usize, usize) {
        (self.contents.members.len(), self.contents.left_out.len())
    }

    /// A member as text, if it is there; it was checked when the bundle was opened.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        String::from_utf8(self.bytes(name)?).ok()
    }

    /// A member's bytes, if it is there.
    pub(crate) fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let member = self.contents.members.get(name)?;
        let bytes = read_small(&self.place, name, member.bytes).ok()?;
        let same = digest(bytes.as_slice(), member.bytes, |_| Ok(())).ok()?;
        (same == *member).then_some(bytes)
    }

    /// A member as a file without a name, standing at its beginning.
    ///
    /// # Errors
    /// A member that is not there or has changed since it was checked, or a full disk.
    pub(crate) fn file(&self, name: &str) -> Result<File, CliError> {
        let failed = |source| CliError::Read {
            path: self.path.join(name),
            source,
        };
        let member = self.contents.members.get(name);
        let member = member.ok_or_else(|| failed(io::Error::from(io::ErrorKind::NotFound)))?;
        let mut file = tempfile::tempfile().map_err(failed)?;
        let copied = reading(&self.place, name, |from| {
            digest(from, member.bytes, |piece| file.write_all(piece))
        })
        .map_err(failed)?;
        if copied != *member {
            return Err(failed(io::Error::other("it has changed meanwhile")));
        }
        file.rewind().map_err(failed)?;
        Ok(file)
    }
}

/// The list of members; that of a result folder is made from its manifest.
fn contents(place: &Place, there: &[String]) -> Result<Contents, String> {
    let has = |name: &str| there.iter().any(|other| other == name);
    if has(LIST) {
        let text = read_small(place, LIST, LARGEST_LIST).map_err(|e| format!("{LIST}: {e}"))?;
        let contents: Contents =
            serde_json::from_slice(&text).map_err(|e| format!("{LIST} cannot be read: {e}"))?;
        if contents.format != FORMAT {
            return Err(format!(
                "its layout is `{}`, and this version of mist knows `{FORMAT}`",
                contents.format
            ));
        }
        return Ok(contents);
    }
    if !has(manifest::FILE) {
        return Err(format!("there is neither {LIST} nor {}", manifest::FILE));
    }
    // A result folder as it stands: sizes are what they are, sums are the manifest's.
    let text = read_small(place, manifest::FILE, LARGEST_LIST)
        .map_err(|e| format!("{}: {e}", manifest::FILE))?;
    let manifest = Manifest::parse(&text)
        .ok_or_else(|| format!("{} is not that of a result", manifest::FILE))?;
    let own = digest(text.as_slice(), LARGEST_LIST, |_| Ok(())).map_err(|e| e.to_string())?;
    let mut members = BTreeMap::from([(manifest::FILE.to_owned(), own)]);
    for (name, sha256) in manifest.files() {
        let member = Member {
            bytes: length(place, name).unwrap_or(0),
            sha256: sha256.to_owned(),
        };
        members.insert(name.to_owned(), member);
    }
    Ok(Contents {
        format: FORMAT.to_owned(),
        packed_by: manifest.recipe.version.clone(),
        left_out: Vec::new(),
        members,
    })
}

/// Everything in which the members are not what the list says.
fn problems(place: &Place, there: &[String], contents: &Contents, most: u64) -> Vec<String> {
    let mut problems = Vec::new();
    let names: BTreeSet<&str> = there.iter().map(String::as_str).collect();
    for name in &names {
        if let Some(fault) = fault_of(name) {
            problems.push(format!("the name `{}` {fault}", name.escape_debug()));
        } else if *name != LIST && !contents.members.contains_key(*name) {
            problems.push(format!("{name} is in it and not in its list"));
        }
    }
    let total = contents
        .members
        .values()
        .fold(0_u64, |sum, member| sum.saturating_add(member.bytes));
    if total > most {
        problems.push(format!(
            "unpacked it would have {:.1} GB, more than the {:.1} GB that are allowed (--limit)",
            gigabytes(total),
            gigabytes(most)
        ));
    }
    if problems.is_empty() {
        for (name, member) in &contents.members {
            if let Some(fault) = fault_of(name) {
                problems.push(format!("the name `{}` {fault}", name.escape_debug()));
            } else if !names.contains(name.as_str()) {
                problems.push(format!("{name} is in its list and not in it"));
            } else {
                let found = reading(place, name, |from| digest(from, member.bytes, |_| Ok(())));
                match found {
                    Ok(found) if found == *member => {}
                    Ok(found) if found.bytes != member.bytes => problems.push(format!(
                        "{name} has {} bytes and should have {}",
                        found.bytes, member.bytes
                    )),
                    Ok(_) => problems.push(format!(
                        "{name} was changed: its SHA-256 is not the one in the list"
                    )),
                    Err(error) => problems.push(format!("{name} cannot be read: {error}")),
                }
            }
        }
    }
    let more = problems.len().saturating_sub(TOLD);
    problems.truncate(TOLD);
    if more > 0 {
        problems.push(format!("and {more} more"));
    }
    problems
}

/// Everything in which the list and the result's own manifest disagree.
fn unlike(contents: &Contents, manifest: &Manifest) -> Vec<String> {
    manifest
        .files()
        .filter_map(|(name, sum)| match contents.members.get(name) {
            Some(member) if member.sha256 == sum => None,
            Some(_) => Some(format!(
                "{name} is not the file of the result: the manifest gives another SHA-256"
            )),
            None if contents.left_out.iter().any(|out| out == name) => None,
            None => Some(format!("{name} belongs to the result and is not in it")),
        })
        .take(TOLD)
        .collect()
}

fn gigabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e9
}

/// Paths of all files in a folder, with `/` between their parts; a link is a file of its own, which
/// is refused when it is read.
fn names_in(folder: &Path) -> io::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut folders = vec![(folder.to_owned(), String::new())];
    while let Some((here, prefix)) = folders.pop() {
        for entry in fs::read_dir(here)? {
            let entry = entry?;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            if entry.file_type()?.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else {
                names.push(name);
            }
            if names.len() + folders.len() > MOST_MEMBERS {
                return Err(io::Error::other("there are too many files in it"));
            }
        }
    }
    Ok(names)
}

/// Path of a member in a folder, if it is a file in its own right.
fn own_file(folder: &Path, name: &str) -> io::Result<PathBuf> {
    if fault_of(name).is_some() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let path = folder.join(name);
    let mut part = folder.to_owned();
    for piece in name.split('/') {
        part.push(piece);
        if fs::symlink_metadata(&part)?.is_symlink() {
            return Err(io::Error::other("it is a link, which may lead anywhere"));
        }
    }
    Ok(path)
}

fn length(place: &Place, name: &str) -> io::Result<u64> {
    match place {
        Place::Folder(folder) => Ok(fs::metadata(own_file(folder, name)?)?.len()),
        Place::Archive(archive) => Ok(archive.borrow_mut().by_name(name)?.size()),
    }
}

/// Hands a member to a reader.
fn reading<T>(
    place: &Place,
    name: &str,
    read: impl FnOnce(&mut dyn Read) -> io::Result<T>,
) -> io::Result<T> {
    match place {
        Place::Folder(folder) => read(&mut File::open(own_file(folder, name)?)?),
        Place::Archive(archive) => {
            let mut archive = archive.borrow_mut();
            let mut member = archive.by_name(name)?;
            if !member.is_file() || member.is_symlink() {
                return Err(io::Error::other("it is a link or a folder, not a file"));
            }
            read(&mut member)
        }
    }
}

/// The bytes of a member that has at most `most`.
fn read_small(place: &Place, name: &str, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reading(place, name, |from| {
        digest(from, most, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })
    })?;
    Ok(bytes)
}
