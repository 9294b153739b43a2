//! The addresses that are served.
//!
//! Owns [`Access`] and how a range is written. `server` asks it for each connection.

use std::net::IpAddr;

use super::Parsed;
use super::check::{any, items};
use super::reading::sanitize;
use super::section::section;
use crate::chat::sanction;
use crate::chat::text::Lang;
use ipnet::IpNet;

/// The ranges that are served unless the operator says otherwise: this machine, private networks (RFC 1918; RFC 4193
/// for IPv6) and link-local addresses (RFC 3927; RFC 4291, section 2.5.6). So a server with a public address serves
/// nobody from outside by accident.
const LOCAL_RANGES: [&str; 8] = [
    "127.0.0.0/8",
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "169.254.0.0/16",
    "::1/128",
    "fc00::/7",
    "fe80::/10",
];

/// This machine's own addresses.
pub(super) fn loopback() -> Vec<IpNet> {
    ["127.0.0.0/8", "::1/128"].iter().filter_map(|range| range.parse().ok()).collect()
}

section! {
    /// The addresses that may connect.
    Access "access." {
        /// Ranges that are served.
        Live allow: Vec<IpNet> = LOCAL_RANGES.iter().filter_map(|range| range.parse().ok()).collect(),
            items(1..=1000, (
                r#"écrivez ["0.0.0.0/0", "::/0"] pour servir tout le monde"#,
                r#"write ["0.0.0.0/0", "::/0"] to serve everybody"#,
            ));
        /// Ranges that are not, even if `allow` has them.
        Live deny: Vec<IpNet> = Vec::new(), any;
    }
}

impl Access {
    /// True if this address is served. An IPv4 address that came in through an IPv6 socket is taken for what it is.
    pub fn permits(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        let has = |ranges: &[IpNet]| ranges.iter().any(|range| range.contains(&address));
        has(&self.allow) && !has(&self.deny)
    }
}

/// Reads a range, or a single address.
///
/// # Errors
/// In words for the operator.
pub(super) fn parse_range_in(text: &str, lang: Lang) -> Parsed<IpNet> {
    sanction::parse_range(text.trim()).ok_or_else(|| {
        let shown = sanitize(text);
        lang.choose(
            format!(
                "\"{shown}\" n'est pas une plage d'adresses, écrivez par exemple \"192.168.1.0/24\", \"fd00::/8\" ou \"10.0.0.7\""
            ),
            format!(
                "\"{shown}\" is no range of addresses; write for example \"192.168.1.0/24\", \"fd00::/8\" or \"10.0.0.7\""
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> IpNet {
        parse_range_in(text, Lang::En).unwrap()
    }

    fn access(allow: &[&str], deny: &[&str]) -> Access {
        let parse = |texts: &[&str]| texts.iter().map(|text| range(text)).collect();
        Access { allow: parse(allow), deny: parse(deny) }
    }

    fn permits(access: &Access, address: &str) -> bool {
        access.permits(address.parse().unwrap())
    }

    #[test]
    fn by_default_the_neighbourhood_is_served() {
        let access = Access::default();
        assert_eq!(access.allow.len(), LOCAL_RANGES.len());
        for address in [
            "127.0.0.1",
            "127.9.9.9",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.20",
            "169.254.3.4",
            "::1",
            "fd12:3456::1",
            "fe80::1",
            "::ffff:192.168.1.20",
        ] {
            assert!(permits(&access, address), "{address}");
        }
        for address in
            ["8.8.8.8", "172.32.0.1", "192.169.0.1", "11.0.0.1", "0.0.0.0", "::", "2001:db8::1", "::ffff:8.8.8.8"]
        {
            assert!(!permits(&access, address), "{address}");
        }
    }

    #[test]
    fn ipv4_in_ipv6_clothes_is_ipv4() {
        for range in ["::ffff:192.168.1.0/120", "::ffff:192.168.1.7"] {
            let access = access(&["0.0.0.0/0"], &[range]);
            assert!(!permits(&access, "192.168.1.7") && !permits(&access, "::ffff:192.168.1.7"), "{range}");
            assert!(permits(&access, "192.168.2.7"));
        }
        // All of IPv4 and more: it stays what it is.
        assert_eq!(range("::/0").to_string(), "::/0");
    }

    #[test]
    fn deny_is_stronger_than_allow() {
        let access =
            access(&["192.168.0.0/16", "2001:db8::/32"], &["192.168.7.0/24", "192.168.1.9", "2001:db8:1::/48"]);
        assert!(permits(&access, "192.168.1.8"));
        assert!(!permits(&access, "192.168.1.9"));
        assert!(!permits(&access, "::ffff:192.168.1.9"));
        assert!(!permits(&access, "192.168.7.1"));
        assert!(permits(&access, "2001:db8:2::1"));
        assert!(!permits(&access, "2001:db8:1::1"));
        assert!(!permits(&access, "10.0.0.1"));
    }

    #[test]
    fn a_single_address_is_a_range() {
        assert_eq!(range(" 10.0.0.7 ").to_string(), "10.0.0.7/32");
        assert_eq!(range("fe80::1").to_string(), "fe80::1/128");
        for text in ["", "10.0.0", "10.0.0.0/33", "raspberrypi", "10.0.0.0-10.0.0.9"] {
            assert!(parse_range_in(text, Lang::En).unwrap_err().contains("192.168.1.0/24"), "{text}");
        }
    }
}
