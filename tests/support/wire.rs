//! What the chapters of wire tests share beyond a server and a client: short forms of what most of them say, people in
//! charge, source addresses, and a look at the server's process.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::Child;
use std::time::Duration;

use serde_json::{Value, json};
use socket2::{Domain, SockAddr, Socket, Type};

use super::{CHEAP_PASSWORDS, Client, DEADLINE, Place, Server};

/// Lifts what keeps one client from sending a lot: for tests of something else.
pub const NO_RATE_LIMITS: &str = "#! errors_per_minute=1000000 logins_per_minute=1000000 \
    logins_per_minute_per_address=1000000 registrations_per_minute=1000000 \
    registrations_per_minute_per_address=1000000\n\
    [limits]\nlines_per_second = 0\nbytes_per_second = 0\nmessages_per_second = 1000000\n\
    logins_per_minute_per_name = 1000000\nconnections_per_minute = 0\nconnections_per_minute_per_address = 0\n";

/// 127.0.0.`n`, from which a client may connect as if it were another machine.
pub fn loopback(n: u8) -> Ipv4Addr {
    Ipv4Addr::new(127, 0, 0, n)
}

/// A place that is configured so, with cheap passwords, and the server that has been started in it.
pub fn started(toml: &str) -> (Place, Server) {
    let place = Place::configured(toml);
    let server = place.start();
    (place, server)
}

/// A guest whose greeting is over.
pub fn guest(server: &Server, name: &str) -> Client {
    let mut client = server.guest(name);
    client.read_words("Bienvenue");
    client
}

impl Place {
    /// With cheap passwords and something else.
    pub fn configured(toml: &str) -> Self {
        Self::with_config(&format!("{toml}\n{CHEAP_PASSWORDS}"))
    }

    /// Asks the console of the running server, and returns the answer.
    pub fn console(&self, request: &Value) -> Value {
        let mut stream = UnixStream::connect(self.data().join("control.sock")).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        stream.write_all(format!("{request}\n").as_bytes()).unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    /// Gives an account of the running server another role.
    pub fn set_role(&self, name: &str, role: &str) {
        let answer = self.console(&json!({"type": "role", "user": name, "role": role}));
        assert_eq!(answer, json!({"type": "role", "status": "ok", "user": name, "role": role}));
    }

    /// A client that has logged in and has that role.
    pub fn in_charge(&self, server: &Server, name: &str, role: &str) -> Client {
        let mut client = server.account(name);
        self.set_role(name, role);
        client.read_code("role_changed");
        client
    }

    /// One of the server's counters.
    pub fn counter(&self, name: &str) -> u64 {
        let stats = self.console(&json!({"type": "stats"}));
        stats["counters"][name].as_u64().unwrap_or_else(|| panic!("{name} is not in {stats}"))
    }
}

impl Server {
    /// A server that was started otherwise.
    pub fn of_child(child: Child, address: SocketAddr) -> Self {
        Self { child, address, stopped: false, log: None }
    }

    /// Memory that the process has resident, in KiB: `VmRSS` of /proc/PID/status (proc_pid_status(5)).
    pub fn resident_kib(&self) -> u64 {
        self.memory_kib("VmRSS:")
    }

    /// The most that it ever had: `VmHWM`.
    pub fn peak_resident_kib(&self) -> u64 {
        self.memory_kib("VmHWM:")
    }

    fn memory_kib(&self, field: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap();
        line.trim().strip_suffix(" kB").unwrap().parse().unwrap()
    }
}

/// A socket that is connected from that address, with a receive buffer of so many bytes if that is said.
fn connect_socket(source: Option<Ipv4Addr>, receive_bytes: Option<usize>, to: SocketAddr) -> TcpStream {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
    if let Some(bytes) = receive_bytes {
        socket.set_recv_buffer_size(bytes).unwrap();
    }
    if let Some(source) = source {
        socket.bind(&SockAddr::from(SocketAddr::from((source, 0)))).unwrap();
    }
    socket.connect(&SockAddr::from(to)).unwrap();
    socket.into()
}

impl Client {
    pub fn from_stream(stream: TcpStream) -> Self {
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let reader = BufReader::new(stream.try_clone().unwrap());
        Self { stream, reader }
    }

    /// Connects from another loopback address.
    pub fn connect_from(source: Ipv4Addr, to: SocketAddr) -> Self {
        Self::from_stream(connect_socket(Some(source), None, to))
    }

    /// Connects with a small receive buffer, so that what is not read soon waits at the server.
    pub fn connect_narrow(to: SocketAddr) -> Self {
        Self::from_stream(connect_socket(None, Some(4096), to))
    }

    /// Says something in the current channel.
    pub fn say(&mut self, content: &str) {
        self.send(&json!({"type": "message", "content": content}));
    }

    pub fn say_in(&mut self, channel: &str, content: &str) {
        self.send(&json!({"type": "message", "channel": channel, "content": content}));
    }

    pub fn say_to(&mut self, name: &str, content: &str) {
        self.send(&json!({"type": "message", "subtype": "private", "to": name, "content": content}));
    }

    /// Says something and waits until it is on disk; returns its id.
    pub fn say_for_good(&mut self, content: &str) -> u64 {
        self.send(&json!({"type": "message", "content": content, "ack": "for good"}));
        let ack = self.read_until(|line| line["ack"] == "for good");
        assert_eq!(ack["type"], "ack", "{ack}");
        ack["id"].as_u64().unwrap()
    }

    /// Sends a request and returns the next line that is neither a message nor somebody's status.
    pub fn ask(&mut self, request: &Value) -> Value {
        self.send(request);
        self.read_answer()
    }

    /// The next line that is neither a message nor somebody's status.
    pub fn read_answer(&mut self) -> Value {
        self.read_until(|line| line["type"] != "message" && line["type"] != "status")
    }

    /// Asserts that a request is answered by an `error` with that code.
    pub fn expect_error(&mut self, request: &Value, code: &str) -> Value {
        let answer = self.ask(request);
        assert_eq!(
            (answer["type"].as_str(), answer["code"].as_str()),
            (Some("error"), Some(code)),
            "{request}: {answer}"
        );
        assert_eq!(answer["message"], answer["error"], "one client shows the one field, one the other");
        answer
    }

    /// Asserts that a request is refused with that code in words, as old clients are.
    pub fn expect_words(&mut self, request: &Value, code: &str) -> Value {
        self.send(request);
        let line = self.read_until(|line| line["type"] != "status" && line.get("code").is_some());
        let (subtype, said) = (line["subtype"].as_str(), line["code"].as_str());
        assert_eq!((subtype, said), (Some("system"), Some(code)), "{request}: {line}");
        line
    }

    /// The next line with that code.
    pub fn read_code(&mut self, code: &str) -> Value {
        self.read_until(|line| line["code"] == code)
    }

    /// Types something, and returns the words of the answer that have this in them.
    pub fn type_and_read(&mut self, typed: &str, part: &str) -> String {
        self.say(typed);
        self.read_words(part)
    }

    /// The next words of the server that have this in them.
    pub fn read_words(&mut self, part: &str) -> String {
        let line = self.read_until(|line| {
            line["subtype"] == "system" && line["content"].as_str().is_some_and(|content| content.contains(part))
        });
        line["content"].as_str().unwrap().to_owned()
    }

    /// The content of the next message of a person.
    pub fn read_said(&mut self) -> String {
        let line = self.read_until(|line| line["type"] == "message" && line["subtype"] != "system");
        line["content"].as_str().unwrap().to_owned()
    }

    /// Waits until the server has handled what was sent, and returns what came before the answer to that.
    pub fn lines_until_now(&mut self) -> Vec<Value> {
        self.send(&json!({"type": "channels"}));
        let mut lines = Vec::new();
        loop {
            let line = self.read();
            if line["type"] == "channels" {
                return lines;
            }
            lines.push(line);
        }
    }

    /// The contents of the messages of people that have come until now.
    pub fn said_until_now(&mut self) -> Vec<String> {
        let said = |line: Value| {
            let by_person = line["type"] == "message" && line["subtype"] != "system";
            by_person.then(|| line["content"].as_str().unwrap().to_owned())
        };
        self.lines_until_now().into_iter().filter_map(said).collect()
    }

    /// The words of the server that have come until now.
    pub fn words_until_now(&mut self) -> Vec<String> {
        let words = |line: Value| (line["subtype"] == "system").then(|| line["content"].as_str().unwrap().to_owned());
        self.lines_until_now().into_iter().filter_map(words).collect()
    }

    /// Everything up to the end of the connection.
    pub fn read_to_end(&mut self) -> Vec<Value> {
        std::iter::from_fn(|| self.read_line()).map(|line| serde_json::from_str(&line).unwrap()).collect()
    }

    /// The next bytes up to the end of a line; `None` once the connection has ended, however it did.
    pub fn read_raw_line(&mut self) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        match self.reader.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => Some(bytes),
            Err(e) if e.kind() == ErrorKind::ConnectionReset => None,
            Err(e) => panic!("no line came: {e}"),
        }
    }

    /// Reads what can still be read of a connection that the server has closed: it may have been broken off.
    pub fn read_to_end_or_reset(&mut self) -> Vec<Value> {
        let mut bytes = Vec::new();
        if let Err(e) = self.reader.read_to_end(&mut bytes) {
            assert_eq!(e.kind(), ErrorKind::ConnectionReset);
        }
        let whole = bytes.split_inclusive(|&b| b == b'\n').filter(|line| line.ends_with(b"\n"));
        whole.map(|line| serde_json::from_slice(line).unwrap()).collect()
    }

    /// Reads the history of a channel from its end to its beginning, in pages; oldest first.
    pub fn whole_history(&mut self, channel: &str) -> Vec<Value> {
        self.history_back_to(channel, 0)
    }

    /// The same, back to the page that an id is in.
    pub fn history_back_to(&mut self, channel: &str, id: u64) -> Vec<Value> {
        let mut all = Vec::new();
        let mut before = None;
        loop {
            let mut request = json!({"type": "history", "channel": channel, "limit": 200});
            if let Some(before) = before {
                request["before"] = Value::from(before);
            }
            let mut answer = self.ask(&request);
            assert_eq!(answer["type"], "history", "{answer}");
            let Value::Array(mut page) = answer["messages"].take() else { panic!("no messages in {answer}") };
            before = page.first().and_then(|message| message["id"].as_u64());
            page.append(&mut all);
            all = page;
            if answer["more"] == false || before.is_some_and(|before| before <= id) {
                return all;
            }
            assert!(before.is_some(), "an empty page, and yet more");
        }
    }

    /// Breaks the connection off: the server sees a reset.
    pub fn reset(self) {
        let socket = Socket::from(self.stream.try_clone().unwrap());
        socket.set_linger(Some(Duration::ZERO)).unwrap();
    }
}

/// The ids of messages.
pub fn ids(messages: &[Value]) -> Vec<u64> {
    messages.iter().map(|message| message["id"].as_u64().unwrap()).collect()
}

/// Asserts that ids grow and none is there twice.
pub fn assert_growing(ids: &[u64]) {
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "ids do not grow: {ids:?}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
}
