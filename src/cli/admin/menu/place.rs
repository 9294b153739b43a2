//! The places to which one can go in the menu, and what choosing a line does.
//!
//! Owns [`Place`] and [`Order`], plain values. What stands in a place is in [`super::menus`], and what a list of the
//! server's shows in [`super::listing`].

use super::question::Draft;
use crate::chat::account::Role;
use crate::chat::class_act::ClassAct;
use crate::chat::message::MessageId;
use crate::chat::name::{ChannelName, Username};
use crate::chat::poll::PollRequest;
use crate::chat::question::{QuestionId, QuestionRequest};
use crate::chat::request::{Act, HistoryRequest, SearchRequest};
use crate::chat::sanction::SanctionKind;
use crate::wire::console::ConsoleRequest;
use crate::wire::control::{ControlRequest, ExportRequest, ExportTable};

/// Messages that are shown of a channel.
const MESSAGES: usize = 100;

/// The effect of choosing a line.
#[derive(Debug, Clone)]
pub(super) enum Order {
    /// Back to where one came from.
    Back,
    /// Out of the menu.
    Quit,
    Open(Place),
    /// Ask what a request still needs, and send it.
    Ask(Draft),
}

/// Somewhere to be.
#[derive(Debug, Clone)]
pub(super) enum Place {
    Home,
    Clients,
    Client {
        /// `None` for who has not said it yet.
        name: Option<Username>,
        address: String,
        muted: bool,
    },
    People {
        title: &'static str,
        draft: Draft,
        /// True if somebody absent may be named too.
        absent: bool,
    },
    Channels,
    Channel {
        name: ChannelName,
        disabled: bool,
        read_only: bool,
        members_only: bool,
    },
    Messages(ChannelName),
    Message {
        id: MessageId,
        shown: String,
    },
    Muting,
    Banning,
    /// Of one kind, or all.
    Sanctions(Option<SanctionKind>),
    Sanction {
        lift: Draft,
        shown: String,
    },
    Roles,
    /// The things that one can do with the class.
    Class,
    Hands,
    /// Of a channel, if it is meant so.
    Clearing(ChannelName),
    Polls,
    Poll {
        channel: ChannelName,
        shown: String,
        open: bool,
    },
    /// The channels, to choose the one whose members are asked.
    PollChannels,
    Questions,
    Question {
        id: QuestionId,
        shown: String,
        open: bool,
    },
    /// The findings of a search.
    Found(Box<SearchRequest>),
    /// From behind a place on, which the part before gave.
    Accounts(Option<String>),
    Account {
        name: Username,
        role: Role,
        disabled: bool,
    },
    Log,
    /// Of the page for browsers.
    Address,
    Stats,
    /// The other servers of the school.
    Campus,
    Shutdown,
}

/// A list that the server gives.
#[derive(Debug, Clone)]
pub(super) enum ListSource {
    Clients,
    People { draft: Box<Draft>, absent: bool },
    Channels,
    Sanctions(Option<SanctionKind>),
    Messages(ChannelName),
    Hands,
    Polls,
    PollChannels,
    Questions,
    Found(Box<SearchRequest>),
    Accounts(Option<String>),
}

impl ListSource {
    /// True if it is asked for once, and again only when something was done: a search is work for the database, and a look at
    /// the accounts has its entry in the audit log.
    pub(super) fn is_still(&self) -> bool {
        matches!(self, Self::Found(_) | Self::Accounts(_))
    }

    /// The request that asks the server for it.
    pub(super) fn request(&self) -> ConsoleRequest {
        match self {
            Self::Clients | Self::People { .. } => ControlRequest::Clients.into(),
            Self::Channels | Self::PollChannels => ConsoleRequest::Channels,
            Self::Sanctions(_) => Act::Sanctions.into(),
            Self::Hands => Act::Class(ClassAct::Hands).into(),
            Self::Polls => ConsoleRequest::Poll(PollRequest::List),
            Self::Questions => ConsoleRequest::Question(QuestionRequest::List),
            Self::Found(request) => ConsoleRequest::Search(request.clone()),
            Self::Accounts(after) => ControlRequest::Export(ExportRequest {
                table: ExportTable::Users,
                channel: None,
                since_us: None,
                until_us: None,
                person: None,
                day: None,
                after: after.clone(),
            })
            .into(),
            Self::Messages(channel) => ConsoleRequest::History(HistoryRequest {
                channel: Some(channel.clone()),
                limit: MESSAGES,
                before: None,
                after: None,
            }),
        }
    }
}
