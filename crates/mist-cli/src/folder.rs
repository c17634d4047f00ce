//! The result folder: nothing that is not finished ever bears its name.
//!
//! A run writes into a sibling called `NAME.partial-…`, writes the manifest last, and then gives
//! the folder its name in one step. What stood there before is never lost: the very same result is
//! replaced, another result is kept as `NAME.1`, `NAME.2` …, and anything else is left alone and
//! refused before the run.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::CliError;
use crate::manifest::{self, Manifest, Recipe};

/// A result folder in the making; dropping it leaves nothing behind.
#[derive(Debug)]
pub(crate) struct ResultFolder {
    target: PathBuf,
    partial: TempDir,
}

/// A finished result folder.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finished {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// Where an earlier, different result went.
    pub(crate) earlier: Option<PathBuf>,
}

impl ResultFolder {
    /// Makes sure, before a run, that its results can be written to `out`.
    ///
    /// # Errors
    /// `out` has no name, holds something that is not a result, or cannot be written.
    pub(crate) fn prepare(out: &Path) -> Result<Self, CliError> {
        let unwritable = |source| CliError::OutUnwritable {
            path: out.to_owned(),
            source,
        };
        // A link is followed, so that what it points at is replaced and not the link.
        let target = if out.exists() {
            fs::canonicalize(out).map_err(unwritable)?
        } else {
            out.to_owned()
        };
        let (Some(parent), Some(name)) = (target.parent(), target.file_name()) else {
            return Err(CliError::OutWithoutName {
                path: out.to_owned(),
            });
        };
        if target.exists() && !is_empty_folder(&target) && Manifest::of(&target).is_none() {
            return Err(CliError::OutInUse {
                path: out.to_owned(),
            });
        }
        let parent = if parent.as_os_str().is_empty() {
            Path::new(".")
        } else {
            parent
        };
        fs::create_dir_all(parent).map_err(unwritable)?;
        let mut prefix = name.to_owned();
        prefix.push(".partial-");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&prefix);
        readable_by_others(&mut builder);
        // The system's reason without the temporary name, which nobody asked for.
        let partial = builder
            .tempdir_in(parent)
            .map_err(|error| unwritable(error.kind().into()))?;
        Ok(Self { target, partial })
    }

    /// The folder to write into.
    pub(crate) fn path(&self) -> &Path {
        self.partial.path()
    }

    /// Writes one file, with the folders that it needs.
    ///
    /// # Errors
    /// A full disk or missing permission.
    pub(crate) fn write(&self, within: &str, content: &[u8]) -> Result<(), CliError> {
        let mut file = self.create(within)?;
        file.write_all(content).map_err(|source| CliError::Write {
            path: self.target.join(within),
            source,
        })
    }

    /// Creates one file, with the folders that it needs.
    ///
    /// # Errors
    /// A full disk or missing permission.
    pub(crate) fn create(&self, within: &str) -> Result<File, CliError> {
        let path = self.path().join(within);
        let create = || -> io::Result<File> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            File::create(&path)
        };
        create().map_err(|source| CliError::Write {
            path: self.target.join(within),
            source,
        })
    }

    /// Writes the manifest and gives the folder its name.
    ///
    /// # Errors
    /// A full disk or missing permission; nothing is left behind then, and what stood there stays.
    pub(crate) fn finish(self, recipe: Recipe) -> Result<Finished, CliError> {
        let manifest = Manifest::describe(self.path(), recipe)?;
        let mut text =
            serde_json::to_vec_pretty(&manifest).map_err(|source| CliError::Json { source })?;
        text.push(b'\n');
        self.write(manifest::FILE, &text)?;
        let Self { target, partial } = self;
        let failed = |source| CliError::Write {
            path: target.clone(),
            source,
        };

        let earlier = match Manifest::of(&target) {
            Some(earlier) => {
                let aside = free_name(&target);
                fs::rename(&target, &aside).map_err(failed)?;
                Some((aside, earlier))
            }
            None => None,
        };
        // Some systems do not rename over an empty folder; this fails on any other, as it should.
        let _ = fs::remove_dir(&target);
        if let Err(source) = fs::rename(partial.path(), &target) {
            if let Some((aside, _)) = earlier {
                // Put back what stood there; if that fails too, it stays under its new name.
                let _ = fs::rename(aside, &target);
            }
            return Err(failed(source));
        }
        // The folder has moved away: there is nothing to clean up any more.
        let _ = partial.keep();
        let earlier = match earlier {
            Some((aside, earlier)) if earlier.same_result(&manifest) && earlier.matches(&aside) => {
                fs::remove_dir_all(&aside).map_err(failed)?;
                None
            }
            Some((aside, _)) => Some(aside),
            None => None,
        };
        Ok(Finished {
            path: target,
            earlier,
        })
    }
}

/// Results are for others to read: temporary folders are private by default.
#[cfg(unix)]
fn readable_by_others(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    // The user's umask still applies.
    builder.permissions(fs::Permissions::from_mode(0o777));
}

#[cfg(not(unix))]
fn readable_by_others(_: &mut tempfile::Builder<'_, '_>) {}

fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// The first of `NAME.1`, `NAME.2` … that is not taken.
fn free_name(target: &Path) -> PathBuf {
    let mut number = 1_u32;
    loop {
        let mut name = OsString::from(target);
        name.push(format!(".{number}"));
        let path = PathBuf::from(name);
        if !path.exists() {
            return path;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::manifest::Input;

    fn recipe(seed: u64) -> Recipe {
        let input = |id: &str| Input {
            id: id.to_owned(),
            sha256: "0".repeat(64),
        };
        Recipe {
            version: "0.0.0".to_owned(),
            command: "mist assess".to_owned(),
            model: "dynamic".to_owned(),
            seed,
            sampler: mist_scenario::Sampling::Random,
            draws: 32,
            economy: input("economy"),
            economy_year: None,
            tiers: BTreeMap::new(),
            parameters: input("parameters"),
            scenarios: vec![input("quarantine")],
        }
    }

    fn finished(out: &Path, seed: u64) -> Finished {
        let folder = ResultFolder::prepare(out).unwrap();
        folder.write("summary.csv", b"a,b\n").unwrap();
        folder.write("pages/en/TWN.html", b"<html>").unwrap();
        folder.finish(recipe(seed)).unwrap()
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_finished_result_lists_its_files_with_their_checksums() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("results");
        let done = finished(&out, 1);
        assert_eq!(done.earlier, None);
        assert_eq!(names(dir.path()), ["results"]);
        let manifest = Manifest::of(&out).unwrap();
        assert!(manifest.matches(&out));
        let text = fs::read_to_string(out.join("manifest.json")).unwrap();
        // By `printf 'a,b\n' | sha256sum`.
        let sum = "5be08c9684a1d25efcee09318204824278b08bbfb4aef973ffefd0b9d7478313";
        assert!(
            text.contains(&format!("\"summary.csv\": \"{sum}\"")),
            "{text}"
        );
        assert!(text.contains("\"pages/en/TWN.html\""));
        fs::write(out.join("summary.csv"), "a,c\n").unwrap();
        assert!(!manifest.matches(&out));
    }

    #[test]
    fn a_run_that_ends_early_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("results");
        let folder = ResultFolder::prepare(&out).unwrap();
        folder.write("summary.csv", b"a,b\n").unwrap();
        assert!(!out.exists());
        assert!(names(dir.path())[0].starts_with("results.partial-"));
        drop(folder);
        assert!(names(dir.path()).is_empty());
    }

    #[test]
    fn the_same_result_replaces_itself_and_another_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("results");
        finished(&out, 1);
        assert_eq!(finished(&out, 1).earlier, None);
        assert_eq!(names(dir.path()), ["results"]);
        let kept = finished(&out, 2).earlier.unwrap();
        assert!(kept.ends_with("results.1"));
        assert_eq!(Manifest::of(&kept).unwrap().recipe.seed, 1);
        assert_eq!(Manifest::of(&out).unwrap().recipe.seed, 2);
    }

    #[test]
    fn notes_that_somebody_added_to_a_result_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("results");
        finished(&out, 1);
        fs::write(out.join("my notes.txt"), "mine").unwrap();
        let kept = finished(&out, 1).earlier.unwrap();
        assert!(kept.join("my notes.txt").exists());
    }

    #[test]
    fn a_folder_of_something_else_is_refused_before_the_run() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.docx"), "mine").unwrap();
        let error = ResultFolder::prepare(dir.path()).unwrap_err();
        assert!(matches!(error, CliError::OutInUse { .. }), "{error}");
        assert_eq!(names(dir.path()), ["thesis.docx"]);
    }

    #[test]
    fn a_path_through_a_file_is_refused_before_the_run() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("file"), "").unwrap();
        let error = ResultFolder::prepare(&dir.path().join("file/results")).unwrap_err();
        assert!(matches!(error, CliError::OutUnwritable { .. }), "{error}");
    }

    #[test]
    fn an_empty_folder_and_missing_parents_will_do() {
        let dir = tempfile::tempdir().unwrap();
        finished(dir.path().join("a/b/results").as_path(), 1);
        let empty = dir.path().join("empty");
        fs::create_dir(&empty).unwrap();
        finished(&empty, 1);
        assert!(Manifest::of(&empty).is_some());
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_a_result() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("results");
        finished(&out, 1);
        let mode = fs::metadata(&out).unwrap().permissions().mode();
        let file = fs::metadata(out.join("summary.csv"))
            .unwrap()
            .permissions()
            .mode();
        // Whatever the umask leaves to files it leaves to the folder.
        assert_eq!(mode & 0o044, file & 0o044);
    }
}
