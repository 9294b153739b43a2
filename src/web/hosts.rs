//! The names under which the server may be asked for.
//!
//! Owns [`Hosts`]. A page of another site can have a visitor's browser ask here under a name of its own, by pointing that
//! name at this address (DNS rebinding): then it is "the same origin" to the browser, and may read what it is answered.
//! So a name is known or the request is refused. A literal address cannot be pointed elsewhere, and any is taken: which
//! ones this machine has cannot be told behind Docker or a NAT.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Known names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// The machine's own name, alone and with `.local`, `localhost`, and further names.
    pub fn new(machine: &str, further: &[String]) -> Self {
        let machine = machine.trim().to_ascii_lowercase();
        let first = machine.split('.').next().unwrap_or_default();
        let own = [machine.clone(), first.to_owned(), format!("{first}.local")];
        let own = own.into_iter().filter(|_| !first.is_empty());
        let further = further.iter().map(|name| name.trim().to_ascii_lowercase());
        Self(own.chain(["localhost".to_owned()]).chain(further).collect())
    }

    /// True if this may stand in `Host`: an address or a known name, with a port or without.
    pub fn knows(&self, host: &str) -> bool {
        if let Some(rest) = host.strip_prefix('[') {
            let Some((address, port)) = rest.split_once(']') else { return false };
            return address.parse::<Ipv6Addr>().is_ok()
                && (port.is_empty() || port.strip_prefix(':').is_some_and(is_port));
        }
        let (name, port) = host.split_once(':').map_or((host, None), |(name, port)| (name, Some(port)));
        port.is_none_or(is_port)
            && (name.parse::<Ipv4Addr>().is_ok() || self.0.iter().any(|known| known.eq_ignore_ascii_case(name)))
    }
}

fn is_port(text: &str) -> bool {
    !text.starts_with('+') && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_known_names_are_taken_and_nothing_else() {
        let hosts = Hosts::new("Pi.lycee.example\n", &["Chat.Example".to_owned()]);
        for host in [
            "192.0.2.1",
            "127.0.0.1:12345",
            "[::1]",
            "[2001:db8::1]:12345",
            "pi",
            "PI:80",
            "pi.local",
            "pi.local:12345",
            "pi.lycee.example",
            "localhost",
            "localhost:12345",
            "chat.example",
            "CHAT.example:443",
        ] {
            assert!(hosts.knows(host), "{host}");
        }
        for host in [
            "",
            ":12345",
            "evil.example",
            "evil.example:12345",
            "pi.local.evil.example",
            "pi.evil.example",
            "127.0.0.1.nip.io",
            "[::1",
            "::1",
            "[::1]x",
            "[pi]",
            "[127.0.0.1]",
            "pi:",
            "pi:x",
            "pi:+80",
            "pi:80:80",
            "pi:65536",
            "pi ",
            "pi.",
            "a@pi",
            "0x7f.1",
            "2130706433",
            "127.1",
            "[fe80::1%eth0]",
            "pi/",
            "pi,localhost",
        ] {
            assert!(!hosts.knows(host), "{host}");
        }
        let nameless = Hosts::new("", &[]);
        assert!(nameless.knows("localhost") && !nameless.knows("") && !nameless.knows(".local"));
    }
}
