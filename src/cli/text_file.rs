//! Small files of text that a subcommand writes and reads again: certificates, keys, what goes with them.
//!
//! Owns [`read`] and [`write`]. A file is there whole or not at all, and nobody else may read it.

use std::fs::{self, DirBuilder};
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use super::Failure;
use crate::chat::text::Lang;
use crate::files::{create_private_anew, give_to_owner_of, open_plain};
use crate::permissions::directory_of;
use crate::system_error::room_mend;

const DIRECTORY_MODE: u32 = 0o750;

/// The text of a file, and what the system knows of it; nothing if it is not there.
///
/// # Errors
/// The system's: what cannot be read, or is no plain file.
pub(super) fn read(path: &Path) -> io::Result<Option<(String, fs::Metadata)>> {
    let mut file = match open_plain(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut text = String::new();
    file.read_to_string(&mut text)?;
    Ok(Some((text, file.metadata()?)))
}

/// Writes a file whole or not at all. What root makes in the server's directory is the server's.
///
/// # Errors
/// In words, with the path.
pub(super) fn write(path: &Path, text: &str) -> Result<(), Failure> {
    write_as(path, text, true)
}

/// The same; what is not for the server stays whose it is.
///
/// # Errors
/// As [`write`].
pub(super) fn write_as(path: &Path, text: &str, is_for_server: bool) -> Result<(), Failure> {
    let place = || -> io::Result<()> {
        let directory = directory_of(path);
        make_directory(directory)?;
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(format!(".{}", std::process::id()));
        let fresh = Path::new(&fresh);
        let mut file = create_private_anew(fresh)?;
        let owned = if is_for_server { give_to_owner_of(directory, &file) } else { Ok(()) };
        let placed = owned
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(fresh, path));
        placed.inspect_err(|_| {
            let _ = fs::remove_file(fresh);
        })
    };
    place().map_err(|e| format!("cannot write {}: {e}{}", path.display(), room_mend(Lang::En, &e)))
}

/// Makes a directory for certificates, if it is not there.
///
/// # Errors
/// The system's.
pub(super) fn make_directory(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(path)
}
