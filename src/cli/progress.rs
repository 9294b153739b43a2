//! The progress of a long command, on a terminal; and being asked to stop it.
//!
//! Bars go to standard error, and nowhere if that is no terminal.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use signal_hook::consts::{SIGINT, SIGTERM};

/// Exit code of what Ctrl+C ended, as shells have it: 128 and the signal's number.
const INTERRUPTED: i32 = 130;

/// The things that are counted.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unit {
    /// Things of this name.
    Of(&'static str),
    /// Bytes.
    Bytes,
}

/// A bar, or, when nobody knows how much there is, a count.
pub(super) fn bar(total: Option<u64>, unit: Unit) -> ProgressBar {
    let (at, of, speed) = match unit {
        Unit::Of(_) => ("{human_pos}", "{human_len}", "{per_sec}"),
        Unit::Bytes => ("{bytes}", "{total_bytes}", "{bytes_per_sec}"),
    };
    let template = match total {
        Some(_) => format!("[{{bar:30}}] {at}/{of} {{msg}}, {speed}, {{eta}} left"),
        None => format!("{at} {{msg}}, {speed}"),
    };
    let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style.progress_chars("#> "));
    }
    if let Unit::Of(name) = unit {
        bar.set_message(name);
    }
    bar
}

/// A request to this command to stop.
#[derive(Debug, Clone)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// From now on the first Ctrl+C or SIGTERM only asks; the second ends the process.
    ///
    /// # Errors
    /// In words, when signals cannot be handled.
    pub(super) fn watch() -> Result<Self, String> {
        let flag = Arc::new(AtomicBool::new(false));
        let register = |signal| -> io::Result<()> {
            signal_hook::flag::register_conditional_shutdown(signal, INTERRUPTED, Arc::clone(&flag))?;
            signal_hook::flag::register(signal, Arc::clone(&flag))?;
            Ok(())
        };
        [SIGINT, SIGTERM].into_iter().try_for_each(register).map_err(|e| format!("cannot handle signals: {e}"))?;
        Ok(Self(flag))
    }

    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
