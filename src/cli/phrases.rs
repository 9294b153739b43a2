//! Words that several subcommands say, in French and in English.

use crate::chat::text::Lang;

/// The one of two phrases that is in this language.
pub(super) fn choose<T>(lang: Lang, french: T, english: T) -> T {
    lang.choose(french, english)
}

/// A presence state; the ones that the protocol does not name are shown as they are.
pub(super) fn state_name(lang: Lang, state: &str) -> &str {
    match state {
        "online" => choose(lang, "en ligne", "online"),
        "away" => choose(lang, "absent", "away"),
        "dnd" => choose(lang, "ne pas déranger", "do not disturb"),
        "invisible" => "invisible",
        "offline" => choose(lang, "hors ligne", "offline"),
        other => other,
    }
}
