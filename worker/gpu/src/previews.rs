use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use rayment_render::Tile;

/// An unfinished rectangle: the mean of its samples so far. It contains the finished blocks of 64 samples
/// from all devices, and the unfinished ones of one device: that which has most of it to show.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub tile: Tile,
    /// Fewest samples of any of its pixels; zero: nothing to show yet.
    pub samples: u32,
}

/// Where previews are requested, and where the devices at work answer.
#[derive(Default)]
pub struct Previews {
    /// Number of requests so far.
    requests: AtomicU64,
    state: Mutex<State>,
    change: Condvar,
    /// One request at a time.
    request_lock: Mutex<()>,
}

#[derive(Default)]
struct State {
    /// Participants, and how many of them have answered the last request.
    working: usize,
    answers: usize,
    answered_with: Vec<Preview>,
}

impl Previews {
    /// Takes part until the participant is dropped; earlier requests need no answer.
    pub fn enter(&self) -> Participant<'_> {
        let mut state = self.state();
        state.working += 1;
        state.answers += 1;
        Participant { previews: self, answered: AtomicU64::new(self.requests.load(Ordering::Acquire)) }
    }

    /// Waits for the answers of all participants.
    pub fn request(&self) -> Vec<Preview> {
        let _alone = self.request_lock.lock().unwrap_or_else(PoisonError::into_inner);
        let mut state = self.state();
        state.answered_with.clear();
        state.answers = 0;
        self.requests.fetch_add(1, Ordering::AcqRel);
        while state.answers < state.working {
            state = self.change.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        std::mem::take(&mut state.answered_with)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Participant<'a> {
    previews: &'a Previews,
    answered: AtomicU64,
}

impl Participant<'_> {
    /// Whether a request is waiting for an answer.
    pub fn is_requested(&self) -> bool {
        self.previews.requests.load(Ordering::Acquire) > self.answered.load(Ordering::Relaxed)
    }

    pub fn answer(&self, tiles: Vec<(Tile, u32)>) {
        let mut state = self.previews.state();
        if self.is_requested() {
            self.answered.store(self.previews.requests.load(Ordering::Acquire), Ordering::Relaxed);
            state.answered_with.extend(tiles.into_iter().map(|(tile, samples)| Preview { tile, samples }));
            state.answers += 1;
            self.previews.change.notify_all();
        }
    }
}

impl Drop for Participant<'_> {
    fn drop(&mut self) {
        let mut state = self.previews.state();
        state.working -= 1;
        if !self.is_requested() {
            state.answers -= 1;
        }
        self.previews.change.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use rayment_render::Rect;

    use super::*;

    fn tile() -> Tile {
        Tile { rect: Rect::new(0, 0, 1, 1), rgb: vec![0.5; 3] }
    }

    #[test]
    fn a_question_is_answered_by_all_who_stay() {
        let previews = Previews::default();
        assert!(previews.request().is_empty());
        std::thread::scope(|scope| {
            let participants = [previews.enter(), previews.enter(), previews.enter()];
            let asker = scope.spawn(|| previews.request());
            let [first, second, third] = participants;
            while !first.is_requested() {
                std::thread::yield_now();
            }
            first.answer(vec![(tile(), 3)]);
            drop(second);
            third.answer(vec![(tile(), 4)]);
            let previews = asker.join().expect("no panic");
            assert_eq!(previews.iter().map(|preview| preview.samples).collect::<Vec<_>>(), [3, 4]);
            assert!(!first.is_requested());
        });
    }
}
