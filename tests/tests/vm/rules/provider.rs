use rayment_client::{
    instructions::{self, ProviderUpdate, Registration},
    rule_key,
};
use rayment_core::{money::Terms, provider::Status};
use rayment_tests::vm::{phases::*, world::*, *};

fn updates(
    world: &mut World,
    signer: Actor,
    operator: Option<Actor>,
    payout: Option<Actor>,
    slots: Option<u16>,
) -> Answer {
    let (operator, payout) = (operator.map(Actor::key), payout.map(Actor::key));
    let update = ProviderUpdate { operator, payout, profile: Some([9; 32]), slots, budget: None };
    Provider { operator: signer, ..ANNA }.updates(world, &update)
}

#[test]
fn a_provider_is_what_it_registers() {
    let world = World::market();
    let anna = world.provider(ANNA).state;
    assert_eq!(anna.market, rule_key(&World::market_address()));
    assert_eq!(anna.authority, rule_key(&ANNA.wallet.key()));
    assert_eq!(anna.operator, rule_key(&ANNA.operator.key()));
    assert_eq!(anna.payout, rule_key(&ANNA.payout.key()));
    assert_eq!((anna.profile, anna.terms, anna.status, anna.slots), ([7; 32], TERMS, Status::Active, 4));
    assert_eq!((anna.jobs, anna.working, anna.balance, anna.fees, anna.earned), (0, 0, 0, 0, 0));
    assert_eq!(anna.budget, u64::MAX);
    assert_eq!(anna.registered_at, NOON);
    assert_eq!(world.lamports(&ANNA.address()), world.rent(world.space(&ANNA.address())));
}

#[test]
fn refuses_a_registration_without_slots_and_a_second_one() {
    let mut world = World::empty();
    world.opens_market(OPENER, rayment_core::market::Params::DEFAULT).works();
    let none = Registration { slots: 0, ..ANNA.registration() };
    ANNA.registers_as(&mut world, &none).refuses(RaymentError::NoSlots);
    ANNA.registers(&mut world).works();
    ANNA.registers(&mut world).refuses_with(0);
}

#[test]
fn the_operator_prices_and_pauses() {
    let mut world = World::market();
    let terms = Terms { per_frame: 1, ..TERMS };
    ANNA.prices(&mut world, terms).works();
    ANNA.pauses(&mut world, true).works();
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.terms, anna.status), (terms, Status::Paused));
    ANNA.pauses(&mut world, false).works();
    assert_eq!(world.provider(ANNA).state.status, Status::Active);
}

#[test]
fn the_authority_names_the_other_keys() {
    let mut world = World::market();
    updates(&mut world, ANNA.wallet, Some(STRANGER), Some(DONOR), Some(2)).works();
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.operator, anna.payout), (rule_key(&STRANGER.key()), rule_key(&DONOR.key())));
    assert_eq!((anna.profile, anna.slots), ([9; 32], 2));
    ANNA.pauses(&mut world, true).refuses(RaymentError::NotOperator);
}

#[test]
fn the_operator_changes_profile_and_slots_but_no_key() {
    let mut world = World::market();
    updates(&mut world, ANNA.operator, None, None, Some(8)).works();
    assert_eq!(world.provider(ANNA).state.slots, 8);
    updates(&mut world, ANNA.operator, Some(STRANGER), None, None).refuses(RaymentError::NotAuthority);
    updates(&mut world, ANNA.operator, None, Some(STRANGER), None).refuses(RaymentError::NotAuthority);
    updates(&mut world, ANNA.operator, None, None, Some(0)).refuses(RaymentError::NoSlots);
}

#[test]
fn refuses_strangers_and_the_payout_wallet() {
    let mut world = World::market();
    for actor in [STRANGER, ANNA.payout, BORIS.wallet, BORIS.operator, OPENER, KEEPER.0] {
        let anna = Provider { operator: actor, ..ANNA };
        updates(&mut world, actor, None, None, Some(8)).refuses(RaymentError::NotOperator);
        anna.prices(&mut world, TERMS).refuses(RaymentError::NotOperator);
        anna.pauses(&mut world, true).refuses(RaymentError::NotOperator);
        anna.withdraws(&mut world, None).refuses(RaymentError::NotOperator);
    }
}

#[test]
fn refuses_retirement_by_the_operator() {
    let mut world = World::market();
    let (provider, market) = (world.provider(ANNA), world.market_state());
    let mut retire = instructions::provider_retire(&provider, &market);
    retire.accounts[0].pubkey = ANNA.operator.key();
    world.sends(retire).refuses(RaymentError::NotAuthority);
}

#[test]
fn a_retired_provider_without_jobs_is_gone_and_gets_its_rent() {
    let mut world = World::market();
    let (wallet, rent) = (world.lamports(&ANNA.wallet.key()), world.lamports(&ANNA.address()));
    world.transfers(DONOR, &ANNA.address(), 12_345).works();
    ANNA.retires(&mut world).works();
    assert!(!world.exists(&ANNA.address()));
    assert_eq!(world.lamports(&ANNA.wallet.key()), wallet + rent + 12_345, "gifts go to whoever paid the rent");
}

#[test]
fn a_retiring_provider_finishes_its_jobs_first() {
    let (mut world, job) = accepted();
    ANNA.retires(&mut world).works();
    assert_eq!(world.provider(ANNA).state.status, Status::Retired);
    ANNA.prices(&mut world, TERMS).refuses(RaymentError::Retired);
    ANNA.pauses(&mut world, false).refuses(RaymentError::Retired);
    let next = CLIENT.posts_job(&mut world, &offer()).works();
    world.advance(10);
    ANNA.claims(&mut world, next).refuses(RaymentError::NotActive);
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();

    let wallet = world.lamports(&ANNA.wallet.key());
    let rent = world.rent(world.space(&ANNA.address()));
    ANNA.retires(&mut world).works();
    assert!(!world.exists(&ANNA.address()));
    assert_eq!(world.lamports(&ANNA.payout.key()), PRICE + BOND);
    assert_eq!(world.lamports(&TREASURY.key()), FEE);
    assert_eq!(world.lamports(&ANNA.wallet.key()), wallet + rent);
}

#[test]
fn whoever_registers_again_starts_anew() {
    let mut world = World::market();
    ANNA.retires(&mut world).works();
    ANNA.registers(&mut world).works();
    assert_eq!(world.provider(ANNA).state.status, Status::Active);
}
