//! Lines about the other servers of the school.
//!
//! Owns how [`CampusLine`] is written. Called by `encode`.

use super::ascii::{push_list, push_string};
use crate::chat::campus_line::{CampusLine, ServerPeople};
use crate::chat::name::Username;
use crate::chat::origin::ServerName;
use crate::chat::request::PresenceState;

/// Appends the line, without its end.
pub(super) fn encode(line: &CampusLine, out: &mut String) {
    out.push_str(r#"{"type":"school""#);
    match line {
        CampusLine::All { name: None, .. } => out.push_str(r#","name":null"#),
        CampusLine::All { name: Some(name), is_connected, servers } => {
            out.push_str(r#","name":"#);
            push_string(out, name.as_str());
            out.push_str(if *is_connected { r#","connected":true"# } else { r#","connected":false"# });
            out.push_str(r#","servers":{"#);
            for (n, ServerPeople { server, is_present, people }) in servers.iter().enumerate() {
                begin(n, server.as_str(), out);
                out.push_str(if *is_present {
                    r#"{"present":true,"people":"#
                } else {
                    r#"{"present":false,"people":"#
                });
                push_list(people, out, |(name, _), out| push_string(out, name.as_str()));
                out.push('}');
            }
            out.push('}');
            states(servers.iter().flat_map(|of| &of.people), out);
        }
        CampusLine::Moved { server, is_present, came, left } => {
            out.push_str(r#","server":"#);
            push_string(out, server.as_str());
            out.push_str(if *is_present { r#","present":true"# } else { r#","present":false"# });
            out.push_str(r#","came":"#);
            push_list(came, out, |(name, _), out| push_string(out, name.as_str()));
            out.push_str(r#","left":"#);
            push_list(left, out, |name, out| push_string(out, name.as_str()));
            states(came.iter(), out);
        }
        CampusLine::Connected(is_connected) => {
            out.push_str(if *is_connected { r#","connected":true"# } else { r#","connected":false"# });
        }
    }
    out.push('}');
}

/// Appends the names of those on each server, as a field of the list of all.
pub(super) fn push_elsewhere(servers: &[(ServerName, Vec<Username>)], out: &mut String) {
    out.push_str(r#","elsewhere":{"#);
    for (n, (server, names)) in servers.iter().enumerate() {
        begin(n, server.as_str(), out);
        push_list(names, out, |name, out| push_string(out, name.as_str()));
    }
    out.push('}');
}

/// The states that are not `online`.
fn states<'a>(people: impl Iterator<Item = &'a (Username, PresenceState)>, out: &mut String) {
    out.push_str(r#","states":{"#);
    for (n, (name, state)) in people.filter(|(_, state)| !state.is_online()).enumerate() {
        begin(n, name.as_str(), out);
        push_string(out, state.as_str());
    }
    out.push('}');
}

/// The `n`th field of an object.
fn begin(n: usize, name: &str, out: &mut String) {
    if n > 0 {
        out.push(',');
    }
    push_string(out, name);
    out.push(':');
}
