//! Polls on the wire: who opens and closes them, who votes, who sees what of it, and what is kept.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::lesson::{event, newer, ok, old, pupil, refused, started, teacher};

fn poll() -> Value {
    json!({"type": "poll", "question": "Quelle fonction attend un client ?", "answers": ["bind", "accept", "connect"]})
}

fn with(mut request: Value, field: &str, value: Value) -> Value {
    request[field] = value;
    request
}

fn polls(client: &mut Client) -> Value {
    client.send(&json!({"type": "polls"}));
    event(client, "polls")["polls"].take()
}

#[test]
fn a_poll_is_opened_answered_and_closed_and_its_counts_are_hidden_until_then() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    let (mut ben, mut ines) = (pupil(&server, "ben"), old(&server, "inès"));
    let answer = ok(&mut prof, &poll());
    assert_eq!(answer, json!({"type": "poll", "status": "ok", "id": 1, "channel": "#général"}));
    let opened = event(&mut ben, "poll_opened");
    assert_eq!((&opened["id"], &opened["by"], &opened["open"]), (&json!(1), &json!("prof"), &json!(true)));
    assert_eq!(opened["answers"], json!(["bind", "accept", "connect"]));
    assert!(opened.get("counts").is_none() && opened["anonymous"] == true && opened["several"] == false);
    assert_eq!(
        ines.read_words("Sondage"),
        "Sondage de prof (réponses anonymes pour la classe) : Quelle fonction attend un client ? A. bind · B. accept \
         · C. connect — pour répondre : /vote B"
    );
    let voted = ok(&mut ben, &json!({"type": "vote", "choices": [3], "id": 1}));
    assert_eq!(voted["choices"], json!([3]));
    assert_eq!(
        ines.type_and_read("/vote b", "Réponse"),
        "Réponse enregistrée : B, accept. Résultats à la fin du sondage."
    );
    // A vote may be changed, and counts once.
    ok(&mut ben, &json!({"type": "vote", "choices": [2]}));
    let seen = polls(&mut ben);
    assert_eq!((&seen[0]["voters"], &seen[0]["yours"]), (&json!(2), &json!([2])));
    assert!(seen[0].get("counts").is_none() && seen[0].get("voted").is_none());
    let seen = polls(&mut prof);
    assert_eq!((&seen[0]["counts"], &seen[0]["voted"]), (&json!([0, 2, 0]), &json!(["ben", "inès"])));
    let closed = ok(&mut prof, &json!({"type": "poll_close"}));
    assert_eq!((&closed["voters"], &closed["counts"]), (&json!(2), &json!([0, 2, 0])));
    let closed = event(&mut ben, "poll_closed");
    assert_eq!((&closed["counts"], &closed["open"]), (&json!([0, 2, 0]), &json!(false)));
    assert!(closed.get("names").is_none(), "{closed}");
    assert_eq!(
        ines.read_words("Résultat"),
        "Résultat du sondage : Quelle fonction attend un client ? A. bind : 0 (0 %) · B. accept : 2 (100 %) · C. connect \
         : 0 (0 %) · 2 réponses"
    );
    refused(&mut ben, &json!({"type": "vote", "choices": [1]}), "unknown_poll");
    place.wait_for_audit("poll_closed");
    let events: Vec<Value> = place.audit().into_iter().map(|line| line["event"].clone()).collect();
    assert!(events.contains(&json!("poll_opened")), "{events:?}");
}

#[test]
fn the_teacher_sees_the_counts_of_a_hidden_poll_and_everybody_those_of_a_live_one() {
    let (place, server) = started();
    let (mut prof, mut ben) = (teacher(&place, &server), pupil(&server, "ben"));
    ok(&mut prof, &poll());
    ok(&mut ben, &json!({"type": "vote", "choices": [1]}));
    let counts = event(&mut prof, "poll_counts");
    assert_eq!((&counts["voters"], &counts["counts"]), (&json!(1), &json!([1, 0, 0])));
    assert!(!ben.lines_until_now().iter().any(|line| line["type"] == "poll_counts"));
    ok(&mut prof, &json!({"type": "poll_close"}));
    ok(&mut prof, &with(with(poll(), "live", json!(true)), "anonymous", json!(false)));
    ok(&mut ben, &json!({"type": "vote", "choices": [2]}));
    let mut zoe = pupil(&server, "zoé");
    ok(&mut zoe, &json!({"type": "vote", "choices": [2]}));
    let counts = ben.read_until(|line| line["type"] == "poll_counts" && line["voters"] == 2);
    assert_eq!(counts["counts"], json!([0, 2, 0]));
    ok(&mut prof, &json!({"type": "poll_close"}));
    assert_eq!(event(&mut ben, "poll_closed")["names"], json!([[], ["ben", "zoé"], []]), "it was not anonymous");
}

#[test]
fn several_answers_are_chosen_only_where_that_is_said() {
    let (place, server) = started();
    let (mut prof, mut ben) = (teacher(&place, &server), pupil(&server, "ben"));
    ok(&mut prof, &poll());
    refused(&mut ben, &json!({"type": "vote", "choices": [1, 2]}), "bad_field");
    refused(&mut ben, &json!({"type": "vote", "choices": [4]}), "bad_field");
    refused(&mut prof, &poll(), "poll_open");
    ok(&mut prof, &json!({"type": "poll_close", "cancel": true}));
    assert_eq!(event(&mut ben, "poll_cancelled")["id"], 1);
    assert_eq!(polls(&mut ben), json!([]), "a cancelled poll is as if it had never been");
    ok(&mut prof, &with(poll(), "several", json!(true)));
    ok(&mut ben, &json!({"type": "vote", "choices": [3, 1]}));
    assert_eq!(ok(&mut prof, &json!({"type": "poll_close"}))["counts"], json!([1, 0, 1]));
    refused(&mut prof, &json!({"type": "poll_close"}), "unknown_poll");
}

#[test]
fn pupils_may_not_open_or_close_and_nobody_votes_where_they_are_not() {
    let (place, server) = started();
    let (mut prof, mut ben) = (teacher(&place, &server), pupil(&server, "ben"));
    refused(&mut ben, &poll(), "forbidden");
    refused(&mut ben, &json!({"type": "poll_close"}), "forbidden");
    ok(&mut prof, &with(poll(), "channel", json!("#dev")));
    refused(&mut ben, &json!({"type": "vote", "channel": "#dev", "choices": [1]}), "not_member");
    refused(&mut ben, &json!({"type": "vote", "choices": [1]}), "unknown_poll");
    assert_eq!(polls(&mut ben), json!([]), "of channels that one is in");
    refused(&mut ben, &json!({"type": "vote", "choices": [1], "id": 7, "channel": "#général"}), "unknown_poll");
    let mut nobody = server.connect();
    newer(&mut nobody);
    refused(&mut nobody, &json!({"type": "vote", "choices": [1]}), "not_identified");
    refused(&mut nobody, &json!({"type": "polls"}), "not_identified");
    let answer = place.console(&json!({"type": "vote", "choices": [1]}));
    assert_eq!(answer["code"], "not_identified");
}

#[test]
fn who_comes_later_sees_the_open_poll_and_who_is_muted_votes() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    ok(&mut prof, &poll());
    ok(&mut prof, &with(poll(), "channel", json!("#dev")));
    let mut ben = server.connect();
    newer(&mut ben);
    ben.send(&json!({"type": "message", "from": "ben", "content": ""}));
    ben.ask_users();
    assert_eq!(event(&mut ben, "poll_opened")["channel"], "#général");
    ben.send(&json!({"type": "join", "channel": "#dev"}));
    assert_eq!(event(&mut ben, "join")["channel"], "#dev");
    assert_eq!(event(&mut ben, "poll_opened")["channel"], "#dev");
    let mut ines = server.guest("inès");
    assert!(ines.read_words("Sondage").contains("/vote B"));
    ines.say_in("#dev", "me voici");
    assert!(ines.read_words("Sondage").contains("Quelle fonction"), "a message to a channel joins it");
    ok(&mut prof, &json!({"type": "mute", "user": "inès"}));
    ines.read_code("muted");
    assert!(ines.type_and_read("/vote A", "Réponse").contains("A, bind"));
}

#[test]
fn a_new_guest_under_the_name_of_one_who_has_left_has_a_vote_of_their_own() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    let mut ben = pupil(&server, "ben");
    ok(&mut prof, &poll());
    ok(&mut ben, &json!({"type": "vote", "choices": [3]}));
    drop(ben);
    prof.read_until(|line| line["user"] == "ben" && line["state"] == "offline");
    let mut ben = pupil(&server, "ben");
    assert_eq!(polls(&mut ben)[0].get("yours"), None, "nobody sees another one's vote");
    ok(&mut ben, &json!({"type": "vote", "choices": [1]}));
    ok(&mut ben, &json!({"type": "vote", "choices": [2]}));
    assert_eq!(polls(&mut ben)[0]["yours"], json!([2]));
    let seen = polls(&mut prof);
    assert_eq!((&seen[0]["counts"], &seen[0]["voted"]), (&json!([0, 1, 1]), &json!(["ben", "ben"])));
    // So it is after a restart: the guest of then is not the guest of now.
    server.kill();
    let server = place.start();
    let mut ben = pupil(&server, "ben");
    assert_eq!(polls(&mut ben)[0].get("yours"), None);
    ok(&mut ben, &json!({"type": "vote", "choices": [1]}));
    assert_eq!(polls(&mut ben)[0]["voters"], 3);
    assert!(server.stop().success());
    assert!(place.run(&["check"], "").status.success());
}

#[test]
fn everything_is_done_by_commands_too() {
    let (place, server) = started();
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let mut ben = old(&server, "ben");
    assert_eq!(ben.type_and_read("/polls", "sondage"), "Pas de sondage.");
    assert!(ben.type_and_read("/poll \"Ça va ?\" \"oui\" \"non\"", "pas").contains("pas"));
    assert_eq!(
        prof.type_and_read("/poll \"Ça va ?\" « oui » “non” plusieurs nominatif", "ouvert"),
        "Sondage ouvert dans #général. Pour le terminer : /poll close"
    );
    assert_eq!(
        ben.read_words("Sondage"),
        "Sondage de prof (la classe verra qui a répondu quoi, plusieurs réponses possibles) : Ça va ? A. oui · B. non — pour répondre : /vote A B"
    );
    assert_eq!(
        ben.type_and_read("/vote A, 2", "Réponse"),
        "Réponse enregistrée : A et B. Résultats à la fin du sondage."
    );
    assert_eq!(
        ben.type_and_read("/polls", "#général"),
        "#général (ouvert) : Ça va ? A. oui · B. non · 1 réponse · votre réponse : A, B"
    );
    assert!(prof.type_and_read("/poll", "#général").contains("A. oui : 1 (100 %)"), "staff sees the counts");
    let result = prof.type_and_read("/poll close", "Résultat");
    assert_eq!(result, "Résultat du sondage : Ça va ? A. oui : 1 (100 %) [ben] · B. non : 1 (100 %) [ben] · 1 réponse");
    assert_eq!(ben.read_words("Résultat"), result);
    for (typed, part) in [("/vote A", "pas ouvert"), ("/vote x", "/vote LETTRE"), ("/poll close", "pas ouvert")] {
        prof.type_and_read(typed, part);
    }
    assert!(prof.type_and_read("/poll \"a\" \"b\"", "/poll").contains("plusieurs"), "one answer is no poll");
}

#[test]
fn an_open_poll_outlives_kill_9_with_its_acknowledged_votes() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    ok(&mut prof, &poll());
    let mut ben = server.account("ben");
    newer(&mut ben);
    ok(&mut ben, &json!({"type": "vote", "choices": [1]}));
    ok(&mut ben, &json!({"type": "vote", "choices": [2]}));
    let mut zoe = pupil(&server, "zoé");
    ok(&mut zoe, &json!({"type": "vote", "choices": [3]}));
    server.kill();
    let server = place.start();
    let mut ben = server.connect();
    ben.login("ben", "secret");
    newer(&mut ben);
    let seen = polls(&mut ben);
    assert_eq!((&seen[0]["id"], &seen[0]["voters"], &seen[0]["yours"]), (&json!(1), &json!(2), &json!([2])));
    ok(&mut ben, &json!({"type": "vote", "choices": [3]}));
    let mut prof = server.connect();
    prof.login("prof", "secret");
    newer(&mut prof);
    assert_eq!(ok(&mut prof, &json!({"type": "poll_close"}))["counts"], json!([0, 0, 2]));
    assert_eq!(ok(&mut prof, &poll())["id"], 2, "a number is given once");
    ok(&mut prof, &json!({"type": "poll_close", "cancel": true}));
    server.kill();
    let server = place.start();
    let mut ben = server.connect();
    ben.login("ben", "secret");
    newer(&mut ben);
    let seen = polls(&mut ben);
    assert_eq!((&seen[0]["id"], &seen[0]["counts"], &seen[0]["yours"]), (&json!(1), &json!([0, 0, 2]), &json!([3])));
}
