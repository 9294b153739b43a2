//! The sheet of slips: for each pupil the address, the name and the password, to print and to cut.
//!
//! Owns [`Slips`], which writes it as HTML (A4, two by five, without anything from elsewhere) and as text. Both are
//! readable for their owner only, are never written over, and are on disk before the accounts are made: no password is
//! lost, whatever happens in between. Calls `files`.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::chat::text::Lang;
use crate::cli::Failure;
use crate::cli::export::output::Output;
use crate::cli::html::escaped;
use crate::cli::phrases::choose;
use crate::files::{create_private, give_to_owner_of, open_plain};
use crate::web::Code;

/// The address of a server that has none yet.
pub(super) const UNKNOWN: &str = "…";

/// Sheets beside one list, before one has to be named.
const SHEETS_MAX: usize = 99;

/// One slip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slip {
    /// The pupil's name.
    pub(super) person: String,
    /// The group; may be empty.
    pub(super) group: String,
    /// The account's name.
    pub(super) account: String,
    /// Its password, in clear.
    pub(super) password: String,
}

/// Where the sheet goes.
pub(super) enum Sheet {
    /// Standard output, as text.
    Standard,
    /// Two files.
    Files {
        /// The page.
        html: PathBuf,
        /// The text.
        text: PathBuf,
    },
}

/// A sheet with the server's address on it.
pub(super) struct Slips {
    /// The language.
    pub(super) lang: Lang,
    /// The address to type, without the port.
    pub(super) address: String,
    /// The port.
    pub(super) port: u16,
    /// True if browsers are answered there.
    pub(super) is_web: bool,
    /// The slips.
    pub(super) all: Vec<Slip>,
}

impl Sheet {
    /// The files that were named, `-` for standard output, or the first pair beside the list that is not there yet.
    ///
    /// # Errors
    /// In words, when a file is there already: it may hold passwords that are nowhere else.
    pub(super) fn choose(named: Option<&Path>, list: &Path) -> Result<Self, Failure> {
        let pair = |stem: &Path| Self::Files { html: stem.with_extension("html"), text: stem.with_extension("txt") };
        let is_there = |sheet: &Self| match sheet {
            Self::Standard => false,
            Self::Files { html, text } => [html, text].into_iter().any(|path| fs::symlink_metadata(path).is_ok()),
        };
        match named {
            Some(path) if path == Path::new("-") => Ok(Self::Standard),
            Some(path) => {
                let sheet = pair(path);
                match sheet {
                    Self::Files { ref html, ref text } if is_there(&sheet) => Err(format!(
                        "{} or {} is there already, and may hold passwords that are nowhere else: name another file",
                        html.display(),
                        text.display()
                    )),
                    _ => Ok(sheet),
                }
            }
            None => {
                let stem = list.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                let beside = |n: usize| {
                    let number = if n == 1 { String::new() } else { format!("-{n}") };
                    pair(&list.with_file_name(format!("{stem}-slips{number}.x")))
                };
                let free = (1..=SHEETS_MAX).map(beside).find(|sheet| !is_there(sheet));
                free.ok_or_else(|| format!("there are {SHEETS_MAX} sheets beside {} already", list.display()))
            }
        }
    }

    /// The files, for whoever is to print them.
    pub(super) fn files(&self) -> Option<(&Path, &Path)> {
        match self {
            Self::Standard => None,
            Self::Files { html, text } => Some((html, text)),
        }
    }
}

impl Slips {
    /// Makes the files of a sheet, on disk.
    ///
    /// # Errors
    /// In words, with the path.
    pub(super) fn make(&self, sheet: &Sheet) -> Result<(), Failure> {
        let Some((html, text)) = sheet.files() else { return Ok(()) };
        for (path, content) in [(html, self.html()), (text, self.text())] {
            create(path, &content).map_err(|e| format!("cannot write {}: {e}", path.display()))?;
        }
        Ok(())
    }

    /// Writes the sheet once more, after some accounts were not made; without any it goes. Prints it where it was to be
    /// printed.
    ///
    /// # Errors
    /// In words, with the path.
    pub(super) fn finish(&self, sheet: &Sheet, has_changed: bool) -> Result<(), Failure> {
        let Some((html, text)) = sheet.files() else {
            return io::stdout().lock().write_all(self.text().as_bytes()).map_err(|e| format!("standard output: {e}"));
        };
        if !has_changed {
            return Ok(());
        }
        for (path, content) in [(html, self.html()), (text, self.text())] {
            let words = |e: io::Error| format!("cannot write {}: {e}", path.display());
            if self.all.is_empty() {
                fs::remove_file(path).map_err(words)?;
            } else {
                let mut out = Output::open(Some(path))?;
                out.write_all(content.as_bytes()).and_then(|()| out.finish()).map_err(words)?;
                open_plain(path).and_then(|file| give_to_owner_of(directory_of(path), &file)).map_err(words)?;
            }
        }
        Ok(())
    }

    fn text(&self) -> String {
        let lang = self.lang;
        let words = [
            choose(lang, "Adresse     ", "Address   "),
            choose(lang, "Port        ", "Port      "),
            choose(lang, "Identifiant ", "Username  "),
            choose(lang, "Mot de passe", "Password  "),
        ];
        let mut text = String::new();
        for Slip { person, group, account, password } in &self.all {
            let group = if group.is_empty() { String::new() } else { format!(" · {group}") };
            let (address, port) = (&self.address, self.port);
            // Writing to a String cannot fail.
            let _ = write!(
                text,
                "{person}{group}\n  {}  {address}\n  {}  {port}\n  {}  {account}\n  {}  {password}\n{}\n",
                words[0],
                words[1],
                words[2],
                words[3],
                "- ".repeat(30).trim_end()
            );
        }
        text
    }

    /// The address for a browser, if there is one to type.
    fn url(&self) -> Option<String> {
        let is_known = self.is_web && self.address != UNKNOWN;
        let bare = self.address.trim_matches(['[', ']']);
        let host = if bare.contains(':') { format!("[{bare}]") } else { bare.to_owned() };
        is_known.then(|| format!("http://{host}:{}", self.port))
    }

    fn html(&self) -> String {
        let lang = self.lang;
        let url = self.url();
        let code = url.as_deref().and_then(Code::of_url);
        let title = choose(lang, "Étiquettes de connexion", "Sign-in slips");
        let advice = choose(
            lang,
            "Dix étiquettes par feuille, à découper sur les pointillés. Les mots de passe ne seront plus affichés ensuite\u{a0}: \
             imprimez, puis effacez ce fichier.",
            "Ten slips to a sheet, to cut along the dashes. The passwords will not be shown again: print, then delete this \
             file.",
        );
        let keep = match &url {
            Some(_) => choose(
                lang,
                "Sur le réseau de la classe\u{a0}: ouvrez l’adresse dans un navigateur, ou donnez-la à votre client. Gardez ce papier pour vous.",
                "On the class network: open the address in a browser, or give it to your client. Keep this paper to yourself.",
            ),
            None => choose(
                lang,
                "Sur le réseau de la classe\u{a0}: donnez cette adresse à votre client. Gardez ce papier pour vous.",
                "On the class network: give your client this address. Keep this paper to yourself.",
            ),
        };
        let shown = url.clone().unwrap_or_else(|| format!("{}, port {}", self.address, self.port));
        let (symbol, scan) = match (&code, &url) {
            (Some(Code { side, path }), Some(url)) => {
                let label = format!("{} {}", choose(lang, "Code QR\u{a0}:", "QR code:"), escaped(url));
                (
                    format!(
                        "<svg width=\"0\" height=\"0\" aria-hidden=\"true\"><symbol id=\"qr\" viewBox=\"0 0 {side} {side}\"><path d=\"{path}\"/></symbol></svg>\n"
                    ),
                    format!(
                        "<svg class=\"qr\" role=\"img\" aria-label=\"{label}\" viewBox=\"0 0 {side} {side}\"><use href=\"#qr\"/></svg>\n"
                    ),
                )
            }
            _ => (String::new(), String::new()),
        };
        let address = choose(lang, "Adresse", "Address");
        let username = choose(lang, "Identifiant", "Username");
        let word = choose(lang, "Mot de passe", "Password");
        let mut slips = String::new();
        for Slip { person, group, account, password } in &self.all {
            let group = if group.is_empty() { String::new() } else { format!(" <span>· {}</span>", escaped(group)) };
            // Writing to a String cannot fail.
            let _ = write!(
                slips,
                "<li class=\"slip\">\n<h2>{}{group}</h2>\n<dl>\n<dt>{address}</dt><dd class=\"url\">{}</dd>\n\
                 <dt>{username}</dt><dd>{}</dd>\n<dt>{word}</dt><dd>{}</dd>\n</dl>\n<p>{keep}</p>\n{scan}</li>\n",
                escaped(person),
                escaped(&shown),
                escaped(account),
                escaped(password),
            );
        }
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title} – ClassCord</title>\n\
             <style>\n{STYLE}</style>\n</head>\n<body>\n<p class=\"no-print\">{advice}</p>\n{symbol}<ul class=\"slips\">\n{slips}</ul>\n\
             </body>\n</html>\n",
            choose(lang, "fr", "en")
        )
    }
}

/// The rules of the sheet: black on white whatever the reader's theme, ten slips of 95 × 54.5 mm to a page.
const STYLE: &str = "\
*, ::before { box-sizing: border-box; }
@page { size: A4; margin: 11mm 10mm; }
body { margin: 0 auto; width: 190mm; background: #fff; color: #000; font: 9pt/1.35 system-ui, \"Segoe UI\", Roboto, \"Noto Sans\", \"Liberation Sans\", sans-serif; }
h2, p, ul, dl, dd { margin: 0; padding: 0; }
.no-print { margin: 6mm 0; font-size: 12pt; }
.slips { display: grid; grid-template-columns: 1fr 1fr; list-style: none; }
.slip { position: relative; height: 54.5mm; margin: -0.5px; padding: 4mm 5mm 3mm 16mm; border: 1px dashed #777; break-inside: avoid; overflow: hidden; display: grid; gap: 1mm; align-content: start; }
.slip::before { content: \"\"; position: absolute; inset: 0 auto 0 12mm; border-left: 1px solid #d98; }
.slip h2 { font-size: 13pt; line-height: 1.3; }
.slip h2 span { font-size: 10pt; font-weight: 400; }
.slip dl { display: grid; grid-template-columns: auto 1fr; gap: 0 3mm; align-items: center; }
.slip dd { font: 600 13pt/1.5 ui-monospace, Consolas, \"Roboto Mono\", \"DejaVu Sans Mono\", monospace; line-height: 1.3; overflow-wrap: anywhere; }
.slip .url { font-size: 8.5pt; line-height: 1.8; white-space: nowrap; }
.slip dl { position: relative; z-index: 1; }
.slip dd { background: #fff; justify-self: start; }
.slip p { margin-right: 22mm; }
.slip .qr { position: absolute; right: 3mm; bottom: 2mm; width: 20mm; height: 20mm; background: #fff; fill: #000; }
@media print { .no-print { display: none; } }
";

fn create(path: &Path, content: &str) -> io::Result<()> {
    let mut file = create_private(path)?;
    file.write_all(content.as_bytes())?;
    file.sync_all()?;
    give_to_owner_of(directory_of(path), &file)
}

fn directory_of(path: &Path) -> &Path {
    path.parent().filter(|path| !path.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_in_both_forms() {
        let slip = Slip {
            person: "<b>Zoé & \"co\"".into(),
            group: "SISR<1".into(),
            account: "zoe".into(),
            password: "tigre-42-nuage".into(),
        };
        let slips =
            Slips { lang: Lang::Fr, address: "192.168.1.20".into(), port: 12345, is_web: true, all: vec![slip] };
        let html = slips.html();
        assert!(html.contains("<h2>&lt;b&gt;Zoé &amp; &quot;co&quot; <span>· SISR&lt;1</span></h2>"), "{html}");
        assert!(html.contains("<dd>zoe</dd>") && html.contains("<dd>tigre-42-nuage</dd>"), "{html}");
        assert!(html.contains("<dd class=\"url\">http://192.168.1.20:12345</dd>"), "{html}");
        assert_eq!(html.matches("http").count(), 2, "nothing comes from elsewhere: {html}");
        assert!(html.contains("<symbol id=\"qr\"") && html.contains("<use href=\"#qr\"/>"), "{html}");
        let without = Slips { is_web: false, ..slips };
        assert!(!without.html().contains("http") && without.html().contains("192.168.1.20, port 12345"));
        let slips = Slips { is_web: true, ..without };
        let text = slips.text();
        assert!(text.starts_with("<b>Zoé & \"co\" · SISR<1\n  Adresse       192.168.1.20\n"), "{text}");
    }

    #[test]
    fn a_sheet_that_is_there_is_left_alone() {
        let directory = tempfile::tempdir().unwrap();
        let list = directory.path().join("sio1.csv");
        let slips = Slips { lang: Lang::En, address: "x".into(), port: 1, is_web: false, all: Vec::new() };
        for name in ["sio1-slips", "sio1-slips-2"] {
            let sheet = Sheet::choose(None, &list).unwrap();
            assert_eq!(sheet.files().unwrap().0, directory.path().join(format!("{name}.html")));
            slips.make(&sheet).unwrap();
        }
        let named = directory.path().join("sio1-slips.html");
        assert!(Sheet::choose(Some(&named), &list).is_err());
    }
}
