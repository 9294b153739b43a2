//! The file that a log is written to, and what happens when that does not work.
//!
//! Owns [`Sink`]: a file or standard error, with the lines in hand. What cannot be written is kept and tried again. It
//! blocks as long as the system takes: only the log writer's thread calls it.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::files;
use crate::system_error::is_out_of_room;

/// Logs name people and addresses: the operator's group may read them, others not.
const FILE_MODE: u32 = 0o640;
const DIRECTORY_MODE: u32 = 0o750;

/// The first pause after a failure, and the longest.
const PAUSE_FIRST: Duration = Duration::from_secs(1);
const PAUSE_MAX: Duration = Duration::from_secs(60);

/// A batch that grew beyond this in a flood gives its memory back.
const KEEP_BYTES: usize = 16 * 1024;

/// The result of an attempt to write.
#[derive(Debug)]
pub(super) enum WriteResult {
    /// There was nothing to do, or it is not time to try again.
    Nothing,
    /// The batch is written.
    Written,
    /// It is not; this is the first failure.
    Failed(io::Error),
    /// It is not, still.
    StillFailing,
    /// The batch is written, for the first time since a failure so long ago.
    Recovered(Duration),
}

#[derive(Debug)]
pub(super) struct Sink {
    /// Standard error if there is none.
    path: Option<PathBuf>,
    file: Option<File>,
    /// True if the file is to be opened though there is nothing to write.
    must_open: bool,
    /// The bytes that are to be written. Filled by the queue when it is empty.
    pub(super) batch: Vec<u8>,
    /// The number of its bytes that are written.
    offset: usize,
    trouble: Option<WriteTrouble>,
}

#[derive(Debug)]
struct WriteTrouble {
    since: Instant,
    retry_at: Instant,
    pause: Duration,
}

impl Sink {
    /// An empty path stands for standard error.
    pub(super) fn new(path: &Path) -> Self {
        let path = Some(path.to_owned()).filter(|path| !path.as_os_str().is_empty());
        Self { must_open: path.is_some(), path, file: None, batch: Vec::new(), offset: 0, trouble: None }
    }

    /// For reports.
    pub(super) fn name(&self) -> String {
        self.path.as_ref().map_or_else(|| "standard error".to_owned(), |path| path.display().to_string())
    }

    /// The time to try again, if something waits for that. An idle log makes no wake-ups.
    pub(super) fn alarm(&self) -> Option<Instant> {
        self.trouble.as_ref().filter(|_| !self.batch.is_empty()).map(|trouble| trouble.retry_at)
    }

    /// Opens the file again under its name, which may be another file by now.
    pub(super) fn reopen(&mut self) {
        if self.path.is_none() {
            return;
        }
        self.file = None;
        self.must_open = true;
        // A line that is half in the old file appears whole in the new one.
        self.offset = line_start(&self.batch, self.offset);
        if let Some(trouble) = &mut self.trouble {
            trouble.retry_at = Instant::now();
        }
    }

    /// Writes the batch if there is one.
    pub(super) fn attempt(&mut self, now: Instant) -> WriteResult {
        let too_early = self.trouble.as_ref().is_some_and(|trouble| now < trouble.retry_at);
        if too_early || (self.batch.is_empty() && !self.must_open) {
            return WriteResult::Nothing;
        }
        match self.write() {
            Ok(()) => {
                self.offset = 0;
                self.batch.clear();
                if self.batch.capacity() > KEEP_BYTES {
                    self.batch = Vec::new();
                }
                match self.trouble.take() {
                    None => WriteResult::Written,
                    Some(trouble) => WriteResult::Recovered(now.saturating_duration_since(trouble.since)),
                }
            }
            Err(e) => {
                // Between two lines a new file is as good as the old one, and may be better.
                if line_start(&self.batch, self.offset) == self.offset {
                    self.file = None;
                }
                match &mut self.trouble {
                    Some(trouble) => {
                        trouble.pause = (trouble.pause * 2).min(PAUSE_MAX);
                        trouble.retry_at = now + trouble.pause;
                        WriteResult::StillFailing
                    }
                    None => {
                        self.trouble =
                            Some(WriteTrouble { since: now, retry_at: now + PAUSE_FIRST, pause: PAUSE_FIRST });
                        WriteResult::Failed(e)
                    }
                }
            }
        }
    }

    fn write(&mut self) -> io::Result<()> {
        if let (Some(path), None) = (&self.path, &self.file) {
            self.file = Some(open(path)?);
        }
        self.must_open = false;
        while let rest @ [_, ..] = &self.batch[self.offset..] {
            let written = match &mut self.file {
                Some(file) => file.write(rest),
                None => io::stderr().write(rest),
            };
            match written {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(bytes) => self.offset += bytes,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                // Nobody reads standard error any more, and there is nobody to tell. If it is a file, there may be room
                // later.
                Err(e) if self.file.is_none() && e.kind() != io::ErrorKind::WouldBlock && !is_out_of_room(&e) => {
                    return Ok(());
                }
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }
}

/// Opens a log to write behind what is there; makes it, and its directory, if it is not there.
pub(super) fn open(path: &Path) -> io::Result<File> {
    if let Some(directory) = path.parent().filter(|directory| !directory.as_os_str().is_empty()) {
        DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory)?;
    }
    files::open(OpenOptions::new().append(true).create(true).mode(FILE_MODE), path)
}

/// The start of the line that holds the byte at `offset`.
fn line_start(text: &[u8], offset: usize) -> usize {
    memchr::memrchr(b'\n', &text[..offset]).map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::{PermissionsExt, lchown, symlink};

    use super::*;

    #[test]
    fn files_are_for_the_operator_and_its_group() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("a/b/classcord.log");
        let mut sink = Sink::new(&path);
        assert!(matches!(sink.attempt(Instant::now()), WriteResult::Written));
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&path), FILE_MODE);
        assert_eq!(mode(path.parent().unwrap()), DIRECTORY_MODE);
        assert!(matches!(sink.attempt(Instant::now()), WriteResult::Nothing));
    }

    #[test]
    fn a_full_disk_is_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("classcord.log");
        symlink("/dev/full", &path).unwrap();
        let mut sink = Sink::new(&path);
        sink.batch.extend_from_slice(b"kept\n");
        let now = Instant::now();
        match sink.attempt(now) {
            WriteResult::Failed(e) => assert_eq!(e.kind(), io::ErrorKind::StorageFull),
            other => panic!("{other:?}"),
        }
        assert_eq!(sink.alarm(), Some(now + PAUSE_FIRST));
        assert!(matches!(sink.attempt(now), WriteResult::Nothing), "not before the pause is over");
        let mut at = now;
        for pause_s in [1, 2, 4, 8, 16, 32, 60, 60] {
            assert_eq!(sink.alarm(), Some(at + Duration::from_secs(pause_s)));
            at += Duration::from_secs(pause_s);
            assert!(matches!(sink.attempt(at), WriteResult::StillFailing));
        }
        fs::remove_file(&path).unwrap();
        at += PAUSE_MAX;
        match sink.attempt(at) {
            WriteResult::Recovered(after) => assert_eq!(after, at - now),
            other => panic!("{other:?}"),
        }
        assert_eq!(fs::read_to_string(&path).unwrap(), "kept\n");
        assert_eq!(sink.alarm(), None);
    }

    #[test]
    fn nothing_is_written_where_somebody_elses_link_leads() {
        if !rustix::process::geteuid().is_root() {
            eprintln!("left out: only root makes links that are another's");
            return;
        }
        let directory = tempfile::tempdir().unwrap();
        let (path, victim) = (directory.path().join("classcord.log"), directory.path().join("victim"));
        symlink(&victim, &path).unwrap();
        lchown(&path, Some(65533), Some(65533)).unwrap();
        let mut sink = Sink::new(&path);
        sink.batch.extend_from_slice(b"kept\n");
        match sink.attempt(Instant::now()) {
            WriteResult::Failed(e) => assert!(e.to_string().contains("a link that another user has made"), "{e}"),
            other => panic!("{other:?}"),
        }
        assert!(!victim.exists());
    }

    #[test]
    fn a_directory_that_cannot_be_made_is_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let in_the_way = directory.path().join("logs");
        fs::write(&in_the_way, "a file where a directory should be").unwrap();
        let mut sink = Sink::new(&in_the_way.join("audit.log"));
        let now = Instant::now();
        assert!(matches!(sink.attempt(now), WriteResult::Failed(_)));
        assert_eq!(sink.alarm(), None, "nothing waits to be written");
        sink.batch.extend_from_slice(b"kept\n");
        fs::remove_file(&in_the_way).unwrap();
        sink.reopen();
        assert!(matches!(sink.attempt(Instant::now()), WriteResult::Recovered(_)));
        assert_eq!(fs::read_to_string(in_the_way.join("audit.log")).unwrap(), "kept\n");
    }

    #[test]
    fn a_half_written_line_is_whole_in_the_next_file() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("classcord.log");
        let mut sink = Sink::new(&path);
        sink.batch.extend_from_slice(b"first\nsecond\n");
        sink.offset = 9;
        sink.reopen();
        assert!(matches!(sink.attempt(Instant::now()), WriteResult::Written));
        assert_eq!(fs::read_to_string(&path).unwrap(), "second\n");
    }

    #[test]
    fn a_floods_memory_is_given_back() {
        let directory = tempfile::tempdir().unwrap();
        let mut sink = Sink::new(&directory.path().join("classcord.log"));
        sink.batch = vec![b'\n'; 1 << 20];
        assert!(matches!(sink.attempt(Instant::now()), WriteResult::Written));
        assert!(sink.batch.capacity() <= KEEP_BYTES);
    }
}
