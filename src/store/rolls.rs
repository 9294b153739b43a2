//! The rolls of channels: whom each is for.
//!
//! Owns what is done to them beside [`StoreAction::SetChannel`](crate::chat::store_protocol::StoreAction::SetChannel), which
//! keeps one whole: a name that goes with its account, and the school year. Called by `apply`, `erase`, `new_year` and the
//! tools on a stopped server. There are only so many channels (`limits.max_channels`).

use redb::{ReadableTable, Table};

use super::codec;
use super::error::StoreError;
use crate::chat::name::NameKey;
use crate::chat::renamed::NameChange;
use crate::chat::roll::Roll;
use crate::chat::store_protocol::ChannelRecord;

/// The table of what was set of channels.
type Channels<'t> = Table<'t, &'static str, &'static [u8]>;

/// Takes somebody off all rolls; says off how many.
pub(super) fn strike(channels: &mut Channels<'_>, key: &NameKey) -> Result<u64, StoreError> {
    change(channels, |roll| roll.remove(key))
}

/// Has somebody bear their new name on all rolls.
pub(super) fn rename(channels: &mut Channels<'_>, renamed: &NameChange) -> Result<u64, StoreError> {
    change(channels, |roll| roll.rename(renamed))
}

/// Takes everybody off all rolls. Nobody but people in charge may enter these channels then.
pub(super) fn empty(channels: &mut Channels<'_>) -> Result<u64, StoreError> {
    change(channels, |roll| !std::mem::take(roll).names().is_empty())
}

/// Keeps what is set of a channel if nothing is yet, and adds those on its roll to those on the one that is kept. Says whether
/// it is new, and how many names are.
pub(super) fn merge(channels: &mut Channels<'_>, record: &ChannelRecord) -> Result<(bool, usize), StoreError> {
    let key = record.name.key().as_str();
    let kept = channels.get(key)?.map(|bytes| codec::decode_channel(bytes.value())).transpose();
    let kept = kept.map_err(|e| redb::Error::Corrupted(format!("what is set of {}: {e}", record.name)))?;
    let new_names = record.roll.as_ref().map_or(0, |roll| roll.names().len());
    let Some(mut kept) = kept else {
        channels.insert(key, codec::encode_channel(record).as_slice())?;
        return Ok((true, new_names));
    };
    let Some(wanted) = &record.roll else { return Ok((false, 0)) };
    let was_open = kept.roll.is_none();
    let mut roll = kept.roll.as_deref().cloned().unwrap_or_default();
    let new = wanted.names().iter().filter(|name| roll.add(name)).count();
    if new > 0 || was_open {
        kept.roll = Some(roll.into());
        channels.insert(key, codec::encode_channel(&kept).as_slice())?;
    }
    Ok((false, new))
}

/// Changes all rolls; says how many are others now.
fn change(channels: &mut Channels<'_>, mut change: impl FnMut(&mut Roll) -> bool) -> Result<u64, StoreError> {
    let mut changed = Vec::new();
    for row in channels.iter()? {
        let (_, bytes) = row?;
        // One that cannot be read stays as it is; the start says so.
        let Ok(mut record) = codec::decode_channel(bytes.value()) else { continue };
        let Some(mut roll) = record.roll.as_deref().cloned() else { continue };
        if change(&mut roll) {
            record.roll = Some(roll.into());
            changed.push(record);
        }
    }
    for record in &changed {
        channels.insert(record.name.key().as_str(), codec::encode_channel(record).as_slice())?;
    }
    Ok(changed.len() as u64)
}
