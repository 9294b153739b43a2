//! One table for each part of the configuration: key, type, default, what is possible, and when a change takes effect.
//!
//! Owns the `section!` macro, which makes of such a table the struct that serde fills, its defaults, its check and its
//! comparison with another one, so that no key can be forgotten in one of them. Called by [`super`] only.

use std::fmt::Display;
use std::ops::RangeInclusive;

use super::Reload;

/// When a changed key takes effect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum When {
    /// With SIGHUP.
    Live,
    /// At the next start.
    Restart,
}

/// A value that cannot be.
pub(super) struct Problem {
    /// The full name: `limits.max_line`.
    pub(super) key: &'static str,
    /// What follows the name in a sentence: the value and the mend.
    pub(super) text: String,
}

/// What the macro makes of each table.
pub(super) trait Section {
    /// The full names of the keys.
    fn keys(names: &mut Vec<&'static str>);
    /// Appends what is wrong with the values, each looked at by itself.
    fn check(&self, problems: &mut Vec<Problem>);
    /// Appends the names of the keys that differ.
    fn compare(&self, new: &Self, reload: &mut Reload);
    /// Takes back the changes that cannot take effect before the next start.
    fn keep_restart_only(&mut self, old: &Self);
}

/// Makes a struct of the configuration. A line of the table reads `WHEN key: type = default, check;`.
macro_rules! section {
    (
        $(#[$meta:meta])*
        $name:ident $prefix:literal {
            $( $(#[$attr:meta])* $when:ident $key:ident: $type:ty = $default:expr, $check:expr; )*
        }
        $( holds { $( $(#[$part_attr:meta])* $part:ident: $part_type:ty; )* } )?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, serde::Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $( $(#[$attr])* pub $key: $type, )*
            $( $( $(#[$part_attr])* pub $part: $part_type, )* )?
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $( $key: $default, )*
                    $( $( $part: <$part_type>::default(), )* )?
                }
            }
        }

        impl $crate::config::section::Section for $name {
            fn keys(names: &mut Vec<&'static str>) {
                $( names.push(concat!($prefix, stringify!($key))); )*
                $( $( <$part_type>::keys(names); )* )?
            }

            fn check(&self, problems: &mut Vec<$crate::config::section::Problem>) {
                $(
                    if let Err(text) = $check(&self.$key) {
                        let key = concat!($prefix, stringify!($key));
                        problems.push($crate::config::section::Problem { key, text });
                    }
                )*
                $( $( self.$part.check(problems); )* )?
            }

            fn compare(&self, new: &Self, reload: &mut $crate::config::Reload) {
                $(
                    if self.$key != new.$key {
                        reload.add(concat!($prefix, stringify!($key)), $crate::config::section::When::$when);
                    }
                )*
                $( $( self.$part.compare(&new.$part, reload); )* )?
            }

            fn keep_restart_only(&mut self, old: &Self) {
                $(
                    if $crate::config::section::When::$when == $crate::config::section::When::Restart {
                        self.$key.clone_from(&old.$key);
                    }
                )*
                $( $( self.$part.keep_restart_only(&old.$part); )* )?
            }
        }
    };
}
pub(super) use section;

/// Any value of the type.
pub(super) fn any<T>(_value: &T) -> Result<(), String> {
    Ok(())
}

/// A number within bounds.
pub(super) fn within<T: PartialOrd + Display>(range: RangeInclusive<T>) -> impl Fn(&T) -> Result<(), String> {
    move |value| {
        if range.contains(value) {
            Ok(())
        } else {
            Err(format!(" = {value} is not possible: use {} to {}", range.start(), range.end()))
        }
    }
}

/// A list of so many items.
pub(super) fn items<T>(range: RangeInclusive<usize>, mend: &'static str) -> impl Fn(&Vec<T>) -> Result<(), String> {
    move |list| {
        if range.contains(&list.len()) {
            Ok(())
        } else {
            Err(format!(" has {} items where {} to {} are possible: {mend}", list.len(), range.start(), range.end()))
        }
    }
}

/// A text of not too many characters.
pub(super) fn text(chars_max: usize) -> impl Fn(&String) -> Result<(), String> {
    move |text| {
        let chars = text.chars().count();
        if chars <= chars_max { Ok(()) } else { Err(format!(" has {chars} characters: use {chars_max} at most")) }
    }
}
