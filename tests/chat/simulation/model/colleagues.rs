//! What people in charge are told of what others in charge do.

use serde_json::{Value, json};

use super::charge::Rank;
use super::{Conn, Model};
use crate::simulation::want::Want;

impl Model {
    /// An act was done that is to be kept.
    pub fn tell_colleagues(&mut self, conn: Conn, kind: &str, fields: &Value) {
        if ["mute", "unmute", "lesson"].contains(&kind) {
            self.tell_in_charge(Some(conn), Rank::Moderator, kind, fields);
        }
    }

    pub fn tell_of_ended_mute(&mut self, shown: &str) {
        self.tell_in_charge(None, Rank::Moderator, "unmute", &json!({ "user": shown }));
    }

    /// An account is there, or gone, or otherwise than it was.
    pub fn tell_of_account(&mut self, asker: Conn, shown: &str) {
        self.tell_in_charge(Some(asker), Rank::Admin, "account", &json!({ "user": shown }));
    }

    fn tell_in_charge(&mut self, asker: Option<Conn>, least: Rank, kind: &str, fields: &Value) {
        let mut line = json!({ "type": kind });
        for (field, value) in fields.as_object().unwrap() {
            line[field] = value.clone();
        }
        for conn in self.identified() {
            if Some(conn) != asker && self.peers[&conn].newer && self.rank(conn) >= least {
                self.step.line(conn, Want::Exactly(line.clone()));
            }
        }
    }
}
