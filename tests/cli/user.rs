//! `classcord user` on the real binary, with the server stopped and running.

use std::io::Write;
use std::process::{Output, Stdio};

use serde_json::json;

use crate::support::Place;

fn ok(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// The words of a command that fails with exit code 1.
fn failure(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert_eq!(output.stdout, b"", "{said}");
    said
}

/// Name and role of each account.
fn accounts(place: &Place) -> Vec<(String, String)> {
    let listed = ok(&place.run(&["user", "list"], ""));
    let mut lines = listed.lines();
    assert!(lines.next().unwrap().starts_with("NAME"));
    lines
        .map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            assert!(words.len() == 4 || line.ends_with("to choose a password"), "{line}");
            (words[0].to_owned(), words[1].to_owned())
        })
        .collect()
}

fn pair(name: &str, role: &str) -> (String, String) {
    (name.to_owned(), role.to_owned())
}

#[test]
fn accounts_are_made_changed_listed_and_removed() {
    let place = Place::new();
    assert_eq!(ok(&place.run(&["user", "add", "Élodie"], "été5\n")), "Élodie: account made, user\n");
    ok(&place.run(&["user", "add", "bob", "--role", "moderator"], "bob-s password\nanother line\n"));
    ok(&place.run(&["user", "add", "carol"], "no newline"));
    assert_eq!(accounts(&place), [pair("bob", "moderator"), pair("carol", "user"), pair("Élodie", "user")]);

    ok(&place.run(&["user", "passwd", "BOB"], "changed-since\n"));
    assert_eq!(ok(&place.run(&["user", "role", "élodie", "admin"], "")), "élodie: admin\n");
    assert_eq!(ok(&place.run(&["user", "del", "carol"], "")), "carol: account removed\n");
    assert_eq!(accounts(&place), [pair("bob", "moderator"), pair("Élodie", "admin")]);

    let server = place.start();
    server.connect().login("Élodie", "été5");
    server.connect().login("bob", "changed-since");
    for (name, password) in [("bob", "bob-s password"), ("carol", "no newline")] {
        let mut client = server.connect();
        client.send(&json!({"type": "login", "username": name, "password": password}));
        assert_eq!(client.read_chat()["message"], "Login failed.");
    }
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let place = Place::with_config(&format!("{}[limits]\nmax_accounts = 2\n", crate::support::CHEAP_PASSWORDS));
    for command in ["passwd", "del"] {
        assert!(failure(&place.run(&["user", command, "bob"], "abcd\n")).contains("there is no database"));
    }
    assert!(failure(&place.run(&["user", "list"], "")).contains("there is no database"));
    assert!(failure(&place.run(&["user", "add", "Système"], "abcd\n")).contains("reserved"));
    assert!(failure(&place.run(&["user", "add", "bob"], "abc\n")).contains("fewer than 4 characters"));
    assert!(failure(&place.run(&["user", "add", "bob"], "")).contains("no password"));
    let long = format!("{}\n", "x".repeat(257));
    assert!(failure(&place.run(&["user", "add", "bob"], &long)).contains("more than 256 characters"));
    assert!(!place.data().exists(), "nothing was made");

    ok(&place.run(&["user", "add", "bob"], "abcd\n"));
    assert!(failure(&place.run(&["user", "add", "BOB"], "abcd\n")).contains("there is an account bob already"));
    for arguments in
        [["user", "passwd", "carol"].as_slice(), &["user", "del", "carol"], &["user", "role", "carol", "admin"]]
    {
        assert!(failure(&place.run(arguments, "abcd\n")).contains("there is no account carol"), "{arguments:?}");
    }
    assert!(failure(&place.run(&["user", "add", "b0b"], "abcd\n")).contains("people would take it for bob"));
    assert!(failure(&place.run(&["user", "add", "Pr0fesseur"], "abcd\n")).contains("imitates"));
    assert!(failure(&place.run(&["user", "add", "dora (admin)"], "abcd\n")).contains("in brackets"));
    ok(&place.run(&["user", "add", "Professeur"], "abcd\n"));
    ok(&place.run(&["user", "del", "Professeur"], ""));
    ok(&place.run(&["user", "add", "carol"], "abcd\n"));
    assert!(failure(&place.run(&["user", "add", "dora"], "abcd\n")).contains("limits.max_accounts = 2"));

    for misuse in [
        ["user", "add", ""].as_slice(),
        &["user", "add", "a\u{200b}b"],
        &["user", "add", "\u{420}rofesseur"],
        &["user", "add", "dora", "secret"],
        &["user", "role", "bob", "king"],
        &["user"],
    ] {
        assert_eq!(place.run(misuse, "").status.code(), Some(2), "{misuse:?}");
    }
}

#[test]
fn a_running_server_does_the_same() {
    let place = Place::new();
    let server = place.start();
    let mut carol = server.account("carol");
    assert_eq!(ok(&place.run(&["user", "add", "Élodie"], "été5\n")), "Élodie: account made, user\n");
    ok(&place.run(&["user", "add", "bob", "--role", "moderator"], "bob-s password\n"));
    assert_eq!(accounts(&place), [pair("bob", "moderator"), pair("carol", "user"), pair("Élodie", "user")]);
    server.connect().login("Élodie", "été5");
    assert_eq!(ok(&place.run(&["user", "role", "élodie", "admin"], "")), "élodie: admin\n");

    let mut bob = server.connect();
    bob.login("bob", "bob-s password");
    assert_eq!(ok(&place.run(&["user", "passwd", "BOB"], "changed-since\n")), "BOB: password changed\n");
    bob.read_until(|line| line["code"] == "password_changed");
    server.connect().login("bob", "changed-since");
    ok(&place.run(&["user", "passwd", "bob", "--disconnect"], "again-and-again\n"));
    bob.wait_for_end();
    for (name, password) in [("bob", "bob-s password"), ("bob", "changed-since"), ("nobody", "again-and-again")] {
        let mut client = server.connect();
        client.send(&json!({"type": "login", "username": name, "password": password}));
        assert_eq!(client.read_chat()["message"], "Login failed.");
    }
    server.connect().login("bob", "again-and-again");
    assert_eq!(ok(&place.run(&["user", "del", "carol"], "")), "carol: account removed\n");
    carol.read_until(|line| line["code"] == "account_removed");
    carol.wait_for_end();
    assert_eq!(accounts(&place), [pair("bob", "moderator"), pair("Élodie", "admin")]);

    for event in ["role", "account_added", "password_changed", "account_removed"] {
        place.wait_for_audit(event);
    }
    let audited: Vec<[String; 4]> = place
        .audit()
        .iter()
        .filter(|line| line["user"] == "console" && line["event"] != "export")
        .map(|line| ["event", "target", "reason", "address"].map(|field| line[field].as_str().unwrap_or("").to_owned()))
        .collect();
    let by_console = |event: &str, target: &str, reason: &str| [event, target, reason, "127.0.0.1"].map(str::to_owned);
    assert_eq!(
        audited,
        [
            by_console("account_added", "Élodie", "user"),
            by_console("account_added", "bob", "moderator"),
            by_console("role", "Élodie", "admin"),
            by_console("password_changed", "bob", ""),
            by_console("password_changed", "bob", "disconnect"),
            by_console("account_removed", "carol", ""),
        ]
    );
    server.stop();
    let logs = format!("{:?} {:?}", place.log(), place.audit());
    for password in ["été5", "bob-s password", "\"changed-since\"", "again-and-again"] {
        assert!(!logs.contains(password), "{password:?} is in a log");
    }
    assert_eq!(accounts(&place), [pair("bob", "moderator"), pair("Élodie", "admin")]);
    let server = place.start();
    server.connect().login("bob", "again-and-again");
}

#[test]
fn a_running_server_refuses_the_same() {
    let place =
        Place::with_config(&format!("lang = \"en\"\n{}[limits]\nmax_accounts = 2\n", crate::support::CHEAP_PASSWORDS));
    let server = place.start();
    ok(&place.run(&["user", "add", "bob"], "abcd\n"));
    assert!(failure(&place.run(&["user", "add", "BOB"], "abcd\n")).contains("there is an account BOB already"));
    for arguments in
        [["user", "passwd", "carol"].as_slice(), &["user", "del", "carol"], &["user", "role", "carol", "admin"]]
    {
        assert!(failure(&place.run(arguments, "abcd\n")).contains("there is no account carol"), "{arguments:?}");
    }
    assert!(failure(&place.run(&["user", "add", "dora"], "abc\n")).contains("fewer than 4 characters"));
    assert!(failure(&place.run(&["user", "add", "Système"], "abcd\n")).contains("reserved"));
    assert!(failure(&place.run(&["user", "add", "b0b"], "abcd\n")).contains("looks like one that is taken"));
    ok(&place.run(&["user", "add", "dora"], "abcd\n"));
    assert!(failure(&place.run(&["user", "add", "eve"], "abcd\n")).contains("takes no more accounts"));
    ok(&place.run(&["user", "del", "dora"], ""));
    ok(&place.run(&["user", "add", "eve"], "abcd\n"));
    server.stop();
}

#[test]
fn a_server_whose_socket_is_not_found_is_told_apart() {
    let place = Place::new();
    let socket = place.path().join("elsewhere.sock");
    let _server = place.start_with(&["--control-socket", socket.to_str().unwrap()]);
    let said = failure(&place.run(&["user", "list"], ""));
    assert!(said.contains("is in use, but: no server answers at"), "{said}");
    let listed = place.run(&["user", "list", "--control-socket", socket.to_str().unwrap()], "");
    assert_eq!(ok(&listed), "NAME  ROLE  SINCE\n");
}

#[test]
fn what_root_makes_in_the_servers_directory_is_the_servers() {
    use std::os::unix::fs::{MetadataExt, chown};
    const SERVER: u32 = 65534;
    if !rustix::process::geteuid().is_root() {
        eprintln!("left out: only root makes files that are another's");
        return;
    }
    let place = Place::new();
    std::fs::create_dir(place.data()).unwrap();
    chown(place.data(), Some(SERVER), Some(SERVER)).unwrap();
    ok(&place.run(&["user", "add", "bob"], "abcd\n"));
    let database = place.data().join("classcord.redb");
    let owner = || {
        let file = std::fs::metadata(&database).unwrap();
        (file.uid(), file.gid(), file.mode() & 0o777)
    };
    assert_eq!(owner(), (SERVER, SERVER, 0o600));
    ok(&place.run(&["backup", "copies"], ""));
    let backup = std::fs::read_dir(place.path().join("copies")).unwrap().next().unwrap().unwrap().path();
    ok(&place.run(&["restore", backup.to_str().unwrap()], ""));
    assert_eq!(owner(), (SERVER, SERVER, 0o600));
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_password() {
    let place = Place::new();
    ok(&place.run(&["user", "add", "alice"], "\u{feff}secret\r\n"));
    let mut command = place.command();
    let mut child = command.args(["user", "add", "bob"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    // As PowerShell writes it when it is asked for "Unicode".
    let utf16: Vec<u8> = "\u{feff}été 5\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    child.stdin.take().unwrap().write_all(&utf16).unwrap();
    assert!(child.wait().unwrap().success());
    let server = place.start();
    server.connect().login("alice", "secret");
    server.connect().login("bob", "été 5");
}
