//! The server's answers, in words.
//!
//! Owns what a person reads of each kind of answer: tables, lists, one sentence for what was done. Whatever comes from
//! others is made printable. A field that is not there is a blank, never an error: a newer server may have others.

use serde_json::Value;

use super::campus;
use super::fields::{items, moment, moment_seen_on, text, whom};
use super::phrases::{self, end};
use super::table::lay_out;
use crate::chat::text::Lang;
use crate::cli::phrases::state_name;
use crate::cli::printable::printable;
use crate::web::terminal_code;

/// The mark that stands where there is nothing.
const NOTHING: &str = "—";

/// An answer as lines of text, for standard output.
pub(super) fn lines(lang: Lang, answer: &Value) -> Vec<String> {
    match answer["type"].as_str() {
        Some("clients") => {
            let mut lines = listed(phrases::clients_header(lang), items(answer, "clients"), |c| client(lang, c));
            if answer["more"] == true {
                lines.push(phrases::and_more(lang).to_owned());
            }
            lines
        }
        Some("channels") => {
            listed(phrases::channels_header(lang), items(answer, "channels"), |channel| self::channel(lang, channel))
        }
        Some("bans") => listed(phrases::sanctions_header(lang), items(answer, "bans"), |s| sanction(lang, s)),
        Some("users") => users(lang, answer),
        Some("silence") if answer["silences"].is_array() => silences(lang, items(answer, "silences")),
        Some("hands") if answer["hands"].is_array() => hands(lang, answer),
        Some("history") => {
            let mut lines: Vec<String> = items(answer, "messages").iter().map(message).collect();
            if answer["more"] == true {
                lines.insert(0, phrases::and_older(lang).to_owned());
            }
            lines
        }
        Some("search") => {
            let mut lines: Vec<String> = items(answer, "messages").iter().map(found).collect();
            if let Some(before) = answer["before"].as_u64() {
                lines.insert(0, phrases::search_goes_on(lang, before));
            }
            lines
        }
        Some("attendance") => attendance(lang, answer),
        Some("polls") => items(answer, "polls").iter().flat_map(|poll| self::poll(lang, poll)).collect(),
        Some("questions") if answer["questions"].is_array() => {
            listed(phrases::questions_header(lang), items(answer, "questions"), |q| question(lang, q))
        }
        Some("devices") => listed(phrases::devices_header(lang), items(answer, "devices"), device),
        Some("log") => log(answer),
        Some("address") => addresses(lang, answer),
        Some("stats") => stats(lang, answer),
        Some("campus") => campus::lines(lang, answer),
        Some("campus_retire") => vec![campus::retired(lang, answer)],
        _ => vec![phrases::done(lang, answer)],
    }
}

/// The code to scan for the first address.
pub(super) fn code(answer: &Value) -> Option<Vec<String>> {
    terminal_code(items(answer, "addresses").first()?.as_str()?)
}

fn addresses(lang: Lang, answer: &Value) -> Vec<String> {
    let addresses = items(answer, "addresses");
    if addresses.is_empty() {
        return vec![phrases::no_page(lang).to_owned()];
    }
    addresses.iter().filter_map(Value::as_str).map(|address| printable(address).into_owned()).collect()
}

fn listed(header: Vec<String>, items: &[Value], row: impl Fn(&Value) -> Vec<String>) -> Vec<String> {
    let rows: Vec<Vec<String>> = std::iter::once(header).chain(items.iter().map(row)).collect();
    lay_out(&rows, None)
}

fn text_or_nothing(value: &Value, field: &str) -> String {
    Some(text(value, field)).filter(|text| !text.is_empty()).unwrap_or_else(|| NOTHING.to_owned())
}

/// The columns of a client.
pub(super) fn client(lang: Lang, client: &Value) -> Vec<String> {
    let state = client["state"].as_str().map(|state| printable(state_name(lang, state)).into_owned());
    let muted = (client["muted"] == true).then(|| phrases::muted(lang).to_owned());
    let states: Vec<String> = state.into_iter().chain(muted).collect();
    vec![
        text_or_nothing(client, "name"),
        client["role"]
            .as_str()
            .filter(|role| *role != "user")
            .map(|role| phrases::role(lang, role))
            .unwrap_or_default(),
        text(client, "address"),
        text_or_nothing(client, "channel"),
        if states.is_empty() { NOTHING.to_owned() } else { states.join(", ") },
        moment(&client["since"]),
        size(lang, client["queued_bytes"].as_u64().unwrap_or(0)),
    ]
}

/// The columns of a channel.
pub(super) fn channel(lang: Lang, channel: &Value) -> Vec<String> {
    let is = |field: &str| channel[field] == true;
    let mut mode = match (is("disabled"), is("read_only")) {
        (true, _) => phrases::disabled(lang),
        (false, true) => phrases::read_only(lang),
        (false, false) => phrases::open(lang),
    }
    .to_owned();
    if is("members_only") {
        mode = format!("{mode}, {}", phrases::members_only(lang));
    }
    vec![text(channel, "name"), channel["members"].as_u64().unwrap_or(0).to_string(), mode, text(channel, "topic")]
}

/// The columns of a mute or ban.
pub(super) fn sanction(lang: Lang, sanction: &Value) -> Vec<String> {
    vec![
        phrases::sanction_kind(lang, &text(sanction, "kind")),
        whom(sanction),
        end(lang, sanction),
        phrases::author(lang, text(sanction, "by")),
        phrases::reason(lang, &text(sanction, "by"), text(sanction, "reason")),
    ]
}

/// The columns of a poll, with its answers in one.
pub(super) fn poll_columns(lang: Lang, poll: &Value) -> Vec<String> {
    let state = phrases::poll_state(lang, poll["open"] == true, poll["voters"].as_u64().unwrap_or(0));
    let answer = |(letter, (at, answer)): (char, (usize, &Value))| {
        let votes = poll["counts"][at].as_u64().map_or_else(String::new, |votes| format!(" ({votes})"));
        format!("{letter}. {}{votes}", printable(answer.as_str().unwrap_or_default()))
    };
    let answers: Vec<String> = ('A'..='H').zip(items(poll, "answers").iter().enumerate()).map(answer).collect();
    vec![text(poll, "channel"), text(poll, "question"), state, answers.join(", ")]
}

/// The columns of an account.
pub(super) fn account(lang: Lang, account: &Value) -> Vec<String> {
    let state = match (account["disabled"] == true, account["must_change"] == true) {
        (true, _) => phrases::account_disabled(lang),
        (_, true) => phrases::account_must_change(lang),
        _ => "",
    };
    let role = phrases::role(lang, account["role"].as_str().unwrap_or_default());
    vec![text(account, "username"), role, moment(&account["created"]), state.to_owned()]
}

/// A poll: its question, then a line for each answer.
fn poll(lang: Lang, poll: &Value) -> Vec<String> {
    let state = phrases::poll_state(lang, poll["open"] == true, poll["voters"].as_u64().unwrap_or(0));
    let head = format!("{} · {} · {state}", text(poll, "channel"), text(poll, "question"));
    let answers = items(poll, "answers").iter().enumerate().map(|(at, answer)| {
        let votes = poll["counts"][at].as_u64().map_or_else(String::new, |votes| votes.to_string());
        let letter = ('A'..='H').nth(at).unwrap_or('?');
        vec![format!("  {letter}."), votes, printable(answer.as_str().unwrap_or_default()).into_owned()]
    });
    std::iter::once(head).chain(lay_out(&answers.collect::<Vec<_>>(), None)).collect()
}

/// The columns of a device that an account is kept logged in on.
fn device(device: &Value) -> Vec<String> {
    let number = device["id"].as_u64().unwrap_or(0).to_string();
    vec![number, text_or_nothing(device, "device"), moment(&device["created"]), moment(&device["used"])]
}

/// The columns of a question of the class.
pub(super) fn question(lang: Lang, question: &Value) -> Vec<String> {
    let number = |field: &str| question[field].as_u64().unwrap_or(0).to_string();
    let answer = match (question["open"] == true, text_or_nothing(question, "answer")) {
        (true, _) => String::new(),
        (false, answer) if answer == NOTHING => phrases::aloud(lang).to_owned(),
        (false, answer) => answer,
    };
    vec![number("id"), number("votes"), text(question, "from"), text(question, "content"), answer]
}

/// The sheet of a day: a table for the day and each lesson.
fn attendance(lang: Lang, answer: &Value) -> Vec<String> {
    let day = text(answer, "day");
    let rows = items(answer, "rows");
    let lessons = items(answer, "lessons").iter().map(|lesson| {
        let title = format!("{}, {}", text(lesson, "name"), moment_seen_on(&day, &text(lesson, "began")));
        (title, lesson["lesson"].clone())
    });
    let mut lines = Vec::new();
    for (title, lesson) in std::iter::once((day.clone(), Value::Null)).chain(lessons) {
        let of_it: Vec<Value> = rows.iter().filter(|row| row["lesson"] == lesson).cloned().collect();
        if !of_it.is_empty() {
            lines.push(format!("{title} ({})", of_it.len()));
            lines.extend(listed(phrases::attendance_header(lang), &of_it, |row| attended(lang, &day, row)));
        }
    }
    if lines.is_empty() {
        lines.push(phrases::nobody_attended(lang, &day));
    }
    if answer["next"].is_string() {
        lines.push(phrases::more_behind(lang, &text(answer, "next")));
    }
    lines
}

/// The columns of who was there.
fn attended(lang: Lang, day: &str, row: &Value) -> Vec<String> {
    let time = |field: &str| moment_seen_on(day, row[field].as_str().unwrap_or_default());
    let left = match (row["left"].is_string(), row["gone_by"].is_string()) {
        (false, _) => phrases::is_here(lang).to_owned(),
        (true, false) => time("left"),
        (true, true) => phrases::or_later(lang, &time("left")),
    };
    let addresses: Vec<String> = items(row, "addresses")
        .iter()
        .filter_map(Value::as_str)
        .map(|address| printable(address).into_owned())
        .collect();
    let mut marks = Vec::new();
    if row["account"] == false {
        marks.push(phrases::no_account(lang));
    }
    if row["clock"] == true {
        marks.push(phrases::clock_was_set(lang));
    }
    vec![
        text(row, "user"),
        time("arrived"),
        left,
        hours(row["seconds"].as_u64().unwrap_or(0)),
        row["stays"].as_u64().unwrap_or(0).to_string(),
        addresses.join(" "),
        marks.join(", "),
    ]
}

/// The length of a presence.
fn hours(seconds: u64) -> String {
    let minutes = seconds / 60;
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {:02}", minutes / 60, minutes % 60) }
}

fn users(lang: Lang, answer: &Value) -> Vec<String> {
    let names = items(answer, "users");
    let line = |name: &str| {
        let shown = printable(name);
        match answer["states"][name].as_str() {
            Some(state) => format!("{shown} ({})", printable(state_name(lang, state))),
            None => shown.into_owned(),
        }
    };
    std::iter::once(phrases::people(lang, names.len()))
        .chain(names.iter().filter_map(Value::as_str).map(line))
        .collect()
}

fn silences(lang: Lang, silences: &[Value]) -> Vec<String> {
    if silences.is_empty() {
        return vec![phrases::silence(lang, None)];
    }
    silences.iter().map(|silence| phrases::silence(lang, Some(silence))).collect()
}

/// The columns of a raised hand, with so many before it.
pub(super) fn hand(before: usize, hand: &Value) -> Vec<String> {
    vec![(before + 1).to_string(), text(hand, "user"), moment(&hand["since"])]
}

fn hands(lang: Lang, answer: &Value) -> Vec<String> {
    let hands = items(answer, "hands");
    let others: Vec<_> = items(answer, "others").iter().filter_map(Value::as_str).map(printable).collect();
    let rows: Vec<Vec<String>> = hands.iter().enumerate().map(|(n, one)| hand(n, one)).collect();
    std::iter::once(phrases::raised_hands(lang, hands.len()))
        .chain(lay_out(&rows, None))
        .chain([phrases::without_hand(lang, others.len())])
        .chain(others.iter().map(ToString::to_string))
        .collect()
}

/// A message with its number, which is what it is deleted by.
pub(super) fn message(message: &Value) -> String {
    let number = message["id"].as_u64().map(|id| format!(" [{id}]")).unwrap_or_default();
    let (from, content) = (text(message, "from"), text(message, "content"));
    format!("{}{number} <{from}> {content}", moment(&message["timestamp"]))
}

/// A message that was found, with its channel.
pub(super) fn found(value: &Value) -> String {
    format!("{} {}", text(value, "channel"), message(value))
}

/// The lines of the log.
pub(super) fn log(answer: &Value) -> Vec<String> {
    items(answer, "lines").iter().filter_map(Value::as_str).map(|line| printable(line).into_owned()).collect()
}

/// The counts of the server: those that matter first, in words, and then its counters by their names.
pub(super) fn stats(lang: Lang, answer: &Value) -> Vec<String> {
    let number = |field: &str| answer[field].as_u64().unwrap_or(0);
    let mut rows: Vec<Vec<String>> = vec![
        vec![phrases::stat_version(lang).into(), text(answer, "version")],
        vec![phrases::stat_uptime(lang).into(), duration(lang, number("uptime_s"))],
        vec![phrases::stat_connections(lang).into(), number("connections").to_string()],
        vec![phrases::stat_identified(lang).into(), number("identified").to_string()],
        vec![phrases::stat_people(lang).into(), number("people").to_string()],
        vec![phrases::stat_channels(lang).into(), number("channels").to_string()],
        vec![phrases::stat_accounts(lang).into(), number("accounts").to_string()],
        vec![phrases::stat_lines_sent(lang).into(), number("lines_sent").to_string()],
        vec![phrases::stat_bytes_sent(lang).into(), size(lang, number("bytes_sent"))],
        vec![phrases::stat_queued(lang).into(), size(lang, number("queued_bytes"))],
    ];
    if let Some(resident_kib) = answer["rss_kib"].as_u64() {
        rows.push(vec![phrases::stat_memory(lang).into(), size(lang, resident_kib.saturating_mul(1024))]);
    }
    if let Some(ms) = answer["cpu_ms"].as_u64() {
        rows.push(vec![phrases::stat_processor(lang).into(), duration(lang, ms / 1000)]);
    }
    if let Some(free) = answer["disk_free_bytes"].as_u64() {
        rows.push(vec![phrases::stat_disk(lang).into(), size(lang, free)]);
    }
    if answer["last_backup"].is_string() {
        rows.push(vec![phrases::stat_backup(lang).into(), moment(&answer["last_backup"])]);
    }
    if answer["first_code"].is_string() {
        rows.push(vec![phrases::stat_first_code(lang).into(), text(answer, "first_code")]);
    }
    let mut lines = lay_out(&rows, None);
    if let Some(counters) = answer["counters"].as_object() {
        let row = |(name, value): (&String, &Value)| {
            vec![printable(name).into_owned(), printable(&value.to_string()).into_owned()]
        };
        lines.push(String::new());
        lines.extend(lay_out(&counters.iter().map(row).collect::<Vec<_>>(), None));
    }
    lines
}

/// A number of bytes.
fn size(lang: Lang, bytes: u64) -> String {
    let [bytes_unit, kib, mib, gib] = phrases::size_units(lang);
    match bytes {
        0 => "0".to_owned(),
        1..1024 => format!("{bytes} {bytes_unit}"),
        1024..1_048_576 => format!("{} {kib}", bytes / 1024),
        1_048_576..1_073_741_824 => format!("{} {mib}", bytes / 1_048_576),
        _ => format!("{} {gib}", bytes / 1_073_741_824),
    }
}

fn duration(lang: Lang, seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, _) => format!("{minutes} min"),
        (0, ..) => format!("{hours} h {minutes:02}"),
        _ => format!("{days} {} {hours} h", phrases::day_unit(lang)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sizes_and_lengths_have_units() {
        let sizes: Vec<String> = [0, 7, 2048, 5 << 20, 3 << 30].map(|bytes| size(Lang::Fr, bytes)).into();
        assert_eq!(sizes, ["0", "7 o", "2 Kio", "5 Mio", "3 Gio"]);
        let lengths: Vec<String> = [5, 65, 3700, 90_000].map(|seconds| duration(Lang::Fr, seconds)).into();
        assert_eq!(lengths, ["5 s", "1 min", "1 h 01", "1 j 1 h"]);
    }

    #[test]
    fn a_client_that_is_nobody_yet_is_shown_too() {
        let answer = json!({"type": "clients", "more": false, "clients": [
            {"name": null, "role": null, "address": "::1", "channel": null, "state": null, "since": "x", "queued_bytes": 0, "muted": false},
            {"name": "bob", "role": "admin", "address": "10.0.0.1", "channel": "#dev", "state": "away", "since": "y", "queued_bytes": 5, "muted": true},
        ]});
        let lines = lines(Lang::Fr, &answer);
        let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&lines[1]), ["—", "::1", "—", "—", "x", "0"]);
        assert_eq!(words(&lines[2]), ["bob", "admin", "10.0.0.1", "#dev", "absent,", "muet", "y", "5", "o"]);
    }

    #[test]
    fn nothing_in_an_answer_reaches_the_terminal_raw() {
        let evil = "\u{1b}[2J\u{7}\u{9b}\n\u{202e}";
        let field = |kind: &str| {
            json!({"type": kind, "name": evil, "role": evil, "address": evil, "channel": evil, "state": evil,
                "since": evil, "until": evil, "topic": evil, "kind": evil, "user": evil, "by": evil, "reason": evil,
                "from": evil, "content": evil, "timestamp": format!("{evil}T{evil}"), "mode": evil, "version": evil})
        };
        let mut answers: Vec<Value> = [
            "kick",
            "mute",
            "unmute",
            "ban",
            "unban",
            "topic",
            "role",
            "channel",
            "poll_close",
            "stats",
            "hand",
            "silence",
            "slow",
            "private_messages",
            "clear",
            "questions",
            evil,
        ]
        .map(field)
        .into();
        for (kind, list) in [
            ("clients", "clients"),
            ("channels", "channels"),
            ("bans", "bans"),
            ("history", "messages"),
            ("search", "messages"),
        ] {
            answers.push(json!({"type": kind, list: [field("x"), 5, null, evil]}));
        }
        let row = json!({"lesson": null, "user": evil, "arrived": evil, "left": evil, "gone_by": evil, "addresses": [evil, 5]});
        let lesson = json!({"lesson": 1, "name": evil, "began": evil});
        let rows = [row, json!({"lesson": 1}), json!(5)];
        answers.push(json!({"type": "attendance", "day": evil, "lessons": [lesson, 5], "rows": rows, "next": evil}));
        answers.push(json!({"type": "users", "users": [evil, 5], "states": {evil: evil}}));
        answers.push(json!({"type": "silence", "silences": [field("x"), 5]}));
        answers.push(json!({"type": "hands", "hands": [field("x"), 5], "others": [evil, 5]}));
        let poll = json!({"channel": evil, "question": evil, "answers": [evil, 5], "counts": [evil], "voters": evil});
        answers.push(json!({"type": "polls", "polls": [poll, 5, evil]}));
        let question = json!({"id": evil, "from": evil, "content": evil, "answer": evil, "open": false});
        answers.push(json!({"type": "questions", "questions": [question, 5, evil]}));
        answers.push(json!({"type": "log", "lines": [evil, 5]}));
        answers.push(json!({"type": "stats", "counters": {evil: evil}}));
        answers.push(json!({"type": 5}));
        for answer in &answers {
            for lang in [Lang::Fr, Lang::En] {
                let shown = lines(lang, answer).concat();
                assert!(!shown.chars().any(|c| c.is_control() || c == '\u{202e}'), "{answer}: {shown:?}");
            }
        }
    }
}
