//! Opening a database without changing it: what is written to it stays in memory.
//!
//! Owns [`check_file`], and how [`super::Offline`] opens what it only reads or rehearses on. redb verifies every page
//! only of a database that it may write to, and it may well write: it recovers what a power cut left, and makes a
//! database of an empty file. Here what it writes stays in memory, so that a backup is after the check what it was
//! before, byte for byte, on a read-only medium too. Called by the command line.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io;
use std::ops::Bound;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use redb::backends::{FileBackend, InMemoryBackend};
use redb::{BackendError, Database, ReadableDatabase, StorageBackend};

use super::check::{CheckReport, check_transaction};
use super::database::{DatabaseLocation, OnLoss};
use super::error::{StoreError, guarded};
use super::medium::Medium;
use super::options::StoreOptions;
use super::schema::{Found, SCHEMA};
use crate::files;

/// Bytes that are kept together when one of them is written.
const BLOCK: u64 = 4096;

/// Most blocks that are kept: 64 MiB, many times what recovering a database of the largest size writes.
const BLOCKS_MAX: usize = 16 * 1024;

/// Verifies every page of a database, walks over everything in it, and says what does not fit together. Neither the
/// file nor what is beside it changes.
///
/// # Errors
/// [`StoreError::Missing`]; [`StoreError::InUse`] when a server runs on it; [`StoreError::Corrupt`] and other errors of
/// redb when it is damaged or no database of this program.
pub fn check_file(path: &Path, cache_bytes: usize) -> Result<CheckReport, StoreError> {
    let options = StoreOptions { cache_bytes, ..StoreOptions::new("") };
    let place = DatabaseLocation::new(&options, Medium::new(|path, _| Ok(Box::new(CopyOnWrite::over(path)?)))).at(path);
    guarded(|| check_transaction(&open_current(&place)?.begin_read()?))
}

/// Opens a server's database so that whatever is written to it stays in memory.
pub(super) fn open(options: &StoreOptions) -> Result<Database, StoreError> {
    let place = DatabaseLocation::new(options, Medium::new(|path, _| Ok(Box::new(CopyOnWrite::over(path)?))));
    guarded(|| open_current(&place))
}

/// The same, with an empty one where there is none.
pub(super) fn open_or_pretend(options: &StoreOptions) -> Result<Database, StoreError> {
    match open(options) {
        Err(StoreError::Missing { .. }) => {
            DatabaseLocation::new(options, Medium::new(|_, _| Ok(Box::new(InMemoryBackend::new())))).open(true, &SCHEMA)
        }
        other => other,
    }
}

fn open_current(place: &DatabaseLocation) -> Result<Database, StoreError> {
    let db = place.open_raw(false)?;
    let txn = db.begin_write()?;
    let found = SCHEMA.examine(&txn)?;
    if found == Found::Lacking {
        SCHEMA.apply(&txn, found)?;
        txn.commit()?;
    } else {
        txn.abort()?;
    }
    match found {
        Found::Current | Found::Lacking => {
            place.take_in_journal(&db, OnLoss::EndEpoch)?;
            Ok(db)
        }
        Found::New => Err(StoreError::Corrupt { reason: "there is nothing in it".to_owned() }),
        Found::Older(found) => Err(StoreError::OlderSchema { found, known: SCHEMA.version() }),
    }
}

/// A file that is read, and what would have been written to it.
#[derive(Debug)]
struct CopyOnWrite {
    file: File,
    /// For its locks; `None` where the file may not be written to, which the system wants for a lock.
    locks: Option<FileBackend>,
    written: Mutex<WrittenBlocks>,
}

#[derive(Debug)]
struct WrittenBlocks {
    len: u64,
    /// The bytes of the file that still count: it may have been cut and made longer again.
    file_len: u64,
    blocks: BTreeMap<u64, Box<[u8]>>,
}

impl CopyOnWrite {
    fn over(path: &Path) -> io::Result<Self> {
        let (file, locks) = match files::open(OpenOptions::new().read(true).write(true), path) {
            Ok(file) => {
                let locks = FileBackend::new(file.try_clone()?).map_err(io::Error::other)?;
                (file, Some(locks))
            }
            Err(e) if matches!(e.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
                (files::open(OpenOptions::new().read(true), path)?, None)
            }
            Err(e) => return Err(e),
        };
        let len = file.metadata()?.len();
        Ok(Self { file, locks, written: Mutex::new(WrittenBlocks { len, file_len: len, blocks: BTreeMap::new() }) })
    }

    fn written(&self) -> MutexGuard<'_, WrittenBlocks> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A block as the file has it; zeros where it has none.
    fn block_of_file(&self, block: u64, file_len: u64) -> io::Result<Box<[u8]>> {
        let mut bytes = vec![0; BLOCK as usize].into_boxed_slice();
        let room = file_len.saturating_sub(block * BLOCK).min(BLOCK) as usize;
        self.file.read_exact_at(&mut bytes[..room], block * BLOCK)?;
        Ok(bytes)
    }
}

/// The blocks that a range touches: each with the range within it.
fn blocks(offset: u64, len: usize) -> impl Iterator<Item = (u64, std::ops::Range<usize>)> {
    let end = offset + len as u64;
    (offset / BLOCK..end.div_ceil(BLOCK)).map(move |block| {
        let from = offset.max(block * BLOCK) - block * BLOCK;
        let to = end.min((block + 1) * BLOCK) - block * BLOCK;
        (block, from as usize..to as usize)
    })
}

impl StorageBackend for CopyOnWrite {
    fn len(&self) -> io::Result<u64> {
        Ok(self.written().len)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        let written = self.written();
        if offset.checked_add(out.len() as u64).is_none_or(|end| end > written.len) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let from_file = written.file_len.saturating_sub(offset).min(out.len() as u64) as usize;
        self.file.read_exact_at(&mut out[..from_file], offset)?;
        out[from_file..].fill(0);
        let mut rest = out;
        for (block, range) in blocks(offset, rest.len()) {
            let (part, behind) = rest.split_at_mut(range.len());
            if let Some(bytes) = written.blocks.get(&block) {
                part.copy_from_slice(&bytes[range]);
            }
            rest = behind;
        }
        Ok(())
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        let mut written = self.written();
        written.len = len;
        written.file_len = written.file_len.min(len);
        written.blocks.split_off(&len.div_ceil(BLOCK));
        if let Some(bytes) = written.blocks.get_mut(&(len / BLOCK)) {
            bytes[(len % BLOCK) as usize..].fill(0);
        }
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        Ok(())
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        let mut written = self.written();
        let mut rest = data;
        for (block, range) in blocks(offset, data.len()) {
            if !written.blocks.contains_key(&block) {
                if written.blocks.len() == BLOCKS_MAX {
                    return Err(io::Error::other("it cannot be recovered in memory: restore it, and check it then"));
                }
                let bytes = self.block_of_file(block, written.file_len)?;
                written.blocks.insert(block, bytes);
            }
            let (part, behind) = rest.split_at(range.len());
            if let Some(bytes) = written.blocks.get_mut(&block) {
                bytes[range].copy_from_slice(part);
            }
            rest = behind;
        }
        Ok(())
    }

    fn close(&self) -> io::Result<()> {
        self.locks.as_ref().map_or(Ok(()), StorageBackend::close)
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.locks.as_ref().ok_or(BackendError::Unsupported)?.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.locks.as_ref().ok_or(BackendError::Unsupported)?.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.locks.as_ref().ok_or(BackendError::Unsupported)?.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.locks.as_ref().ok_or(BackendError::Unsupported)?.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.locks.as_ref().ok_or(BackendError::Unsupported)?.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.locks.as_ref().ok_or(BackendError::Unsupported)?.query_lock_range(start, end)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone)]
    enum Act {
        Write(u64, Vec<u8>),
        SetLen(u64),
    }

    fn acts() -> impl Strategy<Value = Act> {
        prop_oneof![
            (0..20_000_u64, prop::collection::vec(any::<u8>(), 0..9000)).prop_map(|(at, data)| Act::Write(at, data)),
            (0..30_000_u64).prop_map(Act::SetLen),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn an_overlay_reads_as_a_file_would_and_leaves_the_file_alone(
            before in prop::collection::vec(any::<u8>(), 0..20_000),
            acts in prop::collection::vec(acts(), 0..20),
        ) {
            let directory = tempfile::tempdir().unwrap();
            let path = directory.path().join("f");
            std::fs::write(&path, &before).unwrap();
            let overlay = CopyOnWrite::over(&path).unwrap();
            let mut model = before.clone();
            for act in acts {
                match act {
                    Act::Write(at, data) => {
                        // redb writes within the length only.
                        let at = at as usize;
                        if at + data.len() <= model.len() {
                            model[at..at + data.len()].copy_from_slice(&data);
                            overlay.write(at as u64, &data).unwrap();
                        }
                    }
                    Act::SetLen(len) => {
                        model.resize(len as usize, 0);
                        overlay.set_len(len).unwrap();
                    }
                }
                let mut all = vec![7; model.len()];
                overlay.read(0, &mut all).unwrap();
                prop_assert!(all == model);
                let from = model.len() / 3;
                let mut some = vec![7; model.len() / 2];
                overlay.read(from as u64, &mut some).unwrap();
                prop_assert!(some == model[from..from + some.len()]);
                prop_assert!(overlay.read(model.len() as u64, &mut [0]).is_err());
                prop_assert_eq!(overlay.len().unwrap(), model.len() as u64);
            }
            prop_assert!(std::fs::read(&path).unwrap() == before);
        }
    }
}
