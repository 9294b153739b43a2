//! The first paint: what the document of the page carries itself, so that a browser paints its card before any other
//! file has come.
//!
//! Pure. `build.rs` calls it: before the card stand the rules of the style sheet that can be meant for it, and behind it, as one script,
//! the two that are no modules: a browser that meets a script before the card paints an empty page first, and the card a frame later.
//! The sheet itself is asked for behind that paint, by the script that starts the page.
//! A policy lets such parts run by their hashes, which are given too. Its tests are here.

use base64ct::{Base64, Encoding as _};
use sha2::{Digest as _, Sha256};

/// Where the style sheet stands in the source of a document, and the end of its line.
const SHEET: &str = "<link rel=\"stylesheet\" href=\"/classcord.css\" />\n";

/// The scripts behind the card as the source names them: theme and language, and what fetches the whole sheet and then the page.
const SCRIPTS: &str = "<script src=\"/app/before.js\"></script>\n    <script src=\"/app/start.js\"></script>";

/// Selector of what holds in the dark theme.
const DARK: &str = "[data-theme=\"dark\"]";

/// Parts of selectors that stand in no document.
const EVERYWHERE: [&str; 5] = ["*", ":root", "::before", "::after", DARK];

/// A document that needs no other file for its first paint.
#[derive(Debug)]
pub struct Document {
    /// The document as it is sent.
    pub html: String,
    /// Hash of the script within it, which `script-src` has to list.
    pub script: String,
    /// Hash of the style, for `style-src`.
    pub style: String,
}

impl Document {
    /// The document under its name, and under names of their own in the themes that somebody may have chosen, in which the browser then
    /// has it before a script runs: `index.html`, `index.light.html`, `index.dark.html`.
    pub fn in_themes(&self, name: &str) -> [(String, String); 3] {
        let themed = |theme: &str| {
            let html = self.html.replacen("<html", &format!("<html data-theme=\"{theme}\""), 1);
            (name.replace(".html", &format!(".{theme}.html")), html)
        };
        [(name.to_owned(), self.html.clone()), themed("light"), themed("dark")]
    }
}

/// The document of a source, of its style sheet, and of what `script` has under a path.
///
/// # Errors
/// A source without the sheet or the scripts, or with a script that is not there.
pub fn document(source: &str, sheet: &str, script: impl Fn(&str) -> Option<String>) -> Result<Document, String> {
    let (head, rest) = source.split_once(SHEET).ok_or("the document names no style sheet")?;
    let (card, rest) = rest.split_once(SCRIPTS).ok_or("the document does not start the page")?;
    let style = of_device(&without_unused(&rules_for(sheet, &names_in(source))));
    let mut text = String::new();
    for path in ["app/before.js", "app/start.js"] {
        text.push_str(&script(path).ok_or_else(|| format!("{path} is not there"))?);
    }
    let html = format!("{head}<style>{style}</style>\n{card}<script>{text}</script>{rest}");
    Ok(Document { html, script: hash(&text), style: hash(&style) })
}

/// The hash that a policy lists for a text that stands in a document.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text.as_bytes())))
}

/// The elements, ids and classes that are in a document, as selectors name them.
fn names_in(html: &str) -> Vec<String> {
    let elements = html.split('<').skip(1).map(|tag| {
        let end = tag.find(|letter: char| !letter.is_ascii_alphanumeric()).unwrap_or(tag.len());
        tag[..end].to_owned()
    });
    let ids = html.split("id=\"").skip(1).map(|rest| format!("#{}", rest.split('"').next().unwrap_or("")));
    let classes = html.split("class=\"").skip(1).flat_map(|rest| rest.split('"').next().unwrap_or("").split(' '));
    let everywhere = EVERYWHERE.iter().map(|name| (*name).to_owned());
    elements.chain(ids).chain(classes.map(|class| format!(".{class}"))).chain(everywhere).collect()
}

/// The rules of a sheet whose selectors are made of these names alone, each with those of its selectors.
fn rules_for(sheet: &str, names: &[String]) -> String {
    let mut kept = String::new();
    let mut rest = sheet;
    while let Some((before, after)) = rest.split_once("/*") {
        kept.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, behind)| behind);
    }
    kept.push_str(rest);
    let text = kept.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut rules = String::new();
    let mut rest = text.as_str();
    while let Some((prelude, block, behind)) = rule(rest) {
        if prelude.starts_with("@media") {
            let within = rules_for(block, names);
            if !within.is_empty() {
                rules.push_str(&format!("{prelude}{{{within}}}"));
            }
        } else {
            let meant: Vec<&str> = prelude.split(',').map(str::trim).filter(|one| is_made_of(one, names)).collect();
            if !meant.is_empty() {
                rules.push_str(&format!("{}{{{}}}", meant.join(","), block.trim()));
            }
        }
        rest = behind;
    }
    rules
}

/// Rules without the variables that none of them uses.
fn without_unused(rules: &str) -> String {
    let is_used = |name: &str| [")", ","].iter().any(|end| rules.contains(&format!("var({name}{end}")));
    let parts = rules.split_inclusive(['{', ';', '}']);
    let kept = parts.filter(|part| {
        let name = part.trim_start().split(':').next().unwrap_or("");
        !name.starts_with("--") || !part.ends_with(';') || is_used(name)
    });
    kept.collect()
}

/// Rules with those of the dark theme for a device that asks for it, where the document is in no theme that somebody chose.
fn of_device(rules: &str) -> String {
    let dark = rules.find(DARK).and_then(|at| rule(&rules[at..]));
    let block = dark.map_or("", |(_, block, _)| block);
    format!("{rules}@media (prefers-color-scheme: dark){{:root:not([data-theme]){{{block}}}}}")
}

/// The first rule of a text: what stands before its block, the block, and all that follows.
fn rule(text: &str) -> Option<(&str, &str, &str)> {
    let (prelude, rest) = text.split_once('{')?;
    let mut open = 1;
    let end = rest.find(|letter| {
        open += match letter {
            '{' => 1,
            '}' => -1,
            _ => 0,
        };
        open == 0
    })?;
    Some((prelude.trim(), &rest[..end], &rest[end + 1..]))
}

/// True if a selector is made of these names alone, and of what connects them.
fn is_made_of(selector: &str, names: &[String]) -> bool {
    selector.split([' ', '>']).filter(|part| !part.is_empty()).all(|part| names.iter().any(|name| name == part))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "<html>\n<link rel=\"stylesheet\" href=\"/classcord.css\" />\n<body>\n\
                          <main id=\"page\" class=\"gate b\"><h1>C</h1></main>\n\
                          <script src=\"/app/before.js\"></script>\n    <script src=\"/app/start.js\"></script>\n</html>\n";

    #[test]
    fn a_document_has_its_scripts_and_the_rules_of_its_card() {
        let sheet = "/* a { */\n:root { --a: 1; --ab: 2; }\n[data-theme=\"dark\"] { --a: 3; --ab: 4; }\n.gate,\n.app { color: red; }\n\
                     .gate > h1, #page, #app { top: var(--a); }\n.app h1, .b.gate { left: 0 }\n\
                     @media (x), (y) { .app { a: b } .b { c: d; } }\n@media print { .app { a: b } }\n@keyframes b { to { a: b } }";
        let script = |path: &str| Some(format!("run({path:?});"));
        let document = document(SOURCE, sheet, script).unwrap();
        assert_eq!(
            document.html,
            "<html>\n<style>:root{--a: 1;}[data-theme=\"dark\"]{--a: 3;}.gate{color: red;}.gate > h1,#page{top: var(--a);}\
             @media (x), (y){.b{c: d;}}@media (prefers-color-scheme: dark){:root:not([data-theme]){--a: 3;}}</style>\n\
             <body>\n<main id=\"page\" class=\"gate b\"><h1>C</h1></main>\n\
             <script>run(\"app/before.js\");run(\"app/start.js\");</script>\n</html>\n"
        );
        let [own, _, (name, dark)] = document.in_themes("index.html");
        assert_eq!((own, name), (("index.html".to_owned(), document.html.clone()), "index.dark.html".to_owned()));
        assert_eq!(dark, document.html.replace("<html>", "<html data-theme=\"dark\">"));
        // As `printf %s 'TEXT' | openssl dgst -sha256 -binary | base64` says.
        assert_eq!(document.script, hash("run(\"app/before.js\");run(\"app/start.js\");"));
        assert_eq!(hash("abc"), "'sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0='");
        assert!(document.html.contains("<style>") && document.style.starts_with("'sha256-"));
    }

    #[test]
    fn a_source_that_lacks_a_part_is_refused() {
        let without = |part: &str| document(&SOURCE.replace(part, ""), "", |_| Some(String::new())).unwrap_err();
        assert!(without(SHEET).contains("style sheet"));
        assert!(without(SCRIPTS).contains("start"));
        assert!(document(SOURCE, "", |_| None).unwrap_err().contains("app/before.js is not there"));
    }
}
