//! The addresses under which others reach this machine.
//!
//! Owns [`outward_addresses`], for whoever puts them into a certificate or on paper. It asks the system, and sends nothing.

use std::net::{IpAddr, UdpSocket};

/// The addresses that the system would speak to others from. Nothing is sent: connecting a UDP socket only asks for a
/// route. The targets are for documentation (RFC 5737, RFC 3849).
pub(super) fn outward_addresses() -> impl Iterator<Item = IpAddr> {
    [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")].into_iter().filter_map(|(from, to)| {
        let socket = UdpSocket::bind(from).ok()?;
        socket.connect(to).ok()?;
        Some(socket.local_addr().ok()?.ip()).filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
    })
}
