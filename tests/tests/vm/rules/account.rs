use rayment_core::layout;
use rayment_tests::vm::{phases::*, *};

#[test]
fn a_job_account_costs_little_and_has_room_for_every_phase() {
    for reach in [open, reserved, claimed, running, delivered, sealed, accepted, disputed, disputed_and_paid_in] {
        let (world, job) = reach();
        assert_eq!(world.space(&job), layout::job::SPACE);
        assert!(world.rent(world.space(&job)) <= 3_500_000);
    }
}

#[test]
fn accounts_are_as_large_as_the_rules_say() {
    let (world, _) = open();
    assert_eq!(world.space(&ANNA.address()), layout::provider::SPACE);
    assert_eq!(world.space(&world.params(0).address), layout::market_params::SPACE);
    assert_eq!(world.space(&world.orders()[0].address), layout::order::SPACE);
    assert_eq!(world.space(&World::market_address()), layout::market::SPACE);
}
