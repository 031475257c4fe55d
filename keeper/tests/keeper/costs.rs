//! What a provider costs is what the chain knows of it; and whether a job is checked, its client's order alone decides.

use rayment_core::{job::Offer, money::Terms};

use crate::{
    dispatch::two_and_a_job,
    market::{ANNA, BORIS, CEILINGS, CLIENT, Market, TERMS, profile},
};

#[test]
fn dispatches_what_its_deposit_can_pay_a_check_for() {
    // One frame of 640x360 at 16 samples: 30 tiles are 492 ms at 1,000 samples a millisecond, and its 2.8 MB take
    // another 28 ms.
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.posts(1);
    let fee = market.snapshot.jobs[0].state.deposit * 5 / 105;
    let most = (fee + 1) * 1_000 / 520;
    for (lamports_per_second, dispatched) in [(0, true), (most - 1, true), (most + 2, false)] {
        market.checking_costs(lamports_per_second);
        let expected = if dispatched { vec![(0, ANNA, false)] } else { vec![] };
        assert_eq!(market.assignments(), expected, "{lamports_per_second}");
    }
}

#[test]
fn checks_what_is_nearly_free_and_fast_by_its_own_word() {
    let mut market = Market::new();
    market.checking_costs(100_000);
    let mut fast = profile();
    fast.score = u64::MAX;
    market.provider_with(ANNA, Terms { per_frame: 1, ..Terms::default() }, &fast);
    market.posts(1);
    assert_eq!(market.assignments(), [(0, ANNA, false)], "whoever gets it, it is checked");
}

#[test]
fn counts_what_a_claim_could_cost_and_not_what_a_provider_says_it_needs() {
    // Boris says that he needs no time at all, and asks the most for it.
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    let mut fast = profile();
    fast.score = u64::MAX;
    market.provider_with(
        BORIS,
        Terms { per_second: CEILINGS.terms.per_second, per_frame: 1, ..Terms::default() },
        &fast,
    );
    market.posts(1);
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
}

#[test]
fn who_fails_is_dear_however_low_its_price() {
    let mut market = two_and_a_job();
    let state = &mut market.snapshot.providers[0].state;
    (state.terms, state.failed_jobs) = (Terms { per_frame: TERMS.per_frame - 1, ..TERMS }, 100_000);
    assert_eq!(market.assignments(), [(0, BORIS, false)]);
    market.snapshot.providers[1].state.slots = 0;
    assert_eq!(market.assignments(), [], "nor while a better one may become free");
    // A newcomer is worth a try.
    let state = &mut market.snapshot.providers[0].state;
    (state.paid_jobs, state.failed_jobs) = (0, 0);
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
}

/// However little it asks for, a failure costs what the job costs at those who have earned something.
#[test]
fn who_asks_for_nothing_may_fail_four_times() {
    let mut market = two_and_a_job();
    let [anna, boris] = &mut market.snapshot.providers[..] else { panic!("there are two") };
    (anna.state.terms, anna.state.paid_jobs, anna.state.earned) = (Terms::default(), 0, 0);
    (boris.state.paid_jobs, boris.state.earned) = (100, 1_000_000_000);
    for (failed, chosen) in [(0, ANNA), (3, ANNA), (4, BORIS), (100_000, BORIS)] {
        market.snapshot.providers[0].state.failed_jobs = failed;
        assert_eq!(market.assignments(), [(0, chosen, false)], "after {failed} failures");
    }
    // A crowd that has earned nothing does not make failures cheap.
    let free = market.snapshot.providers[0];
    market.snapshot.providers.extend([free; 20]);
    assert_eq!(market.assignments(), [(0, BORIS, false)]);
}

/// Such as one's own: they cost a fee of nothing.
#[test]
fn jobs_for_next_to_nothing_wash_away_no_failure() {
    let mut market = two_and_a_job();
    let state = &mut market.snapshot.providers[0].state;
    (state.terms, state.failed_jobs, state.paid_jobs, state.earned) = (Terms::default(), 4, 100_000, 100_000);
    assert_eq!(market.assignments(), [(0, BORIS, false)]);
    market.snapshot.providers[0].state.earned = 1_000_000_000;
    assert_eq!(market.assignments(), [(0, ANNA, false)], "what was earned has been paid for");
}

/// Posts a job, with or without a check.
fn posts(market: &mut Market, check: bool) {
    let offer = Offer { check, ..market.offer(1, 1) };
    market.posts_as(CLIENT, &offer);
}

#[test]
fn assigns_what_its_engine_cannot_render_only_where_no_check_was_asked_for() {
    for (check, assigned) in [(true, vec![]), (false, vec![(0, ANNA, false)])] {
        let mut market = Market::new();
        market.spec.engine.build = [3; 32];
        let spec = market.spec.clone();
        market.snapshot.specs.insert(spec.hash(), spec.into());
        let mut able = profile();
        able.engines[0].build = "03".repeat(32);
        market.provider_with(ANNA, TERMS, &able);
        posts(&mut market, check);
        assert_eq!(market.assignments(), assigned);
    }
}

#[test]
fn assigns_what_would_take_half_the_time_for_verdicts_only_where_no_check_was_asked_for() {
    // 491,520 samples in 450 s and 28 ms for the bytes: from 1.1 samples a millisecond on.
    for (samples_per_ms, check, count) in [(2, true, 1), (1, true, 0), (1, false, 1)] {
        let mut market = Market::new();
        market.provider(ANNA, TERMS);
        posts(&mut market, check);
        market.snapshot.checking.samples_per_ms = samples_per_ms;
        assert_eq!(market.assignments().len(), count, "{samples_per_ms}, {check}");
    }
}

#[test]
fn prefers_the_reliable_at_the_same_price() {
    let mut market = two_and_a_job();
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
    (market.snapshot.providers[0].state.paid_jobs, market.snapshot.providers[0].state.failed_jobs) = (90, 10);
    (market.snapshot.providers[1].state.paid_jobs, market.snapshot.providers[1].state.failed_jobs) = (9, 0);
    assert_eq!(market.assignments(), [(0, BORIS, false)]);
}
