//! No way to the school's other servers: this program was built without the feature `campus`.
//!
//! Owns the same names as `campus`, of which there is nothing to have, so that who calls them need not ask.

use std::sync::Arc;
use std::time::Duration;

use mio::Waker;
use serde_json::Value;

use super::campus_files::Renewal;
use super::handler::Server;
use crate::chat::Core;
use crate::chat::campus::CampusView;
use crate::chat::campus_event::CampusAct;
use crate::chat::campus_people::PeopleView;
use crate::chat::campus_private::LettersView;
use crate::chat::origin::Epoch;
use crate::config::Config;
use crate::net::{Connections, Reactor};

/// The link that there is not.
pub(super) enum CampusLink {}

/// Begins nothing.
pub(super) fn start(
    _reactor: &mut Reactor,
    _config: &Config,
    _epoch: Option<Epoch>,
    _waker: &Arc<Waker>,
    _now: Duration,
) -> Result<Option<CampusLink>, String> {
    Ok(None)
}

impl CampusLink {
    pub(super) fn source(&self) -> usize {
        match *self {}
    }

    pub(super) fn next_timeout(&self) -> Option<Duration> {
        match *self {}
    }

    pub(super) fn leave(&mut self, _now: Duration) {
        match *self {}
    }

    pub(super) fn resume(&mut self, _now: Duration, _renewal: Renewal) {
        match *self {}
    }

    pub(super) fn status(&self, _now: Duration, _core: &Core) -> Value {
        match *self {}
    }

    pub(super) fn figures(&self, _view: CampusView) -> [(&'static str, &'static str, &'static str, u64); 21] {
        match *self {}
    }
}

pub(super) fn people_figures(
    _view: PeopleView,
    _letters: LettersView,
) -> [(&'static str, &'static str, &'static str, u64); 0] {
    []
}

impl Server {
    pub(super) fn run_campus(&mut self, _net: &mut Connections) {}

    pub(super) fn act_on_campus(&mut self, _act: CampusAct) {}
}
