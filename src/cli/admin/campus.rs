//! The other servers of the school, in words.
//!
//! Owns how these answers read, for `classcord admin campus`, the menu and `classcord campus`.

use serde_json::Value;

use super::table::lay_out;
use crate::chat::text::Lang;
use crate::cli::phrases::choose;
use crate::cli::printable::printable;

/// Returns the state of the other servers, line by line.
pub(in crate::cli) fn lines(lang: Lang, status: &Value) -> Vec<String> {
    let text = |value: &Value| printable(value.as_str().unwrap_or("")).into_owned();
    if status["broker"].is_null() {
        let alone = choose(
            lang,
            "ce serveur est seul : [campus] ne nomme pas de serveur MQTT (campus.broker)",
            "this server is alone: [campus] names no broker (campus.broker)",
        );
        return vec![alone.to_owned()];
    }
    let since = status["since_s"].as_u64().unwrap_or(0);
    let (name, school, broker) = (text(&status["name"]), text(&status["school"]), text(&status["broker"]));
    let epoch = text(&status["epoch"]);
    let standing = match status["standing"].as_str().unwrap_or("") {
        "connected" => choose(lang, "relié", "connected"),
        "connecting" => choose(lang, "en train de se relier", "connecting"),
        "stopped" => choose(lang, "arrêté", "stopped"),
        _ => choose(lang, "pas relié", "not connected"),
    };
    let mut said = vec![choose(
        lang,
        format!("{name} ({school}, époque {epoch}) : {standing} à {broker} depuis {since} s"),
        format!("{name} ({school}, epoch {epoch}): {standing} to {broker} for {since} s"),
    )];
    if status["stopped"].is_string() {
        said.push(format!("  {}", text(&status["stopped"])));
    }
    if let Some(lost) = status["lost"].as_u64().filter(|lost| *lost > 0) {
        said.push(choose(
            lang,
            format!("  depuis le démarrage, {lost} événements d'autres serveurs n'ont pas pu être eus"),
            format!("  since the start, {lost} events of other servers could not be had"),
        ));
    }
    for erasure in status["erasures"].as_array().map(Vec::as_slice).unwrap_or_default() {
        let waits_for = erasure["waits_for"].as_array().map(Vec::as_slice).unwrap_or_default();
        let servers = waits_for.iter().map(text).collect::<Vec<String>>().join(", ");
        said.push(choose(
            lang,
            format!("  effacement d'une personne ({}) : pas encore confirmé par {servers}", erasure["event"]),
            format!("  erasure of a person ({}): not confirmed yet by {servers}", erasure["event"]),
        ));
    }
    let servers = status["servers"].as_array().map(Vec::as_slice).unwrap_or_default();
    if servers.is_empty() {
        said.push(choose(lang, "aucun autre serveur connu", "no other server is known").to_owned());
        return said;
    }
    let heading = choose(
        lang,
        ["serveur", "état", "personnes", "en liste", "à recevoir", "en attente", "entendu il y a"],
        ["server", "state", "people", "listed", "to come", "waiting", "heard"],
    );
    let mut rows = vec![heading.map(str::to_owned).to_vec()];
    let number = |value: &Value| value.as_u64().map_or_else(|| "—".to_owned(), |number| number.to_string());
    for server in servers {
        let standing = match server["standing"].as_str().unwrap_or("") {
            "present" => choose(lang, "là", "there"),
            "gone" => choose(lang, "parti", "gone"),
            "silent" => choose(lang, "muet", "silent"),
            "retired" => choose(lang, "retiré", "retired"),
            "unheard" => choose(lang, "jamais entendu", "not heard"),
            _ => choose(lang, "annoncé", "announced"),
        };
        let heard = server["heard_s"].as_u64();
        let heard = heard.map(|heard| choose(lang, format!("{heard} s"), format!("{heard} s ago")));
        rows.push(vec![
            text(&server["name"]),
            standing.to_owned(),
            number(&server["people"]),
            number(&server["listed"]),
            number(&server["behind"]),
            number(&server["letters"]),
            heard.unwrap_or_else(|| "—".to_owned()),
        ]);
    }
    said.extend(lay_out(&rows, None));
    said
}

/// Returns the words for what was done with a server that was taken out of service.
pub(in crate::cli) fn retired(lang: Lang, answer: &Value) -> String {
    let server = printable(answer["server"].as_str().unwrap_or("")).into_owned();
    let erasures = answer["erasures"].as_u64().unwrap_or(0);
    choose(
        lang,
        format!(
            "{server} est retiré : on ne l'attend plus (effacements qu'il n'a pas confirmés : {erasures}). S'il revient, il compte de nouveau."
        ),
        format!(
            "{server} is retired: nothing waits for it (erasures that it has not confirmed: {erasures}). If it comes back it counts again."
        ),
    )
}
