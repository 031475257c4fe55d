//! One channel, its payer's session key, and what a service wants of it.

use ed25519_dalek::{Signer, SigningKey};
use rayment_client::{Channel, Token, accounts::Payment, chain_key, rule_key, token::TOKEN};
use rayment_core::{
    Pubkey as Key,
    channel::{ChannelPhase, ChannelState, Signed, Voucher, voucher::SIZE},
};
use rayment_worker::channels::{AcceptError, Accepted, Against, Counting, Held, VoucherError, Vouchers, Wanted};
use solana_pubkey::Pubkey;

/// When every story begins, and when its channel was opened.
pub const T0: i64 = 1_800_000_000;
pub const HOUR: i64 = 3_600;
pub const DAY: i64 = 86_400;
/// The slot that the channel's address is made with.
pub const SLOT: u64 = 1_000;
pub const RENT: u64 = 3_598_320;
/// Without the fee of 5 % it carries 1,000,000,000.
pub const DEPOSIT: u64 = 1_050_000_000;
pub const CAP: u64 = 1_000_000_000;
pub const FEE_BPS: u16 = 500;
/// 0.0036 SOL an hour: 1,000 lamports a second.
pub const RATE: u64 = 3_600_000;
pub const GRACE: u16 = 90;
/// What stands in the place of a mint.
pub const SOL: Pubkey = Pubkey::new_from_array([0; 32]);

pub fn session() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

pub fn address(number: u8) -> Pubkey {
    Pubkey::new_from_array([number; 32])
}

pub fn provider() -> Pubkey {
    address(0xa1)
}

/// A running channel without a rate.
pub fn channel(number: u8) -> Channel {
    let state = ChannelState {
        payer: Key([0xc1; 32]),
        provider: rule_key(&provider()),
        signer: Key(session().verifying_key().to_bytes()),
        mint: Key::default(),
        subject: [5; 32],
        ssh: [0; 32],
        rent_payer: Key([0xc1; 32]),
        seed: [6; 32],
        slot: SLOT,
        rent: RENT,
        deposit: DEPOSIT,
        voucher: 0,
        earned: 0,
        fee: 0,
        rate: 0,
        rated: 0,
        ran: 0,
        at: T0,
        expires_at: T0 + 7 * DAY,
        owed_provider: 0,
        owed_fee: 0,
        owed_payer: 0,
        close_secs: 86_400,
        grace: GRACE,
        params: 0,
        phase: ChannelPhase::Running,
        kind: 1,
        flags: 0,
    };
    Channel { address: address(number), lamports: RENT + DEPOSIT, payment: None, state }
}

/// The same with a change.
pub fn but(number: u8, change: impl FnOnce(&mut ChannelState)) -> Channel {
    let mut channel = channel(number);
    change(&mut channel.state);
    channel
}

pub fn mint() -> Pubkey {
    address(0x70)
}

/// The same in tokens, for a provider with a purse.
pub fn in_tokens(number: u8) -> Channel {
    let token = Token { mint: mint(), program: TOKEN };
    let payment = Some(Payment { token, has_purse: true, held: DEPOSIT });
    Channel { lamports: RENT, payment, ..but(number, |state| state.mint = rule_key(&token.mint)) }
}

/// The same with so much in its vault.
pub fn holding(channel: Channel, held: u64) -> Channel {
    Channel { payment: channel.payment.map(|payment| Payment { held, ..payment }), ..channel }
}

/// The same for a provider without a purse.
pub fn without_purse(number: u8) -> Channel {
    let ours = in_tokens(number);
    Channel { payment: ours.payment.map(|payment| Payment { has_purse: false, ..payment }), ..ours }
}

/// The same with a rate.
pub fn by_time(number: u8) -> Channel {
    but(number, |state| state.rate = RATE)
}

pub fn wanted() -> Wanted {
    let (provider, subject) = (provider(), Some([5; 32]));
    let least_secs = Wanted::LEAST_SECS;
    let mint = SOL;
    Wanted { provider, kind: 1, subject, mint, rate: 0, close_secs: 900, least_secs, counting: Counting::Lasting }
}

pub fn wanted_by_time() -> Wanted {
    Wanted { rate: RATE, ..wanted() }
}

/// A voucher's bytes and the session key's signature.
pub fn word(channel: &Channel, cumulative: u64, expires_at: i64) -> ([u8; SIZE], [u8; 64]) {
    word_by(&session(), channel, cumulative, expires_at)
}

pub fn word_by(key: &SigningKey, channel: &Channel, cumulative: u64, expires_at: i64) -> ([u8; SIZE], [u8; 64]) {
    let bytes = Voucher { channel: rule_key(&channel.address), cumulative, expires_at }.to_bytes();
    (bytes, key.sign(&bytes).to_bytes())
}

/// A voucher as it is kept.
pub fn held(channel: &Channel, cumulative: u64, expires_at: i64, heard_at: i64) -> Held {
    let (bytes, signature) = word(channel, cumulative, expires_at);
    let signed = Signed { key: channel.state.signer, voucher: Voucher::from_bytes(&bytes).unwrap() };
    Held { signed, signature, heard_at }
}

/// Brings a voucher at noon.
pub fn brings(
    vouchers: &Vouchers,
    channel: &Channel,
    wanted: &Wanted,
    cumulative: u64,
) -> Result<Accepted, VoucherError> {
    brings_word(vouchers, (channel, wanted, T0), &word(channel, cumulative, 0))
}

pub fn brings_word(
    vouchers: &Vouchers,
    (channel, wanted, now): (&Channel, &Wanted, i64),
    (bytes, signature): &(impl AsRef<[u8]>, [u8; 64]),
) -> Result<Accepted, VoucherError> {
    let against = Against { channel, fee_bps: FEE_BPS, wanted, now };
    vouchers.accept(&against, (bytes.as_ref(), signature)).map_err(|error| match error {
        AcceptError::Refused(refused) => refused,
        AcceptError::Disk(error) => panic!("{error}"),
    })
}

pub fn key_of(channel: &Channel) -> Pubkey {
    chain_key(&channel.state.signer)
}
