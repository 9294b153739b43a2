//! Doing what was typed.
//!
//! Owns the way from a message that begins with `/` to what it asks for, and the answers in words: several lines go to
//! the asker one at a time, as with a greeting.

use super::account::Rank;
use super::account::Role;
use super::clock::Now;
use super::command::{self, BadCommand, MANUAL, Typed};
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::message::ExtraFields;
use super::refusal::{Asked, Form};
use super::request::{HistoryRequest, MessageRequest, PasswordRequest, Target};
use super::text::{Lang, Text};

impl Core {
    /// Does what an identified client typed.
    pub(super) fn typed(&mut self, now: Now, id: SessionId, request: MessageRequest, out: &mut Effects) {
        let is_known = |name: &super::name::Username| {
            self.people.contains(name.key()) || self.accounts.contains(name.key()) || self.is_elsewhere(name.key())
        };
        let typed = match command::parse(&request.content, is_known) {
            Ok(typed) => typed,
            Err(bad) => {
                let text = match &bad {
                    BadCommand::Unknown(word) => Text::UnknownCommand(word),
                    BadCommand::Usage(usage) => Text::BadCommand(usage),
                    BadCommand::Unquoted(name) => Text::UnquotedName(name),
                };
                let refusal = self.refusal(&text);
                self.refuse_unheard(now, id, Asked::Command, refusal, out);
                return;
            }
        };
        if !matches!(typed, Typed::Say(_) | Typed::Me(_) | Typed::Private { .. }) {
            self.note_heard(id);
        }
        match typed {
            // What says what it is for beside the command, as a private message does, keeps that.
            Typed::Say(content) => self.relay(now, id, MessageRequest { content, ..request }, out),
            Typed::Me(text) => {
                let Some(name) = self.person_of(id).map(|person| person.name().clone()) else { return };
                let content = format!("* {name} {text}").into();
                self.relay(now, id, MessageRequest { content, ..request }, out);
            }
            Typed::Private { to, content } => {
                let request = MessageRequest {
                    target: Ok(Target::Person(Some(to))),
                    subtype: None,
                    content,
                    from: None,
                    ack: None,
                    reply_to: None,
                    extra: ExtraFields::default(),
                };
                self.relay(now, id, request, out);
            }
            Typed::Join(channel) => self.join(now, id, &channel, Form::Typed, out),
            Typed::Leave(channel) => self.leave_channel(now, id, channel.as_ref(), Form::Typed, out),
            Typed::Channels => self.list_channels(now, id, Form::Typed, out),
            Typed::Users => self.list_people(now, id, out),
            Typed::School => self.tell_school(now, id, Form::Typed, out),
            Typed::History(limit) => {
                self.history(
                    now,
                    id,
                    HistoryRequest { channel: None, limit, before: None, after: None },
                    Form::Typed,
                    out,
                );
            }
            Typed::Search(request) => self.search(now, id, request, Form::Typed, out),
            Typed::Attendance(request) => self.tell_attendance(now, id, request, Form::Typed, out),
            Typed::Password { old, new } => {
                let change = PasswordRequest { old, new, disconnect: false };
                self.change_own_password(now, id, change, Form::Typed, out);
            }
            Typed::Help => self.help(now, id, out),
            Typed::Act(act) => self.act(now, id, act, Form::Typed, out),
            Typed::Amend(request) => self.amend(now, id, request, Form::Typed, out),
            Typed::Poll(request) => self.poll_request(now, id, request, Form::Typed, out),
            Typed::Question(request) => self.question_request(now, id, request, Form::Typed, out),
        }
    }

    fn list_people(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let people = self.visible_people(id);
        let lines = std::iter::once(self.line(now, id, &Text::PeopleFollow(people.len())))
            .chain(people.iter().map(|(name, state)| {
                let role = self.account(name.key()).map_or(Role::User, |account| account.role);
                self.line(now, id, &Text::PersonLine { name, state, role })
            }))
            .chain(self.lines_of_servers(now, id, &self.people_elsewhere()))
            .collect();
        self.tell_lines(now, id, lines, out);
    }

    fn help(&mut self, now: Now, id: SessionId, out: &mut Effects) {
        let staff = self.rank(id) >= Rank::Moderator;
        let french = self.settings.lang == Lang::Fr;
        let lines = MANUAL
            .iter()
            .filter(|manual| staff || !manual.staff)
            .map(|manual| {
                let what = if french { manual.french } else { manual.english };
                self.line(now, id, &Text::Plain(&format!("{} : {what}", manual.usage)))
            })
            .collect();
        self.tell_lines(now, id, lines, out);
    }
}
