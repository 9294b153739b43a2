//! The server's reports to the outside: logs, audit, counters, the service manager.
//!
//! `server` calls it, and hands it values of the libraries and of [`crate::config`] only; it knows nothing of sockets,
//! lines or the chat. Nothing here blocks the caller but [`audit::append`], which is for the command line.

pub mod audit;
pub mod counters;
mod log_queue;
mod log_sink;
pub mod log_writer;
pub mod notify;
pub mod recent;
