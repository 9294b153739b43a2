//! The documents, and the files for operators, are true: what they name exists, what they show is what the program shows, what
//! they tell to type works.
#![allow(clippy::unwrap_used, missing_docs)]

mod demonstration;
mod doc_clients;
mod layers;
#[cfg(feature = "tls")]
mod manual;
mod monitoring;
mod operations;
mod operators_manual;
mod references;
mod rgpd;
mod screens;
mod scripts;
#[path = "../support/mod.rs"]
mod support;
