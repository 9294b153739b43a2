//! The command line of `classcord`.
//!
//! Owns [`run`], what `main` calls: it parses the arguments and hands over to one file per subcommand. A failure is one
//! line on standard error. Calls every layer below; nothing calls it but `main`.

mod chat;
mod password;
pub mod pickle;
mod printable;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::chat::text;

/// Exit code when a command could not do what was asked. Misuse of the command line has clap's own, 2.
const FAILURE: u8 = 1;

/// What a subcommand fails with: a sentence for the person at the terminal.
type Failure = String;

#[derive(Debug, Parser)]
#[command(name = "classcord", version, about = "ClassCord: a chat server for a classroom", max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Command,
}

/// What every subcommand accepts.
#[derive(Debug, Args)]
struct GlobalArgs {
    /// Language of what is said to people
    #[arg(long, global = true, value_enum)]
    lang: Option<Lang>,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    Fr,
    En,
}

impl From<Lang> for text::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Fr => Self::Fr,
            Lang::En => Self::En,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Chat in this terminal, on any ClassCord server
    Chat(chat::ChatArgs),
}

/// Runs the command line and says what the process is to exit with.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(e) => {
            // Nobody is left to hear of it when standard error is closed.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(FAILURE));
        }
    };
    let result = match cli.command {
        Command::Chat(args) => chat::run(args, cli.global.lang.map(Into::into).unwrap_or_default()),
    };
    match result {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("classcord: {failure}");
            ExitCode::from(FAILURE)
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        Cli::command().debug_assert();
    }
}
