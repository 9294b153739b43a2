//! What the tests of the program share: a server in a temporary directory, and clients on real sockets.
//!
//! Every wait has a deadline, and no wait is a fixed time.
// Each binary of tests takes a part of it; tests/documents/references.rs asks for somebody who takes each.
#![allow(dead_code)]

pub mod boxes;
pub mod broker;
pub mod exports;
pub mod faults;
pub mod lesson;
pub mod load;
pub mod terminal;
pub mod wire;

use std::fs;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::Value;

/// Longer than anything takes on a machine that is busy with other tests.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Passwords cost little in tests; nothing else differs from the defaults.
pub const CHEAP_PASSWORDS: &str = "[passwords]\nmemory_kib = 64\npasses = 1\n";

/// The program under test: the one that was built with the tests, or what CLASSCORD_TEST_SERVER says, words between blanks:
/// an emulator and a binary of another architecture (`cross/test-emulated.sh`).
fn server_program() -> Command {
    let Ok(words) = std::env::var("CLASSCORD_TEST_SERVER") else {
        return Command::new(env!("CARGO_BIN_EXE_classcord"));
    };
    let mut words = words.split_whitespace();
    let mut command = Command::new(words.next().expect("CLASSCORD_TEST_SERVER names no program"));
    command.args(words);
    command
}

/// A directory with a configuration and a database, in which servers are started.
pub struct Place {
    directory: tempfile::TempDir,
    log: Arc<Mutex<Vec<String>>>,
}

impl Place {
    /// With the default configuration and cheap passwords.
    pub fn new() -> Self {
        Self::with_config(CHEAP_PASSWORDS)
    }

    pub fn with_config(toml: &str) -> Self {
        let place = Self { directory: tempfile::tempdir().unwrap(), log: Arc::default() };
        place.write_config(toml);
        place
    }

    /// Passwords may be of four characters, unless it says of how many.
    pub fn write_config(&self, toml: &str) {
        const SHORT: &str = "min_password_length = 4\n";
        let toml = match toml.split_once("[chat]\n") {
            _ if toml.contains("min_password_length") => toml.to_owned(),
            Some((before, behind)) => format!("{before}[chat]\n{SHORT}{behind}"),
            None => format!("{toml}\n[chat]\n{SHORT}"),
        };
        fs::write(self.config(), toml).unwrap();
    }

    /// The values that have no key (`src/config/fixed.rs`), from lines of the configuration that begin with `#!`.
    fn fixed_values(&self) -> String {
        let toml = fs::read_to_string(self.config()).unwrap_or_default();
        toml.lines().filter_map(|line| line.strip_prefix("#!")).collect()
    }

    pub fn config(&self) -> PathBuf {
        self.directory.path().join("classcord.toml")
    }

    pub fn data(&self) -> PathBuf {
        self.directory.path().join("data")
    }

    pub fn path(&self) -> &Path {
        self.directory.path()
    }

    /// All that servers here have said on standard error.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// The audit log's lines. The last one may be half written as it is read, and is none yet.
    pub fn audit(&self) -> Vec<Value> {
        let bytes = fs::read(self.data().join("audit.log")).unwrap_or_default();
        let whole = bytes.split_inclusive(|&byte| byte == b'\n').filter(|line| line.ends_with(b"\n"));
        whole.map(|line| serde_json::from_slice(line).unwrap()).collect()
    }

    /// The command with this place's configuration and data.
    pub fn command(&self) -> Command {
        let mut command = server_program();
        command.current_dir(self.path()).arg("--config").arg(self.config()).arg("--data-dir").arg(self.data());
        command.env_remove("JOURNAL_STREAM").env_remove("NOTIFY_SOCKET");
        command.env("CLASSCORD_TEST_FIXED", self.fixed_values());
        command
    }

    /// Runs a command of the stopped server, with this as its standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> std::process::Output {
        let mut command = self.command();
        command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        if let Err(e) = child.stdin.take().unwrap().write_all(input.as_bytes()) {
            assert_eq!(e.kind(), ErrorKind::BrokenPipe, "it has refused before it has read");
        }
        child.wait_with_output().unwrap()
    }

    /// Makes an account that is an admin's. To be called while no server runs.
    pub fn make_admin(&self, name: &str, password: &str) {
        for (arguments, input) in [
            (["user", "add", name].as_slice(), format!("{password}\n")),
            (["user", "role", name, "admin"].as_slice(), String::new()),
        ] {
            let output = self.run(arguments, &input);
            assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
    }

    /// Starts a server on a free port and waits until it listens.
    pub fn start(&self) -> Server {
        self.start_with(&[])
    }

    pub fn start_with(&self, arguments: &[&str]) -> Server {
        let mut command = self.command();
        command.args(["--listen", "127.0.0.1:0"]).args(arguments);
        self.start_command(command)
    }

    /// Starts a server by a command that becomes one, and waits until it listens.
    pub fn start_command(&self, mut command: Command) -> Server {
        command.stdin(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = child.stderr.take().unwrap();
        let (sender, receiver) = channel();
        let log = Arc::clone(&self.log);
        let reader = std::thread::spawn(move || {
            for line in BufReader::new(stderr).split(b'\n') {
                let Ok(line) = line else { break };
                let line = String::from_utf8_lossy(&line).into_owned();
                log.lock().unwrap().push(line.clone());
                // Nobody listens any more once the server is up.
                let _ = sender.send(line);
            }
        });
        let address = listening_address(&receiver).unwrap_or_else(|| {
            let _ = child.kill();
            panic!("the server did not start: {:#?}", self.log())
        });
        Server { child, address, stopped: false, log: Some(reader) }
    }

    /// The code by which somebody becomes the first admin, as the log has it; empty where the server has one.
    pub fn first_code(&self) -> String {
        let log = self.log();
        let code = log.iter().rev().find_map(|line| line.split_once("with the code "));
        code.and_then(|(_, rest)| rest.split(';').next()).unwrap_or_default().to_owned()
    }

    /// Waits for a line of the human log.
    pub fn wait_for_log(&self, part: &str) {
        wait_until(|| self.log().iter().any(|line| line.contains(part)), || format!("{part:?} in {:#?}", self.log()));
    }

    /// Waits for an event in the audit log.
    pub fn wait_for_audit(&self, event: &str) {
        self.wait_for_audited(event, &[]);
    }

    /// Waits for an event in the audit log of which fields have these values, and returns it.
    pub fn wait_for_audited(&self, event: &str, fields: &[(&str, &str)]) -> Value {
        let is_it = |line: &Value| line["event"] == event && fields.iter().all(|(name, value)| line[name] == *value);
        let found = || self.audit().into_iter().find(is_it);
        wait_until(|| found().is_some(), || format!("{event:?} with {fields:?} in {:#?}", self.audit()));
        found().unwrap()
    }
}

fn listening_address(lines: &Receiver<String>) -> Option<SocketAddr> {
    let until = Instant::now() + DEADLINE;
    let mut address = None;
    loop {
        let line = lines.recv_timeout(until.saturating_duration_since(Instant::now())).ok()?;
        if let Some((_, rest)) = line.split_once("listening on ") {
            address = rest.trim().parse().ok();
        } else if line.contains("ready ") {
            return address;
        }
    }
}

/// A port of this machine that is free, and that nobody gets who asks for any: those are given from a range, and it lies below.
pub fn port_below_the_range() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    const FIRST: u32 = 10_000;
    let range = fs::read_to_string("/proc/sys/net/ipv4/ip_local_port_range").unwrap();
    let begin: u32 = range.split_whitespace().next().unwrap().parse().unwrap();
    let ports = begin.checked_sub(FIRST).filter(|&ports| ports > 0).expect("ports below the range");
    // Tests that run at the same time are processes with numbers that lie close together, or threads of one.
    let any = |n: u32| FIRST + (std::process::id().wrapping_mul(16) + n) % ports;
    (0..ports)
        .map(|_| u16::try_from(any(NEXT.fetch_add(1, Ordering::Relaxed))).unwrap())
        .find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok())
        .expect("a free port")
}

/// Waits until something is so.
pub fn wait_until(mut is_so: impl FnMut() -> bool, what: impl Fn() -> String) {
    let until = Instant::now() + DEADLINE;
    while !is_so() {
        assert!(Instant::now() < until, "waited too long for {}", what());
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    stopped: bool,
    /// Reads what it says, to the end.
    log: Option<JoinHandle<()>>,
}

impl Server {
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// SIGKILL, as a power cut would be for the process.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.end();
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(mut self) -> ExitStatus {
        self.signal(rustix::process::Signal::TERM);
        self.wait()
    }

    pub fn wait(&mut self) -> ExitStatus {
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.end();
                return status;
            }
            assert!(Instant::now() < until, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// It has ended: from now on its place's log holds all that it has said.
    fn end(&mut self) {
        self.stopped = true;
        if let Some(reader) = self.log.take() {
            wait_until(|| reader.is_finished(), || "the end of the log: somebody else has it open".to_owned());
        }
    }

    pub fn connect(&self) -> Client {
        Client::connect(self.address)
    }

    /// A client that has registered and logged in.
    pub fn account(&self, name: &str) -> Client {
        let mut client = self.connect();
        client.register(name, "secret");
        client.login(name, "secret");
        client
    }

    /// A client that is a guest.
    pub fn guest(&self, name: &str) -> Client {
        let mut client = self.connect();
        client.send(&serde_json::json!({"type": "message", "from": name, "content": ""}));
        // The answer shows that the server has seen the line before it.
        client.ask_users();
        client
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if !self.stopped {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

/// A client that speaks lines.
pub struct Client {
    pub stream: TcpStream,
    reader: BufReader<TcpStream>,
}

impl Client {
    pub fn connect(address: SocketAddr) -> Self {
        Self::try_connect(address).unwrap()
    }

    /// A client of a server that may be gone.
    pub fn try_connect(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        let reader = BufReader::new(stream.try_clone()?);
        Ok(Self { stream, reader })
    }

    pub fn send(&mut self, value: &Value) {
        self.send_bytes(format!("{value}\n").as_bytes());
    }

    pub fn send_line(&mut self, line: &str) {
        self.send_bytes(format!("{line}\n").as_bytes());
    }

    pub fn send_bytes(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).unwrap();
    }

    /// The next line as it came, with what every line must be checked; `None` at the end of the stream.
    pub fn read_line(&mut self) -> Option<String> {
        let mut bytes = Vec::new();
        match self.reader.read_until(b'\n', &mut bytes) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(e) if e.kind() == ErrorKind::ConnectionReset => return None,
            Err(e) => panic!("no line came: {e}"),
        }
        assert_eq!(bytes.pop(), Some(b'\n'), "half a line: {:?}", String::from_utf8_lossy(&bytes));
        assert!(!bytes.is_empty(), "an empty line");
        assert!(bytes.iter().all(|b| (0x20..0x7f).contains(b)), "not ASCII: {:?}", String::from_utf8_lossy(&bytes));
        Some(String::from_utf8(bytes).unwrap())
    }

    /// The next line.
    pub fn read(&mut self) -> Value {
        let line = self.read_line().expect("the connection ended");
        serde_json::from_str(&line).unwrap()
    }

    /// The next line that is not a message of the server.
    pub fn read_chat(&mut self) -> Value {
        loop {
            let value = self.read();
            if value["subtype"] != "system" {
                return value;
            }
        }
    }

    /// The next line for which something is so.
    pub fn read_until(&mut self, is_so: impl Fn(&Value) -> bool) -> Value {
        loop {
            let value = self.read();
            if is_so(&value) {
                return value;
            }
        }
    }

    /// Asserts that nothing but messages of the server comes before the answer to a question asked now.
    pub fn expect_nothing(&mut self) {
        self.send(&serde_json::json!({"type": "hello"}));
        assert_eq!(self.read_chat()["type"], "hello");
    }

    /// The answer to `users`.
    pub fn ask_users(&mut self) -> Vec<String> {
        self.send(&serde_json::json!({"type": "users"}));
        let answer = self.read_until(|line| line["type"] == "users");
        serde_json::from_value(answer["users"].clone()).unwrap()
    }

    pub fn register(&mut self, name: &str, password: &str) {
        self.send(&serde_json::json!({"type": "register", "username": name, "password": password}));
        assert_eq!(self.read_chat(), serde_json::json!({"type": "register", "status": "ok"}));
    }

    pub fn login(&mut self, name: &str, password: &str) {
        self.send(&serde_json::json!({"type": "login", "username": name, "password": password}));
        let answer = self.read_chat();
        assert_eq!((answer["type"].as_str(), answer["status"].as_str()), (Some("login"), Some("ok")), "{answer}");
    }

    /// Waits until the server has closed the connection; what came before is skipped.
    pub fn wait_for_end(&mut self) {
        let mut sink = Vec::new();
        match self.reader.read_to_end(&mut sink) {
            Ok(_) => {}
            Err(e) => assert_eq!(e.kind(), ErrorKind::ConnectionReset),
        }
    }
}
