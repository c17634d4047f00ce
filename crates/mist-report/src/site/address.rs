//! Where a site will stand.

use crate::Error;

/// An address that the site's pages lie under: `https://`, a host, a path that ends in `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(String);

impl Address {
    /// Checks an address; a slash at its end may be left out.
    ///
    /// # Errors
    ///
    /// [`Error::Address`] for anything but a plain address of the web.
    pub fn new(text: &str) -> Result<Self, Error> {
        let rest = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/:%".contains(c);
        let good = rest.is_some_and(|rest| {
            !rest.is_empty() && !rest.starts_with(['/', ':']) && rest.chars().all(plain)
        });
        if !good {
            return Err(Error::Address {
                address: text.to_owned(),
            });
        }
        let end = if text.ends_with('/') { "" } else { "/" };
        Ok(Self(format!("{text}{end}")))
    }

    /// The address of a file of the site.
    #[must_use]
    pub fn of(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn only_plain_addresses_of_the_web() {
        let address = Address::new("https://mist.example.org/2026").unwrap();
        assert_eq!(
            address.of("en/DEU.html"),
            "https://mist.example.org/2026/en/DEU.html"
        );
        for bad in [
            "",
            "mist.example.org",
            "javascript:alert(1)",
            "https://",
            "https:///x",
            "https://a/\"onload=",
            "https://a b/",
            "https://a/?q",
        ] {
            assert!(Address::new(bad).is_err(), "{bad}");
        }
    }
}
