//! The protocol's text form: a line to a request, a reply to a line.
//!
//! Pure functions over bytes. It knows the values of [`crate::chat`] and nothing of sockets, files or the state of the
//! chat. `server` and the tests call it. docs/PROTOCOL.md describes what it reads and writes.

mod act;
mod amend;
pub mod ascii;
pub mod attendance;
mod campus;
mod class;
pub mod console;
pub mod control;
pub mod decode;
pub mod encode;
mod fields;
pub mod parse;
mod plain_object;
mod poll;
mod question;
pub mod rows;
pub mod school;
mod search;
mod token;

pub use self::encode::encode;
pub use self::parse::parse_line;
