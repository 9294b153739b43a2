//! All files that are generated, by their paths from the top of the tree.

use clap_complete::{Shell, generate};

use super::{command_page, config_page};

/// The shipped configuration, whose comments are the manual of its keys.
const SHIPPED: &str = include_str!("../../classcord.toml");

fn completion(shell: Shell) -> String {
    let mut script = Vec::new();
    generate(shell, &mut classcord_server::cli::command(), "classcord", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Path and content of each.
pub fn all() -> [(&'static str, String); 5] {
    [
        ("docs/man/classcord.1", command_page::render(&classcord_server::cli::command())),
        ("docs/man/classcord.toml.5", config_page::render(SHIPPED)),
        ("docs/completions/classcord.bash", completion(Shell::Bash)),
        ("docs/completions/_classcord", completion(Shell::Zsh)),
        ("docs/completions/classcord.fish", completion(Shell::Fish)),
    ]
}
