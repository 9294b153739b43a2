//! The subcommands, in pipes and in terminals: a file for each.
#![allow(clippy::unwrap_used, missing_docs)]

mod admin;
mod admin_server;
mod auth;
mod backup;
mod chat_client;
mod export;
mod import;
#[cfg(feature = "sqlite")]
mod import_class;
mod import_sqlite;
mod new_year;
mod person;
mod rename;
#[path = "../support/mod.rs"]
mod support;
mod user;
mod user_state;
