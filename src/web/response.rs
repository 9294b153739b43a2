//! The bytes of an answer.
//!
//! Owns [`Response`]: the status line and the fields, with those that every answer has, in one place. Called by `site`, and
//! by the server for what is no page.

use std::fmt::Write as _;

/// The policy of an answer that is no page: nothing of it may do anything.
pub const CSP_OF_REFUSALS: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// An answer with a body.
#[derive(Debug)]
pub struct Response<'a> {
    /// The code and its words.
    pub status: &'a str,
    /// The body's type; empty for none.
    pub content_type: &'a str,
    /// Further fields, each a line with its end.
    pub fields: &'a str,
    /// The body. Its length is told also where it is not sent.
    pub body: &'a [u8],
    /// True if only the head is wanted, or there is no body by the status.
    pub is_head_only: bool,
    /// True if another request may follow.
    pub keeps_open: bool,
}

impl Response<'_> {
    /// The answer as it leaves.
    pub fn bytes(&self) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {}\r\n", self.status);
        // Writing to a String cannot fail.
        if !self.content_type.is_empty() {
            let _ = write!(head, "Content-Type: {}\r\nContent-Length: {}\r\n", self.content_type, self.body.len());
        }
        let _ = write!(
            head,
            "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\n{}{}\r\n",
            self.fields,
            if self.keeps_open { "" } else { "Connection: close\r\n" }
        );
        let body = if self.is_head_only { &[][..] } else { self.body };
        [head.as_bytes(), body].concat()
    }
}
