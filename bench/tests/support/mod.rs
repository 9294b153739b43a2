//! The server that the loads are put on: a process of its own, in a temporary directory, on a free port.
//!
//! It is this test's executable called again, which has the server's library in it: what is loaded is always the server
//! of this tree, whatever has been built beside it.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, ExitCode, ExitStatus, Stdio};
use std::thread;

/// The test that becomes the server when it is called with arguments for one.
const SERVER: &str = "the_server_starts_and_stops";

/// Passwords cost little, and a generator is not a class: it would meet the limits on each person.
const CONFIG: &str = "[passwords]\nmemory_kib = 64\npasses = 1\n\
                      [limits]\nmessages_per_second = 100000\nmessages_burst = 100000\nlines_per_second = 0\n\
                      bytes_per_second = 0\n";

/// Becomes the server, if this process is to be one, and says how it ended.
pub fn serve_if_asked() -> Option<ExitCode> {
    // What stands behind `--` is for nobody but the server; libtest takes it for names of more tests, of which there
    // are none.
    let mut arguments = std::env::args_os().skip_while(|argument| argument != "--").peekable();
    arguments.peek()?;
    Some(classcord_server::cli::run(arguments))
}

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    _directory: tempfile::TempDir,
}

impl Server {
    /// Starts a server and waits until it listens.
    pub fn start() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let config = directory.path().join("classcord.toml");
        fs::write(&config, CONFIG).unwrap();
        let mut child = command(&config, &directory.path().join("data")).spawn().unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let (mut said, mut address) = (Vec::new(), None);
        for line in &mut lines {
            if let Some((_, rest)) = line.split_once("listening on ") {
                address = rest.trim().parse().ok();
            }
            let is_ready = line.contains("ready ");
            said.push(line);
            if is_ready {
                break;
            }
        }
        let Some(address) = address else {
            let _ = child.kill();
            panic!("the server did not start: {said:#?}")
        };
        // Its log has to go somewhere.
        thread::spawn(move || lines.for_each(drop));
        Self { child, address, _directory: directory }
    }

    pub fn pid(&self) -> String {
        self.child.id().to_string()
    }

    /// SIGTERM, and waits for the end.
    pub fn stop(mut self) -> ExitStatus {
        rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::TERM)
            .unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn command(config: &Path, data: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([SERVER, "--exact", "--nocapture", "--", "--config"]).arg(config).arg("--data-dir").arg(data);
    command.args(["--listen", "127.0.0.1:0"]).env_remove("JOURNAL_STREAM").env_remove("NOTIFY_SOCKET");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}
