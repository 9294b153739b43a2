//! Typed commands about a class.
//!
//! Owns their words, in English and in French, and how each is used. Called by `command`, whose forms of names these have.

use super::class_act::{ClassAct, PrivateMessages, SLOW_SECONDS_MAX};
use super::command::{BadCommand, split_word, take_name};
use super::name::{ChannelName, Username};
use super::request::Span;

pub(super) const HAND: &str = "/hand [down]";
pub(super) const HANDS: &str = "/hands [down [NOM]]";
pub(super) const SLOW: &str = "/slow [#salon] SECONDES|off";
pub(super) const PRIVATE: &str = "/private [all|staff|off]";
pub(super) const CLEAR: &str = "/clear #salon [oui]";
pub(super) const SILENCE: &str = "/silence [#salon] [10m|2h|off]";

/// The act that a command about a class means; `None` if it is none of these.
pub(super) fn parse(
    word: &str,
    rest: &str,
    is_known: &impl Fn(&Username) -> bool,
) -> Option<Result<ClassAct, BadCommand>> {
    Some(match word {
        "hand" | "main" => hand(rest),
        "hands" | "mains" => hands(rest, is_known),
        "silence" => silence(rest),
        "clear" | "vider" => clear(rest),
        "slow" | "lent" => slow(rest),
        "private" | "prive" | "privé" => private(rest),
        _ => return None,
    })
}

fn hand(rest: &str) -> Result<ClassAct, BadCommand> {
    match rest.to_lowercase().as_str() {
        "" | "up" | "lever" => Ok(ClassAct::Hand { up: true }),
        word if is_down(word) => Ok(ClassAct::Hand { up: false }),
        _ => Err(BadCommand::Usage(HAND)),
    }
}

fn hands(rest: &str, is_known: &impl Fn(&Username) -> bool) -> Result<ClassAct, BadCommand> {
    if rest.is_empty() {
        return Ok(ClassAct::Hands);
    }
    let (word, name) = split_word(rest);
    if !is_down(&word.to_lowercase()) {
        return Err(BadCommand::Usage(HANDS));
    }
    let user = if name.is_empty() { None } else { Some(take_name(name, is_known, HANDS)?.0) };
    Ok(ClassAct::LowerHands { user })
}

fn silence(rest: &str) -> Result<ClassAct, BadCommand> {
    let (channel, rest) = take_channel(rest, SILENCE)?;
    match rest.to_lowercase().as_str() {
        "" => Ok(ClassAct::Silence { channel, span: Span::Usual }),
        "off" | "fin" => Ok(ClassAct::EndSilence { channel }),
        word => word.parse().map(|span| ClassAct::Silence { channel, span }).map_err(|_| BadCommand::Usage(SILENCE)),
    }
}

fn slow(rest: &str) -> Result<ClassAct, BadCommand> {
    let (channel, rest) = take_channel(rest, SLOW)?;
    let word = rest.to_lowercase();
    let seconds = match word.as_str() {
        "off" | "non" => Some(0),
        word => word.trim_end_matches('s').trim_end().parse().ok().filter(|n| (1..=SLOW_SECONDS_MAX).contains(n)),
    };
    seconds.map(|seconds| ClassAct::Slow { channel, seconds }).ok_or(BadCommand::Usage(SLOW))
}

fn private(rest: &str) -> Result<ClassAct, BadCommand> {
    let to = match rest.to_lowercase().as_str() {
        "" => None,
        "tous" => Some(PrivateMessages::All),
        "prof" => Some(PrivateMessages::Staff),
        "non" | "aucun" => Some(PrivateMessages::Off),
        word => Some(PrivateMessages::parse(word).ok_or(BadCommand::Usage(PRIVATE))?),
    };
    Ok(ClassAct::PrivateMessages { to })
}

fn clear(rest: &str) -> Result<ClassAct, BadCommand> {
    match take_channel(rest, CLEAR)? {
        (Some(channel), "") => Ok(ClassAct::Clear { channel, dry_run: true }),
        (Some(channel), word) if matches!(word.trim().to_lowercase().as_str(), "oui" | "yes") => {
            Ok(ClassAct::Clear { channel, dry_run: false })
        }
        // What cannot be taken back is not done to a channel that is not named.
        _ => Err(BadCommand::Usage(CLEAR)),
    }
}

/// A channel at the beginning of a text, if one is there, and what comes behind it. Here it needs its `#`.
pub(super) fn take_channel<'t>(
    text: &'t str,
    usage: &'static str,
) -> Result<(Option<ChannelName>, &'t str), BadCommand> {
    let (word, rest) = split_word(text);
    if !word.starts_with(['#', '\u{ff03}']) {
        return Ok((None, text));
    }
    ChannelName::parse(word).map(|channel| (Some(channel), rest)).map_err(|_| BadCommand::Usage(usage))
}

fn is_down(word: &str) -> bool {
    matches!(word, "down" | "baisser" | "bas")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn act(word: &str, rest: &str) -> Result<ClassAct, BadCommand> {
        parse(word, rest, &|_| true).unwrap()
    }

    #[test]
    fn a_hand_goes_up_and_down_in_both_languages() {
        assert_eq!(act("hand", ""), Ok(ClassAct::Hand { up: true }));
        assert_eq!(act("main", "lever"), Ok(ClassAct::Hand { up: true }));
        assert_eq!(act("hand", "Down"), Ok(ClassAct::Hand { up: false }));
        assert_eq!(act("main", "baisser"), Ok(ClassAct::Hand { up: false }));
        assert_eq!(act("hand", "bob"), Err(BadCommand::Usage(HAND)));
    }

    #[test]
    fn a_silence_has_a_channel_a_length_both_or_neither() {
        let dev = || Some(ChannelName::parse("#dev").unwrap());
        let silence = |channel, span| Ok(ClassAct::Silence { channel, span });
        assert_eq!(act("silence", ""), silence(None, Span::Usual));
        assert_eq!(act("silence", "10"), silence(None, Span::Minutes(10)));
        assert_eq!(act("silence", "#dev 1h"), silence(dev(), Span::Minutes(60)));
        assert_eq!(act("silence", "#dev perm"), silence(dev(), Span::Forever));
        assert_eq!(act("silence", "OFF"), Ok(ClassAct::EndSilence { channel: None }));
        assert_eq!(act("silence", "#dev off"), Ok(ClassAct::EndSilence { channel: dev() }));
        for wrong in ["dev", "#dev bob", "10 #dev", "# 10", "0"] {
            assert_eq!(act("silence", wrong), Err(BadCommand::Usage(SILENCE)), "{wrong}");
        }
    }

    #[test]
    fn slow_mode_private_messages_and_clearing_have_words_in_both_languages() {
        let dev = || Some(ChannelName::parse("#dev").unwrap());
        assert_eq!(act("slow", "#dev 30"), Ok(ClassAct::Slow { channel: dev(), seconds: 30 }));
        assert_eq!(act("lent", "5 s"), Ok(ClassAct::Slow { channel: None, seconds: 5 }));
        assert_eq!(act("slow", "#dev off"), Ok(ClassAct::Slow { channel: dev(), seconds: 0 }));
        for wrong in ["", "#dev", "0", "3601", "dev 5", "-1"] {
            assert_eq!(act("slow", wrong), Err(BadCommand::Usage(SLOW)), "{wrong}");
        }
        let to = |to| Ok(ClassAct::PrivateMessages { to });
        assert_eq!(act("private", ""), to(None));
        assert_eq!(
            (act("private", "Staff"), act("privé", "prof")),
            (to(Some(PrivateMessages::Staff)), to(Some(PrivateMessages::Staff)))
        );
        for (typed, dry_run) in [("#dev", true), ("#dev oui", false), ("#dev  YES", false)] {
            assert_eq!(act("vider", typed), Ok(ClassAct::Clear { channel: dev().unwrap(), dry_run }));
        }
        for wrong in ["", "dev", "#dev tout"] {
            assert_eq!(act("clear", wrong), Err(BadCommand::Usage(CLEAR)), "{wrong}");
        }
        assert_eq!(act("private", "bob salut"), Err(BadCommand::Usage(PRIVATE)));
    }

    #[test]
    fn hands_are_listed_or_lowered() {
        let bob = Username::parse("bob tu").unwrap();
        assert_eq!(act("mains", ""), Ok(ClassAct::Hands));
        assert_eq!(act("hands", "down"), Ok(ClassAct::LowerHands { user: None }));
        assert_eq!(act("hands", "down \"bob tu\""), Ok(ClassAct::LowerHands { user: Some(bob) }));
        assert_eq!(act("hands", "up"), Err(BadCommand::Usage(HANDS)));
        assert!(parse("danse", "", &|_| true).is_none());
    }
}
