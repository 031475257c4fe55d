//! After a failure of its own a worker takes nothing new for a while: a full disk or an empty wallet
//! must not turn into a series of failed jobs.

use std::time::{Duration, Instant};

const FIRST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_secs(900);

#[derive(Debug)]
pub(super) struct Cooldown {
    until: Option<Instant>,
    next: Duration,
}

impl Cooldown {
    pub fn new() -> Self {
        Self { until: None, next: FIRST }
    }

    /// Starts a pause; each time without success in between for twice as long.
    pub fn begin(&mut self) {
        self.until = Some(Instant::now() + self.next);
        self.next = (self.next * 2).min(LONGEST);
    }

    /// Something went well.
    pub fn end(&mut self) {
        *self = Self::new();
    }

    pub fn is_on(&self, now: Instant) -> bool {
        self.until.is_some_and(|until| now < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lasts_longer_each_time_until_something_goes_well() {
        let mut cooldown = Cooldown::new();
        let now = Instant::now();
        assert!(!cooldown.is_on(now));
        cooldown.begin();
        assert!(cooldown.is_on(now) && !cooldown.is_on(now + FIRST + Duration::from_secs(1)));
        cooldown.begin();
        assert!(cooldown.is_on(now + FIRST + Duration::from_secs(1)));
        (0..20).for_each(|_| cooldown.begin());
        assert!(!cooldown.is_on(now + LONGEST + Duration::from_secs(1)));
        cooldown.end();
        assert!(!cooldown.is_on(now));
    }
}
