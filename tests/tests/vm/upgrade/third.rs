//! Parameters of the second layout, and the counters of jobs that became accounts of clients: what a migration makes
//! of them, and what goes on without one. Stakes, guardians and channels came with the third.

use rayment_client::{address, instructions};
use rayment_core::{
    channel::Steer,
    job::{Offer, Phase},
    layout,
    market::Params,
    stake::{Stake, StakeCommand},
};
use rayment_tests::vm::{channels::rental, guardians::*, phases::JobWorld, roles::*, world::*, *};
use solana_pubkey::Pubkey;

use super::{
    MOVER, begun_under,
    earlier::{self, FIRST, SECOND},
    migrates_all,
    stories::{Act, assign, claim, deliver, deliver_noise, reseal, start, time_to_judge},
    to_migrate,
};

fn params() -> Pubkey {
    address::params(&World::market_address(), 0)
}

/// Begun under the second layout's program, and only the job is moved: its parameters stay as they were.
fn with_earlier_params(offer: &Offer, until: &[Act]) -> JobWorld {
    let (mut world, job) = begun_under(SECOND, offer, until);
    world.upgrades();
    world.migrates(MOVER, &job).works();
    (world, job)
}

/// The same with all accounts moved.
fn migrated(offer: &Offer, until: &[Act]) -> JobWorld {
    let (mut world, job) = with_earlier_params(offer, until);
    migrates_all(&mut world);
    (world, job)
}

const BOTH: [fn(&Offer, &[Act]) -> JobWorld; 2] = [with_earlier_params, migrated];

#[test]
fn parameters_of_the_second_layout_keep_what_was_agreed_and_ask_for_nothing_new() {
    let (mut world, _) = begun_under(SECOND, &offer(), &[]);
    world.upgrades();
    let (data, rent) = (world.account(&params()).expect("the parameters").data, world.lamports(&params()));
    let payer = world.lamports(&MOVER.key());
    world.migrates(MOVER, &params()).works();
    let now = world.account(&params()).expect("the parameters").data;
    let values = world.params(0).values;
    assert_eq!(values, earlier::params_of_second(&data));
    let unasked = Params { stake_client: 0, stake_provider: 0, stake_guardian: 0, ..Params::DEFAULT };
    assert_eq!(values, unasked, "nobody is asked for a stake");
    assert_eq!(now.len(), data.len());
    assert_eq!(now[layout::header::SPACE..108], data[layout::header::SPACE..108]);
    assert!(now[layout::market_params::RESERVED.at..].iter().all(|byte| *byte == 0));
    assert_eq!((world.lamports(&params()), world.lamports(&MOVER.key())), (rent, payer));
    let once = world.snapshot();
    world.migrates(MOVER, &params()).works();
    assert_eq!(world.snapshot(), once);
}

#[test]
fn new_parameters_after_the_migration_ask_for_what_they_say() {
    let (mut world, _) = migrated(&offer(), &[]);
    world.changes_params(&Params::DEFAULT);
    assert_eq!(world.params(1).values, Params::DEFAULT);
}

#[test]
fn refuses_a_stake_and_a_channel_by_earlier_parameters() {
    for (earlier, reason) in [(SECOND, Some(RaymentError::EarlierLayout)), (FIRST, None)] {
        let (mut world, _) = begun_under(earlier, &offer(), &[]);
        world.upgrades();
        for address in to_migrate(&world).into_iter().filter(|address| *address != params()) {
            world.migrates(MOVER, &address).works();
        }
        GITA.enlists(&mut {
            let mut clone = world.clone();
            clone.fund(&GITA.wallet.key(), FUNDS);
            clone
        })
        .works();
        let new = CLIENT.proposes(&world, ANNA, rental());
        let open = instructions::channel_open(&world.market_state(), &new);
        let lock = StakeCommand::Lock { amount: 5 };
        let stakes = [Staker::Client(CLIENT), Staker::Provider(ANNA), Staker::Keeper].map(|who| who.asks(&world, lock));
        for instruction in stakes.into_iter().chain([open]) {
            let before = world.snapshot();
            let refused = world.clone().sends(instruction.clone());
            match reason {
                Some(reason) => refused.refuses(reason),
                // Anchor's "did not deserialize": the first layout's are too short.
                None => refused.refuses_with(3003),
            }
            assert_eq!(world.snapshot(), before);
            let mut later = world.clone();
            later.migrates(MOVER, &params()).works();
            later.sends(instruction).works();
        }
    }
}

#[test]
fn a_provider_claims_without_a_stake() {
    for reach in BOTH {
        let (mut world, job) = reach(&offer(), &[]);
        KEEPER.assigns(&mut world, job, ANNA).works();
        ANNA.claims(&mut world, job).works();
        assert_eq!(world.provider(ANNA).state.stake, Stake::default());
    }
}

#[test]
fn the_keeper_rejects_alone_and_guardians_have_no_say() {
    for reach in BOTH {
        let (mut world, job) = reach(&offer(), &[assign, claim, start, deliver_noise, reseal]);
        let mut two = world.clone();
        // They lock by new parameters, which the job does not name.
        two.migrates(MOVER, &params()).works();
        two.changes_params(&guarded(1));
        GITA.joins(&mut two);
        HUGO.joins(&mut two);
        two.rejects(Some(KEEPER), job, &[GITA]).refuses(RaymentError::NoSecondCheck);
        time_to_judge(&mut two, job);
        two.rejects(None, job, &[GITA, HUGO]).refuses(RaymentError::NoSecondCheck);
        // The tests read today's parameters alone.
        let mut read = world.clone();
        read.migrates(MOVER, &params()).works();
        let evidence = against(&read, job, picked(&read, job), true);
        KEEPER.rejects_on(&mut world, job, &evidence).works();
        assert!(matches!(world.job(job).state.phase, Phase::Open { .. }));
    }
}

#[test]
fn a_keeper_without_a_bond_pays_at_once_and_nobody_waits_for_guardians() {
    for reach in BOTH {
        let (mut world, job) = reach(&Offer { at_once: true, ..offer() }, &[assign, claim, start, deliver, reseal]);
        KEEPER.accepts(&mut world, job).works();
        world.settles(job).works();
        assert!(!world.exists(&job));
    }
}

/// The counter of a client, written by this program, and the client's account of today at the same address.
fn counter(earlier: Earlier) -> (World, Staker) {
    let (mut world, _) = begun_under(earlier, &offer(), &[]);
    world.upgrades();
    world.migrates(MOVER, &params()).works();
    (world, Staker::Client(CLIENT))
}

#[test]
fn a_counter_of_jobs_becomes_a_client_without_a_stake() {
    for earlier in [FIRST, SECOND] {
        let (mut world, client) = counter(earlier);
        let data = world.account(&client.account()).expect("the counter").data;
        let (payer, held) = (world.lamports(&MOVER.key()), world.lamports(&client.account()));
        assert_eq!((data.len(), held), (earlier::COUNTER_SPACE, world.rent(earlier::COUNTER_SPACE)));
        world.migrates(MOVER, &client.account()).works();
        let state = world.client(CLIENT).state;
        assert_eq!((state.next_id, state.stake), (1, Stake::default()));
        assert_eq!(world.account(&client.account()).expect("the client").data[10..82], data[10..]);
        let missing = world.rent(layout::client::SPACE) - held;
        assert_eq!(world.lamports(&MOVER.key()), payer - missing);
        assert_eq!(world.lamports(&client.account()), held + missing);
        let once = world.snapshot();
        world.migrates(MOVER, &client.account()).works();
        assert_eq!(world.snapshot(), once);
    }
}

#[test]
fn a_migrated_client_stakes_and_closes_with_all_that_lies_there() {
    for locked in [0, 5] {
        let (mut world, client) = counter(FIRST);
        world.migrates(MOVER, &client.account()).works();
        if locked > 0 {
            client.locks(&mut world, locked).works();
            client.takes(&mut world).refuses(RaymentError::NothingUnlocking);
            client.unlocks(&mut world, locked).works();
            world.advance(UNLOCK_SECS);
        }
        let (wallet, held) = (world.lamports(&CLIENT.key()), world.lamports(&client.account()));
        client.takes(&mut world).works();
        assert!(!world.exists(&client.account()));
        assert_eq!(world.lamports(&CLIENT.key()), wallet + held);
        // And it opens anew.
        client.locks(&mut world, 5).works();
        assert_eq!(world.client(CLIENT).state.next_id, 0);
    }
}

#[test]
fn refuses_a_stake_in_a_counter_by_name_until_it_is_migrated() {
    let (mut world, client) = counter(FIRST);
    let lock = client.asks(&world, StakeCommand::Lock { amount: 5 });
    let mut anew = lock.clone();
    anew.accounts.swap(3, 4);
    let before = world.snapshot();
    let refused = world.sends(lock.clone()).expect_err("it was not migrated").code();
    // Its 82 bytes are too few to be read as a client: Anchor's "did not deserialize".
    assert!(refused == Some(3003) || refused == Some(RaymentError::EarlierLayout.into()), "{refused:?}");
    world.sends(anew).map(|_| ()).expect_err("something is there");
    assert_eq!(world.snapshot(), before);
    world.migrates(MOVER, &client.account()).works();
    world.sends(lock).works();
}

/// No earlier program has opened a channel; its provider could still be of the first layout, were it moved back.
#[test]
fn refuses_a_channel_whose_provider_is_not_migrated() {
    let mut world = World::market();
    let channel = CLIENT.opens(&mut world, ANNA, rental()).works();
    let mut back = world.clone();
    earlier::moves_back(&mut back, &ANNA.address());
    back.redeems(channel, 1).refuses(RaymentError::EarlierLayout);
    back.steers(CLIENT.0, channel, Steer::Pause).refuses(RaymentError::EarlierLayout);
    back.migrates(MOVER, &ANNA.address()).works();
    back.redeems(channel, 1).works();
}
