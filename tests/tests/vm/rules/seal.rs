use rayment_client::{instructions, rule_key};
use rayment_core::{
    Native,
    job::Seal,
    proof::challenge::{self, Challenge},
};
use rayment_tests::vm::{phases::*, world::*, *};
use solana_pubkey::Pubkey;

fn seal_of(world: &World, job: Pubkey) -> Seal {
    world.job(job).state.delivery().expect("something was delivered").seal
}

#[test]
fn a_delivery_waits_for_a_slot_hash_that_does_not_exist_yet() {
    let (mut world, job) = delivered();
    assert_eq!(awaited_slot(&world, job), FIRST_SLOT + 32);
    world.set_clock(FIRST_SLOT + 32, world.now());
    world.show_slot_hashes(FIRST_SLOT + 31, 100);
    world.seals(job).refuses(RaymentError::ChallengeNotReady);
}

#[test]
fn the_seed_comes_from_the_hash_of_the_awaited_slot() {
    let (mut world, job) = delivered();
    let slot = awaited_slot(&world, job);
    let hashes: Vec<_> = (0..50u8).map(|back| (slot + 20 - u64::from(back), [back; 32])).collect();
    world.set_slot_hashes(&hashes);
    world.seals(job).works();
    let root = picture::root(&SPEC, &offer().chunk, &PICTURE);
    let seed = challenge::seed::<Native>(&rule_key(&job), 0, &root, &[20; 32]);
    assert_eq!(seal_of(&world, job), Seal::Sealed { seed, round: 0 });
    assert_eq!(roles::challenge(&world, job), Challenge { seed, frames: 4, tiles: 12, count: 30 });
}

#[test]
fn the_next_slot_stands_in_for_a_skipped_one() {
    let (mut world, job) = delivered();
    let slot = awaited_slot(&world, job);
    world.set_slot_hashes(&[(slot + 9, [9; 32]), (slot + 2, [2; 32]), (slot - 1, [1; 32])]);
    world.seals(job).works();
    let root = picture::root(&SPEC, &offer().chunk, &PICTURE);
    let seed = challenge::seed::<Native>(&rule_key(&job), 0, &root, &[2; 32]);
    assert_eq!(seal_of(&world, job), Seal::Sealed { seed, round: 0 });
}

#[test]
fn a_missed_slot_waits_anew_and_doubles_the_tiles() {
    let (mut world, job) = delivered();
    let late = FIRST_SLOT + 32 + SLOT_HASHES_KEPT as u64;
    world.set_clock(late + 1, world.now());
    // The list reaches back to the slot after the awaited one: nobody can tell which was the lowest.
    world.show_slot_hashes(late, SLOT_HASHES_KEPT);
    world.seals(job).works();
    assert_eq!(seal_of(&world, job), Seal::Pending { slot: late + 33, round: 1 });
    seal(&mut world, job);
    assert_eq!(roles::challenge(&world, job).count, 48, "twice thirty, but all there are");
}

#[test]
fn the_last_slot_that_is_still_visible_counts() {
    let (mut world, job) = delivered();
    let last = FIRST_SLOT + 32 + SLOT_HASHES_KEPT as u64 - 1;
    world.show_slot_hashes(last, SLOT_HASHES_KEPT);
    world.seals(job).works();
    assert!(matches!(seal_of(&world, job), Seal::Sealed { round: 0, .. }));
}

#[test]
fn refuses_to_seal_twice() {
    let (mut world, job) = sealed();
    let before = seal_of(&world, job);
    world.show_slot_hashes(world.slot() + 50, 100);
    world.seals(job).refuses(RaymentError::AlreadySealed);
    assert_eq!(seal_of(&world, job), before);
}

#[test]
fn refuses_to_seal_what_was_not_delivered() {
    for reach in [open, running, accepted] {
        let (mut world, job) = reach();
        world.seals(job).refuses(RaymentError::WrongPhase);
    }
}

#[test]
fn a_disputed_delivery_can_still_be_sealed() {
    let (mut world, job) = delivered();
    world.advance(VERDICT_SECS);
    CLIENT.disputes(&mut world, job).works();
    KEEPER.accepts(&mut world, job).refuses(RaymentError::NotSealed);
    seal(&mut world, job);
    KEEPER.accepts(&mut world, job).works();
}

#[test]
fn refuses_slot_hashes_of_ones_own_making() {
    let (mut world, job) = delivered();
    let slot = awaited_slot(&world, job);
    world.show_slot_hashes(slot, 100);
    let forged = world.account(&instructions::SLOT_HASHES).expect("the sysvar");
    world.set_account(&STRANGER.key(), forged);
    let mut seal = instructions::job_seal(&world.job(job));
    seal.accounts[2].pubkey = STRANGER.key();
    // Anchor's "an address constraint was violated".
    world.sends(seal).refuses_with(2012);
}
