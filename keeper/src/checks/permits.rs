//! Permits for work of which only a limited number may run at a time; the most urgent goes first.

use std::{
    cmp::Reverse,
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::oneshot;

/// Who goes first: the earlier due, then the higher fee. Lower is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Priority {
    due: i64,
    fee: Reverse<u64>,
}

impl Priority {
    /// Goes before all others.
    pub const FIRST: Priority = Priority { due: i64::MIN, fee: Reverse(u64::MAX) };

    pub fn new(due: i64, fee: u64) -> Self {
        Self { due, fee: Reverse(fee) }
    }
}

/// A fixed number of permits, and the queue for them.
pub struct PriorityPermits(Arc<Mutex<Queue>>);

struct Queue {
    free: usize,
    /// By priority, then in the order they came.
    waiting: BTreeMap<(Priority, u64), oneshot::Sender<Permit>>,
    came: u64,
    closed: bool,
}

/// One of the permits. Dropped, it goes to the next in the queue.
pub struct Permit(Option<Arc<Mutex<Queue>>>);

impl PriorityPermits {
    pub fn new(permits: usize) -> Self {
        Self(Arc::new(Mutex::new(Queue { free: permits, waiting: BTreeMap::new(), came: 0, closed: false })))
    }

    /// Waits for one; `None` once closed.
    pub async fn acquire(&self, priority: Priority) -> Option<Permit> {
        let permit = {
            let mut queue = locked(&self.0);
            if queue.closed {
                return None;
            }
            if let Some(free) = queue.free.checked_sub(1) {
                queue.free = free;
                return Some(Permit(Some(self.0.clone())));
            }
            let (send, permit) = oneshot::channel();
            let came = queue.came;
            queue.came += 1;
            queue.waiting.insert((priority, came), send);
            permit
        };
        permit.await.ok()
    }

    /// Nobody gets a permit any more; those that are held stay valid.
    pub fn close(&self) {
        let mut queue = locked(&self.0);
        queue.closed = true;
        queue.waiting.clear();
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let Some(mut queue) = self.0.take() else { return };
        loop {
            let next = {
                let mut queue = locked(&queue);
                let Some((_, next)) = queue.waiting.pop_first() else {
                    queue.free += 1;
                    return;
                };
                next
            };
            // Whoever no longer waits gives it back.
            match next.send(Permit(Some(queue))).map_err(|mut permit| permit.0.take()) {
                Err(Some(back)) => queue = back,
                Ok(()) | Err(None) => return,
            }
        }
    }
}

fn locked(queue: &Mutex<Queue>) -> MutexGuard<'_, Queue> {
    queue.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    fn waits(
        permits: &PriorityPermits,
        due: i64,
        fee: u64,
    ) -> std::pin::Pin<Box<dyn Future<Output = Option<Permit>> + '_>> {
        let mut permit = Box::pin(permits.acquire(Priority::new(due, fee)));
        assert!(permit.as_mut().now_or_never().is_none(), "none is free");
        permit
    }

    #[test]
    fn the_earliest_due_goes_first_then_the_highest_fee() {
        let permits = PriorityPermits::new(1);
        let mut permit = permits.acquire(Priority::new(1, 1)).now_or_never().flatten();
        let mut queue = [(9, 5), (7, 1), (7, 3), (9, 5)].map(|(due, fee)| Some(waits(&permits, due, fee)));
        let mut came = Vec::new();
        for _ in 0..queue.len() {
            drop(permit.take());
            for (at, place) in queue.iter_mut().enumerate() {
                if let Some(given) = place.as_mut().and_then(|waiting| waiting.as_mut().now_or_never()) {
                    (permit, *place) = (given, None);
                    came.push(at);
                }
            }
        }
        assert_eq!(came, [2, 1, 0, 3]);
    }

    #[test]
    fn a_permit_is_not_lost_with_who_no_longer_waits() {
        let permits = PriorityPermits::new(1);
        let held = permits.acquire(Priority::FIRST).now_or_never().flatten();
        drop(waits(&permits, 1, 1));
        let given = waits(&permits, 2, 1);
        drop(held);
        // It was handed over, and nobody took it.
        drop(given);
        assert!(permits.acquire(Priority::FIRST).now_or_never().flatten().is_some());
    }

    #[test]
    fn refuses_everybody_once_closed() {
        let permits = PriorityPermits::new(1);
        let _held = permits.acquire(Priority::FIRST).now_or_never().flatten();
        let waiting = waits(&permits, 1, 1);
        permits.close();
        assert!(waiting.now_or_never().expect("it ends").is_none());
        assert!(permits.acquire(Priority::FIRST).now_or_never().expect("it is refused").is_none());
    }
}
