//! Reading the configuration again while the server runs.
//!
//! Owns the way from the signal or the console's request, by the worker that reads the files, to the parts that the new
//! values concern. What cannot be read leaves the old configuration in force. Called by `handler`, `console` and `server`.

use super::handler::{Server, water_marks};
use super::worker::{Reloaded, WorkerJob};
use super::{queue_limits, read_rates, settings};
use crate::config::{self, ConfigError};
use crate::net::Reactor;
use crate::ops::audit::{AuditEvent, AuditRecord};

impl Server {
    /// Has the worker read the files again, and the logs opened anew.
    pub(super) fn reload(&mut self) {
        self.parts.notifier.reloading();
        self.parts.logs.reopen();
        if self.parts.worker.submit(WorkerJob::LoadConfig(self.parts.source.clone())).is_err() {
            self.parts.notifier.ready();
            log::error!("configuration not reloaded: the worker is busy; send SIGHUP again");
        }
    }

    /// The worker has read the files, or found why it cannot.
    pub(super) fn config_loaded(&mut self, loaded: Result<Reloaded, ConfigError>) {
        match loaded {
            Ok(reloaded) => self.reloaded = Some(Box::new(reloaded)),
            Err(e) => {
                self.parts.notifier.ready();
                log::error!("configuration not reloaded, the old one stays in force: {e}");
                self.parts.logs.audit(&AuditRecord::of_server(AuditEvent::ConfigRefused, &e.to_string()));
            }
        }
    }

    /// Applies a configuration that was read again.
    pub(super) fn apply_reload(&mut self, reactor: &mut Reactor) {
        let Some(new) = self.reloaded.take() else { return };
        #[cfg(feature = "tls")]
        let Reloaded { config: mut new, renewal, campus: campus_files } = *new;
        #[cfg(not(feature = "tls"))]
        let Reloaded { config: mut new, campus: campus_files } = *new;
        for gone in &new.in_vain {
            log::warn!("{gone}");
        }
        let reload = self.parts.config.live_changes(&new);
        for key in &reload.needs_restart {
            log::warn!("configuration: {key} has changed, which takes effect at the next start");
        }
        // The open-files limit was raised for this many.
        new.limits.max_connections =
            new.limits.max_connections.min(super::nofile::raise_for(new.limits.max_connections));
        // What was read for another broker, or another name, is of no use to this one.
        let is_same_campus =
            new.campus.broker == self.parts.config.campus.broker && new.campus.name == self.parts.config.campus.name;
        new.keep_restart_only(&self.parts.config);
        reactor.connections().set_limits(queue_limits(&new));
        reactor.set_line_bytes_max(new.limits.max_line);
        reactor.set_rates(read_rates(&new));
        self.parts.core.set_settings(self.now, settings(&new), &mut self.effects);
        self.carry_out(reactor.connections());
        self.site.renew(&super::web::site(&new));
        self.tell_page_port();
        self.parts.logs.set_level(&new);
        log::info!("configuration reloaded; changed: {}", reload.summary());
        self.parts.logs.audit(&AuditRecord::of_server(AuditEvent::ConfigReloaded, &reload.summary()));
        if let Some(campus) = &mut self.parts.campus {
            campus.resume(self.now.mono, campus_files.filter(|_| is_same_campus));
            let config::Campus { shared, guests, trusted_staff_from: trusted, .. } = new.campus.clone();
            self.parts.core.set_shared(shared, guests, trusted);
        }
        self.marks = water_marks(&new);
        self.parts.config = new;
        #[cfg(feature = "tls")]
        self.renew(reactor, renewal);
        self.parts.notifier.ready();
    }
}
