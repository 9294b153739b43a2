//! What the server says about the other servers of the school and their people, in both languages.
//!
//! Owns [`CampusWords`].

use super::Lang;
use crate::chat::campus_line::ServerPeople;
use crate::chat::origin::ServerName;
use crate::chat::reply::Code;

/// Names in one line at most.
const NAMES_MAX: usize = 40;

/// A sentence about the other servers.
#[derive(Debug, Clone, Copy)]
pub enum CampusWords<'a> {
    /// A server is not there any more, and so many people with it.
    Gone {
        /// Which.
        server: &'a ServerName,
        /// How many.
        people: usize,
    },
    /// It is there again.
    Back {
        /// Which.
        server: &'a ServerName,
        /// How many.
        people: usize,
    },
    /// No other server can be reached.
    Lost,
    /// They can be reached again.
    Found,
    /// There are no other servers.
    Alone,
    /// Above the list of servers.
    SchoolFollows {
        /// This one.
        name: &'a ServerName,
        /// True while the broker is connected.
        is_connected: bool,
        /// How many others.
        servers: usize,
    },
    /// A server and its people.
    ServerLine(&'a ServerPeople),
}

impl CampusWords<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Gone { .. }
            | Self::Back { .. }
            | Self::Lost
            | Self::Found
            | Self::Alone
            | Self::SchoolFollows { .. }
            | Self::ServerLine(_) => None,
        }
    }

    /// The sentence.
    pub(super) fn render(&self, lang: Lang) -> String {
        match self {
            Self::Gone { server, people } => {
                let people = count(*people, lang);
                lang.choose(format!("{server} ne répond plus : {people}."), format!("{server} does not answer any more: {people}."))
            }
            Self::Back { server, people } => {
                let people = count(*people, lang);
                lang.choose(format!("{server} répond de nouveau : {people}."), format!("{server} answers again: {people}."))
            }
            Self::Lost => lang
                .choose(
                    "Les autres serveurs de l'école ne sont pas joignables : ce qui se dit ici leur arrivera plus tard.",
                    "The school's other servers cannot be reached: what is said here gets there later.",
                )
                .to_owned(),
            Self::Found => lang
                .choose(
                    "Les autres serveurs de l'école sont de nouveau joignables.",
                    "The school's other servers can be reached again.",
                )
                .to_owned(),
            Self::Alone => lang
                .choose("Ce serveur est seul, il n'en connaît pas d'autres.", "This server is alone, it knows no others.")
                .to_owned(),
            Self::SchoolFollows { name, is_connected, servers } => {
                let away = lang.choose(", l'école n'est pas joignable", ", the school cannot be reached");
                let away = if *is_connected { "" } else { away };
                lang.choose(
                    format!("Serveur {name}{away} ; autres serveurs connus : {servers}."),
                    format!("Server {name}{away}; other servers known: {servers}."),
                )
            }
            Self::ServerLine(ServerPeople { server, is_present: false, .. }) => {
                lang.choose(format!("{server} : pas là"), format!("{server}: not there"))
            }
            Self::ServerLine(ServerPeople { server, people, .. }) => {
                let names: Vec<&str> = people.iter().take(NAMES_MAX).map(|(name, _)| name.as_str()).collect();
                let mut line = lang.choose(
                    format!("{server} : {}", count(people.len(), lang)),
                    format!("{server}: {}", count(people.len(), lang)),
                );
                if !names.is_empty() {
                    line.push_str(" – ");
                    line.push_str(&names.join(", "));
                }
                if people.len() > NAMES_MAX {
                    line.push_str(", …");
                }
                line
            }
        }
    }
}

fn count(people: usize, lang: Lang) -> String {
    let word = if people > 1 { lang.choose("personnes", "people") } else { lang.choose("personne", "person") };
    let number = if people == 0 { lang.choose("aucune", "no").to_owned() } else { people.to_string() };
    let word = if people == 0 { lang.choose("personne", "people") } else { word };
    format!("{number} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        assert_eq!(count(0, Lang::Fr), "aucune personne");
        assert_eq!(count(1, Lang::En), "1 person");
        assert_eq!(count(28, Lang::Fr), "28 personnes");
    }
}
