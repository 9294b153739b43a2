//! Sanctions, which keep somebody quiet or out: mutes and bans.
//!
//! Owns [`Sanction`] and whom it is against: plain values that `store` keeps over restarts and the core applies.

use std::fmt;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net};

use super::clock::WallTime;
use super::name::{SERVER_NAME, Username};

/// The kinds of sanction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SanctionKind {
    /// Being here.
    Ban,
    /// Speaking; reading stays.
    Mute,
}

impl SanctionKind {
    /// The word for it in the database, on the wire and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ban => "ban",
            Self::Mute => "mute",
        }
    }
}

/// The person or the addresses that a sanction is against.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SanctionTarget {
    /// Whoever bears this name.
    Person(Username),
    /// Whoever comes from this range. One address is a range of its own.
    Range(IpNet),
}

impl SanctionTarget {
    /// An address or a range as it is written: `192.168.1.7`, `192.168.1.0/24`, `fe80::1`. `None` for anything else.
    /// An IPv4 address in IPv6 clothes is taken for what it is, as with connections.
    pub fn parse_range(text: &str) -> Option<Self> {
        parse_range(text).map(|range| Self::Range(range.trunc()))
    }
}

/// A range of addresses, or a single one, as it is written; `None` for anything else.
pub fn parse_range(text: &str) -> Option<IpNet> {
    text.parse().or_else(|_| text.parse::<IpAddr>().map(IpNet::from)).ok().map(canonical)
}

/// A range of IPv4 addresses in IPv6 clothes (`::ffff:192.0.2.0/120`, RFC 4291, section 2.5.5.2) as one of IPv4, which is
/// how addresses are compared.
fn canonical(range: IpNet) -> IpNet {
    const MAPPED_BITS: u8 = 96;
    match range {
        IpNet::V6(wide) if wide.prefix_len() >= MAPPED_BITS => wide
            .addr()
            .to_ipv4_mapped()
            .and_then(|address| Ipv4Net::new(address, wide.prefix_len() - MAPPED_BITS).ok())
            .map_or(range, IpNet::V4),
        _ => range,
    }
}

impl fmt::Display for SanctionTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Person(name) => name.fmt(f),
            // A single address is shown as one: `192.168.1.7`, not `192.168.1.7/32`.
            Self::Range(range) if range.prefix_len() == range.max_prefix_len() => range.addr().fmt(f),
            Self::Range(range) => range.fmt(f),
        }
    }
}

/// The reason of a ban that the server made of its own accord.
pub(super) const AUTOMATIC: &str = "automatic";

/// A mute or a ban.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sanction {
    /// The kind: mute or ban.
    pub kind: SanctionKind,
    /// Against whom. There is at most one sanction of a kind against a target.
    pub target: SanctionTarget,
    /// The time at which it was imposed.
    pub since: WallTime,
    /// The time at which it ends by itself; `None` if it does not.
    pub until: Option<WallTime>,
    /// The name of the one who imposed it, or `console`.
    pub by: Box<str>,
    /// The reason; may be empty.
    pub reason: Box<str>,
}

impl Sanction {
    /// True if the server made it of its own accord. Nobody else bears the server's name.
    pub(super) fn is_automatic(&self) -> bool {
        &*self.by == SERVER_NAME && &*self.reason == AUTOMATIC
    }
}
