//! One function for each target: it takes any bytes, and panics if the server would do something wrong with them.
//!
//! Owns what has to hold; the parts under test are the server's own. Called by the fuzzer and by the server's test
//! `fuzz_corpus`, which includes this file.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use classcord_server::chat::message::MessageId;
use classcord_server::chat::poll::PollId;
use classcord_server::chat::question::QuestionId;
use classcord_server::chat::request::Request;
use classcord_server::cli::pickle::{Judge, NewAccount, Secret, read_accounts};
use classcord_server::config::Config;
use classcord_server::net::first_bytes::{Decision, decide};
use classcord_server::net::{Frame, Framer, LineLimit};
use classcord_server::passwords::{Recognized, recognize};
use classcord_server::store::block::{Block, BlockWriter};
use classcord_server::store::{codec, polls, questions};
use classcord_server::wire;
use classcord_server::wire::console::ConsoleRequest;
use classcord_server::wire::control::ControlRequest;
use classcord_server::wire::rows;
use serde_json::Value;

pub use crate::frames::{frames, head};
pub use crate::fuzz_campus::campus;
use crate::fuzz_chat::Chat;
pub use crate::mqtt::mqtt;
use crate::simulation::{Random, World};

/// A function that takes the fuzzer's bytes.
pub type Target = fn(&[u8]);

/// Each target with its name.
pub const ALL: &[(&str, Target)] = &[
    ("framing", framing),
    ("first_bytes", first_bytes),
    ("frames", frames),
    ("head", head),
    ("decode", decode),
    ("request", request),
    ("core", core),
    ("lines", lines),
    ("mqtt", mqtt),
    ("campus", campus),
    ("codec", codec),
    ("control", control),
    ("pickle", pickle),
    ("config", config),
    ("rows", rows),
];

/// Lines out of bytes: the same as of the whole, however they are cut, and never more held than a line may have. The
/// first byte is the longest line, the second how the rest is cut.
pub fn framing(data: &[u8]) {
    let [longest, cut, bytes @ ..] = data else { return };
    let (longest, cut) = (usize::from(*longest), usize::from(*cut) + 1);
    let mut expected: Vec<Option<&[u8]>> = bytes
        .split(|byte| *byte == b'\n')
        .map(|line| {
            let blank = line.iter().take_while(|byte| b"\0\t\r ".contains(byte)).count();
            Some(&line[blank..]).filter(|line| weight(line) <= longest)
        })
        .collect();
    // What is not ended is told of only if it is too long already.
    expected.pop_if(|last| last.is_some());
    let mut framer = Framer::default();
    let mut seen = Vec::new();
    for piece in bytes.chunks(cut) {
        let mut input = piece;
        while let Some(frame) = framer.next(&mut input, LineLimit::of(longest)) {
            seen.push(match frame {
                Frame::Line(line) => Some(line.to_vec()),
                Frame::TooLong => None,
            });
        }
        assert!(input.is_empty(), "bytes were left over");
        // Three times as many bytes as the length says if all are escapes, and what is taken ahead for more of them.
        assert!(framer.held_bytes() <= 3 * longest + 16 * 1024, "{} bytes are held", framer.held_bytes());
        assert!(framer.unfinished().len() <= 3 * longest, "{} bytes are held", framer.unfinished().len());
    }
    assert_eq!(seen, expected.iter().map(|line| line.map(<[u8]>::to_vec)).collect::<Vec<_>>());
}

/// The length of a line, an escape being two bytes long.
fn weight(line: &[u8]) -> usize {
    let (mut at, mut weight) = (0, 0);
    while at < line.len() {
        let rest = &line[at..];
        let taken = match rest {
            [b'\\', b'u', digits @ ..] => {
                2 + digits.iter().take(4).take_while(|digit| digit.is_ascii_hexdigit()).count()
            }
            [b'\\', b'\\', ..] => 2,
            _ => 1,
        };
        weight += taken.min(2);
        at += taken;
    }
    weight
}

/// Checks the decision on a connection's first bytes: the same however they are cut, for good once it is said, and
/// before any line but an empty one is handed on. The first byte is how they are cut.
pub fn first_bytes(data: &[u8]) {
    const LINE_MAX: usize = 1000;
    let [cut, bytes @ ..] = data else { return };
    let whole = decide(b"", bytes, LINE_MAX);
    for pieces in [bytes.chunks(usize::from(*cut) + 1), bytes.chunks(1)] {
        let mut framer = Framer::default();
        let mut seen = Decision::Undecided;
        for piece in pieces {
            seen = decide(framer.unfinished(), piece, LINE_MAX);
            if seen != Decision::Undecided {
                break;
            }
            let mut input = piece;
            while let Some(frame) = framer.next(&mut input, LineLimit::of(LINE_MAX)) {
                assert_eq!(frame, Frame::Line(b""), "handed on before it was decided");
            }
        }
        assert_eq!(seen, whole, "cut into pieces of {}", usize::from(*cut) + 1);
    }
    // A request line in its plainest form is never lines. A `\r` ends it, as `\n` does.
    let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    let words: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
    if let [method, _, b"HTTP/1.1"] = words[..] {
        let token = |byte: &u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(byte);
        let is_request = !method.is_empty() && method.iter().all(token);
        assert!(!is_request || !matches!(whole, Decision::Lines), "a request was taken for lines");
    }
}

/// The characters of a line: UTF-8 as it is, and everything else a character for each byte.
pub fn decode(data: &[u8]) {
    let text = wire::decode::decode(data);
    let bare = data.strip_prefix(b"\xef\xbb\xbf").unwrap_or(data);
    match std::str::from_utf8(bare) {
        Ok(utf8) => assert_eq!(text, utf8),
        Err(_) => {
            assert_eq!(text.chars().count(), bare.len());
            for (c, byte) in text.chars().zip(bare) {
                assert!(!byte.is_ascii() || c == char::from(*byte), "{byte:#x} was read as {c:?}");
            }
        }
    }
    let mut quoted = String::new();
    wire::ascii::push_string(&mut quoted, &text);
    assert!(quoted.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{quoted}");
    assert_eq!(serde_json::from_str::<String>(&quoted).unwrap(), text);
}

/// A line to a request. What a message takes along to others is ASCII and JSON.
pub fn request(data: &[u8]) {
    let token = match wire::parse_line(data) {
        None => return,
        Some(Ok(Request::Message(message))) => {
            let extra = &message.extra.0;
            let object = format!("{{\"type\":\"\"{extra}}}");
            assert!(extra.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{extra}");
            serde_json::from_str::<Value>(&object).unwrap_or_else(|e| panic!("{object} is not JSON: {e}"));
            message.ack
        }
        Some(Ok(_)) => None,
        Some(Err(problem)) => problem.ack,
    };
    if let Some(token) = token {
        let token = &token.0;
        assert!(token.bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{token}");
        serde_json::from_str::<Value>(token).unwrap_or_else(|e| panic!("{token} is not JSON: {e}"));
    }
}

/// The core in the simulation: the bytes decide what happens in which order, and the model says what has to come of it.
pub fn core(data: &[u8]) {
    World::new(Random::from_bytes(data), false).run();
}

/// The core with what clients may write, which the simulation's do not: any lines at all. The first byte of each line
/// says who sends it, and how much time passes before. There is no model here: the core's own invariants have to hold,
/// and what it sends has to be lines of ASCII that are JSON.
pub fn lines(data: &[u8]) {
    let mut chat = Chat::new();
    for line in data.split(|byte| *byte == b'\n') {
        let [who, line @ ..] = line else { continue };
        chat.pass_time(Duration::from_millis(250 * u64::from(who >> 4)));
        chat.line(u64::from(who & 3) + 1, line);
    }
    assert!(chat.acts.is_empty(), "there is no other server");
}

/// The database's values: any bytes are read or refused, and what was read is written so that it is read the same. The
/// first byte says as what: 255 for the rows of a block, whose number is the second; 254 for a poll, 253 for a vote in one,
/// 252 for a question to the people in charge.
pub fn codec(data: &[u8]) {
    let [kind, bytes @ ..] = data else { return };
    if let [255, rows, bytes @ ..] = data {
        return block(u32::from(*rows), bytes);
    }
    match kind {
        252 => {
            if let Ok(question) = questions::decode_question(QuestionId(7), bytes) {
                let back = questions::decode_question(QuestionId(7), &questions::encode_question(&question));
                assert_eq!(back, Ok(question));
            }
            return;
        }
        253 => {
            if let Ok(ballot) = polls::decode_ballot(bytes) {
                assert_eq!(polls::decode_ballot(&polls::encode_ballot(&ballot)), Ok(ballot));
            }
            return;
        }
        254 => {
            if let Ok(poll) = polls::decode_poll(PollId(7), bytes) {
                assert_eq!(polls::decode_poll(PollId(7), &polls::encode_poll(&poll)), Ok(poll));
            }
            return;
        }
        _ => {}
    }
    match kind % 4 {
        0 => {
            if let Ok(message) = codec::decode_message(MessageId(7), bytes) {
                assert_eq!(codec::decode_message(MessageId(7), &codec::encode_message(&message)), Ok(message));
            }
        }
        1 => {
            if let Ok(account) = codec::decode_account(bytes) {
                assert_eq!(codec::decode_account(&codec::encode_account(&account)), Ok(account));
            }
        }
        2 => {
            if let Ok(channel) = codec::decode_channel(bytes) {
                assert_eq!(codec::decode_channel(&codec::encode_channel(&channel)), Ok(channel));
            }
        }
        _ => {
            if let Ok(sanction) = codec::decode_sanction(bytes) {
                assert_eq!(codec::decode_sanction(&codec::encode_sanction(&sanction)), Ok(sanction));
            }
        }
    }
}

/// Rows behind a frame that fits.
fn block(rows: u32, bytes: &[u8]) {
    let first = MessageId(7);
    let Ok(messages) = Block::of_rows(first, rows, bytes).messages() else { return };
    let mut writer = BlockWriter::new(first);
    for message in &messages {
        assert!(writer.push(message.id.expect("a row has an id"), message, usize::MAX));
    }
    assert_eq!(Block::open(first, writer.finish()).and_then(|block| block.messages()), Ok(messages));
}

/// The console's requests: what is read is written so that it is read the same.
pub fn control(data: &[u8]) {
    let Some(Ok(request)) = ControlRequest::parse(data) else { return };
    let line = ConsoleRequest::from(request.clone()).line().unwrap();
    assert!(line.strip_suffix('\n').unwrap().bytes().all(|byte| (0x20..0x7f).contains(&byte)), "{line}");
    assert_eq!(ControlRequest::parse(line.as_bytes()), Some(Ok(request)));
}

/// The old server's accounts: only legal names come out, each once.
pub fn pickle(data: &[u8]) {
    let Ok(entries) = read_accounts(data, Judge::new(128)) else { return };
    let mut taken = BTreeSet::new();
    for NewAccount { name, secret, .. } in entries.into_iter().flatten() {
        assert!(!name.is_reserved(), "{name} is the server's");
        if let Secret::Clear(password) = secret {
            assert!((1..=128).contains(&password.0.chars().count()));
            assert_eq!(recognize(&password.0), Recognized::Words, "{name} has a hash for a password");
        }
        assert!(taken.insert(name.key().clone()), "{name} came twice");
    }
}

/// The configuration: read, or refused in words.
pub fn config(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    match Config::from_text(Path::new("classcord.toml"), text) {
        Ok(config) => assert!(config.live_changes(&config).changed.is_empty(), "it differs from itself"),
        Err(e) => assert!(!e.to_string().is_empty()),
    }
}

/// Exported messages: what is read is exported, and kept, so that it is read the same.
pub fn rows(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(message) = rows::read_message(text) else { return };
    let id = message.id.expect("what was exported has an id");
    assert_eq!(codec::decode_message(id, &codec::encode_message(&message)).as_ref(), Ok(&message));
    let row = rows::message(&message);
    let line = exported(&row);
    let again = rows::read_message(&line).unwrap_or_else(|e| panic!("{line}: {e}"));
    assert_eq!(rows::message(&again), row);
}

/// A row as it stands in a file: what is the text of an object in it is that object there.
fn exported(row: &Value) -> String {
    let mut rest = row.clone();
    let json = rest.as_object_mut().and_then(|fields| fields.remove(rows::JSON_FIELD));
    let line = rest.to_string();
    match json.as_ref().and_then(Value::as_str) {
        Some(json) => format!("{},\"{}\":{json}}}", line.strip_suffix('}').unwrap(), rows::JSON_FIELD),
        None => line,
    }
}
