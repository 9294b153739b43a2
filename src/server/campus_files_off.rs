//! Nothing is shown to a school's broker: this program was built without the feature `campus`.
//!
//! Owns the same names as `campus_files`, so that who calls them need not ask.

use crate::config::Config;

/// Nothing.
pub(super) type Renewal = Option<()>;

/// Reads nothing.
pub(super) fn read_again(_config: &Config) -> Renewal {
    None
}
