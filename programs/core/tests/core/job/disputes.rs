//! A dispute, its bond, and who gets that in the end.

use rayment_core::{
    job::{Acceptance, FailReason, JobError, Outcome, Phase, flag},
    market::Params,
    money::Terms,
};

use crate::job::story::*;

/// What it pays once the client has lost a dispute whose bond came out of the deposit.
const LOST: Payments = Payments {
    refund: DEPOSIT - EARNINGS - FEE - DISPUTE_BOND,
    dispute_paid: DISPUTE_BOND / 2,
    dispute_fee: DISPUTE_BOND / 2,
    ..PAID
};
/// The same, where the bond was paid in.
const LOST_AND_PAID_IN: Payments = Payments { refund: WORST - EARNINGS - FEE, ..LOST };

/// The client disputes noise.
fn over_noise(deposit: u64) -> Job {
    let job = Job::posted(|offer| offer.deposit = deposit).goes_to_anna().renders(NOISE).with_seal();
    job.later(VERDICT_SECS).and(|job| CLIENT.disputes(job))
}

fn settled(mut job: Job) -> (Answer, Option<Outcome>) {
    (STRANGER.settles(&mut job), job.outcome())
}

#[test]
fn the_bond_comes_out_of_what_the_bill_leaves_of_the_deposit() {
    let mut job = Job::sealed().later(VERDICT_SECS);
    assert_eq!(CLIENT.disputes(&mut job), Ok(NOTHING));
    assert!(!job.state().has(flag::PAID_IN));
    assert_eq!(job.state().disputed_bond(&job.params), Ok(DISPUTE_BOND));
    assert_eq!(job.state().held(&job.params), Some(DEPOSIT + BOND), "the deposit holds it");
}

#[test]
fn the_clients_wallet_pays_it_whole_where_the_deposit_leaves_too_little() {
    let job = Job::disputed_and_paid_in();
    assert!(job.state().has(flag::PAID_IN));
    assert_eq!(job.state().held(&job.params), Some(WORST + BOND + DISPUTE_BOND));
    // To the lamport: the bill and the bond, or one less.
    for (deposit, dispute_in) in [(31_500_000, 0), (31_499_999, DISPUTE_BOND)] {
        let job = Job::posted(|offer| offer.deposit = deposit).goes_to_anna().renders(PICTURE);
        let mut job = job.later(VERDICT_SECS);
        assert_eq!(CLIENT.disputes(&mut job), Ok(Payments { dispute_in, ..NOTHING }), "of {deposit}");
        assert_eq!(job.state().has(flag::PAID_IN), dispute_in > 0);
    }
}

#[test]
fn the_bond_is_a_fifth_of_the_bill_with_its_fee_and_at_least_one() {
    let of = |terms: Terms, dispute_bps| {
        let params = Params { dispute_bps, ..Params::DEFAULT };
        let job = Job::post_under(&offer(), params).unwrap().later(10).and(|job| ANNA.claims_at(job, terms));
        let job = job.and(|job| ANNA.starts(job)).renders(PICTURE).later(VERDICT_SECS);
        let job = job.and(|job| CLIENT.disputes(job));
        job.state().disputed_bond(&job.params)
    };
    assert_eq!(of(TERMS, 2_000), Ok(DISPUTE_BOND));
    assert_eq!(of(TERMS, 500), Ok(26_250_000 / 20));
    // Of bills of 105, of 4 and of nothing.
    let minimum = |minimum| Terms { minimum, ..Terms::default() };
    assert_eq!([100, 4, 0].map(|least| of(minimum(least), 2_000)), [Ok(21), Ok(1), Ok(1)]);
    assert_eq!(of(minimum(99), 2_000), Ok(20), "a fifth of 103, rounded down");
}

#[test]
fn whoever_disputes_what_is_right_loses_the_bond_to_provider_and_fees() {
    for answer in [|job: &mut Job| KEEPER.accepts(job), |job: &mut Job| CLIENT.approves(job)] {
        assert_eq!(settled(Job::disputed().and(answer)), (Ok(LOST), Some(Outcome::Paid)));
        let paid_in = Job::disputed_and_paid_in().and(answer);
        assert_eq!(paid_in.state().held(&paid_in.params), Some(WORST + BOND + DISPUTE_BOND));
        assert_eq!(settled(paid_in), (Ok(LOST_AND_PAID_IN), Some(Outcome::Paid)));
    }
}

#[test]
fn an_odd_lamport_of_the_bond_goes_to_the_fees() {
    // A bill of 105: a fifth is 21.
    let least = Terms { minimum: 100, ..Terms::default() };
    let job = Job::open().later(10).and(|job| ANNA.claims_at(job, least)).and(|job| ANNA.starts(job));
    let job = job.renders(PICTURE).later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    let paid = settled(job.and(|job| CLIENT.approves(job))).0.unwrap();
    assert_eq!((paid.dispute_paid, paid.dispute_fee), (10, 11));
    assert_eq!(paid.refund, DEPOSIT - 105 - 21);
}

#[test]
fn a_picture_that_was_wrong_costs_the_client_nothing() {
    let mut within = over_noise(DEPOSIT);
    assert_eq!(KEEPER.rejects(&mut within), Ok(FORFEIT));
    let mut paid_in = over_noise(WORST);
    assert_eq!(KEEPER.rejects(&mut paid_in), Ok(Payments { dispute_back: DISPUTE_BOND, ..FORFEIT }));
    for (job, deposit) in [(within, DEPOSIT), (paid_in, WORST)] {
        assert!(job.is_open() && job.attempt() == 1 && job.flags() == 0);
        assert_eq!(job.state().held(&job.params), Some(deposit));
    }
}

#[test]
fn tiles_that_are_missing_or_unlike_return_both_bonds() {
    for reason in [FailReason::Missing, FailReason::Unlike] {
        let mut within = Job::disputed();
        assert_eq!(KEEPER.fails(&mut within, reason), Ok(BOND_BACK));
        let mut paid_in = Job::disputed_and_paid_in();
        assert_eq!(KEEPER.fails(&mut paid_in, reason), Ok(Payments { dispute_back: DISPUTE_BOND, ..BOND_BACK }));
        for job in [within, paid_in] {
            assert!(job.is_open() && job.state().was_failed_by(&ANNA.key) && job.flags() == 0);
        }
    }
}

#[test]
fn the_last_attempt_gives_back_deposit_and_bond() {
    let mut job = Job::posted(|offer| offer.deposit = WORST);
    for provider in [ANNA, BORIS, CAROL] {
        job = job.later(10).and(|job| provider.claims(job)).and(|job| provider.starts(job)).later(200);
        job = job.and(|job| provider.delivers(job, NOISE)).with_seal().later(VERDICT_SECS);
        job = job.and(|job| CLIENT.disputes(job));
        let refund = if provider == CAROL { WORST } else { 0 };
        let expected = Payments { refund, dispute_back: DISPUTE_BOND, ..FORFEIT };
        assert_eq!(KEEPER.rejects(&mut job), Ok(expected));
    }
    assert_eq!(job.outcome(), Some(Outcome::Refunded));
}

#[test]
fn a_dispute_that_nobody_answers_is_split_and_all_bonds_go_back() {
    let (half, fee) = (EARNINGS / 2, FEE / 2);
    let split = |deposit, dispute_back| {
        let refund = deposit - half - fee;
        Payments { earnings: half, fee, refund, dispute_back, ..BOND_BACK }
    };
    assert_eq!(settled(Job::disputed().later(DAY)), (Ok(split(DEPOSIT, 0)), Some(Outcome::Split)));
    let paid_in = settled(Job::disputed_and_paid_in().later(DAY));
    assert_eq!(paid_in, (Ok(split(WORST, DISPUTE_BOND)), Some(Outcome::Split)));
}

#[test]
fn an_odd_lamport_of_a_split_goes_to_the_client() {
    let odd = Terms { per_frame: 999_999, per_second: 7, per_gb: 3, minimum: 0 };
    let job = Job::reserved().and(|job| ANNA.claims_at(job, odd)).and(|job| ANNA.starts(job));
    let job = job.renders(PICTURE).later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    let payments = settled(job.later(DAY)).0.unwrap();
    // 3_999_996 + 1_400 + 0 = 4_001_396, half of it 2_000_698, 5 % of that 100_034.9.
    assert_eq!((payments.earnings, payments.fee), (2_000_698, 100_034));
    assert_eq!(payments.out(), Some(DEPOSIT + 1_000_000), "with the least bond");
}

#[test]
fn an_unsealed_dispute_can_still_be_sealed_and_judged() {
    let job = Job::delivered().later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    assert_eq!(KEEPER.accepts(&mut job.clone()), Err(JobError::NotSealed));
    assert_eq!(KEEPER.fails(&mut job.clone(), FailReason::Unlike), Err(JobError::NotSealed));
    let job = job.with_seal().and(|job| KEEPER.accepts(job));
    assert!(matches!(job.state().phase, Phase::Accepted { how: Acceptance::Answered, .. }));
}

#[test]
fn refuses_a_second_dispute_and_one_over_what_was_accepted() {
    let answered = Job::disputed().and(|job| KEEPER.accepts(job));
    for mut job in [Job::disputed(), Job::accepted(), answered] {
        assert_eq!(CLIENT.disputes(&mut job), Err(JobError::WrongPhase));
    }
}

#[test]
fn nobody_takes_an_answer_back() {
    let answered = Job::disputed().and(|job| KEEPER.accepts(job));
    let conceded = Job::disputed().and(|job| CLIENT.approves(job));
    for mut job in [answered, conceded] {
        assert_eq!(CLIENT.approves(&mut job), Err(JobError::WrongPhase));
        assert_eq!(KEEPER.accepts(&mut job), Err(JobError::WrongPhase));
        assert_eq!(KEEPER.fails(&mut job, FailReason::Missing), Err(JobError::WrongPhase));
    }
}

#[test]
fn frames_cut_by_a_cancellation_are_disputed_by_what_they_cost() {
    let few = Render { frames: 2, ms: 100_000, wrong: false };
    let job = Job::running().and(|job| CLIENT.cancels(job)).later(100).and(|job| ANNA.delivers(job, few));
    let mut job = job.with_seal().later(VERDICT_SECS).and(|job| CLIENT.disputes(job));
    // 2_000_000 + 10_000_000 + 1_000_000, and 5 % of it: 13_650_000.
    assert_eq!(job.state().disputed_bond(&job.params), Ok(2_730_000));
    assert_eq!(KEEPER.fails(&mut job, FailReason::Unlike), Ok(Payments { refund: DEPOSIT, ..BOND_BACK }));
}
