//! `classcord bench`: says where it went.
//!
//! The load generator was a part of this program; it is one of its own now, `classcord-bench`, in the directory
//! `bench/`. Whoever types the old command is told what to type. Called by [`super::run`].

use std::ffi::OsString;

use clap::{Arg, ArgMatches, value_parser};

use super::Failure;
use super::phrases::choose;
use super::printable::printable;
use crate::chat::text::Lang;
use crate::config::ConfigSource;

/// The old command.
pub(super) const NAME: &str = "bench";

/// Whatever the load generator was called with.
const WORDS: &str = "words";

/// The old command, for the parser only.
pub(super) fn command() -> clap::Command {
    let words = Arg::new(WORDS).num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
    clap::Command::new(NAME)
        .about("A program of its own now: classcord-bench")
        .hide(true)
        .disable_help_flag(true)
        .arg(words.value_parser(value_parser!(OsString)))
}

/// Says where the load generator is, and how it is called there.
pub(super) fn moved(matches: &ArgMatches, source: &ConfigSource) -> Failure {
    // A configuration with a mistake in it has nothing to do with what was asked.
    let lang = source.load().map_or(source.overrides.lang.unwrap_or(Lang::Fr), |config| config.lang);
    let mut typed = String::from("classcord-bench");
    for word in matches.get_many::<OsString>(WORDS).into_iter().flatten() {
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
