//! The directory that backups are in.
//!
//! Owns [`Folder`]: the names, which begin with the time, the lock, what is left of a backup that was cut off, and how
//! many are kept. Nothing here opens a backup.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use chrono::{Local, NaiveDateTime};

use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::files::{copy_into, create_private, open_plain};
use crate::permissions::{check_directory, make_all_private};
use crate::system_error::room_mend;

const BEGIN: &str = "classcord-";
const STAMP: &str = "%Y-%m-%dT%H-%M-%S";
const END: &str = ".redb";

/// The suffix of the name of a backup that is not finished. The copy itself adds another one.
const FRESH: &str = ".new";
const FRESHEST: &str = ".new.part";

/// A backup's place in time: its stamp, and its number among those of the same second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    at: NaiveDateTime,
    number: u32,
}

impl Name {
    /// The name of the file: `classcord-2026-11-24T10-15-00.redb`, and behind that `…-2.redb`.
    fn file(self) -> String {
        let at = self.at.format(STAMP);
        match self.number {
            0 | 1 => format!("{BEGIN}{at}{END}"),
            n => format!("{BEGIN}{at}-{n}{END}"),
        }
    }

    /// Reads such a name; `None` for every other.
    fn parse(file: &str) -> Option<Self> {
        let text = file.strip_prefix(BEGIN)?.strip_suffix(END)?;
        // 2026-11-24T10-15-00 has 19 characters.
        let (stamp, rest) = text.split_at_checked(19)?;
        let at = NaiveDateTime::parse_from_str(stamp, STAMP).ok()?;
        let number = if rest.is_empty() { 1 } else { rest.strip_prefix('-')?.parse().ok()? };
        Some(Self { at, number }).filter(|name| name.file() == file)
    }
}

/// The directory, locked: one backup at a time goes there.
pub(super) struct Folder {
    path: PathBuf,
    canonical: PathBuf,
    directory: File,
}

/// Locks a directory for `classcord backup` alone; released when the file is closed.
///
/// # Errors
/// In words, when another one has it.
pub(super) fn lock(path: &Path) -> Result<File, Failure> {
    let directory = File::open(path).map_err(|e| format!("cannot open {}: {e}", path.display()))?;
    match directory.try_lock() {
        Ok(()) => Ok(directory),
        Err(TryLockError::WouldBlock) => Err(format!("another backup uses {} now; try again later", path.display())),
        // Some file systems know no locks.
        Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => Ok(directory),
        Err(TryLockError::Error(e)) => Err(format!("cannot lock {}: {e}", path.display())),
    }
}

impl Folder {
    /// Makes the directory if it is not there, locks it, takes the backups in it away from other readers, and removes what
    /// a backup that was cut off has left.
    ///
    /// # Errors
    /// In words.
    pub(super) fn open(path: &Path) -> Result<Self, Failure> {
        let words = |what: &str, e: io::Error| format!("cannot {what} {}: {e}", path.display());
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|e| words("create", e))?;
        check_directory(path).map_err(|e| e.to_string())?;
        let canonical = fs::canonicalize(path).map_err(|e| words("find", e))?;
        let folder = Self { path: path.to_owned(), canonical, directory: lock(path)? };
        make_all_private(path, |file| Name::parse(file).is_some()).map_err(|e| words("list", e))?;
        for file in folder.files()? {
            let stem = file.strip_suffix(FRESHEST).or_else(|| file.strip_suffix(FRESH));
            if stem.and_then(Name::parse).is_some() {
                fs::remove_file(folder.path.join(&file)).map_err(|e| words("tidy", e))?;
            }
        }
        Ok(folder)
    }

    /// True if it is this directory.
    pub(super) fn is(&self, canonical: &Path) -> bool {
        self.canonical == canonical
    }

    /// A name for now that no backup has.
    pub(super) fn free_name(&self) -> Name {
        let now = Local::now().naive_local();
        let is_free = |name: &Name| !self.path.join(name.file()).exists();
        (1..).map(|number| Name { at: now, number }).find(is_free).unwrap_or(Name { at: now, number: u32::MAX })
    }

    /// The path of a backup until it is finished.
    pub(super) fn fresh(&self, name: &Name) -> PathBuf {
        self.path.join(format!("{}{FRESH}", name.file()))
    }

    /// Moves a file here, or copies it when it is on another file system; it is on disk then.
    ///
    /// # Errors
    /// In words.
    pub(super) fn take(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        let taken = match fs::rename(from, to) {
            Err(e) if e.kind() == io::ErrorKind::CrossesDevices => open_plain(from)
                .and_then(|file| copy_into(&file, &create_private(to)?))
                .and_then(|_| fs::remove_file(from)),
            // It comes from a directory of the server's user, who could have put a link there.
            renamed => renamed.and_then(|()| open_plain(to).map(drop)),
        };
        taken.map_err(|e| format!("cannot take {} to {}: {e}{}", from.display(), to.display(), room_mend(Lang::En, &e)))
    }

    /// Gives a finished backup its name, durably.
    ///
    /// # Errors
    /// In words.
    pub(super) fn give_name(&self, fresh: &Path, name: &Name) -> Result<PathBuf, Failure> {
        let path = self.path.join(name.file());
        File::open(fresh)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(fresh, &path))
            .and_then(|()| self.directory.sync_all())
            .map_err(|e| format!("cannot write {}: {e}", path.display()))?;
        Ok(path)
    }

    /// Removes all but the last backups, and never the one that was just made: the clock of a machine without a
    /// battery may have gone back. Says how many.
    ///
    /// # Errors
    /// In words.
    pub(super) fn keep_last(&self, keep: usize, made: &Name) -> Result<usize, Failure> {
        let mut others: Vec<Name> = self.files()?.iter().filter_map(|file| Name::parse(file)).collect();
        others.retain(|name| name.file() != made.file());
        others.sort_unstable_by(|a, b| b.cmp(a));
        let old = others.split_off(others.len().min(keep.saturating_sub(1)));
        for name in &old {
            let path = self.path.join(name.file());
            fs::remove_file(&path)
                .map_err(|e| format!("the backup was made, but {} cannot be removed: {e}", path.display()))?;
        }
        Ok(old.len())
    }

    /// The names of what is in it; those that are not UTF-8 are nobody's business.
    fn files(&self) -> Result<Vec<String>, Failure> {
        let words = |e: io::Error| format!("cannot list {}: {e}", self.path.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(words)? {
            files.extend(entry.map_err(words)?.file_name().into_string());
        }
        Ok(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(file: &str) -> Name {
        Name::parse(file).unwrap()
    }

    fn folder(files: &[&str]) -> (tempfile::TempDir, Folder) {
        let directory = tempfile::tempdir().unwrap();
        for file in files {
            fs::write(directory.path().join(file), "").unwrap();
        }
        let folder = Folder::open(directory.path()).unwrap();
        (directory, folder)
    }

    fn files(folder: &Folder) -> Vec<String> {
        let mut files = folder.files().unwrap();
        files.sort();
        files
    }

    #[test]
    fn names_sort_by_time_and_others_are_none() {
        let mut names = [
            "classcord-2026-11-24T10-15-00-10.redb",
            "classcord-2026-11-24T10-15-01.redb",
            "classcord-2026-11-24T10-15-00-2.redb",
            "classcord-2026-11-24T10-15-00.redb",
        ]
        .map(name);
        names.sort();
        assert_eq!(
            names.map(Name::file).map(|file| file[29..].to_owned()),
            ["", "-2", "-10", ""]
                .map(|number| { if number.is_empty() { ".redb".to_owned() } else { format!("{number}.redb") } })
        );
        for file in [
            "classcord.redb",
            "classcord-2026-11-24T10-15.redb",
            "classcord-2026-11-24T10-15-00.redb.new",
            "classcord-2026-11-24T10-15-00-1.redb",
            "classcord-2026-11-24T10-15-00-x.redb",
            "classcord-2026-13-24T10-15-00.redb",
            "classcord-école-24T10-15-0000.redb",
            "Classcord-2026-11-24T10-15-00.redb",
        ] {
            assert_eq!(Name::parse(file), None, "{file}");
        }
    }

    #[test]
    fn the_last_ones_are_kept_and_nothing_else_is_touched() {
        let others = ["classcord-2026.redb", "notes.txt"];
        let mut all = others.to_vec();
        let old = ["classcord-2026-11-24T10-00-00.redb", "classcord-2026-11-24T11-00-00.redb"];
        let last = ["classcord-2026-11-24T12-00-00.redb", "classcord-2026-11-24T13-00-00.redb"];
        all.extend(old);
        all.extend(last);
        let (_directory, folder) = folder(&all);
        assert_eq!(folder.keep_last(9, &name(last[1])), Ok(0));
        assert_eq!(folder.keep_last(2, &name(last[1])), Ok(2));
        assert_eq!(files(&folder), [last[0], last[1], others[0], others[1]]);
        // The clock has gone back: the one that was just made is the oldest by its name.
        assert_eq!(folder.keep_last(1, &name(last[0])), Ok(1));
        assert_eq!(files(&folder), [last[0], others[0], others[1]]);
    }

    #[test]
    fn what_was_cut_off_is_removed() {
        let whole = "classcord-2026-11-24T10-00-00.redb";
        let (_directory, folder) =
            folder(&[whole, &format!("{whole}.new"), &format!("{whole}.new.part"), "mine.new", "mine.redb.new.part"]);
        assert_eq!(files(&folder), [whole, "mine.new", "mine.redb.new.part"]);
    }

    #[test]
    fn a_name_that_is_taken_is_not_taken_again() {
        let (directory, folder) = folder(&[]);
        let mut names: Vec<Name> = Vec::new();
        for _ in 0..3 {
            let name = folder.free_name();
            fs::write(directory.path().join(name.file()), "").unwrap();
            names.push(name);
        }
        assert!(names.is_sorted(), "{names:?}");
        assert_eq!(files(&folder).len(), 3);
    }

    #[test]
    fn what_is_handed_over_is_no_link() {
        let (directory, folder) = folder(&[]);
        let (secret, handed_over) = (directory.path().join("secret"), directory.path().join("backup.redb.new"));
        fs::write(&secret, "").unwrap();
        std::os::unix::fs::symlink(&secret, &handed_over).unwrap();
        let refused = folder.take(&handed_over, &directory.path().join("taken")).unwrap_err();
        assert!(refused.contains("cannot take"), "{refused}");
        folder.take(&secret, &directory.path().join("whole")).unwrap();
    }

    #[test]
    fn two_backups_do_not_go_to_one_place_at_once() {
        let (directory, _folder) = folder(&[]);
        assert!(Folder::open(directory.path()).err().unwrap().contains("another backup uses"));
    }
}
