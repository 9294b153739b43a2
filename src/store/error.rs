//! The errors of the database, in words for the operator.
//!
//! Owns [`StoreError`]. Every failure of redb or of the file system ends as one; what can be mended says how.

use std::fmt;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use crate::chat::text::Lang;
use crate::permissions::Exposed;
use crate::system_error::room_mend;

/// EIO: the medium could not be read. Linux, `include/uapi/asm-generic/errno-base.h`.
const EIO: i32 = 5;

const MIB: u64 = 1024 * 1024;

/// The reason that the database did not do what it should.
#[derive(Debug)]
pub enum StoreError {
    /// The file system refused something.
    File {
        /// The operation that failed: `create`, `rename`, ….
        what: &'static str,
        /// With which file.
        path: PathBuf,
        /// The error of the system.
        source: io::Error,
    },
    /// Another process has the database open.
    InUse {
        /// The path of the database.
        path: PathBuf,
    },
    /// There is no such file.
    Missing {
        /// The path of the database.
        path: PathBuf,
    },
    /// Others could change it.
    Exposed(Exposed),
    /// It is no database, or one that was damaged.
    Corrupt {
        /// The fault.
        reason: String,
    },
    /// A newer version of this program wrote it.
    NewerSchema {
        /// The version of its layout.
        found: u64,
        /// The newest one that this program knows.
        known: u64,
    },
    /// An older version of this program wrote it, and it is only to be read.
    OlderSchema {
        /// The version of its layout.
        found: u64,
        /// The one that this program reads.
        known: u64,
    },
    /// There is no room to bring an older layout up.
    NoRoom {
        /// The path of the database.
        path: PathBuf,
        /// Bytes that it may take.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// redb failed.
    Redb(redb::Error),
    /// The copy is not what was read.
    Unverified {
        /// The difference.
        reason: String,
    },
    /// The writer thread is gone, or could not be started.
    Writer {
        /// The reason.
        reason: String,
    },
    /// The server stopped while the disk failed.
    Unsaved {
        /// The number of requests that are lost.
        requests: usize,
        /// The last error of the system.
        reason: String,
    },
    /// It was told to stop.
    Cancelled,
}

impl StoreError {
    pub(super) fn file(what: &'static str, path: &Path, source: io::Error) -> Self {
        Self::File { what, path: path.to_owned(), source }
    }

    /// The error of the system when the database was read or written.
    pub(crate) fn disk_error(&self) -> Option<&io::Error> {
        match self {
            Self::Redb(redb::Error::Io(e)) => Some(e),
            _ => None,
        }
    }

    /// True if the contents of the file are at fault, so that another one would do.
    pub(super) fn is_corruption(&self) -> bool {
        match self {
            Self::Corrupt { .. } | Self::Redb(redb::Error::Corrupted(_)) => true,
            Self::Redb(redb::Error::Io(e)) | Self::File { source: e, .. } => {
                matches!(e.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
                    || e.raw_os_error() == Some(EIO)
            }
            Self::Redb(
                redb::Error::TableTypeMismatch { .. }
                | redb::Error::TableDoesNotExist(_)
                | redb::Error::TableIsMultimap(_)
                | redb::Error::TypeDefinitionChanged { .. },
            ) => true,
            _ => false,
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { what, path, source } => {
                write!(f, "cannot {what} {}: {source}{}", path.display(), room_mend(Lang::En, source))
            }
            Self::InUse { path } => write!(
                f,
                "the database {} is in use by another process: stop the server that runs on it, or give this one another data directory",
                path.display()
            ),
            Self::Missing { path } => write!(f, "there is no database {}", path.display()),
            Self::Exposed(exposed) => exposed.fmt(f),
            Self::Corrupt { reason } => write!(f, "the database is damaged: {reason}"),
            Self::NewerSchema { found, known } => write!(
                f,
                "a newer version of classcord wrote this database (layout {found}, this version knows {known}): \
                 install that version again, or restore a backup made before it"
            ),
            Self::OlderSchema { found, known } => write!(
                f,
                "an older version of classcord wrote this database (layout {found}, this version reads {known}): \
                 classcord serve brings it up when it starts, and classcord restore does so with a backup"
            ),
            Self::NoRoom { path, needed, free } => write!(
                f,
                "bringing the database {} to the present layout may take {} MiB beside it, for a copy of it and while \
                 both layouts are in it, and {} MiB are free: make room there, or move it to a larger disk \
                 (data_dir in classcord.toml); nothing was changed",
                path.display(),
                needed.div_ceil(MIB),
                free / MIB
            ),
            Self::Redb(redb::Error::Io(e)) => write!(f, "database: I/O error: {e}{}", room_mend(Lang::En, e)),
            Self::Redb(e) => write!(f, "database: {e}"),
            Self::Unverified { reason } => write!(f, "the copy is not equal to the database: {reason}"),
            Self::Writer { reason } => write!(f, "the database writer: {reason}"),
            Self::Unsaved { requests, reason } => {
                write!(f, "{requests} requests could not be put on disk and are lost: {reason}")
            }
            Self::Cancelled => f.write_str("cancelled because the server stops"),
        }
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::File { source, .. } => Some(source),
            Self::Redb(e) => Some(e),
            _ => None,
        }
    }
}

impl From<Exposed> for StoreError {
    fn from(exposed: Exposed) -> Self {
        Self::Exposed(exposed)
    }
}

macro_rules! from_redb {
    ($($kind:ty),*) => {
        $(impl From<$kind> for StoreError {
            fn from(e: $kind) -> Self {
                Self::Redb(e.into())
            }
        })*
    };
}

from_redb!(
    redb::Error,
    redb::StorageError,
    redb::TableError,
    redb::TransactionError,
    redb::CommitError,
    redb::DatabaseError,
    redb::CompactionError
);

/// Runs something that calls redb, and makes an error of a panic in it: redb trusts pages whose checksums it has
/// verified once, and asserts on what it finds in them. Where a panic aborts the process, as in the release profile,
/// this does nothing, and the next start verifies the file.
pub(super) fn guarded<T>(work: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let said = panic
            .downcast_ref::<String>()
            .map(String::as_str)
            .or_else(|| panic.downcast_ref::<&str>().copied())
            .unwrap_or("no reason given");
        Err(StoreError::Corrupt { reason: format!("redb stopped at what it found in the file: {said}") })
    })
}
