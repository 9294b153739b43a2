//! Wires the parts together: configuration, logs, database, worker, reactor, core; start-up, reload and shutdown.
//!
//! [`run`] is what `cli` calls. The chat happens in [`handler`], which sits between `net` and `chat`.

mod activation;
mod admission;
mod audit;
mod back_pressure;
#[cfg(feature = "campus")]
mod campus;
#[cfg(not(feature = "campus"))]
#[path = "campus_off.rs"]
mod campus;
#[cfg(feature = "campus")]
mod campus_files;
#[cfg(not(feature = "campus"))]
#[path = "campus_files_off.rs"]
mod campus_files;
#[cfg(feature = "tls")]
mod certificate;
mod console;
mod erasure;
mod export;
mod handler;
mod jobs;
mod message_import;
mod metrics;
mod monitors;
mod nofile;
mod process;
mod reload;
mod start_failure;
mod tls;
mod turn_times;
mod wall_clock;
mod web;
mod worker;

use std::io::{self, IsTerminal};
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGUSR1};
use signal_hook_mio::v1_0::Signals;

#[cfg(feature = "campus")]
pub(crate) use self::campus_files::BrokerCredentials;
pub(crate) use self::export::rows_of;
use self::handler::{Parts, Server};
pub(crate) use self::message_import::IMPORT_BATCH_MAX;
use self::worker::Worker;
use crate::chat::Core;
use crate::chat::account::Role;
use crate::chat::bucket::Rate;
use crate::chat::campus::CampusRestored;
use crate::chat::campus_event::Origin;
use crate::chat::core::Restored;
use crate::chat::effect::SessionId;
use crate::chat::first_code::FirstCode;
use crate::chat::link::LINGERERS_MAX;
use crate::chat::origin::Epoch;
use crate::chat::poll::VOTERS_MAX;
use crate::chat::question::{QUESTIONS_OF_ONE_MAX, QUESTIONS_OPEN_MAX};
use crate::chat::reaction::REACTIONS_MAX;
use crate::chat::reserved::ReservedNames;
use crate::chat::settings::LockoutRules;
use crate::chat::settings::Settings;
use crate::chat::settings::ThrottleRates;
use crate::chat::token::Secret;
use crate::config::{Auth, Config, ConfigSource};
use crate::net::{ConnectionId, QueueLimits, Reactor, ReactorOptions, ReadRates, TcpOptions};
use crate::ops::audit::{AuditEvent, AuditRecord};
use crate::ops::log_writer::LogWriter;
use crate::ops::notify::Notifier;
use crate::passwords::{Hasher, random_bytes};
use crate::permissions::check_socket;
use crate::school::{IN_FLIGHT_MAX, QUESTIONS_MAX, School, SchoolOptions, Way};
use crate::store::{Opened, Store, StoreOptions};

/// The time that the last log lines may take to be written at the end.
const LOG_FLUSH_TIMEOUT: Duration = Duration::from_secs(2);

/// The reason that there is no server, or no longer.
#[derive(Debug)]
pub struct Failure {
    /// In words for the operator, in the configuration's language.
    pub words: String,
    /// True if the lines stand on standard error already, where the log is.
    pub is_said: bool,
}

/// Runs the server until a signal ends it.
///
/// # Errors
/// What kept it from starting, or the poll's failure.
pub fn run(source: ConfigSource, config: Config) -> Result<(), Failure> {
    let started = Instant::now();
    let (inherited, problems) = activation::inherited();
    let logs = LogWriter::start(&config)
        .map_err(|e| Failure { words: format!("cannot start the log writer: {e}"), is_said: false })?;
    for problem in problems.iter().chain(&config.in_vain) {
        log::warn!("{problem}");
    }
    let logs_to_standard_error = config.log.file.as_os_str().is_empty();
    let result = serve(source, config, inherited, &logs, started).map_err(|words| {
        // Whoever sits at the terminal is told once, and without what a log puts before it.
        let is_said = logs_to_standard_error && !io::stderr().is_terminal();
        if is_said || !logs_to_standard_error {
            log::error!("{words}");
        }
        Failure { words, is_said }
    });
    logs.flush(LOG_FLUSH_TIMEOUT);
    result
}

fn serve(
    source: ConfigSource,
    mut config: Config,
    inherited: Vec<TcpListener>,
    logs: &LogWriter,
    started: Instant,
) -> Result<(), String> {
    let room = nofile::raise_for(config.limits.max_connections);
    if room < config.limits.max_connections {
        log::warn!(
            "limits.max_connections = {}: the system allows this process files for {room} only; raise its hard limit (ulimit -Hn)",
            config.limits.max_connections
        );
        config.limits.max_connections = room;
    }
    // Signals are caught before anything that a signal should end cleanly.
    let impatient = Arc::new(AtomicBool::new(false));
    for signal in [SIGTERM, SIGINT] {
        signal_hook::flag::register_conditional_shutdown(signal, 1, Arc::clone(&impatient))
            .map_err(|e| format!("cannot handle signals: {e}"))?;
    }
    // Earlier versions answered SIGUSR1 in the log. Where it is still sent it does nothing, instead of ending the process.
    signal_hook::flag::register(SIGUSR1, Arc::new(AtomicBool::new(false)))
        .map_err(|e| format!("cannot handle signals: {e}"))?;
    let mut signals = Signals::new([SIGTERM, SIGINT, SIGHUP]).map_err(|e| format!("cannot handle signals: {e}"))?;

    let lang = config.lang;
    let mut reactor = Reactor::with_inherited(&reactor_options(&config), inherited).map_err(|e| {
        let is_web = config.web.listen.contains(&e.address) && !config.listen.contains(&e.address);
        start_failure::bind(lang, if is_web { "web.listen" } else { "listen" }, &e)
    })?;
    #[cfg(feature = "tls")]
    let certificate::Shown { way: encrypted_way, authority } = certificate::listen(&mut reactor, &config)?;
    let waker = reactor.waker().map_err(|e| format!("cannot make the poll's waker: {e}"))?;
    reactor.add_source(&mut signals).map_err(|e| format!("cannot watch for signals: {e}"))?;

    let store_waker = Arc::clone(&waker);
    let wake = move || {
        // The loop is gone when this fails, and nobody is left to hear of it.
        let _ = store_waker.wake();
    };
    let new_epoch = match config.campus.broker {
        Some(_) => Some(Epoch(random_number()?)),
        None => None,
    };
    let store_options = StoreOptions { new_epoch, ..store_options(&config) };
    let (store, opened) = Store::open(store_options, wake).map_err(|e| start_failure::store(lang, &e))?;
    report_set_aside(&opened, logs);
    // Behind the database, whose lock shows that no other server runs in this directory.
    check_socket(&config.control_socket).map_err(|e| {
        let words = e.words(lang);
        lang.choose(
            format!("control_socket : {words}, ou donnez un autre chemin avec --control-socket"),
            format!("control_socket: {words}, or name another path with --control-socket"),
        )
    })?;
    reactor
        .listen_locally(&config.control_socket)
        .map_err(|e| start_failure::control_socket(lang, &config.control_socket, &e))?;
    if let Some(address) = config.metrics.listen {
        let bound = reactor
            .listen_for_monitors(address, &tcp_options(&config))
            .map_err(|e| start_failure::bind(lang, "metrics.listen", &e))?;
        log::info!("metrics on http://{bound}/metrics");
    }
    for address in reactor.close_unused_inherited() {
        log::warn!(
            "the service manager has opened {address}, which none of listen, web.listen and tls.listen names as it stands: nobody is \
             served there; write the same in classcord.socket and in the configuration"
        );
    }
    let notifier = Notifier::from_environment();
    let hasher = Hasher::new(config.password_params()).map_err(|e| format!("passwords: {e}"))?;
    let school = school_options(&config).map(|options| {
        let school_waker = Arc::clone(&waker);
        let wake = move || {
            // As above.
            let _ = school_waker.wake();
        };
        School::start(options, wake).map_err(|e| format!("cannot start the thread that asks the school: {e}"))
    });
    let school = school.transpose()?;
    let shared = shared_channels(&config, &opened)?;
    let campus_now = started.elapsed();
    let campus = campus::start(&mut reactor, &config, opened.epoch, &waker, campus_now)?;
    let worker = Worker::start(hasher, config.fixed.hash_queue, waker)
        .map_err(|e| format!("cannot start the worker thread: {e}"))?;

    let mut opened = opened;
    let letters = std::mem::take(&mut opened.letters);
    let mut core = Core::new(wall_clock::now(started, Instant::now()), settings(&config), restored(opened));
    #[cfg(feature = "tls")]
    core.set_encrypted_way(encrypted_way);
    if let Some(shared) = shared.filter(|_| campus.is_some()) {
        core.share(shared);
        core.take_up_letters(letters);
    }
    core.set_secret(Secret(random_bytes().map_err(|e| format!("tokens: {e}"))?));
    let first_code = if core.lacks_admin() {
        let code = FirstCode::of_random(&random_bytes().map_err(|e| format!("first code: {e}"))?);
        core.set_first_code(code.clone());
        Some(code)
    } else {
        None
    };
    let addresses = reactor.local_addresses();
    let parts = Parts { core, store, worker, school, campus, logs: logs.clone(), notifier, signals, source, config };
    let mut server = Server::new(parts, started);
    #[cfg(feature = "tls")]
    server.show_authority(authority);
    for address in &addresses {
        log::info!("listening on {address}");
    }
    server.listening = addresses;
    server.tell_page_port();
    server.show_page();
    if let Some(code) = first_code {
        log::info!(
            "no account is an admin's: the page makes the first, over TLS or on this machine, with the code {}; it changes at \
             each start",
            code.to_text()
        );
    }
    log::info!("ready {} ms after start", started.elapsed().as_millis());
    logs.audit(&AuditRecord::of_server(AuditEvent::ServerStarted, ""));
    server.ready();

    while !server.is_stopping() {
        reactor.turn(&mut server).map_err(|e| format!("the poll failed: {e}"))?;
        server.apply_reload(&mut reactor);
    }
    impatient.store(true, Ordering::SeqCst);
    reactor.stop_listening();
    server.say_goodbye(reactor.connections());
    let until = Instant::now() + server.drain_time();
    while !reactor.connections().is_empty() && Instant::now() < until {
        server.set_deadline(until);
        reactor.turn(&mut server).map_err(|e| format!("the poll failed: {e}"))?;
    }
    let left = reactor.connections().len();
    server.finish(left)
}

/// The channels that other servers of the school have too; nothing if there are no others.
fn shared_channels(config: &Config, opened: &Opened) -> Result<Option<CampusRestored>, String> {
    let (Some(name), Some(epoch)) = (&config.campus.name, opened.epoch.filter(|_| config.campus.broker.is_some()))
    else {
        return Ok(None);
    };
    Ok(Some(CampusRestored {
        me: Origin { server: name.clone(), epoch },
        channels: config.campus.shared.clone(),
        guests: config.campus.guests,
        trusted: config.campus.trusted_staff_from.clone(),
        kept: opened.campus.clone(),
        seed: random_number()?,
    }))
}

/// Eight bytes of the system's, as a number.
fn random_number() -> Result<u64, String> {
    let bytes = random_bytes().map_err(|e| e.to_string())?;
    Ok(bytes.iter().take(8).fold(0, |number, &byte| number << 8 | u64::from(byte)))
}

fn report_set_aside(opened: &Opened, logs: &LogWriter) {
    if let Some(aside) = &opened.set_aside {
        log::error!(
            "ALARM: the database could not be opened ({}); it was set aside as {} and the server starts with an EMPTY one. \
             Nothing was deleted: restore a backup, or keep the file for repair",
            aside.reason,
            aside.path.display()
        );
        logs.audit(&AuditRecord::of_server(AuditEvent::DatabaseSetAside, &aside.path.display().to_string()));
    }
}

fn restored(opened: Opened) -> Restored {
    Restored {
        accounts: opened.accounts,
        undelivered: opened.undelivered,
        channels: opened.channels,
        sanctions: opened.sanctions,
        silences: opened.silences,
        private_messages: opened.private_messages,
        question_box_closed: opened.question_box_closed,
        attendance: opened.attendance,
        polls: opened.polls,
        last_poll: opened.last_poll,
        questions: opened.questions,
        last_question: opened.last_question,
        last_guest: opened.last_guest,
        renames: opened.renames,
        tokens: opened.tokens,
        ids: opened.next_id.0..opened.ids_below.0,
    }
}

fn reactor_options(config: &Config) -> ReactorOptions {
    ReactorOptions {
        listen: listen_addresses(config),
        tcp: tcp_options(config),
        queues: queue_limits(config),
        line_bytes_max: config.limits.max_line,
        rates: read_rates(config),
    }
}

/// The addresses of clients, and those that are for browsers first.
fn listen_addresses(config: &Config) -> Vec<SocketAddr> {
    let web = config.web.listen.iter().filter(|_| config.web.enabled);
    config.listen.iter().chain(web).copied().collect()
}

fn read_rates(config: &Config) -> ReadRates {
    ReadRates {
        lines_per_s: config.limits.lines_per_second,
        lines_burst: config.fixed.lines_burst,
        bytes_per_s: config.limits.bytes_per_second,
        bytes_burst: config.fixed.bytes_burst,
        line_time: Duration::from_secs(config.fixed.line_s),
    }
}

fn tcp_options(config: &Config) -> TcpOptions {
    TcpOptions {
        keepalive: Duration::from_secs(config.fixed.keepalive_s),
        user_timeout: Duration::from_secs(config.fixed.user_timeout_s),
    }
}

fn queue_limits(config: &Config) -> QueueLimits {
    QueueLimits {
        soft_bytes: config.limits.queue_hard_bytes / 4,
        soft_grace: Duration::from_secs(config.fixed.queue_soft_grace_s),
        hard_bytes: config.limits.queue_hard_bytes,
        total_bytes: config.limits.queue_total_bytes,
        close_timeout: Duration::from_secs(config.fixed.drain_s),
    }
}

fn settings(config: &Config) -> Settings {
    let Config { chat, history, moderation, limits, storage, fixed, .. } = config;
    Settings {
        lang: config.lang,
        default_channel: chat.default_channel.clone(),
        channels: chat.channels.clone(),
        staff_channels: chat.staff_channels.clone(),
        create_channels: chat.create_channels,
        guests: chat.guests,
        reserved: ReservedNames::new(&chat.reserved_names),
        registration: chat.registration,
        staff_without_tls: config.web.staff_without_tls,
        registration_code: chat.registration_code.as_str().into(),
        replay_on_login: history.replay_on_login,
        mute_minutes: moderation.mute_minutes,
        ban_minutes: moderation.ban_minutes,
        sanctions_max: fixed.max_sanctions,
        poll_voters_max: VOTERS_MAX,
        questions_max: QUESTIONS_OPEN_MAX,
        questions_per_person_max: QUESTIONS_OF_ONE_MAX,
        reactions_max: REACTIONS_MAX,
        lockout: LockoutRules {
            failures_max: Some(moderation.auto_ban_failures).filter(|&failures| failures > 0),
            failures_shared_max: moderation.auto_ban_failures.saturating_mul(10),
            window: minutes(fixed.auto_ban_window_minutes),
            first: minutes(fixed.auto_ban_minutes),
            longest: minutes(fixed.auto_ban_minutes_max),
            exempt: moderation.auto_ban_exempt.clone(),
        },
        content_chars_max: limits.max_content_chars,
        channels_max: limits.max_channels,
        channels_per_session_max: fixed.channels_per_session,
        channel_members_max: fixed.members_per_channel,
        password_chars_min: chat.min_password_length,
        staff_password_chars_min: chat.password_chars_min(Role::Moderator),
        admin_password_chars_min: chat.password_chars_min(Role::Admin),
        password_chars_max: fixed.max_password_length,
        announce_presence: chat.announce_presence,
        departure_grace: Some(config.web.departure_grace_s).filter(|&s| s > 0).map(Duration::from_secs),
        lingerers_max: LINGERERS_MAX,
        attendance: history.attendance_days > 0,
        class: Some(chat.class.trim().to_owned()).filter(|name| !name.is_empty()),
        welcome: Some(chat.welcome.clone()).filter(|text| !text.is_empty()),
        errors: Rate::per_minute(fixed.errors_per_minute),
        messages: Rate {
            burst: fixed.messages_burst.max(limits.messages_per_second),
            per_minute: limits.messages_per_second.saturating_mul(60),
        },
        logins: ThrottleRates {
            by_name: Rate::per_minute(limits.logins_per_minute_per_name),
            by_address: Rate::per_minute(fixed.logins_per_minute_per_address),
            in_all: Rate::per_minute(fixed.logins_per_minute),
        },
        registrations: ThrottleRates {
            by_name: Rate::per_minute(fixed.registrations_per_minute_per_name),
            by_address: Rate::per_minute(fixed.registrations_per_minute_per_address),
            in_all: Rate::per_minute(fixed.registrations_per_minute),
        },
        identify_time: Some(limits.identify_s).filter(|&s| s > 0).map(Duration::from_secs),
        school: config.asks_school(),
        school_questions_max: QUESTIONS_MAX,
        password_jobs_max: fixed.hash_queue,
        store_queue_max: fixed.store_queue as u64,
        undelivered_per_user_max: limits.undelivered_per_user,
        undelivered_max: share_that_waits(history.keep_messages).try_into().unwrap_or(usize::MAX),
        undelivered_bytes_max: share_that_waits(storage.max_mb << 20),
        accounts_max: limits.max_accounts,
    }
}

/// The database's options that the configuration says; the command line uses them too.
pub(crate) fn store_options(config: &Config) -> StoreOptions {
    let Config { data_dir, history, storage, fixed, campus, .. } = config;
    StoreOptions {
        cache_bytes: fixed.cache_mb << 20,
        commit_window: Duration::from_millis(storage.commit_window_ms),
        queue_max: fixed.store_queue,
        on_corrupt: storage.on_corrupt,
        keep_messages: history.keep_messages,
        keep_days: history.keep_days,
        private_days: history.private_days,
        attendance_days: history.attendance_days,
        max_bytes: storage.max_mb << 20,
        server: campus.name.clone(),
        ..StoreOptions::new(data_dir)
    }
}

/// Returns the way to ask the school's directory; `None` if it is not asked. The command line uses it too.
pub(crate) fn school_options(config: &Config) -> Option<SchoolOptions> {
    let Auth { command, socket, timeout_s } = &config.auth;
    let way = match command.is_empty() {
        _ if !config.asks_school() => return None,
        false => Way::Command(command.clone()),
        true => Way::Socket(socket.clone()),
    };
    let timeout = Duration::from_secs(*timeout_s);
    Some(SchoolOptions { way, timeout, in_flight_max: IN_FLIGHT_MAX, questions_max: QUESTIONS_MAX })
}

/// The share of what may be kept that may wait for absent people: retention has to spare it, and channels need the
/// rest. 0 stands for any amount, of which any may wait.
fn share_that_waits(most: u64) -> u64 {
    if most == 0 { u64::MAX } else { (most / 4).max(1) }
}

fn minutes(minutes: u32) -> Duration {
    Duration::from_secs(u64::from(minutes) * 60)
}

fn session(id: ConnectionId) -> SessionId {
    SessionId(id.to_bits())
}

fn connection(id: SessionId) -> ConnectionId {
    ConnectionId::from_bits(id.0)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn config(toml: &str) -> Config {
        Config::from_text(Path::new("classcord.toml"), toml).unwrap()
    }

    /// Checks that what had a key of its own once is as it was, unless what it follows was set.
    #[test]
    fn some_values_follow_a_setting() {
        for (toml, shared, burst, soft_bytes) in [
            ("", 200, 30, 262_144),
            ("moderation.auto_ban_failures = 8", 80, 30, 262_144),
            ("limits.messages_per_second = 1", 200, 30, 262_144),
            ("limits.messages_per_second = 100", 200, 100, 262_144),
            ("limits.queue_hard_bytes = 65536", 200, 30, 16_384),
        ] {
            let config = config(toml);
            let Settings { lockout, messages, .. } = settings(&config);
            let found = (lockout.failures_shared_max, messages.burst, queue_limits(&config).soft_bytes);
            assert_eq!(found, (shared, burst, soft_bytes), "{toml}");
        }
        assert_eq!(settings(&config("moderation.auto_ban_failures = 0")).lockout.failures_max, None);
        let most = settings(&config("moderation.auto_ban_failures = 1000000")).lockout;
        assert!(most.failures_shared_max >= most.failures_max.unwrap());
    }
}
