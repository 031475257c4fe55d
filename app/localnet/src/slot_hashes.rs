//! The `SlotHashes` sysvar as a real cluster would hold it, but random.

use std::{
    collections::{BTreeMap, VecDeque},
    io,
};

use solana_pubkey::Pubkey;

use crate::LocalnetError;

/// Address of the sysvar.
pub(crate) const ADDRESS: Pubkey = Pubkey::from_str_const("SysvarS1otHashes111111111111111111111111111");

/// The sysvar remembers this many slots.
pub(crate) const MAX_ENTRIES: usize = 512;

/// Size of the account: a count, then as many entries as fit, filled or not.
pub(crate) const SIZE: usize = 8 + MAX_ENTRIES * ENTRY_SIZE;

const ENTRY_SIZE: usize = 8 + 32;

/// Hash of one slot.
pub(crate) type SlotHash = [u8; 32];

/// The last slots and their hashes, newest first, without gaps.
#[derive(Debug, Default)]
pub(crate) struct SlotHashes {
    entries: VecDeque<(u64, SlotHash)>,
    /// Chosen for slots that have not come yet.
    pinned: BTreeMap<u64, SlotHash>,
}

impl SlotHashes {
    /// Adds entries up to and including `newest`; the oldest make room.
    pub(crate) fn extend_to(&mut self, newest: u64) -> Result<(), io::Error> {
        let oldest = newest.saturating_sub(MAX_ENTRIES as u64 - 1);
        let first = match self.entries.front() {
            Some((slot, _)) => oldest.max(slot + 1),
            None => oldest,
        };
        for slot in first..=newest {
            let hash = match self.pinned.remove(&slot) {
                Some(hash) => hash,
                None => random_hash()?,
            };
            self.entries.push_front((slot, hash));
        }
        self.entries.truncate(MAX_ENTRIES);
        self.entries.retain(|(slot, _)| *slot >= oldest);
        self.pinned = self.pinned.split_off(&(newest + 1));
        Ok(())
    }

    /// Fixes the hash of a slot, remembered or to come.
    pub(crate) fn pin(&mut self, slot: u64, hash: SlotHash) -> Result<(), LocalnetError> {
        let is_to_come = self.entries.front().is_none_or(|(newest, _)| slot > *newest);
        if is_to_come {
            self.pinned.insert(slot, hash);
            return Ok(());
        }
        let entry = self.entries.iter_mut().find(|(known, _)| *known == slot);
        entry.ok_or(LocalnetError::SlotForgotten { slot })?.1 = hash;
        Ok(())
    }

    /// The data of the account: count u64le, then (slot u64le, hash) descending, then zeros.
    pub(crate) fn to_account_data(&self) -> Vec<u8> {
        let mut data = Vec::with_capacity(SIZE);
        data.extend_from_slice(&(self.entries.len() as u64).to_le_bytes());
        for (slot, hash) in &self.entries {
            data.extend_from_slice(&slot.to_le_bytes());
            data.extend_from_slice(hash);
        }
        data.resize(SIZE, 0);
        data
    }
}

fn random_hash() -> Result<SlotHash, io::Error> {
    let mut hash = [0; 32];
    getrandom::fill(&mut hash).map_err(io::Error::other)?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(hashes: &SlotHashes) -> Vec<u64> {
        hashes.entries.iter().map(|(slot, _)| *slot).collect()
    }

    #[test]
    fn descends_without_gaps_and_keeps_what_it_has() {
        let mut hashes = SlotHashes::default();
        hashes.extend_to(30).unwrap();
        assert_eq!(slots(&hashes), (0..=30).rev().collect::<Vec<_>>());

        let before = hashes.entries.clone();
        hashes.extend_to(33).unwrap();
        assert_eq!(slots(&hashes), (0..=33).rev().collect::<Vec<_>>());
        assert_eq!(hashes.entries.range(3..).copied().collect::<VecDeque<_>>(), before);
    }

    #[test]
    fn a_jump_expires_what_a_real_cluster_would_have_forgotten() {
        let mut hashes = SlotHashes::default();
        hashes.extend_to(30).unwrap();
        hashes.extend_to(100_000).unwrap();
        assert_eq!(hashes.entries.len(), MAX_ENTRIES);
        assert_eq!(hashes.entries.front().unwrap().0, 100_000);
        assert_eq!(hashes.entries.back().unwrap().0, 100_000 - 511);

        hashes.extend_to(100_100).unwrap();
        assert_eq!(slots(&hashes), (99_589..=100_100).rev().collect::<Vec<_>>());
    }

    #[test]
    fn hashes_of_two_ledgers_differ() {
        let (mut one, mut other) = (SlotHashes::default(), SlotHashes::default());
        one.extend_to(10).unwrap();
        other.extend_to(10).unwrap();
        assert!(one.entries.iter().zip(&other.entries).all(|(a, b)| a.1 != b.1));
    }

    #[test]
    fn a_pinned_hash_holds_for_a_slot_to_come_and_for_one_that_was() {
        let mut hashes = SlotHashes::default();
        hashes.extend_to(10).unwrap();
        hashes.pin(4, [4; 32]).unwrap();
        hashes.pin(12, [12; 32]).unwrap();
        hashes.extend_to(15).unwrap();
        let by_slot: BTreeMap<_, _> = hashes.entries.iter().copied().collect();
        assert_eq!(by_slot[&4], [4; 32]);
        assert_eq!(by_slot[&12], [12; 32]);
        assert!(hashes.pinned.is_empty());
    }

    #[test]
    fn refuses_to_choose_a_hash_that_nobody_can_see_any_more() {
        let mut hashes = SlotHashes::default();
        hashes.extend_to(1_000).unwrap();
        hashes.pin(489, [1; 32]).unwrap();
        let refusal = hashes.pin(488, [1; 32]).unwrap_err();
        assert!(matches!(refusal, LocalnetError::SlotForgotten { slot: 488 }));
    }

    #[test]
    fn account_data_is_count_then_entries_then_zeros() {
        let mut hashes = SlotHashes::default();
        hashes.pin(1, [7; 32]).unwrap();
        hashes.extend_to(1).unwrap();
        let data = hashes.to_account_data();
        assert_eq!(data.len(), 20_488);
        assert_eq!(data[..8], 2u64.to_le_bytes());
        assert_eq!(data[8..16], 1u64.to_le_bytes());
        assert_eq!(data[16..48], [7; 32]);
        assert_eq!(data[48..56], 0u64.to_le_bytes());
        assert!(data[88..].iter().all(|byte| *byte == 0));
    }
}
