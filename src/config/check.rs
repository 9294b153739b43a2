//! The values that a key may have: numbers within bounds, lists and texts of a length.
//!
//! Owns [`Check`], what a table names behind a default, and the words for a value that is not possible. Called by the code
//! that the `section!` macro makes and by the reader, which says what would have been possible.

use std::fmt::Display;
use std::ops::RangeInclusive;

use crate::chat::text::Lang;

/// A check of a type's values.
pub(super) trait Check<T> {
    /// Checks that a value is possible.
    ///
    /// # Errors
    /// What follows the key in a sentence: the value and the mend.
    fn check(&self, value: &T, lang: Lang) -> Result<(), String>;

    /// The bounds, if they are two values.
    fn range(&self, _lang: Lang) -> Option<String> {
        None
    }
}

/// Any value of the type.
pub(super) fn any<T>(_value: &T, _lang: Lang) -> Result<(), String> {
    Ok(())
}

impl<T, F: Fn(&T, Lang) -> Result<(), String>> Check<T> for F {
    fn check(&self, value: &T, lang: Lang) -> Result<(), String> {
        self(value, lang)
    }
}

/// A number within bounds.
pub(super) struct Within<T>(RangeInclusive<T>);

/// A number within bounds.
pub(super) fn within<T>(range: RangeInclusive<T>) -> Within<T> {
    Within(range)
}

impl<T: PartialOrd + Display> Check<T> for Within<T> {
    fn check(&self, value: &T, lang: Lang) -> Result<(), String> {
        if self.0.contains(value) {
            return Ok(());
        }
        let (least, most) = (self.0.start(), self.0.end());
        Err(lang.choose(
            format!(" = {value} n'est pas possible : de {least} à {most}"),
            format!(" = {value} is not possible: use {least} to {most}"),
        ))
    }

    fn range(&self, lang: Lang) -> Option<String> {
        Some(format!("{} {} {}", self.0.start(), lang.choose("à", "to"), self.0.end()))
    }
}

/// The mend for a list that is too long or too short: French and English, or something to be typed.
#[derive(Clone, Copy)]
pub(super) struct Mend(&'static str, &'static str);

impl From<&'static str> for Mend {
    fn from(typed: &'static str) -> Self {
        Self(typed, typed)
    }
}

impl From<(&'static str, &'static str)> for Mend {
    fn from((french, english): (&'static str, &'static str)) -> Self {
        Self(french, english)
    }
}

/// The mend for most lists.
pub(super) const REMOVE_SOME: (&str, &str) = ("retirez-en", "remove some");

/// A list of so many items.
pub(super) fn items<T>(
    range: RangeInclusive<usize>,
    mend: impl Into<Mend>,
) -> impl Fn(&Vec<T>, Lang) -> Result<(), String> {
    let Mend(french, english) = mend.into();
    move |list, lang| {
        if range.contains(&list.len()) {
            return Ok(());
        }
        let (count, least, most) = (list.len(), range.start(), range.end());
        Err(lang.choose(
            format!(" a {count} éléments, il en faut de {least} à {most} : {french}"),
            format!(" has {count} items where {least} to {most} are possible: {english}"),
        ))
    }
}

/// A text of not too many characters.
pub(super) fn text(chars_max: usize) -> impl Fn(&String, Lang) -> Result<(), String> {
    move |text, lang| {
        let chars = text.chars().count();
        if chars <= chars_max {
            return Ok(());
        }
        Err(lang.choose(
            format!(" a {chars} caractères : {chars_max} au plus"),
            format!(" has {chars} characters: use {chars_max} at most"),
        ))
    }
}
