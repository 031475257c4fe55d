//! Each error of stakes and guardians, by the shortest way to it.

use RaymentError as E;
use rayment_client::{
    PROGRAM_ID,
    instructions::{ED25519, Staked, stake_change},
    rule_key,
};
use rayment_core::{
    guardian::{Contradiction, Statement},
    market::Params,
    stake::StakeCommand,
};
use rayment_tests::vm::{guardians::*, phases::*, roles::*, *};
use solana_instruction::{AccountMeta, Instruction};

use super::{contradiction, noise};
use crate::rules::every_error::{Ended, Way, end};

/// The provider's stake in `stake_change`, the guardian in `job_reject`.
const PROVIDER: usize = 5;
const GUARDIAN: usize = 6;
const ANNAS: Staker = Staker::Provider(ANNA);
const GITAS: Staker = Staker::Guardian(GITA);

/// What the keeper and Gita send about noise, changed.
fn sends(change: impl FnOnce(&World, &mut [Instruction; 2])) -> Ended {
    let (mut world, job) = noise(1);
    let mut both = rejection(&world, Some(KEEPER), job, &[GITA]);
    change(&world, &mut both);
    end(world.sends_all(&both))
}

/// The keeper and this guardian reject noise.
fn rejects(guardian: Guardian, second_check: u8) -> Ended {
    let (mut world, job) = noise(second_check);
    end(world.rejects(Some(KEEPER), job, &[guardian]))
}

/// A stranger shows what this key has signed.
fn shows(key: Actor, change: impl FnOnce(&mut [Statement; 2])) -> Ended {
    let mut world = World::guarded(guarded(1));
    let mut both = contradiction(&world);
    change(&mut both);
    let [one, two] = &both;
    end(world.sends_all(&slash(GITAS, key, STRANGER, [one, two])))
}

const STAKES: [Way; 8] = [
    (E::NotWallet, || {
        let mut world = World::market();
        let others = stake_change(&ANNA.wallet.key(), &world.market_state(), Staked::Provider, StakeCommand::Take);
        end(world.sends(signed_by(others, STRANGER)))
    }),
    (E::OneStake, || {
        let mut world = World::market();
        let mut none = ANNAS.asks(&world, StakeCommand::Take);
        none.accounts[PROVIDER] = AccountMeta::new_readonly(PROGRAM_ID, false);
        end(world.sends(none))
    }),
    (E::NoAmount, || end(ANNAS.locks(&mut World::market(), 0))),
    (E::NotLocked, || end(ANNAS.unlocks(&mut World::market(), 1))),
    (E::NothingUnlocking, || {
        let mut world = World::market();
        ANNAS.locks(&mut world, 1).works();
        end(ANNAS.takes(&mut world))
    }),
    (E::JobsOpen, || end(ANNAS.takes(&mut claimed().0))),
    (E::NothingStaked, || end(Staker::Client(CLIENT).takes(&mut World::market()))),
    (E::StakeTooLow, || {
        let mut world = World::market_under(Params::DEFAULT);
        let job = CLIENT.posts_job(&mut world, &offer()).works();
        end(KEEPER.assigns(&mut world, job, ANNA))
    }),
];

const GUARDIANS: [Way; 15] = [
    (E::KeyIsWallet, || end(Guardian { wallet: CLIENT.0, daemon: CLIENT.0 }.enlists(&mut World::market()))),
    (E::Slashed, || {
        let mut world = World::guarded(guarded(1));
        let [one, two] = contradiction(&world);
        world.sends_all(&slash(GITAS, GITA.daemon, STRANGER, [&one, &two])).works();
        end(GITAS.locks(&mut world, 1))
    }),
    (E::NotSignedBefore, || sends(|_, both| both.swap(0, 1))),
    (E::NotStatement, || sends(|_, [signed, _]| signed.data = vec![0, 0])),
    (E::OtherJob, || {
        let (mut world, job) = noise(1);
        let (statement, path) = finding(&world, job);
        let elsewhere = Statement { job: rule_key(&STRANGER.key()), ..statement };
        end(world.sends_all(&rejection_on(&world.clone(), Some(KEEPER), job, &[GITA], (elsewhere, path))))
    }),
    (E::NoSecondCheck, || rejects(GITA, 0)),
    (E::TooFewGuardians, || rejects(GITA, 2)),
    (E::GuardianMissing, || {
        sends(|_, [_, reject]| reject.accounts[GUARDIAN] = AccountMeta::new_readonly(PROGRAM_ID, false))
    }),
    (E::NotGuardianKey, || rejects(Guardian { daemon: HUGO.daemon, ..GITA }, 1)),
    (E::SameKeyTwice, || {
        let (mut world, job) = noise(1);
        end(world.rejects(Some(KEEPER), job, &[GITA, GITA]))
    }),
    (E::GuardianIsParty, || {
        let (mut world, job) = noise(1);
        let client = Guardian { wallet: STRANGER, daemon: CLIENT.0 };
        client.joins(&mut world);
        end(world.rejects(Some(KEEPER), job, &[client]))
    }),
    (E::TwoKeys, || {
        let mut world = World::guarded(guarded(1));
        let [one, two] = contradiction(&world);
        let (first, second) = (signature(GITA.daemon, &one), signature(HUGO.daemon, &two));
        let data = Contradiction::encode([(&first, &one), (&second, &two)]);
        let [_, slash] = slash(GITAS, GITA.daemon, STRANGER, [&one, &two]);
        end(world.sends_all(&[Instruction { program_id: ED25519, accounts: Vec::new(), data }, slash]))
    }),
    (E::OtherTile, || shows(GITA.daemon, |[_, two]| two.tile += 1)),
    (E::PixelsAgree, || shows(GITA.daemon, |[one, two]| *two = *one)),
    (E::OtherKey, || shows(HUGO.daemon, |_| ())),
];

/// All of them.
pub fn ways() -> impl Iterator<Item = Way> {
    STAKES.into_iter().chain(GUARDIANS)
}
