//! Other servers of the school that say anything, to a core that shares a channel with them.
//!
//! Owns what has to hold of it. An input is lines; the first byte of each says what the rest is: what a server says of itself (`s`), an
//! event (`l`), its people (`r`, `p`) or something to this server alone (`d`), the same in capitals of a server that is not trusted; a
//! line of a client (`c`); so many seconds (`t5`); a broker that is lost and found again (`x`); a database that says nothing from here on,
//! or does again (`h`); a person erased whom another server wants erased (`z`). The same with words that the bytes behind choose from
//! (`campus_lines`): an event (`e`), an announcement (`a`), something to this server alone (`i`), people (`o`), a line of somebody here (`k`).
//! Called by the fuzzer and by the server's test `fuzz_corpus`, as `targets`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use classcord_server::campus::{Campus, CampusOptions, Here, SERVERS_MAX};
use classcord_server::chat::campus::CampusRestored;
use classcord_server::chat::campus_event::{KeptCampus, Origin};
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::origin::Epoch;

use crate::campus_lines;
use crate::fuzz_chat::Chat;
use crate::simulation::Random;

/// CONNACK, with which everything begins.
const LET_IN: [u8; 5] = [0x20, 3, 0, 0, 0];

/// The other servers, the trusted one first: as they stand in topics.
const OTHERS: [&str; 2] = ["salle204", "cdi"];

/// The life of their databases, if nothing else is said.
const EPOCH: Epoch = Epoch(2);

/// Lives of a server's database that the core knows together.
const EPOCHS_MAX: usize = 4;

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
    /// The lives in which servers have spoken.
    lives: BTreeSet<Origin>,
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
        let mut school = Self { chat, campus, packet: 0, watermarks: BTreeMap::new(), lives: BTreeSet::new() };
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
        let other = OTHERS[usize::from(what.is_ascii_uppercase())];
        let (topic, payload) = match what.to_ascii_lowercase() {
            b's' => (format!("o/{other}/state"), self.raw(other, rest)),
            b'l' => (format!("o/{other}/{EPOCH}/log"), rest.to_vec()),
            b'r' => (format!("o/{other}/roster"), rest.to_vec()),
            b'p' => (format!("o/{other}/presence"), rest.to_vec()),
            b'd' => (format!("to/salle101/{other}"), self.raw(other, rest)),
            what @ (b'e' | b'a' | b'i' | b'o') => self.words(what, other, &mut Random::from_bytes(rest)),
            b'c' => return self.chat.line(2 + u64::from(what == b'C'), rest),
            b'k' => {
                let (who, line) = campus_lines::line(&mut Random::from_bytes(rest));
                return self.chat.line(who, line.as_bytes());
            }
            b't' => {
                let seconds = rest.first().map_or(0, |digit| u64::from(digit.saturating_sub(b'0')));
                self.chat.pass_time(Duration::from_secs(seconds));
                return self.campus.handle_timeout(self.chat.now.mono, self.here());
            }
            b'x' => {
                self.campus.closed(self.chat.now.mono, "lost");
                self.chat.pass_time(Duration::from_secs(61));
                return self.connect();
            }
            b'h' => {
                self.chat.is_slow = !self.chat.is_slow;
                return self.chat.carry_out();
            }
            b'z' => return self.chat.erase_next(),
            _ => return,
        };
        self.packet = self.packet % u16::MAX + 1;
        let packet = publish(&format!("cc/1/lycee/{topic}"), self.packet, &payload);
        self.campus.received(self.chat.now.mono, &packet, self.here());
    }

    /// Words of a server in their form, and where it says them.
    fn words(&mut self, what: u8, other: &str, random: &mut Random) -> (String, Vec<u8>) {
        let epoch = campus_lines::epoch(random);
        let origin = Origin { server: other.parse().expect("a name"), epoch: Epoch(epoch) };
        let known = self.chat.core.campus_watermark(&origin);
        let head = self.chat.core.campus_view().head;
        let (topic, words) = match what {
            b'e' => (format!("o/{other}/{}/log", origin.epoch), campus_lines::event(known, random)),
            b'a' => (format!("o/{other}/state"), campus_lines::announcement(epoch, known, random)),
            b'i' => (format!("to/salle101/{other}"), campus_lines::direct(epoch, known, head, random)),
            _ => (format!("o/{other}/{}", random.pick(&["roster", "presence"])), campus_lines::people(random)),
        };
        self.lives(origin);
        (topic, words.to_string().into_bytes())
    }

    /// Words as they are, perhaps of another life than most.
    fn raw(&mut self, other: &str, words: &[u8]) -> Vec<u8> {
        let usual = format!("\"epoch\":\"{EPOCH}\"");
        if !words.windows(usual.len()).any(|window| window == usual.as_bytes()) {
            let digits = words.iter().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add((*byte).into()));
            self.lives(Origin { server: other.parse().expect("a name"), epoch: Epoch(digits) });
        }
        words.to_vec()
    }

    /// A server speaks in this life of its database. One that is forgotten begins anew, with what it has said before.
    fn lives(&mut self, origin: Origin) {
        let server = origin.server.clone();
        self.lives.insert(origin);
        let others = self.lives.iter().filter(|one| one.server == server && one.epoch != EPOCH).count();
        self.chat.may_repeat |= others >= EPOCHS_MAX;
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
            assert!(before <= known || self.chat.may_repeat, "events of {other} went back from {before} to {known}");
        }
        for (name, message) in self.chat.heard() {
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
