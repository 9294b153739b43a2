//! The account that the server keeps of a registered person, and what people may do.
//!
//! Owns [`Account`] and [`Role`], plain values that `store` reads and writes and the core decides on, and `Rank`, the ladder
//! of those who act.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use super::clock::WallTime;
use super::name::Username;

/// The roles of a person, in growing order of what each permits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Role {
    /// Chats.
    #[default]
    User,
    /// Keeps order.
    Moderator,
    /// Runs the server.
    Admin,
}

impl Role {
    /// The word for it on the wire, in the database and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "user" => Ok(Self::User),
            "moderator" => Ok(Self::Moderator),
            "admin" => Ok(Self::Admin),
            _ => Err(format!("{text:?} is not a role; use user, moderator or admin")),
        }
    }
}

/// The ranks of those who act, in growing order: that of their role, and above all the console, which is the machine's
/// operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// Everybody.
    User,
    /// Moderators.
    Moderator,
    /// Admins.
    Admin,
    /// The machine's operator.
    Console,
}

impl From<Role> for Rank {
    fn from(role: Role) -> Self {
        match role {
            Role::User => Self::User,
            Role::Moderator => Self::Moderator,
            Role::Admin => Self::Admin,
        }
    }
}

/// A registered person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The name, as registered.
    pub name: Username,
    /// The password's Argon2id hash as a PHC string.
    pub phc: Arc<str>,
    /// The role, which decides what the person may do.
    pub role: Role,
    /// The time of registration.
    pub created: WallTime,
    /// True if somebody else chose the password, and the owner is to choose another.
    pub must_change: bool,
    /// True if nobody may log in with it for now.
    pub disabled: bool,
}

impl Account {
    /// An account in good order, with the password of its owner's choice.
    pub fn new(name: Username, phc: Arc<str>, role: Role, created: WallTime) -> Self {
        Self { name, phc, role, created, must_change: false, disabled: false }
    }
}
