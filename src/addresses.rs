//! The addresses and the name under which others reach this machine.
//!
//! Owns [`outward_addresses`], [`own_addresses`] and [`host_name`], for whoever puts them into a certificate, on paper or on
//! the screen. It asks the system, and sends nothing. Called by `server` and `cli`; calls nothing.

use std::fs;
use std::net::{IpAddr, Ipv4Addr, UdpSocket};

use rustix::system::uname;

/// The beginnings of the names of interfaces behind which no pupil is: bridges and cables of containers and virtual machines.
const VIRTUAL: [&str; 7] = ["docker", "br-", "veth", "virbr", "lxc", "podman", "cni"];

/// The addresses that the system would speak to others from. Nothing is sent: connecting a UDP socket only asks for a
/// route. The targets are for documentation (RFC 5737, RFC 3849).
pub(crate) fn outward_addresses() -> impl Iterator<Item = IpAddr> {
    [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")].into_iter().filter_map(|(from, to)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
    })
}

/// The addresses of this machine that a class may be given, the likeliest first: of version 4 the one that leads outwards,
/// then those of other interfaces (a Pi may have the class on its Wi-Fi and the school on its cable), then that of version 6.
pub(crate) fn own_addresses() -> Vec<IpAddr> {
    let read = |path| fs::read_to_string(path).unwrap_or_default();
    let (mut all, six): (Vec<IpAddr>, Vec<IpAddr>) = outward_addresses().partition(IpAddr::is_ipv4);
    // Not /proc/net, which a service does not see with ProcSubset=pid (systemd.exec(5)).
    for address in of_interfaces(&read("/proc/self/net/fib_trie"), &read("/proc/self/net/route")) {
        if !all.contains(&IpAddr::V4(address)) {
            all.push(IpAddr::V4(address));
        }
    }
    all.extend(six);
    all
}

/// The name of this machine; empty if it has none that could be one of the network.
pub(crate) fn host_name() -> String {
    let name = uname().nodename().to_string_lossy().into_owned();
    let is_legal = name != "localhost" && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if is_legal { name } else { String::new() }
}

/// The local addresses of the kernel's two tables, without loopback, link-local ones and those of virtual interfaces.
fn of_interfaces(trie: &str, routes: &str) -> Vec<Ipv4Addr> {
    let mut found: Vec<Ipv4Addr> = Vec::new();
    let mut leaf = None;
    for line in trie.lines().map(str::trim) {
        if let Some(address) = line.strip_prefix("|-- ") {
            leaf = address.parse::<Ipv4Addr>().ok();
        } else if line == "/32 host LOCAL"
            && let Some(address) = leaf.take()
            && !address.is_loopback()
            && !address.is_link_local()
            && !found.contains(&address)
            && !is_virtual(address, routes)
        {
            found.push(address);
        }
    }
    found
}

/// True if the network of an address is behind a virtual interface.
fn is_virtual(address: Ipv4Addr, routes: &str) -> bool {
    // Interface, destination, gateway, flags, …, mask (the eighth): numbers as they lie in memory.
    routes.lines().skip(1).any(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let number = |n: usize| fields.get(n).and_then(|field| u32::from_str_radix(field, 16).ok());
        let (Some(destination), Some(0), Some(mask)) = (number(1), number(2), number(7)) else { return false };
        mask != 0
            && u32::from_ne_bytes(address.octets()) & mask == destination
            && fields.first().is_some_and(|name| VIRTUAL.iter().any(|prefix| name.starts_with(prefix)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_interfaces_are_found_and_those_of_containers_are_not() {
        let trie = "Main:\n  +-- 0.0.0.0/0 3 0 5\n     |-- 0.0.0.0\n        /0 universe UNICAST\n     |-- 127.0.0.1\n        /32 host LOCAL\n\
                    \x20    |-- 192.168.1.0\n        /24 link UNICAST\n     |-- 192.168.1.20\n        /32 host LOCAL\n\
                    \x20    |-- 192.168.1.255\n        /32 link BROADCAST\n     |-- 172.17.0.1\n        /32 host LOCAL\n\
                    \x20    |-- 169.254.3.4\n        /32 host LOCAL\nLocal:\n     |-- 192.168.1.20\n        /32 host LOCAL\n     |-- 10.42.0.1\n        /32 host LOCAL\n";
        let number = |text: &str| u32::from_ne_bytes(text.parse::<Ipv4Addr>().unwrap().octets());
        let route = |name: &str, to: &str, mask: &str| {
            format!("{name}\t{:08X}\t00000000\t0001\t0\t0\t0\t{:08X}\t0\t0\t0\n", number(to), number(mask))
        };
        let routes = [
            "Iface\tDestination\tGateway\n".to_owned(),
            route("eth0", "192.168.1.0", "255.255.255.0"),
            route("docker0", "172.17.0.0", "255.255.0.0"),
            "docker0\tx\n".to_owned(),
        ]
        .concat();
        let expected: [Ipv4Addr; 2] = ["192.168.1.20".parse().unwrap(), "10.42.0.1".parse().unwrap()];
        assert_eq!(of_interfaces(trie, &routes), expected);
        assert!(of_interfaces("", "").is_empty() && of_interfaces("/32 host LOCAL\n|-- x\n", "").is_empty());
    }
}
