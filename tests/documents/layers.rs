//! The walls between the layers: what each part of `src` may name of the others is the table in docs/ARCHITECTURE.md.
//! Within a layer no many files name each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The paths that are named behind `crate::`, and behind as many `super::` as lead out of a module so deep in the
/// crate.
fn paths_named(source: &str, depth: usize) -> Vec<String> {
    let mut found = all_paths(source);
    // What `super::*` brings into an inline module is the file's own.
    found.retain(|(ups, name)| *ups >= depth && (*ups == usize::MAX || name != "*") && !name.is_empty());
    found.into_iter().map(|(_, name)| name).collect()
}

/// The paths behind `crate::` (as if behind endless `super::`), `super::` and `self::`, and how many `super::` are before
/// each.
fn all_paths(source: &str) -> Vec<(usize, String)> {
    let code: Vec<&str> = source.lines().filter_map(|line| line.split("//").next()).collect();
    let code = code.join(" ").replace(" as ", "|").replace("crate|", "crate::*|");
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found = Vec::new();
    // What follows `pub(in` is how far something is seen.
    for (at, _) in code.match_indices("crate::").filter(|(at, _)| !code[..*at].ends_with("pub(in")) {
        paths(&code[at + "crate::".len()..], usize::MAX, "", &mut found);
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::")) {
        paths(&code[at..], 0, "", &mut found);
    }
    for (at, _) in code.match_indices("self::") {
        paths(&code[at + "self::".len()..], 0, "", &mut found);
    }
    found
}

/// The names along a path, several if there is a group in it, and how many `super::` are before each.
fn paths(path: &str, ups: usize, before: &str, found: &mut Vec<(usize, String)>) {
    if let Some(rest) = path.strip_prefix("super::") {
        paths(rest, ups.saturating_add(1), before, found);
    } else if let Some(group) = path.strip_prefix('{') {
        let (mut open, mut begin) = (0, 0);
        for (at, c) in group.char_indices() {
            match c {
                '{' => open += 1,
                '}' if open > 0 => open -= 1,
                ',' | '}' if open == 0 => {
                    paths(&group[begin..at], ups, before, found);
                    begin = at + 1;
                    if c == '}' {
                        break;
                    }
                }
                _ => {}
            }
        }
    } else {
        let end = path.find(|c: char| !c.is_alphanumeric() && !"_*:".contains(c)).unwrap_or(path.len());
        let name = format!("{before}{}", &path[..end]);
        if name.ends_with("::") && path[end..].starts_with('{') {
            paths(&path[end..], ups, &name, found);
        } else {
            found.push((ups, name.trim_end_matches(':').to_owned()));
        }
    }
}

/// Calls with each Rust file below a directory, and the number of modules from the crate's root down to it.
fn for_each_file(path: &Path, depth: usize, call: &mut impl FnMut(&Path, usize)) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            for_each_file(&entry.unwrap().path(), depth + 1, call);
        }
    } else if path.extension().is_some_and(|extension| extension == "rs") {
        call(path, depth - usize::from(path.ends_with("mod.rs")));
    }
}

#[test]
fn no_layer_names_one_above_it() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let document = fs::read_to_string(top.join("docs/ARCHITECTURE.md")).unwrap();
    let (_, table) = document.split_once("\n| part | may name |\n| --- | --- |\n").unwrap();
    let walls: BTreeMap<&str, Vec<&str>> = table
        .lines()
        .map_while(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(part, may)| (part, may.split('`').skip(1).step_by(2).collect()))
        .collect();
    let (mut seen, mut wrong) = (BTreeMap::new(), Vec::new());
    for_each_file(&top.join("src"), 0, &mut |path, depth| {
        let inside = path.strip_prefix(top.join("src")).unwrap();
        let part = inside.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        if ["lib", "main"].contains(&part) {
            return;
        }
        let may = walls.get(part).unwrap_or_else(|| panic!("{part} is not in the table"));
        for name in paths_named(&fs::read_to_string(path).unwrap(), depth) {
            *seen.entry(part.to_owned()).or_insert(0) += 1;
            // Behind `super::` an inline module counts as a file's own: only another part's name is a way out.
            let other = name.split("::").next().unwrap();
            let allowed =
                |may: &&str| name.strip_prefix(may).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
            if other != part && (walls.contains_key(other) || other == "*") && !may.iter().any(allowed) {
                wrong.push(format!("{} names {name}", inside.display()));
            }
        }
    });
    assert!(wrong.is_empty(), "across a wall: {wrong:#?}");
    assert!(
        ["cli", "server", "store", "wire"].iter().all(|part| seen[*part] > 5),
        "hardly anything was read: {seen:?}"
    );
}

/// The texts of the crate's modules that are files. Tests are left out: they may look anywhere.
fn modules() -> BTreeMap<String, String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut modules = BTreeMap::new();
    for_each_file(&source, 0, &mut |path, _| {
        let module = path.strip_prefix(&source).unwrap().with_extension("");
        let module = module.to_str().unwrap().replace('/', "::");
        let text = fs::read_to_string(path).unwrap();
        let code = text.split("#[cfg(test)]\nmod ").next().unwrap();
        modules.insert(module.trim_end_matches("::mod").to_owned(), code.to_owned());
    });
    modules
}

/// Each module with those that it names.
fn imports(modules: &BTreeMap<String, String>) -> BTreeMap<&str, BTreeSet<&str>> {
    let named = |module: &str, code: &str| {
        let from = |ups: usize| module.rsplitn(ups + 1, "::").last().filter(|_| ups <= module.matches("::").count());
        all_paths(code)
            .into_iter()
            .filter_map(|(ups, name)| match ups {
                usize::MAX => Some(name),
                ups => Some(format!("{}::{name}", from(ups)?)),
            })
            .filter_map(|mut path| {
                // Behind a module's name stands what it holds.
                while !modules.contains_key(&path) {
                    path.truncate(path.rfind("::")?);
                }
                modules.get_key_value(&path).map(|(name, _)| name.as_str()).filter(|name| *name != module)
            })
            .collect()
    };
    modules.iter().map(|(module, code)| (module.as_str(), named(module, code))).collect()
}

/// The modules that one leads to, by names of names of names.
fn reached<'a>(imports: &BTreeMap<&'a str, BTreeSet<&'a str>>, from: &'a str) -> BTreeSet<&'a str> {
    let (mut reached, mut open) = (BTreeSet::new(), vec![from]);
    while let Some(module) = open.pop() {
        open.extend(imports[module].iter().filter(|next| reached.insert(**next)));
    }
    reached
}

#[test]
fn no_more_than_three_files_name_each_other_in_a_circle() {
    const MOST: usize = 3;
    let modules = modules();
    let mut imports = imports(&modules);
    // A folder's own file puts the files of the folder together.
    let is_folders_own = |module: &str| modules.keys().any(|other| other.starts_with(&format!("{module}::")));
    imports.retain(|module, _| !is_folders_own(module));
    imports.values_mut().for_each(|named| named.retain(|module| !is_folders_own(module)));
    let reached: BTreeMap<&str, BTreeSet<&str>> = imports.keys().map(|from| (*from, reached(&imports, from))).collect();
    let leads_back = |from: &str, to: &str| reached.get(to).is_some_and(|reached| reached.contains(from));
    let circles = reached.iter().map(|(from, to)| to.iter().filter(|to| leads_back(from, to)).collect());
    let wide: BTreeSet<Vec<&&str>> = circles.filter(|circle: &Vec<_>| circle.len() > MOST).collect();
    assert!(wide.is_empty(), "in a circle: {wide:#?}");
    assert!(reached.len() > 150 && reached["chat::core"].len() > 20, "hardly anything was read");
}

/// Values know values, tables besides tables, the core both, and rules all of them but other rules, which they reach by
/// the methods of `Core`.
#[test]
fn rules_stand_on_the_core_the_core_on_tables_and_these_on_values() {
    let modules = modules();
    let floor = |module: &str| match module {
        "chat::core" => 2,
        _ if module.starts_with("chat::state") => 1,
        _ if modules[module].contains("\nimpl Core {") => 3,
        _ => 0,
    };
    let imports = imports(&modules);
    let pairs = imports.iter().flat_map(|(from, to)| to.iter().map(move |to| (*from, *to)));
    let inside: Vec<_> = pairs.filter(|(from, to)| from.starts_with("chat::") && to.starts_with("chat::")).collect();
    let is_wrong = |(from, to): &&(&str, &str)| floor(to) > floor(from).min(2);
    let wrong: Vec<_> = inside.iter().filter(is_wrong).collect();
    assert!(wrong.is_empty(), "from below to above: {wrong:#?}");
    assert!(inside.len() > 200, "hardly anything was read: {}", inside.len());
}

#[test]
fn every_way_to_name_a_part_is_seen() {
    let named = |source| paths_named(source, 2);
    assert_eq!(named("use crate::net::Token; // crate::wire"), ["net::Token"]);
    assert_eq!(
        named("use crate::{\n    net,\n    chat::{self, name},\n    wire as w,\n};"),
        ["net", "chat::self", "chat::name", "wire"]
    );
    assert_eq!(
        named("fn f() -> $crate::ops::Counters { super::super::store::open(super::handler::g()) }"),
        ["ops::Counters", "store::open"]
    );
    assert_eq!(named("use super::{clock, super::net::{Frame, Token}, name};"), ["net::Frame", "net::Token"]);
    assert_eq!(named("use crate::*; use crate as root; use super::super::*;"), ["*", "*"]);
}

/// What can be called of a source that has `&mut self`.
fn changing_methods(source: &str) -> Vec<&str> {
    let (code, _) = source.split_once("#[cfg(test)]").unwrap_or((source, ""));
    code.match_indices("&mut self")
        .filter_map(|(at, _)| code[..at].rsplit("fn ").next()?.split(['(', '<']).next())
        .collect()
}

/// The subjects whose rules are in several files; every other file is a subject of its own.
const SUBJECTS: [(&str, &[&str]); 2] = [
    (
        "campus",
        &[
            "campus",
            "campus_acts",
            "campus_early",
            "campus_erasure",
            "campus_people",
            "campus_private",
            "campus_rename",
            "campus_retirement",
            "campus_topics",
        ],
    ),
    ("channels", &["channels", "channel_modes", "slow_mode"]),
];

/// The one table that several subjects change, each its own part of an entry by methods that no other one calls.
const SHARED: &str = "sessions";

/// The way in which what stands behind `self.field` changes the field: by an assignment, or by a method that is one of
/// these; `None` if it only reads.
fn change<'a>(before: &str, behind: &'a str, changing: &[&str]) -> Option<&'a str> {
    let is_assigned = |text: &str| {
        let text = text.trim_start_matches(['+', '-', '|', '&', '*', '/']);
        text.starts_with('=') && !text.starts_with("==") && !text.starts_with("=>")
    };
    let name_end = |text: &str| text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    if is_assigned(behind) || before.ends_with("&mut") {
        return Some("=");
    }
    let part = behind.strip_prefix('.')?;
    let (name, rest) = part.split_at(name_end(part));
    (is_assigned(rest) || (rest.starts_with('(') && changing.contains(&name))).then_some(name)
}

/// Every field of the core is changed by the rules of one subject. What makes the fields, and empties them, is the core
/// itself.
#[test]
fn what_changes_a_table_is_called_by_one_file_of_rules() {
    // Of what is not a table: lists, options and boxes.
    const OF_OTHERS: [&str; 12] = [
        "push",
        "retain",
        "clear",
        "insert",
        "remove",
        "take",
        "extend",
        "append",
        "as_mut",
        "as_deref_mut",
        "iter_mut",
        "get_or_insert_with",
    ];
    let chat = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/chat");
    let read = |folder: &Path| -> BTreeMap<String, String> {
        let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
        files
            .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
            .collect()
    };
    let (mut rules, tables) = (read(&chat), read(&chat.join("state")));
    let core = rules.remove("core").unwrap();
    for text in rules.values_mut() {
        let code: Vec<&str> = text.lines().filter_map(|line| line.split("//").next()).collect();
        *text = code.join(" ").chars().filter(|c| !c.is_whitespace()).collect();
    }
    let subject = |file: &str| {
        let several = SUBJECTS.iter().find(|(_, files)| files.contains(&file));
        several.map_or(file, |(subject, _)| *subject).to_owned()
    };
    let (_, fields) = core.split_once("pub struct Core {").unwrap();
    let fields = fields.lines().map_while(|line| (line != "}").then(|| line.trim().strip_prefix("pub(super) ")));
    let (mut count, mut seen, mut wrong) = (0, 0, Vec::new());
    for (field, kind) in fields.flatten().filter_map(|line| line.trim_end_matches(',').split_once(": ")) {
        count += 1;
        let table = tables
            .values()
            .find(|text| text.contains(&format!("struct {kind} ")) || text.contains(&format!("struct {kind}(")));
        let changing = table.map_or(OF_OTHERS.to_vec(), |text| changing_methods(text));
        // By method if several may.
        let mut writers: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for (file, text) in &rules {
            let taken_apart = text.split("letSelf{").skip(1).filter_map(|rest| rest.split("}=self").next());
            if taken_apart.flat_map(|names| names.split(',')).any(|name| name == field) {
                writers.entry("").or_default().insert(subject(file));
            }
            let access = format!("self.{field}");
            for (at, _) in text.match_indices(&access) {
                let behind = &text[at + access.len()..];
                if behind.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
                    continue;
                }
                if let Some(way) = change(&text[..at], behind, &changing) {
                    seen += 1;
                    writers.entry(if field == SHARED { way } else { "" }).or_default().insert(subject(file));
                }
            }
        }
        for (way, subjects) in writers.into_iter().filter(|(_, subjects)| subjects.len() > 1) {
            wrong.push(format!("self.{field} {way} is changed by {subjects:?}"));
        }
    }
    assert!(wrong.is_empty(), "changed from more than one place: {wrong:#?}");
    assert!(count > 35 && seen > 150, "hardly anything was read: {count} fields, {seen} changes");
}

#[test]
fn every_way_to_change_a_field_is_seen() {
    for (before, behind) in
        [("", "=true;"), ("", "+=1;"), ("", ".part=3;"), ("", ".push(x)"), ("foo(&mut", ")"), ("Some(x)=&mut", "{")]
    {
        assert!(change(before, behind, &["push"]).is_some(), "{before}self.x{behind}");
    }
    for (before, behind) in [("", "==true"), ("", ".part==3"), ("", ".len()"), ("&", ""), ("", "!=y"), ("", "=>x")] {
        assert!(change(before, behind, &["push"]).is_none(), "{before}self.x{behind}");
    }
}
