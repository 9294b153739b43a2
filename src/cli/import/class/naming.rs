//! The names of accounts made of the names of people.
//!
//! Owns [`name_all`]. An account is called by the first name, in small letters and without accents: it is typed on any
//! keyboard, and what differs by accents alone is too near to be told apart aloud. Who shares a first name gets as
//! many letters of the surname as it takes, `alice.d`. A name that looks like another one (`chat::lookalike`) counts as
//! shared. Pure.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::list::Pupil;
use super::register::Register;
use crate::chat::lookalike_index::TakenNames;
use crate::chat::name::{NameKey, Username};
use crate::chat::reserved::ReservedNames;

/// Numbers that are tried behind a whole name, before it is given up.
const NUMBERS_MAX: usize = 99;

/// The names that the names of a list must not be confused with.
pub(super) struct Others<'a> {
    /// The names of the accounts that are there.
    pub(super) accounts: &'a [Username],
    /// Those that people of earlier lists have.
    pub(super) register: &'a Register,
    /// Those that nobody may bear.
    pub(super) reserved: &'a ReservedNames,
}

/// The name for each of the people, in their order, or why there is none.
pub(super) fn name_all(pupils: &[Pupil], others: &Others<'_>) -> Vec<Result<Username, String>> {
    let mut names: Vec<Option<Result<Username, String>>> = vec![None; pupils.len()];
    let mut people: BTreeMap<String, u64> = BTreeMap::new();
    let mut used: BTreeSet<NameKey> = others.register.names().map(|name| name.key().clone()).collect();
    let mut in_list: BTreeMap<NameKey, u64> = BTreeMap::new();
    // What is given, or was given before, stands; the rest is fitted around it.
    for (pupil, name) in pupils.iter().zip(&mut names) {
        *name = standing(pupil, others, &mut people, &mut in_list);
    }
    used.extend(in_list.keys().cloned());
    let mut looks = TakenNames::default();
    others.accounts.iter().chain(others.register.names()).for_each(|name| looks.insert(name));
    names.iter().flatten().flatten().for_each(|name| looks.insert(name));
    let mut shared: BTreeMap<String, Vec<&Pupil>> = BTreeMap::new();
    let is_one = |name: &Option<Result<Username, String>>| !matches!(name, Some(Err(_)));
    for (pupil, _) in pupils.iter().zip(&names).filter(|(pupil, name)| pupil.account.is_empty() && is_one(name)) {
        shared.entry(stem(pupil)).or_default().push(pupil);
    }
    for (pupil, name) in pupils.iter().zip(&mut names) {
        if name.is_some() {
            continue;
        }
        let letters = letters_needed(pupil, shared.get(&stem(pupil)).map_or(&[], Vec::as_slice));
        let is_free = |name: &Username| {
            // The name of somebody in charge is the teacher's to give, not a pupil's by chance.
            let is_reserved = others.reserved.check_account(name).is_err() || others.reserved.binds_guest(name);
            !is_reserved && !used.contains(name.key()) && !looks.resemble(name)
        };
        let found = candidates(pupil, letters).filter_map(|text| Username::parse_new(&text).ok()).find(is_free);
        *name = Some(match found {
            Some(found) => {
                used.insert(found.key().clone());
                looks.insert(&found);
                Ok(found)
            }
            None => Err("no name can be made of it: give one in a column \"identifiant\"".to_owned()),
        });
    }
    names.into_iter().flatten().collect()
}

/// The name that somebody has already, by the list or by an earlier one.
fn standing(
    pupil: &Pupil,
    others: &Others<'_>,
    people: &mut BTreeMap<String, u64>,
    in_list: &mut BTreeMap<NameKey, u64>,
) -> Option<Result<Username, String>> {
    if pupil.account.is_empty() {
        if let Some(line) = people.insert(Register::key(pupil), pupil.line) {
            return Some(Err(format!(
                "line {line} has the same person; if they are two, give each a name in a column \"identifiant\""
            )));
        }
        let name = others.register.name_of(pupil)?.clone();
        in_list.insert(name.key().clone(), pupil.line);
        return Some(Ok(name));
    }
    let name = match Username::parse_new(&pupil.account) {
        Err(problem) => return Some(Err(format!("the name {:?} is not legal: {problem}", pupil.account))),
        Ok(name) => name,
    };
    if let Some(line) = in_list.insert(name.key().clone(), pupil.line) {
        return Some(Err(format!("line {line} has the same name {name}")));
    }
    Some(Ok(name))
}

/// The first name as it is typed; the surname where there is none.
fn stem(pupil: &Pupil) -> String {
    let first = pupil.first_name.split([',', '/']).next().unwrap_or_default();
    let stem = plain(first);
    if stem.is_empty() { plain(&pupil.surname) } else { stem }
}

/// A text in small letters without accents, words put together by hyphens.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut is_between = false;
    for c in text.to_lowercase().nfkd().filter(|c| !is_combining_mark(*c)) {
        let letters = match c {
            'œ' => "oe",
            'æ' => "ae",
            'ß' => "ss",
            'ø' => "o",
            'ł' => "l",
            'đ' => "d",
            'ı' => "i",
            // As one says it: `d'Arc` is `darc`.
            '\'' | '’' | 'ʼ' => continue,
            _ => "",
        };
        if letters.is_empty() && !c.is_alphanumeric() {
            is_between = true;
            continue;
        }
        if is_between && !plain.is_empty() {
            plain.push('-');
        }
        is_between = false;
        if letters.is_empty() { plain.push(c) } else { plain.push_str(letters) }
    }
    plain
}

/// The name of a group's channel: `#sisr1` for `SISR 1`.
pub(super) fn group_name(group: &str) -> String {
    let mut name = String::from("#");
    let mut words = plain(group).split('-').map(str::to_owned).collect::<Vec<_>>().into_iter();
    name.push_str(&words.next().unwrap_or_default());
    for word in words {
        if !word.starts_with(|c: char| c.is_ascii_digit()) {
            name.push('-');
        }
        name.push_str(&word);
    }
    name
}

/// The letters of the surname with which somebody differs from all who share the first name; none if nobody does.
fn letters_needed(pupil: &Pupil, sharing: &[&Pupil]) -> usize {
    if sharing.len() < 2 {
        return 0;
    }
    let own: Vec<char> = plain(&pupil.surname).chars().collect();
    let common = |other: &&Pupil| plain(&other.surname).chars().zip(&own).take_while(|(a, b)| a == *b).count();
    let most = sharing.iter().filter(|other| other.line != pupil.line).map(common).max().unwrap_or(0);
    (most + 1).min(own.len())
}

/// The names that somebody may get, the best first.
fn candidates(pupil: &Pupil, letters: usize) -> impl Iterator<Item = String> {
    let (stem, surname) = (stem(pupil), plain(&pupil.surname));
    let all = surname.chars().count();
    let whole = if all == 0 { stem.clone() } else { format!("{stem}.{surname}") };
    let with = {
        let stem = stem.clone();
        move |letters: usize| {
            let part: String = surname.chars().take(letters).collect();
            if part.is_empty() { stem.clone() } else { format!("{stem}.{}", part.trim_end_matches('-')) }
        }
    };
    (letters..=all)
        .map(with)
        .chain((2..=NUMBERS_MAX).map(move |n| format!("{whole}{n}")))
        .filter(move |_| !stem.is_empty())
}

#[cfg(test)]
mod tests {
    use super::super::list::ClassList;
    use super::*;

    fn named(list: &str, accounts: &[&str], register: &Register) -> Vec<String> {
        let pupils = ClassList::read(&format!("prénom;nom;identifiant\n{list}")).unwrap().pupils;
        let accounts: Vec<Username> = accounts.iter().map(|name| Username::parse(name).unwrap()).collect();
        let reserved = ReservedNames::new(&[Username::parse("admin").unwrap()]);
        let others = Others { accounts: &accounts, register, reserved: &reserved };
        let names = name_all(&pupils, &others).into_iter();
        names.map(|name| name.map_or_else(|why| format!("! {why}"), |name| name.to_string())).collect()
    }

    #[test]
    fn a_first_name_is_enough_unless_it_is_shared() {
        let none = Register::default();
        let named = |list| named(list, &[], &none);
        assert_eq!(
            named("Zoé;Durand\nJean-Baptiste;O'Neil\nMarie Lou;X\nŒdipe;Roi"),
            ["zoe", "jean-baptiste", "marie-lou", "oedipe"]
        );
        assert_eq!(named("Alice;Durand\nAlice;Martin\nBob;X"), ["alice.d", "alice.m", "bob"]);
        assert_eq!(named("Inès;Dupont\nInes;Durand"), ["ines.dup", "ines.dur"]);
        // One is the beginning of the other.
        assert_eq!(named("Eva;Le\nEva;Leroy"), ["eva.le", "eva.ler"]);
        assert_eq!(named(";Durand"), ["durand"]);
        assert_eq!(named("Admin;Durand\nServeur;X"), ["admin.d", "serveur.x"]);
    }

    #[test]
    fn groups_have_channels_that_are_easy_to_type() {
        for (group, name) in
            [("SISR 1", "#sisr1"), ("2nde 4", "#2nde4"), ("BTS SIO (2)", "#bts-sio2"), ("Été", "#ete"), ("!", "#")]
        {
            assert_eq!(group_name(group), name);
        }
    }

    #[test]
    fn names_that_look_alike_are_not_both_given() {
        let none = Register::default();
        assert_eq!(named("Al;X\nAI;Y", &[], &none), ["al", "ai"]);
        assert_eq!(named("Emma;Durand", &["ernma"], &none), ["emma.d"]);
        // The very name is somebody's account: whose is not known, so it stands and is told of.
        assert_eq!(named("Emma;Durand", &["emma"], &none), ["emma"]);
    }

    #[test]
    fn who_has_a_name_keeps_it_whoever_comes_in_later() {
        let mut register = Register::default();
        let durand = ClassList::read("prénom;nom\nAlice;Durand").unwrap().pupils.remove(0);
        register.insert(&durand, &Username::parse("alice").unwrap());
        let list = "Alice;Bernard\nAlice;Durand\nALICE;Petit";
        assert_eq!(named(list, &["alice"], &register), ["alice.b", "alice", "alice.p"]);
    }

    #[test]
    fn a_given_name_stands_and_is_given_once() {
        let none = Register::default();
        let names = named("Alice;Durand;ad\nBob;X;ad\nAd;Y\nAlice;Durand\nAlice;Durand", &[], &none);
        assert_eq!(names[0], "ad");
        assert!(names[1].starts_with("! line 2 has the same name ad"), "{names:?}");
        assert_eq!(names[2..4], ["ad.y", "alice"]);
        assert!(names[4].starts_with("! line 5 has the same person"), "{names:?}");
    }
}
