//! Frames of WebSocket (RFC 6455): messages out of a stream of bytes, and the headers of those that leave.
//!
//! Owns [`FrameDecoder`], one per connection that speaks it. A whole frame is unmasked where it lies, in the bytes just
//! read; only one that is cut, or a message in several frames, is copied, and that copy is freed with its message. The
//! rules are checked at the header, before any payload is held: what a header claims costs nothing. A message that is
//! longer than a line may be is skipped and reported, and the connection goes on; anything else that is wrong is the end
//! of it, with the code that says why. Calls `framing` for the length of a line; called by `reactor`, and by `lines` for
//! headers.

use super::framing::{LineLimit, fits};

/// Opcodes (RFC 6455, section 11.8).
const CONTINUATION: u8 = 0x0;
const TEXT: u8 = 0x1;
const BINARY: u8 = 0x2;
const CLOSE: u8 = 0x8;
const PING: u8 = 0x9;
const PONG: u8 = 0xa;

/// The bit of a header that says that the message ends with this frame.
const FINAL: u8 = 0x80;

/// Longest payload of a control frame (RFC 6455, section 5.5).
const CONTROL_BYTES_MAX: usize = 125;

/// Longest header of a frame with a mask: two bytes, eight of length, four of mask.
const HEADER_BYTES_MAX: usize = 14;

/// Longest header of a frame that the server sends.
pub(super) const SENT_HEADER_BYTES_MAX: usize = 10;

/// The code of a close frame (RFC 6455, section 7.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CloseCode(u16);

impl CloseCode {
    /// All is said.
    pub const NORMAL: Self = Self(1000);
    /// The server stops, or a page is left.
    pub const GOING_AWAY: Self = Self(1001);
    /// The rules of frames were broken.
    pub const PROTOCOL: Self = Self(1002);
    /// Bytes that are no text.
    pub const UNSUPPORTED: Self = Self(1003);
    /// A text that is no UTF-8.
    pub const INVALID: Self = Self(1007);
    /// The server does not want the connection, and said why.
    pub const POLICY: Self = Self(1008);

    /// As a number.
    pub fn number(self) -> u16 {
        self.0
    }

    /// A code that may be sent (RFC 6455, section 7.4.2, and IANA's registry).
    fn of(number: u16) -> Option<Self> {
        matches!(number, 1000..=1003 | 1007..=1014 | 3000..=4999).then_some(Self(number))
    }
}

/// The limits of what a decoder takes.
#[derive(Debug, Clone, Copy)]
pub struct MessageLimit {
    /// The length of a message: a line's.
    pub length: LineLimit,
    /// True if messages of bytes are taken as well.
    pub binary: bool,
}

/// What a frame is.
#[derive(Debug, PartialEq, Eq)]
pub enum Received<'a> {
    /// The end of a message, which is this text.
    Text(&'a [u8]),
    /// The end of a message, which is these bytes.
    Binary(&'a [u8]),
    /// A message that is too long and is being skipped.
    TooLong,
    /// A frame that says nothing by itself: a part of a message, or a pong.
    Part,
    /// A ping, which wants this back.
    Ping(&'a [u8]),
    /// The client says goodbye, with a code or without. It sends no more.
    Close(Option<CloseCode>),
    /// What comes is against the rules, and nothing of it can be understood any more.
    Violation(CloseCode),
}

/// A frame whose payload comes.
#[derive(Debug, Clone, Copy)]
struct Header {
    opcode: u8,
    is_final: bool,
    mask: [u8; 4],
    /// Bytes of its payload that have come.
    taken: u64,
    length: u64,
}

/// Splits the bytes of one connection.
#[derive(Debug, Default)]
pub struct FrameDecoder {
    /// The bytes of a header that is cut, and how many there are.
    header: [u8; HEADER_BYTES_MAX],
    header_len: u8,
    frame: Option<Header>,
    /// The opcode of the message that has begun.
    message: Option<u8>,
    /// The payload of that message so far.
    payload: Vec<u8>,
    /// The payload of a control frame that is cut.
    control: Vec<u8>,
    /// True while the rest of a message that is too long is being skipped.
    skipping: bool,
    /// True if `payload` or `control` was given away at the last call, and is to be freed.
    given: Given,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Given {
    #[default]
    Nothing,
    Payload,
    Control,
}

impl FrameDecoder {
    /// The next frame of `input`, which is moved on behind it, and whose bytes are unmasked where they lie. `None` when
    /// a frame is still unfinished at the end of the input; all of it has been taken then. After [`Received::Close`] and
    /// [`Received::Violation`] it must not be called again.
    pub fn next<'f, 'i: 'f>(&'f mut self, input: &mut &'i mut [u8], limit: MessageLimit) -> Option<Received<'f>> {
        match std::mem::take(&mut self.given) {
            Given::Nothing => {}
            Given::Payload => self.payload = Vec::new(),
            Given::Control => self.control = Vec::new(),
        }
        let frame = match self.frame {
            Some(frame) => frame,
            None => {
                let frame = self.take_header(input)?;
                if let Err(code) = self.check(&frame, limit) {
                    return Some(Received::Violation(code));
                }
                let so_far = self.payload.len() as u64;
                if is_data(frame.opcode) {
                    self.message.get_or_insert(frame.opcode);
                    if !self.skipping && so_far.saturating_add(frame.length) > limit.length.bytes as u64 {
                        self.skipping = true;
                        self.payload = Vec::new();
                        self.frame = Some(frame);
                        return Some(Received::TooLong);
                    }
                }
                frame
            }
        };
        let left = frame.length - frame.taken;
        let n = usize::try_from(left).unwrap_or(usize::MAX).min(input.len());
        let (piece, rest) = std::mem::take(input).split_at_mut(n);
        *input = rest;
        let is_whole = n as u64 == left;
        self.frame = (!is_whole).then_some(Header { taken: frame.taken + n as u64, ..frame });
        if is_data(frame.opcode) && self.skipping {
            if is_whole && frame.is_final {
                self.skipping = false;
                self.message = None;
            }
            return is_whole.then_some(Received::Part);
        }
        unmask(piece, frame.mask, frame.taken);
        if is_data(frame.opcode) {
            self.take_data(&frame, piece, is_whole, limit.length)
        } else {
            self.take_control(&frame, piece, is_whole)
        }
    }

    /// Puts a header together. `None` if it is cut.
    fn take_header(&mut self, input: &mut &mut [u8]) -> Option<Header> {
        let held = usize::from(self.header_len);
        let fresh = input.len().min(HEADER_BYTES_MAX - held);
        self.header[held..held + fresh].copy_from_slice(&input[..fresh]);
        let there = held + fresh;
        let Some(needed) = header_len(&self.header[..there]).filter(|&needed| needed <= there) else {
            // All of the input is in it: a header has no more bytes than there is room for.
            self.header_len = there as u8;
            *input = &mut [];
            return None;
        };
        *input = &mut std::mem::take(input)[needed - held..];
        self.header_len = 0;
        let (header, mask) = self.header[..needed].split_at(needed - if self.header[1] & 0x80 == 0 { 0 } else { 4 });
        let length = match header[1] & 0x7f {
            126 | 127 => header[2..].iter().fold(0, |length, &byte| length << 8 | u64::from(byte)),
            short => u64::from(short),
        };
        // Without a mask it is refused, by its absence.
        let mask = mask.try_into().unwrap_or([0; 4]);
        Some(Header { opcode: header[0] & 0x7f, is_final: header[0] & FINAL != 0, mask, taken: 0, length })
    }

    /// The rules of a header (RFC 6455, sections 5.1 to 5.5). Its reserved bits are those of the opcode here.
    fn check(&self, frame: &Header, limit: MessageLimit) -> Result<(), CloseCode> {
        let has_mask = self.header[1] & 0x80 != 0;
        let fits_its_place = match frame.opcode {
            CONTINUATION => self.message.is_some(),
            TEXT | BINARY => self.message.is_none(),
            CLOSE | PING | PONG => frame.is_final && frame.length <= CONTROL_BYTES_MAX as u64,
            _ => false,
        };
        if !has_mask || !fits_its_place || frame.length > i64::MAX as u64 {
            return Err(CloseCode::PROTOCOL);
        }
        if frame.opcode == BINARY && !limit.binary { Err(CloseCode::UNSUPPORTED) } else { Ok(()) }
    }

    fn take_data<'f>(
        &'f mut self,
        frame: &Header,
        piece: &'f mut [u8],
        is_whole: bool,
        limit: LineLimit,
    ) -> Option<Received<'f>> {
        let ends = is_whole && frame.is_final;
        let message = if ends && self.payload.is_empty() {
            &*piece
        } else {
            self.payload.extend_from_slice(piece);
            if !ends {
                return is_whole.then_some(Received::Part);
            }
            self.given = Given::Payload;
            &self.payload
        };
        let opcode = self.message.take();
        Some(if !fits(message, limit) {
            Received::TooLong
        } else if opcode == Some(BINARY) {
            Received::Binary(message)
        } else if std::str::from_utf8(message).is_err() {
            Received::Violation(CloseCode::INVALID)
        } else {
            Received::Text(message)
        })
    }

    fn take_control<'f>(&'f mut self, frame: &Header, piece: &'f mut [u8], is_whole: bool) -> Option<Received<'f>> {
        let payload = if is_whole && self.control.is_empty() {
            &*piece
        } else {
            self.control.extend_from_slice(piece);
            if !is_whole {
                return None;
            }
            self.given = Given::Control;
            &self.control
        };
        Some(match frame.opcode {
            PING => Received::Ping(payload),
            CLOSE => goodbye(payload),
            _ => Received::Part,
        })
    }

    /// True if a frame or a message has begun and not ended.
    pub fn is_within_message(&self) -> bool {
        self.header_len > 0 || self.frame.is_some() || self.message.is_some()
    }

    /// True if it holds nothing, as a new one.
    pub(super) fn is_empty(&self) -> bool {
        !self.is_within_message() && self.payload.capacity() == 0 && self.control.capacity() == 0
    }

    /// Bytes held of a message that has not ended.
    pub fn held_bytes(&self) -> usize {
        if self.given == Given::Payload { 0 } else { self.payload.len() }
    }
}

/// True for a frame of a message, and not one about the connection.
fn is_data(opcode: u8) -> bool {
    opcode < CLOSE
}

/// The length of a header with its mask, once its first two bytes are there.
fn header_len(header: &[u8]) -> Option<usize> {
    let [_, second, ..] = header else { return None };
    let length = match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    };
    Some(2 + length + if second & 0x80 == 0 { 0 } else { 4 })
}

/// Takes the mask off bytes that stand so far within their payload.
fn unmask(bytes: &mut [u8], mask: [u8; 4], at: u64) {
    let mut mask = mask;
    mask.rotate_left((at % 4) as usize);
    // In words, which the compiler makes wider ones of.
    let mut words = bytes.chunks_exact_mut(4);
    for word in &mut words {
        for (byte, mask) in word.iter_mut().zip(mask) {
            *byte ^= mask;
        }
    }
    for (byte, mask) in words.into_remainder().iter_mut().zip(mask) {
        *byte ^= mask;
    }
}

/// What a close frame says (RFC 6455, section 5.5.1).
fn goodbye<'a>(payload: &[u8]) -> Received<'a> {
    let Some((code, reason)) = payload.split_first_chunk() else {
        return if payload.is_empty() { Received::Close(None) } else { Received::Violation(CloseCode::PROTOCOL) };
    };
    match CloseCode::of(u16::from_be_bytes(*code)) {
        None => Received::Violation(CloseCode::PROTOCOL),
        Some(_) if std::str::from_utf8(reason).is_err() => Received::Violation(CloseCode::INVALID),
        code => Received::Close(code),
    }
}

/// A frame that leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sent {
    Text,
    Close,
    Pong,
}

/// Writes the header of a frame of so many bytes that leaves, without a mask as all of the server's.
pub(super) fn write_header(kind: Sent, length: usize, header: &mut [u8; SENT_HEADER_BYTES_MAX]) -> usize {
    header[0] = FINAL
        | match kind {
            Sent::Text => TEXT,
            Sent::Close => CLOSE,
            Sent::Pong => PONG,
        };
    if length < 126 {
        header[1] = length as u8;
        2
    } else if let Ok(length) = u16::try_from(length) {
        header[1] = 126;
        header[2..4].copy_from_slice(&length.to_be_bytes());
        4
    } else {
        header[1] = 127;
        header[2..].copy_from_slice(&(length as u64).to_be_bytes());
        10
    }
}

/// The length of a frame that was written with [`write_header`], header included; at least 1.
pub(super) fn sent_len(frame: &[u8]) -> usize {
    let Some(needed) = header_len(frame).filter(|&needed| needed <= frame.len()) else { return frame.len().max(1) };
    match frame[1] {
        126 | 127 => needed + frame[2..needed].iter().fold(0, |length, &byte| length << 8 | usize::from(byte)),
        short => needed + usize::from(short),
    }
}
