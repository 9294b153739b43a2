//! `classcord import` of a class list on the real binary: accounts, passwords, slips and channels.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::json;

use crate::support::exports::{failure, ok};
use crate::support::{CHEAP_PASSWORDS, Place, wait_until};

const LIST: &str = "Nom;Prénom;Classe\r\nDurand;Zoé;SISR 1\r\nMartin;Alice;SISR 1\r\nPetit;Alice;SLAM 1\r\n";

/// The passwords on a sheet, by account.
fn passwords(place: &Place, sheet: &str) -> BTreeMap<String, String> {
    let text = fs::read_to_string(place.file(sheet)).unwrap();
    let words = |line: &str| line.split_whitespace().last().unwrap().to_owned();
    let mut accounts = text.lines().filter(|line| line.starts_with("  Identifiant")).map(words);
    let mut passwords = text.lines().filter(|line| line.starts_with("  Mot de passe")).map(words);
    std::iter::from_fn(|| accounts.next().zip(passwords.next())).collect()
}

#[test]
fn a_class_gets_accounts_slips_and_channels_while_it_chats_and_twice_is_harmless() {
    let place = Place::new();
    let server = place.start();
    let mut bob = server.guest("bob");
    fs::write(place.file("sio1.csv"), LIST).unwrap();
    let rehearsed = ok(&place.run(&["import", "--dry-run", "--group", "sio1.csv"], ""));
    assert!(rehearsed.contains("would be made: zoe: Zoé Durand\n"), "{rehearsed}");
    assert!(rehearsed.contains("would be there: #sisr1: for the group SISR 1\n"), "{rehearsed}");
    assert!(!place.file("sio1-slips.txt").exists() && !place.data().join("pupils.csv").exists());

    let said = ok(&place.run(&["import", "--group", "--address", "10.0.0.7", "sio1.csv"], ""));
    for line in [
        "made: zoe: Zoé Durand\n",
        "made: alice.m: Alice Martin\n",
        "made: alice.p: Alice Petit\n",
        "made: #sisr1: for the group SISR 1\n",
        "made: #slam1: for the group SLAM 1\n",
        "3 pupils: 3 new, 0 there already, 0 refused\n",
        "22 bits",
    ] {
        assert!(said.contains(line), "{line:?} in {said}");
    }
    let slips = passwords(&place, "sio1-slips.txt");
    assert_eq!(slips.keys().collect::<Vec<_>>(), ["alice.m", "alice.p", "zoe"]);
    let html = fs::read_to_string(place.file("sio1-slips.html")).unwrap();
    let audit = place.audit().iter().map(ToString::to_string).collect::<String>();
    for (name, password) in &slips {
        assert!(html.contains(&format!("<dd>{password}</dd>")), "{html}");
        assert!(!said.contains(password.as_str()) && !audit.contains(password.as_str()), "{password}");
        assert!(!place.log().concat().contains(password.as_str()), "{password}");
        server.connect().login(name, password);
    }
    assert!(html.contains("10.0.0.7") && html.contains("<h2>Zoé Durand <span>· SISR 1</span></h2>"), "{html}");
    for file in [place.file("sio1-slips.txt"), place.file("sio1-slips.html"), place.data().join("pupils.csv")] {
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "{}", file.display());
    }
    let mut zoe = server.connect();
    zoe.login("zoe", &slips["zoe"]);
    zoe.send(&json!({"type": "join", "channel": "#sisr1"}));
    zoe.read_until(|line| line["type"] == "join" && line["channel"] == "#sisr1");
    bob.send(&json!({"type": "message", "content": "toujours là"}));
    zoe.read_until(|line| line["content"] == "toujours là");

    // Somebody new comes between those of one first name, and another class has an Alice too: nobody gets another name.
    let more = format!("{LIST}Bernard;Alice;SISR 1\r\nDurand;Zoé;\r\n;;SISR 1\r\n");
    fs::write(place.file("sio1.csv"), more).unwrap();
    let said = ok(&place.run(&["import", "--group", "sio1.csv"], ""));
    for line in [
        "unchanged: zoe: Zoé Durand: the account is there already and keeps its password\n",
        "made: alice.b: Alice Bernard\n",
        "refused: line 6: Zoé Durand: line 2 has the same person",
        "refused: line 7: SISR 1: there is no name\n",
        "unchanged: #sisr1: for the group SISR 1\n",
        "5 pupils: 1 new, 3 there already, 2 refused\n",
    ] {
        assert!(said.contains(line), "{line:?} in {said}");
    }
    assert_eq!(passwords(&place, "sio1-slips-2.txt").len(), 1, "a sheet for who is new");
    assert_eq!(passwords(&place, "sio1-slips.txt"), slips, "the old sheet is as it was");
    server.connect().login("zoe", &slips["zoe"]);
}

#[test]
fn a_list_comes_in_while_the_server_is_stopped_whatever_its_encoding() {
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| format!("\u{feff}{LIST}").encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let latin: Vec<u8> = LIST.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let commas =
        format!("\u{feff}{}", LIST.replace(';', ",").replace("Nom", "Surname").replace("Prénom", "First name"));
    for bytes in
        [utf16(u16::to_le_bytes), utf16(u16::to_be_bytes), latin, commas.into(), LIST.replace(';', "\t").into()]
    {
        let place = Place::new();
        fs::write(place.file("list.csv"), bytes).unwrap();
        let said = ok(&place.run(&["import", "list.csv", "--group"], ""));
        assert!(said.contains("made: zoe: Zoé Durand\n") && said.contains("made: #sisr1"), "{said}");
        let again = ok(&place.run(&["import", "list.csv", "--group"], ""));
        assert!(again.contains("3 pupils: 0 new, 3 there already, 0 refused\n"), "{again}");
        assert!(!place.file("list-slips-2.txt").exists(), "nobody is new");
        let server = place.start();
        server.connect().login("zoe", &passwords(&place, "list-slips.txt")["zoe"]);
        let mut bob = server.guest("bob");
        bob.send(&json!({"type": "channels"}));
        let channels = bob.read_until(|line| line["type"] == "channels");
        assert!(channels.to_string().contains("sisr1"), "{channels}");
    }
}

#[test]
fn what_cannot_be_done_is_said_before_anything_is() {
    let place = Place::new();
    fs::write(place.file("sio1.csv"), LIST).unwrap();
    fs::write(place.file("there.txt"), "precious").unwrap();
    let said = failure(&place.run(&["import", "sio1.csv", "--slips", "there.html"], ""));
    assert!(said.contains("there.txt is there already"), "{said}");
    assert_eq!(fs::read_to_string(place.file("there.txt")).unwrap(), "precious");
    fs::write(place.file("users.csv"), "nom;prénom;mdp\nDurand;Zoé;secret\n").unwrap();
    let said = failure(&place.run(&["import", "users.csv"], ""));
    assert!(said.contains("column of passwords"), "{said}");
    fs::write(place.file("users.json"), r#"{"alice": "secret"}"#).unwrap();
    let said = failure(&place.run(&["import", "users.json", "--group"], ""));
    assert!(said.contains("for a class list"), "{said}");
    let printed = ok(&place.run(&["import", "sio1.csv", "--slips", "-"], ""));
    assert_eq!(printed.matches("Mot de passe").count(), 3, "{printed}");
    assert!(!place.file("sio1-slips.txt").exists());
}

#[test]
fn who_is_refused_has_no_slip_and_no_name_in_the_register() {
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}[limits]\nmax_accounts = 2\n"));
    fs::write(place.file("sio1.csv"), LIST).unwrap();
    let said = ok(&place.run(&["import", "sio1.csv"], ""));
    assert!(said.contains("refused: alice.p: Alice Petit: there are limits.max_accounts = 2"), "{said}");
    assert_eq!(passwords(&place, "sio1-slips.txt").len(), 2);
    let register = fs::read_to_string(place.data().join("pupils.csv")).unwrap();
    assert!(register.contains("\"Durand\";\"Zoé\";\"SISR 1\";\"zoe\"") && !register.contains("Petit"), "{register}");
}

#[test]
fn killed_anywhere_it_leaves_a_password_for_each_account() {
    // Costly hashes, so that it lasts.
    let place = Place::with_config("[passwords]\nmemory_kib = 8192\npasses = 4\n");
    let list: String = (0..40).map(|n| format!("Nom{n};Prénom{n};SISR\n")).collect();
    fs::write(place.file("sio1.csv"), format!("nom;prénom;classe\n{list}")).unwrap();
    let mut child = place.command().args(["import", "sio1.csv"]).spawn().unwrap();
    wait_until(
        || place.file("sio1-slips.txt").exists() && place.data().join("pupils.csv").exists(),
        || "no sheet".into(),
    );
    child.kill().unwrap();
    child.wait().unwrap();
    ok(&place.run(&["import", "sio1.csv"], ""));
    ok(&place.run(&["check"], ""));
    let listed = ok(&place.run(&["user", "list"], ""));
    let mut known = passwords(&place, "sio1-slips.txt");
    if place.file("sio1-slips-2.txt").exists() {
        known.extend(passwords(&place, "sio1-slips-2.txt"));
    }
    assert_eq!(listed.lines().count(), 41, "{listed}");
    place.write_config("[passwords]\nmemory_kib = 8192\npasses = 4\n");
    let server = place.start();
    for n in [0, 20, 39] {
        let name = format!("prenom{n}");
        server.connect().login(&name, &known[&name]);
    }
}

#[test]
fn a_groups_channel_is_for_its_pupils_only_running_or_stopped_and_later_ones_are_added() {
    for is_running in [true, false] {
        let place = Place::new();
        let mut server = is_running.then(|| place.start());
        fs::write(place.file("sio1.csv"), LIST).unwrap();
        // The channel was there before, for everybody.
        ok(&place.run(&["import", "--group", "sio1.csv"], ""));
        let said = ok(&place.run(&["import", "--group", "--members", "sio1.csv"], ""));
        assert!(said.contains("changed: #sisr1: for the group SISR 1 only\n"), "{said}");
        let said = ok(&place.run(&["import", "--group", "--members", "sio1.csv"], ""));
        assert!(said.contains("unchanged: #sisr1: for the group SISR 1 only\n"), "{said}");
        fs::write(place.file("more.csv"), "Nom;Prénom;Classe\r\nNoir;Hugo;SISR 1\r\nNoir;Léa;SLAM 1\r\n").unwrap();
        let said = ok(&place.run(&["import", "--group", "--members", "more.csv"], ""));
        assert!(said.contains("changed: #sisr1: for the group SISR 1 only\n"), "{said}");
        let server = server.take().unwrap_or_else(|| place.start());
        let slips = [passwords(&place, "sio1-slips.txt"), passwords(&place, "more-slips.txt")].map(BTreeMap::into_iter);
        for (name, password) in slips.into_iter().flatten() {
            let mut client = server.connect();
            client.login(&name, &password);
            client.send(&json!({"type": "join", "channel": "#sisr1"}));
            let answer = client.read_until(|line| line["type"] == "join" || line["type"] == "error");
            let is_of_group = ["zoe", "alice.m", "hugo"].contains(&name.as_str());
            assert_eq!(answer["type"] == "join", is_of_group, "{name}: {answer}");
        }
        let dossier = ok(&place.run(&["person", "export", "zoe", "--format", "json"], ""));
        assert!(dossier.contains(r##""groups":["##) && dossier.contains(r##""members":["zoe"]"##), "{dossier}");
        assert!(!dossier.contains("alice.m"), "{dossier}");
    }
}
