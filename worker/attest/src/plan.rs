//! How much a card should take on.

use std::time::Instant;

use crate::error::AttestError;
use crate::hash::LAYERS;
use crate::prove::Card;
use crate::watch::Watch;

/// The fewest and the most stages that the chain takes.
pub const MIN_STAGES: u8 = 16;
pub const MAX_STAGES: u8 = 128;

/// A commitment is due this many slots after the slot that it is made from.
const DUE_SLOTS: u64 = 225;
const SLOT_MS: u64 = 400;
/// The share of the time that a plan fills, in percent. The rest is for slots that are shorter than they should be,
/// for reading the slot's hash late, and for the transaction's way into a block.
const FILLED_PERCENT: u64 = 80;

/// Two layers of labels fill this share of a card's memory, in percent; the rest is the driver's.
const MEMORY_PERCENT: u64 = 90;
const BYTES_PER_LABEL: u64 = 2 * 16;

/// What a card commits to in one slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    pub labels: u64,
    pub stages: u8,
    /// How long it will take at the measured speed.
    pub takes_ms: u64,
}

/// Plans for a card with that much memory, in bytes, that takes at most so many labels
/// ([`GraphicsCard::most_labels`](crate::GraphicsCard::most_labels); the processor takes any number) and computes so
/// many a second, as [`measure`] counts them.
///
/// Memory comes first: all of it, with as many stages as fit into the time. A card too slow for 16 of them takes
/// fewer labels. `None` where there is not one label for that.
pub fn plan(memory: u64, most_labels: u64, labels_per_second: u64) -> Option<Plan> {
    let time_ms = DUE_SLOTS * SLOT_MS * FILLED_PERCENT / 100;
    let computed = u128::from(labels_per_second) * u128::from(time_ms) / 1000;
    let per_label = u128::from(LAYERS) + 1;
    let held = u64::try_from(u128::from(memory) * u128::from(MEMORY_PERCENT) / 100).ok()? / BYTES_PER_LABEL;
    let most = u64::try_from(computed / per_label / u128::from(MIN_STAGES)).unwrap_or(u64::MAX);
    let labels = held.min(most).min(most_labels);
    if labels == 0 {
        return None;
    }
    let stage = u128::from(labels) * per_label;
    let stages = (computed / stage).min(MAX_STAGES.into()) as u8;
    let takes_ms = (stage * u128::from(stages) * 1000).div_ceil(u128::from(labels_per_second));
    Some(Plan { labels, stages, takes_ms: u64::try_from(takes_ms).ok()? })
}

/// Labels a second of a card: one stage of at least one label, with its tree. A second stage is what is timed, after
/// a first that allocates memory and compiles kernels. The more labels, the closer to what a proof meets: reads
/// from a small layer are answered by caches.
pub fn measure(card: &mut dyn Card, labels: u64, watch: &Watch) -> Result<u64, AttestError> {
    if labels == 0 {
        return Err(AttestError::Empty { labels, stages: 1 });
    }
    card.stage(&[0; 32], labels, watch)?;
    let start = Instant::now();
    card.stage(&[1; 32], labels, watch)?;
    let computed = u128::from(labels) * (u128::from(LAYERS) + 1);
    Ok(u64::try_from(computed * 1_000_000_000 / start.elapsed().as_nanos().max(1)).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GIB: u64 = 1 << 30;

    #[test]
    fn a_quick_card_fills_its_memory_and_its_time() {
        // 24 GiB hold 724,775,731 labels; a stage has 5.07 billion.
        let plan = plan(24 * GIB, u64::MAX, 2_000_000_000).expect("it fits");
        assert_eq!(plan.labels, 24 * GIB * 9 / 10 / 32);
        assert_eq!(plan.stages, 28);
        assert!(plan.takes_ms <= 72_000, "{plan:?}");
        assert!(plan.takes_ms + plan.takes_ms / u64::from(plan.stages) > 72_000, "one more would fit: {plan:?}");
    }

    #[test]
    fn there_are_never_more_stages_than_the_chain_takes() {
        let plan = plan(GIB, u64::MAX, 10_000_000_000).expect("it fits");
        assert_eq!(plan.stages, MAX_STAGES);
    }

    #[test]
    fn a_slow_card_takes_fewer_labels_rather_than_fewer_stages() {
        let plan = plan(24 * GIB, u64::MAX, 10_000_000).expect("some fit");
        assert_eq!(plan.stages, MIN_STAGES);
        assert_eq!(plan.labels, 10_000_000 * 72 / 7 / 16);
        assert!(plan.takes_ms <= 72_000, "{plan:?}");
    }

    #[test]
    fn a_card_that_binds_little_takes_fewer_labels_and_more_stages() {
        let plan = plan(24 * GIB, 100_000_000, 1_000_000_000).expect("it fits");
        assert_eq!((plan.labels, plan.stages), (100_000_000, 102));
    }

    #[test]
    fn nothing_is_planned_without_memory_or_speed() {
        assert_eq!(plan(0, u64::MAX, 1_000_000), None);
        assert_eq!(plan(35, u64::MAX, 1_000_000), None);
        assert_eq!(plan(GIB, 0, 1_000_000), None);
        assert_eq!(plan(GIB, u64::MAX, 0), None);
        assert_eq!(plan(GIB, u64::MAX, 1), None);
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let plan = plan(u64::MAX, u64::MAX, u64::MAX).expect("it fits");
        assert_eq!(plan.stages, MAX_STAGES);
    }
}
