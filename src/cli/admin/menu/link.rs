//! The menu's connection, in a thread of its own, so that a server that does not answer cannot stop the keys.
//!
//! Owns the thread that carries out one [`LinkJob`] after the other. A connection that broke is made again for the next
//! job.

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use super::PATIENCE;
use crate::cli::control::{Answer, Control, ControlError};
use crate::wire::console::ConsoleRequest;

/// The purpose of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LinkPurpose {
    /// To show it: in the view with this number.
    Show(u64),
    /// To have something done.
    Do,
}

/// A request, and what it is for.
pub(super) struct LinkJob {
    pub(super) purpose: LinkPurpose,
    pub(super) request: ConsoleRequest,
}

/// The result of a job.
pub(super) struct LinkOutcome {
    pub(super) purpose: LinkPurpose,
    pub(super) result: Result<Answer, ControlError>,
}

/// Starts the thread. `deliver` says whether anybody listens still.
pub(super) fn start(
    control: Control,
    paths: Vec<PathBuf>,
    deliver: impl Fn(LinkOutcome) -> bool + Send + 'static,
) -> Sender<LinkJob> {
    let (sender, jobs) = channel();
    thread::spawn(move || work(Some(control), &paths, &jobs, deliver));
    sender
}

fn work(
    mut control: Option<Control>,
    paths: &[PathBuf],
    jobs: &Receiver<LinkJob>,
    deliver: impl Fn(LinkOutcome) -> bool,
) {
    while let Ok(LinkJob { purpose, request }) = jobs.recv() {
        let mut result = carry_out(&mut control, paths, &request);
        if matches!(result, Err(ControlError::Unsent)) {
            // The server was started anew since the last job, and has seen nothing of this one.
            result = carry_out(&mut control, paths, &request);
        }
        if !deliver(LinkOutcome { purpose, result }) {
            return;
        }
    }
}

fn carry_out(
    control: &mut Option<Control>,
    paths: &[PathBuf],
    request: &ConsoleRequest,
) -> Result<Answer, ControlError> {
    let mut connection = match control.take() {
        Some(connection) => connection,
        None => Control::connect(paths, PATIENCE)?,
    };
    let result = connection.request(request);
    if matches!(result, Ok(_) | Err(ControlError::Refused { .. })) {
        *control = Some(connection);
    }
    result
}
