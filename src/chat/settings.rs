//! What an operator can set about the chat itself.
//!
//! Owns [`Settings`], which `server` makes from the configuration and may replace while the core runs.

use super::name::ChannelName;
use super::text::Lang;

/// The core's settings and limits.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The language of the server's sentences.
    pub lang: Lang,
    /// Where everybody is at first.
    pub default_channel: ChannelName,
    /// Fewest characters of a new password.
    pub password_chars_min: usize,
    /// Most characters of a password.
    pub password_chars_max: usize,
    /// Whether arrivals and departures are also said in words.
    pub announce_presence: bool,
    /// The teacher's own welcome.
    pub welcome: Option<String>,
    /// Errors a connection may make in a burst, and how many a minute it earns back.
    pub errors_per_minute: u32,
    /// Passwords that may wait for the hashing worker.
    pub password_jobs_max: usize,
    /// Requests that may wait for the database.
    pub store_queue_max: u64,
    /// Private messages kept for one absent person.
    pub undelivered_per_user_max: usize,
    /// Accounts that may exist.
    pub accounts_max: usize,
}
