//! `classcord.1`: the command line, every subcommand on one page.

use clap::Command;
use clap_mangen::Man;

use super::page::Page;

const FILES: [(&str, &str); 6] = [
    ("/etc/classcord/classcord.toml", "The configuration; see `classcord.toml`(5)."),
    ("/var/lib/classcord/classcord.redb", "The database, under systemd; else `data/classcord.redb`."),
    ("/var/lib/classcord/backups/", "The backups that classcord-backup.timer makes."),
    ("/var/log/classcord/audit.log", "The audit log, one JSON object a line, under systemd; else `data/audit.log`."),
    ("/run/classcord/control.sock", "The socket of `classcord admin`, under systemd; else `data/control.sock`."),
    ("/usr/share/doc/classcord/", "The protocol, what students can do, and how the server is protected."),
];

const SIGNALS: [(&str, &str); 2] = [
    ("SIGTERM, SIGINT", "Stop: what is queued is sent and stored. A second one ends the process at once."),
    ("SIGHUP", "Read the configuration and the TLS certificate again, and reopen the logs."),
];

const EXIT_CODES: [(&str, &str); 3] = [
    ("0", "The command did what was asked."),
    ("1", "It could not, and says why on standard error; or `classcord check` has found problems."),
    ("2", "The command line cannot be right."),
];

const EXAMPLES: [(&str, &str); 6] = [
    ("classcord --listen 12400 --data-dir /tmp/chat", "Run a server by hand, on another port."),
    ("classcord chat 192.168.1.20 --guest alice", "Chat in the terminal."),
    ("sudo classcord admin", "Look after the running service, from a menu."),
    ("sudo classcord admin mute bob 10", "Let bob read only, for ten minutes."),
    ("sudo classcord admin role alice moderator", "Let alice moderate."),
    ("sudo classcord backup /media/usb", "Copy the database while the chat goes on."),
];

/// The part of a page that `render` has written.
fn part(render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    render(&mut bytes).unwrap_or_else(|e| unreachable!("memory takes everything: {e}"));
    bytes
}

/// The options of all subcommands stand once, at the top.
fn without_help(command: &Command, called: &str) -> Man {
    let alone = command.clone().bin_name(called.to_owned()).subcommand_value_name("command");
    Man::new(alone.disable_help_flag(true).disable_help_subcommand(true))
}

fn subcommands(page: &mut Page, command: &Command, called: &str) {
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        let called = format!("{called} {}", command.get_name());
        let man = without_help(command, &called);
        page.subheading(&called);
        page.rendered(&part(|w| man.render_synopsis_section(w)));
        page.paragraph(&command.get_about().map(ToString::to_string).unwrap_or_default());
        page.rendered(&part(|w| man.render_options_section(w)));
        subcommands(page, command, &called);
    }
}

/// The page.
pub fn render(command: &Command) -> String {
    let mut page = Page::new("classcord", "1", "chat server for a classroom");
    let man = Man::new(command.clone().subcommand_value_name("command"));
    page.heading("SYNOPSIS");
    page.rendered(&part(|w| man.render_synopsis_section(w)));
    page.heading("DESCRIPTION");
    page.paragraph(
        "`classcord` is a chat server for a class on one network: clients connect over TCP port 12345 and send lines of \
         JSON. Without a command it runs the server. The other commands look after it, on the same machine, and chat.",
    );
    page.paragraph(
        "Installed as a package the server is the service classcord: `systemctl status classcord`, `journalctl -u \
         classcord`. What can be set is in `classcord.toml`(5).",
    );
    page.heading("OPTIONS");
    page.paragraph("Every command takes these. They win over the configuration.");
    page.rendered(&part(|w| man.render_options_section(w)));
    page.heading("COMMANDS");
    subcommands(&mut page, command, "classcord");
    for (heading, terms) in
        [("FILES", &FILES[..]), ("SIGNALS", &SIGNALS), ("EXIT STATUS", &EXIT_CODES), ("EXAMPLES", &EXAMPLES)]
    {
        page.heading(heading);
        for (term, words) in terms {
            page.terms(&[(*term).to_owned()], words);
        }
    }
    page.heading("SEE ALSO");
    page.paragraph("`classcord.toml`(5), `systemctl`(1), `journalctl`(1), `fail2ban`(1)");
    page.render()
}
