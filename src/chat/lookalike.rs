//! The looks of a name: which names people may take for each other, and which alphabets go together in one.
//!
//! Owns [`Readings`], what the eye may read a name as, and the rule about mixed scripts. All of it after UTS #39, "Unicode
//! Security Mechanisms". Called by the modules about names; calls only the Unicode libraries.

mod confusables;

use caseless::Caseless;
use smallvec::{SmallVec, smallvec};
use smol_str::SmolStr;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_script::{Script, UnicodeScript};

use super::spelling::is_invisible;

/// The ways in which the eye may read a name: two names that share a reading may be taken for each other.
///
/// A reading is the skeleton of UTS #39 of the name as it is shown, folded, and the skeleton of that: what counts as the
/// same name in other letters looks the same in those. There are two where a stroke may be an `l` or an `I`: `lrène` is
/// the beginning of `Irène`, or `Lrène` in small letters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Readings(SmallVec<[SmolStr; 2]>);

impl Readings {
    /// The readings of a name as it is shown.
    pub(super) fn of(shown: &str) -> Self {
        if reads_as_typed(shown) {
            return Self(smallvec![SmolStr::new(shown)]);
        }
        let seen = shown.nfd().filter(is_seen());
        let glyphs: SmallVec<[Glyph; 24]> = seen.map(|c| Glyph::of(plain_letter(c))).collect();
        let (mut low, mut high) = (String::with_capacity(shown.len()), String::with_capacity(shown.len()));
        for word in glyphs.chunk_by(|a, b| a.is_of_a_word() == b.is_of_a_word()) {
            let has = |wanted: fn(char) -> bool| word.iter().any(|glyph| !glyph.is_stroke && wanted(glyph.typed));
            let in_capitals = has(char::is_uppercase) && !has(char::is_lowercase);
            for (n, glyph) in word.iter().enumerate() {
                let (as_l, as_i) = match glyph.typed {
                    c if !glyph.is_stroke => {
                        push_prototype(c, &mut low);
                        push_prototype(c, &mut high);
                        continue;
                    }
                    'I' if in_capitals => ('i', 'i'),
                    '1' | '|' => ('l', 'i'),
                    // Whoever types `admIn` is the same person as `admin`.
                    c if n == 0 || in_capitals || c.is_uppercase() => ('l', 'i'),
                    _ => ('l', 'l'),
                };
                low.push(as_l);
                high.push(as_i);
            }
        }
        let (low, high) = (settled(&low), settled(&high));
        if low == high { Self(smallvec![low]) } else { Self(smallvec![low, high]) }
    }

    /// Each of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(SmolStr::as_str)
    }

    /// True if two names have a reading in common.
    pub(super) fn overlap(&self, other: &Self) -> bool {
        self.0.iter().any(|reading| other.0.contains(reading))
    }
}

/// A character of a name.
struct Glyph {
    typed: char,
    /// It looks like `l`, `I` and `1`, which UTS #39 does not tell apart.
    is_stroke: bool,
}

/// Returns a test for each of a text's characters, one after the other: true if it is seen. A dot on a letter that has
/// one is not.
fn is_seen() -> impl FnMut(&char) -> bool {
    let mut has_dot = false;
    move |&c| {
        let is_lost = c == '\u{307}' && has_dot;
        has_dot = matches!(c, 'i' | 'I' | 'j' | '\u{131}' | '\u{237}') || has_dot && is_combining_mark(c);
        !is_lost && !is_invisible(c)
    }
}

/// The letter that a sign shows: in a circle or a square, raised or in another type. UTS #39 takes some of them for signs
/// that look like them only as a whole (`Ⓟ` for `℗`), and does not know others (`🅿`, or `🇵` without a flag).
fn plain_letter(c: char) -> char {
    let letter = |first: u32| char::from_u32(u32::from(c) - first + u32::from('A')).unwrap_or(c);
    match u32::from(c) {
        // The long s looks like an f.
        0..0x80 | 0x17f => c,
        0x1f150..=0x1f169 => letter(0x1f150),
        0x1f170..=0x1f189 => letter(0x1f170),
        0x1f1e6..=0x1f1ff => letter(0x1f1e6),
        _ => {
            let mut plain = std::iter::once(c).nfkc();
            match (plain.next(), plain.next()) {
                (Some(letter), None) if letter.is_ascii_alphabetic() => letter,
                _ => c,
            }
        }
    }
}

impl Glyph {
    fn of(typed: char) -> Self {
        Self { typed, is_stroke: matches!(typed, 'l' | 'I' | '1' | '|') || prototype(typed) == Some("l") }
    }

    fn is_of_a_word(&self) -> bool {
        self.is_stroke || self.typed.is_alphanumeric() || is_combining_mark(self.typed)
    }
}

/// True if a name of small letters and figures holds nothing that can be read in another way. So it is with nearly all.
fn reads_as_typed(shown: &str) -> bool {
    let bytes = shown.as_bytes();
    let mut before = b' ';
    bytes.iter().all(|&b| {
        let begins = !before.is_ascii_alphanumeric();
        let plain = match b {
            b'l' => !begins,
            b'n' => before != b'r',
            b' ' => before != b' ',
            b => matches!(b, b'a'..=b'z' | b'2'..=b'9' | b'-' | b'_'),
        };
        before = b;
        plain
    })
}

/// The characters that a character looks like, if that is not the character itself.
fn prototype(c: char) -> Option<&'static str> {
    if c.is_ascii() {
        return match c {
            '0' => Some("O"),
            '1' | 'I' | '|' => Some("l"),
            'm' => Some("rn"),
            '"' => Some("''"),
            '`' => Some("'"),
            '%' => Some("\u{b0}/\u{2080}"),
            _ => None,
        };
    }
    let at = confusables::CHARACTERS.binary_search(&u32::from(c)).ok()?;
    let start = if at == 0 { 0 } else { confusables::ENDS[at - 1] };
    confusables::PROTOTYPES.get(usize::from(start)..usize::from(confusables::ENDS[at]))
}

fn push_prototype(c: char, text: &mut String) {
    match prototype(c) {
        Some(prototype) => text.push_str(prototype),
        None => text.push(c),
    }
}

/// Folds a skeleton, and makes one of it again, in which `m` stands for `rn`: for most names that is then their key.
fn settled(skeleton: &str) -> SmolStr {
    let fold = |text: &str| -> String { text.nfkc().default_case_fold().nfkc().collect() };
    let mut again = if skeleton.is_ascii() { skeleton.to_ascii_lowercase() } else { fold(skeleton) };
    // A prototype may have a small letter that has another prototype; more than three in a row there are not.
    let rounds = if skeleton.is_ascii() { 0 } else { 4 };
    for _ in 0..rounds {
        let before = again.replace("rn", "m");
        let mut prototypes = String::with_capacity(before.len());
        before.nfd().filter(is_seen()).for_each(|c| push_prototype(c, &mut prototypes));
        again = fold(&prototypes);
        if again.replace("rn", "m") == before {
            break;
        }
    }
    // How many blanks there are is not seen, either.
    let mut words = again.split_whitespace();
    let mut settled = words.next().unwrap_or_default().replace("rn", "m");
    for word in words {
        settled.push(' ');
        settled.push_str(&word.replace("rn", "m"));
    }
    settled.into()
}

/// True if a name mixes alphabets: more than one script, unless they are written together in Japanese, Chinese or
/// Korean, with Latin letters besides. That is "highly restrictive" of UTS #39, section 5.2.
pub(super) fn mixes_scripts(shown: &str) -> bool {
    if shown.is_ascii() {
        return false;
    }
    let mut scripts: SmallVec<[Script; 4]> = SmallVec::new();
    for script in shown.nfkc().map(|c| c.script()) {
        if !matches!(script, Script::Common | Script::Inherited | Script::Unknown) && !scripts.contains(&script) {
            scripts.push(script);
        }
    }
    use Script::{Bopomofo, Han, Hangul, Hiragana, Katakana, Latin};
    let together: [&[Script]; 3] = [&[Latin, Han, Hiragana, Katakana], &[Latin, Han, Bopomofo], &[Latin, Han, Hangul]];
    scripts.len() > 1 && !together.iter().any(|set| scripts.iter().all(|script| set.contains(script)))
}

/// A name that mixes alphabets, with Latin letters in the place of those that only look like some; `None` if other
/// letters are left.
pub(super) fn in_latin(shown: &str) -> Option<String> {
    let mut latin = String::with_capacity(shown.len());
    for c in shown.nfc() {
        match c.script() {
            Script::Latin | Script::Common | Script::Inherited => latin.push(c),
            _ => push_prototype(c, &mut latin),
        }
    }
    let latin: String = latin.nfc().collect();
    (!mixes_scripts(&latin)).then_some(latin)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn alike(a: &str, b: &str) -> bool {
        Readings::of(a).overlap(&Readings::of(b))
    }

    #[test]
    fn the_table_is_that_of_unicode() {
        for c in (0..=0x10_ffff).filter_map(char::from_u32) {
            let wanted: String = unicode_security::skeleton(&c.to_string()).collect();
            let mut text = String::new();
            c.to_string().nfd().filter(|c| !is_invisible(*c)).for_each(|c| push_prototype(c, &mut text));
            let ours: String = text.nfd().collect();
            assert!(ours == wanted || is_invisible(c), "{c:?}: cargo run --example confusables");
        }
    }

    #[test]
    fn what_a_character_looks_like_looks_like_itself() {
        let letters =
            [0..0x3000, 0xa640..0xac00, 0xf900..0xfb50, 0xff00..0x10000, 0x1d400..0x1d800].into_iter().flatten();
        let all = letters.chain(confusables::CHARACTERS).filter_map(char::from_u32);
        for c in all.filter(|c| !c.is_whitespace() && !is_invisible(*c)) {
            let text = c.to_string();
            for reading in Readings::of(&text).iter() {
                assert!(alike(&text, reading), "{c:?} {reading:?} {:?}", Readings::of(reading));
            }
        }
    }

    #[test]
    fn what_looks_alike_meets() {
        for (a, b) in [
            ("Professeur", "\u{420}rofesseur"),
            ("Professeur", "PR\u{41e}FESSEUR"),
            ("Professeur", "Pr0fesseur"),
            ("Irène", "lrène"),
            ("irène", "lrène"),
            ("IRÈNE", "lRÈNE"),
            ("Irène", "lRÈNE"),
            ("admin", "ADMlN"),
            ("ADMIN", "adm\u{131}n"),
            ("ella", "eIIa"),
            ("Elia", "EIia"),
            ("Lea", "Iea"),
            ("user1", "userl"),
            ("user1", "USERI"),
            ("user10", "userlO"),
            ("modem", "rnodern"),
            ("Camille", "Carnille"),
            ("prof", "pro\u{17f}"),
            ("coco", "\u{441}\u{43e}\u{441}\u{43e}"),
            ("\u{2764}marie", "\u{2764}\u{fe0f}marie"),
            ("\u{1f469}\u{1f34e}", "\u{1f469}\u{200d}\u{1f34e}"),
            ("fille", "\u{fb01}lle"),
            ("prof", "\u{1d4f9}\u{1d4fb}\u{1d4f8}\u{1d4ef}"),
            ("prof", "ｐｒｏｆ"),
            ("\u{13a0}", "D"),
            ("l'ami", "l\u{2019}ami"),
            ("Prof", "Prof\u{2800}"),
            ("admin", "admIn"),
            ("admin", "adm\u{1d408}n"),
            ("irène", "i\u{307}rène"),
            ("Benjamin", "Benj\u{307}amin"),
            ("irène", "\u{130}rène"),
            ("admi\u{323}n", "admi\u{323}\u{307}n"),
            ("a b", "a  b"),
        ] {
            assert!(alike(a, b) && alike(b, a), "{a} {b}: {:?} {:?}", Readings::of(a), Readings::of(b));
        }
    }

    #[test]
    fn a_letter_in_another_dress_reads_as_the_letter() {
        for word in ["prof", "admin", "alice", "jules", "hugo", "kevin", "mathys", "quentin", "bertrand", "walex"] {
            for c in (0x80..=0x10_ffff).filter_map(char::from_u32).filter(|c| !is_invisible(*c)) {
                let plain: String = c.nfkc().default_case_fold().nfkc().collect();
                if plain.len() == 1 && word.contains(&plain) {
                    let dressed = word.replacen(&plain, &c.to_string(), 1);
                    // By Unicode's table the long s looks like an f.
                    let wanted = c == 'ſ' || alike(&dressed, word);
                    assert!(wanted, "{dressed} {c:?}: {:?} {:?}", Readings::of(&dressed), Readings::of(word));
                }
            }
            for first in [0x24d0, 0x24b6, 0x1f130, 0x1f150, 0x1f170, 0x1f1e6] {
                let all: String =
                    word.chars().filter_map(|c| char::from_u32(u32::from(c) - u32::from('a') + first)).collect();
                assert!(alike(&all, word), "{all}: {:?}", Readings::of(&all));
            }
        }
    }

    #[test]
    fn who_has_a_name_of_their_own_keeps_it() {
        for (a, b) in [
            ("Ella", "Elia"),
            ("ELLA", "ELIA"),
            ("ELIA", "Ella"),
            ("alice", "alicé"),
            ("Émilie", "Emile"),
            ("user1", "user2"),
            ("bob", "bob (invité)"),
            ("invité (invité 2)", "invité (invité 10)"),
            ("Иван", "Иво"),
            ("\u{1f469}", "\u{1f468}"),
        ] {
            assert!(!alike(a, b), "{a} {b}: {:?} {:?}", Readings::of(a), Readings::of(b));
        }
    }

    #[test]
    fn alphabets_mix_as_the_languages_do() {
        for name in [
            "Élodie",
            "Иван",
            "محمد",
            "田中さん",
            "タナカ Ken",
            "김민준 Kim",
            "ㄅㄆ王 Wang",
            "Γιώργος",
            "אברהם",
            "Invité_Jean-Baptiste_1749823456789",
            "O'Neill",
            "D’Artagnan",
            "\u{1f469}\u{200d}\u{1f4bb}eve",
            "آرش",
            "Nguyễn",
        ] {
            assert!(!mixes_scripts(name), "{name}");
        }
        for name in ["\u{420}rofesseur", "\u{455}erver", "Иван Ivanov", "αlice", "田中Иван", "김さ", "\u{13cf}rof"]
        {
            assert!(mixes_scripts(name), "{name}");
        }
        assert_eq!(in_latin("\u{420}rofesseur").as_deref(), Some("Professeur"));
        assert_eq!(in_latin("\u{410}m\u{435}lie").as_deref(), Some("Amelie"));
        assert_eq!(in_latin("Иван Ivanov"), None);
    }

    /// Cherokee has small letters that fold to capitals, the other way round than everybody else's.
    #[test]
    fn a_reading_of_a_small_cherokee_letter_reads_as_itself() {
        for reading in Readings::of("ꮗ").iter() {
            assert!(alike("ꮗ", reading), "{reading:?}");
        }
    }

    proptest! {
        #[test]
        fn a_reading_reads_as_itself(text in "\\PC{1,20}") {
            for reading in Readings::of(&text).iter() {
                prop_assert!(alike(&text, reading), "{text:?} {reading:?} {:?}", Readings::of(reading));
            }
        }

    }
}
