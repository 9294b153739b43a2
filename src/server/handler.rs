//! Between the sockets and the core: what `net` brings goes in, what the core wants done is carried out.
//!
//! Owns [`Server`], the reactor's handler. It holds the core, the ends of the worker's and the writer's queues, the
//! counters. Everything here runs in the loop and must not block.

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::{Duration, Instant};

use chrono::Utc;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook_mio::v1_0::Signals;

use super::admission::{AdmissionRefusal, Gate, GateLimits};
use super::back_pressure::{BackPressure, FlowChange, WaterMarks};
use super::campus::CampusLink;
use super::jobs::Jobs;
use super::monitors::Monitors;
use super::turn_times::TurnTimes;
use super::wall_clock::{self, Zone};
use super::web;
use super::worker::{JobResult, Reloaded, Worker, WorkerJob};
use super::{connection, session};
use crate::chat::Core;
use crate::chat::answer;
use crate::chat::clock::Now;
use crate::chat::effect::{CloseReason, Effect, Effects, PasswordOutcome, SessionId, Ticket};
use crate::chat::link::{Link, LinkEnd, LinkKind, Parting};
use crate::chat::message::{Audience, Message};
use crate::chat::reply::{Code, Reply};
use crate::chat::request::{Problem, ProblemKind, Request};
use crate::chat::school::{SchoolAnswer, SchoolQuestion};
use crate::chat::store_protocol::{StoreReport, StoreRequest};
use crate::chat::text::Text;
use crate::config::{Config, ConfigSource, LogMessages};
use crate::net::first_bytes::Foreign;
use crate::net::{Admission, CloseCode, Closed, ConnectionId, Connections, Frame, Handler, Head, Origin};
use crate::ops::audit::{AuditEvent, AuditRecord};
use crate::ops::counters::Counters;
use crate::ops::log_writer::LogWriter;
use crate::ops::notify::Notifier;
use crate::school::School;
use crate::store::{Store, StoreEvent};
use crate::web::Site;
use crate::wire::{self, control::ControlRequest};

/// The parts that a server is put together from.
pub(super) struct Parts {
    pub(super) core: Core,
    pub(super) store: Store,
    pub(super) worker: Worker,
    /// The way to the school's directory, if it is asked at all.
    pub(super) school: Option<School>,
    /// The way to the school's other servers, if there are any.
    pub(super) campus: Option<CampusLink>,
    pub(super) logs: LogWriter,
    pub(super) notifier: Notifier,
    pub(super) signals: Signals,
    pub(super) source: ConfigSource,
    pub(super) config: Config,
}

/// The room that the disk of the database had when somebody last asked for statistics; the worker looks.
#[derive(Debug, Default)]
pub(super) struct DiskRoom {
    pub(super) free_bytes: Option<u64>,
    pub(super) is_asked: bool,
}

/// The reactor's handler.
pub(super) struct Server {
    pub(super) parts: Parts,
    pub(super) started: Instant,
    pub(super) now: Now,
    zone: Zone,
    gate: Gate,
    pub(super) counters: Counters,
    pub(super) effects: Effects,
    /// The number of connections of the operator.
    pub(super) consoles: usize,
    pub(super) monitors: Monitors,
    pub(super) site: Site,
    /// The sockets of clients, with their real ports.
    pub(super) listening: Vec<SocketAddr>,
    pub(super) jobs: Jobs,
    pub(super) disk: DiskRoom,
    pub(super) turns: TurnTimes,
    stopping: bool,
    /// True if the database has failed and not recovered yet.
    storage_failing: bool,
    back_pressure: BackPressure,
    pub(super) marks: WaterMarks,
    /// A configuration that was read again and is to be applied between two turns.
    pub(super) reloaded: Option<Box<Reloaded>>,
    /// The time at which the service manager's watchdog wants to hear that the loop turns.
    watchdog_at: Option<Instant>,
    /// Set while the server drains: when it stops waiting.
    drain_until: Option<Instant>,
}

impl Server {
    pub(super) fn new(parts: Parts, started: Instant) -> Self {
        Self {
            marks: water_marks(&parts.config),
            site: web::site(&parts.config),
            listening: Vec::new(),
            parts,
            started,
            now: wall_clock::now(started, Instant::now()),
            zone: Zone::default(),
            gate: Gate::default(),
            counters: Counters::default(),
            effects: Effects::default(),
            consoles: 0,
            monitors: Monitors::default(),
            jobs: Jobs::default(),
            disk: DiskRoom::default(),
            turns: TurnTimes::default(),
            stopping: false,
            storage_failing: false,
            back_pressure: BackPressure::default(),
            reloaded: None,
            watchdog_at: None,
            drain_until: None,
        }
    }

    /// The server listens: the service manager may go on.
    pub(super) fn ready(&mut self) {
        self.parts.notifier.ready();
        self.measure_disk();
        self.watchdog_at = self.parts.notifier.watchdog_interval().map(|every| Instant::now() + every);
    }

    /// The time that the last lines may take to leave.
    pub(super) fn drain_time(&self) -> Duration {
        Duration::from_secs(self.parts.config.fixed.drain_s)
    }

    /// True if a signal has asked the server to stop.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping
    }

    /// Tells everybody that the server stops, and closes all connections.
    pub(super) fn say_goodbye(&mut self, net: &mut Connections) {
        self.parts.core.stop(self.now, &mut self.effects);
        self.carry_out(net);
        self.close_monitors(net);
        if let Some(campus) = &mut self.parts.campus {
            campus.leave(self.now.mono);
        }
    }

    /// Has the reactor woken at that time, while the server drains.
    pub(super) fn set_deadline(&mut self, at: Instant) {
        self.drain_until = Some(at);
    }

    /// Puts everything on disk and says the last words in the logs.
    pub(super) fn finish(self, left: usize) -> Result<(), String> {
        if left > 0 {
            log::warn!("{left} connections had not taken their last lines in time");
        }
        let Self { parts, counters, .. } = self;
        drop(parts.school);
        drop(parts.worker);
        let stored = parts.store.shutdown();
        log::info!("{counters}");
        parts.logs.audit(&AuditRecord::of_server(AuditEvent::ServerStopped, ""));
        match stored {
            Ok(()) => {
                log::info!("stopped");
                Ok(())
            }
            Err(e) => Err(parts.config.lang.choose(
                format!("les derniers messages n'ont pas pu être gardés : {e}"),
                format!("the last messages could not be stored: {e}"),
            )),
        }
    }

    /// Does what the core wants done, and what follows from that.
    pub(super) fn carry_out(&mut self, net: &mut Connections) {
        while !self.effects.list.is_empty() {
            let mut effects = std::mem::take(&mut self.effects);
            for effect in effects.list.drain(..) {
                self.carry_out_one(effect, &effects.recipients, net);
            }
            // Usually nothing followed, and the buffers are kept for the next line.
            if self.effects.list.is_empty() {
                effects.clear();
                self.effects = effects;
            }
        }
    }

    fn carry_out_one(&mut self, effect: Effect, recipients: &[SessionId], net: &mut Connections) {
        match effect {
            Effect::Send(to, reply) => {
                if let Reply::Error { code, .. } = &reply {
                    self.counters.errors_sent += 1;
                    log::debug!("an error for {}: {}", ConnectionLabel(net.origin(connection(to))), code.as_str());
                }
                net.send(connection(to), |out| wire::encode(&reply, out));
            }
            Effect::FanOut(to, reply) => {
                net.send_all(recipients[to].iter().copied().map(connection), |out| wire::encode(&reply, out));
            }
            Effect::Pause(id) => net.pause(connection(id)),
            Effect::Resume(id) => net.resume(connection(id)),
            Effect::Close(id, reason) => {
                let id = connection(id);
                self.forget_connection(net, id, reason.as_str());
                match reason {
                    CloseReason::Kicked => self.counters.kicked += 1,
                    CloseReason::Banned => self.counters.banned += 1,
                    _ => {}
                }
                let code = if reason == CloseReason::Stopping { CloseCode::GOING_AWAY } else { CloseCode::POLICY };
                net.close_with(id, Some(code));
            }
            Effect::Password(job) => self.submit_password(job),
            Effect::AskSchool(question) => self.ask_school(*question),
            Effect::Campus(act) => self.act_on_campus(*act),
            Effect::Store(request) => self.submit_record(net, request),
            Effect::Audit(audit) => self.audit(&audit),
            Effect::Said(message) => self.log_message(&message),
            Effect::RefusedInWords(to, code) => {
                self.counters.refused_in_words += 1;
                log::debug!("refused in words to {}: {}", ConnectionLabel(net.origin(connection(to))), code.as_str());
            }
        }
    }

    fn submit_password(&mut self, job: crate::chat::effect::PasswordJob) {
        use crate::chat::effect::PasswordJob;
        if let Err(refused) = self.parts.worker.submit(WorkerJob::Password(job))
            && let WorkerJob::Password(job) = *refused
        {
            // The core keeps within the queue's length, so this is a worker that died.
            self.counters.hash_queue_full += 1;
            log::error!("the password worker takes no work");
            let (ticket, outcome) = match job {
                PasswordJob::Hash { ticket, .. } => (ticket, PasswordOutcome::Hashed(None)),
                PasswordJob::Verify { ticket, .. } => (ticket, PasswordOutcome::Wrong),
            };
            self.parts.core.handle_password(self.now, ticket, outcome, &mut self.effects);
        }
    }

    fn ask_school(&mut self, question: SchoolQuestion) {
        let ticket = question.ticket;
        let asked = self.parts.school.as_ref().map_or(Err(ticket), |school| school.ask(question));
        if let Err(ticket) = asked {
            // The core keeps within the bounds, so this is a thread that died.
            self.school_answered(ticket, SchoolAnswer::Unavailable);
        }
    }

    fn take_school_answers(&mut self, net: &mut Connections) {
        while let Some(answered) = self.parts.school.as_ref().and_then(School::next_answer) {
            self.school_answered(answered.ticket, answered.answer);
            self.carry_out(net);
        }
    }

    fn school_answered(&mut self, ticket: Ticket, answer: SchoolAnswer) {
        match answer {
            SchoolAnswer::Yes(_) => self.counters.school_yes += 1,
            SchoolAnswer::No => self.counters.school_no += 1,
            SchoolAnswer::Unavailable => self.counters.school_unavailable += 1,
        }
        self.parts.core.handle_school(self.now, ticket, answer, &mut self.effects);
    }

    fn submit_record(&mut self, net: &mut Connections, request: StoreRequest) {
        if let Err(e) = self.parts.store.submit_without_waking(request) {
            // It takes whatever the core asks, so this is a writer that died. What it said before comes first.
            while let Some(event) = self.parts.store.next_event() {
                self.take_event(net, event);
            }
            self.counters.store_queue_full += 1;
            log::error!("{e}: nothing is kept any more; restart the server");
            self.note_storage_failure(&e.to_string());
            self.parts.core.handle_storage_end(self.now, &mut self.effects);
        }
    }

    fn refusal_line(&self, text: &Text<'_>) -> Box<str> {
        line_of(&answer::error(text, self.parts.config.lang))
    }

    fn log_message(&mut self, message: &Message) {
        let (private, to) = match &message.audience {
            Audience::Channel(channel) => (false, channel.as_str()),
            Audience::Person(name) => (true, name.as_str()),
        };
        if private {
            self.counters.messages_private += 1;
        } else {
            self.counters.messages_global += 1;
        }
        let logged = match self.parts.config.log.messages {
            LogMessages::None => false,
            LogMessages::Public => !private,
            LogMessages::All => true,
        };
        if logged {
            log::info!("{to} <{}> {}", message.from, message.content);
        }
    }

    fn take_reports(&mut self, net: &mut Connections) {
        while let Some(event) = self.parts.store.next_event() {
            self.take_event(net, event);
            self.carry_out(net);
        }
    }

    fn take_event(&mut self, net: &mut Connections, event: StoreEvent) {
        let report = match event {
            StoreEvent::Report(report) => report,
            StoreEvent::Job { token, answer } => {
                self.job_done(net, token, answer);
                return;
            }
        };
        match &report {
            StoreReport::Failed { reason, .. } => self.note_storage_failure(reason),
            StoreReport::Recovered => {
                self.storage_failing = false;
                self.parts.logs.audit(&AuditRecord::of_server(AuditEvent::StorageRecovered, ""));
            }
            StoreReport::Committed { .. }
            | StoreReport::Renamed { .. }
            | StoreReport::Undelivered { .. }
            | StoreReport::History { .. }
            | StoreReport::Message { .. }
            | StoreReport::Attendance { .. }
            | StoreReport::Search { .. }
            | StoreReport::Count { .. }
            | StoreReport::EventFound { .. }
            | StoreReport::Events { .. } => {}
        }
        self.parts.core.handle_report(self.now, report, &mut self.effects);
    }

    /// Each refused request is reported; what happened is one thing.
    fn note_storage_failure(&mut self, reason: &str) {
        if !std::mem::replace(&mut self.storage_failing, true) {
            self.parts.logs.audit(&AuditRecord::of_server(AuditEvent::StorageFailed, reason));
        }
    }

    /// Has clients wait for a database that is behind, for a while.
    fn press_back(&mut self, net: &mut Connections) {
        let backlog = self.parts.core.storage_backlog();
        if backlog.is_none_or(|backlog| backlog < self.marks.high) && self.back_pressure.is_off() {
            return;
        }
        match self.back_pressure.weigh(self.now.mono, backlog, &self.marks) {
            Some(FlowChange::Hold) => {
                log::debug!("{} requests wait for the database: clients are read later", backlog.unwrap_or(0));
                net.hold_clients();
            }
            Some(FlowChange::Release) => {
                self.counters.storage_caught_up += 1;
                net.release_clients();
            }
            Some(FlowChange::Fail) => {
                self.counters.storage_failed_meanwhile += 1;
                net.release_clients();
            }
            Some(FlowChange::GiveUp) => {
                self.counters.storage_gave_up += 1;
                log::warn!(
                    "the database has been behind for {} s: what its queue of {} does not take is relayed and not recorded",
                    self.marks.hold_max.as_secs(),
                    self.parts.config.fixed.store_queue
                );
                net.release_clients();
            }
            None => {}
        }
    }

    fn take_done(&mut self, net: &mut Connections) {
        while let Some(done) = self.parts.worker.next_done() {
            match done {
                JobResult::Password(ticket, outcome) => {
                    self.parts.core.handle_password(self.now, ticket, outcome, &mut self.effects);
                    self.carry_out(net);
                }
                JobResult::Config(loaded) => self.config_loaded(*loaded),
                JobResult::DiskFree(bytes) => self.disk = DiskRoom { free_bytes: bytes, is_asked: false },
            }
        }
    }

    /// A connection is closed, from either end.
    pub(super) fn forget_connection(&mut self, net: &Connections, id: ConnectionId, why: &str) {
        self.jobs.forget(id);
        match net.origin(id) {
            Some(Origin::Client(peer)) => {
                self.gate.remove(peer.ip());
                log::debug!("{peer} is gone: {why}");
            }
            Some(Origin::Console) => self.console_closed(id),
            Some(Origin::Monitor(_)) => self.monitors.remove(id),
            None => {}
        }
    }

    /// Makes room for another connection of an address: one that has never said anything goes, as browsers keep some.
    fn close_longest_silent(&mut self, net: &mut Connections, address: IpAddr) {
        let is_meant = |origin| matches!(origin, Origin::Client(peer) if peer.ip() == address);
        let Some(id) = net.longest_silent(is_meant) else { return };
        let end = LinkEnd { is_clean: false, parting: Parting::Said, reason: "silent" };
        self.forget_connection(net, id, end.reason);
        self.parts.core.disconnect(self.now, session(id), end, &mut self.effects);
        net.close(id);
    }

    pub(super) fn stop_for(&mut self, what: &str) {
        log::info!("{what}: stopping");
        self.parts.notifier.stopping();
        self.stopping = true;
    }
}

impl Handler for Server {
    fn turn_ended(&mut self) {
        // Behind the lines of this turn, which somebody waits for.
        self.parts.store.wake_writer();
        self.parts.logs.wake();
        self.turns.end();
    }

    fn turn_began(&mut self, at: Instant) {
        self.parts.logs.postpone_waking();
        self.turns.begin(at);
        let wall = self.zone.wall_time(Utc::now());
        self.now = Now { mono: at.saturating_duration_since(self.started), wall };
    }

    fn admit(&mut self, net: &mut Connections, origin: Origin) -> Admission {
        let Config { limits, fixed, .. } = &self.parts.config;
        let address = match origin {
            Origin::Client(peer) => peer.ip(),
            Origin::Console if self.consoles < fixed.console_connections => return Admission::Admit,
            Origin::Console => {
                self.counters.refused_console += 1;
                log::warn!("refused a console: {} are open, close one", fixed.console_connections);
                return Admission::Refuse(Some(self.refusal_line(&Text::TooManyConnections)));
            }
            Origin::Monitor(_) if self.monitors.has_room() => return Admission::Admit,
            Origin::Monitor(peer) => {
                self.counters.refused_monitor += 1;
                log::warn!("refused the monitor {peer}: too many are connected");
                return Admission::Refuse(None);
            }
        };
        if let Some(reply) = self.parts.core.address_ban(address) {
            self.counters.refused_banned += 1;
            self.refuse_connection(address, "banned");
            return Admission::Refuse(Some(line_of(&reply)));
        }
        let gate_limits = GateLimits::of(limits, fixed);
        if self.gate.is_full(address, &gate_limits) {
            self.close_longest_silent(net, address);
        }
        let Config { limits, access, .. } = &self.parts.config;
        let verdict = self.gate.check(self.now.mono, access, address, net.len(), &gate_limits);
        let Err(refused) = verdict else { return Admission::Admit };
        self.refuse_connection(address, refused.as_str());
        let text = match refused {
            AdmissionRefusal::NotAllowed => {
                self.counters.refused_address += 1;
                log::info!("refused {address}: not in access.allow; to let it in, add its range there and reload");
                return Admission::Refuse(None);
            }
            AdmissionRefusal::Full => {
                self.counters.refused_full += 1;
                Text::TooManyConnections
            }
            AdmissionRefusal::AddressFull => {
                self.counters.refused_per_address += 1;
                Text::AddressFull(limits.max_connections_per_address)
            }
            AdmissionRefusal::AddressTooFast(wait) => {
                self.counters.refused_rate_per_address += 1;
                Text::ConnectingTooFast { from_address: true, wait_s: whole_seconds(wait) }
            }
            AdmissionRefusal::TooFast(wait) => {
                self.counters.refused_rate += 1;
                Text::ConnectingTooFast { from_address: false, wait_s: whole_seconds(wait) }
            }
        };
        log::warn!("refused {address}: {}", refused.as_str());
        Admission::Refuse(Some(self.refusal_line(&text)))
    }

    fn connected(&mut self, _net: &mut Connections, id: ConnectionId, origin: Origin) {
        let peer = match origin {
            Origin::Client(peer) => peer,
            Origin::Console => {
                self.consoles += 1;
                self.parts.core.connect_console(self.now, session(id));
                log::debug!("a console has connected");
                return;
            }
            Origin::Monitor(_) => {
                self.monitors.add(id);
                return;
            }
        };
        self.counters.accepted += 1;
        self.gate.add(peer.ip());
        let link = Link { kind: LinkKind::Lines, is_private: peer.ip().is_loopback() };
        self.parts.core.connect(self.now, session(id), peer.ip(), link);
        log::debug!("{peer} has connected");
    }

    fn handshake_done(&mut self, id: ConnectionId) {
        self.counters.tls_ok += 1;
        self.parts.core.become_private(session(id));
    }

    fn foreign(&mut self, net: &mut Connections, id: ConnectionId, what: Foreign) {
        let why = match what {
            // An alert would have a browser try older versions, one after the other.
            Foreign::Tls => {
                self.counters.closed_tls += 1;
                "tls"
            }
            Foreign::LongLine => {
                self.counters.lines_too_long += 1;
                let line = self.refusal_line(&Text::Problem(ProblemKind::LineTooLong));
                net.send(id, |out| out.push_str(&line));
                "line_too_long"
            }
        };
        if let Some(Origin::Client(peer)) = net.origin(id) {
            log::debug!("{peer} speaks no lines: {why}");
            self.refuse_connection(peer.ip(), why);
        }
        self.forget_connection(net, id, why);
        let end = LinkEnd { is_clean: false, parting: Parting::Said, reason: why };
        self.parts.core.disconnect(self.now, session(id), end, &mut self.effects);
        self.carry_out(net);
        net.close(id);
    }

    fn request(&mut self, net: &mut Connections, id: ConnectionId, head: Head<'_>) {
        match net.origin(id) {
            Some(Origin::Monitor(_)) => self.answer_monitor(net, id, head),
            _ => self.answer_browser(net, id, head),
        }
    }

    fn frame(&mut self, net: &mut Connections, id: ConnectionId, frame: Frame<'_>) {
        match net.origin(id) {
            Some(Origin::Console) => {
                if let Frame::Line(bytes) = frame
                    && let Some(request) = ControlRequest::parse(bytes)
                {
                    match request {
                        Ok(request) => self.control(net, id, request),
                        Err(words) => self.answer_error(net, id, Code::BadField.as_str(), &words),
                    }
                    return;
                }
            }
            Some(Origin::Client(_) | Origin::Monitor(_)) | None => {}
        }
        let line = match &frame {
            Frame::TooLong => {
                self.counters.lines_too_long += 1;
                Err(Problem { kind: ProblemKind::LineTooLong, ack: None })
            }
            Frame::Line(bytes) => {
                self.counters.lines_in += 1;
                self.counters.bytes_in += bytes.len() as u64 + 1;
                let Some(parsed) = wire::parse_line(bytes) else { return };
                parsed
            }
        };
        if let Ok(Request::Unknown { kind }) = &line {
            if let Frame::Line(bytes) = frame
                && self.asked_by_client(net, id, bytes)
            {
                return;
            }
            self.counters.unknown_type += 1;
            log::debug!("unknown type {kind:?} ignored");
        }
        let drained = net.is_in_step(id);
        self.parts.core.handle_line(self.now, session(id), line, drained, &mut self.effects);
        self.carry_out(net);
        self.press_back(net);
    }

    fn closed(&mut self, net: &mut Connections, id: ConnectionId, how: Closed) {
        if let Closed::Handshake(why) = how {
            self.handshake_failed(net.origin(id), why);
        }
        if let Some(Origin::Monitor(_)) = net.origin(id) {
            self.monitor_gone(id, how);
            return;
        }
        self.forget_connection(net, id, how.as_str());
        let parting = match how {
            Closed::Goodbye(Some(CloseCode::GOING_AWAY | CloseCode::COMING_BACK)) => Parting::PageLeft,
            Closed::Goodbye(_) | Closed::Violation(_) => Parting::Said,
            Closed::EndOfStream if !net.is_browser(id) => Parting::Said,
            _ => Parting::Lost,
        };
        let has_ended = matches!(how, Closed::Goodbye(_)) || (how == Closed::EndOfStream && parting == Parting::Said);
        let end = LinkEnd { is_clean: has_ended && net.is_drained(id), parting, reason: how.as_str() };
        self.parts.core.disconnect(self.now, session(id), end, &mut self.effects);
        self.carry_out(net);
    }

    fn behind(&mut self, net: &mut Connections, id: ConnectionId) {
        if net.asks_for_pages(id) {
            self.counters.slow_readers += 1;
            self.forget_connection(net, id, "slow_reader");
            net.close(id);
            return;
        }
        self.parts.core.drop_slow_reader(self.now, session(id), &mut self.effects);
        self.carry_out(net);
    }

    fn slowed(&mut self, net: &mut Connections, id: ConnectionId) {
        self.parts.core.note_slowed_reading(session(id), &mut self.effects);
        self.carry_out(net);
    }

    fn overdue(&mut self, net: &mut Connections, id: ConnectionId) {
        self.parts.core.drop_unfinished_line(self.now, session(id), &mut self.effects);
        self.carry_out(net);
    }

    fn woken(&mut self, net: &mut Connections) {
        self.take_reports(net);
        self.begin_campus_erasure();
        self.take_done(net);
        self.take_school_answers(net);
        self.run_campus(net);
        self.press_back(net);
    }

    fn source_ready(&mut self, net: &mut Connections, source: usize) {
        if self.parts.campus.as_ref().is_some_and(|campus| campus.source() == source) {
            self.run_campus(net);
            return;
        }
        let pending: Vec<_> = self.parts.signals.pending().collect();
        for signal in pending {
            match signal {
                SIGHUP => self.reload(),
                SIGTERM | SIGINT => {
                    self.stop_for(&format!("signal {signal}"));
                }
                _ => {}
            }
        }
    }

    fn deadline(&self) -> Option<Instant> {
        let core = self.parts.core.next_timeout().map(|at| self.started + at);
        let held = self.back_pressure.deadline().map(|at| self.started + at);
        let earliest = |campus: &CampusLink| {
            let jobs = &self.jobs;
            [campus.next_timeout(), jobs.campus_retry_at, jobs.campus_rest.ends_at()].into_iter().flatten().min()
        };
        let campus = self.parts.campus.as_ref().and_then(earliest).map(|at| self.started + at);
        [core, held, campus, self.watchdog_at, self.drain_until].into_iter().flatten().min()
    }

    fn deadline_reached(&mut self, net: &mut Connections) {
        if self.watchdog_at.is_some_and(|at| at <= Instant::now()) {
            self.parts.notifier.watchdog();
            self.watchdog_at = self.parts.notifier.watchdog_interval().map(|every| Instant::now() + every);
        }
        self.parts.core.handle_timeout(self.now, &mut self.effects);
        self.carry_out(net);
        self.begin_campus_erasure();
        self.run_campus(net);
        self.press_back(net);
    }

    fn accept_paused(&mut self, error: &std::io::Error) {
        self.counters.emfile_pauses += 1;
        log::warn!("no more connections for a moment: {error}");
    }
}

pub(super) fn water_marks(config: &Config) -> WaterMarks {
    WaterMarks::of(config.fixed.store_queue, Duration::from_secs(config.fixed.store_wait_s))
}

/// The other end of a connection, for the log.
struct ConnectionLabel(Option<Origin>);

impl fmt::Display for ConnectionLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(Origin::Client(address) | Origin::Monitor(address)) => address.fmt(f),
            Some(Origin::Console) => f.write_str("the console"),
            None => f.write_str("somebody who is gone"),
        }
    }
}

/// At least so many.
fn whole_seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0)
}

/// A line for a connection that is not taken in.
pub(super) fn line_of(reply: &Reply) -> Box<str> {
    let mut line = String::new();
    wire::encode(reply, &mut line);
    line.into()
}
