//! The places to which one can go in the menu, and what choosing a line does.
//!
//! Owns [`Place`] and [`Order`], plain values. What stands in a place is in [`super::menus`], and what a list of the
//! server's shows in [`super::listing`].

use super::question::Draft;
use crate::chat::class_act::ClassAct;
use crate::chat::message::MessageId;
use crate::chat::name::{ChannelName, Username};
use crate::chat::request::{Act, HistoryRequest};
use crate::chat::sanction::SanctionKind;
use crate::wire::console::ConsoleRequest;
use crate::wire::control::ControlRequest;

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
    /// What one can do with the class.
    Class,
    Hands,
    /// Of a channel, if it is meant so.
    Clearing(ChannelName),
    Log,
    /// Of the page for browsers.
    Address,
    Stats,
    Shutdown,
}

/// A list that the server gives.
#[derive(Debug, Clone)]
pub(super) enum ListSource {
    Clients,
    People { draft: Draft, absent: bool },
    Channels,
    Sanctions(Option<SanctionKind>),
    Messages(ChannelName),
    Hands,
}

impl ListSource {
    /// The request that asks the server for it.
    pub(super) fn request(&self) -> ConsoleRequest {
        match self {
            Self::Clients | Self::People { .. } => ControlRequest::Clients.into(),
            Self::Channels => ConsoleRequest::Channels,
            Self::Sanctions(_) => Act::Sanctions.into(),
            Self::Hands => Act::Class(ClassAct::Hands).into(),
            Self::Messages(channel) => ConsoleRequest::History(HistoryRequest {
                channel: Some(channel.clone()),
                limit: MESSAGES,
                before: None,
                after: None,
            }),
        }
    }
}
