//! The addresses to type into a browser, and the code to scan for one.
//!
//! Owns [`page_addresses`], [`terminal_code`] and [`in_white`]. Pure: which addresses the machine has and where the server listens is its
//! callers' knowledge, `server` for the log and the console, `cli` for what it prints.

use std::net::{IpAddr, SocketAddr};

use qrcode::render::unicode::Dense1x2;
use qrcode::{EcLevel, QrCode};

/// The port that a browser takes unless it is told another.
pub const HTTP_PORT: u16 = 80;

/// The addresses of the page, the likeliest to work first: an address is better than a name, for Android resolves names that
/// end in `.local` unreliably. `listening` are the sockets of clients, `own` the machine's addresses by how likely they are.
pub fn page_addresses(listening: &[SocketAddr], own: &[IpAddr], host: &str) -> Vec<String> {
    // One of IPv6 that listens everywhere takes those of version 4 too.
    let takes = |socket: &SocketAddr, ip: &IpAddr| {
        let everywhere = socket.ip().is_unspecified() && (socket.is_ipv6() || ip.is_ipv4());
        everywhere || socket.ip() == *ip
    };
    let port_of = |ip: &IpAddr| {
        let ports = || listening.iter().filter(|socket| takes(socket, ip)).map(SocketAddr::port);
        ports().find(|port| *port == HTTP_PORT).or_else(|| ports().next())
    };
    let url = |host: &str, port: u16| match port {
        HTTP_PORT => format!("http://{host}"),
        port => format!("http://{host}:{port}"),
    };
    let of = |ip: &IpAddr| Some(url(&if ip.is_ipv6() { format!("[{ip}]") } else { ip.to_string() }, port_of(ip)?));
    let (four, six): (Vec<&IpAddr>, Vec<&IpAddr>) = own.iter().partition(|ip| ip.is_ipv4());
    let mut all: Vec<String> = four.into_iter().filter_map(of).collect();
    if let Some(port) = own.iter().find_map(port_of).filter(|_| !host.is_empty()) {
        let name = if host.contains('.') { host.to_owned() } else { format!("{host}.local") };
        all.push(url(&name.to_ascii_lowercase(), port));
    }
    all.extend(six.into_iter().filter_map(of));
    if all.is_empty() {
        // Nobody but this machine's own people.
        all.extend(["127.0.0.1", "::1"].iter().filter_map(|ip| of(&ip.parse().ok()?)).take(1));
    }
    all
}

/// A code to scan as lines for a terminal: two modules in a character, light ones drawn and dark ones left, as it is for a
/// dark screen. The address is in capitals: they take fewer modules. `None` if it is too long for a code.
pub fn terminal_code(address: &str) -> Option<Vec<String>> {
    let code = QrCode::with_error_correction_level(address.to_ascii_uppercase(), EcLevel::L).ok()?;
    let drawn = code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build();
    Some(drawn.lines().map(str::to_owned).collect())
}

/// A line of a code for a terminal of whatever colours: white on black, with its end.
pub fn in_white(line: &str) -> String {
    format!("\u{1b}[1;37;40m{line}\u{1b}[0m\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(listening: &[&str], own: &[&str], host: &str) -> Vec<String> {
        let listening: Vec<SocketAddr> = listening.iter().map(|address| address.parse().unwrap()).collect();
        let own: Vec<IpAddr> = own.iter().map(|address| address.parse().unwrap()).collect();
        page_addresses(&listening, &own, host)
    }

    #[test]
    fn the_likeliest_address_is_first_and_port_80_is_left_out() {
        let own = ["192.168.1.20", "10.42.0.1", "2001:db8::5"];
        assert_eq!(
            addresses(&["[::]:12345"], &own, "Pi"),
            [
                "http://192.168.1.20:12345",
                "http://10.42.0.1:12345",
                "http://pi.local:12345",
                "http://[2001:db8::5]:12345"
            ]
        );
        assert_eq!(
            addresses(&["0.0.0.0:12345", "0.0.0.0:80"], &own, "pi.lycee.example"),
            ["http://192.168.1.20", "http://10.42.0.1", "http://pi.lycee.example"]
        );
        assert_eq!(addresses(&["10.42.0.1:12345"], &own, ""), ["http://10.42.0.1:12345"]);
    }

    #[test]
    fn who_listens_on_this_machine_only_has_its_own_address() {
        assert_eq!(addresses(&["127.0.0.1:12345"], &["192.168.1.20"], "pi"), ["http://127.0.0.1:12345"]);
        assert_eq!(addresses(&["[::1]:12345"], &[], "pi"), ["http://[::1]:12345"]);
        assert_eq!(addresses(&["[::]:12345"], &[], "pi"), ["http://127.0.0.1:12345"]);
        assert!(addresses(&[], &["192.168.1.20"], "pi").is_empty());
    }

    #[test]
    fn a_code_is_as_wide_as_its_modules_and_half_as_high() {
        // Version 1: 21 modules, and 4 light ones on each side. In small letters it would be version 2.
        let lines = terminal_code("http://192.168.1.20:12345").unwrap();
        assert_eq!(lines.len(), 15);
        assert!(lines.iter().all(|line| line.chars().count() == 29), "{lines:#?}");
        assert_eq!(lines[0], "█".repeat(29), "the quiet zone is light");
        assert!(lines[2].starts_with("████ ▄▄▄▄▄ █"), "the finder at the top left: {lines:#?}");
        assert_eq!(terminal_code(&"x".repeat(5000)), None);
    }
}
