//! ClassCord server: a chat server for a classroom.
//!
//! The library holds everything; the binary `classcord` only calls [`cli`]. Each layer knows only those below it:
//! `cli`, `server`, `net`, `wire`, `chat`, `store`, `ops`. docs/ARCHITECTURE.md is the map.

pub mod chat;
pub mod cli;
pub mod config;
mod files;
pub mod net;
pub mod ops;
pub mod passwords;
pub mod permissions;
pub mod server;
pub mod store;
mod system_error;
#[cfg(feature = "tls")]
pub mod tls;
pub mod wire;
