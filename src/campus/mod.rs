//! Several servers of one school, over a broker of MQTT 5 that exists: who is there.
//!
//! Owns [`Campus`], which is made without a socket and without a clock, and below it the client of MQTT ([`mqtt`]). It knows of the
//! chat what a server and an epoch are called. `server::campus` gives it a connection and the time; `cli` tries a broker with it.
//! Everything that comes from a broker is hostile: it is read strictly, bounded, and believed as far as the broker's access list
//! reaches, that is of who says it.
//!
//! Left out without the feature `campus`. A server without `[campus]` makes none of it.

mod announcement;
mod claims;
mod event_line;
mod link;
pub mod mqtt;
mod private_line;
mod reconnection;
mod roster;
mod servers;
mod topic;
mod topics_line;
mod trial;

pub use self::announcement::Announcement;
pub use self::link::{ANNOUNCE_EVERY, Campus, CampusOptions, Figures, Here, Notice, StopReason, Wish};
pub use self::servers::{Known, PEOPLE_RATE, RATE, SERVERS_MAX, SILENCE, Servers, Standing};
pub use self::trial::{Step, Trial};
