//! Boxes of a document that show what the program shows: `<!-- écran : NAME -->`, and a box of `text` below it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

const MARK: &str = "<!-- écran : ";

/// The screens that were seen, by the names that a document gives them.
#[derive(Default)]
pub struct Seen {
    boxes: BTreeMap<&'static str, String>,
}

impl Seen {
    pub fn keep(&mut self, name: &'static str, text: impl Into<String>) {
        let text: String = text.into();
        let again = self.boxes.insert(name, text.trim_end().to_owned());
        assert!(again.is_none(), "{name} is there twice");
    }

    /// Compares with the document, or writes what was seen into it if the environment says so.
    pub fn compare(&self, document: &str, test: &str) {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
        let written = fs::read_to_string(&path).unwrap();
        let (wanted, names) = self.put_into(&written);
        for name in self.boxes.keys() {
            assert!(names.iter().any(|shown| shown == name), "{name:?} is not in {document}");
        }
        if std::env::var_os("CLASSCORD_WRITE_SCREENS").is_some() {
            fs::write(path, wanted).unwrap();
            return;
        }
        let mend = format!("to renew it: CLASSCORD_WRITE_SCREENS=1 cargo test --test documents {test}");
        for (shown, real) in canonical(&written).lines().zip(canonical(&wanted).lines()) {
            assert_eq!(shown, real, "{document} shows something else; {mend}");
        }
        let lengths = (written.lines().count(), wanted.lines().count());
        assert_eq!(lengths.0, lengths.1, "{document} shows something else; {mend}");
    }

    /// The document with what was seen in its boxes, and the names of those.
    fn put_into(&self, document: &str) -> (String, Vec<String>) {
        let mut out = String::new();
        let mut names = Vec::new();
        let mut lines = document.lines();
        while let Some(line) = lines.next() {
            out.push_str(line);
            out.push('\n');
            let Some(name) = line.strip_prefix(MARK).and_then(|rest| rest.strip_suffix(" -->")) else { continue };
            names.push(name.to_owned());
            let fence = lines.next();
            let fence = fence.filter(|fence| matches!(*fence, "```text" | "```console"));
            let fence = fence.unwrap_or_else(|| panic!("no box behind {line}"));
            assert!(lines.any(|line| line == "```"), "{line}: the box is not closed");
            let text = self.boxes.get(name).unwrap_or_else(|| panic!("nobody has seen {name:?}"));
            out.push_str(&format!("{fence}\n{text}\n```\n"));
        }
        (out, names)
    }
}

/// The text without what may differ from run to run: figures, the widths that come from them, and the first admin's code.
pub fn canonical(text: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let line = match line.split_once(" with the code ") {
            Some((before, code)) => {
                format!("{before} with the code {}", code.split_once(';').map_or(code, |(_, rest)| rest))
            }
            None => line.to_owned(),
        };
        let digits: String = line.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
        for word in digits.split_whitespace() {
            let mut last = ' ';
            for c in word.chars() {
                if !(c == '0' && last == '0') {
                    out.push(c);
                }
                last = c;
            }
            out.push(' ');
        }
        out.push('\n');
    }
    out
}
