//! Sentences about accounts, for whom they concern and for who looks after them, in both languages.
//!
//! Owns [`AccountWords`].

use super::Lang;
use crate::chat::name::Username;
use crate::chat::reply::Code;

/// A sentence about an account.
#[derive(Debug, Clone, Copy)]
pub enum AccountWords<'a> {
    /// To who has come in with a password that somebody else chose.
    ChosenForYou,
    /// To a newer client that asks for something else before it is replaced.
    ChangePasswordFirst,
    /// The password is one of the commonest.
    CommonPassword,
    /// To who replaces it by the same.
    SamePassword,
    /// To who knows the password of an account that is disabled.
    Disabled,
    /// To who would come in from a page that the class can read along with.
    StaffNeedsTls,
    /// To who would be the first admin of a server that has one.
    HasAdmin,
    /// To who shows another code than the one of this start.
    BadFirstCode,
    /// To whose account is being disabled.
    WasDisabled,
    /// To an admin who has disabled an account.
    DidDisable(&'a Username),
    /// To an admin who has enabled one.
    DidEnable(&'a Username),
    /// To whose account gets this name.
    WasRenamed(&'a Username),
    /// To an admin who has given an account another name.
    DidRename(&'a Username, &'a Username),
    /// To an admin who would do so with a name that is on its way, or where too many are.
    StillRenaming,
    /// To an admin who would disable or rename their own account.
    Own,
}

impl AccountWords<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub(super) fn code(&self) -> Option<Code> {
        Some(match self {
            Self::ChosenForYou | Self::ChangePasswordFirst => Code::MustChangePassword,
            Self::CommonPassword => Code::PasswordTooCommon,
            Self::SamePassword => Code::SamePassword,
            Self::Disabled | Self::WasDisabled => Code::AccountDisabled,
            Self::StaffNeedsTls => Code::StaffNeedsTls,
            Self::BadFirstCode => Code::BadCode,
            Self::Own | Self::HasAdmin => Code::Forbidden,
            Self::WasRenamed(_) => Code::AccountRenamed,
            Self::StillRenaming => Code::ServerBusy,
            Self::DidDisable(_) | Self::DidEnable(_) | Self::DidRename(..) => return None,
        })
    }

    /// The sentence.
    pub(super) fn render(&self, lang: Lang) -> String {
        match self {
            Self::ChosenForYou => lang.choose(
                "Votre mot de passe a été choisi par quelqu'un d'autre : prenez-en un à vous avec /password ANCIEN NOUVEAU.".into(),
                "Your password was chosen by somebody else: take one of your own with /password OLD NEW.".into(),
            ),
            Self::ChangePasswordFirst => lang.choose(
                "Choisissez d'abord un mot de passe à vous : celui-ci a été choisi par quelqu'un d'autre.".into(),
                "Choose a password of your own first: this one was chosen by somebody else.".into(),
            ),
            Self::CommonPassword => lang.choose(
                "Ce mot de passe est parmi les plus courants, donc les premiers essayés : choisissez-en un autre.".into(),
                "That password is among the commonest, which are tried first: choose another one.".into(),
            ),
            Self::SamePassword => lang.choose(
                "C'est le mot de passe actuel : choisissez-en un autre.".into(),
                "That is the present password: choose another one.".into(),
            ),
            Self::Disabled => lang.choose(
                "Ce compte est désactivé : demandez à votre professeur.".into(),
                "This account is disabled: ask your teacher.".into(),
            ),
            Self::StaffNeedsTls => lang.choose(
                "Un compte de professeur n'entre pas en clair : sur ce réseau, la classe pourrait lire le mot de passe.".into(),
                "A teacher's account does not sign in unencrypted: on this network the class could read the password.".into(),
            ),
            Self::HasAdmin => lang.choose(
                "Ce serveur a déjà un professeur.".into(),
                "This server has a teacher already.".into(),
            ),
            Self::BadFirstCode => lang.choose(
                "Ce n'est pas le code de ce démarrage. Relisez le journal : il change à chaque démarrage.".into(),
                "That is not the code of this start. Read the log again: it changes at each start.".into(),
            ),
            Self::WasDisabled => lang.choose(
                "Votre compte est désactivé : demandez à votre professeur.".into(),
                "Your account is disabled: ask your teacher.".into(),
            ),
            Self::DidDisable(user) => lang.choose(
                format!("Le compte de {user} est désactivé. Pour le rendre : /enable {user}"),
                format!("The account of {user} is disabled. To give it back: /enable {user}"),
            ),
            Self::DidEnable(user) => {
                lang.choose(format!("Le compte de {user} est activé."), format!("The account of {user} is enabled."))
            }
            Self::WasRenamed(to) => lang.choose(
                format!("Votre compte s'appelle maintenant {to} : reconnectez-vous sous ce nom, avec le même mot de passe."),
                format!("Your account is called {to} now: log in again under that name, with the same password."),
            ),
            Self::DidRename(from, to) => lang.choose(
                format!("{from} s'appelle maintenant {to}, dans l'historique aussi d'ici quelques instants."),
                format!("{from} is called {to} now, in the history too within moments."),
            ),
            Self::StillRenaming => lang.choose(
                "Un changement de nom est encore en cours : réessayez dans un instant.".into(),
                "A change of name is still going on: try again in a moment.".into(),
            ),
            Self::Own => lang.choose(
                "C'est votre propre compte : un autre admin peut le faire, ou l'opérateur.".into(),
                "That is your own account: another admin can do it, or the operator.".into(),
            ),
        }
    }
}
