//! The files of the page, which are in the program.
//!
//! Owns the table of them: each file of `web/` that a browser may ask for, under its own path; `index.html` is `/`. They
//! are packed when somebody first asks for them, and kept so. A file that is new has a line here, which a test sees to.

use std::fmt::Write as _;

use miniz_oxide::deflate::compress_to_vec;
use sha1::{Digest, Sha1};

/// Gzip's effort: beyond it a page of text gets no smaller.
const LEVEL: u8 = 9;

/// Files shorter than this leave as they are: their head is longer.
const PACKED_BYTES_MIN: usize = 512;

macro_rules! files {
    ($($path:literal)*) => {
        /// The path of each, and what is in it.
        const FILES: &[(&str, &[u8])] =
            &[$(($path, include_bytes!(concat!("../../web/", $path)))),*];
    };
}

files! {
    "board.css"
    "board.html"
    "index.html"
    "app/attention.js"
    "app/board.js"
    "app/commands.js"
    "app/connection.js"
    "app/main.js"
    "app/protocol.js"
    "app/qr.js"
    "app/rows.js"
    "app/search.js"
    "app/session.js"
    "app/settings.js"
    "app/slips.js"
    "app/state.js"
    "app/teacher/accounts.js"
    "app/teacher/acts.js"
    "app/teacher/announce.js"
    "app/teacher/asked.js"
    "app/teacher/beside.js"
    "app/teacher/channel.js"
    "app/teacher/csv.js"
    "app/teacher/facts.js"
    "app/teacher/hands.js"
    "app/teacher/index.js"
    "app/teacher/panel.js"
    "app/teacher/passwords.js"
    "app/teacher/place.js"
    "app/teacher/polling.js"
    "app/teacher/presence.js"
    "app/teacher/roll.js"
    "app/teacher/server.js"
    "app/teacher/words.js"
    "app/text.js"
    "app/theme.js"
    "app/types.js"
    "app/view/acts.js"
    "app/view/app.js"
    "app/view/bands.js"
    "app/view/code.js"
    "app/view/composer.js"
    "app/view/copy.js"
    "app/view/dialogs.js"
    "app/view/form.js"
    "app/view/frame.js"
    "app/view/html.js"
    "app/view/icons.js"
    "app/view/later.js"
    "app/view/log.js"
    "app/view/login.js"
    "app/view/menus.js"
    "app/view/message.js"
    "app/view/people.js"
    "app/view/places.js"
    "app/view/poll.js"
    "app/view/questions.js"
    "app/view/search.js"
    "app/view/toast.js"
    "app/words.js"
    "app/words/en.js"
    "app/words/fr.js"
    "classcord.css"
    "icons.svg"
    "slips.html"
    "vendor/htm.js"
    "vendor/preact-hooks.js"
    "vendor/preact.js"
}

/// The type of a file by its ending; `None` for one that is not served.
fn content_type(path: &str) -> Option<&'static str> {
    Some(match path.rsplit_once('.')?.1 {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "ogg" => "audio/ogg",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

/// One file.
#[derive(Debug)]
pub(super) struct Asset {
    path: &'static str,
    bytes: &'static [u8],
    packed: Vec<u8>,
    /// A hash of its bytes; empty until somebody asks.
    hash: String,
}

impl Asset {
    pub(super) fn content_type(&self) -> &'static str {
        content_type(self.path).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes
    }

    /// True if it gets smaller by packing.
    pub(super) fn packs(&self) -> bool {
        let is_text = ["text/", "image/svg", "application/"].iter().any(|kind| self.content_type().starts_with(kind));
        is_text && self.bytes.len() >= PACKED_BYTES_MIN
    }

    /// As gzip (RFC 1952); a script without its comments, which are a sixth of what the page weighs.
    pub(super) fn packed(&mut self) -> &[u8] {
        if self.packed.is_empty() {
            let is_script = self.path.ends_with(".js");
            self.packed = if is_script { gzip(&without_comments(self.bytes)) } else { gzip(self.bytes) };
        }
        &self.packed
    }

    /// Its entity tag, packed or not, with its quotes.
    pub(super) fn tag(&mut self, is_packed: bool) -> String {
        if self.hash.is_empty() {
            for byte in &Sha1::digest(self.bytes)[..8] {
                // Writing to a String cannot fail.
                let _ = write!(self.hash, "{byte:02x}");
            }
        }
        format!("\"{}{}\"", self.hash, if is_packed { "z" } else { "" })
    }
}

/// All files.
#[derive(Debug)]
pub(super) struct Assets(Vec<Asset>);

impl Default for Assets {
    fn default() -> Self {
        let asset = |&(path, bytes)| Asset { path, bytes, packed: Vec::new(), hash: String::new() };
        Self(FILES.iter().map(asset).collect())
    }
}

impl Assets {
    /// The file of a path, which begins with `/`.
    pub(super) fn get(&mut self, path: &str) -> Option<&mut Asset> {
        let path = if path == "/" { "index.html" } else { path.strip_prefix('/')? };
        self.0.iter_mut().find(|asset| asset.path == path)
    }
}

/// A script without the comments that are whole lines, as the page's are. It knows nothing of the language, so that a line
/// within a text that looks like a comment would go too; `web/tests/comments.mjs` sees to it that there is none.
fn without_comments(script: &[u8]) -> Vec<u8> {
    let mut bare = Vec::with_capacity(script.len());
    let mut is_within = false;
    for line in script.split_inclusive(|&byte| byte == b'\n') {
        let text = line.trim_ascii();
        if is_within {
            is_within = !text.ends_with(b"*/");
        } else if text.starts_with(b"/*") && !text.windows(2).any(|end| end == b"*/") {
            is_within = true;
        } else if !(text.starts_with(b"//") || text.starts_with(b"/*") && text.ends_with(b"*/")) {
            bare.extend_from_slice(line);
        }
    }
    bare
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    // Deflate, no time, no name, an unknown system.
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    packed.extend(compress_to_vec(bytes, LEVEL));
    packed.extend(crc32(bytes).to_le_bytes());
    // The length modulo 2^32, as the format has it.
    packed.extend((bytes.len() as u32).to_le_bytes());
    packed
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| if crc & 1 == 0 { crc >> 1 } else { crc >> 1 ^ 0xedb8_8320 })
    })
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::*;

    /// Folders beside the page: what it is checked and tested with.
    const TOOLING: [&str; 3] = ["browser", "node_modules", "tests"];

    /// The paths of all files that are the page's.
    fn page_files(folder: &Path, prefix: &str, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{prefix}{name}");
            if name.starts_with('.') || TOOLING.contains(&path.as_str()) {
                continue;
            }
            if entry.file_type().unwrap().is_dir() {
                page_files(&entry.path(), &format!("{path}/"), found);
                continue;
            }
            // At the top stand the tools' settings: package.json, tsconfig.json, eslint.config.js.
            let is_setting = prefix.is_empty() && (name.ends_with(".json") || name.contains(".config."));
            let is_words = name.ends_with(".md") || name.ends_with(".d.ts") || name.starts_with("LICENSE");
            if !is_setting && !is_words {
                found.push(path);
            }
        }
    }

    #[test]
    fn each_file_of_the_page_is_in_the_table() {
        let mut found = Vec::new();
        page_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("web"), "", &mut found);
        let mut listed: Vec<&str> = FILES.iter().map(|(path, _)| *path).collect();
        found.sort_unstable();
        listed.sort_unstable();
        assert_eq!(listed, found, "FILES in src/web/assets.rs and the files of web/");
        for (path, bytes) in FILES {
            assert!(content_type(path).is_some(), "{path} is of no known type");
            assert!(!bytes.is_empty(), "{path} is empty");
        }
    }

    #[test]
    fn comments_that_are_lines_do_not_leave() {
        let script = b"// one\nlet a = 1; // stays\n  /** two\n * lines\n */\n/** one */\n/** @type {T} */ (b).c();\n";
        let bare = b"let a = 1; // stays\n/** @type {T} */ (b).c();\n";
        assert_eq!(without_comments(script), bare);
        assert_eq!(without_comments(b"no end of line"), b"no end of line");
    }

    #[test]
    fn a_packed_file_is_the_file() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
        for bytes in [b"".as_slice(), b"abc", &b"ClassCord ".repeat(1000)] {
            let packed = gzip(bytes);
            let (head, rest) = packed.split_at(10);
            let (deflated, end) = rest.split_at(rest.len() - 8);
            assert_eq!(head[..3], [0x1f, 0x8b, 8]);
            assert_eq!(miniz_oxide::inflate::decompress_to_vec(deflated).unwrap(), bytes);
            assert_eq!(end, [crc32(bytes).to_le_bytes(), (bytes.len() as u32).to_le_bytes()].concat());
        }
        for asset in &mut Assets::default().0 {
            let length = asset.bytes.len();
            assert!(!asset.packs() || asset.packed().len() < length, "{}", asset.path);
            assert_ne!(asset.tag(true), asset.tag(false));
        }
    }
}
