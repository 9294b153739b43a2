//! The names that students give things: fields of a JSON object, columns and tables of a database, in French and in
//! English.
//!
//! Owns the lists and how a name is looked up in them: without accents, capitals, blanks or underscores.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The owner of an account.
pub(in crate::cli) const NAME: &[&str] = &[
    "username",
    "user",
    "login",
    "pseudo",
    "pseudonyme",
    "nomutilisateur",
    "nomdutilisateur",
    "utilisateur",
    "identifiant",
    "name",
    "nom",
    "nickname",
    "nick",
    "displayname",
    "account",
    "compte",
    "membre",
    "member",
    "eleve",
    "etudiant",
    "student",
    "client",
    "prenom",
    "email",
    "mail",
    "courriel",
    "adressemail",
];

/// Its password, in clear or hashed.
pub(in crate::cli) const PASSWORD: &[&str] = &[
    "password",
    "passwd",
    "pwd",
    "pass",
    "motdepasse",
    "motpasse",
    "mdp",
    "passwordhash",
    "hashedpassword",
    "passhash",
    "pwdhash",
    "pwhash",
    "hashpassword",
    "motdepassehash",
    "hashmotdepasse",
    "mdphash",
    "hashmdp",
    "motdepassehache",
    "mdphache",
    "passworddigest",
    "hash",
    "digest",
    "empreinte",
    "secret",
    "credential",
];

/// Of those, what passwords are called only in tables of people: elsewhere it may be the hash of a file, or a key.
#[cfg(feature = "sqlite")]
pub(super) const PASSWORD_OF_PEOPLE: &[&str] = &["hash", "digest", "empreinte", "secret", "credential"];

/// The salt that was mixed into a hash.
pub(in crate::cli) const SALT: &[&str] =
    &["salt", "sel", "passwordsalt", "pwdsalt", "saltpassword", "motdepassesel", "grain"];

/// The names that a JSON object or a pickle may wrap around its accounts, and those of tables of people.
pub(in crate::cli) const PEOPLE: &[&str] = &[
    "users",
    "user",
    "accounts",
    "account",
    "utilisateurs",
    "utilisateur",
    "comptes",
    "compte",
    "credentials",
    "credential",
    "identifiants",
    "members",
    "membres",
    "clients",
    "eleves",
    "etudiants",
    "students",
    "logins",
    "login",
    "auth",
    "authentification",
    "inscrits",
    "registeredusers",
    "userdata",
    "usersdb",
    "personnes",
    "people",
];

/// The lists that only a database needs.
#[cfg(feature = "sqlite")]
pub(super) mod tables {
    /// The number of a person or a channel in its table.
    pub(in crate::cli) const ID: &[&str] =
        &["id", "userid", "iduser", "utilisateurid", "idutilisateur", "accountid", "compteid", "channelid", "salonid"];

    /// The number of the person that a password belongs to.
    pub(in crate::cli) const PERSON_ID: &[&str] = &[
        "userid",
        "iduser",
        "utilisateurid",
        "idutilisateur",
        "accountid",
        "idaccount",
        "compteid",
        "idcompte",
        "memberid",
        "membreid",
        "id",
    ];

    /// The content of a message.
    pub(in crate::cli) const CONTENT: &[&str] = &[
        "content",
        "contenu",
        "message",
        "msg",
        "texte",
        "text",
        "body",
        "corps",
        "messagetext",
        "textemessage",
        "contenumessage",
        "messagecontent",
        "messagebody",
    ];

    /// The sender of a message.
    pub(in crate::cli) const SENDER: &[&str] = &[
        "sender",
        "sendername",
        "senderusername",
        "from",
        "fromuser",
        "fromusername",
        "expediteur",
        "emetteur",
        "envoyeur",
        "auteur",
        "author",
        "source",
        "de",
        "username",
        "user",
        "utilisateur",
        "pseudo",
        "nomutilisateur",
        "nickname",
        "nick",
        "name",
        "nom",
        "login",
        "senderid",
        "fromid",
        "fromuserid",
        "userid",
        "iduser",
        "expediteurid",
        "idexpediteur",
        "emetteurid",
        "idemetteur",
        "auteurid",
        "idauteur",
        "authorid",
        "utilisateurid",
        "idutilisateur",
        "idsender",
    ];

    /// The receiver of a message.
    pub(in crate::cli) const RECEIVER: &[&str] = &[
        "receiver",
        "receivername",
        "receiverusername",
        "recipient",
        "recipientname",
        "to",
        "touser",
        "tousername",
        "destinataire",
        "recepteur",
        "dest",
        "target",
        "targetuser",
        "cible",
        "vers",
        "a",
        "receiverid",
        "recipientid",
        "toid",
        "touserid",
        "destinataireid",
        "iddestinataire",
        "recepteurid",
        "idrecepteur",
        "targetid",
        "idreceiver",
    ];

    /// The channel of a message.
    pub(in crate::cli) const CHANNEL: &[&str] = &[
        "channel",
        "channelname",
        "canal",
        "nomcanal",
        "salon",
        "nomsalon",
        "room",
        "roomname",
        "chan",
        "salle",
        "groupe",
        "group",
        "channelid",
        "idchannel",
        "canalid",
        "idcanal",
        "salonid",
        "idsalon",
        "roomid",
        "idroom",
    ];

    /// The time of a message.
    pub(in crate::cli) const TIME: &[&str] = &[
        "timestamp",
        "datetime",
        "createdat",
        "sentat",
        "horodatage",
        "dateheure",
        "dateenvoi",
        "datemessage",
        "date",
        "ts",
        "time",
        "heure",
        "heureenvoi",
        "envoyele",
        "creele",
        "datecreation",
        "created",
        "sent",
        "moment",
        "senttime",
    ];

    /// The sort of a message.
    pub(in crate::cli) const SORT: &[&str] =
        &["subtype", "type", "kind", "messagetype", "msgtype", "typemessage", "genre"];

    /// The mark that a message is private.
    pub(in crate::cli) const IS_PRIVATE: &[&str] = &["isprivate", "private", "prive", "estprive", "privatemessage"];

    /// The channels.
    pub(in crate::cli) const CHANNELS: &[&str] =
        &["channels", "channel", "canaux", "canal", "salons", "salon", "rooms", "room", "salles", "groupes"];

    /// Words for the default channel, where the name of another could stand.
    pub(in crate::cli) const NO_CHANNEL: &[&str] = &["global", "none", "null"];

    /// Words for everybody, where the name of a person could stand.
    pub(in crate::cli) const EVERYBODY: &[&str] =
        &["global", "all", "tous", "toutlemonde", "everyone", "everybody", "broadcast", "public", "none", "null"];

    /// Sorts of messages that the server made itself.
    pub(in crate::cli) const OF_THE_SERVER: &[&str] = &[
        "system",
        "systeme",
        "server",
        "serveur",
        "info",
        "notification",
        "notice",
        "join",
        "leave",
        "status",
        "login",
        "logout",
        "connexion",
        "deconnexion",
        "arrivee",
        "depart",
        "error",
        "erreur",
    ];

    /// Sorts of messages in a channel, which stands where a person's name could.
    pub(in crate::cli) const IN_CHANNEL: &[&str] =
        &["channel", "channelmessage", "canal", "salon", "room", "group", "groupe", "multicast"];

    /// Sorts of messages to all.
    pub(in crate::cli) const TO_ALL: &[&str] = &["global", "public", "publique", "broadcast", "all", "tous", "general"];

    /// Sorts of messages to one person.
    pub(in crate::cli) const PRIVATE: &[&str] = &[
        "private",
        "prive",
        "privee",
        "dm",
        "pm",
        "mp",
        "direct",
        "whisper",
        "privatemessage",
        "messageprive",
        "unicast",
    ];
}

/// A name as it is looked up.
pub(in crate::cli) fn folded(name: &str) -> String {
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// True if a name is one of those.
pub(in crate::cli) fn is_one_of(name: &str, list: &[&str]) -> bool {
    list.contains(&folded(name).as_str())
}

/// The index of the name that the list puts first.
pub(in crate::cli) fn first_of(list: &[&str], names: &[String]) -> Option<usize> {
    let folded: Vec<String> = names.iter().map(|name| folded(name)).collect();
    list.iter().find_map(|wanted| folded.iter().position(|name| name == wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_however_they_are_written() {
        for name in ["mot_de_passe", "Mot de passe", "MOT-DE-PASSE", "motDePasse"] {
            assert!(is_one_of(name, PASSWORD), "{name}");
        }
        let columns = ["id", "nom", "Pseudo", "mdp"].map(str::to_owned);
        assert_eq!((first_of(NAME, &columns), first_of(PASSWORD, &columns)), (Some(2), Some(3)));
        assert_eq!(first_of(SALT, &columns), None);
    }
}
