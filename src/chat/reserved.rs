//! Names that not everybody may bear: the server's own, and those of people in charge.
//!
//! Owns [`ReservedNames`]. A reserved name is told by what it looks like, whatever its case, accents and ornaments, and
//! also in brackets behind another name. The operator's list binds guests, and who would pass for one on it: an account
//! of exactly such a name can be made, for it is the teacher's. Calls the modules about names only.

use std::collections::BTreeSet;
use std::fmt;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use super::lookalike::Readings;
use super::name::{SERVER_NAME, Username};

/// Names that only the server itself and its operator bear, and that no list sets free. Bare.
const SERVERS: [&str; 8] =
    [SERVER_NAME, "serveur", "global", "system", "systeme", "classcord", "console", "compteefface"];

/// The mark that the server gives to guests, and that no account bears.
const GUEST_MARKS: [&str; 2] = ["invite", "guest"];

/// The reserved names.
#[derive(Debug, Clone, Default)]
pub struct ReservedNames {
    /// Bare readings of those in the configuration.
    listed: BTreeSet<String>,
}

impl ReservedNames {
    /// The server's own names and these.
    pub fn new<'a>(listed: impl IntoIterator<Item = &'a Username>) -> Self {
        let readings = listed.into_iter().flat_map(|name| bare_readings(name.as_str()));
        Self { listed: readings.filter(|reading| !reading.is_empty()).collect() }
    }

    /// True if a guest may not bear it.
    pub fn binds_guest(&self, name: &Username) -> bool {
        bare_readings(name.as_str()).iter().any(|reading| self.has(reading))
    }

    /// Checks that somebody may make an account of a name.
    ///
    /// # Errors
    /// [`Objection`] says why.
    pub fn check_account(&self, name: &Username) -> Result<(), Objection> {
        if name.is_reserved() {
            return Err(Objection::Servers);
        }
        let is_role = |word: &str| bare_readings(word).iter().any(|bare| self.has(bare) || is_guest_mark(bare));
        if role_in_brackets(name.as_str(), is_role).is_some() {
            return Err(Objection::Role);
        }
        if self.binds_guest(name) && !self.listed.contains(&bare(name.key().as_str())) {
            return Err(Objection::Imitation);
        }
        Ok(())
    }

    /// A guest's name without roles in brackets; `None` if nothing else is left.
    pub(super) fn without_roles(&self, name: &Username) -> Option<Username> {
        let is_role = |word: &str| bare_readings(word).iter().any(|bare| self.has(bare));
        let mut text = name.as_str().to_owned();
        while let Some(role) = role_in_brackets(&text, is_role) {
            let (before, after) = (text[..role.start].trim_end(), text[role.end..].trim_start());
            text = if after.is_empty() || before.is_empty() {
                [before, after].concat()
            } else {
                [before, " ", after].concat()
            };
        }
        if text == name.as_str() { Some(name.clone()) } else { Username::parse(&super::spelling::tidy(&text).0).ok() }
    }

    fn has(&self, bare: &str) -> bool {
        is_servers(bare) || self.listed.contains(bare)
    }
}

impl Username {
    /// True if it is, or looks like, one of the names that only the server may use.
    pub fn is_reserved(&self) -> bool {
        bare_readings(self.as_str()).iter().any(|reading| is_servers(reading))
    }
}

/// The reason that nobody may make an account of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Objection {
    /// It is one of the server's own, or looks like it.
    Servers,
    /// It gives itself a role in brackets.
    Role,
    /// It looks like a reserved one without being it.
    Imitation,
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Servers => "the name is reserved for the server",
            Self::Role => "the name has a role, or the mark of a guest, in brackets",
            Self::Imitation => "the name imitates one of chat.reserved_names",
        })
    }
}

fn is_servers(bare: &str) -> bool {
    SERVERS.contains(&bare)
}

fn is_guest_mark(bare: &str) -> bool {
    GUEST_MARKS.contains(&bare)
}

/// The readings of a text without accents, blanks and ornaments.
fn bare_readings(text: &str) -> Vec<String> {
    Readings::of(text).iter().map(bare).collect()
}

fn bare(reading: &str) -> String {
    reading.nfd().filter(|c| c.is_alphanumeric() && !is_combining_mark(*c)).collect()
}

/// The range of a bracket in which a word is a role, brackets included. One that is not closed reaches to the end.
fn role_in_brackets(text: &str, is_role: impl Fn(&str) -> bool) -> Option<std::ops::Range<usize>> {
    text.char_indices().filter(|(_, c)| is_open(*c)).find_map(|(start, open)| {
        let inside = start + open.len_utf8();
        let close = text[inside..].char_indices().find(|(_, c)| is_close(*c));
        let until = close.map_or(text.len(), |(at, _)| inside + at);
        // Of `((admin))` no bracket stays.
        let behind = text[until..].trim_start_matches(is_close);
        let between = &text[inside..until];
        let mut words = between.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c));
        let says_role = is_role(between) || words.any(|word| !word.is_empty() && is_role(word));
        says_role.then_some(start..text.len() - behind.len())
    })
}

/// Quotes bracket too, `«` and `‹`; a `’` does not, which is an apostrophe.
fn is_open(c: char) -> bool {
    matches!(c.general_category(), GeneralCategory::OpenPunctuation | GeneralCategory::InitialPunctuation)
        || matches!(c, '<' | '＜' | '﹤' | '≪' | '˂')
}

fn is_close(c: char) -> bool {
    matches!(c, '>' | '＞' | '﹥' | '≫' | '˃' | '»' | '›' | '”')
        || c.general_category() == GeneralCategory::ClosePunctuation
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> Username {
        Username::parse(text).unwrap()
    }

    fn reserved() -> ReservedNames {
        ReservedNames::new(&["Professeur", "prof", "admin", "Modérateur", "root"].map(name))
    }

    #[test]
    fn the_server_has_its_names_for_itself() {
        for text in [
            "console",
            "server",
            "SERVER",
            "Serveur",
            "ＧＬＯＢＡＬ",
            "Système",
            "systeme",
            "syst\u{e8}me",
            "SYSTEM",
            "\u{455}erver",
            "s.e.r.v.e.r",
            "[server]",
            "Server !",
            "c0nsole",
            "CLASSC0RD",
            "\u{405}\u{415}RVER",
            "g1obal",
        ] {
            assert!(name(text).is_reserved(), "{text}");
            assert_eq!(reserved().check_account(&name(text)), Err(Objection::Servers), "{text}");
        }
        for text in ["serveuse", "my server", "globalement", "\u{1f600}"] {
            assert!(!name(text).is_reserved(), "{text}");
        }
    }

    #[test]
    fn what_is_listed_binds_guests_and_who_imitates_it() {
        for text in
            ["Professeur", "PROFESSEUR", "moderateur", "MODÉRATEUR", "Prof.", "~root~", "admin", "admIn", "Ⓟⓡⓞⓕ"]
        {
            assert!(reserved().binds_guest(&name(text)), "{text}");
            assert_eq!(reserved().check_account(&name(text)), Ok(()), "{text}");
        }
        for text in [
            "Pr0fesseur",
            "adm1n",
            "ADMlN",
            "\u{420}rofesseur",
            "pro\u{17f}",
            "r\u{585}ot",
            "r00t",
            "🅰🅳🅼🅸🅽",
            "\u{1f1f5}rof",
            "\u{13be}",
        ] {
            let is_bound = reserved().binds_guest(&name(text));
            assert_eq!(is_bound, text != "\u{13be}", "{text}");
            assert_eq!(
                reserved().check_account(&name(text)),
                if is_bound { Err(Objection::Imitation) } else { Ok(()) }
            );
        }
        for text in ["Profession", "Adminette", "Pr0f3sseur", "M. Dupont (2A)"] {
            assert!(!reserved().binds_guest(&name(text)), "{text}");
            assert_eq!(reserved().check_account(&name(text)), Ok(()), "{text}");
        }
    }

    #[test]
    fn nobody_gives_themselves_a_role() {
        for (text, left) in [
            ("Marie (admin)", Some("Marie")),
            ("Marie [le prof]", Some("Marie")),
            ("Marie（ＡＤＭＩＮ）B", Some("Marie B")),
            ("<server> Marie", Some("Marie")),
            ("Marie {m0dérateur", Some("Marie")),
            ("Marie (2A) (root) (prof)", Some("Marie (2A)")),
            ("Marie ＜admin＞", Some("Marie")),
            ("Marie «prof»", Some("Marie")),
            ("Marie ‹l’admin›", Some("Marie")),
            ("Marie ≪admin≫", Some("Marie")),
            ("Marie “prof”", Some("Marie")),
            ("Marie (a.d.m i n)", Some("Marie")),
            ("Marie (🅿rof)", Some("Marie")),
            ("Marie ((admin)) B", Some("Marie B")),
            ("(admin)", None),
            ("[[admin]]", None),
        ] {
            assert_eq!(reserved().without_roles(&name(text)), left.map(name), "{text}");
            assert_eq!(reserved().check_account(&name(text)), Err(Objection::Role), "{text}");
        }
        // The server's own mark is true of a guest, and of no account.
        assert_eq!(reserved().without_roles(&name("bob (invité)")), Some(name("bob (invité)")));
        assert_eq!(reserved().check_account(&name("bob (invité 2)")), Err(Objection::Role));
        assert_eq!(reserved().check_account(&name("bob (2A)")), Ok(()));
    }
}
