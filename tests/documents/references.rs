//! The documents are true: what they link to, name and show is there, and the map of the code has every folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use classcord_server::config::Config;

const ARCHITECTURE: &str = "docs/ARCHITECTURE.md";
const LIMITS: &str = "docs/LIMITS.md";

/// The pages for whoever changes the program.
const DEVELOPERS: [&str; 4] = ["CONTRIBUTING.md", ARCHITECTURE, LIMITS, "docs/STORAGE.md"];

/// A document, with its path from the top of the tree.
pub struct Document {
    path: PathBuf,
    text: String,
}

impl Document {
    pub fn open(path: impl Into<PathBuf>) -> Self {
        let path = path.into();
        let text = fs::read_to_string(top().join(&path)).unwrap();
        Self { path, text }
    }

    /// The files that it links to, from its own folder.
    pub fn links(&self) -> Vec<String> {
        let links = self.prose().flat_map(|line| line.split("](").skip(1));
        let targets = links.map(|link| link.split(')').next().unwrap());
        let elsewhere =
            |target: &&str| target.contains("://") || target.starts_with("mailto:") || target.starts_with('#');
        targets.filter(|target| !elsewhere(target)).map(|target| target.split('#').next().unwrap().to_owned()).collect()
    }

    /// The lines that are neither in a box nor its fences.
    fn prose(&self) -> impl Iterator<Item = &str> {
        let mut boxed = false;
        self.text.lines().filter(move |line| {
            let fence = line.trim_start().starts_with("```");
            boxed ^= fence;
            !boxed && !fence
        })
    }

    /// The texts between backticks in the prose. A piece may go over the end of a line.
    fn code(&self) -> Vec<String> {
        let prose: Vec<&str> = self.prose().collect();
        let text = prose.join("\n");
        let paragraphs = text.split("\n\n");
        paragraphs
            .flat_map(|paragraph| paragraph.split('`').skip(1).step_by(2))
            .map(|code| code.replace('\n', " "))
            .collect()
    }

    /// The lines of boxes that show commands, without their prompts.
    fn commands(&self) -> Vec<&str> {
        let mut kind = None;
        let mut found = Vec::new();
        for line in self.text.lines() {
            match (kind, line.trim_start().strip_prefix("```")) {
                (None, Some(language)) => kind = Some(language.trim()),
                (Some(_), Some(_)) => kind = None,
                (Some("sh"), None) if !line.trim().is_empty() && !line.starts_with('#') => found.push(line),
                (Some("console" | "text"), None) => found.extend(line.strip_prefix("$ ")),
                _ => {}
            }
        }
        found
    }

    /// The part behind a heading, up to the next one of its rank.
    fn section(&self, heading: &str) -> &str {
        let begin = self.text.find(&format!("\n{heading}\n")).unwrap_or_else(|| panic!("no {heading:?}")) + 1;
        let rank = heading.split(' ').next().unwrap();
        let rest = &self.text[begin + heading.len()..];
        &rest[..rest.find(&format!("\n{rank} ")).unwrap_or(rest.len())]
    }
}

pub fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Markdown of the tree, but for what is in directories of builds and in other people's crates.
fn documents() -> Vec<Document> {
    let mut found = Vec::new();
    let mut directories = vec![PathBuf::new()];
    while let Some(directory) = directories.pop() {
        for entry in fs::read_dir(top().join(&directory)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = directory.join(&name);
            if entry.file_type().unwrap().is_dir() {
                if !name.starts_with('.') && !["target", "data", "vendor", "node_modules"].contains(&name.as_str()) {
                    directories.push(path);
                }
            } else if path.extension().is_some_and(|extension| extension == "md") {
                found.push(Document::open(path));
            }
        }
    }
    assert!(found.len() >= 4, "only {} documents were found", found.len());
    found
}

/// The Rust files below a directory, by their paths from it.
fn rust_files(directory: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut directories = vec![directory.to_owned()];
    while let Some(current) = directories.pop() {
        for entry in fs::read_dir(current).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.insert(path.strip_prefix(directory).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    found
}

#[test]
fn links_lead_somewhere() {
    let mut count = 0;
    for document in documents() {
        for link in document.links() {
            let path = top().join(&document.path).parent().unwrap().join(&link);
            assert!(path.exists(), "{}: the link to {link} leads nowhere", document.path.display());
            count += 1;
        }
    }
    assert!(count > 5, "only {count} links were found");
}

/// Folders of the map that begin with `src/`, with the file to begin in.
fn map(architecture: &Document) -> Vec<(&str, &str)> {
    let rows = architecture.section("## The map").lines().filter_map(|line| line.strip_prefix("| `src/"));
    rows.map(|row| {
        let cells: Vec<&str> = row.split(" | ").collect();
        let [folder, owns, begin] = cells[..] else { panic!("{row:?} has not three cells") };
        assert!(owns.len() > 30, "{row:?} says nothing");
        (folder.trim_end_matches("/`"), begin.trim_end_matches(" |").trim_matches('`'))
    })
    .collect()
}

#[test]
fn the_map_has_every_folder_and_no_other() {
    let architecture = Document::open(ARCHITECTURE);
    let map = map(&architecture);
    let named: BTreeSet<String> = map.iter().map(|(folder, _)| (*folder).to_owned()).collect();
    assert_eq!(named.len(), map.len(), "a folder is there twice");
    let files = rust_files(&top().join("src"));
    let there: BTreeSet<String> =
        files.iter().filter_map(|file| file.rsplit_once('/')).map(|(folder, _)| folder.to_owned()).collect();
    assert_eq!(named, there, "{ARCHITECTURE} and the folders of src with code in them");
    for (folder, begin) in map {
        assert!(files.contains(&format!("{folder}/{begin}")), "{ARCHITECTURE}: there is no {begin} in src/{folder}");
    }
    let alone = files.iter().filter(|file| !file.contains('/') && *file != "lib.rs");
    for file in alone {
        assert!(architecture.section("## The map").contains(&format!("`{file}`")), "{file} is not in {ARCHITECTURE}");
    }
}

/// The first sentence of a file, if it begins with one: behind `//!`, up to a blank line.
fn heading(source: &str) -> Option<String> {
    let lines = source.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let heading = lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    // "One connection." is enough; "Types." is not.
    (heading.split(' ').count() > 1 && heading.ends_with('.')).then_some(heading)
}

#[test]
fn every_file_begins_with_what_it_owns() {
    assert!(heading("//! One connection.\n//!\n//! Owns it.\n").is_some());
    assert!(heading("//! What is\n//! still to be written.\nuse std::fmt;\n").is_some());
    for nothing in ["use std::fmt;\n", "// One connection.\n", "//!\n", "//! Types.\n", "\n//! One connection.\n"] {
        assert!(heading(nothing).is_none(), "{nothing:?}");
    }
    let mut headings = BTreeMap::new();
    for file in rust_files(&top().join("src")) {
        let heading = heading(&fs::read_to_string(top().join("src").join(&file)).unwrap());
        let heading = heading.unwrap_or_else(|| panic!("src/{file} does not begin with `//!` and a sentence"));
        if let Some(other) = headings.insert(heading, file.clone()) {
            panic!("src/{file} and src/{other} begin alike");
        }
    }
    assert!(headings.len() > 100, "only {} files were found", headings.len());
}

/// Whether `chat::text::french`, or `config::Fixed`, is in the source.
fn is_in_the_source(path: &str) -> bool {
    let mut file = top().join("src");
    for name in path.split("::") {
        let source =
            |file: &Path| fs::read_to_string(file.with_extension("rs")).or(fs::read_to_string(file.join("mod.rs")));
        let inside = file.join(name);
        if inside.is_dir() || inside.with_extension("rs").exists() {
            file = inside;
        } else {
            // No module: something that the one before it holds.
            return source(&file).is_ok_and(|source| source.contains(name));
        }
    }
    true
}

#[test]
fn files_and_modules_that_developers_are_told_of_exist() {
    assert!(is_in_the_source("chat::text::french") && is_in_the_source("config::Fixed"));
    assert!(!is_in_the_source("chat::nothing") && !is_in_the_source("chat::text::Nothing"));
    let parts: Vec<String> = rust_files(&top().join("src"))
        .into_iter()
        .map(|file| file.split(['/', '.']).next().unwrap().to_owned())
        .collect();
    let (mut files, mut modules) = (0, 0);
    for document in DEVELOPERS.map(Document::open) {
        for code in document.code().iter().filter(|code| !code.contains([' ', '*', '…', '{'])) {
            let is_path = ["src/", "tests/", "fuzz/", "bench/", "cross/", "docs/", "examples/"]
                .iter()
                .any(|folder| code.starts_with(folder));
            // What cargo run --example manual makes is not kept.
            let is_made = code.starts_with("docs/man") || code.starts_with("docs/completions");
            if is_path && !code.contains("::") && !is_made {
                assert!(top().join(code).exists(), "{}: there is no {code}", document.path.display());
                files += 1;
            }
            let path = code.split(['(', '<']).next().unwrap();
            if path.contains("::") && parts.iter().any(|part| path.split("::").next() == Some(part)) {
                assert!(is_in_the_source(path), "{}: there is no {code}", document.path.display());
                modules += 1;
            }
        }
    }
    assert!(files > 60 && modules > 15, "only {files} files and {modules} modules were found");
}

/// `cargo test --test wire who_logs_out` runs a test, and `cargo test --test wire guests` those of a file.
#[test]
fn tests_that_readers_are_told_to_run_exist() {
    let mut count = 0;
    for document in documents() {
        let code = document.code();
        for command in document.commands().into_iter().chain(code.iter().map(String::as_str)) {
            let mut words = command.split_whitespace().skip_while(|word| *word != "--test").skip(1);
            let Some(target) = words.next().filter(|_| command.contains("cargo test")) else { continue };
            let folder = top().join("tests").join(target);
            assert!(folder.join("main.rs").exists(), "{}: no test for {command:?}", document.path.display());
            if let Some(filter) = words.next() {
                let runs = rust_files(&folder).iter().any(|file| {
                    let source = fs::read_to_string(folder.join(file)).unwrap();
                    let mut names = source.lines().filter_map(|line| line.trim_start().strip_prefix("fn "));
                    file.strip_suffix(".rs") == Some(filter) || names.any(|name| name.contains(filter))
                });
                assert!(runs, "{}: {command:?} runs nothing", document.path.display());
            }
            count += 1;
        }
    }
    assert!(count > 10, "only {count} were found");
}

/// A file that its `main.rs` forgets would be no test, and one outside of the folders a binary to build and link.
#[test]
fn every_file_of_tests_is_in_the_binary_of_its_folder() {
    let tests = top().join("tests");
    let files = rust_files(&tests);
    for file in &files {
        let (folder, name) = file.split_once('/').unwrap_or_else(|| panic!("tests/{file} is in no folder"));
        let Ok(main) = fs::read_to_string(tests.join(folder).join("main.rs")) else {
            assert_eq!(folder, "support", "tests/{file} is in no binary");
            continue;
        };
        let module = name.split(['/', '.']).next().unwrap();
        let is_named = main.lines().any(|line| line == format!("mod {module};"));
        assert!(module == "main" || is_named, "tests/{folder}/main.rs does not name {module}");
    }
    assert!(files.len() > 50, "only {} files were found", files.len());
}

/// Each binary of tests takes a part of `tests/support`, so the compiler cannot tell what nobody takes.
#[test]
fn what_tests_share_is_used() {
    let tests = top().join("tests");
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for file in rust_files(&tests) {
        let source = fs::read_to_string(tests.join(file)).unwrap();
        for word in source.split(|c: char| c != '_' && !c.is_alphanumeric()) {
            *times.entry(word.to_owned()).or_default() += 1;
        }
    }
    let mut count = 0;
    for file in rust_files(&tests.join("support")) {
        let source = fs::read_to_string(tests.join("support").join(&file)).unwrap();
        for line in source.lines().filter_map(|line| line.trim_start().strip_prefix("pub ")) {
            let mut words = line.split(|c: char| c != '_' && !c.is_alphanumeric());
            let (Some("fn" | "struct" | "const"), Some(name)) = (words.next(), words.next()) else { continue };
            assert!(times[name] > 1, "tests/support/{file}: nobody uses {name}");
            count += 1;
        }
    }
    assert!(count > 50, "only {count} were found");
}

/// From the first page a reader comes to the one about changing things, and from there to the map.
#[test]
fn the_way_to_the_map_is_short() {
    let leads = |from: &str, to: &str| Document::open(from).text.contains(&format!("]({to})"));
    assert!(leads("README.md", "CONTRIBUTING.md") && leads("CONTRIBUTING.md", ARCHITECTURE));
}

/// Ten minutes, at 250 words in each.
#[test]
fn a_newcomer_reads_the_map_in_ten_minutes() {
    let architecture = Document::open(ARCHITECTURE);
    let (first, _) = architecture.text.split_once("\n# For looking up\n").unwrap();
    let words = first.split_whitespace().count();
    assert!(words <= 2500, "{ARCHITECTURE} has {words} words before what is for looking up");
}

#[test]
fn every_dependency_has_its_reason() {
    let manifests = ["Cargo.toml", "bench/Cargo.toml"];
    let manifests = manifests.map(|file| fs::read_to_string(top().join(file)).unwrap().parse::<toml::Table>().unwrap());
    let tables = manifests.iter().flat_map(|manifest| [&manifest["dependencies"], &manifest["dev-dependencies"]]);
    let mut wanted: BTreeSet<&str> =
        tables.flat_map(|table| table.as_table().unwrap().keys()).map(String::as_str).collect();
    // Our own.
    ["classcord-server", "classcord-bench"].iter().for_each(|own| assert!(wanted.remove(own)));
    let architecture = Document::open(ARCHITECTURE);
    let rows = architecture.section("## Dependencies").lines().filter_map(|line| line.strip_prefix("| `"));
    let explained: BTreeSet<&str> = rows.map(|row| row.split('`').next().unwrap()).collect();
    assert_eq!(explained, wanted);
}

#[test]
fn every_limit_of_the_configuration_is_in_the_table() {
    let limits = Document::open(LIMITS);
    let section = limits.section("## Time and limits");
    for key in Config::keys().into_iter().filter(|key| key.starts_with("limits.")) {
        assert!(section.contains(&format!("`{key}`")), "{key} is not in {LIMITS}");
    }
}

#[test]
fn keys_of_the_configuration_exist() {
    let (keys, retired) = (Config::keys(), Config::retired_keys());
    let sections: BTreeSet<&str> =
        keys.iter().chain(&retired).filter_map(|key| key.split_once('.')).map(|(section, _)| section).collect();
    let is_word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
    let mut count = 0;
    for document in documents() {
        for code in document.code() {
            // `limits.max_line`, alone or with a value.
            let name = code.split([' ', '=']).next().unwrap();
            let Some((section, key)) = name.split_once('.') else { continue };
            if sections.contains(section) && is_word(key) && key != "rs" {
                // What has changed may name what has gone.
                let is_told_to_go = document.path.ends_with("CHANGELOG.md") && retired.contains(&name);
                assert!(keys.contains(&name) || is_told_to_go, "{}: there is no key {name}", document.path.display());
                count += 1;
            }
        }
    }
    assert!(count > 40, "only {count} keys were found");
}

#[test]
fn figures_that_are_named_are_counted() {
    let sources = ["src/ops/counters.rs", "src/server/metrics.rs", "src/server/campus.rs"]
        .map(|path| fs::read_to_string(top().join(path)).unwrap());
    for document in documents() {
        for code in document.code() {
            let name = code.split('{').next().unwrap();
            if name.strip_prefix("classcord_").is_some_and(|rest| rest != "server")
                && !name.contains([' ', ':', '/', '.'])
            {
                assert!(
                    sources.iter().any(|source| source.contains(&format!("\"{name}\""))),
                    "{}: nothing counts {name}",
                    document.path.display()
                );
            }
        }
    }
}

#[test]
fn files_that_the_sheet_for_the_examination_names_exist() {
    let sheet = Document::open("docs/fiche-RP.md");
    let code = sheet.code();
    let paths: Vec<_> = code.iter().filter(|code| code.contains(['/', '.']) && !code.contains(' ')).collect();
    assert!(paths.len() > 40, "only {} files were found", paths.len());
    let keys = Config::keys();
    for path in paths {
        let known = keys.contains(&path.as_str())
            || path.starts_with("192.")
            || ["users.pkl", "audit.log"].contains(&path.as_str());
        assert!(known || top().join(path).exists(), "there is no {path}");
    }
}

/// `tests/net/reactor.rs::an_idle_reactor_sleeps` names a test.
#[test]
fn tests_that_are_named_exist() {
    let mut count = 0;
    for document in documents() {
        for code in document.code() {
            let Some((file, test)) = code.split_once(".rs::") else { continue };
            let path = top().join(format!("{file}.rs"));
            let source = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{code}: {e}"));
            let named = format!("fn {test}(");
            assert!(source.contains(&named), "{}: there is no test {code}", document.path.display());
            count += 1;
        }
    }
    assert!(count > 20, "only {count} tests were found");
}

/// `Core::handle_line` in `src/chat/core.rs` names an item.
#[test]
fn items_that_are_named_are_in_their_files() {
    let mut count = 0;
    for document in documents() {
        let prose: Vec<&str> = document.prose().collect();
        let text = prose.join(" ");
        let pieces: Vec<&str> = text.split('`').collect();
        for place in pieces.windows(3).filter(|place| place[1] == " in " && place[2].ends_with(".rs")) {
            let [item, _, file] = place else { unreachable!("three pieces") };
            let source = fs::read_to_string(top().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
            let name = item.rsplit("::").next().unwrap_or(item);
            let is_defined =
                ["enum ", "struct ", "fn ", "const ", "trait ", "type ", "Self::", "Text::"].iter().any(|kind| {
                    source.match_indices(&format!("{kind}{name}")).any(|(at, found)| {
                        let behind = source[at + found.len()..].chars().next();
                        behind.is_some_and(|c| !c.is_alphanumeric() && c != '_')
                    })
                });
            assert!(is_defined, "{}: {file} has no {item}", document.path.display());
            count += 1;
        }
    }
    assert!(count > 10, "only {count} items were found");
}

/// A shell's words, as far as documents need it: quotes, and an end at what is the shell's.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(q), c) if q == c => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '|' | '>' | '<' | ';' | '#' | '&') if word.is_none() => break,
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    // What a shell would put in its place: a number of a process, in all the documents.
    words.into_iter().map(|word| if word.starts_with('$') { "1".to_owned() } else { word }).collect()
}

/// The arguments that the program is called with, if a line calls it.
fn arguments(line: &str) -> Option<Vec<String>> {
    let words = words(line);
    let called = |word: &String| word == "classcord" || word.ends_with("/classcord");
    let mut rest = match words.first()?.as_str() {
        "cargo" => &words[words.iter().position(|word| word == "--")? + 1..],
        "sudo" => match words.iter().skip(1).position(called) {
            // `sudo -u classcord classcord …` and `sudo apt install ./classcord`
            Some(0) => &words[2..],
            _ if words.len() > 3 && words[1] == "-u" && called(&words[3]) => &words[4..],
            _ => return None,
        },
        _ if called(&words[0]) => &words[1..],
        _ => return None,
    };
    if rest.first().is_some_and(|word| word == "help") {
        rest = &rest[1..];
    }
    // "…" stands for more of the same kind.
    if rest.last().is_some_and(|word| word == "…" || word == "...") {
        rest = &rest[..rest.len() - 1];
    }
    Some(rest.to_vec())
}

/// Programs that readers are told to call. In the prose, what begins with one of these and goes on is a command; in a box,
/// everything is.
const PROGRAMS: &[&str] = &[
    "apt",
    "bench/",
    "cargo",
    "chcp",
    "classcord",
    "classcord-bench",
    "cross",
    "cross/",
    "curl",
    "docs/",
    "df",
    "dmesg",
    "docker",
    "fail2ban-client",
    "fail2ban-regex",
    "fuzz/run.sh",
    "git",
    "hostname",
    "java",
    "javac",
    "journalctl",
    "logrotate",
    "nc",
    "nft",
    "openssl",
    "pi-image/",
    "ping",
    "podman",
    "python",
    "python3",
    "rsync",
    "./start_server.sh",
    "sudo",
    "systemctl",
    "systemd-analyze",
    "tail",
    "tests/operations/",
    "timedatectl",
    "vmstat",
];

fn is_command(code: &str) -> bool {
    let mut words = code.split_whitespace().skip_while(|word| word.contains('=') && !word.starts_with('-'));
    let Some(program) = words.next() else { return false };
    let is_script = program.ends_with(".sh");
    let known =
        |name: &&str| if name.ends_with('/') { is_script && program.starts_with(*name) } else { program == *name };
    PROGRAMS.iter().any(known) && (is_script || words.next().is_some())
}

/// A command without what is said about it and with the figures of the day left out.
fn bare(command: &str) -> String {
    let command = command.split("  # ").next().unwrap_or_default();
    command.split("   ").next().unwrap_or_default().trim().replace(|c: char| c.is_ascii_digit(), "0")
}

/// tests/operations/commands.toml: who runs what the documents tell a reader to type.
#[test]
fn every_command_is_run_by_somebody_or_it_is_said_why_not() {
    let list = fs::read_to_string(top().join("tests/operations/commands.toml")).unwrap();
    let list: toml::Table = list.parse().unwrap();
    let mut listed = BTreeSet::new();
    let mut note = |command: &str| {
        assert!(listed.insert(bare(command)), "{command:?} is listed twice");
    };
    let source = |file: &str| fs::read_to_string(top().join(file)).unwrap_or_else(|e| panic!("{file}: {e}"));
    for (file, commands) in list["as_it_is"].as_table().unwrap() {
        let source = source(file);
        for command in commands.as_array().unwrap() {
            let command = command.as_str().unwrap();
            // In the words of a shell, or of Rust.
            let words: Vec<String> = words(command).iter().skip(1).map(|word| format!("{word:?}")).collect();
            let is_there =
                source.contains(command) || (command.starts_with("classcord ") && source.contains(&words.join(", ")));
            assert!(is_there, "{file} does not run {command:?}");
            note(command);
        }
    }
    for (command, by) in list["otherwise"].as_table().unwrap() {
        let by = by.as_array().unwrap();
        let (file, part) = (by[0].as_str().unwrap(), by[1].as_str().unwrap());
        assert!(source(file).contains(part), "{file} has no {part:?} for {command:?}");
        note(command);
    }
    for (why, commands) in list["not_run"].as_table().unwrap() {
        assert!(why.len() > 10, "{why:?} is no reason");
        commands.as_array().unwrap().iter().for_each(|command| note(command.as_str().unwrap()));
    }
    let mut shown = BTreeSet::new();
    let mut missing = BTreeSet::new();
    for document in documents() {
        let code = document.code();
        let inline = code.iter().map(String::as_str).filter(|code| is_command(code));
        for command in document.commands().into_iter().chain(inline).map(bare) {
            if !listed.contains(&command) {
                missing.insert(format!("{}: {command}", document.path.display()));
            }
            shown.insert(command);
        }
    }
    assert!(missing.is_empty(), "not in tests/operations/commands.toml: {missing:#?}");
    let gone: Vec<_> = listed.difference(&shown).collect();
    assert!(gone.is_empty(), "in tests/operations/commands.toml, but in no document: {gone:#?}");
    assert!(shown.len() > 100, "only {} commands were found", shown.len());
}

#[test]
fn commands_that_are_shown_are_understood() {
    assert_eq!(arguments("classcord admin announce 'à table' | cat").unwrap(), ["admin", "announce", "à table"]);
    let mut tried = BTreeSet::new();
    for document in documents() {
        let code = document.code();
        let inline = code.iter().map(String::as_str).filter(|code| code.starts_with("classcord "));
        for line in document.commands().into_iter().chain(inline) {
            let Some(arguments) = arguments(line) else { continue };
            if arguments.iter().any(|word| word.contains(['[', '…'])) || !tried.insert(arguments.clone()) {
                continue;
            }
            // Everything before --help is looked at: subcommands and options must exist and have their values.
            let output = Command::new(env!("CARGO_BIN_EXE_classcord")).args(&arguments).arg("--help").output().unwrap();
            assert!(
                output.status.success(),
                "{}: {line:?} is not understood: {}",
                document.path.display(),
                String::from_utf8_lossy(&output.stderr)
            );
        }
    }
    assert!(tried.len() > 5, "only {} commands were found", tried.len());
}

#[test]
fn loads_that_are_shown_are_understood() {
    let mut tried = 0;
    for document in documents() {
        let code = document.code();
        let lines = document.commands().into_iter().chain(code.iter().map(String::as_str));
        for line in lines.filter(|line| line.starts_with("classcord-bench ") && !line.contains(['[', '…'])) {
            let words = words(line).into_iter().chain(["--help".to_owned()]);
            let error = classcord_bench::command().try_get_matches_from(words).unwrap_err();
            let understood = error.kind() == clap::error::ErrorKind::DisplayHelp;
            assert!(understood, "{}: {line:?} is not understood: {error}", document.path.display());
            tried += 1;
        }
    }
    assert!(tried >= 4, "only {tried} were found");
}
