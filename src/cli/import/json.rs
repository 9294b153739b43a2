//! Accounts in JSON: one object from name to password, a list of objects, or one object a line.
//!
//! Owns [`read_accounts`]. Pure; the form of what is read is [`super::plain`]'s business.

use serde_json::Value;

use super::candidate::{Entry, Judge, Raw};
use super::columns::{NAME, PASSWORD, first_of};
use super::plain::{self, Plain};
use crate::cli::Failure;
use crate::wire::decode::decode;

/// Largest file that is read, in bytes: each value of it costs some dozen in memory.
pub(super) const FILE_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Reads accounts.
///
/// # Errors
/// In words.
pub(super) fn read_accounts(bytes: &[u8], mut judge: Judge) -> Result<Vec<Entry>, Failure> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(format!("it has more than {} MiB, too many for a file of accounts", FILE_BYTES_MAX / 1024 / 1024));
    }
    let text = decode(bytes);
    let value = match serde_json::from_str::<Value>(&text) {
        Ok(value) => plain_value(value),
        Err(whole) => one_a_line(&text).ok_or_else(|| format!("it is no JSON: {whole}"))?,
    };
    let accounts = plain::accounts(value).ok_or(
        "it is JSON, but does not hold accounts: what is expected is {\"alice\": \"her password\"}, {\"alice\": \
         {\"password\": \"her password\"}}, or [{\"username\": \"alice\", \"password\": \"her password\"}]. (Messages are \
         exported with --format jsonl.)",
    )?;
    Ok(accounts.into_iter().map(|account| judge.judge(account)).collect())
}

/// The accounts of a file that has an object with name and password in each line.
fn one_a_line(text: &str) -> Option<Plain> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let objects: Vec<Value> = lines.map(|line| serde_json::from_str(line).ok()).collect::<Option<_>>()?;
    let is_account = |value: &Value| {
        value.as_object().is_some_and(|object| {
            let names: Vec<String> = object.keys().cloned().collect();
            first_of(NAME, &names).is_some() && first_of(PASSWORD, &names).is_some()
        })
    };
    objects.iter().all(is_account).then(|| Plain::List(objects.into_iter().map(plain_value).collect()))
}

fn plain_value(value: Value) -> Plain {
    match value {
        Value::Null => Plain::Leaf(Raw::Missing),
        Value::String(text) => Plain::Leaf(Raw::Text(text)),
        Value::Bool(_) | Value::Number(_) => Plain::Leaf(Raw::Other(value.to_string())),
        Value::Array(items) => Plain::List(items.into_iter().map(plain_value).collect()),
        Value::Object(fields) => {
            Plain::Dict(fields.into_iter().map(|(name, value)| (Raw::Text(name), plain_value(value))).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::candidate::{NewAccount, Secret};
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, Failure> {
        let entries = read_accounts(text.as_bytes(), Judge::new(20))?;
        let shown = |entry: Entry| match entry {
            Ok(NewAccount { name, secret: Secret::Clear(password), .. }) => format!("{name}={}", password.0),
            Ok(NewAccount { name, secret: Secret::Hash(_, kind), .. }) => format!("{name} has {}", kind.name()),
            Err(refused) => refused.to_string(),
        };
        Ok(entries.into_iter().map(shown).collect())
    }

    #[test]
    fn accounts_are_found_in_the_forms_that_servers_write() {
        let two = ["alice=secret", "bob=x"];
        for text in [
            r#"{"alice": "secret", "bob": "x"}"#,
            "\u{feff}{\"alice\": {\"password\": \"secret\", \"role\": \"eleve\"}, \"bob\": {\"mot_de_passe\": \"x\"}}",
            r#"[{"username": "alice", "password": "secret"}, {"pseudo": "bob", "mdp": "x"}]"#,
            r#"[["alice", "secret"], ["bob", "x"]]"#,
            r#"{"users": {"alice": "secret", "bob": "x"}, "version": 2}"#,
            r#"{"utilisateurs": [{"nom": "alice", "Mot de passe": "secret"}, {"login": "bob", "pass": "x"}]}"#,
            "{\"username\": \"alice\", \"password\": \"secret\"}\n{\"username\": \"bob\", \"password\": \"x\"}\n",
        ] {
            let said: Vec<String> =
                read(text).unwrap().iter().map(|line| line.rsplit(": ").next().unwrap().to_owned()).collect();
            assert_eq!(said, two, "{text}");
        }
        assert_eq!(read(r#"{"username": "alice", "password": "secret"}"#).unwrap(), ["alice=secret"]);
        assert_eq!(read(r#"{"user": {"password": "x"}, "login": {"password": "y"}}"#).unwrap(), ["login=y", "user=x"]);
        // Numbers are nobody's name where there is another.
        assert_eq!(
            read(r#"{"1": {"username": "alice", "password": "x"}, "2": {"password": "y"}}"#).unwrap(),
            ["alice=x", "2=y"]
        );
        // People in one part, passwords in another.
        let parts =
            r#"{"credentials": {"alice": "x"}, "users": {"alice": {"role": "prof"}, "bob": {"role": "eleve"}}}"#;
        assert_eq!(read(parts).unwrap(), ["alice=x", "bob: there is no password; classcord user add gives one"]);
        assert_eq!(read(r#"{"users": "secret", "bob": "x"}"#).unwrap(), ["bob=x", "users=secret"]);
        assert_eq!(read(r#"{"a": "8e3232464a905e2eae8bdb91fd7aec11"}"#).unwrap(), ["a has MD5"]);
    }

    #[test]
    fn what_is_no_account_is_refused_with_its_place() {
        assert_eq!(
            read(r#"[{"username": "a", "password": 5}, {"username": "b"}, {"password": "x"}]"#).unwrap(),
            [
                "entry 1: a: the password is not a text; classcord user add gives one",
                "entry 2: b: there is no password; classcord user add gives one",
                "entry 3: : there is no name",
            ]
        );
        for text in ["[]", "[1]", "5", "\"x\"", "null", "[[1,2,3]]", "{", "[{\"id\":1}]"] {
            assert!(read(text).is_err(), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read_accounts(&vec![b' '; FILE_BYTES_MAX + 1], Judge::new(20)).is_err());
    }
}
