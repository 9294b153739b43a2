//! People in charge: what moderators and admins may do to others.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use classcord_server::chat::clock::{Now, WallTime};
use classcord_server::chat::sanction::{SanctionKind, SanctionTarget};

use super::keeping::Waiter;
use super::rooms::home;
use super::speaking::local_time;
use super::{Conn, Model, Record};
use crate::simulation::ask::{Command, Form, Span, Target};
use crate::simulation::names::Name;
use crate::simulation::want::Want;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    User,
    Moderator,
    Admin,
}

impl Rank {
    pub fn parse(word: &str) -> Self {
        match word {
            "user" => Self::User,
            "moderator" => Self::Moderator,
            "admin" => Self::Admin,
            other => panic!("{other} is no role"),
        }
    }

    pub fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Moderator => "moderator",
            Self::Admin => "admin",
        }
    }
}

/// In the order in which they are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Ban,
    Mute,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sanction {
    /// As shown.
    pub whom: String,
    pub since: String,
    pub until: Option<String>,
    pub by: String,
    pub reason: String,
}

/// Those in force, each with its end by the monotonic clock.
pub type Sanctions = BTreeMap<(Kind, Target), (Sanction, Option<Duration>)>;

/// The result of a command: the fields of its answer, and what is to be kept.
type Done = (Value, Option<Record>);

impl Model {
    pub fn rank(&self, conn: Conn) -> Rank {
        self.me(conn).map_or(Rank::User, |me| self.rank_of(&me.key))
    }

    pub fn rank_of(&self, key: &str) -> Rank {
        self.accounts.get(key).map_or(Rank::User, |account| account.rank)
    }

    pub fn is_sanctioned(&self, kind: Kind, key: &str) -> bool {
        self.sanctions.contains_key(&(kind, Target::Person(key.to_owned())))
    }

    pub fn is_address_banned(&self, address: &str) -> bool {
        self.sanctions.contains_key(&(Kind::Ban, Target::Address(address.to_owned())))
    }

    pub fn say_no(&mut self, conn: Conn, form: Form, code: &'static str) {
        match form {
            Form::Json => self.step.line(conn, Want::Error { code, ack: None }),
            Form::Typed => self.tell(conn, Some(code)),
        }
    }

    pub fn say_yes(&mut self, conn: Conn, form: Form, answer: Value) {
        match form {
            Form::Json => self.step.line(conn, Want::Exactly(answer)),
            Form::Typed => self.tell(conn, None),
        }
    }

    /// Does to others what somebody asked.
    pub fn act(&mut self, now: Now, conn: Conn, command: &Command, form: Form) {
        if self.me(conn).is_none() {
            self.blame(now, conn, "not_identified", None);
            return;
        }
        let rank = self.rank(conn);
        let needed = match command {
            Command::Topic { topic: None, .. } => Rank::User,
            Command::Role { .. } | Command::Disable { .. } | Command::Rename { .. } | Command::Mode { .. } => {
                Rank::Admin
            }
            _ => Rank::Moderator,
        };
        if rank < needed {
            self.say_no(conn, form, "forbidden");
            return;
        }
        let (kind, done) = match command {
            Command::Bans => {
                self.list_sanctions(now, conn, form);
                return;
            }
            Command::Delete(id) => {
                self.look_for(conn, *id, form);
                return;
            }
            Command::Topic { room, topic: None } => {
                match self.meant_room(conn, room.as_ref()) {
                    Ok(key) => {
                        let room = &self.rooms[&key];
                        let (name, topic) = (&room.name.shown, &room.topic);
                        let answer = json!({ "type": "topic", "status": "ok", "channel": name, "topic": topic });
                        self.say_yes(conn, form, answer);
                    }
                    Err(code) => self.say_no(conn, form, code),
                }
                return;
            }
            Command::Rename { user, to } => {
                if let Err(code) = self.rename(conn, user, to, form) {
                    self.say_no(conn, form, code);
                }
                return;
            }
            Command::Topic { room, topic: Some(topic) } => ("topic", self.set_topic(conn, room.as_ref(), topic)),
            Command::Mode { room, mode } => ("channel", self.set_mode(conn, room, mode)),
            Command::Kick(user) => ("kick", self.kick(conn, user)),
            Command::Mute { user, span, reason } => ("mute", self.mute(now, conn, user, *span, reason)),
            Command::Unmute { user } => ("unmute", self.lift(Kind::Mute, &Target::Person(user.key.clone()))),
            Command::Ban { target, span, reason } => ("ban", self.ban(now, conn, target, *span, reason)),
            Command::Unban { target } => ("unban", self.lift(Kind::Ban, target)),
            Command::Announce => {
                for other in self.identified() {
                    self.step.line(other, Want::System { code: Some("announcement"), to: "global".into() });
                }
                ("announce", Ok((json!({}), None)))
            }
            Command::Role { user, role } => ("role", self.set_role(conn, user, Rank::parse(role))),
            Command::Disable { user, disabled } => {
                let kind = if *disabled { "disable" } else { "enable" };
                (kind, self.set_disabled(conn, user, *disabled))
            }
            Command::Lesson(ask) => ("lesson", self.lesson(conn, *ask)),
            other => unreachable!("{other:?} is done to nobody"),
        };
        match done {
            Ok((fields, record)) => self.answer_deed(conn, form, kind, fields, record),
            Err(code) => self.say_no(conn, form, code),
        }
    }

    /// The answer comes when what there is to keep is kept.
    pub fn answer_deed(&mut self, conn: Conn, form: Form, kind: &str, fields: Value, record: Option<Record>) {
        let mut answer = json!({ "type": kind, "status": "ok" });
        for (field, value) in fields.as_object().unwrap() {
            answer[field] = value.clone();
        }
        if record.is_some() {
            self.tell_colleagues(conn, kind, &fields);
        }
        match record {
            Some(record) if self.can_promise() => {
                let voter = if let Record::Ballot(_, key, _) = &record { Some(key.clone()) } else { None };
                self.keep_for(record, Waiter::Command { conn, form, answer, voter });
            }
            record => self.deed_settled(conn, form, answer, record.is_none()),
        }
    }

    pub fn deed_settled(&mut self, conn: Conn, form: Form, answer: Value, kept: bool) {
        if !self.peers.contains_key(&conn) {
            return;
        }
        if form == Form::Typed || kept {
            self.say_yes(conn, form, answer);
        }
        if !kept {
            self.say_no(conn, form, "storage_unavailable");
        }
    }

    pub fn not_above(&self, conn: Conn, key: &str) -> Result<(), &'static str> {
        if self.rank_of(key) > self.rank(conn) { Err("higher_role") } else { Ok(()) }
    }

    /// The name of somebody who is there or has an account.
    fn known(&self, key: &str) -> Result<String, &'static str> {
        let present = self.people.get(key).map(|person| &person.name);
        let name = present.or_else(|| self.accounts.get(key).map(|account| &account.name));
        name.map(|name| name.shown.clone()).ok_or("unknown_user")
    }

    fn kick(&mut self, conn: Conn, user: &Name) -> Result<Done, &'static str> {
        let shown = self.people.get(&user.key).ok_or("unknown_user")?.name.shown.clone();
        self.not_above(conn, &user.key)?;
        self.close_person(&user.key, "kicked");
        Ok((json!({ "user": shown }), None))
    }

    pub fn close_person(&mut self, key: &str, code: &'static str) {
        for conn in self.people.get(key).map(|person| person.conns.clone()).unwrap_or_default() {
            self.close(conn, code);
        }
        self.depart_lingering(key);
    }

    fn mute(&mut self, now: Now, conn: Conn, user: &Name, span: Span, reason: &str) -> Result<Done, &'static str> {
        let whom = self.known(&user.key)?;
        self.not_above(conn, &user.key)?;
        let target = Target::Person(user.key.clone());
        let done = self.sanction(now, conn, Kind::Mute, &target, whom, span, reason)?;
        self.tell_person(&user.key, Some("muted"));
        Ok(done)
    }

    fn ban(&mut self, now: Now, conn: Conn, target: &Target, span: Span, reason: &str) -> Result<Done, &'static str> {
        match target {
            Target::Person(key) => {
                let whom = self.known(key)?;
                self.not_above(conn, key)?;
                let done = self.sanction(now, conn, Kind::Ban, target, whom, span, reason)?;
                self.forget_tokens(key);
                self.close_person(key, "banned");
                Ok(done)
            }
            Target::Address(address) => {
                if self.peers[&conn].address == *address {
                    return Err("forbidden");
                }
                let there: Vec<Conn> =
                    self.peers.iter().filter(|(_, peer)| peer.address == *address).map(|(conn, _)| *conn).collect();
                if there.iter().any(|other| self.rank(*other) > self.rank(conn)) {
                    return Err("higher_role");
                }
                let done = self.sanction(now, conn, Kind::Ban, target, address.clone(), span, reason)?;
                for other in there {
                    self.close(other, "banned");
                }
                self.depart_lingering_from(address);
                Ok(done)
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn sanction(
        &mut self,
        now: Now,
        conn: Conn,
        kind: Kind,
        target: &Target,
        whom: String,
        span: Span,
        reason: &str,
    ) -> Result<Done, &'static str> {
        let place = (kind, target.clone());
        if !self.sanctions.contains_key(&place) && self.sanctions.len() >= self.rules.sanctions_max {
            return Err("too_many_sanctions");
        }
        let minutes = match span {
            Span::Forever => None,
            Span::Minutes(minutes) => Some(minutes),
            Span::Usual if kind == Kind::Mute => Some(self.rules.mute_minutes),
            Span::Usual => Some(self.rules.ban_minutes),
        };
        let length = minutes.filter(|minutes| *minutes > 0).map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
        let until = length.map(|length| {
            let unix_us = now.wall.unix_us + i64::try_from(length.as_micros()).unwrap();
            local_time(Now { wall: WallTime { unix_us, ..now.wall }, ..now })
        });
        let by = self.person(conn).unwrap().name.shown.clone();
        let since = local_time(now);
        let sanction = Sanction { whom: whom.clone(), since, until: until.clone(), by, reason: reason.to_owned() };
        self.sanctions.insert(place, (sanction.clone(), length.map(|length| now.mono + length)));
        let field = if matches!(target, Target::Person(_)) { "user" } else { "address" };
        let mut fields = json!({ field: whom });
        if let Some(until) = until {
            fields["until"] = json!(until);
        }
        Ok((fields, Some(Record::Sanction(kind, target.clone(), sanction))))
    }

    fn lift(&mut self, kind: Kind, target: &Target) -> Result<Done, &'static str> {
        let (sanction, _) = self.sanctions.remove(&(kind, target.clone())).ok_or("not_sanctioned")?;
        let field = match target {
            Target::Person(key) => {
                if kind == Kind::Mute {
                    self.tell_person(key, None);
                }
                "user"
            }
            Target::Address(_) => "address",
        };
        Ok((json!({ field: sanction.whom }), Some(Record::Lift(kind, target.clone()))))
    }

    /// The mute of a guest who gets another name goes along; the account that has the old one keeps it only if it is
    /// the guest's own.
    pub fn carry_mute_over(&mut self, old: &Name, new: &Name, own: bool) {
        let (from, to) = (Target::Person(old.key.clone()), Target::Person(new.key.clone()));
        let Some((sanction, ends)) = self.sanctions.get(&(Kind::Mute, from.clone())).cloned() else { return };
        let sanction = Sanction { whom: new.shown.clone(), ..sanction };
        self.sanctions.insert((Kind::Mute, to.clone()), (sanction.clone(), ends));
        if self.has_room() {
            self.keep(Record::Sanction(Kind::Mute, to, sanction));
        }
        if own && self.sanctions.len() <= self.rules.sanctions_max {
            return;
        }
        self.sanctions.remove(&(Kind::Mute, from.clone()));
        if self.has_room() {
            self.keep(Record::LiftAtOnce(from));
        }
    }

    pub fn tell_person(&mut self, key: &str, code: Option<&'static str>) {
        for conn in self.people.get(key).map(|person| person.conns.clone()).unwrap_or_default() {
            self.tell(conn, code);
        }
    }

    fn list_sanctions(&mut self, now: Now, conn: Conn, form: Form) {
        if form == Form::Typed {
            self.say_lines(now, conn, 1 + self.sanctions.len());
            return;
        }
        let line = |((kind, target), (sanction, _)): (&(Kind, Target), &(Sanction, _))| {
            let field = if matches!(target, Target::Person(_)) { "user" } else { "address" };
            let Sanction { whom, since, until, by, reason } = sanction;
            let kind = if *kind == Kind::Ban { "ban" } else { "mute" };
            json!({ "kind": kind, field: whom, "since": since, "until": until, "by": by, "reason": reason })
        };
        let bans: Vec<Value> = self.sanctions.iter().map(line).collect();
        self.step.line(conn, Want::Exactly(json!({ "type": "bans", "bans": bans })));
    }

    /// The time at which the next mute or ban ends.
    pub fn next_end(&self) -> Option<Duration> {
        self.sanctions.values().filter_map(|(_, ends)| *ends).min()
    }

    pub fn end_sanctions(&mut self, now: Now) {
        loop {
            let ended = self.sanctions.iter().filter_map(|(place, (_, ends))| Some(((*ends)?, place.clone())));
            let Some((_, (kind, target))) = ended.min().filter(|(at, _)| *at <= now.mono) else { return };
            let ended = self.sanctions.remove(&(kind, target.clone()));
            if let (Kind::Mute, Target::Person(key), Some((sanction, _))) = (kind, &target, ended) {
                self.tell_person(key, None);
                self.tell_of_ended_mute(&sanction.whom);
            }
            if self.has_room() {
                self.keep(Record::Lift(kind, target));
            }
        }
    }

    /// Restores what is in force after a start.
    pub fn restore_sanctions(&mut self, now: Now, disk: &crate::simulation::database::Disk) {
        self.sanctions.clear();
        for ((kind, target), kept) in &disk.sanctions {
            let left = kept.until.map(|until| {
                let length = (until.unix_us - kept.since.unix_us).max(0);
                let left = (until.unix_us - now.wall.unix_us).clamp(0, length);
                now.mono + Duration::from_micros(left.unsigned_abs())
            });
            self.sanctions.insert((kind_of(*kind), target_of(target)), (sanction_of(kept), left));
        }
    }

    fn set_disabled(&mut self, conn: Conn, user: &Name, disabled: bool) -> Result<Done, &'static str> {
        let key = &user.key;
        let shown = self.accounts.get(key).ok_or("unknown_user")?.name.shown.clone();
        self.not_above(conn, key)?;
        if self.me(conn).is_some_and(|me| me.key == *key) {
            return Err("forbidden");
        }
        self.accounts.get_mut(key).unwrap().disabled = disabled;
        if disabled {
            self.outdate_logins(key);
            self.close_person(key, "account_disabled");
        }
        self.tell_of_account(conn, &shown);
        Ok((json!({ "user": shown }), Some(Record::Disabled(shown, disabled))))
    }

    fn set_role(&mut self, conn: Conn, user: &Name, rank: Rank) -> Result<Done, &'static str> {
        let key = &user.key;
        let shown = self.accounts.get(key).ok_or("unknown_user")?.name.shown.clone();
        self.not_above(conn, key)?;
        self.accounts.get_mut(key).unwrap().rank = rank;
        self.note_rank(rank);
        self.tell_person(key, Some("role_changed"));
        self.show_role(key, conn);
        if rank == Rank::User {
            let closed = self.rooms.iter().filter(|(_, room)| room.for_staff || room.roll.is_some());
            for room in closed.map(|(key, _)| key.clone()).collect::<Vec<_>>() {
                self.evict_strangers(&room);
            }
        }
        self.tell_of_account(conn, &shown);
        let fields = json!({ "user": shown, "role": rank.word() });
        Ok((fields, Some(Record::Role(shown, rank))))
    }

    /// The channel that is meant, if the asker may know of it.
    pub fn meant_room(&self, conn: Conn, name: Option<&Name>) -> Result<String, &'static str> {
        let Some(name) = name else { return Ok(self.me(conn).unwrap().current.clone()) };
        let key = self.key_of_room(name);
        let room = self.rooms.get(&key);
        let known = room.filter(|room| self.is_open_to(conn, room));
        known.map(|_| key.clone()).ok_or("unknown_channel")
    }

    fn set_topic(&mut self, conn: Conn, name: Option<&Name>, topic: &str) -> Result<Done, &'static str> {
        let key = self.meant_room(conn, name)?;
        self.rooms.get_mut(&key).unwrap().topic = topic.to_owned();
        let record = self.record_of(&key);
        let shown = self.rooms[&key].name.shown.clone();
        let by = self.person(conn).unwrap().name.shown.clone();
        let line = json!({ "type": "topic", "channel": shown, "topic": topic, "by": by });
        self.tell_members(&key, conn, line);
        self.tidy(&key);
        Ok((json!({ "channel": shown, "topic": topic }), Some(record)))
    }

    fn set_mode(&mut self, conn: Conn, name: &Name, mode: &str) -> Result<Done, &'static str> {
        let key = self.meant_room(conn, Some(name))?;
        if mode == "disable" && key == home() {
            return Err("forbidden");
        }
        let room = self.rooms.get_mut(&key).unwrap();
        match mode {
            "disable" => room.disabled = true,
            "enable" => room.disabled = false,
            "read_only" => room.read_only = true,
            "open" => room.read_only = false,
            "public" => room.roll = None,
            other => panic!("{other} is no mode"),
        }
        let shown = room.name.shown.clone();
        let record = self.record_of(&key);
        if mode == "disable" {
            self.evict(&key, |_, _| false, "channel_disabled");
        } else {
            let by = self.person(conn).unwrap().name.shown.clone();
            self.tell_members(&key, conn, json!({ "type": "channel", "channel": shown, "mode": mode, "by": by }));
        }
        self.tidy(&key);
        Ok((json!({ "channel": shown, "mode": mode }), Some(record)))
    }

    pub fn record_of(&self, key: &str) -> Record {
        let room = &self.rooms[key];
        let (disabled, read_only, slow) = (room.disabled, room.read_only, room.slow);
        let (name, topic, roll) = (room.name.shown.clone(), room.topic.clone(), room.roll.clone());
        Record::Room { name, topic, disabled, read_only, slow, roll }
    }

    fn tell_members(&mut self, key: &str, but: Conn, line: Value) {
        for member in self.members(key).into_iter().filter(|member| *member != but) {
            if self.peers[&member].newer {
                self.step.line(member, Want::Exactly(line.clone()));
            } else {
                self.step.line(member, Want::System { code: None, to: "global".into() });
            }
        }
    }
}

pub fn kind_of(kind: SanctionKind) -> Kind {
    match kind {
        SanctionKind::Ban => Kind::Ban,
        SanctionKind::Mute => Kind::Mute,
    }
}

pub fn target_of(target: &SanctionTarget) -> Target {
    match target {
        SanctionTarget::Person(name) => Target::Person(Name::new(name.as_str()).key),
        SanctionTarget::Range(range) => Target::Address(range.addr().to_string()),
    }
}

pub fn sanction_of(kept: &classcord_server::chat::sanction::Sanction) -> Sanction {
    let shown = |at: WallTime| local_time(Now { mono: Duration::ZERO, wall: at });
    Sanction {
        whom: kept.target.to_string(),
        since: shown(kept.since),
        until: kept.until.map(shown),
        by: kept.by.to_string(),
        reason: kept.reason.to_string(),
    }
}
