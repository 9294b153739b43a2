//! Writes what is made of the command lines and of the shipped configuration: manual pages and completions for shells.
//!
//! `cargo run --example manual` puts them into `docs/man` and `docs/completions`, which git does not keep: packages and
//! releases are made with them (cross/package.sh). `tests/documents/manual.rs` checks what they say.

mod command_page;
mod config_page;
mod files;
mod page;
mod programs;

use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    for (name, content) in files::all() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
        let written =
            path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, content));
        if let Err(e) = written {
            eprintln!("{}: {e}", path.display());
            return ExitCode::FAILURE;
        }
        println!("{name}");
    }
    ExitCode::SUCCESS
}
