use rayment_core::{job::JobState, market::Params, provider::ProviderState};
use rayment_tests::vm::{stage::*, *};

#[test]
fn a_job_account_costs_little_and_has_room_for_every_phase() {
    for stage in [open, reserved, claimed, running, delivered, sealed, accepted, disputed] {
        let (world, job) = stage();
        assert_eq!(world.space(&job), 10 + JobState::SPACE);
        assert!(world.rent(world.space(&job)) <= 3_500_000);
    }
}

#[test]
fn accounts_are_as_large_as_the_rules_say() {
    let (world, _) = open();
    assert_eq!(world.space(&ANNA.address()), 10 + ProviderState::SPACE + 64);
    assert_eq!(world.space(&world.params(0).address), 10 + 32 + 2 + Params::SPACE);
    assert_eq!(world.space(&CLIENT.address()), 10 + 32 + 32 + 8);
    assert_eq!(world.space(&World::market_address()), 10 + 2 + 4 * 32 + 2 + 64);
}
