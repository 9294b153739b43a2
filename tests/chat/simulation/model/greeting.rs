//! The welcome and the stored messages: held until the client's window is there, then one every 15 ms.

use std::collections::VecDeque;
use std::time::Duration;

use classcord_server::chat::clock::Now;

use super::{CONSOLE, Conn, Model, Shared};
use crate::simulation::want::Want;
use serde_json::json;

const USERS_WAIT: Duration = Duration::from_secs(2);
const SECOND_USERS_WAIT: Duration = Duration::from_secs(4);
const PACE: Duration = Duration::from_millis(15);

#[derive(Default)]
pub struct Greeting {
    stage: Stage,
    users_seen: usize,
    status_first: bool,
    held: VecDeque<Held>,
    timer: Option<Duration>,
    /// Names that this client had before it was renamed, and may still show.
    former_names: Vec<String>,
}

#[derive(Default, PartialEq, Eq, Clone, Copy)]
enum Stage {
    #[default]
    Waiting,
    Sending,
    Done,
}

#[derive(Clone)]
pub enum Held {
    Renamed,
    Welcome,
    Mail(u64),
    /// A line of an answer to a command, with the name of who asked, and its code.
    Words(String, Option<&'static str>),
    /// A message that was said before.
    Said(Shared),
    /// Words about the password of who comes in.
    Advice(&'static str),
    /// A line for a newer client.
    Line(Want),
}

impl Greeting {
    /// True if it is the first time.
    pub fn saw_users(&mut self) -> bool {
        self.users_seen += 1;
        self.former_names.clear();
        self.users_seen == 1
    }

    pub fn saw_status(&mut self) {
        self.status_first |= self.users_seen == 0;
    }

    pub fn hold_rename(&mut self) {
        self.held.push_front(Held::Renamed);
    }

    /// The client is told at once, and nothing that speaks of the old name follows.
    pub fn renamed_from(&mut self, name: &str) {
        self.held.retain(|held| !matches!(held, Held::Renamed));
        self.former_names.push(name.to_owned());
    }

    pub fn was_called(&self, name: &str) -> bool {
        self.former_names.iter().any(|former| former == name)
    }

    pub fn holds_any_mail(&self) -> bool {
        self.held.iter().any(|held| matches!(held, Held::Mail(_)))
    }

    pub fn holds_mail(&self, id: u64) -> bool {
        self.held.iter().any(|held| matches!(held, Held::Mail(one) if *one == id))
    }
}

impl Model {
    /// The time at which something is due.
    pub fn next_timeout(&self) -> Option<Duration> {
        let greeting = self.peers.values().filter_map(|peer| peer.me.as_ref()?.greeting.timer).min();
        let nobody = self.peers.iter().filter(|(conn, peer)| **conn != CONSOLE && peer.me.is_none());
        let nobody = nobody.map(|(_, peer)| peer);
        let identify = self.rules.identify_time.and_then(|time| nobody.map(|peer| peer.since + time).min());
        [greeting, identify, self.next_grace_end(), self.next_end(), self.next_silence_end()]
            .into_iter()
            .flatten()
            .min()
    }

    /// True if somebody has to choose a password, for which there is no end of time.
    pub fn somebody_chooses(&self) -> bool {
        self.peers.values().any(|peer| peer.is_due)
    }

    pub fn timeout(&mut self, now: Now) {
        for conn in self.identified() {
            if self.me(conn).unwrap().greeting.timer.is_some_and(|at| at <= now.mono) {
                self.go_on_greeting(now, conn);
            }
        }
        if let Some(time) = self.rules.identify_time {
            for conn in self.peers.keys().copied().collect::<Vec<_>>() {
                let peer = self.peers.get_mut(&conn).unwrap();
                if conn == CONSOLE || peer.me.is_some() || peer.since + time > now.mono {
                    continue;
                }
                if peer.paused || peer.is_due {
                    // It waits for the server, not the server for it; or its person chooses a password.
                    peer.since = now.mono;
                } else {
                    self.close(conn, "identify_timeout");
                }
            }
        }
        self.end_graces();
        self.end_sanctions(now);
        self.end_silences(now);
    }

    /// A new window. Stored messages that were still held for the one before are for this one.
    pub fn begin_greeting(&mut self, now: Now, conn: Conn) {
        self.windows += 1;
        let window = self.windows;
        let me = self.me_mut(conn).unwrap();
        me.window = window;
        let before = std::mem::take(&mut me.greeting).held.into_iter();
        let mail = before.filter(|held| matches!(held, Held::Mail(_)));
        me.greeting.held = [Held::Welcome].into_iter().chain(mail).collect();
        me.greeting.timer = Some(now.mono + USERS_WAIT);
    }

    pub fn greeting_after_users(&mut self, now: Now, conn: Conn) {
        let greeting = &mut self.me_mut(conn).unwrap().greeting;
        if greeting.stage != Stage::Waiting {
            return;
        }
        if greeting.users_seen >= if greeting.status_first { 2 } else { 1 } {
            self.go_on_greeting(now, conn);
        } else {
            greeting.timer = Some(now.mono + SECOND_USERS_WAIT);
        }
    }

    /// The stored messages of somebody have been read from the disk.
    pub fn mail_read(&mut self, now: Now, key: &str, ids: &[u64]) {
        let Some(&conn) = self.people.get(key).and_then(|person| person.conns.last()) else { return };
        let greeting = &mut self.me_mut(conn).unwrap().greeting;
        greeting.held.extend(ids.iter().map(|id| Held::Mail(*id)));
        if greeting.stage == Stage::Done && !ids.is_empty() {
            self.go_on_greeting(now, conn);
        }
    }

    fn go_on_greeting(&mut self, now: Now, conn: Conn) {
        let me = self.me_mut(conn).unwrap();
        me.greeting.timer = None;
        let Some(held) = me.greeting.held.pop_front() else {
            me.greeting.stage = Stage::Done;
            return;
        };
        me.greeting.stage = Stage::Sending;
        me.greeting.timer = Some(now.mono + PACE);
        match held {
            Held::Renamed => self.tell(conn, Some("guest_renamed")),
            Held::Welcome => {
                self.tell(conn, None);
                let current = self.me(conn).unwrap().current.clone();
                if let Some(want) = self.open_poll_for(conn, &current) {
                    self.me_mut(conn).unwrap().greeting.held.push_front(Held::Line(want));
                }
            }
            Held::Advice(code) => self.tell(conn, Some(code)),
            Held::Line(want) => self.step.line(conn, want),
            Held::Words(to, code) => self.step.line(conn, Want::System { code, to }),
            Held::Mail(id) => self.hand_over(conn, id),
            Held::Said(spoken) => {
                let mut line = spoken.line.clone();
                line["history"] = json!(true);
                self.step.line(conn, Want::Exactly(line));
            }
        }
    }

    /// Holds what was said before, however late the disk gives it.
    pub fn hold_replay(&mut self, now: Now, conn: Conn, said: Vec<Shared>) {
        let Some(me) = self.me_mut(conn).filter(|_| !said.is_empty()) else { return };
        me.greeting.held.extend(said.into_iter().map(Held::Said));
        if me.greeting.stage == Stage::Done {
            self.go_on_greeting(now, conn);
        }
    }

    /// A line behind the welcome, with a code.
    pub fn hold_words(&mut self, now: Now, conn: Conn, code: &'static str) {
        let greeting = &mut self.me_mut(conn).unwrap().greeting;
        greeting.held.push_back(Held::Advice(code));
        if greeting.stage == Stage::Done {
            self.go_on_greeting(now, conn);
        }
    }

    /// An answer of several lines. Who has shown no window yet gets it at once, all others one line at a time.
    pub fn say_lines(&mut self, now: Now, conn: Conn, count: usize) {
        self.say_lines_with(now, conn, &vec![None; count]);
    }

    /// The same of lines that have these codes.
    pub fn say_lines_with(&mut self, now: Now, conn: Conn, codes: &[Option<&'static str>]) {
        let to = self.told_name(conn);
        let greeting = &mut self.me_mut(conn).unwrap().greeting;
        if greeting.stage == Stage::Waiting {
            codes.iter().for_each(|code| self.tell(conn, *code));
            return;
        }
        greeting.held.extend(codes.iter().map(|code| Held::Words(to.clone(), *code)));
        if greeting.stage == Stage::Done {
            self.go_on_greeting(now, conn);
        }
    }
}
