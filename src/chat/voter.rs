//! Voters: people who have voted, asked or have a question too.
//!
//! Owns [`Voter`]. The name of an account is its owner's for good. A guest's is anybody's next time, so that a guest is told from
//! the next one of the same name by a number that no two guests have.

use super::name::{NameKey, Username};

/// Stands between a guest's name and number: a character that no name has.
const GUEST: char = '\u{1}';

/// Somebody whose vote is kept: the owner of an account, or one guest among those who bear a name one after the other.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voter(Box<str>);

impl Voter {
    /// The owner of the account of a name.
    pub fn of_account(name: &Username) -> Self {
        Self(name.key().as_str().into())
    }

    /// The guest of this name and number.
    pub fn of_guest(name: &Username, number: u32) -> Self {
        Self(format!("{}{GUEST}{number}", name.key().as_str()).into())
    }

    /// The one that was kept as this text. What was kept of guests before they had numbers is nobody's who comes now.
    pub fn kept(text: &str) -> Self {
        Self(text.into())
    }

    /// The text to keep.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// True if it is, or was, the bearer of a name.
    pub fn is_called(&self, name: &NameKey) -> bool {
        self.0.split(GUEST).next() == Some(name.as_str())
    }

    /// The number of a guest; 0 for the owner of an account.
    pub fn number(&self) -> u32 {
        self.0.split_once(GUEST).and_then(|(_, number)| number.parse().ok()).unwrap_or(0)
    }

    /// The texts of all guests of a name: from the first on, and before the second.
    pub fn guests_called(name: &NameKey) -> (String, String) {
        (format!("{}{GUEST}", name.as_str()), format!("{}\u{2}", name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_guests_of_a_name_and_the_owner_of_the_account_are_three() {
        let zoe = Username::parse("Zoé").unwrap();
        let all = [Voter::of_account(&zoe), Voter::of_guest(&zoe, 1), Voter::of_guest(&zoe, 12)];
        let (first, last) = Voter::guests_called(zoe.key());
        for (voter, number) in all.iter().zip([0, 1, 12]) {
            assert_eq!((voter.number(), voter.is_called(zoe.key())), (number, true));
            assert_eq!(Voter::kept(voter.as_str()), *voter);
            assert_eq!((&*first..&*last).contains(&voter.as_str()), number > 0);
        }
        assert!(all.is_sorted_by(|one, next| one < next));
        assert!(!all[1].is_called(Username::parse("zo").unwrap().key()));
    }
}
