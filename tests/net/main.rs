//! The poll loop on real sockets: lines and their limits, and the encrypted port.
#![allow(clippy::unwrap_used, missing_docs)]

#[cfg(feature = "tls")]
mod certificate_upkeep;
mod reactor;
#[path = "../support/mod.rs"]
mod support;
#[cfg(feature = "tls")]
mod tls;
