//! The two languages of the program.
//!
//! Owns [`Lang`]. Calls nothing; whoever has words for people calls it.

/// The language of the server's sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

impl Lang {
    /// The one of two phrases that is in this language.
    pub fn choose<T>(self, french: T, english: T) -> T {
        match self {
            Self::Fr => french,
            Self::En => english,
        }
    }
}
