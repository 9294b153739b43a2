//! The server that the loads are put on: a process of its own, in a temporary directory, on a free port.
//!
//! It is this test's executable called again, which has the server's library in it: what is loaded is always the server
//! of this tree, whatever has been built beside it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::sync::mpsc::channel;
use std::thread;
use std::time::{Duration, Instant};

/// The test that becomes the server when it is called with arguments for one.
const SERVER: &str = "the_server_starts_and_stops";

/// The configuration of the measurements, and passwords that cost little.
const CONFIG: &str = concat!(include_str!("../../classcord.toml"), "\n[passwords]\nmemory_kib = 64\npasses = 1\n");

/// Longer than anything takes on a machine that is busy with other tests.
const DEADLINE: Duration = Duration::from_secs(60);

/// Becomes the server, if this process is to be one, and says how it ended.
pub fn serve_if_asked() -> Option<ExitCode> {
    // What stands behind `--` is for nobody but the server; libtest takes it for names of more tests, of which there
    // are none.
    let mut arguments = std::env::args_os().skip_while(|argument| argument != "--").peekable();
    arguments.peek()?;
    Some(classcord_server::cli::run(arguments))
}

/// A process that ends with the test, however that ends.
pub struct Killed(pub Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A running server.
pub struct Server {
    child: Killed,
    pub address: SocketAddr,
    _directory: tempfile::TempDir,
}

impl Server {
    /// Starts a server and waits until it listens.
    pub fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("classcord.toml");
        fs::write(&config, CONFIG).unwrap();
        let mut child = Killed(command(&config, &directory.path().join("data")).spawn().unwrap());
        let lines = BufReader::new(child.0.stderr.take().unwrap()).lines().map_while(Result::ok);
        let (sender, receiver) = channel();
        // To its end: the log has to go somewhere. Nobody listens any more once the server is up.
        thread::spawn(move || lines.for_each(|line| drop(sender.send(line))));
        let (mut said, mut address) = (Vec::new(), None);
        while !said.last().is_some_and(|line: &String| line.contains("ready ")) {
            let Ok(line) = receiver.recv_timeout(DEADLINE) else { panic!("the server did not start: {said:#?}") };
            if let Some((_, rest)) = line.split_once("listening on ") {
                address = rest.trim().parse().ok();
            }
            said.push(line);
        }
        let address = address.unwrap_or_else(|| panic!("the server does not listen: {said:#?}"));
        Self { child, address, _directory: directory }
    }

    pub fn pid(&self) -> String {
        self.child.0.id().to_string()
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(mut self) -> ExitStatus {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child.0), rustix::process::Signal::TERM)
            .unwrap();
        let until = Instant::now() + DEADLINE;
        loop {
            if let Some(status) = self.child.0.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the server does not end");
            thread::sleep(Duration::from_millis(5));
        }
    }
}

fn command(config: &Path, data: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([SERVER, "--exact", "--nocapture", "--", "--config"]).arg(config).arg("--data-dir").arg(data);
    command.args(["--listen", "127.0.0.1:0"]).env_remove("JOURNAL_STREAM").env_remove("NOTIFY_SOCKET");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}
