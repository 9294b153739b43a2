//! The files of the page, which are in the program.
//!
//! Owns the table of them, which `build.rs` writes: each file that a browser may ask for, under its path in `web/` and packed
//! already. Modules that a page needs from the start are in that of its entry.

/// All files.
static ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/page.rs"));

/// One file.
#[derive(Debug)]
pub(super) struct Asset {
    path: &'static str,
    bytes: &'static [u8],
    /// As gzip, if that is worth it.
    packed: Option<&'static [u8]>,
    hash: u64,
    /// The hashes that `script-src` and `style-src` list for what stands in it; empty for a file that names others only.
    script: &'static str,
    style: &'static str,
}

impl Asset {
    /// The file of a path, which begins with `/`.
    pub(super) fn of(path: &str) -> Option<&'static Self> {
        let path = path.strip_prefix('/')?;
        ASSETS.iter().find(|asset| asset.path == path)
    }

    /// Its type, by its ending.
    pub(super) fn content_type(&self) -> &'static str {
        match self.path.rsplit_once('.').map(|(_, ending)| ending) {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            _ => "application/octet-stream",
        }
    }

    /// The bytes of the file.
    pub(super) fn bytes(&self) -> &'static [u8] {
        self.bytes
    }

    /// The same as gzip, if it is smaller so.
    pub(super) fn packed(&self) -> Option<&'static [u8]> {
        self.packed
    }

    /// The hashes that `script-src` and `style-src` of its policy list besides the server's files.
    pub(super) fn inline(&self) -> [&'static str; 2] {
        [self.script, self.style]
    }

    /// Its entity tag, packed or not, with its quotes; it ends with `mark`.
    pub(super) fn tag(&self, is_packed: bool, mark: &str) -> String {
        format!("\"{:016x}{}{mark}\"", self.hash, if is_packed { "z" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::super::theme::Theme;
    use super::*;

    #[test]
    fn each_file_has_a_type_and_leaves_smaller() {
        assert!(ASSETS.len() > 20, "only {} files", ASSETS.len());
        for asset in ASSETS {
            assert_ne!(asset.content_type(), "application/octet-stream", "{}", asset.path);
            assert!(!asset.bytes.is_empty(), "{}", asset.path);
            assert!(asset.packed.is_none_or(|packed| packed.len() < asset.bytes.len()), "{}", asset.path);
            assert_ne!(asset.tag(true, ""), asset.tag(false, ""));
        }
        for document in [None, Some(Theme::Light), Some(Theme::Dark)].map(Theme::document) {
            assert!(Asset::of(document).is_some_and(|asset| !asset.inline().contains(&"")), "{document}");
        }
        assert!(Asset::of("/app/main.js").is_some_and(|asset| asset.packed.is_some()));
        assert!(Asset::of("/app/view/menus.js").is_some() && Asset::of("/app/teacher/panel.js").is_some());
        assert!(Asset::of("/app/view/app.js").is_none() && Asset::of("/app/types.js").is_none());
        assert!(Asset::of("/tests/rows.mjs").is_none() && Asset::of("/eslint.config.js").is_none());
    }
}
