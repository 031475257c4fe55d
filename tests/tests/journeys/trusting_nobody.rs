//! A client believes neither the hub nor the provider nor the quote, and says which of them is wrong.

use std::fs;

use rayment_client::history::JobHistory;
use rayment_core::{Native, Sha256, job::Outcome};
use rayment_sdk::{Error, Refusal, Request, collect, place, quote, verify};
use rayment_testbed::{Testbed, small};
use solana_keypair::Keypair;

use crate::files;

fn refused<T>(result: Result<T, Error>) -> Refusal {
    match result.err().expect("it is refused") {
        Error::Refused(refusal) => refusal,
        other => panic!("a refusal was expected: {other}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_takes_neither_other_tiles_nor_what_was_not_paid() {
    let mut testbed = Testbed::for_test().await;
    testbed.start_keeper();
    testbed.start_provider("honest", 1_000_000).await;
    let order = testbed.order(small(1, 1), 1).await;
    let (job, session, spec) = (order.placed.addresses()[0], &order.session, &order.quoted.spec);
    let placed = JobHistory::read(&testbed.chain, &job).await.unwrap().unwrap();
    assert!(matches!(refused(collect::fetch(&session.hub, spec, &placed).await), Refusal::NotPaid(of) if of == job));
    let paid = testbed.ended(&job).await;
    assert_eq!(paid.outcome(), Some(Outcome::Paid));
    let mut fetched = collect::fetch(&session.hub, spec, &paid).await.unwrap();
    let (scene, all) = (order.packed.file_map(), u32::MAX);
    assert_eq!(verify::verify(spec, &scene, &fetched, all).await.unwrap(), u64::from(spec.grid().tiles()));
    // One bit of one tile of what came.
    let (frame, body) = &mut fetched.bodies[0];
    let (frame, last) = (*frame, body.len() - 1);
    body[last] ^= 1;
    let differs = refused(verify::verify(spec, &scene, &fetched, all).await);
    let tile = u64::from(spec.grid().tiles()) - 1;
    let Refusal::Differs { job: of, frame: at, tile: found } = differs else { panic!("{differs}") };
    assert_eq!((of, at, found), (job, frame, tile));
    // The hub has other tiles than were committed to, and says that they are the right ones.
    let stored = files(&testbed.folder.join("hub/objects/frames"), "").remove(0);
    let mut bytes = fs::read(&stored).unwrap();
    bytes[0] ^= 1;
    let trailer = 2 * 32 + 3 * 4;
    let at = bytes.len() - trailer + 32;
    let digest = Native::hash(&[&bytes[..bytes.len() - trailer]]);
    bytes[at..at + 32].copy_from_slice(&digest);
    fs::write(&stored, bytes).unwrap();
    let wrong = collect::fetch(&session.hub, spec, &paid).await.err().unwrap();
    assert!(matches!(wrong, Error::Delivery { job: of, .. } if of == job), "{wrong}");
    testbed.shut_down().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_locks_nothing_that_it_cannot_pay_or_that_is_out_of_proportion() {
    let mut testbed = Testbed::for_test().await;
    let idle = testbed.start_provider("idle", 1_000_000).await;
    testbed.stop_daemon(&idle.name).await;
    let order = testbed.order(small(1, 1), 1).await;
    let mut session = testbed.session().unwrap();
    let asked = Request { again: true, ..order.request.clone() };
    let folder = tempfile::tempdir().unwrap();
    let mut quoted = quote(&session, &order.packed, &asked, folder.path()).await.unwrap();
    let mut silent = |_| ();
    quoted.quote.ordinary_cap = quoted.quote.cap - 1;
    let refusal = refused(place::place(&session, &order.packed, &quoted, &asked, &mut silent).await);
    assert!(matches!(refusal, Refusal::OutOfProportion { locked, .. } if locked == quoted.quote.cap), "{refusal}");
    // Who says how much it may be has looked.
    let allowed = Request { max_price: Some(quoted.quote.cap), ..asked.clone() };
    session.wallet = Keypair::new().into();
    let refusal = refused(place::place(&session, &order.packed, &quoted, &allowed, &mut silent).await);
    assert!(matches!(refusal, Refusal::WalletTooLow { has: 0, .. }), "{refusal}");
    testbed.shut_down().await.unwrap();
}
