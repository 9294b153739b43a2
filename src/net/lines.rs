//! The bytes of lines that have not left, shared by all who get them.
//!
//! Owns [`Lines`]: lines are written one behind the other into an open chunk, and a queue holds [`Segment`]s of chunks.
//! What comes to somebody in one turn mostly stands together, so that it is one segment, however many lines it is, and
//! leaves in one piece; answers to one stand apart from what goes to many, which they would break into pieces. A chunk
//! is freed with its last segment. Called by `connections` and `outbound`.
//!
//! For those who speak WebSocket the same lines are written once more, each as a frame, into chunks of their own. Answers
//! of HTTP have a chunk each.
//!
//! Chunks are mappings of their own and of one size, not pieces of the heap: they come and go by the megabyte in a storm,
//! among small objects that stay, and would leave holes that are never given back.

use std::alloc::{Layout, handle_alloc_error};

use memchr::memchr;
use memmap2::MmapMut;
use slab::Slab;

use super::websocket::{SENT_HEADER_BYTES_MAX, Sent, sent_len, write_header};

/// Bytes of a chunk; only a line that is longer gets a larger one. A turn seldom has more. While somebody waits for a
/// line the whole chunk stays, so this is also what a slow reader may cost beyond the bytes in its queue.
const CHUNK_BYTES: usize = 64 * 1024;

/// Bytes that are kept for writing the next line. Only lists of hundreds of people are longer.
const KEPT_BYTES: usize = 16 * 1024;

/// The number of connections that share a line: they decide about its chunk.
#[derive(Debug, Clone, Copy)]
pub(super) enum LineShare {
    One,
    Many,
}

/// Chunks that are written to at a time: one for each [`LineShare`] of lines, and one of frames.
const OPEN_CHUNKS: usize = 4;

/// The place of an open chunk.
fn place(share: LineShare, content: Content) -> usize {
    share as usize + if content == Content::Frames { 2 } else { 0 }
}

/// The content of a chunk, which says where something may be cut off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Lines, each with its `\n`.
    Lines,
    /// Frames of WebSocket, the first of which is at the chunk's beginning. Any byte may be in their headers.
    Frames,
    /// One thing that is whole or nothing.
    Whole,
}

/// Whole lines of one chunk, or what has not left of them.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Segment {
    pub(super) chunk: u32,
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Segment {
    pub(super) fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    pub(super) fn is_empty(self) -> bool {
        self.start == self.end
    }
}

#[derive(Debug)]
struct Chunk {
    memory: MmapMut,
    content: Content,
    /// Bytes of it that are written.
    used: usize,
    /// Bytes of it that ever were.
    touched: usize,
    /// Segments of it in queues.
    segments: u32,
}

/// All chunks.
#[derive(Debug)]
pub(super) struct Lines {
    chunks: Slab<Chunk>,
    /// The ones that are written to, by their places.
    open: [u32; OPEN_CHUNKS],
    /// The text in which a line is written, before its length is known.
    line: String,
    /// A chunk that was freed in this turn, for the next.
    spare: Option<MmapMut>,
}

impl Default for Lines {
    fn default() -> Self {
        let mut chunks = Slab::new();
        let open = [Content::Lines, Content::Lines, Content::Frames, Content::Frames]
            .map(|content| insert(&mut chunks, map(CHUNK_BYTES), content));
        Self { chunks, open, line: String::new(), spare: None }
    }
}

impl Lines {
    /// Appends lines, each with its `\n`. The segment is to be put into queues before the next call.
    pub(super) fn append(&mut self, to: LineShare, write: impl FnOnce(&mut String)) -> Segment {
        self.line.clear();
        write(&mut self.line);
        let length = self.line.len();
        let segment = self.reserve(to as usize, length);
        let chunk = &mut self.chunks[segment.chunk as usize];
        chunk.memory[segment.start as usize..segment.end as usize].copy_from_slice(self.line.as_bytes());
        segment
    }

    /// Appends the lines of the last call of [`Lines::append`] once more, each as a frame. Segments of both may then be put
    /// into queues. Once for all who get them, and apart from what happens for each.
    #[inline(never)]
    pub(super) fn append_frames(&mut self, to: LineShare) -> Segment {
        let text = std::mem::take(&mut self.line);
        let mut header = [0; SENT_HEADER_BYTES_MAX];
        let frames = || lines_of(text.as_bytes());
        let length = frames().map(|line| write_header(Sent::Text, line.len(), &mut header) + line.len()).sum();
        let segment = self.reserve(place(to, Content::Frames), length);
        let chunk = &mut self.chunks[segment.chunk as usize];
        let mut room = &mut chunk.memory[segment.start as usize..segment.end as usize];
        for line in frames() {
            let header_len = write_header(Sent::Text, line.len(), &mut header);
            room = put(put(room, &header[..header_len]), line);
        }
        self.line = text;
        segment
    }

    /// Appends one frame for one connection. The segment is to be put into its queue before the next call.
    pub(super) fn append_frame(&mut self, kind: Sent, payload: &[u8]) -> Segment {
        let mut header = [0; SENT_HEADER_BYTES_MAX];
        let header_len = write_header(kind, payload.len(), &mut header);
        let segment = self.reserve(place(LineShare::One, Content::Frames), header_len + payload.len());
        let chunk = &mut self.chunks[segment.chunk as usize];
        let room = &mut chunk.memory[segment.start as usize..segment.end as usize];
        put(put(room, &header[..header_len]), payload);
        segment
    }

    /// Keeps bytes that are sent whole or not at all. The segment is to be put into a queue before the next call.
    pub(super) fn append_whole(&mut self, bytes: &[u8]) -> Segment {
        let mut memory = map(bytes.len().max(1));
        put(&mut memory, bytes);
        let chunk = insert(&mut self.chunks, memory, Content::Whole);
        self.chunks[chunk as usize].used = bytes.len();
        Segment { chunk, start: 0, end: bytes.len() as u32 }
    }

    /// Makes room in the open chunk of a place.
    fn reserve(&mut self, place: usize, length: usize) -> Segment {
        let open = &self.chunks[self.open[place] as usize];
        if open.memory.len() - open.used < length {
            self.open_another(place, length.max(CHUNK_BYTES));
        }
        let open = self.open[place];
        let chunk = &mut self.chunks[open as usize];
        let start = chunk.used;
        chunk.used += length;
        // A line is far from 4 GiB: the limits on queues are below that, and on what goes into a line far more so.
        Segment { chunk: open, start: start as u32, end: chunk.used as u32 }
    }

    /// The bytes of a segment.
    pub(super) fn bytes(&self, segment: Segment) -> &[u8] {
        self.chunks
            .get(segment.chunk as usize)
            .and_then(|chunk| chunk.memory.get(segment.start as usize..segment.end as usize))
            .unwrap_or_default()
    }

    /// Bytes at the beginning of a segment that are the rest of something of which a part has left already.
    pub(super) fn begun_bytes(&self, segment: Segment) -> usize {
        let Some(chunk) = self.chunks.get(segment.chunk as usize) else { return 0 };
        let (start, used) = (segment.start as usize, &chunk.memory[..chunk.used]);
        let unit_end = match chunk.content {
            _ if start == 0 => start,
            Content::Lines if used[start - 1] == b'\n' => start,
            Content::Lines => memchr(b'\n', &used[start..]).map_or(used.len(), |end| start + end + 1),
            // There is no other way to know where one begins; it is looked for when somebody is too far behind only.
            Content::Frames => {
                let mut end = 0;
                while end < start {
                    end += sent_len(&used[end..]);
                }
                end
            }
            Content::Whole => used.len(),
        };
        unit_end.min(segment.end as usize) - start
    }

    /// Counts a segment that is put into a queue.
    pub(super) fn hold(&mut self, segment: Segment) {
        if let Some(chunk) = self.chunks.get_mut(segment.chunk as usize) {
            chunk.segments += 1;
        }
    }

    /// Counts a segment that has left its queue.
    pub(super) fn release(&mut self, segment: Segment) {
        let Some(chunk) = self.chunks.get_mut(segment.chunk as usize) else { return };
        chunk.segments -= 1;
        if chunk.segments == 0 && !self.open.contains(&segment.chunk) {
            self.free(segment.chunk);
        }
    }

    /// At the end of a turn, when all that could leave has left. Memory that a busier turn has filled, and this one has not
    /// needed, goes back.
    pub(super) fn end_turn(&mut self) {
        self.spare = None;
        for place in 0..self.open.len() {
            let chunk = &mut self.chunks[self.open[place] as usize];
            if chunk.segments == 0 {
                let used = std::mem::take(&mut chunk.used);
                chunk.touched = chunk.touched.max(used);
                if chunk.memory.len() > CHUNK_BYTES || (chunk.touched > KEPT_BYTES && used < KEPT_BYTES / 4) {
                    self.open_another(place, CHUNK_BYTES);
                    self.spare = None;
                }
            }
        }
        if self.line.capacity() > KEPT_BYTES {
            self.line = String::new();
        }
    }

    fn open_another(&mut self, place: usize, bytes: usize) {
        let content = self.chunks[self.open[place] as usize].content;
        let memory = match self.spare.take() {
            Some(spare) if bytes == CHUNK_BYTES => spare,
            spare => {
                self.spare = spare;
                map(bytes)
            }
        };
        let filled = std::mem::replace(&mut self.open[place], insert(&mut self.chunks, memory, content));
        if self.chunks[filled as usize].segments == 0 {
            self.free(filled);
        }
    }

    fn free(&mut self, chunk: u32) {
        if let Some(chunk) = self.chunks.try_remove(chunk as usize)
            && chunk.memory.len() == CHUNK_BYTES
        {
            self.spare = Some(chunk.memory);
        }
    }

    /// Chunks that are held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.chunks.iter().filter(|(_, chunk)| chunk.segments > 0).count()
    }
}

fn insert(chunks: &mut Slab<Chunk>, memory: MmapMut, content: Content) -> u32 {
    // Each chunk but the open ones is held by a connection, so they are few.
    chunks.insert(Chunk { memory, content, used: 0, touched: 0, segments: 0 }) as u32
}

/// The lines of a text, without their ends.
fn lines_of(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = memchr(b'\n', rest).unwrap_or(rest.len());
        let line = &rest[..end];
        rest = rest.get(end + 1..).unwrap_or_default();
        Some(line)
    })
}

/// Copies bytes to the beginning of the room for them; gives the rest of it.
fn put<'a>(room: &'a mut [u8], bytes: &[u8]) -> &'a mut [u8] {
    let (begin, rest) = room.split_at_mut(bytes.len());
    begin.copy_from_slice(bytes);
    rest
}

/// Memory that takes none until it is written to. That there is no room for it ends the program, as for all memory.
fn map(bytes: usize) -> MmapMut {
    MmapMut::map_anon(bytes)
        .unwrap_or_else(|_| handle_alloc_error(Layout::array::<u8>(bytes).unwrap_or(Layout::new::<u8>())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_turn_stand_together_and_go_with_their_last_segment() {
        let mut lines = Lines::default();
        let one = lines.append(LineShare::Many, |out| out.push_str("one\n"));
        let two = lines.append(LineShare::Many, |out| out.push_str("two\n"));
        assert_eq!((one.chunk, one.end), (two.chunk, two.start));
        assert_eq!(lines.bytes(Segment { end: two.end, ..one }), b"one\ntwo\n");
        lines.hold(one);
        lines.hold(one);
        lines.end_turn();
        let three = lines.append(LineShare::Many, |out| out.push_str("three\n"));
        assert_eq!((three.chunk, three.start), (one.chunk, two.end), "what somebody still waits for is left alone");
        lines.end_turn();
        assert_eq!(lines.bytes(one), b"one\n");
        lines.release(one);
        assert_eq!(lines.held(), 1);
        lines.release(one);
        assert_eq!(lines.held(), 0);
        lines.end_turn();
        assert_eq!(
            lines.append(LineShare::Many, |out| out.push_str("four\n")).start,
            0,
            "nobody waits, so the memory is used again"
        );
    }

    #[test]
    fn what_goes_to_one_does_not_part_what_goes_to_many() {
        let mut lines = Lines::default();
        let one = lines.append(LineShare::Many, |out| out.push_str("one\n"));
        let answer = lines.append(LineShare::One, |out| out.push_str("ok\n"));
        let two = lines.append(LineShare::Many, |out| out.push_str("two\n"));
        assert_eq!((one.chunk, one.end), (two.chunk, two.start));
        assert_ne!(answer.chunk, one.chunk);
        assert_eq!(lines.bytes(answer), b"ok\n");
    }

    #[test]
    fn a_full_chunk_is_followed_by_another() {
        let mut lines = Lines::default();
        let first = lines.append(LineShare::Many, |out| out.extend(std::iter::repeat_n("x", CHUNK_BYTES)));
        lines.hold(first);
        let next = lines.append(LineShare::Many, |out| out.push_str("y\n"));
        assert_ne!(first.chunk, next.chunk);
        assert_eq!(first.len(), CHUNK_BYTES);
        lines.release(first);
        assert_eq!(lines.bytes(first), b"", "freed although the turn goes on");
        lines.append(LineShare::Many, |out| out.extend(std::iter::repeat_n("x", CHUNK_BYTES)));
        assert_eq!(lines.chunks.len(), OPEN_CHUNKS, "nobody held the one before");
    }

    #[test]
    fn a_line_that_fits_no_chunk_has_one_for_itself() {
        let mut lines = Lines::default();
        let long = lines.append(LineShare::Many, |out| out.extend(std::iter::repeat_n("x", 3 * CHUNK_BYTES)));
        lines.hold(long);
        assert_eq!(lines.bytes(long).len(), 3 * CHUNK_BYTES);
        lines.end_turn();
        let next = lines.append(LineShare::Many, |out| out.push_str("y\n"));
        assert_ne!(long.chunk, next.chunk);
        lines.release(long);
        lines.append(LineShare::Many, |out| out.extend(std::iter::repeat_n("x", 3 * CHUNK_BYTES)));
        lines.end_turn();
        assert_eq!(lines.chunks.iter().map(|(_, chunk)| chunk.memory.len()).sum::<usize>(), OPEN_CHUNKS * CHUNK_BYTES);
    }

    #[test]
    fn what_a_busy_turn_has_filled_goes_back_in_a_quiet_one() {
        let mut lines = Lines::default();
        let mut turn = |bytes| {
            lines.append(LineShare::Many, |out| out.extend(std::iter::repeat_n("x", bytes)));
            lines.end_turn();
            let open = &lines.chunks[lines.open[LineShare::Many as usize] as usize];
            (open.memory.as_ptr(), open.touched, lines.chunks.len())
        };
        let half = CHUNK_BYTES / 2;
        let (first, ..) = turn(half);
        assert_eq!(turn(half), (first, half, OPEN_CHUNKS), "the load goes on");
        let (_, touched, chunks) = turn(100);
        assert_eq!((touched, chunks), (0, OPEN_CHUNKS), "these are pages that nobody has touched");
    }

    #[test]
    fn a_segment_knows_how_much_of_it_has_begun_to_leave() {
        let mut lines = Lines::default();
        let segment = lines.append(LineShare::Many, |out| out.push_str("ab\ncd\n"));
        for (start, begun) in [(0, 0), (1, 2), (2, 1), (3, 0), (4, 2)] {
            assert_eq!(lines.begun_bytes(Segment { start, ..segment }), begun, "{start}");
        }
        let whole = lines.append_whole(b"a\nb\n");
        for (start, begun) in [(0, 0), (1, 3), (2, 2), (3, 1)] {
            assert_eq!(lines.begun_bytes(Segment { start, ..whole }), begun, "{start}");
        }
    }

    /// Headers of these have a `\n` in them, and so have payloads of others.
    #[test]
    fn frames_have_boundaries_of_their_own() {
        let mut lines = Lines::default();
        let mut starts = Vec::new();
        let mut all = Segment::default();
        let text = |length| "x".repeat(length);
        for length in [10, 0, 1, 266, 522, 125, 126, 2571, 65_535 - 40_000, 10] {
            let line = lines.append(LineShare::Many, |out| {
                out.push_str(&text(length));
                out.push('\n');
            });
            let frame = lines.append_frames(LineShare::Many);
            starts.push(frame.start);
            let bytes = lines.bytes(frame);
            assert_eq!((bytes[0], &bytes[bytes.len() - length..]), (0x81, text(length).as_bytes()));
            assert_eq!(sent_len(bytes), bytes.len());
            assert_eq!(lines.bytes(line).len(), length + 1, "lines are as they were");
            all = Segment { end: frame.end, start: 0, ..frame };
        }
        for start in 0..all.end {
            let next = starts.iter().copied().find(|&at| at >= start).unwrap_or(all.end);
            assert_eq!(lines.begun_bytes(Segment { start, ..all }), (next - start) as usize, "{start}");
        }
        let pong = lines.append_frame(Sent::Pong, b"\n\n");
        assert_eq!(lines.begun_bytes(Segment { start: pong.start + 3, ..pong }), 1);
    }

    #[test]
    fn several_lines_are_as_many_frames() {
        let mut lines = Lines::default();
        lines.append(LineShare::One, |out| out.push_str("a\nbc\n\n"));
        let frames = lines.append_frames(LineShare::One);
        assert_eq!(lines.bytes(frames), b"\x81\x01a\x81\x02bc\x81\x00");
        let long = lines.append(LineShare::One, |out| out.extend(std::iter::repeat_n("y", 70_000)));
        let frame = lines.append_frames(LineShare::One);
        assert_eq!(lines.bytes(frame)[..10], [0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]);
        assert_eq!((lines.bytes(frame).len(), lines.bytes(long).len()), (70_010, 70_000));
    }
}
