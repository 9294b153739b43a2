//! The medium that holds the database's bytes.
//!
//! Owns [`Medium`], which is files in the service and something that fails or forgets in tests, and the layer around
//! it that counts what is written: cards wear out.

use std::fmt;
use std::fs::OpenOptions;
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use redb::backends::FileBackend;
use redb::{BackendError, StorageBackend};

use crate::files::{self, create_private};

type Opener = dyn Fn(&Path, bool) -> io::Result<Box<dyn StorageBackend>> + Send + Sync;

/// Opens what a database is on.
#[derive(Clone)]
pub struct Medium {
    open: Arc<Opener>,
    /// True if paths are those of files, which can be renamed.
    pub(super) is_files: bool,
}

impl Medium {
    /// Files. A new one gets mode 0600, and there must be nothing under its name.
    pub fn files() -> Self {
        let mut files = Self::new(|path, create| {
            let file = if create {
                create_private(path)?
            } else {
                files::open(OpenOptions::new().read(true).write(true), path)?
            };
            let backend = FileBackend::new(file).map_err(io::Error::other)?;
            Ok(Box::new(backend))
        });
        files.is_files = true;
        files
    }

    /// Something else. The function is given the path, that of the database or of its journal, and whether to make what
    /// may not be there; without that it must answer `NotFound`.
    pub fn new(open: impl Fn(&Path, bool) -> io::Result<Box<dyn StorageBackend>> + Send + Sync + 'static) -> Self {
        Self { open: Arc::new(open), is_files: false }
    }

    pub(super) fn open(&self, path: &Path, create: bool, written: Arc<Written>) -> io::Result<Metered> {
        let inner = (self.open)(path, create)?;
        written.file_bytes.store(inner.len()?, Ordering::Relaxed);
        Ok(Metered { inner, written })
    }

    /// Opens another file of the same database: what is written to it counts, and its length does not.
    pub(super) fn open_beside(&self, path: &Path, create: bool, written: Arc<Written>) -> io::Result<Metered> {
        Ok(Metered { inner: (self.open)(path, create)?, written })
    }
}

impl fmt::Debug for Medium {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Medium")
    }
}

/// The bytes that were written since the start.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) bytes: AtomicU64,
    pub(super) syncs: AtomicU64,
    /// The length of the file now.
    pub(super) file_bytes: AtomicU64,
}

/// Counts on the way to the medium.
#[derive(Debug)]
pub(super) struct Metered {
    inner: Box<dyn StorageBackend>,
    written: Arc<Written>,
}

impl StorageBackend for Metered {
    fn len(&self) -> io::Result<u64> {
        self.inner.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.inner.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.inner.set_len(len)?;
        self.written.file_bytes.store(len, Ordering::Relaxed);
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.written.syncs.fetch_add(1, Ordering::Relaxed);
        self.inner.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.written.bytes.fetch_add(data.len() as u64, Ordering::Relaxed);
        self.inner.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.inner.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.inner.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.inner.query_lock_range(start, end)
    }
}
