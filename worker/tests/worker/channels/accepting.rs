//! Which vouchers are served for, and for how much.

use ed25519_dalek::SigningKey;
use rayment_core::{Pubkey as Key, channel::ChannelPhase};
use rayment_worker::channels::{Counting, Credit, OpenError, VoucherError, Vouchers, Wanted};
use tempfile::{TempDir, tempdir};

use super::story::*;

fn empty() -> (TempDir, Vouchers) {
    let folder = tempdir().unwrap();
    let vouchers = Vouchers::open(folder.path()).unwrap();
    (folder, vouchers)
}

#[test]
fn keeps_the_highest_of_each_channel() {
    let (_folder, vouchers) = empty();
    let (one, other) = (channel(1), channel(2));
    assert_eq!(brings(&vouchers, &one, &wanted(), 10).unwrap().cumulative, 10);
    brings(&vouchers, &other, &wanted(), 7).unwrap();
    brings(&vouchers, &one, &wanted(), 11).unwrap();
    for lower in [0, 9, 10, 11] {
        let not_higher = Err(VoucherError::NotHigher { mint: SOL, found: lower, last: 11 });
        assert_eq!(brings(&vouchers, &one, &wanted(), lower), not_higher);
    }
    assert_eq!(vouchers.highest(&one.address), Some(held(&one, 11, 0, T0)));
    let sums = |channel: &rayment_client::Channel| vouchers.highest(&channel.address).map(|held| held.cumulative());
    assert_eq!((sums(&one), sums(&other), vouchers.all().len()), (Some(11), Some(7), 2));
}

/// What the chain knows was acknowledged too, by whatever word.
#[test]
fn says_more_than_the_chain_knows() {
    let (_folder, vouchers) = empty();
    let channel = but(1, |state| state.voucher = 500);
    let refused = brings(&vouchers, &channel, &wanted(), 500);
    assert_eq!(refused, Err(VoucherError::NotHigher { mint: SOL, found: 500, last: 500 }));
    brings(&vouchers, &channel, &wanted(), 501).unwrap();
}

#[test]
fn refuses_what_the_session_key_has_not_signed() {
    let (_folder, vouchers) = empty();
    let (ours, other) = (channel(1), channel(2));
    let not_signed = Err(VoucherError::NotSigned { key: key_of(&ours) });
    let (bytes, signature) = word(&ours, 10, 0);
    let by = |word: &([u8; 50], [u8; 64])| brings_word(&vouchers, (&ours, &wanted(), T0), word);
    assert_eq!(by(&word_by(&SigningKey::from_bytes(&[8; 32]), &ours, 10, 0)), not_signed);
    assert_eq!(by(&(word(&ours, 11, 0).0, signature)), not_signed, "another amount");
    for place in [0, 31, 32, 63] {
        let mut changed = signature;
        changed[place] ^= 1;
        assert_eq!(by(&(bytes, changed)), not_signed, "byte {place}");
    }
    let (expected, found) = (ours.address, other.address);
    assert_eq!(by(&word(&other, 10, 0)), Err(VoucherError::WrongChannel { found, expected }));
    for wrong in [&bytes[..49], &[&bytes[..], &[0]].concat(), &[&[0x57], &bytes[1..]].concat(), &[]] {
        let refused = brings_word(&vouchers, (&ours, &wanted(), T0), &(wrong, signature));
        assert_eq!(refused, Err(VoucherError::NotVoucher(wrong.len())));
    }
    assert!(vouchers.all().is_empty(), "nothing of it is kept");
    by(&(bytes, signature)).unwrap();
}

/// A key of small order signs anything where signatures are checked laxly.
#[test]
fn refuses_a_key_for_which_anyone_can_sign() {
    let (_folder, vouchers) = empty();
    let mut neutral = [0; 32];
    neutral[0] = 1;
    let ours = but(1, |state| state.signer = Key(neutral));
    let mut signature = [0; 64];
    signature[0] = 1;
    let refused = brings_word(&vouchers, (&ours, &wanted(), T0), &(word(&ours, 10, 0).0, signature));
    assert_eq!(refused, Err(VoucherError::NotSigned { key: key_of(&ours) }));
}

#[test]
fn wants_vouchers_that_count_as_long_as_the_channel_would_let_them() {
    let least = T0 + DAY;
    let lasting = Counting::Lasting;
    let early = |at| Some(VoucherError::ExpiresEarly { at, least });
    let expired = |at| Some(VoucherError::Expired { at, now: T0 });
    for (counting, at, refused) in [
        (lasting, 0, None),
        (lasting, least - 1, early(least - 1)),
        (lasting, least, None),
        (lasting, least + 1, None),
        (lasting, T0, expired(T0)),
        (lasting, -1, expired(-1)),
        (Counting::UpTo, 0, None),
        (Counting::UpTo, T0 - 1, expired(T0 - 1)),
        (Counting::UpTo, T0, expired(T0)),
        (Counting::UpTo, T0 + 1, None),
    ] {
        let (_folder, vouchers) = empty();
        let (channel, wanted) = (channel(1), Wanted { counting, ..wanted() });
        let brought = brings_word(&vouchers, (&channel, &wanted, T0), &word(&channel, 10, at));
        assert_eq!(brought.err(), refused, "{counting:?} until {}", at - T0);
    }
}

#[test]
fn refuses_more_than_the_deposit_carries() {
    let (_folder, vouchers) = empty();
    let mut ours = channel(1);
    let too_much = |cap| Err(VoucherError::AboveDeposit { mint: SOL, found: CAP + 1, cap });
    brings(&vouchers, &ours, &wanted(), CAP).unwrap();
    assert_eq!(brings(&vouchers, &ours, &wanted(), CAP + 1), too_much(CAP));
    // What is paid to its address later counts at the next step, but not once it is closing.
    ours.lamports += 105;
    let mut closing = ours;
    closing.state.phase = ChannelPhase::Closing;
    assert_eq!(brings(&vouchers, &closing, &wanted(), CAP + 1), too_much(CAP));
    brings(&vouchers, &ours, &wanted(), CAP + 100).unwrap();
    let refused = brings(&vouchers, &ours, &wanted(), CAP + 101);
    assert_eq!(refused, Err(VoucherError::AboveDeposit { mint: SOL, found: CAP + 101, cap: CAP + 100 }));
}

/// Ten minutes are left for redeeming it, as long as whatever is redeemed near a deadline has.
#[test]
fn serves_while_time_for_redeeming_is_left() {
    let (running, margin) = (channel(1), i64::from(Wanted::LEAST_SECS));
    assert_eq!(margin, 600);
    let closing = but(1, |state| state.phase = ChannelPhase::Closing);
    let over = running.state.end_due().unwrap();
    assert_eq!(over, T0 + 8 * DAY);
    let soon = |at, now| Err(VoucherError::EndsSoon { at, least: now + margin });
    for (channel, now, expected) in [
        (running, over - margin - 1, Ok(over)),
        (running, over - margin, Ok(over)),
        (running, over - margin + 1, soon(over, over - margin + 1)),
        (running, over - 1, soon(over, over - 1)),
        (running, over, Err(VoucherError::Over)),
        (running, over + 1, Err(VoucherError::Over)),
        (closing, T0 + DAY - margin, Ok(T0 + DAY)),
        (closing, T0 + DAY - margin + 1, soon(T0 + DAY, T0 + DAY - margin + 1)),
        (closing, T0 + DAY, Err(VoucherError::Over)),
        (but(1, |state| state.phase = ChannelPhase::Paused), T0, Ok(over)),
        (but(1, |state| state.phase = ChannelPhase::Ended), T0, Err(VoucherError::Over)),
    ] {
        let (_folder, vouchers) = empty();
        let brought = brings_word(&vouchers, (&channel, &wanted(), now), &word(&channel, 10, 0));
        assert_eq!(brought.map(|accepted| accepted.redeem_before), expected, "{:?}", channel.state.phase);
    }
    // A service that redeems slowly asks for more, also of the voucher's own expiry.
    let slow = Wanted { least_secs: 2 * 86_400, ..wanted() };
    let (_folder, vouchers) = empty();
    let at = T0 + 2 * DAY;
    let refused = brings_word(&vouchers, (&running, &slow, T0), &word(&running, 10, at - 1));
    assert_eq!(refused, Err(VoucherError::ExpiresEarly { at: at - 1, least: at }));
    brings_word(&vouchers, (&running, &slow, T0), &word(&running, 10, at)).unwrap();
}

#[test]
fn says_until_when_it_can_be_redeemed() {
    let (_folder, vouchers) = empty();
    let channel = channel(1);
    let brought = brings_word(&vouchers, (&channel, &wanted(), T0), &word(&channel, 10, T0 + 2 * DAY));
    assert_eq!(brought.unwrap().redeem_before, T0 + 2 * DAY);
}

#[test]
fn takes_the_tokens_that_the_service_asks_for_where_it_has_a_purse() {
    let (_folder, vouchers) = empty();
    let ours = in_tokens(1);
    let asks = Wanted { mint: mint(), ..wanted() };
    let other = |found, expected| Err(VoucherError::OtherCoin { found, expected });
    assert_eq!(brings(&vouchers, &ours, &wanted(), 10), other(mint(), SOL));
    assert_eq!(brings(&vouchers, &channel(1), &asks, 10), other(SOL, mint()));
    let unread = rayment_client::Channel { payment: None, ..ours };
    for channel in [without_purse(1), unread] {
        assert_eq!(brings(&vouchers, &channel, &asks, 10), Err(VoucherError::NoPurse { mint: mint() }));
    }
    assert!(vouchers.all().is_empty(), "nothing of it is kept");
    // The vault holds the deposit, and what is paid to it counts at once.
    assert_eq!(brings(&vouchers, &ours, &asks, CAP).unwrap().credit.amount, CAP);
    let above = Err(VoucherError::AboveDeposit { mint: mint(), found: CAP + 100, cap: CAP });
    assert_eq!(brings(&vouchers, &ours, &asks, CAP + 100), above);
    assert_eq!(brings(&vouchers, &holding(ours, DEPOSIT + 105), &asks, CAP + 100).unwrap().cumulative, CAP + 100);
}

#[test]
fn says_in_what_amounts_are() {
    let (token, cap) = (mint(), 11);
    let units = format!("12 base units of {token}");
    for (refused, says) in [
        (VoucherError::AboveDeposit { mint: token, found: 12, cap }, vec![&*units, "the channel's vault"]),
        (VoucherError::AboveDeposit { mint: SOL, found: 12, cap }, vec!["0.000000012 SOL", "the channel's address"]),
        (VoucherError::NotHigher { mint: token, found: 11, last: 12 }, vec![&units]),
        (VoucherError::RateTooLow { mint: token, found: 11, asked: 12 }, vec![&units]),
        (VoucherError::ByTime { mint: token, found: 12 }, vec![&units]),
        (VoucherError::OtherCoin { found: token, expected: SOL }, vec![&*token.to_string(), "takes SOL"]),
    ] {
        let text = refused.to_string();
        assert!(says.iter().all(|part| text.contains(part)), "{text}");
    }
}

#[test]
fn refuses_channels_that_the_service_does_not_want() {
    let other = address(9);
    let refused = [
        (
            but(1, |state| state.provider = Key(other.to_bytes())),
            VoucherError::OtherProvider { found: other, expected: provider() },
        ),
        (but(1, |state| state.mint = Key([1; 32])), VoucherError::OtherCoin { found: address(1), expected: SOL }),
        (but(1, |state| state.kind = 2), VoucherError::OtherKind { found: 2, expected: 1 }),
        (but(1, |state| state.subject = [4; 32]), VoucherError::OtherSubject),
        (by_time(1), VoucherError::ByTime { mint: SOL, found: RATE }),
        (but(1, |state| state.close_secs = 899), VoucherError::ClosesEarly { found: 899, asked: 900 }),
    ];
    let (_folder, vouchers) = empty();
    for (channel, expected) in refused {
        assert_eq!(brings(&vouchers, &channel, &wanted(), 10), Err(expected));
    }
    for rate in [0, RATE - 1] {
        let cheap = but(1, |state| state.rate = rate);
        let expected = VoucherError::RateTooLow { mint: SOL, found: rate, asked: RATE };
        assert_eq!(brings(&vouchers, &cheap, &wanted_by_time(), 10), Err(expected));
    }
    let any = Wanted { subject: None, ..wanted() };
    brings(&vouchers, &but(1, |state| (state.subject, state.close_secs) = ([4; 32], 900)), &any, 10).unwrap();
    brings(&vouchers, &but(2, |state| state.rate = RATE + 1), &wanted_by_time(), 10).unwrap();
}

#[test]
fn says_how_much_more_service_it_carries() {
    let (_folder, vouchers) = empty();
    let credit = brings(&vouchers, &channel(1), &wanted(), 1_000).unwrap().credit;
    assert_eq!(credit, Credit { amount: 1_000, secs: None });
    for (served, left) in [(0, 1_000), (999, 1), (1_000, 0), (2_000, 0)] {
        assert_eq!(credit.left(served), left);
    }
    assert_eq!(credit.secs_left(&channel(1), T0), None);
}

#[test]
fn of_a_channel_with_a_rate_it_carries_time_and_the_grace() {
    let (_folder, vouchers) = empty();
    let ours = by_time(1);
    let second = RATE / 3_600;
    assert_eq!(Credit::of(&ours, FEE_BPS, 0), Credit { amount: 0, secs: Some(0) }, "nothing before the first");
    let credit = brings(&vouchers, &ours, &wanted_by_time(), 30 * second).unwrap().credit;
    assert_eq!(credit, Credit { amount: 120 * second, secs: Some(120) });
    for (at, left) in [(0, 120), (119, 1), (120, 0), (500, 0)] {
        assert_eq!(credit.secs_left(&ours, T0 + at), Some(left), "after {at} s");
    }
    // The deposit ends it, or its time.
    let long = but(1, |state| (state.rate, state.expires_at) = (RATE, T0 + 30 * DAY));
    assert_eq!(Credit::of(&long, FEE_BPS, CAP), Credit { amount: CAP, secs: Some(CAP / second) });
    assert_eq!(Credit::of(&long, FEE_BPS, u64::MAX).amount, CAP);
    let week = 7 * 86_400;
    assert_eq!(Credit::of(&ours, FEE_BPS, CAP), Credit { amount: week * second, secs: Some(week) });
}

/// No voucher carries what can't be earned: time that stands still pays nothing.
#[test]
fn nothing_is_served_while_no_time_counts() {
    let second = RATE / 3_600;
    let ran = |phase| but(1, |state| (state.rate, state.phase, state.ran) = (RATE, phase, 20));
    for phase in [ChannelPhase::Paused, ChannelPhase::Closing] {
        let (_folder, vouchers) = empty();
        for cumulative in [10 * second, 500 * second, CAP] {
            let credit = brings(&vouchers, &ran(phase), &wanted_by_time(), cumulative).unwrap().credit;
            assert_eq!(credit, Credit { amount: 20 * second, secs: Some(20) }, "{phase:?}, {cumulative}");
            assert_eq!(credit.left(20 * second), 0);
        }
        // Nor by what a voucher carried while it ran.
        let before = Credit::of(&ran(ChannelPhase::Running), FEE_BPS, 500 * second);
        assert_eq!(before.secs_left(&ran(ChannelPhase::Running), T0), Some(570));
        assert_eq!(before.secs_left(&ran(phase), T0), Some(0), "{phase:?}");
    }
}

#[test]
fn serves_no_longer_than_the_channel_runs() {
    let second = RATE / 3_600;
    let ours = but(1, |state| (state.rate, state.expires_at) = (RATE, T0 + 100));
    for (now, left) in [(0, 100), (40, 60), (99, 1), (100, 0), (101, 0), (5_000, 0)] {
        let (_folder, vouchers) = empty();
        let brought = brings_word(&vouchers, (&ours, &wanted_by_time(), T0 + now), &word(&ours, CAP, 0)).unwrap();
        assert_eq!(brought.credit, Credit { amount: 100 * second, secs: Some(100) });
        assert_eq!(brought.credit.secs_left(&ours, T0 + now), Some(left), "after {now} s");
    }
}

#[test]
fn one_process_uses_a_folder() {
    let (folder, vouchers) = empty();
    assert!(matches!(Vouchers::open(folder.path()), Err(OpenError::InUse(_))));
    drop(vouchers);
    Vouchers::open(folder.path()).unwrap();
}

#[test]
fn forgets_what_it_is_told_to() {
    let (folder, vouchers) = empty();
    let ours = channel(1);
    brings(&vouchers, &ours, &wanted(), 10).unwrap();
    vouchers.forget(&ours.address).unwrap();
    vouchers.forget(&ours.address).unwrap();
    assert_eq!(vouchers.highest(&ours.address), None);
    drop(vouchers);
    assert!(Vouchers::open(folder.path()).unwrap().all().is_empty());
}
