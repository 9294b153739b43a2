//! Typed commands: what begins with `/` in a message.
//!
//! Owns [`Typed`] and its parser. Existing clients have one text box and no channel list, so this is how their users
//! reach what newer clients ask for in JSON; both end in the same functions of the core.

use super::account::Role;
use super::amending::AmendRequest;
use super::attended::LessonName;
use super::class_command::{self, CLEAR, HAND, HANDS, PRIVATE, SILENCE, SLOW};
use super::message::MessageId;
use super::name::{ChannelName, Username};
use super::poll::PollRequest;
use super::question::QuestionRequest;
use super::request::{
    Act, AttendanceRequest, ChannelMode, HISTORY_LIMIT_MAX, LessonAct, Password, REASON_CHARS_MAX, SearchRequest, Span,
};
use super::sanction::SanctionTarget;
use super::searching::{SEARCH_LIMIT_DEFAULT, SearchTerms};

/// Messages that `/history` shows when no number is given.
const HISTORY_LINES_DEFAULT: usize = 20;

/// A typed content, as it is understood.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// No command: a text to be said, which was typed with a second `/` before it.
    Say(Box<str>),
    Join(ChannelName),
    Leave(Option<ChannelName>),
    Channels,
    Users,
    School,
    History(usize),
    Private {
        to: Username,
        content: Box<str>,
    },
    Me(Box<str>),
    Help,
    Search(SearchRequest),
    Attendance(AttendanceRequest),
    /// Change one's own password.
    Password {
        old: Password,
        new: Password,
    },
    Act(Act),
    Amend(AmendRequest),
    Poll(PollRequest),
    Question(QuestionRequest),
}

/// An error in a command.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum BadCommand {
    /// There is none of that name.
    Unknown(Box<str>),
    /// It lacks something, or has it in a wrong form. Carries how it is used.
    Usage(&'static str),
    /// Somebody bears this name of several words, which stands there without quotes.
    Unquoted(Username),
}

/// A command and how it is used, for `/help`.
pub(super) struct Manual {
    pub(super) usage: &'static str,
    pub(super) french: &'static str,
    pub(super) english: &'static str,
    /// True if it is for moderators and admins.
    pub(super) staff: bool,
}

const JOIN: &str = "/join #salon";
const LEAVE: &str = "/leave [#salon]";
const EDIT: &str = "/edit texte";
const REACT: &str = "/react RÉACTION [NUMERO]";
const HISTORY: &str = "/history [1-200]";
const SEARCH: &str = "/search mots";
const MSG: &str = "/msg NOM texte";
const ME: &str = "/me texte";
const TOPIC: &str = "/topic [texte]";
const KICK: &str = "/kick NOM [raison]";
const MUTE: &str = "/mute NOM [10m|2h|1j|perm] [raison]";
const UNMUTE: &str = "/unmute NOM";
const BAN: &str = "/ban NOM|ADRESSE [10m|2h|1j|perm] [raison]";
const UNBAN: &str = "/unban NOM|ADRESSE";
const ANNOUNCE: &str = "/announce [#salon] texte";
const DELETE: &str = "/delete NUMERO";
const ROLE: &str = "/role NOM user|moderator|admin";
const LESSON: &str = "/lesson [NOM|end]";
const ATTENDANCE: &str = "/attendance [JOUR]";
const PASSWORD: &str = "/password ANCIEN NOUVEAU";
const DEVICES: &str = "/devices [NOM]";
const FORGET: &str = "/forget NUMERO|all [NOM]";
const PASSWD: &str = "/passwd NOM NOUVEAU";
const DISABLE: &str = "/disable NOM";
const ENABLE: &str = "/enable NOM";
const RENAME: &str = "/rename NOM NOUVEAU";
const CHANNEL: &str = "/channel #salon disable|enable|read_only|open|public";
const POLL: &str = r#"/poll "question" "réponse" "réponse" [plusieurs] [direct] [nominatif]"#;
const VOTE: &str = "/vote LETTRE";
const ASK: &str = "/ask question";
const UP: &str = "/up NUMERO";
const QUESTIONS: &str = "/questions [open|close]";
const UNASK: &str = "/unask NUMERO";
const ANSWERED: &str = "/answered NUMERO [réponse]";
const UNANSWERED: &str = "/unanswered NUMERO";

/// All commands, in the order in which `/help` shows them.
pub(super) const MANUAL: [Manual; 50] = [
    Manual { usage: JOIN, french: "changer de salon", english: "go to another channel", staff: false },
    Manual { usage: LEAVE, french: "quitter un salon", english: "leave a channel", staff: false },
    Manual { usage: "/channels", french: "voir les salons", english: "list the channels", staff: false },
    Manual { usage: "/users", french: "voir qui est là", english: "list who is there", staff: false },
    Manual { usage: "/school", french: "voir les autres serveurs", english: "list the other servers", staff: false },
    Manual { usage: HISTORY, french: "relire les derniers messages", english: "read the last messages", staff: false },
    Manual { usage: SEARCH, french: "chercher un message", english: "search for a message", staff: false },
    Manual {
        usage: MSG,
        french: r#"parler à une seule personne ("NOM" s'il a un espace)"#,
        english: r#"speak to one person ("NOM" if it has blanks)"#,
        staff: false,
    },
    Manual { usage: ME, french: "dire ce que l'on fait", english: "say what you are doing", staff: false },
    Manual { usage: EDIT, french: "corriger son dernier message", english: "correct your last message", staff: false },
    Manual {
        usage: REACT,
        french: "réagir au dernier message : d'accord, compris, pas compris, bravo, merci, drôle",
        english: "react to the last message: ok, understood, not understood, bravo, thanks, funny",
        staff: false,
    },
    Manual { usage: HAND, french: "lever la main, la baisser", english: "raise your hand, lower it", staff: false },
    Manual { usage: TOPIC, french: "voir ou changer le sujet", english: "see or change the topic", staff: false },
    Manual {
        usage: "//texte",
        french: "envoyer un texte qui commence par /",
        english: "send a text that begins with /",
        staff: false,
    },
    Manual {
        usage: PASSWORD,
        french: r#"changer de mot de passe ("ANCIEN" s'il a un espace)"#,
        english: r#"change your password ("OLD" if it has blanks)"#,
        staff: false,
    },
    Manual {
        usage: DEVICES,
        french: "voir où l'on reste connecté",
        english: "see where you stay logged in",
        staff: false,
    },
    Manual { usage: FORGET, french: "oublier un appareil", english: "forget a device", staff: false },
    Manual { usage: VOTE, french: "répondre au sondage", english: "answer the poll", staff: false },
    Manual { usage: "/polls", french: "voir les sondages", english: "list the polls", staff: false },
    Manual { usage: ASK, french: "poser une question sans son nom", english: "ask without one's name", staff: false },
    Manual { usage: UP, french: "avoir la même question", english: "have the same question", staff: false },
    Manual { usage: "/questions", french: "voir les questions", english: "list the questions", staff: false },
    Manual { usage: UNASK, french: "retirer une question", english: "withdraw a question", staff: false },
    Manual { usage: POLL, french: "ouvrir un sondage", english: "open a poll", staff: true },
    Manual {
        usage: QUESTIONS,
        french: "prendre des questions, ou plus",
        english: "take questions, or no more",
        staff: true,
    },
    Manual {
        usage: "/poll close|cancel",
        french: "terminer ou annuler le sondage",
        english: "end or cancel the poll",
        staff: true,
    },
    Manual { usage: ANSWERED, french: "une question a sa réponse", english: "a question is answered", staff: true },
    Manual {
        usage: UNANSWERED,
        french: "remettre une question parmi les autres",
        english: "put a question back",
        staff: true,
    },
    Manual { usage: KICK, french: "déconnecter quelqu'un", english: "disconnect somebody", staff: true },
    Manual { usage: MUTE, french: "rendre quelqu'un muet", english: "silence somebody", staff: true },
    Manual { usage: UNMUTE, french: "lui rendre la parole", english: "let them speak again", staff: true },
    Manual { usage: BAN, french: "bannir", english: "ban", staff: true },
    Manual { usage: UNBAN, french: "lever un bannissement", english: "lift a ban", staff: true },
    Manual { usage: "/bans", french: "voir les sanctions", english: "list mutes and bans", staff: true },
    Manual { usage: ANNOUNCE, french: "parler à tout le monde", english: "speak to everybody", staff: true },
    Manual { usage: DELETE, french: "effacer un message", english: "delete a message", staff: true },
    Manual {
        usage: HANDS,
        french: "voir les mains levées, les baisser",
        english: "list raised hands, lower them",
        staff: true,
    },
    Manual { usage: SILENCE, french: "suspendre la discussion", english: "pause the discussion", staff: true },
    Manual { usage: SLOW, french: "ralentir un salon", english: "slow a channel down", staff: true },
    Manual {
        usage: PRIVATE,
        french: "à qui les élèves écrivent en privé",
        english: "whom pupils may write to in private",
        staff: true,
    },
    Manual { usage: CLEAR, french: "effacer tout ce qui y est dit", english: "erase all that was said", staff: true },
    Manual { usage: LESSON, french: "commencer ou finir une séance", english: "begin or end a lesson", staff: true },
    Manual { usage: ATTENDANCE, french: "voir les présences", english: "see who was there", staff: true },
    Manual { usage: ROLE, french: "donner un rôle (admin)", english: "give a role (admin)", staff: true },
    Manual {
        usage: PASSWD,
        french: "donner un autre mot de passe (admin)",
        english: "give somebody another password (admin)",
        staff: true,
    },
    Manual {
        usage: DISABLE,
        french: "désactiver un compte (admin)",
        english: "disable an account (admin)",
        staff: true,
    },
    Manual { usage: ENABLE, french: "l'activer à nouveau (admin)", english: "enable it again (admin)", staff: true },
    Manual {
        usage: RENAME,
        french: "donner un autre nom à un compte (admin)",
        english: "give an account another name (admin)",
        staff: true,
    },
    Manual { usage: CHANNEL, french: "régler un salon (admin)", english: "set up a channel (admin)", staff: true },
    Manual { usage: "/help", french: "cette aide", english: "this help", staff: false },
];

/// True if a message's content is a command, or a text with a second `/` before it: `/`, letters or `-`, and then a
/// blank or the end; `/join#dev` is one too. Anything else that begins with `/` is a text like any other: `/!\`, `/o/`,
/// `/home/pi`.
///
/// A blank in front of a command that holds a password does not make a text of it, which everybody would read.
pub(super) fn is_command(content: &str) -> bool {
    // Nearly everything that is said is none, and no more of it has to be looked at.
    if !content.trim_start().starts_with('/') {
        return false;
    }
    let content = if holds_password(content) { content.trim_start() } else { content };
    let Some(rest) = content.strip_prefix('/') else { return false };
    let word = rest.trim_start_matches(|c: char| c.is_alphabetic() || c == '-');
    let ends = word.is_empty() || word.starts_with(char::is_whitespace);
    rest.starts_with('/') || word.len() < rest.len() && (ends || glued_channel(rest).is_some())
}

fn holds_password(content: &str) -> bool {
    let word = content.trim_start().split(char::is_whitespace).next().unwrap_or_default();
    ["/password", "/passwd"].iter().any(|known| word.eq_ignore_ascii_case(known))
}

/// A command that takes a channel and the channel typed without a blank between them.
fn glued_channel(rest: &str) -> Option<(&str, &str)> {
    let (word, channel) = rest.split_at(rest.find('#')?);
    let takes_channel = ["join", "j", "leave", "part"].iter().any(|known| word.eq_ignore_ascii_case(known));
    takes_channel.then_some((word, channel))
}

/// Parses a message's content that [is a command](is_command).
///
/// `is_known` says whether somebody bears a name. A name ends at the first blank, unless it is put in quotes or is one
/// that the server gave a guest: else whoever calls himself `bob je` would get what is meant for `bob`.
pub(super) fn parse(content: &str, is_known: impl Fn(&Username) -> bool) -> Result<Typed, BadCommand> {
    let content = content.trim();
    if content.starts_with("//") {
        return Ok(Typed::Say(content[1..].into()));
    }
    let typed = content.strip_prefix('/').unwrap_or(content);
    let (word, rest) = glued_channel(typed).unwrap_or_else(|| split_word(typed));
    let name = |usage| take_name(rest, &is_known, usage);
    let text = |usage| (!rest.is_empty()).then(|| Box::from(rest)).ok_or(BadCommand::Usage(usage));
    let act = match word.to_lowercase().as_str() {
        "join" | "j" => return ChannelName::parse(rest).map(Typed::Join).map_err(|_| BadCommand::Usage(JOIN)),
        "leave" | "part" => {
            let channel = (!rest.is_empty()).then(|| ChannelName::parse(rest)).transpose();
            return channel.map(Typed::Leave).map_err(|_| BadCommand::Usage(LEAVE));
        }
        "channels" | "list" => return Ok(Typed::Channels),
        "users" | "who" => return Ok(Typed::Users),
        "school" | "école" | "ecole" => return Ok(Typed::School),
        "history" if rest.is_empty() => return Ok(Typed::History(HISTORY_LINES_DEFAULT)),
        "history" => {
            let lines = rest.parse().ok().filter(|lines| (1..=HISTORY_LIMIT_MAX).contains(lines));
            return lines.map(Typed::History).ok_or(BadCommand::Usage(HISTORY));
        }
        "search" | "chercher" => {
            let terms = SearchTerms::parse(rest).ok_or(BadCommand::Usage(SEARCH))?;
            return Ok(Typed::Search(SearchRequest {
                terms,
                channel: None,
                author: None,
                since: None,
                until: None,
                before: None,
                limit: SEARCH_LIMIT_DEFAULT,
            }));
        }
        "msg" | "w" => {
            let (to, content) = name(MSG)?;
            if content.is_empty() {
                return Err(BadCommand::Usage(MSG));
            }
            return Ok(Typed::Private { to, content: content.into() });
        }
        "me" => return text(ME).map(Typed::Me),
        "edit" | "corriger" => return amend(AmendRequest::of_edit_command(rest), EDIT),
        "react" | "réagir" | "reagir" => return amend(AmendRequest::of_react_command(rest), REACT),
        "password" => {
            let passwords = take_secret(rest).and_then(|(old, rest)| Some((old, take_secret(rest)?)));
            return match passwords {
                Some((old, (new, ""))) => Ok(Typed::Password { old, new }),
                _ => Err(BadCommand::Usage(PASSWORD)),
            };
        }
        "passwd" => {
            let (user, rest) = name(PASSWD)?;
            match take_secret(rest) {
                Some((password, "")) => Act::SetPassword { user, password, disconnect: false, must_change: true },
                _ => return Err(BadCommand::Usage(PASSWD)),
            }
        }
        "devices" | "appareils" => {
            Act::Devices { user: (!rest.is_empty()).then(|| name(DEVICES)).transpose()?.map(|(user, _)| user) }
        }
        "forget" | "oublier" => {
            let (number, rest) = split_word(rest);
            let number = match number {
                "all" | "tout" | "tous" => None,
                number => Some(number.parse().map_err(|_| BadCommand::Usage(FORGET))?),
            };
            let user = (!rest.is_empty()).then(|| take_name(rest, &is_known, FORGET)).transpose()?;
            Act::ForgetDevices { user: user.map(|(user, _)| user), number }
        }
        "disable" | "désactiver" | "desactiver" => Act::SetDisabled { user: name(DISABLE)?.0, disabled: true },
        "enable" | "activer" => Act::SetDisabled { user: name(ENABLE)?.0, disabled: false },
        "rename" | "renommer" => {
            let (user, rest) = name(RENAME)?;
            Act::Rename { user, to: new_name(rest).ok_or(BadCommand::Usage(RENAME))? }
        }
        "help" | "aide" => return Ok(Typed::Help),
        "poll" | "sondage" => return poll(PollRequest::of_poll_command(rest), POLL),
        "polls" | "sondages" => return Ok(Typed::Poll(PollRequest::List)),
        "vote" => return poll(PollRequest::of_vote_command(rest), VOTE),
        "questions" => return question(QuestionRequest::of_questions_command(rest), QUESTIONS),
        "ask" => return question(QuestionRequest::of_ask_command(rest), ASK),
        word @ ("up" | "answered" | "unanswered" | "unask") => {
            let usage = match word {
                "up" => UP,
                "answered" => ANSWERED,
                "unanswered" => UNANSWERED,
                _ => UNASK,
            };
            return question(QuestionRequest::of_command(word, rest), usage);
        }
        "topic" => Act::Topic { channel: None, topic: (!rest.is_empty()).then(|| Box::from(cut(rest))) },
        "kick" => {
            let (user, reason) = name(KICK)?;
            Act::Kick { user, reason: cut(reason).into() }
        }
        "mute" => {
            let (user, rest) = name(MUTE)?;
            let (span, reason) = take_span(rest);
            Act::Mute { user, span, reason: cut(reason).into() }
        }
        "unmute" => Act::Unmute { user: name(UNMUTE)?.0 },
        "ban" => {
            let (target, rest) = take_target(rest, &is_known, BAN)?;
            let (span, reason) = take_span(rest);
            Act::Ban { target, span, reason: cut(reason).into() }
        }
        "unban" => Act::Unban { target: take_target(rest, &is_known, UNBAN)?.0 },
        "bans" => Act::Sanctions,
        "lesson" | "séance" | "seance" => Act::Lesson(match rest.to_lowercase().as_str() {
            "" => LessonAct::Read,
            "end" | "fin" => LessonAct::End,
            _ => LessonAct::Begin(LessonName::parse(rest).ok_or(BadCommand::Usage(LESSON))?),
        }),
        "attendance" | "présences" | "presences" => {
            let day = (!rest.is_empty()).then(|| rest.parse()).transpose();
            let day = day.map_err(|_: String| BadCommand::Usage(ATTENDANCE))?;
            return Ok(Typed::Attendance(AttendanceRequest { day, after: None }));
        }
        "announce" => {
            let (channel, content) = class_command::take_channel(rest, ANNOUNCE)?;
            if content.is_empty() {
                return Err(BadCommand::Usage(ANNOUNCE));
            }
            Act::Announce { channel, content: content.into() }
        }
        "delete" => {
            let id = rest.trim_start_matches('#').parse().map_err(|_| BadCommand::Usage(DELETE))?;
            Act::Delete { id: MessageId(id) }
        }
        "role" => {
            let (user, role) = name(ROLE)?;
            let role: Role = role.trim().to_lowercase().parse().map_err(|_| BadCommand::Usage(ROLE))?;
            Act::SetRole { user, role }
        }
        "channel" => {
            let (channel, mode) = split_word(rest);
            let channel = ChannelName::parse(channel).map_err(|_| BadCommand::Usage(CHANNEL))?;
            let mode = ChannelMode::parse(&mode.trim().to_lowercase()).ok_or(BadCommand::Usage(CHANNEL))?;
            Act::SetChannel { channel, mode }
        }
        other => match class_command::parse(other, rest, &is_known) {
            Some(act) => Act::Class(act?),
            None => return Err(BadCommand::Unknown(word.chars().take(32).collect())),
        },
    };
    Ok(Typed::Act(act))
}

fn amend(request: Option<AmendRequest>, usage: &'static str) -> Result<Typed, BadCommand> {
    request.map(Typed::Amend).ok_or(BadCommand::Usage(usage))
}

fn poll(request: Option<PollRequest>, usage: &'static str) -> Result<Typed, BadCommand> {
    request.map(Typed::Poll).ok_or(BadCommand::Usage(usage))
}

fn question(request: Option<QuestionRequest>, usage: &'static str) -> Result<Typed, BadCommand> {
    request.map(Typed::Question).ok_or(BadCommand::Usage(usage))
}

/// The first word, and what comes behind the blanks after it.
pub(super) fn split_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace).map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

/// A password at the beginning of a text, in quotes if it has blanks, and what comes behind it.
fn take_secret(text: &str) -> Option<(Password, &str)> {
    let (secret, rest) = match text.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
        Some((secret, rest)) if rest.is_empty() || rest.starts_with(char::is_whitespace) => (secret, rest.trim_start()),
        _ => split_word(text),
    };
    (!secret.is_empty()).then(|| (Password(secret.into()), rest))
}

/// A name that is all of a text, which may be in quotes, and that an account may be given.
fn new_name(text: &str) -> Option<Username> {
    let text = text.trim();
    let bare = text.strip_prefix('"').and_then(|quoted| quoted.strip_suffix('"')).unwrap_or(text);
    Username::parse_new(bare).ok()
}

/// A name at the beginning of a text, and what comes behind it.
pub(super) fn take_name<'t>(
    text: &'t str,
    is_known: &impl Fn(&Username) -> bool,
    usage: &'static str,
) -> Result<(Username, &'t str), BadCommand> {
    let parse = |text: &str| Username::parse(text).map_err(|_| BadCommand::Usage(usage));
    for (open, close) in [('"', '"'), ('«', '»'), ('“', '”')] {
        if let Some(quoted) = text.strip_prefix(open) {
            let (name, rest) = quoted.split_once(close).ok_or(BadCommand::Usage(usage))?;
            return Ok((parse(name)?, rest.trim_start()));
        }
    }
    let (word, rest) = split_word(text);
    let first = parse(word)?;
    if let Some(end) = text.find(')').map(|at| at + 1)
        && let Ok(given) = Username::parse(&text[..end])
        && given.is_guest_variant_of(&first)
        && is_known(&given)
    {
        return Ok((given, text[end..].trim_start()));
    }
    if !is_known(&first)
        && let Some(longer) = longer_name(text, is_known)
    {
        return Err(BadCommand::Unquoted(longer));
    }
    Ok((first, rest))
}

/// A known name of several words at the beginning of a text.
fn longer_name(text: &str, is_known: &impl Fn(&Username) -> bool) -> Option<Username> {
    // Longer texts are no names, so only so many ends need a look.
    let ends = text.char_indices().take(super::name::USERNAME_CHARS_MAX + 1);
    let blanks = ends.filter(|(_, c)| c.is_whitespace()).map(|(at, _)| at);
    let whole = (text.chars().count() <= super::name::USERNAME_CHARS_MAX).then_some(text.len());
    blanks.chain(whole).filter_map(|end| Username::parse(&text[..end]).ok()).find(is_known)
}

fn take_target<'t>(
    text: &'t str,
    is_known: &impl Fn(&Username) -> bool,
    usage: &'static str,
) -> Result<(SanctionTarget, &'t str), BadCommand> {
    let (word, rest) = split_word(text);
    match SanctionTarget::parse_range(word) {
        Some(range) => Ok((range, rest)),
        None => take_name(text, is_known, usage).map(|(name, rest)| (SanctionTarget::Person(name), rest)),
    }
}

/// A length of time at the beginning of a text: `10`, `10m`, `2h`, `1j`, `1d`, `perm`. Anything else belongs to the
/// reason.
fn take_span(text: &str) -> (Span, &str) {
    let (word, rest) = split_word(text);
    word.parse().map_or((Span::Usual, text.trim()), |span| (span, rest))
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(REASON_CHARS_MAX).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn name(text: &str) -> Username {
        Username::parse(text).unwrap()
    }

    fn typed(content: &str) -> Result<Typed, BadCommand> {
        let known = ["bob", "bob tu", "bob 10m", "bob (invité)", "eve (invité 2)", "zoe (amie)", "Jean Paul"];
        parse(content, |asked| known.iter().any(|text| name(text) == *asked))
    }

    fn private(to: &str, content: &str) -> Result<Typed, BadCommand> {
        Ok(Typed::Private { to: name(to), content: content.into() })
    }

    #[test]
    fn a_command_is_letters_and_then_a_blank_or_the_end() {
        for text in
            ["/join #dev", "/danse", "/JOIN\t#dev", "/aide", "//x", "//", "/a-b c", "/é", "/join#dev", "/part#dev"]
        {
            assert!(is_command(text), "{text}");
        }
        for text in [
            "",
            "/",
            "/ ",
            "/ 3 = 1",
            "/!\\ attention",
            "/o/",
            "/)",
            "/*",
            "/home/pi/notes.txt",
            "/?",
            "/2",
            "/a1 b",
            "/me!",
            "x/join",
            " /join",
            "/msg#dev",
            "/j#",
            "/join\u{301}",
            "/é/",
        ] {
            let glued = text == "/j#";
            assert_eq!(is_command(text), glued, "{text}");
        }
        assert_eq!(typed("/join#dev"), typed("/join #dev"));
        assert_eq!(typed("/J#dev"), typed("/j dev"));
        assert_eq!(typed("/leave#dev"), typed("/leave dev"));
        assert_eq!(typed("/j#"), Err(BadCommand::Usage(JOIN)));
    }

    #[test]
    fn passwords_are_words_or_in_quotes_and_a_blank_before_the_command_shows_them_to_nobody() {
        let secret = |text: &str| Password(text.into());
        let password = |old: &str, new: &str| Ok(Typed::Password { old: secret(old), new: secret(new) });
        assert_eq!(typed("/password alt neu"), password("alt", "neu"));
        assert_eq!(typed("/Password \"ancien mot\"  \"nou veau\""), password("ancien mot", "nou veau"));
        assert_eq!(typed("/password \"a b\"c"), password("\"a", "b\"c"));
        for text in ["/password", "/password alt", "/password a b c", "/password \"\" x"] {
            assert_eq!(typed(text), Err(BadCommand::Usage(PASSWORD)), "{text}");
        }
        assert!(is_command(" \t/password alt neu") && is_command(" /passwd"));
        assert_eq!(typed("  /password alt neu"), password("alt", "neu"));
        let given =
            Act::SetPassword { user: name("bob"), password: secret("neu"), disconnect: false, must_change: true };
        assert_eq!(typed("/passwd bob neu"), Ok(Typed::Act(given)));
        assert_eq!(typed("/passwd bob"), Err(BadCommand::Usage(PASSWD)));
    }

    #[test]
    fn a_second_slash_sends_the_first() {
        assert_eq!(typed("//etc/passwd"), Ok(Typed::Say("/etc/passwd".into())));
    }

    #[test]
    fn a_name_ends_at_the_first_blank_whoever_bears_a_longer_one() {
        assert_eq!(typed("/msg bob salut"), private("bob", "salut"));
        assert_eq!(typed("/msg bob tu as la réponse ?"), private("bob", "tu as la réponse ?"));
        assert_eq!(typed("/msg BOB  tu"), private("bob", "tu"));
        assert_eq!(typed("/msg inconnu salut toi"), private("inconnu", "salut toi"));
        assert_eq!(typed("/msg bob"), Err(BadCommand::Usage(MSG)));
        assert_eq!(typed("/msg"), Err(BadCommand::Usage(MSG)));
        let muted = Act::Mute { user: name("bob"), span: Span::Minutes(10), reason: "".into() };
        assert_eq!(typed("/mute bob 10m"), Ok(Typed::Act(muted)));
        assert_eq!(typed("/kick bob tu"), Ok(Typed::Act(Act::Kick { user: name("bob"), reason: "tu".into() })));
        let banned = SanctionTarget::Person(name("bob"));
        let ban = Act::Ban { target: banned, span: Span::Minutes(10), reason: "".into() };
        assert_eq!(typed("/ban bob 10m"), Ok(Typed::Act(ban)));
    }

    #[test]
    fn a_longer_name_needs_quotes_but_for_what_the_server_put_behind_it() {
        assert_eq!(typed("/msg \"bob tu\" salut"), private("bob tu", "salut"));
        assert_eq!(typed("/msg « jean paul »  à demain"), private("Jean Paul", "à demain"));
        assert_eq!(typed("/msg \"a b c\" salut toi"), private("a b c", "salut toi"));
        assert_eq!(typed("/msg \"bob"), Err(BadCommand::Usage(MSG)));
        assert_eq!(typed("/MSG jean paul à demain"), Err(BadCommand::Unquoted(name("Jean Paul"))));
        assert_eq!(typed("/unban jean paul"), Err(BadCommand::Unquoted(name("Jean Paul"))));
        assert_eq!(typed("/msg bob (invité) salut"), private("bob (invité)", "salut"));
        assert_eq!(typed("/msg Eve (Invité 2) salut"), private("eve (invité 2)", "salut"));
        assert_eq!(typed("/msg bob (invité 2) salut"), private("bob", "(invité 2) salut"));
        assert_eq!(typed("/msg zoe (amie) salut"), Err(BadCommand::Unquoted(name("zoe (amie)"))));
    }

    #[test]
    fn lengths_of_time_are_read_and_anything_else_is_a_reason() {
        let mute = |span, reason: &str| Ok(Typed::Act(Act::Mute { user: name("bob"), span, reason: reason.into() }));
        assert_eq!(typed("/mute bob"), mute(Span::Usual, ""));
        assert_eq!(typed("/mute bob 5"), mute(Span::Minutes(5), ""));
        assert_eq!(typed("/mute bob 2h trop de bruit"), mute(Span::Minutes(120), "trop de bruit"));
        assert_eq!(typed("/mute bob perm"), mute(Span::Forever, ""));
        assert_eq!(typed("/mute bob bavardage"), mute(Span::Usual, "bavardage"));
        assert_eq!(typed("/mute bob 0"), mute(Span::Usual, "0"));
        assert_eq!(typed("/mute bob 99999999999h"), mute(Span::Usual, "99999999999h"));
    }

    #[test]
    fn a_ban_is_of_a_name_or_of_addresses() {
        let ban = |content| match typed(content) {
            Ok(Typed::Act(Act::Ban { target, span, .. })) => (target.to_string(), span),
            other => panic!("{other:?}"),
        };
        assert_eq!(ban("/ban bob (invité) 1j"), ("bob (invité)".to_owned(), Span::Minutes(1440)));
        assert_eq!(ban("/ban 192.168.1.7"), ("192.168.1.7".to_owned(), Span::Usual));
        assert_eq!(ban("/ban 192.168.1.7/24 10m"), ("192.168.1.0/24".to_owned(), Span::Minutes(10)));
        assert_eq!(ban("/ban fe80::1"), ("fe80::1".to_owned(), Span::Usual));
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert_eq!(typed("/danse"), Err(BadCommand::Unknown("danse".into())));
        assert_eq!(typed("/join a b"), Err(BadCommand::Usage(JOIN)));
        assert_eq!(typed("/history 201"), Err(BadCommand::Usage(HISTORY)));
        assert_eq!(typed("/history 0"), Err(BadCommand::Usage(HISTORY)));
        assert_eq!(typed("/delete x"), Err(BadCommand::Usage(DELETE)));
        assert_eq!(typed("/role bob roi"), Err(BadCommand::Usage(ROLE)));
        assert_eq!(typed("/channel #dev explode"), Err(BadCommand::Usage(CHANNEL)));
    }

    #[test]
    fn every_command_of_the_manual_is_understood() {
        for manual in MANUAL {
            let word = manual.usage.split(' ').next().unwrap();
            assert!(!matches!(typed(word), Err(BadCommand::Unknown(_))), "{word}");
        }
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(text in "/[a-z]{0,7} ?.{0,80}") {
            let _ = typed(&text);
        }
    }
}
