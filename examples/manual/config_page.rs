//! `classcord.toml.5`: the keys of the configuration, from the comments of the shipped file.

use super::page::Page;

/// A piece of the file between blank lines: comments, and what they are about.
#[derive(Default)]
struct Paragraph<'a> {
    words: Vec<&'a str>,
    table: Option<&'a str>,
    /// Each key with its value, in as many lines as it has.
    keys: Vec<String>,
}

impl<'a> Paragraph<'a> {
    fn read(text: &'a str) -> Self {
        let mut paragraph = Self::default();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(words) = line.strip_prefix('#') {
                paragraph.words.push(words.trim());
            } else if line.starts_with('[') {
                paragraph.table = Some(line);
            } else if line.starts_with([' ', ']'])
                && let Some(value) = paragraph.keys.last_mut()
            {
                // The rest of a list.
                if !line.starts_with(']') && !value.ends_with('[') {
                    value.push(' ');
                }
                value.push_str(line.trim());
            } else {
                paragraph.keys.push(line.to_owned());
            }
        }
        paragraph
    }

    /// The comments as running text. An empty one stands between two texts.
    fn texts(&self) -> Vec<String> {
        let texts = self.words.split(|line| line.is_empty());
        let running = |lines: &[&str]| lines.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        texts.map(running).filter(|text| !text.is_empty()).collect()
    }
}

/// The page of a commented configuration: a title, a description, and then keys and tables.
pub fn render(shipped: &str) -> String {
    let mut page = Page::new("classcord.toml", "5", "configuration of the chat server classcord");
    let mut paragraphs =
        shipped.split("\n\n").map(Paragraph::read).filter(|p| p.table.is_some() || !p.words.is_empty());
    let mut next = paragraphs.next();
    page.heading("DESCRIPTION");
    while let Some(paragraph) = next.take_if(|paragraph| paragraph.keys.is_empty()) {
        // The first line is the file's title.
        let texts = paragraph.texts();
        let texts = texts.iter().filter(|text| !text.starts_with("ClassCord server:"));
        texts.for_each(|text| page.paragraph(text));
        next = paragraphs.next();
    }
    page.heading("KEYS");
    page.paragraph("These stand at the top of the file, before the first table.");
    for paragraph in next.into_iter().chain(paragraphs) {
        if let Some(table) = paragraph.table {
            page.subheading(table);
        }
        let texts = paragraph.texts();
        if paragraph.keys.is_empty() {
            texts.iter().for_each(|text| page.paragraph(text));
        } else {
            page.terms(&paragraph.keys, &texts.join(" "));
        }
    }
    page.heading("FILES");
    page.terms(&["/etc/classcord/classcord.toml".to_owned()], "What is read unless `--config` names another file.");
    page.heading("SEE ALSO");
    page.paragraph("`classcord`(1)");
    page.render()
}
