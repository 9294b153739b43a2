//! The command line of `classcord`.
//!
//! Owns [`run`], what `main` calls: it parses the arguments and hands over to one file per subcommand. A failure is one
//! line on standard error. Calls every layer below; nothing calls it but `main`, and `examples/manual` for [`command`].

#[macro_use]
mod standard;

mod admin;
mod auth;
mod backup;
mod bench;
#[cfg(feature = "campus")]
mod campus;
#[cfg(feature = "tls")]
mod cert;
mod chat;
mod check;
mod control;
mod editor;
mod export;
mod frame;
mod html;
mod import;
mod installation;
mod keys;
mod lines;
mod new_year;
mod password;
mod person;
mod phrases;
pub mod pickle;
mod printable;
mod progress;
mod restore;
mod rows;
mod terminal;
#[cfg(feature = "tls")]
mod text_file;
mod user;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::chat::text::Lang;
use crate::config::{ConfigSource, LogLevel, Overrides, parse_listen};
use crate::server;
use crate::system_error::{room_mend, survive_the_file_size_limit};

/// Exit code when a command could not do what was asked. Misuse of the command line has clap's own, 2.
const FAILURE: u8 = 1;

/// The command of a server's start, which may be left out.
const SERVE: &str = "serve";

/// The failure of a subcommand: a sentence for the person at the terminal.
type Failure = String;

#[derive(Debug, Parser)]
#[command(name = "classcord", version, about = "ClassCord: a chat server for a classroom", max_term_width = 100)]
struct Cli {
    #[command(flatten)]
    global: GlobalArgs,
    #[command(subcommand)]
    command: Option<Command>,
}

/// The options that every subcommand accepts. They win over the configuration's file.
#[derive(Debug, Args)]
#[group(skip)]
struct GlobalArgs {
    /// The configuration [default: /etc/classcord/classcord.toml if it exists]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to listen: an address with a port, or a port alone; may be given several times [default: port 12345]
    #[arg(long, global = true, value_name = "ADDRESS", value_parser = parse_listen)]
    listen: Vec<SocketAddr>,
    /// The directory of the database [default: data]
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// The console's socket [default: control.sock in the data directory]
    #[arg(long, global = true, value_name = "FILE")]
    control_socket: Option<PathBuf>,
    /// How much the log says: error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "LEVEL")]
    log_level: Option<LogLevel>,
    /// The log's file [default: standard error]
    #[arg(long, global = true, value_name = "FILE")]
    log_file: Option<PathBuf>,
    /// Language of what is said to people: fr or en
    #[arg(long, global = true, value_name = "LANGUAGE")]
    lang: Option<Lang>,
}

impl GlobalArgs {
    fn source(&self) -> ConfigSource {
        let Self { config, listen, data_dir, control_socket, log_level, log_file, lang } = self;
        ConfigSource {
            file: config.clone(),
            overrides: Overrides {
                listen: listen.clone(),
                data_dir: data_dir.clone(),
                control_socket: control_socket.clone(),
                lang: *lang,
                log_level: *log_level,
                log_file: log_file.clone(),
            },
        }
    }
}

/// The further options of a server's start.
#[derive(Debug, Default, Args)]
struct ServeArgs {
    /// Make a certificate first if there is none, signed by an authority of your own, and another if it ends within 90 days
    #[cfg(feature = "tls")]
    #[arg(long)]
    make_cert: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server; what happens without a command, too
    #[command(name = SERVE)]
    Serve(ServeArgs),
    /// Chat in this terminal, on any ClassCord server
    Chat(chat::ChatArgs),
    /// Watch and steer the running server
    Admin(admin::AdminArgs),
    /// Make, change and list accounts
    #[command(subcommand)]
    User(user::UserCommand),
    /// Try the school's directory, whose people come in with their passwords there
    #[command(subcommand)]
    Auth(auth::AuthCommand),
    /// Show or erase all that is kept of one person, as the law on personal data asks
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// Bring in the accounts and messages of another server, or exported messages (messages: server stopped)
    Import(import::ImportArgs),
    /// Write messages, accounts or bans to a file for other programs
    Export(export::ExportArgs),
    /// Copy the database while the chat goes on
    Backup(backup::BackupArgs),
    /// Put a backup in the place of the database (server stopped)
    Restore(restore::RestoreArgs),
    /// Archive the past school year, then empty it: accounts of pupils, channels that were made, messages, attendance, polls,
    /// questions (server stopped)
    NewYear(new_year::NewYearArgs),
    /// Verify a database or a backup, and count what is in it
    Check(check::CheckArgs),
    /// Make the certificate of the encrypted port, or show it
    #[cfg(feature = "tls")]
    Cert(cert::CertArgs),
    /// Join several servers of one school over a broker of MQTT 5: make its files, try it, see who is there
    #[cfg(feature = "campus")]
    #[command(subcommand)]
    Campus(campus::CampusCommand),
}

#[cfg_attr(not(feature = "tls"), allow(unused_variables, reason = "it has no argument then"))]
fn serve(args: &ServeArgs, source: ConfigSource) -> Result<ExitCode, Failure> {
    let config = source.load().map_err(|e| e.to_string())?;
    #[cfg(feature = "tls")]
    if args.make_cert
        && let Err(failure) = cert::look_after(&config, cert::Occasion::ServerStart)
    {
        // A class without https is better than none.
        eprintln!("classcord: {failure}");
    }
    match server::run(source, config) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(server::Failure { is_said: true, .. }) => Ok(ExitCode::from(FAILURE)),
        Err(server::Failure { words, .. }) => Err(words),
    }
}

/// The command line as a value, for the manual page and the shells' completions.
pub fn command() -> clap::Command {
    Cli::command()
}

/// Reads the command line of a server's start; `None` if it is none, or is not right. It describes no other command: all of
/// them are 400 KiB of the program, which would stay in memory.
fn parse_serve(arguments: &[OsString]) -> Option<Cli> {
    let serve = ServeArgs::augment_args(clap::Command::new(SERVE));
    let all = GlobalArgs::augment_args(clap::Command::new("classcord")).subcommand(serve);
    let matches = all.try_get_matches_from(arguments).ok()?;
    let args = matches.subcommand_matches(SERVE).and_then(|matches| ServeArgs::from_arg_matches(matches).ok());
    Some(Cli { global: GlobalArgs::from_arg_matches(&matches).ok()?, command: args.map(Command::Serve) })
}

/// Reads the command line.
///
/// # Errors
/// What clap says of one that cannot be right. In words, if it is right and asks for what is elsewhere now.
fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Result<Cli, Failure>, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if let Some(cli) = parse_serve(&arguments) {
        return Ok(Ok(cli));
    }
    // Not in `command`: neither the manual nor a shell is to offer it.
    let matches = command().subcommand(bench::command()).try_get_matches_from(arguments)?;
    if let Some(bench) = matches.subcommand_matches(bench::NAME) {
        return Ok(Err(bench::moved(bench, &GlobalArgs::from_arg_matches(&matches)?.source())));
    }
    Cli::from_arg_matches(&matches).map(Ok)
}

/// Runs the command line and says what the process is to exit with.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    if let Err(e) = survive_the_file_size_limit() {
        eprintln!("classcord: a limit on the size of files would end this program: {e}");
    }
    let cli = match parse(arguments) {
        Ok(cli) => cli,
        Err(e) => {
            // Nobody is left to hear of it when standard error is closed.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(FAILURE));
        }
    };
    let printed = |code| match standard::check() {
        Ok(()) => Ok(code),
        Err(e) => Err(format!("standard output: {e}{}", room_mend(Lang::En, &e))),
    };
    match cli.and_then(carry_out).and_then(printed) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("classcord: {failure}");
            ExitCode::from(FAILURE)
        }
    }
}

fn carry_out(cli: Cli) -> Result<ExitCode, Failure> {
    match cli.command.unwrap_or(Command::Serve(ServeArgs::default())) {
        Command::Serve(args) => serve(&args, cli.global.source()),
        Command::Chat(args) => chat::run(args, cli.global.lang.unwrap_or_default()),
        Command::Admin(args) => admin::run(args, &cli.global.source()),
        Command::User(command) => user::run(command, &cli.global.source()),
        Command::Auth(command) => auth::run(command, &cli.global.source()),
        Command::Person(command) => person::run(command, &cli.global.source()),
        Command::Import(args) => import::run(args, &cli.global.source()),
        Command::Export(args) => export::run(args, &cli.global.source()),
        Command::Backup(args) => backup::run(args, &cli.global.source()),
        Command::Restore(args) => restore::run(args, &cli.global.source()),
        Command::NewYear(args) => new_year::run(args, &cli.global.source()),
        Command::Check(args) => check::run(args, &cli.global.source()),
        #[cfg(feature = "tls")]
        Command::Cert(args) => cert::run(&args, &cli.global.source()),
        #[cfg(feature = "campus")]
        Command::Campus(command) => campus::run(command, &cli.global.source()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_contradicts_itself_nowhere() {
        command().subcommand(bench::command()).debug_assert();
    }

    #[test]
    fn who_types_the_old_command_is_told_the_new_one() {
        let told = |line: &str| parse(line.split_whitespace().map(OsString::from)).unwrap().unwrap_err();
        let words = told("classcord --lang en bench fanout --json -h");
        assert!(words.contains("type: classcord-bench fanout --json -h ("), "{words}");
        // Its own options and a configuration that is not there change nothing.
        let words = told("classcord --config /nowhere bench --version");
        assert!(words.contains("tapez : classcord-bench --version ("), "{words}");
        assert!(told("classcord bench \u{1b}[2J").contains("classcord-bench \\x1b[2J ("));
        assert!(!command().get_subcommands().any(|command| command.get_name() == bench::NAME));
        assert!(parse(["classcord", "benc"].map(OsString::from)).is_err());
    }

    #[test]
    fn a_servers_start_is_read_as_it_is_among_all_commands() {
        let words = |line: &str| line.split_whitespace().map(OsString::from).collect::<Vec<_>>();
        let starts = [
            "classcord",
            "classcord serve",
            "classcord --lang en --listen 127.0.0.1:1 --listen 2 serve --data-dir=/d --log-file /l",
            "classcord serve --config /c --control-socket /s --log-level debug",
        ];
        for line in starts {
            let alone = parse_serve(&words(line)).unwrap();
            let among_all = Cli::try_parse_from(words(line)).unwrap();
            assert!(matches!(among_all.command, None | Some(Command::Serve(_))), "{line}");
            assert_eq!(format!("{alone:?}"), format!("{among_all:?}"), "{line}");
        }
        for line in
            ["classcord -h", "classcord --version", "classcord serve --help", "classcord serve x", "classcord check"]
        {
            assert!(parse_serve(&words(line)).is_none(), "{line}");
        }
    }
}
