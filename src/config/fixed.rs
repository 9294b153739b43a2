//! Values that an operator cannot set: they need no knowledge of the place where the server runs.
//!
//! Owns [`Fixed`], each value with its reason, and the table of the keys that earlier versions had for them. A file that
//! still has one is read all the same: [`super::reading`] notes the line, and the server says in its log what holds now.
//! Tests of the library build another [`Fixed`]; tests of the binary name other values in the environment, which only a
//! debug build looks at ([`TEST_VARIABLE`]).

use crate::chat::text::Lang;

/// Other values for a test of the binary: `store_queue=16 store_wait_s=60`. A release build does not look at it.
pub(super) const TEST_VARIABLE: &str = "CLASSCORD_TEST_FIXED";

/// A table of values that had a key once. A line reads `"the key" field: type = value;`.
macro_rules! fixed {
    ( $( $(#[$attr:meta])* $key:literal $field:ident: $type:ty = $value:expr; )* ) => {
        /// The values that have no key.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Fixed {
            $( $(#[$attr])* pub $field: $type, )*
        }

        impl Default for Fixed {
            fn default() -> Self {
                Self { $( $field: $value, )* }
            }
        }

        impl Fixed {
            /// Sets the value of that name; says whether there is one that can be so.
            fn set(&mut self, name: &str, value: u64) -> bool {
                match name {
                    $( stringify!($field) => value.try_into().map(|value| self.$field = value).is_ok(), )*
                    _ => false,
                }
            }
        }

        /// The keys that stood for them, and the values that hold now.
        const FIXED_KEYS: &[(&str, u64)] = &[ $( ($key, $value), )* ];
    };
}

fixed! {
    /// Most characters of a password: more than anybody types, and too few to make hashing or the line long.
    "chat.max_password_length" max_password_length: usize = 256;
    /// Mutes and bans in force at once: a hundred classes' worth, and half a megabyte.
    "moderation.max_sanctions" max_sanctions: usize = 1000;
    /// Minutes in which failures are counted together: `auto_ban_failures` says how many are too many.
    "moderation.auto_ban_window_minutes" auto_ban_window_minutes: u32 = 10;
    /// Minutes of the first automatic ban of an address, and each further one is twice as long: enough to make guessing
    /// hopeless, and short, because a class may sit behind the address. Who wants it longer bans by hand.
    "moderation.auto_ban_minutes" auto_ban_minutes: u32 = 2;
    /// Minutes of the longest automatic ban: a lesson. Addresses are given to somebody else tomorrow.
    "moderation.auto_ban_minutes_max" auto_ban_minutes_max: u32 = 60;
    /// Connections accepted at once from one address after a pause. A class of 30 behind one address that comes back after
    /// a power cut, with clients that open two, needs 60; a larger one is in within the minute.
    "limits.connections_burst_per_address" connections_burst_per_address: u32 = 200;
    /// Connections accepted at once after a pause: a whole school's, each twice.
    "limits.connections_burst" connections_burst: u32 = 2000;
    /// Lines read from a connection at once after a pause: four seconds of the usual rate.
    "limits.lines_burst" lines_burst: u32 = 200;
    /// Bytes read from a connection at once after a pause: four seconds of the usual rate, and four of the longest usual
    /// lines.
    "limits.bytes_burst" bytes_burst: u32 = 262_144;
    /// Seconds that a line which has begun may wait for more of it; in all it may take ten times as long, because some
    /// terminals send each letter as it is typed. No network needs more, and no attack gains by it: what is unfinished
    /// costs its bytes only.
    "limits.line_s" line_s: u64 = 30;
    /// Messages that a session may send at once after a pause, or what a second allows if that is more: somebody pastes a
    /// few lines.
    "limits.messages_burst" messages_burst: u32 = 30;
    /// Errors that a connection may make at once, and how many a minute are forgiven: more than anybody types wrong, and
    /// too few for a broken program to fill a log.
    "limits.errors_per_minute" errors_per_minute: u32 = 30;
    /// Logins tried each minute from one address: a class of 30 behind one, four times each.
    "limits.logins_per_minute_per_address" logins_per_minute_per_address: u32 = 120;
    /// Logins tried each minute by everybody together: half of what the hashing thread of a Pi can do, so that those who
    /// register and change passwords are not kept waiting by who guesses.
    "limits.logins_per_minute" logins_per_minute: u32 = 300;
    /// Accounts asked for each minute from one address: a class of 30 behind one, in the first minute of its first
    /// lesson, each twice.
    "limits.registrations_per_minute_per_address" registrations_per_minute_per_address: u32 = 60;
    /// Accounts asked for each minute by everybody together: four classes that begin at once.
    "limits.registrations_per_minute" registrations_per_minute: u32 = 120;
    /// Accounts asked for each minute from one address under one name, and guesses of the class code: ten tries are a
    /// person's, more are a program's.
    "limits.registrations_per_minute_per_name" registrations_per_minute_per_name: u32 = 10;
    /// Passwords that may wait for the hashing worker: ten seconds' worth on a Pi, after which a client has given up.
    "limits.hash_queue" hash_queue: usize = 100;
    /// Requests that may wait for the database: what a class sends while a card takes some seconds to write, and a few
    /// megabytes at most.
    "limits.store_queue" store_queue: usize = 5000;
    /// Seconds that clients are not read while three quarters of those wait: what a card takes to catch up, and what
    /// people who chat hardly notice. 0 is never.
    "limits.store_wait_s" store_wait_s: u64 = 2;
    /// Channels that one session may be in: nobody follows more, and each costs an entry in two tables.
    "limits.channels_per_session" channels_per_session: usize = 20;
    /// Sessions that may be in one channel, the default one aside: the usual number of connections.
    "limits.members_per_channel" members_per_channel: usize = 1000;
    /// Seconds that more than a quarter of `queue_hard_bytes` may wait for a client: Wi-Fi that was gone for a moment is
    /// back, and who is still behind does not read.
    "limits.queue_soft_grace_s" queue_soft_grace_s: u64 = 10;
    /// Seconds that the last lines may take to leave, at the end of a connection and of the server: the service manager
    /// waits for the end, and a client that reads needs milliseconds.
    "limits.drain_s" drain_s: u64 = 2;
    /// Administrators' connections at once: more than there are people who look after one server.
    "limits.console_connections" console_connections: usize = 8;
    /// Silence after which the system asks whether a client is still there, in seconds: a closed laptop leaves the list
    /// within two minutes, and the question costs one packet.
    "tcp.keepalive_s" keepalive_s: u64 = 60;
    /// The time that a client may fail to confirm what it was sent, in seconds: longer than Wi-Fi takes to come back,
    /// shorter than the system's quarter of an hour.
    "tcp.user_timeout_s" user_timeout_s: u64 = 60;
    /// Lanes of a password's hash. There is one hashing thread, so that more lanes cost a thief less and the server as much.
    "passwords.parallelism" parallelism: u32 = 1;
    /// Memory for the database's pages, in MiB: what a class reads again fits, and the system keeps the file's pages besides.
    "storage.cache_mb" cache_mb: usize = 4;
    /// Lines written each second in each of the two logs: a flood of an hour is 100 MB and not the card. What exceeds it is
    /// counted only; errors, and in the audit log acts of people in charge, have the same allowance once more for themselves.
    "log.lines_per_second_max" log_lines_per_second: u32 = 200;
    /// Bytes of lines that may wait to be written, in each of the two logs: a second of a flood; what does not fit is counted.
    "log.queue_bytes" log_queue_bytes: usize = 262_144;
    /// The time that a TLS handshake may take, in seconds: two round trips and a signature, on the slowest network in
    /// use.
    "tls.handshake_s" handshake_s: u64 = 10;
    /// TLS handshakes in progress at once; beyond it the one that began first is closed, which is the idlest. A class that
    /// comes back after a power cut has 60.
    "tls.max_handshakes" max_handshakes: usize = 100;
}

/// The keys whose values follow those of others now: how, in French and in English.
const FOLLOWING_KEYS: &[(&str, &str, &str)] = &[
    (
        "moderation.auto_ban_failures_shared",
        "dix fois moderation.auto_ban_failures",
        "ten times moderation.auto_ban_failures",
    ),
    ("limits.queue_soft_bytes", "un quart de limits.queue_hard_bytes", "a quarter of limits.queue_hard_bytes"),
];

/// The rule that holds in place of a key that an earlier version had, as the end of a sentence; `None` if there was no
/// such key.
pub(super) fn in_place_of(key: &str, lang: Lang) -> Option<String> {
    let follows = FOLLOWING_KEYS.iter().find(|(name, ..)| *name == key);
    let value = follows.map(|(_, french, english)| (*lang.choose(french, english)).to_owned());
    let value =
        value.or_else(|| FIXED_KEYS.iter().find(|(name, _)| *name == key).map(|(_, value)| value.to_string()))?;
    Some(lang.choose(
        format!("la valeur est maintenant toujours {value}, retirez la ligne"),
        format!("the value is always {value} now, remove the line"),
    ))
}

/// The full names of the keys that earlier versions had.
pub(super) fn retired_keys() -> impl Iterator<Item = &'static str> {
    FIXED_KEYS.iter().map(|(key, _)| *key).chain(FOLLOWING_KEYS.iter().map(|(key, ..)| *key))
}

impl Fixed {
    /// Takes other values for a test: `name=value` between blanks.
    ///
    /// # Errors
    /// The part that is none of that.
    pub(super) fn replace(&mut self, values: &str) -> Result<(), String> {
        for part in values.split_whitespace() {
            let set = part.split_once('=').and_then(|(name, value)| Some((name, value.parse().ok()?)));
            if !set.is_some_and(|(name, value)| self.set(name, value)) {
                return Err(format!("{TEST_VARIABLE}: \"{part}\" is no value of src/config/fixed.rs"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_key_is_there_or_gone() {
        let keys = Config::keys();
        let mut gone: Vec<&str> = retired_keys().collect();
        assert!(gone.iter().all(|key| !keys.contains(key)));
        let count = gone.len();
        gone.sort_unstable();
        gone.dedup();
        assert_eq!(gone.len(), count);
    }

    /// Checks that a followed key is one that there is.
    #[test]
    fn what_holds_now_can_be_found() {
        let keys = Config::keys();
        for (key, french, english) in FOLLOWING_KEYS {
            for words in [french, english] {
                assert!(words.split(' ').any(|word| keys.contains(&word)), "{key}: {words}");
            }
        }
    }

    #[test]
    fn a_test_can_have_other_values() {
        let mut fixed = Fixed::default();
        fixed.replace(" drain_s=60\nstore_queue=16 ").unwrap();
        assert_eq!(fixed, Fixed { drain_s: 60, store_queue: 16, ..Fixed::default() });
        for wrong in ["drain_s", "drain_s=", "drain_s=x", "drain_s=-1", "drein_s=1", "lines_burst=4294967296"] {
            assert!(Fixed::default().replace(wrong).unwrap_err().contains(wrong), "{wrong}");
        }
    }
}
