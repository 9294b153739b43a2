//! The database: on real files, on disks that fail, and when there is nothing to do.
#![allow(clippy::unwrap_used, missing_docs)]

mod campus;
mod campus_journal;
mod class;
mod database;
mod erase;
mod faults;
mod harness;
mod idle;
mod journal;
mod rename;
mod search;
