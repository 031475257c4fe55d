//! Paces the ledger: one slot after the other, in step with the wall clock.

use std::{
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use crate::{LocalnetError, chain::Chain};

/// A stall of up to this many slots is made up by making them in quick succession. More would
/// make blockhashes that clients hold expire all at once.
const MOST_SLOTS_MADE_UP: u64 = 20;

/// Makes slots until it is dropped or the chain has stopped.
pub(crate) struct Pace {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Pace {
    pub(crate) fn start(chain: Chain, slot_millis: u64) -> Result<Self, LocalnetError> {
        let schedule = Schedule::new(chain.now_millis()?, Instant::now(), slot_millis);
        let (stop, stopped) = bounded(0);
        let thread = thread::Builder::new()
            .name("localnet-pace".into())
            .spawn(move || make_slots(&chain, schedule, &stopped))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Pace {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the thread that makes slots panicked");
        }
    }
}

fn make_slots(chain: &Chain, mut schedule: Schedule, stopped: &Receiver<()>) {
    while let Err(RecvTimeoutError::Timeout) = stopped.recv_timeout(schedule.wait(Instant::now())) {
        match chain.make_slot() {
            Ok(clock) => schedule.made(clock, Instant::now()),
            Err(LocalnetError::Stopped) => return,
            Err(error) => {
                tracing::error!(%error, "the embedded ledger stands still");
                return;
            }
        }
    }
}

/// When the next slot is due. Anchored, so that late slots are made up instead of adding up.
struct Schedule {
    /// The chain clock and the instant at which it was right.
    anchor: (u64, Instant),
    clock: u64,
    slot_millis: u64,
}

impl Schedule {
    fn new(clock: u64, now: Instant, slot_millis: u64) -> Self {
        Self { anchor: (clock, now), clock, slot_millis }
    }

    fn wait(&self, now: Instant) -> Duration {
        let (anchor_clock, anchor) = self.anchor;
        let due_after = self.clock.saturating_sub(anchor_clock) + self.slot_millis;
        (anchor + Duration::from_millis(due_after)).saturating_duration_since(now)
    }

    /// Notes that a slot was made. A clock that somebody moved forward, or that is too far behind,
    /// is taken as it is.
    fn made(&mut self, clock: u64, now: Instant) {
        self.clock = clock;
        let (anchor_clock, anchor) = self.anchor;
        let right_clock = anchor_clock + now.saturating_duration_since(anchor).as_millis() as u64;
        let is_ahead = clock > right_clock + self.slot_millis;
        let is_lost = clock + MOST_SLOTS_MADE_UP * self.slot_millis < right_clock;
        if is_ahead || is_lost {
            self.anchor = (clock, now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SLOT: u64 = 100;

    fn millis(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    #[test]
    fn a_late_slot_shortens_the_next_wait() {
        let start = Instant::now();
        let mut schedule = Schedule::new(5_000, start, SLOT);
        assert_eq!(schedule.wait(start), millis(100));
        schedule.made(5_100, start + millis(130));
        assert_eq!(schedule.wait(start + millis(130)), millis(70));
    }

    #[test]
    fn a_stall_of_twenty_slots_is_made_up() {
        let start = Instant::now();
        let mut schedule = Schedule::new(0, start, SLOT);
        let after = start + millis(2_100);
        schedule.made(100, after);
        assert_eq!(schedule.wait(after), Duration::ZERO);
        for made in 2..=21 {
            schedule.made(made * SLOT, after);
        }
        assert_eq!(schedule.wait(after), millis(100));
    }

    #[test]
    fn a_longer_stall_is_forgiven() {
        let start = Instant::now();
        let mut schedule = Schedule::new(0, start, SLOT);
        let after = start + millis(2_101);
        schedule.made(100, after);
        assert_eq!(schedule.wait(after), millis(100));
    }

    #[test]
    fn slots_go_on_after_time_travel() {
        let start = Instant::now();
        let mut schedule = Schedule::new(0, start, SLOT);
        let after = start + millis(100);
        schedule.made(7_200_100, after);
        assert_eq!(schedule.wait(after), millis(100));
        schedule.made(7_200_200, after + millis(150));
        assert_eq!(schedule.wait(after + millis(150)), millis(50));
    }
}
