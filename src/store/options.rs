//! The options of the database.
//!
//! Owns [`StoreOptions`] and its defaults; `config` fills it by key. Calls nothing of `store`.

use std::path::PathBuf;
use std::time::Duration;

use crate::chat::origin::{Epoch, ServerName};

/// The database's settings and limits. [`StoreOptions::new`] gives the defaults.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    /// The directory of the database; made with mode 0700 if it is not there.
    pub directory: PathBuf,
    /// The name of the database's file in it.
    pub file_name: String,
    /// Bytes of pages that redb keeps in memory.
    pub cache_bytes: usize,
    /// The time that a message may wait for others before all are put on disk together. What somebody waits for ends
    /// it.
    pub commit_window: Duration,
    /// So many requests are put on disk without waiting longer; or half a queue, if that is less.
    pub batch_max: usize,
    /// Requests that may wait for the writer.
    pub queue_max: usize,
    /// The treatment at start of a database that cannot be opened.
    pub on_corrupt: OnCorrupt,
    /// Messages kept, of all channels and private ones together; 0 for no limit. One number for all bounds the file
    /// whatever the number of channels, which anybody may make.
    pub keep_messages: u64,
    /// Days that messages are kept; 0 for no limit.
    pub keep_days: u32,
    /// Days that private messages are kept, if that is fewer; 0 for as many as others.
    pub private_days: u32,
    /// Days that attendance is kept; 0 if it is not.
    pub attendance_days: u32,
    /// Most messages that one commit prunes, if it does not add half as many itself.
    pub prune_step: usize,
    /// The time that the clock must have run without a jump before messages are pruned by their age: a Pi has no clock
    /// battery, and a clock that is years ahead for a minute may not cost the history.
    pub clock_settle: Duration,
    /// Size that the database's file should not exceed; 0 for no limit. Old messages go earlier than they otherwise
    /// would, new ones are not refused. A redb file grows by doubling, so it stays below the last doubling that fits.
    pub max_bytes: u64,
    /// Message ids that are durably reserved at a time. At least twice `queue_max`.
    pub ids_reserved: u64,
    /// The epoch of a database that has none; `None` where no other server is ever told of it.
    pub new_epoch: Option<Epoch>,
    /// The name of this server among those of the school, by which others name its people; `None` if it has none.
    pub server: Option<ServerName>,
    /// Requests kept in memory for another try while the disk fails.
    pub retry_max: usize,
    /// Their bytes at most.
    pub retry_bytes_max: usize,
    /// The wait before the database is opened again after a failure. It doubles with each try.
    pub retry_first: Duration,
    /// The longest such wait.
    pub retry_longest: Duration,
}

/// The treatment at start of a database that cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnCorrupt {
    /// Give it another name and start with an empty one.
    #[default]
    SetAside,
    /// Do not start.
    Refuse,
}

impl StoreOptions {
    /// The defaults, for a database in that directory.
    pub fn new(directory: impl Into<PathBuf>) -> Self {
        Self {
            directory: directory.into(),
            file_name: "classcord.redb".to_owned(),
            cache_bytes: 4 * 1024 * 1024,
            commit_window: Duration::from_secs(2),
            batch_max: 512,
            queue_max: 4096,
            on_corrupt: OnCorrupt::default(),
            keep_messages: 100_000,
            keep_days: 365,
            private_days: 0,
            attendance_days: 365,
            prune_step: 64,
            clock_settle: Duration::from_secs(600),
            max_bytes: 256 * 1024 * 1024,
            ids_reserved: 8192,
            new_epoch: None,
            server: None,
            retry_max: 4096,
            retry_bytes_max: 4 * 1024 * 1024,
            retry_first: Duration::from_secs(1),
            retry_longest: Duration::from_secs(60),
        }
    }

    /// The database's file.
    pub fn path(&self) -> PathBuf {
        self.directory.join(&self.file_name)
    }
}
