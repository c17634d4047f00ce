//! Which products of an economy an ISIC Rev. 4 code means.
//!
//! Parameter files name sectors by ISIC division or group (`C29`, `C262-C268`), never by a table's
//! own labels, so that one file serves every classification. ISIC numbers its divisions through
//! from 01 to 99, so the section letter carries no information and codes are intervals of groups:
//! `C26` is 260–269, `C261` is 261, `L68-N82` is 680–829.

use mist_economy::Product;

/// An interval of ISIC groups, both ends included.
type Interval = (u16, u16);

/// First and last group of one code (`C26` → 260, 269); none if it is not one.
fn groups(code: &str) -> Option<Interval> {
    let digits = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let number: u16 = digits.parse().ok()?;
    match digits.len() {
        2 => Some((number * 10, number * 10 + 9)),
        3 => Some((number, number)),
        _ => None,
    }
}

/// The intervals of a list of codes and ranges, separated by blanks, commas or underscores; none
/// if any of them is not an ISIC code.
pub(crate) fn intervals(list: &str) -> Option<Vec<Interval>> {
    list.split([' ', ',', '_'])
        .filter(|token| !token.is_empty())
        .map(|token| match token.split_once('-') {
            None => groups(token),
            Some((first, last)) => Some((groups(first)?.0, groups(last)?.1)),
        })
        .collect()
}

fn width(list: &[Interval]) -> u16 {
    list.iter().map(|(low, high)| high - low + 1).sum()
}

fn overlap(one: &[Interval], other: &[Interval]) -> u16 {
    one.iter()
        .flat_map(|a| other.iter().map(move |b| (a, b)))
        .map(|(a, b)| (a.1.min(b.1) + 1).saturating_sub(a.0.max(b.0)))
        .sum()
}

/// Products that the codes of `list` reach, each with the part of the product's divisions that
/// they cover (0 to 1): `C28` covers half of a product `C28 C33`.
///
/// A product whose `isic` text is no list of codes is matched by its own code alone.
pub(crate) fn products(all: &[Product], list: &str) -> Vec<(usize, f64)> {
    let asked = intervals(list);
    all.iter()
        .enumerate()
        .filter_map(|(s, product)| {
            let part = match (&asked, intervals(&product.isic)) {
                (Some(asked), Some(own)) if !own.is_empty() => {
                    f64::from(overlap(asked, &own)) / f64::from(width(&own))
                }
                _ => f64::from(u8::from(product.code.as_str() == list)),
            };
            (part > 0.0).then_some((s, part.min(1.0)))
        })
        .collect()
}

/// The product that the first of `list`'s codes reaches most of, if any.
pub(crate) fn product(all: &[Product], list: &str) -> Option<usize> {
    // On a tie the first product wins.
    products(all, list)
        .into_iter()
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(s, _)| s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_intervals_of_groups() {
        assert_eq!(intervals("C26"), Some(vec![(260, 269)]));
        assert_eq!(intervals("A01-A03"), Some(vec![(10, 39)]));
        assert_eq!(
            intervals("E36-E39, I55-I56"),
            Some(vec![(360, 399), (550, 569)])
        );
        assert_eq!(intervals("L68-N82"), Some(vec![(680, 829)]));
        assert_eq!(intervals("chips"), None);
        assert_eq!(overlap(&[(260, 269)], &[(262, 268)]), 7);
        assert_eq!(overlap(&[(260, 269)], &[(270, 279)]), 0);
    }
}
