//! A manual page in the making: headings, paragraphs and lists of terms, in the language of man(7).

use clap_mangen::roff::{Inline, Roff, bold, roman};

/// A page of the manual.
pub struct Page {
    text: String,
    /// True if a heading was the last thing, behind which a paragraph begins by itself.
    headed: bool,
}

/// Words for people, in which what is between backticks is to be typed.
fn inlines(words: &str) -> Vec<Inline> {
    words.split('`').enumerate().map(|(i, part)| if i % 2 == 0 { roman(part) } else { bold(part) }).collect()
}

impl Page {
    /// A page with its first two sections. `section` is the manual's part, `about` what the page is about in one line.
    pub fn new(title: &str, section: &str, about: &str) -> Self {
        let source = concat!("classcord ", env!("CARGO_PKG_VERSION"));
        let mut page = Self { text: Roff::new().render(), headed: false };
        // No date: the page would be another one each day.
        page.write(|roff| roff.control("TH", [title, section, "\"\"", source, "ClassCord"]));
        page.heading("NAME");
        page.paragraph(&format!("{title} - {about}"));
        page
    }

    fn write<'a>(&mut self, add: impl FnOnce(&mut Roff) -> &mut Roff + 'a) {
        let mut roff = Roff::new();
        add(&mut roff);
        self.text.push_str(&roff.to_roff());
        self.headed = false;
    }

    /// The heading of a section.
    pub fn heading(&mut self, words: &str) {
        self.write(|roff| roff.control("SH", [words]));
        self.headed = true;
    }

    /// The heading of a part of a section.
    pub fn subheading(&mut self, words: &str) {
        self.write(|roff| roff.control("SS", [words]));
        self.headed = true;
    }

    /// A paragraph.
    pub fn paragraph(&mut self, words: &str) {
        if !self.headed {
            self.write(|roff| roff.control("PP", []));
        }
        self.write(|roff| roff.text(inlines(words)));
    }

    /// Terms that belong together, each as it is typed, and what they mean.
    pub fn terms(&mut self, terms: &[String], words: &str) {
        for (i, term) in terms.iter().enumerate() {
            self.write(|roff| roff.control(if i == 0 { "TP" } else { "TQ" }, []).text([bold(term)]));
        }
        self.write(|roff| roff.text(inlines(words)));
    }

    /// A section that clap's own generator has rendered, without its heading.
    pub fn rendered(&mut self, section: &[u8]) {
        let section = String::from_utf8_lossy(section);
        let body = section.lines().skip_while(|line| !line.starts_with(".SH")).skip(1);
        // Empty lines and spaces at the end of one are typeset.
        for line in body.map(str::trim_end).filter(|line| !line.is_empty()) {
            // clap's leaves an empty line before a list of values, which mandoc warns of.
            if line != ".br" || !self.text.ends_with("\n.br\n") {
                self.text.extend([line, "\n"]);
            }
        }
        self.headed = false;
    }

    /// The page in ASCII: what a formatter makes of other bytes depends on the reader's locale.
    pub fn render(self) -> String {
        let mut ascii = String::with_capacity(self.text.len());
        for c in self.text.chars() {
            if c.is_ascii() {
                ascii.push(c);
            } else {
                ascii.push_str(&format!("\\[u{:04X}]", u32::from(c)));
            }
        }
        ascii
    }
}
