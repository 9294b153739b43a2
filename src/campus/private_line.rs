//! Private messages between servers and what becomes of them, as JSON at the broker.
//!
//! Owns the two forms. What comes is hostile: letters whose ids do not grow are none, nor are more than may be sent at once; whether
//! names and texts are such is looked at by the core. They are said under `to/`, so that who says them is in the topic.

use serde::{Deserialize, Serialize};

use crate::chat::campus_event::{EVENT_BYTES_MAX, Origin};
use crate::chat::letter::{BATCH_MAX, Letter, LetterAct, LetterInput, LetterReceipt, NotTaken};
use crate::chat::origin::{Epoch, ServerName};

/// The version that is written.
const VERSION: u32 = 1;

const LETTERS: &str = "letters";
const RECEIPT: &str = "receipt";

/// The highest id: whatever reads JSON reads it.
const ID_MAX: u64 = 1 << 53;

#[derive(Serialize, Deserialize)]
struct LetterForm {
    id: u64,
    from: Box<str>,
    to: Box<str>,
    content: Box<str>,
}

#[derive(Serialize, Deserialize)]
struct Form<'a> {
    v: u32,
    kind: &'a str,
    epoch: Box<str>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    letters: Vec<LetterForm>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    through: Option<u64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    away: Vec<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refused: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    why: Option<Box<str>>,
}

/// The bytes of what the core wants said; `me` is this server's epoch.
pub(super) fn to_bytes(act: LetterAct, me: Epoch) -> Vec<u8> {
    let form = match act {
        LetterAct::Send { letters, .. } => {
            let form = |Letter { id, from, to, content }| LetterForm { id, from, to, content };
            let (epoch, letters) = (me.to_string().into(), letters.into_iter().map(form).collect());
            Form {
                v: VERSION,
                kind: LETTERS,
                epoch,
                letters,
                through: None,
                away: Vec::new(),
                refused: None,
                why: None,
            }
        }
        LetterAct::Receipt { receipt: LetterReceipt { epoch, through, away, refused }, .. } => Form {
            v: VERSION,
            kind: RECEIPT,
            epoch: epoch.to_string().into(),
            letters: Vec::new(),
            through: Some(through),
            away,
            refused: refused.map(|(id, _)| id),
            why: refused.map(|(_, why)| why.as_str().into()),
        },
    };
    // A form of texts and numbers is always JSON.
    serde_json::to_vec(&form).unwrap_or_default()
}

/// Reads one of the two; `None` for anything else.
pub(super) fn parse(by: &ServerName, bytes: &[u8]) -> Option<LetterInput> {
    let bytes = Some(bytes).filter(|bytes| bytes.len() <= EVENT_BYTES_MAX)?;
    let Form { v, kind, epoch, letters, through, away, refused, why } = serde_json::from_slice(bytes).ok()?;
    let epoch: Epoch = Some(epoch).filter(|_| v >= VERSION)?.parse().ok()?;
    match kind {
        LETTERS => {
            let is_so = (1..=BATCH_MAX).contains(&letters.len()) && letters.is_sorted_by(|a, b| a.id < b.id);
            let letters: Option<Vec<Letter>> = letters.into_iter().map(letter).collect();
            let origin = Origin { server: by.clone(), epoch };
            Some(LetterInput::Batch { origin, letters: letters.filter(|_| is_so)? })
        }
        RECEIPT if away.len() <= BATCH_MAX => {
            let refused = refused.map(|id| (id, NotTaken::of_word(why.as_deref().unwrap_or_default())));
            let receipt = LetterReceipt { epoch, through: through?, away, refused };
            Some(LetterInput::Receipt { by: by.clone(), receipt })
        }
        _ => None,
    }
}

fn letter(form: LetterForm) -> Option<Letter> {
    let LetterForm { id, from, to, content } = form;
    (1..=ID_MAX).contains(&id).then_some(Letter { id, from, to, content })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server() -> ServerName {
        "salle204".parse().unwrap()
    }

    fn letters(ids: &[u64]) -> Vec<Letter> {
        let letter = |&id| Letter { id, from: "alice".into(), to: "bob".into(), content: "\u{e9} \"x\"".into() };
        ids.iter().map(letter).collect()
    }

    #[test]
    fn what_is_said_is_read() {
        let act = LetterAct::Send { to: server(), letters: letters(&[5, 7]) };
        let bytes = to_bytes(act, Epoch(9));
        assert_eq!(
            parse(&server(), &bytes),
            Some(LetterInput::Batch {
                origin: Origin { server: server(), epoch: Epoch(9) },
                letters: letters(&[5, 7])
            })
        );
        let receipt =
            LetterReceipt { epoch: Epoch(9), through: 5, away: vec![5], refused: Some((7, NotTaken::MailboxFull)) };
        let act = LetterAct::Receipt { to: server(), receipt: receipt.clone() };
        assert_eq!(
            String::from_utf8(to_bytes(act.clone(), Epoch(1))).unwrap(),
            r#"{"v":1,"kind":"receipt","epoch":"0000000000000009","through":5,"away":[5],"refused":7,"why":"mailbox_full"}"#
        );
        assert_eq!(parse(&server(), &to_bytes(act, Epoch(1))), Some(LetterInput::Receipt { by: server(), receipt }));
    }

    #[test]
    fn what_is_none_is_none() {
        let send = |ids: &[u64]| {
            let act = LetterAct::Send { to: server(), letters: letters(ids) };
            parse(&server(), &to_bytes(act, Epoch(9)))
        };
        assert!(send(&[1]).is_some());
        let many: Vec<u64> = (1..=BATCH_MAX as u64 + 1).collect();
        for ids in [&[][..], &[2, 1], &[1, 1], &[0], &[ID_MAX + 1], &many] {
            assert_eq!(send(ids), None, "{ids:?}");
        }
        for none in [
            "",
            "[]",
            r#"{"v":1,"kind":"letters","epoch":"0000000000000009"}"#,
            r#"{"v":1,"kind":"letters","epoch":"9","letters":[{"id":1,"from":"a","to":"b","content":"x"}]}"#,
            r#"{"v":1,"kind":"letters","epoch":"0000000000000009","letters":[{"id":1,"from":"a","content":"x"}]}"#,
            r#"{"v":1,"kind":"receipt","epoch":"0000000000000009"}"#,
            r#"{"v":0,"kind":"receipt","epoch":"0000000000000009","through":1}"#,
        ] {
            assert_eq!(parse(&server(), none.as_bytes()), None, "{none}");
        }
    }
}
