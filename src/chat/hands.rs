//! Raised hands: who raises one, who lowers it, and who hears of that.
//!
//! Owns these rules on `state::hands`. A hand is a person's, and falls when the person leaves. People in charge hear of
//! each that goes up or down, the person of their own, and newer clients of those behind one that went down of their new
//! place; nobody else does. Called by `class` with requests, and by `presence` when a person leaves.

use super::account::Rank;
use super::class_act::{ClassLine, RaisedHand};
use super::class_text::ClassText;
use super::clock::Now;
use super::core::Core;
use super::effect::{AuditKind, Effects};
use super::handle::SessionId;
use super::name::Username;
use super::refusal::{Form, Refusal};
use super::reply::{FieldValue, Reply};
use super::state::acts::ActOutcome;
use super::state::hands::Hand;
use super::state::people::PersonSlot;
use super::text::Text;

/// Names in one line of those who have not raised a hand.
const NAMES_IN_A_LINE: usize = 20;

impl Core {
    /// Raises the asker's own hand, or lowers it. One that is as asked for already stays so, and nobody hears of it.
    pub(super) fn move_hand(
        &mut self,
        now: Now,
        id: SessionId,
        up: bool,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        let Some(person) = self.identity(id).map(|identity| identity.person()) else {
            return Err(self.refusal(&Text::NotIdentified));
        };
        if !up {
            if let Some(place) = self.hands.lower(person) {
                let user = self.people[person].name().clone();
                let line = ClassLine::HandDown { user: user.clone() };
                self.tell_of_hand(now, id, person, &line, Some(ClassText::LowersHand(&user)), out);
                self.tell_of_places(now, id, place, out);
            }
            let words = self.words(&Text::Class(ClassText::HandLowered));
            return Ok(ActOutcome::new(vec![("state", "down".into())], words, None));
        }
        let is_new = self.hands.raise(person, now.wall);
        let place = self.hands.place_of(person).unwrap_or(1);
        if is_new {
            let user = self.people[person].name().clone();
            let line = ClassLine::HandUp { hand: RaisedHand { user: user.clone(), since: now.wall }, place };
            let words = ClassText::RaisesHand { user: &user, place };
            self.tell_of_hand(now, id, person, &line, Some(words), out);
        }
        let words = self.words(&Text::Class(ClassText::HandRaised(place)));
        let fields = vec![("state", "up".into()), ("place", FieldValue::Number(place as u64))];
        Ok(ActOutcome::new(fields, words, None))
    }

    /// Lowers somebody's hand.
    pub(super) fn lower_hand_of(
        &mut self,
        now: Now,
        id: SessionId,
        user: &Username,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let Some(person) = self.people.find(user.key()) else { return Err(self.refusal(&Text::NotHere(user))) };
        let user = self.people[person].name().clone();
        if let Some(place) = self.hands.lower(person) {
            self.audit_act(id, AuditKind::LowerHand, user.as_str(), "", None, out);
            let by = self.actor_name(id);
            let words = ClassText::LoweredHandOf { by: &by, user: &user };
            self.tell_of_lowered(now, id, person, Some(words), out);
            self.tell_of_places(now, id, place, out);
        }
        let words = self.words(&Text::Class(ClassText::DidLowerHand(&user)));
        Ok(ActOutcome::new(vec![("user", user.as_str().into()), ("state", "down".into())], words, None))
    }

    /// Lowers all hands.
    pub(super) fn lower_all_hands(
        &mut self,
        now: Now,
        id: SessionId,
        out: &mut Effects,
    ) -> Result<ActOutcome, Refusal> {
        self.require(id, Rank::Moderator)?;
        let lowered = self.hands.lower_all();
        for hand in &lowered {
            self.tell_of_lowered(now, id, hand.person, None, out);
        }
        if !lowered.is_empty() {
            self.audit_act(id, AuditKind::LowerHand, "", "", None, out);
            let by = self.actor_name(id);
            for other in self.staff_but(id).into_iter().filter(|&other| !self.newer(other)) {
                self.tell(now, other, &Text::Class(ClassText::LoweredHands(&by)), out);
            }
        }
        let words = self.words(&Text::Class(ClassText::DidLowerHands(lowered.len())));
        let fields = vec![("state", "down".into()), ("count", FieldValue::Number(lowered.len() as u64))];
        Ok(ActOutcome::new(fields, words, None))
    }

    /// Answers who has raised a hand, and who has not.
    pub(super) fn list_hands(&mut self, now: Now, id: SessionId, form: Form, out: &mut Effects) -> Result<(), Refusal> {
        self.require(id, Rank::Moderator)?;
        let hands: Vec<RaisedHand> = self.hands.iter().map(|hand| self.raised(hand)).collect();
        let others: Vec<Username> = self
            .people
            .iter()
            .filter(|(slot, person)| {
                let is_pupil = self.rank_of(person.name().key()) < Rank::Moderator;
                is_pupil && !person.state().is_hidden() && self.hands.place_of(*slot).is_none()
            })
            .map(|(_, person)| person.name().clone())
            .collect();
        if form == Form::Json {
            out.send(id, Reply::Class(ClassLine::Hands { hands, others }));
            return Ok(());
        }
        let mut lines = vec![self.line(now, id, &Text::Class(ClassText::HandsFollow(hands.len())))];
        for (n, RaisedHand { user, since }) in hands.iter().enumerate() {
            let text = ClassText::HandLine { place: n + 1, user, since: *since, today: now.wall };
            lines.push(self.line(now, id, &Text::Class(text)));
        }
        lines.push(self.line(now, id, &Text::Class(ClassText::WithoutHandFollow(others.len()))));
        for some in others.chunks(NAMES_IN_A_LINE) {
            let names: Vec<&str> = some.iter().map(Username::as_str).collect();
            lines.push(self.line(now, id, &Text::Plain(&names.join(", "))));
        }
        self.tell_lines(now, id, lines, out);
        Ok(())
    }

    /// A person leaves, whose hand falls. That they have gone is told in words elsewhere.
    pub(super) fn hand_falls(&mut self, now: Now, id: SessionId, person: PersonSlot, out: &mut Effects) {
        if self.hands.is_empty() {
            return;
        }
        let Some(place) = self.hands.lower(person) else { return };
        let line = ClassLine::HandDown { user: self.people[person].name().clone() };
        self.tell_of_hand(now, id, person, &line, None, out);
        self.tell_of_places(now, id, place, out);
    }

    fn raised(&self, hand: Hand) -> RaisedHand {
        RaisedHand { user: self.people[hand.person].name().clone(), since: hand.since }
    }

    /// Tells people in charge and the person, but not the session that brought it about.
    fn tell_of_hand(
        &self,
        now: Now,
        id: SessionId,
        person: PersonSlot,
        line: &ClassLine,
        words: Option<ClassText<'_>>,
        out: &mut Effects,
    ) {
        let staff = self.staff_but(id);
        for &other in &staff {
            self.tell_of_class(now, other, line, words, out);
        }
        for &own in self.people[person].sessions().iter().filter(|own| **own != id && !staff.contains(own)) {
            self.tell_of_class(now, own, line, None, out);
        }
    }

    /// The same of a hand that somebody in charge has lowered, which its person is told in words too.
    fn tell_of_lowered(
        &self,
        now: Now,
        id: SessionId,
        person: PersonSlot,
        to_staff: Option<ClassText<'_>>,
        out: &mut Effects,
    ) {
        let line = ClassLine::HandDown { user: self.people[person].name().clone() };
        let own = self.people[person].sessions();
        for other in self.staff_but(id).into_iter().filter(|other| !own.contains(other)) {
            self.tell_of_class(now, other, &line, to_staff, out);
        }
        for &session in own.iter().filter(|session| **session != id) {
            self.tell_of_class(now, session, &line, Some(ClassText::YourHandIsDown), out);
        }
    }

    /// Tells newer clients of those behind a hand that went down where theirs are now.
    fn tell_of_places(&self, now: Now, id: SessionId, from: usize, out: &mut Effects) {
        for (n, hand) in self.hands.iter().enumerate().skip(from - 1) {
            let line = ClassLine::HandUp { hand: self.raised(hand), place: n + 1 };
            for &session in self.people[hand.person].sessions().iter().filter(|session| **session != id) {
                self.tell_of_class(now, session, &line, None, out);
            }
        }
    }
}
