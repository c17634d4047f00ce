//! Finished chunks on record, so that a run can be taken up again or put together from parts.
//!
//! A journal is a part of a run, never a result: it holds a stretch of chunks with all their draws,
//! and says nothing about them. Bytes: [`MAGIC`], then frames of a length (u32, little-endian), a
//! payload (postcard) and the first eight bytes of its SHA-256. The first frame is the
//! [`JournalHeader`], each later one a [`ChunkResult`], in order. A frame that the end of the file
//! cuts short is what a killed run leaves behind and does not count; one that is whole but damaged
//! is an error unless it is the last.

use std::io::{Read, Write};
use std::ops::{ControlFlow, Range};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::monte_carlo::{ChunkResult, Plan};
use crate::store::RunKey;
use crate::{CHUNK, EngineError};

/// First bytes of a journal; the digit is the version of the format.
pub const MAGIC: &[u8; 8] = b"MISTJRN2";

/// Bytes of SHA-256 kept for each frame.
const CHECK: usize = 8;

/// What a journal is a part of, and which part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JournalHeader {
    /// The whole run.
    pub key: RunKey,
    /// Chunks that belong in this journal.
    pub chunks: Range<u64>,
}

impl JournalHeader {
    /// The header of a plan's chunks.
    #[must_use]
    pub fn new(key: RunKey, plan: &Plan) -> Self {
        Self {
            key,
            chunks: plan.chunks.clone(),
        }
    }
}

/// Writes a journal.
pub struct JournalWriter<W: Write> {
    out: W,
}

impl<W: Write> JournalWriter<W> {
    /// Begins a journal.
    ///
    /// # Errors
    /// Whatever `out` refuses.
    pub fn begin(mut out: W, header: &JournalHeader) -> Result<Self, EngineError> {
        out.write_all(MAGIC).map_err(|e| failed(e.into()))?;
        let mut journal = Self { out };
        journal.frame(header)?;
        Ok(journal)
    }

    /// Goes on with a journal whose damaged end has been cut off at
    /// [`JournalReader::valid_bytes`], `out` standing there.
    #[must_use]
    pub fn resume(out: W) -> Self {
        Self { out }
    }

    /// Puts a chunk on record.
    ///
    /// # Errors
    /// Whatever `out` refuses.
    pub fn append(&mut self, chunk: &ChunkResult) -> Result<(), EngineError> {
        self.frame(chunk)
    }

    fn frame(&mut self, content: &impl Serialize) -> Result<(), EngineError> {
        let payload = postcard::to_allocvec(content).map_err(|e| failed(e.into()))?;
        let length = u32::try_from(payload.len()).map_err(|e| failed(e.into()))?;
        // One write a frame, so that a kill between two leaves none half written.
        let mut frame = length.to_le_bytes().to_vec();
        frame.extend_from_slice(&payload);
        frame.extend_from_slice(&Sha256::digest(&payload)[..CHECK]);
        self.out.write_all(&frame).map_err(|e| failed(e.into()))?;
        self.out.flush().map_err(|e| failed(e.into()))
    }
}

fn failed(source: Box<dyn std::error::Error + Send + Sync>) -> EngineError {
    EngineError::Store {
        action: "write the journal",
        source,
    }
}

/// Reads a journal, chunk by chunk.
#[derive(Debug)]
pub struct JournalReader<R: Read> {
    name: String,
    input: R,
    header: JournalHeader,
    due: u64,
    valid_bytes: u64,
}

/// What stands where a frame should.
enum Frame {
    Whole(Vec<u8>),
    /// The end, or a frame that the end cuts short.
    End,
    Damaged,
}

impl<R: Read> JournalReader<R> {
    /// Opens a journal; `name` (a path, say) is how errors call it.
    ///
    /// # Errors
    /// Anything that does not begin as a journal of this version does.
    pub fn open(name: impl Into<String>, mut input: R) -> Result<Self, EngineError> {
        let name = name.into();
        let refuse = |what: &str| EngineError::Invalid {
            what: what.to_owned(),
            location: name.clone(),
            help: "give a file that `mist run` wrote with this version, or begin anew".to_owned(),
        };
        let mut magic = [0; MAGIC.len()];
        if input.read_exact(&mut magic).is_err() || magic != *MAGIC {
            return Err(refuse("not a journal of this version"));
        }
        let Frame::Whole(payload) = read_frame(&mut input, &name)? else {
            return Err(refuse("a journal without a header"));
        };
        let header: JournalHeader = postcard::from_bytes(&payload)
            .map_err(|_| refuse("a journal whose header cannot be understood"))?;
        Ok(Self {
            name,
            input,
            due: header.chunks.start,
            valid_bytes: (MAGIC.len() + 4 + payload.len() + CHECK) as u64,
            header,
        })
    }

    /// What the journal is a part of.
    #[must_use]
    pub fn header(&self) -> &JournalHeader {
        &self.header
    }

    /// Bytes up to the end of the last frame read: where a resumed run goes on writing.
    #[must_use]
    pub fn valid_bytes(&self) -> u64 {
        self.valid_bytes
    }

    /// The next chunk, if there is one.
    ///
    /// # Errors
    /// A damaged frame with others after it, or a chunk that is not the one due.
    pub fn next_chunk(&mut self) -> Result<Option<ChunkResult>, EngineError> {
        let damaged = |what: String| EngineError::Invalid {
            what,
            location: format!("{} at byte {}", self.name, self.valid_bytes),
            help: format!(
                "the file was changed or its disk is failing; what stands before is whole: cut it \
                 there (`truncate --size {} FILE`) and resume, or begin anew",
                self.valid_bytes
            ),
        };
        let payload = match read_frame(&mut self.input, &self.name)? {
            Frame::Whole(payload) => payload,
            Frame::End => return Ok(None),
            Frame::Damaged => {
                let mut rest = [0];
                return match self.input.read(&mut rest) {
                    Ok(0) => Ok(None),
                    _ => Err(damaged("a chunk that fails its checksum".to_owned())),
                };
            }
        };
        let chunk: ChunkResult = postcard::from_bytes(&payload)
            .map_err(|e| damaged(format!("a chunk that cannot be understood ({e})")))?;
        if chunk.chunk != self.due || self.due >= self.header.chunks.end {
            let what = format!("chunk {} where {} was due", chunk.chunk, self.due);
            return Err(damaged(what));
        }
        self.due += 1;
        self.valid_bytes += (4 + payload.len() + CHECK) as u64;
        Ok(Some(chunk))
    }

    /// Hands every chunk on record to `fold` and says which are still to be run.
    ///
    /// # Errors
    /// A key other than `expected` (a run may only go on as it began), a damaged journal, or
    /// whatever `fold` returns.
    pub fn replay(
        &mut self,
        expected: &RunKey,
        fold: &mut dyn FnMut(ChunkResult) -> Result<ControlFlow<()>, EngineError>,
    ) -> Result<Range<u64>, EngineError> {
        check_key(&self.name, expected, &self.header.key)?;
        while let Some(chunk) = self.next_chunk()? {
            if fold(chunk)?.is_break() {
                return Ok(self.due..self.due);
            }
        }
        Ok(self.due..self.header.chunks.end)
    }
}

/// Folds the parts of one run in the order of their chunks, whatever order they are given in; what
/// `fold` sees is what one uncut run would have shown it.
///
/// # Errors
/// Parts of different runs, parts that overlap or leave a gap, a part that is not finished, a
/// damaged one, or whatever `fold` returns.
pub fn merge<R: Read>(
    mut parts: Vec<JournalReader<R>>,
    fold: &mut dyn FnMut(ChunkResult) -> Result<ControlFlow<()>, EngineError>,
) -> Result<RunKey, EngineError> {
    parts.sort_by_key(|part| (part.header.chunks.start, part.header.chunks.end));
    let invalid = |what: String, location: &str, help: &str| EngineError::Invalid {
        what,
        location: location.to_owned(),
        help: help.to_owned(),
    };
    let Some(first) = parts.first() else {
        return Err(invalid(
            "nothing to merge".to_owned(),
            "the parts",
            "give at least one",
        ));
    };
    let key = first.header.key.clone();
    let mut due = 0;
    for part in &parts {
        check_key(&part.name, &key, &part.header.key)?;
        let Range { start, end } = part.header.chunks;
        if start < due {
            let what = format!("chunks {start} to {} a second time", due.min(end) - 1);
            return Err(invalid(what, &part.name, "give each shard once"));
        }
        if start > due {
            let what = format!("chunks {due} to {} are missing", start - 1);
            return Err(invalid(what, "the parts", "give every shard of the run"));
        }
        due = end;
    }
    let all = key.draws.div_ceil(CHUNK as u64);
    if due != all {
        let what = format!("chunks {due} to {} are missing", all - 1);
        return Err(invalid(what, "the parts", "give every shard of the run"));
    }
    // Everything that can be refused has been, except what only reading the chunks shows.
    for part in &mut parts {
        let left = part.replay(&key, fold)?;
        if !left.is_empty() {
            let what = format!(
                "not finished: chunks {} to {} are missing",
                left.start,
                left.end - 1
            );
            return Err(invalid(what, &part.name, "resume that shard, then merge"));
        }
    }
    Ok(key)
}

/// Refuses a run unlike the one expected, naming the first thing in which they differ.
fn check_key(name: &str, expected: &RunKey, found: &RunKey) -> Result<(), EngineError> {
    let Some((field, expected, found)) = expected.difference(found) else {
        return Ok(());
    };
    Err(EngineError::Invalid {
        what: format!("{field} is `{found}`, not `{expected}`"),
        location: name.to_owned(),
        help: "results of different runs cannot be put together: begin anew, or ask for the same \
               run"
        .to_owned(),
    })
}

fn read_frame(input: &mut impl Read, name: &str) -> Result<Frame, EngineError> {
    let mut length = [0; 4];
    if !read_whole(input, &mut length, name)? {
        return Ok(Frame::End);
    }
    // By `take`, so that a damaged length cannot ask for more memory than there is file.
    let length = u64::from(u32::from_le_bytes(length)) + CHECK as u64;
    let mut payload = Vec::new();
    let read = input.take(length).read_to_end(&mut payload);
    read.map_err(|e| unreadable(name, &e))?;
    if (payload.len() as u64) < length {
        return Ok(Frame::End);
    }
    let check = payload.split_off(payload.len() - CHECK);
    Ok(if Sha256::digest(&payload)[..CHECK] == check[..] {
        Frame::Whole(payload)
    } else {
        Frame::Damaged
    })
}

/// Fills a buffer; false if the input ends before.
fn read_whole(input: &mut impl Read, buffer: &mut [u8], name: &str) -> Result<bool, EngineError> {
    match input.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(unreadable(name, &error)),
    }
}

fn unreadable(name: &str, error: &std::io::Error) -> EngineError {
    EngineError::Store {
        action: "read a journal",
        source: format!("{name}: {error}").into(),
    }
}
