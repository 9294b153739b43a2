//! The files of a certificate and of the authority beside it: read with care, written whole or not at all.
//!
//! Root makes them in the directory of the server's user, who gets what the server needs; the authority's key stays
//! root's. Called by `cert` and `upkeep`.

use std::fs::{self, DirBuilder};
use std::io::{self, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::phrases::choose;
use crate::files::{create_private_anew, give_to_owner_of, open_plain};
use crate::permissions::{check_private_key, directory_of};
use crate::system_error::room_mend;
use crate::tls::Authority;

const DIRECTORY_MODE: u32 = 0o750;

/// Where the authority is.
pub(super) struct AuthorityFiles {
    /// Its certificate.
    pub(super) certificate: PathBuf,
    /// Its key, which the server has no need of.
    pub(super) key: PathBuf,
}

impl AuthorityFiles {
    /// The place of the authority that goes with a server's certificate.
    pub(super) fn beside(certificate: &Path) -> Self {
        let directory = directory_of(certificate);
        Self { certificate: directory.join("ca.pem"), key: directory.join("ca-key.pem") }
    }

    /// The authority that is there, if one is.
    ///
    /// # Errors
    /// In words: half of it, what is none, or a key that others may read.
    pub(super) fn read(&self, lang: Lang) -> Result<Option<Authority>, Failure> {
        let certificate = read(&self.certificate).map_err(|e| format!("{}: {e}", self.certificate.display()))?;
        let key = read(&self.key).map_err(|e| format!("{}: {e}", self.key.display()))?;
        match (certificate, key) {
            (None, None) => Ok(None),
            (Some((certificate, _)), Some((key, metadata))) => {
                check_private_key(&self.key, &metadata).map_err(|e| format!("{}: {e}", self.key.display()))?;
                let authority = Authority::read(&certificate, &key);
                authority.map(Some).map_err(|e| format!("{}: {e}", self.certificate.display()))
            }
            (certificate, _) => {
                let (there, gone) = match certificate {
                    Some(_) => (&self.certificate, &self.key),
                    None => (&self.key, &self.certificate),
                };
                let (there, gone) = (there.display(), gone.display());
                Err(choose(
                    lang,
                    format!("{there} est là, mais pas {gone} : remettez-le d'une sauvegarde, ou supprimez les deux"),
                    format!("{there} is there and {gone} is not: restore it from a backup, or remove both"),
                ))
            }
        }
    }
}

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
