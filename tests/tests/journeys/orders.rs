//! What is bought by one payment: its jobs are drawn by whoever comes, and what is left comes back.

use std::{collections::BTreeSet, path::Path};

use rayment_client::{
    Instruction, Order,
    instructions::{job_cancel, order_pay},
    order::{Jobs, OrderQuote},
};
use rayment_core::{job::Outcome, layout};
use rayment_sdk::{Refusal, Request, Session, buy, drawing::Drawing, place, quote, restore, saved::Saved};
use rayment_testbed::{Testbed, small};
use solana_pubkey::Pubkey;

/// The order as it stands.
async fn order(testbed: &Testbed, address: &Pubkey) -> Order {
    testbed.chain.order(address).await.unwrap().expect("it is written down")
}

/// Lamports of the client, at its order, and of one account's rent.
async fn money(testbed: &Testbed, placed: &Pubkey) -> (u64, u64, u64) {
    let client = testbed.session().unwrap().address();
    let balances = testbed.chain.balances(&[client, *placed]).await.unwrap();
    (balances[0], balances[1], testbed.chain.rent(layout::order::SPACE).await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn one_signature_buys_more_jobs_than_are_alive_at_once() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("steady", 1_000_000).await;
    let (session, out) = (testbed.session().unwrap(), tempfile::tempdir().unwrap());
    let begun = testbed.order_begun((small(1, 6), Default::default()), out.path()).await;
    let paid = order(&testbed, &begun.placed.order).await;
    let (of_job, deposits) = (testbed.chain.rent(layout::job::SPACE).await.unwrap(), paid.state.quote.total);
    let (_, held, of_order) = money(&testbed, &begun.placed.order).await;
    let in_jobs: u64 = testbed.chain.balances(&begun.placed.addresses()).await.unwrap().iter().sum();
    assert!(held + in_jobs <= of_order + 2 * of_job + deposits, "the rent of two jobs carries six");
    let rendered = buy(&session, &begun.packed, &begun.quoted, &begun.request, out.path(), &mut |_| ()).await.unwrap();
    assert_eq!(rendered.frames.len(), 6);
    let steps: Vec<_> = rendered.placed.signatures.iter().map(|line| line.step.as_str()).collect();
    assert!(steps.len() <= 1, "it was paid before, and whatever came back took one more: {steps:?}");
    let done = order(&testbed, &begun.placed.order).await;
    assert_eq!((done.state.head.next, done.state.head.live, done.state.undrawn(0)), (6, 0, 0));
    assert_eq!(done.lamports, of_order, "until its time is over");
    let fees: u64 = done.state.head.paid.iter().map(|paid| paid.fee).sum();
    let closed = rendered.ends.values().filter_map(|end| end.closed.as_ref());
    assert_eq!(fees, closed.map(|closed| closed.fee).sum::<u64>(), "what the market got is written down");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_delivers_claims_its_next_job_in_the_same_transaction() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let keys = testbed.start_provider("steady", 1_000_000).await;
    // Until it was paid for one, it is given one job at a time.
    let first = testbed.order(small(1, 1), 1).await;
    testbed.ended(&first.placed.jobs[0].address).await;
    let mut picture = small(1, 12);
    picture.samples = 24;
    let order = testbed.order(picture, 1).await;
    let (mut delivered, mut claimed) = (BTreeSet::new(), BTreeSet::new());
    for job in order.placed.addresses() {
        let history = testbed.ended(&job).await;
        assert_eq!(history.outcome(), Some(Outcome::Paid));
        for past in &history.past {
            let mut calls = past.instructions.iter();
            if calls.clone().any(|call| matches!(call, Instruction::JobDeliver { .. })) {
                delivered.insert(past.signature);
            }
            if calls.any(|call| matches!(call, Instruction::JobClaim { .. })) {
                claimed.insert(past.signature);
            }
        }
    }
    let both = delivered.intersection(&claimed).count();
    assert!(both > 0, "of {} deliveries none claimed the next job", delivered.len());
    assert!(testbed.earned(&keys).await > 0);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn jobs_that_are_no_cut_of_the_scene_are_drawn_by_who_has_their_list() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let (session, out) = (testbed.session().unwrap(), tempfile::tempdir().unwrap());
    let begun = testbed.order_begun((small(1, 4), Default::default()), out.path()).await;
    let request = Request { again: true, ..begun.request };
    let mut rest = quote(&session, &begun.packed, &request, out.path()).await.unwrap();
    // As where some of the pictures are in the folder already.
    rest.chunks.remove(1);
    rest.cut = None;
    let placed = place::place(&session, &begun.packed, &rest, &request, &mut |_| ()).await.unwrap();
    let list = placed.jobs.iter().map(|job| (job.chunk, job.deposit)).collect();
    let mut drawing = Drawing::new(placed.quote, Jobs::new(list).unwrap());
    let now = testbed.chain.clock().await.unwrap().unix_timestamp;
    let mut draws = async || {
        drawing.goes_on(&session, &order(&testbed, &placed.order).await, now).await.unwrap();
        order(&testbed, &placed.order).await.state.head.next
    };
    assert_eq!(draws().await, 2, "as far as the rent goes");
    assert_eq!(draws().await, 2);
    let rent = testbed.chain.rent(layout::job::SPACE).await.unwrap();
    let pay = order_pay(&session.address(), &placed.order, rent);
    session.chain.send(&session.wallet, &[], &[pay]).await.unwrap();
    assert_eq!(draws().await, 3);
    for job in &placed.jobs {
        assert_eq!(testbed.chain.job(&job.address).await.unwrap().expect("it is open").state.chunk, job.chunk);
    }
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cancels_an_order_has_what_was_not_drawn_at_once() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let begun = testbed.order_begun((small(1, 3), Default::default()), Path::new("")).await;
    let (session, placed) = (&begun.session, &begun.placed);
    let (before, ..) = money(&testbed, &placed.order).await;
    let sent = restore::give_back(session, &order(&testbed, &placed.order).await, true).await.unwrap().expect("some");
    let (after, held, rent) = money(&testbed, &placed.order).await;
    let fee = session.chain.past(sent.signature).await.unwrap().unwrap().fee;
    let undrawn: u64 = placed.jobs[1..].iter().map(|job| job.deposit).sum();
    let of_job = session.chain.rent(layout::job::SPACE).await.unwrap();
    assert_eq!((after, held), (before + undrawn + of_job - fee, rent));
    assert!(order(&testbed, &placed.order).await.state.is_cancelled());
    // The job that was drawn is its client's to cancel, and comes back the same way.
    let job = testbed.chain.job(&placed.jobs[0].address).await.unwrap().unwrap();
    session.chain.send(&session.wallet, &[], &[job_cancel(&job, placed.order)]).await.unwrap();
    assert_eq!(testbed.ended(&job.address).await.outcome(), Some(Outcome::Refunded));
    restore::give_back(session, &order(&testbed, &placed.order).await, false).await.unwrap().expect("the rest");
    assert_eq!(money(&testbed, &placed.order).await.1, rent);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_paid_to_a_quote_that_was_never_written_down_comes_back() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let begun = testbed.order_begun((small(1, 1), Default::default()), Path::new("")).await;
    let session = &begun.session;
    let other = OrderQuote { salt: 1, ..begun.placed.quote };
    let address = rayment_client::address::order(&other);
    let pay = order_pay(&session.address(), &address, 5_000_000);
    session.chain.send(&session.wallet, &[], &[pay]).await.unwrap();
    restore::give_back_unwritten(session, &other).await.unwrap();
    assert_eq!(session.chain.balance(&address).await.unwrap(), 0);
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_was_not_placed_from_here_is_named_and_gone_on_with_by_its_address_alone() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let begun = testbed.order_begun((small(1, 1), Default::default()), Path::new("")).await;
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = Session { saved: Saved::new(Some(folder.path().to_owned())), ..begun.session.clone() };
    let asked = async |request: Request| quote(&elsewhere, &begun.packed, &request, Path::new("")).await;
    let refused = asked(begun.request.clone()).await.err().unwrap();
    assert!(matches!(refused.refusal(), Some(Refusal::PlacedElsewhere(of)) if *of == begun.placed.order), "{refused}");
    let named = asked(Request { resume: Some(begun.placed.order), ..begun.request.clone() }).await.unwrap();
    assert!(named.begun.is_some_and(|found| found.order() == begun.placed.order && found.is_paid));
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_payment_may_land_the_same_address_is_paid_or_none() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let begun = testbed.order_begun((small(1, 1), Default::default()), Path::new("")).await;
    let folder = tempfile::tempdir().unwrap();
    let session = Session { saved: Saved::new(Some(folder.path().to_owned())), ..begun.session.clone() };
    let sent = OrderQuote { salt: 1, ..begun.placed.quote };
    let list = begun.placed.jobs.iter().map(|job| (job.chunk, job.deposit)).collect();
    session.saved.keep(&sent, &Jobs::new(list).unwrap(), None).unwrap();
    let asked = async |request: Request| quote(&session, &begun.packed, &request, Path::new("")).await;
    let found = asked(begun.request.clone()).await.unwrap().begun.expect("it may be under way");
    assert_eq!((found.quote, found.is_paid), (sent, false));
    // On other terms it would be another address: both could be paid.
    let refused = asked(Request { check: false, ..begun.request.clone() }).await.err().unwrap();
    assert!(matches!(refused.refusal(), Some(Refusal::InFlight(_))), "{refused}");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_bought_is_fetched_though_the_order_is_closed() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("steady", 1_000_000).await;
    let out = tempfile::tempdir().unwrap();
    let begun = testbed.order_begun((small(1, 2), Default::default()), out.path()).await;
    let (session, request) = (&begun.session, &begun.request);
    buy(session, &begun.packed, &begun.quoted, request, out.path(), &mut |_| ()).await.unwrap();
    testbed.ledger.advance(std::time::Duration::from_secs(25 * 3_600)).unwrap();
    let address = begun.placed.order;
    if let Some(over) = testbed.chain.order(&address).await.unwrap() {
        restore::give_back(session, &over, false).await.unwrap().expect("its rent");
    }
    assert!(testbed.chain.order(&address).await.unwrap().is_none());
    let (again, before) = (tempfile::tempdir().unwrap(), session.chain.balance(&session.address()).await.unwrap());
    let quoted = quote(session, &begun.packed, request, again.path()).await.unwrap();
    let fetched = buy(session, &begun.packed, &quoted, request, again.path(), &mut |_| ()).await.unwrap();
    assert_eq!((fetched.frames.len(), fetched.placed.order), (2, address));
    assert_eq!(session.chain.balance(&session.address()).await.unwrap(), before, "nothing is paid");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_cancels_before_anyone_works_has_everything_back() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let order = testbed.order(small(1, 1), 1).await;
    let job = testbed.chain.job(&order.placed.addresses()[0]).await.unwrap().unwrap();
    let session = &order.session;
    let before = session.chain.balance(&session.address()).await.unwrap();
    session.chain.send(&session.wallet, &[], &[job_cancel(&job, order.placed.order)]).await.unwrap();
    let history = testbed.ended(&job.address).await;
    let closed = history.closed.as_ref().unwrap();
    assert_eq!((history.outcome(), closed.refund), (Some(Outcome::Refunded), job.state.deposit));
    let placed = session.chain.order(&order.placed.order).await.unwrap().unwrap();
    restore::give_back(session, &placed, false).await.unwrap().expect("there is something to return");
    let fees = 2 * history.past.last().unwrap().fee;
    let after = session.chain.balance(&session.address()).await.unwrap();
    assert_eq!(after, before + closed.refund + closed.returned - fees);
    let left = session.chain.balance(&order.placed.order).await.unwrap();
    assert_eq!(left, session.chain.rent(layout::order::SPACE).await.unwrap(), "until its time is over");
    testbed.shut_down().await.unwrap();
}
