//! What others could change or read is refused at the start, or taken away from them, with a word that says how to mend
//! it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};
use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::Output;

use crate::support::{CHEAP_PASSWORDS, Place};

/// Somebody who is neither root nor whoever runs the tests.
const SOMEBODY: u32 = 65533;

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// The words of a server that does not start.
fn refused(place: &Place, arguments: &[&str]) -> String {
    let output = place.run(&[&["serve", "--lang", "en", "--listen", "127.0.0.1:0"], arguments].concat(), "");
    assert!(!output.status.success(), "it starts: {}", words(&output));
    words(&output)
}

fn assert_said(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in {said}");
    }
}

/// True if files can be given to somebody else here.
fn is_root() -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("left out: only root makes files that are another's");
    }
    is_root
}

#[test]
fn a_data_directory_that_everybody_may_write_is_refused_and_the_mend_is_said() {
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    set_mode(&place.data(), 0o777);
    let directory = place.data();
    let parts = [directory.to_str().unwrap(), "may be written by everybody (mode 0777)", "chmod o-w "];
    assert_said(&refused(&place, &[]), &parts);
    assert_said(&words(&place.run(&["user", "add", "bob"], "abcd\n")), &parts);
    assert!(!place.data().join("classcord.redb").exists());
    assert_eq!(mode(&directory), 0o777, "nobody's directory is changed without being asked");
    set_mode(&directory, 0o775);
    assert!(place.start().stop().success());
}

#[test]
fn a_database_that_somebody_else_has_left_there_is_not_trusted() {
    if !is_root() {
        return;
    }
    let place = Place::new();
    fs::create_dir(place.data()).unwrap();
    // As /tmp, where nobody can take another's file away, but anybody can be there first.
    set_mode(&place.data(), 0o1777);
    let database = place.data().join("classcord.redb");
    fs::write(&database, "").unwrap();
    chown(&database, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    let parts = [database.to_str().unwrap(), "belongs to another user (uid 65533, this one is 0)", "remove it"];
    assert_said(&refused(&place, &[]), &parts);
    // The owner of the directory may have one there, as the service's user has when root looks after it.
    chown(place.data(), Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    assert!(!words(&place.run(&["user", "add", "bob"], "abcd\n")).contains("belongs to another user"));
}

#[test]
fn copies_of_the_database_are_taken_away_from_other_readers() {
    let place = Place::new();
    assert!(place.run(&["user", "add", "bob"], "abcd\n").status.success());
    let aside = place.data().join("classcord.redb.damaged-20260101-000000");
    let other = place.data().join("notes.txt");
    for file in [&aside, &other] {
        fs::write(file, "of the class").unwrap();
        set_mode(file, 0o644);
    }
    let server = place.start();
    place.wait_for_log("classcord.redb.damaged-20260101-000000 could be read by others; it was given mode 0600");
    assert_eq!((mode(&aside), mode(&other)), (0o600, 0o644));
    assert!(server.stop().success());

    // Backups, too, at the next one.
    assert!(place.run(&["backup", "copies"], "").status.success());
    let backup = fs::read_dir(place.path().join("copies")).unwrap().next().unwrap().unwrap().path();
    set_mode(&backup, 0o640);
    let said = words(&place.run(&["backup", "copies"], ""));
    assert_said(&said, &[backup.file_name().unwrap().to_str().unwrap(), "it was given mode 0600"]);
    assert_eq!(mode(&backup), 0o600);
    set_mode(&place.path().join("copies"), 0o777);
    assert_said(&words(&place.run(&["backup", "copies"], "")), &["copies may be written by everybody", "chmod o-w "]);
}

#[test]
fn the_consoles_socket_is_not_made_where_everybody_could_replace_it() {
    let place = Place::new();
    let directory = place.path().join("run");
    fs::create_dir(&directory).unwrap();
    set_mode(&directory, 0o777);
    let socket = directory.join("control.sock");
    let arguments = ["--control-socket", socket.to_str().unwrap()];
    let parts = ["control_socket: ", directory.to_str().unwrap(), "(mode 0777)", "chmod o-w ", "or name another path"];
    assert_said(&refused(&place, &arguments), &parts);
    assert!(!socket.exists());
    // As in /tmp nobody can replace it.
    set_mode(&directory, 0o1777);
    assert!(place.start_with(&arguments).stop().success());
}

#[test]
fn what_is_no_socket_is_not_replaced_by_one() {
    let place = Place::new();
    let file = place.path().join("homework.txt");
    fs::write(&file, "of a whole night").unwrap();
    let link = place.path().join("link");
    std::os::unix::fs::symlink(&file, &link).unwrap();
    for path in [&file, &link] {
        let path = path.to_str().unwrap();
        assert_said(
            &refused(&place, &["--control-socket", path]),
            &["control_socket: ", path, "is there and is no socket", "or name another path"],
        );
    }
    assert_eq!(fs::read_to_string(&file).unwrap(), "of a whole night");
    assert!(link.is_symlink());
}

/// A place whose data directory is the service's user's, and a file that is none of its business.
fn place_of_a_service() -> (Place, std::path::PathBuf) {
    let place = Place::new();
    assert!(place.run(&["user", "add", "bob"], "abcd\n").status.success());
    let victim = place.path().join("passwd");
    fs::write(&victim, "root:x:0:0\n").unwrap();
    set_mode(&victim, 0o644);
    for path in [place.data(), place.data().join("classcord.redb")] {
        chown(&path, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    }
    (place, victim)
}

fn plant(link: &Path, victim: &Path) {
    symlink(victim, link).unwrap();
    lchown(link, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
}

fn assert_untouched(victim: &Path) {
    let there = fs::symlink_metadata(victim).unwrap();
    assert_eq!((there.uid(), there.mode() & 0o7777), (0, 0o644), "its owner and its mode");
    assert_eq!(fs::read_to_string(victim).unwrap(), "root:x:0:0\n");
}

#[test]
fn a_restore_by_root_writes_through_no_link_of_the_services_user() {
    if !is_root() {
        return;
    }
    let (place, victim) = place_of_a_service();
    let backup = place.path().join("copies");
    let made = place.run(&["backup", backup.to_str().unwrap()], "");
    assert!(made.status.success(), "{}", words(&made));
    let backup = fs::read_dir(&backup).unwrap().next().unwrap().unwrap().path();
    let database = place.data().join("classcord.redb");
    plant(&place.data().join("classcord.redb.restoring"), &victim);
    let restored = place.run(&["restore", backup.to_str().unwrap()], "");
    assert!(restored.status.success(), "{}", words(&restored));
    assert_untouched(&victim);
    let there = fs::symlink_metadata(&database).unwrap();
    assert!(there.is_file());
    assert_eq!((there.uid(), there.mode() & 0o7777), (SOMEBODY, 0o600));
}

#[test]
fn root_opens_and_changes_nothing_that_a_link_of_the_services_user_leads_to() {
    if !is_root() {
        return;
    }
    let (place, victim) = place_of_a_service();
    let database = place.data().join("classcord.redb");
    let report = place.data().join("report.csv");
    plant(&report, &victim);
    let said = words(&place.run(&["export", "users", "--output", report.to_str().unwrap()], ""));
    assert_said(&said, &[report.to_str().unwrap(), "a link that another user has made (uid 65533)"]);
    assert_untouched(&victim);

    let whole = place.path().join("whole.redb");
    fs::rename(&database, &whole).unwrap();
    plant(&database, &victim);
    for arguments in [&["user", "add", "zoe"][..], &["check"], &["restore", whole.to_str().unwrap()]] {
        let output = place.run(arguments, "abcd\n");
        assert!(!output.status.success(), "{arguments:?}: {}", words(&output));
        assert_said(&words(&output), &[database.to_str().unwrap(), "a link that another user has made (uid 65533)"]);
        assert_untouched(&victim);
    }
    // Where the operator has moved the database, and left a link, nothing changes.
    lchown(&database, Some(0), Some(0)).unwrap();
    fs::rename(&whole, &victim).unwrap();
    let output = place.run(&["user", "add", "zoe"], "abcd\n");
    assert!(output.status.success(), "{}", words(&output));
    assert!(fs::symlink_metadata(&database).unwrap().is_symlink());
}

#[test]
fn somebody_elses_socket_is_left_alone() {
    if !is_root() {
        return;
    }
    let place = Place::new();
    let socket = place.path().join("control.sock");
    drop(UnixListener::bind(&socket).unwrap());
    chown(&socket, Some(SOMEBODY), Some(SOMEBODY)).unwrap();
    let arguments = ["--control-socket", socket.to_str().unwrap()];
    let parts = ["control_socket: ", socket.to_str().unwrap(), "belongs to another user (uid 65533"];
    assert_said(&refused(&place, &arguments), &parts);
    assert_eq!(fs::metadata(&socket).unwrap().uid(), SOMEBODY);
}

#[cfg(feature = "tls")]
#[test]
fn a_key_that_others_can_read_is_refused_at_the_start_and_at_a_reload() {
    let place = Place::with_config(&format!("{CHEAP_PASSWORDS}[tls]\nlisten = [\"127.0.0.1:0\"]\n"));
    assert!(place.run(&["cert"], "").status.success());
    let key = place.data().join("key.pem");
    for exposed in [0o604, 0o644, 0o620, 0o602] {
        set_mode(&key, exposed);
        let of_mode = format!("(mode {exposed:04o})");
        let parts = ["tls.key = ", key.to_str().unwrap(), "may be read or changed by others", &of_mode, "chmod 600 "];
        assert_said(&refused(&place, &[]), &parts);
    }
    // A group of those who may read keys is usual.
    set_mode(&key, 0o640);
    let server = place.start();
    set_mode(&key, 0o644);
    server.signal(rustix::process::Signal::HUP);
    place.wait_for_audit("certificate_refused");
    place.wait_for_log("TLS certificate not reloaded, the old one stays in force: tls.key = ");
    assert!(server.stop().success());
}
