//! Reception of a client that is nobody yet: what it needs for a first screen, and under which name one would come in.
//!
//! Owns `hello` and `name`. Whoever asks for names learns as much as by `register`, and is limited by the same rates, on a
//! throttle of its own: nobody who looks for a free name is kept from making an account.

use super::claim::TypedName;
use super::clock::Now;
use super::core::Core;
use super::effect::Effects;
use super::handle::SessionId;
use super::link::LinkKind;
use super::refusal::Asked;
use super::reply::{About, Reply};
use super::text::Text;

impl Core {
    /// Answers `hello`.
    pub(super) fn hello(&mut self, id: SessionId, out: &mut Effects) {
        if let Some(session) = self.sessions.get_mut(id) {
            session.say_hello();
        }
        let settings = &self.settings;
        let link = self.link(id);
        let about = About {
            lang: settings.lang,
            class: settings.class.clone(),
            channel: settings.default_channel.clone(),
            registration: settings.registration,
            guests: settings.guests,
            password_chars_min: settings.password_chars_min,
            staff_password_chars_min: settings.staff_password_chars_min,
            admin_password_chars_min: settings.admin_password_chars_min,
            content_chars_max: settings.content_chars_max,
            is_private: link.is_private,
            first_admin: self.first_code().is_some(),
            encrypted_way: self.encrypted_way.clone(),
            http_port: self.page_port.filter(|_| link.is_private && link.kind == LinkKind::Browser),
        };
        out.send(id, Reply::Hello(Box::new(about)));
    }

    /// Answers `name`.
    pub(super) fn tell_name(&mut self, now: Now, id: SessionId, typed: &TypedName, out: &mut Effects) {
        if !self.newer(id) {
            self.reject_unknown_type(now, id, out);
            return;
        }
        let wanted = typed.to_guest_name().name;
        let address = self.address(id);
        if !self.name_throttle.take(&self.settings.registrations, now.mono, address, wanted.key()) {
            self.refuse(now, id, Asked::Request, self.refusal(&Text::RateLimited), out);
            return;
        }
        let given = self.free_guest_name(&wanted);
        let mut fields = vec![("name", wanted.as_str().into()), ("as", given.as_str().into())];
        if self.accounts.contains(wanted.key()) {
            fields.push(("taken_by", "account".into()));
        } else if self.people.contains(wanted.key()) {
            fields.push(("taken_by", "guest".into()));
        }
        out.send(id, Reply::Done { kind: "name", fields });
    }
}
