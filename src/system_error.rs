//! Errors of the system, in words for people, and the limit on file sizes made an error like any other.
//!
//! Owns the French for the errors of the system that an operator meets, and what to do about a disk that takes no more,
//! whether it is full, or a limit or a quota says so. Called by `config`, `store`, `ops`, `server` and `cli`.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use signal_hook::consts::SIGXFSZ;

use crate::lang::Lang;

/// Has the system say EFBIG where a file would grow beyond the limit on its size (setrlimit(2), `LimitFSIZE=`), in place
/// of ending the process by SIGXFSZ. Programs that are started from here are ended by it as ever: exec(2) gives a caught
/// signal its default back.
///
/// # Errors
/// When the system lets no signal be caught.
pub(crate) fn survive_the_file_size_limit() -> io::Result<()> {
    // A flag that nobody reads: all that is wanted is that there is a handler.
    signal_hook::flag::register(SIGXFSZ, Arc::new(AtomicBool::new(false))).map(drop)
}

/// True if the disk takes no more bytes, for whatever reason: what is written may find room later.
pub(crate) fn is_out_of_room(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}

/// The mend when there is no more room, to stand behind the error: with its own `; `, or nothing.
pub(crate) fn room_mend(lang: Lang, error: &io::Error) -> &'static str {
    let (french, english) = match error.kind() {
        io::ErrorKind::StorageFull => (" ; faites de la place sur le disque", "; free some space on the disk"),
        io::ErrorKind::QuotaExceeded => (
            " ; faites de la place, ou augmentez le quota de cet utilisateur",
            "; free some space, or raise the quota of this user",
        ),
        io::ErrorKind::FileTooLarge => (
            " ; augmentez la taille permise des fichiers (LimitFSIZE= de systemd, ou ulimit -f)",
            "; raise the limit on the size of files (LimitFSIZE= of systemd, or ulimit -f)",
        ),
        _ => return "",
    };
    lang.choose(french, english)
}

/// The error of the system, in words.
pub(crate) fn reason(lang: Lang, error: &io::Error) -> String {
    if lang == Lang::En {
        return error.to_string();
    }
    use io::ErrorKind as Kind;
    let words = match error.kind() {
        // What was made here is in the words of whoever made it.
        _ if error.get_ref().is_some() => return error.to_string(),
        Kind::NotFound => "il n'existe pas",
        Kind::PermissionDenied => "permission refusée",
        Kind::AlreadyExists => "il existe déjà",
        Kind::AddrInUse => "déjà utilisé",
        Kind::AddrNotAvailable => "cette machine n'a pas cette adresse",
        Kind::NotADirectory => "un élément du chemin n'est pas un dossier",
        Kind::IsADirectory => "c'est un dossier",
        Kind::ReadOnlyFilesystem => "le système de fichiers est en lecture seule",
        Kind::StorageFull => "le disque est plein",
        Kind::QuotaExceeded => "le quota de disque est atteint",
        Kind::FileTooLarge => "la taille permise d'un fichier est atteinte",
        Kind::InvalidFilename => "nom trop long",
        Kind::InvalidData => "ce n'est pas du texte UTF-8",
        _ => return error.to_string(),
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use rustix::io::Errno;

    use super::*;

    #[test]
    fn whatever_says_that_there_is_no_room_says_what_to_do() {
        for errno in [Errno::NOSPC, Errno::DQUOT, Errno::FBIG] {
            let error = io::Error::from(errno);
            assert!(is_out_of_room(&error), "{errno}");
            for lang in [Lang::Fr, Lang::En] {
                assert!(room_mend(lang, &error).contains("; "), "{errno}");
            }
            assert!(!reason(Lang::Fr, &error).contains("os error"), "{errno}");
        }
        let other = io::Error::from(Errno::IO);
        assert!(!is_out_of_room(&other) && room_mend(Lang::Fr, &other).is_empty());
    }

    #[test]
    fn words_of_our_own_are_left_as_they_are() {
        let error = io::Error::new(io::ErrorKind::PermissionDenied, "ce mot-là");
        assert_eq!(reason(Lang::Fr, &error), "ce mot-là");
        assert_eq!(reason(Lang::Fr, &Errno::ACCESS.into()), "permission refusée");
        assert!(reason(Lang::En, &Errno::ACCESS.into()).contains("Permission denied"));
    }
}
