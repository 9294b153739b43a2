//! Topics of shared channels that a server tells one that has met it, and the question for them, as JSON at the broker.
//!
//! Owns both forms, under `to/`. What comes is hostile: what cannot be read is nothing at all.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::chat::campus_event::{CampusInput, EVENT_BYTES_MAX, KnownTopic, Origin, TOPICS_MAX};
use crate::chat::name::ChannelName;
use crate::chat::origin::{Epoch, ServerName};

/// The version that is written.
const VERSION: u32 = 1;

const QUESTION: &str = "ask_topics";
const ANSWER: &str = "topics";

#[derive(Serialize, Deserialize)]
struct TopicForm<'a> {
    #[serde(borrow)]
    channel: Cow<'a, str>,
    #[serde(borrow)]
    topic: Cow<'a, str>,
    version: u64,
}

#[derive(Serialize, Deserialize)]
struct Form<'a> {
    v: u32,
    kind: &'a str,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    epoch: Option<String>,
    #[serde(borrow, default, skip_serializing_if = "Vec::is_empty")]
    topics: Vec<TopicForm<'a>>,
}

fn written(form: &Form<'_>) -> Vec<u8> {
    // A form of texts and numbers is always JSON.
    serde_json::to_vec(form).unwrap_or_default()
}

/// The question.
pub(super) fn question() -> Vec<u8> {
    written(&Form { v: VERSION, kind: QUESTION, epoch: None, topics: Vec::new() })
}

/// The answer.
pub(super) fn answer(epoch: Epoch, topics: &[KnownTopic]) -> Vec<u8> {
    let form = |one: &'_ KnownTopic| TopicForm {
        channel: one.channel.as_str().to_owned().into(),
        topic: one.topic.to_string().into(),
        version: one.version,
    };
    let topics = topics.iter().map(form).collect();
    written(&Form { v: VERSION, kind: ANSWER, epoch: Some(epoch.to_string()), topics })
}

/// Reads one of the two that a server has said; `None` for anything else.
pub(super) fn parse(by: &ServerName, bytes: &[u8]) -> Option<CampusInput> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= EVENT_BYTES_MAX)?;
    let Form { kind, epoch, topics, .. } = serde_json::from_slice(bytes).ok()?;
    match kind {
        QUESTION => Some(CampusInput::TopicsAsked(by.clone())),
        ANSWER if topics.len() <= TOPICS_MAX => {
            let origin = Origin { server: by.clone(), epoch: epoch?.parse().ok()? };
            let known = |form: TopicForm<'_>| {
                let channel = ChannelName::parse(&form.channel).ok()?;
                Some(KnownTopic { channel, topic: (&*form.topic).into(), version: form.version })
            };
            Some(CampusInput::Topics { origin, topics: topics.into_iter().filter_map(known).collect() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_are_read_as_they_are_written_and_nothing_else_is() {
        let by: ServerName = "salle204".parse().unwrap();
        assert_eq!(parse(&by, &question()), Some(CampusInput::TopicsAsked(by.clone())));
        let channel = ChannelName::parse("#projet").unwrap();
        let topics = vec![KnownTopic { channel, topic: "TP \"3\"".into(), version: 4 }];
        let bytes = answer(Epoch(7), &topics);
        let origin = Origin { server: by.clone(), epoch: Epoch(7) };
        assert_eq!(parse(&by, &bytes), Some(CampusInput::Topics { origin, topics }));
        let many = format!(
            r##"{{"v":1,"kind":"topics","epoch":"0000000000000007","topics":[{}]}}"##,
            vec![r##"{"channel":"#a","topic":"","version":1}"##; TOPICS_MAX + 1].join(",")
        );
        for none in [
            "",
            "{}",
            r#"{"v":1,"kind":"topics"}"#,
            r#"{"v":1,"kind":"topics","epoch":"7"}"#,
            r#"{"v":1,"kind":"range"}"#,
            &many,
        ] {
            assert_eq!(parse(&by, none.as_bytes()), None, "{none}");
        }
    }
}
