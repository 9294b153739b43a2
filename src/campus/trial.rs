//! The trial of a broker, which must do this for a server and no more: it lets it in, and lets it say and hear what is its own.
//!
//! Owns [`Trial`], for `classcord campus check`. It says something to itself, which others do not hear, and tries to say the same
//! under another's name, which the broker's access list has to refuse. Like [`super::Campus`] it has neither socket nor clock.

use std::time::Duration;

use super::link::CampusOptions;
use super::mqtt::{Connect, End, Event, KEEP_ALIVE, PacketId, Session, Subscription, Will};
use super::topic;
use crate::chat::origin::ServerName;

/// The words that are said.
const WORDS: &[u8] = b"{\"v\":1,\"kind\":\"check\"}";

/// The steps that the broker has been seen to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// It has let the server in.
    LetIn,
    /// It has taken what the server says, and handed it on to where it belongs.
    Heard,
    /// It has refused what was said under another's name. The trial is over.
    Refused,
    /// It has taken what was said under another's name: any server can speak as any other. The trial is over.
    NotRefused,
}

/// A trial.
pub struct Trial {
    session: Session,
    options: CampusOptions,
    /// The message under another's name.
    forged: Option<PacketId>,
    has_heard: bool,
}

impl Trial {
    /// Begins one on a connection to the broker. The broker forgets all of it when that ends.
    pub fn new(options: CampusOptions) -> Self {
        let CampusOptions { school, name, password, .. } = &options;
        let connect = Connect {
            name: name.to_string(),
            password: password.clone(),
            keep_alive: KEEP_ALIVE,
            session_expiry: Duration::ZERO,
            will: Will {
                topic: topic::direct(school, name, name),
                payload: WORDS.to_vec(),
                delay: Duration::ZERO,
                expiry: Duration::from_secs(1),
            },
        };
        let session = Session::new(Duration::ZERO, &connect);
        Self { session, options, forged: None, has_heard: false }
    }

    /// Appends what is to be sent.
    pub fn take_output(&mut self, into: &mut Vec<u8>) {
        self.session.take_output(into);
    }

    /// Takes what has come, and gives each step to `done`.
    ///
    /// # Errors
    /// [`End`]: it does not do what it must.
    pub fn receive(&mut self, bytes: &[u8], mut done: impl FnMut(Step)) -> Result<(), End> {
        const NOW: Duration = Duration::ZERO;
        self.session.feed(bytes);
        let CampusOptions { school, name, .. } = self.options.clone();
        let own = topic::direct(&school, &name, &name);
        loop {
            match self.session.next_event() {
                Ok(None) => return Ok(()),
                Ok(Some(Event::Connected { .. })) => {
                    done(Step::LetIn);
                    let filter = topic::directs(&school, &name);
                    self.session.subscribe(NOW, &[Subscription { filter, is_acknowledged: true }]);
                }
                Ok(Some(Event::Subscribed)) => self.say(&own)?,
                Ok(Some(Event::Message(message))) => {
                    let (id, is_own) = (message.id, message.topic == own);
                    if let Some(id) = id {
                        self.session.acknowledge(NOW, id);
                    }
                    if is_own && !std::mem::replace(&mut self.has_heard, true) {
                        done(Step::Heard);
                        let forged = topic::direct(&school, &name, &another(&name));
                        self.forged = Some(self.session.publish(NOW, &forged, WORDS, None).map_err(|_| FULL)?);
                    }
                }
                Ok(Some(Event::Taken(id))) if self.forged == Some(id) => {
                    done(Step::NotRefused);
                    self.session.disconnect(false);
                }
                Ok(Some(Event::Taken(_) | Event::Alive)) => {}
                Err(End::NotPublished(_) | End::Disconnected(_)) if self.forged.is_some() => {
                    done(Step::Refused);
                    self.session.disconnect(false);
                    return Ok(());
                }
                Err(end) => return Err(end),
            }
        }
    }

    fn say(&mut self, topic: &str) -> Result<(), End> {
        self.session.publish(Duration::ZERO, topic, WORDS, None).map(drop).map_err(|_| FULL)
    }
}

/// Nothing is on its way, so that this is a broker that takes nothing at all.
const FULL: End = End::Unable("it takes no message of 100 bytes");

/// A name that this server does not have.
fn another(name: &ServerName) -> ServerName {
    let other = if name.as_str() == "x" { "y" } else { "x" };
    other.parse().unwrap_or_else(|_| name.clone())
}
