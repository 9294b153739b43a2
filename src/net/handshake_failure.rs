//! The ways in which a TLS handshake fails, in the words of the logs.
//!
//! Owns [`HandshakeFailure`]: `tls` finds it, and a connection ends with it.

/// The reason that a TLS handshake failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HandshakeFailure {
    /// The bytes are no TLS: plain JSON, a browser, noise.
    NotTls,
    /// The client knows only versions that are no longer safe.
    OldVersion,
    /// The client does not want this certificate, or says no for another reason.
    Refused,
    /// The client went away in the middle of it.
    Left,
    /// It took too long.
    TimedOut,
    /// Too many were in progress, and it had begun first.
    CrowdedOut,
    /// Anything else.
    Other,
}

impl HandshakeFailure {
    /// The word for logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotTls => "no_tls",
            Self::OldVersion => "old_version",
            Self::Refused => "refused_by_client",
            Self::Left => "left",
            Self::TimedOut => "timed_out",
            Self::CrowdedOut => "crowded_out",
            Self::Other => "other",
        }
    }
}
