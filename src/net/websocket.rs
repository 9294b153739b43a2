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
pub const SENT_HEADER_BYTES_MAX: usize = 10;

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

    /// A page's own word: it doubts the connection and makes another.
    pub const COMING_BACK: Self = Self(4001);

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

/// The meaning of a frame.
#[derive(Debug, PartialEq, Eq)]
pub enum Received<'a> {
    /// The end of a message, which is this text.
    Text(&'a [u8]),
    /// The end of a message, which is these bytes.
    Binary(&'a [u8]),
    /// A message that is too long, told at its header. It is being skipped.
    TooLong,
    /// A frame that says nothing by itself: a part of a message, or of one that is skipped, or a pong.
    Part,
    /// A ping, which wants this back.
    Ping(&'a [u8]),
    /// The client says goodbye, with a code or without. It sends no more.
    Close(Option<CloseCode>),
    /// Bytes that are against the rules: nothing of what comes can be understood any more.
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
        !self.is_within_message() && self.capacity() == 0
    }

    /// Bytes of memory that it holds for payloads.
    pub fn capacity(&self) -> usize {
        self.payload.capacity() + self.control.capacity()
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

/// Reads a close frame (RFC 6455, section 5.5.1).
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
pub enum Sent {
    /// A message of text.
    Text,
    /// A message of bytes.
    Binary,
    /// The last one.
    Close,
    /// The answer to a ping.
    Pong,
}

/// Writes the header of a frame of so many bytes that leaves, without a mask as all of the server's; gives its length.
pub fn write_header(kind: Sent, length: usize, header: &mut [u8; SENT_HEADER_BYTES_MAX]) -> usize {
    header[0] = FINAL
        | match kind {
            Sent::Text => TEXT,
            Sent::Binary => BINARY,
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: MessageLimit = MessageLimit { length: LineLimit { length: 20, bytes: 60 }, binary: false };

    /// The meaning of a frame, with its own bytes.
    #[derive(Debug, Clone, PartialEq, Eq)]
    enum Seen {
        Text(Vec<u8>),
        TooLong,
        Part,
        Ping(Vec<u8>),
        Close(Option<u16>),
        Violation(u16),
    }

    /// A frame of a client, with a mask.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mask = [0x37, 0xfa, 0x21, 0x3d];
        let mut frame = vec![first];
        match payload.len() {
            length @ 0..126 => frame.push(0x80 | length as u8),
            length => {
                frame.push(0x80 | 126);
                frame.extend((length as u16).to_be_bytes());
            }
        }
        frame.extend(mask);
        frame.extend(payload.iter().zip(mask.iter().cycle()).map(|(byte, mask)| byte ^ mask));
        frame
    }

    /// The frames of a stream that comes in these pieces, up to its end.
    fn seen(pieces: &[&[u8]]) -> Vec<Seen> {
        let mut decoder = FrameDecoder::default();
        let mut seen = Vec::new();
        for piece in pieces {
            let mut piece = piece.to_vec();
            let mut input = &mut piece[..];
            while let Some(received) = decoder.next(&mut input, LIMIT) {
                let it = match received {
                    Received::Text(text) => Seen::Text(text.to_vec()),
                    Received::TooLong => Seen::TooLong,
                    Received::Part => Seen::Part,
                    Received::Ping(payload) => Seen::Ping(payload.to_vec()),
                    Received::Close(code) => Seen::Close(code.map(CloseCode::number)),
                    Received::Violation(code) => Seen::Violation(code.number()),
                    Received::Binary(_) => panic!("bytes are not taken"),
                };
                seen.push(it);
                if matches!(seen.last(), Some(Seen::Close(_) | Seen::Violation(_))) {
                    return seen;
                }
            }
            assert!(input.is_empty(), "bytes were left over");
            assert!(decoder.held_bytes() <= LIMIT.length.bytes, "{} bytes are held", decoder.held_bytes());
        }
        seen
    }

    /// The same whole, byte by byte, and cut in two at each place.
    fn always(stream: &[u8]) -> Vec<Seen> {
        let whole = seen(&[stream]);
        assert_eq!(seen(&stream.chunks(1).collect::<Vec<_>>()), whole, "byte by byte");
        for at in 0..stream.len() {
            let (begin, end) = stream.split_at(at);
            assert_eq!(seen(&[begin, end]), whole, "cut at {at}");
        }
        whole
    }

    fn text(text: &str) -> Seen {
        Seen::Text(text.as_bytes().to_vec())
    }

    #[test]
    fn messages_come_whole_and_in_parts_with_others_between() {
        let stream = [
            frame(0x81, b"salut"),
            frame(0x81, b""),
            frame(0x01, "caf\u{e9}".as_bytes().split_last().unwrap().1),
            frame(0x89, b"\n\0"),
            frame(0x00, b""),
            frame(0x8a, b"pong"),
            frame(0x80, &"\u{e9}".as_bytes()[1..]),
            frame(0x88, &[0x03, 0xe9, b'b', b'y', b'e']),
            frame(0x81, b"nobody looks at this"),
        ];
        assert_eq!(
            always(&stream.concat()),
            [
                text("salut"),
                text(""),
                Seen::Part,
                Seen::Ping(b"\n\0".to_vec()),
                Seen::Part,
                Seen::Part,
                text("caf\u{e9}"),
                Seen::Close(Some(1001)),
            ]
        );
        assert_eq!(always(&frame(0x88, b"")), [Seen::Close(None)]);
    }

    #[test]
    fn a_message_that_is_too_long_is_skipped_and_the_next_one_comes() {
        let escapes = r"\u00e9".repeat(10);
        let stream = [
            frame(0x81, &[b'x'; 20]),
            frame(0x81, &[b'x'; 21]),
            frame(0x81, &[b'x'; 300]),
            frame(0x01, &[b'x'; 50]),
            frame(0x00, &[0xff; 11]),
            frame(0x89, b"still"),
            frame(0x00, &[0xff; 200]),
            frame(0x80, b""),
            frame(0x81, escapes.as_bytes()),
            frame(0x81, b"next"),
        ];
        assert_eq!(
            always(&stream.concat()),
            [
                text(&"x".repeat(20)),
                Seen::TooLong,
                Seen::TooLong,
                Seen::Part,
                Seen::Part,
                Seen::TooLong,
                Seen::Part,
                Seen::Ping(b"still".to_vec()),
                Seen::Part,
                Seen::Part,
                text(&escapes),
                text("next"),
            ]
        );
    }

    #[test]
    fn what_is_against_the_rules_is_told_at_the_header() {
        for (header, code) in [
            (&[0xc1, 0x80][..], 1002),
            (&[0xa1, 0x80], 1002),
            (&[0x91, 0x80], 1002),
            (&[0x83, 0x80], 1002),
            (&[0x8b, 0x80], 1002),
            (&[0x80, 0x80], 1002),
            (&[0x00, 0x80], 1002),
            (&[0x09, 0x80], 1002),
            (&[0x08, 0x80], 1002),
            (&[0x82, 0x80], 1003),
            (&[0x89, 0xfe, 0, 126], 1002),
            (&[0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0], 1002),
        ] {
            let stream = [header, &[0; 4]].concat();
            assert_eq!(always(&stream), [Seen::Violation(code)], "{header:x?}");
        }
        assert_eq!(always(&[0x81, 0x02, b'{', b'}']), [Seen::Violation(1002)], "without a mask");
        let twice = [frame(0x01, b"a"), frame(0x81, b"b")].concat();
        assert_eq!(always(&twice), [Seen::Part, Seen::Violation(1002)]);
        assert_eq!(always(&frame(0x81, b"\xc3\x28")), [Seen::Violation(1007)]);
        for (payload, end) in [
            (&[0x03][..], Seen::Violation(1002)),
            (&[0x03, 0xed], Seen::Violation(1002)),
            (&[0x03, 0xe7], Seen::Violation(1002)),
            (&[0x03, 0xf7], Seen::Violation(1002)),
            (&[0x0b, 0xb7], Seen::Violation(1002)),
            (&[0x13, 0x88], Seen::Violation(1002)),
            (&[0x03, 0xe8, 0xff], Seen::Violation(1007)),
            (&[0x0b, 0xb8], Seen::Close(Some(3000))),
            (&[0x13, 0x87], Seen::Close(Some(4999))),
        ] {
            assert_eq!(always(&frame(0x88, payload)), [end], "{payload:x?}");
        }
    }

    #[test]
    fn what_a_header_claims_costs_nothing_and_what_was_held_is_freed() {
        let huge = MessageLimit { length: LineLimit::of(usize::MAX), binary: true };
        let mut decoder = FrameDecoder::default();
        let mut claim = [&[0x81, 0xff][..], &i64::MAX.to_be_bytes(), &[0; 4], b"abc"].concat();
        assert_eq!(decoder.next(&mut &mut claim[..], huge), None);
        assert!(decoder.is_within_message() && decoder.capacity() < 100, "{}", decoder.capacity());
        let mut decoder = FrameDecoder::default();
        let stream = [frame(0x01, &[b'x'; 3000]), frame(0x80, b"")].concat();
        for piece in stream.chunks(100) {
            let mut piece = piece.to_vec();
            let mut input = &mut piece[..];
            while decoder.next(&mut input, huge).is_some() {}
        }
        assert!(decoder.is_empty(), "{decoder:?}");
        // A frame that is there whole is not copied at all.
        let mut whole = frame(0x81, b"salut");
        let mut input = &mut whole[..];
        let place = input.as_ptr_range();
        let Some(Received::Text(text)) = decoder.next(&mut input, huge) else { panic!("no text") };
        assert!(place.contains(&text.as_ptr()) && text == b"salut");
        assert!(decoder.is_empty());
    }

    proptest! {
        #[test]
        fn the_cuts_do_not_matter(
            frames in proptest::collection::vec(
                (prop::sample::select(vec![0x01_u8, 0x81, 0x00, 0x80, 0x89, 0x8a, 0x88, 0x82, 0xc1]), "[a-z\\\\u0-9]{0,80}"), 0..12),
            cuts in proptest::collection::vec(0_usize..400, 0..12),
        ) {
            let stream: Vec<u8> = frames.iter().flat_map(|(first, payload)| frame(*first, payload.as_bytes())).collect();
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|&cut| cut <= stream.len()).collect();
            cuts.extend([0, stream.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|pair| &stream[pair[0]..pair[1]]).collect();
            prop_assert_eq!(seen(&pieces), seen(&[&stream]));
        }
    }
}
