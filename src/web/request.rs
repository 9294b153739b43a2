//! A request's head, understood.
//!
//! Owns [`Request`]: what of a head the server looks at, checked as strictly as a browser writes it. `httparse` does the
//! syntax; what it lets pass and no browser sends is refused here. Called by `site`.

use httparse::{EMPTY_HEADER, Header, Status};

/// Most fields of a head: a browser sends a dozen.
const FIELDS_MAX: usize = 32;

/// The reason that a request gets no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyNot {
    /// It is against the rules of HTTP, or is none.
    Malformed,
    /// Its head is too long, or has too many fields.
    TooLarge,
    /// Its head took too long.
    Late,
    /// There is no web here.
    Off,
    /// It asks under a name that is not this server's.
    UnknownHost,
    /// It is neither GET nor HEAD.
    Method,
    /// There is no such page.
    NotFound,
    /// WebSocket only, and it asks for something else, or for another version of it.
    UpgradeRequired,
    /// It comes from a page of somebody else's.
    ForeignOrigin,
}

/// The methods.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// HEAD: GET without the body.
    Head,
    /// Any other.
    Other,
}

/// A request that may be answered.
#[derive(Debug)]
pub struct Request<'a> {
    /// Its method.
    pub method: Method,
    /// Its path, without what follows a `?`.
    pub path: &'a str,
    /// True for HTTP/1.1, false for 1.0.
    pub is_1_1: bool,
    /// True if the connection may go on behind the answer.
    pub keeps_open: bool,
    fields: Vec<(&'a str, &'a str)>,
}

impl<'a> Request<'a> {
    /// Parses a whole head.
    ///
    /// # Errors
    /// `Malformed` or `TooLarge`.
    pub fn parse(head: &'a [u8]) -> Result<Self, WhyNot> {
        let mut headers = [EMPTY_HEADER; FIELDS_MAX];
        let mut parsed = httparse::Request::new(&mut headers);
        match parsed.parse(head) {
            Ok(Status::Complete(_)) => {}
            Ok(Status::Partial) => return Err(WhyNot::Malformed),
            Err(httparse::Error::TooManyHeaders) => return Err(WhyNot::TooLarge),
            Err(_) => return Err(WhyNot::Malformed),
        }
        let (Some(method), Some(target), Some(version)) = (parsed.method, parsed.path, parsed.version) else {
            return Err(WhyNot::Malformed);
        };
        let method = match method {
            "GET" => Method::Get,
            "HEAD" => Method::Head,
            _ => Method::Other,
        };
        // The absolute form is for proxies, and `*` for a method that there is not (RFC 9112, section 3.2).
        if !target.starts_with('/') && (method != Method::Other || target.contains(':')) {
            return Err(WhyNot::Malformed);
        }
        let fields = fields(parsed.headers)?;
        let mut request = Self {
            method,
            path: target.split(['?', '#']).next().unwrap_or_default(),
            is_1_1: version == 1,
            keeps_open: false,
            fields,
        };
        if request.only("Host")?.is_none() {
            return Err(WhyNot::Malformed);
        }
        request.only("Origin")?;
        // What follows a head is never read as a body, so that nothing can be hidden in one.
        let has_body = request.all("Transfer-Encoding").next().is_some()
            || request.all("Content-Length").any(|length| length != "0")
            || request.all("Content-Length").count() > 1;
        request.keeps_open = request.is_1_1 && !has_body && !request.lists("Connection", "close");
        Ok(request)
    }

    /// The values of a field, in the order in which they came.
    pub fn all(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(other, _)| other.eq_ignore_ascii_case(name)).map(|&(_, value)| value)
    }

    /// The value of a field that may be there once.
    ///
    /// # Errors
    /// It is there more often.
    pub fn only(&self, name: &str) -> Result<Option<&'a str>, WhyNot> {
        let mut all = self.all(name);
        let first = all.next();
        if all.next().is_some() { Err(WhyNot::Malformed) } else { Ok(first) }
    }

    /// The name and the port that were asked for.
    pub fn host(&self) -> &'a str {
        self.all("Host").next().unwrap_or_default()
    }

    /// The items of a field that is a list.
    pub fn items(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.all(name).flat_map(|value| value.split(',')).map(str::trim)
    }

    /// True if a field that is a list has this word in it, in capitals or not, whatever its parameters are.
    pub fn lists(&self, name: &str, word: &str) -> bool {
        self.items(name).any(|item| item.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(word))
    }
}

/// The fields as text. Only the value of one that nobody looks at may be anything but ASCII.
fn fields<'a>(headers: &[Header<'a>]) -> Result<Vec<(&'a str, &'a str)>, WhyNot> {
    let field = |header: &Header<'a>| match std::str::from_utf8(header.value) {
        Ok(value) if value.is_ascii() => Ok(Some((header.name, value))),
        _ if ["Host", "Origin"].iter().any(|name| header.name.eq_ignore_ascii_case(name)) => Err(WhyNot::Malformed),
        _ => Ok(None),
    };
    headers.iter().filter_map(|header| field(header).transpose()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(head: &str) -> Result<Request<'_>, WhyNot> {
        Request::parse(head.as_bytes())
    }

    #[test]
    fn what_a_browser_sends_is_understood() {
        let request = parse(
            "GET /app/chat.js?v=1 HTTP/1.1\r\nHost: pi:12345\r\nAccept-Encoding: br, gzip;q=1.0\r\nConnection: keep-alive\r\n\r\n",
        )
        .unwrap();
        assert_eq!((request.method, request.path, request.host()), (Method::Get, "/app/chat.js", "pi:12345"));
        assert!(request.is_1_1 && request.keeps_open);
        assert!(request.lists("accept-encoding", "GZIP") && !request.lists("accept-encoding", "zip"));
    }

    #[test]
    fn what_no_browser_sends_is_refused() {
        for (head, why) in [
            ("GET / HTTP/1.1\r\n\r\n", WhyNot::Malformed),
            ("GET / HTTP/1.0\r\n\r\n", WhyNot::Malformed),
            ("GET / HTTP/1.1\r\nHost: pi\r\nhost: pi\r\n\r\n", WhyNot::Malformed),
            ("GET / HTTP/1.1\r\nHost: p\u{e9}\r\n\r\n", WhyNot::Malformed),
            ("GET / HTTP/1.1\r\nHost: pi\r\nOrigin: http://p\u{e9}\r\n\r\n", WhyNot::Malformed),
            ("GET / HTTP/1.1\r\nHost: pi\r\nOrigin: a\r\nOrigin: a\r\n\r\n", WhyNot::Malformed),
            ("GET http://pi/ HTTP/1.1\r\nHost: pi\r\n\r\n", WhyNot::Malformed),
            ("CONNECT pi:12345 HTTP/1.1\r\nHost: pi\r\n\r\n", WhyNot::Malformed),
            ("GET / HTTP/1.1\r\nHost : pi\r\n\r\n", WhyNot::Malformed),
            ("GET / HTTP/1.1\r\nHost: pi\r\n folded: x\r\n\r\n", WhyNot::Malformed),
            ("GET /\r\n", WhyNot::Malformed),
            ("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", WhyNot::Malformed),
            ("PRI * HTTP/2.0\r\n\r\n", WhyNot::Malformed),
        ] {
            assert_eq!(parse(head).map(|_| ()), Err(why), "{head:?}");
        }
        let many = format!("GET / HTTP/1.1\r\nHost: pi\r\n{}\r\n", "A: b\r\n".repeat(FIELDS_MAX));
        assert_eq!(parse(&many).map(|_| ()), Err(WhyNot::TooLarge));
        // Nobody looks at these.
        assert!(parse("GET / HTTP/1.1\r\nHost: pi\r\nUser-Agent: \u{e9}\r\n\r\n").is_ok());
    }

    #[test]
    fn a_body_ends_the_connection() {
        for (field, keeps_open) in [
            ("A: b", true),
            ("Content-Length: 0", true),
            ("Content-Length: 00", false),
            ("Content-Length: 5", false),
            ("Content-Length: 0\r\nContent-Length: 0", false),
            ("Content-Length: 0, 0", false),
            ("Transfer-Encoding: chunked", false),
            ("Transfer-Encoding: identity", false),
            ("Connection: close", false),
            ("Connection: Keep-Alive, Close", false),
        ] {
            let head = format!("GET / HTTP/1.1\r\nHost: pi\r\n{field}\r\n\r\n");
            assert_eq!(parse(&head).unwrap().keeps_open, keeps_open, "{field}");
        }
        assert!(!parse("GET / HTTP/1.0\r\nHost: pi\r\n\r\n").unwrap().keeps_open);
    }
}
