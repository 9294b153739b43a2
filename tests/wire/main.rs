//! Bytes on a real socket of a real server, a file for each chapter of the protocol.
#![allow(clippy::unwrap_used, missing_docs)]

mod accounts;
mod channels;
mod first_bytes;
mod guests;
mod history;
mod hostile;
mod java_client;
mod lesson;
mod limits;
mod messages;
mod moderation;
mod presence;
mod protocol_doc;
#[path = "../support/mod.rs"]
mod support;
