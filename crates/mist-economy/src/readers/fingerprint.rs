//! Checksums of input files, and files that are known to be damaged.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use md5::Md5;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::lines::wrong;
use crate::EconomyError;

/// Downloads that circulate and are damaged, by MD5.
const CORRUPT: [(&str, &str); 1] = [(
    "d1b887aaafa54ab3f28fde78fcd21cdf",
    "a damaged export of the OECD table of 2020 (edition 2023)",
)];

/// An input file: name, size and checksums.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// Its name, without the folder.
    pub name: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
    /// MD5 in hexadecimal, by which some publishers name their files.
    pub md5: String,
}

impl InputFile {
    /// Reads a file for its checksums.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn of(path: &Path) -> Result<Self, EconomyError> {
        let unreadable = |source| EconomyError::File {
            action: "read",
            path: path.to_path_buf(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        let (mut sha, mut md5, mut bytes) = (Sha256::new(), Md5::new(), 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let read = file.read(&mut buffer).map_err(unreadable)?;
            if read == 0 {
                break;
            }
            bytes += read as u64;
            sha.update(&buffer[..read]);
            md5.update(&buffer[..read]);
        }
        let hex = |digest: &[u8]| digest.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Self {
            name: path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default(),
            bytes,
            sha256: hex(&sha.finalize()),
            md5: hex(&md5.finalize()),
        })
    }

    /// Refuses a file that is known to be damaged.
    ///
    /// # Errors
    /// If it is one of them.
    pub fn refuse_corrupt(&self, path: &Path) -> Result<(), EconomyError> {
        match CORRUPT.iter().find(|(md5, _)| *md5 == self.md5) {
            None => Ok(()),
            Some((md5, what)) => Err(wrong(
                path,
                1,
                None,
                &format!("{what} (MD5 {md5})"),
                "its cells are wrong although it reads: download the table from the OECD again",
            )),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_corrupt_export_is_refused_by_its_checksum() {
        let mut file = InputFile {
            name: "2020_SML.csv".to_owned(),
            bytes: 1,
            sha256: String::new(),
            md5: "d3e0f4979d85d6c0bb7cf4c43e324287".to_owned(),
        };
        let path = Path::new("2020_SML.csv");
        assert!(file.refuse_corrupt(path).is_ok());
        file.md5 = "d1b887aaafa54ab3f28fde78fcd21cdf".to_owned();
        let said = file.refuse_corrupt(path).unwrap_err().to_string();
        assert!(
            said.contains("2020_SML.csv") && said.contains("again"),
            "{said}"
        );
    }
}
