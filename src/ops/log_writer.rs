//! The logs: a human one and the audit log, written by one thread.
//!
//! Owns [`LogWriter`], through which everything is logged, and the look of a line of the human log. The `log` macros
//! lead here by way of fern. A caller never waits for a disk: lines go into a bounded queue, and what does not fit is
//! counted, and the log says so.

use std::fmt::{self, Write as _};
use std::fs::File;
use std::io::{self, Write as _};
use std::os::fd::AsFd;
use std::os::unix::fs::MetadataExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::Local;
use log::Level;

use super::audit::{AuditEvent, AuditRecord};
use super::log_queue::{Importance, Lane, Lost, Queue};
use super::log_sink::{Sink, WriteResult};
use super::recent::Recent;
use crate::config::Config;
use crate::lang::Lang;
use crate::system_error::{is_out_of_room, room_mend};

/// The thread does little, and a small machine runs it.
const STACK_BYTES: usize = 128 * 1024;

/// Most characters of a line of the human log.
const TEXT_CHARS_MAX: usize = 2000;

/// The beginnings of the lines of the human log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// The local time and the level.
    Stamped,
    /// The priority that the journal takes off again (sd-daemon(3)); it has a clock of its own.
    Journal,
}

/// The way into the logs. Clones lead to the same ones. The thread ends when the last of them is gone.
#[derive(Debug, Clone)]
pub struct LogWriter {
    handle: Arc<Handle>,
}

#[derive(Debug)]
struct Handle {
    queue: Arc<Queue>,
    recent: Arc<Recent>,
    style: Style,
}

impl Drop for Handle {
    fn drop(&mut self) {
        self.queue.close();
    }
}

/// Lines that were ever lost, because there were too many of them or because they could not be written in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LostLines {
    /// Of the human log.
    pub human: u64,
    /// Of the audit log.
    pub audit: u64,
}

impl LogWriter {
    /// Starts the thread, and leads the macros of `log` to it. A log that cannot be opened is reported and tried
    /// again; it keeps nothing from starting.
    ///
    /// # Errors
    /// If the thread cannot be started, or the process logs elsewhere already.
    pub fn start(config: &Config) -> io::Result<Self> {
        let writer = Self::spawn(config)?;
        let (_, logger) = writer.dispatch().into_log();
        log::set_boxed_logger(logger).map_err(io::Error::other)?;
        writer.set_level(config);
        Ok(writer)
    }

    fn spawn(config: &Config) -> io::Result<Self> {
        let human = Sink::new(&config.log.file);
        // Not from ConfigSource::load, which fills it in.
        let audit = if config.log.audit_file.as_os_str().is_empty() {
            Sink::new(&config.data_dir.join("audit.log"))
        } else {
            Sink::new(&config.log.audit_file)
        };
        let style = if config.log.file.as_os_str().is_empty() && standard_error_is_the_journal() {
            Style::Journal
        } else {
            Style::Stamped
        };
        let queue = Arc::new(Queue::new(config.fixed.log_queue_bytes, config.fixed.log_lines_per_second));
        let thread = Thread { queue: Arc::clone(&queue), sinks: [human, audit], in_hand: [0, 0], style };
        std::thread::Builder::new().name("log".into()).stack_size(STACK_BYTES).spawn(move || thread.run())?;
        Ok(Self { handle: Arc::new(Handle { queue, recent: Arc::default(), style }) })
    }

    fn dispatch(&self) -> fern::Dispatch {
        let Handle { queue, recent, style } = &*self.handle;
        let (style, queue, recent) = (*style, Arc::clone(queue), Arc::clone(recent));
        // The logger lives as long as the process; it must not keep the handle, whose end is the thread's.
        fern::Dispatch::new()
            // What libraries say below a warning is of no use to an operator.
            .filter(|line| line.level() <= Level::Warn || line.target().starts_with("classcord"))
            .chain(fern::Output::call(move |record| {
                let importance =
                    if record.level() == Level::Error { Importance::Important } else { Importance::Ordinary };
                queue.append(Lane::Human, importance, Instant::now(), || {
                    let line = human_line(style, record.level(), record.args());
                    recent.push(&line);
                    line
                });
            }))
    }

    /// Takes over what of the configuration can change: `log.level`.
    pub fn set_level(&self, config: &Config) {
        log::set_max_level(config.log.level.into());
    }

    /// Appends to the audit log.
    pub fn audit(&self, record: &AuditRecord<'_>) {
        let importance = if record.event.comes_in_floods() { Importance::Ordinary } else { Importance::Important };
        self.handle.queue.append(Lane::Audit, importance, Instant::now(), || record.to_line(&Local::now()));
    }

    /// Has the files opened again under their names: logrotate has given the old ones other names. Lines that wait go
    /// into the new ones.
    pub fn reopen(&self) {
        self.handle.queue.reopen();
    }

    /// Has lines wait until [`wake`](Self::wake) before the thread is woken for them: to wake one is a system call, and
    /// where there is one core it runs at once, before what somebody waits for.
    pub fn postpone_waking(&self) {
        self.handle.queue.postpone_waking();
    }

    /// Wakes the thread if lines wait for it, and has it woken at once for each from now on.
    pub fn wake(&self) {
        self.handle.queue.wake();
    }

    /// Waits until everything so far is written; false if that took longer than `timeout`. Not for the poll loop.
    pub fn flush(&self, timeout: Duration) -> bool {
        self.handle.queue.flush(timeout)
    }

    /// The last so many lines of the human log, oldest first, as far as they are kept in memory.
    pub fn recent(&self, count: usize) -> Vec<String> {
        self.handle.recent.last(count)
    }

    /// Lines lost since the start.
    pub fn lost_lines(&self) -> LostLines {
        let [human, audit] = self.handle.queue.lost_ever();
        LostLines { human, audit }
    }
}

/// The writer's thread.
struct Thread {
    queue: Arc<Queue>,
    /// In the order of [`Lane::ALL`].
    sinks: [Sink; 2],
    /// Bytes in hand of each, as the queue counts them.
    in_hand: [usize; 2],
    style: Style,
}

impl Thread {
    fn run(mut self) {
        // Whether the files can be opened is to be known at once, and not with the first line.
        for lane in Lane::ALL {
            self.attempt(lane);
        }
        loop {
            let alarm = self.sinks.iter().filter_map(Sink::alarm).min();
            let was_empty = self.sinks.each_ref().map(|sink| sink.batch.is_empty());
            let [human, audit] = &mut self.sinks;
            let turn = self.queue.next([&mut human.batch, &mut audit.batch], alarm);
            for lane in Lane::ALL {
                let i = lane as usize;
                if was_empty[i] {
                    self.in_hand[i] = self.sinks[i].batch.len();
                }
                if turn.reopen {
                    self.sinks[i].reopen();
                }
                if turn.lost[i] != Lost::default() {
                    let line = self.loss_line(lane, turn.lost[i]);
                    self.sinks[i].batch.extend_from_slice(line.as_bytes());
                }
                self.attempt(lane);
            }
            if turn.closing {
                return;
            }
        }
    }

    fn attempt(&mut self, lane: Lane) {
        let i = lane as usize;
        let outcome = self.sinks[i].attempt(Instant::now());
        if matches!(outcome, WriteResult::Written | WriteResult::Recovered(_)) {
            self.queue.wrote(lane, std::mem::take(&mut self.in_hand[i]));
        }
        let name = self.sinks[i].name();
        let (level, text) = match outcome {
            WriteResult::Nothing | WriteResult::Written | WriteResult::StillFailing => return,
            WriteResult::Failed(e) => (
                Level::Error,
                format!(
                    "{name} cannot be written: {e}; its lines wait, and those beyond its queue are lost{}",
                    if is_out_of_room(&e) { room_mend(Lang::En, &e) } else { "; let this user write there" }
                ),
            ),
            WriteResult::Recovered(after) => {
                (Level::Warn, format!("{name} can be written again after {} s", after.as_secs()))
            }
        };
        let line = human_line(self.style, level, &format_args!("{text}"));
        if lane == Lane::Human {
            // There is no other place for what the human log cannot take, and none at all if this fails.
            let _ = io::stderr().write_all(line.as_bytes());
        } else {
            self.queue.append(Lane::Human, Importance::Important, Instant::now(), || line);
        }
    }

    fn loss_line(&self, lane: Lane, lost: Lost) -> String {
        let Lost { dropped, suppressed } = lost;
        let mut text = format!("{} lines are missing here:", dropped + suppressed);
        if dropped > 0 {
            // Writing to a String cannot fail.
            let _ = write!(text, " {dropped} could not be written in time");
        }
        if suppressed > 0 {
            let and = if dropped > 0 { "," } else { "" };
            let _ = write!(text, "{and} {suppressed} were too many in a second");
        }
        match lane {
            Lane::Human => human_line(self.style, Level::Warn, &format_args!("{text}")),
            Lane::Audit => AuditRecord::of_server(AuditEvent::LogLinesLost, &text).to_line(&Local::now()),
        }
    }
}

fn human_line(style: Style, level: Level, message: &fmt::Arguments<'_>) -> String {
    let mut line = String::with_capacity(160);
    // Writing to a String cannot fail.
    let _ = match style {
        Style::Stamped => write!(line, "{} {level:5} ", Local::now().format("%Y-%m-%dT%H:%M:%S%.3f%:z")),
        Style::Journal => write!(line, "<{}>", journal_priority(level)),
    };
    let mut sanitizer = Sanitizer { line: &mut line, room: TEXT_CHARS_MAX, cut: 0 };
    let _ = sanitizer.write_fmt(*message);
    let cut = sanitizer.cut;
    if cut > 0 {
        let _ = write!(line, "… ({cut} more characters)");
    }
    line.push('\n');
    line
}

/// syslog(3)'s numbers.
fn journal_priority(level: Level) -> u8 {
    match level {
        Level::Error => 3,
        Level::Warn => 4,
        Level::Info => 6,
        Level::Debug | Level::Trace => 7,
    }
}

/// Writes text so that it stays in its line, and the line in its length. What users write is in there: a line end
/// would begin a line of theirs, and other controls would repaint the operator's terminal or turn the text around.
struct Sanitizer<'a> {
    line: &'a mut String,
    room: usize,
    cut: usize,
}

impl fmt::Write for Sanitizer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // Most of a log.
        if text.len() <= self.room && text.bytes().all(|b| matches!(b, b' '..=b'~')) {
            self.room -= text.len();
            self.line.push_str(text);
            return Ok(());
        }
        for c in text.chars() {
            if self.room == 0 {
                self.cut += 1;
                continue;
            }
            self.room -= 1;
            if changes_the_line(c) {
                self.line.extend(c.escape_default());
            } else {
                self.line.push(c);
            }
        }
        Ok(())
    }
}

/// Controls, line separators, and the bidirectional controls of Unicode (UAX #9, section 2).
fn changes_the_line(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// True if systemd reads standard error for the journal.
fn standard_error_is_the_journal() -> bool {
    let standard_error = io::stderr().as_fd().try_clone_to_owned().map(File::from);
    match (std::env::var("JOURNAL_STREAM"), standard_error) {
        (Ok(stream), Ok(file)) => is_the_stream(&stream, &file),
        _ => false,
    }
}

/// `JOURNAL_STREAM` holds device and inode of the journal's stream. A process inherits it also when its own output goes
/// elsewhere, so they are compared (systemd.exec(5)).
fn is_the_stream(stream: &str, file: &File) -> bool {
    let (Some((device, inode)), Ok(metadata)) = (stream.split_once(':'), file.metadata()) else { return false };
    device.parse() == Ok(metadata.dev()) && inode.parse() == Ok(metadata.ino())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use log::{Log, Record};

    use super::*;

    const DEADLINE: Duration = Duration::from_secs(60);

    fn config(directory: &Path) -> Config {
        let mut config = Config { data_dir: directory.to_owned(), ..Config::default() };
        config.log.file = directory.join("classcord.log");
        config
    }

    /// A writer and the logger that the macros would lead to, without making it that of the process.
    fn writer(config: &Config) -> (LogWriter, Box<dyn Log>) {
        let writer = LogWriter::spawn(config).unwrap();
        let logger = writer.dispatch().into_log().1;
        (writer, logger)
    }

    fn log_to(logger: &dyn Log, level: Level, target: &str, text: &str) {
        logger.log(&Record::builder().level(level).target(target).args(format_args!("{text}")).build());
    }

    fn info(logger: &dyn Log, text: &str) {
        log_to(logger, Level::Info, "classcord_server::server", text);
    }

    fn read(path: &Path) -> String {
        fs::read_to_string(path).unwrap_or_default()
    }

    fn wait_until(mut is_so: impl FnMut() -> bool) {
        let until = Instant::now() + DEADLINE;
        while !is_so() {
            assert!(Instant::now() < until, "waited too long");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    #[test]
    fn lines_have_time_level_and_text() {
        let directory = tempfile::tempdir().unwrap();
        let (writer, logger) = writer(&config(directory.path()));
        info(&*logger, "écoute sur [::]:12345");
        log_to(&*logger, Level::Info, "redb", "of no use");
        log_to(&*logger, Level::Warn, "redb", "of use");
        assert!(writer.flush(DEADLINE));
        let text = read(&directory.path().join("classcord.log"));
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(lines.len(), 2, "{text}");
        let (time, rest) = lines[0].split_once(' ').unwrap();
        assert_eq!(time.len(), "2025-06-20T17:14:06.611+02:00".len());
        assert!(chrono::DateTime::parse_from_rfc3339(time).is_ok(), "{time}");
        assert_eq!(rest, "INFO  écoute sur [::]:12345");
        assert!(lines[1].ends_with(" WARN  of use"));
    }

    #[test]
    fn the_journal_gets_priorities_instead_of_times() {
        for (level, start) in [(Level::Error, "<3>"), (Level::Warn, "<4>"), (Level::Info, "<6>"), (Level::Debug, "<7>")]
        {
            assert_eq!(human_line(Style::Journal, level, &format_args!("text")), format!("{start}text\n"));
        }
    }

    #[test]
    fn the_journal_is_told_from_what_merely_runs_under_systemd() {
        let file = tempfile::tempfile().unwrap();
        let metadata = file.metadata().unwrap();
        let (device, inode) = (metadata.dev(), metadata.ino());
        assert!(is_the_stream(&format!("{device}:{inode}"), &file));
        for other in [format!("{device}:{}", inode + 1), format!("{}:{inode}", device + 1), String::new(), ":".into()] {
            assert!(!is_the_stream(&other, &file), "{other}");
        }
    }

    #[test]
    fn text_cannot_leave_its_line() {
        let line = |text: &str| human_line(Style::Journal, Level::Info, &format_args!("{text}"));
        assert_eq!(line("a\nb\r\u{1b}[31mc\td\u{0}"), "<6>a\\nb\\r\\u{1b}[31mc\\td\\u{0}\n");
        assert_eq!(line("\u{85}\u{2028}\u{202e}\u{9b}"), "<6>\\u{85}\\u{2028}\\u{202e}\\u{9b}\n");
        assert_eq!(line("é à ç € 😀 \"\\"), "<6>é à ç € 😀 \"\\\n");
        let long = line(&"é".repeat(TEXT_CHARS_MAX + 7));
        assert_eq!(long, format!("<6>{}… (7 more characters)\n", "é".repeat(TEXT_CHARS_MAX)));
    }

    #[test]
    fn a_log_that_cannot_be_written_delays_its_lines() {
        let directory = tempfile::tempdir().unwrap();
        let in_the_way = directory.path().join("logs");
        fs::write(&in_the_way, "").unwrap();
        let mut config = config(directory.path());
        config.log.audit_file = in_the_way.join("audit.log");
        let (writer, _logger) = writer(&config);
        let human = directory.path().join("classcord.log");
        wait_until(|| read(&human).contains("audit.log cannot be written"));
        writer.audit(&AuditRecord::of(AuditEvent::ServerStarted));
        assert!(!writer.flush(Duration::from_millis(20)));
        fs::remove_file(&in_the_way).unwrap();
        writer.reopen();
        assert!(writer.flush(DEADLINE));
        assert!(read(&config.log.audit_file).contains("server_started"));
        wait_until(|| read(&human).contains("audit.log can be written again"));
    }

    #[test]
    fn what_the_queue_cannot_hold_is_counted_in_the_log() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("classcord.log");
        std::os::unix::fs::symlink("/dev/full", &path).unwrap();
        let mut config = config(directory.path());
        config.fixed.log_queue_bytes = 16 * 1024;
        config.fixed.log_lines_per_second = 1_000_000;
        let (writer, logger) = writer(&config);
        let lines = 1000;
        for i in 0..lines {
            info(&*logger, &format!("line {i} {}", "x".repeat(100)));
        }
        wait_until(|| writer.lost_lines().human > 0);
        fs::remove_file(&path).unwrap();
        writer.reopen();
        assert!(writer.flush(DEADLINE));
        info(&*logger, "the last one");
        assert!(writer.flush(DEADLINE));
        let text = read(&path);
        let written = text.lines().filter(|line| line.contains(" INFO  line ")).count() as u64;
        let lost = writer.lost_lines().human;
        assert_eq!(written + lost, lines, "{lost} lost");
        let reported = text
            .lines()
            .filter_map(|line| {
                line.split_once("missing here: ")?.1.split_once(" could not be written in time")?.0.parse::<u64>().ok()
            })
            .sum::<u64>();
        assert_eq!(reported, lost);
    }

    #[test]
    fn a_flood_is_summed_up_and_leaves_the_acts_of_people_in_charge() {
        let directory = tempfile::tempdir().unwrap();
        let mut config = config(directory.path());
        config.fixed.log_lines_per_second = 50;
        let (writer, _logger) = writer(&config);
        for _ in 0..5000 {
            writer.audit(&AuditRecord::of(AuditEvent::LoginFailed));
        }
        writer.audit(&AuditRecord { user: "prof", target: "bob", ..AuditRecord::of(AuditEvent::Ban) });
        let path = directory.path().join("audit.log");
        wait_until(|| read(&path).contains("log_lines_lost"));
        assert!(writer.flush(DEADLINE));
        let text = read(&path);
        assert!(text.contains(r#""event":"ban""#));
        let written = text.lines().filter(|line| line.contains("login_failed")).count();
        assert!((50..5000).contains(&written), "{written}");
        assert_eq!(written as u64 + writer.lost_lines().audit, 5000);
    }

    #[test]
    fn the_thread_ends_with_the_last_handle() {
        let directory = tempfile::tempdir().unwrap();
        let (writer, logger) = writer(&config(directory.path()));
        let queue = Arc::downgrade(&writer.handle.queue);
        writer.audit(&AuditRecord::of(AuditEvent::ServerStopped));
        drop(writer.clone());
        writer.audit(&AuditRecord::of(AuditEvent::ServerStopped));
        drop((writer, logger));
        wait_until(|| queue.strong_count() == 0);
        assert_eq!(read(&directory.path().join("audit.log")).lines().count(), 2);
    }
}
