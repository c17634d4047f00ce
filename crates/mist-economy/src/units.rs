//! Quantities with their units in the type.
//!
//! Public interfaces use these; inner loops use plain `f64` whose unit the field name or the
//! surrounding documentation states.

use serde::{Deserialize, Serialize};

macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub f64);

        impl $name {
            /// The bare number, in the unit that the type names.
            #[must_use]
            pub const fn value(self) -> f64 {
                self.0
            }
        }
    };
}

quantity! {
    /// Money: millions of current US dollars (a yearly flow unless said otherwise).
    UsdMillion
}
quantity! {
    /// A part of a whole: 0.35 means 35 %.
    Share
}
quantity! {
    /// A length of time in days.
    Days
}

impl Share {
    /// Makes a share, or `None` if the value is not a number from 0 to 1.
    #[must_use]
    pub fn new(value: f64) -> Option<Self> {
        (0.0..=1.0).contains(&value).then_some(Self(value))
    }
}
