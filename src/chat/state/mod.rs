//! The tables of the core: what it knows, apart from what it does.
//!
//! Each file is a table with its own methods and invariants, or what is kept in one. The fields are private, and nothing
//! here knows of `Core`, of effects or of sentences; the rules are beside `core`, and of each table one subject's rules
//! call what changes it.

pub(super) mod accounts;
pub(super) mod acts;
pub(super) mod attendance;
pub(super) mod campus;
mod campus_pace;
pub(super) mod channels;
pub(super) mod count_waits;
pub(super) mod due_passwords;
pub(super) mod first_admin;
pub(super) mod greetings;
pub(super) mod hands;
pub(super) mod history_waits;
pub(super) mod letters;
pub(super) mod lingerers;
pub(super) mod lockout;
pub(super) mod mailboxes;
pub(super) mod message_waits;
pub(super) mod password_waits;
pub(super) mod people;
pub(super) mod polls;
pub(super) mod questions;
pub(super) mod refusal_counts;
pub(super) mod rosters;
pub(super) mod sanctions;
pub(super) mod school_waits;
pub(super) mod search_waits;
pub(super) mod sessions;
pub(super) mod silences;
pub(super) mod storage;
pub(super) mod throttle;
pub(super) mod timers;
pub(super) mod tokens;
pub(super) mod unidentified;
