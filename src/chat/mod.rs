//! The chat core: events in, effects out.

pub mod account;
pub mod clock;
pub mod message;
pub mod name;
pub mod record;
