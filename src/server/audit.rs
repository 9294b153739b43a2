//! The core's audit entries and the server's own, on their way to the audit log and to the counters.
//!
//! Owns which event and which counter belong to each [`AuditKind`]. Called by `handler`; calls `ops`.

use std::net::IpAddr;

use chrono::{DateTime, FixedOffset};

use super::handler::Server;
use crate::chat::clock::WallTime;
use crate::chat::effect::{Audit, AuditKind};
use crate::chat::request::ChannelMode;
use crate::ops::audit::{AuditEvent, AuditRecord};

impl Server {
    /// Writes down what the core wants the operator to find later, and counts it.
    pub(super) fn audit(&mut self, audit: &Audit) {
        let (event, counter) = match audit.kind {
            AuditKind::LineTimeout => (AuditEvent::LineTimeout, Some(&mut self.counters.line_timeouts)),
            AuditKind::IdentifyTimeout => (AuditEvent::IdentifyTimeout, Some(&mut self.counters.identify_timeouts)),
            AuditKind::LoginOk => (AuditEvent::LoginOk, Some(&mut self.counters.logins_ok)),
            AuditKind::LoginFailed => (AuditEvent::LoginFailed, Some(&mut self.counters.logins_failed)),
            AuditKind::LoginUndecided => (AuditEvent::LoginUndecided, None),
            AuditKind::RegisterOk => (AuditEvent::RegisterOk, Some(&mut self.counters.registrations)),
            AuditKind::RegisterRefused => (AuditEvent::RegisterRefused, None),
            AuditKind::GuestIdentified => (AuditEvent::GuestIdentified, Some(&mut self.counters.guests)),
            AuditKind::BadInput => (AuditEvent::BadInput, Some(&mut self.counters.bad_input)),
            AuditKind::TooManyErrors => (AuditEvent::TooManyErrors, Some(&mut self.counters.closed_errors)),
            AuditKind::SlowReader => (AuditEvent::SlowReader, Some(&mut self.counters.slow_readers)),
            AuditKind::Disconnected => (AuditEvent::Disconnected, None),
            AuditKind::RateLimited => (AuditEvent::RateLimited, Some(&mut self.counters.rate_limited)),
            AuditKind::ReadSlowed => (AuditEvent::RateLimited, Some(&mut self.counters.reads_slowed)),
            AuditKind::GuestRefused => (AuditEvent::GuestRefused, None),
            AuditKind::Kick => (AuditEvent::Kick, Some(&mut self.counters.kicks)),
            AuditKind::Mute => (AuditEvent::Mute, Some(&mut self.counters.mutes)),
            AuditKind::Unmute => (AuditEvent::Unmute, None),
            AuditKind::Ban => (AuditEvent::Ban, Some(&mut self.counters.bans)),
            AuditKind::AutomaticBan => (AuditEvent::Ban, Some(&mut self.counters.automatic_bans)),
            AuditKind::Unban => (AuditEvent::Unban, None),
            AuditKind::Announce => (AuditEvent::Announce, None),
            AuditKind::Delete => (AuditEvent::Delete, Some(&mut self.counters.deletions)),
            AuditKind::Topic => (AuditEvent::Topic, None),
            AuditKind::ChannelMembers => (AuditEvent::ChannelMembers, None),
            AuditKind::Role => (AuditEvent::Role, None),
            AuditKind::AccountAdded => (AuditEvent::AccountAdded, None),
            AuditKind::PasswordChanged => (AuditEvent::PasswordChanged, None),
            AuditKind::AccountRemoved => (AuditEvent::AccountRemoved, None),
            AuditKind::AccountDisabled => (AuditEvent::AccountDisabled, None),
            AuditKind::AccountEnabled => (AuditEvent::AccountEnabled, None),
            AuditKind::AccountRenamed => (AuditEvent::AccountRenamed, None),
            AuditKind::PersonErased => (AuditEvent::PersonErased, None),
            AuditKind::Lesson => (AuditEvent::Lesson, None),
            AuditKind::Attendance => (AuditEvent::Attendance, None),
            AuditKind::Channel(mode) => (channel_event(mode), None),
            AuditKind::LowerHand => (AuditEvent::HandLowered, None),
            AuditKind::Silence => (AuditEvent::Silence, None),
            AuditKind::SilenceEnds => (AuditEvent::SilenceLifted, None),
            AuditKind::SlowMode => (AuditEvent::SlowMode, None),
            AuditKind::PrivateMessages => (AuditEvent::PrivateMessages, None),
            AuditKind::Clear => (AuditEvent::Clear, None),
            AuditKind::PollOpened => (AuditEvent::PollOpened, None),
            AuditKind::PollClosed => (AuditEvent::PollClosed, None),
            AuditKind::PollCancelled => (AuditEvent::PollCancelled, None),
            AuditKind::QuestionAnswered => (AuditEvent::QuestionAnswered, None),
            AuditKind::QuestionReopened => (AuditEvent::QuestionReopened, None),
            AuditKind::CampusRetired => (AuditEvent::CampusRetired, None),
            AuditKind::CampusReturned => (AuditEvent::CampusReturned, None),
            AuditKind::DevicesForgotten => (AuditEvent::DevicesForgotten, None),
            AuditKind::QuestionsOpened => (AuditEvent::QuestionsOpened, None),
            AuditKind::QuestionsClosed => (AuditEvent::QuestionsClosed, None),
            AuditKind::QuestionRemoved => (AuditEvent::QuestionRemoved, None),
        };
        if let Some(counter) = counter {
            *counter += 1;
        }
        if let (AuditKind::AutomaticBan, Some(act)) = (audit.kind, &audit.act) {
            log::warn!(
                "banned {} automatically: too much failed from there; `classcord admin unban` lifts it",
                act.whom
            );
        }
        log::debug!("{} {} {} {}", event.as_str(), audit.address, audit.error, audit.user);
        let mut record = AuditRecord {
            address: Some(audit.address),
            error: audit.error,
            user: &audit.user,
            ..AuditRecord::of(event)
        };
        if let Some(act) = &audit.act {
            record.target = &act.whom;
            record.reason = &act.why;
            record.until = act.until.and_then(zoned);
        }
        self.parts.logs.audit(&record);
    }

    /// Writes down that a connection was refused, and why.
    pub(super) fn refuse_connection(&self, address: IpAddr, why: &'static str) {
        self.parts.logs.audit(&AuditRecord {
            address: Some(address),
            error: why,
            ..AuditRecord::of(AuditEvent::ConnectionRefused)
        });
    }
}

fn channel_event(mode: ChannelMode) -> AuditEvent {
    match mode {
        ChannelMode::Disabled => AuditEvent::ChannelDisabled,
        ChannelMode::Enabled => AuditEvent::ChannelEnabled,
        ChannelMode::ReadOnly => AuditEvent::ChannelReadOnly,
        ChannelMode::Open => AuditEvent::ChannelWritable,
        ChannelMode::Public => AuditEvent::ChannelPublic,
    }
}

/// A wall time as the audit log writes it.
fn zoned(at: WallTime) -> Option<DateTime<FixedOffset>> {
    let zone = FixedOffset::east_opt(at.offset_s)?;
    Some(DateTime::from_timestamp_micros(at.unix_us)?.with_timezone(&zone))
}
