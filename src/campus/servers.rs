//! The other servers of the school, as far as is known here.
//!
//! Owns [`Servers`]. Whether one is there follows from when it was last heard itself, on this machine's monotonic clock: what the
//! broker has kept of it is a hint of whatever age, because clocks of brokers jump and nobody is told what has expired.

use std::collections::BTreeMap;
use std::time::Duration;

use super::announcement::Announcement;
use crate::chat::bucket::{Bucket, Rate};
use crate::chat::origin::ServerName;

/// The time without a word after which a server is taken to be gone: three announcements.
pub const SILENCE: Duration = Duration::from_secs(180);

/// Servers that are known at once.
pub const SERVERS_MAX: usize = 256;

/// Announcements of one server that are looked at: it makes one a minute, and one for each server that comes.
pub const RATE: Rate = Rate { burst: 60, per_minute: 30 };

/// The rate at which messages of one server about its people are looked at: a change a second, and now and then the whole roster.
pub const PEOPLE_RATE: Rate = Rate { burst: 60, per_minute: 90 };

/// The state that is taken for true of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The broker has kept a word of it, and it has not been heard itself.
    Hinted,
    /// It has been heard, not long ago.
    Present,
    /// It has said that it goes, or the broker has lost it.
    Gone,
    /// It has not been heard for too long.
    Silent,
}

impl Standing {
    /// The word for it, in answers.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hinted => "hinted",
            Self::Present => "present",
            Self::Gone => "gone",
            Self::Silent => "silent",
        }
    }
}

/// A server.
#[derive(Debug)]
pub struct Known {
    /// The last announcement.
    pub announcement: Announcement,
    /// The state that is taken for true of it.
    pub standing: Standing,
    /// When that began to be so, or was last confirmed.
    pub heard_at: Duration,
    budget: Bucket,
    of_people: Bucket,
}

/// The change that an announcement or the passing of time has made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    /// Nothing that anybody has to be told.
    None,
    /// A server is there that was not.
    Came,
    /// A server that was there has gone; so many people with it.
    Left(u32),
}

/// Why an announcement was not looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ignored {
    TooFast,
    TooMany,
}

/// All of them, by name.
#[derive(Debug, Default)]
pub struct Servers {
    list: BTreeMap<ServerName, Known>,
}

impl Servers {
    /// Notes what a server has said. What the broker had kept says nothing of one that was heard itself.
    pub(super) fn heard(
        &mut self,
        now: Duration,
        origin: &ServerName,
        announcement: Announcement,
        is_live: bool,
    ) -> Result<Change, Ignored> {
        let standing = match (announcement.is_offline, is_live) {
            (true, _) => Standing::Gone,
            (false, true) => Standing::Present,
            (false, false) => Standing::Hinted,
        };
        let Some(known) = self.list.get_mut(origin) else {
            if self.list.len() >= SERVERS_MAX && !self.forget_one() {
                return Err(Ignored::TooMany);
            }
            let mut budget = Bucket::full();
            budget.take(RATE, now);
            let of_people = Bucket::full();
            self.list.insert(origin.clone(), Known { announcement, standing, heard_at: now, budget, of_people });
            return Ok(if standing == Standing::Present { Change::Came } else { Change::None });
        };
        if !known.budget.take(RATE, now) {
            return Err(Ignored::TooFast);
        }
        let former = known.standing;
        if !is_live && former == Standing::Present {
            return Ok(Change::None);
        }
        let people = known.announcement.people;
        known.announcement = announcement;
        known.standing = standing;
        known.heard_at = now;
        Ok(match (former, standing) {
            (Standing::Present, Standing::Present) => Change::None,
            (_, Standing::Present) => Change::Came,
            (Standing::Present, _) => Change::Left(people),
            _ => Change::None,
        })
    }

    /// True if what a server tells of its people may be looked at; not if it was not heard itself.
    pub(super) fn may_tell_people(&mut self, now: Duration, origin: &ServerName) -> bool {
        let known = self.list.get_mut(origin).filter(|known| known.standing == Standing::Present);
        known.is_some_and(|known| known.of_people.take(PEOPLE_RATE, now))
    }

    /// Room for one more: of those who are not there, the one that was heard the longest ago.
    fn forget_one(&mut self) -> bool {
        let absent = self.list.iter().filter(|(_, known)| known.standing != Standing::Present);
        let oldest = absent.min_by_key(|(_, known)| known.heard_at).map(|(name, _)| name.clone());
        oldest.is_some_and(|name| self.list.remove(&name).is_some())
    }

    /// Takes those for gone that have not been heard for too long, and gives them with the number of their people.
    pub(super) fn expire(&mut self, now: Duration) -> Vec<(ServerName, u32)> {
        let mut silent = Vec::new();
        for (name, known) in &mut self.list {
            if known.standing == Standing::Present && known.heard_at + SILENCE <= now {
                known.standing = Standing::Silent;
                silent.push((name.clone(), known.announcement.people));
            }
        }
        silent
    }

    /// The time at which [`expire`](Self::expire) is wanted.
    pub(super) fn next_timeout(&self) -> Option<Duration> {
        self.present().map(|(_, known)| known.heard_at + SILENCE).min()
    }

    /// Those that are there.
    pub fn present(&self) -> impl Iterator<Item = (&ServerName, &Known)> {
        self.list.iter().filter(|(_, known)| known.standing == Standing::Present)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (&ServerName, &Known)> {
        self.list.iter()
    }
}
