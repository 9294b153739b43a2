//! Contents of each place of the menu.
//!
//! Owns the tree: which lines there are, and what each does.

use super::accounts::{ROLES, make_role};
use super::list::{Line, List, ask, back, open, send};
use super::page::Page;
use super::phrases;
use super::place::{ListSource, Order, Place};
use super::question::{Draft, Intent};
use super::view::View;
use super::{accounts, class, polls, questions};
use crate::chat::name::{ChannelName, Username};
use crate::chat::request::{Act, ChannelMode};
use crate::chat::sanction::{SanctionKind, SanctionTarget};
use crate::chat::text::Lang;
use crate::cli::admin::phrases as words;
use crate::cli::printable::printable;
use crate::ops::recent::LINES_MAX;
use crate::wire::control::ControlRequest;

impl Place {
    /// The view of the place.
    pub(super) fn view(self, lang: Lang) -> View {
        let people = |title, intent| open(title, Self::People { title, draft: Draft::new(intent), absent: true });
        match self {
            Self::Home => View::List(List::menu(phrases::home(lang), home(lang))),
            Self::Clients => live(phrases::clients(lang), words::clients_header(lang), ListSource::Clients),
            Self::Client { name, address, muted } => {
                let title = name.as_ref().map_or(phrases::nobody_yet(lang).into(), |name| printable(name.as_str()));
                let title = format!("{title} · {}", printable(&address));
                View::List(List::menu(title, client(lang, name.as_ref(), &address, muted)))
            }
            Self::People { title, draft, absent } => {
                live(title, words::clients_header(lang), ListSource::People { draft: draft.into(), absent })
            }
            Self::Channels => live(phrases::channels(lang), words::channels_header(lang), ListSource::Channels),
            Self::Channel { name, disabled, read_only, members_only } => {
                let mut lines = channel(lang, &name, disabled, read_only);
                if members_only {
                    let mode = ChannelMode::Public;
                    let public = send(phrases::make_public(lang), Act::SetChannel { channel: name.clone(), mode });
                    lines.insert(lines.len() - 1, public);
                }
                View::List(List::menu(printable(name.as_str()), lines))
            }
            Self::Messages(channel) => {
                let title = phrases::messages_of(lang, &printable(channel.as_str()));
                View::List(List::live(title, Vec::new(), ListSource::Messages(channel), true))
            }
            Self::Message { id, shown } => {
                let delete = send(phrases::delete(lang), Act::Delete { id });
                View::List(List::menu(shown, vec![back(lang), delete]))
            }
            Self::Muting => View::List(List::menu(
                phrases::muting(lang),
                vec![
                    people(phrases::mute(lang), Intent::Mute),
                    open(phrases::unmute(lang), Self::Sanctions(Some(SanctionKind::Mute))),
                    back(lang),
                ],
            )),
            Self::Banning => View::List(List::menu(
                phrases::banning(lang),
                vec![
                    people(phrases::ban(lang), Intent::Ban),
                    ask(phrases::ban_address(lang), Intent::BanAddress),
                    open(phrases::unban(lang), Self::Sanctions(Some(SanctionKind::Ban))),
                    back(lang),
                ],
            )),
            Self::Sanctions(kind) => {
                live(phrases::sanctions(lang), words::sanctions_header(lang), ListSource::Sanctions(kind))
            }
            Self::Sanction { lift, shown } => {
                let lift = Line::item(phrases::lift(lang), Order::Ask(lift));
                View::List(List::menu(shown, vec![lift, back(lang)]))
            }
            Self::Roles => {
                let title = phrases::roles(lang);
                let role = |role| {
                    let draft = Draft::new(Intent::SetRole(role));
                    open(make_role(lang, role), Self::People { title, draft, absent: true })
                };
                let rename = people(phrases::rename(lang), Intent::Rename);
                View::List(List::menu(title, ROLES.into_iter().map(role).chain([rename, back(lang)]).collect()))
            }
            Self::Class => View::List(List::menu(phrases::class(lang), class::lines(lang))),
            Self::Hands => live(phrases::hands(lang), words::hands_header(lang), ListSource::Hands),
            Self::Clearing(channel) => {
                let title = phrases::really_clear(lang, &printable(channel.as_str()));
                View::List(List::menu(title, class::clearing(lang, channel)))
            }
            Self::Polls => live(phrases::polls(lang), words::polls_header(lang), ListSource::Polls),
            Self::Poll { channel, shown, open } => View::List(List::menu(shown, polls::of_poll(lang, channel, open))),
            Self::PollChannels => {
                live(phrases::poll_channels(lang), words::channels_header(lang), ListSource::PollChannels)
            }
            Self::Questions => live(phrases::questions(lang), words::questions_header(lang), ListSource::Questions),
            Self::Question { id, shown, open } => View::List(List::menu(shown, questions::of_question(lang, id, open))),
            Self::Found(request) => {
                let title = phrases::found(lang, &printable(request.terms.as_str()));
                View::List(List::live(title, Vec::new(), ListSource::Found(request), true))
            }
            Self::Accounts(after) => {
                live(phrases::accounts(lang), words::accounts_header(lang), ListSource::Accounts(after))
            }
            Self::Account { name, role, disabled } => {
                let title = format!("{} · {}", printable(name.as_str()), words::role(lang, role.as_str()));
                View::List(List::menu(title, accounts::of_account(lang, &name, role, disabled)))
            }
            Self::Log => View::Page(Page::new(phrases::log(lang), ControlRequest::Log { lines: LINES_MAX }, true)),
            Self::Address => View::Page(Page::new(phrases::address(lang), ControlRequest::Address, false)),
            Self::Stats => View::Page(Page::new(phrases::stats(lang), ControlRequest::Stats, false)),
            Self::Campus => View::Page(Page::new(phrases::campus(lang), ControlRequest::Campus, false)),
            Self::Shutdown => View::List(List::menu(
                phrases::shutdown(lang),
                vec![
                    Line::item(phrases::no_do_nothing(lang), Order::Back),
                    send(phrases::yes_stop(lang), ControlRequest::Shutdown),
                ],
            )),
        }
    }
}

fn live(title: &str, header: Vec<String>, source: ListSource) -> View {
    View::List(List::live(title, header, source, false))
}

fn home(lang: Lang) -> Vec<Line> {
    let kick = Place::People { title: phrases::kick(lang), draft: Draft::new(Intent::Kick), absent: false };
    vec![
        open(phrases::clients(lang), Place::Clients),
        open(phrases::channels(lang), Place::Channels),
        open(phrases::kick(lang), kick),
        open(phrases::muting(lang), Place::Muting),
        open(phrases::banning(lang), Place::Banning),
        open(phrases::sanctions(lang), Place::Sanctions(None)),
        ask(phrases::announce(lang), Intent::Announce),
        open(phrases::roles(lang), Place::Roles),
        open(phrases::log(lang), Place::Log),
        open(phrases::stats(lang), Place::Stats),
        send(phrases::reload(lang), ControlRequest::Reload),
        open(phrases::shutdown(lang), Place::Shutdown),
        open(phrases::class(lang), Place::Class),
        open(phrases::address(lang), Place::Address),
        ask(phrases::search(lang), Intent::Search),
        open(phrases::accounts(lang), Place::Accounts(None)),
        open(phrases::campus(lang), Place::Campus),
        Line::item(phrases::quit(lang), Order::Quit),
    ]
}

fn client(lang: Lang, name: Option<&Username>, address: &str, muted: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let against = |text: String, intent, target| Line::item(text, Order::Ask(Draft::new(intent).against(target)));
    let person = name.map(|name| SanctionTarget::Person(name.clone()));
    if person.is_some() {
        let act = |text: &str, intent| against(text.to_owned(), intent, person.clone());
        lines.push(act(phrases::do_kick(lang), Intent::Kick));
        lines.push(if muted {
            act(phrases::do_unmute(lang), Intent::Unmute)
        } else {
            act(phrases::do_mute(lang), Intent::Mute)
        });
        lines.push(act(phrases::do_ban(lang), Intent::Ban));
    }
    let ban = phrases::do_ban_address(lang, &printable(address));
    lines.push(against(ban, Intent::BanAddress, SanctionTarget::parse_range(address)));
    if person.is_some() {
        lines.extend(ROLES.map(|role| against(make_role(lang, role), Intent::SetRole(role), person.clone())));
        lines.push(against(phrases::rename(lang).to_owned(), Intent::Rename, person.clone()));
    }
    lines.push(back(lang));
    lines
}

fn channel(lang: Lang, name: &ChannelName, disabled: bool, read_only: bool) -> Vec<Line> {
    let mode = |text, mode| send(text, Act::SetChannel { channel: name.clone(), mode });
    let mut lines = vec![
        open(phrases::last_messages(lang), Place::Messages(name.clone())),
        if disabled {
            mode(phrases::enable(lang), ChannelMode::Enabled)
        } else {
            mode(phrases::disable(lang), ChannelMode::Disabled)
        },
        if read_only {
            mode(phrases::make_open(lang), ChannelMode::Open)
        } else {
            mode(phrases::make_read_only(lang), ChannelMode::ReadOnly)
        },
        ask(phrases::change_topic(lang), Intent::SetTopic(name.clone())),
    ];
    lines.extend(class::lines_of_channel(lang, name));
    lines.push(back(lang));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_that_does_nothing_comes_first() {
        let View::List(mut list) = Place::Shutdown.view(Lang::Fr) else { panic!() };
        assert!(matches!(list.chosen(), Some(Order::Back)));
    }
}
