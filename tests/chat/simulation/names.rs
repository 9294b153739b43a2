//! Names as the model sees them.
//!
//! Owns [`Name`] and the pools that clients choose from. The folding here is written for the letters of the pools only,
//! and apart from the server's own, so that a mistake in that one shows.

use std::fmt;

use crate::simulation::random::Random;

/// A name, as shown and as compared.
#[derive(Clone, Debug)]
pub struct Name {
    pub shown: String,
    pub key: String,
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}

impl Eq for Name {}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl Name {
    /// A legal name, with or without blanks around it.
    pub fn new(typed: &str) -> Self {
        let shown = typed.trim().to_owned();
        Self { key: fold(&shown), shown }
    }

    /// The name of a guest when the `n`th choice is taken.
    pub fn variant(&self, n: usize) -> Self {
        let suffix = match n {
            0 => return self.clone(),
            1 => " (invité)".to_owned(),
            n => format!(" (invité {n})"),
        };
        let stem: String = self.shown.chars().take(64 - suffix.chars().count()).collect();
        Self::new(&(stem.trim_end().to_owned() + &suffix))
    }

    /// The name of a channel, which may have come without its `#`.
    pub fn of_room(typed: &str) -> Self {
        Self::new(&format!("#{}", typed.trim().trim_start_matches(['#', '＃'])))
    }

    /// The rest of it without the accents of the pools' letters.
    pub fn bare_key(&self) -> String {
        self.key.replace(['é', 'è'], "e")
    }

    /// The name of a guest who types this, and whether something of it had to go; nobody, for blanks.
    pub fn of_guest(typed: &str) -> Option<(Self, bool)> {
        let typed_name = typed.trim();
        if typed_name.is_empty() {
            return None;
        }
        let mut kept: String = typed_name.chars().filter(|c| !NOT_SHOWN.contains(c)).collect();
        while kept.contains("  ") {
            kept = kept.replace("  ", " ");
        }
        if mixes(&kept) {
            kept = kept.chars().map(latin).collect();
        }
        kept = kept.trim().chars().take(64).collect();
        let changed = kept != typed_name;
        Some((Self::new(if kept.is_empty() { "invité" } else { &kept }), changed))
    }

    /// True if an account may be called so, as far as the letters go.
    pub fn may_be_new(&self) -> bool {
        !self.shown.contains("  ") && !self.shown.contains(NOT_SHOWN) && !mixes(&self.shown)
    }

    pub fn is_servers(&self) -> bool {
        SERVERS_OWN.contains(&&*self.bare())
    }

    /// True if no guest may bear it.
    pub fn is_in_charge(&self) -> bool {
        self.is_servers() || self.bare() == IN_CHARGE
    }

    /// True if it only looks like the one that is reserved.
    pub fn is_imitation(&self) -> bool {
        self.bare() == IN_CHARGE && self.key != IN_CHARGE
    }

    /// The name before a role in brackets.
    pub fn before_role(&self) -> Option<Self> {
        let before = self.shown.split(" (").next().unwrap();
        self.shown.to_lowercase().ends_with(" (prof)").then(|| Self::new(before))
    }

    /// True if the server's mark of a guest is in it.
    pub fn is_marked(&self) -> bool {
        self.key.contains("(invité")
    }

    /// True if people may take it for another name.
    pub fn looks_like(&self, other_key: &str) -> bool {
        looks(&self.key) == looks(other_key)
    }

    /// The text that it looks like without accents and ornaments.
    fn bare(&self) -> String {
        looks(&self.key).replace(['é', 'è'], "e").chars().filter(|c| c.is_alphanumeric()).collect()
    }
}

const SERVERS_OWN: &[&str] = &["server", "serveur", "global", "system", "systeme", "classcord"];

/// The name that the simulated operator has reserved.
pub const IN_CHARGE: &str = "prof";

/// Of the pools: characters that are left out of new names, the last one of which older names may have.
const NOT_SHOWN: &[char] = &['\0', '\u{200b}', '\u{202e}', '\u{2800}'];

/// The Cyrillic letters of the pools, and what they look like.
const CYRILLIC: &[(char, char)] = &[('о', 'o'), ('с', 'c'), ('а', 'a'), ('е', 'e'), ('р', 'p')];

fn latin(c: char) -> char {
    CYRILLIC.iter().find(|(cyrillic, _)| *cyrillic == c).map_or(c, |(_, latin)| *latin)
}

fn mixes(text: &str) -> bool {
    let is_cyrillic = |c: char| CYRILLIC.iter().any(|(cyrillic, _)| *cyrillic == c);
    text.chars().any(is_cyrillic) && text.chars().any(|c| c.is_alphabetic() && !is_cyrillic(c))
}

/// One form for all names of the pools that look alike.
fn looks(key: &str) -> String {
    key.chars().map(latin).collect::<String>().replace('0', "o").replace("rn", "m").replace('\u{fe0f}', "")
}

fn fold(shown: &str) -> String {
    let composed = shown.replace("e\u{301}", "é").replace("E\u{301}", "É").replace('ß', "ss");
    let narrow = composed.chars().map(|c| match c {
        'Ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xfee0).unwrap(),
        c => c,
    });
    narrow.collect::<String>().to_lowercase()
}

const PEOPLE: &[&[&str]] = &[
    &["alice", "ALICE", " Alice ", "Ａlice"],
    &["bob", "Bob", "bob"],
    &["Zoé", "zoe\u{301}", "ZOÉ"],
    &["Straße", "STRASSE"],
    &["bob (invité)", "BOB (invité)"],
    &["Invité_Jean-Baptiste_1749823456789"],
    &["quelquun-dont-le-nom-est-aussi-long-quun-nom-peut-etre-ici-meme-"],
    &["😀 dan", "😀 DAN"],
    &["coco", "сосо", "c0c0", "COCO", "с0с0"],
    &["mamie", "rnarnie", "Mamie", "mam\u{200b}ie"],
    &["\u{2764}\u{fe0f}eve", "\u{2764}eve", "\u{2764}\u{fe0f}EVE"],
    &["prof", "pr0f", "Prof", "рrof", "prof\u{2800}"],
    &["bob (prof)", "zoé (prof)", "ana (Prof)"],
    &["ana  lou", "ana lou", "аna lou"],
    &["un-nom-qui-est-encore-plus-long-que-tout-ce-qui-peut-passer-pour-un-nom-ici"],
];

const SERVERS: &[&str] = &["server", "SERVEUR", "ｇlobal", "Système", "systeme", "sеrver", "gl0bal"];

/// Texts that are not names. Of a guest's something may be kept.
pub const ILLEGAL: &[&str] = &["", "  ", "a\u{0}b", "al\u{200b}ice", "\u{202e}bob"];

/// True if somebody could be called so, at least by an older rule.
pub fn is_legal(typed: &str) -> bool {
    !typed.contains(&NOT_SHOWN[..3]) && typed.trim().chars().count() <= 64
}

/// Somebody, as one of those clients might type it.
pub fn anybody(random: &mut Random) -> &'static str {
    if random.percent(3) {
        return random.pick::<&str>(SERVERS);
    }
    // The first ones oftener, so that people meet.
    let n = random.below(PEOPLE.len()).min(random.below(PEOPLE.len()));
    random.pick::<&str>(PEOPLE[n])
}
