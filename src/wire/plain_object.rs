//! Objects of plain values, which nearly every line of a client is.
//!
//! Owns [`plain_fields`]: one look along a line in which each value is a text or a whole number, and nothing is escaped. What
//! it does not take need not be wrong: `fields` reads any other line with serde_json. Called by `fields` and `parse`, calls
//! `ascii`.

use super::ascii;

/// Gives the fields of such an object to `take`, in order: each name, and each value as it stands in the line. `None` for any
/// other line, and as soon as `take` gives that; what was given before means nothing then.
pub(super) fn plain_fields<'a>(line: &'a str, mut take: impl FnMut(&'a str, &'a str) -> Option<()>) -> Option<()> {
    let mut rest = line.strip_prefix('{')?;
    loop {
        let (name, behind) = split_text(without_blank(rest))?;
        let json = without_blank(behind.strip_prefix(':')?);
        let (value, behind) = split_text(json).or_else(|| split_number(json))?;
        take(inside(name)?, value)?;
        if behind == "}" {
            return Some(());
        }
        rest = behind.strip_prefix(',')?;
    }
}

/// Some write a blank before each name and value.
fn without_blank(json: &str) -> &str {
    json.strip_prefix(' ').unwrap_or(json)
}

/// The text in quotes at the beginning of something, and what is behind it.
fn split_text(json: &str) -> Option<(&str, &str)> {
    let length = ascii::unescaped_bytes(json.strip_prefix('"')?.as_bytes());
    let end = length + 1;
    json.get(end..)?.starts_with('"').then(|| json.split_at(end + 1))
}

/// The digits at the beginning of something, and what is behind them. JSON allows no zeros before a number.
fn split_number(json: &str) -> Option<(&str, &str)> {
    let length = json.bytes().take_while(u8::is_ascii_digit).count();
    (length == 1 || length > 1 && !json.starts_with('0')).then(|| json.split_at(length))
}

/// A text without its quotes; `None` for a number.
pub(super) fn inside(json: &str) -> Option<&str> {
    json.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(line: &str) -> Option<Vec<(String, String)>> {
        let mut fields = Vec::new();
        plain_fields(line, |name, value| {
            fields.push((name.to_owned(), value.to_owned()));
            Some(())
        })?;
        Some(fields)
    }

    #[test]
    fn plain_objects_are_taken_and_nothing_else() {
        let fields = |fields: &[(&str, &str)]| {
            Some(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
        };
        assert_eq!(read(r#"{"a":"x"}"#), fields(&[("a", r#""x""#)]));
        assert_eq!(
            read(r#"{"a": "", "é": "long enough, à la fin"}"#),
            fields(&[("a", r#""""#), ("é", r#""long enough, à la fin""#)])
        );
        assert_eq!(read(r#"{"a":0,"b": 17}"#), fields(&[("a", "0"), ("b", "17")]));
        assert_eq!((inside(r#""x""#), inside(r#""""#), inside("17")), (Some("x"), Some(""), None));
        for other in [
            "",
            "{",
            "{}",
            "{\"",
            r#"{"a"}"#,
            r#"{"a":-1}"#,
            r#"{"a":01}"#,
            r#"{"a":1.5}"#,
            r#"{"a":1e5}"#,
            r#"{"a":1"#,
            r#"{1:1}"#,
            r#"{"a":"x","b":null}"#,
            r#"{"a":"\n"}"#,
            r#"{"\u0061":"x"}"#,
            "{\"a\":\"x\ty\"}",
            "{\"a\":\"0123456\u{1f}\"}",
            r#"{"a":"x"} "#,
            r#"{"a":"x",}"#,
            r#"{"a":"x"}}"#,
            r#"{"a":{"b":"x"}}"#,
            r#"{"a":"x"#,
            r#"{"a":"x"b"}"#,
            r#"{ "a" :"x"}"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn what_is_taken_is_the_same_to_serde(
            line in prop::collection::vec(prop::sample::select(vec!["{", "}", "\"", ":", ",", " ", "a", "content", "é", "\\", "\\n", "0", "7", "\t", "\u{7f}", "\u{0}"]), 0..40),
            pairs in prop::collection::vec(("\\PC{0,20}", prop_oneof!["\"\\PC{0,40}\"", "[0-9]{1,3}"]), 1..5),
        ) {
            let pairs: Vec<String> = pairs.iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
            for line in [line.concat(), format!("{{{}}}", pairs.join(","))] {
                if let Some(fields) = read(&line) {
                    let serde: Vec<(String, Box<serde_json::value::RawValue>)> =
                        serde_json::from_str::<Pairs>(&line).unwrap().0;
                    let serde: Vec<(String, String)> =
                        serde.into_iter().map(|(name, value)| (name, value.get().to_owned())).collect();
                    prop_assert_eq!(fields, serde, "{}", line);
                }
            }
        }
    }

    /// All fields of an object in order, those with the same name too.
    struct Pairs(Vec<(String, Box<serde_json::value::RawValue>)>);

    impl<'de> serde::Deserialize<'de> for Pairs {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct PairsVisitor;

            impl<'de> serde::de::Visitor<'de> for PairsVisitor {
                type Value = Pairs;

                fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                    f.write_str("an object")
                }

                fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                    let mut pairs = Vec::new();
                    while let Some(pair) = map.next_entry()? {
                        pairs.push(pair);
                    }
                    Ok(Pairs(pairs))
                }
            }

            deserializer.deserialize_map(PairsVisitor)
        }
    }
}
