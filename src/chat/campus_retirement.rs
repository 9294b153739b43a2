//! Servers of the school that are taken out of service for good: an erasure waits for them no more.
//!
//! Owns this act on `state::campus`. It is undone by itself as soon as such a server is heard again, so that one that was thought dead is
//! asked then for what it has not confirmed. Called by `server` with the act, and by `campus` with who is there.

use super::account::Rank;
use super::campus_event::EventPlace;
use super::clock::Now;
use super::core::Core;
use super::effect::{Audit, AuditKind, Effect, Effects};
use super::handle::SessionId;
use super::origin::ServerName;
use super::refusal::{Asked, Form, Refusal};
use super::state::acts::ActOutcome;
use super::store_protocol::StoreAction;
use super::text::Text;
use super::text::campus::CampusWords;

/// The figures of another server's events, for who looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ServerLag {
    /// Its events that are known to be there and are not here.
    pub behind: u64,
    /// Those of them that have come and wait for one before them.
    pub held: usize,
    /// True if it was taken out of service.
    pub is_retired: bool,
}

impl Core {
    /// Returns how far the events of a server are from being here.
    pub fn server_lag(&self, server: &ServerName) -> ServerLag {
        let Some(campus) = &self.campus else { return ServerLag::default() };
        let (behind, held) = campus.lag(server);
        ServerLag { behind, held, is_retired: campus.retired().contains(server) }
    }

    /// The servers that were met or are waited for, in order, whether they are there or not.
    pub fn servers_met(&self) -> Vec<ServerName> {
        let Some(campus) = &self.campus else { return Vec::new() };
        let waited_for = campus.erasures().iter().flat_map(|erasure| erasure.waits_for.iter().cloned());
        let mut servers: Vec<ServerName> = campus.known_servers().into_iter().chain(waited_for).collect();
        servers.extend(campus.retired().iter().cloned());
        servers.sort();
        servers.dedup();
        servers
    }

    /// Takes a server out of service, or says why not.
    pub fn retire_server(&mut self, now: Now, id: SessionId, server: &ServerName, out: &mut Effects) {
        if let Err(refusal) = self.retire_if_possible(now, id, server, out) {
            self.refuse(now, id, Asked::Request, refusal, out);
        }
    }

    fn retire_if_possible(
        &mut self,
        now: Now,
        id: SessionId,
        server: &ServerName,
        out: &mut Effects,
    ) -> Result<(), Refusal> {
        self.require(id, Rank::Admin)?;
        self.check_storage()?;
        if !self.servers_met().contains(server) {
            return Err(self.refusal(&Text::Campus(CampusWords::NotMet(server))));
        }
        let Some(campus) = &mut self.campus else { return Ok(()) };
        if campus.is_present(server) {
            return Err(self.refusal(&Text::Campus(CampusWords::StillThere(server))));
        }
        let is_new = campus.retire(server);
        let waits = |place: &EventPlace| matches!(place, EventPlace::Own(_));
        let erasures =
            campus.erasures().iter().filter(|one| waits(&one.place) && one.waits_for.contains(server)).count();
        let record = is_new.then(|| StoreAction::SetRetired { server: server.clone(), is_retired: true });
        if is_new {
            self.audit_act(id, AuditKind::CampusRetired, server.as_str(), "", None, out);
        }
        let fields = vec![
            ("server", server.as_str().into()),
            ("change", if is_new { "retired" } else { "unchanged" }.into()),
            ("erasures", super::reply::FieldValue::Number(erasures as u64)),
        ];
        let outcome = ActOutcome::new(fields, "".into(), record);
        self.answer_outcome(now, id, Form::Json, "campus_retire", outcome, out);
        Ok(())
    }

    /// A server is there: if it was retired, it is not any more.
    pub(super) fn unretire(&mut self, server: &ServerName, out: &mut Effects) {
        if !self.has_store_room() || !self.campus.as_mut().is_some_and(|campus| campus.take_back(server)) {
            return;
        }
        let address = std::net::IpAddr::from([0, 0, 0, 0]);
        let (kind, user) = (AuditKind::CampusReturned, server.as_str().to_owned());
        out.push(Effect::Audit(Box::new(Audit { kind, address, error: "campus", user, act: None })));
        self.store(StoreAction::SetRetired { server: server.clone(), is_retired: false }, false, out);
    }
}
