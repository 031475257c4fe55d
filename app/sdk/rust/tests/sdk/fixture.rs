//! A channel that nobody has opened on any ledger.

use std::sync::Arc;

use rayment_client::{Channel, rule_key};
use rayment_core::channel::{ChannelPhase, ChannelState};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

/// When it was opened.
pub const OPENED: i64 = 1_000_000;
pub const DAY: i64 = 86_400;
pub const FEE_BPS: u16 = 500;
/// Lamports an hour: a thousand a second.
pub const RATE: u64 = 3_600_000;
/// Carries 1,000,000 lamports beside a fee of 5 %.
pub const DEPOSIT: u64 = 1_050_000;
pub const RENT: u64 = 3_598_320;

pub fn key() -> Arc<Keypair> {
    Arc::new(Keypair::new_from_array([7; 32]))
}

/// Opened a moment ago, running for a day, with a deposit of [`DEPOSIT`].
pub fn channel(rate: u64) -> Channel {
    let state = ChannelState {
        payer: rayment_core::Pubkey([1; 32]),
        provider: rayment_core::Pubkey([2; 32]),
        signer: rule_key(&key().pubkey()),
        mint: Default::default(),
        subject: [0; 32],
        ssh: [0; 32],
        rent_payer: rayment_core::Pubkey([1; 32]),
        seed: [3; 32],
        slot: 100,
        rent: RENT,
        deposit: DEPOSIT,
        voucher: 0,
        earned: 0,
        fee: 0,
        rate,
        rated: 0,
        ran: 0,
        at: OPENED,
        expires_at: OPENED + DAY,
        owed_provider: 0,
        owed_fee: 0,
        owed_payer: 0,
        close_secs: 3_600,
        grace: 90,
        params: 0,
        phase: ChannelPhase::Running,
        kind: 5,
        flags: 0,
    };
    Channel { address: Pubkey::new_from_array([9; 32]), lamports: RENT + DEPOSIT, payment: None, state }
}
