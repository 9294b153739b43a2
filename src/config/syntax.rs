//! The faults of a text that is no TOML, in words for people.
//!
//! Owns [`explain`]: the parser's own words are for programmers, and English; what they are about is told from them here,
//! and what nothing is known of has a sentence too. Called by `problem`.

use std::ops::Range;

use super::reading::{is_unseen, line_at, sanitize};
use crate::chat::text::Lang;

/// The key whose value is not shown.
const SECRET: &str = "registration_code";

/// The words that begin the parser's message, or are in it, and their meaning. The first that fits counts.
const SENTENCES: &[(&[&str], &str, &str)] = &[
    (
        &["duplicate key"],
        "cela est déjà écrit plus haut : n'en gardez qu'un",
        "this is there already: keep one of them",
    ),
    (
        &["cannot extend value"],
        "ce nom a déjà une valeur : il ne peut pas être aussi une section",
        "this name has a value already: it cannot be a section too",
    ),
    (
        &["string values must be quoted", "boolean", "infinity", "nan"],
        "un texte s'écrit entre guillemets, comme lang = \"fr\", et seuls true, false et les nombres sans eux",
        "a text is written in quotes, such as lang = \"en\", and only true, false and numbers without them",
    ),
    (
        &["escape", "unicode"],
        "dans un texte entre \" le signe \\ s'écrit \\\\ : doublez-le, ou mettez le texte entre '",
        "in a text in \" the sign \\ is written \\\\: double it, or put the text in '",
    ),
    (
        &["unquoted key", "keys cannot be", "missing key"],
        "le nom d'une clé n'a que des lettres sans accent, des chiffres, _ et -",
        "the name of a key has only letters without accents, digits, _ and -",
    ),
    (
        &["quote", "basic string", "literal string"],
        "un texte commence et finit par le même guillemet, \" ou ', sur sa ligne",
        "a text begins and ends with the same quote, \" or ', on its line",
    ),
    (
        &["unclosed table", "unclosed array table", "missing table open"],
        "une section s'écrit [nom], avec ses deux crochets",
        "a section is written [name], with both its brackets",
    ),
    (
        &["array"],
        "une liste s'écrit entre crochets, chaque texte entre guillemets, avec des virgules, comme [\"#dev\", \"#aide\"]",
        "a list is written in brackets, each text in quotes, with commas, such as [\"#dev\", \"#help\"]",
    ),
    (
        &["inline table", "key-value pairs"],
        "il faut une clé, le signe = et une valeur, comme max_line = 65536",
        "there must be a key, the sign = and a value, such as max_line = 65536",
    ),
    (
        &["key with no value", "missing value", "missing assignment", "extra `=`", "extra assignment"],
        "il faut une clé, un seul signe = et une valeur, comme max_line = 65536",
        "there must be a key, one sign = and a value, such as max_line = 65536",
    ),
    (
        &["digit", "leading zero", "radix", "sign", "integer", "number", "numeric"],
        "ce nombre est mal écrit : des chiffres seuls, comme 65536",
        "this number is written wrongly: digits only, such as 65536",
    ),
    (
        &["carriage return", "comment"],
        "il y a là un caractère invisible qui ne peut pas y être : effacez-le",
        "there is an invisible character that cannot be there: remove it",
    ),
    (&["recurs"], "il y a trop de crochets les uns dans les autres", "there are too many brackets in each other"),
    (
        &["unexpected"],
        "il y a quelque chose de trop sur cette ligne : une clé, =, une valeur, et rien d'autre",
        "there is too much on this line: a key, =, a value, and nothing else",
    ),
];

/// The fault that the line itself shows, whatever the parser says of it. The parser looks for a text in quotes wherever
/// it finds letters, and who is told to put quotes around `oui` is wrong again.
fn seen_in(line: &str) -> Option<(&'static str, &'static str)> {
    let unquoted = line.split(['"', '\'', '#']).next().unwrap_or_default();
    if unquoted.chars().any(|c| is_unseen(c) || (c.is_control() && c != '\t')) {
        return Some((
            "il y a là un caractère invisible qui ne peut pas y être : effacez-le et récrivez la ligne",
            "there is an invisible character that cannot be there: remove it and write the line again",
        ));
    }
    let value = line.split_once('=').map(|(_, value)| value.trim()).unwrap_or_default();
    if value.trim_start_matches('[').trim_start().starts_with(['“', '”', '„', '«', '»', '‘', '’', '‚', '`', '´'])
    {
        return Some((
            "ces guillemets ne vont pas : écrivez le guillemet droit \", comme lang = \"fr\"",
            "these quotes do not do: write the straight quote \", such as lang = \"en\"",
        ));
    }
    let word = value.split([' ', '#', ';', ',']).next().unwrap_or_default().to_lowercase();
    if ["oui", "non", "vrai", "faux", "yes", "no", "on", "off", "true", "false"].contains(&word.as_str()) {
        return Some((
            "oui s'écrit true et non s'écrit false, en minuscules et sans rien d'autre",
            "yes is written true and no is written false, in small letters and with nothing else",
        ));
    }
    let number = value.split('#').next().unwrap_or_default().trim_end();
    let unit =
        number.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ' ' | ',' | '.' | '_' | '+' | '-'));
    if number.starts_with(|c: char| c.is_ascii_digit()) && unit.len() <= 8 && unit.chars().all(char::is_alphabetic) {
        return Some((
            "un nombre s'écrit en chiffres seuls, sans unité, blanc ni virgule, et sans zéro devant, comme 65536",
            "a number is written in digits only, without unit, blank or comma, and without a zero before, such as 65536",
        ));
    }
    None
}

/// The sentence for a mistake in the writing: where it is, what it is, and the line itself.
pub(super) fn explain(text: &str, error: &toml::de::Error, lang: Lang) -> String {
    let line = Line::of(text, error.span());
    let message = match &line {
        // The parser looks for a text then, and says so.
        Some(line) if line.text.trim_end().ends_with('=') => "missing value",
        _ => error.message(),
    };
    // An address in a list without quotes is nothing that the parser has a word for.
    let is_list = line.as_ref().is_some_and(|line| line.text.contains("= ["));
    let (french, english) = SENTENCES
        .iter()
        .find(|(marks, ..)| marks.iter().any(|mark| message.contains(mark)))
        .or_else(|| SENTENCES.iter().find(|(marks, ..)| is_list && marks.contains(&"array")))
        .map_or(
            (
                "cette ligne ne se comprend pas : il faut clé = valeur, [section], ou # et une remarque",
                "this line cannot be understood: write key = value, [section], or # and a remark",
            ),
            |&(_, french, english)| (french, english),
        );
    let is_of_writing = !message.contains("duplicate") && !message.contains("cannot extend");
    let seen = line.as_ref().filter(|_| is_of_writing).and_then(|line| seen_in(line.text));
    let (french, english) = seen.unwrap_or((french, english));
    let what = lang.choose(french, english);
    let Some(Line { number, column, text }) = line else { return what.to_owned() };
    let shown = match text.split_once('=') {
        Some((key, _)) if key.contains(SECRET) => format!("{}= …", sanitize(key)),
        _ => sanitize(text),
    };
    lang.choose(
        format!("ligne {number}, colonne {column} : {what} : « {shown} »"),
        format!("line {number}, column {column}: {what}: `{shown}`"),
    )
}

/// The line that a mistake is in.
struct Line<'a> {
    number: usize,
    /// The column in it, counted in characters from 1.
    column: usize,
    text: &'a str,
}

impl<'a> Line<'a> {
    fn of(text: &'a str, place: Option<Range<usize>>) -> Option<Self> {
        let mut at = place?.start.min(text.len());
        // Whatever is not closed ends with the file, where there is nothing to see: behind what was written last, then.
        if text.get(at..)?.trim().is_empty() {
            at = at.min(text.trim_end().len());
        }
        let begin = text[..at].rfind('\n').map_or(0, |end| end + 1);
        Some(Self {
            number: line_at(text, at),
            column: text[begin..at].chars().count() + 1,
            text: text[begin..].lines().next().unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn explained(text: &str, lang: Lang) -> String {
        let error = DeTable::parse(text).expect_err(text);
        explain(text, &error, lang)
    }

    /// Words of parsers and of Rust.
    fn assert_for_people(words: &str, text: &str) {
        for word in ["expected", "invalid", "unquoted", "EOF", "newline", "literal", "token", "parse"] {
            assert!(!words.contains(word), "{text:?}: {words}");
        }
    }

    #[test]
    fn every_mistake_says_where_it_is_and_what_to_write() {
        for (text, place, part) in [
            ("lang = fr\n", "ligne 1, colonne 8 : ", "entre guillemets"),
            ("a = 1\na = 2\n", "ligne 2, colonne 1 : ", "déjà écrit plus haut"),
            ("[log]\n[log]\n", "ligne 2, colonne ", "déjà écrit plus haut"),
            ("[limits\nmax_line = 5\n", "ligne 1, colonne ", "[nom]"),
            ("[limits]\nmax_line 5\n", "ligne 2, colonne ", "un seul signe ="),
            ("[limits]\nmax_line =\n", "ligne 2, colonne ", "une valeur"),
            ("lang = \"fr\n", "ligne 1, colonne ", "guillemet"),
            ("data_dir = \"C:\\chat\"\n", "ligne 1, colonne ", "doublez-le"),
            ("x = [1, 2\n", "ligne 1, colonne ", "une liste"),
            ("x = [\"a\" \"b\"]\n", "ligne 1, colonne ", "des virgules"),
            ("x = 007\n", "ligne 1, colonne ", "sans zéro devant"),
            ("x = 1 2\n", "ligne 1, colonne ", "chiffres seuls"),
            ("x = 1,5\n", "ligne 1, colonne ", "chiffres seuls"),
            ("x = 10m # dix\n", "ligne 1, colonne ", "sans unité"),
            ("x = 64 Ko\n", "ligne 1, colonne ", "sans unité"),
            ("x = oui\n", "ligne 1, colonne ", "oui s'écrit true"),
            ("x = True # oui\n", "ligne 1, colonne ", "minuscules"),
            ("x = true;\n", "ligne 1, colonne ", "rien d'autre"),
            ("x = “fr”\n", "ligne 1, colonne ", "guillemet droit"),
            ("x = [« fr »]\n", "ligne 1, colonne ", "guillemet droit"),
            ("x\u{a0}= 1\n", "ligne 1, colonne ", "invisible"),
            ("\u{200b}x = 1\n", "ligne 1, colonne ", "invisible"),
            ("x = 192.168.1.1:80\n", "ligne 1, colonne ", ""),
            ("x = [192.168.1.0/24]\n", "ligne 1, colonne ", "entre guillemets"),
            ("é = 1\n", "ligne 1, colonne ", ""),
            ("= 1\n", "ligne 1, colonne ", ""),
            ("x == 1\n", "ligne 1, colonne ", ""),
            ("x = \n\n\n", "ligne 1, colonne ", ""),
            ("\n\nx = \"\"\"\nabc\n", "ligne ", "guillemet"),
            ("x = {a = 1\n", "ligne 1, colonne ", ""),
            ("x = @\n", "ligne 1, colonne ", ""),
            ("x", "ligne 1, colonne ", ""),
            ("]", "ligne 1, colonne ", ""),
        ] {
            let words = explained(text, Lang::Fr);
            assert!(words.starts_with(place) && words.contains(part), "{text:?}: {words}");
            assert!(words.contains(" : « ") && !words.contains("« »"), "{text:?}: {words}");
            for lang in [Lang::Fr, Lang::En] {
                assert_for_people(&explained(text, lang), text);
            }
        }
        assert!(explained("[chat]\nlang = é é\n", Lang::En).ends_with(": `lang = é é`"));
    }

    #[test]
    fn a_secret_is_not_shown_and_no_line_is_endless() {
        let words = explained("registration_code = B204-B205\n", Lang::Fr);
        assert!(!words.contains("B204") && words.contains("registration_code = …"), "{words}");
        let words = explained(&format!("welcome = {}\u{1b}[2J\n", "é".repeat(100_000)), Lang::Fr);
        assert!(words.chars().count() < 300 && !words.contains('\u{1b}'), "{words}");
    }

    proptest::proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[a-z\\[\\]={}\"'\\\\#\\n\\r\\t0-9., é\u{0}\u{1b}-]{0,60}") {
            if let Err(error) = DeTable::parse(&text) {
                for lang in [Lang::Fr, Lang::En] {
                    let words = explain(&text, &error, lang);
                    assert!(!words.chars().any(char::is_control), "{text:?}: {words:?}");
                }
            }
        }
    }
}
