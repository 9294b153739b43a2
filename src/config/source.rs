//! Where the configuration comes from: a file, the command line over it, and what systemd says about directories.
//!
//! Owns [`ConfigSource`], which is kept while the server runs, because SIGHUP reads everything again. Reading blocks:
//! the poll loop leaves it to the worker.

use std::fs::File;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::{Config, ConfigError, Lang, LogLevel};

/// The file that is read when none is named, if it exists.
pub const DEFAULT_FILE: &str = "/etc/classcord/classcord.toml";

/// The largest file that is read; the shipped one has a fiftieth of that.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// What the command line sets. It wins over the file.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Instead of `listen`, if there are any.
    pub listen: Vec<SocketAddr>,
    /// Instead of `data_dir`.
    pub data_dir: Option<PathBuf>,
    /// Instead of `control_socket`.
    pub control_socket: Option<PathBuf>,
    /// Instead of `lang`.
    pub lang: Option<Lang>,
    /// Instead of `log.level`.
    pub log_level: Option<LogLevel>,
    /// Instead of `log.file`.
    pub log_file: Option<PathBuf>,
}

/// Where the configuration comes from.
#[derive(Debug, Clone, Default)]
pub struct ConfigSource {
    /// The file; `None` for [`DEFAULT_FILE`] if it exists, and defaults else.
    pub file: Option<PathBuf>,
    /// What the command line sets.
    pub overrides: Overrides,
}

/// What is around the process.
#[derive(Debug, Clone, Default)]
struct Surroundings {
    default_file: PathBuf,
    /// The directories that systemd made for the service (systemd.exec(5)).
    state_directory: Option<PathBuf>,
    runtime_directory: Option<PathBuf>,
    logs_directory: Option<PathBuf>,
}

impl Surroundings {
    fn of_this_process() -> Self {
        // Each variable may hold several directories; the first is ours.
        let directory = |name| {
            let all = std::env::var_os(name)?;
            let first = std::env::split_paths(&all).next()?;
            Some(first).filter(|path| path.is_absolute())
        };
        Self {
            default_file: PathBuf::from(DEFAULT_FILE),
            state_directory: directory("STATE_DIRECTORY"),
            runtime_directory: directory("RUNTIME_DIRECTORY"),
            logs_directory: directory("LOGS_DIRECTORY"),
        }
    }
}

impl ConfigSource {
    /// Reads the configuration, checks every value, and fills in the paths that were left empty.
    ///
    /// # Errors
    /// [`ConfigError`] names the file, the line, the key, the value and the mend.
    pub fn load(&self) -> Result<Config, ConfigError> {
        self.load_in(&Surroundings::of_this_process())
    }

    fn load_in(&self, around: &Surroundings) -> Result<Config, ConfigError> {
        let file = match &self.file {
            Some(path) => Some((path.as_path(), read(path)?)),
            None => match read(&around.default_file) {
                Ok(text) => Some((around.default_file.as_path(), text)),
                Err(_) if !around.default_file.exists() => None,
                Err(e) => return Err(e),
            },
        };
        let file = file.as_ref().map(|(path, text)| (*path, text.as_str()));
        let mut config = match file {
            Some((path, text)) => toml::from_str(text).map_err(|e| ConfigError::syntax(path, text, &e))?,
            None => Config::default(),
        };
        self.overrides.apply(&mut config);
        fill_in(&mut config, around);
        let problems = config.problems();
        if problems.is_empty() { Ok(config) } else { Err(ConfigError::values(file, &problems)) }
    }
}

impl Overrides {
    fn apply(&self, config: &mut Config) {
        let Self { listen, data_dir, control_socket, lang, log_level, log_file } = self.clone();
        if !listen.is_empty() {
            config.listen = listen;
        }
        config.data_dir = data_dir.unwrap_or_else(|| std::mem::take(&mut config.data_dir));
        config.control_socket = control_socket.unwrap_or_else(|| std::mem::take(&mut config.control_socket));
        config.lang = lang.unwrap_or(config.lang);
        config.log.level = log_level.unwrap_or(config.log.level);
        config.log.file = log_file.unwrap_or_else(|| std::mem::take(&mut config.log.file));
    }
}

fn fill_in(config: &mut Config, around: &Surroundings) {
    let is_empty = |path: &Path| path.as_os_str().is_empty();
    if is_empty(&config.data_dir) {
        config.data_dir = around.state_directory.clone().unwrap_or_else(|| PathBuf::from("data"));
    }
    let in_data_or = |directory: &Option<PathBuf>, name| directory.as_ref().unwrap_or(&config.data_dir).join(name);
    if is_empty(&config.control_socket) {
        config.control_socket = in_data_or(&around.runtime_directory, "control.sock");
    }
    if is_empty(&config.log.audit_file) {
        config.log.audit_file = in_data_or(&around.logs_directory, "audit.log");
    }
}

fn read(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |e: io::Error| ConfigError::unreadable(path, &e);
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(ConfigError::no_text(path, "is larger than 1 MiB: this cannot be the configuration"));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| ConfigError::no_text(path, "is not UTF-8 text: save it as UTF-8 in the editor"))?;
    // Editors on Windows begin a file with a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}
