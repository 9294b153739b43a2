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
                // Where one may not look there may be one: to start without it would be to pass it over.
                Err(_) if matches!(around.default_file.try_exists(), Ok(false)) => None,
                Err(e) => return Err(e),
            },
        };
        self.read_text(file.as_ref().map(|(path, text)| (*path, text.as_str())), around)
    }

    fn read_text(&self, file: Option<(&Path, &str)>, around: &Surroundings) -> Result<Config, ConfigError> {
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

impl Config {
    /// Reads a configuration's text and checks every value, as [`ConfigSource::load`] does with the file of that name.
    ///
    /// # Errors
    /// [`ConfigError`] names the file, the line, the key, the value and the mend.
    pub fn from_text(name: &Path, text: &str) -> Result<Self, ConfigError> {
        ConfigSource::default().read_text(Some((name, text)), &Surroundings::default())
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
    for (path, name) in [(&mut config.tls.certificate, "cert.pem"), (&mut config.tls.key, "key.pem")] {
        if is_empty(path) {
            *path = config.data_dir.join(name);
        }
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Place {
        directory: tempfile::TempDir,
    }

    impl Place {
        fn with(bytes: impl AsRef<[u8]>) -> Self {
            let place = Self { directory: tempfile::tempdir().unwrap() };
            fs::write(place.file(), bytes).unwrap();
            place
        }

        fn file(&self) -> PathBuf {
            self.directory.path().join("classcord.toml")
        }

        fn load(&self) -> Result<Config, ConfigError> {
            ConfigSource { file: Some(self.file()), ..ConfigSource::default() }.load_in(&Surroundings::default())
        }

        /// The error without the name of the file.
        fn error(&self) -> String {
            let error = self.load().unwrap_err().to_string();
            assert!(!error.contains('\n'), "it goes into a log: {error}");
            let file = format!("{}: ", self.file().display());
            error.strip_prefix(&file).unwrap_or_else(|| panic!("{error}")).to_owned()
        }
    }

    #[test]
    fn without_a_file_there_are_defaults_and_a_data_directory() {
        let around = Surroundings { default_file: PathBuf::from("/nowhere/classcord.toml"), ..Surroundings::default() };
        let config = ConfigSource::default().load_in(&around).unwrap();
        assert_eq!(config.data_dir, Path::new("data"));
        assert_eq!(config.control_socket, Path::new("data/control.sock"));
        assert_eq!(config.log.audit_file, Path::new("data/audit.log"));
        assert_eq!(config.log.file, Path::new(""));
    }

    #[test]
    fn systemd_says_where_things_go() {
        let around = Surroundings {
            default_file: PathBuf::from("/nowhere/classcord.toml"),
            state_directory: Some("/var/lib/classcord".into()),
            runtime_directory: Some("/run/classcord".into()),
            logs_directory: Some("/var/log/classcord".into()),
        };
        let config = ConfigSource::default().load_in(&around).unwrap();
        assert_eq!(config.data_dir, Path::new("/var/lib/classcord"));
        assert_eq!(config.control_socket, Path::new("/run/classcord/control.sock"));
        assert_eq!(config.log.audit_file, Path::new("/var/log/classcord/audit.log"));
        let overrides = Overrides { data_dir: Some("/srv/chat".into()), ..Overrides::default() };
        let config = ConfigSource { file: None, overrides }.load_in(&around).unwrap();
        assert_eq!(config.data_dir, Path::new("/srv/chat"));
        assert_eq!(config.control_socket, Path::new("/run/classcord/control.sock"));
    }

    #[test]
    fn the_default_file_is_read_if_it_is_there() {
        let place = Place::with("lang = \"en\"");
        let around = Surroundings { default_file: place.file(), ..Surroundings::default() };
        assert_eq!(ConfigSource::default().load_in(&around).unwrap().lang, Lang::En);
        fs::write(place.file(), "lang = 5").unwrap();
        assert!(ConfigSource::default().load_in(&around).is_err(), "a wrong one is not passed over");
        let around = Surroundings { default_file: place.file().join("below.toml"), ..Surroundings::default() };
        assert!(ConfigSource::default().load_in(&around).is_err(), "nor one that may be there");
    }

    #[test]
    fn the_command_line_wins_over_the_file() {
        let place = Place::with(
            "listen = [\"[::]:1\"]\ndata_dir = \"/a\"\nlang = \"en\"\n[log]\nlevel = \"warn\"\nfile = \"/a/b\"\n",
        );
        let overrides = Overrides {
            listen: vec!["127.0.0.1:2".parse().unwrap()],
            data_dir: Some("/c".into()),
            control_socket: Some("/d".into()),
            lang: Some(Lang::Fr),
            log_level: Some(LogLevel::Debug),
            log_file: Some("".into()),
        };
        let config = ConfigSource { file: Some(place.file()), overrides }.load().unwrap();
        assert_eq!(config.listen, ["127.0.0.1:2".parse().unwrap()]);
        assert_eq!((config.data_dir, config.control_socket), ("/c".into(), "/d".into()));
        assert_eq!((config.lang, config.log.level), (Lang::Fr, LogLevel::Debug));
        assert_eq!(config.log.file, Path::new(""));
        let config = place.load().unwrap();
        assert_eq!((config.data_dir, config.lang, config.log.level), ("/a".into(), Lang::En, LogLevel::Warn));
        assert_eq!(config.log.file, Path::new("/a/b"));
    }

    #[test]
    fn errors_name_the_line_the_key_and_the_mend() {
        for (toml, parts) in [
            ("lang = \"fr\"\n\n[limits]\nmax_lines = 5\n", &["line 4: limits.max_lines", "`max_line`"][..]),
            ("[limitz]\n", &["line 1: limitz", "`limits`"]),
            ("[limits]\nmax_line = \"big\"\n", &["line 2: limits.max_line", "invalid type: string \"big\""]),
            ("[limits]\nmax_line = -1\n", &["line 2: limits.max_line", "-1"]),
            ("[limits]\nmax_line = 70000.5\n", &["line 2: limits.max_line", "70000.5"]),
            ("limits = 3\n", &["line 1: limits", "3"]),
            ("lang = \"de\"\n", &["line 1: lang", "\"de\" is none of the possible words: fr, en"]),
            ("listen = [\"[::]:1\", \"here\"]\n", &["line 1: listen", "\"here\"", "write for example"]),
            (
                "[chat]\nchannels = [\n  \"ok\",\n  \"#a b\",\n]\n",
                &["chat.channels", "\"#a b\"", "has a character that names may not have"],
            ),
            ("[access]\nallow = [\"10.0.0.0/99\"]\n", &["line 2: access.allow", "\"10.0.0.0/99\"", "192.168.1.0/24"]),
            ("lang = \"fr\"\nlang = \"en\"\n", &["line 2: ", "duplicate key"]),
            ("lang = fr\n", &["line 1: "]),
            ("[limits\n", &["line 1: "]),
            (
                "[limits]\nmax_line = 5\n\n[tcp]\nkeepalive_s = 0\n",
                &["line 2: limits.max_line = 5 ", "use 512 to 1048576; line 5: tcp.keepalive_s = 0", "use 1 to 7200"],
            ),
            ("limits.max_line = 5\n", &["line 1: limits.max_line = 5 "]),
        ] {
            let error = Place::with(toml).error();
            for part in parts {
                assert!(error.contains(part), "{toml:?} gives {error:?} without {part:?}");
            }
        }
    }

    #[test]
    fn what_is_no_text_is_refused() {
        assert!(Place::with(b"welcome = \"\xe9\"").error().contains("save it as UTF-8"));
        assert!(Place::with(vec![b'#'; (1 << 20) + 1]).error().contains("larger than 1 MiB"));
        assert_eq!(Place::with("\u{feff}lang = \"en\"\r\n").load().unwrap().lang, Lang::En);
        let place = Place::with("");
        fs::remove_file(place.file()).unwrap();
        assert!(place.error().contains("check the name given with --config"));
        fs::create_dir(place.file()).unwrap();
        assert!(place.error().contains("cannot be read"));
    }

    #[test]
    fn a_socket_path_that_the_system_would_refuse_is_found_at_once() {
        let place = Place::with(format!("control_socket = \"/{}\"", "x".repeat(107)));
        assert!(place.error().starts_with("line 1: control_socket = /xxx"), "{}", place.error());
        assert!(Place::with(format!("control_socket = \"/{}\"", "x".repeat(106))).load().is_ok());
    }
}
