//! The manual pages and completions that are committed are those of the present command line and configuration.
#![cfg(feature = "tls")]
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../examples/manual/command_page.rs"]
mod command_page;
#[path = "../examples/manual/config_page.rs"]
mod config_page;
#[path = "../examples/manual/files.rs"]
mod files;
#[path = "../examples/manual/page.rs"]
mod page;

use std::fs;
use std::path::Path;

use classcord_server::config::Config;

fn committed(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

/// What a reader of a page sees, as far as words go.
fn plain(page: &str) -> String {
    page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\fI", "").replace("\\*(Aq", "'")
}

#[test]
fn what_is_committed_is_what_would_be_generated() {
    for (name, content) in files::all() {
        assert!(committed(name) == content, "{name} is not current: cargo run --example manual");
    }
}

#[test]
fn the_page_of_the_configuration_has_every_key() {
    let page = plain(&committed("docs/man/classcord.toml.5"));
    let mut table = String::new();
    let mut found = Vec::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix(".SS [") {
            table = format!("{}.", heading.trim_end_matches(']'));
        } else if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.contains(' ')) {
            found.push(format!("{table}{key}"));
        }
    }
    let mut keys = Config::keys();
    keys.sort_unstable();
    found.sort_unstable();
    assert_eq!(found, keys);
}

#[test]
fn the_page_of_the_command_has_every_command() {
    fn check(page: &str, command: &clap::Command, called: &str) -> usize {
        let mut count = 0;
        for command in command.get_subcommands() {
            let called = format!("{called} {}", command.get_name());
            assert!(page.contains(&format!(".SS \"{called}\"\n")), "{called} is not on the page");
            for argument in command.get_arguments().filter_map(clap::Arg::get_long) {
                assert!(page.contains(&format!("--{argument}")), "{called} --{argument} is not on the page");
            }
            count += 1 + check(page, command, &called);
        }
        count
    }
    let page = plain(&committed("docs/man/classcord.1"));
    let count = check(&page, &classcord_server::cli::command(), "classcord");
    assert!(count > 30, "only {count} commands were looked for");
}
