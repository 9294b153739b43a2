//! Servers on a disk or a network that fails: a small file system of their own, system calls that strace makes fail,
//! packets that get lost.
//!
//! All need rights that not every machine gives; a test that cannot have them says so and ends.

use std::io::{BufRead, BufReader, Read};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::{Place, Server, wait_until};

impl Place {
    /// The command of a server whose data directory is a tmpfs with those mount options, in a mount namespace of its
    /// own; `None` where that is not allowed.
    pub fn command_on_tmpfs(&self, options: &str) -> Option<Command> {
        if !mounting_works() {
            eprintln!("SKIPPED: this needs root and unshare(1), to mount a small file system");
            return None;
        }
        std::fs::create_dir_all(self.data()).unwrap();
        let mut command = Command::new("unshare");
        command.args(["--mount", "--propagation", "private", "sh", "-c"]);
        command.arg("mount -t tmpfs -o \"$0\" tmpfs \"$1\" && shift && exec \"$@\"").arg(options).arg(self.data());
        let server = self.command();
        command.current_dir(self.path()).arg(server.get_program()).args(server.get_args());
        for (name, value) in server.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        Some(command)
    }
}

impl Server {
    /// A path as this server sees it, which may have mounts of its own.
    pub fn own_view_of(&self, path: &Path) -> PathBuf {
        let inside = path.strip_prefix("/").unwrap();
        Path::new("/proc").join(self.pid().to_string()).join("root").join(inside)
    }
}

fn mounting_works() -> bool {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--propagation", "private", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]);
    command.stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// strace on a running server, until it is dropped.
struct Strace(Child);

impl Strace {
    /// `None` where there is no strace or it may not attach.
    fn attach(server: &Server, arguments: &[&str]) -> Option<Self> {
        let mut command = Command::new("strace");
        command.arg("--follow-forks").args(arguments).arg(format!("--attach={}", server.pid()));
        let Ok(mut child) = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn() else {
            eprintln!("SKIPPED: this needs strace");
            return None;
        };
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        stderr.read_line(&mut line).unwrap();
        if !line.contains("attached") {
            eprintln!("SKIPPED: strace may not attach: {line}");
            let _ = child.kill();
            let _ = child.wait();
            return None;
        }
        // What it says at its end must not stop it.
        std::thread::spawn(move || {
            let mut rest = Vec::new();
            let _ = stderr.read_to_end(&mut rest);
        });
        Some(Self(child))
    }
}

impl Drop for Strace {
    fn drop(&mut self) {
        if let Ok(None) = self.0.try_wait() {
            // On this signal it lets go of the server first.
            let pid = rustix::process::Pid::from_child(&self.0);
            let _ = rustix::process::kill_process(pid, rustix::process::Signal::TERM);
            wait_until(|| self.0.try_wait().unwrap().is_some(), || "strace to let go".to_owned());
        }
    }
}

/// A system call of a running server that fails, until this is dropped.
pub struct FailingCall(Strace);

impl FailingCall {
    /// `None` where there is no strace or it may not attach.
    pub fn attach(server: &Server, inject: &str) -> Option<Self> {
        let call = inject.split(':').next().unwrap();
        let arguments = ["--output=/dev/null", &format!("--trace={call}"), &format!("--inject={inject}")];
        Strace::attach(server, &arguments).map(Self)
    }

    /// The call works again.
    pub fn end(self) {
        drop(self.0);
    }
}

/// The system calls that a running server makes, in order.
pub struct CallTrace {
    strace: Strace,
    output: tempfile::NamedTempFile,
}

impl CallTrace {
    /// Begins to note those calls. `None` where there is no strace or it may not attach.
    pub fn attach(server: &Server, calls: &str) -> Option<Self> {
        let output = tempfile::NamedTempFile::new().unwrap();
        let to = format!("--output={}", output.path().display());
        let strace = Strace::attach(server, &[&to, &format!("--trace={calls}"), "--string-limit=400"])?;
        Some(Self { strace, output })
    }

    /// The calls so far, each with its thread's number before it.
    pub fn end(self) -> Vec<String> {
        drop(self.strace);
        std::fs::read_to_string(self.output.path()).unwrap().lines().map(str::to_owned).collect()
    }
}

/// Runs the test of that name again, by itself, in a network of its own in which it may lose packets. True in there;
/// false outside, once it has passed, or where it cannot be tried.
pub fn in_own_network(test: &str) -> bool {
    const INSIDE: &str = "CLASSCORD_OWN_NETWORK";
    if std::env::var_os(INSIDE).is_some() {
        return true;
    }
    // Root may; others may where they may be root of a user namespace.
    let ways: [&[&str]; 2] = [&["--net"], &["--map-root-user", "--net"]];
    let works = |way: &&&[&str]| {
        let mut command = Command::new("unshare");
        command.args(**way).args(["sh", "-c", "ip link set lo up && nft list ruleset"]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    let Some(way) = ways.iter().find(works) else {
        eprintln!("SKIPPED: this needs unshare(1), ip(8) and nft(8), and the right to a network of its own");
        return false;
    };
    let mut command = Command::new("unshare");
    command.args(*way).args(["sh", "-c", "ip link set lo up && exec \"$@\"", "sh"]);
    command.arg(std::env::current_exe().unwrap()).args(["--exact", test, "--nocapture"]).env(INSIDE, "1");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    let failed = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "in a network of its own: {said}{failed}");
    false
}

/// Has all packets from an address lost from now on, as if its cable had been pulled: nobody is told.
pub fn lose_packets_of(address: Ipv4Addr) {
    let rules = format!(
        "add table ip cut; add chain ip cut input {{ type filter hook input priority 0; }}; \
         add rule ip cut input ip saddr {address} drop; add rule ip cut input ip daddr {address} drop"
    );
    let status = Command::new("nft").arg(rules).status().unwrap();
    assert!(status.success(), "nft refuses the rules");
}
