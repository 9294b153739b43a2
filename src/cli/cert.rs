//! `classcord cert`: a self-signed certificate for the encrypted port, and the fingerprint to write on the board.
//!
//! The files are where the configuration says, or `cert.pem` and `key.pem` in the data directory, readable by the
//! server's user alone.

use std::fs::{self, DirBuilder};
use std::io::{self, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::installation::Installation;
use super::outward::outward_addresses;
use super::phrases::choose;
use crate::chat::text::Lang;
use crate::config::ConfigSource;
use crate::files::{create_private_anew, give_to_owner_of};
use crate::permissions::directory_of;
use crate::system_error::room_mend;
use crate::tls::{self, Summary};

const DIRECTORY_MODE: u32 = 0o750;

/// Ten years: who pins a certificate gains nothing by replacing it earlier.
const DAYS_DEFAULT: u32 = 3650;

#[derive(Debug, Args)]
pub(super) struct CertArgs {
    /// A name or an address of this machine; may be given several times [default: what it is called, and localhost]
    #[arg(long = "name", value_name = "NAME", conflicts_with = "show")]
    names: Vec<String>,
    /// Days that it is valid
    #[arg(long, value_name = "DAYS", default_value_t = DAYS_DEFAULT, value_parser = clap::value_parser!(u32).range(1..=8000))]
    days: u32,
    /// Replace the certificate and the key that are there: clients that know the old one will refuse the new one
    #[arg(long, conflicts_with = "show")]
    force: bool,
    /// Show the certificate that is there
    #[arg(long)]
    show: bool,
}

/// Makes a certificate, or shows the one that is there.
///
/// # Errors
/// In words: files that are there already, or cannot be written or read.
pub(super) fn run(args: &CertArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let config = Installation::find(source)?.config;
    let lang = config.lang;
    let (certificate, key) = (&config.tls.certificate, &config.tls.key);
    if !args.show {
        if let Some(there) = [certificate, key].into_iter().find(|path| path.exists()).filter(|_| !args.force) {
            let there = there.display();
            return Err(choose(
                lang,
                format!("{there} existe déjà ; --show le montre, --force le remplace"),
                format!("{there} is there already; --show shows it, --force replaces it"),
            ));
        }
        let names = if args.names.is_empty() { own_names() } else { args.names.clone() };
        let made = tls::make(&names, args.days)?;
        // The key first: a server that starts in between finds no certificate rather than one without its key.
        write(key, &made.key)?;
        write(certificate, &made.certificate)?;
        println!("{} {}", choose(lang, "Noms :       ", "Names:       "), names.join(", "));
        println!("{} {}", choose(lang, "Clé :        ", "Key:         "), key.display());
    }
    show(certificate, lang)?;
    if !args.show && config.tls.listen.is_empty() {
        println!(
            "{}",
            choose(
                lang,
                "Pour l'utiliser : listen = [\"[::]:12346\"] sous [tls] dans classcord.toml, puis redémarrer le serveur.",
                "To use it: listen = [\"[::]:12346\"] under [tls] in classcord.toml, then start the server again.",
            )
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn show(path: &Path, lang: Lang) -> Result<(), Failure> {
    let in_file = |why: String| format!("{}: {why}", path.display());
    let chain = tls::read_certificates(path).map_err(in_file)?;
    let summary = chain.first().map_or_else(|| Err("is empty".to_owned()), Summary::of).map_err(in_file)?;
    println!("{} {}", choose(lang, "Certificat : ", "Certificate: "), path.display());
    println!("{} {}", choose(lang, "Empreinte :  ", "Fingerprint: "), summary.fingerprint);
    let (from, to) = (&summary.not_before, &summary.not_after);
    println!("{} {from} – {to} UTC", choose(lang, "Validité :   ", "Valid:       "));
    if summary.has_expired() {
        println!(
            "{}",
            choose(lang, "Il est périmé : --force en fait un autre.", "It has expired: --force makes another.")
        );
    }
    Ok(())
}

/// The names of this machine, and the addresses that it is reached at.
fn own_names() -> Vec<String> {
    let mut names = Vec::new();
    let host = fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned();
    let is_legal = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.');
    if is_legal && host != "localhost" {
        if !host.contains('.') {
            names.push(format!("{host}.local"));
        }
        names.push(host);
    }
    names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
    names.extend(outward_addresses().map(|address| address.to_string()));
    names
}

/// Writes a file whole or not at all. What root makes in the server's directory is the server's.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let place = || -> io::Result<()> {
        let directory = directory_of(path);
        DirBuilder::new().recursive(true).mode(DIRECTORY_MODE).create(directory)?;
        let mut fresh = path.as_os_str().to_owned();
        fresh.push(format!(".{}", std::process::id()));
        let fresh = Path::new(&fresh);
        let mut file = create_private_anew(fresh)?;
        let placed = give_to_owner_of(directory, &file)
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(fresh, path));
        placed.inspect_err(|_| {
            let _ = fs::remove_file(fresh);
        })
    };
    place().map_err(|e| format!("cannot write {}: {e}{}", path.display(), room_mend(Lang::En, &e)))
}
