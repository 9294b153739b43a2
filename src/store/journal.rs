//! The journal: a file beside the database to which a small commit appends a page, where redb would write five.
//!
//! Owns [`Journal`], its format, and the mark in the database that says which records of it count. The writer appends
//! what a class causes all the time, and keeps it in memory too; every few minutes one transaction puts it all into the
//! tables, and with that the records are void. Whoever opens the database has them put there first
//! ([`super::database`]). A journal that cannot be written is given up: each commit is a transaction then.
//!
//! ```text
//! file     slots of 4 KiB, which are written over and over; a record begins with a slot and takes as many as it needs
//! record   0..4   "CCJ1"
//!          4..8   CRC-32 of the epoch, and of all that follows it up to the record's end
//!          8..16  the epoch, little-endian as all numbers here
//!          16..20 the record's number in its epoch, from 0
//!          20..24 the length of what follows
//!          24..   requests ([`super::journal_entry`]); zeros
//!          -16..  "CCJE", the epoch, the number of its slots: the end of its last slot
//! ```
//!
//! Of the last record nothing else tells whether it was ever whole. One that cannot be read was cut short by the power, and promised to
//! nobody, if its end is missing; if both its ends are there the card has lost it, and whoever was told of it knows more than the server.
//! (Of one longer than two slots this is not said: those between may be missing.)
//!
//! A sector that is being written when the power goes may hold anything, so no record is written to the slot of another
//! that counts. Those count whose epoch is that in [`META`], from the first slot on. The transaction that takes them in
//! names another epoch; a server's first is drawn by lot, so that a journal never counts beside a database that it does
//! not belong to, whoever copies files about.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use redb::{StorageBackend, WriteTransaction};

use super::block::check_value;
use super::codec::ValueWriter;
use super::database::{DatabaseLocation, sync_directory};
use super::error::StoreError;
use super::journal_entry;
use super::medium::Metered;
use super::schema::{JOURNAL_KEY, META, SCHEMA, SCHEMA_KEY};
use crate::chat::store_protocol::{StoreAction, StoreRequest};

/// Bytes that are written whole: those of a page of the system, which cards write in too.
const SLOT: usize = 4096;

/// Slots of the file: 512 KiB. What waits for one message at a time fills a slot with it, and a transaction takes all in.
const SLOTS: usize = 128;

/// Bytes of a record. A transaction writes about 21 KB whatever is in it, and what is here is written there once more.
const RECORD_MAX: usize = 4 * SLOT;

/// Requests of a record; more would hardly fit, and are not tried.
const RECORD_REQUESTS_MAX: usize = 256;

/// Requests in the journal, which are in memory too and which each reading looks through.
const REQUESTS_MAX: u64 = 512;

const MAGIC: [u8; 4] = *b"CCJ1";
const HEADER: usize = 24;

const END_MAGIC: [u8; 4] = *b"CCJE";
const END: usize = 16;

/// The file of the journal of a database.
pub(super) fn path_of(database: &Path) -> PathBuf {
    let mut path = database.as_os_str().to_owned();
    path.push(".journal");
    PathBuf::from(path)
}

/// Most requests that the journal may hold where so many messages are kept; 0 if all are. They do not go before they
/// are in the tables, and shall not be many more than what was asked for.
pub(super) fn requests_max(keep_messages: u64) -> usize {
    let most = if keep_messages == 0 { REQUESTS_MAX } else { REQUESTS_MAX.min(keep_messages / 16) };
    most as usize
}

/// The word of a transaction about the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The same as before.
    Same,
    /// Records of this epoch count. An older program, which would not see them, refuses the database, and so does one that knows
    /// none of what servers of a school put there, if that may be in it.
    Epoch { epoch: u64, is_shared: bool },
    /// None counts.
    None,
}

impl Mark {
    pub(super) fn write(self, txn: &WriteTransaction) -> Result<(), StoreError> {
        if self == Self::Same {
            return Ok(());
        }
        let mut meta = txn.open_table(META)?;
        if let Self::Epoch { epoch, is_shared } = self {
            meta.insert(JOURNAL_KEY, epoch)?;
            meta.insert(SCHEMA_KEY, SCHEMA.version_with_journal(is_shared))?;
        } else {
            meta.remove(JOURNAL_KEY)?;
            meta.insert(SCHEMA_KEY, SCHEMA.version())?;
        }
        Ok(())
    }
}

/// The journal of a database that is in use.
#[derive(Debug)]
pub(super) struct Journal {
    file: Metered,
    epoch: u64,
    /// True if what servers of a school cause may be in it.
    is_shared: bool,
    /// The first slot without a record of this epoch.
    next_slot: usize,
    records: u32,
    /// Slots that may hold words.
    dirty: usize,
    /// For the next record.
    buffer: Vec<u8>,
}

impl Journal {
    /// Opens the file, or makes it, on the disk from its first byte to its last: what is written to it later changes
    /// nothing but these. None of its records counts until [`Mark::Epoch`] is in the database.
    pub(super) fn open(place: &DatabaseLocation) -> Result<Self, StoreError> {
        let path = path_of(&place.path);
        let opened = || -> io::Result<(Metered, usize)> {
            let written = || Arc::clone(&place.written);
            let file = match place.medium.open_beside(&path, false, written()) {
                Err(e) if e.kind() == io::ErrorKind::NotFound => place.medium.open_beside(&path, true, written())?,
                opened => opened?,
            };
            if file.len()? >= (SLOT * SLOTS) as u64 {
                return Ok((file, SLOTS));
            }
            write_zeros(&file, SLOTS)?;
            Ok((file, 0))
        };
        let (file, dirty) = opened().map_err(|e| StoreError::file("open", &path, e))?;
        if place.medium.is_files {
            sync_directory(&path)?;
        }
        let epoch = RandomState::new().build_hasher().finish();
        let is_shared = place.is_shared;
        Ok(Self { file, epoch, is_shared, next_slot: 0, records: 0, dirty, buffer: Vec::new() })
    }

    /// The mark of the next transaction of the server: records that it takes in are void.
    pub(super) fn next_mark(&self, is_marked: bool) -> Mark {
        let epoch = match (is_marked, self.records) {
            (false, _) => self.epoch,
            (true, 0) => return Mark::Same,
            (true, _) => self.epoch.wrapping_add(1),
        };
        Mark::Epoch { epoch, is_shared: self.is_shared }
    }

    pub(super) fn epoch(&self) -> u64 {
        self.epoch
    }

    /// Begins anew, when a transaction with that mark is on disk.
    pub(super) fn begin(&mut self, epoch: u64) {
        self.epoch = epoch;
        self.next_slot = 0;
        self.records = 0;
    }

    /// Puts requests on disk; false if these are not for the journal, or if it has no room for them. After an error it
    /// is of no use any more.
    pub(super) fn append(&mut self, requests: &[StoreRequest]) -> io::Result<bool> {
        if requests.is_empty() || requests.len() > RECORD_REQUESTS_MAX {
            return Ok(false);
        }
        let mut bytes = std::mem::take(&mut self.buffer);
        bytes.clear();
        bytes.resize(HEADER, 0);
        let mut out = ValueWriter::behind(bytes);
        let is_shared = self.is_shared;
        let fits = requests.iter().all(|request| {
            journal_entry::push(&mut out, &request.action, is_shared) && out.as_bytes().len() <= RECORD_MAX
        });
        self.buffer = out.into_bytes();
        let slots = (self.buffer.len() + END).div_ceil(SLOT);
        if !fits || self.next_slot + slots > SLOTS {
            return Ok(false);
        }
        let length = (self.buffer.len() - HEADER) as u32;
        self.buffer[..4].copy_from_slice(&MAGIC);
        self.buffer[8..16].copy_from_slice(&self.epoch.to_le_bytes());
        self.buffer[16..20].copy_from_slice(&self.records.to_le_bytes());
        self.buffer[20..24].copy_from_slice(&length.to_le_bytes());
        let check = check_value(self.epoch, &self.buffer[16..]);
        self.buffer[4..8].copy_from_slice(&check.to_le_bytes());
        self.buffer.resize(slots * SLOT - END, 0);
        self.buffer.extend(END_MAGIC);
        self.buffer.extend(self.epoch.to_le_bytes());
        self.buffer.extend((slots as u32).to_le_bytes());
        self.dirty = self.dirty.max(self.next_slot + slots);
        self.file.write((self.next_slot * SLOT) as u64, &self.buffer)?;
        self.file.sync_data()?;
        self.next_slot += slots;
        self.records += 1;
        Ok(true)
    }

    /// Writes zeros over all that was ever written, when none of it counts.
    pub(super) fn wipe(&mut self) -> io::Result<()> {
        if self.dirty > 0 && self.records == 0 {
            write_zeros(&self.file, self.dirty)?;
            self.dirty = 0;
        }
        Ok(())
    }
}

fn write_zeros(file: &Metered, slots: usize) -> io::Result<()> {
    let zeros = [0; SLOT];
    for slot in 0..slots {
        file.write((slot * SLOT) as u64, &zeros)?;
    }
    file.sync_data()
}

/// The requests that were found in a journal.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// In their order.
    pub(super) actions: Vec<StoreAction>,
    /// True if there were others, which had been promised.
    pub(super) is_damaged: bool,
}

/// The requests of an epoch in the journal of a database. What cannot be read is left out with a loud line: the database is as good
/// without, and whoever runs the server is not to be without one for that.
pub(super) fn read(place: &DatabaseLocation, epoch: u64) -> Result<Read, StoreError> {
    let path = path_of(&place.path);
    let file = match place.medium.open_beside(&path, false, Arc::default()) {
        Ok(file) => file,
        Err(e) if e.kind() == io::ErrorKind::NotFound => {
            log::error!(
                "{} is missing, which belongs to this database: what was said in the last minutes before the server ended may be lost",
                path.display()
            );
            return Ok(Read { actions: Vec::new(), is_damaged: true });
        }
        // Not what the system said itself: the database is not what is damaged.
        Err(e) => return Err(StoreError::file("open", &path, io::Error::other(e.to_string()))),
    };
    let slots = usize::try_from(file.len().unwrap_or(0)).unwrap_or(0).min(SLOT * SLOTS) / SLOT;
    let mut bytes = vec![0; slots * SLOT];
    if file.read(0, &mut bytes).is_err() {
        for (slot, bytes) in bytes.chunks_mut(SLOT).enumerate() {
            if file.read((slot * SLOT) as u64, bytes).is_err() {
                bytes.fill(0);
            }
        }
    }
    let Found { records, mut is_damaged } = find_records(&bytes, epoch);
    if is_damaged {
        log::error!("{} is damaged: some of what was said before the server ended is lost", path.display());
    }
    let mut actions = Vec::new();
    for record in records {
        if let Err(e) = journal_entry::read_all(record, &mut actions) {
            log::error!("a record in {} cannot be read and is left out: {e}", path.display());
            is_damaged = true;
        }
    }
    Ok(Read { actions, is_damaged })
}

/// The records of an epoch.
struct Found<'a> {
    records: Vec<&'a [u8]>,
    /// True if one is missing before another, or was whole once: only the last may be cut short by the power.
    is_damaged: bool,
}

fn find_records(bytes: &[u8], epoch: u64) -> Found<'_> {
    let mut found = Found { records: Vec::new(), is_damaged: false };
    let mut next = 0;
    // The slot before, if no record is in it.
    let mut before: Option<&[u8]> = None;
    let mut rest = bytes;
    while !rest.is_empty() {
        let slots = match record_at(rest, epoch) {
            Some(record) => {
                let number = number_in(rest, 16);
                found.is_damaged |= number != Some(next);
                next = number.unwrap_or(next).wrapping_add(1);
                found.records.push(record);
                before = None;
                slots_of(rest, record, epoch)
            }
            None => {
                let slot = &rest[..SLOT.min(rest.len())];
                found.is_damaged |= was_whole(before, slot, epoch);
                before = Some(slot);
                1
            }
        };
        rest = rest.get(slots * SLOT..).unwrap_or_default();
    }
    found
}

/// The slots of the record that begins there: its end may have one of its own. An earlier program wrote none.
fn slots_of(bytes: &[u8], record: &[u8], epoch: u64) -> usize {
    let length = HEADER + record.len();
    let slots = (length + END).div_ceil(SLOT);
    let last = bytes.get((slots - 1) * SLOT..slots * SLOT).unwrap_or_default();
    if end_of(last, epoch) == Some(slots) { slots } else { length.div_ceil(SLOT) }
}

/// The slots of the record whose last slot this is, by the mark at its end.
fn end_of(slot: &[u8], epoch: u64) -> Option<usize> {
    let end = slot.get(slot.len().checked_sub(END)?..)?.strip_prefix(&END_MAGIC)?;
    let slots = end.strip_prefix(&epoch.to_le_bytes())?;
    usize::try_from(u32::from_le_bytes(slots.try_into().ok()?)).ok()
}

/// True if a record of one slot, or of this and the one before, that cannot be read was written to its end.
fn was_whole(before: Option<&[u8]>, slot: &[u8], epoch: u64) -> bool {
    let has_beginning = |slot: &[u8]| slot.starts_with(&MAGIC) && slot.get(8..16) == Some(&epoch.to_le_bytes());
    match end_of(slot, epoch) {
        Some(1) => has_beginning(slot),
        Some(2) => before.is_some_and(has_beginning),
        _ => false,
    }
}

/// The number that stands in a header at a place.
fn number_in(header: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(header.get(at..at + 4)?.try_into().ok()?))
}

/// The requests of the record that begins there, if one does that is whole.
fn record_at(bytes: &[u8], epoch: u64) -> Option<&[u8]> {
    let (header, behind) = bytes.split_at_checked(HEADER)?;
    let number = |at: usize| number_in(header, at);
    if header[..4] != MAGIC || header[8..16] != epoch.to_le_bytes() {
        return None;
    }
    let record = behind.get(..usize::try_from(number(20)?).ok()?)?;
    let checked = bytes.get(16..HEADER + record.len())?;
    (number(4)? == check_value(epoch, checked)).then_some(record)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use proptest::prelude::*;

    use super::super::medium::Medium;
    use super::super::options::StoreOptions;
    use super::*;
    use crate::chat::attended::Stay;
    use crate::chat::campus_event::Origin;
    use crate::chat::clock::WallTime;
    use crate::chat::message::{Audience, Message, MessageChange, MessageId, SharedMessage};
    use crate::chat::name::Username;
    use crate::chat::origin::Epoch;
    use crate::chat::reaction::{Reaction, ReactionKind};
    use crate::chat::store_protocol::StoreSeq;

    const AT: WallTime = WallTime { unix_us: 1_750_432_446_000_042, offset_s: 7200 };

    fn user(name: &str) -> Username {
        Username::parse(name).unwrap()
    }

    fn message(id: u64, content: &str) -> SharedMessage {
        SharedMessage::new(Message { id: Some(MessageId(id)), ..Message::sample("Alice", "#général", content) })
    }

    fn said(id: u64, content: &str) -> StoreRequest {
        request(StoreAction::Append(message(id, content)))
    }

    fn request(action: StoreAction) -> StoreRequest {
        StoreRequest { seq: StoreSeq(1), urgent: false, action }
    }

    fn shown(actions: &[StoreAction]) -> String {
        format!("{actions:?}")
    }

    fn place(directory: &tempfile::TempDir) -> DatabaseLocation {
        DatabaseLocation::new(&StoreOptions::new(directory.path()), Medium::files())
    }

    #[test]
    fn each_kind_of_request_comes_back() {
        let directory = tempfile::tempdir().unwrap();
        let place = place(&directory);
        let mail = Message { audience: Audience::Person(user("Bob")), ..Message::clone(&message(2, "pour toi")) };
        let reaction = Reaction { kind: ReactionKind::all().next().unwrap(), by: user("Bob"), guest: 3 };
        let stay = Stay {
            name: user("Bob"),
            registered: true,
            addresses: vec!["10.0.0.1".parse().unwrap(), "fe80::1".parse().unwrap()],
            arrived: AT,
            left: None,
            gone_by: None,
            clock: false,
        };
        let change = |change| StoreAction::ChangeMessage { id: MessageId(1), change };
        let actions = vec![
            StoreAction::Append(message(1, "bonjour")),
            StoreAction::AppendUndelivered(SharedMessage::new(mail)),
            StoreAction::Delivered { recipient: user("Bob"), ids: vec![MessageId(2), MessageId(300)] },
            change(MessageChange::Edit("bonsoir".into())),
            change(MessageChange::React(reaction.clone())),
            change(MessageChange::Unreact(reaction)),
            StoreAction::StayBegan { number: 7, stay: Box::new(stay) },
            StoreAction::StayFrom { number: 7, address: "2001:db8::7".parse().unwrap() },
            StoreAction::StaysEnded { numbers: vec![7, 9000], at: AT },
        ];
        let mut journal = Journal::open(&place).unwrap();
        let requests: Vec<StoreRequest> = actions.iter().cloned().map(request).collect();
        assert!(journal.append(&requests).unwrap());
        assert_eq!(shown(&read(&place, journal.epoch).unwrap().actions), shown(&actions));
        // A rarer thing, and what goes with it, is not for the journal.
        let rare = [said(3, "x"), request(StoreAction::DeleteMessage { id: MessageId(1) })];
        assert!(!journal.append(&rare).unwrap());
        assert!(!journal.append(&[]).unwrap());
        assert_eq!(shown(&read(&place, journal.epoch).unwrap().actions), shown(&actions));
    }

    #[test]
    fn a_class_alone_writes_what_it_wrote_before_servers_shared_and_nothing_of_what_they_share() {
        let directory = tempfile::tempdir().unwrap();
        let alone = place(&directory);
        let mut journal = Journal::open(&alone).unwrap();
        assert!(journal.append(&[said(300, "bonjour")]).unwrap());
        let bytes = fs::read(path_of(&alone.path)).unwrap();
        let encoded = super::super::codec::encode_message(&message(300, "bonjour"));
        let entry = [&[1, 0xac, 0x02, encoded.len() as u8][..], &encoded].concat();
        assert_eq!(&bytes[HEADER..HEADER + entry.len() + 1], [&entry[..], &[0]].concat());
        let origin = Origin { server: "salle204".parse().unwrap(), epoch: Epoch(7) };
        let known = [request(StoreAction::AdvanceWatermark(Box::new(origin), 9))];
        assert!(!journal.append(&known).unwrap());
        let mut journal = Journal::open(&DatabaseLocation { is_shared: true, ..alone }).unwrap();
        assert!(matches!(journal.next_mark(false), Mark::Epoch { is_shared: true, .. }));
        assert!(journal.append(&known).unwrap());
    }

    #[test]
    fn records_of_another_epoch_do_not_count_and_what_was_written_goes_when_it_is_wiped() {
        let directory = tempfile::tempdir().unwrap();
        let place = place(&directory);
        let mut journal = Journal::open(&place).unwrap();
        assert!(
            matches!(journal.next_mark(false), Mark::Epoch { is_shared: false, .. })
                && journal.next_mark(true) == Mark::Same
        );
        for id in 1..=3 {
            assert!(journal.append(&[said(id, "secret")]).unwrap());
        }
        let Mark::Epoch { epoch: next, .. } = journal.next_mark(true) else { panic!("its records are not void") };
        let former = journal.epoch;
        journal.begin(next);
        assert!(journal.append(&[said(4, "later")]).unwrap());
        assert_eq!(shown(&read(&place, next).unwrap().actions), shown(&[StoreAction::Append(message(4, "later"))]));
        // Its first slot is another's now.
        assert!(find_records(&fs::read(path_of(&place.path)).unwrap(), former).is_damaged);
        // What counts is not wiped.
        journal.wipe().unwrap();
        assert_eq!(read(&place, next).unwrap().actions.len(), 1);
        journal.begin(next + 1);
        journal.wipe().unwrap();
        let bytes = fs::read(path_of(&place.path)).unwrap();
        assert!(bytes.len() == SLOT * SLOTS && bytes.iter().all(|byte| *byte == 0));
        // Of a file that was there nobody knows what is in it.
        assert!(journal.append(&[said(5, "secret")]).unwrap());
        drop(journal);
        Journal::open(&place).unwrap().wipe().unwrap();
        assert!(fs::read(path_of(&place.path)).unwrap().iter().all(|byte| *byte == 0));
    }

    #[test]
    fn a_record_whose_end_has_a_slot_of_its_own_is_followed_by_the_next_with_an_end_and_without() {
        let directory = tempfile::tempdir().unwrap();
        let place = place(&directory);
        let mut journal = Journal::open(&place).unwrap();
        let mut own_slots = 0;
        for length in SLOT - 120..SLOT {
            let before = journal.next_slot;
            assert!(journal.append(&[said(1, &"x".repeat(length))]).unwrap());
            let slots = journal.next_slot - before;
            assert!(journal.append(&[said(2, "y")]).unwrap());
            let mut bytes = fs::read(path_of(&place.path)).unwrap();
            let found = find_records(&bytes, journal.epoch);
            assert_eq!((found.records.len(), found.is_damaged), (2, false), "{length}");
            let is_own = slots > (HEADER + found.records[0].len()).div_ceil(SLOT);
            own_slots += usize::from(is_own);
            // Where nothing but the mark was, nothing is lost.
            if is_own {
                let mut rotten = bytes.clone();
                rotten[SLOT..2 * SLOT].fill(0x5a);
                let found = find_records(&rotten, journal.epoch);
                assert_eq!((found.records.len(), found.is_damaged), (2, false), "{length}");
            }
            // As an earlier program writes it.
            if is_own {
                bytes.drain(SLOT..2 * SLOT);
            }
            for slot in bytes.chunks_mut(SLOT).filter(|slot| end_of(slot, journal.epoch).is_some()) {
                slot[SLOT - END..].fill(0);
            }
            let found = find_records(&bytes, journal.epoch);
            assert!(!found.is_damaged && found.records.len() == 2, "{length}");
            journal.begin(journal.epoch + 1);
        }
        assert_eq!(own_slots, END);
    }

    #[test]
    fn a_full_journal_and_a_large_record_are_refused() {
        let directory = tempfile::tempdir().unwrap();
        let place = place(&directory);
        let mut journal = Journal::open(&place).unwrap();
        assert!(!journal.append(&[said(1, &"x".repeat(RECORD_MAX))]).unwrap());
        let many: Vec<StoreRequest> = (0..=RECORD_REQUESTS_MAX as u64).map(|id| said(id, "")).collect();
        assert!(!journal.append(&many).unwrap());
        let mut appended = 0;
        while journal.append(&[said(appended + 1, &"x".repeat(SLOT))]).unwrap() {
            appended += 1;
        }
        assert_eq!(appended as usize, SLOTS / 2);
        assert_eq!(read(&place, journal.epoch).unwrap().actions.len() as u64, appended);
        assert_eq!(fs::metadata(path_of(&place.path)).unwrap().len(), (SLOT * SLOTS) as u64);
        assert_eq!((requests_max(0), requests_max(100_000), requests_max(640), requests_max(10)), (512, 512, 40, 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn whatever_happens_to_a_slot_the_records_in_others_are_read(
            lengths in prop::collection::vec(0..9000_usize, 1..12), slot in any::<prop::sample::Index>(),
            damage in prop::collection::vec(any::<u8>(), SLOT), part in 0..3_usize,
        ) {
            let directory = tempfile::tempdir().unwrap();
            let place = place(&directory);
            let mut journal = Journal::open(&place).unwrap();
            let mut in_slots = Vec::new();
            for (id, length) in lengths.iter().enumerate() {
                let from = journal.next_slot;
                prop_assert!(journal.append(&[said(id as u64, &"é".repeat(length / 2))]).unwrap());
                in_slots.push(from..journal.next_slot);
            }
            let mut bytes = fs::read(path_of(&place.path)).unwrap();
            let slot = slot.index(journal.next_slot);
            // All of it, its beginning, or neither of its ends.
            let damaged = [0..SLOT, 0..SLOT / 8, SLOT / 8..SLOT / 4][part].clone();
            bytes[slot * SLOT..][damaged.clone()].copy_from_slice(&damage[damaged]);
            let hit = in_slots.iter().position(|slots| slots.contains(&slot)).unwrap();
            let found = find_records(&bytes, journal.epoch);
            // The zeros behind a record may have been hit.
            let is_hit = found.records.len() < lengths.len();
            prop_assert_eq!(found.records.len(), lengths.len() - usize::from(is_hit));
            // Of the last one both ends must be there.
            let (of, at) = (in_slots[hit].len(), slot - in_slots[hit].start);
            let was_whole = [false, of == 2 && at == 1, of <= 2][part];
            prop_assert_eq!(found.is_damaged, is_hit && (hit + 1 < lengths.len() || was_whole));
            for record in found.records {
                journal_entry::read_all(record, &mut Vec::new()).unwrap();
            }
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = journal_entry::read_all(&bytes, &mut Vec::new());
            let _ = find_records(&bytes, 1);
        }
    }
}
