//! The server's sentences in French.

use std::sync::Arc;

use super::{AttendanceWords, Lang, NameProblem, Text, attendance_line, channel_line, history_line, search_line, when};
use crate::chat::account::Role;
use crate::chat::class_act::{PrivateMessages, Silence};
use crate::chat::class_text::ClassText;
use crate::chat::clock::WallTime;
use crate::chat::name::{CONSOLE_NAME, ChannelName, SERVER_NAME};
use crate::chat::request::{ChannelMode, PresenceState, ProblemKind};
use crate::chat::sanction::{Sanction, SanctionKind};

/// The sentence.
pub(super) fn render(text: &Text<'_>) -> Arc<str> {
    match text {
        Text::Welcome { custom: Some(text), .. } => (*text).into(),
        Text::Welcome { user, channel, custom: None } => format!("Bienvenue {user} ! Vous êtes dans {channel}.").into(),
        Text::Arrived(user) => format!("{user} a rejoint la discussion.").into(),
        Text::Left(user) => format!("{user} a quitté la discussion.").into(),
        Text::GuestRenamed { wanted, given } => {
            format!("Le nom « {wanted} » appartient à quelqu'un : vous êtes « {given} ».").into()
        }
        Text::GuestNameConfusable { wanted, given } => {
            format!("Le nom « {wanted} » est réservé, ou se confond à l'œil avec un autre : vous êtes « {given} ».")
                .into()
        }
        Text::GuestNameChanged(given) => {
            format!("Votre nom ne pouvait pas être gardé tel quel : vous êtes « {given} ».").into()
        }
        Text::UnknownRecipient(Some(user)) => format!("Personne ne s'appelle « {user} » : message non remis.").into(),
        Text::UnknownRecipient(None) => "Personne ne porte ce nom : message non remis.".into(),
        Text::RecipientAway(user) => {
            format!("{user} n'est pas là : votre message lui sera remis à sa prochaine connexion.").into()
        }
        Text::MailboxFull(user) => format!("{user} n'est pas là et sa boîte est pleine : message non remis.").into(),
        Text::MailboxesFull(user) => {
            format!("{user} n'est pas là et toutes les boîtes ensemble sont pleines : message non remis.").into()
        }
        Text::UnknownChannel(channel) => format!("Le salon {channel} n'existe pas : message non envoyé.").into(),
        Text::StorageUnavailable => {
            "La base de données est indisponible : demande refusée, réessayez plus tard.".into()
        }
        Text::NotRecorded => "La base de données est indisponible : message transmis mais non enregistré.".into(),
        Text::Problem(kind) => match kind {
            ProblemKind::BadJson => "Ligne incomprise : ce n'est pas un objet JSON valide.".into(),
            ProblemKind::LineTooLong => "Ligne trop longue : elle a été ignorée.".into(),
            ProblemKind::MissingField(field) => format!("Il manque le champ « {field} ».").into(),
            ProblemKind::BadField(field) => format!("Le champ « {field} » n'a pas la bonne forme.").into(),
            ProblemKind::BadName(problem) => match problem {
                NameProblem::Empty => "Le nom est vide.".into(),
                NameProblem::TooLong => "Le nom est trop long.".into(),
                NameProblem::BadCharacter => "Le nom contient un caractère interdit.".into(),
                NameProblem::TooManyMarks => "Une lettre du nom porte trop de signes.".into(),
                NameProblem::TwoBlanks => "Le nom contient deux espaces de suite.".into(),
                NameProblem::MixedScripts => "Le nom mélange des lettres d'alphabets différents.".into(),
            },
            ProblemKind::BadChannel(problem) => match problem {
                NameProblem::Empty => "Le nom du salon est vide.".into(),
                NameProblem::TooLong => "Le nom du salon est trop long : 50 caractères au plus.".into(),
                _ => {
                    "Le nom d'un salon n'a que des lettres, des chiffres, « - » et « _ », sans espace.".into()
                }
            },
        },
        Text::NotIdentified => "Identifiez-vous d'abord.".into(),
        Text::UnknownType => "Type de demande inconnu.".into(),
        Text::ReservedName => "Ce nom est réservé au serveur.".into(),
        Text::ServerInName => "Un nom ne peut pas contenir @ : ce signe précède le nom d'un autre serveur.".into(),
        Text::RoleInName => {
            "Un nom ne peut pas porter entre parenthèses un rôle ou la marque d'un invité : choisissez-en un autre."
                .into()
        }
        Text::NameConfusable => {
            "Ce nom se confond à l'œil avec un nom pris ou réservé : choisissez-en un autre.".into()
        }
        Text::NameTaken => "Username already exists.".into(),
        Text::LoginFailed => "Login failed.".into(),
        Text::PasswordTooShort(n) => format!("Mot de passe trop court : {n} caractères au moins.").into(),
        Text::PasswordTooLong(n) => format!("Mot de passe trop long : {n} caractères au plus.").into(),
        Text::PasswordIsShort(n) => {
            format!("Votre mot de passe a moins de {n} caractères : /password ANCIEN NOUVEAU en met un plus long.")
                .into()
        }
        Text::TooManyAccounts => "Le serveur ne prend plus de nouveaux comptes.".into(),
        Text::ServerBusy => "Le serveur est occupé : réessayez dans un instant.".into(),
        Text::TooManyErrors => "Trop d'erreurs : connexion fermée.".into(),
        Text::SlowReader => "Votre client ne lit plus ses messages : connexion fermée.".into(),
        Text::LineTimeout => "Une ligne est restée inachevée trop longtemps : connexion fermée.".into(),
        Text::IdentifyTimeout => "Vous ne vous êtes pas identifié à temps : connexion fermée.".into(),
        Text::Stopping => "Le serveur s'arrête. À bientôt !".into(),
        Text::AddressFull(most) => format!(
            "Trop de connexions ouvertes depuis votre adresse ({most} au plus, pour tous ceux qui la partagent) : fermez-en une, puis \
             réessayez."
        )
        .into(),
        Text::ConnectingTooFast { from_address, wait_s } => {
            let whence = if *from_address { " depuis votre adresse" } else { "" };
            format!("Trop de connexions en peu de temps{whence} : réessayez dans {wait_s} s.").into()
        }
        Text::TooManyConnections => "Le serveur est plein : réessayez plus tard.".into(),
        Text::Plain(text) => (*text).into(),
        Text::Joined { user, channel } => format!("{user} a rejoint {channel}.").into(),
        Text::Parted { user, channel } => format!("{user} a quitté {channel}.").into(),
        Text::YouJoined { channel, topic: "" } => format!("Vous êtes maintenant dans {channel}.").into(),
        Text::YouJoined { channel, topic } => format!("Vous êtes maintenant dans {channel}. Sujet : {topic}").into(),
        Text::YouLeft { channel, current } => format!("Vous avez quitté {channel}. Vous êtes dans {current}.").into(),
        Text::LastChannel(channel) => {
            format!("Vous n'êtes que dans {channel} : rejoignez un autre salon d'abord.").into()
        }
        Text::NotMember(channel) => format!("Vous n'êtes pas dans {channel}.").into(),
        Text::ChannelForbidden(channel) => format!("{channel} est réservé aux modérateurs.").into(),
        Text::ChannelOfGroup(channel) => format!("{channel} est réservé à son groupe.").into(),
        Text::ChannelDisabled(channel) => format!("{channel} est désactivé.").into(),
        Text::ChannelReadOnly(channel) => format!("{channel} est en lecture seule : message non envoyé.").into(),
        Text::ChannelFull(channel) => format!("{channel} est plein.").into(),
        Text::TooManyChannels(most) => format!("Il y a déjà {most} salons : aucun autre ne peut être créé.").into(),
        Text::TooManyJoined(most) => format!("Vous êtes déjà dans {most} salons : quittez-en un d'abord.").into(),
        Text::ChannelsFollow(count) => format!("Salons ({count}) :").into(),
        Text::ChannelLine(channel) => channel_line(channel, ["lecture seule", "désactivé", "groupe"]),
        Text::HistoryFollows { channel, count: 0 } => format!("Rien n'a encore été dit dans {channel}.").into(),
        Text::HistoryFollows { channel, count } => format!("Derniers messages de {channel} ({count}) :").into(),
        Text::HistoryLine { message, today, numbered } => history_line(message, *today, *numbered),
        Text::UnknownCommand(word) => format!("Commande inconnue : /{word}. Tapez /help pour la liste.").into(),
        Text::BadCommand(usage) => format!("Utilisation : {usage}").into(),
        Text::UnquotedName(user) => {
            format!("Un nom qui contient un espace se met entre guillemets : \"{user}\".").into()
        }
        Text::PeopleFollow(count) => format!("Personnes présentes ({count}) :").into(),
        Text::PersonLine { name, state, role } => {
            let role = match role {
                Role::User => "",
                Role::Moderator => ", modérateur",
                Role::Admin => ", admin",
            };
            format!("{name} ({}{role})", state_name(state)).into()
        }
        Text::Forbidden => "Vous n'avez pas le droit de faire cela.".into(),
        Text::HigherRole => "Cette personne a un rôle plus élevé que le vôtre.".into(),
        Text::NobodyCalled(user) => format!("Personne ne s'appelle « {user} ».").into(),
        Text::ConnectionLost(user) => {
            format!("{user} vient de perdre la connexion : message non envoyé. Réessayez dans un instant.").into()
        }
        Text::NotHere(user) => format!("{user} n'est pas là.").into(),
        Text::NoAccount(user) => format!("« {user} » n'a pas de compte.").into(),
        Text::Kicked { by, reason } => format!("{} vous a déconnecté{}.", subject(by), because(reason)).into(),
        Text::DidKick(user) => format!("{user} a été déconnecté.").into(),
        Text::YouAreMuted { sanction, today } => {
            let until = until_when(sanction.until, *today);
            format!("Vous êtes muet {until}{} : vous pouvez lire, pas écrire.", because_of(sanction)).into()
        }
        Text::YouAreQuietInShared { sanction, today } => {
            let (until, by) = (until_when(sanction.until, *today), &sanction.by);
            let why = because_of(sanction);
            format!("{by} vous a rendu muet {until} dans les salons de l'établissement{why} : là, vous pouvez lire, pas écrire.").into()
        }
        Text::MaySpeakAgain => "Vous pouvez de nouveau écrire.".into(),
        Text::DidMute { user, until, today } => format!("{user} est muet {}.", until_when(*until, *today)).into(),
        Text::Banned(sanction) => {
            let until = until_when(sanction.until, sanction.since);
            format!("Vous êtes banni {until}{}.", because_of(sanction)).into()
        }
        Text::DidBan { whom, until, today } => format!("{whom} est banni {}.", until_when(*until, *today)).into(),
        Text::BanOfOneself => "Votre propre adresse est dans cette plage.".into(),
        Text::TooManySanctions(most) => format!("Il y a déjà {most} sanctions : levez-en une d'abord.").into(),
        Text::NotSanctioned(whom) => format!("« {whom} » ne fait pas l'objet de cette sanction.").into(),
        Text::DidLift { kind: SanctionKind::Mute, whom } => format!("{whom} peut de nouveau écrire.").into(),
        Text::DidLift { kind: SanctionKind::Ban, whom } => format!("{whom} n'est plus banni.").into(),
        Text::SanctionsFollow(count) => format!("Sanctions en cours ({count}) :").into(),
        Text::SanctionLine { sanction, today } => {
            let Sanction { kind, target, until, by, .. } = sanction;
            let what = match kind {
                SanctionKind::Ban => "banni",
                SanctionKind::Mute => "muet",
            };
            let (until, by) = (until_when(*until, *today), who(by));
            format!("{target} : {what} {until} par {by}{}", because_of(sanction)).into()
        }
        Text::Announcement { by, channel: None, content } => format!("Annonce de {} : {content}", who(by)).into(),
        Text::Announcement { by, channel: Some(channel), content } => {
            format!("Annonce de {} dans {channel} : {content}", who(by)).into()
        }
        Text::DidAnnounce => "Annonce envoyée.".into(),
        Text::RoleChanged(role) => format!("Vous êtes maintenant {}.", role_name(*role)).into(),
        Text::DidSetRole { user, role } => format!("{user} est maintenant {}.", role_name(*role)).into(),
        Text::PasswordChanged => {
            "Le mot de passe de votre compte a été changé : demandez le nouveau à votre enseignant.".into()
        }
        Text::OwnPasswordChanged => "Le mot de passe de votre compte est changé.".into(),
        Text::WrongOldPassword => "L'ancien mot de passe n'est pas le bon : rien n'est changé.".into(),
        Text::OwnPasswordTakesTheOld => "Pour le vôtre : /password ANCIEN NOUVEAU".into(),
        Text::DidSetPassword(user) => format!("Le mot de passe de {user} est changé.").into(),
        Text::AccountRemoved => "Votre compte a été supprimé.".into(),
        Text::UnknownMessage => "Il n'y a pas de tel message.".into(),
        Text::DidDelete(id) => format!("Message {} effacé.", id.0).into(),
        Text::Deleted { from, at, today } => {
            format!("Le message de {from} ({}) a été effacé.", when(*at, *today)).into()
        }
        Text::TopicIs { channel, topic: "" } => format!("{channel} n'a pas de sujet.").into(),
        Text::TopicIs { channel, topic } => format!("Sujet de {channel} : {topic}").into(),
        Text::TopicChanged { by, channel, topic: "" } => {
            format!("{} a retiré le sujet de {channel}.", subject(by)).into()
        }
        Text::TopicChanged { by, channel, topic } => {
            format!("{} a changé le sujet de {channel} : {topic}", subject(by)).into()
        }
        Text::ChannelModeIs { channel, mode } => match mode {
            ChannelMode::Disabled => format!("{channel} est désactivé.").into(),
            ChannelMode::Enabled => format!("{channel} est de nouveau ouvert.").into(),
            ChannelMode::ReadOnly => format!("{channel} est en lecture seule.").into(),
            ChannelMode::Open => format!("Tout le monde peut écrire dans {channel}.").into(),
            ChannelMode::Public => format!("Tout le monde peut entrer dans {channel}.").into(),
        },
        Text::ChannelWasDisabled { channel, home } => {
            format!("{channel} a été désactivé. Vous êtes dans {home}.").into()
        }
        Text::DefaultChannelStays(channel) => {
            format!("{channel} est le salon de tous : il ne peut être désactivé.").into()
        }
        Text::ContentTooLong(most) => format!("Message trop long : {most} caractères au plus.").into(),
        Text::DoneNotKept => {
            "C'est fait, mais la base de données est indisponible : ce sera oublié au prochain redémarrage.".into()
        }
        Text::RateLimited => "Trop vite : attendez un instant, puis réessayez.".into(),
        Text::SearchFollows { count: 0, .. } => "Rien de tel n'a été trouvé.".into(),
        Text::SearchFollows { count, more: false } => format!("Messages trouvés ({count}) :").into(),
        Text::SearchFollows { count, more: true } => format!("Derniers messages trouvés ({count}) :").into(),
        Text::SearchLine { message, today } => search_line(message, *today),
        Text::LessonBegun(name) => format!("La séance « {name} » commence.").into(),
        Text::LessonEnded(name) => format!("La séance « {name} » est terminée.").into(),
        Text::LessonIs { lesson, today } => {
            let (began, by) = (when(lesson.began, *today), who(&lesson.by));
            format!("Séance en cours : « {} », depuis {began}, commencée par {by}.", lesson.name).into()
        }
        Text::NoLesson => "Aucune séance n'est en cours : /lesson NOM en commence une.".into(),
        Text::AttendanceOff => {
            "Les présences ne sont pas relevées sur ce serveur (history.attendance_days = 0).".into()
        }
        Text::AttendanceFollows { day, lesson, count, more } => {
            let of = lesson.map_or_else(|| format!("du {day}"), |lesson| format!("du {day}, « {lesson} »"));
            let more = if *more { ", les premières" } else { "" };
            format!("Présences {of} ({count}{more}) :").into()
        }
        Text::AttendanceLine(row) => attendance_line(
            row,
            &AttendanceWords {
                guest: " (sans compte)",
                here: "est là",
                or_later: " ou plus tard",
                stays: "passages",
                clock: " [horloge réglée]",
            },
        ),
        Text::GuestsRefused => "Les invités ne sont pas admis : connectez-vous avec un compte.".into(),
        Text::Poll(text) => text.render(Lang::Fr).into(),
        Text::Amend(text) => text.render(Lang::Fr).into(),
        Text::ComingBack(text) => text.render(Lang::Fr).into(),
        Text::School(text) => text.render(Lang::Fr).into(),
        Text::Campus(text) => text.render(Lang::Fr).into(),
        Text::Question(text) => text.render(Lang::Fr).into(),
        Text::Account(text) => text.render(Lang::Fr).into(),
        Text::RegistrationRefused { by_code: true } => {
            "Code de classe absent ou faux : demandez-le à votre professeur.".into()
        }
        Text::RegistrationRefused { by_code: false } => {
            "Les inscriptions sont fermées : demandez un compte à votre professeur.".into()
        }
        Text::Class(text) => class(text),
    }
}

fn class(text: &ClassText<'_>) -> Arc<str> {
    match text {
        ClassText::HandRaised(place) => format!("Main levée, vous êtes {}.", ordinal(*place)).into(),
        ClassText::HandLowered => "Main baissée.".into(),
        ClassText::RaisesHand { user, place } => format!("{user} lève la main ({}).", ordinal(*place)).into(),
        ClassText::LowersHand(user) => format!("{user} baisse la main.").into(),
        ClassText::YourHandIsDown => "Votre main a été baissée.".into(),
        ClassText::DidLowerHand(user) => format!("La main de {user} est baissée.").into(),
        ClassText::DidLowerHands(0) | ClassText::HandsFollow(0) => "Aucune main levée.".into(),
        ClassText::DidLowerHands(1) => "1 main baissée.".into(),
        ClassText::DidLowerHands(count) => format!("{count} mains baissées.").into(),
        ClassText::LoweredHandOf { by, user } => format!("{} a baissé la main de {user}.", subject(by)).into(),
        ClassText::LoweredHands(by) => format!("{} a baissé toutes les mains.", subject(by)).into(),
        ClassText::HandsFollow(count) => format!("Mains levées, dans l'ordre ({count}) :").into(),
        ClassText::HandLine { place, user, since, today } => {
            format!("{place}. {user}, à {}", when(*since, *today)).into()
        }
        ClassText::WithoutHandFollow(0) => "Personne d'autre n'est là.".into(),
        ClassText::Silenced { silence, today } => format!(
            "Le professeur a suspendu la discussion{}. Vous pouvez lire, lever la main et poser une question.",
            where_and_until(silence, *today)
        )
        .into(),
        ClassText::SilencedBy { silence, today } => {
            let by = subject(&silence.by);
            let part = where_and_until(silence, *today);
            format!("{by} a suspendu la discussion{part}. La classe ne peut pas écrire ; vous, si.").into()
        }
        ClassText::DidSilence { silence, today } => {
            let part = where_and_until(silence, *today);
            format!("Silence{part}. /silence off rend la parole.").into()
        }
        ClassText::MaySpeakAgain(channel) => {
            format!("La discussion reprend{} : vous pouvez de nouveau écrire.", in_channel(*channel)).into()
        }
        ClassText::DidEndSilence(channel) => format!("Parole libre{}.", in_channel(*channel)).into(),
        ClassText::SilencedEverywhere => "Le silence vaut pour tous les salons : /silence off le lève.".into(),
        ClassText::TooManySilences(most) => {
            format!("Il y a déjà {most} silences : levez-en un d'abord ; /silence off les lève tous.").into()
        }
        ClassText::SlowModeIs { channel, seconds: 0 } => format!("Le mode lent est levé dans {channel}.").into(),
        ClassText::SlowModeIs { channel, seconds } => {
            format!("Mode lent dans {channel} : un message toutes les {seconds} s.").into()
        }
        ClassText::TooSoon { seconds, wait_s } => {
            format!("Mode lent : un message toutes les {seconds} s. Encore {wait_s} s.").into()
        }
        ClassText::PrivateMessagesAre(to) => match to {
            PrivateMessages::All => "Messages privés des élèves : entre tous.".into(),
            PrivateMessages::Staff => "Messages privés des élèves : au professeur seulement.".into(),
            PrivateMessages::Off => "Messages privés des élèves : aucun.".into(),
        },
        ClassText::PrivateRefused(PrivateMessages::Off) => {
            "Les messages privés sont suspendus : message non remis.".into()
        }
        ClassText::PrivateRefused(_) => {
            "Les messages privés ne vont qu'au professeur et aux modérateurs : message non remis.".into()
        }
        ClassText::Cleared { by, channel } => {
            format!("{} a vidé {channel} : ce qui y a été dit est effacé.", subject(by)).into()
        }
        ClassText::DidClear(channel) => format!("{channel} est vidé.").into(),
        ClassText::WouldClear { channel, count: 0 } => format!("{channel} est déjà vide.").into(),
        ClassText::WouldClear { channel, count: 1 } => {
            format!("Un message de {channel} serait effacé, sans retour possible. Pour le faire : /clear {channel} oui")
                .into()
        }
        ClassText::WouldClear { channel, count } => format!(
            "{count} messages de {channel} seraient effacés, sans retour possible. Pour le faire : /clear {channel} oui"
        )
        .into(),
        ClassText::WithoutHandFollow(count) => format!("N'ont pas levé la main ({count}) :").into(),
    }
}

fn in_channel(channel: Option<&ChannelName>) -> String {
    channel.map_or_else(String::new, |channel| format!(" dans {channel}"))
}

/// Where there is a silence, and its end if it has one.
fn where_and_until(silence: &Silence, today: WallTime) -> String {
    let mut part = in_channel(silence.channel.as_ref());
    if silence.until.is_some() {
        part.push(' ');
        part.push_str(&until_when(silence.until, today));
    }
    part
}

/// A place in a row.
fn ordinal(place: usize) -> String {
    if place == 1 { "1er".to_owned() } else { format!("{place}e") }
}

fn role_name(role: Role) -> &'static str {
    match role {
        Role::User => "simple utilisateur",
        Role::Moderator => "modérateur",
        Role::Admin => "admin",
    }
}

/// The one who did something: names that nobody may have stand for what is no person.
pub(super) fn who(by: &str) -> &str {
    match by {
        SERVER_NAME => "le serveur",
        CONSOLE_NAME => "la console",
        person => person,
    }
}

/// The same at the beginning of a sentence.
fn subject(by: &str) -> &str {
    match by {
        SERVER_NAME => "Le serveur",
        CONSOLE_NAME => "La console",
        person => person,
    }
}

/// A presence state; a text of somebody's own is shown as it is.
fn state_name(state: &PresenceState) -> &str {
    match state.as_str() {
        "online" => "en ligne",
        "away" => "absent",
        "dnd" => "ne pas déranger",
        "offline" => "hors ligne",
        own => own,
    }
}

fn because_of(sanction: &Sanction) -> String {
    because(if sanction.is_automatic() { "automatique" } else { &sanction.reason })
}

fn because(reason: &str) -> String {
    if reason.is_empty() { String::new() } else { format!(" ({reason})") }
}

/// The end of a sanction: the time, and the day too if it is another than `today`.
fn until_when(until: Option<WallTime>, today: WallTime) -> String {
    let Some(until) = until else { return "sans limite de durée".to_owned() };
    let (day, time) = until.day_and_minute();
    if today.day_and_minute().0 == day {
        format!("jusqu'à {time}")
    } else {
        let (year, month, day) = (&day[..4], &day[5..7], &day[8..]);
        format!("jusqu'au {day}/{month}/{year} à {time}")
    }
}
