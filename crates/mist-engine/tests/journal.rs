//! Runs that are killed, resumed and cut into shards end in the same bytes as one that is not.

#![allow(
    clippy::unwrap_used,
    reason = "helpers of tests, which clippy.toml does not know as such"
)]

mod toy;

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use mist_engine::{
    ChunkResult, Driver, Drivers, EngineError, JournalHeader, JournalReader, JournalWriter, Plan,
    RunKey, merge, run,
};
use toy::ToyModel;

const DRAWS: u64 = 300;

fn plan() -> Plan {
    Plan::new(1, DRAWS, 30, 2).unwrap()
}

fn model() -> ToyModel {
    ToyModel {
        set: Drivers::NONE.with(Driver::Chips).with(Driver::Energy),
        failing: |draw| draw == 40,
        ..ToyModel::default()
    }
}

/// Runs a plan and returns its chunks and its journal.
fn journalled(plan: &Plan, key: RunKey) -> (Vec<ChunkResult>, Vec<u8>) {
    let mut bytes = Vec::new();
    let mut journal = JournalWriter::begin(&mut bytes, &JournalHeader::new(key, plan)).unwrap();
    let mut chunks = Vec::new();
    run(
        &model(),
        &|draw| toy::sample(1, draw),
        plan,
        &AtomicBool::new(false),
        &mut |_| {},
        &mut |chunk| {
            journal.append(&chunk)?;
            chunks.push(chunk);
            Ok(ControlFlow::Continue(()))
        },
    )
    .unwrap();
    (chunks, bytes)
}

fn replay(bytes: &[u8]) -> Result<(Vec<ChunkResult>, std::ops::Range<u64>, u64), EngineError> {
    let mut chunks = Vec::new();
    let mut reader = JournalReader::open("run.journal", bytes)?;
    let left = reader.replay(&toy::key(DRAWS), &mut |chunk| {
        chunks.push(chunk);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok((chunks, left, reader.valid_bytes()))
}

#[test]
fn a_journal_gives_back_every_bit() {
    let (chunks, bytes) = journalled(&plan(), toy::key(DRAWS));
    let (read, left, valid) = replay(&bytes).unwrap();
    assert_eq!(read, chunks);
    assert!(left.is_empty());
    assert_eq!(valid, bytes.len() as u64);
}

/// Killed after any byte, a run that goes on from its journal ends in the journal of one that was
/// never killed.
#[test]
fn a_run_killed_anywhere_resumes_to_the_same_bytes() {
    let (chunks, whole) = journalled(&plan(), toy::key(DRAWS));
    let header = replay(&whole[..whole.len() / 10]).unwrap().2;
    for cut in (header as usize..whole.len()).step_by(1_237) {
        let mut bytes = whole[..cut].to_vec();
        let (mut read, left, valid) = replay(&bytes).unwrap();
        assert_eq!(read, chunks[..read.len()]);
        assert_eq!(left, read.len() as u64..plan().all_chunks());
        bytes.truncate(valid as usize);
        let mut journal = JournalWriter::resume(&mut bytes);
        let rest = Plan {
            chunks: left,
            ..plan()
        };
        run(
            &model(),
            &|draw| toy::sample(1, draw),
            &rest,
            &AtomicBool::new(false),
            &mut |_| {},
            &mut |chunk| {
                journal.append(&chunk)?;
                read.push(chunk);
                Ok(ControlFlow::Continue(()))
            },
        )
        .unwrap();
        assert_eq!(read, chunks);
        assert_eq!(bytes, whole);
    }
}

#[test]
fn damage_is_told_from_a_cut() {
    let (chunks, whole) = journalled(&plan(), toy::key(DRAWS));
    // In the middle: refused, with the place.
    let mut bytes = whole.clone();
    bytes[whole.len() / 2] ^= 1;
    let error = replay(&bytes).unwrap_err().to_string();
    assert!(error.contains("run.journal at byte"), "{error}");
    // In the last chunk, as a power cut may leave it: that chunk does not count.
    let mut bytes = whole.clone();
    *bytes.last_mut().unwrap() ^= 1;
    let (read, left, _) = replay(&bytes).unwrap();
    assert_eq!(read, chunks[..chunks.len() - 1]);
    assert_eq!(left.count(), 1);
    // Something else altogether.
    for bytes in [&b""[..], b"PAR1 is not a journal", &whole[..20]] {
        assert!(matches!(replay(bytes), Err(EngineError::Invalid { .. })));
    }
}

#[test]
fn a_run_goes_on_only_as_it_began() {
    let other = RunKey {
        scenario_hash: "other".to_owned(),
        ..toy::key(DRAWS)
    };
    let (_, bytes) = journalled(&plan(), other);
    let error = replay(&bytes).unwrap_err().to_string();
    assert!(
        error.contains("mist.scenario_sha256 is `other`, not `a1`"),
        "{error}"
    );
}

fn shard(index: u64, count: u64) -> Vec<u8> {
    journalled(&plan().shard(index, count).unwrap(), toy::key(DRAWS)).1
}

fn merged(parts: &[&[u8]]) -> Result<Vec<ChunkResult>, EngineError> {
    let readers = parts
        .iter()
        .enumerate()
        .map(|(i, bytes)| JournalReader::open(format!("part {i}"), *bytes))
        .collect::<Result<_, _>>()?;
    let mut chunks = Vec::new();
    merge(readers, &mut |chunk| {
        chunks.push(chunk);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(chunks)
}

#[test]
fn shards_in_any_order_are_the_whole_run() {
    let (whole, bytes) = journalled(&plan(), toy::key(DRAWS));
    let (a, b, c) = (shard(1, 3), shard(2, 3), shard(3, 3));
    assert_eq!(merged(&[&c, &a, &b]).unwrap(), whole);
    assert_eq!(merged(&[&bytes]).unwrap(), whole);
}

#[test]
fn parts_that_do_not_fit_are_refused() {
    let (a, b, c) = (shard(1, 3), shard(2, 3), shard(3, 3));
    let half = shard(1, 2);
    let other_run = journalled(
        &plan().shard(2, 3).unwrap(),
        RunKey {
            seed: 2,
            ..toy::key(DRAWS)
        },
    )
    .1;
    let unfinished = &b[..b.len() - 100];
    let cases: [(&[&[u8]], &str); 7] = [
        (&[], "nothing to merge"),
        (&[&a, &c], "chunks 3 to 5 are missing"),
        (&[&a, &b], "chunks 6 to 9 are missing"),
        (&[&b, &c], "chunks 0 to 2 are missing"),
        (&[&a, &b, &c, &half], "a second time"),
        (&[&a, &other_run, &c], "mist.seed is `2`, not `1`"),
        (&[&a, unfinished, &c], "not finished: chunks 5 to 5"),
    ];
    for (parts, expected) in cases {
        let error = merged(parts).unwrap_err().to_string();
        assert!(error.contains(expected), "{error} for {expected}");
    }
}

#[test]
fn shards_are_counted_from_one() {
    for (index, count) in [(0, 3), (4, 3), (1, 11)] {
        assert!(plan().shard(index, count).is_err());
    }
    let covered: Vec<u64> = (1..=10)
        .flat_map(|i| plan().shard(i, 10).unwrap().chunks)
        .collect();
    assert_eq!(covered, (0..10).collect::<Vec<_>>());
}
