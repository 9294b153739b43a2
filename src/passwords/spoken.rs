//! Passwords that the program makes for people: short French words and figures, to be read aloud and typed.
//!
//! Owns [`make`]. No word has an `l`, an accent or a capital, and no figure is a 0 or a 1: on paper nothing is taken for
//! something else. Of two words and two figures a thief has to guess 22 bits, 4 million passwords. That is more than
//! NIST asks of a password drawn by the machine where guesses are slowed down (SP 800-63B, 5.1.1.1: six figures, 20
//! bits), as they are here by the limits on logins and the bans that follow. It does not protect a stolen database.

use argon2::password_hash::try_generate_salt;

use super::PasswordError;

/// The bits of chance in a password of two words and two figures.
pub const BITS: u32 = 22;

/// The number of figures: 2 to 9.
const FIGURES: u8 = 8;

/// Two words and two figures, such as `tigre-42-nuage`; more words if it must have more characters.
///
/// # Errors
/// [`PasswordError::NoRandom`].
pub fn make(chars_min: usize) -> Result<String, PasswordError> {
    let [first, figures, second, ..] = random()?;
    let figure = |number: u8| char::from(b'2' + number % FIGURES);
    let mut password = format!("{}-{}{}-{}", word(first), figure(figures), figure(figures / FIGURES), word(second));
    while password.len() < chars_min {
        let [next, ..] = random()?;
        password.push('-');
        password.push_str(word(next));
    }
    Ok(password)
}

fn word(byte: u8) -> &'static str {
    WORDS[usize::from(byte)]
}

fn random() -> Result<[u8; 16], PasswordError> {
    try_generate_salt().map_err(|e| PasswordError::NoRandom(e.to_string()))
}

/// One for each byte, so that none is likelier than another.
#[rustfmt::skip]
const WORDS: [&str; 256] = [
    "abri", "acier", "agrafe", "aigre", "ancre", "anis", "appui", "arbre", "arc", "arche", "argent", "armure",
    "arome", "astre", "atome", "aube", "avion", "avoine", "azur", "badge", "bague", "bain", "banane", "banc",
    "bande", "barbe", "barque", "barre", "basket", "bateau", "berger", "beurre", "biche", "bijou", "bison",
    "bonbon", "bonnet", "botte", "bouche", "bougie", "bouton", "bras", "brebis", "brique", "brise", "brosse",
    "bruit", "brume", "buffet", "bureau", "cabane", "cadeau", "cadre", "cage", "cahier", "caisse", "camion",
    "canard", "carafe", "carte", "casque", "castor", "cerise", "chaise", "chance", "chat", "chemin", "chien",
    "chou", "cidre", "cirque", "citron", "cobra", "coffre", "coin", "copain", "corde", "corne", "coton",
    "coude", "crabe", "craie", "crayon", "cube", "cuivre", "dessin", "diner", "doigt", "dragon", "drone",
    "enfant", "farine", "faucon", "fauve", "femme", "ferme", "feu", "fibre", "figue", "foin", "forge", "fourmi",
    "frein", "frite", "front", "fruit", "fusain", "gamin", "garage", "gaufre", "gazon", "girafe", "givre",
    "gomme", "gorge", "gourde", "graine", "grange", "griffe", "grive", "grotte", "groupe", "guide", "hache",
    "hameau", "harpe", "herbe", "hiver", "homard", "humain", "hutte", "image", "index", "iris", "ivoire",
    "jambe", "jardin", "jaune", "jeton", "jeudi", "jour", "juge", "juin", "jument", "jupe", "jury", "kayak",
    "kimono", "kiwi", "navire", "neige", "nid", "noir", "noix", "nord", "nougat", "nuage", "nuit", "orage",
    "orange", "ortie", "ours", "ouvert", "pain", "panda", "panier", "papier", "parc", "parent", "perche",
    "phare", "photo", "piano", "pierre", "pigeon", "pirate", "piste", "poche", "poire", "poney", "pont",
    "porte", "poste", "potage", "pouce", "poudre", "prince", "prune", "radar", "radis", "raison", "rateau",
    "rayon", "reine", "renard", "repas", "rideau", "rive", "robe", "robot", "rocher", "ronce", "rouge", "route",
    "ruban", "rubis", "ruche", "rugby", "sabre", "sapin", "sauce", "saumon", "savon", "singe", "sirop", "soupe",
    "source", "souris", "sport", "square", "stade", "statue", "sucre", "tante", "tapis", "tarte", "tasse",
    "taupe", "terre", "ticket", "tigre", "timbre", "tissu", "toit", "tomate", "torche", "tour", "train",
    "trappe", "tresor", "tribu", "trompe", "truite", "tube", "vache", "vague", "vent", "verger", "veste",
    "vigne", "virage", "vitre", "voisin", "yaourt", "zebre", "zinc",
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn nothing_in_a_password_is_taken_for_something_else() {
        let words: BTreeSet<&str> = WORDS.into_iter().collect();
        assert_eq!(words.len(), 256);
        assert_eq!(BITS, 2 * WORDS.len().ilog2() + 2 * u32::from(FIGURES).ilog2());
        for word in WORDS {
            assert!(
                (3..=6).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase() && b != b'l'),
                "{word}"
            );
        }
        for _ in 0..1000 {
            let password = make(8).unwrap();
            let parts: Vec<&str> = password.split('-').collect();
            let [first, figures, second] = parts[..] else { panic!("{password}") };
            assert!(words.contains(first) && words.contains(second), "{password}");
            assert!(figures.len() == 2 && figures.bytes().all(|b| (b'2'..=b'9').contains(&b)), "{password}");
        }
    }

    #[test]
    fn passwords_differ_and_are_as_long_as_they_must() {
        let made: BTreeSet<String> = (0..500).map(|_| make(8).unwrap()).collect();
        assert!(made.len() > 490);
        assert!(made.iter().all(|password| password.len() >= 10));
        assert!((30..40).contains(&make(30).unwrap().len()));
    }
}
