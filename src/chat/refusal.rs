//! A no, and how that was asked which it answers.
//!
//! Owns [`Form`], [`Asked`] and [`Refusal`]. How a no is said, and what it costs, is in `answer`.

use std::sync::Arc;

use super::reply::Code;
use super::request::AckToken;

/// The form of what may be asked in two, and so is answered in two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As a JSON request of its own: answered in kind.
    Json,
    /// As a command typed into a message: answered in words.
    Typed,
}

/// The way in which something was asked that is refused.
#[derive(Debug, Clone)]
pub(super) enum Asked {
    /// By a JSON request that has an answer, as `login` and `join` have. Every client reads an `error` then.
    Request,
    /// By a command typed into a message. Whoever types reads words.
    Command,
    /// By a message or a state, which has no answer when all is well: the client may print an `error` raw, unless it has
    /// said `hello` or waits for this `ack`.
    Message(Option<AckToken>),
}

impl From<Form> for Asked {
    fn from(form: Form) -> Self {
        match form {
            Form::Json => Self::Request,
            Form::Typed => Self::Command,
        }
    }
}

/// A no, in words and with its code.
#[derive(Debug, Clone)]
pub(super) struct Refusal {
    pub(super) words: Arc<str>,
    pub(super) code: Code,
}
