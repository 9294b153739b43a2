//! The bytes of lines that have not left, shared by all who get them.
//!
//! Owns [`Lines`]: lines are written one behind the other into an open chunk, and a queue holds [`Segment`]s of chunks.
//! What comes to somebody in one turn mostly stands together, so that it is one segment, however many lines it is, and
//! leaves in one piece; answers to one stand apart from what goes to many, which they would break into pieces. A chunk
//! is freed with its last segment. Called by `connections` and `outbound`.
//!
//! Chunks are mappings of their own and of one size, not pieces of the heap: they come and go by the megabyte in a storm,
//! among small objects that stay, and would leave holes that are never given back.

use std::alloc::{Layout, handle_alloc_error};

use memmap2::MmapMut;
use slab::Slab;

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
    /// Bytes of it that are written.
    used: usize,
    /// Segments of it in queues.
    segments: u32,
}

/// All chunks.
#[derive(Debug)]
pub(super) struct Lines {
    chunks: Slab<Chunk>,
    /// The ones that are written to, by [`LineShare`].
    open: [u32; 2],
    /// The text in which a line is written, before its length is known.
    line: String,
    /// A chunk that was freed in this turn, for the next.
    spare: Option<MmapMut>,
}

impl Default for Lines {
    fn default() -> Self {
        let mut chunks = Slab::new();
        let open = [(); 2].map(|()| insert(&mut chunks, map(CHUNK_BYTES)));
        Self { chunks, open, line: String::new(), spare: None }
    }
}

impl Lines {
    /// Appends lines, each with its `\n`. The segment is to be put into queues before the next call.
    pub(super) fn append(&mut self, to: LineShare, write: impl FnOnce(&mut String)) -> Segment {
        self.line.clear();
        write(&mut self.line);
        let length = self.line.len();
        let open = &self.chunks[self.open[to as usize] as usize];
        if open.memory.len() - open.used < length {
            self.open_another(to as usize, length.max(CHUNK_BYTES));
        }
        let open = self.open[to as usize];
        let chunk = &mut self.chunks[open as usize];
        let start = chunk.used;
        chunk.used += length;
        chunk.memory[start..chunk.used].copy_from_slice(self.line.as_bytes());
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

    /// True if a segment begins within a line.
    pub(super) fn begins_within_line(&self, segment: Segment) -> bool {
        let before = segment.start.checked_sub(1).map(|start| Segment { start, end: segment.start, ..segment });
        before.is_some_and(|before| self.bytes(before) != b"\n")
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

    /// At the end of a turn, when all that could leave has left.
    pub(super) fn end_turn(&mut self) {
        for place in 0..self.open.len() {
            let chunk = &mut self.chunks[self.open[place] as usize];
            if chunk.segments == 0 {
                chunk.used = 0;
                if chunk.memory.len() > CHUNK_BYTES {
                    self.open_another(place, CHUNK_BYTES);
                }
            }
        }
        self.spare = None;
        if self.line.capacity() > KEPT_BYTES {
            self.line = String::new();
        }
    }

    fn open_another(&mut self, place: usize, bytes: usize) {
        let memory = match self.spare.take() {
            Some(spare) if bytes == CHUNK_BYTES => spare,
            spare => {
                self.spare = spare;
                map(bytes)
            }
        };
        let filled = std::mem::replace(&mut self.open[place], insert(&mut self.chunks, memory));
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

fn insert(chunks: &mut Slab<Chunk>, memory: MmapMut) -> u32 {
    // Each chunk but the open ones is held by a connection, so they are few.
    chunks.insert(Chunk { memory, used: 0, segments: 0 }) as u32
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
        assert_eq!(lines.chunks.len(), 2, "nobody held the one before");
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
        assert_eq!(lines.chunks.iter().map(|(_, chunk)| chunk.memory.len()).sum::<usize>(), 2 * CHUNK_BYTES);
    }

    #[test]
    fn a_segment_knows_whether_it_begins_within_a_line() {
        let mut lines = Lines::default();
        let segment = lines.append(LineShare::Many, |out| out.push_str("ab\ncd\n"));
        for (start, within) in [(0, false), (1, true), (2, true), (3, false), (4, true)] {
            assert_eq!(lines.begins_within_line(Segment { start, ..segment }), within, "{start}");
        }
    }
}
