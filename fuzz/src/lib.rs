//! What the fuzzer runs. The targets in `fuzz_targets/` are nothing but calls of the functions in [`targets`], which
//! `tests/fuzz_corpus.rs` of the server calls too, with the inputs in `corpus/`.

#[path = "../../tests/simulation/mod.rs"]
mod simulation;
pub mod targets;
