//! An answer of HTTP: what a browser gets on a client port, and what a monitor gets on its own.
//!
//! One answer and the end of the connection (RFC 9112, section 9.6), so that nothing behind a request is ever looked at.

/// A text for people.
pub(super) const PLAIN: &str = "text/plain; charset=utf-8";

/// An answer with its length, after which the connection is to be closed. `head_only` is for the method HEAD.
pub(super) fn answer(status: &str, content_type: &str, body: &str, head_only: bool) -> String {
    let length = body.len();
    let body = if head_only { "" } else { body };
    format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\nX-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{body}"
    )
}
