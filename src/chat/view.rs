//! Views of the core for the operator and the counters.
//!
//! Owns [`SessionView`], [`Census`] and [`Waiting`]. Changes nothing; called by `server`.

use std::net::IpAddr;

use super::account::Role;
use super::clock::WallTime;
use super::core::Core;
use super::handle::SessionId;
use super::name::{ChannelName, Username};
use super::request::PresenceState;

impl Core {
    /// Counts the connected clients, those of them that are identified, and the people whom those are.
    pub fn census(&self) -> Census {
        Census {
            sessions: self.sessions.len(),
            identified: self.sessions.identified().len(),
            people: self.people.len(),
            lingering: self.lingerers.len(),
        }
    }

    /// Every session, for the operator to look at, in no order.
    pub fn sessions(&self) -> impl Iterator<Item = SessionView<'_>> {
        self.sessions.iter().filter(|(_, session)| !session.is_console()).map(|(id, session)| {
            let person = self.person_of(id);
            SessionView {
                id,
                address: session.address(),
                since: session.since(),
                name: person.map(|person| person.name()),
                role: person.and_then(|person| self.account(person.name().key())).map(|account| account.role),
                state: person.map(|person| person.state()),
                channel: self.current_channel(id).map(|channel| channel.name()),
                muted: person.is_some_and(|person| self.is_muted(person.name().key())),
            }
        })
    }

    /// Counts what waits, and what is in force.
    pub fn waiting(&self) -> Waiting {
        Waiting {
            passwords: self.password_waits.len() as u64,
            school: self.school_waits.len() as u64,
            storage: self.storage.waiting(),
            sanctions: self.sanctions.len() as u64,
        }
    }

    /// Requests that the database has not settled yet; `None` while it fails.
    pub fn storage_backlog(&self) -> Option<u64> {
        self.storage.backlog()
    }

    /// The number of accounts.
    pub fn account_count(&self) -> usize {
        self.accounts.len()
    }

    /// The number of channels.
    pub fn channel_count(&self) -> usize {
        self.channels.len()
    }
}

/// A session as the operator sees it.
#[derive(Debug, Clone)]
pub struct SessionView<'a> {
    /// The session.
    pub id: SessionId,
    /// The address that it came from.
    pub address: IpAddr,
    /// The time since which it is connected, by the wall clock at the time.
    pub since: WallTime,
    /// The name; `None` before the session has one.
    pub name: Option<&'a Username>,
    /// The role of the owner of an account; `None` for others.
    pub role: Option<Role>,
    /// The person's presence.
    pub state: Option<&'a PresenceState>,
    /// The channel that it writes to.
    pub channel: Option<&'a ChannelName>,
    /// True if the person may only read.
    pub muted: bool,
}

/// Counts of what waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waiting {
    /// Passwords, for the hashing worker.
    pub passwords: u64,
    /// Logins, for the school's directory.
    pub school: u64,
    /// Requests, for the database.
    pub storage: u64,
    /// Mutes and bans, for their end.
    pub sanctions: u64,
}

/// Counts of clients and people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Census {
    /// Connections.
    pub sessions: usize,
    /// Connections that are identified.
    pub identified: usize,
    /// Different people, those who linger included.
    pub people: usize,
    /// People whose page has lost its connection, and who are not gone yet.
    pub lingering: usize,
}
