//! The request to search what was said.
//!
//! Owns its fields, read and written. Called by `parse` and `console`; the answer is written by `encode`, as a page of the history is.

use serde_json::{Value, json};

use super::fields::Fields;
use crate::chat::message::MessageId;
use crate::chat::name::Username;
use crate::chat::request::{ProblemKind, Request, SearchRequest};
use crate::chat::searching::{LocalMoment, SEARCH_LIMIT_DEFAULT, SEARCH_LIMIT_MAX, SearchTerms};

pub(super) fn search(fields: &Fields<'_>) -> Result<Request, ProblemKind> {
    let terms = SearchTerms::parse(&fields.required_text("words")?).ok_or(ProblemKind::BadField("words"))?;
    let author = fields.text("author")?;
    let author = author.map(|name| Username::parse(&name).map_err(ProblemKind::BadName)).transpose()?;
    let since = fields.text("since")?;
    let since = since.map(|text| text.parse().map_err(|_| ProblemKind::BadField("since"))).transpose()?;
    let until = fields.text("until")?;
    let until = until.map(|text| LocalMoment::behind(&text).map_err(|_| ProblemKind::BadField("until"))).transpose()?;
    let limit = match fields.number("limit")? {
        None => SEARCH_LIMIT_DEFAULT,
        Some(limit) => usize::try_from(limit)
            .ok()
            .filter(|limit| (1..=SEARCH_LIMIT_MAX).contains(limit))
            .ok_or(ProblemKind::BadField("limit"))?,
    };
    let before = fields.number("before")?.map(MessageId);
    let channel = fields.channel()?;
    Ok(Request::Search(Box::new(SearchRequest { terms, channel, author, since, until, before, limit })))
}

/// The object that is read as this request.
pub(super) fn to_json(request: &SearchRequest) -> Value {
    let SearchRequest { terms, channel, author, since, until, before, limit } = request;
    let mut object = json!({ "type": "search", "words": terms.as_str(), "limit": limit });
    for (field, value) in [
        ("channel", channel.as_ref().map(|channel| channel.as_str().into())),
        ("author", author.as_ref().map(|author| author.as_str().into())),
        ("since", since.map(|since| since.to_string().into())),
        ("until", until.map(|until| until.to_string().into())),
        ("before", before.map(|before| before.0.into())),
    ] {
        if let Some(value) = value {
            object[field] = value;
        }
    }
    object
}
