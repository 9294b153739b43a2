//! `classcord auth test`: what the school's directory says of somebody, asked without the server.

use crate::support::{CHEAP_PASSWORDS, Place};

/// Of {"id":N,"name":"NAME",… the shell takes N, and answers by the name.
const PROGRAM: &str = r#"while read -r line; do id=${line#*:}; id=${id%%,*}; case $line in
  *'"password":"wrong"'*) echo "{\"id\":$id,\"answer\":\"no\"}";;
  *elie*) echo "{\"id\":$id,\"answer\":\"yes\",\"name\":\"elie\"}";;
  *sick*) echo "{\"id\":$id,\"answer\":\"unavailable\",\"reason\":\"no route\"}";;
  *crash*) exit 7;;
  *) echo "{\"id\":$id,\"answer\":\"yes\",\"role\":\"moderator\",\"groups\":[\"sisr1\"],\"display_name\":\"Jean \\u001b[2J\"}";;
esac; done"#;

fn place() -> Place {
    Place::with_config(&format!("[auth]\ncommand = [\"/bin/sh\", \"-c\", {PROGRAM:?}]\n{CHEAP_PASSWORDS}"))
}

#[test]
fn it_says_what_the_directory_says() {
    let place = place();
    for (name, password, succeeds, parts) in [
        (
            "jdupont",
            "secret",
            true,
            ["jdupont: yes", "role: moderator", "channels: #sisr1", "display name: Jean \\x1b"],
        ),
        ("jdupont", "wrong", false, ["jdupont: no", "nobody of that name", "", ""]),
        ("elie", "secret", true, ["elie: yes", "role: as it is here", "channels: none", "display name: -"]),
        ("delie", "secret", false, ["delie: yes", "name in the directory: elie", "refused: it is another name", ""]),
        ("sick", "secret", false, ["sick: the directory cannot say", "no route", "", ""]),
        ("crash", "secret", false, ["crash: the directory cannot say", "exit status: 7", "", ""]),
        ("jdupont", "", false, ["an empty password is nobody's", "", "", ""]),
        ("server", "secret", false, ["the directory is not asked", "", "", ""]),
    ] {
        let output = place.run(&["auth", "test", name], &format!("{password}\n"));
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.success(), succeeds, "{name}, {password:?}: {said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{name}, {password:?}: {said}");
    }
}

#[test]
fn without_a_directory_nothing_is_asked() {
    let place = Place::new();
    let output = place.run(&["auth", "test", "jdupont"], "secret\n");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success() && said.contains("auth.command"), "{said}");
}
