//! The passwords that whoever guesses tries first.
//!
//! Owns [`is_common`] and its list, some hundred of the commonest, French and English, of eight characters and more; shorter
//! ones are refused for their length. The list is this project's own, put together from what published lists agree on and from
//! what a class types: a place, a team, a game, a keyboard's rows, with figures behind them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use caseless::Caseless;
use unicode_normalization::UnicodeNormalization;

const LIST: &str = include_str!("common_passwords.txt");

/// True if a password is on the list, whatever its capitals.
pub fn is_common(password: &str) -> bool {
    static WORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| LIST.lines().collect());
    let folded: String = password.trim().nfkc().default_case_fold().nfkc().collect();
    WORDS.contains(&*folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_everybody_types_is_common_and_what_is_made_here_is_not() {
        for password in
            ["azertyuiop", "MotDePasse", "PASSWORD1", "12345678", " Bonjour123 ", "ｐａｓｓｗｏｒｄ", "marseille13"]
        {
            assert!(is_common(password), "{password}");
        }
        for password in ["", "tigre-42-nuage", "azertyuiop et la suite", "correct horse battery"] {
            assert!(!is_common(password), "{password}");
        }
    }

    #[test]
    fn the_list_is_as_it_is_compared_with() {
        let words: Vec<&str> = LIST.lines().collect();
        assert!(words.len() > 300, "{}", words.len());
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]), "in order, none twice");
        for word in words {
            assert!(word.len() >= 8 && is_common(word), "{word}");
        }
    }
}
