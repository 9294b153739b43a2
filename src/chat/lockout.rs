//! Automatic bans: addresses from which too much fails.
//!
//! Owns [`Core::note_failure`], which decides when an address has had enough. A whole class may sit behind one address. So
//! where somebody is present, one name adds a few failures at most, many more are borne, and who is present stays; only an
//! address from which nobody has come in is judged by every single failure. The ban itself is an ordinary sanction: kept,
//! listed and lifted like any other.

use std::net::IpAddr;

use ipnet::IpNet;

use super::clock::{Now, WallTime};
use super::core::Core;
use super::effect::{Audit, AuditAct, AuditKind, CloseReason, Effect, Effects};
use super::handle::SessionId;
use super::name::{NameKey, SERVER_NAME};
use super::sanction::{AUTOMATIC, Sanction, SanctionKind, SanctionTarget};
use super::store_protocol::StoreAction;
use super::text::Text;

impl Core {
    /// Something failed that an address should not go on with: a login, or a connection that made nothing but errors.
    pub(super) fn note_failure(&mut self, now: Now, address: IpAddr, name: &NameKey, out: &mut Effects) {
        let rules = &self.settings.lockout;
        let Some(failures_max) = rules.failures_max else { return };
        if rules.exempt.iter().any(|range| range.contains(&address)) {
            return;
        }
        let (all, shared) = self.lockout.note(rules, now.mono, address, name);
        if all < failures_max {
            return;
        }
        let somebody_present = self.sessions.identified().iter().any(|&id| self.address(id) == address);
        if somebody_present && shared < rules.failures_shared_max {
            return;
        }
        let banned = self.sanctions.against_address(address).is_some();
        if banned || self.sanctions.len() >= self.settings.sanctions_max {
            return;
        }
        let length = self.lockout.begin(rules, now.mono, address);
        let length_us = i64::try_from(length.as_micros()).unwrap_or(i64::MAX);
        let until = Some(WallTime { unix_us: now.wall.unix_us.saturating_add(length_us), ..now.wall });
        let sanction = Sanction {
            kind: SanctionKind::Ban,
            target: SanctionTarget::Range(IpNet::from(address)),
            since: now.wall,
            until,
            by: SERVER_NAME.into(),
            reason: AUTOMATIC.into(),
        };
        let act = AuditAct { whom: sanction.target.to_string().into(), why: AUTOMATIC.into(), until };
        let by = SERVER_NAME.to_owned();
        Self::audit_act_from(address, AuditKind::AutomaticBan, AUTOMATIC, by, act, out);
        self.impose(now, sanction.clone(), Some(length));
        // Who is present has shown who they are, and may be somebody else behind the same address.
        let mut strangers: Vec<SessionId> = self
            .sessions
            .iter()
            .filter(|(_, session)| {
                !session.is_console() && session.address() == address && session.identity().is_none()
            })
            .map(|(id, _)| id)
            .collect();
        strangers.sort_unstable();
        for id in strangers {
            self.close(now, id, &Text::Banned(&sanction), CloseReason::Banned, out);
        }
        // It is in force all the same; what the disk has no room for is forgotten with the next start.
        if self.has_store_room() {
            self.store(StoreAction::SetSanction(sanction), true, out);
        }
    }

    fn audit_act_from(
        address: IpAddr,
        kind: AuditKind,
        error: &'static str,
        user: String,
        act: AuditAct,
        out: &mut Effects,
    ) {
        out.push(Effect::Audit(Box::new(Audit { kind, address, error, user, act: Some(act) })));
    }

    /// Somebody in charge has let addresses in again: they begin anew.
    pub(super) fn forgive(&mut self, range: &IpNet) {
        self.lockout.forgive(range);
    }
}
