//! The roll of a channel: whom besides people in charge it is for.
//!
//! Owns [`Roll`], a plain value shared by the core, `wire` and `store`. Which channels have one is `state::channels`.

use super::name::{NameKey, Username};
use super::renamed::NameChange;

/// Most names of a roll: as many as may be in a channel.
pub const ROLL_MAX: usize = 1000;

/// The names of those who may enter, in the order of their keys, each once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roll(Vec<Username>);

impl Roll {
    /// The names.
    pub fn names(&self) -> &[Username] {
        &self.0
    }

    /// True if the bearer of a name is on it.
    pub fn has(&self, key: &NameKey) -> bool {
        self.place(key).is_ok()
    }

    /// Adds somebody; says whether they were not on it.
    pub fn add(&mut self, name: &Username) -> bool {
        let Err(at) = self.place(name.key()) else { return false };
        self.0.insert(at, name.clone());
        true
    }

    /// Takes somebody off; says whether they were on it.
    pub fn remove(&mut self, key: &NameKey) -> bool {
        let Ok(at) = self.place(key) else { return false };
        self.0.remove(at);
        true
    }

    /// Has somebody on it bear their new name; says whether they were.
    pub fn rename(&mut self, change: &NameChange) -> bool {
        self.remove(change.from.key()) && {
            self.add(&change.to);
            true
        }
    }

    fn place(&self, key: &NameKey) -> Result<usize, usize> {
        self.0.binary_search_by(|name| name.key().cmp(key))
    }
}

impl FromIterator<Username> for Roll {
    fn from_iter<I: IntoIterator<Item = Username>>(names: I) -> Self {
        let mut names: Vec<Username> = names.into_iter().collect();
        names.sort_by(|one, other| one.key().cmp(other.key()));
        names.dedup_by(|one, other| one.key() == other.key());
        Self(names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_on_it_once_however_it_is_written() {
        let name = |text| Username::parse(text).unwrap();
        let mut roll: Roll = ["zoé", "Bob", "alice", "BOB"].into_iter().map(name).collect();
        let shown = |roll: &Roll| roll.names().iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(shown(&roll), ["alice", "Bob", "zoé"]);
        assert!(!roll.add(&name("ALICE")) && roll.add(&name("carol")) && roll.has(name("Carol").key()));
        assert!(roll.remove(name("bob").key()) && !roll.remove(name("bob").key()));
        assert_eq!(shown(&roll), ["alice", "carol", "zoé"]);
    }
}
