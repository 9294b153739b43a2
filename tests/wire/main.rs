//! Bytes on a real socket of a real server, a file for each chapter of the protocol.
#![allow(clippy::unwrap_used, missing_docs)]

mod accounts;
mod amending;
mod attendance;
#[cfg(feature = "campus")]
mod campus;
#[cfg(feature = "campus")]
mod campus_console;
#[cfg(feature = "campus")]
mod campus_erasure;
#[cfg(feature = "campus")]
mod campus_kill;
#[cfg(feature = "campus")]
mod campus_people;
#[cfg(feature = "campus")]
mod campus_private;
#[cfg(feature = "campus")]
mod campus_rename;
mod channels;
mod charge_of_server;
mod class;
mod colleagues;
mod first_admin;
mod first_bytes;
mod grace;
mod group_channels;
mod guests;
mod history;
mod hostile;
mod java_client;
mod limits;
mod messages;
mod moderation;
mod passwords;
mod polls;
mod presence;
mod protocol_doc;
mod questions;
mod rename;
mod school;
mod search;
mod tokens;
mod web;
// An older layout is written by hand, as the tests of the database do; the rest of what they share is theirs.
#[allow(dead_code)]
#[path = "../store/harness.rs"]
mod store_harness;
#[path = "../support/mod.rs"]
mod support;
