//! Bytes on a real socket of a real server, a file for each chapter of the protocol.
#![allow(clippy::unwrap_used, missing_docs)]

mod accounts;
mod attendance;
mod channels;
mod first_bytes;
mod guests;
mod history;
mod hostile;
mod java_client;
mod limits;
mod messages;
mod moderation;
mod presence;
mod protocol_doc;
mod search;
#[path = "../support/mod.rs"]
mod support;
