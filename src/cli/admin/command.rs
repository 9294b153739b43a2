//! The one-shot commands: what is typed behind `classcord admin`, and the request that each makes.

use clap::{Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::{phrases, request};
use crate::chat::account::Role;
use crate::chat::lesson_act::{PrivateMessages, SLOW_SECONDS_MAX};
use crate::chat::name::{ChannelName, Username};
use crate::chat::request::{ChannelMode, HISTORY_LIMIT_DEFAULT, HISTORY_LIMIT_MAX, Span};
use crate::chat::sanction::SanctionTarget;
use crate::chat::text::Lang;
use crate::ops::recent::LINES_MAX;

/// Lines of the log that are shown when no number is given.
const LOG_LINES_DEFAULT: u16 = 50;

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum AdminCommand {
    /// Who is connected: address, channel, state, since when, bytes that wait
    Clients,
    /// The channels: topic, people, what may be done in them
    Channels,
    /// Who is there
    Users,
    /// Disconnect somebody, who may come back
    Kick {
        /// Whom
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// Why
        reason: Vec<String>,
    },
    /// Let somebody read only
    Mute {
        /// Whom
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// For how long (10m, 2h, 1j or 1d, perm; the usual time if not said), and why
        #[arg(value_name = "DURATION REASON")]
        words: Vec<String>,
    },
    /// Let somebody speak again
    Unmute {
        /// Whom
        #[arg(value_parser = Username::parse)]
        name: Username,
    },
    /// Keep somebody or an address out
    Ban {
        /// A name, an address or a range such as 192.168.1.0/24
        #[arg(value_name = "NAME|ADDRESS")]
        target: String,
        /// For how long (10m, 2h, 1j or 1d, perm; the usual time if not said), and why
        #[arg(value_name = "DURATION REASON")]
        words: Vec<String>,
        /// Take it for a name, even if it looks like an address
        #[arg(long)]
        name: bool,
    },
    /// Let somebody or an address in again
    Unban {
        /// A name, an address or a range
        #[arg(value_name = "NAME|ADDRESS")]
        target: String,
        /// Take it for a name, even if it looks like an address
        #[arg(long)]
        name: bool,
    },
    /// The mutes and bans in force
    Bans,
    /// Say something to everybody
    Announce {
        /// What
        #[arg(required = true)]
        text: Vec<String>,
    },
    /// Strike out a message of a channel
    Delete {
        /// Its number, which `history` shows
        id: u64,
    },
    /// Say what a channel is about, or change it
    Topic {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// The new topic
        topic: Vec<String>,
        /// Have none
        #[arg(long, conflicts_with = "topic")]
        clear: bool,
    },
    /// Change what somebody with an account may do
    Role {
        /// Whose
        #[arg(value_parser = Username::parse)]
        name: Username,
        /// user, moderator or admin
        role: Role,
    },
    /// Change what may be done in a channel
    Channel {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        mode: Mode,
    },
    /// The raised hands, and who has not raised one
    Hands {
        /// Lower that of somebody
        #[arg(long, value_name = "NAME", value_parser = Username::parse)]
        lower: Option<Username>,
        /// Lower all
        #[arg(long, conflicts_with = "lower")]
        lower_all: bool,
    },
    /// Where only people in charge may speak; impose or end it
    Silence {
        /// For how long (10m, 2h, perm), or off; without it says what is silent
        #[arg(value_name = "DURATION|off")]
        word: Option<String>,
        /// In this channel only; the # may be left out, and has to be quoted in a shell
        #[arg(long, value_parser = channel)]
        channel: Option<ChannelName>,
    },
    /// Let each person write in a channel only every so many seconds
    Slow {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// From 1 to 3600; 0 or off for as often as they like
        #[arg(value_name = "SECONDS|off", value_parser = slow_seconds)]
        seconds: u32,
    },
    /// To whom pupils may write in private
    Private {
        /// To everybody, to moderators and admins (staff), or to nobody (off); without it says what holds
        #[arg(value_parser = private_messages)]
        to: Option<PrivateMessages>,
    },
    /// Erase all that was said in a channel
    Clear {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// Without asking first
        #[arg(long)]
        yes: bool,
    },
    /// What was said in a channel
    History {
        /// Which one; the # may be left out, and has to be quoted in a shell
        #[arg(value_parser = channel)]
        channel: ChannelName,
        /// How many messages
        #[arg(long, value_name = "N", default_value_t = HISTORY_LIMIT_DEFAULT as u64,
              value_parser = clap::value_parser!(u64).range(1..=HISTORY_LIMIT_MAX as u64))]
        limit: u64,
        /// Only those before the one with this number
        #[arg(long, value_name = "NUMBER")]
        before: Option<u64>,
    },
    /// The last lines of the log
    Log {
        /// How many
        #[arg(long, value_name = "N", default_value_t = LOG_LINES_DEFAULT,
              value_parser = clap::value_parser!(u16).range(1..=LINES_MAX as i64))]
        lines: u16,
    },
    /// How the server is
    Stats,
    /// Have the configuration read again and the logs reopened
    Reload,
    /// Stop the server
    Shutdown {
        /// Without asking first
        #[arg(long)]
        yes: bool,
    },
}

/// What may be done in a channel.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Mode {
    /// Nobody may be in it
    Disable,
    /// It is there again
    Enable,
    /// Only moderators may write
    #[value(alias = "read_only", alias = "readonly")]
    ReadOnly,
    /// All may write
    Open,
}

impl From<Mode> for ChannelMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Disable => Self::Disabled,
            Mode::Enable => Self::Enabled,
            Mode::ReadOnly => Self::ReadOnly,
            Mode::Open => Self::Open,
        }
    }
}

/// Reads a channel's name. In a shell an unquoted `#` begins a remark, so it may be left out.
fn channel(text: &str) -> Result<ChannelName, String> {
    let name = if text.starts_with('#') { text.to_owned() } else { format!("#{text}") };
    ChannelName::parse(&name).map_err(|e| e.to_string())
}

fn slow_seconds(text: &str) -> Result<u32, String> {
    let seconds = if text == "off" { Some(0) } else { text.parse().ok().filter(|n| *n <= SLOW_SECONDS_MAX) };
    seconds.ok_or_else(|| format!("use 1 to {SLOW_SECONDS_MAX} seconds, or off"))
}

fn private_messages(text: &str) -> Result<PrivateMessages, String> {
    PrivateMessages::parse(text).ok_or_else(|| "use all, staff or off".to_owned())
}

impl AdminCommand {
    /// What is asked before it is done; `None` if it is done at once.
    pub(super) fn confirmation(&self, lang: Lang) -> Option<phrases::Confirmation> {
        match self {
            Self::Shutdown { yes: false } => Some(phrases::really_stop(lang)),
            Self::Clear { channel, yes: false } => Some(phrases::really_clear(lang, channel.as_str())),
            _ => None,
        }
    }

    /// The request for the server.
    ///
    /// # Errors
    /// In words, when the arguments make none.
    pub(super) fn request(&self, lang: Lang) -> Result<Value, String> {
        Ok(match self {
            Self::Clients => request("clients"),
            Self::Channels => request("channels"),
            Self::Users => request("users"),
            Self::Kick { name, reason } => {
                json!({ "type": "kick", "user": name.as_str(), "reason": reason.join(" ") })
            }
            Self::Mute { name, words } => {
                let (span, reason) = span_and_reason(words, lang)?;
                let mut request = json!({ "type": "mute", "user": name.as_str(), "reason": reason });
                set_span(&mut request, span);
                request
            }
            Self::Unmute { name } => json!({ "type": "unmute", "user": name.as_str() }),
            Self::Ban { target, words, name } => {
                let (span, reason) = span_and_reason(words, lang)?;
                let mut request = json!({ "type": "ban", "reason": reason });
                set_target(&mut request, target, *name)?;
                set_span(&mut request, span);
                request
            }
            Self::Unban { target, name } => {
                let mut request = request("unban");
                set_target(&mut request, target, *name)?;
                request
            }
            Self::Bans => request("bans"),
            Self::Announce { text } => json!({ "type": "announce", "content": text.join(" ") }),
            Self::Delete { id } => json!({ "type": "delete", "id": id }),
            Self::Topic { channel, topic, clear } => {
                let mut request = json!({ "type": "topic", "channel": channel.as_str() });
                if *clear || !topic.is_empty() {
                    request["topic"] = topic.join(" ").into();
                }
                request
            }
            Self::Role { name, role } => json!({ "type": "role", "user": name.as_str(), "role": role.as_str() }),
            Self::Channel { channel, mode } => {
                json!({ "type": "channel", "channel": channel.as_str(), "mode": ChannelMode::from(*mode).as_str() })
            }
            Self::Hands { lower: Some(name), .. } => {
                json!({ "type": "hand", "state": "down", "user": name.as_str() })
            }
            Self::Hands { lower_all: true, .. } => json!({ "type": "hands", "state": "down" }),
            Self::Hands { .. } => request("hands"),
            Self::Silence { word, channel } => {
                let mut request = request("silence");
                match word.as_deref() {
                    None => {}
                    Some("off") => request["state"] = "off".into(),
                    Some(word) => {
                        request["state"] = "on".into();
                        set_span(&mut request, word.parse().map_err(|_| phrases::no_span(lang, word))?);
                    }
                }
                if let Some(channel) = channel {
                    request["channel"] = channel.as_str().into();
                }
                request
            }
            Self::Slow { channel, seconds } => {
                json!({ "type": "slow", "channel": channel.as_str(), "seconds": seconds })
            }
            Self::Private { to } => {
                let mut request = request("private_messages");
                if let Some(to) = to {
                    request["mode"] = to.as_str().into();
                }
                request
            }
            Self::Clear { channel, .. } => json!({ "type": "clear", "channel": channel.as_str() }),
            Self::History { channel, limit, before } => {
                let mut request = json!({ "type": "history", "channel": channel.as_str(), "limit": limit });
                if let Some(before) = before {
                    request["before"] = (*before).into();
                }
                request
            }
            Self::Log { lines } => json!({ "type": "log", "lines": lines }),
            Self::Stats => request("stats"),
            Self::Reload => request("reload"),
            Self::Shutdown { .. } => request("shutdown"),
        })
    }
}

/// The length of time that the first word may be, and the reason behind it.
fn span_and_reason(words: &[String], lang: Lang) -> Result<(Span, String), String> {
    match words.split_first() {
        None => Ok((Span::Usual, String::new())),
        Some((first, rest)) => match first.parse() {
            Ok(span) => Ok((span, rest.join(" "))),
            // It was meant to be one: the usual time would not be what is wanted.
            Err(_) if first.starts_with(|c: char| c.is_ascii_digit()) => Err(phrases::no_span(lang, first)),
            Err(_) => Ok((Span::Usual, words.join(" "))),
        },
    }
}

/// Says in a request for how long.
pub(super) fn set_span(request: &mut Value, span: Span) {
    match span {
        Span::Usual => {}
        Span::Forever => request["minutes"] = 0.into(),
        Span::Minutes(minutes) => request["minutes"] = minutes.into(),
    }
}

fn set_target(request: &mut Value, text: &str, is_name: bool) -> Result<(), String> {
    match SanctionTarget::parse_range(text).filter(|_| !is_name) {
        Some(range) => request["address"] = range.to_string().into(),
        None => {
            let name = Username::parse(text).map_err(|e| format!("{text:?}: {e}"))?;
            request["user"] = name.as_str().into();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(subcommand)]
        command: AdminCommand,
    }

    fn request_of(line: &[&str]) -> Result<Value, String> {
        let line = Line::try_parse_from([&["admin"], line].concat()).map_err(|e| e.to_string())?;
        line.command.request(Lang::En)
    }

    #[test]
    fn lengths_of_time_are_those_of_typed_commands() {
        for (words, minutes) in [
            (&["10m"][..], json!(10)),
            (&["2h", "bavardage"], json!(120)),
            (&["1j"], json!(1440)),
            (&["1d"], json!(1440)),
            (&["perm"], json!(0)),
            (&["bavardage"], Value::Null),
            (&[], Value::Null),
        ] {
            let request = request_of(&[&["mute", "bob"], words].concat()).unwrap();
            assert_eq!(request["minutes"], minutes, "{words:?}");
        }
        let request = request_of(&["ban", "bob", "trop", "de", "bruit"]).unwrap();
        assert_eq!((&request["reason"], &request["user"]), (&json!("trop de bruit"), &json!("bob")));
        assert!(request_of(&["mute", "bob", "10x"]).is_err());
        assert!(request_of(&["mute", "bob", "900j"]).is_err());
    }

    #[test]
    fn an_address_is_told_from_a_name() {
        assert_eq!(request_of(&["ban", "192.168.1.7/24"]).unwrap()["address"], "192.168.1.0/24");
        assert_eq!(request_of(&["unban", "::ffff:10.0.0.1"]).unwrap()["address"], "10.0.0.1");
        assert_eq!(request_of(&["unban", "--name", "10.0.0.1"]).unwrap()["user"], "10.0.0.1");
        assert_eq!(request_of(&["unban", "10.0.0"]).unwrap()["user"], "10.0.0");
    }

    #[test]
    fn a_channel_needs_no_hash() {
        assert_eq!(request_of(&["topic", "général"]).unwrap(), json!({"type": "topic", "channel": "#général"}));
        assert_eq!(request_of(&["topic", "#dev", "--clear"]).unwrap()["topic"], "");
        assert_eq!(request_of(&["channel", "dev", "read-only"]).unwrap()["mode"], "read_only");
        assert_eq!(request_of(&["channel", "dev", "read_only"]).unwrap()["mode"], "read_only");
    }

    #[test]
    fn what_cannot_be_right_is_refused() {
        for line in [
            &["kick"][..],
            &["kick", ""],
            &["ban", "a\u{7}"],
            &["announce"],
            &["delete", "x"],
            &["role", "bob", "king"],
            &["channel", "dev", "loud"],
            &["channel", "a b", "open"],
            &["history", "dev", "--limit", "201"],
            &["log", "--lines", "0"],
            &["log", "--lines", "201"],
            &["topic", "dev", "x", "--clear"],
            &["slow", "dev"],
            &["slow", "dev", "3601"],
            &["private", "nobody"],
        ] {
            assert!(request_of(line).is_err(), "{line:?}");
        }
    }
}
