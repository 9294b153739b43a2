//! Accounts whose passwords the school keeps: what is asked of its directory, and what that answers.
//!
//! Owns the values between the rules of `school_login` and whoever carries a question to the directory; calls nothing. A
//! school account is one of the server's, for mail, role, attendance and history, without a password here: in place of
//! a hash it has [`NO_HASH`], which no password fits.

use std::net::IpAddr;
use std::sync::Arc;

use super::account::{Account, Role};
use super::clock::WallTime;
use super::handle::Ticket;
use super::name::{ChannelName, Username};
use super::request::Password;

/// The text in place of the hash of an account whose password the school keeps. No hash of any kind begins so.
pub const NO_HASH: &str = "!school";

/// Most groups of a person that become channels.
pub const GROUPS_MAX: usize = 8;

/// Somebody wants to come in: is it them?
#[derive(Debug)]
pub struct SchoolQuestion {
    /// For the answer.
    pub ticket: Ticket,
    /// The name as it was typed.
    pub name: Username,
    /// The password, never empty: a directory takes an empty one for no question about anybody.
    pub password: Password,
    /// The address that it comes from.
    pub address: IpAddr,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SchoolAnswer {
    /// It is them.
    Yes(SchoolPerson),
    /// There is nobody of that name, or the password is another.
    No,
    /// It is not known: the directory is dead, slow, or misunderstood.
    Unavailable,
}

/// Somebody as the directory knows them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolPerson {
    /// The name as the directory writes it. Directories overlook accents and blanks: where it is not the one asked for but for
    /// its case, the yes is for somebody else.
    pub name: Option<Box<str>>,
    /// The role that the person is to have; `None` to leave it as it is here.
    pub role: Option<Role>,
    /// The channels of the person's groups, [`GROUPS_MAX`] at most.
    pub channels: Vec<ChannelName>,
}

impl SchoolPerson {
    /// True if it is the person whom a name stands for.
    pub fn is_called(&self, name: &Username) -> bool {
        let is_same = |written: &str| Username::parse(written).is_ok_and(|written| written.key() == name.key());
        self.name.as_deref().is_none_or(is_same)
    }
}

impl Account {
    /// A new account whose password the school keeps.
    pub fn of_school(name: Username, role: Role, created: WallTime) -> Self {
        Self::new(name, Arc::from(NO_HASH), role, created)
    }

    /// True if the school keeps its password.
    pub fn is_of_school(&self) -> bool {
        &*self.phc == NO_HASH
    }
}
