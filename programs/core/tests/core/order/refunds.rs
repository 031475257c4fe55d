//! What a job gives back goes to its order; of a job from no order it goes to its client's wallet.

use rayment_core::{
    Native,
    job::{Command, JobState, Signer, flag},
    market::Params,
    money::Holding,
};

use super::world::World;

fn cancelled(job: JobState) -> Vec<(Holding, Holding, u64)> {
    let signer = Signer::Client(job.client);
    let step = job.step::<Native>(&Params::DEFAULT, signer, &Command::Cancel, 0).expect("an open job ends");
    step.transfers.iter().map(|payment| (payment.from, payment.to, payment.amount)).collect()
}

#[test]
fn a_refund_goes_where_the_deposit_came_from() {
    let job = World::written(1).draws(None).unwrap().job;
    assert_eq!(job.payee(), Holding::Order);
    assert_eq!(cancelled(job), [(Holding::Deposit, Holding::Order, 40_000_000)]);
    let earlier = JobState { flags: job.flags & !flag::FROM_ORDER, ..job };
    assert_eq!(earlier.payee(), Holding::Client);
    assert_eq!(cancelled(earlier), [(Holding::Deposit, Holding::Client, 40_000_000)]);
}

#[test]
fn a_job_of_the_second_layout_keeps_its_kind_of_bond() {
    const BY_DEPOSIT_BEFORE: u8 = 16;
    let job = World::written(1).draws(None).unwrap().job;
    for (before, after, by_deposit) in [
        (flag::AT_ONCE, flag::AT_ONCE, false),
        (flag::AT_ONCE | BY_DEPOSIT_BEFORE, flag::AT_ONCE | flag::BY_DEPOSIT, true),
        (flag::UNCHECKED | flag::LOADS, flag::UNCHECKED | flag::LOADS, false),
    ] {
        let migrated = JobState { flags: before, ..job }.migrated(2);
        assert_eq!((migrated.flags, migrated.is_by_deposit()), (after, by_deposit));
        assert_eq!(JobState { flags: before, ..migrated }, JobState { flags: before, ..job });
    }
    assert!(!JobState { flags: flag::FROM_ORDER | flag::BY_DEPOSIT, ..job }.is_by_deposit());
}
