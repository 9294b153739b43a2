//! Questions to the people in charge on the wire: who asks is hidden from the class, votes, answers, and what is kept.

use serde_json::{Value, json};

use crate::support::Client;
use crate::support::lesson::{event, newer, ok, old, pupil, refused, started, teacher};

fn questions(client: &mut Client) -> Value {
    client.send(&json!({"type": "questions"}));
    event(client, "questions")["questions"].take()
}

fn ask(client: &mut Client, content: &str) -> u64 {
    ok(client, &json!({"type": "ask", "content": content}))["id"].as_u64().unwrap()
}

#[test]
fn the_class_sees_the_question_and_the_teacher_who_asked() {
    let (place, server) = started();
    let mut prof = teacher(&place, &server);
    let (mut ben, mut zoe, mut ines) = (pupil(&server, "ben"), pupil(&server, "zoé"), old(&server, "inès"));
    let id = ask(&mut ben, "Faut-il fermer la socket ?");
    let seen = event(&mut zoe, "question");
    assert_eq!(
        (&seen["id"], &seen["content"], &seen["votes"]),
        (&json!(id), &json!("Faut-il fermer la socket ?"), &json!(1))
    );
    assert!(seen.get("from").is_none(), "{seen}");
    assert_eq!(event(&mut prof, "question")["from"], "ben");
    assert_eq!(ines.read_words("Question"), "Question n° 1, sans nom : Faut-il fermer la socket ? — moi aussi : /up 1");
    assert_eq!(ok(&mut zoe, &json!({"type": "up", "id": id}))["votes"], 2);
    assert_eq!(ines.type_and_read("/up 1", "voix"), "Question n° 1 : 3 voix.");
    assert_eq!(ok(&mut ben, &json!({"type": "up", "id": id}))["votes"], 3, "who asks has voted already");
    assert_eq!(ok(&mut zoe, &json!({"type": "up", "id": id, "up": false}))["votes"], 2);
    let counts = prof.read_until(|line| line["type"] == "question_votes" && line["votes"] == 3);
    assert_eq!(counts, json!({"type": "question_votes", "id": id, "votes": 3}));
    // What nobody but the people in charge may learn is in no line to the others.
    let list = questions(&mut zoe);
    assert_eq!((&list[0]["voted"], &list[0]["mine"]), (&json!(false), &json!(false)));
    assert!(!list.to_string().contains("ben"), "{list}");
    assert_eq!(questions(&mut ben)[0]["mine"], true);
    assert_eq!(questions(&mut prof)[0]["from"], "ben");
}

#[test]
fn a_question_is_answered_aloud_or_in_words_and_may_be_put_back() {
    let (place, server) = started();
    let (mut prof, mut ben, mut ines) = (teacher(&place, &server), pupil(&server, "ben"), old(&server, "inès"));
    let first = ask(&mut ben, "C'est quoi le port ?");
    let second = ask(&mut ben, "Et l'adresse ?");
    refused(&mut ben, &json!({"type": "answered", "id": first}), "forbidden");
    ok(&mut prof, &json!({"type": "answered", "id": first, "answer": "12345"}));
    let answered = event(&mut ben, "question_answered");
    assert_eq!((&answered["by"], &answered["answer"]), (&json!("prof"), &json!("12345")));
    assert_eq!(
        ines.read_words("réponse"),
        "La question n° 1 a une réponse : « C'est quoi le port ? » prof : « 12345 »"
    );
    ok(&mut prof, &json!({"type": "answered", "id": second}));
    assert_eq!(event(&mut ben, "question_answered")["answer"], Value::Null);
    assert!(ines.read_words("réponse").ends_with("prof, à voix haute."));
    refused(&mut ben, &json!({"type": "up", "id": first}), "unknown_question");
    refused(&mut prof, &json!({"type": "answered", "id": first}), "unknown_question");
    let list = questions(&mut ben);
    assert_eq!(
        (&list[0]["id"], &list[1]["answer"], &list[1]["open"]),
        (&json!(second), &json!("12345"), &json!(false))
    );
    ok(&mut prof, &json!({"type": "unanswered", "id": first}));
    assert_eq!(event(&mut ben, "question")["id"], first);
    refused(&mut prof, &json!({"type": "unanswered", "id": first}), "unknown_question");
    refused(&mut ben, &json!({"type": "unanswered", "id": second}), "forbidden");
    place.wait_for_audit("question_reopened");
    let answer = place.audit().into_iter().find(|line| line["event"] == "question_answered").unwrap();
    assert_eq!((&answer["user"], &answer["target"], &answer["reason"]), (&json!("prof"), &json!("1"), &json!("12345")));
}

#[test]
fn who_asked_may_withdraw_a_question_and_the_people_in_charge_any() {
    let (place, server) = started();
    let (mut prof, mut ben, mut zoe) = (teacher(&place, &server), pupil(&server, "ben"), pupil(&server, "zoé"));
    let first = ask(&mut ben, "euh ?");
    refused(&mut zoe, &json!({"type": "unask", "id": first}), "forbidden");
    ok(&mut ben, &json!({"type": "unask", "id": first}));
    assert_eq!(event(&mut zoe, "question_removed")["id"], first);
    refused(&mut ben, &json!({"type": "unask", "id": first}), "unknown_question");
    let second = ask(&mut ben, "gros mot");
    ok(&mut prof, &json!({"type": "unask", "id": second}));
    place.wait_for_audit("question_removed");
    let entry = place.audit().into_iter().find(|line| line["event"] == "question_removed").unwrap();
    assert_eq!((&entry["target"], &entry["reason"]), (&json!("ben"), &json!("gros mot")), "who said it is found later");
    assert_eq!(questions(&mut zoe), json!([]));
}

#[test]
fn a_new_guest_under_the_name_of_one_who_has_left_has_asked_nothing() {
    let (place, server) = started();
    let (mut prof, mut ben) = (teacher(&place, &server), pupil(&server, "ben"));
    let own = ask(&mut ben, "Et le port ?");
    let others = ask(&mut prof, "Qui vient au tableau ?");
    ok(&mut ben, &json!({"type": "up", "id": others}));
    drop(ben);
    prof.read_until(|line| line["user"] == "ben" && line["state"] == "offline");
    server.kill();
    let server = place.start();
    let mut ben = pupil(&server, "ben");
    let list = questions(&mut ben);
    for question in list.as_array().unwrap() {
        assert_eq!((&question["mine"], &question["voted"]), (&json!(false), &json!(false)), "{question}");
    }
    refused(&mut ben, &json!({"type": "unask", "id": own}), "forbidden");
    assert_eq!(ok(&mut ben, &json!({"type": "up", "id": own}))["votes"], 2);
    assert_eq!(ok(&mut ben, &json!({"type": "up", "id": others}))["votes"], 3);
    assert!(server.stop().success());
    assert!(place.run(&["check"], "").status.success());
}

#[test]
fn somebody_has_so_many_open_questions_and_the_muted_ask_nothing() {
    let (place, server) = started();
    let (mut prof, mut ben, mut zoe) = (teacher(&place, &server), pupil(&server, "ben"), pupil(&server, "zoé"));
    let ids: Vec<u64> = (0..5).map(|n| ask(&mut ben, &format!("question {n}"))).collect();
    refused(&mut ben, &json!({"type": "ask", "content": "encore"}), "too_many_questions");
    ok(&mut prof, &json!({"type": "answered", "id": ids[0]}));
    ask(&mut ben, "encore");
    ok(&mut prof, &json!({"type": "mute", "user": "zoé"}));
    refused(&mut zoe, &json!({"type": "ask", "content": "et moi ?"}), "muted");
    assert_eq!(ok(&mut zoe, &json!({"type": "up", "id": ids[1]}))["votes"], 2, "but they have questions");
    let mut nobody = server.connect();
    newer(&mut nobody);
    for request in
        [json!({"type": "ask", "content": "?"}), json!({"type": "questions"}), json!({"type": "up", "id": 1})]
    {
        refused(&mut nobody, &request, "not_identified");
    }
    refused(&mut ben, &json!({"type": "ask", "content": "é".repeat(301)}), "bad_field");
}

#[test]
fn everything_is_done_by_commands_too() {
    let (place, server) = started();
    let mut prof = place.in_charge(&server, "prof", "moderator");
    let (mut ben, mut zoe) = (old(&server, "ben"), old(&server, "zoé"));
    assert_eq!(
        ben.type_and_read("/ask Comment tester sans deuxième PC ?", "posée"),
        "Question n° 1 posée, sans votre nom pour la classe ; le professeur le voit."
    );
    assert_eq!(
        prof.read_words("Question"),
        "Question n° 1 de ben (nom caché à la classe) : Comment tester sans deuxième PC ? — quand elle a sa réponse : \
         /answered 1"
    );
    zoe.read_words("/up 1");
    assert_eq!(zoe.type_and_read("/up 1", "voix"), "Question n° 1 : 2 voix.");
    assert_eq!(zoe.type_and_read("/questions", "n° 1"), "n° 1 (2 voix) : Comment tester sans deuxième PC ?");
    assert_eq!(prof.type_and_read("/questions", "n° 1"), "n° 1 (2 voix · ben) : Comment tester sans deuxième PC ?");
    assert!(prof.type_and_read("/answered 1 avec telnet", "marquée").contains("/unanswered 1"));
    assert!(ben.read_words("réponse").contains("avec telnet"));
    assert!(prof.type_and_read("/unanswered 1", "remise").contains("n° 1"));
    assert_eq!(prof.type_and_read("/unask 1", "retirée"), "La question n° 1 est retirée.");
    assert_eq!(ben.type_and_read("/questions", "Pas de"), "Pas de question.");
    for (typed, part) in [("/up 1", "existe pas"), ("/up", "/up NUMERO"), ("/ask", "/ask question")] {
        ben.type_and_read(typed, part);
    }
}

#[test]
fn questions_and_votes_outlive_kill_9() {
    let (place, server) = started();
    let (mut prof, mut ben) = (teacher(&place, &server), server.account("ben"));
    newer(&mut ben);
    let (first, second) = (ask(&mut ben, "première ?"), ask(&mut ben, "seconde ?"));
    let mut zoe = server.account("zoé");
    ok(&mut zoe, &json!({"type": "up", "id": second}));
    ok(&mut prof, &json!({"type": "answered", "id": first, "answer": "oui"}));
    server.kill();
    let server = place.start();
    let mut zoe = server.connect();
    zoe.login("zoé", "secret");
    let list = questions(&mut zoe);
    assert_eq!((&list[0]["id"], &list[0]["votes"], &list[0]["voted"]), (&json!(second), &json!(2), &json!(true)));
    assert_eq!((&list[1]["id"], &list[1]["answer"]), (&json!(first), &json!("oui")));
    assert_eq!(ask(&mut zoe, "troisième ?"), second + 1);
}

#[test]
fn the_box_is_closed_and_opened_by_people_in_charge_and_stays_so() {
    let (place, server) = started();
    let (mut prof, mut ben, mut ines) = (teacher(&place, &server), pupil(&server, "ben"), old(&server, "inès"));
    let first = ask(&mut ben, "C'est quoi le port ?");
    let close = json!({"type": "questions", "state": "closed"});
    refused(&mut ben, &close, "forbidden");
    refused(&mut prof, &json!({"type": "questions", "state": "ajar"}), "bad_field");
    assert_eq!(ok(&mut prof, &close), json!({"type": "questions", "status": "ok", "state": "closed"}));
    assert_eq!(event(&mut ben, "question_box"), json!({"type": "question_box", "state": "closed", "by": "prof"}));
    assert_eq!(ines.read_words("boîte"), "prof a fermé la boîte à questions ; les questions posées restent.");
    refused(&mut ben, &json!({"type": "ask", "content": "Et l'adresse ?"}), "questions_closed");
    assert_eq!(
        ines.type_and_read("/ask Et l'adresse ?", "boîte"),
        "La boîte à questions est fermée : levez la main (/main), ou gardez votre question."
    );
    // What was asked is voted for and answered as before.
    assert_eq!(ines.type_and_read(&format!("/up {first}"), "voix"), "Question n° 1 : 2 voix.");
    ben.send(&json!({"type": "questions"}));
    let list = event(&mut ben, "questions");
    assert_eq!((&list["state"], &list["questions"][0]["id"]), (&json!("closed"), &json!(first)));
    place.wait_for_audit("questions_closed");
    server.kill();

    let server = place.start();
    let (mut ben, mut ines) = (pupil(&server, "ben"), old(&server, "inès"));
    refused(&mut ben, &json!({"type": "ask", "content": "Et l'adresse ?"}), "questions_closed");
    ines.type_and_read("/questions open", "droit");
    let said = place.run(&["admin", "questions", "open"], "");
    assert_eq!(String::from_utf8(said.stdout).unwrap(), "La boîte à questions est ouverte.\n");
    assert_eq!(event(&mut ben, "question_box")["state"], "open");
    ask(&mut ben, "Et l'adresse ?");
    ben.send(&json!({"type": "questions"}));
    assert!(event(&mut ben, "questions").get("state").is_none());
    place.wait_for_audit("questions_opened");
    assert!(server.stop().success());
    assert!(place.run(&["check"], "").status.success());
}
