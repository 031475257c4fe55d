//! Which open job goes to whom: each rule once as it works, once as it refuses.

use rayment_client::profile::{EngineBuild, Profile};
use rayment_core::{
    job::{FailReason, Offer},
    money::Terms,
    provider::Status,
};
use rayment_keeper::{Action, ChainAction, snapshot::SceneTrial};

use crate::market::{
    ANNA, BORIS, CAROL, CEILINGS, CLIENT, DAY, KEEPER, Market, NOON, TERMS, cheaper, key, profile, wallet,
};

/// Anna and Boris offer the same; one job is open.
pub fn two_and_a_job() -> Market {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.provider(BORIS, TERMS);
    market.posts(1);
    market
}

#[test]
fn gives_a_job_to_the_cheapest() {
    let mut market = two_and_a_job();
    market.provider(CAROL, cheaper());
    assert_eq!(market.assignments(), [(0, CAROL, false)]);
}

#[test]
fn refuses_terms_above_the_clients_ceiling() {
    let mut market = Market::new();
    let ceiling = CEILINGS.terms;
    market.provider(ANNA, Terms { per_second: ceiling.per_second + 1, ..Terms::default() });
    market.posts(1);
    assert_eq!(market.assignments(), []);
    market.snapshot.providers[0].state.terms.per_second = ceiling.per_second;
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
}

#[test]
fn refuses_machines_that_cannot_render_it() {
    let mut other_build = profile();
    other_build.engines = vec![EngineBuild { build: "00".repeat(32), ..profile().engines[0].clone() }];
    let mut other_format = profile();
    other_format.formats = vec!["obj".into()];
    let mut small = profile();
    small.largest_file_mb = 0;
    for unable in [other_build, other_format, small] {
        let mut market = Market::new();
        market.provider_with(ANNA, cheaper(), &unable);
        market.posts(1);
        // Not even when anyone may claim it.
        market.later(60);
        assert_eq!(market.assignments(), [], "{unable:?}");
        market.provider(BORIS, TERMS);
        assert_eq!(market.assignments(), [(0, BORIS, false)], "{unable:?}");
    }
}

/// Assigned all the same, it would let the reservation lapse and be passed over for others too.
#[test]
fn gives_what_nobody_checks_only_to_those_who_take_it() {
    let choosy = Profile { checked_only: true, ..profile() };
    for check in [true, false] {
        let mut market = Market::new();
        market.provider_with(ANNA, cheaper(), &choosy);
        let offer = Offer { check, ..market.offer(1, 1) };
        market.posts_as(CLIENT, &offer);
        assert_eq!(market.assignments().is_empty(), !check);
        market.provider(BORIS, TERMS);
        let takes = if check { ANNA } else { BORIS };
        assert!(matches!(market.assignments()[..], [(0, who, _)] if who == takes), "checked: {check}");
    }
}

#[test]
fn waits_with_an_unknown_machine_until_the_job_is_open_to_all() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.snapshot.profiles.clear();
    market.posts(1);
    let open_secs = i64::from(market.params.open_secs);
    for (after, expected) in [(open_secs - 1, vec![]), (open_secs, vec![(0, ANNA, false)])] {
        market.snapshot.now = NOON + after;
        assert_eq!(market.assignments(), expected, "after {after} s");
    }
}

#[test]
fn fills_a_provider_up_to_its_slots() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS).slots = 3;
    for _ in 0..5 {
        market.posts(1);
    }
    assert_eq!(market.assignments().len(), 3);
}

#[test]
fn counts_what_it_has_just_given_away() {
    let mut market = Market::new();
    market.provider(ANNA, cheaper()).slots = 1;
    market.provider(BORIS, TERMS).slots = 3;
    // Single jobs, which would all go to the cheapest.
    for order in 0..4 {
        market.posts(order);
    }
    assert_eq!(market.assignments(), [(0, ANNA, false), (1, BORIS, false), (2, BORIS, false), (3, BORIS, false)]);
}

#[test]
fn counts_what_a_provider_holds() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS).slots = 4;
    let (reserved, claimed, running) = (market.posts(1), market.posts(1), market.posts(1));
    for at in [reserved, claimed, running] {
        market.assigns(at, ANNA);
    }
    market.claims(claimed, ANNA);
    market.claims(running, ANNA);
    market.starts(running, ANNA);
    // A delivery takes none of her time.
    market.delivered(1, ANNA);
    market.posts(1);
    market.posts(1);
    assert_eq!(market.assignments(), [(4, ANNA, false)]);
    market.snapshot.providers[0].state.slots = 3;
    assert_eq!(market.assignments(), []);
}

#[test]
fn refuses_whoever_failed_the_job() {
    let mut market = Market::new();
    market.provider(ANNA, cheaper());
    market.posts(1);
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    market.fails(0, ANNA, FailReason::Worker);
    assert_eq!(market.assignments(), []);
    market.provider(BORIS, TERMS);
    assert_eq!(market.assignments(), [(0, BORIS, false)]);
}

#[test]
fn spreads_an_order_over_its_providers() {
    let mut market = Market::new();
    market.provider(ANNA, cheaper()).slots = 4;
    market.provider(BORIS, TERMS).slots = 4;
    for _ in 0..4 {
        market.posts(1);
    }
    assert_eq!(market.assignments(), [(0, ANNA, false), (1, BORIS, false), (2, ANNA, false), (3, BORIS, false)]);
}

#[test]
fn counts_running_jobs_of_the_order_when_it_spreads() {
    let mut market = Market::new();
    market.provider(ANNA, cheaper()).slots = 4;
    market.provider(BORIS, TERMS).slots = 4;
    market.posts(1);
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    market.posts(1);
    // Another order's job still goes where it costs least.
    market.posts(2);
    assert_eq!(market.assignments(), [(1, BORIS, false), (2, ANNA, false)]);
}

#[test]
fn refuses_jobs_and_providers_of_the_keeper() {
    let mut own_job = Market::new();
    own_job.provider(ANNA, TERMS);
    own_job.posts_as(KEEPER, &own_job.offer(1, 1));
    assert_eq!(own_job.assignments(), []);
    own_job.posts_as(CLIENT, &own_job.offer(1, 2));
    assert_eq!(own_job.assignments(), [(1, ANNA, false)]);

    type Part = fn(&mut rayment_core::provider::ProviderState);
    let parts: [Part; 3] = [
        |state| state.authority = key(KEEPER),
        |state| state.operator = key(KEEPER),
        |state| state.payout = key(KEEPER),
    ];
    for part in parts {
        let mut market = Market::new();
        part(market.provider(ANNA, TERMS));
        market.posts(1);
        assert_eq!(market.assignments(), []);
    }
}

#[test]
fn refuses_paused_and_retired_providers() {
    let mut market = two_and_a_job();
    market.snapshot.providers[0].state.status = Status::Paused;
    assert_eq!(market.assignments(), [(0, BORIS, false)]);
    market.snapshot.providers[1].state.status = Status::Retired;
    assert_eq!(market.assignments(), []);
}

#[test]
fn gives_a_lapsed_reservation_to_another() {
    let mut market = two_and_a_job();
    market.assigns(0, ANNA);
    let reserved = i64::from(market.params.reserve_secs);
    // For half a minute it is open to all.
    for (after, expected) in [(reserved, vec![]), (reserved + 29, vec![]), (reserved + 30, vec![(0, BORIS, false)])] {
        market.snapshot.now = NOON + after;
        assert_eq!(market.assignments(), expected, "after {after} s");
    }
    // Alone, she may claim what is open to all; reserving it again would only cost.
    market.snapshot.providers.truncate(1);
    assert_eq!(market.assignments(), []);
}

#[test]
fn passes_over_the_silent_for_a_while() {
    let mut market = two_and_a_job();
    for (until, expected) in [(NOON + 1, BORIS), (NOON, ANNA)] {
        market.snapshot.silent = [(wallet(ANNA), until)].into();
        assert_eq!(market.assignments(), [(0, expected, false)]);
    }
}

/// Anna is cheap and takes one job at a time; Boris costs more than a quarter more.
fn cheap_and_dear() -> Market {
    let mut market = Market::new();
    market.provider(ANNA, Terms { per_frame: TERMS.per_frame / 2, per_second: TERMS.per_second / 2, ..TERMS }).slots =
        1;
    market.provider(BORIS, TERMS).slots = 4;
    market
}

#[test]
fn refuses_the_dear_while_a_cheap_one_may_become_free() {
    let mut market = cheap_and_dear();
    market.posts(1);
    market.posts(1);
    assert_eq!(market.assignments(), [(0, ANNA, false)], "spreading an order is not worth it");
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    for (after, expected) in [(30, vec![]), (31, vec![(1, BORIS, false)])] {
        market.snapshot.now = NOON + after;
        assert_eq!(market.assignments(), expected, "after {after} s");
    }
}

#[test]
fn prefers_the_cheap_even_when_the_dear_may_have_it() {
    let mut market = cheap_and_dear();
    market.posts(1);
    market.later(60);
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
}

#[test]
fn spreads_within_a_quarter_of_the_cheapest() {
    // Anna's claim costs 1,000,000 for the frame, 6,000,000 for its minute and 10,000 for the file at the most; a
    // quarter more is 1,752,500.
    for (more, spreads) in [(1_752_500, true), (1_752_600, false)] {
        let mut market = Market::new();
        market.provider(ANNA, TERMS).slots = 4;
        market.provider(BORIS, Terms { per_frame: TERMS.per_frame + more, ..TERMS }).slots = 4;
        market.params.fee_bps = 0;
        market.snapshot.params.insert(0, market.params);
        for _ in 0..2 {
            market.posts(1);
        }
        let second = if spreads { BORIS } else { ANNA };
        let sellers: Vec<_> = market.assignments().into_iter().map(|(_, seller, _)| seller).collect();
        assert_eq!(sellers, [ANNA, second], "{more} lamports more");
    }
}

#[test]
fn measures_the_dear_by_those_that_may_have_the_job() {
    let mut market = cheap_and_dear();
    market.posts(1);
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    market.fails(0, ANNA, FailReason::Worker);
    assert_eq!(market.assignments(), [(0, BORIS, false)], "the cheapest has failed it");
}

#[test]
fn refuses_time_that_the_ceiling_does_not_pay() {
    // A frame takes 3,687 ms there.
    for (ms_per_frame, per_second, given) in [(3_687, 1, true), (3_686, 1, false), (3_686, 0, true)] {
        let mut market = Market::new();
        market.provider(ANNA, Terms { per_second, ..TERMS });
        let mut offer = market.offer(1, 1);
        offer.ceilings.ms_per_frame = ms_per_frame;
        market.posts_as(CLIENT, &offer);
        assert_eq!(market.assignments().len(), usize::from(given), "{ms_per_frame} ms, {per_second} a second");
    }
}

#[test]
fn refuses_jobs_whose_spec_is_not_in_the_hub() {
    let mut market = two_and_a_job();
    let specs = std::mem::take(&mut market.snapshot.specs);
    // Not even when anyone may claim it.
    for after in [0, 60] {
        market.snapshot.now = NOON + after;
        assert_eq!(market.assignments(), []);
    }
    market.snapshot.specs = specs;
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
}

#[test]
fn reserves_one_job_at_a_time_for_a_provider_that_was_never_paid() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS).slots = 4;
    for _ in 0..3 {
        market.posts(1);
    }
    assert_eq!(market.assignments().len(), 3);
    market.snapshot.providers[0].state.paid_jobs = 0;
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
    market.assigns(0, ANNA);
    assert_eq!(market.assignments(), []);
    market.claims(0, ANNA);
    assert_eq!(market.assignments(), [(1, ANNA, false)]);
}

#[test]
fn lets_orders_take_turns() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS).slots = 4;
    for order in [1, 1, 1, 1, 1, 2, 2] {
        market.posts(order);
    }
    let places: Vec<_> = market.assignments().into_iter().map(|(at, ..)| at).collect();
    assert_eq!(places, [0, 1, 5, 6]);
}

#[test]
fn refuses_what_can_no_longer_be_delivered_in_time() {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.posts(1);
    // A full window: 120 s to start, 2 x 60 s and 300 s to deliver.
    let last = NOON + DAY - 540;
    for (now, expected) in [(last, vec![(0, ANNA, false)]), (last + 1, vec![])] {
        market.snapshot.now = now;
        assert_eq!(market.assignments(), expected);
    }
}

fn reported() -> Market {
    let mut market = two_and_a_job();
    market.assigns(0, ANNA);
    market.claims(0, ANNA);
    market.fails(0, ANNA, FailReason::Spec);
    market
}

#[test]
fn tries_a_reported_scene_and_says_what_it_found() {
    let mut market = reported();
    let (spec, job) = (market.spec.hash(), market.snapshot.jobs[0]);
    assert_eq!(market.plans(), [Action::TryScene { spec }]);
    for (trial, reason) in [(SceneTrial::Loads, FailReason::Loads), (SceneTrial::Broken, FailReason::Broken)] {
        market.snapshot.trials = [(spec, trial)].into();
        assert_eq!(market.plans(), [Action::Send(ChainAction::Fail { job, reason, seal: false })]);
    }
}

#[test]
fn where_it_cannot_tell_a_reported_job_goes_on_after_the_time_for_a_verdict() {
    let mut market = reported();
    market.snapshot.trials = [(market.spec.hash(), SceneTrial::Unclear)].into();
    let wait = i64::from(market.params.verdict_secs);
    market.later(wait - 1);
    assert_eq!(market.plans(), []);
    market.later(1);
    assert_eq!(market.assignments(), [(0, BORIS, false)]);
}

#[test]
fn says_that_a_spec_loads_while_a_second_provider_works() {
    let mut market = reported();
    market.later(i64::from(market.params.verdict_secs));
    market.assigns(0, BORIS);
    market.claims(0, BORIS);
    market.snapshot.trials = [(market.spec.hash(), SceneTrial::Loads)].into();
    let loads = ChainAction::Fail { job: market.snapshot.jobs[0], reason: FailReason::Loads, seal: false };
    assert_eq!(market.plans(), [Action::Send(loads)]);
}

#[test]
fn an_assignment_says_whether_the_spec_was_loaded_here() {
    let mut market = two_and_a_job();
    assert_eq!(market.assignments(), [(0, ANNA, false)]);
    market.snapshot.trials = [(market.spec.hash(), SceneTrial::Loads)].into();
    assert_eq!(market.assignments(), [(0, ANNA, true)]);
}

#[test]
fn never_confirms_what_no_provider_reported() {
    let mut market = Market::new();
    market.posts(1);
    market.snapshot.trials = [(market.spec.hash(), SceneTrial::Broken)].into();
    assert_eq!(market.plans(), []);
}

#[test]
fn gives_the_same_work_whatever_the_order_of_accounts() {
    let mut market = Market::new();
    for name in [ANNA, BORIS, CAROL] {
        market.provider(name, TERMS);
    }
    for order in [1, 2, 1, 3, 2] {
        market.posts(order);
    }
    let mut turned = market.clone();
    turned.snapshot.providers.reverse();
    assert_eq!(market.plans(), turned.plans());
    assert_eq!(market.assignments().len(), 5);
}
