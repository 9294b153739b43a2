//! `classcord cert`: a certificate for the encrypted port, and the fingerprint to write on the board. It is self-signed, or
//! signed by an authority of one's own, which browsers are told to trust once.
//!
//! The files are where the configuration says, or `cert.pem` and `key.pem` in the data directory, readable by the
//! server's user alone. Those of the authority, `ca.pem` and `ca-key.pem`, are beside the certificate; its key is of who
//! made it, root as a rule, for the server has no need of it.

mod files;
mod upkeep;

use std::net::IpAddr;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use self::files::{AuthorityFiles, write, write_as};
pub(super) use self::upkeep::{Occasion, look_after};
use super::Failure;
use super::installation::Installation;
use super::phrases::choose;
use crate::addresses::{host_name, own_addresses};
use crate::chat::text::Lang;
use crate::config::{Config, ConfigSource};
use crate::tls::{self, Authority, GeneratedCertificate, SIGNED_DAYS_MAX, Summary};

/// Ten years: who pins a certificate gains nothing by replacing it earlier.
const DAYS_DEFAULT: u32 = 3650;

/// Two school years: who trusts the authority notices nothing of a replacement, and telephones take no longer time.
const SIGNED_DAYS_DEFAULT: u32 = 730;

#[derive(Debug, Args)]
pub(super) struct CertArgs {
    /// A name or an address of this machine; may be given several times [default: what it is called, and localhost]
    #[arg(long = "name", value_name = "NAME", conflicts_with = "show")]
    names: Vec<String>,
    /// Days that it is valid [default: 3650; signed by an authority 730, at most 824]
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=8000))]
    days: Option<u32>,
    /// Have it signed by an authority of your own, which is made if there is none: browsers that are told once to trust
    /// it (http://ADDRESS:12345/ca.crt) take each certificate that it signs
    #[arg(long, conflicts_with = "show")]
    ca: bool,
    /// Make another certificate, signed by the same authority: nobody has to trust anything anew
    #[arg(long, conflicts_with_all = ["ca", "show", "force"])]
    renew: bool,
    /// Have one, signed by your own authority: make it if there is none, and make it anew, with the same key, if this machine has
    /// another name or address by now, or if it ends within 90 days; else write and say nothing. What you have put there
    /// yourself, or named in the configuration, stays
    #[arg(long, conflicts_with_all = ["names", "days", "ca", "renew", "show", "force"])]
    if_needed: bool,
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
    let authority = AuthorityFiles::beside(certificate);
    if args.if_needed {
        if !look_after(&config, Occasion::ServiceStart)? {
            return Ok(ExitCode::SUCCESS);
        }
    } else if !args.show {
        let replaces = args.force || args.renew;
        if let Some(there) = [certificate, key].into_iter().find(|path| path.exists()).filter(|_| !replaces) {
            let there = there.display();
            return Err(choose(
                lang,
                format!("{there} existe déjà ; --show le montre, --force le remplace"),
                format!("{there} is there already; --show shows it, --force replaces it"),
            ));
        }
        let made = if args.ca || args.renew { signed(args, &authority, &config)? } else { self_signed(args, &config)? };
        // The key first: a server that starts in between finds no certificate rather than one without its key.
        write(key, &made.key)?;
        write(certificate, &made.certificate)?;
    }
    if !args.show {
        println!("{} {}", choose(lang, "Clé :        ", "Key:         "), key.display());
    }
    show(certificate, lang)?;
    if args.show {
        return Ok(ExitCode::SUCCESS);
    }
    if args.ca || args.renew || args.if_needed {
        println!("{} {}", choose(lang, "Autorité :   ", "Authority:   "), authority.certificate.display());
    }
    println!(
        "{}",
        choose(
            lang,
            "Un serveur qui tourne avec TLS le prend au rechargement (systemctl reload classcord), un autre quand il redémarre.",
            "A server that runs with TLS takes it when it reloads (systemctl reload classcord), another when it starts again.",
        )
    );
    if args.ca {
        println!(
            "{}",
            choose(
                lang,
                "Les navigateurs le prennent sans avertissement une fois que /ca.crt y est installé : docs/CERTIFICAT.md.",
                "Browsers take it without a warning once /ca.crt is installed in them: docs/CERTIFICAT.md.",
            )
        );
    }
    Ok(ExitCode::SUCCESS)
}

fn self_signed(args: &CertArgs, config: &Config) -> Result<GeneratedCertificate, Failure> {
    let names = if args.names.is_empty() { own_names(config) } else { args.names.clone() };
    tls::make(&names, args.days.unwrap_or(DAYS_DEFAULT))
}

/// A certificate that the authority signs, which is made if it may be.
fn signed(args: &CertArgs, files: &AuthorityFiles, config: &Config) -> Result<GeneratedCertificate, Failure> {
    let lang = config.lang;
    let days = args.days.unwrap_or(SIGNED_DAYS_DEFAULT);
    if days > SIGNED_DAYS_MAX {
        return Err(choose(
            lang,
            format!("--days {days} : les iPhone refusent plus de {SIGNED_DAYS_MAX} jours"),
            format!("--days {days}: iPhones refuse more than {SIGNED_DAYS_MAX} days"),
        ));
    }
    let mut names = if args.names.is_empty() { own_names(config) } else { args.names.clone() };
    let authority = match files.read(lang)? {
        Some(authority) => authority,
        None if args.renew => {
            return Err(choose(
                lang,
                format!("{} n'existe pas : --ca fait une autorité", files.certificate.display()),
                format!("{} is not there: --ca makes an authority", files.certificate.display()),
            ));
        }
        None => make_authority(files, &names, None)?,
    };
    if args.names.is_empty() {
        // An address that has come since the authority was made.
        names.retain(|name| authority.permits(name));
    } else if let Some(other) = names.iter().find(|name| !authority.permits(name)) {
        let (certificate, key) = (files.certificate.display(), files.key.display());
        return Err(choose(
            lang,
            format!(
                "l'autorité n'a pas été faite pour {other} : supprimez {certificate} et {key} puis --ca --force en fait une autre, à installer de nouveau sur chaque appareil"
            ),
            format!(
                "the authority was not made for {other}: remove {certificate} and {key}, then --ca --force makes another, to be installed anew on each device"
            ),
        ));
    }
    authority.sign(&names, days, None)
}

/// Makes an authority, and its files; but for its key, if there is one.
fn make_authority(files: &AuthorityFiles, names: &[String], key: Option<&str>) -> Result<Authority, Failure> {
    let host = host_name();
    let title = format!("ClassCord {}", if host.is_empty() { "autorité" } else { &host });
    let (authority, made) = Authority::make(&title, names, key)?;
    if key.is_none() {
        write_as(&files.key, &made.key, false)?;
    }
    write(&files.certificate, &made.certificate)?;
    Ok(authority)
}

fn show(path: &Path, lang: Lang) -> Result<(), Failure> {
    let in_file = |why: String| format!("{}: {why}", path.display());
    let chain = tls::read_certificates(path).map_err(in_file)?;
    let summary = chain.first().map_or_else(|| Err("is empty".to_owned()), Summary::of).map_err(in_file)?;
    println!("{} {}", choose(lang, "Certificat : ", "Certificate: "), path.display());
    if let Some(names) = chain.first().and_then(|first| tls::names_of(first).ok()) {
        println!("{} {}", choose(lang, "Noms :       ", "Names:       "), names.join(", "));
    }
    println!("{} {}", choose(lang, "Empreinte :  ", "Fingerprint: "), summary.fingerprint);
    if let Some(authority) = tls::authority_of(&chain).and_then(|authority| Summary::of(&authority).ok()) {
        // What devices are given to install: whoever installs it compares this.
        println!("{} {}", choose(lang, "De /ca.crt : ", "Of /ca.crt:  "), authority.fingerprint);
    }
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

/// The names of this machine, those that the configuration adds, and the addresses that it is reached at.
fn own_names(config: &Config) -> Vec<String> {
    let mut names = Vec::new();
    let host = host_name();
    if !host.is_empty() {
        if !host.contains('.') {
            names.push(format!("{host}.local"));
        }
        names.push(host);
    }
    names.extend(["localhost", "127.0.0.1", "::1"].map(str::to_owned));
    names.extend(
        config.web.names.iter().map(|name| name.trim().to_owned()).filter(|name| name.is_ascii() && !name.is_empty()),
    );
    names.extend(own_addresses().iter().map(IpAddr::to_string));
    names
}
