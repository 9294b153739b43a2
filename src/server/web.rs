//! Browsers: from a request to an answer, and into the chat.
//!
//! Owns what the server does with a connection that speaks HTTP. Until then it was a session that had said nothing, as any
//! that has just connected; it is none while it asks for pages, and another one when it goes on by WebSocket. Called by
//! `handler`; what there is to answer is in `web`.

use std::io::{self, IsTerminal, Write};
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use super::handler::Server;
use super::session;
use crate::addresses::{host_name, own_addresses};
use crate::chat::link::{Link, LinkEnd, LinkKind, Parting};
use crate::config::{Access, Config};
use crate::net::{AfterAnswer, ConnectionId, Connections, Head, Origin};
use crate::web::{Answer, Asker, HTTP_PORT, Hosts, Site, WhyNot, in_white, page_addresses, terminal_code};

/// The time that log lines may take to be written before a code is drawn.
const FLUSH_TIME: Duration = Duration::from_secs(1);

/// The site that a configuration describes.
pub(super) fn site(config: &Config) -> Site {
    // A machine without a name has its addresses.
    Site::new(config.web.enabled, Hosts::new(&host_name(), &config.web.names), config.lang)
}

/// This machine's addresses at which the page is said to be, and from whose network nobody would be let in.
fn kept_out(pages: &[String], own: &[IpAddr], access: &Access) -> Vec<IpAddr> {
    let is_named = |ip: &IpAddr| {
        let host = if ip.is_ipv6() { format!("http://[{ip}]") } else { format!("http://{ip}") };
        pages.iter().any(|page| page.strip_prefix(&host).is_some_and(|rest| rest.is_empty() || rest.starts_with(':')))
    };
    own.iter().copied().filter(|ip| is_named(ip) && !access.permits(*ip)).collect()
}

impl Server {
    /// The addresses of the page, as of now: a network may come later than the server.
    pub(super) fn page_addresses(&self) -> Vec<String> {
        if !self.site.enabled {
            return Vec::new();
        }
        page_addresses(&self.listening, &own_addresses(), &host_name())
    }

    /// Has the core know at which port browsers find the page without encryption: the one that need not be typed, else the
    /// first.
    pub(super) fn tell_page_port(&mut self) {
        let ports = || self.listening.iter().map(SocketAddr::port);
        let port = ports().find(|port| *port == HTTP_PORT).or_else(|| ports().next());
        self.parts.core.set_page_port(port.filter(|_| self.site.enabled));
    }

    /// Says where the page is: in the log, and as a code to scan to who has started the server in a terminal.
    pub(super) fn show_page(&self) {
        let addresses = self.page_addresses();
        let Some(first) = addresses.first() else { return };
        log::info!("the page for browsers: {}", addresses.join(" "));
        for ip in kept_out(&addresses, &own_addresses(), &self.parts.config.access) {
            log::warn!(
                "access.allow leaves out {ip}, where the page is: whoever comes from that network is refused; add its range there \
                 and reload"
            );
        }
        // A telephone cannot reach what is for this machine only.
        let is_here = first.starts_with("http://127.") || first.starts_with("http://[::1]");
        if is_here || !io::stderr().is_terminal() || !self.parts.config.log.file.as_os_str().is_empty() {
            return;
        }
        let Some(lines) = terminal_code(first) else { return };
        // Behind the lines of the log that say the same.
        self.parts.logs.flush(FLUSH_TIME);
        let drawn: String = lines.iter().map(|line| in_white(line)).collect();
        // A terminal that is gone shows nothing.
        let _ = io::stderr().write_all(format!("{drawn}{first}\n").as_bytes());
    }

    /// A browser asks for something, on a client port.
    pub(super) fn answer_browser(&mut self, net: &mut Connections, id: ConnectionId, head: Head<'_>) {
        let Some(Origin::Client(peer)) = net.origin(id) else { return };
        let link = LinkEnd { is_clean: false, parting: Parting::Said, reason: "http" };
        self.parts.core.disconnect(self.now, session(id), link, &mut self.effects);
        self.carry_out(net);
        let asker = Asker { is_encrypted: net.is_encrypted(id), is_local: peer.ip().is_loopback() };
        let answer = match head {
            Head::Whole(head) => self.site.answer(head, asker, || self.page_addresses()),
            Head::TooLong => self.site.refusal(WhyNot::TooLarge, false),
            Head::Late => self.site.refusal(WhyNot::Late, false),
        };
        match answer {
            Answer::Page { bytes, keeps_open } => {
                self.counters.pages += 1;
                net.answer(id, &bytes, AfterAnswer::Http);
                if !keeps_open {
                    self.forget_connection(net, id, "http");
                    net.close(id);
                }
            }
            Answer::Refusal { bytes, why } => {
                net.answer(id, &bytes, AfterAnswer::Http);
                self.counters.closed_http += 1;
                log::debug!("{peer} asked for a page in vain: {why:?}");
                // A page that there is not is asked for by every browser, for its icon.
                if why != WhyNot::NotFound {
                    self.refuse_connection(peer.ip(), "http");
                }
                self.forget_connection(net, id, "http");
                net.close(id);
            }
            Answer::WebSocket(bytes) => {
                self.counters.websockets += 1;
                net.answer(id, &bytes, AfterAnswer::WebSocket);
                let link = Link { kind: LinkKind::Browser, is_private: asker.is_encrypted || asker.is_local };
                self.parts.core.connect(self.now, session(id), peer.ip(), link);
                log::debug!("{peer} is a browser");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_whose_neighbours_are_refused_is_found() {
        let own: Vec<IpAddr> = ["192.168.1.20", "192.0.2.1", "192.0.2.12"].map(|ip| ip.parse().unwrap()).into();
        let pages = ["http://192.168.1.20:12345", "http://192.0.2.12", "http://pi.local"].map(str::to_owned);
        let access = Access::default();
        assert_eq!(
            kept_out(&pages, &own, &access),
            [own[2]],
            "one that is said, and not in a range of the neighbourhood"
        );
        let access = Access { allow: vec!["0.0.0.0/0".parse().unwrap()], ..Access::default() };
        assert!(kept_out(&pages, &own, &access).is_empty());
    }
}
