//! The poll loop on real sockets: lines and their limits, and the encrypted port.
#![allow(clippy::unwrap_used, missing_docs)]

#[cfg(feature = "campus")]
mod campus;
#[cfg(feature = "tls")]
mod certificate_upkeep;
#[cfg(feature = "campus")]
mod mqtt;
mod reactor;
#[path = "../support/mod.rs"]
mod support;
#[cfg(feature = "tls")]
mod tls;
