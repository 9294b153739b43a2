//! The addresses to type into a browser.
//!
//! Owns [`page_addresses`] and [`class_address`]. Pure: which addresses the machine has and where the server listens is its
//! callers' knowledge, `server` for the log and the console, `cli` for what it prints.

use std::net::{IpAddr, SocketAddr};

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

/// The page's address for the class, as somebody may pass it on who has the page by this `host` (of the request's head): the same in
/// clear, where no browser warns of a certificate. The host is believed, for the way there may lead through a NAT; but one that means
/// this machine alone is the likeliest of `addresses`, and a proxy that does the TLS (`is_https` without `is_encrypted`) has one
/// way in.
pub fn class_address(host: &str, is_https: bool, is_encrypted: bool, addresses: &[String]) -> String {
    let (name, port) = match host.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        Some((name, port)) => (name, format!(":{port}")),
        None => (host, String::new()),
    };
    let is_here = name.eq_ignore_ascii_case("localhost") || name.starts_with("127.") || name == "[::1]";
    let likeliest = addresses.first().and_then(|address| address.strip_prefix("http://"));
    match likeliest {
        Some(likeliest) if is_here => format!("http://{likeliest}"),
        _ if is_https && !is_encrypted => format!("https://{host}"),
        // The port in clear is the server's own: the one of TLS tells nothing of it.
        Some(likeliest) if is_encrypted => {
            let of_name = addresses.iter().filter_map(|address| address.strip_prefix("http://")).find(|address| {
                address.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
            });
            let port = of_name.unwrap_or(likeliest).rsplit_once(':').filter(|(_, port)| !port.contains(']'));
            format!("http://{name}{}", port.map_or_else(String::new, |(_, port)| format!(":{port}")))
        }
        _ => format!("http://{name}{port}"),
    }
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
    fn the_class_has_the_address_in_clear_of_whoever_passes_it_on() {
        let addresses = ["http://192.168.1.20:12345".to_owned(), "http://pi.local".to_owned()];
        for (host, is_https, is_encrypted, address) in [
            ("192.168.1.20:12345", false, false, "http://192.168.1.20:12345"),
            ("10.0.0.7:8080", false, false, "http://10.0.0.7:8080"),
            ("pi.local", false, false, "http://pi.local"),
            ("localhost:12345", false, false, "http://192.168.1.20:12345"),
            ("127.0.0.1:12345", true, true, "http://192.168.1.20:12345"),
            ("[::1]:12345", false, false, "http://192.168.1.20:12345"),
            ("192.168.1.20:12346", true, true, "http://192.168.1.20:12345"),
            ("pi.local:12346", true, true, "http://pi.local"),
            ("10.0.0.7", true, true, "http://10.0.0.7:12345"),
            ("[2001:db8::5]:12346", true, true, "http://[2001:db8::5]:12345"),
            ("chat.example", true, false, "https://chat.example"),
        ] {
            assert_eq!(class_address(host, is_https, is_encrypted, &addresses), address, "{host}");
        }
        assert_eq!(class_address("localhost:12345", false, false, &[]), "http://localhost:12345");
    }
}
