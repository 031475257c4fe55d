//! Which tiles are checked where no challenge picks them.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher, RandomState},
};

/// About `count` tiles, as many in each of `frames` frames of `tiles` tiles, by their places among the
/// job's frames and tiles, in order. Nobody can know them before: they are drawn with this process's own
/// randomness.
pub fn at_random(frames: u32, tiles: u32, count: u32) -> Vec<(u32, u32)> {
    let each = count.div_ceil(frames.max(1)).min(tiles);
    let random = RandomState::new();
    let mut picks = Vec::new();
    for frame in 0..frames {
        let (mut picked, mut draw) = (BTreeSet::new(), 0u32);
        while picked.len() < each as usize {
            // Below `tiles`, and so inside 32 bits.
            picked.insert(u32::try_from(random.hash_one((frame, draw)) % u64::from(tiles)).unwrap_or(0));
            draw += 1;
        }
        picks.extend(picked.into_iter().map(|tile| (frame, tile)));
    }
    picks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_frame_has_its_share_of_different_tiles() {
        let picks = at_random(3, 40, 10);
        for frame in 0..3 {
            let of_frame: BTreeSet<_> = picks.iter().filter(|(of, _)| *of == frame).map(|(_, tile)| *tile).collect();
            assert_eq!(of_frame.len(), 4);
            assert!(of_frame.iter().all(|tile| *tile < 40));
        }
        assert!(picks.is_sorted());
    }

    #[test]
    fn no_more_are_picked_than_there_are() {
        assert_eq!(at_random(2, 2, 100), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert!(at_random(0, 4, 3).is_empty() && at_random(2, 0, 3).is_empty() && at_random(2, 4, 0).is_empty());
    }

    #[test]
    fn nobody_can_foresee_them() {
        let draw = || at_random(1, 1 << 20, 8);
        assert_ne!(draw(), draw());
    }
}
