//! Has a server's database say so many messages in a shared channel, as its own events, by the store's own code.
//!
//! ```text
//! cargo run --example shared_events -- DIRECTORY COUNT CHANNEL
//! ```
//!
//! The server of that directory has been started with `[campus]` once, and does not run now. tests/operations/campus_million.sh meets
//! such a server for the first time.
#![allow(clippy::unwrap_used)]

use std::env;
use std::path::Path;
use std::sync::mpsc::channel;

use classcord_server::chat::campus_event::EventPlace;
use classcord_server::chat::clock::WallTime;
use classcord_server::chat::message::{Audience, ExtraFields, Message, MessageId, SharedMessage};
use classcord_server::chat::name::{ChannelName, Username};
use classcord_server::chat::store_protocol::{StoreAction, StoreReport, StoreRequest, StoreSeq};
use classcord_server::store::{Store, StoreEvent, StoreOptions};

/// Messages in a commit.
const EACH_COMMIT: u64 = 2000;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [directory, count, channel_name] = &arguments[..] else { panic!("shared_events DIRECTORY COUNT CHANNEL") };
    let count: u64 = count.parse().unwrap();
    let channel_name = ChannelName::parse(channel_name).unwrap();
    let from = Username::parse("zoé").unwrap();
    let (sender, woken) = channel();
    let options = StoreOptions {
        keep_messages: 0,
        keep_days: 0,
        max_bytes: 0,
        queue_max: 2 * EACH_COMMIT as usize,
        batch_max: 2 * EACH_COMMIT as usize,
        ..StoreOptions::new(Path::new(directory))
    };
    let wake = move || {
        // Nobody listens at the end.
        let _ = sender.send(());
    };
    let (store, opened) = Store::open(options, wake).unwrap();
    let (first, last_event) = (opened.next_id.0, opened.campus.last_event);
    for n in 1..=count {
        let message = Message {
            id: Some(MessageId(first + n)),
            at: WallTime { unix_us: 1_750_000_000_000_000 + n as i64 * 1_000_000, offset_s: 7200 },
            from: from.clone(),
            audience: Audience::Channel(channel_name.clone()),
            channel: channel_name.clone(),
            subtype: None,
            to: None,
            content: format!("la chose {n} d'un million").into(),
            extra: ExtraFields::default(),
            marks: None,
        };
        let ends = n.is_multiple_of(EACH_COMMIT) || n == count;
        let place = Box::new(EventPlace::Own(last_event + n));
        let action = StoreAction::AppendEvent(SharedMessage::new(message), place);
        store.submit(StoreRequest { seq: StoreSeq(n), urgent: ends, action }).unwrap();
        let mut is_there = !ends;
        while !is_there {
            woken.recv().unwrap();
            while let Some(event) = store.next_event() {
                match event {
                    StoreEvent::Report(StoreReport::Committed { through, .. }) => is_there |= through.0 == n,
                    StoreEvent::Report(StoreReport::Failed { reason, .. }) => panic!("{reason}"),
                    _ => {}
                }
            }
        }
    }
    store.shutdown().unwrap();
    println!("events up to {}, messages up to {}", last_event + count, first + count);
}
