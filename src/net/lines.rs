//! The bytes of lines that have not left, shared by all who get them.
//!
//! Owns [`Lines`]: lines are written one behind the other into an open chunk, and a queue holds [`Segment`]s of chunks.
//! What comes to somebody in one turn mostly stands together, so that it is one segment, however many lines it is, and
//! leaves in one piece. A chunk is freed with its last segment. Called by `connections` and `outbound`.

use slab::Slab;

/// Bytes after which a chunk takes no further line. A turn seldom has more.
const CHUNK_BYTES: usize = 128 * 1024;

/// Bytes of memory that are kept for the next turn's lines.
const KEPT_BYTES: usize = 32 * 1024;

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

#[derive(Debug, Default)]
struct Chunk {
    text: String,
    /// Segments of it in queues.
    segments: u32,
}

/// All chunks.
#[derive(Debug)]
pub(super) struct Lines {
    chunks: Slab<Chunk>,
    /// The one that is written to.
    open: u32,
}

impl Default for Lines {
    fn default() -> Self {
        let mut chunks = Slab::new();
        // The first one's place, which a u32 can count.
        let open = chunks.insert(Chunk::default()) as u32;
        Self { chunks, open }
    }
}

impl Lines {
    /// Appends lines, each with its `\n`. The segment is to be put into queues before the next call.
    pub(super) fn append(&mut self, write: impl FnOnce(&mut String)) -> Segment {
        if self.chunks[self.open as usize].text.len() >= CHUNK_BYTES {
            self.open_another();
        }
        let text = &mut self.chunks[self.open as usize].text;
        let start = text.len();
        write(text);
        // A line is far from 4 GiB: the limits on queues are below that, and on what goes into a line far more so.
        Segment { chunk: self.open, start: start as u32, end: text.len() as u32 }
    }

    /// The bytes of a segment.
    pub(super) fn bytes(&self, segment: Segment) -> &[u8] {
        self.chunks
            .get(segment.chunk as usize)
            .and_then(|chunk| chunk.text.as_bytes().get(segment.start as usize..segment.end as usize))
            .unwrap_or_default()
    }

    /// Whether a segment begins within a line.
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
        if chunk.segments == 0 && segment.chunk != self.open {
            self.chunks.remove(segment.chunk as usize);
        }
    }

    /// At the end of a turn, when all that could leave has left.
    pub(super) fn end_turn(&mut self) {
        let chunk = &mut self.chunks[self.open as usize];
        if chunk.segments > 0 {
            // Somebody reads slowly. What waits for them is not to keep more memory than it needs.
            chunk.text.shrink_to_fit();
            self.open_another();
        } else if !chunk.text.is_empty() {
            chunk.text.clear();
            chunk.text.shrink_to(KEPT_BYTES);
        }
    }

    fn open_another(&mut self) {
        if self.chunks[self.open as usize].segments == 0 {
            self.chunks.remove(self.open as usize);
        }
        // Each chunk but the open one is held by a connection, so they are few.
        self.open = self.chunks.insert(Chunk::default()) as u32;
    }

    /// Chunks that are held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.chunks.iter().filter(|(_, chunk)| chunk.segments > 0).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_a_turn_stand_together_and_go_with_their_last_segment() {
        let mut lines = Lines::default();
        let one = lines.append(|out| out.push_str("one\n"));
        let two = lines.append(|out| out.push_str("two\n"));
        assert_eq!((one.chunk, one.end), (two.chunk, two.start));
        assert_eq!(lines.bytes(Segment { end: two.end, ..one }), b"one\ntwo\n");
        lines.hold(one);
        lines.hold(one);
        lines.end_turn();
        let three = lines.append(|out| out.push_str("three\n"));
        assert_ne!(three.chunk, one.chunk, "what somebody still waits for is left alone");
        assert_eq!(lines.bytes(one), b"one\n");
        lines.release(one);
        assert_eq!(lines.held(), 1);
        lines.release(one);
        assert_eq!(lines.held(), 0);
        lines.end_turn();
        assert_eq!(lines.append(|out| out.push_str("four\n")).start, 0, "nobody waits, so the memory is used again");
    }

    #[test]
    fn a_full_chunk_is_followed_by_another() {
        let mut lines = Lines::default();
        let first = lines.append(|out| out.extend(std::iter::repeat_n("x", CHUNK_BYTES)));
        lines.hold(first);
        let next = lines.append(|out| out.push_str("y\n"));
        assert_ne!(first.chunk, next.chunk);
        assert_eq!(first.len(), CHUNK_BYTES);
        lines.release(first);
        assert_eq!(lines.bytes(first), b"", "freed although the turn goes on");
    }

    #[test]
    fn a_segment_knows_whether_it_begins_within_a_line() {
        let mut lines = Lines::default();
        let segment = lines.append(|out| out.push_str("ab\ncd\n"));
        for (start, within) in [(0, false), (1, true), (2, true), (3, false), (4, true)] {
            assert_eq!(lines.begins_within_line(Segment { start, ..segment }), within, "{start}");
        }
    }
}
