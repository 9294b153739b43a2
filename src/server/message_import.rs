//! Messages of another time that the console brings in while people chat.
//!
//! Owns the way of a batch to the database and of its answer back. Each is one commit of the database's own, and the console
//! sends the next one when it has the answer, so that nothing waits here and others' commits come between.

use serde_json::{Value, json};

use super::handler::Server;
use crate::chat::message::{Message, MessageId};
use crate::chat::reply::Code;
use crate::net::{ConnectionId, Connections};
use crate::ops::audit::{AuditEvent, AuditRecord};
use crate::store::{ImportQuery, Imported, JobWork};
use crate::wire::rows;

/// Messages of one batch: a few milliseconds of the writer's time.
pub(crate) const IMPORT_BATCH_MAX: usize = 50;

/// The word of the request and of its answer.
const KIND: &str = "message_import";

impl Server {
    /// Has a batch of messages kept, or ids held back for those that are to come.
    pub(super) fn import_messages(
        &mut self,
        net: &mut Connections,
        id: ConnectionId,
        rows: &[Value],
        ids_below: Option<u64>,
    ) {
        let next = self.parts.core.next_message_id();
        let mut messages = match read_batch(rows, ids_below, next) {
            Ok(messages) => messages,
            Err(words) => {
                self.answer_error(net, id, Code::BadField.as_str(), &words);
                return;
            }
        };
        if self.parts.core.storage_backlog().is_none() || !self.number_messages(&mut messages) {
            let words = "the database cannot be written now; try again";
            self.answer_error(net, id, Code::StorageUnavailable.as_str(), words);
            return;
        }
        if self.jobs.begins(id, KIND.to_owned(), true) {
            let by = self.asker(id);
            self.parts.logs.audit(&AuditRecord { user: &by, ..AuditRecord::of_server(AuditEvent::Console, KIND) });
        }
        let ids_below = ids_below.filter(|below| *below > next.0).unwrap_or(0);
        if messages.is_empty() && ids_below == 0 {
            let answer = import_answer(&Imported::default());
            self.answer(net, id, &answer);
            return;
        }
        self.submit_job(net, id, JobWork::Import(ImportQuery { messages, ids_below }));
    }

    /// Gives the messages that have none an id; false if there are none to give now.
    fn number_messages(&mut self, messages: &mut [Message]) -> bool {
        messages.iter_mut().filter(|message| message.id.is_none()).all(|message| {
            message.id = self.parts.core.take_message_id();
            message.id.is_some()
        })
    }

    /// A batch is on disk, and so is the reservation of its ids.
    pub(super) fn messages_imported(&mut self, done: &Imported) {
        self.parts.core.skip_ids_below(MessageId(done.ids_below));
        self.parts.core.skip_guests_to(done.last_guest);
    }
}

/// The messages of a batch; in words, what is wrong with it.
fn read_batch(rows: &[Value], ids_below: Option<u64>, next: MessageId) -> Result<Vec<Message>, String> {
    if rows.len() > IMPORT_BATCH_MAX {
        return Err(format!("messages: more than {IMPORT_BATCH_MAX}"));
    }
    if ids_below.is_some_and(|below| below > rows::IDS_BELOW) {
        return Err("ids_below: too high".to_owned());
    }
    let mut messages = Vec::with_capacity(rows.len());
    for (number, row) in rows.iter().enumerate() {
        let read = rows::read_new_message(&rows::message_line(row));
        messages.push(read.map_err(|problem| format!("messages: {number}: {problem}"))?);
    }
    // What has an id behind the server's own would be given again to somebody who is talking now.
    if messages.iter().any(|message| message.id >= Some(next)) {
        return Err("messages: an id that is not held back: ask with ids_below first".to_owned());
    }
    Ok(messages)
}

/// The answer to a batch.
pub(super) fn import_answer(done: &Imported) -> Value {
    let outcome = done.outcome;
    json!({
        "type": KIND,
        "status": "ok",
        "added": outcome.added,
        "present": outcome.present,
        "conflicting": outcome.conflicting,
    })
}
