//! Names of machines to addresses.
//!
//! Owns [`addresses`]. It asks `getent(1)`, which asks whatever the machine is set up to ask: its hosts file, DNS, and
//! mDNS for names such as `classcord.local`. Doing the same inside the process needs the C library's plug-ins, which a
//! statically linked binary cannot load, and half as much code again as the whole chat.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::process::{Command, Stdio};

/// The addresses of a host: those that are written out, or what its name stands for.
///
/// # Errors
/// The name has no address, or there is no `getent` here to find one.
pub(crate) fn addresses(host: &str) -> io::Result<Vec<IpAddr>> {
    let host = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host);
    if let Ok(address) = host.parse() {
        return Ok(vec![address]);
    }
    if host.eq_ignore_ascii_case("localhost") {
        return Ok(vec![Ipv4Addr::LOCALHOST.into(), Ipv6Addr::LOCALHOST.into()]);
    }
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_');
    if host.is_empty() || !host.chars().all(is_name) || host.starts_with('-') {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not the name of a machine"));
    }
    let asked = Command::new("getent").args(["ahosts", host]).stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = asked.map_err(|e| {
        io::Error::new(e.kind(), format!("the name cannot be looked up (getent: {e}); give the address instead"))
    })?;
    let found = parse(&String::from_utf8_lossy(&output.stdout));
    if found.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, "no machine of that name is known here"));
    }
    Ok(found)
}

/// The addresses of getent's lines (`192.168.1.5     STREAM classcord.local`), each once, in order.
fn parse(lines: &str) -> Vec<IpAddr> {
    let mut found = Vec::new();
    for line in lines.lines() {
        let address = line.split_whitespace().next().and_then(|word| word.parse::<IpAddr>().ok());
        if let Some(address) = address.filter(|address| !found.contains(address)) {
            found.push(address);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_an_address_needs_no_question() {
        assert_eq!(addresses("192.168.1.5").unwrap(), ["192.168.1.5".parse::<IpAddr>().unwrap()]);
        assert_eq!(addresses("[::1]").unwrap(), [IpAddr::from(Ipv6Addr::LOCALHOST)]);
        assert_eq!(addresses("LocalHost").unwrap().len(), 2);
    }

    #[test]
    fn nothing_but_a_name_is_asked_for() {
        for host in ["", "-s", "a b", "a;b", "a/b", "$(x)"] {
            assert_eq!(addresses(host).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{host:?}");
        }
    }

    #[test]
    fn each_address_comes_once() {
        let lines = "192.168.1.5    STREAM pi.local\n192.168.1.5    DGRAM\nfe80::1   STREAM\nnonsense\n";
        assert_eq!(parse(lines), ["192.168.1.5".parse::<IpAddr>().unwrap(), "fe80::1".parse().unwrap()]);
    }
}
