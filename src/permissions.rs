//! Checks on who else may change or read a file that the server relies on.
//!
//! Owns the rules; what they are applied to is their callers': the data directory and the database (`store`), the
//! certificate's key (`tls`), the console's socket (`server`), backups (`cli`). Everything here asks the file system,
//! which may block: it is for the start, for the worker, and for the command line.

use std::fmt;
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::files::open_plain;
use crate::lang::Lang;

/// Anybody may write: in a directory, that is to put other files in the place of those that are there.
const OTHERS_WRITE: u32 = 0o002;

/// In a directory with this bit everybody's files are safe from the others (unlink(2), `S_ISVTX`), as in `/tmp`.
const STICKY: u32 = 0o1000;

/// The permissions that a private key must not have: any for everybody, or to be written by its group. A group that
/// reads keys is usual (Debian's `ssl-cert`).
#[cfg(feature = "tls")]
const KEY_EXPOSED: u32 = 0o027;

/// A path that others can change or read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exposed {
    path: PathBuf,
    french: String,
    english: String,
}

impl Exposed {
    fn new(path: &Path, french: String, english: String) -> Self {
        Self { path: path.to_owned(), french, english }
    }

    /// The sentence: the path, what is wrong with it, and the mend.
    pub(crate) fn words(&self, lang: Lang) -> String {
        format!("{} {}", self.path.display(), lang.choose(&self.french, &self.english))
    }
}

impl fmt::Display for Exposed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words(Lang::En))
    }
}

impl std::error::Error for Exposed {}

/// Checks that files in a directory stay what they are. What is not there cannot be changed.
///
/// # Errors
/// [`Exposed`], when anybody may replace them.
pub(crate) fn check_directory(path: &Path) -> Result<(), Exposed> {
    let Ok(metadata) = fs::metadata(path) else { return Ok(()) };
    let mode = metadata.mode();
    if metadata.is_dir() && mode & OTHERS_WRITE != 0 && mode & STICKY == 0 {
        let mend = format!("chmod o-w {}", path.display());
        let mode = mode & 0o7777;
        return Err(Exposed::new(
            path,
            format!(
                "peut être modifié par tout le monde (mode {mode:04o}), qui pourrait en remplacer les fichiers : {mend}"
            ),
            format!("may be written by everybody (mode {mode:04o}), who could replace the files in it: {mend}"),
        ));
    }
    Ok(())
}

/// Checks that a file is this user's, root's, or of the owner of its directory. In a directory like `/tmp` it could
/// have been left there for the server to trust. What is not there is nobody's.
///
/// # Errors
/// [`Exposed`], when it is somebody else's.
pub(crate) fn check_owner(path: &Path) -> Result<(), Exposed> {
    let Ok(metadata) = fs::symlink_metadata(path) else { return Ok(()) };
    let own = rustix::process::geteuid().as_raw();
    let of_directory = fs::metadata(directory_of(path)).ok().map(|directory| directory.uid());
    let owner = metadata.uid();
    if owner == own || owner == 0 || of_directory == Some(owner) {
        return Ok(());
    }
    Err(Exposed::new(
        path,
        format!("est à un autre utilisateur (uid {owner}, celui-ci est {own}) : supprimez-le, ou donnez-le à celui-ci"),
        format!("belongs to another user (uid {owner}, this one is {own}): remove it, or give it to this one"),
    ))
}

/// Checks that a Unix socket may be made at a path, in the place of an old one if there is one.
///
/// # Errors
/// [`Exposed`], when others could replace it, when what is there is theirs, or when it is no socket.
pub(crate) fn check_socket(path: &Path) -> Result<(), Exposed> {
    check_directory(directory_of(path))?;
    match fs::symlink_metadata(path) {
        Ok(there) if !there.file_type().is_socket() => {
            let french = "existe et n'est pas une socket : supprimez-le s'il ne sert à personne".to_owned();
            Err(Exposed::new(path, french, "is there and is no socket: remove it if nobody needs it".to_owned()))
        }
        _ => check_owner(path),
    }
}

/// Checks that a private key is private.
///
/// # Errors
/// In words, without the path before them: the caller says it with the key of the configuration.
#[cfg(feature = "tls")]
pub(crate) fn check_private_key(path: &Path, metadata: &fs::Metadata) -> Result<(), String> {
    let mode = metadata.mode() & 0o7777;
    if mode & KEY_EXPOSED == 0 {
        return Ok(());
    }
    Err(format!("may be read or changed by others (mode {mode:04o}), so it is no secret: chmod 600 {}", path.display()))
}

/// Takes a file that only its owner should read away from everybody else, and says so in the log. What cannot be changed
/// is warned of.
pub(crate) fn make_private(path: &Path) {
    // A link is left alone: what it leads to may be anybody's.
    let Ok(metadata) = fs::symlink_metadata(path) else { return };
    if !metadata.is_file() || metadata.mode() & 0o077 == 0 {
        return;
    }
    // By the open file: since the look a link may have come.
    match open_plain(path).and_then(|file| file.set_permissions(Permissions::from_mode(0o600))) {
        Ok(()) => log::warn!("{} could be read by others; it was given mode 0600", path.display()),
        Err(e) => log::warn!("{} can be read by others, and its mode cannot be changed: {e}", path.display()),
    }
}

/// The same for the files of a directory whose names are chosen. Links are left alone.
///
/// # Errors
/// The directory cannot be read.
pub(crate) fn make_all_private(directory: &Path, is_chosen: impl Fn(&str) -> bool) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_file() && entry.file_name().to_str().is_some_and(&is_chosen) {
            make_private(&entry.path());
        }
    }
    Ok(())
}

/// The directory that a file is in.
pub(crate) fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
