//! The fields of the server's answers, as text that a terminal may show.
//!
//! A field that is not there is a blank. Called by whatever has words for an answer.

use chrono::Local;
use serde_json::Value;

use crate::cli::printable::printable;

/// The array in a field.
pub(super) fn items<'v>(answer: &'v Value, field: &str) -> &'v [Value] {
    answer[field].as_array().map_or(&[], Vec::as_slice)
}

/// A text field, printable; empty if it is not there.
pub(super) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().map(|text| printable(text).into_owned()).unwrap_or_default()
}

/// The person or the addresses that a sanction or an answer about one is for.
pub(super) fn whom(value: &Value) -> String {
    if value["user"].is_string() { text(value, "user") } else { text(value, "address") }
}

/// A moment as it is said today: the time, with the day before it if that is another.
pub(super) fn moment(timestamp: &Value) -> String {
    let today = Local::now().format("%Y-%m-%d").to_string();
    moment_seen_on(&today, timestamp.as_str().unwrap_or_default())
}

/// The same as it is said on some day.
pub(super) fn moment_seen_on(today: &str, timestamp: &str) -> String {
    let Some((day, time)) = timestamp.split_once('T') else { return printable(timestamp).into_owned() };
    let minutes: String = time.chars().take(5).collect();
    let shown = if day == today { minutes } else { format!("{day} {minutes}") };
    printable(&shown).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_said_as_people_do() {
        assert_eq!(moment_seen_on("2025-06-20", "2025-06-20T17:14:06.611042"), "17:14");
        assert_eq!(moment_seen_on("2025-06-21", "2025-06-20T17:14:06.611042"), "2025-06-20 17:14");
        assert_eq!(moment_seen_on("2025-06-21", "\u{1b}[2J"), "\\x1b[2J");
        assert_eq!(moment_seen_on("2025-06-21", ""), "");
    }
}
