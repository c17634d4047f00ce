//! A bundle: a result with everything that it was made from, in one file, for somebody else.
//!
//! It is a zip file that any system opens. `bundle.json` comes first and lists every other member
//! with its size and SHA-256; after it come `manifest.json`, the figures, every draw and `inputs/`.
//! The same result gives the same bytes: members in order, no clock. A bundle that somebody has
//! unpacked, and a result folder as it stands, are read the same way.

mod open;
mod pack;

use std::collections::BTreeMap;
use std::io::{self, Read};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub(crate) use open::Bundle;
pub(crate) use pack::{Packed, pack};

/// Name of the list of members.
const LIST: &str = "bundle.json";

/// First field of every list: the layout, and its edition.
const FORMAT: &str = "mist-bundle/1";

/// Bytes that a list or a manifest may have.
const LARGEST_LIST: u64 = 64 << 20;

/// Members that a bundle may have.
const MOST_MEMBERS: usize = 20_000;

/// The content of `bundle.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    format: String,
    /// Version of MIST that packed it.
    packed_by: String,
    /// What stays outside, though the manifest lists it: pages that the figures make again.
    left_out: Vec<String>,
    members: BTreeMap<String, Member>,
}

/// One member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    bytes: u64,
    sha256: String,
}

/// Why a name cannot be a member's: it would lead elsewhere, or mean something else on another
/// system.
fn fault_of(name: &str) -> Option<&'static str> {
    if name.is_empty() || name.len() > 400 {
        return Some("is empty or longer than 400 bytes");
    }
    if name.starts_with('/') || name.contains('\\') || name.contains(':') {
        return Some("is not a path within the bundle");
    }
    if name.chars().any(char::is_control) {
        return Some("holds control characters");
    }
    if name
        .split('/')
        .any(|part| part.is_empty() || part == "." || part == "..")
    {
        return Some("leads out of the bundle");
    }
    None
}

/// Bytes and SHA-256 of what a reader yields, at most `most` bytes of it; each piece goes to `each`.
fn digest(
    mut from: impl Read,
    most: u64,
    mut each: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<Member> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut bytes = 0;
    loop {
        let n = match from.read(&mut buffer) {
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        if n == 0 {
            break;
        }
        bytes += n as u64;
        if bytes > most {
            return Err(io::Error::other("there is more of it than the list says"));
        }
        hasher.update(&buffer[..n]);
        each(&buffer[..n])?;
    }
    Ok(Member {
        bytes,
        sha256: hasher
            .finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::fault_of;

    #[test]
    fn names_that_lead_elsewhere_are_no_members() {
        for good in ["summary.csv", "draws/a.parquet", "inputs/model/1.toml"] {
            assert_eq!(fault_of(good), None, "{good}");
        }
        for bad in [
            "",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "a//b",
            "./a",
            "C:/x",
            "a\\b",
            "a\nb",
            "..",
            "dir/",
        ] {
            assert!(fault_of(bad).is_some(), "{bad:?}");
        }
    }
}
