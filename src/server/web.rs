//! Browsers: from a request to an answer, and into the chat.
//!
//! Owns what the server does with a connection that speaks HTTP. Until then it was a session that had said nothing, as any
//! that has just connected; it is none while it asks for pages, and another one when it goes on by WebSocket. Called by
//! `handler`; what there is to answer is in `web`.

use super::handler::Server;
use super::session;
use crate::addresses::host_name;
use crate::chat::link::{Link, LinkEnd, LinkKind};
use crate::config::Config;
use crate::net::{AfterAnswer, ConnectionId, Connections, Head, Origin};
use crate::web::{Answer, Asker, Hosts, Site, WhyNot};

/// The site that a configuration describes.
pub(super) fn site(config: &Config) -> Site {
    // A machine without a name has its addresses.
    Site::new(config.web.enabled, Hosts::new(&host_name(), &config.web.names), config.lang)
}

impl Server {
    /// A browser asks for something, on a client port.
    pub(super) fn answer_browser(&mut self, net: &mut Connections, id: ConnectionId, head: Head<'_>) {
        let Some(Origin::Client(peer)) = net.origin(id) else { return };
        let link = LinkEnd { is_clean: false, is_announced: true, reason: "http" };
        self.parts.core.disconnect(self.now, session(id), link, &mut self.effects);
        self.carry_out(net);
        let asker = Asker { is_encrypted: net.is_encrypted(id), is_local: peer.ip().is_loopback() };
        let answer = match head {
            Head::Whole(head) => self.site.answer(head, asker),
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
