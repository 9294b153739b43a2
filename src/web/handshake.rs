//! The handshake of WebSocket (RFC 6455, section 4.2).
//!
//! Owns the checks behind which a connection speaks it. That the page is this server's own is one of them, and the only
//! one that keeps others out: a browser tells the page's origin with every handshake, and lets no page change it.

use base64ct::{Base64, Encoding};
use sha1::{Digest, Sha1};

use super::request::{Method, Request, WhyNot};

/// The text that is hashed with the key, to show that the handshake was understood.
const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// The version that there is.
const VERSION: &str = "13";

/// The answer to a handshake.
///
/// # Errors
/// `Method`, `Malformed`, `UpgradeRequired` or `ForeignOrigin`.
pub(super) fn answer(request: &Request<'_>, schemes: &[&str]) -> Result<Vec<u8>, WhyNot> {
    if request.method != Method::Get {
        return Err(WhyNot::Method);
    }
    let upgrades = request.lists("Upgrade", "websocket") && request.lists("Connection", "Upgrade");
    if !request.is_1_1 || !upgrades || request.only("Sec-WebSocket-Version")? != Some(VERSION) {
        return Err(WhyNot::UpgradeRequired);
    }
    let key = request.only("Sec-WebSocket-Key")?.filter(|key| is_key(key)).ok_or(WhyNot::Malformed)?;
    let own = |origin: &str| schemes.iter().any(|scheme| origin == format!("{scheme}://{}", request.host()));
    if !request.only("Origin")?.is_some_and(own) {
        return Err(WhyNot::ForeignOrigin);
    }
    if !request.keeps_open {
        return Err(WhyNot::Malformed);
    }
    Ok(accept(key))
}

/// The answer that accepts a key. Without `Sec-WebSocket-Extensions`, even an empty one: Safari takes that for an error.
pub fn accept(key: &str) -> Vec<u8> {
    let hash = Sha1::new().chain_update(key).chain_update(MAGIC).finalize();
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n",
        Base64::encode_string(&hash)
    )
    .into_bytes()
}

/// True for 16 bytes in base64.
fn is_key(key: &str) -> bool {
    Base64::decode_vec(key).is_ok_and(|bytes| bytes.len() == 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of RFC 6455, section 1.3.
    #[test]
    fn a_key_is_answered_as_in_the_rfc() {
        let answer = String::from_utf8(accept("dGhlIHNhbXBsZSBub25jZQ==")).unwrap();
        assert!(answer.ends_with("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"), "{answer}");
        assert!(is_key("dGhlIHNhbXBsZSBub25jZQ=="));
        for key in ["", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ==\n", "AAAA", "dGhlIHNhbXBsZSBub25jZSE="] {
            assert!(!is_key(key), "{key:?}");
        }
    }
}
