//! The class in the menu: hands, silence, private messages of pupils, the way to polls and questions; and what belongs to it in a channel.
//!
//! Owns these lines. Called by `menus`.

use super::list::{Line, ask, back, open, send};
use super::phrases;
use super::place::{Order, Place};
use super::question::Intent;
use crate::chat::class_act::{ClassAct, PrivateMessages};
use crate::chat::name::ChannelName;
use crate::chat::request::Act;
use crate::chat::text::Lang;

/// The lines of what one can do with the class.
pub(super) fn lines(lang: Lang) -> Vec<Line> {
    let private = |text, to| send(text, Act::Class(ClassAct::PrivateMessages { to: Some(to) }));
    vec![
        open(phrases::hands(lang), Place::Hands),
        send(phrases::lower_all(lang), Act::Class(ClassAct::LowerHands { user: None })),
        ask(phrases::silence(lang), Intent::Silence(None)),
        send(phrases::end_silence(lang), Act::Class(ClassAct::EndSilence { channel: None })),
        private(phrases::private_to_all(lang), PrivateMessages::All),
        private(phrases::private_to_staff(lang), PrivateMessages::Staff),
        private(phrases::private_to_nobody(lang), PrivateMessages::Off),
        open(phrases::polls(lang), Place::Polls),
        open(phrases::questions(lang), Place::Questions),
        back(lang),
    ]
}

/// The same with one channel.
pub(super) fn lines_of_channel(lang: Lang, channel: &ChannelName) -> Vec<Line> {
    vec![
        ask(phrases::slow(lang), Intent::Slow(channel.clone())),
        ask(phrases::silence(lang), Intent::Silence(Some(channel.clone()))),
        send(phrases::end_silence(lang), Act::Class(ClassAct::EndSilence { channel: Some(channel.clone()) })),
        open(phrases::clear(lang), Place::Clearing(channel.clone())),
    ]
}

/// A yes or no to what cannot be taken back.
pub(super) fn clearing(lang: Lang, channel: ChannelName) -> Vec<Line> {
    vec![
        Line::item(phrases::no_do_nothing(lang), Order::Back),
        send(phrases::yes_clear(lang), Act::Class(ClassAct::Clear { channel, dry_run: false })),
    ]
}
