use rayment_client::{Market, instructions};
use rayment_core::{job::Expectations, job::Offer, market::Params, order::MarketVersion, stake::Stake};
use rayment_tests::vm::{roles::signed_by, world::DAY, *};

const DEARER: Params = Params { fee_bps: 1_000, verdict_secs: 60, ..Params::DEFAULT };

fn updates(world: &mut World, keeper: Option<Actor>, params: Option<&Params>) -> Answer {
    let market = world.market_state();
    let keeper = keeper.map(Actor::key);
    world.sends(instructions::market_update(&market, None, keeper.as_ref(), params))
}

#[test]
fn a_market_is_what_its_creator_says() {
    let mut world = World::empty();
    world.opens_market(OPENER, Params::DEFAULT).works();
    let address = World::market_address();
    let (keeper, treasury, opener) = (KEEPER.key(), TREASURY.key(), OPENER.key());
    let version = MarketVersion { params: 0, since: world.now(), paused_until: 0 };
    let expected = Market {
        address,
        id: 0,
        creator: opener,
        authority: opener,
        keeper,
        treasury,
        version,
        keeper_bond: Stake::default(),
        dust: 0,
    };
    assert_eq!(world.market_state(), expected);
    let params = world.params(0);
    assert_eq!((params.market, params.version, params.values), (address, 0, Params::DEFAULT));
}

#[test]
fn refuses_a_second_market_under_the_same_number() {
    let mut world = World::market();
    // The system program's "already in use".
    world.opens_market(OPENER, Params::DEFAULT).refuses_with(0);
}

#[test]
fn refuses_parameters_outside_their_range() {
    for bad in [
        Params { fee_bps: 1_001, ..Params::DEFAULT },
        Params { dispute_bps: 499, ..Params::DEFAULT },
        Params { dispute_bps: 5_001, ..Params::DEFAULT },
        Params { hold_bps: 5_001, ..Params::DEFAULT },
    ] {
        World::empty().opens_market(OPENER, bad).refuses(RaymentError::ParamOutOfRange);
        updates(&mut World::market(), None, Some(&bad)).refuses(RaymentError::ParamOutOfRange);
    }
}

#[test]
fn refuses_an_update_by_anyone_but_the_authority() {
    let mut world = World::market();
    let update = instructions::market_update(&world.market_state(), None, Some(&STRANGER.key()), None);
    world.sends(signed_by(update, STRANGER)).refuses(RaymentError::NotAuthority);
}

#[test]
fn the_authority_passes_on() {
    let mut world = World::market();
    let market = world.market_state();
    world.sends(instructions::market_update(&market, Some(&RIVAL.key()), None, None)).works();
    world
        .sends(instructions::market_update(&market, Some(&OPENER.key()), None, None))
        .refuses(RaymentError::NotAuthority);
    updates(&mut world, Some(STRANGER), None).works();
    assert_eq!(world.market_state(), Market { authority: RIVAL.key(), keeper: STRANGER.key(), ..market });
}

#[test]
fn refuses_a_new_authority_that_has_not_signed() {
    let mut world = World::market();
    let market = world.market_state();
    let mut update = instructions::market_update(&market, Some(&RIVAL.key()), None, None);
    update.accounts[3].is_signer = false;
    // Anchor's "the given account did not sign".
    world.sends(update).refuses_with(3010);
    assert_eq!(world.market_state(), market);
}

#[test]
fn refuses_values_without_an_account_and_an_account_without_values() {
    let mut world = World::market();
    let market = world.market_state();
    let mut update = instructions::market_update(&market, None, None, Some(&DEARER));
    // Anchor's sign for "none" is the program's own address.
    update.accounts[2].pubkey = rayment_client::PROGRAM_ID;
    update.accounts[2].is_writable = false;
    world.sends(update).refuses(RaymentError::WrongParams);

    let mut update = instructions::market_update(&market, None, None, Some(&DEARER));
    update.data = instructions::market_update(&market, None, None, None).data;
    world.sends(update).refuses(RaymentError::WrongParams);
}

#[test]
fn new_parameters_are_a_new_version_and_leave_the_old_one_alone() {
    let mut world = World::market();
    updates(&mut world, None, Some(&DEARER)).works();
    updates(&mut world, None, Some(&Params::DEFAULT)).works();
    assert_eq!(world.market_state().version.params, 2);
    let values = [0, 1, 2].map(|version| world.params(version).values);
    assert_eq!(values, [PARAMS, DEARER, Params::DEFAULT]);
}

#[test]
fn a_job_keeps_the_parameters_it_was_posted_under() {
    let (mut world, job) = phases::accepted();
    updates(&mut world, None, Some(&DEARER)).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    assert_eq!(world.provider(ANNA).state.fees, FEE, "still 5 %");
}

#[test]
fn refuses_to_judge_a_job_by_other_parameters_than_its_own() {
    let (mut world, job) = phases::sealed();
    updates(&mut world, None, Some(&DEARER)).works();
    let mut accept = instructions::job_accept(&KEEPER.key(), &world.job(job), roles::seed(&world, job));
    accept.accounts[2].pubkey = world.params(1).address;
    world.sends(accept).refuses(RaymentError::WrongParams);
}

#[test]
fn refuses_a_job_under_parameters_that_were_replaced_a_day_ago() {
    let mut world = World::market();
    world.advance(7);
    updates(&mut world, None, Some(&DEARER)).works();
    assert_eq!(world.market_state().version.since, world.now());
    CLIENT.posts_job(&mut world.clone(), &offer()).works();
    world.advance(DAY);
    CLIENT.posts_job(&mut world, &offer()).map(|_| ()).refuses(RaymentError::MarketChanged);
    let expect = |params, fee_bps| Offer { expect: Expectations { params, fee_bps }, ..offer() };
    CLIENT.posts_job(&mut world, &expect(1, 500)).map(|_| ()).refuses(RaymentError::MarketChanged);
    let job = CLIENT.posts_job(&mut world, &expect(1, 1_000)).works();
    assert_eq!(world.job(job).state.params, 1);
}

#[test]
fn a_keeper_can_be_replaced_under_way() {
    let (mut world, job) = phases::sealed();
    updates(&mut world, Some(RIVAL), None).works();
    KEEPER.accepts(&mut world, job).refuses(RaymentError::NotKeeper);
    Keeper(RIVAL).accepts(&mut world, job).works();
}
