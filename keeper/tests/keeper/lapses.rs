//! Assignments that nobody took up: what that means for the provider, and for the job.

use rayment_keeper::observe::Lapses;

use crate::market::{ANNA, BORIS, Market, NOON, TERMS, wallet};

const RESERVED: i64 = 60;

/// What a keeper remembers of a market.
struct Memory {
    market: Market,
    lapses: Lapses,
}

impl Memory {
    fn of_one_job() -> Self {
        let mut market = Market::new();
        market.provider(ANNA, TERMS);
        market.posts(1);
        Self { market, lapses: Lapses::default() }
    }

    fn looks(&mut self) {
        let snapshot = &self.market.snapshot;
        self.lapses.look((&snapshot.jobs, &snapshot.providers), &snapshot.specs, snapshot.now);
        self.market.snapshot.silent = self.lapses.silent(self.market.snapshot.now);
        self.market.snapshot.lapses = self.lapses.of_jobs();
    }

    /// Assigns the job, and waits until the assignment is over.
    fn lapses(&mut self, provider: u8) {
        self.market.assigns(0, provider);
        self.looks();
        self.market.later(RESERVED);
        self.looks();
    }

    /// Seconds from now that a provider is still passed over.
    fn silence(&self, provider: u8) -> Option<i64> {
        self.market.snapshot.silent.get(&wallet(provider)).map(|until| until - self.market.snapshot.now)
    }
}

#[test]
fn each_lapse_doubles_the_silence_up_to_an_hour() {
    let mut memory = Memory::of_one_job();
    for secs in [300, 600, 1_200, 2_400, 3_600, 3_600] {
        memory.lapses(ANNA);
        assert_eq!(memory.silence(ANNA), Some(secs));
        // Looking again counts nothing twice.
        memory.looks();
        assert_eq!(memory.silence(ANNA), Some(secs));
        memory.market.later(secs - 1);
        memory.looks();
        assert_eq!(memory.silence(ANNA), Some(1));
        memory.market.later(1);
        memory.looks();
        assert_eq!(memory.silence(ANNA), None);
    }
}

#[test]
fn a_claim_ends_the_silence_and_its_doubling() {
    let mut memory = Memory::of_one_job();
    memory.lapses(ANNA);
    memory.lapses(ANNA);
    assert_eq!(memory.silence(ANNA), Some(600));
    memory.market.posts(2);
    memory.market.assigns(1, ANNA);
    memory.market.claims(1, ANNA);
    memory.looks();
    assert_eq!(memory.silence(ANNA), None);
    memory.lapses(ANNA);
    assert_eq!(memory.silence(ANNA), Some(300));
}

#[test]
fn a_lapse_is_nobodys_fault_where_the_spec_cannot_be_had() {
    let mut memory = Memory::of_one_job();
    let specs = std::mem::take(&mut memory.market.snapshot.specs);
    memory.lapses(ANNA);
    assert_eq!(memory.silence(ANNA), None);
    memory.market.snapshot.specs = specs;
    memory.looks();
    assert_eq!(memory.silence(ANNA), None, "it is not blamed later either");
}

#[test]
fn a_job_is_assigned_three_times_and_then_left_to_all() {
    let mut memory = Memory::of_one_job();
    memory.market.provider(BORIS, TERMS);
    for times in [1, 2, 3] {
        memory.lapses(ANNA);
        assert_eq!(memory.market.snapshot.lapses.values().copied().collect::<Vec<_>>(), [times]);
        memory.market.later(30);
        let expected = if times < 3 { vec![(0, BORIS, false)] } else { vec![] };
        assert_eq!(memory.market.assignments(), expected, "after {times} lapses");
    }
    memory.market.snapshot.now = NOON + 3_600;
    assert_eq!(memory.market.assignments(), []);
    // Another job of the market goes its way.
    memory.market.posts(2);
    assert_eq!(memory.market.assignments().len(), 1);
}
