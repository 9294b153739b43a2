//! The settings of the chat itself that an operator can choose.
//!
//! Owns [`Settings`], which `server` makes from the configuration and may replace while the core runs.

use std::time::Duration;

use ipnet::IpNet;

use super::bucket::Rate;
use super::name::ChannelName;
use super::reserved::ReservedNames;
use crate::lang::Lang;

/// The core's settings and limits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The language of the server's sentences.
    pub lang: Lang,
    /// The channel in which everybody is at first.
    pub default_channel: ChannelName,
    /// Channels that are always there, besides the default one.
    pub channels: Vec<ChannelName>,
    /// Channels that are always there and only for moderators and admins.
    pub staff_channels: Vec<ChannelName>,
    /// The people who may make others by joining them.
    pub create_channels: Creators,
    /// True if people without an account may speak.
    pub guests: bool,
    /// Names that not everybody may bear.
    pub reserved: ReservedNames,
    /// True if the school's directory is asked about names that have no password here.
    pub school: bool,
    /// Logins that it may be asked about at once.
    pub school_questions_max: usize,
    /// The people who may make an account.
    pub registration: Registration,
    /// True if moderators and admins may come in from a browser by a way that the class can read.
    pub staff_without_tls: bool,
    /// The code that one must know for it where that is [`Registration::Code`]; not empty then.
    pub registration_code: Box<str>,
    /// Messages of the channel that are shown to who comes in.
    pub replay_on_login: usize,
    /// Usual length of a mute, in minutes.
    pub mute_minutes: u32,
    /// Usual length of a ban, in minutes.
    pub ban_minutes: u32,
    /// Longest text of a message, in characters.
    pub content_chars_max: usize,
    /// Channels that may exist.
    pub channels_max: usize,
    /// Channels that one connection may be in.
    pub channels_per_session_max: usize,
    /// Connections that may be in one channel.
    pub channel_members_max: usize,
    /// Mutes and bans that may be in force.
    pub sanctions_max: usize,
    /// People who may vote in one poll, or for one question.
    pub poll_voters_max: usize,
    /// Questions that may be open.
    pub questions_max: usize,
    /// Questions of one person that may be open.
    pub questions_per_person_max: usize,
    /// Reactions to one message; [`REACTIONS_MAX`](super::reaction::REACTIONS_MAX) at most.
    pub reactions_max: usize,
    /// The rules by which an address is banned automatically.
    pub lockout: LockoutRules,
    /// Fewest characters of a new password.
    pub password_chars_min: usize,
    /// Fewest characters of a new password of a moderator; no fewer than the others'.
    pub staff_password_chars_min: usize,
    /// Fewest characters of a new password of an admin; no fewer than a moderator's.
    pub admin_password_chars_min: usize,
    /// Most characters of a password.
    pub password_chars_max: usize,
    /// True if arrivals and departures are also said in words.
    pub announce_presence: bool,
    /// The time after which a browser that has lost its connection is said to have left; `None` for at once.
    pub departure_grace: Option<Duration>,
    /// People who may have such a time at once.
    pub lingerers_max: usize,
    /// The name of the class, if it has one.
    pub class: Option<String>,
    /// The teacher's own welcome.
    pub welcome: Option<String>,
    /// True if attendance is taken. Counts from the start on.
    pub attendance: bool,
    /// Errors that a connection may make.
    pub errors: Rate,
    /// Requests of a connection that others hear of.
    pub messages: Rate,
    /// Attempts to log in.
    pub logins: ThrottleRates,
    /// Attempts to make an account.
    pub registrations: ThrottleRates,
    /// The time that a connection may stay without saying who it is; `None` for any time, as a client may just listen.
    pub identify_time: Option<Duration>,
    /// Passwords that may wait for the hashing worker.
    pub password_jobs_max: usize,
    /// Requests that may wait for the database.
    pub store_queue_max: u64,
    /// Private messages kept for one absent person.
    pub undelivered_per_user_max: usize,
    /// Private messages kept for all absent people together.
    pub undelivered_max: usize,
    /// The bytes that those may have together.
    pub undelivered_bytes_max: u64,
    /// Accounts that may exist.
    pub accounts_max: usize,
}

/// The people who may make channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creators {
    /// Everybody, guests too.
    Everyone,
    /// Whoever has an account.
    Registered,
    /// Moderators and admins.
    Moderators,
    /// Nobody: there are those of the configuration.
    Nobody,
}

/// The people who may make an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registration {
    /// Everybody.
    Open,
    /// Nobody; the operator makes the accounts.
    Closed,
    /// Whoever knows [`Settings::registration_code`].
    Code,
}

/// The rules by which an address is banned automatically.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LockoutRules {
    /// Failures in the window from an address where nobody is present; `None` for no automatic bans.
    pub failures_max: Option<u32>,
    /// The same where somebody is, and of one name only a few count.
    pub failures_shared_max: u32,
    /// The time over which failures are counted together.
    pub window: Duration,
    /// Length of the first ban of an address; each further one is twice as long as the last.
    pub first: Duration,
    /// Length of the longest ban. An address that was quiet for so long after a ban begins anew.
    pub longest: Duration,
    /// Addresses that are never banned automatically.
    pub exempt: Vec<IpNet>,
}

/// The rates at which something costly may be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThrottleRates {
    /// By one address under one name.
    pub by_name: Rate,
    /// By one address.
    pub by_address: Rate,
    /// By everybody.
    pub in_all: Rate,
}
