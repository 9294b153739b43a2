//! A certificate that is there without anybody's asking: `classcord cert --if-needed`, and `serve --make-cert`.
//!
//! The service runs the first before each start and reload, a container the second. What exists is replaced only where the
//! authority beside it has signed it and it fits no more; what an operator has put there or named in the configuration is
//! theirs. The key stays, so that who trusts the key notices nothing. The names are those of now and of the configuration,
//! never those of the old certificate: that file is the server's, the authority's key is root's. Called by `cert` and `serve`.

use std::fs::File;
use std::net::Ipv6Addr;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};
use rustix::io::Errno;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use super::files::{AuthorityFiles, make_directory, read, write};
use super::{SIGNED_DAYS_DEFAULT, make_authority, own_names};
use crate::cli::Failure;
use crate::config::Config;
use crate::permissions::{check_private_key, directory_of};
use crate::tls::{Authority, DAY, Summary, names_of};

/// A certificate that ends within so many days is made anew: telephones and board learn of it before it is too late.
const DAYS_LEFT_MIN: u32 = 90;

/// The time that another one at the same work may take: it makes two keys and four files.
const TURN_TIME: Duration = Duration::from_secs(10);

/// The time between two looks whether it is done.
const TURN_LOOK: Duration = Duration::from_millis(20);

/// On what occasion somebody looks after the certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Occasion {
    /// A service, on the machine whose addresses the class uses: it follows them.
    ServiceStart,
    /// A server whose own addresses may be those of a container, which nobody uses and which change.
    ServerStart,
}

/// Sees to it that there is a certificate, and one that fits. Says whether one was made.
///
/// # Errors
/// In words: files that cannot be read or written, or half an authority.
pub(in crate::cli) fn look_after(config: &Config, occasion: Occasion) -> Result<bool, Failure> {
    let (certificate, key) = (&config.tls.certificate, &config.tls.key);
    if *certificate != config.data_dir.join("cert.pem") || *key != config.data_dir.join("key.pem") {
        return Ok(false);
    }
    // A link leads to what others look after.
    if certificate.is_symlink() || key.is_symlink() {
        return Ok(false);
    }
    let directory = directory_of(certificate);
    make_directory(directory).map_err(|e| format!("cannot make {}: {e}", directory.display()))?;
    let _turn = take_turn(directory)?;

    let files = AuthorityFiles::beside(certificate);
    let there = read(certificate).map_err(|e| format!("{}: {e}", certificate.display()))?;
    let authority = match &there {
        None => Some(authority_to_begin_with(&files, config)?),
        // Without the authority's key, which some keep elsewhere, nothing can be signed.
        Some(_) if !files.key.exists() || !files.certificate.exists() => None,
        Some(_) => files.read(config.lang)?,
    };
    let Some(authority) = authority else { return Ok(false) };
    let mut names = own_names(config);
    names.retain(|name| authority.permits(name));
    if let Some((text, _)) = &there {
        let Some(had) = names_to_be_replaced(text, &authority, &names, occasion) else { return Ok(false) };
        if occasion == Occasion::ServerStart {
            // Whoever made it knew better. The authority's key is the server's own here.
            names = had;
            names.retain(|name| authority.permits(name));
        }
    }
    let old_key = match read(key).map_err(|e| format!("{}: {e}", key.display()))? {
        Some((text, metadata)) => {
            check_private_key(key, &metadata).map_err(|e| format!("{}: {e}", key.display()))?;
            Some(text)
        }
        None => None,
    };
    let made = authority
        .sign(&names, SIGNED_DAYS_DEFAULT, old_key.as_deref())
        .map_err(|e| format!("{}: {e}", key.display()))?;
    if old_key.is_none() {
        // First, as in `cert`.
        write(key, &made.key)?;
    }
    write(certificate, &made.certificate)?;
    Ok(true)
}

/// The authority that is there, or another. A key alone is what a power cut has left of one: it gets its certificate.
fn authority_to_begin_with(files: &AuthorityFiles, config: &Config) -> Result<Authority, Failure> {
    let names = own_names(config);
    if files.certificate.exists() {
        return files.read(config.lang)?.map_or_else(|| make_authority(files, &names, None), Ok);
    }
    let in_file = |why: String| format!("{}: {why}", files.key.display());
    match read(&files.key).map_err(|e| in_file(e.to_string()))? {
        Some((key, metadata)) => {
            check_private_key(&files.key, &metadata).map_err(in_file)?;
            make_authority(files, &names, Some(&key))
        }
        None => make_authority(files, &names, None),
    }
}

/// The names of a certificate that is the authority's, and either too old or not for one of these names; nothing if it is to
/// stay. What is no certificate at all is somebody's mistake, and left for them to see.
fn names_to_be_replaced(pem: &str, authority: &Authority, names: &[String], occasion: Occasion) -> Option<Vec<String>> {
    let chain: Result<Vec<CertificateDer<'_>>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    let chain = chain.ok().filter(|chain| authority.ends(chain))?;
    let (summary, has) = (Summary::of(chain.first()?).ok()?, names_of(chain.first()?).ok()?);
    let lacks = |name: &String| !has.iter().any(|had| had.eq_ignore_ascii_case(name));
    let follows = occasion == Occasion::ServiceStart;
    let is_outdated =
        summary.ends_within(DAY * DAYS_LEFT_MIN) || follows && names.iter().filter(|name| is_lasting(name)).any(lacks);
    is_outdated.then_some(has)
}

/// False for what changes by itself, in a day as a rule (RFC 8981): a certificate for each would be another fingerprint each day.
fn is_lasting(name: &str) -> bool {
    name.parse::<Ipv6Addr>().is_err()
}

/// Waits until nobody else does the same here: a network that comes up while the service starts. The directory itself is
/// locked, so that no file stays behind.
fn take_turn(directory: &Path) -> Result<File, Failure> {
    let words = |e: std::io::Error| format!("{}: {e}", directory.display());
    let file = File::open(directory).map_err(words)?;
    let begin = Instant::now();
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(file),
            Err(Errno::WOULDBLOCK) if begin.elapsed() < TURN_TIME => thread::sleep(TURN_LOOK),
            Err(Errno::INTR) => {}
            Err(e) => return Err(words(e.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tls::make;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn a_certificate_is_replaced_when_it_is_the_authoritys_and_fits_no_more() {
        let (authority, _) = Authority::make("ClassCord pi", &[], None).unwrap();
        let (other, _) = Authority::make("ClassCord pi", &[], None).unwrap();
        let had = names(&["pi.local", "192.168.1.20", "fd00::1"]);
        let sign = |authority: &Authority, days| authority.sign(&had, days, None).unwrap().certificate;
        let (good, old) = (sign(&authority, 730), sign(&authority, 89));
        let replaced =
            |pem: &str, names: &[String], occasion| names_to_be_replaced(pem, &authority, names, occasion).is_some();
        for occasion in [Occasion::ServiceStart, Occasion::ServerStart] {
            // An address that is gone for a moment, another case, and an address of a day.
            for fits in [&[][..], &["PI.local"], &["192.168.1.20", "fd00::2", "2001:db8::1"]] {
                assert!(!replaced(&good, &names(fits), occasion), "{fits:?}");
            }
            assert!(replaced(&old, &had, occasion));
            for theirs in [make(&had, 1).unwrap().certificate, sign(&other, 1), String::new(), "-----BEGIN".to_owned()]
            {
                assert!(!replaced(&theirs, &names(&["10.0.0.1"]), occasion), "{theirs}");
            }
        }
        for lacking in [&["10.0.0.1"][..], &["pi.local", "chat.local"]] {
            assert!(replaced(&good, &names(lacking), Occasion::ServiceStart), "{lacking:?}");
            assert!(!replaced(&good, &names(lacking), Occasion::ServerStart), "{lacking:?}");
        }
    }
}
