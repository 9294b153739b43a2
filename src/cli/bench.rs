//! `classcord bench`: says where it went.
//!
//! The load generator was a part of this program; it is one of its own now, `classcord-bench`, in the directory
//! `bench/`. Whoever types the old command is told what to type.

use std::ffi::OsString;

use clap::Args;

use super::Failure;
use super::phrases::choose;
use super::printable::printable;
use crate::config::{ConfigSource, Lang};

/// Whatever the load generator was called with.
#[derive(Debug, Args)]
pub(super) struct BenchArgs {
    #[arg(hide = true, trailing_var_arg = true, allow_hyphen_values = true)]
    words: Vec<OsString>,
}

/// Where the load generator is, and how it is called there.
pub(super) fn moved(args: &BenchArgs, source: &ConfigSource) -> Failure {
    // A configuration with a mistake in it has nothing to do with what was asked.
    let lang = source.load().map_or(source.overrides.lang.unwrap_or(Lang::Fr), |config| config.lang).into();
    let mut typed = String::from("classcord-bench");
    for word in &args.words {
        typed.push(' ');
        typed.push_str(&printable(&word.to_string_lossy()));
    }
    choose(
        lang,
        format!(
            "le générateur de charge est un programme à part ; tapez : {typed} (il est installé à côté de classcord ; \
             avec les sources, cargo build --release -p classcord-bench le construit)"
        ),
        format!(
            "the load generator is a program of its own; type: {typed} (it is installed beside classcord; with the \
             sources, cargo build --release -p classcord-bench builds it)"
        ),
    )
}
