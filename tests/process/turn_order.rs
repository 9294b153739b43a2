//! The order of a turn of the loop: lines leave before any other thread is woken.

use serde_json::json;

use crate::support::Place;
use crate::support::faults::CallTrace;

const SAID: &str = "who waits for it comes first";

#[test]
fn a_line_leaves_before_the_log_or_the_database_is_woken() {
    let place = Place::with_config("[log]\nmessages = \"all\"\n");
    let server = place.start();
    let (mut alice, mut bob) = (server.guest("alice"), server.guest("bob"));
    let Some(trace) = CallTrace::attach(&server, "recvfrom,sendto,futex") else { return };
    alice.send(&json!({"type": "message", "subtype": "private", "to": "bob", "content": SAID, "ack": 1}));
    bob.read_until(|line| line["content"] == SAID);
    alice.read_until(|line| line["type"] == "ack");
    place.wait_for_log(SAID);
    let calls = trace.end();
    let is_call_with_it = |call: &String, name: &str| call.contains(name) && call.contains(SAID);
    let read = calls.iter().position(|call| is_call_with_it(call, "recvfrom")).expect("it was read");
    let sent = calls.iter().position(|call| is_call_with_it(call, "sendto")).expect("it was sent");
    let thread = calls[read].split(' ').next().unwrap();
    let wakes =
        |calls: &[String]| calls.iter().filter(|call| call.starts_with(thread) && call.contains("FUTEX_WAKE")).count();
    assert_eq!(wakes(&calls[read..sent]), 0, "{calls:#?}");
    assert!(wakes(&calls[sent..]) >= 2, "both are woken then: {calls:#?}");
}
