//! The journal of a run on disk: a part, never a result.
//!
//! Every finished chunk is on the disk before the next one is counted, so a run that is killed
//! loses the chunks under way and nothing else. One process at a time writes to a journal.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::ops::{ControlFlow, Range};
use std::path::{Path, PathBuf};

use mist_engine::{ChunkResult, EngineError, JournalHeader, JournalReader, JournalWriter};

use crate::CliError;

/// A run ends in the middle of one chunk: a longer stretch that cannot be read is damage.
const CUT_SHORT: u64 = 4;

/// A file whose flush reaches the disk.
struct Synced(File);

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.sync_data()
    }
}

/// A journal that is being written.
pub(crate) struct Part {
    path: PathBuf,
    writer: JournalWriter<Synced>,
}

impl Part {
    /// Begins a journal, or takes up the one that is there if `resume` says so; `fold` sees the
    /// chunks on record. Gives the chunks that are left to run.
    ///
    /// # Errors
    /// A file that is there and not to be taken up, that is in use, damaged or of another run, that
    /// cannot be written, or whatever `fold` returns.
    pub(crate) fn open(
        path: &Path,
        header: &JournalHeader,
        resume: bool,
        fold: &mut dyn FnMut(ChunkResult) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<(Self, Range<u64>), CliError> {
        let unwritable = |source| CliError::OutUnwritable {
            path: path.to_owned(),
            source,
        };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        let mut file = options.open(path).map_err(unwritable)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(CliError::PartInUse {
                    path: path.to_owned(),
                });
            }
            // A file system without locks is no reason not to run.
            Err(TryLockError::Error(_)) => {}
        }
        let length = file.metadata().map_err(unwritable)?.len();
        if length > 0 && !resume {
            return Err(CliError::PartExists {
                path: path.to_owned(),
            });
        }
        let (valid, left) = if begun(&mut file, header, length).map_err(unwritable)? {
            take_up(path, &file, header, length, fold)?
        } else {
            (0, header.chunks.clone())
        };
        // What a killed run left unfinished is written again.
        file.set_len(valid).map_err(unwritable)?;
        file.seek(SeekFrom::End(0)).map_err(unwritable)?;
        let writer = if valid == 0 {
            JournalWriter::begin(Synced(file), header)?
        } else {
            JournalWriter::resume(Synced(file))
        };
        let path = path.to_owned();
        Ok((Self { path, writer }, left))
    }

    /// Puts a chunk on record.
    ///
    /// # Errors
    /// A full disk.
    pub(crate) fn append(&mut self, chunk: &ChunkResult) -> Result<(), EngineError> {
        self.writer.append(chunk)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Removes a journal that has become a result.
    pub(crate) fn remove(self) {
        // Left behind it does no harm: the next run says that it is there.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether a file holds more than the beginning of a header, which a run killed at once leaves.
fn begun(file: &mut File, header: &JournalHeader, length: u64) -> io::Result<bool> {
    let mut whole = Vec::new();
    if JournalWriter::begin(&mut whole, header).is_err() || length >= whole.len() as u64 {
        return Ok(true);
    }
    let mut there = Vec::new();
    file.read_to_end(&mut there)?;
    file.rewind()?;
    Ok(!whole.starts_with(&there))
}

/// Reads what is on record: the bytes that are whole, and the chunks that are left.
fn take_up(
    path: &Path,
    file: &File,
    header: &JournalHeader,
    length: u64,
    fold: &mut dyn FnMut(ChunkResult) -> Result<ControlFlow<()>, EngineError>,
) -> Result<(u64, Range<u64>), CliError> {
    let name = path.display().to_string();
    let mut reader = JournalReader::open(&name, BufReader::new(file))?;
    let begins = reader.valid_bytes();
    let held = reader.header().clone();
    if held.key == header.key && held.chunks != header.chunks {
        return Err(EngineError::Invalid {
            what: format!("a journal of {}, not of {}", said(&held), said(header)),
            location: name,
            help: "ask for the shard that began it, or give another --out".to_owned(),
        }
        .into());
    }
    let mut stopped = false;
    let left = reader.replay(&header.key, &mut |chunk| {
        let flow = fold(chunk)?;
        stopped = flow.is_break();
        Ok(flow)
    })?;
    let valid = reader.valid_bytes();
    let chunks = left.start - header.chunks.start;
    let unread = length - valid;
    if !stopped && chunks > 0 && unread > CUT_SHORT * ((valid - begins) / chunks) {
        return Err(CliError::PartDamaged {
            path: path.to_owned(),
            valid,
            unread,
        });
    }
    Ok((valid, left))
}

fn said(header: &JournalHeader) -> String {
    let chunks = &header.chunks;
    format!(
        "chunks {} to {}",
        chunks.start,
        chunks.end.saturating_sub(1)
    )
}
