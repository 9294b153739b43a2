//! A broker of MQTT 5 in a page: what it takes and gives is written here anew, as a second opinion on the server's client. The model
//! knows neither sockets nor time; [`Broker`] puts it behind a real port.
//!
//! It does what mosquitto does with the files of `classcord campus init`: keeps sessions and retained messages, publishes wills when it
//! is told that their time has come, ends the former connection of a client that comes again, and refuses what is said under another's
//! name.

use std::collections::{BTreeMap, VecDeque};
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What the model wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Out {
    Bytes(u64, Vec<u8>),
    Close(u64),
}

#[derive(Debug, Clone)]
struct Published {
    topic: String,
    payload: Vec<u8>,
    qos: u8,
    retained: bool,
}

#[derive(Debug, Default)]
struct Session {
    filters: Vec<(String, u8)>,
    link: Option<u64>,
    queue: VecDeque<Published>,
    unacked: Vec<(u16, Published)>,
    last_id: u16,
    will: Option<Published>,
}

#[derive(Debug, Default)]
struct Link {
    bytes: Vec<u8>,
    client: Option<String>,
}

/// The broker without sockets.
#[derive(Debug, Default)]
pub struct Model {
    links: BTreeMap<u64, Link>,
    sessions: BTreeMap<String, Session>,
    retained: BTreeMap<String, Published>,
    last_link: u64,
    outputs: Vec<Out>,
    /// True while nobody is answered.
    pub is_mute: bool,
    /// True while it does not say what it has taken.
    pub holds_receipts: bool,
    held: Vec<(u64, [u8; 4])>,
    /// True while who asks whether anybody is there is not answered.
    pub ignores_pings: bool,
    /// True while nobody's access list lets them say anything.
    pub lets_nobody_write: bool,
    /// True while there is no access list.
    pub lets_everybody_write: bool,
    /// The answer to CONNECT, if it is not 0.
    pub refuses_with: u8,
    /// All that was taken, by topic.
    pub log: Vec<(String, Vec<u8>)>,
}

/// The first whole packet: its first byte, its body, its length.
fn split(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (mut length, mut n) = (0, 1);
    loop {
        let byte = *bytes.get(n)?;
        length += (byte as usize & 127) << (7 * (n - 1));
        n += 1;
        if byte < 128 {
            break;
        }
    }
    Some((bytes[0], bytes.get(n..n + length)?, n + length))
}

pub fn packet(first: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![first];
    let mut length = body.len();
    loop {
        out.push((length % 128) as u8 | if length >= 128 { 128 } else { 0 });
        length /= 128;
        if length == 0 {
            break;
        }
    }
    out.extend_from_slice(body);
    out
}

/// PUBLISH, without properties.
pub fn publish(topic: &str, payload: &[u8], id: Option<u16>, retained: bool) -> Vec<u8> {
    let mut body = (topic.len() as u16).to_be_bytes().to_vec();
    body.extend_from_slice(topic.as_bytes());
    body.extend(id.iter().flat_map(|id| id.to_be_bytes()));
    body.push(0);
    body.extend_from_slice(payload);
    packet(0x30 | if id.is_some() { 2 } else { 0 } | u8::from(retained), &body)
}

struct Cursor<'a>(&'a [u8]);

impl<'a> Cursor<'a> {
    fn take(&mut self, n: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(n);
        self.0 = rest;
        taken
    }

    fn byte(&mut self) -> u8 {
        self.take(1)[0]
    }

    fn two(&mut self) -> u16 {
        u16::from_be_bytes(self.take(2).try_into().unwrap())
    }

    fn binary(&mut self) -> Vec<u8> {
        let n = self.two();
        self.take(n.into()).to_vec()
    }

    fn text(&mut self) -> String {
        String::from_utf8(self.binary()).unwrap()
    }

    fn properties(&mut self) -> &'a [u8] {
        let n = self.byte();
        assert!(n < 128, "a client of ours has few properties");
        self.take(n.into())
    }
}

fn matches(filter: &str, topic: &str) -> bool {
    let (filter, topic): (Vec<_>, Vec<_>) = (filter.split('/').collect(), topic.split('/').collect());
    filter.len() == topic.len() && filter.iter().zip(&topic).all(|(f, t)| *f == "+" || f == t)
}

/// `pattern write cc/1/SCHOOL/o/%u/#` and `pattern write cc/1/SCHOOL/to/+/%u`.
fn may_write(user: &str, topic: &str) -> bool {
    match topic.split('/').collect::<Vec<_>>()[..] {
        ["cc", "1", _, "o", origin, _, ..] => origin == user,
        ["cc", "1", _, "to", _, origin] => origin == user,
        _ => false,
    }
}

impl Model {
    /// Somebody has connected.
    pub fn connect(&mut self) -> u64 {
        self.last_link += 1;
        self.links.insert(self.last_link, Link::default());
        self.last_link
    }

    pub fn take_outputs(&mut self) -> Vec<Out> {
        std::mem::take(&mut self.outputs)
    }

    /// Says what it has taken and not said.
    pub fn release_receipts(&mut self) {
        self.holds_receipts = false;
        for (link, body) in std::mem::take(&mut self.held) {
            self.send(link, 0x40, &body);
        }
    }

    /// A connection has ended without a word.
    pub fn lost(&mut self, link: u64) {
        if let Some(client) = self.links.remove(&link).and_then(|link| link.client)
            && let Some(session) = self.sessions.get_mut(&client)
            && session.link == Some(link)
        {
            session.link = None;
        }
    }

    /// The time of all wills has come.
    pub fn fire_wills(&mut self) {
        let gone = self.sessions.values_mut().filter(|session| session.link.is_none());
        let wills: Vec<Published> = gone.filter_map(|session| session.will.take()).collect();
        for will in wills {
            self.route(will);
        }
    }

    /// Everything is forgotten, as by `kill -9`, and every connection lost.
    pub fn forget(&mut self) {
        self.outputs.extend(self.links.keys().map(|&link| Out::Close(link)));
        let Self { last_link, .. } = *self;
        let outputs = self.take_outputs();
        *self = Self { last_link, outputs, log: std::mem::take(&mut self.log), ..Self::default() };
    }

    pub fn receive(&mut self, link: u64, bytes: &[u8]) {
        let Some(of_link) = self.links.get_mut(&link) else { return };
        of_link.bytes.extend_from_slice(bytes);
        while let Some(of_link) = self.links.get_mut(&link)
            && let Some((first, body, length)) = split(&of_link.bytes)
        {
            let (first, body) = (first, body.to_vec());
            of_link.bytes.drain(..length);
            if !self.is_mute {
                self.handle(link, first, &body);
            }
        }
    }

    fn send(&mut self, link: u64, first: u8, body: &[u8]) {
        self.outputs.push(Out::Bytes(link, packet(first, body)));
    }

    fn handle(&mut self, link: u64, first: u8, body: &[u8]) {
        let client = self.links[&link].client.clone();
        match (first >> 4, client) {
            (1, None) => self.let_in(link, Cursor(body)),
            (3, Some(client)) => self.take(link, &client, first, Cursor(body)),
            (4, Some(client)) => {
                let id = Cursor(body).two();
                self.sessions.get_mut(&client).unwrap().unacked.retain(|(unacked, _)| *unacked != id);
            }
            (8, Some(client)) => self.subscribe(link, &client, Cursor(body)),
            (12, Some(_)) if self.ignores_pings => {}
            (12, Some(_)) => self.send(link, 0xd0, &[]),
            (14, Some(client)) => {
                let session = self.sessions.get_mut(&client).unwrap();
                if body.first().is_none_or(|&reason| reason == 0) {
                    session.will = None;
                }
                self.lost(link);
                self.outputs.push(Out::Close(link));
            }
            (kind, client) => panic!("packet {kind} of {client:?}"),
        }
    }

    fn let_in(&mut self, link: u64, mut body: Cursor<'_>) {
        assert_eq!(body.text(), "MQTT");
        assert_eq!(body.byte(), 5);
        let flags = body.byte();
        assert_eq!(flags & 0b0011_1111, 0b0010_1100, "a will with QoS 1, retained; no clean start");
        let _keep_alive = body.two();
        let _properties = body.properties();
        let client = body.text();
        let _of_will = body.properties();
        let will = Published { topic: body.text(), payload: body.binary(), qos: 1, retained: true };
        if flags & 0b1100_0000 != 0 {
            assert_eq!(flags & 0b1100_0000, 0b1100_0000, "a name goes with a password");
            assert_eq!(body.text(), client, "the user's name");
            body.binary();
        }
        assert!(body.0.is_empty());
        if self.refuses_with != 0 {
            self.send(link, 0x20, &[0, self.refuses_with, 0]);
            self.links.remove(&link);
            self.outputs.push(Out::Close(link));
            return;
        }
        let is_known = self.sessions.contains_key(&client);
        let session = self.sessions.entry(client.clone()).or_default();
        session.will = Some(will);
        if let Some(former) = session.link.replace(link) {
            self.links.remove(&former);
            self.send(former, 0xe0, &[0x8e]);
            self.outputs.push(Out::Close(former));
        }
        self.links.get_mut(&link).unwrap().client = Some(client.clone());
        // Receive Maximum 20, as mosquitto has it.
        self.send(link, 0x20, &[u8::from(is_known), 0, 3, 0x21, 0, 20]);
        let session = self.sessions.get_mut(&client).unwrap();
        let again: Vec<Vec<u8>> = session
            .unacked
            .iter()
            .map(|(id, message)| {
                let mut bytes = publish(&message.topic, &message.payload, Some(*id), message.retained);
                bytes[0] |= 0x08;
                bytes
            })
            .collect();
        let queued = std::mem::take(&mut session.queue);
        self.outputs.extend(again.into_iter().map(|bytes| Out::Bytes(link, bytes)));
        for message in queued {
            self.deliver(&client, message);
        }
    }

    fn subscribe(&mut self, link: u64, client: &str, mut body: Cursor<'_>) {
        let id = body.two();
        body.properties();
        let mut answer = id.to_be_bytes().to_vec();
        answer.push(0);
        let mut filters = Vec::new();
        while !body.0.is_empty() {
            let (filter, options) = (body.text(), body.byte());
            answer.push(options & 3);
            filters.push((filter, options & 3));
        }
        let kept: Vec<Published> = self
            .retained
            .values()
            .filter(|kept| filters.iter().any(|(filter, _)| matches(filter, &kept.topic)))
            .cloned()
            .collect();
        self.sessions.get_mut(client).unwrap().filters = filters;
        // As mosquitto does: what was kept comes before the answer.
        for message in kept {
            self.deliver(client, message);
        }
        self.send(link, 0x90, &answer);
    }

    fn take(&mut self, link: u64, client: &str, first: u8, mut body: Cursor<'_>) {
        let qos = first >> 1 & 3;
        let topic = body.text();
        let id = (qos > 0).then(|| body.two());
        body.properties();
        let payload = body.0.to_vec();
        let may_write = self.lets_everybody_write || may_write(client, &topic);
        let reason = if may_write && !self.lets_nobody_write { 0 } else { 0x87 };
        if reason == 0 {
            self.log.push((topic.clone(), payload.clone()));
            self.route(Published { topic, payload, qos, retained: first & 1 != 0 });
        }
        if let Some(id) = id {
            let [high, low] = id.to_be_bytes();
            if self.holds_receipts {
                self.held.push((link, [high, low, reason, 0]));
            } else {
                self.send(link, 0x40, &[high, low, reason, 0]);
            }
        }
    }

    /// What its clients have been sent and have not confirmed.
    pub fn unacked(&self) -> usize {
        self.sessions.values().map(|session| session.unacked.len()).sum()
    }

    /// Publishes something, whoever says it.
    pub fn inject(&mut self, topic: &str, payload: &[u8], retained: bool) {
        self.route(Published { topic: topic.into(), payload: payload.into(), qos: 1, retained });
    }

    fn route(&mut self, message: Published) {
        if message.retained {
            self.retained.insert(message.topic.clone(), message.clone());
        }
        let live = Published { retained: false, ..message };
        let clients: Vec<String> = self.sessions.keys().cloned().collect();
        for client in clients {
            self.deliver(&client, live.clone());
        }
    }

    fn deliver(&mut self, client: &str, message: Published) {
        let session = self.sessions.get_mut(client).unwrap();
        let granted =
            session.filters.iter().filter(|(filter, _)| matches(filter, &message.topic)).map(|(_, qos)| *qos).max();
        let Some(granted) = granted else { return };
        let qos = granted.min(message.qos);
        let Some(link) = session.link else {
            if qos > 0 && session.queue.len() < 1000 {
                session.queue.push_back(Published { qos, ..message });
            }
            return;
        };
        let id = (qos > 0).then(|| {
            session.last_id = session.last_id.checked_add(1).unwrap_or(1);
            session.unacked.push((session.last_id, message.clone()));
            session.last_id
        });
        let bytes = publish(&message.topic, &message.payload, id, message.retained);
        self.outputs.push(Out::Bytes(link, bytes));
    }
}

#[derive(Default)]
struct Shared {
    model: Model,
    sockets: BTreeMap<u64, TcpStream>,
}

impl Shared {
    fn flush(&mut self) {
        for out in self.model.take_outputs() {
            match out {
                Out::Bytes(link, bytes) => {
                    if let Some(mut socket) = self.sockets.get(&link) {
                        // Who is gone is noticed by who reads it.
                        let _ = socket.write_all(&bytes);
                    }
                }
                Out::Close(link) => {
                    if let Some(socket) = self.sockets.remove(&link) {
                        let _ = socket.shutdown(Shutdown::Both);
                    }
                }
            }
        }
    }
}

/// The model behind a port of this machine.
pub struct Broker {
    shared: Arc<Mutex<Shared>>,
    address: SocketAddr,
}

impl Broker {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let shared: Arc<Mutex<Shared>> = Arc::default();
        let of_listener = Arc::clone(&shared);
        thread::spawn(move || {
            for socket in listener.incoming() {
                let Ok(mut socket) = socket else { return };
                let shared = Arc::clone(&of_listener);
                let link = {
                    let mut shared = shared.lock().unwrap();
                    let link = shared.model.connect();
                    shared.sockets.insert(link, socket.try_clone().unwrap());
                    link
                };
                thread::spawn(move || {
                    let mut buffer = [0; 4096];
                    loop {
                        let read = socket.read(&mut buffer).unwrap_or(0);
                        let mut shared = shared.lock().unwrap();
                        if read == 0 {
                            shared.model.lost(link);
                            shared.sockets.remove(&link);
                            return;
                        }
                        shared.model.receive(link, &buffer[..read]);
                        shared.flush();
                    }
                });
            }
        });
        Self { shared, address }
    }

    /// As a server's configuration names it.
    pub fn url(&self) -> String {
        format!("mqtt://{}", self.address)
    }

    /// Does something with the model, and sends what comes of it.
    pub fn with<T>(&self, call: impl FnOnce(&mut Model) -> T) -> T {
        let mut shared = self.shared.lock().unwrap();
        let result = call(&mut shared.model);
        shared.flush();
        result
    }
}
