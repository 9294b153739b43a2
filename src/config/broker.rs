//! The address of a school's broker, and other values of `[campus]` as they are written.
//!
//! Owns [`Broker`]. Whoever connects to it asks the system what its name stands for.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

use toml::de::DeValue;

use super::Parsed;
use super::reading::{Read, ReadError, sanitize};
use crate::chat::origin::{BadOrigin, SchoolName, ServerName};
use crate::chat::text::Lang;

/// The ports of MQTT with TLS and without (IANA: secure-mqtt, mqtt).
const PORT_ENCRYPTED: u16 = 8883;
const PORT_PLAIN: u16 = 1883;

/// The address of a broker: `mqtts://pi.local:8883`, or `mqtt://…` without encryption.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broker {
    /// True if TLS is spoken.
    pub is_encrypted: bool,
    /// A name, or an address without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
}

impl fmt::Display for Broker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { is_encrypted, host, port } = self;
        let scheme = if *is_encrypted { "mqtts" } else { "mqtt" };
        if host.contains(':') { write!(f, "{scheme}://[{host}]:{port}") } else { write!(f, "{scheme}://{host}:{port}") }
    }
}

impl FromStr for Broker {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (scheme, rest) = text.trim().split_once("://").ok_or(())?;
        let is_encrypted = match scheme {
            "mqtts" => true,
            "mqtt" => false,
            _ => return Err(()),
        };
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, port)) => (host.parse::<Ipv6Addr>().map_err(drop)?.to_string(), port),
            None => {
                let end = rest.find(':').unwrap_or(rest.len());
                let (host, port) = rest.split_at(end);
                let is_of_a_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
                if host.is_empty() || host.starts_with('-') || !host.chars().all(is_of_a_name) {
                    return Err(());
                }
                (host.to_owned(), port)
            }
        };
        let port = match port.strip_prefix(':') {
            Some(port) => port.parse().ok().filter(|&port| port > 0).ok_or(())?,
            None if port.is_empty() => {
                if is_encrypted {
                    PORT_ENCRYPTED
                } else {
                    PORT_PLAIN
                }
            }
            None => return Err(()),
        };
        Ok(Self { is_encrypted, host, port })
    }
}

/// A value that is written as a text, of which an empty one stands for none.
pub(super) trait Word: Sized {
    /// One of them.
    const EXAMPLE: &'static str;

    /// Parses it.
    ///
    /// # Errors
    /// In words, with the text and what to write.
    fn parse(text: &str, lang: Lang) -> Parsed<Self>;
}

impl Word for Broker {
    const EXAMPLE: &'static str = "mqtts://broker.lycee.local:8883";

    fn parse(text: &str, lang: Lang) -> Parsed<Self> {
        text.parse().map_err(|()| {
            let (shown, example) = (sanitize(text), Self::EXAMPLE);
            lang.choose(
                format!("\"{shown}\" n'est pas l'adresse d'un serveur MQTT, écrivez par exemple \"{example}\""),
                format!("\"{shown}\" is no address of a broker; write for example \"{example}\""),
            )
        })
    }
}

fn bad_name(text: &str, example: &str, lang: Lang) -> String {
    let shown = sanitize(text);
    lang.choose(
        format!("\"{shown}\" n'est pas possible : de 1 à 32 caractères de a-z, 0-9 et -, par exemple \"{example}\""),
        format!("\"{shown}\" is not possible: use {BadOrigin}, for example \"{example}\""),
    )
}

impl Word for SchoolName {
    const EXAMPLE: &'static str = "lycee";

    fn parse(text: &str, lang: Lang) -> Parsed<Self> {
        text.parse().map_err(|_| bad_name(text, Self::EXAMPLE, lang))
    }
}

impl Word for ServerName {
    const EXAMPLE: &'static str = "salle204";

    fn parse(text: &str, lang: Lang) -> Parsed<Self> {
        text.parse().map_err(|_| bad_name(text, Self::EXAMPLE, lang))
    }
}

impl<T: Word> Read<Option<T>> for Option<T> {
    fn read(value: &DeValue<'_>, lang: Lang) -> Result<Option<T>, ReadError> {
        let text = value.as_str().ok_or(ReadError::Kind)?;
        if text.trim().is_empty() {
            return Ok(None);
        }
        T::parse(text, lang).map(Some).map_err(ReadError::Words)
    }

    fn wanted(lang: Lang, range: Option<String>) -> String {
        <String as Read<String>>::wanted(lang, range)
    }

    fn example(_default: &Option<T>, _value: &DeValue<'_>, _lang: Lang) -> String {
        format!("\"{}\"", T::EXAMPLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_broker_is_read_as_it_is_written() {
        for (text, shown) in [
            ("mqtts://pi.local:8883", "mqtts://pi.local:8883"),
            ("mqtts://pi.local", "mqtts://pi.local:8883"),
            ("mqtt://192.168.1.5/", "mqtt://192.168.1.5:1883"),
            (" mqtts://[2001:db8::1]:1 ", "mqtts://[2001:db8::1]:1"),
            ("mqtt://[::1]", "mqtt://[::1]:1883"),
        ] {
            let broker: Broker = text.parse().unwrap();
            assert_eq!(broker.to_string(), shown, "{text}");
            assert_eq!(broker.to_string().parse(), Ok(broker));
        }
        for none in [
            "",
            "pi.local",
            "http://pi.local",
            "mqtts://",
            "mqtts://:8883",
            "mqtts://pi.local:0",
            "mqtts://pi.local:",
            "mqtts://pi.local:99999",
            "mqtts://a b",
            "mqtts://-x",
            "mqtts://é",
            "mqtts://[::1",
            "mqtts://[pi]",
            "mqtts://pi/x",
            "mqtts://u:p@pi",
            "mqtts://[::1]x",
        ] {
            assert_eq!(none.parse::<Broker>(), Err(()), "{none}");
        }
    }
}
