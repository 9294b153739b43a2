//! The chat core without sockets, clock or disk: rules one by one, random clients against a model, and what the fuzzer keeps.
#![allow(clippy::unwrap_used, missing_docs)]

mod campus;
#[path = "../../fuzz/src/campus_lines.rs"]
mod campus_lines;
// Beside `campus`, whose stories are told by name.
#[path = "../../fuzz/src/frames.rs"]
mod frames;
#[path = "../../fuzz/src/campus.rs"]
mod fuzz_campus;
#[path = "../../fuzz/src/chat.rs"]
mod fuzz_chat;
mod fuzz_corpus;
mod grace;
mod in_clear;
#[path = "../../fuzz/src/mqtt.rs"]
mod mqtt;
mod rules;
mod school;
mod simulation;
mod sweep;
#[path = "../../fuzz/src/targets.rs"]
mod targets;
