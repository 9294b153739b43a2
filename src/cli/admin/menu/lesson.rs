//! The lesson in the menu: hands, silence, private messages of pupils; and what belongs to it in a channel.
//!
//! Owns these lines. Called by `place`.

use serde_json::{Value, json};

use super::list::Line;
use super::phrases;
use super::place::{ListSource, Order, Place, ask, back, live, open};
use super::question::{Draft, Field};
use super::view::View;
use crate::chat::text::Lang;
use crate::cli::admin::answer::{self, items};
use crate::cli::admin::phrases as words;

/// What one can do with the class.
pub(super) fn lines(lang: Lang) -> Vec<Line> {
    let private = |text, mode| ask(text, json!({ "type": "private_messages", "mode": mode }), &[]);
    vec![
        open(phrases::hands(lang), Place::Hands),
        ask(phrases::lower_all(lang), json!({ "type": "hands", "state": "down" }), &[]),
        ask(phrases::silence(lang), json!({ "type": "silence", "state": "on" }), &[Field::SilenceSpan]),
        ask(phrases::end_silence(lang), json!({ "type": "silence", "state": "off" }), &[]),
        private(phrases::private_to_all(lang), "all"),
        private(phrases::private_to_staff(lang), "staff"),
        private(phrases::private_to_nobody(lang), "off"),
        back(lang),
    ]
}

/// The same with one channel.
pub(super) fn lines_of_channel(lang: Lang, channel: &str) -> Vec<Line> {
    let silence = json!({ "type": "silence", "state": "on", "channel": channel });
    vec![
        ask(phrases::slow(lang), json!({ "type": "slow", "channel": channel }), &[Field::Seconds]),
        ask(phrases::silence(lang), silence, &[Field::SilenceSpan]),
        ask(phrases::end_silence(lang), json!({ "type": "silence", "state": "off", "channel": channel }), &[]),
        open(phrases::clear(lang), Place::Clearing(channel.to_owned())),
    ]
}

/// The raised hands, each to be lowered.
pub(super) fn hands(lang: Lang) -> View {
    live(phrases::hands(lang), words::hands_header(lang), ListSource::Hands)
}

/// A yes or no to what cannot be taken back.
pub(super) fn clearing(lang: Lang, channel: &str) -> Vec<Line> {
    vec![
        Line::item(phrases::no_do_nothing(lang), Order::Back),
        ask(phrases::yes_clear(lang), json!({ "type": "clear", "channel": channel }), &[]),
    ]
}

/// The lines that an answer to `hands` makes.
pub(super) fn hand_lines(answer: &Value) -> Vec<Line> {
    let line = |(n, hand): (usize, &Value)| {
        let name = hand["user"].as_str()?;
        let draft = Draft::new(json!({ "type": "hand", "state": "down", "user": name }), &[]);
        Some(Line { key: name.to_owned(), cells: answer::hand(n, hand), order: Order::Ask(draft) })
    };
    items(answer, "hands").iter().enumerate().filter_map(line).collect()
}
