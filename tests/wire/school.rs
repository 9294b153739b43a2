//! Accounts whose passwords the school keeps: logins that a program decides, whatever it does, on real sockets.
//!
//! The program is a thread of the test that listens on a socket, or a shell. The shipped one is tried against a real directory by
//! `tests/operations/ldap.sh`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::wire::loopback;
use crate::support::{Client, Place, Server, wait_until};

/// A directory that says to each question what a function makes of it; nothing if that makes nothing of it.
struct Directory {
    questions: Receiver<Value>,
}

impl Directory {
    fn listen(place: &Place, answer: impl Fn(&Value) -> Option<String> + Clone + Send + 'static) -> Self {
        let path = place.path().join("school.sock");
        // It may be the second one at that place.
        let _ = fs::remove_file(&path);
        let listener = UnixListener::bind(&path).unwrap();
        let (sender, questions) = channel();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answer, sender) = (answer.clone(), sender.clone());
                std::thread::spawn(move || serve(stream.unwrap(), &answer, |question| sender.send(question).is_ok()));
            }
        });
        Self { questions }
    }

    fn next_question(&self) -> Value {
        self.questions.recv_timeout(crate::support::DEADLINE).unwrap()
    }

    /// Asserts that nothing has been asked since.
    fn expect_no_question(&self) {
        assert!(self.questions.try_recv().is_err());
    }
}

fn serve(mut stream: UnixStream, answer: impl Fn(&Value) -> Option<String>, mut note: impl FnMut(Value) -> bool) {
    let reader = BufReader::new(stream.try_clone().unwrap());
    for line in reader.lines().map_while(Result::ok) {
        let question: Value = serde_json::from_str(&line).unwrap();
        let said = answer(&question);
        if !note(question) || said.is_some_and(|said| stream.write_all(said.as_bytes()).is_err()) {
            return;
        }
    }
}

/// Everybody's password is `secret`; `prof` is a moderator.
fn says(question: &Value) -> Option<String> {
    let mut said = json!({"id": question["id"], "answer": "no"});
    if question["password"] == "secret" && question["name"] != "nobody" {
        said["answer"] = "yes".into();
        said["role"] = if question["name"] == "prof" { "moderator" } else { "user" }.into();
        said["groups"] = json!(["sisr1"]);
    }
    Some(format!("{said}\n"))
}

fn place(auth: &str) -> Place {
    let place = Place::with_config("");
    let socket = place.path().join("school.sock");
    let auth = auth.replace("SOCKET", &format!("socket = {:?}", socket.to_str().unwrap()));
    place.write_config(&format!(
        "[auth]\n{auth}\n[moderation]\nauto_ban_exempt = []\n{}",
        crate::support::CHEAP_PASSWORDS
    ));
    place
}

fn login(name: &str, password: &str) -> Value {
    json!({"type": "login", "username": name, "password": password})
}

/// Tries names that begin so, each with a limit of its own, until the directory is asked again.
fn come_in_when_it_answers(server: &Server, name: &str) {
    let mut client = server.connect();
    let mut tries = 0;
    let comes_in = || {
        tries += 1;
        let answer = client.ask(&login(&format!("{name}{tries}"), "secret"));
        // Not faster than logins are taken.
        std::thread::sleep(Duration::from_millis(100));
        answer["status"] == "ok"
    };
    wait_until(comes_in, || format!("a login as {name}…"));
}

#[test]
fn who_is_of_the_school_comes_in_and_has_an_account_from_then_on() {
    let place = place("SOCKET");
    place.make_admin("admin", "a long enough password");
    let directory = Directory::listen(&place, says);
    let server = place.start();
    let mut alice = server.connect();
    assert_eq!(alice.ask(&login("alice", "secret")), json!({"type": "login", "status": "ok", "username": "alice"}));
    let question = directory.next_question();
    assert_eq!(
        (&question["name"], &question["password"], &question["address"]),
        (&json!("alice"), &json!("secret"), &json!("127.0.0.1"))
    );
    // A local account is tried first, and never asked about, right or wrong.
    let mut admin = server.connect();
    admin.expect_error(&login("admin", "secret"), "login_failed");
    admin.login("admin", "a long enough password");
    directory.expect_no_question();
    let kept = place.console(&json!({"type": "export", "table": "users"}));
    assert!(kept.to_string().contains("\"alice\""), "{kept}");
    assert!(!kept.to_string().contains("secret"), "{kept}");
    // Mail of somebody away waits, as for any account.
    drop(alice);
    admin.read_until(|line| line["state"] == "offline");
    admin.say_to("alice", "devoirs");
    admin.read_code("recipient_away");
    // Asked again each time: nothing of an answer is remembered.
    server.stop();
    let server = place.start();
    let mut alice = server.connect();
    alice.send(&json!({"type": "hello"}));
    alice.read_chat();
    alice.login("ALICE", "secret");
    assert_eq!(directory.next_question()["name"], "ALICE");
    assert_eq!(alice.read_said(), "devoirs");
    let mut other = server.connect();
    other.expect_error(&login("alice", "wrong"), "login_failed");
    // The role that the directory says.
    let mut prof = server.connect();
    prof.login("prof", "secret");
    prof.send(&json!({"type": "kick", "user": "alice"}));
    assert_eq!(prof.read_until(|line| line["type"] == "kick")["status"], "ok");
    let said = place.log().join("\n") + &place.audit().iter().map(Value::to_string).collect::<String>();
    assert!(!said.contains("secret") && !said.contains("wrong\""), "a password is in a log: {said}");
}

#[test]
fn a_no_is_that_of_any_wrong_password_and_counts_as_one() {
    let place = place("SOCKET");
    let directory = Directory::listen(&place, says);
    let server = place.start();
    let mut client = Client::connect_from(loopback(7), server.address);
    for (name, password) in [("alice", "wrong"), ("nobody", "secret")] {
        let answer = client.ask(&login(name, password));
        assert_eq!(
            answer,
            json!({"type": "error", "message": "Login failed.", "error": "Login failed.", "code": "login_failed"})
        );
        directory.next_question();
    }
    // Neither is asked about: a directory takes an empty password for nobody's.
    for (name, password) in
        [("alice", ""), ("server", "secret"), ("alice (admin)", "secret"), ("\u{430}lice", "secret")]
    {
        client.expect_error(&login(name, password), "login_failed");
    }
    client.expect_error(&login("alice", &"x".repeat(257)), "login_failed");
    directory.expect_no_question();
    // The log is written by a thread of its own.
    let failed = || place.audit().iter().filter(|line| line["event"] == "login_failed").count();
    wait_until(|| failed() == 7, || format!("7 failures, not {}", failed()));
    // On the same connection.
    client.login("alice", "secret");
    drop(client);
    let mut client = Client::connect_from(loopback(8), server.address);
    for n in 0..20 {
        client.expect_error(&login(&format!("pupil{n}"), "wrong"), "login_failed");
    }
    place.wait_for_audit("ban");
}

#[test]
fn a_dead_directory_is_no_wrong_password_and_local_accounts_go_on() {
    let place = place("SOCKET");
    place.make_admin("admin", "a long enough password");
    let server = place.start();
    let mut client = Client::connect_from(loopback(7), server.address);
    for _ in 0..5 {
        let answer = client.expect_error(&login("alice", "secret"), "auth_unavailable");
        assert!(answer["message"].as_str().unwrap().contains("annuaire"), "{answer}");
    }
    client.login("admin", "a long enough password");
    let count = |event: &str| place.audit().iter().filter(|line| line["event"] == event).count();
    wait_until(|| count("login_undecided") == 5, || format!("5 logins left undecided: {:?}", place.audit()));
    assert_eq!(count("login_failed"), 0, "{:?}", place.audit());
    place.wait_for_log("the school's directory cannot be asked: cannot connect");
    // It comes: the next try that is made finds it.
    let _directory = Directory::listen(&place, says);
    come_in_when_it_answers(&server, "bob");
}

#[test]
fn a_slow_directory_holds_up_nobody_else() {
    let place = place("SOCKET\ntimeout_s = 5");
    place.make_admin("admin", "a long enough password");
    let directory = Directory::listen(&place, |question| (question["name"] != "slow").then(|| says(question))?);
    let server = place.start();
    let mut slow = server.connect();
    let began = Instant::now();
    slow.send(&login("slow", "secret"));
    directory.next_question();
    let mut admin = server.connect();
    admin.login("admin", "a long enough password");
    let mut alice = server.connect();
    alice.login("alice", "secret");
    assert_eq!(slow.read_answer()["code"], "auth_unavailable");
    assert!(began.elapsed() >= Duration::from_secs(5), "not before its time: {:?}", began.elapsed());
    // A program that hangs is left and connected to anew: the place of the late one is free then.
    place.wait_for_log("no answer within 5 s");
    let mut slow = server.connect();
    slow.login("bob", "secret");
}

#[test]
fn what_the_program_answers_is_read_by_its_form() {
    let place = place("SOCKET");
    let _directory = Directory::listen(&place, |question| {
        let id = &question["id"];
        Some(match question["name"].as_str().unwrap() {
            "garbage" => "yes\n".to_owned(),
            "huge" => "x".repeat(100_000),
            "other" => "{\"id\":4711,\"answer\":\"yes\"}\n".to_owned(),
            "root" => format!("{{\"id\":{id},\"answer\":\"yes\",\"role\":\"root\"}}\n"),
            "sick" => format!("{{\"id\":{id},\"answer\":\"unavailable\",\"reason\":\"no\\nroute\"}}\n"),
            _ => return says(question),
        })
    });
    let server = place.start();
    let mut client = server.connect();
    for name in ["garbage", "huge", "other", "root", "sick"] {
        let answer = client.ask(&login(name, "secret"));
        assert_eq!(answer["code"], "auth_unavailable", "{name}: {answer}");
        // Behind a failure the program is left alone for a moment.
        come_in_when_it_answers(&server, name);
    }
}

#[test]
fn a_program_that_ends_is_started_again() {
    // Of {"id":N,"name":"NAME",… the shell takes N, and ends at the name `crash`.
    let script = r#"while read -r line; do case $line in *crash*) exit 3;; esac; id=${line#*:}; id=${id%%,*}; echo "{\"id\":$id,\"answer\":\"yes\"}"; done"#;
    let place = place(&format!("command = [\"/bin/sh\", \"-c\", {script:?}]"));
    let server = place.start();
    let mut client = server.connect();
    client.login("alice", "secret");
    let mut other = server.connect();
    other.expect_error(&login("crash", "secret"), "auth_unavailable");
    place.wait_for_log("the program has ended (exit status: 3)");
    come_in_when_it_answers(&server, "bob");
    place.wait_for_log("answers again");
    let children = || fs::read_to_string(format!("/proc/{0}/task/{0}/children", server.pid())).unwrap_or_default();
    let of_threads = || {
        let tasks = fs::read_dir(format!("/proc/{}/task", server.pid())).unwrap();
        let read = |task: std::io::Result<fs::DirEntry>| fs::read_to_string(task.unwrap().path().join("children"));
        tasks.filter_map(|task| read(task).ok()).collect::<String>()
    };
    let child = format!("{}{}", children(), of_threads());
    let child: u32 = child.split_whitespace().next().expect("the program runs").parse().unwrap();
    server.stop();
    assert!(!fs::exists(format!("/proc/{child}")).unwrap(), "it ends with the server");
}

#[test]
fn a_program_that_is_not_there_is_said_at_the_start() {
    let place = place("command = [\"/nowhere/classcord-auth-ldap\"]");
    let server = place.start();
    place.wait_for_log("cannot start /nowhere/classcord-auth-ldap");
    let mut client = server.connect();
    client.expect_error(&login("alice", "secret"), "auth_unavailable");
    server.stop();
}

#[test]
fn only_so_many_are_asked_about_at_once() {
    let place = place("SOCKET\ntimeout_s = 5");
    let directory = Directory::listen(&place, |_| None);
    let server = place.start();
    let mut clients: Vec<Client> = (0..101).map(|_| server.connect()).collect();
    for (n, client) in clients.iter_mut().enumerate() {
        client.send(&login(&format!("pupil{n}"), "secret"));
    }
    let answers: Vec<Value> = clients.iter_mut().map(Client::read_answer).collect();
    let count = |code: &str| answers.iter().filter(|answer| answer["code"] == code).count();
    assert_eq!((count("server_busy"), count("auth_unavailable")), (1, 100), "{answers:?}");
    // What the program has at once is less, and what is late keeps its place.
    let mut asked = 0;
    while directory.questions.try_recv().is_ok() {
        asked += 1;
    }
    assert_eq!(asked, 8);
}

#[test]
fn names_of_the_school_are_registered_by_nobody_else() {
    let place = place("SOCKET");
    let _directory = Directory::listen(&place, says);
    let server = place.start();
    let mut client = server.connect();
    let register = json!({"type": "register", "username": "alice", "password": "secret"});
    client.expect_error(&register, "registration_refused");
    // A guest who is there under the name, or one that looks like it, makes way.
    let (mut guest, mut alike) = (server.connect(), server.connect());
    guest.send(&json!({"type": "message", "from": "alice", "content": ""}));
    guest.ask_users();
    alike.send(&json!({"type": "message", "from": "a1ice", "content": ""}));
    let present = alike.ask_users();
    assert!(present.len() == 2 && present.contains(&"alice".to_owned()), "{present:?}");
    client.login("alice", "secret");
    let present = client.ask_users();
    assert!(present.contains(&"alice".to_owned()) && present.len() == 3, "{present:?}");
    assert!(!present.contains(&"a1ice".to_owned()), "{present:?}");
    // Its password is the school's.
    client.expect_error(&json!({"type": "password", "old": "secret", "new": "another"}), "forbidden");
    let passwd =
        place.console(&json!({"type": "user_passwd", "user": "alice", "password": "another", "disconnect": false}));
    assert_eq!(passwd["code"], "forbidden", "{passwd}");
}

#[test]
fn groups_are_channels() {
    let place = place("SOCKET");
    let _directory = Directory::listen(&place, says);
    let server = place.start();
    let mut newer = server.connect();
    newer.send(&json!({"type": "hello"}));
    newer.read_chat();
    newer.login("alice", "secret");
    newer.ask_users();
    let words = newer.read_words("#sisr1");
    assert!(words.contains("vous êtes aussi"), "{words}");
    let mut old = server.connect();
    old.login("bob", "secret");
    old.ask_users();
    assert!(old.read_words("#sisr1").contains("/join #sisr1"));
    old.say("/join #sisr1");
    old.read_words("#sisr1");
    old.say("bonjour");
    assert_eq!(newer.read_said(), "bonjour");
}

#[test]
fn without_a_directory_its_accounts_are_nobodys() {
    let place = place("SOCKET");
    let _directory = Directory::listen(&place, says);
    let server = place.start();
    server.connect().login("alice", "secret");
    server.stop();
    place.write_config(crate::support::CHEAP_PASSWORDS);
    let server = place.start();
    let mut client = server.connect();
    for password in ["secret", "!school", ""] {
        client.expect_error(&login("alice", password), "login_failed");
    }
    // The operator may give it a password then.
    let passwd = json!({"type": "user_passwd", "user": "alice", "password": "another", "disconnect": false});
    assert_eq!(place.console(&passwd)["status"], "ok");
    client.login("alice", "another");
    assert_eq!(threads_called(&server, "school"), 0);
}

fn threads_called(server: &Server, name: &str) -> usize {
    let tasks = fs::read_dir(format!("/proc/{}/task", server.pid())).unwrap();
    let names = tasks.map(|task| fs::read_to_string(task.unwrap().path().join("comm")).unwrap());
    names.filter(|comm| comm.trim() == name).count()
}
