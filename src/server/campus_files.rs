//! Credentials for the school's broker, and those by which it is known: certificates, a key, a password.
//!
//! Owns [`BrokerCredentials`] and the files that they are read from: at the start, by the worker at a reload, and by
//! `classcord campus check`.

use std::io;
use std::path::Path;

use crate::config::{self, Broker, Config};
use crate::files::open_plain;
use crate::net::outgoing::ClientTls;
use crate::permissions::check_private_key;

/// Bytes of a password at most.
const PASSWORD_BYTES_MAX: u64 = 1024;

/// The trust in the broker, and the credentials that are shown to it.
pub(crate) struct BrokerCredentials {
    /// TLS, if it is spoken.
    pub(crate) tls: Option<ClientTls>,
    /// The password, if there is one.
    pub(crate) password: Option<Vec<u8>>,
}

impl BrokerCredentials {
    /// Reads the files that the configuration names. It blocks.
    ///
    /// # Errors
    /// In words, with the file.
    pub(crate) fn load(campus: &config::Campus, broker: &Broker) -> Result<Self, String> {
        let has_password = !campus.password_file.as_os_str().is_empty();
        let password = has_password.then(|| read_password(&campus.password_file)).transpose()?;
        let tls = broker.is_encrypted.then(|| client_tls(campus, broker, has_password)).transpose()?;
        Ok(Self { tls, password })
    }
}

#[cfg(feature = "tls")]
fn client_tls(campus: &config::Campus, broker: &Broker, has_password: bool) -> Result<ClientTls, String> {
    use crate::tls::{OwnFiles, client_config, common_name};
    let config::Campus { ca, certificate, key, name, .. } = campus;
    let own = (!has_password).then_some(OwnFiles { certificate, key });
    let config = client_config(ca, own)?;
    if !has_password {
        let certified = common_name(certificate)?;
        if name.as_ref().is_none_or(|name| name.as_str() != certified) {
            return Err(format!(
                "{}: it is the certificate of {certified}, and campus.name is another: write that name, or take this server's own certificate",
                certificate.display()
            ));
        }
    }
    let name = rustls::pki_types::ServerName::try_from(broker.host.clone());
    Ok(ClientTls { config, name: name.map_err(|e| format!("campus.broker = {broker}: {e}"))? })
}

#[cfg(not(feature = "tls"))]
fn client_tls(_campus: &config::Campus, broker: &Broker, _has_password: bool) -> Result<ClientTls, String> {
    Err(format!("campus.broker = {broker}: this classcord was built without TLS"))
}

fn read_password(path: &Path) -> Result<Vec<u8>, String> {
    let in_file = |why: &dyn std::fmt::Display| format!("{}: {why}", path.display());
    let file = open_plain(path).map_err(|e| in_file(&e))?;
    let metadata = file.metadata().map_err(|e| in_file(&e))?;
    check_private_key(path, &metadata).map_err(|e| in_file(&e))?;
    let mut password = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, PASSWORD_BYTES_MAX), &mut password).map_err(|e| in_file(&e))?;
    let length = password.trim_ascii_end().len();
    password.truncate(length);
    if password.is_empty() { Err(in_file(&"there is no password in it")) } else { Ok(password) }
}

/// The credentials for the broker, read again; nothing where there is no broker.
#[cfg(feature = "campus")]
pub(super) type Renewal = Option<Result<BrokerCredentials, String>>;

/// Reads again what is shown to the broker. It blocks.
pub(super) fn read_again(config: &Config) -> Renewal {
    let broker = config.campus.broker.as_ref()?;
    Some(BrokerCredentials::load(&config.campus, broker))
}
