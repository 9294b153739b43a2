//! The certificate and the listener that shows it.
//!
//! Read at start, before anything listens, and by the worker afterwards. Called by `server` and `worker`.

use std::time::Duration;

use rustls::pki_types::CertificateDer;

use super::start_failure::bind as bind_failure;
use crate::chat::link::EncryptedWay;
use crate::config::Config;
use crate::net::{Reactor, TlsOptions};
use crate::tls::Identity;

/// A certificate that was read again; nothing if TLS is off.
pub(super) type Renewal = Option<Result<Identity, String>>;

fn load(config: &Config) -> Result<Identity, String> {
    Identity::load(&config.tls.certificate, &config.tls.key).map_err(|e| e.to_string())
}

pub(super) fn options(config: &Config, identity: Identity) -> TlsOptions {
    TlsOptions {
        config: identity.config,
        handshake_time: Duration::from_secs(config.fixed.handshake_s),
        handshakes_max: config.fixed.max_handshakes,
    }
}

/// What is told of the encrypted way, where there is one.
#[derive(Default)]
pub(super) struct Shown {
    /// Where it is, and by what it is known.
    pub(super) way: Option<EncryptedWay>,
    /// The certificate of the authority of one's own, if there is one.
    pub(super) authority: Option<CertificateDer<'static>>,
}

/// Listens for TLS where the configuration says so.
pub(super) fn listen(reactor: &mut Reactor, config: &Config) -> Result<Shown, String> {
    if config.tls.listen.is_empty() {
        return Ok(Shown::default());
    }
    let lang = config.lang;
    let identity = load(config)?;
    if identity.summary.has_expired() {
        log::warn!("the TLS certificate has expired: {}; make another with `classcord cert --force`", identity.summary);
    }
    let summary = identity.summary.clone();
    let authority = identity.authority.clone();
    let tcp = super::tcp_options(config);
    let bound = reactor.listen_with_tls(&config.tls.listen, &tcp, options(config, identity));
    let bound = bound.map_err(|e| bind_failure(lang, "tls.listen", &e))?;
    for address in &bound {
        log::info!("listening with TLS on {address}");
    }
    log::info!("TLS certificate: {summary}");
    let fingerprint = summary.fingerprint.to_string().into();
    let way = bound.first().map(|address| EncryptedWay { port: address.port(), fingerprint });
    Ok(Shown { way, authority })
}

/// Reads the certificate again. It blocks: the worker calls it.
pub(super) fn read_again(config: &Config) -> Renewal {
    (!config.tls.listen.is_empty()).then(|| load(config))
}
