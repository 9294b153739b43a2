//! The menu's sentences, in French and in English.

use super::question::{Draft, Field, Intent};
use crate::chat::text::Lang;
use crate::cli::phrases::choose;
use crate::cli::printable::printable;

pub(super) fn home(lang: Lang) -> &'static str {
    choose(lang, "ClassCord · console d'administration", "ClassCord · administrator's console")
}

pub(super) fn clients(lang: Lang) -> &'static str {
    choose(lang, "Clients connectés", "Connected clients")
}

pub(super) fn channels(lang: Lang) -> &'static str {
    choose(lang, "Salons", "Channels")
}

pub(super) fn kick(lang: Lang) -> &'static str {
    choose(lang, "Déconnecter quelqu'un", "Disconnect somebody")
}

pub(super) fn muting(lang: Lang) -> &'static str {
    choose(lang, "Rendre muet, rendre la parole", "Mute, unmute")
}

pub(super) fn mute(lang: Lang) -> &'static str {
    choose(lang, "Rendre quelqu'un muet", "Mute somebody")
}

pub(super) fn unmute(lang: Lang) -> &'static str {
    choose(lang, "Rendre la parole à quelqu'un", "Let somebody speak again")
}

pub(super) fn banning(lang: Lang) -> &'static str {
    choose(lang, "Bannir, débannir", "Ban, unban")
}

pub(super) fn ban(lang: Lang) -> &'static str {
    choose(lang, "Bannir quelqu'un", "Ban somebody")
}

pub(super) fn ban_address(lang: Lang) -> &'static str {
    choose(lang, "Bannir une adresse", "Ban an address")
}

pub(super) fn unban(lang: Lang) -> &'static str {
    choose(lang, "Débannir", "Unban")
}

pub(super) fn sanctions(lang: Lang) -> &'static str {
    choose(lang, "Sanctions en cours", "Sanctions in force")
}

pub(super) fn announce(lang: Lang) -> &'static str {
    choose(lang, "Message à tous", "Message to everybody")
}

pub(super) fn roles(lang: Lang) -> &'static str {
    choose(lang, "Rôles", "Roles")
}

pub(super) fn log(lang: Lang) -> &'static str {
    choose(lang, "Journal récent", "Recent log")
}

pub(super) fn address(lang: Lang) -> &'static str {
    choose(lang, "Adresse de la page et code QR", "Address of the page and QR code")
}

pub(super) fn campus(lang: Lang) -> &'static str {
    choose(lang, "Les autres serveurs de l'établissement", "The other servers of the school")
}

pub(super) fn stats(lang: Lang) -> &'static str {
    choose(lang, "Statistiques", "Statistics")
}

pub(super) fn reload(lang: Lang) -> &'static str {
    choose(lang, "Relire la configuration", "Read the configuration again")
}

pub(super) fn shutdown(lang: Lang) -> &'static str {
    choose(lang, "Arrêter le serveur", "Stop the server")
}

pub(super) fn quit(lang: Lang) -> &'static str {
    choose(lang, "Quitter ce menu (le serveur continue)", "Leave this menu (the server goes on)")
}

pub(super) fn back(lang: Lang) -> &'static str {
    choose(lang, "Retour", "Back")
}

pub(super) fn no_do_nothing(lang: Lang) -> &'static str {
    choose(lang, "Non, ne rien faire", "No, do nothing")
}

pub(super) fn yes_stop(lang: Lang) -> &'static str {
    choose(
        lang,
        "Oui, arrêter le serveur et déconnecter tout le monde",
        "Yes, stop the server and disconnect everybody",
    )
}

pub(super) fn do_kick(lang: Lang) -> &'static str {
    choose(lang, "Déconnecter", "Disconnect")
}

pub(super) fn do_mute(lang: Lang) -> &'static str {
    choose(lang, "Rendre muet", "Mute")
}

pub(super) fn do_unmute(lang: Lang) -> &'static str {
    choose(lang, "Rendre la parole", "Unmute")
}

pub(super) fn do_ban(lang: Lang) -> &'static str {
    choose(lang, "Bannir", "Ban")
}

pub(super) fn do_ban_address(lang: Lang, address: &str) -> String {
    choose(lang, format!("Bannir l'adresse {address}"), format!("Ban the address {address}"))
}

pub(super) fn make_role(lang: Lang, role: &str) -> String {
    choose(lang, format!("Donner le rôle : {role}"), format!("Give the role: {role}"))
}

pub(super) fn rename(lang: Lang) -> &'static str {
    choose(lang, "Donner un autre nom au compte", "Give the account another name")
}

pub(super) fn disable(lang: Lang) -> &'static str {
    choose(
        lang,
        "Désactiver : ses membres vont dans le salon par défaut",
        "Disable: its members go to the default channel",
    )
}

pub(super) fn enable(lang: Lang) -> &'static str {
    choose(lang, "Activer", "Enable")
}

pub(super) fn make_read_only(lang: Lang) -> &'static str {
    choose(lang, "Lecture seule : seuls les modérateurs écrivent", "Read-only: only moderators write")
}

pub(super) fn make_open(lang: Lang) -> &'static str {
    choose(lang, "Ouvrir : tous peuvent écrire", "Open: all may write")
}

pub(super) fn make_public(lang: Lang) -> &'static str {
    choose(lang, "Laisser entrer tout le monde : il est réservé à son groupe", "Let everybody in: it is for its group")
}

pub(super) fn change_topic(lang: Lang) -> &'static str {
    choose(lang, "Changer le sujet", "Change the topic")
}

pub(super) fn last_messages(lang: Lang) -> &'static str {
    choose(lang, "Derniers messages", "Last messages")
}

pub(super) fn messages_of(lang: Lang, channel: &str) -> String {
    choose(lang, format!("Derniers messages de {channel}"), format!("Last messages of {channel}"))
}

pub(super) fn delete(lang: Lang) -> &'static str {
    choose(lang, "Supprimer ce message", "Delete this message")
}

pub(super) fn lift(lang: Lang) -> &'static str {
    choose(lang, "Lever cette sanction", "Lift this sanction")
}

pub(super) fn class(lang: Lang) -> &'static str {
    choose(lang, "Le cours : mains, silence, sondages, questions", "The lesson: hands, silence, polls, questions")
}

pub(super) fn hands(lang: Lang) -> &'static str {
    choose(lang, "Mains levées (Entrée baisse la main)", "Raised hands (Enter lowers the hand)")
}

pub(super) fn lower_all(lang: Lang) -> &'static str {
    choose(lang, "Baisser toutes les mains", "Lower all hands")
}

pub(super) fn silence(lang: Lang) -> &'static str {
    choose(lang, "Suspendre la discussion", "Pause the discussion")
}

pub(super) fn end_silence(lang: Lang) -> &'static str {
    choose(lang, "Rendre la parole", "Let everybody speak")
}

pub(super) fn private_to_all(lang: Lang) -> &'static str {
    choose(lang, "Messages privés : entre tous", "Private messages: among all")
}

pub(super) fn private_to_staff(lang: Lang) -> &'static str {
    choose(lang, "Messages privés : au professeur", "Private messages: to the teacher")
}

pub(super) fn private_to_nobody(lang: Lang) -> &'static str {
    choose(lang, "Messages privés : aucun", "Private messages: none")
}

pub(super) fn slow(lang: Lang) -> &'static str {
    choose(lang, "Mode lent", "Slow mode")
}

pub(super) fn clear(lang: Lang) -> &'static str {
    choose(lang, "Vider le salon", "Clear the channel")
}

pub(super) fn really_clear(lang: Lang, channel: &str) -> String {
    choose(
        lang,
        format!("Vider {channel} ? On ne peut pas revenir en arrière."),
        format!("Clear {channel}? This cannot be undone."),
    )
}

pub(super) fn yes_clear(lang: Lang) -> &'static str {
    choose(lang, "Oui, effacer tous les messages", "Yes, erase all messages")
}

pub(super) fn polls(lang: Lang) -> &'static str {
    choose(lang, "Sondages", "Polls")
}

pub(super) fn new_poll(lang: Lang) -> &'static str {
    choose(lang, "Nouveau sondage…", "New poll…")
}

pub(super) fn poll_channels(lang: Lang) -> &'static str {
    choose(lang, "Nouveau sondage : dans quel salon ?", "New poll: in which channel?")
}

pub(super) fn close_poll(lang: Lang) -> &'static str {
    choose(lang, "Terminer et montrer les résultats", "End it and show the results")
}

pub(super) fn cancel_poll(lang: Lang) -> &'static str {
    choose(lang, "Annuler, sans résultat", "Cancel it, without a result")
}

pub(super) fn questions(lang: Lang) -> &'static str {
    choose(lang, "Questions de la classe", "Questions of the class")
}

pub(super) fn open_box(lang: Lang) -> &'static str {
    choose(lang, "Ouvrir la boîte à questions", "Open the question box")
}

pub(super) fn close_box(lang: Lang) -> &'static str {
    choose(lang, "Fermer la boîte à questions", "Close the question box")
}

pub(super) fn answered_aloud(lang: Lang) -> &'static str {
    choose(lang, "Répondue à voix haute", "Answered aloud")
}

pub(super) fn write_answer(lang: Lang) -> &'static str {
    choose(lang, "Répondre par écrit", "Answer in writing")
}

pub(super) fn reopen(lang: Lang) -> &'static str {
    choose(lang, "Rouvrir la question", "Open the question again")
}

pub(super) fn remove_question(lang: Lang) -> &'static str {
    choose(lang, "Supprimer la question", "Remove the question")
}

pub(super) fn search(lang: Lang) -> &'static str {
    choose(lang, "Chercher dans les messages", "Search the messages")
}

pub(super) fn found(lang: Lang, words: &str) -> String {
    choose(lang, format!("Messages avec : {words}"), format!("Messages with: {words}"))
}

pub(super) fn older(lang: Lang) -> &'static str {
    choose(lang, "Plus anciens…", "Older ones…")
}

pub(super) fn accounts(lang: Lang) -> &'static str {
    choose(lang, "Comptes : mot de passe, désactiver, activer", "Accounts: password, disable, enable")
}

pub(super) fn more(lang: Lang) -> &'static str {
    choose(lang, "La suite…", "More…")
}

pub(super) fn new_password(lang: Lang) -> &'static str {
    choose(lang, "Nouveau mot de passe", "New password")
}

pub(super) fn disable_account(lang: Lang) -> &'static str {
    choose(lang, "Désactiver : personne ne s'y connecte plus", "Disable: nobody logs in with it any more")
}

pub(super) fn enable_account(lang: Lang) -> &'static str {
    choose(lang, "Activer de nouveau", "Enable again")
}

pub(super) fn another_name(lang: Lang) -> &'static str {
    choose(lang, "Un autre nom…", "Another name…")
}

pub(super) fn nobody_yet(lang: Lang) -> &'static str {
    choose(lang, "Connexion sans nom", "Connection without a name")
}

pub(super) fn nothing_here(lang: Lang) -> &'static str {
    choose(lang, "(rien à montrer)", "(nothing to show)")
}

/// The mark that stands where the server has not answered yet.
pub(super) const LOADING: &str = "…";

pub(super) fn working(lang: Lang) -> &'static str {
    choose(lang, "Demande envoyée…", "Request sent…")
}

pub(super) fn still_working(lang: Lang) -> &'static str {
    choose(lang, "La demande précédente n'a pas encore de réponse.", "The request before this one is not answered yet.")
}

pub(super) fn refused(lang: Lang, words: &str) -> String {
    choose(lang, format!("Refusé : {words}"), format!("Refused: {words}"))
}

pub(super) fn not_done(lang: Lang, words: &str) -> String {
    choose(lang, format!("Pas fait : {words}"), format!("Not done: {words}"))
}

pub(super) fn perhaps_done(lang: Lang, words: &str) -> String {
    choose(lang, format!("Peut-être pas fait : {words}"), format!("Perhaps not done: {words}"))
}

pub(super) fn down(lang: Lang, words: &str) -> String {
    choose(lang, format!("PAS DE SERVEUR, nouvel essai : {words}"), format!("NO SERVER, trying again: {words}"))
}

pub(super) fn up_again(lang: Lang) -> &'static str {
    choose(lang, "Le serveur répond de nouveau.", "The server answers again.")
}

pub(super) fn list_hint(lang: Lang, live: bool, root: bool) -> String {
    let leave =
        if root { choose(lang, "q : quitter", "q: leave") } else { choose(lang, "Échap : retour", "Esc: back") };
    let live = if live { choose(lang, " · en direct", " · live") } else { "" };
    choose(
        lang,
        format!("Numéro ou ↑ ↓, puis Entrée · {leave}{live}"),
        format!("Number or ↑ ↓, then Enter · {leave}{live}"),
    )
}

pub(super) fn page_hint(lang: Lang) -> &'static str {
    choose(lang, "↑ ↓ PgUp PgDn : défiler · Échap : retour · en direct", "↑ ↓ PgUp PgDn: scroll · Esc: back · live")
}

pub(super) fn question_hint(lang: Lang) -> &'static str {
    choose(lang, "Entrée : valider · Échap : annuler", "Enter: accept · Esc: cancel")
}

/// A description of what a request under way would do, and to whom.
pub(super) fn draft(lang: Lang, draft: &Draft) -> String {
    let what = match draft.intent {
        Intent::Kick => do_kick(lang),
        Intent::Mute => do_mute(lang),
        Intent::Unmute => do_unmute(lang),
        Intent::Ban | Intent::BanAddress => do_ban(lang),
        Intent::Unban => unban(lang),
        Intent::Announce => announce(lang),
        Intent::Rename => rename(lang),
        Intent::SetTopic(_) => change_topic(lang),
        Intent::Silence(_) => silence(lang),
        Intent::Slow(_) => slow(lang),
        Intent::Poll(_) => new_poll(lang),
        Intent::Answer(_) => write_answer(lang),
        Intent::Search => search(lang),
        Intent::SetPassword => new_password(lang),
        Intent::SetRole(_) | Intent::Send(_) => roles(lang),
    };
    let whom = match (&draft.intent, &draft.target) {
        (
            Intent::SetTopic(channel) | Intent::Slow(channel) | Intent::Silence(Some(channel)) | Intent::Poll(channel),
            _,
        ) => channel.to_string(),
        (_, Some(target)) => target.to_string(),
        (_, None) => return what.to_owned(),
    };
    format!("{what} : {}", printable(&whom))
}

pub(super) fn question(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::User => choose(lang, "Le nom ?", "The name?"),
        Field::NewName => choose(lang, "Le nouveau nom ?", "The new name?"),
        Field::Address => choose(
            lang,
            "L'adresse, ou la plage (par exemple 192.168.1.0/24) ?",
            "The address, or the range (192.168.1.0/24, for example)?",
        ),
        Field::Span => choose(
            lang,
            "Combien de temps ? 10m, 2h, 1j, perm (sans fin) ; rien : durée habituelle",
            "For how long? 10m, 2h, 1d, perm (no end); nothing: the usual time",
        ),
        Field::Reason => choose(lang, "Pourquoi ? (peut rester vide)", "Why? (may stay empty)"),
        Field::Content => choose(lang, "Que dire à tout le monde ?", "What to say to everybody?"),
        Field::SilenceSpan => {
            choose(lang, "Combien de temps ? 10m, 2h ; rien : sans limite", "For how long? 10m, 2h; nothing: no end")
        }
        Field::Seconds => choose(
            lang,
            "Un message toutes les combien de secondes ? 0 : mode normal",
            "One message every how many seconds? 0: as usual",
        ),
        Field::Topic => choose(lang, "Le nouveau sujet ? (vide : aucun)", "The new topic? (empty: none)"),
        Field::PollQuestion => choose(lang, "La question ?", "The question?"),
        Field::PollAnswers => choose(
            lang,
            "Les réponses, de 2 à 8, séparées par des points-virgules ?",
            "The answers, 2 to 8, with semicolons between them?",
        ),
        Field::PollWays => choose(
            lang,
            "Comment ? Rien : une seule réponse, anonyme, résultats à la fin. Sinon, au choix : plusieurs direct nominatif",
            "How? Nothing: one answer, anonymous, results at the end. Else some of: several live named",
        ),
        Field::Answer => choose(lang, "La réponse ?", "The answer?"),
        Field::Words => choose(lang, "Quels mots ?", "Which words?"),
        Field::Password => choose(
            lang,
            "Le nouveau mot de passe ? La personne en choisira un autre à sa prochaine connexion.",
            "The new password? Its owner chooses another at the next login.",
        ),
    }
}

/// The reason that what was typed is no answer to a question.
pub(super) fn problem(lang: Lang, field: Field) -> &'static str {
    match field {
        Field::User | Field::NewName => choose(lang, "Ce n'est pas un nom.", "This is not a name."),
        Field::Address => choose(lang, "Ce n'est ni une adresse ni une plage.", "This is no address and no range."),
        Field::Seconds => choose(lang, "De 0 à 3600 secondes.", "0 to 3600 seconds."),
        Field::Span | Field::SilenceSpan => choose(
            lang,
            "Ce n'est pas une durée : 10m, 2h, 1j ou perm, un an au plus.",
            "This is not a length of time: 10m, 2h, 1d or perm, a year at most.",
        ),
        Field::Reason | Field::Topic => choose(lang, "200 caractères au plus.", "200 characters at most."),
        Field::Content => choose(lang, "Il faut un texte.", "A text is needed."),
        Field::PollQuestion | Field::Answer => {
            choose(lang, "De 1 à 300 caractères, sur une ligne.", "1 to 300 characters, on one line.")
        }
        Field::PollAnswers => choose(
            lang,
            "De 2 à 8 réponses, de 100 caractères au plus, par exemple : oui ; non",
            "2 to 8 answers, of 100 characters at most, for example: yes; no",
        ),
        Field::PollWays => choose(
            lang,
            "Les mots possibles : plusieurs, direct, nominatif.",
            "The words that may be said: several, live, named.",
        ),
        Field::Words => choose(lang, "De 1 à 8 mots.", "1 to 8 words."),
        Field::Password => choose(lang, "Il faut un mot de passe.", "A password is needed."),
    }
}
