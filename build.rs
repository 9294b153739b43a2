//! Packs the files of the page (`web/`) while the program is built, so that a running server has no work with them.
//!
//! Writes `page.rs`, the table of `src/web/assets.rs`: of each file its path, what is in it, the same as gzip, and its hash.
//! Which modules go together is in `src/web/bundling.rs`, how files are packed in `src/web/packing.rs`, what the page's document has
//! within itself in `src/web/first_paint.rs`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

#[path = "src/web/bundling.rs"]
mod bundling;
#[path = "src/web/first_paint.rs"]
mod first_paint;
#[path = "src/web/packing.rs"]
mod packing;

/// Folders beside the page: what it is checked and tested with.
const TOOLING: [&str; 3] = ["browser", "node_modules", "tests"];

/// Endings of files that are served: each has a type in `src/web/assets.rs`.
const SERVED: [&str; 4] = ["html", "css", "js", "svg"];

/// The module of the page, which loads others while it runs.
const PAGE: &str = "app/main.js";

/// What stands before a script of which a page needs the most: Chromium then compiles its functions while it loads, on another thread;
/// otherwise each where it is first called, which took a third of the time in the longest tasks of coming in. To others it is a comment.
const COMPILED_AT_ONCE: &str = "//# allFunctionsCalledOnLoad\n";

/// Those of the board and of the slips, which load no more than words.
const OTHERS: [&str; 2] = ["app/board.js", "app/slips.js"];

/// The script that is no module and that the others name.
const CLASSIC: &str = "app/before.js";

/// The document of the page, and its style sheet.
const DOCUMENT: &str = "index.html";
const SHEET: &str = "classcord.css";

fn main() -> io::Result<()> {
    let top = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut paths = Vec::new();
    page_files(&Path::new(&top).join("web"), "", &mut paths)?;
    let mut files = BTreeMap::new();
    for path in paths {
        let text = fs::read_to_string(format!("{top}/web/{path}"))?;
        files.insert(path, text);
    }
    let document = document(&files).map_err(io::Error::other)?;
    let mut files = together(files).map_err(io::Error::other)?;
    let documents: BTreeMap<_, _> = document.in_themes(DOCUMENT).into();
    files.extend(documents.clone());
    let mut table = String::from("&[\n");
    for (number, (path, text)) in files.iter().enumerate() {
        let file = format!("{out}/{number}.file");
        fs::write(&file, text)?;
        let packed = match packing::packed(text.as_bytes()) {
            Some(packed) => {
                let name = format!("{out}/{number}.gz");
                fs::write(&name, packed)?;
                format!("Some(include_bytes!({name:?}))")
            }
            None => "None".to_owned(),
        };
        let hash = packing::hash(text.as_bytes());
        let (script, style) =
            if documents.contains_key(path) { (document.script.as_str(), document.style.as_str()) } else { ("", "") };
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "Asset {{ path: {path:?}, bytes: include_bytes!({file:?}), packed: {packed}, hash: {hash:#x}, \
             script: {script:?}, style: {style:?} }},"
        );
    }
    table.push(']');
    fs::write(Path::new(&out).join("page.rs"), table)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/web/bundling.rs");
    println!("cargo::rerun-if-changed=src/web/first_paint.rs");
    println!("cargo::rerun-if-changed=src/web/packing.rs");
    Ok(())
}

/// The document of the page with what its first paint needs.
fn document(files: &BTreeMap<String, String>) -> Result<first_paint::Document, String> {
    let file = |path: &str| files.get(path).ok_or_else(|| format!("{path} is not there"));
    let script = |path: &str| files.get(path).map(|text| packing::without_comments(text));
    first_paint::document(file(DOCUMENT)?, file(SHEET)?, script)
}

/// The files as they are served: modules in bundles, beside these what is loaded later, and all that is no module.
fn together(files: BTreeMap<String, String>) -> Result<BTreeMap<String, String>, String> {
    let (scripts, mut served): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files.into_iter().partition(|(path, _)| path.ends_with(".js"));
    let sources: bundling::Sources =
        scripts.into_iter().map(|(path, text)| (path, packing::without_comments(&text))).collect();
    let needed = bundling::closure(&sources, PAGE)?;
    for path in bundling::later(&sources, &needed)? {
        let script = bundling::beside(&sources, &path, &needed)?;
        served.insert(path, script);
    }
    let page = bundling::bundle(&sources, &needed)?;
    served.insert(PAGE.to_owned(), format!("{COMPILED_AT_ONCE}{page}"));
    for entry in OTHERS {
        served.insert(entry.to_owned(), bundling::bundle(&sources, &bundling::closure(&sources, entry)?)?);
    }
    let classic = sources.get(CLASSIC).ok_or_else(|| format!("{CLASSIC} is not there"))?;
    served.insert(CLASSIC.to_owned(), classic.clone());
    Ok(served)
}

/// The paths of all files that are the page's. Cargo is told of each folder below `web/`, and of each file that stands in it:
/// of `web/` itself it would look through the tools' packages too.
fn page_files(folder: &Path, prefix: &str, found: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().into_string().map_err(|_| io::Error::other("a name that is no text"))?;
        let path = format!("{prefix}{name}");
        if name.starts_with('.') || TOOLING.contains(&path.as_str()) {
            continue;
        }
        let is_folder = entry.file_type()?.is_dir();
        // At the top stand the tools' settings too: eslint.config.js.
        let is_served = SERVED.iter().any(|ending| name.ends_with(&format!(".{ending}"))) && !name.contains(".config.");
        if is_folder || is_served {
            println!("cargo::rerun-if-changed={}", entry.path().display());
        }
        if is_folder {
            page_files(&entry.path(), &format!("{path}/"), found)?;
        } else if is_served {
            found.push(path);
        }
    }
    Ok(())
}
