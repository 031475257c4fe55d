//! What a channel is said to have earned, to owe and to leave.

use rayment_client::{Token, accounts::Payment, chain_key, token::TOKEN};
use rayment_core::channel::{ChannelPhase, ChannelState};
use rayment_sdk::channel::{Phase, Standing, Unredeemed};

use crate::fixture::{DAY, DEPOSIT, FEE_BPS, OPENED, RATE, channel};

#[test]
fn every_lamport_that_was_paid_in_is_earned_fee_owed_or_left() {
    for (rate, voucher, secs) in [(0, 0, 0), (0, 400_000, 10), (RATE, 0, 600), (RATE, 400_000, 600), (RATE, 9, 100)] {
        let mut channel = channel(rate);
        channel.state.voucher = voucher;
        channel.lamports += 13;
        let standing = Standing::of(&channel, FEE_BPS, OPENED + secs);
        assert_eq!(standing.deposit, DEPOSIT + 13, "a top-up shows at once");
        let spent = standing.earned + standing.fee + standing.owed_with_fee;
        assert_eq!(spent + standing.left, standing.deposit);
    }
}

#[test]
fn top_ups_of_a_channel_in_a_token_are_what_lies_in_its_vault() {
    let mut channel = channel(0);
    channel.state.mint = rayment_core::Pubkey([50; 32]);
    channel.lamports += 1_000;
    let token = Token { mint: chain_key(&channel.state.mint), program: TOKEN };
    for (held, deposit) in [(DEPOSIT, DEPOSIT), (DEPOSIT + 13, DEPOSIT + 13)] {
        channel.payment = Some(Payment { token, has_purse: true, held });
        assert_eq!(Standing::of(&channel, FEE_BPS, OPENED).deposit, deposit, "lamports are none of it");
    }
    channel.payment = None;
    assert_eq!(Standing::of(&channel, FEE_BPS, OPENED).deposit, DEPOSIT);
}

#[test]
fn what_is_owed_is_what_the_program_would_pay() {
    let mut channel = channel(RATE);
    channel.state.voucher = 100_000;
    // The voucher and 90 seconds of grace, and no more than the time it ran.
    for (secs, owed) in [(50, 50_000), (150, 150_000), (190, 190_000), (500, 190_000)] {
        let standing = Standing::of(&channel, FEE_BPS, OPENED + secs);
        assert_eq!((standing.owed, standing.owed_with_fee), (owed, owed + owed / 20));
    }
}

#[test]
fn its_state_is_told_by_its_phase_and_the_time() {
    use ChannelPhase::{Closing, Ended, Paused, Running};
    let expiry = OPENED + DAY;
    for (phase, at, now, word) in [
        (Running, OPENED, expiry - 1, Phase::Running),
        (Running, OPENED, expiry, Phase::Closing),
        (Paused, OPENED, expiry + 3_599, Phase::Closing),
        (Paused, OPENED, OPENED, Phase::Paused),
        (Running, OPENED, expiry + 3_600, Phase::Due),
        (Closing, OPENED, OPENED + 3_599, Phase::Closing),
        (Closing, OPENED, OPENED + 3_600, Phase::Due),
        (Ended, OPENED, expiry + DAY, Phase::Ended),
    ] {
        let mut channel = channel(0);
        channel.state = ChannelState { phase, at, ..channel.state };
        assert_eq!(Standing::of(&channel, FEE_BPS, now).phase, word, "{phase:?} at {now}");
    }
}

#[test]
fn who_leaves_sees_what_time_has_made_due_and_the_most_that_vouchers_could_pay() {
    use ChannelPhase::{Ended, Running};
    let due = DAY + 3_600;
    for (rate, phase, (voucher, earned), secs, expected) in [
        (0, Running, (0, 0), 10, Some((0, 1_000_000))),
        (0, Running, (400_000, 400_000), 10, Some((0, 600_000))),
        (RATE, Running, (0, 0), 500, Some((0, 500_000))),
        (RATE, Running, (100_000, 100_000), 150, Some((50_000, 0))),
        (RATE, Running, (100_000, 100_000), 500, Some((90_000, 310_000))),
        // No voucher counts any more, and what was acknowledged before still does.
        (RATE, Running, (100_000, 100_000), due, Some((90_000, 0))),
        (0, Running, (0, 0), due, Some((0, 0))),
        (RATE, Ended, (100_000, 100_000), 500, None),
    ] {
        let mut channel = channel(rate);
        channel.state = ChannelState { phase, voucher, earned, fee: earned / 20, ..channel.state };
        // What was earned has left the account.
        channel.lamports -= earned + earned / 20;
        let found = Unredeemed::at(&channel, FEE_BPS, OPENED + secs);
        assert_eq!(found.map(|one| (one.by_time, one.by_vouchers)), expected, "{phase:?} after {secs} s at {rate}");
        assert_eq!(found.is_some_and(|one| one.is_open()), phase == Running && secs < due);
        channel.state = ChannelState { phase: Ended, owed_provider: 7, ..channel.state };
        let unpaid = Unredeemed::at(&channel, FEE_BPS, OPENED + secs).expect("something is still owed");
        assert_eq!((unpaid.by_time, unpaid.by_vouchers, unpaid.is_open()), (7, 0, false));
    }
}
