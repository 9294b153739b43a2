//! The manual pages and completions can be made, and have every command, every option and every key.

#[path = "../../examples/manual/command_page.rs"]
mod command_page;
#[path = "../../examples/manual/config_page.rs"]
mod config_page;
#[path = "../../examples/manual/files.rs"]
mod files;
#[path = "../../examples/manual/page.rs"]
mod page;
#[path = "../../examples/manual/programs.rs"]
mod programs;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::{Arg, Command};

use classcord_server::config::Config;

/// A file as it would be written.
fn generated(name: &str) -> String {
    files::all().into_iter().find(|(path, _)| *path == name).unwrap_or_else(|| panic!("no {name} is made")).1
}

/// The text that a reader of a page sees, as far as words go.
fn plain(page: &str) -> String {
    page.replace("\\-", "-").replace("\\fB", "").replace("\\fR", "").replace("\\fI", "").replace("\\*(Aq", "'")
}

/// The programs, and the fewest commands that each has.
fn programs() -> [(Command, usize); 2] {
    [(classcord_server::cli::command(), 30), (classcord_bench::command(), 8)]
}

/// Calls with each subcommand, at any depth, and with what it is called; says how many there are.
fn for_each_command(command: &Command, called: &str, check: &mut impl FnMut(&Command, &str)) -> usize {
    let mut count = 0;
    for command in command.get_subcommands() {
        let called = format!("{called} {}", command.get_name());
        check(command, &called);
        count += 1 + for_each_command(command, &called, check);
    }
    count
}

#[test]
fn each_file_is_packaged_and_git_keeps_none() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let [manifest, ignored] = ["Cargo.toml", ".gitignore"].map(|name| fs::read_to_string(top.join(name)).unwrap());
    let manifest: toml::Table = manifest.parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let assets: BTreeSet<&str> = assets.iter().map(|asset| asset[0].as_str().unwrap()).collect();
    let mut made = BTreeSet::new();
    for (name, content) in files::all() {
        let directory = Path::new(name).parent().unwrap().to_str().unwrap();
        assert!(ignored.lines().any(|line| line == format!("/{directory}/")), "git would keep {name}");
        assert!(assets.contains(name), "{name} is not in the package");
        assert!(content.is_ascii() || !directory.ends_with("man"), "{name} depends on the reader's locale");
        assert!(made.insert(name), "{name} is made twice");
    }
    for asset in assets.iter().filter(|asset| asset.starts_with("docs/man/") || asset.starts_with("docs/completions/"))
    {
        assert!(made.contains(asset), "nothing makes {asset}, which is packaged");
    }
}

#[test]
fn the_page_of_the_configuration_has_every_key() {
    let page = plain(&generated("docs/man/classcord.toml.5"));
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
fn the_page_of_a_program_has_every_command() {
    for (program, fewest) in programs() {
        let page = plain(&generated(&format!("docs/man/{}.1", program.get_name())));
        let options =
            |command: &Command| command.get_arguments().filter_map(Arg::get_long).map(str::to_owned).collect();
        let has = |called: &str, options: Vec<String>| {
            for option in options {
                assert!(page.contains(&format!("--{option}")), "{called} --{option} is not on the page");
            }
        };
        has(program.get_name(), options(&program));
        let count = for_each_command(&program, program.get_name(), &mut |command, called| {
            assert!(page.contains(&format!(".SS \"{called}\"\n")), "{called} is not on the page");
            has(called, options(command));
        });
        assert!(count >= fewest, "only {count} commands of {} were looked for", program.get_name());
    }
}

#[test]
fn completions_offer_every_command_and_option() {
    for (program, fewest) in programs() {
        let name = program.get_name();
        let scripts = [format!("{name}.bash"), format!("_{name}"), format!("{name}.fish")];
        let scripts = scripts.map(|script| (generated(&format!("docs/completions/{script}")), script));
        let offers = |word: &str, called: &str| {
            for (content, script) in &scripts {
                // fish has options without their dashes.
                let words = content.split(|c: char| !c.is_alphanumeric() && !"-_".contains(c));
                let mut words = words.map(|offered| offered.trim_start_matches('-'));
                assert!(words.any(|offered| offered == word), "{script} does not offer {word} for {called}");
            }
        };
        let count = for_each_command(&program, name, &mut |command, called| {
            offers(command.get_name(), called);
            command.get_arguments().filter_map(Arg::get_long).for_each(|option| offers(option, called));
        });
        assert!(count >= fewest, "only {count} commands of {name} were looked for");
    }
}
