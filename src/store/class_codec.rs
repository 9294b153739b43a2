//! The encoding of what holds for a class.
//!
//! Owns the keys and values of the table `class`, in the form of [`super::codec`]: silences, by their channel, and to whom pupils may
//! write in private. A row that
//! a later version has put there under a key of its own is left alone.

use super::codec::{CodecError, ValueReader, ValueWriter};
use crate::chat::class_act::{PrivateMessages, Silence};
use crate::chat::name::ChannelName;

/// Where the keys of silences begin. That of all channels has nothing behind it.
const SILENCE: &str = "silence ";

/// The key of [`PrivateMessages`].
pub(super) const PRIVATE_MESSAGES: &str = "private_messages";

/// The key of the word that no questions are taken: it is there, with nothing in it, or not.
pub(super) const QUESTION_BOX_CLOSED: &str = "question_box_closed";

/// The key of the silence of a channel, or of all channels.
pub(super) fn silence_key(channel: Option<&ChannelName>) -> String {
    format!("{SILENCE}{}", channel.map_or("", |channel| channel.key().as_str()))
}

/// True if a key is a silence's.
pub(super) fn is_silence(key: &str) -> bool {
    key.starts_with(SILENCE)
}

pub(super) fn encode_silence(silence: &Silence) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64);
    out.text(silence.channel.as_ref().map_or("", ChannelName::as_str));
    out.time(silence.since);
    out.byte(u8::from(silence.until.is_some()));
    if let Some(until) = silence.until {
        out.time(until);
    }
    out.text(&silence.by);
    out.into_bytes()
}

pub(super) fn decode_silence(bytes: &[u8]) -> Result<Silence, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let channel = match input.text()? {
        "" => None,
        name => Some(ChannelName::parse(name).map_err(CodecError::Name)?),
    };
    let since = input.time()?;
    let until = match input.byte()? {
        0 => None,
        1 => Some(input.time()?),
        _ => return Err(CodecError::Field("end")),
    };
    let by = input.text()?.into();
    input.end()?;
    Ok(Silence { channel, since, until, by })
}

pub(super) fn encode_private_messages(to: PrivateMessages) -> Vec<u8> {
    let mut out = ValueWriter::with_room(8);
    out.text(to.as_str());
    out.into_bytes()
}

pub(super) fn decode_private_messages(bytes: &[u8]) -> Result<PrivateMessages, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let to = PrivateMessages::parse(input.text()?).ok_or(CodecError::Field("receiver"))?;
    input.end()?;
    Ok(to)
}

/// The key that a row's value belongs to; a row that only a later version knows is at home wherever it is.
pub(super) fn key_of_value(key: &str, bytes: &[u8]) -> Result<String, CodecError> {
    if is_silence(key) {
        return decode_silence(bytes).map(|silence| silence_key(silence.channel.as_ref()));
    }
    if key == PRIVATE_MESSAGES {
        decode_private_messages(bytes)?;
    }
    Ok(key.to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chat::clock::WallTime;

    proptest! {
        #[test]
        fn silences_come_back(
            channel in proptest::option::of("#[a-zé]{1,9}"), since in any::<i64>(), until in proptest::option::of(any::<i64>()),
            offset_s in any::<i32>(), by in ".*",
        ) {
            let at = |unix_us| WallTime { unix_us, offset_s };
            let channel = channel.map(|name| ChannelName::parse(&name).unwrap());
            let silence = Silence { channel, since: at(since), until: until.map(at), by: by.into() };
            prop_assert_eq!(decode_silence(&encode_silence(&silence)), Ok(silence));
        }

        #[test]
        fn anything_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = decode_silence(&bytes);
            let _ = decode_private_messages(&bytes);
        }
    }

    #[test]
    fn each_way_for_private_messages_comes_back() {
        for to in [PrivateMessages::All, PrivateMessages::Staff, PrivateMessages::Off] {
            assert_eq!(decode_private_messages(&encode_private_messages(to)), Ok(to));
        }
    }
}
