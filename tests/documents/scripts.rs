//! What the slow scripts stand on is there, so that a change need not wait for them to be red: the files that they name, those
//! that the Debian package takes, the keys that the card's builder writes, the commands of units.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use classcord_server::config::Config;

use crate::references::{Document, top};
use crate::support::Place;

/// The scripts for bash, by their paths from the top.
fn scripts() -> Vec<PathBuf> {
    let folders = [".", ".ci", "bench", "cross", "docs", "fuzz", "pi-image", "tests/operations"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(top().join(folder)).unwrap());
    let mut found: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    found.retain(|path| path.extension().is_some_and(|extension| extension == "sh"));
    found.extend([top().join(".ci/run"), top().join("pi-image/rootfs/usr/lib/classcord-image/first-boot")]);
    assert!(found.len() > 40, "{found:?}");
    found
}

/// A path as far as it is written out: to a variable, a quote or a pattern.
fn written_out(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_alphanumeric() && !"._-/".contains(c)).next().unwrap()
}

#[test]
fn scripts_are_whole_and_the_files_that_they_name_are_there() {
    let mut count = 0;
    for path in scripts() {
        let output = Command::new("bash").arg("-n").arg(&path).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = fs::read_to_string(&path).unwrap();
        for named in text.split("$repository/").skip(1).map(written_out) {
            // What is built and what is fetched comes later.
            let later = ["target", "docs/man", "docs/completions"].iter().any(|made| named.starts_with(made));
            assert!(later || top().join(named).exists(), "{}: there is no {named}", path.display());
            count += 1;
        }
        for named in text.split("$here/").skip(1).map(written_out) {
            // Of a folder that a script makes it is the script's own affair.
            if [".sh", ".py", ".yml"].iter().any(|end| named.ends_with(end)) {
                let places = [path.parent().unwrap(), &top().join("tests/operations")];
                assert!(
                    places.iter().any(|place| place.join(named).exists()),
                    "{}: there is no {named}",
                    path.display()
                );
                count += 1;
            }
        }
    }
    assert!(count > 50, "only {count} files were found");
}

#[test]
fn the_scripts_in_python_can_be_read() {
    let folders = ["bench", "docs/campus", "docs/clients", "pi-image", "tests/operations"];
    let files = folders.iter().flat_map(|folder| fs::read_dir(top().join(folder)).unwrap());
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "py"));
    files.push(top().join("auth/classcord-auth-ldap"));
    assert!(files.len() > 10, "{files:?}");
    let read = "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name, encoding='utf-8').read(), name)";
    let output = Command::new("python3").args(["-c", read]).args(files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The Dockerfile writes an address in the place of each empty one from `[metrics]` on.
#[test]
fn one_empty_address_is_the_monitors_in_a_container() {
    let shipped = fs::read_to_string(top().join("classcord.toml")).unwrap();
    let (_, rest) = shipped.split_once("\n[metrics]\n").unwrap();
    assert_eq!(rest.lines().filter(|line| *line == "listen = \"\"").count(), 1);
    let metrics = rest.split("\n[").next().unwrap();
    assert!(metrics.contains("\nlisten = \"\"\n"), "{metrics}");
}

/// A path without `..`, of what need not be there.
fn plain(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut so_far, part| {
        if part == Component::ParentDir {
            so_far.pop();
        } else {
            so_far.push(part);
        }
        so_far
    })
}

#[test]
fn the_package_has_files_that_exist_and_all_that_its_documents_link_to() {
    const DOCUMENTS: &str = "usr/share/doc/classcord";
    let manifest: toml::Table = fs::read_to_string(top().join("Cargo.toml")).unwrap().parse().unwrap();
    let assets = manifest["package"]["metadata"]["deb"]["assets"].as_array().unwrap();
    let assets: BTreeMap<&str, &str> =
        assets.iter().map(|asset| (asset[1].as_str().unwrap(), asset[0].as_str().unwrap())).collect();
    let mut packaged = BTreeSet::new();
    for (target, source) in &assets {
        let made = ["target/", "docs/man/", "docs/completions/"].iter().any(|made| source.starts_with(made));
        assert!(made || top().join(source).is_file(), "the package wants {source}, which is not there");
        // A folder is there with its first file.
        packaged.extend(Path::new(target).ancestors().map(Path::to_owned));
    }
    let mut count = 0;
    for (target, source) in assets.iter().filter(|(target, _)| target.starts_with(DOCUMENTS) && target.ends_with(".md"))
    {
        // README.md is the source's.
        if *source == "README.md" {
            continue;
        }
        for link in Document::open(source).links() {
            let leads_to = plain(&Path::new(target).parent().unwrap().join(&link));
            // How it is built and packaged is in the source only.
            let source_only =
                ["cross", "pi-image"].iter().any(|folder| leads_to.starts_with(format!("{DOCUMENTS}/{folder}")));
            assert!(source_only || packaged.contains(&leads_to), "{source}: {link} is not in the package");
            count += 1;
        }
    }
    assert!(count > 20, "only {count} links were found");
}

#[test]
fn the_keys_that_a_card_gets_are_in_its_configuration() {
    let place = Place::new();
    let (file, part) = (place.path().join("classcord.toml"), place.path().join("campus.toml"));
    fs::copy(top().join("classcord.toml"), &file).unwrap();
    let keys = "broker = \"mqtts://broker.lycee.local:8883\"\nschool = \"lycee\"\nname = \"salle204\"\nshared = [\"#projet\"]\n";
    fs::write(&part, format!("[campus]\n{keys}")).unwrap();
    let mut settings = Command::new(top().join("pi-image/settings.py"));
    settings.arg(&file).arg("--class-code=écrit au tableau").arg("--campus").arg(&part);
    let output = settings.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = fs::read_to_string(&file).unwrap();
    let written: toml::Table = text.parse().unwrap();
    for line in keys.lines() {
        let wanted: toml::Table = line.parse().unwrap();
        for (key, value) in wanted {
            assert_eq!(written["campus"][&key], value, "{key}");
        }
    }
    assert_eq!(written["chat"]["registration"].as_str(), Some("code"));
    assert_eq!(written["chat"]["registration_code"].as_str(), Some("écrit au tableau"));
    assert_eq!(written["web"]["listen"][0].as_str(), Some("[::]:80"));
    // The server takes it, and its other lines are as they were.
    Config::from_text(&file, &text).unwrap();
    let shipped = fs::read_to_string(top().join("classcord.toml")).unwrap();
    assert_eq!(shipped.lines().zip(text.lines()).filter(|(before, after)| before != after).count(), 7);

    fs::write(&part, "[campus]\ncolour = \"red\"\n").unwrap();
    let output =
        Command::new(top().join("pi-image/settings.py")).arg(&file).arg("--campus").arg(&part).output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("colour"), "{output:?}");
}

#[test]
fn commands_that_units_and_timetables_give_are_understood() {
    let folders =
        ["systemd", "pi-image/rootfs/etc/systemd/system", "pi-image/rootfs/usr/lib/classcord-image", "cross/debian"];
    let mut count = 0;
    for entry in folders.iter().flat_map(|folder| fs::read_dir(top().join(folder)).unwrap()) {
        let path = entry.unwrap().path();
        // Users and folders are no commands; neither is a folder.
        if path.is_dir() || path.extension().is_some_and(|end| end == "tmpfiles" || end == "sysusers") {
            continue;
        }
        let text = fs::read_to_string(&path).unwrap();
        for called in text.lines().filter(|line| !line.starts_with('#')).filter_map(command_of) {
            let output = Command::new(env!("CARGO_BIN_EXE_classcord")).args(&called).arg("--help").output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {called:?} is not understood: {said}", path.display());
            count += 1;
        }
    }
    assert!(count >= 9, "only {count} commands were found");
}

/// What is behind the program's name in a line that calls it, to what is the shell's.
fn command_of(line: &str) -> Option<Vec<&str>> {
    let at = ["/usr/bin/classcord ", "$(classcord ", "| classcord ", "    classcord "]
        .iter()
        .find_map(|call| Some(line.find(call)? + call.len()))?;
    let rest = line[at..].split([')', ';', '|', '"']).next().unwrap();
    Some(rest.split_whitespace().collect())
}
