//! What a client is to be sent.
//!
//! Owns [`Want`], one line that the model expects, and the comparison with the line that came.

use serde_json::{Value, json};

/// A line that is due.
#[derive(Clone, Debug)]
pub enum Want {
    /// This object, field by field.
    Exactly(Value),
    /// This object, with a token in it.
    WithToken(Value),
    /// The answer to `hello`.
    Hello,
    /// A refusal.
    Error { code: &'static str, ack: Option<Value> },
    /// The server's words to a person, or to `global`.
    System { code: Option<&'static str>, to: String },
}

impl Want {
    pub fn status(user: &str, state: &str) -> Self {
        Self::Exactly(json!({ "type": "status", "user": user, "state": state }))
    }

    pub fn is_met_by(&self, line: &Value) -> bool {
        match self {
            Self::Exactly(wanted) => wanted == line,
            Self::WithToken(wanted) => {
                let mut line = line.clone();
                let token = line.as_object_mut().and_then(|fields| fields.remove("token"));
                token.is_some_and(|token| token.as_str().is_some_and(|text| text.len() == 32)) && line == *wanted
            }
            Self::Hello => line["type"] == "hello" && line["server"] == "classcord" && line["features"].is_array(),
            Self::Error { code, ack } => {
                let words = line["message"].as_str().unwrap_or_default();
                line["type"] == "error"
                    && line["code"] == *code
                    && line.get("ack") == ack.as_ref()
                    && !words.is_empty()
                    && line["error"] == words
            }
            Self::System { code, to } => {
                line["type"] == "message"
                    && line["subtype"] == "system"
                    && line["from"] == "server"
                    && line["to"] == **to
                    && line.get("code").and_then(Value::as_str) == *code
                    && line["content"].as_str().is_some_and(|words| !words.is_empty())
                    && line["timestamp"].as_str().is_some_and(is_timestamp)
                    && line["channel"].as_str().is_some_and(|channel| channel.starts_with('#'))
            }
        }
    }
}

/// `2025-06-20T17:14:06.611042`
fn is_timestamp(text: &str) -> bool {
    let shape: String = text.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    shape == "9999-99-99T99:99:99.999999"
}
