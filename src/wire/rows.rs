//! Stored rows as JSON, for export: the same from the running server and from a stopped one's database.
//!
//! Owns the names of the exported fields and their order, which are those of the columns of a CSV file too. Passwords are in none of
//! them, not even hashed.

use serde_json::{Map, Value, json};

use crate::chat::account::Account;
use crate::chat::message::{Audience, Message};
use crate::chat::sanction::{Sanction, SanctionTarget};

/// The fields of a message, in order.
pub const MESSAGE_FIELDS: [&str; 9] = ["id", "time", "kind", "channel", "from", "to", "content", "subtype", "extra"];

/// The fields of an account, in order.
pub const ACCOUNT_FIELDS: [&str; 3] = ["username", "role", "created"];

/// The fields of a mute or ban, in order.
pub const SANCTION_FIELDS: [&str; 7] = ["kind", "user", "address", "since", "until", "by", "reason"];

/// A message. `extra` holds the fields that its client added, if any, as an object.
pub fn message(message: &Message) -> Value {
    let Message { id, at, from, audience, channel, subtype, to, content, extra } = message;
    let (kind, receiver) = match audience {
        Audience::Channel(_) => ("channel", to.as_deref()),
        Audience::Person(name) => ("private", Some(name.as_str())),
    };
    let extra = extra.0.strip_prefix(',').map(|fields| format!("{{{fields}}}"));
    json!({
        "id": id.map(|id| id.0),
        "time": at.to_rfc3339(),
        "kind": kind,
        "channel": channel.as_str(),
        "from": from.as_str(),
        "to": receiver,
        "content": &**content,
        "subtype": subtype.as_deref(),
        "extra": extra.and_then(|json| serde_json::from_str::<Map<String, Value>>(&json).ok()),
    })
}

/// An account.
pub fn account(account: &Account) -> Value {
    json!({
        "username": account.name.as_str(),
        "role": account.role.as_str(),
        "created": account.created.to_rfc3339(),
    })
}

/// A mute or ban.
pub fn sanction(sanction: &Sanction) -> Value {
    let Sanction { kind, target, since, until, by, reason } = sanction;
    let (user, address) = match target {
        SanctionTarget::Person(name) => (Some(name.as_str().to_owned()), None),
        SanctionTarget::Range(_) => (None, Some(target.to_string())),
    };
    json!({
        "kind": kind.as_str(),
        "user": user,
        "address": address,
        "since": since.to_rfc3339(),
        "until": until.map(|until| until.to_rfc3339()),
        "by": &**by,
        "reason": &**reason,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::clock::WallTime;
    use crate::chat::message::{ExtraFields, MessageId};
    use crate::chat::name::{ChannelName, Username};

    #[test]
    fn a_row_has_its_fields_and_no_others() {
        let channel = ChannelName::parse("#dev").unwrap();
        let row = message(&Message {
            id: Some(MessageId(7)),
            at: WallTime { unix_us: 1_750_432_446_611_042, offset_s: 7200 },
            from: Username::parse("Zoé").unwrap(),
            audience: Audience::Channel(channel.clone()),
            channel,
            subtype: None,
            to: None,
            content: "é".into(),
            extra: ExtraFields(r#","a":[1]"#.into()),
        });
        assert_eq!(row["time"], "2025-06-20T17:14:06.611042+02:00");
        assert_eq!(row["extra"], json!({ "a": [1] }));
        let mut fields: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        let mut known = MESSAGE_FIELDS.to_vec();
        fields.sort_unstable();
        known.sort_unstable();
        assert_eq!(fields, known);
    }
}
