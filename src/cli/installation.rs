//! The place where the server keeps its data, and the one to ask for it: the database if nobody has it open, the running
//! server if it has.
//!
//! Owns [`Installation`]. The database's lock decides, not the socket: it shows which server runs on these data,
//! wherever its socket may be. Called by the subcommands that work on what is stored. They speak English, as their help
//! does and the errors of the database do.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::Local;

use super::Failure;
use super::control::{Control, ControlError, SocketArgs, Sockets};
use crate::chat::clock::WallTime;
use crate::chat::text::Lang;
use crate::config::{Config, ConfigSource};
use crate::files::{give_to_owner_of, open_plain};
use crate::server;
use crate::store::{Offline, StoreError, StoreOptions};

/// The directory of the data when systemd runs the server (systemd.exec(5), `StateDirectory`).
const SERVICE_DIRECTORY: &str = "/var/lib/classcord";

/// The audit log when systemd runs the server (systemd.exec(5), `LogsDirectory`).
const SERVICE_AUDIT_LOG: &str = "/var/log/classcord/audit.log";

/// The time that the running server may take for one answer: the disk of a small machine may be busy.
const ANSWER_TIME: Duration = Duration::from_secs(60);

/// A server's place.
#[derive(Debug)]
pub(super) struct Installation {
    /// Its configuration.
    pub(super) config: Config,
    /// Its database.
    pub(super) options: StoreOptions,
    sockets: Vec<PathBuf>,
}

/// Access to what is stored, from the file or through the server.
pub(super) enum StoredData {
    /// Nobody else has it open.
    Stopped(Offline),
    /// The server has it open.
    Running(Control),
}

impl Installation {
    /// Finds the place by the configuration. When nothing was named, and nothing is here, it is the service's.
    ///
    /// # Errors
    /// In words, when the configuration cannot be read.
    pub(super) fn find(source: &ConfigSource) -> Result<Self, Failure> {
        warn_on_standard_error();
        let mut config = source.load().map_err(|e| e.to_string())?;
        let named = source.file.is_some() || source.overrides.data_dir.is_some();
        let service = Path::new(SERVICE_DIRECTORY);
        if !named && config.data_dir == Path::new("data") && !config.data_dir.exists() && service.exists() {
            // Once more, because what stands in it by default goes with the directory.
            let mut there = source.clone();
            there.overrides.data_dir = Some(service.to_owned());
            config = there.load().map_err(|e| e.to_string())?;
        }
        let Sockets { paths: sockets, .. } = SocketArgs::default().find(source)?;
        let options = server::store_options(&config);
        Ok(Self { config, options, sockets })
    }

    /// Opens the database of a stopped server, and makes it if it is not there.
    ///
    /// # Errors
    /// In words. If the server runs they say what to do.
    pub(super) fn open_or_create(&self) -> Result<Offline, Failure> {
        let directory_is_new = !self.options.directory.exists();
        let is_new = !self.options.path().exists();
        let db = Offline::open_or_create(&self.options).map_err(|e| self.words(&e))?;
        if is_new && !directory_is_new {
            self.give_to_the_servers_user()?;
        }
        Ok(db)
    }

    /// The same as [`Installation::stored_data`], for who only reads: the database may be on a medium that cannot be
    /// written to.
    ///
    /// # Errors
    /// Those of [`Installation::stored_data`].
    pub(super) fn stored_data_to_read(&self) -> Result<StoredData, Failure> {
        self.stored_data().or_else(|failure| match Offline::open(&self.options) {
            Err(StoreError::File { source, .. })
                if matches!(source.kind(), io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied) =>
            {
                Offline::open_read_only(&self.options).map(StoredData::Stopped).map_err(|e| match e {
                    StoreError::OlderSchema { .. } => e.to_string(),
                    _ => failure,
                })
            }
            _ => Err(failure),
        })
    }

    /// Opens the database, or connects to the server that has it open.
    ///
    /// # Errors
    /// In words, when neither can be had.
    pub(super) fn stored_data(&self) -> Result<StoredData, Failure> {
        match Offline::open(&self.options) {
            Ok(db) => Ok(StoredData::Stopped(db)),
            Err(e) => self.running(&e).map(StoredData::Running),
        }
    }

    /// The same; `None` if there is neither a database nor a server.
    ///
    /// # Errors
    /// Those of [`Installation::stored_data`].
    pub(super) fn stored_data_if_there(&self) -> Result<Option<StoredData>, Failure> {
        match Offline::open(&self.options) {
            Ok(db) => Ok(Some(StoredData::Stopped(db))),
            Err(StoreError::Missing { .. }) => Ok(self.connect().ok().map(StoredData::Running)),
            Err(e) => self.running(&e).map(|control| Some(StoredData::Running(control))),
        }
    }

    /// Opens the database to bring something in, or connects to the server that has it open. Without either the database
    /// is made; `is_rehearsal` says that nothing is to change and nothing need be there.
    ///
    /// # Errors
    /// Those of [`Installation::stored_data`].
    pub(super) fn stored_data_to_fill(&self, is_rehearsal: bool) -> Result<StoredData, Failure> {
        if !is_rehearsal {
            return match self.stored_data_if_there()? {
                Some(stored) => Ok(stored),
                None => self.open_or_create().map(StoredData::Stopped),
            };
        }
        match Offline::rehearse(&self.options) {
            Ok(db) => Ok(StoredData::Stopped(db)),
            Err(e) => self.running(&e).map(StoredData::Running),
        }
    }

    /// The server that may be the reason why the database cannot be opened.
    fn running(&self, error: &StoreError) -> Result<Control, Failure> {
        let in_use = matches!(error, StoreError::InUse { .. });
        // Who may use the socket need not be allowed to read the file.
        if !in_use && !matches!(error, StoreError::Missing { .. }) && !is_denied(error) {
            return Err(error.to_string());
        }
        match self.connect() {
            Ok(control) => Ok(control),
            Err(e) if in_use => Err(format!("{} is in use, but: {}", self.options.path().display(), e.words(Lang::En))),
            Err(ControlError::NoServer { error: e, .. }) if e.kind() == io::ErrorKind::PermissionDenied => {
                Err(format!("{error}, and the server's socket may not be used either: {e}"))
            }
            Err(_) => Err(error.to_string()),
        }
    }

    /// Connects to the running server.
    ///
    /// # Errors
    /// [`ControlError::NoServer`].
    pub(super) fn connect(&self) -> Result<Control, ControlError> {
        Control::connect(&self.sockets, ANSWER_TIME)
    }

    /// Gives what root makes in the server's directory to the server's user; without that it could not start.
    ///
    /// # Errors
    /// In words, when root may not do that either.
    pub(super) fn give_to_the_servers_user(&self) -> Result<(), Failure> {
        let path = self.options.path();
        open_plain(&path)
            .and_then(|file| give_to_owner_of(&self.options.directory, &file))
            .map_err(|e| format!("cannot give {} to the owner of its directory: {e}", path.display()))
    }

    /// An error in words; if the server runs they say what to do.
    pub(super) fn words(&self, error: &StoreError) -> Failure {
        match error {
            StoreError::InUse { path } => format!(
                "{} is in use: a server runs on it. Stop it first (systemctl stop classcord, or Ctrl+C where it runs), \
                 then try again",
                path.display()
            ),
            other => other.to_string(),
        }
    }
}

/// The path of the server's audit log, which is elsewhere when systemd runs it.
pub(super) fn audit_log(config: &Config) -> &Path {
    let is_service = config.data_dir == Path::new(SERVICE_DIRECTORY) && !config.log.audit_file.exists();
    if is_service { Path::new(SERVICE_AUDIT_LOG) } else { &config.log.audit_file }
}

fn is_denied(error: &StoreError) -> bool {
    matches!(error, StoreError::File { source, .. } if source.kind() == io::ErrorKind::PermissionDenied)
}

/// The time now, as it is kept.
pub(super) fn now() -> WallTime {
    let now = Local::now();
    WallTime { unix_us: now.timestamp_micros(), offset_s: now.offset().local_minus_utc() }
}

/// Sends the warnings of the database to whoever sits here.
fn warn_on_standard_error() {
    let dispatch = fern::Dispatch::new()
        .level(log::LevelFilter::Warn)
        .format(|out, message, _| out.finish(format_args!("classcord: {message}")))
        .chain(io::stderr());
    // There is a logger already when several commands run in one process.
    let _ = dispatch.apply();
}
