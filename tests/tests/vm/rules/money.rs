use rayment_client::instructions;
use rayment_core::{layout, provider::Status};
use rayment_tests::vm::{phases::*, *};

/// Anna has been paid for one job.
fn paid() -> World {
    let (mut world, job) = accepted();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    world
}

#[test]
fn the_balance_goes_to_the_payout_wallet() {
    let mut world = paid();
    let account = world.lamports(&ANNA.address());
    ANNA.withdraws(&mut world, Some(5_000_000)).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), 5_000_000);
    assert_eq!(world.provider(ANNA).state.balance, PRICE + BOND - 5_000_000);
    ANNA.withdraws(&mut world, None).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), PRICE + BOND);
    assert_eq!(world.provider(ANNA).state.balance, 0);
    assert_eq!(world.lamports(&ANNA.address()), account - PRICE - BOND, "rent and fees stay");
}

#[test]
fn the_cold_wallet_may_withdraw_too() {
    let mut world = paid();
    let provider = world.provider(ANNA);
    world.sends(instructions::provider_withdraw(&ANNA.wallet.key(), &provider, None)).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), PRICE + BOND);
}

#[test]
fn refuses_to_withdraw_more_than_the_balance() {
    let mut world = paid();
    for amount in [PRICE + BOND + 1, u64::MAX] {
        ANNA.withdraws(&mut world, Some(amount)).refuses(RaymentError::BalanceTooLow);
    }
}

#[test]
fn refuses_to_withdraw_to_another_wallet() {
    let mut world = paid();
    let provider = world.provider(ANNA);
    let mut withdraw = instructions::provider_withdraw(&ANNA.operator.key(), &provider, None);
    withdraw.accounts[2].pubkey = ANNA.operator.key();
    world.sends(withdraw).refuses(RaymentError::WrongPayee);
}

#[test]
fn a_withdrawal_below_rent_exemption_is_refused_and_stays_owed() {
    let mut world = paid();
    let least = world.rent(0);
    let before = world.snapshot();
    ANNA.withdraws(&mut world, Some(least - 1)).refuses(RaymentError::PayeeBelowRent);
    assert_eq!(world.snapshot(), before);
    ANNA.withdraws(&mut world, Some(least)).works();
    ANNA.withdraws(&mut world, Some(1)).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), least + 1);
}

#[test]
fn anyone_sweeps_the_fees_to_the_treasury() {
    let mut world = paid();
    world.sweeps(ANNA).works();
    assert_eq!(world.lamports(&TREASURY.key()), FEE);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.fees, anna.balance), (0, PRICE + BOND));
}

#[test]
fn a_sweep_of_nothing_does_and_says_nothing() {
    let mut world = World::market();
    let before = world.snapshot();
    assert!(world.sweeps(ANNA).works().events().is_empty());
    assert_eq!(world.snapshot(), before);
}

#[test]
fn refuses_to_sweep_to_another_wallet() {
    let mut world = paid();
    let mut sweep = instructions::provider_sweep(Some(&ANNA.address()), &world.market_state());
    sweep.accounts[2].pubkey = STRANGER.key();
    world.sends(sweep).refuses(RaymentError::WrongPayee);
}

/// Anna has been paid half of one cheap frame: the fee is below the rent exemption of a wallet.
fn poorly_paid() -> World {
    let (mut world, job) = running();
    CLIENT.cancels(&mut world, job).works();
    ANNA.delivers(&mut world, job, Render { frames: 1, ms: 0, wrong: false }).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    assert_eq!(world.provider(ANNA).state.fees, 100_000);
    world
}

#[test]
fn a_sweep_below_rent_exemption_is_refused_and_stays_owed() {
    let mut world = poorly_paid();
    let before = world.snapshot();
    world.sweeps(ANNA).refuses(RaymentError::PayeeBelowRent);
    assert_eq!(world.snapshot(), before);
    let least = world.rent(0);
    world.transfers(DONOR, &TREASURY.key(), least).works();
    world.sweeps(ANNA).works();
    assert_eq!(world.lamports(&TREASURY.key()), least + 100_000);
}

/// What a retired provider's account still owes: to its payout wallet, and to the treasury.
fn owed_by_retired(world: &World) -> (u64, u64) {
    let anna = world.provider(ANNA).state;
    assert_eq!(anna.status, Status::Retired);
    (anna.balance, anna.fees)
}

/// Anna has left, and the market keeps her fee of 100,000.
fn left_behind() -> World {
    let mut world = poorly_paid();
    ANNA.retires(&mut world).works();
    world
}

#[test]
fn a_treasury_that_cannot_be_paid_keeps_no_retiring_provider_from_its_earnings() {
    let mut world = poorly_paid();
    let (balance, total) = (world.provider(ANNA).state.balance, world.total());
    let before = [ANNA.address(), ANNA.wallet.key(), World::market_address()].map(|address| world.lamports(&address));
    ANNA.retires(&mut world).works();
    assert!(!world.exists(&ANNA.address()));
    assert_eq!(world.lamports(&ANNA.payout.key()), balance);
    assert_eq!(world.lamports(&ANNA.wallet.key()), before[1] + before[0] - balance - 100_000, "all of its rent");
    assert_eq!(world.lamports(&World::market_address()), before[2] + 100_000);
    assert_eq!((world.market_state().dust, world.lamports(&TREASURY.key())), (100_000, 0));
    assert_eq!(world.total(), total);
}

#[test]
fn what_a_market_keeps_waits_until_its_treasury_can_take_it_and_goes_once() {
    let mut world = left_behind();
    let (before, total) = (world.snapshot(), world.total());
    world.sweeps_dust().refuses(RaymentError::PayeeBelowRent);
    world.sweeps(BORIS).refuses(RaymentError::PayeeBelowRent);
    assert_eq!(world.snapshot(), before);
    let least = world.rent(0);
    world.transfers(DONOR, &TREASURY.key(), least).works();
    let market = world.lamports(&World::market_address());
    world.sweeps_dust().works();
    assert_eq!(world.lamports(&TREASURY.key()), least + 100_000);
    assert_eq!(world.lamports(&World::market_address()), market - 100_000, "its rent stays");
    assert_eq!((world.market_state().dust, world.total()), (0, total));
    let after = world.snapshot();
    assert!(world.sweeps_dust().works().events().is_empty());
    assert_eq!(world.snapshot(), after);
}

#[test]
fn what_a_market_keeps_goes_along_with_the_next_sweep() {
    let mut world = left_behind();
    // What the market keeps and this fee are enough only together.
    let least = world.rent(0);
    world.transfers(DONOR, &World::market_address(), 777).works();
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    KEEPER.assigns(&mut world, job, BORIS).works();
    BORIS.claims(&mut world, job).works();
    BORIS.starts(&mut world, job).works();
    CLIENT.cancels(&mut world, job).works();
    BORIS.delivers(&mut world, job, Render { frames: 1, ms: 0, wrong: false }).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    let (fees, market) = (world.provider(BORIS).state.fees, world.lamports(&World::market_address()));
    assert!(fees > 0 && fees < least && fees + 100_000 < least);
    world.transfers(DONOR, &TREASURY.key(), least).works();
    world.transfers(TREASURY, &DONOR.key(), least).works();
    world.sweeps(BORIS).refuses(RaymentError::PayeeBelowRent);
    world.transfers(DONOR, &TREASURY.key(), least).works();
    world.sweeps(BORIS).works();
    assert_eq!(world.lamports(&TREASURY.key()), least + fees + 100_000);
    assert_eq!(world.lamports(&World::market_address()), market - 100_000, "a gift stays");
    assert_eq!((world.provider(BORIS).state.fees, world.market_state().dust), (0, 0));
}

/// A provider with fees of no job.
fn owes_fees(world: &mut World, provider: Provider, fees: u64) {
    let mut account = world.account(&provider.address()).expect("it is registered");
    account.lamports = world.rent(account.data.len()) + world.provider(provider).state.balance + fees;
    account.data[layout::provider::FEES.at..][..8].copy_from_slice(&fees.to_le_bytes());
    world.set_account(&provider.address(), account);
}

#[test]
fn two_fees_that_are_enough_together_open_an_empty_treasury() {
    let mut world = left_behind();
    // A wallet's rent, less what is kept already.
    let rest = world.rent(0) - 100_000;
    owes_fees(&mut world, BORIS, rest - 1);
    world.sweeps(BORIS).refuses(RaymentError::PayeeBelowRent);
    owes_fees(&mut world, BORIS, rest);
    world.sweeps(BORIS).works();
    assert_eq!(world.lamports(&TREASURY.key()), world.rent(0));
}

#[test]
fn refuses_to_sweep_what_a_market_keeps_to_a_stranger() {
    let mut world = left_behind();
    let mut sweep = instructions::provider_sweep(None, &world.market_state());
    sweep.accounts[2].pubkey = STRANGER.key();
    world.sends(sweep).refuses(RaymentError::WrongPayee);
}

#[test]
fn a_payout_wallet_that_cannot_be_paid_keeps_no_treasury_from_its_fees() {
    let mut world = paid();
    ANNA.withdraws(&mut world, Some(PRICE + BOND - 1)).works();
    world.transfers(ANNA.payout, &DONOR.key(), PRICE + BOND - 1).works();
    ANNA.retires(&mut world).works();
    assert_eq!(world.lamports(&TREASURY.key()), FEE);
    assert_eq!(owed_by_retired(&world), (1, 0));
    let least = world.rent(0);
    world.transfers(DONOR, &ANNA.payout.key(), least).works();
    ANNA.retires(&mut world).works();
    assert!(!world.exists(&ANNA.address()));
    assert_eq!(world.lamports(&ANNA.payout.key()), least + 1);
}

/// A market whose fees go to an address that the chain lets nobody pay.
fn market_without_a_treasury() -> World {
    let mut world = World::empty();
    let (keeper, nowhere) = (KEEPER.key(), instructions::SLOT_HASHES);
    world.sends(instructions::market_init(&OPENER.key(), 0, &keeper, &nowhere, &PARAMS)).works();
    ANNA.registers(&mut world).works();
    world
}

#[test]
fn without_fees_the_treasury_does_not_matter() {
    let mut world = market_without_a_treasury();
    ANNA.retires(&mut world).works();
    assert!(!world.exists(&ANNA.address()));
}

#[test]
fn a_provider_retires_without_a_treasury_and_the_market_keeps_its_fees() {
    let mut world = market_without_a_treasury();
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    world.advance(200);
    ANNA.delivers(&mut world, job, PICTURE).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    let mut retire = instructions::provider_retire(&world.provider(ANNA), &world.market_state());
    // Anchor's "a mut constraint was violated": nothing can be written there.
    world.sends(retire.clone()).refuses_with(2000);
    // Anchor's sign for "none" is the program's own address.
    retire.accounts[4].pubkey = rayment_client::PROGRAM_ID;
    retire.accounts[4].is_writable = false;
    world.sends(retire).works();
    assert_eq!(world.lamports(&ANNA.payout.key()), PRICE + BOND);
    assert!(!world.exists(&ANNA.address()));
    assert_eq!(world.market_state().dust, FEE);
}

#[test]
fn a_wallet_that_was_emptied_still_gets_its_refund() {
    let (mut world, job) = open();
    let purchase = world.purchases[0].clone();
    let all = world.lamports(&CLIENT.key());
    world.transfers(CLIENT.0, &DONOR.key(), all).works();
    let held = world.lamports(&job);
    world.advance_to(offer().expires_at);
    world.expires(job).works();
    assert_eq!(world.at_orders(CLIENT), held + world.rent(layout::order::SPACE));
    world.returns(CLIENT.0, &purchase).works();
    assert_eq!(world.lamports(&CLIENT.key()), held + world.rent(layout::order::SPACE));
}

#[test]
fn gifts_to_a_job_go_to_its_order() {
    let (mut world, job) = accepted();
    world.transfers(DONOR, &job, 777).works();
    CLIENT.approves(&mut world, job).works();
    let (order, rent) = (world.at_orders(CLIENT), world.rent(world.space(&job)));
    world.settles(job).works();
    assert_eq!(world.at_orders(CLIENT), order + DEPOSIT - PRICE - FEE + rent + 777);
    assert_eq!(world.provider(ANNA).state.balance, PRICE + BOND);
}

#[test]
fn no_lamport_is_made_or_lost_from_the_first_to_the_last() {
    let mut world = World::market();
    let total = world.total();
    let job = CLIENT.posts_job(&mut world, &offer()).works();
    KEEPER.assigns(&mut world, job, ANNA).works();
    ANNA.claims(&mut world, job).works();
    ANNA.starts(&mut world, job).works();
    world.advance(200);
    ANNA.delivers(&mut world, job, PICTURE).works();
    seal(&mut world, job);
    KEEPER.accepts(&mut world, job).works();
    CLIENT.approves(&mut world, job).works();
    world.settles(job).works();
    world.sweeps(ANNA).works();
    ANNA.withdraws(&mut world, None).works();
    ANNA.retires(&mut world).works();
    let purchase = world.purchases[0].clone();
    world.returns(STRANGER, &purchase).works();
    world.advance_to(purchase.quote.draw_until);
    world.returns(CLIENT.0, &purchase).works();
    assert!(world.orders().is_empty());
    assert_eq!(world.total(), total);
}
