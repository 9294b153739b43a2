//! `classcord chat`: a small chat client in the terminal, and a scripted one for tests.
//!
//! [`run`] reads the arguments and starts one of the two. Both stand on [`transport`] and [`sign_in`]; [`terminal`] runs
//! the screen, whose state is in plain values ([`conversation`], [`screen`]) that know neither socket nor terminal.
//! Threads and blocking calls are fine here: it is a client.

mod conversation;
mod input;
mod network;
mod phrases;
mod screen;
mod script;
#[cfg(feature = "tls")]
mod secure;
mod sign_in;
mod terminal;
mod transport;

use std::io::{IsTerminal, stdin, stdout};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use self::sign_in::{Registration, SignInIdentity};
use self::transport::{Address, Transport};
use super::{Failure, password};
use crate::chat::name::Username;
use crate::chat::text::Lang;

/// Longest idle time that a script may ask for, in seconds: a day.
const WAIT_S_MAX: f64 = 86_400.0;

#[derive(Debug, Args)]
pub(super) struct ChatArgs {
    /// The server: a name or an address, with its port if it is not 12345
    #[arg(value_name = "HOST[:PORT]", default_value = "localhost")]
    server: Address,
    /// Log in to this account; the password is asked for, or is the first line of standard input
    #[arg(long = "as", value_name = "NAME", value_parser = Username::parse)]
    account: Option<Username>,
    /// Make the account first
    #[arg(long, requires = "account")]
    register: bool,
    /// Come in as a guest of this name
    #[arg(long, value_name = "NAME", value_parser = Username::parse, conflicts_with = "account")]
    guest: Option<Username>,
    #[cfg(feature = "tls")]
    #[command(flatten)]
    encryption: EncryptionArgs,
    /// Without a terminal: send the JSON lines of standard input, print the JSON lines received
    #[arg(long)]
    script: bool,
    /// With --script: seconds without a line, after the end of standard input, that end it
    #[arg(long, value_name = "SECONDS", default_value = "1", requires = "script", value_parser = parse_seconds)]
    wait: Duration,
}

#[cfg(feature = "tls")]
#[derive(Debug, Args)]
struct EncryptionArgs {
    /// Speak TLS, on port 12346 if none is named; a server is known by the fingerprint that it showed the first time
    #[arg(long)]
    tls: bool,
    /// Speak TLS with the server of this certificate only: what `classcord cert --show` prints
    #[arg(long, value_name = "SHA256")]
    fingerprint: Option<crate::tls::Fingerprint>,
    /// Speak TLS with servers only that a certificate in this PEM file vouches for
    #[arg(long, value_name = "FILE", conflicts_with = "fingerprint")]
    ca: Option<std::path::PathBuf>,
}

#[cfg(feature = "tls")]
impl EncryptionArgs {
    fn transport(&self, server: Address) -> Result<(Transport, Address), Failure> {
        if !self.tls && self.fingerprint.is_none() && self.ca.is_none() {
            return Ok((Transport::Tcp, server));
        }
        let trust = secure::Trust::choose(self.fingerprint, self.ca.as_deref())?;
        Ok((Transport::Tls(trust), server.for_tls()))
    }
}

fn parse_seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.0..=WAIT_S_MAX).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err(format!("not a number of seconds from 0 to {WAIT_S_MAX}")),
    }
}

/// Runs the client.
///
/// # Errors
/// In words: no connection, login refused, the connection lost in mid-script.
pub(super) fn run(args: ChatArgs, lang: Lang) -> Result<ExitCode, Failure> {
    let at_terminal = stdin().is_terminal() && stdout().is_terminal();
    if !args.script && !at_terminal {
        return Err("chat needs a terminal; without one, use --script".to_owned());
    }
    let identity = match (args.account, args.guest) {
        (Some(name), _) => {
            let prompt = phrases::password_prompt(lang, &name);
            let registration = if args.register { Registration::First } else { Registration::None };
            let password = match registration {
                Registration::None => password::read(&prompt)?,
                Registration::First => password::read_new(&prompt, phrases::password_again(lang))?,
            };
            Some(SignInIdentity::Account { name, password, registration })
        }
        (None, Some(name)) => Some(SignInIdentity::Guest { name: Some(name) }),
        // In a script everything is said by its lines.
        (None, None) if args.script => None,
        (None, None) => Some(SignInIdentity::Guest { name: None }),
    };
    #[cfg(feature = "tls")]
    let (transport, server) = args.encryption.transport(args.server)?;
    #[cfg(not(feature = "tls"))]
    let (transport, server) = (Transport::Tcp, args.server);
    if args.script {
        script::run(&transport, &server, identity.as_ref(), args.wait)
    } else {
        let identity = identity.unwrap_or(SignInIdentity::Guest { name: None });
        terminal::run(transport, server, identity, lang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_a_sane_number() {
        assert_eq!(parse_seconds("0.25"), Ok(Duration::from_millis(250)));
        for bad in ["-1", "NaN", "inf", "1e9", "", "one"] {
            assert!(parse_seconds(bad).is_err(), "{bad}");
        }
    }
}
