//! Erasing a person at the word of the console or of an admin: what goes at once, and the steps through the database.
//!
//! Owns the order of the two and the form of the answers. Who wants it asks for one step after the other, and each is a
//! commit of the database's own, so that others' commits come between.

use std::time::Duration;

use serde_json::{Value, json};

use super::handler::Server;
use super::session;
use crate::chat::erasure::MessageFate;
use crate::chat::name::Username;
use crate::chat::reply::Code;
use crate::net::{ConnectionId, Connections};
use crate::store::{EraseQuery, Erased, JobAnswer, JobWork, StoreJob};

/// Until an erasure that another server wants is tried again.
const CAMPUS_RETRY: Duration = Duration::from_secs(60);

/// Between two people whom other servers want erased, at least: each is looked for in all that was ever said. Three hundred, a school's
/// leavers, are done in a quarter of an hour.
const CAMPUS_REST: Duration = Duration::from_secs(3);

impl Server {
    /// Has a step done. The first one that a connection asks for is the first one, whatever place it names: with it goes
    /// what the core knows of the person, and the audit log has it.
    pub(super) fn erase_person(
        &mut self,
        net: &mut Connections,
        id: ConnectionId,
        user: Username,
        fate: MessageFate,
        after: Option<&str>,
    ) {
        let Ok(from) = after.map(str::parse).transpose() else {
            self.answer_error(net, id, Code::BadField.as_str(), "after: not in its form");
            return;
        };
        if user.is_reserved() {
            self.answer_error(net, id, Code::ReservedName.as_str(), "the name is the server's own");
            return;
        }
        if Username::parse(&self.asker(id)).is_ok_and(|asker| asker == user) {
            self.answer_error(net, id, Code::Forbidden.as_str(), "one does not erase oneself");
            return;
        }
        if self.parts.core.is_being_renamed(user.key()) {
            let words = "a change of this name is still going on; try again in a moment";
            self.answer_error(net, id, Code::ServerBusy.as_str(), words);
            return;
        }
        // What the disk does not hear of would come back with the next start.
        if self.parts.core.storage_backlog().is_none() {
            self.answer_error(
                net,
                id,
                Code::StorageUnavailable.as_str(),
                "the database cannot be written now; try again",
            );
            return;
        }
        let what = format!("{} erases {} {}", self.asker(id), user.key().as_str(), fate.as_str());
        let begins = self.jobs.begins(id, what, from.is_some());
        let query = EraseQuery { person: user.clone(), fate, below: None, from: from.filter(|_| !begins) };
        // What the person has written is in the queue before it, and who takes the name now comes after it.
        let is_taken = self.submit_job(net, id, JobWork::Erase(query));
        if begins && is_taken {
            self.parts.core.erase_person(self.now, session(id), &user, fate, &mut self.effects);
            self.carry_out(net);
        } else if begins {
            self.jobs.forget(id);
        }
    }

    /// Begins to erase the next person of another server whose server wants it, if there is one.
    pub(super) fn begin_campus_erasure(&mut self) {
        let now = self.now.mono;
        self.jobs.campus_rest.pass(now);
        if self.jobs.campus.is_some() || self.jobs.campus_retry_at.is_some_and(|at| at > now) {
            return;
        }
        // The loop wakes up for it once.
        self.jobs.campus_retry_at = None;
        if !self.jobs.campus_rest.is_over(now, || self.parts.core.is_erasure_pressing()) {
            return;
        }
        if let Some((person, fate)) = self.parts.core.next_erasure() {
            self.jobs.campus_since = self.now.mono;
            let below = self.parts.core.erasure_bound(&person);
            self.submit_campus_step(EraseQuery { person, fate, below, from: None });
        }
    }

    fn submit_campus_step(&mut self, query: EraseQuery) {
        let work = JobWork::Erase(query.clone());
        let token = self.jobs.next_token();
        let taken = token.filter(|&token| self.parts.store.submit_job(StoreJob { token, work }).is_ok());
        self.jobs.campus = taken.map(|token| (token, query));
        self.jobs.campus_retry_at = taken.is_none().then(|| self.now.mono + CAMPUS_RETRY);
    }

    /// A step of it is done, or could not be: it begins anew later.
    pub(super) fn campus_erasure_step(&mut self, net: &mut Connections, answer: JobAnswer) {
        let Some((_, query)) = self.jobs.campus.take() else { return };
        match self.tell_of_erasure(net, answer) {
            JobAnswer::Erase(Ok(Erased { next: Some(next), .. })) => {
                self.submit_campus_step(EraseQuery { from: Some(next), ..query });
            }
            JobAnswer::Erase(Ok(_)) => {
                log::info!("campus: {} is erased here too, as their server wants", query.person);
                self.parts.core.erasure_done(&query.person, &mut self.effects);
                self.carry_out(net);
                let took = self.now.mono - self.jobs.campus_since;
                self.jobs.campus_rest.add(self.now.mono, took, CAMPUS_REST);
            }
            JobAnswer::Erase(Err(e)) => {
                log::error!("{e}");
                self.jobs.campus_retry_at = Some(self.now.mono + CAMPUS_RETRY);
            }
            _ => {}
        }
    }

    /// Tells people's clients what a step has done.
    pub(super) fn tell_of_erasure(&mut self, net: &mut Connections, mut answer: JobAnswer) -> JobAnswer {
        if let JobAnswer::Erase(Ok(done)) = &mut answer {
            self.parts.core.messages_erased(std::mem::take(&mut done.messages), &mut self.effects);
            self.carry_out(net);
        }
        answer
    }
}

/// The answer to a step.
pub(super) fn erasure_answer(done: &Erased) -> Value {
    let Erased { account, sanctions, removed, anonymised, stays, votes, acts, unreadable, messages: _, next } = done;
    json!({
        "type": "person_erase",
        "status": "ok",
        "account": account,
        "sanctions": sanctions,
        "removed": removed,
        "anonymised": anonymised,
        "stays": stays,
        "votes": votes,
        "acts": acts,
        "unreadable": unreadable,
        "next": next.map(|next| next.to_string()),
    })
}
