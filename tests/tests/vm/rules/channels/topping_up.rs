//! Payments to the channel's address: counted once, by what lies there, while the payer stays.

use rayment_core::layout;
use rayment_tests::vm::world::*;
use solana_account::Account;

use super::*;
use RaymentError as E;

/// What anybody does next, other than to end it.
type Act = fn(&mut World, Pubkey) -> Answer;

const COUNTING: [(&str, Act); 6] = [
    ("a stranger asks", |world, channel| world.asks_what_is_due(channel)),
    ("a voucher", |world, channel| world.redeems(channel, 0)),
    ("an acknowledgement", |world, channel| world.acknowledges(CLIENT.0, channel, 0)),
    ("an extension", |world, channel| world.steers(CLIENT.0, channel, Steer::Extend { expires_at: NOON + 8 * DAY })),
    ("a pause or its end", |world, channel| {
        let resumes = |world: &mut World| world.steers(CLIENT.0, channel, Steer::Resume);
        world.steers(CLIENT.0, channel, Steer::Pause).or_else(|_| resumes(world))
    }),
    ("a close", |world, channel| world.steers(CLIENT.0, channel, Steer::Close)),
];

#[test]
fn whatever_comes_next_counts_a_payment_once_running_or_paused() {
    for reach in [rented, paused] {
        for (name, act) in COUNTING {
            let (mut world, channel) = reach();
            world.transfers(OTHER_CLIENT.0, &channel, 777).works();
            assert_eq!(state(&world, channel).deposit, LOCKED, "{name}: nothing is told to the program yet");
            assert_eq!(moved(&mut world, channel, |world| act(world, channel)), NOTHING, "{name}");
            assert_eq!(state(&world, channel).deposit, LOCKED + 777, "{name}");
            refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
            assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 0)), NOTHING);
            assert_eq!(state(&world, channel).deposit, LOCKED + 777, "{name}: never twice");
        }
    }
}

#[test]
fn a_top_up_pays_what_the_deposit_could_not() {
    let (mut world, channel) = opened(metered());
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 3 * CAP)), paid(CAP));
    world.transfers(CLIENT.0, &channel, LOCKED).works();
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(CAP));
    // Also at the very end, as long as the payer has not said that it is leaving.
    world.transfers(CLIENT.0, &channel, LOCKED + 7).works();
    let by_provider = moved(&mut world.clone(), channel, |world| world.steers(ANNA.operator, channel, Steer::End));
    assert_eq!(by_provider, paid(CAP) + back(7));
    world.advance(7 * DAY + CLOSE_SECS);
    let by_time = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
    assert_eq!(by_time, paid(CAP) + back(7));
}

#[test]
fn what_is_paid_in_after_a_close_goes_back() {
    let (mut world, channel) = opened(metered());
    world.steers(CLIENT.0, channel, Steer::Close).works();
    world.transfers(CLIENT.0, &channel, LOCKED).works();
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 2 * CAP)), paid(CAP));
    assert_eq!(state(&world, channel).deposit, LOCKED);
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    world.advance(CLOSE_SECS);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(LOCKED));
    assert_eq!(world.lamports(&channel), rent(&world));
}

#[test]
fn what_comes_after_the_end_goes_back_and_only_once() {
    let (mut world, channel) = ended();
    for gift in [5_000, 1] {
        world.transfers(STRANGER, &channel, gift).works();
        refused(&mut world, E::WrongPhase, |world| world.redeems(channel, 1));
        assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(gift));
        refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    }
    // And with the account, where nobody asks before.
    world.transfers(STRANGER, &channel, 5_000).works();
    world.spends_addresses();
    let rent = Moved { hub: rent(&world) as i64, channel: -(rent(&world) as i64), ..NOTHING };
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), back(5_000) + rent);
}

#[test]
fn a_payment_in_the_same_transaction_counts_at_once() {
    let (mut world, channel) = opened(metered());
    world.redeems(channel, 2 * CAP).works();
    let due = world.due(channel);
    world.sends_all(&[transfer(CLIENT.0, &channel, 210), due]).works();
    assert_eq!((state(&world, channel).deposit, state(&world, channel).earned), (LOCKED + 210, CAP + 200));
}

#[test]
fn a_payment_after_the_time_is_over_counts_for_what_was_signed() {
    let (mut world, channel) = opened(metered());
    world.redeems(channel, CAP + 1).works();
    world.advance(7 * DAY);
    world.transfers(STRANGER, &channel, 2).works();
    let more = Moved { balance: 1, channel: -1, ..NOTHING };
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), more);
}

/// Lamports a byte and year, how many years, how much of it is burned.
fn rent_sysvar(per_byte_year: u64) -> Vec<u8> {
    [&per_byte_year.to_le_bytes()[..], &2.0f64.to_le_bytes(), &[50]].concat()
}

/// What was lent stays lent, and goes back whole.
#[test]
fn rent_that_falls_is_no_deposit() {
    let address = Pubkey::from_str_const("SysvarRent111111111111111111111111111111111");
    let (mut world, channel) = rented();
    let lent = rent(&world);
    let sysvar = world.account(&address).expect("the sysvar");
    world.set_account(&address, Account { data: rent_sysvar(3_480 / 2), ..sysvar });
    assert!(world.rent(layout::channel::SPACE) < lent, "rent has fallen");
    refused(&mut world, E::NothingDue, |world| world.asks_what_is_due(channel));
    world.advance(10);
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, u64::MAX)), paid(10_000));
    assert_eq!((state(&world, channel).deposit, state(&world, channel).rent), (LOCKED, lent));
    let ended = moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
    assert_eq!(ended, back(LOCKED - 10_500));
    world.spends_addresses();
    let closed = moved(&mut world, channel, |world| world.asks_what_is_due(channel));
    assert_eq!(closed, Moved { hub: lent as i64, channel: -(lent as i64), ..NOTHING });
}
