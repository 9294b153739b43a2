//! An account as another server kept it, and whether one may be made of it here.
//!
//! Owns [`Judge`], which every kind of file goes through, so that each refusal has its reason and its mend, whatever
//! the file. Pure; calls only the core's parsers and [`crate::passwords`].

use std::collections::BTreeMap;
use std::fmt;

use crate::chat::name::{NameKey, NameProblem, Username};
use crate::chat::request::Password;
use crate::cli::printable::printable;
use crate::passwords::{Kind, Recognized, Unusable, digest_text, recognize};
use crate::wire::decode::decode;

/// Most characters that are shown of what is no name.
const SHOWN_CHARS_MAX: usize = 80;

/// A value of an account, as it was found.
#[derive(Debug, Clone, PartialEq)]
pub enum Raw {
    /// Nothing.
    Missing,
    /// A text.
    Text(String),
    /// Bytes, which may be a text.
    Bytes(Vec<u8>),
    /// Something else, as it is shown.
    Other(String),
}

impl Raw {
    /// The text, if it is one. What had to be replaced when it was read is none.
    fn text(&self) -> Option<String> {
        let text = match self {
            Self::Text(text) => text.clone(),
            Self::Bytes(bytes) => decode(bytes).into_owned(),
            Self::Missing | Self::Other(_) => return None,
        };
        (!text.contains(char::REPLACEMENT_CHARACTER)).then_some(text)
    }

    fn shown(&self) -> String {
        let text = match self {
            Self::Missing => String::new(),
            Self::Text(text) | Self::Other(text) => text.clone(),
            Self::Bytes(bytes) => decode(bytes).into_owned(),
        };
        let mut shown: String = text.chars().take(SHOWN_CHARS_MAX).collect();
        if shown.len() < text.len() {
            shown.push('…');
        }
        printable(&shown).into_owned()
    }
}

/// An account, as it was found.
#[derive(Debug, Clone, PartialEq)]
pub struct RawAccount {
    /// The place in the file, if the name alone does not tell.
    pub place: Option<String>,
    /// The name of its owner.
    pub name: Raw,
    /// The password, in clear or hashed.
    pub password: Raw,
    /// True if something was mixed into the password before it was hashed.
    pub is_salted: bool,
}

/// The secret with which the owner of an account logs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// A password in clear.
    Clear(Password),
    /// A hash that another program made, and how.
    Hash(Box<str>, Kind),
}

/// An account that may be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The name of its owner.
    pub name: Username,
    /// The password.
    pub secret: Secret,
    /// Whose it is, if the name does not tell.
    pub person: Option<Box<str>>,
}

impl NewAccount {
    /// The name, and whose it is, printable.
    pub fn shown(&self) -> String {
        match &self.person {
            None => self.name.to_string(),
            Some(person) => format!("{}: {}", self.name, printable(person)),
        }
    }
}

/// One account of a file: it may be made, or why not.
pub type Entry = Result<NewAccount, Refused>;

/// An account that is not taken, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The place in the file, if the name alone does not tell.
    pub place: Option<String>,
    /// The text that stands where the name should be, printable.
    pub name: String,
    /// The reason that it is refused.
    pub reason: Reason,
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        write!(f, "{}: {}", self.name, self.reason)
    }
}

/// The reason that an account is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// There is no name.
    NoName,
    /// The name is not a text.
    NameNotText,
    /// The name is not a legal one.
    BadName(NameProblem),
    /// The name is the server's own.
    Reserved,
    /// Another name in the file counts as the same one.
    SameAs(String),
    /// There is no password.
    NoPassword,
    /// The password is not a text.
    PasswordNotText,
    /// The password has more characters than this.
    PasswordTooLong(usize),
    /// The password is a hash that is of no use.
    Hash(Unusable),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoName => f.write_str("there is no name"),
            Self::NameNotText => f.write_str("the name is not a text"),
            Self::BadName(problem) => write!(f, "the name is not legal: {problem}"),
            Self::Reserved => f.write_str("the name is reserved for the server"),
            Self::SameAs(other) => write!(f, "the name counts as the same as {other}"),
            Self::NoPassword => f.write_str("there is no password; classcord user add gives one"),
            Self::PasswordNotText => f.write_str("the password is not a text; classcord user add gives one"),
            Self::PasswordTooLong(n) => {
                write!(f, "the password has more than {n} characters; classcord user add gives one")
            }
            Self::Hash(why) => write!(f, "{why}; classcord user add gives another password"),
        }
    }
}

/// Decides on one account after the other of a file.
#[derive(Debug)]
pub struct Judge {
    password_chars_max: usize,
    taken: BTreeMap<NameKey, Username>,
}

impl Judge {
    /// With the most characters that the password of a login may have.
    pub fn new(password_chars_max: usize) -> Self {
        Self { password_chars_max, taken: BTreeMap::new() }
    }

    /// Decides whether an account may be made. The policy for new passwords does not count: who has a short one must
    /// not be locked out by the move.
    ///
    /// # Errors
    /// Why not.
    pub fn judge(&mut self, raw: RawAccount) -> Entry {
        let RawAccount { place, name, password, is_salted } = raw;
        let judged = self.name(&name).and_then(|name| {
            let secret = self.secret(password, is_salted)?;
            self.taken.insert(name.key().clone(), name.clone());
            Ok(NewAccount { name, secret, person: None })
        });
        judged.map_err(|reason| Refused { place, name: name.shown(), reason })
    }

    /// Checks that somebody may bear that name.
    fn name(&self, name: &Raw) -> Result<Username, Reason> {
        if *name == Raw::Missing {
            return Err(Reason::NoName);
        }
        let text = name.text().ok_or(Reason::NameNotText)?;
        let name = Username::parse_new(&text).map_err(Reason::BadName)?;
        if name.is_reserved() {
            return Err(Reason::Reserved);
        }
        match self.taken.get(name.key()) {
            Some(other) => Err(Reason::SameAs(other.as_str().to_owned())),
            None => Ok(name),
        }
    }

    fn secret(&self, password: Raw, is_salted: bool) -> Result<Secret, Reason> {
        let text = match password {
            Raw::Missing => return Err(Reason::NoPassword),
            Raw::Bytes(bytes) => password_text(bytes)?,
            other => other.text().ok_or(Reason::PasswordNotText)?,
        };
        if text.is_empty() {
            return Err(Reason::NoPassword);
        }
        match recognize(&text) {
            Recognized::Unusable(why) => Err(Reason::Hash(why)),
            // Those for passwords have their own salt within them.
            Recognized::Hash(Kind::Proper(name)) => Ok(Secret::Hash(text.trim().into(), Kind::Proper(name))),
            _ if is_salted => Err(Reason::Hash(Unusable::Salted)),
            Recognized::Hash(kind) => Ok(Secret::Hash(text.trim().into(), kind)),
            Recognized::Words if text.chars().count() > self.password_chars_max => {
                Err(Reason::PasswordTooLong(self.password_chars_max))
            }
            Recognized::Words => Ok(Secret::Clear(Password(text.into()))),
        }
    }
}

/// A password, or a hash, of bytes. Bytes that no keyboard makes are a hash if they are as many as one has.
fn password_text(bytes: Vec<u8>) -> Result<String, Reason> {
    let text = decode(&bytes).into_owned();
    let is_typed = |c: char| !c.is_control() && c != char::REPLACEMENT_CHARACTER;
    if let Ok(text) = String::from_utf8(bytes.clone())
        && text.chars().all(is_typed)
    {
        return Ok(text);
    }
    // In windows-1252 nearly all bytes are characters, but few of them are letters of somebody's password.
    let plain = bytes.iter().filter(|b| b.is_ascii_alphanumeric() || **b == b' ').count();
    let is_words = text.chars().all(|c| is_typed(c) && (c.is_ascii() || c.is_alphabetic() || c == '€'));
    if is_words && (plain * 2 >= bytes.len() || digest_text(&bytes).is_none()) {
        return Ok(text);
    }
    digest_text(&bytes).ok_or(Reason::PasswordNotText)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(password: Raw) -> Result<Secret, Reason> {
        Judge::new(20).secret(password, false)
    }

    #[test]
    fn passwords_of_any_length_come_in_and_those_that_nobody_could_type_do_not() {
        let clear = |text: &str| Ok(Secret::Clear(Password(text.into())));
        assert_eq!(secret(Raw::Text("x".into())), clear("x"));
        assert_eq!(secret(Raw::Bytes(b"\xe9t\xe9 \x80".to_vec())), clear("été €"));
        assert_eq!(secret(Raw::Bytes("été".into())), clear("été"));
        // As many bytes as MD5 has.
        assert_eq!(secret(Raw::Bytes(b"motdepasse\xe9\xe8\xe0abc".to_vec())), clear("motdepasseéèàabc"));
        assert_eq!(secret(Raw::Text(String::new())), Err(Reason::NoPassword));
        assert_eq!(secret(Raw::Text("a".repeat(21))), Err(Reason::PasswordTooLong(20)));
        assert_eq!(secret(Raw::Bytes(b"a\0b".to_vec())), Err(Reason::PasswordNotText));
        assert_eq!(secret(Raw::Other("7".into())), Err(Reason::PasswordNotText));
    }

    #[test]
    fn a_hash_in_raw_bytes_is_one_whatever_its_bytes() {
        let mut state = 1_u64;
        for length in [16, 20, 32, 64] {
            for _ in 0..2000 {
                let bytes: Vec<u8> = (0..length)
                    .map(|_| {
                        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                        (state >> 56) as u8
                    })
                    .collect();
                let seen = secret(Raw::Bytes(bytes.clone()));
                assert!(matches!(seen, Ok(Secret::Hash(_, Kind::Plain(_)))), "{bytes:?}: {seen:?}");
            }
        }
    }

    #[test]
    fn what_was_salted_elsewhere_is_refused_and_what_has_its_own_salt_is_not() {
        let md5 = Raw::Text("8e3232464a905e2eae8bdb91fd7aec11".into());
        let bcrypt = Raw::Text("$2b$04$XotVdobhhoZFtywNaGJKHe1v5RhnMj5HNQrdqStk3GcFUQWurZadS".into());
        let judge = Judge::new(20);
        assert_eq!(judge.secret(md5, true), Err(Reason::Hash(Unusable::Salted)));
        assert!(matches!(judge.secret(bcrypt, true), Ok(Secret::Hash(..))));
    }
}
