//! Somebody who chats while something else happens, on threads of their own: a pair of clients who count, or a class whose
//! waiting is timed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::json;

use super::{Client, Server, wait_until};

/// Between two turns.
const PACE: Duration = Duration::from_millis(1);

/// Two guests who talk in turns until they are told to stop; each must get every message of the other exactly once, in
/// order.
pub struct Bystanders {
    stop: Arc<AtomicBool>,
    turns: Arc<AtomicUsize>,
    thread: Option<JoinHandle<()>>,
}

impl Bystanders {
    /// Both come in and begin. The server's limit on messages must let them.
    pub fn begin(address: SocketAddr) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let turns = Arc::new(AtomicUsize::new(0));
        let (mut one, mut other) = (come_in(address, "une"), come_in(address, "autre"));
        let (stopped, counted) = (Arc::clone(&stop), Arc::clone(&turns));
        let thread = std::thread::spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                let turn = counted.load(Ordering::Relaxed);
                pass(&mut one, &mut other, "une", turn);
                pass(&mut other, &mut one, "autre", turn);
                counted.store(turn + 1, Ordering::Relaxed);
                // They are to be there, not to be a load.
                std::thread::sleep(PACE);
            }
        });
        Self { stop, turns, thread: Some(thread) }
    }

    /// The number of times that both have spoken.
    pub fn turns(&self) -> usize {
        self.turns.load(Ordering::Relaxed)
    }

    /// Waits until they have spoken so often since.
    pub fn wait_for_turns(&self, more: usize) {
        let from = self.turns();
        wait_until(
            || {
                assert!(self.thread.as_ref().is_some_and(|thread| !thread.is_finished()), "the bystanders' chat broke");
                self.turns() >= from + more
            },
            || format!("{more} more turns after {from}"),
        );
    }

    /// Has them stop; panics if one of them missed something.
    pub fn end(mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }
}

impl Drop for Bystanders {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// People who talk until they are told to stop, each with the next message once the last one is on disk.
pub struct TalkingClass {
    stop: Arc<AtomicBool>,
    people: Vec<JoinHandle<Vec<Duration>>>,
}

impl TalkingClass {
    /// So many guests come in and begin; each rests for `pace` between two messages. The server's limits must let them.
    pub fn begin(server: &Server, people: usize, pace: Duration) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let talk = |number: usize| {
            let mut client = server.guest(&format!("personne {number}"));
            let stop = Arc::clone(&stop);
            std::thread::spawn(move || {
                let mut waits = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let asked = Instant::now();
                    let content = format!("bla {}", waits.len());
                    client.send(&json!({"type": "message", "content": content, "ack": waits.len()}));
                    client.read_until(|line| line["type"] == "ack");
                    waits.push(asked.elapsed());
                    std::thread::sleep(pace);
                }
                waits
            })
        };
        let people = (0..people).map(talk).collect();
        Self { stop, people }
    }

    /// Has them stop, and returns the times that they waited for the word that a message is on disk.
    pub fn end(self) -> Waits {
        self.stop.store(true, Ordering::Relaxed);
        Waits::new(self.people.into_iter().flat_map(|person| person.join().unwrap()).collect())
    }
}

/// Times that people waited, sorted; never empty.
pub struct Waits(Vec<Duration>);

impl Waits {
    pub fn new(mut waits: Vec<Duration>) -> Self {
        assert!(!waits.is_empty(), "nobody waited for anything");
        waits.sort_unstable();
        Self(waits)
    }

    /// The number of messages that were waited for.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    pub fn percentile(&self, percent: usize) -> Duration {
        self.0[(self.0.len() * percent / 100).min(self.0.len() - 1)]
    }
}

impl std::fmt::Display for Waits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [median, most, longest] = [50, 99, 100].map(|percent| self.percentile(percent));
        write!(f, "{} messages, median {median:?}, p99 {most:?}, longest {longest:?}", self.count())
    }
}

fn come_in(address: SocketAddr, name: &str) -> Client {
    let mut client = Client::connect(address);
    client.send(&json!({"type": "message", "from": name, "content": ""}));
    client.ask(&json!({"type": "join", "channel": "#temoins"}));
    client
}

/// One says something in a channel of their own, and the other must hear it next.
fn pass(from: &mut Client, to: &mut Client, name: &str, turn: usize) {
    let content = format!("{name} {turn}");
    from.say_in("#temoins", &content);
    let heard = to.read_until(|line| line["channel"] == "#temoins" && line["subtype"] != "system");
    assert_eq!((heard["from"].as_str(), heard["content"].as_str()), (Some(name), Some(content.as_str())));
}
