//! Sentences about the other servers of the school and their people, in both languages.
//!
//! Owns [`CampusWords`].

use super::Lang;
use crate::chat::campus_line::ServerPeople;
use crate::chat::letter::NotTaken;
use crate::chat::name::Username;
use crate::chat::origin::ServerName;
use crate::chat::reply::Code;

/// Names in one line at most.
const NAMES_MAX: usize = 40;

/// A sentence about the other servers.
#[derive(Debug, Clone, Copy)]
pub enum CampusWords<'a> {
    /// A server is not there any more, and so many people with it.
    Gone {
        /// The server.
        server: &'a ServerName,
        /// The number of people.
        people: usize,
    },
    /// It is there again.
    Back {
        /// The server.
        server: &'a ServerName,
        /// The number of people.
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
        /// The number of other servers.
        servers: usize,
    },
    /// A server and its people.
    ServerLine(&'a ServerPeople),
    /// To the author of a private message: it is kept until its receiver's server can be reached.
    LeavesLater(&'a Username),
    /// To the same: it has left, and is there.
    HasLeft(&'a Username),
    /// To the author of a private message to another server: it is not taken there.
    NotTaken {
        /// Whom it was for.
        to: &'a Username,
        /// The reason.
        why: NotTaken,
    },
    /// The refusal to write to other servers for who has no account, or a name with an `@`.
    StaysHere,
    /// It is too long for another server.
    TooLong,
    /// Too much waits to leave.
    OutboxFull,
    /// No server of that name is to be retired: it was never met.
    NotMet(&'a ServerName),
    /// Nor one that is there.
    StillThere(&'a ServerName),
    /// To people in charge: nothing is shared until somebody has looked at it.
    Stopped,
    /// To the same: what there is to know of another server.
    Lag {
        /// The server.
        server: &'a ServerName,
        /// Its events that are not here.
        behind: u64,
        /// Private messages that wait to leave for it.
        letters: usize,
        /// Erasures that it has not confirmed.
        erasures: usize,
    },
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
            | Self::ServerLine(_)
            | Self::Stopped
            | Self::Lag { .. }
            | Self::HasLeft(_) => None,
            Self::NotMet(_) | Self::StillThere(_) => Some(Code::BadField),
            Self::LeavesLater(_) => Some(Code::RecipientUnreachable),
            Self::NotTaken { why, .. } => Some(match why {
                NotTaken::UnknownRecipient => Code::UnknownRecipient,
                NotTaken::PrivateRefused => Code::PrivateRefused,
                NotTaken::Muted => Code::Muted,
                NotTaken::MailboxFull => Code::MailboxFull,
                NotTaken::TooLong => Code::ContentTooLong,
                NotTaken::Wrong => Code::BadField,
            }),
            Self::StaysHere => Some(Code::PrivateRefused),
            Self::TooLong => Some(Code::ContentTooLong),
            Self::OutboxFull => Some(Code::MailboxFull),
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
            Self::LeavesLater(to) => lang.choose(
                format!("Message pour {to} gardé : il partira quand l'école sera joignable."),
                format!("Message for {to} kept: it leaves when the school can be reached."),
            ),
            Self::HasLeft(to) => lang
                .choose(format!("Votre message pour {to} est arrivé."), format!("Your message for {to} has arrived.")),
            Self::NotTaken { to, why } => {
                let why = match why {
                    NotTaken::UnknownRecipient => lang.choose("personne n'a ce nom là-bas", "nobody has that name there"),
                    NotTaken::PrivateRefused => {
                        lang.choose("les messages privés n'y sont pas admis", "private messages are not admitted there")
                    }
                    NotTaken::Muted => lang.choose("on ne vous y laisse pas parler", "you may not speak there"),
                    NotTaken::MailboxFull => {
                        lang.choose("trop de messages l'attendent déjà", "too many messages wait there already")
                    }
                    NotTaken::TooLong => lang.choose("il est trop long pour ce serveur", "it is too long for that server"),
                    NotTaken::Wrong => lang.choose("ce serveur n'en veut pas", "that server does not take it"),
                };
                lang.choose(
                    format!("Message pour {to} non remis : {why}."),
                    format!("Message for {to} not delivered: {why}."),
                )
            }
            Self::StaysHere => lang
                .choose(
                    "Sans compte, ou sous un nom avec @, on n'écrit pas aux autres serveurs : message non envoyé.",
                    "Without an account, or under a name with an @, one does not write to other servers: message not sent.",
                )
                .to_owned(),
            Self::TooLong => lang
                .choose(
                    "Message trop long pour un autre serveur : message non envoyé.",
                    "Message too long for another server: message not sent.",
                )
                .to_owned(),
            Self::OutboxFull => lang
                .choose(
                    "Trop de messages attendent déjà de partir vers les autres serveurs : message non envoyé.",
                    "Too many messages wait already to leave for other servers: message not sent.",
                )
                .to_owned(),
            Self::NotMet(server) => lang.choose(
                format!("Aucun serveur {server} n'est connu ici : rien à retirer."),
                format!("No server {server} is known here: there is nothing to retire."),
            ),
            Self::StillThere(server) => lang.choose(
                format!("{server} est là : arrêtez-le, et retirez d'abord son certificat."),
                format!("{server} is there: stop it, and revoke its certificate first."),
            ),
            Self::Stopped => lang
                .choose(
                    "Le partage avec les autres serveurs est arrêté : « classcord admin campus » dit pourquoi.",
                    "Nothing is shared with the other servers any more: `classcord admin campus` says why.",
                )
                .to_owned(),
            Self::Lag { server, behind, letters, erasures } => lang.choose(
                format!("{server} – à recevoir : {behind} ; messages privés à envoyer : {letters} ; effacements non confirmés : {erasures}"),
                format!("{server} – to come: {behind}; private messages to leave: {letters}; erasures not confirmed: {erasures}"),
            ),
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
