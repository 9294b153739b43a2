//! What the fuzzer runs. The targets in `fuzz_targets/` are nothing but calls of the functions in [`targets`], which
//! `tests/chat/fuzz_corpus.rs` of the server calls too, with the inputs in `corpus/`.

mod campus_lines;
#[path = "campus.rs"]
mod fuzz_campus;
#[path = "chat.rs"]
mod fuzz_chat;
mod frames;
mod mqtt;
// The sweep of tests/chat takes more of it than the fuzzer.
#[allow(dead_code, unused_imports)]
#[path = "../../tests/chat/simulation/mod.rs"]
mod simulation;
pub mod targets;
