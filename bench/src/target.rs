//! Which servers may be loaded.
//!
//! Owns [`resolve`]: only this machine and private networks, unless somebody insists.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::{Command, Stdio};

/// The port on which ClassCord servers listen.
const PORT_DEFAULT: u16 = 12345;

/// Finds the server's address.
///
/// # Errors
/// In words: an unknown host, or one that is out in the world and `force` is not given.
pub(super) fn resolve(server: &str, force: bool) -> Result<SocketAddr, String> {
    let address = find(server)?;
    if !force && !is_private(address.ip().to_canonical()) {
        return Err(format!(
            "{address} is not in a private network, and a load is an attack there; --force if it is yours"
        ));
    }
    Ok(address)
}

fn find(server: &str) -> Result<SocketAddr, String> {
    if let Ok(address) = server.parse() {
        return Ok(address);
    }
    let (host, port) = match server.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') => {
            (host, port.parse().map_err(|_| format!("{server}: {port:?} is no port"))?)
        }
        _ => (server, PORT_DEFAULT),
    };
    let address = look_up(host).map_err(|e| format!("{server}: {e}"))?;
    Ok(SocketAddr::new(address, port))
}

/// The first address of a machine. A name is asked for with `getent(1)`, as the machine is set up to do (hosts file,
/// DNS, mDNS for `raspberrypi.local`): a statically linked program cannot load the C library's plug-ins for it.
fn look_up(host: &str) -> Result<IpAddr, String> {
    let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = host.parse() {
        return Ok(address);
    }
    if host.eq_ignore_ascii_case("localhost") {
        return Ok(Ipv4Addr::LOCALHOST.into());
    }
    let asked = Command::new("getent").args(["ahosts", "--", host]).stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = asked.map_err(|e| format!("the name cannot be looked up (getent: {e}); give the address instead"))?;
    let lines = String::from_utf8_lossy(&output.stdout);
    let first = lines.split_whitespace().next().and_then(|word| word.parse().ok());
    first.ok_or_else(|| "no machine of that name is known here".to_owned())
}

/// Loopback, private (RFC 1918, RFC 4193) and link-local (RFC 3927, RFC 4291) addresses.
fn is_private(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_private_networks_are_loaded() {
        for server in ["127.0.0.1:7", "[::1]:7", "10.1.2.3:7", "192.168.0.9", "[fd00::1]:7", "[::ffff:10.0.0.1]:7"] {
            assert!(resolve(server, false).is_ok(), "{server}");
        }
        for server in ["192.0.2.1:7", "[2001:db8::1]:7", "[::ffff:192.0.2.1]:7", "0.0.0.0:7"] {
            assert!(resolve(server, false).unwrap_err().contains("--force"), "{server}");
            assert!(resolve(server, true).is_ok(), "{server}");
        }
        assert_eq!(resolve("127.0.0.1", false).unwrap().port(), PORT_DEFAULT);
        assert!(resolve("127.0.0.1:port", false).is_err());
        for (server, address) in
            [("LocalHost", "127.0.0.1:12345"), ("localhost:7", "127.0.0.1:7"), ("[::1]", "[::1]:12345")]
        {
            assert_eq!(resolve(server, false).unwrap().to_string(), address);
        }
        for nobody in ["", ":7", "--help", "a b", "nobody.invalid:7"] {
            assert!(resolve(nobody, true).is_err(), "{nobody}");
        }
    }
}
