//! The answer to a request.
//!
//! Owns [`Site`]: under which names it answers, and with which files. The order of the checks is that of what they cost
//! and give away: whether there is a web here at all, the name that was asked for, the method, the path. Called by
//! `server::web`.

use serde_json::json;

use super::address::class_address;
use super::assets::Asset;
use super::code::Code;
use super::handshake;
use super::hosts::Hosts;
use super::request::{Method, Request, WhyNot};
use super::response::{CSP_OF_REFUSALS, Response};
use super::theme::Theme;
use crate::chat::text::Lang;

/// Where the certificate of the authority of one's own is.
const AUTHORITY_PATH: &str = "/ca.crt";

/// Where the page asks for its address for the class: by the scheme by which it has come, which behind a proxy it alone knows.
const ADDRESS_PATHS: [(&str, bool); 2] = [("/address/http", false), ("/address/https", true)];

/// A text for people.
const PLAIN: &str = "text/plain; charset=utf-8";

/// The facts about who asks, besides the request.
#[derive(Debug, Clone, Copy)]
pub struct Asker {
    /// It came by TLS.
    pub is_encrypted: bool,
    /// It came from this machine: a browser here, or a proxy that does the TLS.
    pub is_local: bool,
}

/// The answers of the site.
#[derive(Debug)]
pub enum Answer {
    /// These bytes; the connection may go on behind them or is to be closed.
    Page {
        /// The answer.
        bytes: Vec<u8>,
        /// True if another request may follow.
        keeps_open: bool,
    },
    /// These bytes and the end.
    Refusal {
        /// The answer.
        bytes: Vec<u8>,
        /// The reason.
        why: WhyNot,
    },
    /// These bytes, and WebSocket from then on.
    WebSocket(Vec<u8>),
}

/// The site: everything that can be asked for.
#[derive(Debug)]
pub struct Site {
    /// True if there is a web.
    pub enabled: bool,
    /// The names under which it may be asked for.
    pub hosts: Hosts,
    /// The language of refusals.
    pub lang: Lang,
    /// The certificate (DER) that devices of the class may be told to trust, if there is one.
    pub authority: Option<Vec<u8>>,
}

impl Site {
    /// A site with the page that is in this program.
    pub fn new(enabled: bool, hosts: Hosts, lang: Lang) -> Self {
        Self { enabled, hosts, lang, authority: None }
    }

    /// Takes over the settings of another, and keeps the files and the certificate.
    pub fn renew(&mut self, other: &Self) {
        self.enabled = other.enabled;
        self.hosts = other.hosts.clone();
        self.lang = other.lang;
    }

    /// The answer to a whole head; `addresses` are the page's, for who asks for them.
    pub fn answer(&self, head: &[u8], asker: Asker, addresses: impl FnOnce() -> Vec<String>) -> Answer {
        match self.try_answer(head, asker, addresses) {
            Ok(answer) => answer,
            Err(why) => self.refusal(why, head.starts_with(b"HEAD ")),
        }
    }

    /// An answer that says no.
    pub fn refusal(&self, why: WhyNot, is_head_only: bool) -> Answer {
        let (status, field) = match why {
            WhyNot::Malformed => ("400 Bad Request", ""),
            WhyNot::TooLarge => ("431 Request Header Fields Too Large", ""),
            WhyNot::Late => ("408 Request Timeout", ""),
            WhyNot::Off | WhyNot::ForeignOrigin => ("403 Forbidden", ""),
            WhyNot::UnknownHost => ("421 Misdirected Request", ""),
            WhyNot::Method => ("405 Method Not Allowed", "Allow: GET, HEAD\r\n"),
            WhyNot::NotFound => ("404 Not Found", ""),
            WhyNot::UpgradeRequired => {
                ("426 Upgrade Required", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            }
        };
        let body = words(why, self.lang);
        let fields = format!("{field}Cache-Control: no-store\r\nContent-Security-Policy: {CSP_OF_REFUSALS}\r\n");
        let response = Response {
            status,
            content_type: PLAIN,
            fields: &fields,
            body: body.as_bytes(),
            is_head_only,
            keeps_open: false,
        };
        Answer::Refusal { bytes: response.bytes(), why }
    }

    fn try_answer(&self, head: &[u8], asker: Asker, addresses: impl FnOnce() -> Vec<String>) -> Result<Answer, WhyNot> {
        if !self.enabled {
            return Err(WhyNot::Off);
        }
        let request = Request::parse(head)?;
        if !self.hosts.knows(request.host()) {
            return Err(WhyNot::UnknownHost);
        }
        if request.method == Method::Other {
            return Err(WhyNot::Method);
        }
        if request.path == "/ws" {
            let schemes: &[&str] = match asker {
                Asker { is_encrypted: true, .. } => &["https"],
                Asker { is_local: true, .. } => &["http", "https"],
                Asker { .. } => &["http"],
            };
            return handshake::answer(&request, schemes).map(Answer::WebSocket);
        }
        if request.path == AUTHORITY_PATH {
            let authority = self.authority.as_ref().ok_or(WhyNot::NotFound)?;
            return Ok(certificate(&request, authority));
        }
        if let Some((_, is_https)) = ADDRESS_PATHS.iter().find(|(path, _)| *path == request.path) {
            let address = class_address(request.host(), *is_https, asker.is_encrypted, &addresses());
            return Ok(address_and_code(&request, &address));
        }
        if request.path == "/" {
            let theme = Theme::of(&request);
            let document = Asset::of(Theme::document(theme)).ok_or(WhyNot::NotFound)?;
            return Ok(file(&request, document, theme.map_or("", Theme::mark), asker));
        }
        let asset = Asset::of(request.path).ok_or(WhyNot::NotFound)?;
        Ok(file(&request, asset, "", asker))
    }
}

/// A file of the page, or the word that the one which the browser has is still that. Its tag ends with `mark`.
fn file(request: &Request<'_>, asset: &Asset, mark: &str, asker: Asker) -> Answer {
    let packed = asset.packed().filter(|_| request.lists("Accept-Encoding", "gzip"));
    let is_packed = packed.is_some();
    let tag = asset.tag(is_packed, mark);
    let is_tag = |known: &str| known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag;
    let is_known = request.items("If-None-Match").any(is_tag);
    let mut fields = format!("ETag: {tag}\r\nCache-Control: no-cache\r\nVary: Accept-Encoding\r\n");
    if is_packed && !is_known {
        fields.push_str("Content-Encoding: gzip\r\n");
    }
    if asker.is_encrypted {
        // On plain http browsers complain of it.
        fields.push_str("Cross-Origin-Opener-Policy: same-origin\r\n");
    }
    fields.push_str(&format!("Content-Security-Policy: {}\r\n", policy(request.host(), asset.inline())));
    let response = Response {
        status: if is_known { "304 Not Modified" } else { "200 OK" },
        content_type: if is_known { "" } else { asset.content_type() },
        fields: &fields,
        body: packed.unwrap_or(asset.bytes()),
        is_head_only: is_known || request.method == Method::Head,
        keeps_open: request.keeps_open,
    };
    Answer::Page { bytes: response.bytes(), keeps_open: request.keeps_open }
}

/// The page's address for the class, with its code to scan. No other site's page can read it.
fn address_and_code(request: &Request<'_>, address: &str) -> Answer {
    let Code { side, path } = Code::of_url(address).unwrap_or(Code { side: 0, path: String::new() });
    let body = json!({ "address": address, "side": side, "path": path }).to_string();
    let fields = format!("Cache-Control: no-store\r\nContent-Security-Policy: {CSP_OF_REFUSALS}\r\n");
    let response = Response {
        status: "200 OK",
        content_type: "application/json",
        fields: &fields,
        body: body.as_bytes(),
        is_head_only: request.method == Method::Head,
        keeps_open: request.keeps_open,
    };
    Answer::Page { bytes: response.bytes(), keeps_open: request.keeps_open }
}

/// The authority's certificate, of the type for which devices ask whether to trust it.
fn certificate(request: &Request<'_>, der: &[u8]) -> Answer {
    let fields = format!("Cache-Control: no-store\r\nContent-Security-Policy: {CSP_OF_REFUSALS}\r\n");
    let response = Response {
        status: "200 OK",
        content_type: "application/x-x509-ca-cert",
        fields: &fields,
        body: der,
        is_head_only: request.method == Method::Head,
        keeps_open: request.keeps_open,
    };
    Answer::Page { bytes: response.bytes(), keeps_open: request.keeps_open }
}

/// The page's policy. It names the host because `'self'` was not taken for WebSocket by Safari before April 2022; an
/// address of IPv6 cannot stand there. What stands in the document itself runs by its hash only.
fn policy(host: &str, inline: [&str; 2]) -> String {
    let [scripts, style] = inline.map(|hashes| if hashes.is_empty() { String::new() } else { format!(" {hashes}") });
    let sockets = if host.starts_with('[') { String::new() } else { format!(" ws://{host} wss://{host}") };
    format!(
        "default-src 'none'; script-src 'self'{scripts}; style-src 'self'{style}; img-src 'self' data:; media-src 'self'; \
         connect-src 'self'{sockets}; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         require-trusted-types-for 'script'; trusted-types 'none'"
    )
}

/// The words that a person reads.
fn words(why: WhyNot, lang: Lang) -> String {
    let text = match why {
        WhyNot::Off => lang.choose(
            "Ceci est un serveur de discussion ClassCord : il n'a pas de page web. Connectez-vous avec un client ClassCord.",
            "This is a ClassCord chat server: it has no web page. Connect with a ClassCord client.",
        ),
        WhyNot::UnknownHost => lang.choose(
            "Ce serveur ClassCord n'est pas connu sous ce nom : prenez son adresse IP, ou ajoutez le nom à web.names dans classcord.toml.",
            "This ClassCord server is not known under that name: use its IP address, or add the name to web.names in classcord.toml.",
        ),
        WhyNot::ForeignOrigin => lang.choose(
            "Seule la page de ce serveur ClassCord peut ouvrir cette connexion.",
            "Only the page of this ClassCord server may open this connection.",
        ),
        WhyNot::NotFound => lang.choose("Il n'y a pas de telle page : la discussion est à /", "There is no such page: the chat is at /"),
        WhyNot::UpgradeRequired => {
            lang.choose("Ici on ne parle que WebSocket, version 13.", "Only WebSocket is spoken here, version 13.")
        }
        WhyNot::Method => lang.choose("Seulement GET et HEAD.", "Only GET and HEAD."),
        WhyNot::Malformed => {
            lang.choose("Ce serveur ClassCord ne comprend pas la requête.", "This ClassCord server does not understand the request.")
        }
        WhyNot::TooLarge => lang.choose("L'en-tête de la requête est trop long.", "The head of the request is too long."),
        WhyNot::Late => lang.choose("La requête n'est pas venue à temps.", "The request did not come in time."),
    };
    format!("{text}\n")
}
