//! What channels are for, each from opening to closing, to the lamport.

use rayment_client::{
    instructions::{NewChannel, channel_open},
    rule_key,
};
use rayment_core::channel::flag;
use rayment_tests::vm::world::*;

use super::*;

/// Bytes that a transaction has room for.
const PACKET: usize = 1_232;

/// After the end anyone closes the account: the rent goes back to who lent it, and nothing is left.
fn closes(world: &mut World, channel: Pubkey) {
    assert_eq!(state(world, channel).phase, ChannelPhase::Ended);
    let rent = rent(world) as i64;
    world.spends_addresses();
    let closed = moved(world, channel, |world| world.asks_what_is_due(channel));
    assert_eq!(closed, Moved { hub: rent, channel: -rent, ..NOTHING });
    assert!(!world.exists(&channel));
}

/// The payer leaves, and a stranger ends it a day later.
fn leaves(world: &mut World, channel: Pubkey, refund: u64) {
    assert_eq!(moved(world, channel, |world| world.steers(CLIENT.0, channel, Steer::Close)), NOTHING);
    world.advance(CLOSE_SECS);
    assert_eq!(moved(world, channel, |world| world.asks_what_is_due(channel)), back(refund));
}

#[test]
fn a_stream_is_billed_while_its_payer_signs() {
    let (mut world, channel) = rented();
    // The client signs for the seconds it has seen every 30 of them; Anna redeems the latest now and then.
    for round in 1..=20 {
        world.advance(30);
        if round % 10 == 0 {
            let seen = SESSION.signs(channel, round * 30_000);
            assert_eq!(moved(&mut world, channel, |world| world.brings(channel, &seen)), paid(300_000));
        }
    }
    // The stream breaks off, and nobody signs any more.
    world.advance(3_600);
    assert_eq!(moved(&mut world, channel, |world| world.asks_what_is_due(channel)), paid(GRACE));
    leaves(&mut world, channel, LOCKED - 690_000 - 34_500);
    closes(&mut world, channel);
}

#[test]
fn a_rental_is_billed_from_the_payers_first_word() {
    let (mut world, channel) = rented();
    // The machine boots for ten minutes.
    world.advance(600);
    refused(&mut world, RaymentError::NothingDue, |world| world.asks_what_is_due(channel));
    let first = moved(&mut world, channel, |world| world.acknowledges(CLIENT.0, channel, 1));
    assert_eq!(first, paid(1 + GRACE), "it can be reached");
    world.advance(600);
    world.acknowledges(SESSION, channel, 600_000).works();
    world.steers(CLIENT.0, channel, Steer::Pause).works();
    world.advance(DAY);
    let signed_too_much = moved(&mut world, channel, |world| world.acknowledges(CLIENT.0, channel, 9_000_000));
    assert_eq!(signed_too_much, paid(510_000), "twenty minutes in all");
    world.steers(CLIENT.0, channel, Steer::Resume).works();
    world.advance(60);
    let ended = moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
    assert_eq!(ended, paid(60_000) + back(LOCKED - 1_260_000 - 63_000));
    closes(&mut world, channel);
}

#[test]
fn language_voice_and_functions_pay_by_vouchers_alone() {
    let (mut world, channel) = opened(metered());
    // Before the first token Anna holds a voucher for what was used so far and the request's ceiling.
    for (cumulative, balance, fees) in [(4_000, 4_000, 200), (4_000, 0, 0), (16_345, 12_345, 617), (16_352, 7, 0)] {
        let released = Moved { balance, fees, channel: -balance - fees, ..NOTHING };
        assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, cumulative)), released);
    }
    // Locking more is a payment to the address.
    world.transfers(CLIENT.0, &channel, 5_000_000).works();
    let (balance, fees) = (11_000_000 - 16_352, 550_000 - 817);
    let released = Moved { balance, fees, channel: -balance - fees, ..NOTHING };
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 11_000_000)), released);
    leaves(&mut world, channel, LOCKED + 5_000_000 - 11_550_000);
    closes(&mut world, channel);
}

/// The deposit is the ceiling. One transaction opens, another settles: one voucher that expires, and the provider's
/// end.
#[test]
fn x402_upto_takes_two_transactions() {
    let (mut world, channel) = opened(metered());
    let paper = SESSION.signs_until(channel, 123_456, NOON + 60);
    let [verify, redeem] = world.redeem(channel, &paper);
    let settles = [verify, redeem, world.steer(ANNA.operator, channel, Steer::End)];
    let size = world.wire_bytes(ANNA.operator, &settles);
    assert!(size <= PACKET, "{size} bytes");
    let (payer, total) = (world.lamports(&CLIENT.key()), world.total());
    world.sends_all(&settles).works();
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees), (123_456, 6_172));
    assert_eq!(world.lamports(&CLIENT.key()), payer + LOCKED - 123_456 - 6_172, "the rest is back at once");
    assert_eq!((world.lamports(&channel), world.total()), (rent(&world), total));
    closes(&mut world, channel);
    // Late, nothing of it happens: neither is paid without the other.
    let (mut late, channel) = opened(metered());
    let paper = SESSION.signs_until(channel, 123_456, NOON + 60);
    let [verify, redeem] = late.redeem(channel, &paper);
    let settles = [verify, redeem, late.steer(ANNA.operator, channel, Steer::End)];
    late.advance(60);
    refused(&mut late, RaymentError::VoucherExpired, |world| world.sends_all(&settles));
}

#[test]
fn a_prepaid_balance_is_taken_whole_by_the_provider_that_holds_its_key() {
    let terms = ChannelTerms { signer: rule_key(&ANNA.operator.key()), ..metered() };
    let (mut world, channel) = opened(terms);
    assert!(state(&world, channel).has(flag::PROVIDER_SIGNS));
    let all = ANNA.operator.signs(channel, u64::MAX);
    assert_eq!(moved(&mut world, channel, |world| world.brings(channel, &all)), paid(CAP));
    let ended = moved(&mut world, channel, |world| world.steers(ANNA.operator, channel, Steer::End));
    assert_eq!(ended, NOTHING, "nothing is left");
    closes(&mut world, channel);
}

#[test]
fn another_session_key_takes_another_channel() {
    let (mut world, old) = opened(metered());
    let new = ChannelTerms { signer: rule_key(&STRANGER.key()), ..metered() };
    let new = CLIENT.opens(&mut world, ANNA, new).works();
    assert_ne!(new, old);
    let paper = STRANGER.signs(new, 1_000);
    assert_eq!(moved(&mut world, new, |world| world.brings(new, &paper)), paid(1_000));
    refused(&mut world, RaymentError::NotSigner, |world| world.brings(old, &STRANGER.signs(old, 1_000)));
    refused(&mut world, RaymentError::NotSigner, |world| world.redeems(new, 1_000));
}

/// Whoever opens may pay in the same transaction; payer and lender sign it once each.
#[test]
fn opening_and_the_first_word_fit_one_transaction() {
    let mut world = World::market();
    let new = CLIENT.proposes(&world, ANNA, metered());
    let channel = new.address(&World::market_address());
    let mut ahead = world.clone();
    ahead.opens_channel(&new).works();
    let [verify, redeem] = ahead.redeem(channel, &SESSION.signs(channel, 1_000));
    let opens = [channel_open(&world.market_state(), &new), verify, redeem];
    let size = world.wire_bytes(CLIENT.0, &opens);
    assert!(size <= PACKET, "{size} bytes");
    world.sends_all(&opens).works();
    assert_eq!(state(&world, channel).earned, 1_000);
}

/// A redeem names everybody, so whole batches of channels are paid in few transactions.
#[test]
fn two_vouchers_fit_one_transaction() {
    let (mut world, channel) = opened(metered());
    let second = NewChannel { salt: 8, ..CLIENT.proposes(&world, ANNA, metered()) };
    let other = world.opens_channel(&second).works();
    let both = [channel, other].map(|channel| world.redeem(channel, &SESSION.signs(channel, 1_000))).concat();
    let size = world.wire_bytes(ANNA.operator, &both);
    assert!(size <= PACKET, "{size} bytes");
    world.sends_all(&both).works();
}
