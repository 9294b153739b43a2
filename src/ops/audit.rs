//! The audit log's lines: who did what from where, for people and for programs such as fail2ban.
//!
//! Owns [`AuditRecord`] and its layout, which is a contract. One JSON object per line, in pure ASCII, with the fields
//! always in this order:
//!
//! ```text
//! time     always   local time with its zone, of fixed width: 2025-06-20T17:14:06.611042+02:00
//! event    always   one of AuditEvent's words
//! address  always   the bare address, or null
//! error    always   a machine word that says more, or ""
//! until    if any   when it ends by itself, like time
//! user     if any   who did it: a name, what was claimed to be one, or "console"
//! target   if any   whom or what it was done to
//! reason   if any   why, in somebody's words
//! detail   if any   more, in the server's or the system's words
//! ```
//!
//! All that is not the server's own comes last and escaped, so that nobody can write a line, or a field, of his own.

use std::io::{self, Write};
use std::net::IpAddr;
use std::path::Path;

use chrono::{DateTime, FixedOffset, TimeZone};
use serde::{Serialize, Serializer};

use super::log_sink;
use crate::files::give_to_owner_of;

/// Most characters of a text that the server did not make.
const TEXT_CHARS_MAX: usize = 512;

macro_rules! events {
    ($( $(#[$doc:meta])* $variant:ident = $word:literal, )*) => {
        /// The events of the audit log.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum AuditEvent { $( $(#[$doc])* $variant, )* }

        impl AuditEvent {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word for it. Words never change.
            pub fn as_str(self) -> &'static str {
                match self { $( Self::$variant => $word, )* }
            }
        }
    };
}

events! {
    /// The server listens.
    ServerStarted = "server_started",
    /// The server has stored everything and ends.
    ServerStopped = "server_stopped",
    /// A new configuration is in force.
    ConfigReloaded = "config_reloaded",
    /// A new configuration is wrong; the old one stays in force.
    ConfigRefused = "config_refused",
    /// A certificate was read again and is in use.
    CertificateLoaded = "certificate_loaded",
    /// A new certificate is wrong; the old one stays in use.
    CertificateRefused = "certificate_refused",
    /// Nothing is shared with the school's other servers any more, until somebody has looked at it.
    CampusStopped = "campus_stopped",
    /// Another server of the school was taken out of service; nothing waits for it.
    CampusRetired = "campus_retired",
    /// It is heard again: it is waited for as before.
    CampusReturned = "campus_returned",
    /// The database could not be written.
    StorageFailed = "storage_failed",
    /// The database can be written again.
    StorageRecovered = "storage_recovered",
    /// The database could not be opened; the server has started with an empty one.
    DatabaseSetAside = "database_set_aside",
    /// Lines of this log were not written.
    LogLinesLost = "log_lines_lost",
    /// A connection was refused.
    ConnectionRefused = "connection_refused",
    /// A TLS handshake came to nothing.
    TlsFailed = "tls_failed",
    /// A login succeeded.
    LoginOk = "login_ok",
    /// A login failed.
    LoginFailed = "login_failed",
    /// A login was neither right nor wrong.
    LoginUndecided = "login_undecided",
    /// An account was made.
    RegisterOk = "register_ok",
    /// An account was refused.
    RegisterRefused = "register_refused",
    /// A guest got a name.
    GuestIdentified = "guest_identified",
    /// A line was not understood.
    BadInput = "bad_input",
    /// A connection was closed for its errors.
    TooManyErrors = "too_many_errors",
    /// A connection was closed because it did not read.
    SlowReader = "slow_reader",
    /// A guest was not let in.
    GuestRefused = "guest_refused",
    /// A connection began to send faster than it may.
    RateLimited = "rate_limited",
    /// A connection was closed because it began a line and did not end it.
    LineTimeout = "line_timeout",
    /// A connection was closed because it did not say who it is.
    IdentifyTimeout = "identify_timeout",
    /// An identified client is gone.
    Disconnected = "disconnected",
    /// Somebody was put out.
    Kick = "kick",
    /// Somebody may only read.
    Mute = "mute",
    /// Somebody may write again.
    Unmute = "unmute",
    /// Somebody may not come in.
    Ban = "ban",
    /// Somebody may come in again.
    Unban = "unban",
    /// A message was struck out.
    Delete = "delete",
    /// Everybody was told something.
    Announce = "announce",
    /// Somebody's role changed.
    Role = "role",
    /// The operator made an account.
    AccountAdded = "account_added",
    /// The operator gave an account another password.
    PasswordChanged = "password_changed",
    /// The operator removed an account.
    AccountRemoved = "account_removed",
    /// Nobody may log in with an account for now.
    AccountDisabled = "account_disabled",
    /// Its owner may log in with an account again.
    AccountEnabled = "account_enabled",
    /// An account has got another name.
    AccountRenamed = "account_renamed",
    /// The operator had all that is kept of a person erased.
    PersonErased = "person_erased",
    /// The operator had the school year archived and emptied.
    NewYear = "new_year",
    /// A channel's topic changed.
    Topic = "topic",
    /// A channel is closed.
    ChannelDisabled = "channel_disabled",
    /// A channel is open again.
    ChannelEnabled = "channel_enabled",
    /// Only moderators may write in a channel.
    ChannelReadOnly = "channel_read_only",
    /// Everybody may write in a channel again.
    ChannelWritable = "channel_writable",
    /// A channel is for some people only, or for more.
    ChannelMembers = "channel_members",
    /// Everybody may enter a channel again.
    ChannelPublic = "channel_public",
    /// Somebody's hand, or all, were lowered for them.
    HandLowered = "hand_lowered",
    /// Only people in charge may speak.
    Silence = "silence",
    /// People may speak again.
    SilenceLifted = "silence_lifted",
    /// The pace at which people may write in a channel changed.
    SlowMode = "slow_mode",
    /// To whom pupils may write in private changed.
    PrivateMessages = "private_messages",
    /// All that was said in a channel was forgotten.
    Clear = "clear",
    /// A lesson began or ended.
    Lesson = "lesson",
    /// Somebody read who was there.
    Attendance = "attendance",
    /// A poll was opened.
    PollOpened = "poll_opened",
    /// A poll was closed.
    PollClosed = "poll_closed",
    /// A poll was cancelled.
    PollCancelled = "poll_cancelled",
    /// A question of the class was answered.
    QuestionAnswered = "question_answered",
    /// A question of the class was opened again.
    QuestionReopened = "question_reopened",
    /// Questions are taken from now on.
    QuestionsOpened = "questions_opened",
    /// No questions are taken any more.
    QuestionsClosed = "questions_closed",
    /// Somebody else's question was removed.
    QuestionRemoved = "question_removed",
    /// Tokens of an account were ended, by its owner or by an admin.
    DevicesForgotten = "devices_forgotten",
    /// An administrator gave the server an order that has no event of its own.
    Console = "console",
    /// A copy of the database was made.
    Backup = "backup",
    /// Data was exported.
    Export = "export",
}

impl AuditEvent {
    /// True if clients can bring it about as often as they like. Such lines have an allowance of their own, so that a
    /// flood of them cannot keep the acts of people in charge out of the log.
    pub(super) fn comes_in_floods(self) -> bool {
        matches!(
            self,
            Self::ConnectionRefused
                | Self::TlsFailed
                | Self::LoginOk
                | Self::LoginFailed
                | Self::LoginUndecided
                | Self::RegisterOk
                | Self::RegisterRefused
                | Self::GuestIdentified
                | Self::BadInput
                | Self::TooManyErrors
                | Self::SlowReader
                | Self::GuestRefused
                | Self::RateLimited
                | Self::LineTimeout
                | Self::IdentifyTimeout
                | Self::Disconnected
        )
    }
}

impl Serialize for AuditEvent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// One line of the audit log, but for the time. Start from [`AuditRecord::of`] and set what is known.
#[derive(Debug, Clone, Copy)]
pub struct AuditRecord<'a> {
    /// The event.
    pub event: AuditEvent,
    /// The address that it came from.
    pub address: Option<IpAddr>,
    /// A stable word that says more, or nothing.
    pub error: &'static str,
    /// The time at which it ends by itself: a mute or a ban.
    pub until: Option<DateTime<FixedOffset>>,
    /// The name of the one who did it, what was claimed to be one, or `console`.
    pub user: &'a str,
    /// The person or thing that it was done to: a name, a range of addresses, a channel, the id of a message.
    pub target: &'a str,
    /// The reason, in somebody's words.
    pub reason: &'a str,
    /// More, in the server's or the system's words.
    pub detail: &'a str,
}

impl<'a> AuditRecord<'a> {
    /// A record that says nothing but the event.
    pub fn of(event: AuditEvent) -> Self {
        Self { event, address: None, error: "", until: None, user: "", target: "", reason: "", detail: "" }
    }

    /// Something that the server did of its own accord.
    pub fn of_server(event: AuditEvent, detail: &'a str) -> Self {
        Self { detail, ..Self::of(event) }
    }

    /// The line, with its end.
    pub(super) fn to_line<Z: TimeZone>(self, time: &DateTime<Z>) -> String
    where
        Z::Offset: std::fmt::Display,
    {
        let Self { event, address, error, until, user, target, reason, detail } = self;
        let layout = Layout {
            time: timestamp(time),
            event,
            address: address.map(|address| address.to_canonical()),
            error,
            until: until.as_ref().map(timestamp),
            user: cut(user),
            target: cut(target),
            reason: cut(reason),
            detail: cut(detail),
        };
        let mut line = Vec::with_capacity(256);
        // Neither these values nor a Vec can fail.
        let _ = layout.serialize(&mut serde_json::Serializer::with_formatter(&mut line, Ascii));
        line.push(b'\n');
        String::from_utf8(line).unwrap_or_default()
    }
}

/// Writes a line to the log of a server that is stopped, onto the disk: a running one writes its own.
///
/// # Errors
/// Those of the file system.
pub fn append<Z: TimeZone>(log: &Path, record: &AuditRecord<'_>, time: &DateTime<Z>) -> io::Result<()>
where
    Z::Offset: std::fmt::Display,
{
    let mut file = log_sink::open(log)?;
    if let Some(directory) = log.parent() {
        give_to_owner_of(directory, &file)?;
    }
    file.write_all(record.to_line(time).as_bytes())?;
    file.sync_all()
}

/// The fields in their order.
#[derive(Serialize)]
struct Layout<'a> {
    time: String,
    event: AuditEvent,
    address: Option<IpAddr>,
    error: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    user: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    target: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    reason: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
}

fn timestamp<Z: TimeZone>(time: &DateTime<Z>) -> String
where
    Z::Offset: std::fmt::Display,
{
    time.format("%Y-%m-%dT%H:%M:%S%.6f%:z").to_string()
}

fn cut(text: &str) -> &str {
    match text.char_indices().nth(TEXT_CHARS_MAX) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// Compact JSON with everything beyond printable ASCII escaped.
struct Ascii;

impl serde_json::ser::Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        for c in fragment.chars() {
            if matches!(c, ' '..='~') {
                writer.write_all(&[c as u8])?;
            } else {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;

    fn at(text: &str) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(text).unwrap()
    }

    fn line(record: AuditRecord<'_>) -> String {
        record.to_line(&at("2025-06-20T17:14:06.611042+02:00"))
    }

    /// fail2ban, rsyslog and the scripts of operators read these lines: what is here must stay as it is.
    #[test]
    fn the_layout_is_a_contract() {
        let record = AuditRecord {
            address: Some("192.168.1.7".parse().unwrap()),
            error: "wrong_password",
            user: "élodie",
            ..AuditRecord::of(AuditEvent::LoginFailed)
        };
        assert_eq!(
            line(record),
            concat!(
                r#"{"time":"2025-06-20T17:14:06.611042+02:00","event":"login_failed","address":"192.168.1.7","#,
                r#""error":"wrong_password","user":"\u00e9lodie"}"#,
                "\n"
            )
        );
        let full = AuditRecord {
            address: Some("fe80::1".parse().unwrap()),
            error: "e",
            until: Some(at("2025-06-21T08:00:00+02:00")),
            user: "prof",
            target: "bob",
            reason: "spam",
            detail: "d",
            ..AuditRecord::of(AuditEvent::Mute)
        };
        assert_eq!(
            line(full),
            concat!(
                r#"{"time":"2025-06-20T17:14:06.611042+02:00","event":"mute","address":"fe80::1","error":"e","#,
                r#""until":"2025-06-21T08:00:00.000000+02:00","user":"prof","target":"bob","reason":"spam","detail":"d"}"#,
                "\n"
            )
        );
        let of_server = AuditRecord::of_server(AuditEvent::ServerStarted, "");
        assert_eq!(
            line(of_server),
            concat!(
                r#"{"time":"2025-06-20T17:14:06.611042+02:00","event":"server_started","address":null,"error":""}"#,
                "\n"
            )
        );
    }

    #[test]
    fn the_time_has_always_the_same_width() {
        let record = AuditRecord::of(AuditEvent::Kick);
        let widths: HashSet<usize> =
            ["2025-01-02T03:04:05Z", "2025-11-12T13:14:15.999999999-09:30", "1970-01-01T00:00:00.1+14:00"]
                .map(|time| record.to_line(&at(time)).find(r#"","event""#).unwrap())
                .into();
        assert_eq!(widths.len(), 1);
    }

    #[test]
    fn addresses_are_bare() {
        for (address, shown) in
            [("::ffff:10.0.0.7", "10.0.0.7"), ("10.0.0.7", "10.0.0.7"), ("2001:db8::1", "2001:db8::1")]
        {
            let record =
                AuditRecord { address: Some(address.parse().unwrap()), ..AuditRecord::of(AuditEvent::BadInput) };
            assert!(line(record).contains(&format!(r#""event":"bad_input","address":"{shown}","#)));
        }
    }

    #[test]
    fn words_are_unique_and_plain() {
        let words: HashSet<_> = AuditEvent::ALL.iter().map(|event| event.as_str()).collect();
        assert_eq!(words.len(), AuditEvent::ALL.len());
        assert!(words.iter().all(|word| word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
    }

    #[test]
    fn a_long_text_is_cut() {
        let text = "é".repeat(100_000);
        let written = line(AuditRecord { user: &text, ..AuditRecord::of(AuditEvent::BadInput) });
        let value: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(value["user"], "é".repeat(TEXT_CHARS_MAX));
    }

    #[test]
    fn nobody_can_write_a_field_of_his_own() {
        let address = "10.0.0.9".parse().unwrap();
        for user in [
            "x\",\"address\":\"1.2.3.4\",\"user\":\"y",
            "x\"}\n{\"time\":\"2025-06-20T17:14:06.611042+02:00\",\"event\":\"login_failed\",\"address\":\"1.2.3.4\"",
            "\\",
            "\u{1b}[2K\r\u{85}\u{2028}\u{202e}\u{7f}\u{0}",
        ] {
            let record = AuditRecord { address: Some(address), user, ..AuditRecord::of(AuditEvent::LoginFailed) };
            let written = line(record);
            assert!(written.trim_end_matches('\n').bytes().all(|b| (0x20..0x7f).contains(&b)), "{written}");
            let value: Value = serde_json::from_str(&written).unwrap();
            assert_eq!(value["user"], user);
            assert_eq!(value["address"], "10.0.0.9");
            assert_eq!(value.as_object().unwrap().len(), 5);
        }
    }

    proptest! {
        #[test]
        fn any_text_stays_in_its_field(user in any::<String>(), reason in any::<String>()) {
            let record = AuditRecord { user: &user, reason: &reason, ..AuditRecord::of(AuditEvent::Kick) };
            let written = line(record);
            prop_assert_eq!(written.matches('\n').count(), 1);
            prop_assert!(written.trim_end().bytes().all(|b| (0x20..0x7f).contains(&b)));
            let value: Value = serde_json::from_str(&written).unwrap();
            prop_assert_eq!(value["user"].as_str().unwrap_or_default(), &user);
            prop_assert_eq!(value["reason"].as_str().unwrap_or_default(), &reason);
        }
    }
}
