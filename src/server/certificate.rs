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

/// The encrypted way, as people are told of it.
#[derive(Default)]
pub(super) struct Shown {
    /// Where it is, and by what it is known.
    pub(super) way: Option<EncryptedWay>,
    /// The certificate of the authority of one's own, if there is one.
    pub(super) authority: Option<CertificateDer<'static>>,
}

/// True if there is a certificate with its key, so that the ports of the clients take TLS too: a teacher's browser needs no
/// more than `classcord cert`.
fn is_there(config: &Config) -> bool {
    config.tls.certificate.exists() && config.tls.key.exists()
}

/// Speaks TLS where the configuration says so, and on the ports of the clients as soon as there is a certificate.
pub(super) fn listen(reactor: &mut Reactor, config: &Config) -> Result<Shown, String> {
    let is_asked_for = !config.tls.listen.is_empty();
    if !is_asked_for && !is_there(config) {
        return Ok(Shown::default());
    }
    let lang = config.lang;
    let identity = match load(config) {
        Ok(identity) => identity,
        Err(e) if is_asked_for => return Err(e),
        // Nobody wrote that it has to be: the class chats without.
        Err(e) => {
            log::error!("no TLS, the certificate cannot be used: {e}");
            return Ok(Shown::default());
        }
    };
    if identity.summary.has_expired() {
        log::warn!("the TLS certificate has expired: {}; make another with `classcord cert --force`", identity.summary);
    }
    let summary = identity.summary.clone();
    let authority = identity.authority.clone();
    let tcp = super::tcp_options(config);
    let of_clients = reactor.local_addresses();
    let bound = reactor.listen_with_tls(&config.tls.listen, &tcp, options(config, identity));
    let bound = bound.map_err(|e| bind_failure(lang, "tls.listen", &e))?;
    for address in &bound {
        log::info!("listening with TLS on {address}");
    }
    log::info!("TLS certificate: {summary}");
    let fingerprint = summary.fingerprint.to_string().into();
    let way = bound.first().or(of_clients.first()).map(|address| EncryptedWay { port: address.port(), fingerprint });
    Ok(Shown { way, authority })
}

/// Reads the certificate again. It blocks: the worker calls it.
pub(super) fn read_again(config: &Config) -> Renewal {
    (!config.tls.listen.is_empty() || is_there(config)).then(|| load(config))
}
