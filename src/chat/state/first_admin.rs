//! The making of the first admin: by which code, and whether it is under way.
//!
//! Owns [`FirstAdmin`].

use crate::chat::first_code::FirstCode;

/// The code of this start, until there is an admin.
#[derive(Default)]
pub(in crate::chat) struct FirstAdmin {
    code: Option<FirstCode>,
    /// True while an account is being made by it.
    is_in_use: bool,
}

impl FirstAdmin {
    pub(in crate::chat) fn set_code(&mut self, code: FirstCode) {
        self.code = Some(code);
    }

    /// The code; `None` from the first admin on, and where there never was one.
    pub(in crate::chat) fn code(&self) -> Option<&FirstCode> {
        self.code.as_ref()
    }

    pub(in crate::chat) fn is_in_use(&self) -> bool {
        self.is_in_use
    }

    /// An account is being made by it.
    pub(in crate::chat) fn begin(&mut self) {
        self.is_in_use = true;
    }

    /// The account is there, or will not be.
    pub(in crate::chat) fn end(&mut self) {
        self.is_in_use = false;
    }

    /// The code makes no account any more.
    pub(in crate::chat) fn forget_code(&mut self) {
        self.code = None;
    }
}
