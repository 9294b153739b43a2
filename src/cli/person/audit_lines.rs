//! The lines of the audit log that name a person, those of rotated files too.
//!
//! Owns [`AuditFiles`]: the files beside the log, the oldest first, read line by line. A packed one is unpacked by `gzip`,
//! which every system has that packs them.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::chat::name::Username;
use crate::cli::installation::audit_log;
use crate::config::Config;

/// Bytes of one line at most: a line of the log has far fewer.
const LINE_BYTES_MAX: u64 = 64 * 1024;

/// The fields of a line that hold a name.
const NAME_FIELDS: [&str; 2] = ["user", "target"];

/// The files of the audit log.
pub(super) struct AuditFiles(Vec<PathBuf>);

impl AuditFiles {
    /// Finds the log of a configuration, and what became of it when it was rotated.
    pub(super) fn find(config: &Config) -> Self {
        let log = audit_log(config);
        let mut rotated: Vec<(u64, PathBuf)> = Vec::new();
        let directory = log.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let file = entry.file_name().to_string_lossy().into_owned();
            let number = file.strip_prefix(&name).and_then(|rest| rest.strip_prefix('.'));
            if let Some(Ok(number)) = number.map(|rest| rest.trim_end_matches(".gz").parse()) {
                rotated.push((number, entry.path()));
            }
        }
        rotated.sort_unstable_by(|a, b| b.cmp(a));
        let files = rotated.into_iter().map(|(_, path)| path).chain([log.to_owned()]);
        Self(files.collect())
    }

    /// Gives each line that names a person; returns what could not be read, in words.
    pub(super) fn each_line_of(
        &self,
        person: &Username,
        mut each: impl FnMut(Value) -> io::Result<()>,
    ) -> io::Result<Vec<String>> {
        let mut unread = Vec::new();
        for path in &self.0 {
            match read_lines(path, |line| if names(&line, person) { each(line) } else { Ok(()) }) {
                Ok(()) => {}
                Err(ReadFailure::Here(e)) => unread.push(format!("{}: {e}", path.display())),
                Err(ReadFailure::There(e)) => return Err(e),
            }
        }
        Ok(unread)
    }
}

/// Where it failed: reading the log here, or doing something with a line there.
enum ReadFailure {
    Here(io::Error),
    There(io::Error),
}

fn read_lines(path: &Path, mut each: impl FnMut(Value) -> io::Result<()>) -> Result<(), ReadFailure> {
    let file = File::open(path).map_err(ReadFailure::Here)?;
    if path.extension().is_some_and(|extension| extension == "gz") {
        let unpack = Command::new("gzip").arg("-dc").stdin(file).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = unpack.map_err(ReadFailure::Here)?;
        let given = match child.stdout.take() {
            Some(out) => give(out, &mut each),
            None => Ok(()),
        };
        // Whoever is not listened to any more ends by itself.
        let ended = child.wait().map_err(ReadFailure::Here)?;
        given?;
        return if ended.success() {
            Ok(())
        } else {
            Err(ReadFailure::Here(io::Error::other("gzip cannot unpack it")))
        };
    }
    give(file, &mut each)
}

fn give(from: impl Read, each: &mut impl FnMut(Value) -> io::Result<()>) -> Result<(), ReadFailure> {
    let mut lines = BufReader::new(from);
    loop {
        let mut line = Vec::new();
        let length = (&mut lines).take(LINE_BYTES_MAX).read_until(b'\n', &mut line).map_err(ReadFailure::Here)?;
        if length == 0 {
            return Ok(());
        }
        // Half a line of a power cut is none.
        if let Ok(line) = serde_json::from_slice::<Value>(&line) {
            each(line).map_err(ReadFailure::There)?;
        }
    }
}

fn names(line: &Value, person: &Username) -> bool {
    let field = |field: &&str| line[*field].as_str().and_then(|text| Username::parse(text).ok());
    NAME_FIELDS.iter().filter_map(field).any(|name| name == *person)
}
