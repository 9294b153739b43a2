//! The chat core: events in, effects out.
//!
//! It opens no socket and no file, starts no thread, reads no clock and draws no random number: the time comes with
//! each event, and what is to be done leaves as [`effect::Effects`]. So the same events always give the same effects,
//! and the simulation can run it thousands of times. It may not import `net`, `wire`, `store`, `ops`, `config` or
//! `cli`; `server` is what calls it.
//!
//! [`core`] holds the state and the entry points; each of the other private modules is one part of what it does.

pub mod account;
mod account_admin;
pub mod account_order;
pub mod bucket;
mod channel_modes;
mod channels;
pub mod claim;
pub mod clock;
mod command;
pub mod core;
pub mod effect;
mod greeting;
mod history;
pub mod lockout;
pub mod lookalike;
pub mod mailboxes;
pub mod message;
mod moderation;
pub mod name;
mod people;
mod presence;
mod refusal;
pub mod reply;
pub mod request;
pub mod reserved;
pub mod sanction;
mod sanctions;
mod sessions;
pub mod settings;
mod sign_in;
mod spelling;
mod storage;
pub mod store_protocol;
mod talk;
pub mod text;
pub mod throttle;
mod timers;
mod typed;
mod unidentified;

pub use self::core::Core;
