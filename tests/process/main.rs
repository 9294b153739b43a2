//! The server as a process: how it starts, stops, is killed and told to reload, and what it does when disk, network or clock
//! fail.
#![allow(clippy::unwrap_used, missing_docs)]

mod activation;
mod clock_faults;
mod erasure;
mod file_size_limit;
mod kill;
mod logs;
mod message_import;
mod network_faults;
mod new_year;
mod permissions;
mod reload;
mod rename;
mod restart;
mod start_failures;
mod storage_faults;
#[path = "../support/mod.rs"]
mod support;
mod teachers_hour;
mod turn_order;
