//! Exported messages, made and read by tests.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Output;

use serde_json::{Value, json};

use super::Place;

/// The output of a command that went well.
pub fn ok(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The words of a command that failed with exit code 1.
pub fn failure(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    said
}

/// A message as it is exported. The texts are some that each format has to take care of.
pub fn row(id: u64) -> Value {
    let contents = ["bonjour", "é à ç €, \"cité\"", "deux\nlignes; et\ttab", "=1+1", "-2", "👍", "", " @x "];
    let is_private = id.is_multiple_of(5);
    let minute = id / 60 % 1440;
    json!({
        "id": id,
        "time": format!("2026-11-{:02}T{:02}:{:02}:{:02}.{:06}+01:00",
            1 + id / 86_400 % 28, minute / 60, minute % 60, id % 60, id % 1_000_000),
        "kind": if is_private { "private" } else { "channel" },
        "channel": if id.is_multiple_of(3) { "#dev" } else { "#général" },
        "from": if id.is_multiple_of(2) { "Élodie" } else { "bob" },
        "to": if is_private { Some("carol") } else { None },
        "content": format!("{} {id}", contents[id as usize % contents.len()]),
        "subtype": if id.is_multiple_of(7) { Some("chat") } else { None },
        "extra": if id.is_multiple_of(11) { json!({"couleur": "é", "n": [1, null]}) } else { Value::Null },
        "reply_to": if id.is_multiple_of(13) { json!(id - 1) } else { Value::Null },
        "edited": if id.is_multiple_of(17) { json!(true) } else { Value::Null },
        "reactions": if id.is_multiple_of(3) { json!(["👍 Élodie", "❤️ bob"]) } else { Value::Null },
    })
}

/// The fields of a message in their order.
pub const FIELDS: [&str; 12] =
    ["id", "time", "kind", "channel", "from", "to", "content", "subtype", "extra", "reply_to", "edited", "reactions"];

/// One line of an export.
pub fn line(row: &Value) -> String {
    let fields: Vec<String> = FIELDS.iter().map(|field| format!("\"{field}\":{}", row[field])).collect();
    format!("{{{}}}\n", fields.join(","))
}

impl Place {
    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Brings in so many messages.
    pub fn import_rows(&self, count: u64) {
        let mut text = String::new();
        for id in 1..=count {
            let _ = write!(text, "{}", line(&row(id)));
        }
        fs::write(self.file("rows.jsonl"), text).unwrap();
        let said = ok(&self.run(&["import", "rows.jsonl"], ""));
        assert!(said.starts_with(&format!("messages: {count} brought in, 0 unchanged")), "{said}");
    }

    /// An export as text.
    pub fn export(&self, arguments: &[&str]) -> String {
        ok(&self.run(&[&["export"], arguments].concat(), ""))
    }

    /// The rows of an export in JSON lines.
    pub fn exported_rows(&self, arguments: &[&str]) -> Vec<Value> {
        let text = self.export(&[arguments, &["--format", "jsonl"]].concat());
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}
