//! The style sheet that every page carries, and the policy that allows it and nothing else.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

/// The style sheet.
pub const SHEET: &str = include_str!("../templates/style.css");

/// Style of a chart that stands alone.
pub(crate) const CHART: &str = include_str!("../templates/chart.css");

/// A content-security policy under which the page loads nothing, runs nothing and obeys no style
/// but [`SHEET`], which it knows by its hash.
#[must_use]
pub fn policy() -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(SHEET.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; \
         form-action 'none'"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_allows_the_sheet_and_nothing_else() {
        assert!(policy().contains("default-src 'none'"));
        assert!(!policy().contains("unsafe"));
    }
}
