//! Which tiles of a delivery are re-rendered.
//!
//! The seed comes from a slot hash that did not exist when the delivery was committed, so nobody
//! knew the tiles before, save a colluding leader of that slot, and on an embedded ledger whoever
//! runs it.
//!
//! The n tiles are spread over the frames as evenly as they go, and within a frame picked by a
//! keyed permutation of its tiles (a four-round Feistel network over SHA-256, walked until the
//! value falls inside the frame): whether a tile is picked costs a few hashes, on chain too.

use crate::{
    hash::{Hash, Sha256},
    key::Pubkey,
};
use core::cmp::Ordering;

const DOMAIN: &[u8] = b"rayment:challenge:1";
/// Doublings after which a missed seal no longer adds tiles.
pub const MAX_ROUND: u8 = 16;

/// The seed of a challenge.
pub fn seed<H: Sha256>(job: &Pubkey, attempt: u8, root: &Hash, slot_hash: &Hash) -> Hash {
    H::hash(&[DOMAIN, &job.0, &[attempt], root, slot_hash])
}

/// The tiles that a seed picks out of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    pub seed: Hash,
    /// Frames delivered.
    pub frames: u32,
    /// Tiles of each.
    pub tiles: u32,
    /// Tiles to check, at most all.
    pub count: u64,
}

impl Challenge {
    /// `max(least, 2 x frames)` tiles, doubled `round` times, at most all of them.
    pub fn new(seed: Hash, frames: u32, tiles: u32, least: u16, round: u8) -> Self {
        let base = u64::from(least).max(u64::from(frames).saturating_mul(2));
        let doubled = base.saturating_mul(1u64 << round.min(MAX_ROUND));
        let all = u64::from(frames).saturating_mul(tiles.into());
        Self { seed, frames, tiles, count: doubled.min(all) }
    }

    /// How many tiles of the `frame`-th delivered frame are picked: the first frames take what does
    /// not divide evenly.
    pub fn of_frame(&self, frame: u32) -> u32 {
        if frame >= self.frames {
            return 0;
        }
        let frames = u64::from(self.frames);
        let even = self.count.checked_div(frames).unwrap_or(0);
        let one_more = u64::from(frame) < self.count.checked_rem(frames).unwrap_or(0);
        u32::try_from(even.saturating_add(one_more.into())).unwrap_or(u32::MAX).min(self.tiles)
    }

    /// Whether tile `tile` of the `frame`-th delivered frame is picked.
    pub fn contains<H: Sha256>(&self, frame: u32, tile: u32) -> bool {
        frame < self.frames && tile < self.tiles && self.shuffle(frame).place::<H>(tile) < self.of_frame(frame)
    }

    /// Every picked tile as `(frame, tile)`, frame by frame.
    pub fn picks<H: Sha256>(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        (0..self.frames).flat_map(move |frame| {
            let shuffle = self.shuffle(frame);
            (0..self.of_frame(frame)).map(move |place| (frame, shuffle.tile::<H>(place)))
        })
    }

    fn shuffle(&self, frame: u32) -> Shuffle<'_> {
        // Half the bits that tile numbers need, so that two halves cover them.
        let bits = 32u32.saturating_sub(self.tiles.saturating_sub(1).leading_zeros());
        Shuffle { seed: &self.seed, frame, tiles: self.tiles, half: bits.div_ceil(2).max(1) }
    }
}

/// A permutation of the tiles of one frame.
struct Shuffle<'a> {
    seed: &'a Hash,
    frame: u32,
    tiles: u32,
    half: u32,
}

const ROUNDS: [u8; 4] = [0, 1, 2, 3];

impl Shuffle<'_> {
    fn place<H: Sha256>(&self, tile: u32) -> u32 {
        self.walk(tile, |x| ROUNDS.iter().fold(x, |x, round| self.forth::<H>(x, *round)))
    }

    fn tile<H: Sha256>(&self, place: u32) -> u32 {
        self.walk(place, |x| ROUNDS.iter().rev().fold(x, |x, round| self.back::<H>(x, *round)))
    }

    /// Applies a permutation of the larger square until the value is a tile again. It ends: the walk
    /// stays on one cycle, and the value it started from is a tile.
    fn walk(&self, from: u32, permute: impl Fn(u32) -> u32) -> u32 {
        let mut x = permute(from);
        while x >= self.tiles {
            x = permute(x);
        }
        x
    }

    fn mask(&self) -> u32 {
        (1u32 << self.half).wrapping_sub(1)
    }

    fn forth<H: Sha256>(&self, x: u32, round: u8) -> u32 {
        let (left, right) = (x >> self.half, x & self.mask());
        (right << self.half) | (left ^ self.scramble::<H>(right, round))
    }

    fn back<H: Sha256>(&self, x: u32, round: u8) -> u32 {
        let (left, right) = (x >> self.half, x & self.mask());
        ((right ^ self.scramble::<H>(left, round)) << self.half) | left
    }

    fn scramble<H: Sha256>(&self, half: u32, round: u8) -> u32 {
        let hash = H::hash(&[self.seed, &self.frame.to_le_bytes(), &[round], &half.to_le_bytes()]);
        let [a, b, c, d, ..] = hash;
        u32::from_le_bytes([a, b, c, d]) & self.mask()
    }
}

/// What the recent slot hashes say about the slot a delivery waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sighting {
    /// That slot lies ahead.
    NotYet,
    /// The hash of the lowest slot at or above it; the list still reaches back that far.
    Seen(Hash),
    /// The list has moved past it: nobody can tell any more which hash was the lowest.
    Missed,
}

/// The `SlotHashes` sysvar's data: a count, then `(slot, hash)` with the newest first.
#[derive(Clone, Copy, Debug)]
pub struct SlotHashes<'a>(pub &'a [u8]);

const ENTRY: usize = 40;

impl SlotHashes<'_> {
    /// Number of entries, as far as there is data for them.
    pub fn len(&self) -> usize {
        let Some((count, rest)) = self.0.split_first_chunk::<8>() else { return 0 };
        let stored = rest.len().checked_div(ENTRY).unwrap_or(0);
        usize::try_from(u64::from_le_bytes(*count)).unwrap_or(usize::MAX).min(stored)
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn entry(&self, index: usize) -> Option<(u64, Hash)> {
        let start = index.checked_mul(ENTRY)?.checked_add(8)?;
        let (slot, rest) = self.0.get(start..)?.split_first_chunk::<8>()?;
        Some((u64::from_le_bytes(*slot), *rest.first_chunk::<32>()?))
    }

    /// How many entries lie at or above `slot`: they come first.
    fn newer(&self, slot: u64) -> usize {
        let (mut low, mut high) = (0usize, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match self.entry(middle).map(|(at, _)| at.cmp(&slot)) {
                Some(Ordering::Less) | None => high = middle,
                Some(Ordering::Equal | Ordering::Greater) => low = middle.saturating_add(1),
            }
        }
        low
    }

    /// Looks for the lowest entry at or above `slot`.
    pub fn sight(&self, slot: u64) -> Sighting {
        let newer = self.newer(slot);
        let Some((at, hash)) = newer.checked_sub(1).and_then(|index| self.entry(index)) else {
            return Sighting::NotYet;
        };
        let reaches_back = at == slot || newer < self.len();
        if reaches_back { Sighting::Seen(hash) } else { Sighting::Missed }
    }

    /// The hash of exactly this slot, where the list has it.
    pub fn hash_of(&self, slot: u64) -> Option<Hash> {
        let (at, hash) = self.newer(slot).checked_sub(1).and_then(|index| self.entry(index))?;
        (at == slot).then_some(hash)
    }
}
