//! The lines that the server's answers make in a list, and where each leads.
//!
//! Names are read from an answer as what they are, and go back to the server as such; what is shown of them is printable.

use serde_json::Value;

use super::list::Line;
use super::place::{ListSource, Order, Place};
use super::question::{Draft, Intent};
use super::{accounts, found, phrases, polls, questions};
use crate::chat::class_act::ClassAct;
use crate::chat::message::MessageId;
use crate::chat::name::{ChannelName, Username};
use crate::chat::request::Act;
use crate::chat::sanction::{SanctionKind, SanctionTarget};
use crate::chat::text::Lang;
use crate::cli::admin::answer;
use crate::cli::admin::fields::{items, text};

/// The lines of a list.
pub(super) fn lines(source: &ListSource, lang: Lang, answer: &Value) -> Vec<Line> {
    match source {
        ListSource::Clients => items(answer, "clients").iter().map(|client| client_line(lang, client)).collect(),
        ListSource::People { draft, absent } => {
            let mut lines = people(lang, items(answer, "clients"), draft);
            if *absent {
                lines.push(Line::item(phrases::another_name(lang), Order::Ask((**draft).clone())));
            }
            lines
        }
        ListSource::Channels => {
            items(answer, "channels").iter().filter_map(|channel| channel_line(lang, channel)).collect()
        }
        ListSource::Sanctions(kind) => items(answer, "bans")
            .iter()
            .filter(|sanction| kind.is_none_or(|kind| sanction["kind"] == kind.as_str()))
            .map(|sanction| sanction_line(lang, sanction))
            .collect(),
        ListSource::Hands => items(answer, "hands").iter().enumerate().filter_map(hand_line).collect(),
        ListSource::Polls => polls::lines(lang, answer),
        ListSource::PollChannels => {
            items(answer, "channels").iter().filter_map(|one| polls::channel(lang, one)).collect()
        }
        ListSource::Questions => questions::lines(lang, answer),
        ListSource::Found(request) => found::lines(lang, request, answer),
        ListSource::Accounts(_) => accounts::lines(lang, answer),
        ListSource::Messages(_) => items(answer, "messages").iter().filter_map(message_line).collect(),
    }
}

fn client_line(lang: Lang, client: &Value) -> Line {
    let address = client["address"].as_str().unwrap_or_default().to_owned();
    let key = format!("{address} {}", text(client, "since"));
    let place = Place::Client { name: username(client, "name"), address, muted: client["muted"] == true };
    Line { key, cells: answer::client(lang, client), order: Order::Open(place) }
}

/// One line for each name, however many connections somebody has.
fn people(lang: Lang, clients: &[Value], draft: &Draft) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for client in clients {
        let Some(name) = username(client, "name") else { continue };
        if lines.iter().all(|line| line.key != name.as_str()) {
            let key = name.to_string();
            let order = Order::Ask(draft.clone().against(Some(SanctionTarget::Person(name))));
            lines.push(Line { key, cells: answer::client(lang, client), order });
        }
    }
    lines
}

fn channel_line(lang: Lang, channel: &Value) -> Option<Line> {
    let name = ChannelName::parse(channel["name"].as_str()?).ok()?;
    let is = |field: &str| channel[field] == true;
    let key = name.to_string();
    let place =
        Place::Channel { name, disabled: is("disabled"), read_only: is("read_only"), members_only: is("members_only") };
    Some(Line { key, cells: answer::channel(lang, channel), order: Order::Open(place) })
}

/// Choosing it lowers the hand.
fn hand_line((n, hand): (usize, &Value)) -> Option<Line> {
    let user = username(hand, "user")?;
    let key = user.to_string();
    let lower = Act::Class(ClassAct::LowerHands { user: Some(user) });
    Some(Line { key, cells: answer::hand(n, hand), order: Order::Ask(Draft::new(Intent::Send(lower.into()))) })
}

fn message_line(message: &Value) -> Option<Line> {
    let id = message["id"].as_u64()?;
    let shown = answer::message(message);
    let order = Order::Open(Place::Message { id: MessageId(id), shown: shown.clone() });
    Some(Line { key: id.to_string(), cells: vec![shown], order })
}

fn sanction_line(lang: Lang, sanction: &Value) -> Line {
    let is_mute = sanction["kind"] == SanctionKind::Mute.as_str();
    let intent = if is_mute { Intent::Unmute } else { Intent::Unban };
    let target = match username(sanction, "user") {
        Some(name) => Some(SanctionTarget::Person(name)),
        None => sanction["address"].as_str().and_then(SanctionTarget::parse_range),
    };
    let key = format!("{} {} {}", text(sanction, "kind"), text(sanction, "user"), text(sanction, "address"));
    let lift = Draft::new(intent).against(target);
    let cells = answer::sanction(lang, sanction);
    let shown = cells.iter().filter(|cell| !cell.is_empty()).cloned().collect::<Vec<_>>().join(" · ");
    Line { key, cells, order: Order::Open(Place::Sanction { lift, shown }) }
}

pub(super) fn username(value: &Value, field: &str) -> Option<Username> {
    Username::parse(value[field].as_str()?).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::cli::admin::menu::question::Field;

    fn orders(source: &ListSource, answer: &Value) -> Vec<Order> {
        lines(source, Lang::Fr, answer).into_iter().map(|line| line.order).collect()
    }

    fn person(name: &str) -> Username {
        Username::parse(name).unwrap()
    }

    #[test]
    fn a_name_goes_back_to_the_server_as_it_came() {
        let answer = json!({"clients": [
            {"name": "10.0.0.1", "address": "192.168.1.5"}, {"name": "10.0.0.1", "address": "192.168.1.6"},
            {"name": null, "address": "192.168.1.7"},
        ]});
        let source = ListSource::People { draft: Draft::new(Intent::Ban).into(), absent: true };
        let [Order::Ask(draft), Order::Ask(other)] = &orders(&source, &answer)[..] else { panic!() };
        assert_eq!(draft.target, Some(SanctionTarget::Person(person("10.0.0.1"))));
        assert_eq!(other.request(), Err(Field::User));
        assert_eq!(orders(&ListSource::Clients, &answer).len(), 3);
    }

    #[test]
    fn a_sanction_is_lifted_by_what_it_is_against() {
        let answer = json!({"bans": [
            {"kind": "mute", "user": "bob"}, {"kind": "ban", "user": "eve"}, {"kind": "ban", "address": "10.0.0.0/8"},
        ]});
        let lifts = |kind| -> Vec<Act> {
            let orders = orders(&ListSource::Sanctions(kind), &answer).into_iter();
            orders
                .map(|order| match order {
                    Order::Open(Place::Sanction { lift, .. }) => match lift.request() {
                        Ok(crate::wire::console::ConsoleRequest::Act(act)) => act,
                        other => panic!("{other:?}"),
                    },
                    other => panic!("{other:?}"),
                })
                .collect()
        };
        let range = SanctionTarget::parse_range("10.0.0.0/8").unwrap();
        assert_eq!(lifts(Some(SanctionKind::Mute)), [Act::Unmute { user: person("bob") }]);
        assert_eq!(lifts(Some(SanctionKind::Ban))[1], Act::Unban { target: range });
        assert_eq!(lifts(None).len(), 3);
    }
}
