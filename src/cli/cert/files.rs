//! The files of a certificate and of the authority beside it: read with care, written whole or not at all.
//!
//! Root makes them in the directory of the server's user, who gets what the server needs; the authority's key stays
//! root's. Called by `cert` and `upkeep`.

use std::path::{Path, PathBuf};

use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::phrases::choose;
pub(super) use crate::cli::text_file::{make_directory, read, write, write_as};
use crate::permissions::{check_private_key, directory_of};
use crate::tls::Authority;

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
