//! Counts of what has happened since the start.
//!
//! Owns [`Counters`]: plain numbers, because the poll loop alone counts. Each is written down once, with the name and
//! the help that Prometheus shows (prometheus.io/docs/practices/naming).

use std::fmt;

/// A number together with what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counter {
    /// The metric's name.
    pub name: &'static str,
    /// The label, and its value, that tells it from others of that name.
    pub label: Option<(&'static str, &'static str)>,
    /// The text that says what it counts. The same for all of a name.
    pub help: &'static str,
    /// The count.
    pub value: u64,
}

impl Counter {
    /// Its name with its label, as Prometheus writes them: `name` or `name{label="value"}`.
    pub fn series(&self) -> String {
        match self.label {
            Some((label, value)) => format!("{}{{{label}=\"{value}\"}}", self.name),
            None => self.name.to_owned(),
        }
    }
}

macro_rules! counters {
    ($( $name:literal $help:literal { $( $field:ident $(($label:ident = $label_value:literal))? ),* $(,)? } )*) => {
        /// Counts of what has happened since the start.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct Counters {
            $($(
                #[doc = concat!("`", $name, $("{", stringify!($label), "=\"", $label_value, "\"}",)? "`: ", $help)]
                pub $field: u64,
            )*)*
        }

        impl Counters {
            /// All of them; those of one name stand together.
            pub fn iter(&self) -> impl Iterator<Item = Counter> + use<> {
                [$($(
                    Counter {
                        name: $name,
                        label: [$((stringify!($label), $label_value))?].first().copied(),
                        help: $help,
                        value: self.$field,
                    },
                )*)*]
                .into_iter()
            }
        }

        /// Those that are not zero, by their names in the code: `accepted=3 lines_in=17`.
        impl fmt::Display for Counters {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let all = [$($( (stringify!($field), self.$field), )*)*];
                let mut separator = "";
                for (name, value) in all.into_iter().filter(|&(_, value)| value > 0) {
                    write!(f, "{separator}{name}={value}")?;
                    separator = " ";
                }
                if separator.is_empty() { f.write_str("nothing has happened yet") } else { Ok(()) }
            }
        }
    };
}

counters! {
    "classcord_connections_accepted_total" "Connections accepted." { accepted }
    "classcord_connections_refused_total" "Connections refused, by reason." {
        refused_address(reason = "not_allowed"),
        refused_full(reason = "max_connections"),
        refused_per_address(reason = "max_connections_per_address"),
        refused_banned(reason = "banned"),
        refused_rate(reason = "connections_per_minute"),
        refused_rate_per_address(reason = "connections_per_minute_per_address"),
        refused_console(reason = "consoles"),
        refused_monitor(reason = "monitors"),
    }
    "classcord_connections_dropped_total" "Connections closed by the server, by reason." {
        closed_errors(reason = "too_many_errors"),
        slow_readers(reason = "slow_reader"),
        line_timeouts(reason = "line_timeout"),
        identify_timeouts(reason = "identify_timeout"),
        closed_http(reason = "http"),
        closed_tls(reason = "tls"),
        monitor_timeouts(reason = "monitor_timeout"),
        kicked(reason = "kicked"),
        banned(reason = "banned"),
    }
    "classcord_tls_handshakes_total" "TLS handshakes, by result." {
        tls_ok(result = "ok"),
        tls_failed(result = "failed"),
        tls_not_tls(result = "no_tls"),
        tls_old_version(result = "old_version"),
        tls_timed_out(result = "timed_out"),
        tls_crowded_out(result = "crowded_out"),
    }
    "classcord_web_pages_total" "Requests for files of the page that were answered." { pages }
    "classcord_web_sockets_total" "Browsers that have connected by WebSocket." { websockets }
    "classcord_accept_pauses_total" "Times that no connection could be accepted for want of files or memory." {
        emfile_pauses,
    }
    "classcord_received_lines_total" "Lines received." { lines_in }
    "classcord_received_bytes_total" "Bytes of the lines received." { bytes_in }
    "classcord_bad_lines_total" "Lines that were not understood, by reason." {
        lines_too_long(reason = "too_long"),
        unknown_type(reason = "unknown_type"),
        bad_input(reason = "bad_input"),
    }
    "classcord_errors_sent_total" "Requests answered by an error." { errors_sent }
    "classcord_refusals_in_words_total" "Requests refused by a message of the server, for clients that show no errors." {
        refused_in_words,
    }
    "classcord_messages_total" "Messages relayed or kept, by kind." {
        messages_global(kind = "channel"),
        messages_private(kind = "private"),
    }
    "classcord_logins_total" "Logins tried, by result." {
        logins_ok(result = "ok"),
        logins_failed(result = "failed"),
    }
    "classcord_school_answers_total" "Answers of the school's directory, by result." {
        school_yes(result = "yes"),
        school_no(result = "no"),
        school_unavailable(result = "unavailable"),
    }
    "classcord_registrations_total" "Accounts made by clients." { registrations }
    "classcord_guests_total" "Guests who got a name." { guests }
    "classcord_rate_limited_total" "Times that a connection began to do something faster than it may." {
        rate_limited(what = "messages"),
        reads_slowed(what = "reading"),
    }
    "classcord_moderation_total" "Acts of people in charge, and bans by the server itself, by kind." {
        kicks(kind = "kick"),
        mutes(kind = "mute"),
        bans(kind = "ban"),
        automatic_bans(kind = "automatic_ban"),
        deletions(kind = "delete"),
    }
    "classcord_queue_full_total" "Work refused because a queue was full, by queue." {
        hash_queue_full(queue = "hash"),
        store_queue_full(queue = "store"),
    }
    "classcord_storage_waits_total" "Times that clients were read later because the database was behind, by end." {
        storage_caught_up(end = "caught_up"),
        storage_gave_up(end = "gave_up"),
        storage_failed_meanwhile(end = "failed"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{HashMap, HashSet};

    use super::*;

    #[test]
    fn only_what_has_happened_is_shown() {
        let mut counters = Counters::default();
        assert_eq!(counters.to_string(), "nothing has happened yet");
        counters.accepted += 3;
        counters.logins_failed += 1;
        assert_eq!(counters.to_string(), "accepted=3 logins_failed=1");
    }

    #[test]
    fn names_are_as_prometheus_wants_them_and_no_two_are_the_same() {
        let all: Vec<_> = Counters::default().iter().collect();
        let mut seen = HashSet::new();
        let mut help = HashMap::new();
        for (i, counter) in all.iter().enumerate() {
            let Counter { name, label, .. } = *counter;
            assert!(name.starts_with("classcord_") && name.ends_with("_total"), "{name}");
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}");
            assert!(seen.insert((name, label)), "{name} {label:?} is there twice");
            assert_eq!(*help.entry(name).or_insert(counter.help), counter.help, "{name}");
            // The text format wants the lines of one name together.
            let apart = all[..i].iter().any(|other| other.name == name) && all[i - 1].name != name;
            assert!(!apart, "{name} is in two places");
            let label_name = |label: Option<(&'static str, _)>| label.map(|(name, _)| name);
            assert!(all.iter().filter(|other| other.name == name).all(|o| label_name(o.label) == label_name(label)));
        }
    }

    #[test]
    fn each_field_is_its_own_counter() {
        let counters = Counters { refused_full: 7, store_queue_full: 9, ..Counters::default() };
        let set: Vec<_> = counters.iter().filter(|counter| counter.value > 0).collect();
        assert_eq!(set.len(), 2);
        assert_eq!(set[0].label, Some(("reason", "max_connections")));
        assert_eq!((set[1].name, set[1].value), ("classcord_queue_full_total", 9));
    }
}
