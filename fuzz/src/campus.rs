//! Other servers of the school that say anything, to a core that shares a channel with them.
//!
//! Owns what has to hold of it. An input is lines; the first byte of each says what the rest is: what a server says of itself (`s`), an
//! event (`l`), its people (`r`, `p`) or something to this server alone (`d`), the same in capitals of a server that is not trusted; a
//! line of a client (`c`); so many seconds (`t5`); a broker that is lost and found again (`x`). Called by the fuzzer and by the
//! server's test `fuzz_corpus`, as `targets`.

use std::collections::BTreeMap;
use std::time::Duration;

use classcord_server::campus::{Campus, CampusOptions, Here, SERVERS_MAX};
use classcord_server::chat::campus::CampusRestored;
use classcord_server::chat::campus_event::{KeptCampus, Origin};
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::origin::Epoch;

use crate::targets::Chat;

/// CONNACK, with which everything begins.
const LET_IN: [u8; 5] = [0x20, 3, 0, 0, 0];

/// The other servers, the trusted one first: as they stand in topics.
const OTHERS: [&str; 2] = ["salle204", "cdi"];

/// The life of their databases.
const EPOCH: Epoch = Epoch(2);

/// Checks that this server keeps what others say in their order, each once and under their names, and answers with what is JSON.
pub fn campus(data: &[u8]) {
    let mut school = School::new();
    for line in data.split(|byte| *byte == b'\n').take(500) {
        let [what, rest @ ..] = line else { continue };
        school.hear(*what, rest);
        school.go_on();
        school.check();
    }
}

struct School {
    chat: Chat,
    campus: Campus,
    packet: u16,
    /// How far the events of each have come.
    watermarks: BTreeMap<Origin, u64>,
}

impl School {
    fn new() -> Self {
        let mut chat = Chat::new();
        let server = "salle101".parse().expect("a name");
        let epoch = Epoch(1);
        chat.core.share(CampusRestored {
            me: Origin { server, epoch },
            channels: vec![ChannelName::parse("#projet").expect("a name")],
            guests: true,
            trusted: vec![OTHERS[0].parse().expect("a name")],
            kept: KeptCampus::default(),
            seed: 1,
        });
        let (school, name) = ("lycee".parse().expect("a name"), "salle101".parse().expect("a name"));
        let campus = Campus::new(Duration::ZERO, CampusOptions { school, name, epoch, password: None, run: 1 });
        let mut school = Self { chat, campus, packet: 0, watermarks: BTreeMap::new() };
        school.connect();
        school.go_on();
        school
    }

    fn here(&self) -> Here {
        let view = self.chat.core.campus_view();
        Here { people: 0, head: view.head, low: view.low, roster: self.chat.core.people_view().revision }
    }

    fn connect(&mut self) {
        let here = self.here();
        self.campus.handle_timeout(self.chat.now.mono, here);
        self.campus.take_wish();
        self.campus.opened(self.chat.now.mono);
        self.campus.received(self.chat.now.mono, &LET_IN, here);
    }

    fn hear(&mut self, what: u8, rest: &[u8]) {
        let now = self.chat.now.mono;
        let other = OTHERS[usize::from(what.is_ascii_uppercase())];
        let topic = match what.to_ascii_lowercase() {
            b's' => format!("o/{other}/state"),
            b'l' => format!("o/{other}/{EPOCH}/log"),
            b'r' => format!("o/{other}/roster"),
            b'p' => format!("o/{other}/presence"),
            b'd' => format!("to/salle101/{other}"),
            b'c' => return self.chat.line(2 + u64::from(what == b'C'), rest),
            b't' => {
                let seconds = rest.first().map_or(0, |digit| u64::from(digit.saturating_sub(b'0')));
                self.chat.pass_time(Duration::from_secs(seconds));
                return self.campus.handle_timeout(self.chat.now.mono, self.here());
            }
            b'x' => {
                self.campus.closed(now, "lost");
                self.chat.pass_time(Duration::from_secs(61));
                return self.connect();
            }
            _ => return,
        };
        self.packet = self.packet % u16::MAX + 1;
        let packet = publish(&format!("cc/1/lycee/{topic}"), self.packet, rest);
        self.campus.received(now, &packet, self.here());
    }

    /// Hands on what has come and what is to be said, until there is nothing more.
    fn go_on(&mut self) {
        if self.campus.take_lost() {
            self.chat.core.campus_is_lost();
        }
        loop {
            for input in self.campus.take_inputs() {
                self.chat.core.handle_campus(self.chat.now, input, &mut self.chat.effects);
                self.chat.carry_out();
            }
            let acts = std::mem::take(&mut self.chat.acts);
            if acts.is_empty() {
                break;
            }
            for act in acts {
                self.campus.act(self.chat.now.mono, act);
            }
        }
        self.campus.take_output(&mut Vec::new());
        self.campus.take_notices();
        self.campus.take_wish();
    }

    fn check(&mut self) {
        assert!(self.campus.servers().iter().count() <= SERVERS_MAX);
        for other in OTHERS {
            let origin = Origin { server: other.parse().expect("a name"), epoch: EPOCH };
            let known = self.chat.core.campus_watermark(&origin);
            let before = self.watermarks.insert(origin, known).unwrap_or(0);
            assert!(before <= known, "events of {other} went back from {before} to {known}");
        }
        for (name, message) in &self.chat.said {
            let Some(origin) = &name.origin else { continue };
            let is_theirs = message.from.as_str().ends_with(&format!("@{}", origin.server));
            assert!(is_theirs || message.from == Username::erased(), "{} said as {origin}", message.from);
            assert_eq!(message.channel.as_str(), "#projet");
            assert!(message.at > WallTime { unix_us: -1, offset_s: 0 });
        }
    }
}

/// PUBLISH with a quality of service of 1.
fn publish(topic: &str, id: u16, payload: &[u8]) -> Vec<u8> {
    let length = 2 + topic.len() + 2 + 1 + payload.len();
    let mut packet = vec![0x32];
    let mut rest = length;
    loop {
        let more = rest > 127;
        packet.push((rest % 128) as u8 | if more { 0x80 } else { 0 });
        rest /= 128;
        if !more {
            break;
        }
    }
    packet.extend((topic.len() as u16).to_be_bytes());
    packet.extend(topic.as_bytes());
    packet.extend(id.to_be_bytes());
    packet.push(0);
    packet.extend(payload);
    packet
}
