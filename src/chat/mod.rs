//! The chat core: events in, effects out.
//!
//! It opens no socket and no file, starts no thread, reads no clock and draws no random number: the time comes with
//! each event, and what is to be done leaves as [`effect::Effects`]. So the same events always give the same effects,
//! and the simulation can run it thousands of times. It may not import `net`, `wire`, `store`, `ops`, `config` or
//! `cli`; `server` is what calls it.
//!
//! It has four floors, and `tests/documents/layers.rs` keeps them apart:
//!
//! - Values (`name`, `message`, `request`, `reply`, `effect`, `text`, …) know other values alone.
//! - Tables (`state`) are what the core knows. They hold values, have invariants of their own, and no effects.
//! - [`core`] is all tables together, and the entry points.
//! - Rules are beside it, a file for each subject: `impl Core`, with the subject's tables to change. They reach each other
//!   by its methods. What they say to people goes through [`answer`].

pub mod account;
mod account_access;
mod account_admin;
pub mod account_order;
mod accounts;
pub mod amending;
pub mod answer;
mod attendance;
pub mod attended;
mod audit;
pub mod bucket;
pub mod campus;
mod campus_acts;
mod campus_early;
mod campus_erasure;
pub mod campus_event;
pub mod campus_line;
pub mod campus_people;
pub mod campus_private;
mod campus_rename;
pub mod campus_retirement;
mod campus_topics;
mod channel_modes;
mod channels;
pub mod claim;
mod class;
pub mod class_act;
mod class_command;
pub mod class_text;
mod clear_count;
mod clearing;
pub mod clock;
mod colleagues;
mod command;
pub mod common_passwords;
mod conversation;
pub mod core;
mod due_password;
mod edits;
pub mod effect;
mod erase;
pub mod erasure;
mod few;
mod first_admin;
pub mod first_code;
mod grace;
mod greeting;
mod guests;
mod handle;
mod hands;
mod history;
mod in_clear;
mod invariants;
pub mod letter;
pub mod link;
mod lockout;
mod lookalike;
pub mod lookalike_index;
pub mod mail;
mod memory;
pub mod message;
mod moderation;
pub mod name;
pub mod origin;
mod own_password;
mod password_change;
pub mod poll;
mod polls;
mod presence;
mod private_messages;
pub mod question;
mod questions;
pub mod reaction;
mod reactions;
mod reception;
mod refusal;
pub mod renamed;
mod renaming;
pub mod reply;
pub mod request;
pub mod reserved;
pub mod rest;
pub mod roll;
pub mod roster;
pub mod sanction;
mod sanctions;
pub mod school;
mod school_login;
mod search;
mod search_rates;
pub mod searching;
pub mod settings;
mod sign_in;
mod silence;
mod slow_mode;
mod sought;
mod spelling;
mod state;
mod storage;
pub mod store_protocol;
mod talk;
pub mod text;
pub mod token;
mod tokens;
mod typed;
mod undelivered;
mod unidentified;
pub mod view;
pub mod voter;

pub use self::core::Core;
