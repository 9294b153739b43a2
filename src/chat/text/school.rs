//! Sentences about accounts whose passwords the school keeps, in both languages.
//!
//! Owns [`SchoolText`].

use super::Lang;
use crate::chat::name::ChannelName;
use crate::chat::reply::Code;

/// A sentence about school accounts.
#[derive(Debug, Clone, Copy)]
pub enum SchoolText<'a> {
    /// The directory does not answer.
    Unavailable,
    /// Nobody makes an account here: everybody has one.
    RegisterThere,
    /// The password is changed where it is kept.
    PasswordThere,
    /// The name is the directory's.
    NameThere,
    /// To somebody who has come in: the channels of their groups, in which they are.
    InChannels(&'a [ChannelName]),
    /// The same to a client with one text box: the channels of their groups, which they may join.
    Channels(&'a [ChannelName]),
}

impl SchoolText<'_> {
    /// The code that goes with it.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Unavailable => Some(Code::AuthUnavailable),
            Self::RegisterThere => Some(Code::RegistrationRefused),
            Self::PasswordThere | Self::NameThere => Some(Code::Forbidden),
            Self::InChannels(_) | Self::Channels(_) => None,
        }
    }

    /// The sentence.
    pub fn render(&self, lang: Lang) -> String {
        match self {
            Self::Unavailable => lang.choose(
                "L'annuaire de l'établissement ne répond pas : réessayez dans un instant.",
                "The school's directory does not answer: try again in a moment.",
            ),
            Self::RegisterThere => lang.choose(
                "Pas d'inscription ici : connectez-vous avec votre compte de l'établissement.",
                "No registration here: log in with your school account.",
            ),
            Self::PasswordThere => lang.choose(
                "C'est un compte de l'établissement : son mot de passe se change là-bas.",
                "It is a school account: its password is changed there.",
            ),
            Self::NameThere => lang.choose(
                "C'est un compte de l'établissement : son nom se change là-bas.",
                "It is a school account: its name is changed there.",
            ),
            Self::InChannels(names) => {
                let names = list(names);
                return lang.choose(
                    format!("Salons de vos groupes, où vous êtes aussi : {names}."),
                    format!("Your groups' channels, which you are in too: {names}."),
                );
            }
            Self::Channels(names) => {
                let (names, join) = (list(names), list(names.get(..1).unwrap_or_default()));
                return lang.choose(
                    format!("Salons de vos groupes : {names}. Pour y aller : /join {join}"),
                    format!("Your groups' channels: {names}. To go there: /join {join}"),
                );
            }
        }
        .to_owned()
    }
}

fn list(names: &[ChannelName]) -> String {
    names.iter().map(ChannelName::as_str).collect::<Vec<_>>().join(", ")
}
