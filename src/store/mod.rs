//! The database.

use std::collections::VecDeque;
use std::sync::Mutex;

use crate::chat::account::Account;
use crate::chat::message::{Audience, Message, MessageId};
use crate::chat::name::Username;
use crate::chat::record::{ChannelRecord, StoreAction, StoreReport, StoreRequest};
use crate::chat::sanction::Sanction;

pub struct StoreOptions {
    pub path: std::path::PathBuf,
}
pub struct SetAside {
    pub path: std::path::PathBuf,
    pub reason: String,
}
#[derive(Default)]
pub struct Opened {
    pub accounts: Vec<Account>,
    pub undelivered: Vec<(Username, usize)>,
    pub channels: Vec<ChannelRecord>,
    pub sanctions: Vec<Sanction>,
    pub next_id: u64,
    pub ids_below: u64,
    pub set_aside: Option<SetAside>,
}
pub struct Store {
    reports: Mutex<VecDeque<StoreReport>>,
    messages: Mutex<Vec<Message>>,
    waiting: Mutex<Vec<Message>>,
    wake: Box<dyn Fn() + Send>,
}
impl Store {
    pub fn open(options: StoreOptions, wake: impl Fn() + Send + 'static) -> Result<(Self, Opened), String> {
        std::fs::create_dir_all(&options.path).map_err(|e| e.to_string())?;
        Ok((
            Self {
                reports: Mutex::default(),
                messages: Mutex::default(),
                waiting: Mutex::default(),
                wake: Box::new(wake),
            },
            Opened { next_id: 1, ids_below: 1 << 40, ..Opened::default() },
        ))
    }
    pub fn submit(&self, request: StoreRequest) -> Result<(), StoreRequest> {
        let mut reports = self.reports.lock().unwrap();
        let mut messages = self.messages.lock().unwrap();
        let mut waiting = self.waiting.lock().unwrap();
        match request.action {
            StoreAction::Append(m) => messages.push((*m).clone()),
            StoreAction::AppendUndelivered(m) => waiting.push((*m).clone()),
            StoreAction::Delivered { ids, .. } => waiting.retain(|m| !ids.contains(&m.id.unwrap())),
            StoreAction::LoadUndelivered { recipient } => {
                let messages = waiting.iter().filter(|m| m.audience == Audience::Person(recipient.clone())).cloned();
                reports
                    .push_back(StoreReport::Undelivered { recipient: recipient.clone(), messages: messages.collect() });
            }
            StoreAction::LoadHistory(q) => {
                let mut found: Vec<Message> = messages
                    .iter()
                    .filter(|m| {
                        m.audience == Audience::Channel(q.channel.clone()) && q.before.is_none_or(|b| m.id.unwrap() < b)
                    })
                    .cloned()
                    .collect();
                let more = found.len() > q.limit;
                found.drain(..found.len().saturating_sub(q.limit));
                reports.push_back(StoreReport::History { seq: request.seq, messages: Some(found), more });
            }
            StoreAction::LoadMessage { id } => {
                let message = messages.iter().find(|m| m.id == Some(id)).cloned();
                reports.push_back(StoreReport::Message { seq: request.seq, message });
            }
            StoreAction::DeleteMessage { id } => messages.retain(|m| m.id != Some(id)),
            _ => {}
        }
        reports.push_back(StoreReport::Committed { through: request.seq, ids_below: MessageId(1 << 40) });
        (self.wake)();
        Ok(())
    }
    pub fn next_report(&self) -> Option<StoreReport> {
        self.reports.lock().unwrap().pop_front()
    }
    pub fn shutdown(self) -> Result<(), String> {
        Ok(())
    }
}
