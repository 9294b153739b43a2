//! Tokens and devices on the wire.
//!
//! Owns the fields of the requests about them, and their answers.

use std::fmt::Write;

use serde_json::{Value, json};

use super::ascii::{push_list, push_string};
use super::fields::Fields;
use crate::chat::name::Username;
use crate::chat::reply::Pass;
use crate::chat::request::{Act, ProblemKind};
use crate::chat::token::{DeviceName, Token, TokenRecord};

/// The part of a `login` that has to do with tokens.
pub(super) enum Wish {
    /// Nothing.
    Nothing,
    /// It shows one.
    Shown(Token),
    /// It asks for one, for a device of this name.
    Asked(DeviceName),
}

/// The field `token` of a `login`: a text is one, `true` asks for one. A text that cannot be one is like one that there is
/// not.
pub(super) fn wish(fields: &Fields<'_>) -> Result<Wish, ProblemKind> {
    if let Ok(Some(text)) = fields.text("token") {
        // Nobody has this one: 128 bits of nothing are as unlikely as any others.
        let token = Token::parse(text.trim()).unwrap_or_else(Token::nobodys);
        return Ok(Wish::Shown(token));
    }
    if fields.flag("token")? { device(fields).map(Wish::Asked) } else { Ok(Wish::Nothing) }
}

/// Reads the name that a device gives itself.
pub(super) fn device(fields: &Fields<'_>) -> Result<DeviceName, ProblemKind> {
    Ok(fields.text("device")?.map_or_else(DeviceName::default, |text| DeviceName::of(&text)))
}

/// `devices`.
pub(super) fn devices(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    Ok(Act::Devices { user: user(fields)? })
}

/// `forget_device`: one by its `id`, or `all`.
pub(super) fn forget(fields: &Fields<'_>) -> Result<Act, ProblemKind> {
    let number =
        if fields.flag("all")? { None } else { Some(fields.number("id")?.ok_or(ProblemKind::MissingField("id"))?) };
    Ok(Act::ForgetDevices { user: user(fields)?, number })
}

fn user(fields: &Fields<'_>) -> Result<Option<Username>, ProblemKind> {
    fields.text("user")?.map(|text| Username::parse(&text).map_err(ProblemKind::BadName)).transpose()
}

/// The fields of such an act.
pub(super) fn to_json(user: Option<&Username>, forgets: Option<Option<u64>>) -> Value {
    let mut object = match forgets {
        None => json!({ "type": "devices" }),
        Some(None) => json!({ "type": "forget_device", "all": true }),
        Some(Some(number)) => json!({ "type": "forget_device", "id": number }),
    };
    if let Some(user) = user {
        object["user"] = user.as_str().into();
    }
    object
}

/// Appends what a client is told of its token.
pub(super) fn push_pass(pass: &Pass, out: &mut String) {
    if let Some(token) = &pass.token {
        // Hexadecimal digits.
        let _ = write!(out, r#","token":"{}""#, token.to_text());
    }
    if let Some(device) = pass.device {
        let _ = write!(out, r#","device":{device}"#);
    }
    if pass.is_guest {
        out.push_str(r#","guest":true"#);
    }
}

/// The answer to `token`.
pub(super) fn encode_token(pass: &Pass, out: &mut String) {
    out.push_str(r#"{"type":"token","status":"ok""#);
    push_pass(pass, out);
    out.push('}');
}

/// The answer to `devices`.
pub(super) fn encode_devices(user: &Username, devices: &[TokenRecord], out: &mut String) {
    out.push_str(r#"{"type":"devices","user":"#);
    push_string(out, user.as_str());
    out.push_str(r#","devices":"#);
    push_list(devices, out, |record, out| {
        let _ = write!(out, r#"{{"id":{},"device":"#, record.number);
        push_string(out, record.device.as_str());
        for (field, at) in [("created", record.created), ("used", record.used)] {
            let _ = write!(out, r#","{field}":""#);
            at.write_local(out);
            out.push('"');
        }
        out.push('}');
    });
    out.push('}');
}
