//! What a client may offer.

use rayment_core::{
    job::{Ceilings, Chunk, Expectations, JobError, JobState, Offer, Phase, flag},
    market::Params,
};

use crate::job::story::*;

fn refusal(offer: Offer) -> JobError {
    Job::post(&offer).expect_err("the offer is bad")
}

#[test]
fn an_offer_becomes_an_open_job_with_the_deposit_in_it() {
    let job = Job::open();
    let state = job.state();
    assert_eq!((state.market, state.client, state.id), (MARKET, CLIENT.key, 9));
    assert_eq!((state.attempt, state.flags, state.params), (0, flag::FROM_ORDER, VERSION));
    assert_eq!(state.phase, Phase::Open { at: NOON, reserved: None });
    assert_eq!(state.held(&job.params), Some(DEPOSIT));
}

#[test]
fn refuses_a_market_that_changed_since_the_client_looked() {
    let expect = |params, fee_bps| Offer { expect: Expectations { params, fee_bps }, ..offer() };
    assert_eq!(refusal(expect(VERSION - 1, 500)), JobError::MarketChanged);
    assert_eq!(refusal(expect(VERSION, 499)), JobError::MarketChanged);
}

#[test]
fn refuses_a_chunk_with_nothing_in_it() {
    let plain = offer().chunk;
    for chunk in [Chunk { frames: 0, ..plain }, Chunk { tiles: 0, ..plain }, Chunk { step: 0, ..plain }] {
        assert_eq!(refusal(Offer { chunk, ..offer() }), JobError::NoFrames, "{chunk:?}");
    }
    let ceilings = Ceilings { ms_per_frame: 0, ..offer().ceilings };
    assert_eq!(refusal(Offer { ceilings, ..offer() }), JobError::NoFrames);
}

#[test]
fn refuses_a_chunk_that_no_account_of_tiles_can_hold() {
    let plain = offer().chunk;
    let too_large = [
        Chunk { frames: 1 << 11, tiles: (1 << 11) + 1, ..plain },
        Chunk { frames: u32::MAX, tiles: u32::MAX, step: 1, ..plain },
        Chunk { frame: u32::MAX - 7, ..plain },
        Chunk { frames: 1, tile: u32::MAX, ..plain },
        // Part of a frame is part of one frame.
        Chunk { tile: 1, ..plain },
    ];
    for chunk in too_large {
        assert_eq!(refusal(Offer { chunk, ..offer() }), JobError::ChunkTooLarge, "{chunk:?}");
    }
    let ceilings = Ceilings { ms_per_frame: u64::MAX, ..offer().ceilings };
    assert_eq!(refusal(Offer { ceilings, ..offer() }), JobError::ChunkTooLarge);
}

#[test]
fn takes_the_largest_chunk_and_part_of_a_frame() {
    let plain = offer().chunk;
    let brief = Ceilings { ms_per_frame: 1, ..offer().ceilings };
    for chunk in [
        Chunk { frames: 1 << 11, tiles: 1 << 11, step: 1, ..plain },
        Chunk { frames: 1, tile: 5, tiles: 7, ..plain },
        Chunk { frame: u32::MAX - 8, ..plain },
    ] {
        let offer = Offer { chunk, ceilings: brief, ..offer() };
        assert!(Job::post(&offer).is_ok(), "{chunk:?}");
    }
}

#[test]
fn refuses_to_work_for_nothing() {
    assert_eq!(refusal(Offer { deposit: 0, ..offer() }), JobError::NoDeposit);
}

#[test]
fn a_job_lives_long_enough_for_one_delivery_and_at_most_seven_days() {
    let expires = |secs| Job::post(&Offer { expires_at: NOON + secs, ..offer() });
    let first = START_SECS + DELIVERY_SECS;
    assert_eq!(expires(first - 1).unwrap_err(), JobError::BadExpiry);
    assert!(expires(first).is_ok());
    assert!(expires(7 * DAY).is_ok());
    assert_eq!(expires(7 * DAY + 1).unwrap_err(), JobError::BadExpiry);
}

#[test]
fn refuses_times_that_leave_their_range() {
    let now = i64::MAX - 100;
    let plain = Offer { expires_at: i64::MAX, ..offer() };
    let late = JobState::post(&plain, (MARKET, CLIENT.key, 9), (&Params::DEFAULT, VERSION), now);
    assert_eq!(late.unwrap_err(), JobError::Overflow);
}

#[test]
fn a_check_is_asked_for_in_the_offer() {
    let flags = |check| Job::posted(|offer| offer.check = check).flags();
    assert_eq!([flags(true), flags(false)], [0, flag::UNCHECKED]);
}

#[test]
fn pays_at_once_only_up_to_one_sol() {
    let flags = |deposit, at_once| Job::post(&Offer { deposit, at_once, ..offer() }).unwrap().flags();
    assert_eq!(flags(1_000_000_000, true), flag::AT_ONCE);
    assert_eq!(flags(1_000_000_001, true), 0);
    assert_eq!(flags(1_000_000_000, false), 0);
}
