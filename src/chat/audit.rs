//! Lines of the audit log.
//!
//! Owns the ways in which a rule has one written. Called by every rule that does what an operator should be able to find
//! later.

use std::net::IpAddr;

use super::clock::WallTime;
use super::core::Core;
use super::effect::{Audit, AuditAct, AuditKind, Effect, Effects};
use super::handle::SessionId;

impl Core {
    /// The name of a session in a log.
    pub(super) fn name_for_log(&self, id: SessionId) -> String {
        self.person_of(id).map(|person| person.name().as_str().to_owned()).unwrap_or_default()
    }

    pub(super) fn audit(&self, id: SessionId, kind: AuditKind, error: &'static str, user: String, out: &mut Effects) {
        self.audit_with(id, kind, error, user, None, out);
    }

    pub(super) fn audit_with(
        &self,
        id: SessionId,
        kind: AuditKind,
        error: &'static str,
        user: String,
        act: Option<AuditAct>,
        out: &mut Effects,
    ) {
        out.push(Effect::Audit(Box::new(Audit { kind, address: self.address(id), error, user, act })));
    }

    /// For what was asked from there by a session that may be gone by now.
    pub(super) fn audit_from(address: IpAddr, kind: AuditKind, error: &'static str, user: String, out: &mut Effects) {
        out.push(Effect::Audit(Box::new(Audit { kind, address, error, user, act: None })));
    }

    pub(super) fn audit_act(
        &self,
        id: SessionId,
        kind: AuditKind,
        whom: &str,
        why: &str,
        until: Option<WallTime>,
        out: &mut Effects,
    ) {
        let act = AuditAct { whom: whom.into(), why: why.into(), until };
        self.audit_with(id, kind, "", self.actor_name(id).into(), Some(act), out);
    }
}
