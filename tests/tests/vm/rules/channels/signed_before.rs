//! Where the instruction that verifies a voucher stands, and what else is in it.

use rayment_client::instructions::{ED25519, INSTRUCTIONS, NewChannel, SLOT_HASHES};
use rayment_tests::vm::world::transfer;
use solana_instruction::{AccountMeta, Instruction};

use super::*;
use crate::idl;
use RaymentError as E;

/// Anchor's code where an account is not the one of a fixed address.
const OTHER_ADDRESS: u32 = 2012;

fn by_vouchers() -> (World, Pubkey, [Instruction; 2]) {
    let (world, channel) = opened(metered());
    let both = world.redeem(channel, &SESSION.signs(channel, 1_000));
    (world, channel, both)
}

#[track_caller]
fn refuses(world: &mut World, reason: E, all: &[Instruction]) {
    refused(world, reason, |world| world.sends_all(all));
}

#[test]
fn the_voucher_is_verified_directly_before_it_is_redeemed() {
    let (mut world, _, [verify, redeem]) = by_vouchers();
    let gift = transfer(DONOR, &STRANGER.key(), 1);
    for apart in [
        vec![redeem.clone()],
        vec![redeem.clone(), verify.clone()],
        vec![verify.clone(), gift.clone(), redeem.clone()],
        vec![gift.clone(), redeem.clone()],
        vec![gift.clone(), redeem.clone(), verify.clone()],
        // One verification serves one redeeming.
        vec![verify.clone(), redeem.clone(), redeem.clone()],
    ] {
        refuses(&mut world, E::NotSignedBefore, &apart);
    }
    world.sends_all(&[gift.clone(), verify, redeem, gift]).works();
}

#[test]
fn refuses_another_programs_instruction_with_the_same_bytes() {
    let (mut world, _, [verify, redeem]) = by_vouchers();
    // The memo program writes down whatever it is given, as long as it can be read.
    let memo = Pubkey::from_str_const("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr");
    let told = Instruction { program_id: memo, accounts: Vec::new(), data: b"a voucher".to_vec() };
    refuses(&mut world, E::NotSignedBefore, &[told, redeem.clone()]);
    // A list of instructions that the sender has written.
    for list in [SLOT_HASHES, STRANGER.key(), ED25519] {
        let mut forged = redeem.clone();
        let place = idl::place(&forged, "instructions");
        assert_eq!(forged.accounts[place].pubkey, INSTRUCTIONS);
        forged.accounts[place] = AccountMeta::new_readonly(list, false);
        let before = world.snapshot();
        world.sends_all(&[verify.clone(), forged]).refuses_with(OTHER_ADDRESS);
        assert_eq!(world.snapshot(), before);
    }
}

/// Signature, key and voucher each stand in this very instruction, at their places: else what is verified could be
/// something else than what is read.
#[test]
fn refuses_offsets_that_point_elsewhere() {
    let (mut world, channel, [verify, redeem]) = by_vouchers();
    // The right voucher in the right place, and behind it another that is the one verified.
    let other = SESSION.signs(channel, 1);
    let mut behind = verify.clone();
    behind.data.extend_from_slice(&other.signed.voucher.to_bytes());
    behind.data[48..112].copy_from_slice(&other.signature);
    behind.data[10..12].copy_from_slice(&162u16.to_le_bytes());
    behind.data[112..162].copy_from_slice(&SESSION.signs(channel, 9_000_000).signed.voucher.to_bytes());
    refuses(&mut world, E::NotOneVoucher, &[behind, redeem.clone()]);
    // Everything verified is in another instruction of the same bytes.
    for index in [4usize, 8, 14] {
        let mut elsewhere = verify.clone();
        elsewhere.data[index..index + 2].copy_from_slice(&0u16.to_le_bytes());
        refuses(&mut world, E::NotOneVoucher, &[verify.clone(), elsewhere, redeem.clone()]);
    }
    // Its own number instead of the sign for itself.
    let mut by_number = verify.clone();
    by_number.data[14..16].copy_from_slice(&0u16.to_le_bytes());
    refuses(&mut world, E::NotOneVoucher, &[by_number, redeem.clone()]);
    world.sends_all(&[verify, redeem]).works();
}

#[test]
fn refuses_none_or_two_signatures_in_one_instruction() {
    let (mut world, channel, [verify, redeem]) = by_vouchers();
    let none = Instruction { data: vec![0, 0], ..verify.clone() };
    refuses(&mut world, E::NotOneVoucher, &[none, redeem.clone()]);
    let more = Instruction { data: [verify.data.clone(), vec![0]].concat(), ..verify.clone() };
    refuses(&mut world, E::NotOneVoucher, &[more, redeem.clone()]);
    let padded = Instruction { data: [&[1u8, 9], &verify.data[2..]].concat(), ..verify.clone() };
    refuses(&mut world, E::NotOneVoucher, &[padded, redeem.clone()]);
    // Two vouchers, each with its own key and signature, behind two records.
    let second = SESSION.signs(channel, 2_000);
    let record = |at: u16| {
        let places = [at + 32, u16::MAX, at, u16::MAX, at + 96, 50, u16::MAX];
        places.iter().flat_map(|place| place.to_le_bytes()).collect::<Vec<_>>()
    };
    let body = |paper: &Paper| [&paper.signed.key.0[..], &paper.signature, &paper.signed.voucher.to_bytes()].concat();
    let first = SESSION.signs(channel, 1_000);
    let two = [vec![2, 0], record(30), record(176), body(&first), body(&second)].concat();
    refuses(&mut world, E::NotOneVoucher, &[Instruction { data: two, ..verify }, redeem]);
}

/// A voucher and an acknowledgement: one of them would not be heard.
#[test]
fn refuses_two_words_at_once() {
    let (mut world, channel, [verify, redeem]) = by_vouchers();
    let word = rayment_client::instructions::Redeemed::Ack { signer: CLIENT.key(), cumulative: 2_000 };
    let ack = rayment_client::instructions::channel_redeem(&World::market_address(), &world.channel(channel), &word);
    let mut both = ack[0].clone();
    let place = idl::place(&both, "instructions");
    both.accounts[place] = redeem.accounts[place].clone();
    refuses(&mut world, E::NotOneVoucher, &[verify, both.clone()]);
    refuses(&mut world, E::NotOneVoucher, &[both]);
}

#[test]
fn two_channels_in_one_transaction_need_a_voucher_each() {
    let (mut world, channel, both) = by_vouchers();
    let second = NewChannel { salt: 8, ..CLIENT.proposes(&world, ANNA, metered()) };
    let other = world.opens_channel(&second).works();
    let of_other = world.redeem(other, &SESSION.signs(other, 2_000));
    let [verify, redeem] = both;
    let [verify_other, redeem_other] = of_other;
    // Vouchers first and payments behind them: the second payment stands behind no voucher of its own.
    let crossed = [verify.clone(), verify_other.clone(), redeem.clone(), redeem_other.clone()];
    refuses(&mut world, E::WrongChannel, &crossed);
    let swapped = [verify_other.clone(), redeem.clone(), verify.clone(), redeem_other.clone()];
    refuses(&mut world, E::WrongChannel, &swapped);
    world.sends_all(&[verify, redeem, verify_other, redeem_other]).works();
    let anna = world.provider(ANNA).state;
    assert_eq!((anna.balance, anna.fees), (3_000, 150));
    assert_eq!((state(&world, channel).earned, state(&world, other).earned), (1_000, 2_000));
}

/// The same twice, each behind its own: it is paid once.
#[test]
fn one_voucher_twice_in_a_transaction_pays_once() {
    let (mut world, channel, [verify, redeem]) = by_vouchers();
    world.sends_all(&[verify.clone(), redeem.clone(), verify, redeem]).works();
    assert_eq!(state(&world, channel).earned, 1_000);
    assert_eq!(world.provider(ANNA).state.balance, 1_000);
}
