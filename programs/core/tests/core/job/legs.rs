//! How a job in tokens is paid leg by leg, and what waits where somebody can't be credited.

use rayment_core::{
    job::{After, Command, FailReason, JobError, Legs, Outcome, Phase, Till, flag},
    money::{Holding, Transfer, Transfers},
};

use super::tokens::{disputed, paid_in};
use crate::job::story::*;

const SETTLE: Command = Command::Settle;
const MISSING: Command = Command::Fail { attempt: 0, reason: FailReason::Missing };
/// Deposit and bond.
const HELD: u64 = 41_522_500;

fn delivered() -> Escrow {
    Job::posted_in_tokens(|_| ()).goes_to_anna().renders(PICTURE).with_seal().with_vault()
}

fn accepted() -> Escrow {
    delivered().with_job(|job| job.and(|job| KEEPER.accepts(job)).later(DAY))
}

fn in_dispute() -> Escrow {
    disputed(Job::posted_in_tokens(|_| ()), TERMS)
}

/// What an end pays to the provider, as fee, and to the order, and how it ends.
struct End {
    escrow: Escrow,
    by: Actor,
    command: Command,
    outcome: Outcome,
    legs: Split,
}

/// Every way in which a job in tokens ends.
fn ends() -> Vec<End> {
    let end = |escrow, by, command, outcome, legs| End { escrow, by, command, outcome, legs };
    let running = || Job::posted_in_tokens(|_| ()).goes_to_anna().with_vault();
    let cancelled = || running().with_job(|job| job.and(|job| CLIENT.cancels(job)));
    let answered = in_dispute().with_job(|job| job.and(|job| KEEPER.accepts(job)));
    let answered_paid_in = paid_in().with_job(|job| job.and(|job| KEEPER.accepts(job)));
    let (paid, shared, refunded) = (Outcome::Paid, Outcome::Split, Outcome::Refunded);
    vec![
        end(accepted(), STRANGER, SETTLE, paid, split(26_522_500, 1_250_000, 13_750_000)),
        // Of the dispute's bond, 5,250,000, half to each.
        end(answered, STRANGER, SETTLE, paid, split(29_147_500, 3_875_000, 8_500_000)),
        end(answered_paid_in, STRANGER, SETTLE, paid, split(29_147_500, 3_875_000, 4_200_000)),
        // Half of the bill, and 5 % of that.
        end(in_dispute().later(DAY), STRANGER, SETTLE, shared, split(14_022_500, 625_000, 26_875_000)),
        end(paid_in().later(DAY), STRANGER, SETTLE, shared, split(14_022_500, 625_000, 22_575_000)),
        // Given up by the client: the bond goes back.
        end(cancelled().later(120), STRANGER, Command::Expire, refunded, split(1_522_500, 0, DEPOSIT)),
    ]
}

#[test]
fn everybody_is_paid_at_once_where_everybody_can_be() {
    for End { mut escrow, by, command, outcome, legs } in ends() {
        let held = escrow.vault;
        let made = escrow.takes(by, &command).unwrap();
        assert_eq!(split(made.earnings, made.fee, made.client), legs);
        assert_eq!((made.outcome, made.after), (Some(outcome), After::Closes));
        assert_eq!((escrow.vault, legs.all(), escrow.outcome()), (0, held, Some(outcome)));
    }
}

#[test]
fn the_client_waits_for_no_provider_that_cannot_be_credited() {
    for End { escrow, by, command, outcome, legs } in ends() {
        let mut escrow = escrow.with(false, true);
        let made = escrow.takes(by, &command).unwrap();
        assert_eq!((made.earnings, made.fee, made.client, made.outcome), (0, 0, legs.client, Some(outcome)));
        assert_eq!(escrow.owed(), Some(Split { client: 0, ..legs }));
        assert_eq!(escrow.vault, legs.earnings + legs.fee);
    }
}

#[test]
fn the_provider_waits_for_no_order_that_cannot_be_credited() {
    for End { escrow, by, command, outcome, legs } in ends() {
        let mut escrow = escrow.with(true, false);
        let made = escrow.takes(by, &command).unwrap();
        assert_eq!((made.earnings, made.fee, made.client), (legs.earnings, legs.fee, 0));
        assert_eq!((made.outcome, escrow.owed()), (Some(outcome), Some(split(0, 0, legs.client))));
        assert_eq!(escrow.vault, legs.client);
    }
}

#[test]
fn all_waits_where_nobody_can_be_credited() {
    for End { escrow, by, command, outcome, legs } in ends() {
        let mut escrow = escrow.with(false, false);
        let held = escrow.vault;
        let made = escrow.takes(by, &command).unwrap();
        assert_eq!((made.earnings, made.fee, made.client, made.outcome), (0, 0, 0, Some(outcome)));
        assert_eq!((escrow.owed(), escrow.vault), (Some(legs), held));
        let Phase::Owed { provider, .. } = escrow.job.state().phase else { panic!("it waits") };
        assert_eq!(provider, ANNA.key);
    }
}

#[test]
fn an_order_with_nothing_to_get_holds_nothing_open() {
    // The bill is the whole deposit.
    let whole = |offer: &mut rayment_core::job::Offer| offer.deposit = EARNINGS + FEE;
    let cheap = rayment_core::money::Terms { per_second: 0, minimum: EARNINGS, ..TERMS };
    let job = Job::posted_in_tokens(|offer| {
        whole(offer);
        offer.ceilings.terms.minimum = EARNINGS;
    });
    let job = job.later(10).and(|job| ANNA.claims_at(job, cheap)).and(|job| ANNA.starts(job)).renders(PICTURE);
    let done = job.with_seal().and(|job| KEEPER.accepts(job)).later(DAY);
    let mut escrow = done.with_vault().with(true, false);
    let legs = escrow.takes(STRANGER, &SETTLE).unwrap();
    // 5 % of the worst case, which is the bill: 1,312,500.
    assert_eq!((legs.earnings, legs.fee, legs.client, legs.after), (26_312_500, FEE, 0, After::Closes));
}

#[test]
fn an_open_job_goes_back_whole_or_waits_for_its_order_alone() {
    for provider in [true, false] {
        let mut escrow = Escrow::open().with(provider, true);
        let legs = escrow.takes(CLIENT, &Command::Cancel).unwrap();
        assert_eq!((legs.client, legs.after, escrow.vault), (DEPOSIT, After::Closes, 0));
        let mut frozen = Escrow::open().with(provider, false);
        let legs = frozen.takes(CLIENT, &Command::Cancel).unwrap();
        assert_eq!((legs.client, legs.outcome), (0, Some(Outcome::Refunded)));
        assert_eq!((frozen.owed(), frozen.vault), (Some(split(0, 0, DEPOSIT)), DEPOSIT));
        let Phase::Owed { provider, .. } = frozen.job.state().phase else { panic!("it waits") };
        assert_eq!(provider, rayment_core::Pubkey::default(), "nobody held it");
    }
}

#[test]
fn a_bond_goes_back_when_the_job_opens_again_whatever_the_order_can_take() {
    for client in [true, false] {
        let mut escrow = delivered().with(true, client);
        let legs = escrow.takes(KEEPER, &MISSING).unwrap();
        let paid = (legs.earnings, legs.fee, legs.client, legs.outcome, legs.after);
        assert_eq!(paid, (BOND, 0, 0, None, After::GoesOn));
        assert!(escrow.job.is_open());
        assert_eq!((escrow.vault, escrow.job.attempt()), (DEPOSIT, 1));
    }
}

#[test]
fn a_bond_that_cannot_go_back_ends_the_job_with_a_refund() {
    for (client, legs, owed) in
        [(true, split(0, 0, DEPOSIT), split(BOND, 0, 0)), (false, split(0, 0, 0), split(BOND, 0, DEPOSIT))]
    {
        let mut escrow = delivered().with(false, client);
        let made = escrow.takes(KEEPER, &MISSING).unwrap();
        assert_eq!(split(made.earnings, made.fee, made.client), legs);
        assert_eq!((made.outcome, escrow.owed()), (Some(Outcome::Refunded), Some(owed)));
        assert_eq!(escrow.vault, owed.all());
    }
}

#[test]
fn what_is_left_of_a_bond_that_cannot_go_back_is_owed_and_its_lost_part_is_the_orders() {
    // Given back 60 s after the claim: half of a tenth, 76,125.
    let claimed = Job::posted_in_tokens(|_| ()).later(10).and(|job| ANNA.claims(job)).later(60);
    let give_back = Command::Fail { attempt: 0, reason: FailReason::Worker };
    let mut escrow = claimed.clone().with_vault().with(false, true);
    escrow.takes(ANNA, &give_back).unwrap();
    assert_eq!((escrow.paid, escrow.owed()), (split(0, 0, 40_076_125), Some(split(1_446_375, 0, 0))));
    // Where it can, the job opens again and the lost part stays in its vault.
    let mut escrow = claimed.with_vault();
    escrow.takes(ANNA, &give_back).unwrap();
    assert_eq!((escrow.paid, escrow.vault, escrow.outcome()), (split(1_446_375, 0, 0), 40_076_125, None));
    assert_eq!(escrow.job.state().held(&escrow.job.params), Some(DEPOSIT), "what lies there beside is written nowhere");
}

#[test]
fn a_bond_that_is_lost_whole_is_nobodys_leg_and_the_job_opens_again() {
    for (provider, client) in [(true, true), (false, true), (true, false), (false, false)] {
        let running = Job::posted_in_tokens(|_| ()).goes_to_anna().later(DELIVERY_SECS).with_vault();
        let mut escrow = running.with(provider, client);
        let legs = escrow.takes(STRANGER, &Command::Expire).unwrap();
        assert_eq!((legs.earnings, legs.fee, legs.client, legs.after), (0, 0, 0, After::GoesOn));
        assert!(escrow.job.is_open());
        assert_eq!(escrow.vault, HELD, "the forfeit stays there");
    }
}

#[test]
fn forfeits_and_gifts_of_earlier_attempts_are_the_orders_at_the_end() {
    let next = |escrow: Escrow, actor: Actor, attempt| {
        let mut escrow = escrow.later(10);
        escrow.takes(actor, &Command::Claim { attempt, terms: TERMS }).expect("it may claim");
        escrow.with_job(|job| job.and(|job| actor.starts(job)))
    };
    let lose = |escrow: Escrow| escrow.later(DELIVERY_SECS).and(|escrow| escrow.takes(STRANGER, &Command::Expire));
    let twice = lose(next(lose(next(Escrow::open(), ANNA, 0)).with_gift(5), BORIS, 1));
    assert_eq!(twice.vault, DEPOSIT + 2 * BOND + 5);
    // The third is paid, and gets its own bond alone.
    let third = next(twice.clone(), CAROL, 2);
    let done = third.with_job(|job| job.later(200).and(|job| CAROL.delivers(job, PICTURE)));
    let mut done = done.with_job(|job| job.and(|job| CLIENT.approves(job)));
    let legs = done.takes(STRANGER, &SETTLE).unwrap();
    assert_eq!((legs.earnings, legs.fee), (26_522_500, FEE));
    assert_eq!((legs.client, done.vault), (13_750_000 + 2 * BOND + 5, 0));
    // Or it loses the third bond as well.
    let lost = lose(next(twice, CAROL, 2));
    assert_eq!((lost.paid, lost.outcome()), (split(0, 0, DEPOSIT + 3 * BOND + 5), Some(Outcome::Refunded)));
}

#[test]
fn a_clients_bond_stays_in_the_vault_while_the_job_opens_again() {
    let noise = Job::posted_in_tokens(|offer| offer.deposit = WORST).goes_to_anna().renders(NOISE).with_seal();
    let mut escrow = noise.with_vault().later(VERDICT_SECS);
    escrow.takes(CLIENT, &Command::Dispute { attempt: 0 }).unwrap();
    let evidence = escrow.job.evidence(escrow.job.picked());
    let legs = escrow.takes(KEEPER, &Command::Reject { attempt: 0, evidence, guardians: 0 }).unwrap();
    assert_eq!((legs.client, legs.after), (0, After::GoesOn));
    assert_eq!(escrow.vault, WORST + BOND + DISPUTE_BOND);
    assert!(escrow.job.is_open() && !escrow.job.state().has(flag::PAID_IN));
    assert_eq!(escrow.job.state().held(&escrow.job.params), Some(WORST));
    let legs = escrow.takes(CLIENT, &Command::Cancel).unwrap();
    assert_eq!((legs.client, escrow.vault), (37_222_500, 0));
}

#[test]
fn refuses_to_pay_more_than_lies_in_the_vault() {
    let transfers = |earnings, fee| {
        Transfers::of([
            Transfer::new(Holding::Deposit, Holding::Balance, earnings),
            Transfer::new(Holding::Deposit, Holding::Fees, fee),
        ])
    };
    let pay = |earnings, fee, vault| {
        let till = Till { vault, provider: true, client: true };
        Legs::of(&transfers(earnings, fee), Some(Outcome::Paid), Some(ANNA.key), &till).map(|legs| legs.client)
    };
    assert_eq!(pay(7, 3, 10), Ok(0));
    assert_eq!(pay(7, 3, 11), Ok(1));
    assert_eq!(pay(7, 3, 9), Err(JobError::Overflow));
    assert_eq!(pay(u64::MAX, 1, u64::MAX), Err(JobError::Overflow));
}
