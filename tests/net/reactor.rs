//! The reactor on real sockets, with a handler that only echoes and broadcasts.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use classcord_server::net::first_bytes::Foreign;
use classcord_server::net::{
    Admission, AfterAnswer, Closed, ConnectionId, Connections, Frame, Handler, Head, Origin, QueueLimits, Reactor,
    ReactorOptions, ReadRates, TcpOptions,
};

const DEADLINE: Duration = Duration::from_secs(20);

const ANY_RATE: ReadRates =
    ReadRates { lines_per_s: 0, lines_burst: 0, bytes_per_s: 0, bytes_burst: 0, line_time: Duration::ZERO };

/// Echoes each line; some lines are orders.
struct Echo {
    open: Vec<ConnectionId>,
    log: Arc<Mutex<Vec<String>>>,
    resume_at: Option<(Instant, ConnectionId)>,
    admit_max: usize,
    turns: u64,
}

impl Handler for Echo {
    fn turn_began(&mut self, _now: Instant) {
        self.turns += 1;
    }
    fn admit(&mut self, net: &mut Connections, _origin: Origin) -> Admission {
        if net.len() < self.admit_max { Admission::Admit } else { Admission::Refuse(Some("full\n".into())) }
    }
    fn connected(&mut self, _net: &mut Connections, id: ConnectionId, _origin: Origin) {
        self.open.push(id);
    }
    fn frame(&mut self, net: &mut Connections, id: ConnectionId, frame: Frame<'_>) {
        match frame {
            Frame::TooLong => net.send(id, |out| out.push_str("too long\n")),
            Frame::Line(b"bye") => {
                net.send(id, |out| out.push_str("closing\n"));
                net.close(id);
            }
            Frame::Line(b"pause") => {
                net.pause(id);
                self.resume_at = Some((Instant::now() + Duration::from_millis(50), id));
            }
            Frame::Line(b"hold") => {
                net.hold_clients();
                net.send(id, |out| out.push_str("holding\n"));
            }
            Frame::Line(b"nap") => std::thread::sleep(Duration::from_millis(300)),
            Frame::Line(b"in step?") => {
                let answer = if net.is_in_step(id) { "yes\n" } else { "no\n" };
                net.send(id, |out| out.push_str(answer));
            }
            Frame::Line(b"release") => net.release_clients(),
            Frame::Line(b"turns") => net.send(id, |out| out.push_str(&format!("{}\n", self.turns))),
            Frame::Line(text) => {
                let echo = format!("{}\n", String::from_utf8_lossy(text));
                if text.starts_with(b"all ") {
                    net.send_all(self.open.iter().copied(), |out| out.push_str(&echo));
                } else {
                    net.send(id, |out| out.push_str(&echo));
                }
            }
        }
    }
    fn request(&mut self, net: &mut Connections, id: ConnectionId, head: Head<'_>) {
        self.open.retain(|&other| other != id);
        self.log.lock().unwrap().push(format!("{head:?}"));
        net.answer(id, b"HTTP/1.1 404 Not Found\r\n\r\n", AfterAnswer::Http);
        net.close(id);
    }
    fn foreign(&mut self, net: &mut Connections, id: ConnectionId, what: Foreign) {
        self.open.retain(|&other| other != id);
        self.log.lock().unwrap().push(format!("{what:?}"));
        net.send(id, |out| out.push_str("foreign\n"));
    }
    fn closed(&mut self, _net: &mut Connections, id: ConnectionId, how: Closed) {
        self.open.retain(|&other| other != id);
        self.log.lock().unwrap().push(how.as_str().to_owned());
    }
    fn behind(&mut self, net: &mut Connections, id: ConnectionId) {
        self.open.retain(|&other| other != id);
        self.log.lock().unwrap().push("behind".to_owned());
        net.send(id, |out| out.push_str("behind\n"));
        net.close(id);
    }
    fn overdue(&mut self, net: &mut Connections, id: ConnectionId) {
        self.open.retain(|&other| other != id);
        self.log.lock().unwrap().push("overdue".to_owned());
        net.send(id, |out| out.push_str("overdue\n"));
        net.close(id);
    }
    fn woken(&mut self, _net: &mut Connections) {}
    fn source_ready(&mut self, _net: &mut Connections, _source: usize) {}
    fn deadline(&self) -> Option<Instant> {
        self.resume_at.map(|(at, _)| at)
    }
    fn deadline_reached(&mut self, net: &mut Connections) {
        if let Some((_, id)) = self.resume_at.take() {
            net.send(id, |out| out.push_str("resumed\n"));
            net.resume(id);
        }
    }
    fn accept_paused(&mut self, _error: &std::io::Error) {}
}

/// A reactor in a thread of its own.
struct Running {
    address: SocketAddr,
    log: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
    waker: Arc<mio::Waker>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start(admit_max: usize, queues: QueueLimits) -> Self {
        Self::start_with(admit_max, queues, ANY_RATE, None)
    }

    fn start_with(admit_max: usize, queues: QueueLimits, rates: ReadRates, local: Option<PathBuf>) -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (sender, receiver) = std::sync::mpsc::channel();
        let (thread_log, thread_stop) = (Arc::clone(&log), Arc::clone(&stop));
        let thread = std::thread::spawn(move || {
            let options = ReactorOptions {
                listen: vec!["[::]:0".parse().unwrap()],
                tcp: TcpOptions { keepalive: Duration::from_secs(60), user_timeout: Duration::from_secs(60) },
                queues,
                line_bytes_max: 1024,
                rates,
            };
            let mut reactor = Reactor::new(&options).unwrap();
            if let Some(path) = local {
                reactor.listen_locally(&path).unwrap();
            }
            sender.send((reactor.local_addresses()[0].port(), reactor.waker().unwrap())).unwrap();
            let mut handler = Echo { open: Vec::new(), log: thread_log, resume_at: None, admit_max, turns: 0 };
            while !thread_stop.load(Ordering::SeqCst) {
                reactor.turn(&mut handler).unwrap();
            }
        });
        let (port, waker) = receiver.recv_timeout(DEADLINE).unwrap();
        Self { address: ([127, 0, 0, 1], port).into(), log, stop, waker, thread: Some(thread) }
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        BufReader::new(stream)
    }

    fn wait_for_log(&self, entry: &str, count: usize) {
        let until = Instant::now() + DEADLINE;
        while self.log.lock().unwrap().iter().filter(|e| *e == entry).count() < count {
            assert!(Instant::now() < until, "no {entry} in {:?}", self.log.lock().unwrap());
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        self.waker.wake().unwrap();
        self.thread.take().unwrap().join().unwrap();
    }
}

fn roomy() -> QueueLimits {
    QueueLimits {
        soft_bytes: 1 << 20,
        soft_grace: Duration::from_secs(60),
        hard_bytes: 4 << 20,
        total_bytes: 64 << 20,
        close_timeout: DEADLINE,
    }
}

fn read_line(from: &mut BufReader<TcpStream>) -> String {
    let mut text = String::new();
    from.read_line(&mut text).unwrap();
    text
}

#[test]
fn lines_come_back_in_order_however_they_are_cut() {
    let server = Running::start(10, roomy());
    let mut client = server.connect();
    let mut writer = client.get_ref().try_clone().unwrap();
    let sender = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        for n in 0..5000 {
            bytes.extend_from_slice(format!("line {n} {}\n", "x".repeat(n % 300)).as_bytes());
        }
        for piece in bytes.chunks(977) {
            writer.write_all(piece).unwrap();
        }
    });
    for n in 0..5000 {
        assert_eq!(read_line(&mut client), format!("line {n} {}\n", "x".repeat(n % 300)));
    }
    sender.join().unwrap();
}

#[test]
fn a_line_too_long_is_told_at_once_and_skipped() {
    let server = Running::start(10, roomy());
    let mut client = server.connect();
    client.get_mut().write_all(&[b'{'; 5000]).unwrap();
    assert_eq!(read_line(&mut client), "too long\n");
    client.get_mut().write_all(b"yyyy\nnext\n").unwrap();
    assert_eq!(read_line(&mut client), "next\n");
}

#[test]
fn a_paused_connection_keeps_its_lines_in_order() {
    let server = Running::start(10, roomy());
    let mut client = server.connect();
    client.get_mut().write_all(b"a\npause\nb\nc\n").unwrap();
    for expected in ["a\n", "resumed\n", "b\n", "c\n"] {
        assert_eq!(read_line(&mut client), expected);
    }
}

#[test]
fn last_words_arrive_although_the_client_still_sends() {
    let server = Running::start(10, roomy());
    for _ in 0..50 {
        let mut client = server.connect();
        client.get_mut().write_all(b"bye\nunread\nunread\n").unwrap();
        assert_eq!(read_line(&mut client), "closing\n");
        // More for the server to throw away; it may have closed by now.
        let _ = client.get_mut().write_all(b"more\n");
        assert_eq!(read_line(&mut client), "");
    }
}

#[test]
fn who_still_floods_after_the_last_words_is_broken_off() {
    let rates = ReadRates { bytes_per_s: 1000, bytes_burst: 100_000, ..ANY_RATE };
    let queues = QueueLimits { close_timeout: Duration::from_secs(60), ..roomy() };
    let server = Running::start_with(10, queues, rates, None);
    let mut client = server.connect();
    client.get_mut().write_all(b"bye\n").unwrap();
    assert_eq!(read_line(&mut client), "closing\n");
    let began = Instant::now();
    let mut sent = 0;
    while let Ok(n) = client.get_mut().write(&[b'x'; 10_000]) {
        sent += n;
        assert!(sent < 100 << 20, "{sent} bytes were read of one whose time is over");
    }
    assert!(began.elapsed() < Duration::from_secs(30));
}

#[test]
fn a_half_closed_connection_gets_its_answers() {
    let server = Running::start(10, roomy());
    let mut client = server.connect();
    client.get_mut().write_all(b"one\ntwo\nhalf a line").unwrap();
    client.get_mut().shutdown(std::net::Shutdown::Write).unwrap();
    let mut all = String::new();
    client.read_to_string(&mut all).unwrap();
    assert_eq!(all, "one\ntwo\n");
    server.wait_for_log("closed_by_client", 1);
}

#[test]
fn who_does_not_read_is_told_and_closed_and_others_do_not_notice() {
    let limits = QueueLimits { soft_bytes: 64 << 10, hard_bytes: 256 << 10, ..roomy() };
    let server = Running::start(10, limits);
    let mut deaf = server.connect();
    let mut other = server.connect();
    deaf.get_mut().write_all(b"here\n").unwrap();
    assert_eq!(read_line(&mut deaf), "here\n");
    let text = format!("all {}\n", "x".repeat(1000));
    for _ in 0..40_000 {
        if server.log.lock().unwrap().iter().any(|e| e == "behind") {
            break;
        }
        other.get_mut().write_all(text.as_bytes()).unwrap();
        assert_eq!(read_line(&mut other), text);
    }
    server.wait_for_log("behind", 1);
    other.get_mut().write_all(b"still here\n").unwrap();
    assert_eq!(read_line(&mut other), "still here\n");
    // Whole lines up to the end, whatever was dropped; the last words only if it reads in time.
    let mut rest = Vec::new();
    match deaf.read_to_end(&mut rest) {
        Ok(_) => {}
        Err(e) => assert_eq!(e.kind(), ErrorKind::ConnectionReset),
    }
    let whole = &rest[..rest.iter().rposition(|&b| b == b'\n').map_or(0, |end| end + 1)];
    assert!(whole.split(|&b| b == b'\n').all(|l| l.is_empty() || l == b"behind" || l.starts_with(b"all ")));
}

#[test]
fn who_is_behind_too_long_is_closed_after_the_grace() {
    let limits = QueueLimits { soft_bytes: 16 << 10, soft_grace: Duration::from_millis(200), ..roomy() };
    let server = Running::start(10, limits);
    let mut deaf = server.connect();
    deaf.get_mut().set_nonblocking(true).unwrap();
    let text = format!("{}\n", "x".repeat(1000));
    let until = Instant::now() + DEADLINE;
    while server.log.lock().unwrap().is_empty() && Instant::now() < until {
        // Its own echoes fill its queue; then it is no longer read either, and the grace runs.
        match deaf.get_mut().write_all(text.as_bytes()) {
            Err(e) if e.kind() == ErrorKind::WouldBlock => std::thread::sleep(Duration::from_millis(5)),
            Err(_) => break,
            Ok(()) => {}
        }
    }
    server.wait_for_log("behind", 1);
}

#[test]
fn one_too_many_is_told_so() {
    let server = Running::start(2, roomy());
    let mut first = server.connect();
    let mut second = server.connect();
    for client in [&mut first, &mut second] {
        client.get_mut().write_all(b"x\n").unwrap();
        assert_eq!(read_line(client), "x\n");
    }
    let mut third = server.connect();
    assert_eq!(read_line(&mut third), "full\n");
    assert_eq!(read_line(&mut third), "");
    drop(first);
    server.wait_for_log("closed_by_client", 1);
    let until = Instant::now() + DEADLINE;
    loop {
        let mut again = server.connect();
        // The refusal may have closed it already.
        let _ = again.get_mut().write_all(b"x\n");
        let mut text = String::new();
        if again.read_line(&mut text).is_ok() && text == "x\n" {
            break;
        }
        assert!(Instant::now() < until);
    }
}

#[test]
fn a_flooder_does_not_starve_the_rest() {
    let server = Running::start(10, roomy());
    let flooder = server.connect();
    let stop = Arc::new(AtomicBool::new(false));
    let mut writer = flooder.get_ref().try_clone().unwrap();
    let flood_stop = Arc::clone(&stop);
    let flood = std::thread::spawn(move || {
        let bytes = b"f\n".repeat(50_000);
        while !flood_stop.load(Ordering::SeqCst) && writer.write_all(&bytes).is_ok() {}
    });
    let mut reader = flooder;
    let drain = std::thread::spawn(move || {
        let mut sink = [0; 65536];
        while reader.read(&mut sink).is_ok_and(|n| n > 0) {}
    });
    let mut client = server.connect();
    let mut turns = Vec::new();
    for _ in 0..100 {
        client.get_mut().write_all(b"turns\n").unwrap();
        turns.push(read_line(&mut client).trim().parse::<u64>().unwrap());
    }
    // Turns went on while the flood lasted: no turn swallowed it whole.
    assert!(turns.windows(2).all(|pair| pair[1] > pair[0]), "{turns:?}");
    stop.store(true, Ordering::SeqCst);
    flood.join().unwrap();
    drop(server);
    drain.join().unwrap();
}

#[test]
fn an_idle_reactor_sleeps() {
    let server = Running::start(10, roomy());
    let mut client = server.connect();
    client.get_mut().write_all(b"turns\n").unwrap();
    let before: u64 = read_line(&mut client).trim().parse().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    client.get_mut().write_all(b"turns\n").unwrap();
    let after: u64 = read_line(&mut client).trim().parse().unwrap();
    // One turn may still have followed the first answer; one brought the second question.
    assert!(after <= before + 2, "{before} {after}");
}

#[test]
fn a_unix_socket_is_served_in_the_same_loop() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("control.sock");
    // What a killed server left behind is in nobody's way.
    drop(UnixListener::bind(&path).unwrap());
    let server = Running::start_with(10, roomy(), ANY_RATE, Some(path.clone()));
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
    let mut local = BufReader::new(UnixStream::connect(&path).unwrap());
    local.get_ref().set_read_timeout(Some(DEADLINE)).unwrap();
    let mut remote = server.connect();
    remote.get_mut().write_all(b"all hello\n").unwrap();
    assert_eq!(read_line(&mut remote), "all hello\n");
    let mut text = String::new();
    local.get_mut().write_all(b"from here\n").unwrap();
    while text != "from here\n" {
        text.clear();
        local.read_line(&mut text).unwrap();
    }
    local.get_mut().write_all(b"bye\n").unwrap();
    local.read_to_string(&mut text).unwrap();
    assert!(text.ends_with("closing\n"), "{text}");
}

#[test]
fn held_clients_wait_without_a_turn_and_the_operator_does_not() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("control.sock");
    let server = Running::start_with(10, roomy(), ANY_RATE, Some(path.clone()));
    let mut local = BufReader::new(UnixStream::connect(&path).unwrap());
    local.get_ref().set_read_timeout(Some(DEADLINE)).unwrap();
    let mut turns = || {
        let mut text = String::new();
        local.get_mut().write_all(b"turns\n").unwrap();
        local.read_line(&mut text).unwrap();
        text.trim().parse::<u64>().unwrap()
    };
    let (mut holder, mut other) = (server.connect(), server.connect());
    holder.get_mut().write_all(b"hold\nthe rest of a packet\n").unwrap();
    assert_eq!(read_line(&mut holder), "holding\n");
    other.get_mut().write_all(b"one\ntwo\n").unwrap();
    let gone = server.connect();
    drop(gone);
    let before = turns();
    std::thread::sleep(Duration::from_millis(300));
    let after = turns();
    // What had not yet come to the sockets may still have brought a turn each.
    assert!(after <= before + 6, "{before} {after}");
    for client in [&holder, &other] {
        assert!(client.get_ref().set_nonblocking(true).is_ok());
        assert_eq!(client.get_ref().peek(&mut [0; 64]).unwrap_err().kind(), ErrorKind::WouldBlock);
        client.get_ref().set_nonblocking(false).unwrap();
    }
    assert!(server.log.lock().unwrap().is_empty(), "not even its end was read");
    local.get_mut().write_all(b"release\n").unwrap();
    assert_eq!(read_line(&mut holder), "the rest of a packet\n");
    assert_eq!((read_line(&mut other), read_line(&mut other)), ("one\n".to_owned(), "two\n".to_owned()));
    server.wait_for_log("closed_by_client", 1);
}

#[test]
fn lines_that_lay_unread_are_not_in_step_and_those_after_them_are() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("control.sock");
    let server = Running::start_with(10, roomy(), ANY_RATE, Some(path.clone()));
    let mut local = UnixStream::connect(&path).unwrap();
    let (mut holder, mut client) = (server.connect(), server.connect());
    let ask = |client: &mut BufReader<TcpStream>| {
        client.get_mut().write_all(b"in step?\n").unwrap();
        read_line(client)
    };
    assert_eq!(ask(&mut client), "yes\n");
    holder.get_mut().write_all(b"hold\n").unwrap();
    assert_eq!(read_line(&mut holder), "holding\n");
    client.get_mut().write_all(b"in step?\nin step?\n").unwrap();
    local.write_all(b"release\n").unwrap();
    let answers = (read_line(&mut client), read_line(&mut client));
    // The release may have been read first.
    assert!(answers == ("no\n".into(), "no\n".into()) || answers.0 == "yes\n", "{answers:?}");
    assert_eq!(ask(&mut client), "yes\n");
    // What is paused by its own request, and goes on.
    client.get_mut().write_all(b"pause\nin step?\n").unwrap();
    assert_eq!((read_line(&mut client), read_line(&mut client)), ("resumed\n".into(), "no\n".into()));
    assert_eq!(ask(&mut client), "yes\n");
}

#[test]
fn a_line_whose_rest_is_not_read_is_not_overdue() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("control.sock");
    let rates = ReadRates { line_time: Duration::from_secs(2), ..ANY_RATE };
    let server = Running::start_with(10, roomy(), rates, Some(path.clone()));
    let mut local = UnixStream::connect(&path).unwrap();
    let (mut holder, mut client) = (server.connect(), server.connect());
    client.get_mut().write_all(b"before\nhalf a ").unwrap();
    assert_eq!(read_line(&mut client), "before\n");
    holder.get_mut().write_all(b"hold\n").unwrap();
    assert_eq!(read_line(&mut holder), "holding\n");
    client.get_mut().write_all(b"line\n").unwrap();
    // More than twice as long as a line may take.
    std::thread::sleep(Duration::from_secs(5));
    local.write_all(b"release\n").unwrap();
    assert_eq!(read_line(&mut client), "half a line\n");
    // Who is read again has no more time than before.
    client.get_mut().write_all(b"never ended").unwrap();
    server.wait_for_log("overdue", 1);
}

#[test]
fn a_reset_that_is_noticed_while_others_are_served_is_one() {
    let limits = QueueLimits { soft_bytes: 64 << 10, ..roomy() };
    let server = Running::start(10, limits);
    let (mut other, reader) = (server.connect(), server.connect());
    let mut reader = reader;
    // Asks for so much, and reads so little, that it is not read either.
    let victim = server.connect();
    let victim = victim.into_inner();
    victim.set_nonblocking(true).unwrap();
    let line = [b'x'; 1000];
    let mut full_since = None;
    while full_since.is_none_or(|since: Instant| since.elapsed() < Duration::from_millis(200)) {
        match (&victim).write(&[&line[..], b"\n"].concat()) {
            Ok(_) => full_since = None,
            Err(e) if e.kind() == ErrorKind::WouldBlock => {
                full_since.get_or_insert_with(Instant::now);
                std::thread::sleep(Duration::from_millis(5));
            }
            Err(e) => panic!("{e}"),
        }
    }
    // All of it is there before the server looks again.
    other.get_mut().write_all(b"nap\n").unwrap();
    std::thread::sleep(Duration::from_millis(100));
    socket2::SockRef::from(&victim).set_linger(Some(Duration::ZERO)).unwrap();
    drop(victim);
    reader.get_mut().write_all(b"all of you\n").unwrap();
    assert_eq!(read_line(&mut reader), "all of you\n");
    server.wait_for_log("reset", 1);
}

#[test]
fn a_living_servers_unix_socket_is_left_alone() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("control.sock");
    let _other = UnixListener::bind(&path).unwrap();
    let options = ReactorOptions {
        listen: vec!["127.0.0.1:0".parse().unwrap()],
        tcp: TcpOptions { keepalive: Duration::from_secs(60), user_timeout: Duration::from_secs(60) },
        queues: roomy(),
        line_bytes_max: 1024,
        rates: ANY_RATE,
    };
    let mut reactor = Reactor::new(&options).unwrap();
    assert_eq!(reactor.listen_locally(&path).unwrap_err().kind(), ErrorKind::AddrInUse);
    assert!(UnixStream::connect(&path).is_ok());
}

#[test]
fn who_sends_too_fast_is_read_later_and_loses_nothing() {
    let rates = ReadRates { lines_per_s: 200, lines_burst: 50, ..ANY_RATE };
    let server = Running::start_with(10, roomy(), rates, None);
    let mut flooder = server.connect();
    let mut neighbour = server.connect();
    let began = Instant::now();
    let lines: String = (0..150).map(|n| format!("{n}\n")).collect();
    // In pieces: a limit on lines is not one on what a single read brings.
    for piece in lines.as_bytes().chunks(20) {
        flooder.get_mut().write_all(piece).unwrap();
    }
    neighbour.get_mut().write_all(b"not in a hurry\n").unwrap();
    assert_eq!(read_line(&mut neighbour), "not in a hurry\n");
    for n in 0..150 {
        assert_eq!(read_line(&mut flooder), format!("{n}\n"));
    }
    flooder.get_mut().write_all(b"one more\n").unwrap();
    assert_eq!(read_line(&mut flooder), "one more\n");
    assert!(began.elapsed() >= Duration::from_millis(500), "151 lines took {:?}", began.elapsed());
}

#[test]
fn a_line_that_does_not_end_in_time_ends_its_connection() {
    let rates = ReadRates { line_time: Duration::from_millis(300), ..ANY_RATE };
    let server = Running::start_with(10, roomy(), rates, None);
    let mut slow = server.connect();
    let mut idle = server.connect();
    slow.get_mut().write_all(b"first\nhalf a li").unwrap();
    assert_eq!(read_line(&mut slow), "first\n");
    assert_eq!(read_line(&mut slow), "overdue\n");
    assert_eq!(read_line(&mut slow), "", "closed");
    server.wait_for_log("overdue", 1);
    idle.get_mut().write_all(b"still here\n").unwrap();
    assert_eq!(read_line(&mut idle), "still here\n");
}
