//! Accounts in nested plain values, whether a pickle or JSON held them: a dict from name to password or to a dict that
//! has one, or a list of such dicts or of pairs.
//!
//! Owns [`Plain`] and [`accounts`]. Pure.

use std::collections::HashSet;

use super::candidate::{Raw, RawAccount};
use super::columns::{NAME, PASSWORD, PEOPLE, SALT, first_of, is_one_of};

/// A value of a file.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::cli) enum Plain {
    /// A text, bytes, or something that is neither and has no parts.
    Leaf(Raw),
    /// Some values.
    List(Vec<Plain>),
    /// Values by names.
    Dict(Vec<(Raw, Plain)>),
}

/// Fields of a single account, beside which there are few others: it must not be taken for several whose names these are.
const FIELDS_OF_ONE: (&[&str], &[&str]) =
    (&["username", "user", "pseudo", "login", "identifiant"], &["password", "passwd", "pwd", "motdepasse", "mdp"]);
const FIELDS_OF_ONE_MAX: usize = 8;

/// The accounts that a value holds; `None` if it is of another form.
pub(in crate::cli) fn accounts(value: Plain) -> Option<Vec<RawAccount>> {
    match value {
        Plain::Dict(mut entries) => {
            // `{"users": {…}}`, perhaps with other things beside it; nobody's password is a list.
            let is_wrapped = |(name, value): &(Raw, Plain)| {
                matches!(name, Raw::Text(name) if is_one_of(name, PEOPLE))
                    && match value {
                        Plain::Dict(inner) => field(inner, PASSWORD).is_none(),
                        Plain::List(_) => true,
                        Plain::Leaf(_) => false,
                    }
            };
            if entries.iter().any(is_wrapped) {
                // Who someone is may be in one part, and the password in another.
                entries.retain(is_wrapped);
                let parts: Vec<Vec<RawAccount>> = entries.into_iter().filter_map(|(_, part)| accounts(part)).collect();
                return (!parts.is_empty()).then(|| joined(parts));
            }
            let (name, password) = FIELDS_OF_ONE;
            if entries.len() <= FIELDS_OF_ONE_MAX
                && field(&entries, name).is_some()
                && field(&entries, password).is_some()
            {
                return of_item(1, Plain::Dict(entries)).map(|account| vec![account]);
            }
            Some(entries.into_iter().map(|(name, value)| of_entry(name, value)).collect())
        }
        Plain::List(items) => {
            let count = items.len();
            let found: Vec<RawAccount> =
                items.into_iter().enumerate().filter_map(|(at, item)| of_item(at + 1, item)).collect();
            (!found.is_empty() && found.len() == count).then_some(found)
        }
        Plain::Leaf(_) => None,
    }
}

/// The accounts of several parts. What one part has no password for, and another has, is told of once.
fn joined(parts: Vec<Vec<RawAccount>>) -> Vec<RawAccount> {
    let mut all: Vec<RawAccount> = parts.into_iter().flatten().collect();
    let with_password: HashSet<String> = all
        .iter()
        .filter(|account| account.password != Raw::Missing)
        .filter_map(|account| if let Raw::Text(name) = &account.name { Some(name.clone()) } else { None })
        .collect();
    all.retain(|account| {
        account.password != Raw::Missing
            || !matches!(&account.name, Raw::Text(name) if with_password.contains(name.as_str()))
    });
    all
}

/// True if the text before somebody's fields is a number, which is no name if there is another.
fn is_number(name: &Raw) -> bool {
    matches!(name, Raw::Text(text) | Raw::Other(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
}

fn of_entry(name: Raw, value: Plain) -> RawAccount {
    match value {
        Plain::Leaf(password) => RawAccount { place: None, name, password, is_salted: false },
        Plain::Dict(fields) => RawAccount {
            place: None,
            name: field(&fields, NAME).filter(|_| is_number(&name)).unwrap_or(name),
            password: field(&fields, PASSWORD).unwrap_or(Raw::Missing),
            is_salted: is_salted(&fields),
        },
        Plain::List(_) => RawAccount { place: None, name, password: Raw::Other("a list".into()), is_salted: false },
    }
}

fn of_item(number: usize, item: Plain) -> Option<RawAccount> {
    let place = Some(format!("entry {number}"));
    match item {
        Plain::Dict(fields) => {
            let (name, password) = (field(&fields, NAME), field(&fields, PASSWORD));
            if name.is_none() && password.is_none() {
                return None;
            }
            let (name, password) = (name.unwrap_or(Raw::Missing), password.unwrap_or(Raw::Missing));
            Some(RawAccount { place, name, password, is_salted: is_salted(&fields) })
        }
        Plain::List(pair) => match <[Plain; 2]>::try_from(pair) {
            Ok([Plain::Leaf(name), Plain::Leaf(password)]) => {
                Some(RawAccount { place, name, password, is_salted: false })
            }
            _ => None,
        },
        Plain::Leaf(_) => None,
    }
}

/// The field that has one of those names.
fn field(fields: &[(Raw, Plain)], wanted: &[&str]) -> Option<Raw> {
    let names: Vec<String> =
        fields.iter().map(|(name, _)| if let Raw::Text(name) = name { name.clone() } else { String::new() }).collect();
    Some(match &fields[first_of(wanted, &names)?].1 {
        Plain::Leaf(raw) => raw.clone(),
        Plain::List(_) | Plain::Dict(_) => Raw::Other("a list".into()),
    })
}

fn is_salted(fields: &[(Raw, Plain)]) -> bool {
    match field(fields, SALT) {
        None | Some(Raw::Missing) => false,
        Some(Raw::Text(salt)) => !salt.is_empty(),
        Some(Raw::Bytes(salt)) => !salt.is_empty(),
        Some(Raw::Other(_)) => true,
    }
}
