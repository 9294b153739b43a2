//! TLS from the server's side: the listener at start, the certificate read again, and what a handshake that failed means.
//!
//! The certificate is read at start, before anything listens, and by the worker afterwards.

use super::handler::Server;
use crate::net::{HandshakeFailure, Origin};
use crate::ops::audit::{AuditEvent, AuditRecord};

impl Server {
    /// A handshake has failed.
    pub(super) fn handshake_failed(&mut self, origin: Option<Origin>, why: HandshakeFailure) {
        let Some(Origin::Client(peer)) = origin else { return };
        let counter = match why {
            HandshakeFailure::NotTls => &mut self.counters.tls_not_tls,
            HandshakeFailure::OldVersion => &mut self.counters.tls_old_version,
            HandshakeFailure::TimedOut => &mut self.counters.tls_timed_out,
            HandshakeFailure::CrowdedOut => &mut self.counters.tls_crowded_out,
            HandshakeFailure::Refused | HandshakeFailure::Left | HandshakeFailure::Other => {
                &mut self.counters.tls_failed
            }
        };
        *counter += 1;
        log::debug!("{peer}: the TLS handshake failed: {}", why.as_str());
        self.parts.logs.audit(&AuditRecord {
            address: Some(peer.ip()),
            error: why.as_str(),
            ..AuditRecord::of(AuditEvent::TlsFailed)
        });
    }
}

#[cfg(feature = "tls")]
pub(super) use with_rustls::{Renewal, listen, read_again};

#[cfg(feature = "tls")]
mod with_rustls {
    use std::time::Duration;

    use super::super::start_failure::bind as bind_failure;
    use super::{AuditEvent, AuditRecord, Server};
    use crate::config::Config;
    use crate::net::{Reactor, TlsOptions};
    use crate::tls::Identity;

    /// A certificate that was read again; nothing if TLS is off.
    pub(in crate::server) type Renewal = Option<Result<Identity, String>>;

    fn load(config: &Config) -> Result<Identity, String> {
        Identity::load(&config.tls.certificate, &config.tls.key).map_err(|e| e.to_string())
    }

    fn options(config: &Config, identity: Identity) -> TlsOptions {
        TlsOptions {
            config: identity.config,
            handshake_time: Duration::from_secs(config.fixed.handshake_s),
            handshakes_max: config.fixed.max_handshakes,
        }
    }

    /// Listens for TLS where the configuration says so.
    pub(in crate::server) fn listen(reactor: &mut Reactor, config: &Config) -> Result<(), String> {
        if config.tls.listen.is_empty() {
            return Ok(());
        }
        let lang = config.lang;
        let identity = load(config)?;
        if identity.summary.has_expired() {
            log::warn!(
                "the TLS certificate has expired: {}; make another with `classcord cert --force`",
                identity.summary
            );
        }
        let summary = identity.summary.clone();
        let tcp = crate::server::tcp_options(config);
        let bound = reactor.listen_with_tls(&config.tls.listen, &tcp, options(config, identity));
        for address in bound.map_err(|e| bind_failure(lang, "tls.listen", &e))? {
            log::info!("listening with TLS on {address}");
        }
        log::info!("TLS certificate: {summary}");
        Ok(())
    }

    /// Reads the certificate again. It blocks: the worker calls it.
    pub(in crate::server) fn read_again(config: &Config) -> Renewal {
        (!config.tls.listen.is_empty()).then(|| load(config))
    }

    impl Server {
        /// Uses a certificate that was read again, or says loudly that the old one stays.
        pub(in crate::server) fn renew(&mut self, reactor: &mut Reactor, renewal: Renewal) {
            let (Some(tls), Some(renewal)) = (reactor.tls(), renewal) else { return };
            let logs = &self.parts.logs;
            match renewal {
                Ok(identity) => {
                    let summary = identity.summary.to_string();
                    *tls = options(&self.parts.config, identity);
                    log::info!("TLS certificate: {summary}");
                    logs.audit(&AuditRecord::of_server(AuditEvent::CertificateLoaded, &summary));
                }
                Err(e) => {
                    tls.handshake_time = Duration::from_secs(self.parts.config.fixed.handshake_s);
                    tls.handshakes_max = self.parts.config.fixed.max_handshakes;
                    log::error!("TLS certificate not reloaded, the old one stays in force: {e}");
                    logs.audit(&AuditRecord::of_server(AuditEvent::CertificateRefused, &e));
                }
            }
        }
    }
}
