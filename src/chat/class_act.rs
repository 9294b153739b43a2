//! Acts about a class, and what newer clients are told of them: raised hands, silences, slow mode, private
//! messages of pupils, cleared channels.
//!
//! Owns [`ClassAct`], what somebody asks, and [`ClassLine`], a line about it. `wire::class` has both as text;
//! the rules are in the file of each subject, which `class` calls.

use super::clock::WallTime;
use super::name::{ChannelName, Username};
use super::request::Span;

/// Something that is asked of a class. Comes as a request, as a typed command, or from the console.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClassAct {
    /// Raise one's own hand, or lower it.
    Hand {
        /// True to raise it.
        up: bool,
    },
    /// Lower hands of others.
    LowerHands {
        /// Whose; `None` for everybody's.
        user: Option<Username>,
    },
    /// List the raised hands, and who has not raised one.
    Hands,
    /// Let nobody speak but people in charge.
    Silence {
        /// Where; `None` for all channels.
        channel: Option<ChannelName>,
        /// For how long; the usual is without an end.
        span: Span,
    },
    /// Let people speak again.
    EndSilence {
        /// Where; `None` for wherever there is a silence.
        channel: Option<ChannelName>,
    },
    /// List the silences.
    Silences,
    /// Let people write in a channel only every so often.
    Slow {
        /// Where; `None` for the current one.
        channel: Option<ChannelName>,
        /// Between two messages, from 1 to [`SLOW_SECONDS_MAX`]; 0 for as often as they like.
        seconds: u32,
    },
    /// Say to whom pupils may write in private.
    PrivateMessages {
        /// To whom from now on; `None` to ask.
        to: Option<PrivateMessages>,
    },
    /// Forget all that was said in a channel.
    Clear {
        channel: ChannelName,
        /// True if it is only to be said how many messages would go.
        dry_run: bool,
    },
}

impl ClassAct {
    /// The word for it on the wire: the `type` of the request and of its answer.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Hand { .. } | Self::LowerHands { user: Some(_) } => "hand",
            Self::LowerHands { user: None } | Self::Hands => "hands",
            Self::Silence { .. } | Self::EndSilence { .. } | Self::Silences => "silence",
            Self::Slow { .. } => "slow",
            Self::PrivateMessages { .. } => "private_messages",
            Self::Clear { .. } => "clear",
        }
    }
}

/// A line about a class.
#[allow(missing_docs, reason = "each variant says what it is, and the names of such fields say the rest")]
#[derive(Debug, Clone, PartialEq)]
pub enum ClassLine {
    /// Somebody's hand is up, at another place than before.
    HandUp {
        hand: RaisedHand,
        /// Its place among those that are up, from 1.
        place: usize,
    },
    /// Somebody's hand is down.
    HandDown { user: Username },
    /// The people who have raised a hand, and those who have not.
    Hands {
        /// In the order in which they went up.
        hands: Vec<RaisedHand>,
        /// The others present, people in charge aside, in the order of their names.
        others: Vec<Username>,
    },
    /// Only people in charge may speak.
    Silenced(Silence),
    /// People may speak again, there or in all channels.
    SilenceEnds { channel: Option<ChannelName> },
    /// Where only people in charge may speak.
    Silences { silences: Vec<Silence> },
    /// People may write in a channel only every so often.
    Slow {
        channel: ChannelName,
        /// Between two messages; 0 for as often as they like.
        seconds: u32,
    },
    /// To whom pupils may write in private.
    PrivateMessages(PrivateMessages),
    /// All that was said in a channel so far is gone.
    Cleared {
        channel: ChannelName,
        /// The name of the one who cleared it.
        by: Box<str>,
    },
}

/// Longest slow mode, in seconds. A class that is to write less often than once an hour is silent.
pub const SLOW_SECONDS_MAX: u32 = 3600;

/// To whom pupils, who are in charge of nothing, may write in private. People in charge may write to everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PrivateMessages {
    /// To everybody.
    #[default]
    All,
    /// To people in charge.
    Staff,
    /// To nobody.
    Off,
}

impl PrivateMessages {
    /// The word for it on the wire and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Staff => "staff",
            Self::Off => "off",
        }
    }

    /// Reads a word for whom pupils may write to in private; `None` for any other word.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::All, Self::Staff, Self::Off].into_iter().find(|to| to.as_str() == word)
    }
}

/// A time in which only people in charge may speak. In private everybody may.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// Where; `None` for all channels.
    pub channel: Option<ChannelName>,
    /// The time at which it began.
    pub since: WallTime,
    /// The time at which it ends by itself.
    pub until: Option<WallTime>,
    /// The name of the one who imposed it.
    pub by: Box<str>,
}

/// A hand that is up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaisedHand {
    /// The person.
    pub user: Username,
    /// The time at which it went up.
    pub since: WallTime,
}
