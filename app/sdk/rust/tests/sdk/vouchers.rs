//! Vouchers as they are written down and checked.

use rayment_client::{Channel, rule_key};
use rayment_core::channel::{ChannelPhase, Voucher, voucher::SIZE};
use rayment_sdk::{
    Coin,
    channel::{ChannelRefusal, SignedVoucher, voucher::within},
};
use solana_keypair::Keypair;

use crate::fixture::{DEPOSIT, FEE_BPS, OPENED, RATE, channel, key};

fn voucher(cumulative: u64, expires_at: i64) -> Voucher {
    Voucher { channel: rule_key(&channel(0).address), cumulative, expires_at }
}

#[test]
fn reads_back_what_it_writes_in_base64_and_in_json() {
    let signed = SignedVoucher::sign(&key(), voucher(12_345, 99));
    let (coded, json) = (signed.to_base64(), serde_json::to_string(&signed.view()).unwrap());
    for text in [coded.clone(), format!(" {coded}\n"), json] {
        assert_eq!(text.parse::<SignedVoucher>().unwrap(), signed);
    }
    assert_eq!(SIZE, 50);
}

#[test]
fn refuses_what_is_no_voucher() {
    let coded = SignedVoucher::sign(&key(), voucher(1, 0)).to_base64();
    let short = &coded[..coded.len() - 4];
    for text in ["", "hello", "{}", "{\"voucher\": 1}", "AAAA", short, &format!("{coded}AAAA")] {
        let refused = text.parse::<SignedVoucher>();
        assert!(matches!(refused, Err(ChannelRefusal::NotVoucher(_))), "{text}");
    }
}

#[test]
fn checks_a_voucher_as_the_program_does() {
    let (channel, right) = (channel(0), SignedVoucher::sign(&key(), voucher(1, OPENED + 1)));
    right.check(&channel, OPENED).unwrap();
    let expired = right.check(&channel, OPENED + 1);
    assert!(matches!(expired, Err(ChannelRefusal::Expired { .. })), "at its expiry it counts no more");
    let elsewhere = Channel { address: solana_pubkey::Pubkey::new_from_array([5; 32]), ..channel };
    assert!(matches!(right.check(&elsewhere, OPENED), Err(ChannelRefusal::OtherChannel { .. })));
    let foreign = SignedVoucher::sign(&Keypair::new(), voucher(1, 0));
    assert!(matches!(foreign.check(&channel, OPENED), Err(ChannelRefusal::OtherKey { .. })));
    let mut raised = right;
    raised.signed.voucher.cumulative += 1;
    assert!(matches!(raised.check(&channel, OPENED), Err(ChannelRefusal::BadSignature)));
}

#[test]
fn only_what_deposit_and_rate_carry_may_be_signed() {
    let cap = DEPOSIT * 10_000 / 10_500;
    let plain = channel(0);
    within(&plain, Coin::SOL, (FEE_BPS, OPENED), cap).unwrap();
    let above = within(&plain, Coin::SOL, (FEE_BPS, OPENED), cap + 1);
    assert!(matches!(above, Err(ChannelRefusal::TooMuch { most, .. }) if most == cap));
    assert!(matches!(within(&plain, Coin::SOL, (FEE_BPS, OPENED), 0), Err(ChannelRefusal::NothingOwed)));
    let rated = channel(RATE);
    within(&rated, Coin::SOL, (FEE_BPS, OPENED + 10), 10_000).unwrap();
    let early = within(&rated, Coin::SOL, (FEE_BPS, OPENED + 10), 10_001);
    assert!(matches!(early, Err(ChannelRefusal::TooMuch { most, .. }) if most == 10_000));
    let mut ended = channel(0);
    ended.state.phase = ChannelPhase::Ended;
    assert!(matches!(within(&ended, Coin::SOL, (FEE_BPS, OPENED), 1), Err(ChannelRefusal::WrongPhase { .. })));
}
