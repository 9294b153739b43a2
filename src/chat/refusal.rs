//! A no, and the form in which it was asked for.
//!
//! Owns [`Form`] and [`Refusal`]. How a no is said is in `answer`.

use std::sync::Arc;

use super::reply::Code;

/// The form in which something was asked, and so is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As a JSON request of its own: answered in kind.
    Json,
    /// As a command typed into a message: answered in words.
    Typed,
}

/// A no, in words and with its code.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) words: Arc<str>,
    pub(super) code: Code,
}
