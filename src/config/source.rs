//! The sources of the configuration: a file, the command line over it, and what systemd says about directories.
//!
//! Owns [`ConfigSource`], which is kept while the server runs, because SIGHUP reads everything again. Reading blocks:
//! the poll loop leaves it to the worker.

use std::fs::File;
use std::io::{self, Read};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use toml::de::DeTable;

use super::fixed::TEST_VARIABLE;
use super::problem::named;
use super::reading::{Mistake, Reader};
use super::section::Section;
use super::{Config, ConfigError, LogLevel};
use crate::chat::text::Lang;

/// The file that is read when none is named, if it exists.
pub const DEFAULT_FILE: &str = "/etc/classcord/classcord.toml";

/// The largest file that is read; the shipped one has a fiftieth of that.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// The values that the command line sets. It wins over the file.
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

/// The source of the configuration.
#[derive(Debug, Clone, Default)]
pub struct ConfigSource {
    /// The file; `None` for [`DEFAULT_FILE`] if it exists, and defaults else.
    pub file: Option<PathBuf>,
    /// The values that the command line sets.
    pub overrides: Overrides,
}

/// The surroundings of the process.
#[derive(Debug, Clone, Default)]
struct Environment {
    default_file: PathBuf,
    /// The directories that systemd made for the service (systemd.exec(5)).
    state_directory: Option<PathBuf>,
    runtime_directory: Option<PathBuf>,
    logs_directory: Option<PathBuf>,
    /// Other values of [`super::Fixed`], which a test wants.
    fixed: Option<String>,
}

impl Environment {
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
            fixed: if cfg!(debug_assertions) { std::env::var(TEST_VARIABLE).ok() } else { None },
        }
    }
}

impl ConfigSource {
    /// Reads the configuration, checks every value, and fills in the paths that were left empty.
    ///
    /// # Errors
    /// [`ConfigError`] names the file, the line, the key, the value and the mend.
    pub fn load(&self) -> Result<Config, ConfigError> {
        self.load_in(&Environment::of_this_process())
    }

    fn load_in(&self, around: &Environment) -> Result<Config, ConfigError> {
        let lang = self.overrides.lang.unwrap_or_default();
        let file = match &self.file {
            Some(path) => Some((path.as_path(), read(path, lang)?)),
            None => match read(&around.default_file, lang) {
                Ok(text) => Some((around.default_file.as_path(), text)),
                // Where one may not look there may be one: to start without it would be to pass it over.
                Err(_) if matches!(around.default_file.try_exists(), Ok(false)) => None,
                Err(e) => return Err(e),
            },
        };
        self.read_text(file.as_ref().map(|(path, text)| (*path, text.as_str())), around)
    }

    fn read_text(&self, file: Option<(&Path, &str)>, around: &Environment) -> Result<Config, ConfigError> {
        let lang = self.overrides.lang.or_else(|| file.and_then(|(_, text)| lang_of(text))).unwrap_or_default();
        let (mut config, mistakes) = match file {
            Some((path, text)) => {
                let (mut config, mistakes) =
                    read_toml(text, lang).map_err(|e| ConfigError::syntax(path, text, &e, lang))?;
                let of_file = |words: &mut String| words.insert_str(0, &named(path, lang));
                config.in_vain.iter_mut().for_each(of_file);
                (config, mistakes)
            }
            None => (Config::default(), Vec::new()),
        };
        if let Some(values) = &around.fixed
            && let Err(words) = config.fixed.replace(values)
        {
            return Err(ConfigError::values(None, lang, vec![Mistake { line: None, words }], Vec::new()));
        }
        self.overrides.apply(&mut config);
        fill_in(&mut config, around);
        let problems = config.problems(lang);
        if problems.is_empty() && mistakes.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError::values(file, lang, mistakes, problems))
        }
    }
}

/// Reads what a file sets over the defaults, and everything in it that cannot be.
pub(super) fn read_toml(text: &str, lang: Lang) -> Result<(Config, Vec<Mistake>), toml::de::Error> {
    let document = DeTable::parse(text)?;
    let mut reader = Reader::new(text, lang, Config::keys());
    let mut config = Config::default();
    config.fill(document.get_ref(), &mut reader);
    reader.in_vain.sort_by_key(|gone| gone.line);
    config.in_vain = reader.in_vain.into_iter().map(|gone| gone.tell(lang)).collect();
    Ok((config, reader.mistakes))
}

/// The language that a file asks for, whatever else is wrong with it: errors are said in it.
fn lang_of(text: &str) -> Option<Lang> {
    let (document, _) = DeTable::parse_recoverable(text);
    document.get_ref().get("lang")?.get_ref().as_str()?.parse().ok()
}

impl Config {
    /// Reads a configuration's text and checks every value, as [`ConfigSource::load`] does with the file of that name.
    ///
    /// # Errors
    /// [`ConfigError`] names the file, the line, the key, the value and the mend.
    pub fn from_text(name: &Path, text: &str) -> Result<Self, ConfigError> {
        ConfigSource::default().read_text(Some((name, text)), &Environment::default())
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

fn fill_in(config: &mut Config, around: &Environment) {
    let is_empty = |path: &Path| path.as_os_str().is_empty();
    if is_empty(&config.data_dir) {
        config.data_dir = around.state_directory.clone().unwrap_or_else(|| PathBuf::from("data"));
    }
    for (path, name) in [(&mut config.tls.certificate, "cert.pem"), (&mut config.tls.key, "key.pem")] {
        if is_empty(path) {
            *path = config.data_dir.join(name);
        }
    }
    let campus = &mut config.campus;
    for (path, name) in [
        (&mut campus.ca, "campus-ca.pem"),
        (&mut campus.certificate, "campus-cert.pem"),
        (&mut campus.key, "campus-key.pem"),
    ] {
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

fn read(path: &Path, lang: Lang) -> Result<String, ConfigError> {
    let unreadable = |e: io::Error| ConfigError::unreadable(path, &e, lang);
    let file = File::open(path).map_err(unreadable)?;
    let mut bytes = Vec::new();
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        let why = lang.choose(
            "plus de 1 Mio : ce ne peut pas être le fichier de configuration",
            "is larger than 1 MiB: this cannot be the configuration",
        );
        return Err(ConfigError::no_text(path, lang, why));
    }
    // Between letters zeros are UTF-16; at the end of a file, what a power cut leaves.
    let text = String::from_utf8(bytes).ok().filter(|text| !text.contains('\0')).ok_or_else(|| {
        let why = lang.choose(
            "ce n'est pas du texte UTF-8 : enregistrez-le en UTF-8 dans l'éditeur",
            "is not UTF-8 text: save it as UTF-8 in the editor",
        );
        ConfigError::no_text(path, lang, why)
    })?;
    // Editors on Windows begin a file with a byte order mark.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::config::fixed::{in_place_of, retired_keys};

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
            self.load_with(Overrides::default())
        }

        fn load_with(&self, overrides: Overrides) -> Result<Config, ConfigError> {
            ConfigSource { file: Some(self.file()), overrides }.load_in(&Environment::default())
        }

        /// The error in English, without the name of the file.
        fn error(&self) -> String {
            self.error_in(Lang::En)
        }

        fn error_in(&self, lang: Lang) -> String {
            let overrides = Overrides { lang: Some(lang), ..Overrides::default() };
            let error = self.load_with(overrides).unwrap_err().to_string();
            assert!(!error.contains(char::is_control), "it goes into a log: {error}");
            let file = format!("{}{} ", self.file().display(), if lang == Lang::Fr { " :" } else { ":" });
            error.strip_prefix(&file).unwrap_or_else(|| panic!("{error}")).to_owned()
        }
    }

    #[test]
    fn without_a_file_there_are_defaults_and_a_data_directory() {
        let around = Environment { default_file: PathBuf::from("/nowhere/classcord.toml"), ..Environment::default() };
        let config = ConfigSource::default().load_in(&around).unwrap();
        assert_eq!(config.data_dir, Path::new("data"));
        assert_eq!(config.control_socket, Path::new("data/control.sock"));
        assert_eq!(config.log.audit_file, Path::new("data/audit.log"));
        assert_eq!(config.log.file, Path::new(""));
    }

    #[test]
    fn systemd_says_where_things_go() {
        let around = Environment {
            default_file: PathBuf::from("/nowhere/classcord.toml"),
            state_directory: Some("/var/lib/classcord".into()),
            runtime_directory: Some("/run/classcord".into()),
            logs_directory: Some("/var/log/classcord".into()),
            fixed: None,
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
        let around = Environment { default_file: place.file(), ..Environment::default() };
        assert_eq!(ConfigSource::default().load_in(&around).unwrap().lang, Lang::En);
        fs::write(place.file(), "lang = 5").unwrap();
        assert!(ConfigSource::default().load_in(&around).is_err(), "a wrong one is not passed over");
        let around = Environment { default_file: place.file().join("below.toml"), ..Environment::default() };
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
            (
                "lang = \"fr\"\n\n[limits]\nmax_lines = 5\n",
                &["line 4: limits.max_lines: this key does not exist, did you mean limits.max_line?"][..],
            ),
            ("[limitz]\n", &["line 1: [limitz]: this section does not exist, did you mean [limits]?"]),
            ("[limits]\nkeep-messages = 5\n", &["line 2: limits.keep-messages", "did you mean history.keep_messages?"]),
            ("max_line = 600\n", &["line 1: max_line", "did you mean limits.max_line?"]),
            ("Max-Line = 600\n", &["line 1: Max-Line", "did you mean limits.max_line?"]),
            (
                "[chat]\nqwertyuiop = 1\n",
                &["line 2: chat.qwertyuiop", "the classcord.toml that comes with the program"],
            ),
            (
                "[limits]\nmax_line = \"big\"\n",
                &[
                    "line 2: limits.max_line = \"big\": this must be a whole number from 512 to 1048576, for example max_line = 65536",
                ],
            ),
            ("[limits]\nmax_line = \"70 000\"\n", &["for example max_line = 70000"]),
            (
                "[limits]\nmax_line = -1\n",
                &["line 2: limits.max_line = -1 is not possible: write a whole number from 512"],
            ),
            ("[limits]\nmax_line = 99999999999999999999999\n", &["line 2: limits.max_line = 999", "from 512"]),
            ("[limits]\nmax_line = 70000.5\n", &["line 2: limits.max_line = 70000.5: this must be a whole number"]),
            ("[chat]\nguests = \"oui\"\n", &["line 2: chat.guests = \"oui\"", "for example guests = true"]),
            ("[chat]\nwelcome = 5\n", &["line 2: chat.welcome = 5", "for example welcome = \"5\""]),
            ("[chat]\nchannels = \"#dev\"\n", &["line 2: chat.channels", "for example channels = [\"#dev\"]"]),
            (
                "listen = \"localhost\"\n",
                &["line 1: listen = \"localhost\": ", "for example listen = [\"[::]:12345\"]"],
            ),
            (
                "[chat]\nregistration_code = 8204\n",
                &["line 2: chat.registration_code = …: this must be a text in quotes"],
            ),
            ("limits = 3\n", &["line 1: limits = 3: limits is a section, to be written [limits] on a line"]),
            (
                "[[limits]]\nmax_line = 600\n",
                &["line 1: limits = [[limits]]: limits is a section, to be written [limits]"],
            ),
            (
                "[limits.max_line]\nx = 5\n",
                &["line 1: limits.max_line = [limits.max_line]: this must be a whole number"],
            ),
            ("lang = \"de\"\n", &["line 1: lang: \"de\" is none of the possible words: fr, en"]),
            ("[log]\nlevel = \"inof\"\n", &["line 2: log.level: \"inof\"", "did you mean \"info\"?"]),
            ("listen = [\"[::]:1\", \"here\"]\n", &["line 1: listen: \"here\"", "write for example"]),
            (
                "[chat]\nchannels = [\n  \"#ok\",\n  \"d!\",\n]\n",
                &["line 2: chat.channels: \"d!\" is no channel name (", "write for example \"#dev\""],
            ),
            ("[access]\nallow = [\"10.0.0.0/99\"]\n", &["line 2: access.allow", "\"10.0.0.0/99\"", "192.168.1.0/24"]),
            ("lang = \"fr\"\nlang = \"en\"\n", &["line 2, column 1: ", "is there already", ": `lang = \"en\"`"]),
            ("lang = fr\n", &["line 1, column 8: ", "in quotes", ": `lang = fr`"]),
            ("[limits\n", &["line 1, column ", ": `[limits`"]),
            (
                "[limits]\nmax_line = 5\n\n[storage]\ncommit_window_ms = 60001\n",
                &[
                    "line 2: limits.max_line = 5 ",
                    "use 512 to 1048576; line 5: storage.commit_window_ms = 60001",
                    "use 0 to",
                ],
            ),
            ("limits.max_line = 5\n", &["line 1: limits.max_line = 5 "]),
        ] {
            let error = Place::with(toml).error();
            for part in parts {
                assert!(error.contains(part), "{toml:?} gives {error:?} without {part:?}");
            }
        }
    }

    /// Of each key and each section, a value of every kind that it is not. Nothing that only a programmer knows is said.
    #[test]
    fn every_wrong_kind_of_every_key_has_a_sentence() {
        const VALUES: [&str; 14] = [
            "\"many\"",
            "\"\"",
            "-1",
            "5",
            "99999999999999999999",
            "1.5",
            "nan",
            "true",
            "[]",
            "[1]",
            "[\"x y\"]",
            "{ a = 1 }",
            "1979-05-27",
            "[[1]]",
        ];
        let sections: std::collections::BTreeSet<&str> =
            Config::keys().iter().filter_map(|key| key.split_once('.')).map(|(section, _)| section).collect();
        let mut refused = std::collections::BTreeMap::new();
        for name in Config::keys().into_iter().chain(sections) {
            for value in VALUES {
                for lang in [Lang::Fr, Lang::En] {
                    let place = Place::with(format!("{name} = {value}\n"));
                    let overrides = Overrides { lang: Some(lang), ..Overrides::default() };
                    if place.load_with(overrides).is_ok() {
                        continue;
                    }
                    let error = place.error_in(lang);
                    *refused.entry(name).or_insert(0) += 1;
                    assert!(error.starts_with(if lang == Lang::Fr { "ligne 1 : " } else { "line 1: " }), "{error}");
                    assert!(error.contains(name), "{error}");
                    for word in [
                        "usize",
                        "u32",
                        "u64",
                        "i64",
                        "invalid type",
                        "invalid value",
                        "expected",
                        "variant",
                        "struct",
                        "SocketAddr",
                        "sequence",
                        "string",
                        "integer",
                        "boolean",
                        "Option",
                        "Vec",
                        "None",
                        "Some(",
                        "PathBuf",
                    ] {
                        assert!(!error.contains(word), "{name} = {value}: {error}");
                    }
                    let english = ["must be", "does not", " write ", " use ", "section, to"];
                    assert!(lang == Lang::En || !english.iter().any(|word| error.contains(word)), "{error}");
                }
            }
        }
        // Whatever a key takes, it does not take most of these.
        for name in Config::keys() {
            assert!(refused.get(name).is_some_and(|&times| times >= 2 * 8), "{name}: {refused:?}");
        }
    }

    /// A letter more, a letter less, two letters changed over, `-` for `_`, capitals.
    #[test]
    fn the_name_that_was_meant_is_found() {
        for name in Config::keys() {
            let (section, key) = name.rsplit_once('.').map_or(("", name), |(section, key)| (section, key));
            let dot = if section.is_empty() { "" } else { "." };
            let mut changed_over: Vec<char> = key.chars().collect();
            changed_over.swap(0, 1);
            let near = [
                format!("{key}s"),
                key[..key.len() - 1].to_owned(),
                changed_over.into_iter().collect(),
                key.replace('_', "-"),
                key.to_uppercase(),
            ];
            for typed in near.iter().filter(|typed| *typed != key) {
                let error = Place::with(format!("{section}{dot}{typed} = 1\n")).error_in(Lang::Fr);
                assert!(error.contains(&format!("vouliez-vous dire {name} ?")), "{typed}: {error}");
            }
        }
    }

    /// A file that was right before an upgrade is right after it: each key that is gone is told with its line and what
    /// holds now, whatever its value, and the rest of the file counts.
    #[test]
    fn a_key_that_is_gone_is_told_and_the_rest_counts() {
        for name in retired_keys() {
            let (section, key) = name.split_once('.').unwrap();
            for value in ["100", "\"x\"", "{ a = 1 }", "[1]"] {
                for (lang, start) in [("fr", "ligne 3 : "), ("en", "line 3: ")] {
                    let place = Place::with(format!(
                        "lang = \"{lang}\"\n[{section}]\n{key} = {value}\n[chat]\nguests = false\n"
                    ));
                    let text = fs::read_to_string(place.file()).unwrap();
                    // A section must not stand there twice.
                    let text = if section == "chat" { text.replace("[chat]\nguests", "guests") } else { text };
                    fs::write(place.file(), text).unwrap();
                    let config = place.load().unwrap();
                    assert!(!config.chat.guests);
                    let [told] = config.in_vain.as_slice() else { panic!("{:?}", config.in_vain) };
                    let told = told.strip_prefix(&named(&place.file(), config.lang)).unwrap();
                    assert!(told.starts_with(&format!("{start}{name}")), "{told}");
                    let now = in_place_of(name, config.lang).unwrap();
                    assert!(told.contains(&now), "{told}");
                    assert!(told.ends_with(config.lang.choose("retirez la ligne", "remove the line")), "{told}");
                }
            }
        }
    }

    #[test]
    fn keys_that_are_gone_are_told_in_the_order_of_the_file() {
        let toml = "lang = \"en\"\n[tls]\nmax_handshakes = 1\n[tcp]\nuser_timeout_s = 5\nkeepalive_s = 1\n[limits]\nline_s = 0\n";
        let told = Place::with(toml).load().unwrap().in_vain;
        let keys = ["3: tls.max_handshakes", "5: tcp.user_timeout_s", "6: tcp.keepalive_s", "8: limits.line_s"];
        assert_eq!(told.len(), keys.len());
        for (told, key) in told.iter().zip(keys) {
            assert!(
                told.contains(&format!("line {key}: this key does not exist any more, the value is always ")),
                "{told}"
            );
        }
        assert_eq!(Place::with("[tcp]\n").load().unwrap().in_vain, Vec::<String>::new());
    }

    /// It is an error where it never was, and so are others in a section that is gone.
    #[test]
    fn a_key_that_is_gone_is_looked_for_nowhere_else() {
        for (toml, words) in [
            (
                "keepalive_s = 5\n",
                "line 1: keepalive_s: this key does not exist, nor does tcp.keepalive_s: the value is always 60 now",
            ),
            ("[chat]\nstore-queue = 5\n", "nor does limits.store_queue: the value is always 5000 now, remove the line"),
            ("[tcp]\nkeepalive = 5\n", "line 2: tcp.keepalive: this key does not exist"),
            ("tcp = 5\n", "line 1: tcp: this key does not exist"),
            ("[limits.drain]\ns = 5\n", "line 1: limits.drain: this key does not exist"),
        ] {
            let error = Place::with(toml).error();
            assert!(error.contains(words), "{toml:?} gives {error:?} without {words:?}");
        }
    }

    /// The file of an earlier version, whole, is as good as none.
    #[test]
    fn the_file_of_an_earlier_version_still_starts_the_server() {
        let mut toml = include_str!("../../classcord.toml").to_owned();
        let earlier: Vec<&str> = retired_keys().collect();
        for key in &earlier {
            let (section, key) = key.split_once('.').unwrap();
            let header = format!("\n[{section}]\n");
            match toml.find(&header) {
                Some(at) => toml.insert_str(at + header.len(), &format!("{key} = 7\n")),
                None => toml.push_str(&format!("{header}{key} = 7\n")),
            }
        }
        let place = Place::with(toml);
        let mut config = place.load().unwrap();
        assert_eq!(std::mem::take(&mut config.in_vain).len(), earlier.len());
        let overrides = Overrides { data_dir: Some("data".into()), ..Overrides::default() };
        assert_eq!(
            config,
            ConfigSource { file: Some("/dev/null".into()), overrides }.load_in(&Environment::default()).unwrap()
        );
    }

    #[test]
    fn other_values_are_for_tests_only() {
        let values = |values: &str| Environment { fixed: Some(values.to_owned()), ..Environment::default() };
        let source = ConfigSource { file: Some("/dev/null".into()), ..ConfigSource::default() };
        assert_eq!(source.load_in(&values("drain_s=60")).unwrap().fixed.drain_s, 60);
        assert!(source.load_in(&values("drain_s=x")).unwrap_err().to_string().contains("drain_s=x"));
    }

    #[test]
    fn every_mistake_is_told_at_once_in_the_order_of_the_file() {
        let toml = "lang = \"en\"\n[limits]\nmax_line = 0\n[chat]\nguests = 1\nguest = 2\n[log]\nlevel = 3\n";
        let error = Place::with(toml).error();
        let lines: Vec<usize> = (1..9).filter_map(|line| error.find(&format!("line {line}: "))).collect();
        assert!(lines.len() == 4 && lines.is_sorted(), "{error}");
        let many: String = (0..50).map(|n| format!("x{n} = 1\n")).collect();
        assert!(Place::with(many).error().ends_with("; and 40 more"));
    }

    #[test]
    fn errors_are_said_in_the_language_that_the_file_asks_for() {
        let error = |toml: &str, lang| {
            let overrides = Overrides { lang, ..Overrides::default() };
            Place::with(toml).load_with(overrides).unwrap_err().to_string()
        };
        for wrong in ["[limits]\nmax_line = 5", "[limits]\nmax_line = \"x\"", "[limitz]", "x = = 3", "[limits"] {
            assert!(error(wrong, None).contains("ligne"), "French is the default: {wrong}");
            assert!(error(&format!("lang = \"en\"\n{wrong}"), None).contains("line "), "{wrong}");
            assert!(error(&format!("lang = \"en\"\n{wrong}"), Some(Lang::Fr)).contains("ligne"), "{wrong}");
        }
        assert!(error("lang = \"english\"", None).contains("n'est pas un des mots possibles (fr, en)"));
        let nowhere = ConfigSource { file: Some("/nowhere/x.toml".into()), ..ConfigSource::default() };
        let error = nowhere.load().unwrap_err().to_string();
        assert_eq!(error, "/nowhere/x.toml : illisible, il n'existe pas, vérifiez le nom donné avec --config");
    }

    #[test]
    fn what_is_no_text_is_refused() {
        for text in [&b"\xff\xfel\0a\0"[..], b"l\0a\0n\0g\0", b"lang = \"fr\"\n\0\0"] {
            assert!(Place::with(text).error().contains("save it as UTF-8"));
        }
        // What cannot be read is said once.
        let said = Place::with(b"lang = \"en\"\n[chat]\nregistration = \"code\"\nregistration_code = 8204\n").error();
        assert_eq!(said.matches("chat.registration_code").count(), 1, "{said}");
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
