//! What the server says to people, in French and in English.
//!
//! Owns [`Text`]: every sentence of the server, with the machine word that goes with it. Only `Username already
//! exists.` and `Login failed.` are the same in every language: existing clients compare them to the letter.

use std::sync::Arc;

use super::name::{ChannelName, NameProblem, Username};
use super::reply::Code;
use super::request::ProblemKind;

/// The language of the server's sentences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// French.
    #[default]
    Fr,
    /// English.
    En,
}

/// A sentence of the server.
#[derive(Debug, Clone)]
pub enum Text<'a> {
    /// To somebody who has just come in. `custom` is the teacher's own welcome.
    Welcome {
        /// Who.
        user: &'a Username,
        /// Where.
        channel: &'a ChannelName,
        /// The configured text, if there is one.
        custom: Option<&'a str>,
    },
    /// Somebody came in.
    Arrived(&'a Username),
    /// Somebody left.
    Left(&'a Username),
    /// The guest's name belongs to somebody else.
    GuestRenamed {
        /// What was asked for.
        wanted: &'a Username,
        /// What was given.
        given: &'a Username,
    },
    /// Nobody has this name.
    UnknownRecipient(Option<&'a Username>),
    /// The message is kept.
    RecipientAway(&'a Username),
    /// The message is not kept.
    MailboxFull(&'a Username),
    /// No such channel.
    UnknownChannel(&'a ChannelName),
    /// The database does not work; the request was refused.
    StorageUnavailable,
    /// The message was relayed but will not be in the history.
    NotRecorded,
    /// The line has a problem.
    Problem(ProblemKind),
    /// The request needs somebody identified.
    NotIdentified,
    /// The type is unknown.
    UnknownType,
    /// The account's name is the server's own.
    ReservedName,
    /// The account's name belongs to somebody.
    NameTaken,
    /// Wrong name or password.
    LoginFailed,
    /// The password has fewer characters than this.
    PasswordTooShort(usize),
    /// The password has more characters than this.
    PasswordTooLong(usize),
    /// No more accounts.
    TooManyAccounts,
    /// Too many passwords are waiting to be checked.
    ServerBusy,
    /// The connection is closed because of its errors.
    TooManyErrors,
    /// The connection is closed because it does not read.
    SlowReader,
    /// The server stops.
    Stopping,
    /// The server is full.
    TooManyConnections,
}

impl Text<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub fn code(&self) -> Option<Code> {
        Some(match self {
            Self::Welcome { .. } | Self::Arrived(_) | Self::Left(_) => return None,
            Self::GuestRenamed { .. } => Code::GuestRenamed,
            Self::UnknownRecipient(_) => Code::UnknownRecipient,
            Self::RecipientAway(_) => Code::RecipientAway,
            Self::MailboxFull(_) => Code::MailboxFull,
            Self::UnknownChannel(_) => Code::UnknownChannel,
            Self::StorageUnavailable | Self::NotRecorded => Code::StorageUnavailable,
            Self::Problem(kind) => match kind {
                ProblemKind::BadJson => Code::BadJson,
                ProblemKind::LineTooLong => Code::LineTooLong,
                ProblemKind::MissingField(_) => Code::MissingField,
                ProblemKind::BadField(_) => Code::BadField,
                ProblemKind::BadName(_) => Code::BadName,
            },
            Self::NotIdentified => Code::NotIdentified,
            Self::UnknownType => Code::UnknownType,
            Self::ReservedName => Code::ReservedName,
            Self::NameTaken => Code::NameTaken,
            Self::LoginFailed => Code::LoginFailed,
            Self::PasswordTooShort(_) => Code::PasswordTooShort,
            Self::PasswordTooLong(_) => Code::PasswordTooLong,
            Self::TooManyAccounts => Code::TooManyAccounts,
            Self::ServerBusy => Code::ServerBusy,
            Self::TooManyErrors => Code::TooManyErrors,
            Self::SlowReader => Code::SlowReader,
            Self::Stopping => Code::ServerStopping,
            Self::TooManyConnections => Code::TooManyConnections,
        })
    }

    /// The sentence.
    pub fn render(&self, lang: Lang) -> Arc<str> {
        match lang {
            Lang::Fr => self.french(),
            Lang::En => self.english(),
        }
    }

    fn french(&self) -> Arc<str> {
        match self {
            Self::Welcome { custom: Some(text), .. } => (*text).into(),
            Self::Welcome { user, channel, custom: None } => {
                format!("Bienvenue {user} ! Vous êtes dans {channel}.").into()
            }
            Self::Arrived(user) => format!("{user} a rejoint la discussion.").into(),
            Self::Left(user) => format!("{user} a quitté la discussion.").into(),
            Self::GuestRenamed { wanted, given } => {
                format!("Le nom « {wanted} » appartient à quelqu'un : vous êtes « {given} ».").into()
            }
            Self::UnknownRecipient(Some(user)) => {
                format!("Personne ne s'appelle « {user} » : message non remis.").into()
            }
            Self::UnknownRecipient(None) => "Personne ne porte ce nom : message non remis.".into(),
            Self::RecipientAway(user) => {
                format!("{user} n'est pas là : votre message lui sera remis à sa prochaine connexion.").into()
            }
            Self::MailboxFull(user) => {
                format!("{user} n'est pas là et sa boîte est pleine : message non remis.").into()
            }
            Self::UnknownChannel(channel) => format!("Le salon {channel} n'existe pas : message non envoyé.").into(),
            Self::StorageUnavailable => {
                "La base de données est indisponible : demande refusée, réessayez plus tard.".into()
            }
            Self::NotRecorded => "La base de données est indisponible : message transmis mais non enregistré.".into(),
            Self::Problem(kind) => match kind {
                ProblemKind::BadJson => "Ligne incomprise : ce n'est pas un objet JSON valide.".into(),
                ProblemKind::LineTooLong => "Ligne trop longue : elle a été ignorée.".into(),
                ProblemKind::MissingField(field) => format!("Il manque le champ « {field} ».").into(),
                ProblemKind::BadField(field) => format!("Le champ « {field} » n'a pas la bonne forme.").into(),
                ProblemKind::BadName(problem) => match problem {
                    NameProblem::Empty => "Le nom est vide.".into(),
                    NameProblem::TooLong => "Le nom est trop long.".into(),
                    NameProblem::BadCharacter => "Le nom contient un caractère interdit.".into(),
                    NameProblem::NoHash => "Le nom d'un salon commence par #.".into(),
                },
            },
            Self::NotIdentified => "Identifiez-vous d'abord.".into(),
            Self::UnknownType => "Type de demande inconnu.".into(),
            Self::ReservedName => "Ce nom est réservé au serveur.".into(),
            Self::NameTaken => "Username already exists.".into(),
            Self::LoginFailed => "Login failed.".into(),
            Self::PasswordTooShort(n) => format!("Mot de passe trop court : {n} caractères au moins.").into(),
            Self::PasswordTooLong(n) => format!("Mot de passe trop long : {n} caractères au plus.").into(),
            Self::TooManyAccounts => "Le serveur ne prend plus de nouveaux comptes.".into(),
            Self::ServerBusy => "Le serveur est occupé : réessayez dans un instant.".into(),
            Self::TooManyErrors => "Trop d'erreurs : connexion fermée.".into(),
            Self::SlowReader => "Votre client ne lit plus ses messages : connexion fermée.".into(),
            Self::Stopping => "Le serveur s'arrête. À bientôt !".into(),
            Self::TooManyConnections => "Le serveur est plein : réessayez plus tard.".into(),
        }
    }

    fn english(&self) -> Arc<str> {
        match self {
            Self::Welcome { custom: Some(text), .. } => (*text).into(),
            Self::Welcome { user, channel, custom: None } => format!("Welcome {user}! You are in {channel}.").into(),
            Self::Arrived(user) => format!("{user} has joined the chat.").into(),
            Self::Left(user) => format!("{user} has left the chat.").into(),
            Self::GuestRenamed { wanted, given } => {
                format!("The name \"{wanted}\" belongs to somebody: you are \"{given}\".").into()
            }
            Self::UnknownRecipient(Some(user)) => format!("Nobody is called \"{user}\": message not delivered.").into(),
            Self::UnknownRecipient(None) => "Nobody has that name: message not delivered.".into(),
            Self::RecipientAway(user) => format!("{user} is away and will get your message at the next login.").into(),
            Self::MailboxFull(user) => format!("{user} is away and the mailbox is full: message not delivered.").into(),
            Self::UnknownChannel(channel) => format!("There is no channel {channel}: message not sent.").into(),
            Self::StorageUnavailable => "The database is unavailable: request refused, try again later.".into(),
            Self::NotRecorded => "The database is unavailable: message relayed but not recorded.".into(),
            Self::Problem(kind) => match kind {
                ProblemKind::BadJson => "Line not understood: not a valid JSON object.".into(),
                ProblemKind::LineTooLong => "Line too long: it was skipped.".into(),
                ProblemKind::MissingField(field) => format!("The field \"{field}\" is missing.").into(),
                ProblemKind::BadField(field) => format!("The field \"{field}\" has a wrong form.").into(),
                ProblemKind::BadName(problem) => format!("The name is refused: {problem}.").into(),
            },
            Self::NotIdentified => "Identify yourself first.".into(),
            Self::UnknownType => "Unknown type of request.".into(),
            Self::ReservedName => "This name is the server's own.".into(),
            Self::NameTaken => "Username already exists.".into(),
            Self::LoginFailed => "Login failed.".into(),
            Self::PasswordTooShort(n) => format!("Password too short: at least {n} characters.").into(),
            Self::PasswordTooLong(n) => format!("Password too long: at most {n} characters.").into(),
            Self::TooManyAccounts => "The server takes no more accounts.".into(),
            Self::ServerBusy => "The server is busy: try again in a moment.".into(),
            Self::TooManyErrors => "Too many errors: connection closed.".into(),
            Self::SlowReader => "Your client does not read its messages: connection closed.".into(),
            Self::Stopping => "The server is stopping. See you soon!".into(),
            Self::TooManyConnections => "The server is full: try again later.".into(),
        }
    }
}
