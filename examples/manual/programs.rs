//! What the pages of the programs say besides their command lines.

/// Terms and what they mean.
type Terms = [(&'static str, &'static str)];

/// A program's page, but for its command line.
pub struct Program {
    pub name: &'static str,
    pub about: &'static str,
    /// The paragraphs of the description.
    pub description: &'static [&'static str],
    /// The sentence before the options that every command takes.
    pub options: &'static str,
    /// The sections behind the commands, each with its heading.
    pub lists: &'static [(&'static str, &'static Terms)],
    pub see_also: &'static str,
}

/// The server.
pub const CLASSCORD: Program = Program {
    name: "classcord",
    about: "chat server for a classroom",
    description: &[
        "`classcord` is a chat server for a class on one network: clients connect over TCP port 12345 and send lines of \
         JSON. Without a command it runs the server. The other commands look after it, on the same machine, and chat.",
        "Installed as a package the server is the service classcord: `systemctl status classcord`, `journalctl -u \
         classcord`. What can be set is in `classcord.toml`(5).",
    ],
    options: "Every command takes these. They win over the configuration.",
    lists: &[
        (
            "FILES",
            &[
                ("/etc/classcord/classcord.toml", "The configuration; see `classcord.toml`(5)."),
                ("/var/lib/classcord/classcord.redb", "The database, under systemd; else `data/classcord.redb`."),
                ("/var/lib/classcord/backups/", "The backups that classcord-backup.timer makes."),
                (
                    "/var/log/classcord/audit.log",
                    "The audit log, one JSON object a line, under systemd; else `data/audit.log`.",
                ),
                (
                    "/run/classcord/control.sock",
                    "The socket of `classcord admin`, under systemd; else `data/control.sock`.",
                ),
                ("/usr/share/doc/classcord/", "The protocol, what students can do, and how the server is protected."),
            ],
        ),
        (
            "SIGNALS",
            &[
                ("SIGTERM, SIGINT", "Stop: what is queued is sent and stored. A second one ends the process at once."),
                ("SIGHUP", "Read the configuration and the TLS certificate again, and reopen the logs."),
            ],
        ),
        (
            "EXIT STATUS",
            &[
                ("0", "The command did what was asked."),
                ("1", "It could not, and says why on standard error; or `classcord check` has found problems."),
                ("2", "The command line cannot be right."),
            ],
        ),
        (
            "EXAMPLES",
            &[
                ("classcord --listen 12400 --data-dir /tmp/chat", "Run a server by hand, on another port."),
                ("classcord chat 192.168.1.20 --guest alice", "Chat in the terminal."),
                ("sudo classcord admin", "Look after the running service, from a menu."),
                ("sudo classcord admin mute bob 10", "Let bob read only, for ten minutes."),
                ("sudo classcord admin role alice moderator", "Let alice moderate."),
                ("sudo classcord backup /media/usb", "Copy the database while the chat goes on."),
            ],
        ),
    ],
    see_also: "`classcord.toml`(5), `classcord-bench`(1), `systemctl`(1), `journalctl`(1), `fail2ban`(1)",
};

/// The load generator.
pub const BENCH: Program = Program {
    name: "classcord-bench",
    about: "put a load on a chat server, and measure it",
    description: &[
        "`classcord-bench` connects many clients to a server, has them do what the scenario says, and checks all that \
         they receive: every message exactly once, and in order. It reports how long deliveries took and, when it runs \
         on the server's machine and knows the process, what they cost the server.",
        "A generator is not a class: it meets the limits on each address and person, which the server's configuration \
         has to raise (`limits` in `classcord.toml`(5)). Servers outside of private networks are refused.",
    ],
    options: "Every scenario takes these.",
    lists: &[
        (
            "EXIT STATUS",
            &[
                ("0", "The server made no error."),
                ("1", "It made some, which the report counts; or it could not be loaded: why is on standard error."),
                ("2", "The command line cannot be right."),
            ],
        ),
        (
            "EXAMPLES",
            &[
                ("classcord-bench classroom --server raspberrypi.local --seconds 60", "A class, for a minute."),
                (
                    "classcord-bench fanout --pid \"$(pidof classcord)\"",
                    "What a delivered message costs a server on this machine.",
                ),
            ],
        ),
    ],
    see_also: "`classcord`(1), `classcord.toml`(5)",
};
