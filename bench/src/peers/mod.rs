//! The protocols of other servers, from the client's side: one file and one [`Dialect`] for each.
//!
//! They are what ClassCord is measured beside; bench/servers.sh starts the servers.
//!
//! [`Dialect`]: crate::dialect::Dialect

mod irc;
mod lines;
mod mqtt;

pub(crate) use self::irc::Irc;
pub(crate) use self::lines::Lines;
pub(crate) use self::mqtt::Mqtt;
