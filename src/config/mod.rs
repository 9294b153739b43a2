//! The configuration: what an operator can set, its defaults, and what is possible.
//!
//! Owns [`Config`] and everything that is read into it. [`ConfigSource`] says where it comes from. `cli` and `server`
//! call it; of the chat and the database it knows plain values only. The tables below are the one place where a key,
//! its default and its bounds are written down; the commented `classcord.toml` is compared with them by a test.
//!
//! Sizes are in bytes and times in seconds unless a name says otherwise. Units stand last in names.

mod access;
mod broker;
mod check;
mod fixed;
mod problem;
mod reading;
mod section;
mod source;
mod syntax;
mod words;

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::path::PathBuf;

use ipnet::IpNet;

pub use self::access::Access;
pub use self::broker::Broker;
pub use self::fixed::Fixed;
pub use self::problem::ConfigError;
pub use self::source::{ConfigSource, DEFAULT_FILE, Overrides};
pub use self::words::{LogLevel, LogMessages};

use self::access::parse_range_in;
use self::check::{REMOVE_SOME, any, items, text, within};
use self::reading::{Listen, sanitize};
use self::section::{Section, TakesEffect, ValueProblem, section};
use crate::chat::account::Role;
use crate::chat::name::{ChannelName, NameProblem, Username};
use crate::chat::origin::{SchoolName, ServerName};
use crate::chat::request::ProblemKind;
use crate::chat::settings::{Creators, Registration};
use crate::chat::text::{Lang, Text};
use crate::passwords::{self, MEMORY_KIB_MAX, MEMORY_KIB_MIN, PASSES_MAX};
use crate::store::OnCorrupt;

/// The port that clients know.
pub const DEFAULT_PORT: u16 = 12345;

/// The port of clients that speak TLS.
pub const DEFAULT_TLS_PORT: u16 = 12346;

/// The port that browsers take when an address names none.
pub const DEFAULT_WEB_PORT: u16 = 80;

/// Longest path of a Unix socket (`sun_path` less its NUL, unix(7)).
pub(crate) const SOCKET_PATH_BYTES_MAX: usize = 107;

section! {
    /// All settings.
    Config "" {
        /// The addresses to listen on. `[::]` takes IPv4 too.
        Restart listen: Vec<SocketAddr> as Listen<DEFAULT_PORT> =
            vec![SocketAddr::from((Ipv6Addr::UNSPECIFIED, DEFAULT_PORT))],
            items(0..=16, r#"listen = ["[::]:12345"]"#);
        /// The directory of the database, and of the audit log unless it has a place of its own. [`ConfigSource::load`]
        /// replaces an empty one by the directory that systemd gives (`STATE_DIRECTORY`, systemd.exec(5)), or `data`.
        Restart data_dir: PathBuf = PathBuf::new(), any;
        /// The language of the server's sentences.
        Live lang: Lang = Lang::Fr, any;
        /// The administrators' socket. [`ConfigSource::load`] replaces an empty one by `control.sock` in the directory
        /// that systemd gives (`RUNTIME_DIRECTORY`), or in the data directory.
        Restart control_socket: PathBuf = PathBuf::new(), any;
    }
    holds {
        /// The chat itself.
        chat: Chat;
        /// The limits of what is kept of it.
        history: History;
        /// The settings of moderation.
        moderation: Moderation;
        /// The limits that nobody may exceed.
        limits: Limits;
        /// The cost of hashing a password.
        passwords: Passwords;
        /// Accounts whose passwords the school keeps.
        auth: Auth;
        /// The database.
        storage: Storage;
        /// The logs.
        log: Log;
        /// Encrypted connections.
        tls: Tls;
        /// The page for browsers.
        web: Web;
        /// The addresses that may connect.
        access: Access;
        /// The figures for Prometheus.
        metrics: Metrics;
        /// The other servers of the school.
        campus: Campus;
    }
    besides {
        /// The values that have no key.
        fixed: Fixed;
        /// The keys that the file sets in vain, because they are gone: for the log.
        in_vain: Vec<String>;
    }
}

section! {
    /// The chat itself.
    Chat "chat." {
        /// The channel in which everybody is at first.
        Live default_channel: ChannelName = legal("#général"), any;
        /// Other channels that are always there.
        Live channels: Vec<ChannelName> = vec![legal("#dev")], items(0..=1000, REMOVE_SOME);
        /// Channels for moderators and admins.
        Live staff_channels: Vec<ChannelName> = vec![legal("#admin")], items(0..=1000, REMOVE_SOME);
        /// The people who may make a channel by joining it.
        Live create_channels: Creators = Creators::Everyone, any;
        /// True if one may chat without an account.
        Live guests: bool = true, any;
        /// Names that guests may not bear, and that nobody may imitate.
        Live reserved_names: Vec<Username> = RESERVED_NAMES.map(legal_name).into(), items(0..=1000, REMOVE_SOME);
        /// The people who may make an account.
        Live registration: Registration = Registration::Open, any;
        /// The code that one must know to make an account when `registration` is `code`.
        Live registration_code: String = String::new(), text(256);
        /// Fewest characters of a new password.
        Live min_password_length: usize = 8, within(1..=256);
        /// The same for moderators and admins.
        Live min_staff_password_length: usize = 12, within(1..=256);
        /// The same for admins.
        Live min_admin_password_length: usize = 12, within(1..=256);
        /// True if arrivals and departures are also said in words.
        Live announce_presence: bool = true, any;
        /// The name of the class, for the page; empty for none.
        Live class: String = String::new(), text(60);
        /// The text that newcomers read instead of the server's own welcome; empty for that.
        Live welcome: String = String::new(), text(2000);
    }
}

section! {
    /// The limits of what is kept of the chat.
    History "history." {
        /// Messages kept, of all channels and private ones together; 0 for any number.
        Restart keep_messages: u64 = 100_000, within(0..=100_000_000);
        /// Days that a message is kept; 0 for any time.
        Restart keep_days: u32 = 365, within(0..=36_500);
        /// Days that a private message is kept, if that is fewer; 0 for as many as others.
        Restart private_days: u32 = 0, within(0..=36_500);
        /// Days that attendance is kept; 0 to take none.
        Restart attendance_days: u32 = 365, within(0..=3650);
        /// Messages of the channel that one reads after a login.
        Live replay_on_login: usize = 0, within(0..=200);
    }
}

section! {
    /// The settings of moderation.
    Moderation "moderation." {
        /// Minutes that a mute lasts when no time is given; 0 for no end.
        Live mute_minutes: u32 = 10, within(0..=525_600);
        /// Minutes that a ban lasts when no time is given; 0 for no end.
        Live ban_minutes: u32 = 60, within(0..=525_600);
        /// Failures after which an address where nobody is present is banned automatically; 0 for never.
        Live auto_ban_failures: u32 = 20, within(0..=1_000_000);
        /// Addresses that are never banned automatically.
        Live auto_ban_exempt: Vec<IpNet> = access::loopback(), items(0..=1000, REMOVE_SOME);
    }
}

section! {
    /// The limits that nobody may exceed.
    Limits "limits." {
        /// Connections at once.
        Live max_connections: usize = 1000, within(1..=100_000);
        /// Connections at once from one address. A whole class may have one address.
        Live max_connections_per_address: usize = 200, within(1..=100_000);
        /// Connections accepted each minute from one address, in the long run; 0 for any number.
        Live connections_per_minute_per_address: u32 = 300, within(0..=1_000_000);
        /// Connections accepted each minute, in the long run; 0 for any number.
        Live connections_per_minute: u32 = 6000, within(0..=1_000_000);
        /// Bytes of a line from a client.
        Live max_line: usize = 65_536, within(512..=1_048_576);
        /// Characters of a message, and bytes of the fields in it that the server does not know, as it passes them on.
        Live max_content_chars: usize = 16_000, within(1..=1_048_576);
        /// Lines read from a connection each second, in the long run; 0 for any number.
        Live lines_per_second: u32 = 50, within(0..=1_000_000);
        /// Bytes read from a connection each second, in the long run; 0 for any number.
        Live bytes_per_second: u32 = 65_536, within(0..=1_073_741_824);
        /// The time that a connection may stay without saying who it is, in seconds; 0 for any time.
        Live identify_s: u64 = 0, within(0..=86_400);
        /// Messages that a session may send each second, in the long run.
        Live messages_per_second: u32 = 5, within(1..=1_000_000);
        /// Logins tried each minute from one address to one name.
        Live logins_per_minute_per_name: u32 = 10, within(1..=1_000_000);
        /// Private messages that wait for one absent person.
        Live undelivered_per_user: usize = 200, within(0..=100_000);
        /// Accounts.
        Live max_accounts: usize = 10_000, within(1..=1_000_000);
        /// Channels.
        Live max_channels: usize = 100, within(1..=100_000);
        /// Bytes that may wait for a client at all.
        Live queue_hard_bytes: usize = 1_048_576, within(1024..=1_073_741_824);
        /// Bytes that may wait for all clients together.
        Live queue_total_bytes: usize = 33_554_432, within(1024..=1_073_741_824);
    }
}

section! {
    /// The cost of hashing a password.
    Passwords "passwords." {
        /// Memory, in KiB.
        Restart memory_kib: u32 = 7168, within(MEMORY_KIB_MIN..=MEMORY_KIB_MAX);
        /// Passes over that memory.
        Restart passes: u32 = 5, within(1..=PASSES_MAX);
    }
}

section! {
    /// Accounts whose passwords the school keeps.
    Auth "auth." {
        /// The program that asks the directory: its file and its arguments; empty for none.
        Restart command: Vec<String> = Vec::new(), items(0..=32, REMOVE_SOME);
        /// The Unix socket on which one listens that was started otherwise; empty for none.
        Restart socket: PathBuf = PathBuf::new(), any;
        /// The time that an answer may take, in seconds.
        Restart timeout_s: u64 = 10, within(1..=60);
    }
}

section! {
    /// The database.
    Storage "storage." {
        /// The time that a message waits for others to be written with, in milliseconds.
        Restart commit_window_ms: u64 = 2000, within(0..=60_000);
        /// Size of the file, in MiB, beyond which old messages go earlier; 0 for any size.
        Restart max_mb: u64 = 256, within(0..=1_048_576);
        /// The treatment of a database that cannot be opened.
        Restart on_corrupt: OnCorrupt = OnCorrupt::SetAside, any;
    }
}

section! {
    /// The logs.
    Log "log." {
        /// The least important messages that the human log shows.
        Live level: LogLevel = LogLevel::Info, any;
        /// The human log's file; empty for standard error.
        Restart file: PathBuf = PathBuf::new(), any;
        /// The audit log's file. [`ConfigSource::load`] replaces an empty one by `audit.log` in the directory that
        /// systemd gives (`LOGS_DIRECTORY`), or in the data directory.
        Restart audit_file: PathBuf = PathBuf::new(), any;
        /// The messages of the chat that the human log shows.
        Live messages: LogMessages = LogMessages::None, any;
    }
}

section! {
    /// Encrypted connections.
    Tls "tls." {
        /// The addresses to listen on for TLS; empty for none.
        Restart listen: Vec<SocketAddr> as Listen<DEFAULT_TLS_PORT> = Vec::new(),
            items(0..=16, r#"listen = ["[::]:12346"]"#);
        /// The certificate. [`ConfigSource::load`] replaces an empty one by `cert.pem` in the data directory.
        Live certificate: PathBuf = PathBuf::new(), any;
        /// Its private key. [`ConfigSource::load`] replaces an empty one by `key.pem` in the data directory.
        Live key: PathBuf = PathBuf::new(), any;
    }
}

section! {
    /// The page for browsers.
    Web "web." {
        /// True if browsers get a page.
        Live enabled: bool = true, any;
        /// Further addresses to listen on for clients, such as port 80.
        Restart listen: Vec<SocketAddr> as Listen<DEFAULT_WEB_PORT> = Vec::new(), items(0..=16, r#"listen = ["[::]:80"]"#);
        /// Further names under which browsers may ask for this server.
        Live names: Vec<String> = Vec::new(), items(0..=100, REMOVE_SOME);
        /// Seconds after which a browser that has lost its connection is said to have left; 0 for at once.
        Live departure_grace_s: u64 = 60, within(0..=600);
        /// True if browsers may send passwords of moderators and admins in clear.
        Live staff_without_tls: bool = false, any;
    }
}

section! {
    /// The figures for Prometheus.
    Metrics "metrics." {
        /// The address to listen on for it; `None` for none.
        Restart listen: Option<SocketAddr> = None, any;
    }
}

section! {
    /// The other servers of the school.
    Campus "campus." {
        /// The broker that all of them connect to; `None` for none, and nothing is shared.
        Restart broker: Option<Broker> = None, any;
        /// The name of the school.
        Restart school: Option<SchoolName> = None, any;
        /// The name of this server.
        Restart name: Option<ServerName> = None, any;
        /// The certificate of the authority that has signed those of the broker and the servers. [`ConfigSource::load`] replaces
        /// an empty one by `campus-ca.pem` in the data directory.
        Live ca: PathBuf = PathBuf::new(), any;
        /// The certificate of this server. [`ConfigSource::load`] replaces an empty one by `campus-cert.pem` in the data directory.
        Live certificate: PathBuf = PathBuf::new(), any;
        /// Its private key. [`ConfigSource::load`] replaces an empty one by `campus-key.pem` in the data directory.
        Live key: PathBuf = PathBuf::new(), any;
        /// The file of the password, where the broker knows this server by one and not by a certificate; empty for none.
        Live password_file: PathBuf = PathBuf::new(), any;
        /// The channels that the servers of the school share.
        Live shared: Vec<ChannelName> = Vec::new(), items(0..=100, REMOVE_SOME);
        /// True if what guests say in them leaves this server.
        Live guests: bool = false, any;
        /// The servers whose moderators and admins may act here on messages, topics and people of other servers than their own.
        Live trusted_staff_from: Vec<ServerName> = Vec::new(), items(0..=256, REMOVE_SOME);
    }
}

impl Chat {
    /// Fewest characters of a new password of somebody with a role; one that may do more never needs fewer.
    pub fn password_chars_min(&self, role: Role) -> usize {
        let staff = self.min_staff_password_length.max(self.min_password_length);
        match role {
            Role::User => self.min_password_length,
            Role::Moderator => staff,
            Role::Admin => self.min_admin_password_length.max(staff),
        }
    }
}

impl Config {
    /// The parameters of new password hashes.
    pub fn password_params(&self) -> passwords::Params {
        let Passwords { memory_kib, passes } = self.passwords;
        passwords::Params { memory_kib, passes, parallelism: self.fixed.parallelism }
    }

    /// True if the school's directory is asked about names that have no password here.
    pub fn asks_school(&self) -> bool {
        !(self.auth.command.is_empty() && self.auth.socket.as_os_str().is_empty())
    }

    /// The differences in `new`, and those of them that have to wait for the next start.
    pub fn live_changes(&self, new: &Self) -> Reload {
        let mut reload = Reload::default();
        self.compare(new, &mut reload);
        reload
    }

    /// Takes back what cannot change while the server runs.
    pub fn keep_restart_only(&mut self, old: &Self) {
        Section::keep_restart_only(self, old);
    }

    /// The full names of all keys, in the order of the tables.
    pub fn keys() -> Vec<&'static str> {
        let mut names = Vec::new();
        <Self as Section>::keys(&mut names);
        names
    }

    /// The full names of the keys that earlier versions had, in the order of [`Fixed`].
    pub fn retired_keys() -> Vec<&'static str> {
        fixed::retired_keys().collect()
    }

    /// The problems of the values: each by itself, and together.
    fn problems(&self, lang: Lang) -> Vec<ValueProblem> {
        let mut problems = Vec::new();
        self.check(lang, &mut problems);
        let Self { chat, limits, tls, auth, web, .. } = self;
        let mut add = |key, french: String, english: String| {
            problems.push(ValueProblem { key, text: lang.choose(french, english) });
        };
        if self.listen.is_empty() && tls.listen.is_empty() {
            let ways = "listen = [\"[::]:12345\"]";
            add(
                "listen",
                format!(" = [] ne laisse pas d'entrée : écrivez {ways}, ou tls.listen = [\"[::]:12346\"]"),
                format!(" = [] leaves no way in: write {ways}, or tls.listen = [\"[::]:12346\"]"),
            );
        }
        if let Some(both) = web
            .listen
            .iter()
            .find(|address| address.port() != 0 && (self.listen.contains(address) || tls.listen.contains(address)))
        {
            add(
                "web.listen",
                format!(
                    " a {both}, qui est aussi dans listen ou tls.listen : retirez-le d'ici, les navigateurs y ont déjà la page"
                ),
                format!(
                    " has {both}, which is in listen or tls.listen too: remove it here, browsers get the page there already"
                ),
            );
        }
        if let Some(first) = tls.listen.first().filter(|_| !cfg!(feature = "tls")) {
            add(
                "tls.listen",
                format!(" a {first}, mais ce classcord est fait sans TLS : compilez-le avec la fonction \"tls\""),
                format!(" has {first}, but this classcord was built without TLS: build it with the feature \"tls\""),
            );
        }
        if let Some(both) = tls.listen.iter().find(|address| address.port() != 0 && self.listen.contains(address)) {
            add(
                "tls.listen",
                format!(" a {both}, qui est aussi dans listen : prenez un autre port, comme 12346"),
                format!(" has {both}, which is in listen too: choose another port, such as 12346"),
            );
        }
        // A pair of which one must not be less than the other.
        let mut in_order = |key: &'static str, value: String, other: &str, least: String| {
            add(
                key,
                format!(" = {value} est moins que {other} : il faut {least} ou plus"),
                format!(" = {value} is less than {other}: use {least} or more"),
            );
        };
        if limits.queue_hard_bytes < limits.max_line {
            let (hard, line) = (limits.queue_hard_bytes.to_string(), limits.max_line.to_string());
            in_order("limits.queue_hard_bytes", hard, "limits.max_line", line);
        }
        if limits.queue_total_bytes < limits.queue_hard_bytes {
            let (total, hard) = (limits.queue_total_bytes.to_string(), limits.queue_hard_bytes.to_string());
            in_order("limits.queue_total_bytes", total, "limits.queue_hard_bytes", hard);
        }
        if chat.registration == Registration::Code && chat.registration_code.trim().is_empty() {
            add(
                "chat.registration_code",
                " est vide, mais chat.registration est \"code\" : écrivez le code à donner à la classe".to_owned(),
                " is empty, but chat.registration is \"code\": write the code to give to the class".to_owned(),
            );
        }
        if chat.staff_channels.iter().any(|staff| staff.is_like(&chat.default_channel)) {
            let home = &chat.default_channel;
            add(
                "chat.staff_channels",
                format!(" a {home}, où tout le monde est au début : retirez-le de là"),
                format!(" has {home}, where everybody is at first: remove it there"),
            );
        }
        if let Some(both) =
            chat.staff_channels.iter().find(|staff| chat.channels.iter().any(|channel| channel.is_like(staff)))
        {
            add(
                "chat.staff_channels",
                format!(" a {both}, qui est aussi dans chat.channels : retirez-le de l'un des deux"),
                format!(" has {both}, which is in chat.channels too: remove it from one of them"),
            );
        }
        if !auth.command.is_empty() && !auth.socket.as_os_str().is_empty() {
            add(
                "auth.socket",
                " est là à côté de auth.command : gardez l'un des deux".to_owned(),
                " stands beside auth.command: keep one of them".to_owned(),
            );
        }
        if auth.command.first().is_some_and(|program| !program.starts_with('/')) {
            add(
                "auth.command",
                " ne commence pas par un chemin entier : écrivez [\"/usr/lib/classcord/classcord-auth-ldap\", …]"
                    .to_owned(),
                " does not begin with a whole path: write [\"/usr/lib/classcord/classcord-auth-ldap\", …]".to_owned(),
            );
        }
        let campus = &self.campus;
        if let Some(broker) = &campus.broker {
            if cfg!(not(feature = "campus")) {
                add(
                    "campus.broker",
                    format!(" a {broker}, mais ce classcord est fait sans : compilez-le avec la fonction \"campus\""),
                    format!(
                        " has {broker}, but this classcord was built without: build it with the feature \"campus\""
                    ),
                );
            }
            if broker.is_encrypted && cfg!(not(feature = "tls")) {
                add(
                    "campus.broker",
                    format!(" a {broker}, mais ce classcord est fait sans TLS : compilez-le avec la fonction \"tls\""),
                    format!(
                        " has {broker}, but this classcord was built without TLS: build it with the feature \"tls\""
                    ),
                );
            }
            if campus.school.is_none() {
                add(
                    "campus.school",
                    " est vide, mais campus.broker ne l'est pas : écrivez le nom de l'école, le même sur chaque serveur".to_owned(),
                    " is empty, but campus.broker is not: write the name of the school, the same on each server".to_owned(),
                );
            }
            if campus.name.is_none() {
                add(
                    "campus.name",
                    " est vide, mais campus.broker ne l'est pas : écrivez le nom de ce serveur, celui de son certificat".to_owned(),
                    " is empty, but campus.broker is not: write the name of this server, that of its certificate".to_owned(),
                );
            }
        }
        let socket_bytes = self.control_socket.as_os_str().len();
        if socket_bytes > SOCKET_PATH_BYTES_MAX {
            let path = self.control_socket.display();
            add(
                "control_socket",
                format!(
                    " = {path} a {socket_bytes} octets, le système en prend {SOCKET_PATH_BYTES_MAX} : donnez à control_socket \
                     un chemin plus court"
                ),
                format!(
                    " = {path} has {socket_bytes} bytes, and the system takes {SOCKET_PATH_BYTES_MAX}: give control_socket \
                     a shorter path"
                ),
            );
        }
        problems
    }
}

/// The changes of a configuration that was read again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reload {
    /// Keys that changed and take effect now.
    pub changed: Vec<&'static str>,
    /// Keys that changed and take effect at the next start.
    pub needs_restart: Vec<&'static str>,
}

impl Reload {
    fn add(&mut self, key: &'static str, when: TakesEffect) {
        match when {
            TakesEffect::Live => self.changed.push(key),
            TakesEffect::Restart => self.needs_restart.push(key),
        }
    }

    /// The keys that take effect now, in words. Values are not shown: one of them is a secret.
    pub fn summary(&self) -> String {
        if self.changed.is_empty() { "nothing".to_owned() } else { self.changed.join(", ") }
    }
}

/// The value of a text, or words for the operator: the text, and what to write.
type Parsed<T> = Result<T, String>;

/// Reads an address to listen on: `192.168.1.5:12345`, `[::]:12345`, or a port alone for all addresses.
///
/// # Errors
/// In words for the operator, in English as all that the command line says of itself.
pub fn parse_listen(text: &str) -> Result<SocketAddr, String> {
    parse_listen_on(text, DEFAULT_PORT, Lang::En)
}

fn parse_listen_on(text: &str, port: u16, lang: Lang) -> Parsed<SocketAddr> {
    let trimmed = text.trim();
    if let Ok(port) = trimmed.parse() {
        return Ok(SocketAddr::from((Ipv6Addr::UNSPECIFIED, port)));
    }
    let alone = || trimmed.parse::<IpAddr>().map(|ip| SocketAddr::from((ip, port)));
    trimmed.parse().or_else(|_| alone()).map_err(|_| {
        let shown = sanitize(text);
        lang.choose(
            format!(
                "\"{shown}\" n'est pas une adresse où écouter, écrivez par exemple \"[::]:{port}\", \"192.168.1.5:{port}\" ou \"{port}\""
            ),
            format!(
                "\"{shown}\" is no address to listen on; write for example \"[::]:{port}\", \"192.168.1.5:{port}\" or \"{port}\""
            ),
        )
    })
}

/// An empty text is nowhere.
fn parse_monitored(text: &str, lang: Lang) -> Parsed<Option<SocketAddr>> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let address = text.trim().parse::<SocketAddr>();
    let loopback = address.ok().filter(|address| address.ip().to_canonical().is_loopback());
    loopback.map(Some).ok_or_else(|| {
        let shown = sanitize(text);
        lang.choose(
            format!(
                "\"{shown}\" n'est pas une adresse de cette machine avec un port, écrivez \"127.0.0.1:9112\", et que les autres \
                 passent par SSH ou un mandataire"
            ),
            format!(
                "\"{shown}\" is no loopback address with a port; write \"127.0.0.1:9112\", and let others come through SSH or a proxy"
            ),
        )
    })
}

fn parse_channel(text: &str, lang: Lang) -> Parsed<ChannelName> {
    ChannelName::parse(text).map_err(|why| {
        let (shown, why) = (sanitize(text), Text::Problem(ProblemKind::BadChannel(why)).render(lang));
        let why = why.trim_end_matches('.');
        lang.choose(
            format!("\"{shown}\" n'est pas un nom de salon ({why}), écrivez par exemple \"#dev\""),
            format!("\"{shown}\" is no channel name ({why}); write for example \"#dev\""),
        )
    })
}

/// Names of people in charge, in French and in English. Case and accents do not matter.
const RESERVED_NAMES: [&str; 17] = [
    "professeur",
    "professeure",
    "prof",
    "enseignant",
    "enseignante",
    "teacher",
    "admin",
    "administrateur",
    "administratrice",
    "administrator",
    "modérateur",
    "modératrice",
    "moderator",
    "surveillant",
    "surveillante",
    "staff",
    "root",
];

fn parse_reserved_name(text: &str, lang: Lang) -> Parsed<Username> {
    let name = Username::parse(text).map_err(ProblemKind::BadName);
    let letters = name.and_then(|name| {
        let has_letters = text.chars().any(char::is_alphanumeric);
        if has_letters { Ok(name) } else { Err(ProblemKind::BadName(NameProblem::BadCharacter)) }
    });
    letters.map_err(|why| {
        let (shown, why) = (sanitize(text), Text::Problem(why).render(lang));
        let why = why.trim_end_matches('.');
        lang.choose(
            format!("\"{shown}\" n'est pas un nom ({why}), écrivez par exemple \"professeur\""),
            format!("\"{shown}\" is no name ({why}); write for example \"professeur\""),
        )
    })
}

fn legal_name(name: &str) -> Username {
    Username::parse(name).unwrap_or_else(|why| unreachable!("{name}: {why}"))
}

/// One of the names written in this file.
fn legal(name: &str) -> ChannelName {
    ChannelName::parse(name).unwrap_or_else(|why| unreachable!("{name}: {why}"))
}

#[cfg(test)]
mod tests {
    use toml::Value;

    use super::*;

    const SHIPPED: &str = include_str!("../../classcord.toml");

    /// A file whose every value is of its kind.
    fn read(toml: &str) -> Config {
        let (config, mistakes) = source::read_toml(toml, Lang::En).unwrap();
        assert!(mistakes.is_empty(), "{}", mistakes[0].words);
        config
    }

    #[test]
    fn the_shipped_file_is_the_defaults() {
        assert_eq!(read(SHIPPED), Config::default());
        assert_eq!(read(""), Config::default());
    }

    fn names(table: &toml::Table, prefix: &str, names: &mut Vec<String>) {
        for (key, value) in table {
            match value {
                Value::Table(inner) => self::names(inner, &format!("{key}."), names),
                _ => names.push(format!("{prefix}{key}")),
            }
        }
    }

    #[test]
    fn the_shipped_file_explains_every_key() {
        let mut shipped = Vec::new();
        names(&SHIPPED.parse().unwrap(), "", &mut shipped);
        let mut keys = Config::keys();
        shipped.sort();
        keys.sort_unstable();
        assert_eq!(shipped, keys);
        // A comment stands above each key, or above the group of keys that it belongs to.
        for paragraph in SHIPPED.split("\n\n").filter(|paragraph| paragraph.contains(" = ")) {
            assert!(paragraph.trim_start().starts_with('#'), "without a comment: {paragraph}");
        }
    }

    #[test]
    fn the_shipped_file_says_which_keys_need_a_restart() {
        let (mut old, mut table) = (Config::default(), String::new());
        let mut marked = Vec::new();
        for paragraph in SHIPPED.split("\n\n") {
            let is_marked = paragraph.trim_start().starts_with("# (restart)");
            for line in paragraph.trim_start().lines() {
                if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                    table = format!("{name}.");
                } else if let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with(['#', ' '])) {
                    marked.extend(is_marked.then(|| format!("{table}{key}")));
                }
            }
        }
        let new = everything_else();
        let mut needs_restart = old.live_changes(&new).needs_restart;
        marked.sort();
        needs_restart.sort_unstable();
        assert_eq!(marked, needs_restart);
        // After taking back those, the rest is what changes, and nothing is left that would need a restart.
        let mut kept = new.clone();
        kept.keep_restart_only(&old);
        let reload = old.live_changes(&kept);
        assert_eq!(reload.needs_restart, Vec::<&str>::new());
        assert_eq!(reload.changed.len() + marked.len(), Config::keys().len());
        assert!(reload.summary().contains("limits.max_line, "));
        old = kept.clone();
        assert_eq!(old.live_changes(&kept).summary(), "nothing");
    }

    /// Each key with its section before it.
    fn write_out(table: &toml::Table, prefix: &str, text: &mut String) {
        for (key, value) in table {
            match value {
                Value::Table(inner) => write_out(inner, &format!("{key}."), text),
                // Rust and TOML write what there is here alike.
                Value::Array(items) => {
                    let items: Vec<&str> = items.iter().map(|item| item.as_str().unwrap()).collect();
                    text.push_str(&format!("{prefix}{key} = {items:?}\n"));
                }
                Value::String(word) => text.push_str(&format!("{prefix}{key} = {word:?}\n")),
                Value::Integer(number) => text.push_str(&format!("{prefix}{key} = {number}\n")),
                Value::Boolean(flag) => text.push_str(&format!("{prefix}{key} = {flag}\n")),
                other => panic!("{other:?}"),
            }
        }
    }

    /// A configuration in which every key differs from the default.
    fn everything_else() -> Config {
        fn change(table: &mut toml::Table, prefix: &str) {
            for (key, value) in table.iter_mut() {
                match value {
                    Value::Table(inner) => change(inner, &format!("{key}.")),
                    Value::Integer(number) => *number += 1,
                    Value::Boolean(flag) => *flag = !*flag,
                    other => *other = different(&format!("{prefix}{key}")),
                }
            }
        }
        fn different(key: &str) -> Value {
            let list = |text: &str| Value::Array(vec![text.into()]);
            match key {
                "listen" => list("127.0.0.1:1"),
                "tls.listen" => list("127.0.0.1:2"),
                "web.listen" => list("127.0.0.1:3"),
                "web.names" => list("chat.example"),
                "lang" => "en".into(),
                "auth.command" => list("/usr/lib/another"),
                "chat.default_channel" => "#accueil".into(),
                "chat.channels" | "chat.staff_channels" | "campus.shared" => list("#autre"),
                "campus.trusted_staff_from" => list("salle7"),
                "chat.reserved_names" => list("directrice"),
                "chat.create_channels" => "nobody".into(),
                "chat.registration" => "closed".into(),
                "storage.on_corrupt" => "refuse".into(),
                "log.level" => "debug".into(),
                "log.messages" => "all".into(),
                "metrics.listen" => "127.0.0.1:9112".into(),
                "campus.broker" => "mqtts://broker.lycee.local".into(),
                "access.allow" | "access.deny" | "moderation.auto_ban_exempt" => list("192.168.1.0/24"),
                _ => "another".into(),
            }
        }
        let mut table: toml::Table = SHIPPED.parse().unwrap();
        change(&mut table, "");
        let mut text = String::new();
        write_out(&table, "", &mut text);
        read(&text)
    }

    #[test]
    fn the_defaults_have_no_problems() {
        assert!(Config::default().problems(Lang::Fr).is_empty());
        assert_eq!(Config::default().listen, ["[::]:12345".parse().unwrap()]);
    }

    fn problems(toml: &str) -> Vec<String> {
        read(toml).problems(Lang::En).into_iter().map(|ValueProblem { key, text }| format!("{key}{text}")).collect()
    }

    #[test]
    fn values_that_do_not_fit_each_other_are_refused() {
        for (toml, problem) in [
            ("chat.registration = \"code\"", "chat.registration_code is empty"),
            ("chat.registration = \"code\"\nchat.registration_code = \" \"", "chat.registration_code is empty"),
            ("chat.staff_channels = [\"#GÉNÉRAL\"]", "chat.staff_channels has #général"),
            ("chat.staff_channels = [\"#dev\"]", "chat.staff_channels has #dev"),
            (
                "limits.queue_hard_bytes = 2048",
                "limits.queue_hard_bytes = 2048 is less than limits.max_line: use 65536 or more",
            ),
            ("[auth]\ncommand = [\"/a\"]\nsocket = \"/b\"", "auth.socket stands beside auth.command"),
            ("auth.command = [\"classcord-auth-ldap\"]", "auth.command does not begin with a whole path"),
            ("limits.queue_total_bytes = 1000000", "limits.queue_total_bytes = 1000000 is less than"),
        ] {
            let found = problems(toml);
            assert_eq!(found.len(), 1, "{toml}: {found:?}");
            assert!(found[0].starts_with(problem), "{toml}: {found:?}");
        }
        assert!(problems("chat.registration = \"code\"\nchat.registration_code = \"B204\"").is_empty());
    }

    #[cfg(feature = "tls")]
    #[test]
    fn the_plain_port_may_be_off_if_there_is_one_with_tls() {
        assert!(problems("listen = []\n[tls]\nlisten = [\"12346\"]").is_empty());
        let config = read("tls.listen = [\"127.0.0.1\"]");
        assert_eq!(config.tls.listen, ["127.0.0.1:12346".parse().unwrap()]);
        let both = problems("listen = [\"127.0.0.1:7\"]\n[tls]\nlisten = [\"127.0.0.1:7\"]");
        assert_eq!(both, ["tls.listen has 127.0.0.1:7, which is in listen too: choose another port, such as 12346"]);
    }

    #[cfg(not(feature = "tls"))]
    #[test]
    fn without_tls_there_is_no_port_for_it() {
        assert!(problems("tls.listen = [\"12346\"]")[0].contains("was built without TLS"));
    }

    #[test]
    fn values_out_of_bounds_are_refused_with_the_bounds() {
        for (toml, problem) in [
            ("limits.max_line = 511", "limits.max_line = 511 is not possible: use 512 to 1048576"),
            ("limits.max_connections = 0", "limits.max_connections = 0 is not possible: use 1 to 100000"),
            ("passwords.memory_kib = 65537", "passwords.memory_kib = 65537 is not possible: use 8 to 65536"),
            ("history.replay_on_login = 201", "history.replay_on_login = 201 is not possible: use 0 to 200"),
            (
                "listen = []",
                "listen = [] leaves no way in: write listen = [\"[::]:12345\"], or tls.listen = [\"[::]:12346\"]",
            ),
            (
                "access.allow = []",
                "access.allow has 0 items where 1 to 1000 are possible: write [\"0.0.0.0/0\", \"::/0\"] to serve everybody",
            ),
        ] {
            assert_eq!(problems(toml), [problem], "{toml}");
        }
        let long = format!("chat.welcome = \"{}\"", "é".repeat(2001));
        assert_eq!(problems(&long), ["chat.welcome has 2001 characters: use 2000 at most"]);
    }

    /// Checks that what the configuration accepts, the parts that are built from it accept too.
    #[test]
    fn extreme_password_parameters_work() {
        for toml in [
            "",
            "passwords.memory_kib = 8\npasswords.passes = 1",
            "passwords.memory_kib = 65536\npasswords.passes = 64",
        ] {
            let config = read(toml);
            assert!(config.problems(Lang::En).is_empty(), "{toml}");
            assert!(passwords::Hasher::new(config.password_params()).is_ok(), "{toml}");
        }
    }

    #[test]
    fn addresses_to_listen_on_may_be_short() {
        for (text, address) in [
            ("[::]:12345", "[::]:12345"),
            ("192.168.1.5:80", "192.168.1.5:80"),
            ("4000", "[::]:4000"),
            ("127.0.0.1", "127.0.0.1:12345"),
            ("::1", "[::1]:12345"),
            (" 127.0.0.1:0 ", "127.0.0.1:0"),
        ] {
            assert_eq!(parse_listen(text).unwrap().to_string(), address, "{text}");
        }
        for text in ["", "raspberrypi:12345", "127.0.0.1:99999", "70000", "-1"] {
            assert!(parse_listen(text).unwrap_err().contains("write for example"), "{text}");
        }
    }

    #[test]
    fn words_are_read_back() {
        assert_eq!("refuse".parse(), Ok(OnCorrupt::Refuse));
        assert_eq!("code".parse(), Ok(Registration::Code));
        let error = "loud".parse::<LogLevel>().unwrap_err();
        assert_eq!(error, "\"loud\" is none of the possible words: error, warn, info, debug, trace");
    }
}
