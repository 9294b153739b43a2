//! The encoding of values in the database.
//!
//! Owns the encoding of everything that stands in a table's value: a version byte, then fields in a fixed order.
//! Whole numbers are LEB128 (signed ones zigzag), texts are UTF-8 behind their length. A version that was ever
//! released is read for ever. Decoding expects anything: it allocates no more than the input is long and gives
//! [`CodecError`] for what it cannot read. Calls nothing but the plain values of `chat`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;

use ipnet::IpNet;

use crate::chat::account::{Account, Role};
use crate::chat::clock::WallTime;
use crate::chat::message::{Audience, ExtraFields, Marks, Message, MessageId};
use crate::chat::name::{ChannelName, NameProblem, Username};
use crate::chat::reaction::{Reaction, ReactionKind};
use crate::chat::roll::Roll;
use crate::chat::sanction::{Sanction, SanctionKind, SanctionTarget};
use crate::chat::store_protocol::ChannelRecord;

/// The first byte of each value.
const VERSION: u8 = 1;

/// A message for one person; else for its channel.
const PRIVATE: u8 = 1;
const HAS_SUBTYPE: u8 = 2;
const HAS_TO: u8 = 4;
const HAS_EXTRA: u8 = 8;
/// Marks follow, as in a block, with each name in full.
const HAS_MARKS: u8 = 16;

/// Marks of a message: its author has said it otherwise since.
pub(super) const EDITED: u8 = 1;
/// It answers another one.
pub(super) const HAS_REPLY: u8 = 2;
pub(super) const HAS_REACTIONS: u8 = 4;

/// Beside the role of an account, which fills the two bits below.
const MUST_CHANGE: u8 = 4;
const ACCOUNT_DISABLED: u8 = 8;

const DISABLED: u8 = 1;
const READ_ONLY: u8 = 2;
/// The seconds of the slow mode follow.
const SLOW: u8 = 4;
/// The number of names on the roll follows, and the names.
const ROLL: u8 = 8;

/// A fault of an encoded value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodecError {
    /// It ends too early.
    Short,
    /// Something follows its end.
    Long,
    /// Its version is not known.
    Version(u8),
    /// A field holds what it may not.
    Field(&'static str),
    /// A text is not UTF-8.
    Utf8,
    /// A name breaks the rules of names.
    Name(NameProblem),
    /// Its bytes are not those that were written.
    Check,
}

impl fmt::Display for CodecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Short => f.write_str("a value ends too early"),
            Self::Long => f.write_str("a value is longer than it should be"),
            Self::Version(v) => write!(f, "a value has the unknown version {v}"),
            Self::Field(field) => write!(f, "a value has a bad {field}"),
            Self::Utf8 => f.write_str("a text is not UTF-8"),
            Self::Name(problem) => write!(f, "a name is {problem}"),
            Self::Check => f.write_str("its check value does not fit: the bytes were changed"),
        }
    }
}

impl std::error::Error for CodecError {}

/// Encodes a message without its id, which is its key.
pub fn encode_message(message: &Message) -> Vec<u8> {
    let mut out = ValueWriter::with_room(32 + message.content.len() + message.extra.0.len());
    let mut flags = 0;
    if matches!(message.audience, Audience::Person(_)) {
        flags |= PRIVATE;
    }
    if message.subtype.is_some() {
        flags |= HAS_SUBTYPE;
    }
    if message.to.is_some() {
        flags |= HAS_TO;
    }
    if !message.extra.0.is_empty() {
        flags |= HAS_EXTRA;
    }
    let marks = message.marks.as_deref().filter(|marks| **marks != Marks::default());
    if marks.is_some() {
        flags |= HAS_MARKS;
    }
    out.byte(flags);
    out.time(message.at);
    out.text(message.from.as_str());
    match &message.audience {
        Audience::Channel(channel) => out.text(channel.as_str()),
        Audience::Person(name) => {
            out.text(name.as_str());
            out.text(message.channel.as_str());
        }
    }
    if let Some(subtype) = &message.subtype {
        out.text(subtype);
    }
    if let Some(to) = &message.to {
        out.text(to);
    }
    out.text(&message.content);
    if flags & HAS_EXTRA != 0 {
        out.text(&message.extra.0);
    }
    if let Some(marks) = marks
        && push_marks(&mut out, marks)
    {
        for reaction in &marks.reactions {
            push_reaction(&mut out, reaction);
            out.text(reaction.by.as_str());
        }
    }
    out.0
}

/// Decodes a message.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_message(id: MessageId, bytes: &[u8]) -> Result<Message, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let flags = input.byte()?;
    if flags & !(PRIVATE | HAS_SUBTYPE | HAS_TO | HAS_EXTRA | HAS_MARKS) != 0 {
        return Err(CodecError::Field("message flag"));
    }
    let at = input.time()?;
    let from = input.username()?;
    let (audience, channel) = if flags & PRIVATE == 0 {
        let channel = input.channel_name()?;
        (Audience::Channel(channel.clone()), channel)
    } else {
        (Audience::Person(input.username()?), input.channel_name()?)
    };
    let subtype = if flags & HAS_SUBTYPE != 0 { Some(input.text()?.into()) } else { None };
    let to = if flags & HAS_TO != 0 { Some(input.text()?.into()) } else { None };
    let content = input.text()?.into();
    let extra = ExtraFields(if flags & HAS_EXTRA != 0 { input.text()?.into() } else { Box::default() });
    let marks = if flags & HAS_MARKS != 0 { Some(Box::new(decode_marks(&mut input)?)) } else { None };
    input.end()?;
    Ok(Message { id: Some(id), at, from, audience, channel, subtype, to, content, extra, marks })
}

fn decode_marks(input: &mut ValueReader<'_>) -> Result<Marks, CodecError> {
    let flags = mark_flags(input)?;
    let reply_to = if flags & HAS_REPLY != 0 { Some(MessageId(input.number()?)) } else { None };
    let mut reactions = Vec::new();
    for _ in 0..if flags & HAS_REACTIONS != 0 { input.number()? } else { 0 } {
        let (kind, guest) = read_reaction(input)?;
        reactions.push(Reaction { kind, by: input.username()?, guest });
    }
    Ok(Marks { reply_to, edited: flags & EDITED != 0, reactions })
}

/// Reads which marks there are: one at least.
pub(super) fn mark_flags(input: &mut ValueReader<'_>) -> Result<u8, CodecError> {
    let flags = input.byte()?;
    let is_known = flags != 0 && flags & !(EDITED | HAS_REPLY | HAS_REACTIONS) == 0;
    if is_known { Ok(flags) } else { Err(CodecError::Field("mark")) }
}

/// In the number of a reaction's kind: it is a guest's, whose number follows.
const BY_GUEST: u8 = 0x80;

/// Writes what a reaction means and the number of the guest whose it is, if it is one's. The name is to follow.
pub(super) fn push_reaction(out: &mut ValueWriter, reaction: &Reaction) {
    let Reaction { kind, guest, .. } = reaction;
    out.byte(kind.number() | if *guest > 0 { BY_GUEST } else { 0 });
    if *guest > 0 {
        out.number(u64::from(*guest));
    }
}

/// Reads the same.
pub(super) fn read_reaction(input: &mut ValueReader<'_>) -> Result<(ReactionKind, u32), CodecError> {
    let kind = input.byte()?;
    let guest = if kind & BY_GUEST != 0 { input.number()? } else { 0 };
    let guest = u32::try_from(guest).map_err(|_| CodecError::Field("guest"))?;
    Ok((kind_of(kind & !BY_GUEST)?, guest))
}

/// Reads what a reaction means, where nobody's number follows.
pub(super) fn reaction_kind(input: &mut ValueReader<'_>) -> Result<ReactionKind, CodecError> {
    kind_of(input.byte()?)
}

/// Returns the reaction that a number stands for.
pub(super) fn kind_of(number: u8) -> Result<ReactionKind, CodecError> {
    ReactionKind::of_number(number).ok_or(CodecError::Field("reaction"))
}

/// Writes which marks there are, and the message that is answered; says whether the reactions are to follow behind their
/// number.
pub(super) fn push_marks(out: &mut ValueWriter, marks: &Marks) -> bool {
    let flags =
        [(marks.edited, EDITED), (marks.reply_to.is_some(), HAS_REPLY), (!marks.reactions.is_empty(), HAS_REACTIONS)];
    out.byte(flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum());
    if let Some(MessageId(id)) = marks.reply_to {
        out.number(id);
    }
    if !marks.reactions.is_empty() {
        out.number(marks.reactions.len() as u64);
    }
    !marks.reactions.is_empty()
}

/// Encodes an account.
pub fn encode_account(account: &Account) -> Vec<u8> {
    let mut out = ValueWriter::with_room(160);
    let role = match account.role {
        Role::User => 0,
        Role::Moderator => 1,
        Role::Admin => 2,
    };
    let flags = [(account.must_change, MUST_CHANGE), (account.disabled, ACCOUNT_DISABLED)];
    out.byte(role | flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum::<u8>());
    out.time(account.created);
    out.text(account.name.as_str());
    out.text(&account.phc);
    out.0
}

/// Decodes an account.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_account(bytes: &[u8]) -> Result<Account, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let first = input.byte()?;
    let (must_change, disabled) = (first & MUST_CHANGE != 0, first & ACCOUNT_DISABLED != 0);
    let role = match first & !(MUST_CHANGE | ACCOUNT_DISABLED) {
        0 => Role::User,
        1 => Role::Moderator,
        2 => Role::Admin,
        _ => return Err(CodecError::Field("role")),
    };
    let created = input.time()?;
    let name = input.username()?;
    let phc = input.text()?.into();
    input.end()?;
    Ok(Account { name, phc, role, created, must_change, disabled })
}

/// Encodes what was set of a channel.
pub fn encode_channel(channel: &ChannelRecord) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64 + channel.topic.len());
    let flags = [
        (channel.disabled, DISABLED),
        (channel.read_only, READ_ONLY),
        (channel.slow_s > 0, SLOW),
        (channel.roll.is_some(), ROLL),
    ];
    out.byte(flags.into_iter().filter(|(is_set, _)| *is_set).map(|(_, flag)| flag).sum());
    out.text(channel.name.as_str());
    out.text(&channel.topic);
    if channel.slow_s > 0 {
        out.number(u64::from(channel.slow_s));
    }
    if let Some(roll) = &channel.roll {
        out.number(roll.names().len() as u64);
        roll.names().iter().for_each(|name| out.text(name.as_str()));
    }
    out.0
}

/// Decodes what was set of a channel.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_channel(bytes: &[u8]) -> Result<ChannelRecord, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let flags = input.byte()?;
    if flags & !(DISABLED | READ_ONLY | SLOW | ROLL) != 0 {
        return Err(CodecError::Field("channel flag"));
    }
    let name = input.channel_name()?;
    let topic = input.text()?.into();
    let slow_s = match flags & SLOW {
        0 => 0,
        _ => u32::try_from(input.number()?).map_err(|_| CodecError::Field("slow mode"))?,
    };
    let roll = match flags & ROLL {
        0 => None,
        _ => {
            let names: Result<Roll, CodecError> = (0..input.number()?).map(|_| input.username()).collect();
            Some(Arc::new(names?))
        }
    };
    input.end()?;
    let (disabled, read_only) = (flags & DISABLED != 0, flags & READ_ONLY != 0);
    Ok(ChannelRecord { name, topic, disabled, read_only, slow_s, roll })
}

/// Encodes a sanction.
pub fn encode_sanction(sanction: &Sanction) -> Vec<u8> {
    let mut out = ValueWriter::with_room(64 + sanction.reason.len());
    out.byte(match sanction.kind {
        SanctionKind::Ban => 0,
        SanctionKind::Mute => 1,
    });
    match &sanction.target {
        SanctionTarget::Person(name) => {
            out.byte(0);
            out.text(name.as_str());
        }
        SanctionTarget::Range(range) => {
            match range.addr() {
                IpAddr::V4(address) => {
                    out.byte(4);
                    out.0.extend_from_slice(&address.octets());
                }
                IpAddr::V6(address) => {
                    out.byte(6);
                    out.0.extend_from_slice(&address.octets());
                }
            }
            out.byte(range.prefix_len());
        }
    }
    out.time(sanction.since);
    match sanction.until {
        None => out.byte(0),
        Some(until) => {
            out.byte(1);
            out.time(until);
        }
    }
    out.text(&sanction.by);
    out.text(&sanction.reason);
    out.0
}

/// Decodes a sanction.
///
/// # Errors
/// [`CodecError`] says what is wrong with the bytes.
pub fn decode_sanction(bytes: &[u8]) -> Result<Sanction, CodecError> {
    let mut input = ValueReader::begin(bytes)?;
    let kind = match input.byte()? {
        0 => SanctionKind::Ban,
        1 => SanctionKind::Mute,
        _ => return Err(CodecError::Field("sanction")),
    };
    let target = match input.byte()? {
        0 => SanctionTarget::Person(input.username()?),
        4 => input.range(|input| Ok(Ipv4Addr::from(input.array::<4>()?).into()))?,
        6 => input.range(|input| Ok(Ipv6Addr::from(input.array::<16>()?).into()))?,
        _ => return Err(CodecError::Field("target")),
    };
    let since = input.time()?;
    let until = match input.byte()? {
        0 => None,
        1 => Some(input.time()?),
        _ => return Err(CodecError::Field("expiry")),
    };
    let by = input.text()?.into();
    let reason = input.text()?.into();
    input.end()?;
    Ok(Sanction { kind, target, since, until, by, reason })
}

/// The key of a sanction: there is one of a kind against a target. Names and ranges cannot be mixed up, because no
/// name begins with a NUL.
pub fn sanction_key(kind: SanctionKind, target: &SanctionTarget) -> String {
    match target {
        SanctionTarget::Person(name) => format!("{} {}", kind.as_str(), name.key().as_str()),
        SanctionTarget::Range(range) => format!("{} \0{range}", kind.as_str()),
    }
}

/// Writes the fields of a value.
pub(super) struct ValueWriter(Vec<u8>);

impl ValueWriter {
    /// Goes on behind bytes that are there.
    pub(super) fn behind(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.0
    }

    pub(super) fn with_room(bytes: usize) -> Self {
        let mut out = Vec::with_capacity(bytes);
        out.push(VERSION);
        Self(out)
    }

    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    pub(super) fn number(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push((number & 0x7f) as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    pub(super) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)) as u64);
    }

    pub(super) fn time(&mut self, time: WallTime) {
        self.signed(time.unix_us);
        self.signed(i64::from(time.offset_s));
    }

    pub(super) fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Bytes behind their length.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.number(bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }
}

/// Reads the fields of a value.
#[derive(Debug)]
pub(super) struct ValueReader<'a>(&'a [u8]);

impl<'a> ValueReader<'a> {
    pub(super) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes that are left.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub(super) fn begin(bytes: &'a [u8]) -> Result<Self, CodecError> {
        let mut input = Self(bytes);
        match input.byte()? {
            VERSION => Ok(input),
            other => Err(CodecError::Version(other)),
        }
    }

    pub(super) fn end(&self) -> Result<(), CodecError> {
        if self.0.is_empty() { Ok(()) } else { Err(CodecError::Long) }
    }

    pub(super) fn take(&mut self, length: usize) -> Result<&'a [u8], CodecError> {
        let (head, tail) = self.0.split_at_checked(length).ok_or(CodecError::Short)?;
        self.0 = tail;
        Ok(head)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], CodecError> {
        self.take(N)?.try_into().map_err(|_| CodecError::Short)
    }

    pub(super) fn byte(&mut self) -> Result<u8, CodecError> {
        self.array::<1>().map(|[byte]| byte)
    }

    pub(super) fn number(&mut self) -> Result<u64, CodecError> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit.
            if shift == 63 && bits > 1 {
                return Err(CodecError::Field("number"));
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(CodecError::Field("number"))
    }

    pub(super) fn signed(&mut self) -> Result<i64, CodecError> {
        let number = self.number()?;
        Ok((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    pub(super) fn time(&mut self) -> Result<WallTime, CodecError> {
        Ok(WallTime { unix_us: self.signed()?, offset_s: self.zone()? })
    }

    pub(super) fn zone(&mut self) -> Result<i32, CodecError> {
        i32::try_from(self.signed()?).map_err(|_| CodecError::Field("zone"))
    }

    /// Bytes behind their length.
    pub(super) fn bytes(&mut self) -> Result<&'a [u8], CodecError> {
        let length = usize::try_from(self.number()?).map_err(|_| CodecError::Short)?;
        self.take(length)
    }

    pub(super) fn text(&mut self) -> Result<&'a str, CodecError> {
        std::str::from_utf8(self.bytes()?).map_err(|_| CodecError::Utf8)
    }

    pub(super) fn username(&mut self) -> Result<Username, CodecError> {
        Username::parse(self.text()?).map_err(CodecError::Name)
    }

    pub(super) fn channel_name(&mut self) -> Result<ChannelName, CodecError> {
        ChannelName::parse(self.text()?).map_err(CodecError::Name)
    }

    fn range(
        &mut self,
        address: impl FnOnce(&mut Self) -> Result<IpAddr, CodecError>,
    ) -> Result<SanctionTarget, CodecError> {
        let address = address(self)?;
        let prefix = self.byte()?;
        IpNet::new(address, prefix).map(SanctionTarget::Range).map_err(|_| CodecError::Field("range"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn username() -> impl Strategy<Value = Username> {
        // Old names may have what new ones may not.
        prop_oneof!["[a-zA-Zéàç€部 _0-9]{1,64}", "[\\PC\u{2800}\u{301}\u{200d}\u{fe0f}❤👩💻]{1,30}"]
            .prop_filter_map("a name", |text| Username::parse(&text).ok())
    }

    fn channel_name() -> impl Strategy<Value = ChannelName> {
        "#[a-zA-Zéàç部_0-9-]{1,50}".prop_filter_map("a name", |text| ChannelName::parse(&text).ok())
    }

    fn time() -> impl Strategy<Value = WallTime> {
        (any::<i64>(), any::<i32>()).prop_map(|(unix_us, offset_s)| WallTime { unix_us, offset_s })
    }

    fn boxed() -> impl Strategy<Value = Box<str>> {
        any::<String>().prop_map(String::into_boxed_str)
    }

    prop_compose! {
        fn marks()(
            reply_to in any::<u64>(), edited in any::<bool>(), names in prop::collection::vec(username(), 0..3),
        ) -> Box<Marks> {
            let numbered = names.into_iter().zip(ReactionKind::all()).zip([0, 1, 300]);
            let reactions = numbered.map(|((by, kind), guest)| Reaction { kind, by, guest });
            Box::new(Marks { reply_to: Some(MessageId(reply_to)), edited, reactions: reactions.collect() })
        }
    }

    prop_compose! {
        fn message()(
            id in any::<u64>(), at in time(), from in username(), channel in channel_name(),
            person in prop::option::of(username()), subtype in prop::option::of(boxed()),
            to in prop::option::of(boxed()), content in boxed(), extra in boxed(), marks in prop::option::of(marks()),
        ) -> Message {
            let audience = person.map_or_else(|| Audience::Channel(channel.clone()), Audience::Person);
            Message { id: Some(MessageId(id)), at, from, audience, channel, subtype, to, content, extra: ExtraFields(extra), marks }
        }
    }

    fn target() -> impl Strategy<Value = SanctionTarget> {
        prop_oneof![
            username().prop_map(SanctionTarget::Person),
            (any::<u32>(), 0..=32u8)
                .prop_filter_map("a range", |(a, p)| IpNet::new(Ipv4Addr::from(a).into(), p).ok())
                .prop_map(SanctionTarget::Range),
            (any::<u128>(), 0..=128u8)
                .prop_filter_map("a range", |(a, p)| IpNet::new(Ipv6Addr::from(a).into(), p).ok())
                .prop_map(SanctionTarget::Range),
        ]
    }

    /// Names are compared folded, but what is shown must come back too.
    fn shown(message: &Message) -> String {
        format!("{message:?}")
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn messages_come_back(message in message()) {
            let bytes = encode_message(&message);
            let back = decode_message(message.id.unwrap(), &bytes).unwrap();
            prop_assert_eq!(shown(&back), shown(&message));
            // Nothing but the whole of it is read.
            for cut in 0..bytes.len() {
                prop_assert!(decode_message(MessageId(1), &bytes[..cut]).is_err());
            }
            let mut longer = bytes;
            longer.push(0);
            prop_assert_eq!(decode_message(MessageId(1), &longer), Err(CodecError::Long));
        }

        #[test]
        fn accounts_come_back(
            name in username(), phc in any::<String>(), created in time(), role in 0..3,
            must_change in any::<bool>(), disabled in any::<bool>(),
        ) {
            let role = [Role::User, Role::Moderator, Role::Admin][role as usize];
            let account = Account { name, phc: phc.into(), role, created, must_change, disabled };
            let back = decode_account(&encode_account(&account)).unwrap();
            prop_assert_eq!(format!("{back:?}"), format!("{account:?}"));
        }

        #[test]
        fn channels_come_back(
            name in channel_name(), topic in boxed(), disabled in any::<bool>(), read_only in any::<bool>(),
            slow_s in any::<u32>(), names in prop::option::of(prop::collection::vec(username(), 0..4)),
        ) {
            let roll = names.map(|names| Arc::new(names.into_iter().collect::<Roll>()));
            let record = ChannelRecord { name, topic, disabled, read_only, slow_s, roll };
            prop_assert_eq!(decode_channel(&encode_channel(&record)), Ok(record));
        }

        #[test]
        fn sanctions_come_back(
            mute in any::<bool>(), target in target(), since in time(), until in prop::option::of(time()),
            by in boxed(), reason in boxed(),
        ) {
            let kind = if mute { SanctionKind::Mute } else { SanctionKind::Ban };
            let sanction = Sanction { kind, target, since, until, by, reason };
            prop_assert_eq!(decode_sanction(&encode_sanction(&sanction)), Ok(sanction));
        }

        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200), valid_version in any::<bool>()) {
            if valid_version && let Some(first) = bytes.first_mut() {
                *first = VERSION;
            }
            let _ = decode_message(MessageId(1), &bytes);
            let _ = decode_account(&bytes);
            let _ = decode_channel(&bytes);
            let _ = decode_sanction(&bytes);
        }

        #[test]
        fn no_changed_byte_makes_it_panic(message in message(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
            let mut bytes = encode_message(&message);
            let at = at.index(bytes.len());
            bytes[at] = byte;
            let _ = decode_message(MessageId(1), &bytes);
        }
    }

    #[test]
    fn a_length_beyond_the_input_allocates_nothing() {
        // A text of 2^63 bytes.
        let bytes = [VERSION, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f];
        assert_eq!(decode_message(MessageId(1), &bytes), Err(CodecError::Short));
        let endless = [[VERSION, 0].as_slice(), &[0xff; 30]].concat();
        assert_eq!(decode_message(MessageId(1), &endless), Err(CodecError::Field("number")));
    }

    #[test]
    fn a_version_to_come_is_refused() {
        assert_eq!(decode_account(&[2, 0]), Err(CodecError::Version(2)));
        assert_eq!(decode_account(&[]), Err(CodecError::Short));
    }

    #[test]
    fn a_chat_line_costs_few_bytes_beside_its_text() {
        let message = Message { id: Some(MessageId(1)), ..Message::sample("alice", "#général", "bonjour") };
        assert_eq!(encode_message(&message).len() - "bonjour".len() - "alice".len() - "#général".len(), 15);
    }

    #[test]
    fn sanctions_against_a_name_and_a_range_have_different_keys() {
        let name = SanctionTarget::Person(Username::parse("10.0.0.0/8").unwrap());
        let range = SanctionTarget::Range("10.0.0.0/8".parse().unwrap());
        assert_ne!(sanction_key(SanctionKind::Ban, &name), sanction_key(SanctionKind::Ban, &range));
        let other_case = SanctionTarget::Person(Username::parse("BOB").unwrap());
        let bob = SanctionTarget::Person(Username::parse("bob").unwrap());
        assert_eq!(sanction_key(SanctionKind::Mute, &other_case), sanction_key(SanctionKind::Mute, &bob));
        assert_ne!(sanction_key(SanctionKind::Mute, &bob), sanction_key(SanctionKind::Ban, &bob));
    }
}
