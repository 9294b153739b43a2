//! The sentences about a lesson: what they are about, in no language yet.
//!
//! Owns [`ClassText`], the part of `text::Text` that the rules of the lesson say.

use super::class_act::{PrivateMessages, Silence};
use super::clock::WallTime;
use super::name::{ChannelName, Username};
use super::reply::Code;

/// A sentence about a lesson.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, Copy)]
pub enum ClassText<'a> {
    /// To who has raised a hand: its place, from 1.
    HandRaised(usize),
    /// To who has lowered their own.
    HandLowered,
    /// To people in charge: somebody has raised a hand, and its place.
    RaisesHand { user: &'a Username, place: usize },
    /// To people in charge: somebody has lowered their own.
    LowersHand(&'a Username),
    /// To whose hand was lowered.
    YourHandIsDown,
    /// To who lowered somebody's hand.
    DidLowerHand(&'a Username),
    /// To who lowered all: how many there were.
    DidLowerHands(usize),
    /// To other people in charge.
    LoweredHandOf { by: &'a str, user: &'a Username },
    /// The same, of all hands: by whom.
    LoweredHands(&'a str),
    /// Above the list of raised hands.
    HandsFollow(usize),
    /// One of the list of raised hands.
    HandLine {
        place: usize,
        user: &'a Username,
        since: WallTime,
        /// The day that need not be named.
        today: WallTime,
    },
    /// Above the names of those who have not raised a hand.
    WithoutHandFollow(usize),
    /// To who may not speak: there is a silence.
    Silenced {
        silence: &'a Silence,
        /// The day that need not be named.
        today: WallTime,
    },
    /// To other people in charge, who may.
    SilencedBy {
        silence: &'a Silence,
        /// The day that need not be named.
        today: WallTime,
    },
    /// To who imposed a silence.
    DidSilence {
        silence: &'a Silence,
        /// The day that need not be named.
        today: WallTime,
    },
    /// A silence has ended, there or in all channels.
    MaySpeakAgain(Option<&'a ChannelName>),
    /// To who ended it.
    DidEndSilence(Option<&'a ChannelName>),
    /// It cannot be ended in one channel.
    SilencedEverywhere,
    /// There are as many silences as may be.
    TooManySilences(usize),
    /// People may write in a channel only every so many seconds; 0 for as often as they like.
    SlowModeIs { channel: &'a ChannelName, seconds: u32 },
    /// To who has written less than so many seconds ago.
    TooSoon {
        seconds: u32,
        /// Until the next message may come.
        wait_s: u64,
    },
    /// To whom pupils may write in private.
    PrivateMessagesAre(PrivateMessages),
    /// To a pupil who wrote to somebody else in private.
    PrivateRefused(PrivateMessages),
    /// To the others in a channel, whose clients know no line for it: what was said there is gone.
    Cleared { by: &'a str, channel: &'a ChannelName },
    /// To who cleared a channel.
    DidClear(&'a ChannelName),
    /// To who asks what clearing a channel would erase.
    WouldClear { channel: &'a ChannelName, count: u64 },
}

impl ClassText<'_> {
    /// The machine word that goes with the sentence, if there is one.
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::HandRaised(_)
            | Self::HandLowered
            | Self::RaisesHand { .. }
            | Self::LowersHand(_)
            | Self::YourHandIsDown
            | Self::DidLowerHand(_)
            | Self::DidLowerHands(_)
            | Self::LoweredHandOf { .. }
            | Self::LoweredHands(_)
            | Self::HandsFollow(_)
            | Self::HandLine { .. }
            | Self::WithoutHandFollow(_)
            | Self::SilencedBy { .. }
            | Self::DidSilence { .. }
            | Self::MaySpeakAgain(_)
            | Self::DidEndSilence(_)
            | Self::SlowModeIs { .. }
            | Self::PrivateMessagesAre(_)
            | Self::Cleared { .. }
            | Self::DidClear(_)
            | Self::WouldClear { .. } => None,
            Self::TooSoon { .. } => Some(Code::SlowMode),
            Self::PrivateRefused(_) => Some(Code::PrivateRefused),
            Self::Silenced { .. } | Self::SilencedEverywhere => Some(Code::Silenced),
            Self::TooManySilences(_) => Some(Code::TooManySanctions),
        }
    }
}
