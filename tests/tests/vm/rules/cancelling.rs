use rayment_client::events::Event;
use rayment_core::job::{Ceilings, Offer};
use rayment_tests::vm::{phases::*, *};

const NOTICE_SECS: i64 = 120;

#[test]
fn an_open_job_is_cancelled_at_once() {
    for reach in [open, reserved] {
        let (mut world, job) = reach();
        let (wallet, held) = (world.at_orders(CLIENT), world.lamports(&job));
        CLIENT.cancels(&mut world, job).works();
        assert!(!world.exists(&job));
        assert_eq!(world.at_orders(CLIENT), wallet + held);
    }
}

#[test]
fn work_under_way_gets_two_minutes_notice() {
    let (mut world, job) = running();
    CLIENT.cancels(&mut world, job).works();
    let rent = world.rent(world.space(&job));
    let wallet = world.at_orders(CLIENT);
    world.advance(NOTICE_SECS - 1);
    world.expires(job).refuses(RaymentError::NotYetDue);
    world.advance(1);
    ANNA.delivers(&mut world, job, PICTURE).refuses(RaymentError::DeadlinePassed);
    world.expires(job).works();
    assert!(!world.exists(&job));
    assert_eq!(world.at_orders(CLIENT), wallet + DEPOSIT + rent);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.paid_jobs, anna.failed_jobs), (BOND, 0, 0), "nobody's fault");
}

#[test]
fn the_notice_is_never_shorter_than_one_frame() {
    let ceilings = Ceilings { ms_per_frame: 200_001, ..offer().ceilings };
    let (mut world, job) = posted(&Offer { ceilings, deposit: 200_000_000, ..offer() });
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    CLIENT.cancels(&mut world, job).works();
    world.advance(200);
    world.expires(job).refuses(RaymentError::NotYetDue);
    world.advance(1);
    world.expires(job).works();
}

#[test]
fn a_cancelled_job_pays_the_frames_that_were_delivered() {
    let (mut world, job) = running();
    world.advance(60);
    CLIENT.cancels(&mut world, job).works();
    world.advance(40);
    ANNA.delivers(&mut world, job, Render { frames: 0, ms: 0, wrong: false }).refuses(RaymentError::WrongFrameCount);
    ANNA.delivers(&mut world, job, Render { frames: 2, ms: 100_000, wrong: false }).works();
    seal(&mut world, job);
    KEEPER.accepts(&mut world, job).works();
    CLIENT.approves(&mut world, job).works();
    let (wallet, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
    world.settles(job).works();
    // Two frames, 100 s and 0.1 GB.
    let (price, fee) = (13_000_000, 650_000);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees), (price + BOND, fee));
    assert_eq!(world.at_orders(CLIENT), wallet + DEPOSIT - price - fee + rent);
}

#[test]
fn a_partial_delivery_is_checked_against_its_own_tiles() {
    let (mut world, job) = running();
    CLIENT.cancels(&mut world, job).works();
    world.advance(60);
    ANNA.delivers(&mut world, job, Render { frames: 1, ms: 50_000, wrong: true }).works();
    seal(&mut world, job);
    let (wallet, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
    let events = KEEPER.rejects(&mut world, job).works().events();
    assert!(!world.exists(&job), "a cancelled job does not open again");
    let [Event::JobRejected(_), Event::JobClosed(closed)] = events.as_slice() else { panic!("other events") };
    assert_eq!((closed.frames, closed.ms, closed.root), (0, 0, None), "nothing was bought");
    assert_eq!(world.at_orders(CLIENT), wallet + DEPOSIT + BOND + rent);
}

#[test]
fn a_claim_that_was_never_started_ends_with_the_notice() {
    let (mut world, job) = claimed();
    world.advance(60);
    CLIENT.cancels(&mut world, job).works();
    // The start was due before the notice is over: the provider's fault came first.
    let wallet = world.at_orders(CLIENT);
    let rent = world.rent(world.space(&job));
    world.advance(60);
    world.expires(job).works();
    assert!(!world.exists(&job));
    assert_eq!(world.at_orders(CLIENT), wallet + DEPOSIT + rent + BOND);
}

#[test]
fn refuses_to_cancel_twice() {
    for reach in [claimed, running] {
        let (mut world, job) = reach();
        CLIENT.cancels(&mut world, job).works();
        CLIENT.cancels(&mut world, job).refuses(RaymentError::AlreadyCancelled);
    }
}

#[test]
fn refuses_to_cancel_what_was_delivered() {
    for reach in [delivered, accepted, disputed] {
        let (mut world, job) = reach();
        CLIENT.cancels(&mut world, job).refuses(RaymentError::WrongPhase);
    }
}

#[test]
fn refuses_a_cancellation_by_anyone_but_the_client() {
    for reach in [open, running] {
        let (mut world, job) = reach();
        for actor in [STRANGER, OTHER_CLIENT.0, ANNA.operator, KEEPER.0, OPENER] {
            Client(actor).cancels(&mut world, job).refuses(RaymentError::NotJobClient);
        }
    }
}
