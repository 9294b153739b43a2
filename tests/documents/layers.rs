//! The walls between the layers: what each part of `src` may name of the others is the table in docs/ARCHITECTURE.md.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The paths that are named behind `crate::`, and behind as many `super::` as lead out of a module so deep in the
/// crate.
fn paths_named(source: &str, depth: usize) -> Vec<String> {
    let code: Vec<&str> = source.lines().filter_map(|line| line.split("//").next()).collect();
    let code = code.join(" ").replace(" as ", "|").replace("crate|", "crate::*|");
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let mut found = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        paths(&code[at + "crate::".len()..], usize::MAX, &mut found);
    }
    for (at, _) in code.match_indices("super::").filter(|(at, _)| !code[..*at].ends_with("super::")) {
        paths(&code[at..], 0, &mut found);
    }
    // What `super::*` brings into an inline module is the file's own.
    found.retain(|(ups, name)| *ups >= depth && (*ups == usize::MAX || name != "*") && !name.is_empty());
    found.into_iter().map(|(_, name)| name).collect()
}

/// The names along a path up to a group, several paths if it begins with one, and how many `super::` are before each.
fn paths(path: &str, ups: usize, found: &mut Vec<(usize, String)>) {
    if let Some(rest) = path.strip_prefix("super::") {
        paths(rest, ups.saturating_add(1), found);
    } else if let Some(group) = path.strip_prefix('{') {
        let (mut open, mut begin) = (0, 0);
        for (at, c) in group.char_indices() {
            match c {
                '{' => open += 1,
                '}' if open > 0 => open -= 1,
                ',' | '}' if open == 0 => {
                    paths(&group[begin..at], ups, found);
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
        found.push((ups, path[..end].trim_end_matches(':').to_owned()));
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

#[test]
fn every_way_to_name_a_part_is_seen() {
    let named = |source| paths_named(source, 2);
    assert_eq!(named("use crate::net::Token; // crate::wire"), ["net::Token"]);
    assert_eq!(named("use crate::{\n    net,\n    chat::{self, name},\n    wire as w,\n};"), ["net", "chat", "wire"]);
    assert_eq!(
        named("fn f() -> $crate::ops::Counters { super::super::store::open(super::handler::g()) }"),
        ["ops::Counters", "store::open"]
    );
    assert_eq!(named("use super::{clock, super::net::{Frame, Token}, name};"), ["net"]);
    assert_eq!(named("use crate::*; use crate as root; use super::super::*;"), ["*", "*"]);
}
