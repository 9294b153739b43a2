//! Sentences for those who come back, in both languages.
//!
//! Owns [`ComingBackText`].

use super::{Lang, when};
use crate::chat::clock::WallTime;
use crate::chat::name::Username;
use crate::chat::reply::Code;
use crate::chat::token::TokenRecord;

/// A sentence about tokens, devices and returns.
#[derive(Debug, Clone, Copy)]
pub enum ComingBackText<'a> {
    /// There is no such token any more.
    BadToken,
    /// To a guest's connection whose place another one takes.
    Replaced,
    /// The account has no such device.
    UnknownDevice(u64),
    /// Before the list of devices.
    DevicesFollow {
        /// The person.
        user: &'a Username,
        /// The number.
        count: usize,
    },
    /// One of the list.
    DeviceLine {
        /// Its token.
        record: &'a TokenRecord,
        /// For dates.
        today: WallTime,
    },
    /// So many devices need the password again.
    DidForget(usize),
}

impl ComingBackText<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub(super) fn code(&self) -> Option<Code> {
        match self {
            Self::BadToken => Some(Code::BadToken),
            Self::Replaced => Some(Code::Replaced),
            Self::UnknownDevice(_) => Some(Code::UnknownDevice),
            Self::DevicesFollow { .. } | Self::DeviceLine { .. } | Self::DidForget(_) => None,
        }
    }

    /// The sentence.
    pub(super) fn render(&self, lang: Lang) -> String {
        match self {
            Self::BadToken => lang
                .choose("Reconnectez-vous avec votre mot de passe.", "Log in again with your password.")
                .to_owned(),
            Self::Replaced => lang
                .choose(
                    "Vous êtes revenu par une autre connexion : celle-ci est fermée.",
                    "You have come back by another connection: this one is closed.",
                )
                .to_owned(),
            Self::UnknownDevice(number) => {
                lang.choose(format!("Il n'y a pas d'appareil {number}."), format!("There is no device {number}."))
            }
            Self::DevicesFollow { user, count: 0 } => lang.choose(
                format!("Aucun appareil n'est gardé connecté pour {user}."),
                format!("No device is kept logged in for {user}."),
            ),
            Self::DevicesFollow { user, count } => lang.choose(
                format!("Appareils gardés connectés pour {user} : {count}. /forget NUMERO pour en oublier un, /forget all pour tous"),
                format!("Devices kept logged in for {user}: {count}. /forget NUMBER to forget one, /forget all for all"),
            ),
            Self::DeviceLine { record, today } => {
                let name = match record.device.as_str() {
                    "" => lang.choose("sans nom", "without a name"),
                    name => name,
                };
                let used = when(record.used, *today);
                lang.choose(
                    format!("{} : {name}, vu pour la dernière fois {used}", record.number),
                    format!("{}: {name}, last seen {used}", record.number),
                )
            }
            Self::DidForget(count) => lang.choose(
                format!("Appareils oubliés : {count}. Le mot de passe y sera demandé."),
                format!("Devices forgotten: {count}. They will be asked for the password."),
            ),
        }
    }
}
