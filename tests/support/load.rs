//! Somebody who chats while something else happens: a pair of clients on threads of their own, who count.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::json;

use super::{Client, wait_until};

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
