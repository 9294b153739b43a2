//! A message, as it is relayed and as it is kept.
//!
//! Owns [`Message`], its [`MessageId`], its [`Audience`] and what may become of it: plain values shared by the core, `wire`
//! and `store`.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::clock::WallTime;
use super::name::{ChannelName, NameKey, Username};
use super::reaction::{REACTIONS_MAX, Reaction, ReactionKind};
use super::renamed::NameChange;

/// The number of a stored message. Grows by one, never depends on a clock, and is never given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(pub u64);

/// The people whom a message is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Audience {
    /// The members of a channel.
    Channel(ChannelName),
    /// One person, in all their sessions.
    Person(Username),
}

/// A message that somebody wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// Its number; `None` if it could not be given one because the database was unavailable for long: such a message
    /// is relayed but not kept.
    pub id: Option<MessageId>,
    /// The time at which the server took it in.
    pub at: WallTime,
    /// Its author, as identified by the server.
    pub from: Username,
    /// The people whom it is for.
    pub audience: Audience,
    /// The channel that the relayed line names: that of the audience, or for a private message the author's current one.
    pub channel: ChannelName,
    /// `subtype` as the client sent it. `None` for what the audience implies.
    pub subtype: Option<Box<str>>,
    /// `to` as the client sent it, for channel messages. `None` for what the audience implies.
    pub to: Option<Box<str>>,
    /// The text, decoded.
    pub content: Box<str>,
    /// Fields that the server does not know, to be relayed untouched.
    pub extra: ExtraFields,
    /// The marks that few messages have; `None` without any.
    pub marks: Option<Box<Marks>>,
}

/// The marks that few messages have: the message that they answer, and what was done to them since they were said.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Marks {
    /// The message that it answers, in the same channel or between the same two people. It may be gone.
    pub reply_to: Option<MessageId>,
    /// True if its author has said it otherwise since.
    pub edited: bool,
    /// The reactions to it, in the order in which they came; [`REACTIONS_MAX`] at most.
    pub reactions: Vec<Reaction>,
}

/// A change of a message that is kept. Done twice, it is as done once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageChange {
    /// Its author says it otherwise.
    Edit(Box<str>),
    /// Somebody reacts to it.
    React(Reaction),
    /// Somebody does not any more.
    Unreact(Reaction),
    /// The message that it answers is here now.
    Answer(MessageId),
}

impl Message {
    /// The message that it answers.
    pub fn reply_to(&self) -> Option<MessageId> {
        self.marks.as_ref()?.reply_to
    }

    /// True if its author has said it otherwise since.
    pub fn is_edited(&self) -> bool {
        self.marks.as_ref().is_some_and(|marks| marks.edited)
    }

    /// The reactions to it, in the order in which they came.
    pub fn reactions(&self) -> &[Reaction] {
        self.marks.as_ref().map_or(&[], |marks| &marks.reactions)
    }

    /// The names of those who react to it in one way, each once: of two guests of a name one cannot be told from the other.
    pub fn reactions_of(&self, kind: ReactionKind) -> impl Iterator<Item = &Username> {
        let mut named = BTreeSet::new();
        let names = self.reactions().iter().filter(move |reaction| reaction.kind == kind).map(|reaction| &reaction.by);
        names.filter(move |name| named.insert(name.key()))
    }

    /// Changes it.
    pub fn change(&mut self, change: &MessageChange) {
        match change {
            MessageChange::Edit(content) => {
                self.content.clone_from(content);
                self.marks.get_or_insert_default().edited = true;
            }
            MessageChange::React(reaction) => {
                if self.reactions().len() < REACTIONS_MAX && !self.reactions().contains(reaction) {
                    self.marks.get_or_insert_default().reactions.push(reaction.clone());
                }
            }
            MessageChange::Unreact(reaction) => {
                self.retain_reactions(|other| other != reaction);
            }
            MessageChange::Answer(id) => self.marks.get_or_insert_default().reply_to = Some(*id),
        }
    }

    /// Forgets the reactions of all who bore a name; gives their number.
    pub fn forget_reactions_of(&mut self, key: &NameKey) -> usize {
        let before = self.reactions().len();
        self.retain_reactions(|reaction| !reaction.is_of(key));
        before - self.reactions().len()
    }

    /// Has the reactions of an account's owner be under the new name. One that is there under both is there once. A guest of the
    /// name is somebody else.
    pub fn rename_reactions(&mut self, change: &NameChange) {
        let Some(marks) = self.marks.as_mut().filter(|marks| !marks.reactions.is_empty()) else { return };
        let mut renamed: Vec<Reaction> = Vec::with_capacity(marks.reactions.len());
        for mut reaction in marks.reactions.drain(..) {
            if reaction.guest == 0 {
                change.rename(&mut reaction.by);
            }
            if !renamed.contains(&reaction) {
                renamed.push(reaction);
            }
        }
        marks.reactions = renamed;
    }

    fn retain_reactions(&mut self, keep: impl Fn(&Reaction) -> bool) {
        if let Some(marks) = &mut self.marks {
            marks.reactions.retain(keep);
            if **marks == Marks::default() {
                self.marks = None;
            }
        }
    }
}

/// Unknown fields of a request as JSON text, ready to be put behind other fields: each begins with a comma
/// (`,"colour":"red"`), all is ASCII, and there is no blank outside strings. Made by `wire` alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExtraFields(pub Box<str>);

/// A message shared by everybody it goes to.
pub type SharedMessage = Arc<Message>;

#[cfg(test)]
impl Message {
    /// A message that somebody says in a channel on 20 June 2025, without a number: tests change what matters to them.
    pub(crate) fn sample(from: &str, channel: &str, content: &str) -> Self {
        let name = |text| ChannelName::parse(text).expect("a test's channel is legal");
        Self {
            id: None,
            at: WallTime { unix_us: 1_750_432_446_000_042, offset_s: 7200 },
            from: Username::parse(from).expect("a test's name is legal"),
            audience: Audience::Channel(name(channel)),
            channel: name(channel),
            subtype: None,
            to: None,
            content: content.into(),
            extra: ExtraFields::default(),
            marks: None,
        }
    }

    /// The same for one person.
    pub(crate) fn sample_to(from: &str, to: &str, content: &str) -> Self {
        let to = Username::parse(to).expect("a test's name is legal");
        Self { audience: Audience::Person(to), ..Self::sample(from, "#général", content) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reactions_are_given_once_and_there_are_so_many() {
        let reaction =
            |n: usize, kind| Reaction { kind, by: Username::parse(&format!("élève {n}")).unwrap(), guest: 0 };
        let mut message = Message::sample("prof", "#dev", "Compris ?");
        let plain = message.clone();
        for n in 0..REACTIONS_MAX + 5 {
            for _ in 0..2 {
                message.change(&MessageChange::React(reaction(n, ReactionKind::Agree)));
            }
        }
        assert_eq!(message.reactions().len(), REACTIONS_MAX);
        message.change(&MessageChange::Unreact(reaction(7, ReactionKind::Bravo)));
        message.change(&MessageChange::Unreact(reaction(7, ReactionKind::Agree)));
        assert_eq!(message.reactions_of(ReactionKind::Agree).count(), REACTIONS_MAX - 1);
        for n in 0..REACTIONS_MAX {
            message.forget_reactions_of(reaction(n, ReactionKind::Agree).by.key());
        }
        assert_eq!(message, plain, "nothing is left of them");
        let name = |text: &str| Username::parse(text).unwrap();
        let of_guest = |guest| Reaction { guest, ..reaction(1, ReactionKind::Agree) };
        for guest in [0, 3, 4] {
            message.change(&MessageChange::React(of_guest(guest)));
        }
        assert_eq!((message.reactions().len(), message.reactions_of(ReactionKind::Agree).count()), (3, 1));
        message.rename_reactions(&NameChange { from: name("élève 1"), to: name("zoé") });
        message.change(&MessageChange::Unreact(of_guest(3)));
        let names: Vec<&str> = message.reactions_of(ReactionKind::Agree).map(Username::as_str).collect();
        assert_eq!(names, ["zoé", "élève 1"], "the one of the account is another's than the guests'");
        assert_eq!(message.forget_reactions_of(name("ÉLÈVE 1").key()), 1);
    }
}
