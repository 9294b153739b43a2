//! Polls in the menu: the list, what one can do with one, and the way to a new one.
//!
//! Owns these lines. Called by `menus` and `listing`.

use serde_json::Value;

use super::list::{Line, back, open, send};
use super::phrases;
use super::place::{Order, Place};
use super::question::{Draft, Intent};
use crate::chat::name::ChannelName;
use crate::chat::poll::PollRequest;
use crate::chat::text::Lang;
use crate::cli::admin::answer;
use crate::cli::admin::fields::{items, text};
use crate::wire::console::ConsoleRequest;

/// The polls, and the way to a new one.
pub(super) fn lines(lang: Lang, answer: &Value) -> Vec<Line> {
    let polls = items(answer, "polls").iter().filter_map(|poll| line(lang, poll));
    polls.chain([open(phrases::new_poll(lang), Place::PollChannels)]).collect()
}

fn line(lang: Lang, poll: &Value) -> Option<Line> {
    let channel = ChannelName::parse(poll["channel"].as_str()?).ok()?;
    let shown = format!("{channel} · {}", text(poll, "question"));
    let place = Place::Poll { channel, shown, open: poll["open"] == true };
    Some(Line { key: poll["id"].to_string(), cells: answer::poll_columns(lang, poll), order: Order::Open(place) })
}

/// A channel whose members may be asked.
pub(super) fn channel(lang: Lang, channel: &Value) -> Option<Line> {
    let name = ChannelName::parse(channel["name"].as_str()?).ok()?;
    let key = name.to_string();
    let cells = answer::channel(lang, channel);
    Some(Line { key, cells, order: Order::Ask(Draft::new(Intent::Poll(name))) })
}

/// The lines of what one can do with a poll.
pub(super) fn of_poll(lang: Lang, channel: ChannelName, is_open: bool) -> Vec<Line> {
    let close = |cancel| ConsoleRequest::Poll(PollRequest::Close { channel: Some(channel.clone()), cancel });
    let mut lines = Vec::new();
    if is_open {
        lines.push(send(phrases::close_poll(lang), close(false)));
        lines.push(send(phrases::cancel_poll(lang), close(true)));
    }
    lines.push(back(lang));
    lines
}
