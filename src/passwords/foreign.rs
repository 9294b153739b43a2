//! Hashes that other programs made of passwords: which texts are such, which of them are understood, and whether a
//! password fits one.
//!
//! Owns [`recognize`] and [`ForeignHash`]. A hash is kept as it came and lives until its owner's first login, which
//! replaces it. What would hold the worker for seconds, or take much memory, is refused here, when it is brought in.
//! Pure work, called by [`super::Hasher`] and, at an import, by the command line.

use std::fmt;

use argon2::password_hash::phc::PasswordHash;
use base64ct::{Base64, Base64Unpadded, Encoding};
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Digest as _, Sha256, Sha512};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;

use super::{MEMORY_KIB_MAX, PARALLELISM_MAX, Stored};

/// Most rounds of PBKDF2: what Django 6 makes; one or two seconds on a Pi 3, once.
const PBKDF2_ROUNDS_MAX: u32 = 1_200_000;

/// Highest cost of bcrypt, each being twice the one below: Python's default, about a second on a Pi 3.
const BCRYPT_COST_MAX: u32 = 12;

/// Most memory of scrypt, in bytes; Werkzeug's default takes half of it, Django's a quarter.
const SCRYPT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Most work of scrypt, as the product of its three parameters; Django's default makes two thirds of it.
const SCRYPT_WORK_MAX: u64 = 1024 * 1024;

/// Most of Argon2's work, in KiB times passes: the default of Python's argon2-cffi is three quarters of it.
const ARGON2_WORK_MAX: u64 = 256 * 1024;

/// Longest text that is looked at as a hash.
const TEXT_BYTES_MAX: usize = 1024;

/// Lengths of hashes in bytes: those of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512.
const DIGEST_BYTES: [usize; 6] = [16, 20, 28, 32, 48, 64];

/// The meaning of a text that stands where a password should.
#[derive(Debug, PartialEq, Eq)]
pub enum Recognized {
    /// A password in clear.
    Words,
    /// A hash that a password can be compared with.
    Hash(Kind),
    /// A hash, or something else that is no password, and that is of no use here.
    Unusable(Unusable),
}

/// The kinds of hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// One round, no salt. A password in clear could look the same.
    Plain(&'static str),
    /// Made for passwords.
    Proper(&'static str),
}

impl Kind {
    /// The name that people know it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain(name) | Self::Proper(name) => name,
        }
    }
}

/// The reason that a hash is of no use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unusable {
    /// Salt and password were put together in a way that cannot be known.
    Salted,
    /// It looks like a hash, but of no kind that is known here.
    Unknown,
    /// It stands for no password at all.
    NoPassword,
    /// It can be read back only by the program that encrypted it.
    Encrypted,
    /// It begins like one of that kind and goes on otherwise.
    Damaged(&'static str),
    /// A login would take too long, or too much memory.
    TooDear(&'static str, String),
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Salted => f.write_str(
                "the password is a hash with a salt, and how the two were put together cannot be known from the file",
            ),
            Self::Unknown => f.write_str("the password is a hash of a kind that this server does not know"),
            Self::NoPassword => f.write_str("there was no password to log in with there"),
            Self::Encrypted => f.write_str("the password is encrypted"),
            Self::Damaged(name) => write!(f, "the password is a {name} hash that is cut or changed"),
            Self::TooDear(name, why) => {
                write!(f, "the password is a {name} hash that would cost too much at each login ({why})")
            }
        }
    }
}

/// Finds out what a text is. Whoever brings in accounts must ask: a hash that is taken for a password lets in whoever
/// has the file, and keeps out its owner.
pub fn recognize(text: &str) -> Recognized {
    match ForeignHash::parse(text) {
        Ok(None) => Recognized::Words,
        Ok(Some(hash)) => Recognized::Hash(hash.kind()),
        Err(problem) => Recognized::Unusable(problem),
    }
}

/// Raw bytes of a hash as [`recognize`] takes them; `None` if they are not as many as a hash has.
pub fn digest_text(bytes: &[u8]) -> Option<String> {
    DIGEST_BYTES.contains(&bytes.len()).then(|| hex_of(bytes))
}

/// A hash that was not made here.
pub(super) struct ForeignHash {
    scheme: Scheme,
    expected: Vec<u8>,
}

enum Scheme {
    Digest(Function),
    Pbkdf2 {
        function: Function,
        rounds: u32,
        salt: Vec<u8>,
    },
    Scrypt {
        params: scrypt::Params,
        salt: Vec<u8>,
    },
    /// The whole text, as the library takes it.
    Bcrypt {
        text: String,
        sha256_first: bool,
    },
    Argon2(Stored),
}

#[derive(Clone, Copy)]
enum Function {
    Md5,
    Sha1,
    Sha256,
    Sha512,
}

impl Function {
    /// By its name as programs write it.
    fn named(name: &str) -> Option<Self> {
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        Some(match name.as_str() {
            "md5" => Self::Md5,
            "sha1" => Self::Sha1,
            "sha256" => Self::Sha256,
            "sha512" => Self::Sha512,
            _ => return None,
        })
    }

    fn with_bytes(bytes: usize) -> Option<Self> {
        [Self::Md5, Self::Sha1, Self::Sha256, Self::Sha512].into_iter().find(|function| function.bytes() == bytes)
    }

    fn bytes(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha1 => "SHA-1",
            Self::Sha256 => "SHA-256",
            Self::Sha512 => "SHA-512",
        }
    }

    fn of(self, data: &[u8]) -> Vec<u8> {
        match self {
            Self::Md5 => md5::Md5::digest(data).to_vec(),
            Self::Sha1 => Sha1::digest(data).to_vec(),
            Self::Sha256 => Sha256::digest(data).to_vec(),
            Self::Sha512 => Sha512::digest(data).to_vec(),
        }
    }
}

impl ForeignHash {
    /// `None` for what is no hash at all.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, Unusable> {
        let text = text.trim();
        // What Python's str() makes of bytes.
        let quoted = |quote: char| text.strip_prefix('b')?.strip_prefix(quote)?.strip_suffix(quote);
        let text = quoted('\'').or_else(|| quoted('"')).filter(|inner| looks_hashed(inner)).unwrap_or(text);
        if text.len() > TEXT_BYTES_MAX {
            return Ok(None);
        }
        match text {
            _ if text.starts_with("$2") && text.get(3..4) == Some("$") => bcrypt_hash(text, false),
            _ if text.starts_with("bcrypt$") => bcrypt_hash(&text["bcrypt$".len()..], false),
            _ if text.starts_with("bcrypt_sha256$") => bcrypt_hash(&text["bcrypt_sha256$".len()..], true),
            _ if text.starts_with("$argon2") => argon2_hash(text),
            _ if text.starts_with("argon2$") => argon2_hash(&text["argon2".len()..]),
            _ if text.starts_with("pbkdf2:") => werkzeug_pbkdf2(text),
            _ if text.starts_with("pbkdf2_") || text.starts_with("$pbkdf2-") => other_pbkdf2(text),
            _ if text.starts_with("scrypt:") || text.starts_with("scrypt$") || text.starts_with("$scrypt$") => {
                scrypt_hash(text)
            }
            _ => digest(text),
        }
    }

    fn kind(&self) -> Kind {
        match &self.scheme {
            Scheme::Digest(function) => Kind::Plain(function.name()),
            Scheme::Pbkdf2 { .. } => Kind::Proper("PBKDF2"),
            Scheme::Scrypt { .. } => Kind::Proper("scrypt"),
            Scheme::Bcrypt { .. } => Kind::Proper("bcrypt"),
            Scheme::Argon2(_) => Kind::Proper("Argon2"),
        }
    }

    /// True if it was made of this password, as it was typed or with its accents composed.
    pub(super) fn fits(&self, password: &str) -> bool {
        let composed: String = password.nfc().collect();
        self.fits_bytes(password) || (composed != password && self.fits_bytes(&composed))
    }

    fn fits_bytes(&self, password: &str) -> bool {
        let mut output = vec![0; self.expected.len()];
        match &self.scheme {
            Scheme::Digest(function) => output = function.of(password.as_bytes()),
            Scheme::Pbkdf2 { function, rounds, salt } => match function {
                Function::Md5 => return false,
                Function::Sha1 => pbkdf2_hmac::<Sha1>(password.as_bytes(), salt, *rounds, &mut output),
                Function::Sha256 => pbkdf2_hmac::<Sha256>(password.as_bytes(), salt, *rounds, &mut output),
                Function::Sha512 => pbkdf2_hmac::<Sha512>(password.as_bytes(), salt, *rounds, &mut output),
            },
            Scheme::Scrypt { params, salt } => {
                if scrypt::scrypt(password.as_bytes(), salt, params, &mut output).is_err() {
                    return false;
                }
            }
            // The library compares in constant time too.
            Scheme::Bcrypt { text, sha256_first: false } => return bcrypt::verify(password, text).unwrap_or(false),
            Scheme::Bcrypt { text, sha256_first: true } => {
                let hex = hex_of(&Sha256::digest(password.as_bytes()));
                return bcrypt::verify(hex, text).unwrap_or(false);
            }
            Scheme::Argon2(stored) => return stored.fits(password).unwrap_or(false),
        }
        bool::from(output.ct_eq(&self.expected))
    }
}

type Parsed = Result<Option<ForeignHash>, Unusable>;

fn understood(scheme: Scheme, expected: Vec<u8>) -> Parsed {
    Ok(Some(ForeignHash { scheme, expected }))
}

fn looks_hashed(text: &str) -> bool {
    text.starts_with('$') || hex_bytes(text).is_some_and(|bytes| DIGEST_BYTES.contains(&bytes.len()))
}

fn bcrypt_hash(text: &str, sha256_first: bool) -> Parsed {
    const DAMAGED: Unusable = Unusable::Damaged("bcrypt");
    let mut parts = text.split('$').skip(1);
    let (version, cost, rest) = (parts.next(), parts.next().and_then(number), parts.next());
    let is_version = version.is_some_and(|version| matches!(version, "2a" | "2b" | "2x" | "2y"));
    let (Some(cost), Some(rest), None, true) = (cost, rest, parts.next(), is_version) else { return Err(DAMAGED) };
    if rest.len() != 53
        || !rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'/')
        || text.len() != 60
    {
        return Err(DAMAGED);
    }
    match cost {
        4..=BCRYPT_COST_MAX => understood(Scheme::Bcrypt { text: text.to_owned(), sha256_first }, Vec::new()),
        13..=31 => Err(Unusable::TooDear("bcrypt", format!("cost {cost}, and {BCRYPT_COST_MAX} is the most"))),
        _ => Err(DAMAGED),
    }
}

fn argon2_hash(text: &str) -> Parsed {
    const DAMAGED: Unusable = Unusable::Damaged("Argon2");
    let hash = PasswordHash::new(text).map_err(|_| DAMAGED)?;
    let params = argon2::Params::try_from(&hash).map_err(|_| DAMAGED)?;
    let (memory, passes, lanes) = (params.m_cost(), params.t_cost(), params.p_cost());
    if memory > MEMORY_KIB_MAX || lanes > PARALLELISM_MAX || u64::from(memory) * u64::from(passes) > ARGON2_WORK_MAX {
        let why = format!(
            "m={memory}, t={passes}, p={lanes}, and m={MEMORY_KIB_MAX}, p={PARALLELISM_MAX}, m times t {ARGON2_WORK_MAX} \
             is the most"
        );
        return Err(Unusable::TooDear("Argon2", why));
    }
    let stored = Stored::parse(text).ok_or(DAMAGED)?;
    understood(Scheme::Argon2(stored), Vec::new())
}

/// `pbkdf2:sha256:600000$salt$hex`.
fn werkzeug_pbkdf2(text: &str) -> Parsed {
    const DAMAGED: Unusable = Unusable::Damaged("PBKDF2");
    let [method, salt, hex] = parts(text, '$').ok_or(DAMAGED)?;
    let [_, function, rounds] = parts(method, ':').ok_or(DAMAGED)?;
    let hash = hex_bytes(hex).ok_or(DAMAGED)?;
    pbkdf2_of(function, rounds, salt.as_bytes().to_vec(), hash)
}

/// Django's `pbkdf2_sha256$600000$salt$base64`, and passlib's `$pbkdf2-sha256$29000$salt$hash`.
fn other_pbkdf2(text: &str) -> Parsed {
    const DAMAGED: Unusable = Unusable::Damaged("PBKDF2");
    if let Some(rest) = text.strip_prefix("$pbkdf2-") {
        let [function, rounds, salt, hash] = parts(rest, '$').ok_or(DAMAGED)?;
        let rounds = rounds.strip_prefix("i=").unwrap_or(rounds);
        return pbkdf2_of(function, rounds, ab64(salt).ok_or(DAMAGED)?, ab64(hash).ok_or(DAMAGED)?);
    }
    let [function, rounds, salt, hash] = parts(text.trim_start_matches("pbkdf2_"), '$').ok_or(DAMAGED)?;
    let hash = Base64::decode_vec(hash).map_err(|_| DAMAGED)?;
    pbkdf2_of(function, rounds, salt.as_bytes().to_vec(), hash)
}

fn pbkdf2_of(function: &str, rounds: &str, salt: Vec<u8>, hash: Vec<u8>) -> Parsed {
    const DAMAGED: Unusable = Unusable::Damaged("PBKDF2");
    let function = match Function::named(function) {
        Some(function @ (Function::Sha1 | Function::Sha256 | Function::Sha512)) => function,
        _ => return Err(Unusable::Unknown),
    };
    let rounds = number(rounds).filter(|rounds| *rounds > 0).ok_or(DAMAGED)?;
    // A longer one would be made by going through all the rounds again.
    if hash.len() != function.bytes() {
        return Err(DAMAGED);
    }
    if rounds > PBKDF2_ROUNDS_MAX {
        let why = format!("{rounds} rounds, and {PBKDF2_ROUNDS_MAX} are the most");
        return Err(Unusable::TooDear("PBKDF2", why));
    }
    understood(Scheme::Pbkdf2 { function, rounds, salt }, hash)
}

/// Werkzeug's `scrypt:32768:8:1$salt$hex`, Django's `scrypt$16384$salt$8$1$base64`, and passlib's `$scrypt$ln=15,r=8,p=1$salt$hash`.
fn scrypt_hash(text: &str) -> Parsed {
    const DAMAGED: Unusable = Unusable::Damaged("scrypt");
    let (n, r, p, salt, hash) = if let Some(rest) = text.strip_prefix("scrypt:") {
        let [costs, salt, hex] = parts(rest, '$').ok_or(DAMAGED)?;
        let [n, r, p] = parts(costs, ':').ok_or(DAMAGED)?;
        (number(n), number(r), number(p), salt.as_bytes().to_vec(), hex_bytes(hex).ok_or(DAMAGED)?)
    } else if let Some(rest) = text.strip_prefix("$scrypt$") {
        let [costs, salt, hash] = parts(rest, '$').ok_or(DAMAGED)?;
        let [log_n, r, p] = parts(costs, ',').ok_or(DAMAGED)?;
        let value = |text: &str, name: &str| text.strip_prefix(name).and_then(number);
        let n = value(log_n, "ln=").and_then(|log_n| 1_u32.checked_shl(log_n));
        (n, value(r, "r="), value(p, "p="), ab64(salt).ok_or(DAMAGED)?, ab64(hash).ok_or(DAMAGED)?)
    } else {
        let [n, salt, r, p, hash] = parts(text.trim_start_matches("scrypt$"), '$').ok_or(DAMAGED)?;
        let hash = Base64::decode_vec(hash).map_err(|_| DAMAGED)?;
        (number(n), number(r), number(p), salt.as_bytes().to_vec(), hash)
    };
    let (Some(n), Some(r), Some(p)) = (n, r, p) else { return Err(DAMAGED) };
    if !n.is_power_of_two() || n < 2 || r == 0 || p == 0 || !(16..=128).contains(&hash.len()) {
        return Err(DAMAGED);
    }
    let bytes = u64::from(n).saturating_mul(u64::from(r)).saturating_mul(128);
    let work = u64::from(n).saturating_mul(u64::from(r)).saturating_mul(u64::from(p));
    if bytes > SCRYPT_BYTES_MAX || work > SCRYPT_WORK_MAX {
        let why = format!("N={n}, r={r}, p={p}, and N={} with r=8, p=1 is the most", SCRYPT_BYTES_MAX / 1024);
        return Err(Unusable::TooDear("scrypt", why));
    }
    let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| DAMAGED)?;
    let params = scrypt::Params::new(log_n, r, p).map_err(|_| DAMAGED)?;
    understood(Scheme::Scrypt { params, salt }, hash)
}

/// A hash without a salt, and everything else that looks like one.
fn digest(text: &str) -> Parsed {
    let bare = text.strip_prefix("0x").or_else(|| text.strip_prefix("\\x")).unwrap_or(text);
    // Cut by a column that is too narrow.
    if bare.len() >= 32 && !bare.len().is_multiple_of(2) && bare.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Unusable::Unknown);
    }
    // PostgreSQL mixes the name in.
    if text.strip_prefix("md5").and_then(hex_bytes).is_some_and(|bytes| bytes.len() == Function::Md5.bytes()) {
        return Err(Unusable::Salted);
    }
    // What Django keeps for who has no password.
    if text.len() == 41 && text.strip_prefix('!').is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return Err(Unusable::NoPassword);
    }
    if let Some(bytes) = hex_bytes(bare).or_else(|| padded_digest(bare)).filter(|bytes| bytes.len() >= 16) {
        let function = Function::with_bytes(bytes.len()).ok_or(Unusable::Unknown)?;
        return understood(Scheme::Digest(function), bytes);
    }
    // `sha256:…`, `sha256$…`, and Django's `md5$$…`.
    if let Some((name, rest)) = text.split_once([':', '$'])
        && let Some(function) = Function::named(name)
        && let Some(bytes) = hex_bytes(rest.trim_start_matches('$')).filter(|bytes| bytes.len() == function.bytes())
    {
        return understood(Scheme::Digest(function), bytes);
    }
    let is_digest = |part: &str| {
        hex_bytes(part).is_some_and(|bytes| DIGEST_BYTES.contains(&bytes.len())) || padded_digest(part).is_some()
    };
    if text.split([':', '$', ';', '|', ',', '.', '*', '#', '-', '_', ' ', '{', '}']).any(is_digest) {
        return Err(Unusable::Salted);
    }
    if text.starts_with("gAAAAA") && text.len() >= 100 {
        return Err(Unusable::Encrypted);
    }
    // Those of Unix, `$6$…`, and of LDAP, `{SSHA}…`.
    let tagged = |begin: char, end: char| {
        let tag = text.strip_prefix(begin).and_then(|rest| rest.split_once(end));
        let is_tag = |c: char| c.is_ascii_alphanumeric() || c == '-';
        tag.is_some_and(|(tag, rest)| (1..=20).contains(&tag.len()) && tag.chars().all(is_tag) && rest.len() >= 20)
    };
    if text.is_ascii() && !text.contains(' ') && (tagged('$', '$') || tagged('{', '}')) {
        return Err(Unusable::Unknown);
    }
    Ok(None)
}

fn parts<const N: usize>(text: &str, separator: char) -> Option<[&str; N]> {
    text.split(separator).collect::<Vec<_>>().try_into().ok()
}

/// Digits only: the standard parser takes a sign.
fn number(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn hex_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hex_bytes(text: &str) -> Option<Vec<u8>> {
    let digit = |c: char| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.chars().map(digit).collect::<Option<_>>()?;
    (digits.len().is_multiple_of(2)).then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Base64 of as many bytes as a hash has, told from words by its padding.
fn padded_digest(text: &str) -> Option<Vec<u8>> {
    let bytes = text.ends_with('=').then(|| Base64::decode_vec(text).ok()).flatten()?;
    DIGEST_BYTES.contains(&bytes.len()).then_some(bytes)
}

/// The base64 of passlib, with a dot for the plus and without padding.
fn ab64(text: &str) -> Option<Vec<u8>> {
    Base64Unpadded::decode_vec(&text.replace('.', "+")).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{Hasher, Params, Verdict};
    use super::*;

    const PASSWORD: &str = "été à 5 h";

    /// Made of [`PASSWORD`] by Python 3.11's hashlib, Werkzeug 3, Django 5, passlib 1.7, bcrypt and argon2-cffi.
    const UNDERSTOOD: [(&str, Kind); 24] = [
        ("8e3232464a905e2eae8bdb91fd7aec11", Kind::Plain("MD5")),
        ("8E3232464A905E2EAE8BDB91FD7AEC11\n", Kind::Plain("MD5")),
        ("md5$$8e3232464a905e2eae8bdb91fd7aec11", Kind::Plain("MD5")),
        ("9824148e9d088be976edd75335420c80312805ad", Kind::Plain("SHA-1")),
        ("e21631c919f7c95d5819f10fc7ab02ed5ff50c1b1930fdc3d0f957115d0d336a", Kind::Plain("SHA-256")),
        ("sha256:e21631c919f7c95d5819f10fc7ab02ed5ff50c1b1930fdc3d0f957115d0d336a", Kind::Plain("SHA-256")),
        ("4hYxyRn3yV1YGfEPx6sC7V/1DBsZMP3D0PlXEV0NM2o=", Kind::Plain("SHA-256")),
        (
            "f2b5d3440427a563d7cb6ac47248ac7f1202fbc50feabeb96669e298af48e66bc9edcc0506cc1b82e5ce3f5391dfc47d1a08190d488810\
             215e93d416f19df9c5",
            Kind::Plain("SHA-512"),
        ),
        ("$2a$04$ySwJz95Gk1ntdfD/KVNTieoMbdi3ybD0BEgO0kxyQUt1JR7jmHw.K", Kind::Proper("bcrypt")),
        ("$2y$04$ySwJz95Gk1ntdfD/KVNTieoMbdi3ybD0BEgO0kxyQUt1JR7jmHw.K", Kind::Proper("bcrypt")),
        ("b'$2b$04$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS'", Kind::Proper("bcrypt")),
        ("bcrypt$$2b$04$4HkxSJftvSz9J.dFI11AUuXOCVSYOQRuJnOfCZN68OEhNatjRMz7.", Kind::Proper("bcrypt")),
        ("bcrypt_sha256$$2b$04$.rOQ2F46iUvUW1bbz6LDsurfXfYWjraXTlu9xKS0pO689JFbrVlIG", Kind::Proper("bcrypt")),
        (
            "pbkdf2:sha256:1000$FADft4gY0NOEaPO1$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c",
            Kind::Proper("PBKDF2"),
        ),
        (
            "pbkdf2:sha512:1000$SSNFmFbWynx5Dvcf$26705a6970731d28c01bca02018991689555156a8bb15aea27cf5cd63e32c9910460e5e7df1e\
             007977d0c3df20e97b593cfff67553ed817482f9d8a7bb942dda",
            Kind::Proper("PBKDF2"),
        ),
        ("pbkdf2:sha1:1000$MtG57JcQ4kOUS4Dy$194fde35b6e23fa86f88debb3e8fd5a84c6a4f82", Kind::Proper("PBKDF2")),
        ("pbkdf2_sha256$1000$c2FsdHNhbHQ$TT0KFMrVP2/K+WygVwk6G7PAaO3zn5MTJKbKlAYYFII=", Kind::Proper("PBKDF2")),
        ("pbkdf2_sha1$1000$saltsaltsalt$UwMtZfyCNkGJzmnaWdbsU4aWbNo=", Kind::Proper("PBKDF2")),
        (
            "$pbkdf2-sha256$1000$Oec8x1ir9Z6zlhKCkPKecw$ymdFxMIt/7vrVzVOpA0wLP0r8a4QL2BkDh6FeoSPu6Q",
            Kind::Proper("PBKDF2"),
        ),
        (
            "scrypt:1024:8:1$lVNp3eNW7LwRDz7S$83bbbf1eca0fb192c2dcab8c11b7bde89d0f12893bdc376de0806614cb4a449d5b13fc6ba263\
             ba4e2721ee53ba00e31e6cf30f071adef61b6cbcea42bb86d32c",
            Kind::Proper("scrypt"),
        ),
        (
            "scrypt$1024$saltsalt$8$5$2/H0g8qn8Zv3gQFonFRJBriQub1FFm9Ky5x5Owm0FE/hS3wq7Wl5LFwg/wYsJIPiAJLu0AMIGVGe/SR8Gep\
             hNw==",
            Kind::Proper("scrypt"),
        ),
        (
            "$scrypt$ln=10,r=8,p=1$gvBeq9Ua41zrHaPUOgcgpA$xDVOlGMSS2AYsXFXlXEJdBNy0c4Uveszp3jIs622Twg",
            Kind::Proper("scrypt"),
        ),
        (
            "$argon2i$v=19$m=64,t=1,p=1$7xyqS/Pia1n+G/SasuOLzg$HQ1QrNrmaEdNUA0RWiL06NuMoOmjHDpBcgrPf7zgdTg",
            Kind::Proper("Argon2"),
        ),
        (
            "$argon2id$v=19$m=64,t=1,p=1$RwusHbAxfcutxYotsEOQJQ$ZfsFq5Osc56vV03qAYL/BruYADVgw95E5G9+e1PNF1c",
            Kind::Proper("Argon2"),
        ),
    ];

    #[test]
    fn a_hash_of_another_program_fits_its_password_alone_and_is_to_be_replaced() {
        let hasher = Hasher::new(Params { memory_kib: 32, passes: 1, parallelism: 1 }).unwrap();
        for (text, kind) in UNDERSTOOD {
            assert_eq!(recognize(text), Recognized::Hash(kind), "{text}");
            assert_eq!(hasher.verify(PASSWORD, Some(text)), Verdict::Right { rehash: true }, "{text}");
            assert_eq!(hasher.verify("e\u{301}te\u{301} a\u{300} 5 h", Some(text)), Verdict::Right { rehash: true });
            for wrong in ["été à 6 h", "", text, text.trim()] {
                assert_eq!(hasher.verify(wrong, Some(text)), Verdict::Wrong, "{wrong} for {text}");
            }
        }
        for default in [
            "pbkdf2:sha256:1000000$KNupl36i77o4F9t3$1f1a2c4e746542e851a16e43b3f8c8441b66861c37280fc4d72b9b23f064e867",
            "scrypt:32768:8:1$LtNyMrVObEnYqj5d$12bbb5440903399613e631bdd5151d538d15ab980201997f48ce1d82c689b7f80bed379bd79cde\
             79727c91c856ffda40555657ef8b30e9f92a54ca87501fd232",
            "scrypt$16384$JHmZXOpUjZxr7C0wlhwc5x$8$5$KtIsnCsG12NbkSEeYnapVqb9CV40a8HLgv+W9KcwICUCloJRjCt8JXbXh7ldRnY7+uHwUfL\
             K/QgjGcvKu5ScpQ==",
            "$argon2id$v=19$m=65536,t=3,p=4$eSUehVr1z952QfNoxksUKw$z53ztPFb5IW31C9XiYmC+ZPppiCzd305KVrGSMF7lBc",
        ] {
            assert!(matches!(recognize(default), Recognized::Hash(Kind::Proper(_))), "{default}");
        }
    }

    #[test]
    fn what_is_no_password_and_no_hash_of_use_says_why() {
        let salted = [
            "md5$E7uLHN2Y1yEPIeXiaCJcZj$3ea98bfd443fe3aed301f1a110d06802",
            "sel:e21631c919f7c95d5819f10fc7ab02ed5ff50c1b1930fdc3d0f957115d0d336a",
            "e21631c919f7c95d5819f10fc7ab02ed5ff50c1b1930fdc3d0f957115d0d336a:sel",
            "sha256$sel$e21631c919f7c95d5819f10fc7ab02ed5ff50c1b1930fdc3d0f957115d0d336a",
            "c2Vs:4hYxyRn3yV1YGfEPx6sC7V/1DBsZMP3D0PlXEV0NM2o=",
        ];
        for text in salted.into_iter().chain(["md51d0f0d5ef4f6e2cbb5d1a0ba6aef8a4c"]) {
            assert_eq!(recognize(text), Recognized::Unusable(Unusable::Salted), "{text}");
        }
        let unknown = [
            "2d3557d31694e5d89f9d8eb0f0210202a818f468173119f5869f68a3",
            "$6$8B2I6JCNwRBOtCcF$L1Bib1pAlDbAKAgJWscYSwiY5dGpbpOkl.Ji/0RGdbvX3s0ciRzGMIUezPlf3wq.2KzKKrWs6Fi3GiuXgNFrD/",
            "$1$.BZ7WgpH$tAAetBEJSYlrhu1XDhwdo1",
            "$P$5r4zQnwR/MNRunZjapFqGgnwnIodoV/",
            "{SSHA}ZLAx+6T2edIp2Xfvz3e0Hj7zQgpkbI2x",
            "pbkdf2:md5:1000$sel$3ea98bfd443fe3aed301f1a110d06802",
        ];
        for text in unknown.into_iter().chain(["5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d"]) {
            assert_eq!(recognize(text), Recognized::Unusable(Unusable::Unknown), "{text}");
        }
        for (text, name) in [
            ("$2b$04$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZad", "bcrypt"),
            ("$2b$99$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS", "bcrypt"),
            ("$2b$é4$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS", "bcrypt"),
            ("pbkdf2:sha256:1000$sel$b4bf19", "PBKDF2"),
            ("pbkdf2:sha256:+1000$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c", "PBKDF2"),
            ("scrypt:1000:8:1$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c", "scrypt"),
            ("scrypt:1024:0:1$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c", "scrypt"),
            ("$scrypt$ln=40,r=8,p=1$gvBeq9Ua41zrHaPUOgcgpA$xDVOlGMSS2AYsXFXlXEJdBNy0c4Uveszp3jIs622Twg", "scrypt"),
            ("$argon2id$v=19$m=64,t=1,p=1$RwusHbAxfcutxYotsEOQJQ", "Argon2"),
        ] {
            assert_eq!(recognize(text), Recognized::Unusable(Unusable::Damaged(name)), "{text}");
        }
        assert_eq!(recognize("!NgHd9tvW5oyDK0sLBXsEsxNqpbbOXQmkQHfJkPNs"), Recognized::Unusable(Unusable::NoPassword));
        assert_eq!(
            recognize("b\"$2b$04$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS\""),
            recognize("$2b$04$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS")
        );
        let fernet = format!("gAAAAAB{}", "a".repeat(93));
        assert_eq!(recognize(&fernet), Recognized::Unusable(Unusable::Encrypted));
    }

    #[test]
    fn what_would_cost_too_much_is_refused_before_anything_is_computed() {
        for text in [
            "$2b$13$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS",
            "$2b$31$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS",
            "pbkdf2:sha256:1200001$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c",
            "pbkdf2:sha256:4294967295$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c",
            "scrypt:131072:8:1$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c",
            "scrypt:32768:8:16$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c",
            "scrypt:2:4294967295:4294967295$sel$b4bf19df67853311545a2b448c50c2073c003ef2c6f0a54f5887c4306e68e81c",
            "argon2$argon2id$v=19$m=102400,t=2,p=8$N2lpY3hMbHFUbklHdFhmV3J3QjJaNg$40iBl4b6dCtUX8LbymlLgRpxHThujuGX3iE373hZNTo",
            "$argon2id$v=19$m=65536,t=60,p=1$eSUehVr1z952QfNoxksUKw$z53ztPFb5IW31C9XiYmC+ZPppiCzd305KVrGSMF7lBc",
        ] {
            let seen = recognize(text);
            assert!(matches!(seen, Recognized::Unusable(Unusable::TooDear(..))), "{text}: {seen:?}");
        }
    }

    #[test]
    fn words_are_words() {
        for text in [
            "",
            "x",
            "secret",
            "$",
            "$2",
            "$2b",
            "$$$$",
            "$ecret",
            "$a$b",
            "deadbeef",
            "0123456789abcdef",
            "b'secret'",
            "a:b:c",
            "sha256",
            "md5:secret",
            "{curly}",
            "mot de passe très long avec des accents, qui n'est pas un hachage",
            "12345678901234567890",
            "é€漢字$2b$",
            "0xcafe",
            "=",
            "====",
            "\u{feff}x",
        ] {
            assert_eq!(recognize(text), Recognized::Words, "{text}");
        }
        assert_eq!(recognize(&"a".repeat(100_000)), Recognized::Words);
    }

    #[test]
    fn raw_bytes_of_a_hash_are_one() {
        let sha1 = Function::Sha1.of(b"abc");
        let text = digest_text(&sha1).unwrap();
        assert_eq!(text, "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(recognize(&text), Recognized::Hash(Kind::Plain("SHA-1")));
        assert_eq!(digest_text(b"secret"), None);
    }

    proptest::proptest! {
        #[test]
        fn noise_does_no_harm(text in proptest::prelude::any::<String>(), tail in "[$:a-f0-9,=./+A-Z]{0,120}") {
            for begin in ["", "$2b$04$", "pbkdf2:", "pbkdf2_sha256$", "$pbkdf2-", "scrypt:", "scrypt$", "$scrypt$ln=", "$argon2", "argon2$",
                "bcrypt$", "bcrypt_sha256$", "b'", "0x", "md5$"] {
                let _ = recognize(&format!("{begin}{text}"));
                let _ = recognize(&format!("{begin}{tail}"));
            }
        }
    }
}
