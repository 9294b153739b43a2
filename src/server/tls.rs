//! TLS from the server's side: what a handshake that failed means, and a certificate that was read again put to use.

#[cfg(feature = "tls")]
use std::time::Duration;

#[cfg(feature = "tls")]
use rustls::pki_types::CertificateDer;

#[cfg(feature = "tls")]
use super::certificate::{Renewal, options};
use super::handler::Server;
#[cfg(feature = "tls")]
use crate::net::Reactor;
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

    /// Gives the authority of one's own to who asks for it, or nothing if there is none.
    #[cfg(feature = "tls")]
    pub(super) fn show_authority(&mut self, authority: Option<CertificateDer<'static>>) {
        self.site.authority = authority.map(|authority| authority.to_vec());
    }

    /// Uses a certificate that was read again, or says loudly that the old one stays.
    #[cfg(feature = "tls")]
    pub(super) fn renew(&mut self, reactor: &mut Reactor, renewal: Renewal) {
        let (Some(tls), Some(renewal)) = (reactor.tls(), renewal) else { return };
        let logs = &self.parts.logs;
        match renewal {
            Ok(identity) => {
                let summary = identity.summary.to_string();
                self.parts.core.set_fingerprint(identity.summary.fingerprint.to_string().into());
                self.site.authority = identity.authority.as_ref().map(|authority| authority.to_vec());
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
