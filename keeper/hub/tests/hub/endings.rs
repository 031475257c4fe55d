//! How jobs ended: from notes made in time, from transactions, and never at a stranger's request.

use std::time::Duration;

use rayment_client::{
    Job, address, instructions,
    rayment::{events::JobClosed, types::Outcome},
};
use rayment_core::job::FailReason;
use rayment_hub_client::{HubError, JobPhase, Target};
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::fixtures::{
    MARKET, eventually, names, refused,
    world::{JOB, ORDER, World},
};

impl World {
    async fn noted(&self, folder: &str) -> bool {
        let folder = self.server.folder.path().join("objects").join(folder);
        eventually(|| async { !names(&folder).is_empty() }).await
    }

    /// The account and all transactions are gone.
    fn is_forgotten(&self) {
        self.chain.closes(&JOB);
        self.chain.forgets(&JOB);
    }
}

#[tokio::test]
async fn what_was_accepted_stays_readable_whatever_the_chain_forgets() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.chain_shows(world.delivered());
    assert_eq!(refused(world.reads(&world.client).await.expect_err("early")), (403, "not_yet_accepted".into()));
    world.chain_shows(world.accepted());
    assert_eq!(world.reads(&world.client).await.expect("accepted"), world.body(0.5));
    world.is_forgotten();
    assert_eq!(world.reads(&world.client).await.expect("noted"), world.body(0.5));
    assert_eq!(refused(world.reads(&world.stranger).await.expect_err("never")), (403, "not_a_party".into()));
    assert_eq!(world.chain.searches(), 0, "the note is enough");
}

#[tokio::test]
async fn an_acceptance_is_noted_while_nobody_asks() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.chain_shows(world.accepted());
    assert!(world.noted("sightings").await);
    world.is_forgotten();
    assert!(world.noted("endings").await, "and so is the end");
    assert_eq!(world.reads(&world.client).await.expect("noted"), world.body(0.5));
}

/// A job in tokens is over while its account stays, for what can't be credited yet: who waits for money is no reason
/// to keep pictures back.
#[tokio::test]
async fn what_still_owes_tokens_hands_its_frames_to_the_client_that_has_paid() {
    for (outcome, bought) in [(Outcome::Paid, true), (Outcome::Split, true), (Outcome::Refunded, false)] {
        let world = World::new().await;
        world.uploads(5, 0.5).await.expect("uploaded");
        world.chain_shows(world.delivered());
        assert_eq!(refused(world.reads(&world.client).await.expect_err("early")), (403, "not_yet_accepted".into()));
        world.is_drawn();
        let (call, closed) = world.ending(outcome);
        world.chain.ends(&JOB, &call, &closed);
        world.chain_shows(world.owes());
        match world.reads(&world.client).await {
            Ok(body) => assert!(bought && body == world.body(0.5), "{outcome:?}"),
            Err(error) => assert_eq!((refused(error), bought), ((403, "not_bought".into()), false), "{outcome:?}"),
        }
        let stranger = refused(world.reads(&world.stranger).await.expect_err("never"));
        assert_eq!(stranger, (403, "not_a_party".into()));
        assert_eq!(world.reads(&world.keeper).await.expect("the keeper reads"), world.body(0.5));
        // It is noted, and nothing changes once all is paid and the account is gone.
        world.is_forgotten();
        assert_eq!(world.reads(&world.client).await.is_ok(), bought, "{outcome:?}");
    }
}

#[tokio::test]
async fn what_owes_tokens_and_tells_of_no_end_hands_out_nothing() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.chain_shows(world.owes());
    assert_eq!(refused(world.reads(&world.client).await.expect_err("unproven")), (403, "not_yet_accepted".into()));
    assert_eq!(refused(world.uploads(5, 0.6).await.expect_err("too late")), (403, "not_holder".into()));
}

#[tokio::test]
async fn a_log_that_was_cut_off_hides_no_end() {
    for (outcome, bought) in [(Outcome::Paid, true), (Outcome::Split, true), (Outcome::Refunded, false)] {
        let world = World::new().await;
        world.uploads(5, 0.5).await.expect("uploaded");
        world.is_drawn();
        let (call, closed) = world.ending(outcome);
        world.chain.ends_with_a_full_log(&JOB, &call, &closed);
        world.chain.closes(&JOB);
        match world.reads(&world.client).await {
            Ok(body) => assert!(bought && body == world.body(0.5), "{outcome:?}"),
            Err(error) => assert_eq!((refused(error), bought), ((403, "not_bought".into()), false), "{outcome:?}"),
        }
    }
}

#[tokio::test]
async fn a_settlement_that_the_program_tells_nothing_of_ends_no_job() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.is_drawn();
    let (call, _) = world.ending(Outcome::Paid);
    world.chain.call(&JOB, &call);
    world.chain.closes(&JOB);
    assert!(matches!(world.reads(&world.client).await, Err(HubError::Unreachable { .. })), "nobody knows yet");
}

#[tokio::test]
async fn strangers_that_name_a_job_change_nothing_about_its_end() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.is_drawn();
    world.chain.names(&JOB, 1);
    world.chain.hides(&JOB);
    world.ends(Outcome::Paid);
    // A call that succeeds, about another job, with this one among its trailing accounts.
    let other = Job { address: Pubkey::new_unique(), state: world.job(world.running()) };
    let mut call = instructions::job_expire(&other, *ORDER);
    call.accounts.extend(instructions::job_expire(&Job { address: *JOB, ..other }, *ORDER).accounts);
    world.chain.call(&JOB, &call);
    world.chain.names(&JOB, 200);
    assert_eq!(world.reads(&world.client).await.expect("paid"), world.body(0.5));
}

#[tokio::test]
async fn an_end_that_passes_is_noted_however_deep_its_list_buries_it() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.ends_unlisted(Outcome::Paid);
    assert!(world.noted("endings").await);
    assert_eq!(world.reads(&world.client).await.expect("paid"), world.body(0.5));
}

#[tokio::test]
async fn a_node_that_lags_behind_ends_no_job() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.is_drawn();
    let job = |phase| Job { address: *JOB, state: world.job(phase) };
    // The first attempt was given back; the account is gone, the payment of the second is not listed yet.
    let (operator, failed) = (world.operator.pubkey(), FailReason::Worker);
    world.chain.call(&JOB, &instructions::job_claim(&operator, &world.wallet, &job(world.running())));
    world.chain.call(&JOB, &instructions::job_fail(&operator, (&job(world.running()), &*ORDER), failed));
    world.chain.closes(&JOB);
    let unknown = world.reads(&world.client).await;
    assert!(matches!(unknown, Err(HubError::Unreachable { .. })), "nobody knows yet");
    world.ends(Outcome::Paid);
    let bought = || async { world.reads(&world.client).await.is_ok_and(|body| body == world.body(0.5)) };
    assert!(eventually(bought).await, "nothing wrong was noted");
}

#[tokio::test]
async fn what_an_earlier_attempt_delivered_is_not_what_was_paid() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.is_drawn();
    world.chain_shows(world.delivered());
    world.reads(&world.keeper).await.expect("a read is an occasion to look");
    // Another provider was paid, for a delivery that nobody saw.
    let (mut settle, closed) = world.ending(Outcome::Paid);
    let (own, other) = (address::provider(&MARKET, &world.wallet), Pubkey::new_unique());
    for meta in settle.accounts.iter_mut().filter(|meta| meta.pubkey == own) {
        meta.pubkey = address::provider(&MARKET, &other);
    }
    world.chain.ends(&JOB, &settle, &JobClosed { provider: Some(other), attempt: 2, ..closed });
    world.chain.closes(&JOB);
    let unpaid = refused(world.reads(&world.client).await.expect_err("these frames are unpaid"));
    assert_eq!(unpaid, (409, "wrong_attempt".into()));
}

#[tokio::test]
async fn a_delivery_alone_buys_nothing() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.chain_shows(world.delivered());
    world.reads(&world.keeper).await.expect("the keeper reads");
    world.is_forgotten();
    assert!(matches!(world.reads(&world.client).await, Err(HubError::Unreachable { .. })), "nobody knows yet");
    world.closes(Outcome::Refunded);
    let refused = || async { matches!(world.reads(&world.client).await, Err(HubError::Refused { status: 403, .. })) };
    assert!(eventually(refused).await, "it was not bought");
}

#[tokio::test]
async fn an_end_that_is_not_to_be_seen_is_looked_for_less_and_less() {
    let world = World::new().await;
    world.uploads(5, 0.5).await.expect("uploaded");
    world.is_forgotten();
    for _ in 0..5 {
        assert!(world.reads(&world.client).await.is_err());
    }
    // It took 7 seconds; half a second, one, two and four lie between.
    assert!((2..=6).contains(&world.chain.searches()), "{}", world.chain.searches());
}

#[tokio::test]
async fn jobs_that_the_hub_has_nothing_to_do_with_are_not_looked_up() {
    let world = World::new().await;
    let mut jobs: Vec<_> = (0..200).map(|_| Pubkey::new_unique()).collect();
    jobs.push(*JOB);
    let mut watch = world.hub(&world.stranger).watch(&Target::Jobs(jobs)).await.expect("watch");
    let status = tokio::time::timeout(Duration::from_secs(10), watch.next()).await.expect("in time");
    assert_eq!(status.expect("it goes on").expect("a status").phase, JobPhase::Running);
    world.chain_shows(world.delivered());
    let status = tokio::time::timeout(Duration::from_secs(10), watch.next()).await.expect("in time");
    assert_eq!(status.expect("it goes on").expect("a status").phase, JobPhase::Delivered);
    assert_eq!(world.chain.searches(), 0);
    // This one was seen.
    world.closes(Outcome::Paid);
    let status = tokio::time::timeout(Duration::from_secs(10), watch.next()).await.expect("in time");
    assert_eq!(status.expect("it goes on").expect("a status").phase, JobPhase::Paid);
    assert!(world.chain.searches() <= 2, "{}", world.chain.searches());
}
