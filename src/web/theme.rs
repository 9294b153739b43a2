//! The theme of the document.
//!
//! A theme is chosen in a browser and kept there, in its storage: a slow device takes some 50 ms to open that, before it would paint.
//! So the page, where a theme is chosen, has the browser fetch the document once more, with the field [`FIELD`]; from then on what the
//! browser keeps of it is in that theme before a script runs. Its tag says which, so that it stays so when the document is another one.
//! The server keeps nothing, and who never chose pays nothing. Pure; called by `site`.

use super::request::Request;

/// Field in which the page asks for the document in a theme, or in that of the device again (`auto`). Another site's page cannot send it.
const FIELD: &str = "ClassCord-Theme";

/// A theme that somebody chose: light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// The theme in which a browser gets the document: the one that it asks for, else that of the document which it has; none
    /// is the device's.
    pub(super) fn of(request: &Request<'_>) -> Option<Self> {
        if let Some(wanted) = request.all(FIELD).next() {
            return [Self::Light, Self::Dark].into_iter().find(|theme| theme.name() == wanted);
        }
        let is_of = |tag: &str, theme: Self| tag.strip_suffix('"').is_some_and(|tag| tag.ends_with(theme.mark()));
        let has_one = |theme: &Self| request.items("If-None-Match").any(|tag| is_of(tag, *theme));
        [Self::Light, Self::Dark].into_iter().find(has_one)
    }

    /// The path of the document, which `build.rs` makes in each theme.
    pub(super) fn document(theme: Option<Self>) -> &'static str {
        match theme {
            None => "/index.html",
            Some(Self::Light) => "/index.light.html",
            Some(Self::Dark) => "/index.dark.html",
        }
    }

    /// What the tag of the document ends with.
    pub(super) fn mark(self) -> &'static str {
        match self {
            Self::Light => "-light",
            Self::Dark => "-dark",
        }
    }

    fn name(self) -> &'static str {
        &self.mark()[1..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(fields: &str) -> Option<Theme> {
        Theme::of(&Request::parse(format!("GET / HTTP/1.1\r\nHost: a\r\n{fields}\r\n").as_bytes()).unwrap())
    }

    #[test]
    fn a_theme_is_the_one_asked_for_or_that_of_the_document_which_a_browser_has() {
        assert_eq!(of(""), None);
        assert_eq!(of("ClassCord-Theme: dark\r\n"), Some(Theme::Dark));
        assert_eq!(of("If-None-Match: \"0123z-light\"\r\n"), Some(Theme::Light));
        assert_eq!(of("If-None-Match: \"0123z\", W/\"0123-dark\"\r\n"), Some(Theme::Dark));
        assert_eq!(of("classcord-theme: light\r\nIf-None-Match: \"0123-dark\"\r\n"), Some(Theme::Light));
        assert_eq!(of("ClassCord-Theme: auto\r\nIf-None-Match: \"0123-dark\"\r\n"), None);
        for other in ["\"0123\"", "*", "-dark", "\"-darker\"", "\"dark\"", "\""] {
            assert_eq!(of(&format!("If-None-Match: {other}\r\n")), None, "{other}");
        }
    }
}
