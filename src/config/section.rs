//! One table for each part of the configuration: key, type, default, what is possible, and when a change takes effect.
//!
//! Owns the `section!` macro, which makes of such a table the struct, how it is read from a file, its defaults, its check
//! and its comparison with another one, so that no key can be forgotten in one of them. Called by [`super`] only.

use toml::de::DeTable;

use super::Reload;
use super::reading::Reader;
use crate::chat::text::Lang;

/// The time at which a changed key takes effect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum TakesEffect {
    /// With SIGHUP.
    Live,
    /// At the next start.
    Restart,
}

/// A value that cannot be.
pub(super) struct ValueProblem {
    /// The full name: `limits.max_line`.
    pub(super) key: &'static str,
    /// The text that follows the name in a sentence: the value and the mend.
    pub(super) text: String,
}

/// The methods that the macro makes of each table.
pub(super) trait Section {
    /// The full names of the keys.
    fn keys(names: &mut Vec<&'static str>);
    /// Takes over what a file sets; what is wrong with it is the reader's.
    fn fill(&mut self, table: &DeTable<'_>, reader: &mut Reader<'_>);
    /// Appends what is wrong with the values, each looked at by itself.
    fn check(&self, lang: Lang, problems: &mut Vec<ValueProblem>);
    /// Appends the names of the keys that differ.
    fn compare(&self, new: &Self, reload: &mut Reload);
    /// Takes back the changes that cannot take effect before the next start.
    fn keep_restart_only(&mut self, old: &Self);
}

/// The type that says how a setting is written: its own, unless the table names another one.
macro_rules! reader {
    ($type:ty) => {
        $type
    };
    ($type:ty, $reader:ty) => {
        $reader
    };
}
pub(super) use reader;

/// Makes a struct of the configuration. A line of the table reads `WHEN key: type = default, check;`, or
/// `WHEN key: type as reader = default, check;` where the type alone does not say how it is written. What the struct has
/// `besides` is not read from a file.
macro_rules! section {
    (
        $(#[$meta:meta])*
        $name:ident $prefix:literal {
            $( $(#[$attr:meta])* $when:ident $key:ident: $type:ty $(as $reader:ty)? = $default:expr, $check:expr; )*
        }
        $( holds { $( $(#[$part_attr:meta])* $part:ident: $part_type:ty; )* } )?
        $( besides { $( $(#[$other_attr:meta])* $other:ident: $other_type:ty; )* } )?
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[$attr])* pub $key: $type, )*
            $( $( $(#[$part_attr])* pub $part: $part_type, )* )?
            $( $( $(#[$other_attr])* pub $other: $other_type, )* )?
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $( $key: $default, )*
                    $( $( $part: <$part_type>::default(), )* )?
                    $( $( $other: <$other_type>::default(), )* )?
                }
            }
        }

        impl $crate::config::section::Section for $name {
            fn keys(names: &mut Vec<&'static str>) {
                $( names.push(concat!($prefix, stringify!($key))); )*
                $( $( <$part_type>::keys(names); )* )?
            }

            fn fill(&mut self, table: &toml::de::DeTable<'_>, reader: &mut $crate::config::reading::Reader<'_>) {
                for (key, value) in table {
                    let place = key.span();
                    match key.get_ref().as_ref() {
                        $(
                            stringify!($key) => {
                                let name = concat!($prefix, stringify!($key));
                                type How = $crate::config::section::reader!($type $(, $reader)?);
                                let read = reader.setting::<How, $type>(name, &place, value, &self.$key, &$check);
                                if let Some(setting) = read {
                                    self.$key = setting;
                                }
                            }
                        )*
                        $( $(
                            stringify!($part) => {
                                if let Some(inner) = reader.section(stringify!($part), &place, value) {
                                    self.$part.fill(inner, reader);
                                }
                            }
                        )* )?
                        _ => reader.unknown($prefix, key, value.get_ref()),
                    }
                }
            }

            fn check(&self, lang: $crate::chat::text::Lang, problems: &mut Vec<$crate::config::section::ValueProblem>) {
                $(
                    if let Err(text) = $crate::config::check::Check::check(&$check, &self.$key, lang) {
                        let key = concat!($prefix, stringify!($key));
                        problems.push($crate::config::section::ValueProblem { key, text });
                    }
                )*
                $( $( self.$part.check(lang, problems); )* )?
            }

            fn compare(&self, new: &Self, reload: &mut $crate::config::Reload) {
                $(
                    if self.$key != new.$key {
                        reload.add(concat!($prefix, stringify!($key)), $crate::config::section::TakesEffect::$when);
                    }
                )*
                $( $( self.$part.compare(&new.$part, reload); )* )?
            }

            fn keep_restart_only(&mut self, old: &Self) {
                $(
                    if $crate::config::section::TakesEffect::$when == $crate::config::section::TakesEffect::Restart {
                        self.$key.clone_from(&old.$key);
                    }
                )*
                $( $( self.$part.keep_restart_only(&old.$part); )* )?
            }
        }
    };
}
pub(super) use section;
