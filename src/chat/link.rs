//! The way in which a session is connected, and how that ended.
//!
//! Plain values, which `server` knows of `net` and tells the core.

/// The kinds of client, by what they speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// Lines over TCP: a program.
    Lines,
    /// WebSocket: a page in a browser. It comes and goes with its tab, and with a phone's screen.
    Browser,
}

/// The way in which a session is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The protocol that it speaks.
    pub kind: LinkKind,
    /// True if nobody on the network can read what it says: it came by TLS, or from this machine.
    pub is_private: bool,
}

impl Link {
    /// True if it is a browser's and anybody on the network can read it: a page knows another way, an older client may not.
    pub fn is_open_page(&self) -> bool {
        self.kind == LinkKind::Browser && !self.is_private
    }

    /// Lines that anybody on the network can read.
    pub const PLAIN_LINES: Self = Self { kind: LinkKind::Lines, is_private: false };
}

/// The encrypted way to the server, as a client that is on another one is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncryptedWay {
    /// The port that speaks TLS.
    pub port: u16,
    /// The fingerprint of the certificate, in hexadecimal digits, for people to compare.
    pub fingerprint: Box<str>,
}

/// People who may linger at the same time when their pages have lost the connection; who comes on top of that is gone at
/// once. All pupils of a school whose Wi-Fi fails, at some hundred bytes each.
pub const LINGERERS_MAX: usize = 1000;

/// The word with which a client went, which tells whether it may be back in a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parting {
    /// That it goes: a browser by a close frame, another client by ending its lines.
    Said,
    /// That its page is left, or makes another connection (close frames with 1001 and 4001): whoever loads a page anew is
    /// back at once, and who closes it is gone.
    PageLeft,
    /// Nothing: a phone that sleeps, or a Wi-Fi that is gone.
    Lost,
}

/// The end of a session that the core did not close.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkEnd {
    /// True if it closed the connection itself after having read everything, as far as TCP can tell.
    pub is_clean: bool,
    /// The word with which the client went.
    pub parting: Parting,
    /// The word for the audit log.
    pub reason: &'static str,
}
