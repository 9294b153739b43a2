//! ClassCord server: a chat server for a classroom.
//!
//! The library holds everything; the binary `classcord` only calls [`cli`]. docs/ARCHITECTURE.md is the map, and says
//! which part may name which.

mod addresses;
#[cfg(feature = "campus")]
pub mod campus;
pub mod chat;
pub mod cli;
pub mod config;
mod files;
pub mod lang;
pub mod net;
pub mod ops;
pub mod passwords;
pub mod permissions;
mod resolve;
pub mod school;
pub mod server;
mod slots;
pub mod store;
mod system_error;
#[cfg(feature = "tls")]
pub mod tls;
pub mod web;
pub mod wire;
