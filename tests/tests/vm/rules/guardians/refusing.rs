//! Rejections that are refused: whoever has not signed, or has signed something else.

use rayment_client::{PROGRAM_ID, address, instructions::guardian_enlist, rule_key};
use rayment_core::{Hash, guardian::Statement};
use rayment_tests::vm::{guardians::*, phases::*, roles::*, world::*, *};
use solana_instruction::{AccountMeta, Instruction};
use solana_pubkey::Pubkey;

use super::{accepted_noise, contradiction, disputed_noise, noise};

/// Where the guardians stand in `job_reject`, and after them the sysvar.
const GUARDIAN: usize = 6;
const SYSVAR: usize = 8;

/// Rejects, by the keeper and Gita, on what `change` makes of an honest finding.
fn on(change: impl FnOnce(&mut Statement, &mut Vec<Hash>)) -> Answer {
    let (mut world, job) = noise(1);
    let (mut statement, mut path) = finding(&world, job);
    change(&mut statement, &mut path);
    let both = rejection_on(&world, Some(KEEPER), job, &[GITA], (statement, path));
    let before = world.snapshot();
    let answer = world.sends_all(&both);
    assert!(answer.is_ok() || world.snapshot() == before);
    answer
}

/// What the keeper and Gita send, changed.
fn sent(change: impl FnOnce(&mut World, &mut [Instruction; 2])) -> Answer {
    let (mut world, job) = noise(1);
    let mut both = rejection(&world, Some(KEEPER), job, &[GITA]);
    change(&mut world, &mut both);
    world.sends_all(&both)
}

fn none() -> AccountMeta {
    AccountMeta::new_readonly(PROGRAM_ID, false)
}

#[test]
fn an_honest_finding_of_the_keeper_and_a_guardian_is_taken() {
    on(|_, _| ()).works();
    sent(|_, _| ()).works();
}

#[test]
fn refuses_a_rejection_that_lacks_one_guardian() {
    let (mut world, job) = noise(2);
    KEEPER.rejects(&mut world, job).refuses(RaymentError::TooFewGuardians);
    world.rejects(Some(KEEPER), job, &[GITA]).refuses(RaymentError::TooFewGuardians);
    for second_check in [1, 2] {
        let (mut world, job) = noise(second_check);
        KEEPER.rejects(&mut world, job).refuses(RaymentError::TooFewGuardians);
        world.advance(VERDICT_SECS);
        world.rejects(None, job, &[GITA]).refuses(RaymentError::TooFewGuardians);
    }
}

#[test]
fn refuses_a_guardian_that_signs_twice() {
    for (second_check, keeper) in [(1, None), (2, Some(KEEPER))] {
        let (mut world, job) = noise(second_check);
        world.advance(VERDICT_SECS);
        world.rejects(keeper, job, &[GITA, GITA]).refuses(RaymentError::SameKeyTwice);
        // Two wallets with one daemon are one key.
        let shadow = Guardian { wallet: STRANGER, ..GITA };
        shadow.joins(&mut world);
        world.rejects(keeper, job, &[GITA, shadow]).refuses(RaymentError::SameKeyTwice);
        world.rejects(keeper, job, &[GITA, HUGO]).works();
    }
}

#[test]
fn refuses_a_guardian_that_is_the_jobs_client_its_provider_or_the_keeper() {
    for party in [CLIENT.0, ANNA.wallet, KEEPER.0] {
        for guardian in [Guardian { wallet: party, daemon: STRANGER }, Guardian { wallet: STRANGER, daemon: party }] {
            let (mut world, job) = noise(1);
            guardian.joins(&mut world);
            world.rejects(Some(KEEPER), job, &[guardian]).refuses(RaymentError::GuardianIsParty);
            world.rejects(Some(KEEPER), job, &[GITA, guardian]).refuses(RaymentError::GuardianIsParty);
            world.advance(VERDICT_SECS);
            world.rejects(None, job, &[guardian, GITA]).refuses(RaymentError::GuardianIsParty);
        }
    }
}

#[test]
fn refuses_a_guardian_that_leaves_or_has_not_locked_enough() {
    let (mut world, job) = noise(1);
    Staker::Guardian(GITA).unlocks(&mut world, GUARDIAN_STAKE).works();
    world.rejects(Some(KEEPER), job, &[GITA]).refuses(RaymentError::StakeTooLow);
    world.rejects(Some(KEEPER), job, &[HUGO, GITA]).refuses(RaymentError::StakeTooLow);
    let newcomer = Guardian { wallet: STRANGER, daemon: DONOR };
    newcomer.enlists(&mut world).works();
    world.rejects(Some(KEEPER), job, &[newcomer]).refuses(RaymentError::StakeTooLow);
}

#[test]
fn refuses_a_guardian_that_was_slashed() {
    let (mut world, job) = noise(1);
    let [one, two] = contradiction(&world);
    let proof = slash(Staker::Guardian(GITA), GITA.daemon, STRANGER, [&one, &two]);
    world.sends_all(&proof).works();
    world.rejects(Some(KEEPER), job, &[GITA]).refuses(RaymentError::Slashed);
    world.rejects(Some(KEEPER), job, &[HUGO, GITA]).refuses(RaymentError::Slashed);
    world.rejects(Some(KEEPER), job, &[HUGO]).works();
}

/// Gita is a guardian of the other market as well, with a stake there.
fn gita_elsewhere(world: &mut World) -> Pubkey {
    let rival = address::market(&RIVAL.key(), 0);
    world.opens_market(RIVAL, guarded(1)).works();
    let market = rayment_client::Market { address: rival, authority: RIVAL.key(), ..world.market_state() };
    world.sends(guardian_enlist(&GITA.wallet.key(), &market, &GITA.daemon.key())).works();
    address::guardian(&rival, &GITA.wallet.key())
}

#[test]
fn refuses_a_guardian_of_another_market() {
    sent(|world, [_, reject]| reject.accounts[GUARDIAN].pubkey = gita_elsewhere(world))
        .refuses(RaymentError::WrongMarket);
}

#[test]
fn refuses_what_is_no_account_of_a_guardian() {
    type Named = fn(&World) -> Pubkey;
    let others: [(Named, u32); 3] = [
        // Anchor's "owned by another program", and "of another kind".
        (|_| STRANGER.key(), 3007),
        (|_| ANNA.address(), 3002),
        (|_| World::market_address(), 3002),
    ];
    for (other, code) in others {
        sent(|world, [_, reject]| reject.accounts[GUARDIAN].pubkey = other(world)).refuses_with(code);
    }
}

#[test]
fn refuses_more_or_fewer_guardians_than_signatures() {
    sent(|_, [_, reject]| reject.accounts[GUARDIAN] = none()).refuses(RaymentError::GuardianMissing);
    let second = AccountMeta::new_readonly(HUGO.address(), false);
    sent(|_, [_, reject]| reject.accounts[GUARDIAN + 1] = second).refuses(RaymentError::GuardianMissing);
}

#[test]
fn refuses_a_guardian_whose_key_has_not_signed() {
    sent(|_, [_, reject]| reject.accounts[GUARDIAN].pubkey = HUGO.address()).refuses(RaymentError::NotGuardianKey);
    // Signed by the wallet instead of the daemon.
    let (mut world, job) = noise(1);
    let by_wallet = Guardian { daemon: GITA.wallet, ..GITA };
    world.rejects(Some(KEEPER), job, &[by_wallet]).refuses(RaymentError::NotGuardianKey);
    // Both have signed, in the other order.
    let mut both = rejection(&world, Some(KEEPER), job, &[GITA, HUGO]);
    both[1].accounts.swap(GUARDIAN, GUARDIAN + 1);
    world.sends_all(&both).refuses(RaymentError::NotGuardianKey);
}

#[test]
fn refuses_a_signed_statement_about_something_else() {
    on(|said, _| said.market = rule_key(&RIVAL.key())).refuses(RaymentError::WrongMarket);
    on(|said, _| said.job = rule_key(&STRANGER.key())).refuses(RaymentError::OtherJob);
    for attempt in [1, 255] {
        on(|said, _| said.attempt = attempt).refuses(RaymentError::WrongAttempt);
    }
    on(|said, _| said.leaf[0] ^= 1).refuses(RaymentError::PathMismatch);
    on(|_, path| path[0][0] ^= 1).refuses(RaymentError::PathMismatch);
    on(|_, path| path.truncate(path.len() - 1)).refuses(RaymentError::PathMismatch);
    for far in [(4, 0), (0, 12), (u32::MAX, 0), (0, u32::MAX)] {
        on(|said, _| (said.frame, said.tile) = far).refuses(RaymentError::TileNotChallenged);
    }
}

#[test]
fn refuses_a_statement_about_a_tile_that_was_not_picked() {
    let (mut world, job) = noise(1);
    let evidence = against(&world, job, unpicked(&world, job), true);
    let found = (statement(&world, job, &evidence), evidence.path);
    let both = rejection_on(&world, Some(KEEPER), job, &[GITA], found);
    world.sends_all(&both).refuses(RaymentError::TileNotChallenged);
}

#[test]
fn refuses_a_finding_that_is_the_delivery() {
    let (mut world, job) = sealed_under(guarded(1), &offer(), PICTURE);
    let evidence = against(&world, job, picked(&world, job), false);
    let found = (statement(&world, job, &evidence), evidence.path);
    let both = rejection_on(&world, Some(KEEPER), job, &[GITA], found);
    world.sends_all(&both).refuses(RaymentError::TilesAgree);
}

#[test]
fn refuses_guardians_before_the_seal() {
    let mut world = World::guarded(guarded(1));
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    work_off(&mut world, job, NOISE);
    let evidence = against(&world, job, (0, 0), true);
    let found = (statement(&world, job, &evidence), evidence.path);
    let both = rejection_on(&world, Some(KEEPER), job, &[GITA], found);
    world.sends_all(&both).refuses(RaymentError::NotSealed);
}

#[test]
fn refuses_signatures_about_an_earlier_attempt() {
    let (mut world, job) = noise(1);
    let earlier = rejection(&world, Some(KEEPER), job, &[GITA]);
    world.sends_all(&earlier).works();
    world.sends_all(&earlier).map(|_| ()).expect_err("Anna no longer holds the job");
    world.advance(10);
    ANNA.claims(&mut world, job).refuses(RaymentError::ProviderFailedBefore);
    BORIS.claims(&mut world, job).works();
    BORIS.starts(&mut world, job).works();
    world.advance(200);
    BORIS.delivers(&mut world, job, NOISE).works();
    seal(&mut world, job);
    let mut again = rejection(&world, Some(KEEPER), job, &[GITA]);
    again[0] = earlier[0].clone();
    world.sends_all(&again).refuses(RaymentError::WrongAttempt);
    let mut by_name = earlier;
    by_name[1].accounts[4].pubkey = BORIS.address();
    world.sends_all(&by_name).refuses(RaymentError::WrongAttempt);
}

#[test]
fn refuses_guardians_in_a_market_that_asks_for_none() {
    let (mut world, job) = noise(0);
    for by in [&[GITA][..], &[GITA, HUGO]] {
        world.rejects(Some(KEEPER), job, by).refuses(RaymentError::NoSecondCheck);
    }
    let mut named = rayment_client::instructions::job_reject(
        &KEEPER.key(),
        (&world.job(job), &world.payee(&world.job(job))),
        &against(&world, job, picked(&world, job), true),
    );
    named.accounts[GUARDIAN] = AccountMeta::new_readonly(GITA.address(), false);
    world.sends(named).refuses(RaymentError::NoSecondCheck);
    world.advance(VERDICT_SECS);
    world.rejects(None, job, &[GITA, HUGO]).refuses(RaymentError::NoSecondCheck);
    KEEPER.rejects(&mut world, job).works();
}

#[test]
fn refuses_guardians_against_what_the_client_has_agreed_to_pay() {
    let approved = {
        let (mut world, job) = noise(1);
        CLIENT.approves(&mut world, job).works();
        (world, job)
    };
    let approved_after_the_keeper = {
        let (mut world, job) = accepted_noise(false);
        CLIENT.approves(&mut world, job).works();
        (world, job)
    };
    let conceded = {
        let (mut world, job) = disputed_noise(DEPOSIT);
        CLIENT.approves(&mut world, job).works();
        (world, job)
    };
    for (mut world, job) in [approved, approved_after_the_keeper, conceded] {
        world.rejects(None, job, &[GITA, HUGO]).refuses(RaymentError::WrongPhase);
        world.rejects(Some(KEEPER), job, &[GITA, HUGO]).refuses(RaymentError::WrongPhase);
    }
}

#[test]
fn refuses_a_keeper_that_takes_its_acceptance_back_whoever_signs_with_it() {
    let (mut world, job) = accepted_noise(false);
    for by in [&[GITA][..], &[GITA, HUGO]] {
        world.rejects(Some(KEEPER), job, by).refuses(RaymentError::WrongPhase);
    }
}

#[test]
fn refuses_anyone_in_the_keepers_place() {
    let (mut world, job) = noise(1);
    for other in [STRANGER, OPENER, GITA.wallet, GITA.daemon] {
        world.rejects(Some(Keeper(other)), job, &[GITA]).refuses(RaymentError::NotKeeper);
    }
    world.changes_keeper(DONOR);
    world.rejects(Some(KEEPER), job, &[GITA]).refuses(RaymentError::NotKeeper);
    world.rejects(Some(Keeper(DONOR)), job, &[GITA]).works();
}

#[test]
fn refuses_evidence_as_a_statement_and_a_statement_without_the_sysvar() {
    sent(|_, [_, reject]| reject.accounts[SYSVAR] = none()).refuses(RaymentError::NotSignedBefore);
    let (mut world, job) = noise(1);
    let [signed, mut reject] = rejection(&world, Some(KEEPER), job, &[GITA]);
    let evidence = against(&world, job, picked(&world, job), true);
    let plain = rayment_client::instructions::job_reject(&KEEPER.key(), (&world.job(job), &STRANGER.key()), &evidence);
    reject.data = plain.data;
    world.sends_all(&[signed.clone(), reject.clone()]).refuses(RaymentError::NotSignedBefore);
    reject.accounts[SYSVAR] = none();
    world.sends_all(&[signed, reject]).refuses(RaymentError::TooFewGuardians);
    // Anchor's "an address constraint was violated".
    let other = AccountMeta::new_readonly(rayment_client::instructions::SLOT_HASHES, false);
    sent(|_, [_, reject]| reject.accounts[SYSVAR] = other).refuses_with(2012);
}
