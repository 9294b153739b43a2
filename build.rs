//! Packs the files of the page (`web/`) while the program is built, so that a running server has no work with them.
//!
//! Writes `page.rs`, the table of `src/web/assets.rs`: of each file its path, what is in it, the same as gzip, and its hash.
//! How they are packed is in `src/web/packing.rs`.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, io};

#[path = "src/web/packing.rs"]
mod packing;

/// Folders beside the page: what it is checked and tested with.
const TOOLING: [&str; 3] = ["browser", "node_modules", "tests"];

/// Endings of files that are served: each has a type in `src/web/assets.rs`.
const SERVED: [&str; 4] = ["html", "css", "js", "svg"];

fn main() -> io::Result<()> {
    let top = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let out = env::var("OUT_DIR").map_err(io::Error::other)?;
    let mut files = Vec::new();
    page_files(&Path::new(&top).join("web"), "", &mut files)?;
    files.sort_unstable();
    let mut table = String::from("&[\n");
    for (number, path) in files.iter().enumerate() {
        let file = format!("{top}/web/{path}");
        let bytes = fs::read(&file)?;
        let packed = match packing::packed(&bytes, path.ends_with(".js")) {
            Some(packed) => {
                let name = format!("{out}/{number}.gz");
                fs::write(&name, packed)?;
                format!("Some(include_bytes!({name:?}))")
            }
            None => "None".to_owned(),
        };
        let hash = packing::hash(&bytes);
        // Writing to a String cannot fail.
        let _ = writeln!(
            table,
            "Asset {{ path: {path:?}, bytes: include_bytes!({file:?}), packed: {packed}, hash: {hash:#x} }},"
        );
    }
    table.push(']');
    fs::write(Path::new(&out).join("page.rs"), table)?;
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/web/packing.rs");
    Ok(())
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
