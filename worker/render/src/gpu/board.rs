use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use crate::tile::Tile;

/// A rectangle under way: the mean of its samples so far. In them are its finished blocks of 64, whichever
/// device they are from, and those under way on one device: that which has most of it to show.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    pub tile: Tile,
    /// Samples that every pixel of it has at least; zero: nothing to see yet.
    pub samples: u32,
}

/// Where previews are asked for, and where those who work pin them up.
#[derive(Default)]
pub struct Board {
    /// Questions so far.
    asked: AtomicU64,
    notes: Mutex<Notes>,
    change: Condvar,
    /// One question at a time.
    asking: Mutex<()>,
}

#[derive(Default)]
struct Notes {
    /// Those at work, and how many of them have answered the last question.
    working: usize,
    answers: usize,
    shown: Vec<Preview>,
}

impl Board {
    /// Takes part until the place is dropped; questions from before need no answer.
    pub fn enter(&self) -> Place<'_> {
        let mut notes = self.notes();
        notes.working += 1;
        notes.answers += 1;
        Place { board: self, answered: AtomicU64::new(self.asked.load(Ordering::Acquire)) }
    }

    /// Waits for an answer of everyone at work.
    pub fn ask(&self) -> Vec<Preview> {
        let _alone = self.asking.lock().unwrap_or_else(PoisonError::into_inner);
        let mut notes = self.notes();
        notes.shown.clear();
        notes.answers = 0;
        self.asked.fetch_add(1, Ordering::AcqRel);
        while notes.answers < notes.working {
            notes = self.change.wait(notes).unwrap_or_else(PoisonError::into_inner);
        }
        std::mem::take(&mut notes.shown)
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Place<'a> {
    board: &'a Board,
    answered: AtomicU64,
}

impl Place<'_> {
    /// Whether there is a question to answer.
    pub fn is_asked(&self) -> bool {
        self.board.asked.load(Ordering::Acquire) > self.answered.load(Ordering::Relaxed)
    }

    pub fn answer(&self, shown: Vec<(Tile, u32)>) {
        let mut notes = self.board.notes();
        if self.is_asked() {
            self.answered.store(self.board.asked.load(Ordering::Acquire), Ordering::Relaxed);
            notes.shown.extend(shown.into_iter().map(|(tile, samples)| Preview { tile, samples }));
            notes.answers += 1;
            self.board.change.notify_all();
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let mut notes = self.board.notes();
        notes.working -= 1;
        if !self.is_asked() {
            notes.answers -= 1;
        }
        self.board.change.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tile::Rect;

    fn tile() -> Tile {
        Tile { rect: Rect::new(0, 0, 1, 1), rgb: vec![0.5; 3] }
    }

    #[test]
    fn a_question_is_answered_by_all_who_stay() {
        let board = Board::default();
        assert!(board.ask().is_empty());
        std::thread::scope(|scope| {
            let places = [board.enter(), board.enter(), board.enter()];
            let asker = scope.spawn(|| board.ask());
            let [first, second, third] = places;
            while !first.is_asked() {
                std::thread::yield_now();
            }
            first.answer(vec![(tile(), 3)]);
            drop(second);
            third.answer(vec![(tile(), 4)]);
            let shown = asker.join().expect("no panic");
            assert_eq!(shown.iter().map(|preview| preview.samples).collect::<Vec<_>>(), [3, 4]);
            assert!(!first.is_asked());
        });
    }
}
