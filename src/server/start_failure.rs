//! The reasons that keep the server from starting, in the words of whoever starts it.
//!
//! Owns the sentences in both languages for what an operator can mend: a port that is taken, a directory that may not be
//! written, a database that another server has, a socket's path. Called by [`super::run`].

use std::io;
use std::path::Path;

use crate::chat::text::Lang;
use crate::net::BindError;
use crate::store::StoreError;
use crate::system_error::{reason, room_mend};

/// An address that cannot be listened on; the key is the one that names it.
pub(super) fn bind(lang: Lang, key: &str, error: &BindError) -> String {
    let BindError { address, source } = error;
    if lang == Lang::En {
        return format!("{key}: {error}");
    }
    let mend = match source.kind() {
        io::ErrorKind::AddrInUse => format!(
            " par un autre programme, ou par un autre classcord ; arrêtez-le, ou choisissez un autre port que {} avec --listen",
            address.port()
        ),
        io::ErrorKind::PermissionDenied => {
            " ; les ports au-dessous de 1024 sont à root : choisissez-en un plus haut avec --listen".to_owned()
        }
        io::ErrorKind::AddrNotAvailable => " ; `ip address` montre celles qu'elle a".to_owned(),
        _ => String::new(),
    };
    format!("{key} : impossible d'écouter sur {address}, {}{mend}", reason(lang, source))
}

/// A database that cannot be opened.
pub(super) fn store(lang: Lang, error: &StoreError) -> String {
    if lang == Lang::En {
        return match error {
            StoreError::File { path, source, .. } => format!("{error}{}", write_mend(lang, path, source)),
            other => other.to_string(),
        };
    }
    match error {
        StoreError::File { what, path, source } => {
            let what = match *what {
                "create" => "de créer",
                "open" => "d'ouvrir",
                "list" => "de lire le dossier",
                "rename" => "de renommer",
                "sync" => "d'écrire pour de bon",
                "set aside" => "de mettre de côté",
                "copy" | "copy the database to" | "write the backup" => "de copier",
                _ => "d'utiliser",
            };
            let (reason, path, room) = (reason(lang, source), path.as_path(), room_mend(lang, source));
            format!("impossible {what} {} : {reason}{room}{}", path.display(), write_mend(lang, path, source))
        }
        StoreError::InUse { path } => format!(
            "la base {} est utilisée par un autre serveur : arrêtez-le, ou donnez à celui-ci un autre dossier avec --data-dir",
            path.display()
        ),
        StoreError::Missing { path } => format!("il n'y a pas de base {}", path.display()),
        StoreError::Exposed(exposed) => exposed.words(lang),
        StoreError::Corrupt { reason } => format!("la base est abîmée : {reason}"),
        StoreError::NewerSchema { found, known } => format!(
            "une version plus récente de classcord a écrit cette base (format {found}, celle-ci connaît {known}) : \
             réinstallez-la, ou restaurez une copie plus ancienne"
        ),
        other => match other.disk_error() {
            Some(e) => format!("la base : {}{}", reason(lang, e), room_mend(lang, e)),
            None => format!("la base : {other}"),
        },
    }
}

/// The mend for a place that may not be written.
fn write_mend(lang: Lang, path: &Path, error: &io::Error) -> String {
    let may_not = matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem);
    if !may_not || error.get_ref().is_some() {
        return String::new();
    }
    let directory = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(path).display();
    lang.choose(
        format!(" ; donnez à cet utilisateur le droit d'écrire dans {directory}, ou un autre dossier avec --data-dir"),
        format!("; let this user write in {directory}, or give another directory with --data-dir"),
    )
}

/// A console's socket that cannot be made.
pub(super) fn control_socket(lang: Lang, path: &Path, error: &io::Error) -> String {
    let (path, reason) = (path.display(), reason(lang, error));
    if error.kind() == io::ErrorKind::AddrInUse {
        return lang.choose(
            format!("control_socket = {path} : un autre serveur y répond, arrêtez-le ou donnez un autre chemin avec --control-socket"),
            format!("control_socket = {path}: another server answers there; stop it, or name another path with --control-socket"),
        );
    }
    lang.choose(
        format!(
            "control_socket = {path} : {reason} ; donnez à cet utilisateur le droit d'y écrire, ou un autre chemin avec --control-socket"
        ),
        format!("control_socket = {path}: {reason}; let this user write there, or name another path with --control-socket"),
    )
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use super::*;

    #[test]
    fn every_failure_has_its_words_in_both_languages() {
        let address: SocketAddr = "127.0.0.1:80".parse().unwrap();
        let path = Path::new("/srv/chat/classcord.redb").to_owned();
        use io::ErrorKind::{AddrInUse, AddrNotAvailable, NotADirectory, PermissionDenied, ReadOnlyFilesystem};
        let errno = |kind| {
            let number = match kind {
                AddrInUse => rustix::io::Errno::ADDRINUSE,
                AddrNotAvailable => rustix::io::Errno::ADDRNOTAVAIL,
                NotADirectory => rustix::io::Errno::NOTDIR,
                ReadOnlyFilesystem => rustix::io::Errno::ROFS,
                _ => rustix::io::Errno::ACCESS,
            };
            io::Error::from(number)
        };
        let mut said = Vec::new();
        for lang in [Lang::Fr, Lang::En] {
            for kind in [AddrInUse, AddrNotAvailable, PermissionDenied] {
                said.push((lang, bind(lang, "listen", &BindError { address, source: errno(kind) })));
            }
            for kind in [NotADirectory, PermissionDenied, ReadOnlyFilesystem] {
                let error = StoreError::File { what: "create", path: path.clone(), source: errno(kind) };
                said.push((lang, store(lang, &error)));
            }
            said.push((lang, store(lang, &StoreError::InUse { path: path.clone() })));
            said.push((lang, control_socket(lang, &path, &errno(AddrInUse))));
            said.push((lang, control_socket(lang, &path, &errno(PermissionDenied))));
        }
        for (lang, words) in said {
            assert!(words.contains("127.0.0.1:80") || words.contains("/srv/chat"), "{words}");
            let english = [" the ", "cannot", "os error", "denied", " another "];
            let found = english.iter().any(|word| words.contains(word));
            assert_eq!(found, lang == Lang::En, "{words}");
        }
    }
}
