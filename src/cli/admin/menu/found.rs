//! Findings of a search, in the menu: the messages, oldest first, with the way to older ones.
//!
//! Owns these lines. Called by `listing`.

use serde_json::Value;

use super::list::{Line, open};
use super::phrases;
use super::place::{Order, Place};
use crate::chat::message::MessageId;
use crate::chat::request::SearchRequest;
use crate::chat::text::Lang;
use crate::cli::admin::answer;
use crate::cli::admin::fields::items;

/// The messages of one answer.
pub(super) fn lines(lang: Lang, request: &SearchRequest, answer: &Value) -> Vec<Line> {
    let older = answer["before"].as_u64().map(|before| {
        let request = SearchRequest { before: Some(MessageId(before)), ..request.clone() };
        open(phrases::older(lang), Place::Found(request.into()))
    });
    older.into_iter().chain(items(answer, "messages").iter().filter_map(line)).collect()
}

fn line(message: &Value) -> Option<Line> {
    let id = message["id"].as_u64()?;
    let shown = answer::found(message);
    let order = Order::Open(Place::Message { id: MessageId(id), shown: shown.clone() });
    Some(Line { key: id.to_string(), cells: vec![shown], order })
}
