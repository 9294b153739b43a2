//! The places to which one can go in the menu, and what one can do there.
//!
//! Owns the tree: [`Place`]s, what stands in each, and the [`Order`] that each line carries out. Names travel in
//! requests as the server gave them; what is shown of them is printable.

use serde_json::{Value, json};

use super::lesson;
use super::list::{Line, List};
use super::page::Page;
use super::phrases;
use super::question::{Draft, Field};
use super::view::View;
use crate::chat::text::Lang;
use crate::cli::admin::answer::{self, items, text};
use crate::cli::admin::phrases as words;
use crate::cli::admin::request;
use crate::cli::printable::printable;
use crate::ops::recent::LINES_MAX;

/// Messages that are shown of a channel.
const MESSAGES: u64 = 100;

const ROLES: [&str; 3] = ["user", "moderator", "admin"];

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
        name: Option<String>,
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
        name: String,
        disabled: bool,
        read_only: bool,
    },
    Messages(String),
    Message {
        id: u64,
        shown: String,
    },
    Muting,
    Banning,
    /// Of one kind, or all.
    Sanctions(Option<&'static str>),
    Sanction {
        lift: Draft,
        shown: String,
    },
    Roles,
    Lesson,
    Hands,
    /// Of a channel, if it is meant so.
    Clearing(String),
    Log,
    Stats,
    Shutdown,
}

/// A list that the server gives.
#[derive(Debug, Clone)]
pub(super) enum ListSource {
    Clients,
    People { draft: Draft, absent: bool },
    Channels,
    Sanctions(Option<&'static str>),
    Messages(String),
    Hands,
}

pub(super) fn open(text: impl Into<String>, place: Place) -> Line {
    Line::item(text, Order::Open(place))
}

pub(super) fn ask(text: impl Into<String>, request: Value, needs: &[Field]) -> Line {
    Line::item(text, Order::Ask(Draft::new(request, needs)))
}

pub(super) fn back(lang: Lang) -> Line {
    Line::item(phrases::back(lang), Order::Back)
}

impl Place {
    /// The view of the place.
    pub(super) fn view(self, lang: Lang) -> View {
        let people = |title, kind, needs: &[Field], absent| {
            open(title, Self::People { title, draft: Draft::new(request(kind), needs), absent })
        };
        match self {
            Self::Home => View::List(List::menu(phrases::home(lang), home(lang))),
            Self::Clients => live(phrases::clients(lang), words::clients_header(lang), ListSource::Clients),
            Self::Client { name, address, muted } => {
                let title = name.as_deref().map_or(phrases::nobody_yet(lang).into(), printable);
                let title = format!("{title} · {}", printable(&address));
                View::List(List::menu(title, client(lang, name.as_deref(), &address, muted)))
            }
            Self::People { title, draft, absent } => {
                live(title, words::clients_header(lang), ListSource::People { draft, absent })
            }
            Self::Channels => live(phrases::channels(lang), words::channels_header(lang), ListSource::Channels),
            Self::Channel { name, disabled, read_only } => {
                View::List(List::menu(printable(&name), channel(lang, &name, disabled, read_only)))
            }
            Self::Messages(channel) => {
                let title = phrases::messages_of(lang, &printable(&channel));
                View::List(List::live(title, Vec::new(), ListSource::Messages(channel), true))
            }
            Self::Message { id, shown } => {
                let delete = ask(phrases::delete(lang), json!({ "type": "delete", "id": id }), &[]);
                View::List(List::menu(shown, vec![back(lang), delete]))
            }
            Self::Muting => View::List(List::menu(
                phrases::muting(lang),
                vec![
                    people(phrases::mute(lang), "mute", &[Field::Span, Field::Reason], true),
                    open(phrases::unmute(lang), Self::Sanctions(Some("mute"))),
                    back(lang),
                ],
            )),
            Self::Banning => View::List(List::menu(
                phrases::banning(lang),
                vec![
                    people(phrases::ban(lang), "ban", &[Field::Span, Field::Reason], true),
                    ask(phrases::ban_address(lang), request("ban"), &[Field::Address, Field::Span, Field::Reason]),
                    open(phrases::unban(lang), Self::Sanctions(Some("ban"))),
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
                    let draft = Draft::new(json!({ "type": "role", "role": role }), &[]);
                    open(
                        phrases::make_role(lang, &words::role(lang, role)),
                        Self::People { title, draft, absent: true },
                    )
                };
                View::List(List::menu(title, ROLES.into_iter().map(role).chain([back(lang)]).collect()))
            }
            Self::Lesson => View::List(List::menu(phrases::lesson(lang), lesson::lines(lang))),
            Self::Hands => lesson::hands(lang),
            Self::Clearing(channel) => {
                let title = phrases::really_clear(lang, &printable(&channel));
                View::List(List::menu(title, lesson::clearing(lang, &channel)))
            }
            Self::Log => View::Page(Page::new(phrases::log(lang), json!({ "type": "log", "lines": LINES_MAX }), true)),
            Self::Stats => View::Page(Page::new(phrases::stats(lang), request("stats"), false)),
            Self::Shutdown => View::List(List::menu(
                phrases::shutdown(lang),
                vec![
                    Line::item(phrases::no_do_nothing(lang), Order::Back),
                    ask(phrases::yes_stop(lang), request("shutdown"), &[]),
                ],
            )),
        }
    }
}

pub(super) fn live(title: &str, header: Vec<String>, source: ListSource) -> View {
    View::List(List::live(title, header, source, false))
}

fn home(lang: Lang) -> Vec<Line> {
    let kick = Place::People {
        title: phrases::kick(lang),
        draft: Draft::new(request("kick"), &[Field::Reason]),
        absent: false,
    };
    vec![
        open(phrases::clients(lang), Place::Clients),
        open(phrases::channels(lang), Place::Channels),
        open(phrases::kick(lang), kick),
        open(phrases::muting(lang), Place::Muting),
        open(phrases::banning(lang), Place::Banning),
        open(phrases::sanctions(lang), Place::Sanctions(None)),
        ask(phrases::announce(lang), request("announce"), &[Field::Content]),
        open(phrases::roles(lang), Place::Roles),
        open(phrases::log(lang), Place::Log),
        open(phrases::stats(lang), Place::Stats),
        ask(phrases::reload(lang), request("reload"), &[]),
        open(phrases::shutdown(lang), Place::Shutdown),
        open(phrases::lesson(lang), Place::Lesson),
        Line::item(phrases::quit(lang), Order::Quit),
    ]
}

fn client(lang: Lang, name: Option<&str>, address: &str, muted: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(name) = name {
        let act = |text, kind, needs: &[Field]| ask(text, json!({ "type": kind, "user": name }), needs);
        lines.push(act(phrases::do_kick(lang), "kick", &[Field::Reason]));
        lines.push(if muted {
            act(phrases::do_unmute(lang), "unmute", &[])
        } else {
            act(phrases::do_mute(lang), "mute", &[Field::Span, Field::Reason])
        });
        lines.push(act(phrases::do_ban(lang), "ban", &[Field::Span, Field::Reason]));
    }
    let ban = phrases::do_ban_address(lang, &printable(address));
    lines.push(ask(ban, json!({ "type": "ban", "address": address }), &[Field::Span, Field::Reason]));
    if let Some(name) = name {
        lines.extend(ROLES.map(|role| {
            let text = phrases::make_role(lang, &words::role(lang, role));
            ask(text, json!({ "type": "role", "user": name, "role": role }), &[])
        }));
    }
    lines.push(back(lang));
    lines
}

fn channel(lang: Lang, name: &str, disabled: bool, read_only: bool) -> Vec<Line> {
    let mode = |text, mode| ask(text, json!({ "type": "channel", "channel": name, "mode": mode }), &[]);
    let mut lines = vec![
        open(phrases::last_messages(lang), Place::Messages(name.to_owned())),
        if disabled { mode(phrases::enable(lang), "enable") } else { mode(phrases::disable(lang), "disable") },
        if read_only {
            mode(phrases::make_open(lang), "open")
        } else {
            mode(phrases::make_read_only(lang), "read_only")
        },
        ask(phrases::change_topic(lang), json!({ "type": "topic", "channel": name }), &[Field::Topic]),
    ];
    lines.extend(lesson::lines_of_channel(lang, name));
    lines.push(back(lang));
    lines
}

impl ListSource {
    /// The request that asks the server for it.
    pub(super) fn request(&self) -> Value {
        match self {
            Self::Clients | Self::People { .. } => request("clients"),
            Self::Channels => request("channels"),
            Self::Sanctions(_) => request("bans"),
            Self::Hands => request("hands"),
            Self::Messages(channel) => json!({ "type": "history", "channel": channel, "limit": MESSAGES }),
        }
    }

    /// The lines that an answer makes.
    pub(super) fn lines(&self, lang: Lang, answer: &Value) -> Vec<Line> {
        match self {
            Self::Clients => items(answer, "clients").iter().map(|client| client_line(lang, client)).collect(),
            Self::People { draft, absent } => {
                let mut lines = people(lang, items(answer, "clients"), draft);
                if *absent {
                    let order = Order::Ask(draft.asking_first(Field::User));
                    lines.push(Line::item(phrases::another_name(lang), order));
                }
                lines
            }
            Self::Channels => items(answer, "channels")
                .iter()
                .filter_map(|channel| {
                    let name = channel["name"].as_str()?.to_owned();
                    let is = |field: &str| channel[field] == true;
                    let place =
                        Place::Channel { name: name.clone(), disabled: is("disabled"), read_only: is("read_only") };
                    Some(Line { key: name, cells: answer::channel(lang, channel), order: Order::Open(place) })
                })
                .collect(),
            Self::Hands => lesson::hand_lines(answer),
            Self::Sanctions(kind) => items(answer, "bans")
                .iter()
                .filter(|sanction| kind.is_none_or(|kind| sanction["kind"] == kind))
                .map(|sanction| sanction_line(lang, sanction))
                .collect(),
            Self::Messages(_) => items(answer, "messages")
                .iter()
                .filter_map(|message| {
                    let id = message["id"].as_u64()?;
                    let shown = answer::message(message);
                    let order = Order::Open(Place::Message { id, shown: shown.clone() });
                    Some(Line { key: id.to_string(), cells: vec![shown], order })
                })
                .collect(),
        }
    }
}

fn client_line(lang: Lang, client: &Value) -> Line {
    let name = client["name"].as_str().map(str::to_owned);
    let address = client["address"].as_str().unwrap_or_default().to_owned();
    let key = format!("{address} {}", text(client, "since"));
    let place = Place::Client { name, address, muted: client["muted"] == true };
    Line { key, cells: answer::client(lang, client), order: Order::Open(place) }
}

/// One line for each name, however many connections somebody has.
fn people(lang: Lang, clients: &[Value], draft: &Draft) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for client in clients {
        let Some(name) = client["name"].as_str() else { continue };
        if lines.iter().all(|line| line.key != name) {
            let cells = answer::client(lang, client);
            lines.push(Line { key: name.to_owned(), cells, order: Order::Ask(draft.with("user", name)) });
        }
    }
    lines
}

fn sanction_line(lang: Lang, sanction: &Value) -> Line {
    let kind = if sanction["kind"] == "mute" { "unmute" } else { "unban" };
    let field = if sanction["user"].is_string() { "user" } else { "address" };
    let whom = sanction[field].as_str().unwrap_or_default();
    let lift = Draft::new(request(kind), &[]).with(field, whom);
    let cells = answer::sanction(lang, sanction);
    let shown = cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
    Line { key: format!("{kind} {field} {whom}"), cells, order: Order::Open(Place::Sanction { lift, shown }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn orders(source: &ListSource, answer: &Value) -> Vec<Order> {
        source.lines(Lang::Fr, answer).into_iter().map(|line| line.order).collect()
    }

    #[test]
    fn a_name_goes_back_to_the_server_as_it_came() {
        let answer = json!({"clients": [
            {"name": "10.0.0.1", "address": "192.168.1.5"}, {"name": "10.0.0.1", "address": "192.168.1.6"},
            {"name": null, "address": "192.168.1.7"},
        ]});
        let source = ListSource::People { draft: Draft::new(request("ban"), &[]), absent: true };
        let [Order::Ask(draft), Order::Ask(other)] = &orders(&source, &answer)[..] else { panic!() };
        assert_eq!(draft.request, json!({"type": "ban", "user": "10.0.0.1"}));
        assert_eq!((other.next(), &other.request), (Some(Field::User), &json!({"type": "ban"})));
        assert_eq!(orders(&ListSource::Clients, &answer).len(), 3);
    }

    #[test]
    fn a_sanction_is_lifted_by_what_it_is_against() {
        let answer = json!({"bans": [
            {"kind": "mute", "user": "bob"}, {"kind": "ban", "user": "eve"}, {"kind": "ban", "address": "10.0.0.0/8"},
        ]});
        let lifts = |kind| -> Vec<Value> {
            let orders = orders(&ListSource::Sanctions(kind), &answer).into_iter();
            orders
                .map(|order| match order {
                    Order::Open(Place::Sanction { lift, .. }) => lift.request,
                    other => panic!("{other:?}"),
                })
                .collect()
        };
        assert_eq!(lifts(Some("mute")), [json!({"type": "unmute", "user": "bob"})]);
        assert_eq!(lifts(Some("ban"))[1], json!({"type": "unban", "address": "10.0.0.0/8"}));
        assert_eq!(lifts(None).len(), 3);
    }

    #[test]
    fn the_answer_that_does_nothing_comes_first() {
        let View::List(mut list) = Place::Shutdown.view(Lang::Fr) else { panic!() };
        assert!(matches!(list.chosen(), Some(Order::Back)));
    }
}
