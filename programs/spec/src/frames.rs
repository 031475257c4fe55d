//! One set of frame numbers, one list of ranges: otherwise the same pictures had several specs.
//!
//! From the lowest number on, each range takes as many numbers as follow at one distance: two are
//! enough where they are neighbours, three where they are not, else a number stands alone.

use crate::Frames;

/// Longest distance between numbers of one range.
const MAX_STEP: u32 = u8::MAX as u32;

impl Frames {
    /// The ranges of these numbers, which must ascend; one that does not is left out.
    pub fn canonical(numbers: impl IntoIterator<Item = u32>) -> Vec<Frames> {
        let mut highest = None;
        let mut numbers = numbers
            .into_iter()
            .filter(move |number| {
                let rises = highest.is_none_or(|highest| highest < *number);
                highest = highest.max(Some(*number));
                rises
            })
            .peekable();
        let (mut ranges, mut next) = (Vec::new(), numbers.next());
        while let Some(first) = next {
            next = numbers.next();
            let Some(second) = next else {
                ranges.push(Frames::one(first));
                break;
            };
            let step = second.saturating_sub(first);
            let third = numbers.peek().copied();
            if step != 1 && (step > MAX_STEP || third != second.checked_add(step)) {
                ranges.push(Frames::one(first));
                continue;
            }
            let mut last = second;
            next = numbers.next();
            while next.is_some() && next == last.checked_add(step) {
                last = next.unwrap_or(last);
                next = numbers.next();
            }
            ranges.push(Frames { first, last, step: u8::try_from(step).unwrap_or(1) });
        }
        ranges
    }

    fn one(number: u32) -> Frames {
        Frames { first: number, last: number, step: 1 }
    }

    /// How many numbers it has.
    pub fn count(&self) -> u64 {
        let steps = u64::from(self.last.saturating_sub(self.first)).checked_div(u64::from(self.step.max(1)));
        steps.unwrap_or(0).saturating_add(1)
    }

    /// The number after its first.
    fn second(&self) -> Option<u32> {
        let second = self.first.checked_add(self.step.into())?;
        (second <= self.last).then_some(second)
    }
}

/// Whether these are the ranges that [`Frames::canonical`] makes of their numbers. Four billion of
/// them may hide in one range: they are never walked.
pub(super) fn is_canonical(ranges: &[Frames]) -> bool {
    let after = |at: usize| ranges.get(at.saturating_add(1)..).unwrap_or_default();
    !ranges.is_empty() && ranges.iter().enumerate().all(|(at, range)| is_well_formed(range) && ends(range, after(at)))
}

/// Its last number is one of it, and it has enough of them.
fn is_well_formed(range: &Frames) -> bool {
    let Frames { first, last, step } = *range;
    let least = if step == 1 { 1 } else { 3 };
    let exact = last.checked_sub(first).and_then(|length| length.checked_rem(step.into())) == Some(0);
    exact && range.count() >= least
}

/// Whether a range ends where it must: what follows it does not belong to it.
fn ends(range: &Frames, after: &[Frames]) -> bool {
    let Some(next) = after.first() else { return true };
    let Some(distance) = next.first.checked_sub(range.last).filter(|distance| *distance > 0) else { return false };
    if range.count() > 1 {
        return distance != u32::from(range.step);
    }
    // Alone: neither its neighbour nor two more at one distance follow.
    let third = next.second().or_else(|| after.get(1).map(|range| range.first));
    let three = distance <= MAX_STEP && third.is_some() && third == next.first.checked_add(distance);
    distance != 1 && !three
}
