//! An account counts as gone only when a node says so twice, some seconds apart: a node that lags
//! behind, or was just restarted, must not make a worker throw finished frames away.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use solana_pubkey::Pubkey;

const APART: Duration = Duration::from_secs(5);

/// Accounts that were not found when last read.
#[derive(Debug, Default)]
pub(super) struct Absences(HashMap<Pubkey, Instant>);

impl Absences {
    /// Notes that an account is there.
    pub fn found(&mut self, account: &Pubkey) {
        self.0.remove(account);
    }

    /// Notes that an account is not there; says whether that is certain by now.
    pub fn missed(&mut self, account: &Pubkey, now: Instant) -> bool {
        let first = *self.0.entry(*account).or_insert(now);
        now.saturating_duration_since(first) >= APART
    }

    /// Forgets those that are no longer asked for.
    pub fn retain(&mut self, asked: impl Fn(&Pubkey) -> bool) {
        self.0.retain(|account, _| asked(account));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn believes_the_second_answer_some_seconds_later() {
        let (mut absences, now) = (Absences::default(), Instant::now());
        let (one, other) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
        assert!(!absences.missed(&one, now));
        assert!(!absences.missed(&one, now + APART - Duration::from_millis(1)));
        assert!(!absences.missed(&other, now + APART));
        assert!(absences.missed(&one, now + APART));
    }

    #[test]
    fn an_account_that_comes_back_was_never_gone() {
        let (mut absences, now) = (Absences::default(), Instant::now());
        let account = Pubkey::new_from_array([1; 32]);
        assert!(!absences.missed(&account, now));
        absences.found(&account);
        assert!(!absences.missed(&account, now + APART));
        assert!(absences.missed(&account, now + APART * 2));
        absences.retain(|_| false);
        assert!(!absences.missed(&account, now + APART * 3));
    }
}
