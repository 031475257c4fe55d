//! Whose word counts, in which bytes, and for how long.

use rayment_client::{events::Event, instructions::NewChannel, rule_key};
use rayment_core::channel::{Signed, Voucher};
use rayment_tests::vm::{roles::signed_by, world::*};
use solana_instruction::error::InstructionError;
use solana_transaction_error::TransactionError;

use super::*;
use RaymentError as E;

fn by_vouchers() -> ChannelWorld {
    opened(metered())
}

#[test]
fn a_voucher_pays_whoever_brings_it() {
    let (mut world, channel) = by_vouchers();
    let paper = SESSION.signs(channel, 1_000_000);
    let mut copy = world.clone();
    let events = copy.brings(channel, &paper).works().events();
    let [Event::ChannelRedeemed(told)] = events.as_slice() else { panic!("another event than expected") };
    assert_eq!((told.channel, told.payer, told.provider), (channel, CLIENT.key(), ANNA.address()));
    assert_eq!((told.voucher, told.earnings, told.fee, told.refund), (1_000_000, 1_000_000, 50_000, 0));
    assert!(!told.ended && !told.closed);
    assert_eq!(moved(&mut world, channel, |world| world.brings(channel, &paper)), paid(1_000_000));
    let expected = ChannelState { voucher: 1_000_000, earned: 1_000_000, fee: 50_000, ..state(&world, channel) };
    assert_eq!(state(&world, channel), expected);
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees, anna.earned), (1_000_000, 50_000, 1_000_000));
    assert_eq!((anna.paid_jobs, anna.failed_jobs), (0, 0), "a channel is no job");
}

#[test]
fn payer_and_session_key_acknowledge_in_the_transaction_and_nobody_else() {
    for who in [CLIENT.0, SESSION] {
        let (mut world, channel) = by_vouchers();
        let acknowledged = moved(&mut world, channel, |world| world.acknowledges(who, channel, 2_000_000));
        assert_eq!(acknowledged, paid(2_000_000));
    }
    for other in [ANNA.operator, ANNA.wallet, BORIS.operator, HUB, STRANGER, OPENER, KEEPER.0, OTHER_CLIENT.0] {
        let (mut world, channel) = by_vouchers();
        refused(&mut world, E::NotSigner, |world| world.acknowledges(other, channel, 2_000_000));
    }
}

/// A number that nobody signs for.
#[test]
fn refuses_an_acknowledgement_without_a_signer() {
    let (mut world, channel) = by_vouchers();
    let word = rayment_client::instructions::Redeemed::Ack { signer: CLIENT.key(), cumulative: 1 };
    let market = World::market_address();
    let [mut ack] =
        <[_; 1]>::try_from(rayment_client::instructions::channel_redeem(&market, &world.channel(channel), &word))
            .expect("one");
    ack.accounts[0] = world.due(channel).accounts[0].clone();
    refused(&mut world, E::NotSigner, |world| world.sends(ack.clone()));
    // The payer's address without its signature.
    ack.accounts[0].pubkey = CLIENT.key();
    let before = world.snapshot();
    world.sends(ack).refuses_with(3010);
    assert_eq!(world.snapshot(), before);
}

#[test]
fn refuses_a_voucher_that_another_key_has_signed() {
    let (mut world, channel) = by_vouchers();
    for other in [CLIENT.0, ANNA.operator, STRANGER, HUB] {
        let paper = other.signs(channel, 1_000);
        refused(&mut world, E::NotSigner, |world| world.brings(channel, &paper));
    }
}

/// The chain's own program refuses it, before ours is asked.
#[test]
fn refuses_a_signature_that_is_not_right() {
    let (mut world, channel) = by_vouchers();
    let right = SESSION.signs(channel, 1_000);
    let claims_more = Voucher { cumulative: 2_000, ..right.signed.voucher };
    let forged = STRANGER.signs(channel, 1_000);
    let wrong = [
        Paper { signed: Signed { voucher: claims_more, ..right.signed }, ..right },
        Paper { signed: right.signed, ..forged },
        Paper { signature: [0; 64], ..right },
    ];
    for paper in wrong {
        let before = world.snapshot();
        let refusal = world.brings(channel, &paper).expect_err("it is not right");
        let at_first = matches!(refusal.error, TransactionError::InstructionError(0, InstructionError::Custom(_)));
        assert!(at_first, "{refusal}");
        assert_eq!(world.snapshot(), before);
    }
    world.brings(channel, &right).works();
}

#[test]
fn refuses_another_channels_voucher() {
    let (mut world, channel) = by_vouchers();
    let second = NewChannel { salt: 8, ..CLIENT.proposes(&world, ANNA, metered()) };
    let other = world.opens_channel(&second).works();
    for (at, voucher_for) in [(channel, other), (other, channel), (channel, ANNA.address()), (channel, CLIENT.key())] {
        let paper = SESSION.signs(voucher_for, 1_000);
        refused(&mut world, E::WrongChannel, |world| world.brings(at, &paper));
    }
}

/// The same channel on another cluster, where the slot has another hash, has another address.
#[test]
fn refuses_a_voucher_of_another_cluster() {
    let (mut world, channel) = by_vouchers();
    let mut elsewhere = World::market();
    elsewhere.show_slot_hashes(FIRST_SLOT - 1, 1);
    let twin = CLIENT.opens(&mut elsewhere, ANNA, metered()).works();
    assert_ne!(twin, channel);
    let paper = SESSION.signs(twin, 1_000);
    refused(&mut world, E::WrongChannel, |world| world.brings(channel, &paper));
    elsewhere.brings(twin, &paper).works();
}

#[test]
fn a_voucher_counts_until_its_expiry() {
    let (world, channel) = by_vouchers();
    let due = NOON + 60;
    let paper = SESSION.signs_until(channel, 1_000, due);
    for (now, counts) in [(due - 1, true), (due, false), (due + 1, false)] {
        let mut world = world.clone();
        world.advance_to(now);
        if counts {
            world.brings(channel, &paper).works();
        } else {
            refused(&mut world, E::VoucherExpired, |world| world.brings(channel, &paper));
        }
    }
    let mut late = world.clone();
    for past in [i64::MIN, -1, 1, NOON - 1, NOON] {
        let paper = SESSION.signs_until(channel, 1_000, past);
        refused(&mut late, E::VoucherExpired, |world| world.brings(channel, &paper));
    }
    // What was counted once stays counted.
    let mut late = world;
    late.brings(channel, &paper).works();
    late.advance_to(due + 1);
    assert_eq!(state(&late, channel).voucher, 1_000);
}

#[test]
fn an_old_or_lower_voucher_changes_nothing() {
    let (mut world, channel) = by_vouchers();
    world.redeems(channel, 1_000_000).works();
    world.advance(60);
    let before = world.snapshot();
    for cumulative in [0, 1, 999_999, 1_000_000] {
        assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, cumulative)), NOTHING);
        assert_eq!(moved(&mut world, channel, |world| world.acknowledges(CLIENT.0, channel, cumulative)), NOTHING);
        assert_eq!(world.snapshot(), before, "{cumulative}");
    }
    assert_eq!(moved(&mut world, channel, |world| world.redeems(channel, 1_000_001)), paid(1));
}

/// Each of the first fifty bytes is what it is, and there are no others.
#[test]
fn refuses_another_length_mark_or_version() {
    let (mut world, channel) = by_vouchers();
    let right = SESSION.signs(channel, 1_000).signed.voucher.to_bytes().to_vec();
    assert_eq!(right.len(), 50);
    let longer = [right.clone(), vec![0]].concat();
    let mut wrong = vec![right[..48].to_vec(), right[..49].to_vec(), longer];
    for (place, byte) in [(0, 0x55), (0, 0), (1, 0), (1, 2), (1, 0xFF)] {
        let mut other = right.clone();
        other[place] = byte;
        wrong.push(other);
    }
    for message in wrong {
        let both = carried(&world, channel, &message);
        refused(&mut world, E::NotOneVoucher, |world| world.sends_all(&both));
    }
    let both = carried(&world, channel, &right);
    world.sends_all(&both).works();
}

/// An Ed25519 instruction as its program wants it, whatever the session key has signed, and our redeem behind it.
fn carried(world: &World, channel: Pubkey, message: &[u8]) -> [solana_instruction::Instruction; 2] {
    let [mut verify, redeem] = world.redeem(channel, &SESSION.signs(channel, 1_000));
    verify.data[12..14].copy_from_slice(&(message.len() as u16).to_le_bytes());
    verify.data[48..112].copy_from_slice(&SESSION.signs_bytes(message));
    verify.data.truncate(112);
    verify.data.extend_from_slice(message);
    [verify, redeem]
}

#[test]
fn a_payer_without_a_session_key_signs_vouchers_with_its_wallet() {
    let terms = ChannelTerms { signer: rule_key(&CLIENT.key()), ..metered() };
    let (mut world, channel) = opened(terms);
    let paper = CLIENT.0.signs(channel, 1_000);
    assert_eq!(moved(&mut world, channel, |world| world.brings(channel, &paper)), paid(1_000));
    refused(&mut world, E::NotSigner, |world| world.redeems(channel, 2_000));
}

/// The session key has no other right: it takes nothing, and ends nothing.
#[test]
fn the_session_key_steers_nothing() {
    let (mut world, channel) = by_vouchers();
    for command in [Steer::Close, Steer::Extend { expires_at: NOON + 8 * DAY }] {
        refused(&mut world, E::NotPayer, |world| world.steers(SESSION, channel, command));
    }
    refused(&mut world, E::NotParty, |world| world.steers(SESSION, channel, Steer::Pause));
    refused(&mut world, E::NotChannelProvider, |world| world.steers(SESSION, channel, Steer::End));
}

#[test]
fn refuses_a_voucher_in_another_channels_accounts() {
    let (mut world, channel) = by_vouchers();
    let to_boris = CLIENT.opens(&mut world, BORIS, metered()).works();
    let paper = SESSION.signs(channel, 1_000);
    let [verify, plain] = world.redeem(channel, &paper);
    let other = world.redeem(to_boris, &paper)[1].clone();
    // Accounts in order: signer, channel, params, provider, payer, who lent the rent, instructions.
    let swaps: [(usize, Pubkey, E); 3] =
        [(3, BORIS.address(), E::WrongProvider), (4, STRANGER.key(), E::WrongPayee), (1, to_boris, E::WrongProvider)];
    assert_eq!(other.accounts[3].pubkey, BORIS.address());
    for (place, with, reason) in swaps {
        let mut swapped = plain.clone();
        swapped.accounts[place].pubkey = with;
        refused(&mut world, reason, |world| world.sends_all(&[verify.clone(), swapped]));
    }
    let stranger = signed_by(world.steer(CLIENT.0, channel, Steer::Close), STRANGER);
    refused(&mut world, E::NotPayer, |world| world.sends(stranger));
}
