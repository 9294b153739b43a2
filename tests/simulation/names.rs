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

    /// What a guest is called when the `n`th choice is taken.
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

    /// What is left of it without the accents of the pools' letters.
    pub fn bare_key(&self) -> String {
        self.key.replace(['é', 'è'], "e")
    }

    pub fn is_servers(&self) -> bool {
        ["server", "serveur", "global", "system", "système", "classcord"].contains(&&*self.key)
    }
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
];

const SERVERS: &[&str] = &["server", "SERVEUR", "ｇlobal", "Système"];

/// Texts that are not names.
pub const ILLEGAL: &[&str] = &["", "  ", "a\u{0}b", "al\u{200b}ice", "\u{202e}bob"];

/// Somebody, as one of those clients might type it.
pub fn anybody(random: &mut Random) -> &'static str {
    if random.percent(3) {
        return random.pick::<&str>(SERVERS);
    }
    // The first ones oftener, so that people meet.
    let n = random.below(PEOPLE.len()).min(random.below(PEOPLE.len()));
    random.pick::<&str>(PEOPLE[n])
}
