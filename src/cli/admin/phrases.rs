//! The console's own sentences, in French and in English. The server's refusals are in its own words.

use serde_json::Value;

use super::fields::{moment, text, whom};
use crate::chat::attended::LESSON_CHARS_MAX;
use crate::chat::question::QUESTION_CHARS_MAX;
use crate::chat::searching::{SEARCH_CHARS_MAX, SEARCH_WORDS_MAX};
use crate::chat::text::Lang;
use crate::cli::phrases::choose;
use crate::cli::printable::printable;

fn header(words: &[&str]) -> Vec<String> {
    words.iter().map(|&word| word.to_owned()).collect()
}

pub(super) fn menu_needs_terminal(lang: Lang) -> &'static str {
    choose(
        lang,
        "le menu a besoin d'un terminal ; sans terminal, dites quoi faire (voir classcord admin --help)",
        "the menu needs a terminal; without one, say what to do (see classcord admin --help)",
    )
}

/// The question before something is done that cannot be taken back.
pub(super) struct Confirmation {
    pub(super) question: String,
    /// Said where nobody can be asked.
    pub(super) needs_yes: &'static str,
    /// Said after a no.
    pub(super) declined: &'static str,
}

pub(super) fn really_stop(lang: Lang) -> Confirmation {
    Confirmation {
        question: choose(
            lang,
            "Arrêter le serveur ? Tout le monde sera déconnecté. [o/N]",
            "Stop the server? Everybody will be disconnected. [y/N]",
        )
        .to_owned(),
        needs_yes: choose(lang, "sans terminal, shutdown demande --yes", "without a terminal, shutdown needs --yes"),
        declined: choose(lang, "le serveur n'a pas été arrêté", "the server was not stopped"),
    }
}

pub(super) fn really_clear(lang: Lang, channel: &str) -> Confirmation {
    let channel = printable(channel);
    Confirmation {
        question: choose(
            lang,
            format!("Vider {channel} ? On ne peut pas revenir en arrière. [o/N]"),
            format!("Clear {channel}? This cannot be undone. [y/N]"),
        ),
        needs_yes: choose(lang, "sans terminal, clear demande --yes", "without a terminal, clear needs --yes"),
        declined: choose(lang, "rien n'a été effacé", "nothing was erased"),
    }
}

/// True if somebody typed a yes, in either language.
pub(super) fn is_yes(typed: &str) -> bool {
    matches!(typed.trim().to_lowercase().as_str(), "o" | "oui" | "y" | "yes")
}

/// The answer to a question of the class that is none.
pub(super) fn no_question_text(lang: Lang) -> String {
    choose(
        lang,
        format!("une réponse a {QUESTION_CHARS_MAX} caractères au plus, sur une ligne"),
        format!("an answer has {QUESTION_CHARS_MAX} characters at most, on one line"),
    )
}

/// The name of a lesson that is none.
pub(super) fn no_lesson_name(lang: Lang, text: &str) -> String {
    choose(
        lang,
        format!("{text:?} : un nom de séance a de 1 à {LESSON_CHARS_MAX} caractères, sur une ligne"),
        format!("{text:?}: the name of a lesson has 1 to {LESSON_CHARS_MAX} characters, on one line"),
    )
}

/// The words of a search that are none.
pub(super) fn no_search_terms(lang: Lang, text: &str) -> String {
    choose(
        lang,
        format!(
            "{text:?} : une recherche a de 1 à {SEARCH_WORDS_MAX} mots, de {SEARCH_CHARS_MAX} caractères au plus en tout"
        ),
        format!(
            "{text:?}: a search has 1 to {SEARCH_WORDS_MAX} words, of {SEARCH_CHARS_MAX} characters at most in all"
        ),
    )
}

pub(super) fn no_span(lang: Lang, word: &str) -> String {
    let word = printable(word);
    choose(
        lang,
        format!("« {word} » n'est pas une durée d'un an au plus, comme 10m, 2h, 1j ou perm"),
        format!("\"{word}\" is not a length of time up to a year, such as 10m, 2h, 1d or perm"),
    )
}

pub(super) fn clients_header(lang: Lang) -> Vec<String> {
    header(choose(
        lang,
        &["Nom", "Rôle", "Adresse", "Salon", "État", "Depuis", "File"],
        &["Name", "Role", "Address", "Channel", "State", "Since", "Queue"],
    ))
}

pub(super) fn channels_header(lang: Lang) -> Vec<String> {
    header(choose(lang, &["Salon", "Présents", "Accès", "Sujet"], &["Channel", "People", "Access", "Topic"]))
}

pub(super) fn sanctions_header(lang: Lang) -> Vec<String> {
    header(choose(
        lang,
        &["Sanction", "Contre", "Jusqu'à", "Par", "Raison"],
        &["Sanction", "Against", "Until", "By", "Reason"],
    ))
}

pub(super) fn devices_header(lang: Lang) -> Vec<String> {
    header(choose(lang, &["N°", "Appareil", "Depuis", "Vu"], &["No.", "Device", "Since", "Seen"]))
}

pub(super) fn questions_header(lang: Lang) -> Vec<String> {
    header(choose(lang, &["N°", "Voix", "De", "Question", "Réponse"], &["No.", "Votes", "By", "Question", "Answer"]))
}

pub(super) fn polls_header(lang: Lang) -> Vec<String> {
    header(choose(lang, &["Salon", "Question", "État", "Réponses"], &["Channel", "Question", "State", "Answers"]))
}

pub(super) fn accounts_header(lang: Lang) -> Vec<String> {
    header(choose(lang, &["Nom", "Rôle", "Depuis", "État"], &["Name", "Role", "Since", "State"]))
}

pub(super) fn account_disabled(lang: Lang) -> &'static str {
    choose(lang, "désactivé", "disabled")
}

pub(super) fn account_must_change(lang: Lang) -> &'static str {
    choose(lang, "mot de passe à choisir", "to choose a password")
}

pub(super) fn aloud(lang: Lang) -> &'static str {
    choose(lang, "à voix haute", "aloud")
}

pub(super) fn poll_state(lang: Lang, open: bool, voters: u64) -> String {
    let state = if open { choose(lang, "ouvert", "open") } else { choose(lang, "terminé", "ended") };
    choose(lang, format!("{state}, {voters} réponse(s)"), format!("{state}, {voters} answer(s)"))
}

pub(super) fn and_more(lang: Lang) -> &'static str {
    choose(lang, "… et d'autres", "… and others")
}

pub(super) fn and_older(lang: Lang) -> &'static str {
    choose(lang, "… il y a des messages plus anciens (--before)", "… there are older messages (--before)")
}

pub(super) fn muted(lang: Lang) -> &'static str {
    choose(lang, "muet", "muted")
}

pub(super) fn disabled(lang: Lang) -> &'static str {
    choose(lang, "désactivé", "disabled")
}

pub(super) fn read_only(lang: Lang) -> &'static str {
    choose(lang, "lecture seule", "read-only")
}

pub(super) fn members_only(lang: Lang) -> &'static str {
    choose(lang, "groupe", "group")
}

pub(super) fn open(lang: Lang) -> &'static str {
    choose(lang, "ouvert", "open")
}

fn without_end(lang: Lang) -> &'static str {
    choose(lang, "sans fin", "no end")
}

/// The time at which a sanction ends.
pub(super) fn end(lang: Lang, sanction: &Value) -> String {
    if sanction["until"].is_string() { moment(&sanction["until"]) } else { without_end(lang).to_owned() }
}

pub(super) fn role(lang: Lang, role: &str) -> String {
    match role {
        "user" => choose(lang, "utilisateur", "user").to_owned(),
        "moderator" => choose(lang, "modérateur", "moderator").to_owned(),
        other => printable(other).into_owned(),
    }
}

pub(super) fn sanction_kind(lang: Lang, kind: &str) -> String {
    match kind {
        "mute" => choose(lang, "muet", "mute").to_owned(),
        "ban" => choose(lang, "banni", "ban").to_owned(),
        other => other.to_owned(),
    }
}

/// The author of a sanction: a name that nobody may have stands for the server itself.
pub(super) fn author(lang: Lang, by: String) -> String {
    if by == "server" { choose(lang, "serveur", "server").to_owned() } else { by }
}

/// The reason; the server's own word for a ban that nobody imposed is said in the language.
pub(super) fn reason(lang: Lang, by: &str, reason: String) -> String {
    match (by, reason.as_str()) {
        ("server", "automatic") => choose(lang, "automatique", "automatic").to_owned(),
        _ => reason,
    }
}

pub(super) fn people(lang: Lang, count: usize) -> String {
    choose(lang, format!("{count} en ligne"), format!("{count} online"))
}

pub(super) fn hands_header(lang: Lang) -> Vec<String> {
    header(choose(lang, &["Place", "Nom", "Depuis"], &["Place", "Name", "Since"]))
}

pub(super) fn raised_hands(lang: Lang, count: usize) -> String {
    match count {
        0 => choose(lang, "Aucune main levée.", "No raised hand.").to_owned(),
        _ => choose(lang, format!("Mains levées ({count}) :"), format!("Raised hands ({count}):")),
    }
}

pub(super) fn without_hand(lang: Lang, count: usize) -> String {
    choose(lang, format!("N'ont pas levé la main ({count}) :"), format!("Have not raised their hand ({count}):"))
}

/// A silence that is in force; that there is none.
pub(super) fn silence(lang: Lang, silence: Option<&Value>) -> String {
    let Some(silence) = silence else { return choose(lang, "Parole libre.", "Everybody may speak.").to_owned() };
    let place = match text(silence, "channel") {
        channel if channel.is_empty() => choose(lang, "dans tous les salons", "in all channels").to_owned(),
        channel => choose(lang, format!("dans {channel}"), format!("in {channel}")),
    };
    let end = end(lang, silence);
    choose(lang, format!("Silence {place}, fin : {end}."), format!("Silence {place}, until: {end}."))
}

pub(super) fn size_units(lang: Lang) -> [&'static str; 4] {
    choose(lang, ["o", "Kio", "Mio", "Gio"], ["B", "KiB", "MiB", "GiB"])
}

pub(super) fn day_unit(lang: Lang) -> &'static str {
    choose(lang, "j", "d")
}

pub(super) fn stat_version(lang: Lang) -> &'static str {
    choose(lang, "Version", "Version")
}

pub(super) fn stat_uptime(lang: Lang) -> &'static str {
    choose(lang, "En marche depuis", "Running for")
}

pub(super) fn stat_connections(lang: Lang) -> &'static str {
    choose(lang, "Connexions", "Connections")
}

pub(super) fn stat_identified(lang: Lang) -> &'static str {
    choose(lang, "Connexions identifiées", "Identified connections")
}

pub(super) fn stat_people(lang: Lang) -> &'static str {
    choose(lang, "Personnes présentes", "People present")
}

pub(super) fn stat_channels(lang: Lang) -> &'static str {
    choose(lang, "Salons", "Channels")
}

pub(super) fn stat_accounts(lang: Lang) -> &'static str {
    choose(lang, "Comptes", "Accounts")
}

pub(super) fn stat_lines_sent(lang: Lang) -> &'static str {
    choose(lang, "Lignes envoyées", "Lines sent")
}

pub(super) fn stat_bytes_sent(lang: Lang) -> &'static str {
    choose(lang, "Volume envoyé", "Volume sent")
}

pub(super) fn stat_queued(lang: Lang) -> &'static str {
    choose(lang, "En attente d'envoi", "Waiting to be sent")
}

pub(super) fn stat_first_code(lang: Lang) -> &'static str {
    choose(lang, "Code du premier admin", "First admin's code")
}

pub(super) fn stat_memory(lang: Lang) -> &'static str {
    choose(lang, "Mémoire", "Memory")
}

pub(super) fn stat_processor(lang: Lang) -> &'static str {
    choose(lang, "Temps de processeur", "Processor time")
}

pub(super) fn stat_disk(lang: Lang) -> &'static str {
    choose(lang, "Place sur le disque", "Room on the disk")
}

pub(super) fn stat_backup(lang: Lang) -> &'static str {
    choose(lang, "Dernière sauvegarde", "Last backup")
}

pub(super) fn attendance_header(lang: Lang) -> Vec<String> {
    let header = choose(
        lang,
        ["nom", "arrivée", "départ", "durée", "passages", "adresses", ""],
        ["name", "arrived", "left", "time", "stays", "addresses", ""],
    );
    header.map(str::to_owned).into()
}

pub(super) fn nobody_attended(lang: Lang, day: &str) -> String {
    choose(lang, format!("Personne n'était là le {day}."), format!("Nobody was there on {day}."))
}

pub(super) fn more_behind(lang: Lang, place: &str) -> String {
    choose(lang, format!("La suite : --after '{place}'"), format!("More: --after '{place}'"))
}

pub(super) fn search_goes_on(lang: Lang, before: u64) -> String {
    choose(lang, format!("Plus anciens : --before {before}"), format!("Older ones: --before {before}"))
}

pub(super) fn is_here(lang: Lang) -> &'static str {
    choose(lang, "est là", "is here")
}

pub(super) fn or_later(lang: Lang, time: &str) -> String {
    choose(lang, format!("{time} ou plus tard"), format!("{time} or later"))
}

pub(super) fn no_account(lang: Lang) -> &'static str {
    choose(lang, "sans compte", "no account")
}

pub(super) fn clock_was_set(lang: Lang) -> &'static str {
    choose(lang, "horloge réglée", "clock was set")
}

/// There is no page for browsers, or nobody can reach it.
pub(super) fn no_page(lang: Lang) -> &'static str {
    choose(
        lang,
        "Il n'y a pas de page : web.enabled = false dans classcord.toml, ou le serveur n'écoute qu'en TLS.",
        "There is no page: web.enabled = false in classcord.toml, or the server listens for TLS only.",
    )
}

/// The result of a request that does something.
pub(super) fn done(lang: Lang, answer: &Value) -> String {
    let whom = whom(answer);
    let end = || end(lang, answer);
    let channel = || text(answer, "channel");
    match answer["type"].as_str().unwrap_or_default() {
        "kick" => choose(lang, format!("{whom} est déconnecté."), format!("{whom} is disconnected.")),
        "mute" => {
            choose(lang, format!("{whom} est muet, fin : {}.", end()), format!("{whom} is muted, until: {}.", end()))
        }
        "unmute" => choose(lang, format!("{whom} peut de nouveau parler."), format!("{whom} may speak again.")),
        "ban" => {
            choose(lang, format!("{whom} est banni, fin : {}.", end()), format!("{whom} is banned, until: {}.", end()))
        }
        "unban" => choose(lang, format!("{whom} n'est plus banni."), format!("{whom} is banned no more.")),
        "announce" if answer["channel"].is_string() => {
            choose(lang, format!("Message envoyé dans {}.", channel()), format!("{} is told.", channel()))
        }
        "announce" => choose(lang, "Message envoyé à tous.", "Everybody is told.").to_owned(),
        "delete" => {
            let id = answer["id"].as_u64().unwrap_or(0);
            choose(lang, format!("Message {id} supprimé."), format!("Message {id} is deleted."))
        }
        "topic" => match text(answer, "topic").as_str() {
            "" => choose(lang, format!("{} n'a pas de sujet.", channel()), format!("{} has no topic.", channel())),
            topic => {
                choose(lang, format!("Sujet de {} : {topic}", channel()), format!("Topic of {}: {topic}", channel()))
            }
        },
        "role" => {
            let role = role(lang, answer["role"].as_str().unwrap_or_default());
            choose(lang, format!("{whom} est maintenant : {role}."), format!("{whom} is now: {role}."))
        }
        "disable" => {
            choose(lang, format!("Le compte de {whom} est désactivé."), format!("The account of {whom} is disabled."))
        }
        "enable" => {
            choose(lang, format!("Le compte de {whom} est activé."), format!("The account of {whom} is enabled."))
        }
        "rename" => {
            let to = text(answer, "to");
            choose(lang, format!("{whom} s'appelle maintenant {to}."), format!("{whom} is called {to} now."))
        }
        "channel" => channel_mode(lang, &channel(), answer["mode"].as_str().unwrap_or_default()),
        "hand" => choose(lang, format!("La main de {whom} est baissée."), format!("The hand of {whom} is lowered.")),
        "hands" => {
            let count = answer["count"].as_u64().unwrap_or(0);
            choose(lang, format!("Mains baissées : {count}."), format!("Hands lowered: {count}."))
        }
        "forget_device" => {
            let count = answer["count"].as_u64().unwrap_or(0);
            choose(
                lang,
                format!("Appareils de {whom} oubliés : {count}."),
                format!("Devices of {whom} forgotten: {count}."),
            )
        }
        "questions" if answer["state"] == "open" => {
            choose(lang, "La boîte à questions est ouverte.".to_owned(), "The question box is open.".to_owned())
        }
        "questions" => choose(
            lang,
            "La boîte à questions est fermée. Les questions posées restent.".to_owned(),
            "The question box is closed. The questions that were asked stay.".to_owned(),
        ),
        "clear" => choose(lang, format!("{} est vidé.", channel()), format!("{} is cleared.", channel())),
        "slow" => match answer["seconds"].as_u64().unwrap_or(0) {
            0 => choose(
                lang,
                format!("Le mode lent est levé dans {}.", channel()),
                format!("Slow mode is off in {}.", channel()),
            ),
            seconds => choose(
                lang,
                format!("Mode lent dans {} : un message toutes les {seconds} s.", channel()),
                format!("Slow mode in {}: one message every {seconds} s.", channel()),
            ),
        },
        "private_messages" => match text(answer, "mode").as_str() {
            "staff" => choose(
                lang,
                "Messages privés des élèves : au professeur seulement.",
                "Pupils' private messages: to the teacher only.",
            )
            .to_owned(),
            "off" => choose(lang, "Messages privés des élèves : aucun.", "Pupils' private messages: none.").to_owned(),
            _ => choose(lang, "Messages privés des élèves : entre tous.", "Pupils' private messages: among all.")
                .to_owned(),
        },
        "silence" => silence(lang, Some(answer).filter(|answer| answer["state"] == "on")),
        "lesson" => {
            let name = text(answer, "name");
            match (answer["ended"].is_string(), text(answer, "by")) {
                (true, _) => {
                    choose(lang, format!("La séance {name} est finie."), format!("The lesson {name} is over."))
                }
                (false, by) => {
                    let by = author(lang, by);
                    choose(
                        lang,
                        format!("Séance en cours : {name} ({by})."),
                        format!("The lesson {name} goes on ({by})."),
                    )
                }
            }
        }
        "passwd" => choose(
            lang,
            format!("Le mot de passe de {whom} est changé."),
            format!("The password of {whom} is changed."),
        ),
        "answered" => choose(lang, "La question est répondue.", "The question is answered.").to_owned(),
        "unanswered" => choose(lang, "La question est de nouveau ouverte.", "The question is open again.").to_owned(),
        "unask" => choose(lang, "La question est supprimée.", "The question is removed.").to_owned(),
        "poll" => {
            choose(lang, format!("Sondage ouvert dans {}.", channel()), format!("There is a poll in {}.", channel()))
        }
        "poll_close" => choose(
            lang,
            format!("Le sondage de {} est terminé.", channel()),
            format!("The poll of {} has ended.", channel()),
        ),
        "reload" => choose(
            lang,
            "Le serveur relit sa configuration ; le journal dit ce qui change.",
            "The server reads its configuration again; the log says what changes.",
        )
        .to_owned(),
        "shutdown" => choose(lang, "Le serveur s'arrête.", "The server stops.").to_owned(),
        _ => choose(lang, "Fait.", "Done.").to_owned(),
    }
}

fn channel_mode(lang: Lang, channel: &str, mode: &str) -> String {
    match mode {
        "disable" => choose(lang, format!("{channel} est désactivé."), format!("{channel} is disabled.")),
        "enable" => choose(lang, format!("{channel} est activé."), format!("{channel} is enabled.")),
        "read_only" => choose(
            lang,
            format!("{channel} est en lecture seule : seuls les modérateurs y écrivent."),
            format!("{channel} is read-only: only moderators write in it."),
        ),
        "public" => {
            choose(lang, format!("Tous peuvent entrer dans {channel}."), format!("Everybody may enter {channel}."))
        }
        "open" => choose(lang, format!("Tous peuvent écrire dans {channel}."), format!("All may write in {channel}.")),
        other => format!("{channel}: {}", printable(other)),
    }
}
