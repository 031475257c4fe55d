//! Worlds in which one job has come to some phase.

use rayment_core::job::{FailReason, Offer, Seal};
use solana_pubkey::Pubkey;

use super::{ANNA, CLIENT, Judged, KEEPER, NOISE, PICTURE, Render, WORST, World, offer};

/// A world and its one job.
pub type JobWorld = (World, Pubkey);

pub const START_SECS: i64 = 120;
/// Twice 4 frames x 60 s, and 300 s.
pub const DELIVERY_SECS: i64 = 780;
pub const VERDICT_SECS: i64 = 900;

pub fn posted(offer: &Offer) -> JobWorld {
    let mut world = World::market();
    let job = CLIENT.posts_job(&mut world, offer).works();
    (world, job)
}

pub fn open() -> JobWorld {
    posted(&offer())
}

/// Reserved for Anna.
pub fn reserved() -> JobWorld {
    let (mut world, job) = open();
    KEEPER.assigns(&mut world, job, ANNA).works();
    (world, job)
}

/// By Anna.
pub fn claimed() -> JobWorld {
    let (mut world, job) = reserved();
    ANNA.claims(&mut world, job).works();
    (world, job)
}

pub fn running() -> JobWorld {
    let (mut world, job) = claimed();
    ANNA.starts(&mut world, job).works();
    (world, job)
}

/// The picture, after 200 seconds.
pub fn delivered() -> JobWorld {
    with_delivery(PICTURE)
}

pub fn delivered_noise() -> JobWorld {
    with_delivery(NOISE)
}

fn with_delivery(render: Render) -> JobWorld {
    let (mut world, job) = running();
    hand_in(&mut world, job, render);
    (world, job)
}

/// Anna takes the job, and hands this in after 200 seconds.
pub fn work_off(world: &mut World, job: Pubkey, render: Render) {
    KEEPER.assigns(world, job, ANNA).works();
    ANNA.claims(world, job).works();
    ANNA.starts(world, job).works();
    hand_in(world, job, render);
}

fn hand_in(world: &mut World, job: Pubkey, render: Render) {
    world.advance(200);
    ANNA.delivers(world, job, render).works();
}

/// The client has asked for no check.
pub fn unchecked(render: Render) -> JobWorld {
    let (mut world, job) = posted(&Offer { check: false, ..offer() });
    work_off(&mut world, job, render);
    (world, job)
}

pub fn sealed() -> JobWorld {
    let (mut world, job) = delivered();
    seal(&mut world, job);
    (world, job)
}

pub fn sealed_noise() -> JobWorld {
    let (mut world, job) = delivered_noise();
    seal(&mut world, job);
    (world, job)
}

pub fn accepted() -> JobWorld {
    let (mut world, job) = sealed();
    KEEPER.accepts(&mut world, job).works();
    (world, job)
}

/// The keeper kept silent, the client objects.
pub fn disputed() -> JobWorld {
    let (mut world, job) = sealed();
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    (world, job)
}

/// The same, where the deposit leaves too little for the bond of a dispute: the client's wallet pays it.
pub fn disputed_and_paid_in() -> JobWorld {
    let (mut world, job) = posted(&Offer { deposit: WORST, ..offer() });
    work_off(&mut world, job, PICTURE);
    seal(&mut world, job);
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    (world, job)
}

/// Anna has called the spec broken.
pub fn reported() -> JobWorld {
    let (mut world, job) = running();
    ANNA.fails(&mut world, job, FailReason::Spec).works();
    (world, job)
}

/// The slot whose hash picks the tiles.
pub fn awaited_slot(world: &World, job: Pubkey) -> u64 {
    match world.job(job).state.delivery().expect("something was delivered").seal {
        Seal::Pending { slot, .. } => slot,
        Seal::Sealed { .. } => panic!("the tiles were picked before"),
    }
}

/// Waits until the awaited slot has a hash, and seals.
pub fn seal(world: &mut World, job: Pubkey) {
    let slot = awaited_slot(world, job);
    world.set_clock(slot + 1, world.now());
    world.show_slot_hashes(slot, 100);
    world.seals(job).works();
}
