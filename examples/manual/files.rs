//! All files that are generated, by their paths from the top of the tree.

use clap::Command;
use clap_complete::{Shell, generate};

use super::programs::{BENCH, CLASSCORD};
use super::{command_page, config_page};

/// The shipped configuration, whose comments are the manual of its keys.
const SHIPPED: &str = include_str!("../../classcord.toml");

fn completion(shell: Shell, mut command: Command) -> String {
    let mut script = Vec::new();
    let name = command.get_name().to_owned();
    generate(shell, &mut command, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Path and content of each.
pub fn all() -> [(&'static str, String); 9] {
    let (server, bench) = (classcord_server::cli::command, classcord_bench::command);
    [
        ("docs/man/classcord.1", command_page::render(&CLASSCORD, &server())),
        ("docs/man/classcord-bench.1", command_page::render(&BENCH, &bench())),
        ("docs/man/classcord.toml.5", config_page::render(SHIPPED)),
        ("docs/completions/classcord.bash", completion(Shell::Bash, server())),
        ("docs/completions/_classcord", completion(Shell::Zsh, server())),
        ("docs/completions/classcord.fish", completion(Shell::Fish, server())),
        ("docs/completions/classcord-bench.bash", completion(Shell::Bash, bench())),
        ("docs/completions/_classcord-bench", completion(Shell::Zsh, bench())),
        ("docs/completions/classcord-bench.fish", completion(Shell::Fish, bench())),
    ]
}
