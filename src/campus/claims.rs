//! Claims of other servers about this one: that they have had events of its database that are not in it, so that it is an older copy.
//!
//! Owns [`Claims`], who is believed. An honest server knows no more of this one than this one has told, and says so at the first word that
//! it hears of it: whoever has heard this server for a while and claimed nothing cannot honestly do so later, because an older copy
//! takes a database's place only while its server is stopped. So a server that lies can stop this one only right after a start, and not
//! again once somebody has had it go on.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use super::link::ANNOUNCE_EVERY;
use crate::chat::origin::ServerName;

/// The time for which a server has heard this one, at least three announcements, behind which it is not believed any more.
const HEARD_FOR: Duration = ANNOUNCE_EVERY.saturating_mul(3);

/// The servers whose word about this one is believed, and since when they have heard it.
#[derive(Debug, Default)]
pub(super) struct Claims {
    /// Since when those have heard this server, on one connection, who are there.
    heard_since: BTreeMap<ServerName, Duration>,
    /// Those who have heard it for long enough, or claimed what somebody did not believe.
    agreed: BTreeSet<ServerName>,
    /// The one whose claim was followed last.
    followed: Option<ServerName>,
}

impl Claims {
    /// This server has announced itself, and these servers are there.
    pub(super) fn announced<'a>(&mut self, now: Duration, present: impl Iterator<Item = &'a ServerName>) {
        let mut heard_since = std::mem::take(&mut self.heard_since);
        for server in present {
            let since = heard_since.remove(server).unwrap_or(now);
            if since + HEARD_FOR <= now {
                self.agreed.insert(server.clone());
            }
            self.heard_since.insert(server.clone(), since);
        }
    }

    /// Nobody hears this server any more.
    pub(super) fn lost(&mut self) {
        self.heard_since.clear();
    }

    /// True if a server is believed. It is followed then, and not again.
    pub(super) fn follows(&mut self, by: &ServerName) -> bool {
        let is_believed = !self.agreed.contains(by);
        if is_believed {
            self.followed = Some(by.clone());
        }
        is_believed
    }

    /// Somebody has this server go on all the same.
    pub(super) fn overruled(&mut self) {
        self.agreed.extend(self.followed.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_heard_this_server_for_a_while_is_not_believed() {
        let (liar, new): (ServerName, ServerName) = ("liar".parse().unwrap(), "new".parse().unwrap());
        let mut claims = Claims::default();
        for minute in 0..3 {
            claims.announced(ANNOUNCE_EVERY * minute, [&liar].into_iter());
        }
        // A connection that ends says nothing of what was heard before it did.
        claims.lost();
        claims.announced(ANNOUNCE_EVERY * 3, [&liar].into_iter());
        assert!(claims.follows(&liar));
        for minute in 4..7 {
            claims.announced(ANNOUNCE_EVERY * minute, [&liar, &new].into_iter());
        }
        assert!(!claims.follows(&liar) && claims.follows(&new));
        claims.overruled();
        assert!(!claims.follows(&new), "somebody knows better");
    }
}
