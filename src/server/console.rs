//! Requests about the server itself: of the operator's console, and of people in charge.
//!
//! Owns the form of the answers, but for those to orders about accounts, which are the core's, and the way in for people in
//! charge: what a client asks and the chat does not know is looked at here ([`Server::asked_by_client`]), so that no other
//! line pays for it. What an admin may do in the chat (kick, ban, roles, channels, …) goes to the core like any client's
//! request; the console's session has the rank of the console there.

use serde_json::{Value, json};

use super::handler::{Server, line_of};
use super::worker::WorkerJob;
use super::{session, store_options};
use crate::chat::account::Rank;
use crate::chat::account_order::AccountOrder;
use crate::chat::answer;
use crate::chat::clock::WallTime;
use crate::chat::reply::Code;
use crate::chat::settings::Registration;
use crate::chat::text::Text;
use crate::chat::view::SessionView;
use crate::net::{ConnectionId, Connections};
use crate::ops::audit::{AuditEvent, AuditRecord};
use crate::passwords;
use crate::wire::control::{self, ControlRequest};

/// Clients in one list; what a queue may hold, and more than a screen.
const CLIENTS_MAX: usize = 2000;

impl Server {
    /// Does what a client asks that is not of the chat; false if it is nothing that this one might ask. To whoever is not in
    /// charge there are no such requests.
    pub(super) fn asked_by_client(&mut self, net: &mut Connections, id: ConnectionId, line: &[u8]) -> bool {
        let rank = self.parts.core.rank(session(id));
        if rank < Rank::Moderator {
            return false;
        }
        match ControlRequest::parse(line) {
            Some(Ok(request)) if request.rank() <= rank => self.control(net, id, request),
            Some(Ok(_)) => {
                let line = line_of(&answer::error(&Text::Forbidden, self.parts.config.lang));
                net.send(id, |out| out.push_str(&line));
            }
            Some(Err(words)) => self.answer_error(net, id, Code::BadField.as_str(), &words),
            None => return false,
        }
        true
    }

    /// Does what the console, or somebody in charge, asks.
    pub(super) fn control(&mut self, net: &mut Connections, id: ConnectionId, request: ControlRequest) {
        match request {
            ControlRequest::Clients => {
                let answer = self.clients(net);
                self.answer(net, id, &answer);
            }
            ControlRequest::Stats => {
                let mut answer = self.stats(net);
                self.measure_disk();
                // Whoever else may ask would become an admin by it.
                if self.parts.core.rank(session(id)) == Rank::Console
                    && let Some(code) = self.parts.core.first_code()
                {
                    answer["first_code"] = code.to_text().into();
                }
                self.answer(net, id, &answer);
            }
            ControlRequest::Address => {
                let mut answer = json!({ "type": "address", "addresses": self.page_addresses() });
                let chat = &self.parts.config.chat;
                if chat.registration == Registration::Code {
                    answer["class_code"] = chat.registration_code.trim().into();
                }
                self.answer(net, id, &answer);
            }
            ControlRequest::Campus => {
                let none = || json!({ "type": "campus", "broker": null });
                let status = self
                    .parts
                    .campus
                    .as_ref()
                    .map_or_else(none, |campus| campus.status(self.now.mono, &self.parts.core));
                self.answer(net, id, &status);
            }
            ControlRequest::CampusRetire { server } => {
                self.parts.core.retire_server(self.now, session(id), &server, &mut self.effects);
                self.carry_out(net);
            }
            ControlRequest::Log { lines } => {
                let lines = self.parts.logs.recent(lines);
                self.answer(net, id, &json!({ "type": "log", "lines": lines }));
            }
            ControlRequest::Reload => {
                self.audit_order(id, "reload");
                self.reload();
                self.answer(net, id, &json!({ "type": "reload", "status": "ok" }));
            }
            ControlRequest::Shutdown => {
                self.audit_order(id, "shutdown");
                self.answer(net, id, &json!({ "type": "shutdown", "status": "ok" }));
                self.stop_for("the console");
            }
            ControlRequest::Export(request) => self.export(net, id, request),
            ControlRequest::Backup { file } => self.backup(net, id, file.into()),
            ControlRequest::BackupProgress => self.backup_progress(net, id),
            ControlRequest::UserAdd { user, password, role, must_change } => {
                self.order_account(net, id, AccountOrder::Add { user, password, role, must_change });
            }
            ControlRequest::UserImport { user, hash, must_change } if passwords::can_be_compared(&hash.0) => {
                self.order_account(net, id, AccountOrder::Import { user, phc: hash.0.into(), must_change });
            }
            ControlRequest::UserImport { .. } => {
                self.answer_error(net, id, Code::BadField.as_str(), "hash: none that a password can be compared with");
            }
            ControlRequest::UserPasswd { user, password, disconnect, must_change } => {
                self.order_account(net, id, AccountOrder::SetPassword { user, password, disconnect, must_change });
            }
            ControlRequest::PersonErase { user, messages, after } => {
                self.erase_person(net, id, user, messages, after.as_deref());
            }
            ControlRequest::MessageImport { messages, ids_below } => {
                self.import_messages(net, id, &messages, ids_below);
            }
            ControlRequest::UserDel { user } => self.order_account(net, id, AccountOrder::Remove { user }),
            ControlRequest::ChannelAdd { channel, topic, members } => {
                let members = members.as_deref();
                self.parts.core.add_channel(self.now, session(id), &channel, &topic, members, &mut self.effects);
                self.carry_out(net);
            }
        }
    }

    fn order_account(&mut self, net: &mut Connections, id: ConnectionId, order: AccountOrder) {
        self.parts.core.order_account(self.now, session(id), order, &mut self.effects);
        self.carry_out(net);
    }

    pub(super) fn answer(&mut self, net: &mut Connections, id: ConnectionId, value: &Value) {
        net.send(id, |out| control::push_line(out, value));
    }

    pub(super) fn answer_error(&mut self, net: &mut Connections, id: ConnectionId, code: &str, words: &str) {
        self.answer(net, id, &json!({ "type": "error", "message": words, "error": words, "code": code }));
    }

    fn audit_order(&self, id: ConnectionId, what: &'static str) {
        let by = self.asker(id);
        self.parts.logs.audit(&AuditRecord { user: &by, ..AuditRecord::of_server(AuditEvent::Console, what) });
    }

    /// The name of who asks, for the audit log.
    pub(super) fn asker(&self, id: ConnectionId) -> Box<str> {
        self.parts.core.actor_name(session(id))
    }

    fn clients(&self, net: &Connections) -> Value {
        let mut views: Vec<SessionView<'_>> = self.parts.core.sessions().collect();
        views.sort_unstable_by_key(|view| (view.since, view.id));
        let more = views.len() > CLIENTS_MAX;
        let clients: Vec<Value> = views
            .iter()
            .take(CLIENTS_MAX)
            .map(|view| {
                json!({
                    "name": view.name.map(ToString::to_string),
                    "address": view.address.to_string(),
                    "role": view.role.map(|role| role.as_str()),
                    "state": view.state.map(|state| state.as_str()),
                    "channel": view.channel.map(ToString::to_string),
                    "since": view.since.to_local(),
                    "queued_bytes": net.queued_bytes_of(super::connection(view.id)),
                    "muted": view.muted,
                })
            })
            .collect();
        json!({ "type": "clients", "clients": clients, "more": more })
    }

    fn stats(&self, net: &Connections) -> Value {
        let census = self.parts.core.census();
        let counters: serde_json::Map<String, Value> =
            self.counters.iter().map(|counter| (counter.series(), counter.value.into())).collect();
        json!({
            "type": "stats",
            "version": env!("CARGO_PKG_VERSION"),
            "uptime_s": self.started.elapsed().as_secs(),
            "connections": net.len(),
            "identified": census.identified,
            "people": census.people,
            "channels": self.parts.core.channel_count(),
            "accounts": self.parts.core.account_count(),
            "queued_bytes": net.queued_bytes(),
            "lines_sent": net.lines_queued(),
            "bytes_sent": net.bytes_written(),
            "rss_kib": super::process::resident_kib(),
            "cpu_ms": super::process::processor_ms(),
            "disk_free_bytes": self.disk.free_bytes,
            "last_backup": self.jobs.last_backup.map(WallTime::to_local),
            "counters": counters,
        })
    }

    /// Has the worker look how much room there is on the disk, for the next statistics: a disk that hangs holds nobody up here.
    pub(super) fn measure_disk(&mut self) {
        if !self.disk.is_asked {
            let file = store_options(&self.parts.config).path();
            self.disk.is_asked = self.parts.worker.submit(WorkerJob::MeasureDisk(file)).is_ok();
        }
    }

    /// The operator's connection is gone.
    pub(super) fn console_closed(&mut self, id: ConnectionId) {
        self.consoles -= 1;
        log::debug!("console {:?} is gone", session(id));
    }
}
