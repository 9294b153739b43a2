//! The client's own sentences, in French and in English.
//!
//! The server speaks for itself, in its own language; these are only what the client adds.

use crate::chat::name::Username;
use crate::chat::text::Lang;
use crate::cli::phrases::choose;

pub(super) fn password_prompt(lang: Lang, name: &Username) -> String {
    choose(lang, format!("Mot de passe de {name} : "), format!("Password of {name}: "))
}

pub(super) fn password_again(lang: Lang) -> &'static str {
    choose(lang, "Encore une fois : ", "Once more: ")
}

pub(super) fn hint(lang: Lang) -> &'static str {
    choose(
        lang,
        "Entrée envoie, /help montre les commandes, PgUp et PgDn font défiler, Ctrl-D quitte.",
        "Enter sends, /help shows the commands, PgUp and PgDn scroll, Ctrl-D leaves.",
    )
}

pub(super) fn connected(lang: Lang, server: &str) -> String {
    choose(lang, format!("Connecté à {server}."), format!("Connected to {server}."))
}

pub(super) fn connection_lost(lang: Lang, why: &str, retry_s: u64) -> String {
    choose(
        lang,
        format!("Connexion perdue ({why}). Nouvel essai dans {retry_s} s."),
        format!("Connection lost ({why}). Next try in {retry_s} s."),
    )
}

pub(super) fn closed_by_server(lang: Lang) -> &'static str {
    choose(lang, "fermée par le serveur", "closed by the server")
}

pub(super) fn not_connected(lang: Lang) -> &'static str {
    choose(lang, "Pas connecté : message non envoyé.", "Not connected: message not sent.")
}

pub(super) fn paste_too_long(lang: Lang, chars_max: usize) -> String {
    choose(
        lang,
        format!("Collage trop long : un message a {chars_max} caractères au plus. Rien n'a été collé."),
        format!("Too long to paste: a message has {chars_max} characters at most. Nothing was pasted."),
    )
}

pub(super) fn refused(lang: Lang, words: &str) -> String {
    choose(
        lang,
        format!("Le serveur refuse la connexion : {words} Ctrl-D quitte."),
        format!("The server refuses the login: {words} Ctrl-D leaves."),
    )
}

pub(super) fn online(lang: Lang, count: usize) -> String {
    choose(lang, format!("{count} en ligne"), format!("{count} online"))
}

pub(super) fn online_list(lang: Lang, names: &str) -> String {
    choose(lang, format!("En ligne : {names}"), format!("Online: {names}"))
}

pub(super) fn disconnected(lang: Lang) -> &'static str {
    choose(lang, "DÉCONNECTÉ", "DISCONNECTED")
}

pub(super) fn scrolled(lang: Lang) -> &'static str {
    choose(lang, "PgDn : la suite", "PgDn: newer lines")
}

pub(super) fn private(lang: Lang) -> &'static str {
    choose(lang, "[privé]", "[private]")
}

pub(super) fn error(lang: Lang) -> &'static str {
    choose(lang, "Erreur :", "Error:")
}

pub(super) fn deleted(lang: Lang) -> &'static str {
    choose(lang, "(message supprimé)", "(message deleted)")
}

pub(super) fn not_understood(lang: Lang) -> &'static str {
    choose(lang, "ligne incomprise du serveur :", "line of the server not understood:")
}

pub(super) fn too_long(lang: Lang) -> &'static str {
    choose(
        lang,
        "une ligne trop longue du serveur a été ignorée.",
        "a line of the server was too long and was skipped.",
    )
}
