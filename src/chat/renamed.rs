//! Another name for an account: the one that it had and the one that it has.
//!
//! Owns [`NameChange`], a plain value that the core and `store` share. The rule is in `renaming`. Calls `name` and `origin`.

use super::name::Username;
use super::origin::ServerName;

/// Another name for an account. The two may be the same person's in another spelling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameChange {
    /// The one that it had.
    pub from: Username,
    /// The one that it has.
    pub to: Username,
}

impl NameChange {
    /// The same change of the name with a server behind it.
    pub fn of_server(&self, server: &ServerName) -> Self {
        Self { from: self.from.of_server(server), to: self.to.of_server(server) }
    }

    /// Puts the new name in the place of a name that is the old one; says whether it was.
    pub fn rename(&self, name: &mut Username) -> bool {
        let is_old = name.key() == self.from.key();
        if is_old {
            *name = self.to.clone();
        }
        is_old
    }

    /// The same with a name as it is spelled.
    pub fn spell(&self, name: &mut Box<str>) -> bool {
        let is_old = Username::is_spelled(name, self.from.key());
        if is_old {
            *name = self.to.as_str().into();
        }
        is_old
    }
}
