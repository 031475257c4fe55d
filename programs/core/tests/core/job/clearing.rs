//! How what a job in tokens could not pay is paid in the end.

use rayment_core::job::{Command, JobError, Outcome, Payees, Phase};

use crate::job::story::*;

/// Paid, but nobody could be credited: all of the vault is owed.
fn owing() -> Escrow {
    let done = Job::posted_in_tokens(|_| ()).goes_to_anna().renders(PICTURE).and(|job| CLIENT.approves(job));
    let mut escrow = done.with_vault().with(false, false);
    escrow.takes(STRANGER, &Command::Settle).expect("it is due");
    escrow
}

const OWED: Split = Split { earnings: 26_522_500, fee: FEE, client: 13_750_000 };

#[test]
fn the_legs_are_paid_in_any_order_and_the_last_closes_the_job() {
    assert_eq!((owing().owed(), owing().vault), (Some(OWED), OWED.all()));
    let payee = |leg: usize| [leg == 0, leg == 1, leg == 2];
    let amounts = [OWED.earnings, OWED.fee, OWED.client];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let (mut escrow, mut left) = (owing(), OWED.all());
        for (nth, leg) in order.into_iter().enumerate() {
            assert_eq!(escrow.outcome(), None);
            let [provider, fee, client] = payee(leg);
            let paid = escrow.clears(provider, fee, client).unwrap();
            left -= amounts[leg];
            assert_eq!([paid.earnings, paid.fee, paid.client][leg], amounts[leg]);
            assert_eq!((paid.all(), escrow.vault), (amounts[leg], left));
            if nth < 2 {
                assert_eq!(escrow.clears(provider, fee, client), Err(JobError::NothingDue), "twice");
                assert_eq!(escrow.job.state().held(&escrow.job.params), Some(left));
            }
        }
        assert_eq!((escrow.vault, escrow.paid), (0, OWED));
        assert_eq!(escrow.outcome(), Some(Outcome::Paid));
    }
}

#[test]
fn all_that_can_be_paid_is_paid_at_once() {
    for (payees, paid) in [
        ((true, true, true), OWED),
        ((true, true, false), Split { client: 0, ..OWED }),
        ((false, true, true), Split { earnings: 0, ..OWED }),
        ((true, false, true), Split { fee: 0, ..OWED }),
    ] {
        let (mut escrow, (provider, fee, client)) = (owing(), payees);
        assert_eq!(escrow.clears(provider, fee, client), Ok(paid));
        let left = split(OWED.earnings - paid.earnings, OWED.fee - paid.fee, OWED.client - paid.client);
        assert_eq!(escrow.owed(), (left.all() > 0).then_some(left));
        assert_eq!(escrow.outcome().is_some(), left.all() == 0);
    }
}

#[test]
fn refuses_where_nobody_who_is_owed_something_can_be_credited() {
    let mut escrow = owing();
    assert_eq!(escrow.clears(false, false, false), Err(JobError::NothingDue));
    assert_eq!((escrow.owed(), escrow.vault), (Some(OWED), OWED.all()));
    escrow.clears(false, false, true).unwrap();
    assert_eq!(escrow.clears(false, false, true), Err(JobError::NothingDue), "the others wait");
}

#[test]
fn what_comes_into_the_vault_meanwhile_goes_the_clients_way() {
    let mut escrow = owing().with_gift(9);
    assert_eq!(escrow.clears(true, true, false), Ok(Split { client: 0, ..OWED }));
    assert_eq!(escrow.owed(), Some(split(0, 0, OWED.client + 9)), "the gift is noted");
    assert_eq!(escrow.clears(false, false, true), Ok(split(0, 0, OWED.client + 9)));
    assert_eq!(escrow.outcome(), Some(Outcome::Paid));
    // Also after the client's leg was paid: a gift waits for its account like the rest.
    let mut escrow = owing();
    escrow.clears(false, false, true).unwrap();
    let mut escrow = escrow.with_gift(4);
    assert_eq!(escrow.clears(true, true, false), Ok(Split { client: 0, ..OWED }));
    assert_eq!((escrow.owed(), escrow.vault), (Some(split(0, 0, 4)), 4));
    assert_eq!(escrow.clears(true, true, true), Ok(split(0, 0, 4)));
    assert_eq!(escrow.vault, 0);
}

#[test]
fn who_has_nothing_to_get_holds_nothing_open() {
    let phase = Phase::Owed { provider: ANNA.key, earnings: 7, fee: 0, client: 0 };
    let mut escrow = owing();
    (escrow.job.state.as_mut().unwrap().phase, escrow.vault) = (phase, 7);
    assert_eq!(escrow.clears(true, false, false), Ok(split(7, 0, 0)));
    assert_eq!((escrow.vault, escrow.outcome()), (0, Some(Outcome::Paid)));
}

#[test]
fn refuses_to_clear_a_job_that_owes_nothing_yet() {
    let all = Payees { vault: DEPOSIT, provider: true, fee: true, client: true };
    for job in [Escrow::open().job, Job::claimed(), Job::running(), Job::sealed(), Job::accepted(), Job::disputed()] {
        assert_eq!(job.state().clear(&all), Err(JobError::WrongPhase));
    }
}

#[test]
fn refuses_to_clear_out_of_a_vault_with_less_than_is_owed() {
    for vault in [0, OWED.earnings + OWED.fee - 1] {
        let mut escrow = owing();
        escrow.vault = vault;
        assert_eq!(escrow.clears(true, true, true), Err(JobError::Overflow));
    }
}
