//! Places at work, given to whoever is most pressing.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// Who goes first: the earlier due, then the higher fee.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    due: i64,
    fee: Reverse<u64>,
}

impl Rank {
    /// Before everybody.
    pub const FIRST: Rank = Rank { due: i64::MIN, fee: Reverse(u64::MAX) };

    pub fn new(due: i64, fee: u64) -> Self {
        Self { due, fee: Reverse(fee) }
    }
}

/// A fixed number of places, and the line before them.
pub struct Turns(Arc<Mutex<Line>>);

struct Line {
    free: usize,
    /// By rank, then in the order they came.
    waiting: BTreeMap<(Rank, u64), oneshot::Sender<Turn>>,
    came: u64,
    closed: bool,
}

/// One of the places. Dropped, it goes to the next in line.
pub struct Turn(Option<Arc<Mutex<Line>>>);

impl Turns {
    pub fn new(places: usize) -> Self {
        Self(Arc::new(Mutex::new(Line { free: places, waiting: BTreeMap::new(), came: 0, closed: false })))
    }

    /// Waits for a place; `None` once closed.
    pub async fn wait(&self, rank: Rank) -> Option<Turn> {
        let turn = {
            let mut line = locked(&self.0);
            if line.closed {
                return None;
            }
            if let Some(free) = line.free.checked_sub(1) {
                line.free = free;
                return Some(Turn(Some(self.0.clone())));
            }
            let (send, turn) = oneshot::channel();
            let came = line.came;
            line.came += 1;
            line.waiting.insert((rank, came), send);
            turn
        };
        turn.await.ok()
    }

    /// Sends everybody away that waits; who has a place keeps it.
    pub fn close(&self) {
        let mut line = locked(&self.0);
        line.closed = true;
        line.waiting.clear();
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut line) = self.0.take() else { return };
        loop {
            let next = {
                let mut line = locked(&line);
                let Some((_, next)) = line.waiting.pop_first() else {
                    line.free += 1;
                    return;
                };
                next
            };
            // Whoever no longer waits gives it back.
            match next.send(Turn(Some(line))).map_err(|mut turn| turn.0.take()) {
                Err(Some(back)) => line = back,
                Ok(()) | Err(None) => return,
            }
        }
    }
}

fn locked(line: &Mutex<Line>) -> MutexGuard<'_, Line> {
    line.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn waits(turns: &Turns, due: i64, fee: u64) -> std::pin::Pin<Box<dyn Future<Output = Option<Turn>> + '_>> {
        let mut turn = Box::pin(turns.wait(Rank::new(due, fee)));
        assert!(turn.as_mut().now_or_never().is_none(), "there is no free place");
        turn
    }

    #[test]
    fn the_earliest_due_goes_first_then_the_highest_fee() {
        let turns = Turns::new(1);
        let mut turn = turns.wait(Rank::new(1, 1)).now_or_never().flatten();
        let mut line = [(9, 5), (7, 1), (7, 3), (9, 5)].map(|(due, fee)| Some(waits(&turns, due, fee)));
        let mut came = Vec::new();
        for _ in 0..line.len() {
            drop(turn.take());
            for (at, place) in line.iter_mut().enumerate() {
                if let Some(given) = place.as_mut().and_then(|waiting| waiting.as_mut().now_or_never()) {
                    (turn, *place) = (given, None);
                    came.push(at);
                }
            }
        }
        assert_eq!(came, [2, 1, 0, 3]);
    }

    #[test]
    fn a_place_is_not_lost_with_who_no_longer_waits() {
        let turns = Turns::new(1);
        let held = turns.wait(Rank::FIRST).now_or_never().flatten();
        drop(waits(&turns, 1, 1));
        let given = waits(&turns, 2, 1);
        drop(held);
        // It was handed over, and nobody took it.
        drop(given);
        assert!(turns.wait(Rank::FIRST).now_or_never().flatten().is_some());
    }

    #[test]
    fn refuses_everybody_once_closed() {
        let turns = Turns::new(1);
        let _held = turns.wait(Rank::FIRST).now_or_never().flatten();
        let waiting = waits(&turns, 1, 1);
        turns.close();
        assert!(waiting.now_or_never().expect("it is sent away").is_none());
        assert!(turns.wait(Rank::FIRST).now_or_never().expect("it is refused").is_none());
    }
}
