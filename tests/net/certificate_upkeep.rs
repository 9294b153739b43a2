//! The certificate that is there without anybody's asking: `classcord cert --if-needed` and `serve --make-cert`. The units
//! and the package with a real systemd are tried by `tests/operations/systemd.sh` and `tests/operations/package.sh`.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, lchown};
use std::process::{Command, Stdio};

use crate::support::{CHEAP_PASSWORDS, Place};

const FILES: [&str; 4] = ["ca-key.pem", "ca.pem", "cert.pem", "key.pem"];

/// Runs it; returns whether it succeeded, and what it said.
fn if_needed(place: &Place) -> (bool, String) {
    let output = place.run(&["cert", "--if-needed", "--lang", "en"], "");
    (
        output.status.success(),
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)),
    )
}

/// Each of the files as it is: its bytes, and which file that is, for one that is written anew is another.
fn files(place: &Place) -> [Option<(Vec<u8>, u64)>; 4] {
    FILES.map(|name| {
        let path = place.data().join(name);
        fs::read(&path).ok().map(|bytes| (bytes, fs::metadata(&path).unwrap().ino()))
    })
}

/// The names in the certificate.
fn names(place: &Place) -> String {
    let output = place.run(&["cert", "--show", "--lang", "en"], "");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    said.lines().find_map(|line| line.strip_prefix("Names:")).unwrap_or_else(|| panic!("{output:?}")).trim().to_owned()
}

/// Whether the four files belong together, as OpenSSL sees it.
fn verify(place: &Place) {
    let openssl = |arguments: &[&str]| {
        Command::new("openssl").args(arguments).current_dir(place.data()).stdin(Stdio::null()).output().unwrap()
    };
    let verified = openssl(&["verify", "-CAfile", "ca.pem", "-verify_ip", "127.0.0.1", "cert.pem"]);
    assert!(verified.status.success(), "{verified:?}");
    let of_certificate = openssl(&["x509", "-in", "cert.pem", "-noout", "-pubkey"]);
    let of_key = openssl(&["pkey", "-in", "key.pem", "-pubout"]);
    assert!(of_key.status.success() && of_key.stdout == of_certificate.stdout, "the key is another's");
}

#[test]
fn a_certificate_is_made_once_and_anew_for_a_name_that_it_lacks() {
    let place = Place::with_config(CHEAP_PASSWORDS);
    let (done, said) = if_needed(&place);
    assert!(done && said.contains("Fingerprint: ") && said.contains("ca.pem"), "{said}");
    for name in FILES {
        assert_eq!(fs::metadata(place.data().join(name)).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
    verify(&place);
    let made = files(&place);
    assert_eq!(if_needed(&place), (true, String::new()));
    assert_eq!(files(&place), made, "nothing is written where nothing is needed");
    assert_eq!(fs::read_dir(place.data()).unwrap().count(), FILES.len(), "nothing else is left");

    place.write_config(&format!("{CHEAP_PASSWORDS}[web]\nnames = [\"classe.local\", \"chat.lycee.example\"]\n"));
    let (done, said) = if_needed(&place);
    assert!(done && said.contains("classe.local"), "{said}");
    verify(&place);
    // The authority was not made for the other one, and stays; so does the key.
    assert!(!names(&place).contains("example"), "{}", names(&place));
    let renewed = files(&place);
    assert_ne!(renewed[2], made[2]);
    for same in [0, 1, 3] {
        assert_eq!(renewed[same], made[same], "{}", FILES[same]);
    }
    assert_eq!(if_needed(&place), (true, String::new()));
    place.write_config(CHEAP_PASSWORDS);
    assert_eq!(if_needed(&place), (true, String::new()), "a name that is gone does no harm");
    assert_eq!(files(&place), renewed);
}

#[test]
fn what_a_power_cut_has_left_half_done_is_finished() {
    let place = Place::with_config(CHEAP_PASSWORDS);
    assert!(if_needed(&place).0);
    let whole = files(&place);
    // In the order in which they are made: the authority's key, its certificate, the key, the certificate.
    for lost in [&["cert.pem"][..], &["cert.pem", "key.pem"], &["cert.pem", "key.pem", "ca.pem"]] {
        for name in lost {
            fs::remove_file(place.data().join(name)).unwrap();
        }
        let (done, said) = if_needed(&place);
        assert!(done && said.contains("Fingerprint: "), "{lost:?}: {said}");
        verify(&place);
        let now = files(&place);
        assert_eq!(now[0], whole[0], "{lost:?}");
        assert_eq!(now[3] == whole[3], lost.len() == 1, "{lost:?}");
    }
}

#[test]
fn what_an_operator_has_put_there_or_named_stays() {
    let further = format!("{CHEAP_PASSWORDS}[web]\nnames = [\"classe.local\"]\n");
    let named = Place::with_config(&format!("{CHEAP_PASSWORDS}[tls]\ncertificate = \"/nowhere/school.pem\"\n"));
    assert_eq!(if_needed(&named), (true, String::new()));
    assert!(!named.data().join("ca.pem").exists() && !named.data().join("cert.pem").exists());

    let place = Place::with_config(CHEAP_PASSWORDS);
    // One that signed itself, one without the authority's key, and what is no certificate.
    assert!(place.run(&["cert"], "").status.success());
    place.write_config(&further);
    let theirs = files(&place);
    assert_eq!(if_needed(&place), (true, String::new()));
    assert_eq!(files(&place), theirs);

    place.write_config(CHEAP_PASSWORDS);
    assert!(place.run(&["cert", "--ca", "--force"], "").status.success());
    place.write_config(&further);
    let key = fs::read(place.data().join("ca-key.pem")).unwrap();
    fs::remove_file(place.data().join("ca-key.pem")).unwrap();
    let theirs = files(&place);
    assert_eq!(if_needed(&place), (true, String::new()));
    assert_eq!(files(&place), theirs);

    fs::write(place.data().join("ca-key.pem"), key).unwrap();
    fs::set_permissions(place.data().join("ca-key.pem"), fs::Permissions::from_mode(0o644)).unwrap();
    let (done, said) = if_needed(&place);
    assert!(!done && said.contains("ca-key.pem") && said.contains("chmod 600"), "{said}");
    fs::write(place.data().join("cert.pem"), "-----BEGIN").unwrap();
    fs::set_permissions(place.data().join("ca-key.pem"), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(if_needed(&place), (true, String::new()));
    assert_eq!(fs::read(place.data().join("cert.pem")).unwrap(), b"-----BEGIN");
}

#[test]
fn several_at_once_make_one_authority_and_one_certificate() {
    let place = Place::with_config(CHEAP_PASSWORDS);
    let mut command = place.command();
    command.args(["cert", "--if-needed"]).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let children: Vec<_> = (0..6).map(|_| command.spawn().unwrap()).collect();
    let outputs: Vec<_> = children.into_iter().map(|child| child.wait_with_output().unwrap()).collect();
    assert!(outputs.iter().all(|output| output.status.success()), "{outputs:?}");
    assert_eq!(outputs.iter().filter(|output| !output.stdout.is_empty()).count(), 1, "{outputs:?}");
    verify(&place);
}

#[test]
fn root_keeps_the_authoritys_key_and_gives_the_rest_to_the_servers_user() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("left out: only root gives files away");
        return;
    }
    let place = Place::with_config(CHEAP_PASSWORDS);
    fs::create_dir(place.data()).unwrap();
    lchown(place.data(), Some(65533), Some(65533)).unwrap();
    assert!(if_needed(&place).0);
    for name in FILES {
        let owner = fs::metadata(place.data().join(name)).unwrap().uid();
        assert_eq!(owner, if name == "ca-key.pem" { 0 } else { 65533 }, "{name}");
    }
}

#[test]
fn a_server_can_make_the_first_certificate_itself_and_follows_no_address() {
    let place = Place::with_config(CHEAP_PASSWORDS);
    let server = place.start_with(&["serve", "--make-cert"]);
    place.wait_for_log("TLS certificate: ");
    assert!(server.stop().success());
    verify(&place);
    let made = files(&place);
    place.write_config(&format!("{CHEAP_PASSWORDS}[web]\nnames = [\"classe.local\"]\n"));
    assert!(place.start_with(&["serve", "--make-cert"]).stop().success());
    assert_eq!(files(&place), made);
    // One that ends soon is made anew for the names that it had: those of the machine around a container.
    let by_hand = ["cert", "--renew", "--days", "30", "--name", "127.0.0.1", "--name", "192.168.1.20"];
    assert!(place.run(&by_hand, "").status.success());
    let key = fs::read(place.data().join("key.pem")).unwrap();
    assert!(place.start_with(&["serve", "--make-cert"]).stop().success());
    assert_eq!(names(&place), "127.0.0.1, 192.168.1.20");
    verify(&place);
    assert_eq!(fs::read(place.data().join("key.pem")).unwrap(), key);
    let long = place.run(&["cert", "--show"], "");
    assert!(place.start_with(&["serve", "--make-cert"]).stop().success());
    assert_eq!(place.run(&["cert", "--show"], "").stdout, long.stdout, "once is enough");

    // Where that cannot be, the class chats without.
    for name in FILES {
        fs::remove_file(place.data().join(name)).unwrap();
    }
    fs::create_dir(place.data().join("ca.pem")).unwrap();
    assert!(place.start_with(&["serve", "--make-cert"]).stop().success());
    assert!(place.log().iter().any(|line| line.contains("ca.pem")), "{:#?}", place.log());
}
