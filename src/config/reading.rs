//! From a TOML value to a setting, or to a sentence for people: what is there, what must be there, and how to write it.
//!
//! Owns [`Read`], which says of each type of setting how it is written, and [`Reader`], which goes over a file and
//! collects every mistake in it with its line. Called by the tables of `section!`.

use std::net::SocketAddr;
use std::ops::Range;
use std::path::PathBuf;

use ipnet::IpNet;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::broker::Word;
use super::check::Check;
use super::fixed::{in_place_of, retired_keys};
use super::{Parsed, parse_channel, parse_listen_on, parse_monitored, parse_range_in, parse_reserved_name};
use crate::chat::name::{ChannelName, Username};
use crate::chat::origin::ServerName;
use crate::chat::text::Lang;

/// Most characters of a value or a name that a sentence shows.
const SHOWN_CHARS_MAX: usize = 60;

/// The one setting whose value others must not read in a log.
const SECRET: &str = "chat.registration_code";

/// Names nearer than this part of their length are taken for misspelt.
const NEAR_DIVISOR: usize = 3;

/// The reason that a value is not a setting.
pub(super) enum ReadError {
    /// It is of another kind: a text in place of a number.
    Kind,
    /// It is a number that the type cannot hold.
    Bounds,
    /// In words, of a part of it.
    Words(String),
}

/// The way in which a setting is written. Implemented for the type of the setting itself, or for a type that only says
/// how.
pub(super) trait Read<T> {
    /// The setting.
    fn read(value: &DeValue<'_>, lang: Lang) -> Result<T, ReadError>;

    /// The form that must be written, in a sentence; `range` is what of it is possible.
    fn wanted(lang: Lang, range: Option<String>) -> String;

    /// An example to be written in place of a value of the wrong kind.
    fn example(default: &T, value: &DeValue<'_>, lang: Lang) -> String;
}

macro_rules! integers {
    ($($type:ty),*) => {$(
        impl Read<$type> for $type {
            fn read(value: &DeValue<'_>, _lang: Lang) -> Result<$type, ReadError> {
                let number = value.as_integer().ok_or(ReadError::Kind)?;
                let number = i128::from_str_radix(number.as_str(), number.radix()).map_err(|_| ReadError::Bounds)?;
                number.try_into().map_err(|_| ReadError::Bounds)
            }

            fn wanted(lang: Lang, range: Option<String>) -> String {
                let what = lang.choose("un nombre entier", "a whole number");
                range.map_or_else(|| what.to_owned(), |range| format!("{what} {} {range}", lang.choose("de", "from")))
            }

            fn example(default: &$type, value: &DeValue<'_>, _lang: Lang) -> String {
                let meant = value.as_str().and_then(|text| text.trim().replace([' ', '_'], "").parse::<$type>().ok());
                meant.unwrap_or(*default).to_string()
            }
        }
    )*};
}
integers!(u32, u64, usize);

impl Read<bool> for bool {
    fn read(value: &DeValue<'_>, _lang: Lang) -> Result<bool, ReadError> {
        value.as_bool().ok_or(ReadError::Kind)
    }

    fn wanted(lang: Lang, _range: Option<String>) -> String {
        lang.choose("true ou false, sans guillemets", "true or false, without quotes").to_owned()
    }

    fn example(default: &bool, value: &DeValue<'_>, _lang: Lang) -> String {
        let word = match value {
            DeValue::String(text) => text.trim().to_lowercase(),
            DeValue::Integer(number) => number.as_str().to_owned(),
            _ => String::new(),
        };
        let meant = match word.as_str() {
            "true" | "yes" | "on" | "oui" | "vrai" | "1" => true,
            "false" | "no" | "off" | "non" | "faux" | "0" => false,
            _ => *default,
        };
        meant.to_string()
    }
}

macro_rules! texts {
    ($($type:ty => $example:literal),*) => {$(
        impl Read<$type> for $type {
            fn read(value: &DeValue<'_>, _lang: Lang) -> Result<$type, ReadError> {
                value.as_str().map(<$type>::from).ok_or(ReadError::Kind)
            }

            fn wanted(lang: Lang, _range: Option<String>) -> String {
                lang.choose("un texte entre guillemets", "a text in quotes").to_owned()
            }

            fn example(_default: &$type, value: &DeValue<'_>, _lang: Lang) -> String {
                match value {
                    DeValue::Integer(number) => format!("\"{}\"", number.as_str()),
                    DeValue::Float(number) => format!("\"{}\"", number.as_str()),
                    DeValue::Boolean(flag) => format!("\"{flag}\""),
                    _ => format!("\"{}\"", $example),
                }
            }
        }
    )*};
}
texts!(String => "B204", PathBuf => "/var/lib/classcord");

/// An item that is written as a text of its own, alone or in a list.
pub(super) trait Item: Sized {
    /// Parses it.
    ///
    /// # Errors
    /// In words, with the text and what to write.
    fn parse(text: &str, lang: Lang) -> Parsed<Self>;
    /// The name of the kind of item.
    fn kind(lang: Lang) -> &'static str;
    /// One of them.
    const EXAMPLE: &'static str;
}

impl Item for String {
    const EXAMPLE: &'static str = "texte";

    fn parse(text: &str, _lang: Lang) -> Parsed<Self> {
        Ok(text.to_owned())
    }

    fn kind(lang: Lang) -> &'static str {
        lang.choose("textes", "texts")
    }
}

impl Item for ChannelName {
    const EXAMPLE: &'static str = "#dev";

    fn parse(text: &str, lang: Lang) -> Parsed<Self> {
        parse_channel(text, lang)
    }

    fn kind(lang: Lang) -> &'static str {
        lang.choose("noms de salons", "names of channels")
    }
}

impl Item for Username {
    const EXAMPLE: &'static str = "professeur";

    fn parse(text: &str, lang: Lang) -> Parsed<Self> {
        parse_reserved_name(text, lang)
    }

    fn kind(lang: Lang) -> &'static str {
        lang.choose("noms", "names")
    }
}

impl Item for ServerName {
    const EXAMPLE: &'static str = <Self as Word>::EXAMPLE;

    fn parse(text: &str, lang: Lang) -> Parsed<Self> {
        <Self as Word>::parse(text, lang)
    }

    fn kind(lang: Lang) -> &'static str {
        lang.choose("noms de serveurs", "names of servers")
    }
}

impl Item for IpNet {
    const EXAMPLE: &'static str = "192.168.1.0/24";

    fn parse(text: &str, lang: Lang) -> Parsed<Self> {
        parse_range_in(text, lang)
    }

    fn kind(lang: Lang) -> &'static str {
        lang.choose("adresses", "addresses")
    }
}

impl Read<ChannelName> for ChannelName {
    fn read(value: &DeValue<'_>, lang: Lang) -> Result<ChannelName, ReadError> {
        let text = value.as_str().ok_or(ReadError::Kind)?;
        parse_channel(text, lang).map_err(ReadError::Words)
    }

    fn wanted(lang: Lang, _range: Option<String>) -> String {
        lang.choose("le nom d'un salon entre guillemets", "the name of a channel in quotes").to_owned()
    }

    fn example(default: &ChannelName, _value: &DeValue<'_>, _lang: Lang) -> String {
        format!("\"{default}\"")
    }
}

fn read_list<T>(value: &DeValue<'_>, mut parse: impl FnMut(&str) -> Parsed<T>) -> Result<Vec<T>, ReadError> {
    let items = value.as_array().ok_or(ReadError::Kind)?;
    let texts: Option<Vec<&str>> = items.iter().map(|item| item.get_ref().as_str()).collect();
    texts.ok_or(ReadError::Kind)?.into_iter().map(|text| parse(text).map_err(ReadError::Words)).collect()
}

fn list_wanted(lang: Lang, kind: &str) -> String {
    let of = if kind.starts_with('a') { "d'" } else { "de " };
    lang.choose(
        format!("une liste entre crochets {of}{kind} entre guillemets"),
        format!("a list in brackets of {kind} in quotes"),
    )
}

/// A list of what was meant to be one, if it may stand there.
fn list_example(value: &DeValue<'_>, example: &str, may_stand: impl Fn(&str) -> bool) -> String {
    format!("[{:?}]", value.as_str().filter(|text| may_stand(text)).unwrap_or(example))
}

impl<T: Item> Read<Vec<T>> for Vec<T> {
    fn read(value: &DeValue<'_>, lang: Lang) -> Result<Vec<T>, ReadError> {
        read_list(value, |text| T::parse(text, lang))
    }

    fn wanted(lang: Lang, _range: Option<String>) -> String {
        list_wanted(lang, T::kind(lang))
    }

    fn example(_default: &Vec<T>, value: &DeValue<'_>, lang: Lang) -> String {
        list_example(value, T::EXAMPLE, |text| T::parse(text, lang).is_ok())
    }
}

/// Addresses to listen on, where an address alone means this port.
pub(super) struct Listen<const PORT: u16>;

impl<const PORT: u16> Read<Vec<SocketAddr>> for Listen<PORT> {
    fn read(value: &DeValue<'_>, lang: Lang) -> Result<Vec<SocketAddr>, ReadError> {
        read_list(value, |text| parse_listen_on(text, PORT, lang))
    }

    fn wanted(lang: Lang, _range: Option<String>) -> String {
        list_wanted(lang, lang.choose("adresses", "addresses"))
    }

    fn example(_default: &Vec<SocketAddr>, value: &DeValue<'_>, lang: Lang) -> String {
        let port = value.as_integer().map_or_else(|| PORT.to_string(), |number| number.as_str().to_owned());
        list_example(value, &format!("[::]:{port}"), |text| parse_listen_on(text, PORT, lang).is_ok())
    }
}

impl Read<Option<SocketAddr>> for Option<SocketAddr> {
    fn read(value: &DeValue<'_>, lang: Lang) -> Result<Option<SocketAddr>, ReadError> {
        parse_monitored(value.as_str().ok_or(ReadError::Kind)?, lang).map_err(ReadError::Words)
    }

    fn wanted(lang: Lang, _range: Option<String>) -> String {
        lang.choose(
            "une adresse de cette machine et un port, entre guillemets",
            "an address of this machine and a port, in quotes",
        )
        .to_owned()
    }

    fn example(_default: &Option<SocketAddr>, _value: &DeValue<'_>, _lang: Lang) -> String {
        "\"127.0.0.1:9112\"".to_owned()
    }
}

/// Something that is wrong, and where.
pub(super) struct Mistake {
    /// The line in the file, counted from 1.
    pub(super) line: Option<usize>,
    /// The sentence, which begins with the key.
    pub(super) words: String,
}

impl Mistake {
    /// The sentence with the line before it.
    pub(super) fn tell(self, lang: Lang) -> String {
        let Self { line, words } = self;
        match line {
            Some(line) => lang.choose(format!("ligne {line} : {words}"), format!("line {line}: {words}")),
            None => words,
        }
    }
}

/// Goes over a file.
pub(super) struct Reader<'a> {
    text: &'a str,
    pub(super) lang: Lang,
    /// The full names of all keys, and the sections.
    names: Vec<&'static str>,
    pub(super) mistakes: Vec<Mistake>,
    /// Keys that earlier versions had.
    pub(super) in_vain: Vec<Mistake>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, lang: Lang, names: Vec<&'static str>) -> Self {
        Self { text, lang, names, mistakes: Vec::new(), in_vain: Vec::new() }
    }

    fn mistake(&mut self, at: &Range<usize>, words: String) {
        self.mistakes.push(Mistake { line: Some(line_at(self.text, at.start)), words });
    }

    /// The setting of that name, unless there is a mistake.
    pub(super) fn setting<R: Read<T>, T>(
        &mut self,
        name: &str,
        key: &Range<usize>,
        value: &Spanned<DeValue<'_>>,
        default: &T,
        check: &impl Check<T>,
    ) -> Option<T> {
        let lang = self.lang;
        let wrong = match R::read(value.get_ref(), lang) {
            Ok(setting) => return Some(setting),
            Err(wrong) => wrong,
        };
        let short = name.rsplit('.').next().unwrap_or(name);
        let shown = if name == SECRET { "…".to_owned() } else { self.shown(value) };
        let wanted = R::wanted(lang, check.range(lang));
        let words = match wrong {
            ReadError::Words(words) => format!("{name}{} {words}", lang.choose(" :", ":")),
            ReadError::Bounds => lang.choose(
                format!("{name} = {shown} n'est pas possible : écrivez {wanted}"),
                format!("{name} = {shown} is not possible: write {wanted}"),
            ),
            ReadError::Kind => {
                let mut example = R::example(default, value.get_ref(), lang);
                if name == SECRET {
                    example = "\"B204\"".to_owned();
                }
                lang.choose(
                    format!("{name} = {shown} : il faut {wanted}, par exemple {short} = {example}"),
                    format!("{name} = {shown}: this must be {wanted}, for example {short} = {example}"),
                )
            }
        };
        self.mistake(key, words);
        None
    }

    /// The contents of a section, unless it is none.
    pub(super) fn section<'v, 'i>(
        &mut self,
        name: &str,
        key: &Range<usize>,
        value: &'v Spanned<DeValue<'i>>,
    ) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            let shown = self.shown(value);
            let words = self.lang.choose(
                format!(
                    "{name} = {shown} : {name} est une section, à écrire [{name}] sur une ligne, et ses clés dessous"
                ),
                format!("{name} = {shown}: {name} is a section, to be written [{name}] on a line, with its keys below"),
            );
            self.mistake(key, words);
        }
        table
    }

    /// A key that there is not, or not any more.
    pub(super) fn unknown(&mut self, prefix: &str, key: &Spanned<toml::de::DeString<'_>>, value: &DeValue<'_>) {
        if self.is_retired(prefix, key, value) {
            return;
        }
        let name = sanitize(key.get_ref());
        let is_section = prefix.is_empty() && matches!(value, DeValue::Table(_));
        let lang = self.lang;
        let bracketed = |name: &str| if is_section { format!("[{name}]") } else { name.to_owned() };
        let (what, near) = if is_section {
            let sections = self.names.iter().filter_map(|name| name.split_once('.')).map(|(section, _)| section);
            (lang.choose("cette section", "this section"), nearest(key.get_ref(), sections))
        } else {
            let own = self.names.iter().filter_map(|full| full.strip_prefix(prefix)).filter(|own| !own.contains('.'));
            let own = nearest(key.get_ref(), own).map(|own| format!("{prefix}{own}"));
            let meant = key.get_ref().to_lowercase().replace('-', "_");
            let elsewhere = || {
                let last = |full: &&&str| full.rsplit('.').next() == Some(meant.as_str());
                self.names.iter().find(last).map(|full| (*full).to_owned())
            };
            let anywhere = || nearest(&format!("{prefix}{}", key.get_ref()), self.names.iter().copied());
            (lang.choose("cette clé", "this key"), own.or_else(elsewhere).or_else(anywhere))
        };
        let full = bracketed(&format!("{prefix}{name}"));
        let mend = match (self.gone_elsewhere(key.get_ref()).filter(|_| !is_section), near) {
            (Some(gone), _) => gone,
            (None, Some(near)) => {
                let near = bracketed(&near);
                lang.choose(format!("vouliez-vous dire {near} ?"), format!("did you mean {near}?"))
            }
            (None, None) => lang
                .choose(
                    "le fichier classcord.toml fourni montre toutes celles qu'il y a",
                    "the classcord.toml that comes with the program shows all that there are",
                )
                .to_owned(),
        };
        let words = lang
            .choose(format!("{full} : {what} n'existe pas, {mend}"), format!("{full}: {what} does not exist, {mend}"));
        self.mistake(&key.span(), words);
    }

    /// Of a name that was never a key: what holds in place of a key of that name that another section had.
    fn gone_elsewhere(&self, name: &str) -> Option<String> {
        let meant = name.to_lowercase().replace('-', "_");
        let retired = retired_keys().find(|retired| retired.rsplit('.').next() == Some(meant.as_str()))?;
        let now = in_place_of(retired, self.lang)?;
        Some(self.lang.choose(format!("ni {retired} : {now}"), format!("nor does {retired}: {now}")))
    }

    /// Notes a key that earlier versions had, or those of a section that is gone. They are no mistakes: a file that was
    /// right is still read after an upgrade.
    fn is_retired(&mut self, prefix: &str, key: &Spanned<toml::de::DeString<'_>>, value: &DeValue<'_>) -> bool {
        let name = format!("{prefix}{}", key.get_ref());
        let lang = self.lang;
        if let Some(now) = in_place_of(&name, lang) {
            let words = lang.choose(
                format!("{name} : cette clé n'existe plus, {now}"),
                format!("{name}: this key does not exist any more, {now}"),
            );
            self.in_vain.push(Mistake { line: Some(line_at(self.text, key.span().start)), words });
            return true;
        }
        let section = format!("{name}.");
        let DeValue::Table(inner) = value else { return false };
        let was_section = prefix.is_empty() && retired_keys().any(|retired| retired.starts_with(&section));
        if was_section {
            for (key, value) in inner {
                self.unknown(&section, key, value.get_ref());
            }
        }
        was_section
    }

    /// A value as it stands in the file, as far as it fits a sentence.
    fn shown(&self, value: &Spanned<DeValue<'_>>) -> String {
        // The place of a section is its header, and of one that is only meant by a dotted key that key.
        sanitize(self.text.get(value.span()).unwrap_or_default())
    }
}

/// The nearest of some names, if one is near enough to be meant.
pub(super) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<String> {
    let name: String = name.chars().take(SHOWN_CHARS_MAX).collect::<String>().to_lowercase().replace('-', "_");
    let far = name.chars().count() / NEAR_DIVISOR;
    let near = names.map(|known| (strsim::damerau_levenshtein(&name, &known.to_lowercase()), known));
    near.min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= far.max(1))
        .map(|(_, known)| known.to_owned())
}

/// A text of the file in one line of a sentence: not too long, and nothing in it that a terminal obeys.
pub(super) fn sanitize(text: &str) -> String {
    let mut chars = text.chars();
    let mut sanitized = String::new();
    for c in chars.by_ref().take(SHOWN_CHARS_MAX) {
        if changes_the_line(c) {
            sanitized.extend(c.escape_default());
        } else {
            sanitized.push(c);
        }
    }
    if chars.next().is_some() {
        sanitized.push('…');
    }
    sanitized
}

/// True if it looks like a blank, or like nothing, and is no blank of a configuration: pages on the web and word
/// processors put such between words.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '\u{2000}'..='\u{200d}' | '\u{202f}' | '\u{2060}' | '\u{3000}' | '\u{feff}')
}

/// Controls, and the directional controls of Unicode Standard Annex #9, section 2.
fn changes_the_line(c: char) -> bool {
    c.is_control()
        || is_unseen(c)
        || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The line of a byte, counted from 1.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|&b| b == b'\n').count() + 1
}
