//! Origins in a school of several servers: names of servers and of the school, and the epoch of a database.
//!
//! Owns [`ServerName`], [`SchoolName`] and [`Epoch`]. All three stand in topics of the broker, so that nothing in them may be a
//! wildcard, a level's end or longer than a level should be.

use std::fmt;
use std::str::FromStr;

use smol_str::SmolStr;

/// Characters of a name at most: those of a certificate's common name (RFC 5280, `ub-common-name`) would be 64.
const CHARS_MAX: usize = 32;

/// The reason that a text is no such name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadOrigin;

impl fmt::Display for BadOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("1 to 32 characters of a-z, 0-9 and -")
    }
}

impl std::error::Error for BadOrigin {}

macro_rules! names {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = BadOrigin;

            fn from_str(text: &str) -> Result<Self, BadOrigin> {
                let is_of_it = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
                let is_one = (1..=CHARS_MAX).contains(&text.len()) && text.bytes().all(is_of_it);
                if is_one { Ok(Self(text.into())) } else { Err(BadOrigin) }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

names! {
    /// The name of a server among those of its school: the common name of its certificate, what it is called at the broker, and the
    /// end of `alice@salle204`.
    ServerName;
    /// The name of a school: what keeps it apart from others at one broker.
    SchoolName;
}

/// One life of a database: 64 random bits that are made with it, and anew when a backup takes its place. Numbers of events are
/// counted within it, so that a database which was set back is not taken for the one that went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Epoch(pub u64);

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl FromStr for Epoch {
    type Err = BadEpoch;

    /// Exactly the 16 digits that it is written with.
    fn from_str(text: &str) -> Result<Self, BadEpoch> {
        let is_digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() != 16 || !text.bytes().all(is_digit) {
            return Err(BadEpoch);
        }
        u64::from_str_radix(text, 16).map(Self).map_err(|_| BadEpoch)
    }
}

/// A text that is no epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadEpoch;

impl fmt::Display for BadEpoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("16 digits of 0-9 and a-f")
    }
}

impl std::error::Error for BadEpoch {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_can_stand_in_a_topic() {
        for name in ["a", "salle204", "b-2", "-", &"a".repeat(32)] {
            assert_eq!(name.parse::<ServerName>().unwrap().as_str(), name);
        }
        for none in ["", "Salle204", "a/b", "+", "#", "a b", "é", "$sys", "a_b", "a.b", &"a".repeat(33)] {
            assert_eq!(none.parse::<SchoolName>(), Err(BadOrigin), "{none:?}");
        }
    }

    #[test]
    fn an_epoch_is_read_as_it_is_written_and_in_no_other_way() {
        for bits in [0, 1, 0x0123_4567_89ab_cdef, u64::MAX] {
            assert_eq!(Epoch(bits).to_string().parse(), Ok(Epoch(bits)));
        }
        for none in ["", "1", "0123456789ABCDEF", "+123456789abcdef", "0123456789abcdef0", "0123456789abcdeg"] {
            assert_eq!(none.parse::<Epoch>(), Err(BadEpoch), "{none:?}");
        }
    }
}
