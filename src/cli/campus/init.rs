//! `classcord campus init` and `revoke`: certificates of a school's servers and of its broker, and what the broker needs besides.
//!
//! Owns the folder that they are made in, which whoever administers the school keeps: `broker/` goes to the broker's machine, and
//! a folder with the name of each server to that server. The authority's key stays.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::files;
use crate::chat::origin::{SchoolName, ServerName};
use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::phrases::choose;
use crate::cli::text_file::{read, write};
use crate::config::{Broker, ConfigSource};
use crate::permissions::check_private_key;
use crate::tls::{CampusAuthority, can_be_certified, names_of, read_certificates, revoked_in, serial_of};

/// What to make.
#[derive(Debug, Args)]
pub(in crate::cli) struct InitArgs {
    /// The directory for all of it; made if it is not there
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The name of the school: a-z, 0-9 and -
    #[arg(long, value_name = "NAME")]
    school: SchoolName,
    /// A name or an address by which the servers reach the broker; several times, the first is the one that they are told
    #[arg(long = "broker", value_name = "NAME", required = true)]
    brokers: Vec<String>,
    /// A server of the school: a-z, 0-9 and -; several times
    #[arg(long = "server", value_name = "NAME", required = true)]
    servers: Vec<ServerName>,
}

/// Whom to keep out.
#[derive(Debug, Args)]
pub(in crate::cli) struct RevokeArgs {
    /// The directory that `classcord campus init` has made
    #[arg(value_name = "DIR")]
    directory: PathBuf,
    /// The server
    #[arg(value_name = "NAME")]
    server: ServerName,
}

/// The language of what is said; a configuration that cannot be read keeps nobody from making certificates.
fn language(source: &ConfigSource) -> Lang {
    source.load().map(|config| config.lang).unwrap_or(source.overrides.lang.unwrap_or_default())
}

/// Makes what is not there.
///
/// # Errors
/// In words: files that cannot be read or written, names that cannot be.
pub(super) fn run(args: &InitArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let lang = language(source);
    let InitArgs { directory, school, brokers, servers } = args;
    if let Some(bad) = brokers.iter().find(|name| !can_be_certified(name)) {
        return Err(choose(
            lang,
            format!("--broker {bad} : ni un nom ni une adresse qu'un certificat peut porter"),
            format!("--broker {bad}: neither a name nor an address that a certificate can bear"),
        ));
    }
    let Some(first) = brokers.first() else { return Ok(ExitCode::SUCCESS) };
    let address = if first.contains(':') { format!("mqtts://[{first}]") } else { format!("mqtts://{first}") };
    let address = address.parse::<Broker>().map_err(|()| format!("--broker {first}"))?.to_string();
    check_same_school(directory, school, first, lang)?;
    let authority = match Authority::read(directory, lang)? {
        Some(authority) => authority,
        None => Authority::make(directory, school)?,
    };
    let of_broker = directory.join("broker");
    let certificate = of_broker.join("broker.pem");
    if certificate.exists() {
        println!("{}", told(lang, &certificate, false));
    } else {
        let made = authority.signs.sign_broker(brokers)?;
        write(&of_broker.join("broker-key.pem"), &made.key)?;
        write(&certificate, &made.certificate)?;
        println!("{}", told(lang, &certificate, true));
    }
    write(&of_broker.join("ca.pem"), &authority.certificate)?;
    write(&of_broker.join("classcord.conf"), &files::configuration(school))?;
    write(&of_broker.join("acl"), &files::access_list(school))?;
    write(&of_broker.join("time-sync.conf"), files::AFTER_TIME)?;
    let list = of_broker.join("crl.pem");
    if !list.exists() {
        write(&list, &authority.signs.revoke(&[], 1)?)?;
    }
    for server in servers {
        let folder = directory.join(server.as_str());
        let certificate = folder.join("campus-cert.pem");
        if certificate.exists() {
            println!("{}", told(lang, &certificate, false));
            continue;
        }
        let made = authority.signs.sign_server(server.as_str())?;
        write(&folder.join("campus-key.pem"), &made.key)?;
        write(&folder.join("campus-ca.pem"), &authority.certificate)?;
        write(&folder.join("campus.toml"), &files::section(school, server, &address))?;
        write(&certificate, &made.certificate)?;
        println!("{}", told(lang, &certificate, true));
    }
    let (broker, key) = (of_broker.display(), directory.join("ca-key.pem"));
    let key = key.display();
    println!(
        "{}",
        choose(
            lang,
            format!(
                "Copiez {broker} dans {} sur la machine du serveur MQTT, et le dossier de chaque serveur sur ce serveur : docs/CAMPUS.md. \
                 {key} reste ici, hors de portée des autres.",
                files::PLACE
            ),
            format!(
                "Copy {broker} to {} on the broker's machine, and the folder of each server to that server: docs/CAMPUS.md. {key} stays \
                 here, out of the reach of others.",
                files::PLACE
            ),
        )
    );
    Ok(ExitCode::SUCCESS)
}

fn told(lang: Lang, path: &Path, is_new: bool) -> String {
    let path = path.display();
    if is_new {
        choose(lang, format!("fait : {path}"), format!("made: {path}"))
    } else {
        choose(lang, format!("gardé : {path}"), format!("kept: {path}"))
    }
}

/// Checks that a folder that is there is this school's, and that the broker's certificate bears the name that servers are told: what is
/// written of another would keep out all servers of this one.
fn check_same_school(directory: &Path, school: &SchoolName, broker: &str, lang: Lang) -> Result<(), Failure> {
    let list = directory.join("broker").join("acl");
    if text_of(&list)?.is_some_and(|text| text != files::access_list(school)) {
        let list = list.display();
        return Err(choose(
            lang,
            format!(
                "--school {school} : {list} est d'un autre établissement, ou changé à la main ; reprenez son nom, ou un autre dossier"
            ),
            format!(
                "--school {school}: {list} is another school's, or was changed by hand; name that one, or another directory"
            ),
        ));
    }
    let certificate = directory.join("broker").join("broker.pem");
    if !certificate.exists() {
        return Ok(());
    }
    let chain = read_certificates(&certificate).map_err(|e| format!("{}: {e}", certificate.display()))?;
    let names = chain.first().map_or_else(|| Ok(Vec::new()), names_of)?;
    let address = broker.parse::<IpAddr>().ok();
    let is_it = |name: &String| name.eq_ignore_ascii_case(broker) || address.is_some() && name.parse().ok() == address;
    if names.iter().any(is_it) {
        return Ok(());
    }
    let (certificate, names) = (certificate.display(), names.join(", "));
    Err(choose(
        lang,
        format!(
            "--broker {broker} : {certificate} vaut pour {names} ; reprenez ce nom, ou supprimez le fichier pour qu'un autre soit fait"
        ),
        format!("--broker {broker}: {certificate} is for {names}; name that, or remove the file to have another made"),
    ))
}

/// Puts a server on the list of those that are not let in any more.
///
/// # Errors
/// In words: no such folder, no such server.
pub(super) fn revoke(args: &RevokeArgs, source: &ConfigSource) -> Result<ExitCode, Failure> {
    let lang = language(source);
    let RevokeArgs { directory, server } = args;
    let authority = Authority::read(directory, lang)?.ok_or_else(|| {
        let directory = directory.display();
        choose(
            lang,
            format!("{directory} n'a pas d'autorité : c'est le dossier qu'a fait classcord campus init qu'il faut"),
            format!("{directory} has no authority: name the directory that classcord campus init has made"),
        )
    })?;
    let of_server = directory.join(server.as_str()).join("campus-cert.pem");
    let serial = text_of(&of_server)?.ok_or_else(|| format!("{}: not there", of_server.display()))?;
    let serial = serial_of(&serial).map_err(|e| format!("{}: {e}", of_server.display()))?;
    let list = directory.join("broker").join("crl.pem");
    let in_list = |e: String| format!("{}: {e}", list.display());
    let mut revoked = text_of(&list)?.map_or_else(|| Ok(Vec::new()), |text| revoked_in(&text)).map_err(in_list)?;
    if !revoked.contains(&serial) {
        revoked.push(serial);
    }
    write(&list, &authority.signs.revoke(&revoked, revoked.len() as u64 + 1)?)?;
    let (list, count) = (list.display(), revoked.len());
    println!(
        "{}",
        choose(
            lang,
            format!(
                "{server} n'entrera plus dès que {list} (certificats retirés : {count}) est dans {} et que mosquitto a redémarré. Pour lui faire un \
                 nouveau certificat : renommez son dossier, puis classcord campus init.",
                files::PLACE
            ),
            format!(
                "{server} is kept out as soon as {list} (certificates revoked: {count}) is in {} and mosquitto has been restarted. To make it another \
                 certificate: rename its folder, then classcord campus init.",
                files::PLACE
            ),
        )
    );
    Ok(ExitCode::SUCCESS)
}

/// The text of a file, if it is there.
fn text_of(path: &Path) -> Result<Option<String>, Failure> {
    read(path).map(|found| found.map(|(text, _)| text)).map_err(|e| format!("{}: {e}", path.display()))
}

/// The authority of the school.
struct Authority {
    signs: CampusAuthority,
    certificate: String,
}

impl Authority {
    fn make(directory: &Path, school: &SchoolName) -> Result<Self, Failure> {
        let (signs, made) = CampusAuthority::make(&format!("ClassCord {school}"))?;
        // The key first: what is there without the certificate is made anew.
        write(&directory.join("ca-key.pem"), &made.key)?;
        write(&directory.join("ca.pem"), &made.certificate)?;
        Ok(Self { signs, certificate: made.certificate })
    }

    /// The one that is there, if one is.
    fn read(directory: &Path, lang: Lang) -> Result<Option<Self>, Failure> {
        let (certificate, key) = (directory.join("ca.pem"), directory.join("ca-key.pem"));
        let Some(text) = text_of(&certificate)? else { return Ok(None) };
        let found = read(&key).map_err(|e| format!("{}: {e}", key.display()))?;
        let (key_text, metadata) = found.ok_or_else(|| {
            let (there, gone) = (certificate.display(), key.display());
            choose(
                lang,
                format!("{there} est là, mais pas {gone} : remettez-le d'une sauvegarde"),
                format!("{there} is there and {gone} is not: restore it from a backup"),
            )
        })?;
        check_private_key(&key, &metadata).map_err(|e| format!("{}: {e}", key.display()))?;
        let signs = CampusAuthority::read(&text, &key_text).map_err(|e| format!("{}: {e}", certificate.display()))?;
        Ok(Some(Self { signs, certificate: text }))
    }
}
