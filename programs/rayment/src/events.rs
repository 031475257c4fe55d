//! What the program tells whoever listens. Events wake and they are history; the accounts are the truth.

use anchor_lang::prelude::*;
use rayment_core::{
    channel::Steer,
    job::{Acceptance, FailReason, Outcome},
    money::Terms,
};

#[event]
pub struct MarketChanged {
    pub market: Pubkey,
    pub keeper: Pubkey,
    pub params: u16,
    /// Until then nothing new is opened.
    pub paused_until: i64,
}

/// A provider registered, or changed its keys, profile, prices or status.
#[event]
pub struct ProviderChanged {
    pub provider: Pubkey,
    pub authority: Pubkey,
    pub terms: Terms,
}

/// Lamports left a provider's account.
#[event]
pub struct ProviderPaid {
    pub provider: Pubkey,
    pub payee: Pubkey,
    pub lamports: u64,
}

/// Fees that a market had kept of providers that left, because its treasury could not take them, went there.
#[event]
pub struct DustSwept {
    pub market: Pubkey,
    pub payee: Pubkey,
    pub lamports: u64,
}

/// An order was written down, or its next job was made.
#[event]
pub struct OrderDrawn {
    pub order: Pubkey,
    pub client: Pubkey,
    /// The job, where one was made, and its index in the order.
    pub job: Option<Pubkey>,
    pub index: u32,
    /// Lamports that moved from the order into the job: its deposit, and its rent.
    pub deposit: u64,
    pub rent: u64,
    /// Lamports that the sponsor lent.
    pub lent: u64,
    /// What the amounts are in; zeros for SOL.
    pub mint: Pubkey,
}

/// What an order did not need was paid out.
#[event]
pub struct OrderReturned {
    pub order: Pubkey,
    pub client: Pubkey,
    /// Lamports to the client, and to the sponsor.
    pub returned: u64,
    pub repaid: u64,
    /// Nothing is left, and there is no account of the order.
    pub closed: bool,
    /// No further job is drawn.
    pub cancelled: bool,
    /// Tokens of this mint went to the client, so many base units; zeros where none were asked for.
    pub mint: Pubkey,
    pub tokens: u64,
}

#[event]
pub struct JobAssigned {
    pub job: Pubkey,
    pub attempt: u8,
    pub provider: Pubkey,
    /// What the provider asked for: its claim can't cost more.
    pub terms: Terms,
    /// The keeper has loaded the spec.
    pub loads: bool,
}

#[event]
pub struct JobClaimed {
    pub job: Pubkey,
    pub attempt: u8,
    pub provider: Pubkey,
    pub terms: Terms,
    pub bond: u64,
    /// What the amounts are in; zeros for SOL.
    pub mint: Pubkey,
}

#[event]
pub struct JobStarted {
    pub job: Pubkey,
    pub attempt: u8,
}

#[event]
pub struct JobDelivered {
    pub job: Pubkey,
    pub attempt: u8,
    pub provider: Pubkey,
    pub root: [u8; 32],
    pub frames: u32,
    /// Billed milliseconds.
    pub ms: u64,
}

/// The tiles to check were picked, or the slot was missed and they doubled.
#[event]
pub struct JobSealed {
    pub job: Pubkey,
    pub attempt: u8,
    pub missed: bool,
}

/// Accepted by the keeper, or approved by the client.
#[event]
pub struct JobAccepted {
    pub job: Pubkey,
    pub attempt: u8,
    pub how: Acceptance,
}

/// A delivered tile was proven wrong.
#[event]
pub struct JobRejected {
    pub job: Pubkey,
    pub attempt: u8,
    pub provider: Pubkey,
    pub frame: u32,
    pub tile: u32,
    pub leaf: [u8; 32],
    pub checker_pixels: [u8; 32],
    /// Whether the keeper has signed.
    pub by_keeper: bool,
    /// Wallets of the guardians that have signed.
    pub guardians: Vec<Pubkey>,
}

#[event]
pub struct JobDisputed {
    pub job: Pubkey,
    pub attempt: u8,
    /// What the client loses where it is wrong.
    pub bond: u64,
    /// Whether the bond was paid on top of the deposit.
    pub paid_in: bool,
    /// What the amounts are in; zeros for SOL.
    pub mint: Pubkey,
}

/// A provider gave the job back, or the keeper found against the delivery, or spoke about the spec.
#[event]
pub struct JobFailed {
    pub job: Pubkey,
    pub attempt: u8,
    pub reason: FailReason,
    /// What the client got of the provider's bond.
    pub forfeit: u64,
}

/// The client cancelled; work under way may still deliver until then.
#[event]
pub struct JobCancelled {
    pub job: Pubkey,
    pub at: i64,
}

/// A deadline passed; with a forfeit it was the provider's.
#[event]
pub struct JobExpired {
    pub job: Pubkey,
    pub attempt: u8,
    pub forfeit: u64,
}

/// The job's account is closed: who got what. Rent, and gifts of strangers, are in `returned`.
#[event]
pub struct JobClosed {
    pub job: Pubkey,
    pub client: Pubkey,
    /// Wallet of the provider that held the job at its end.
    pub provider: Option<Pubkey>,
    pub order: u64,
    pub attempt: u8,
    pub outcome: Outcome,
    pub deposit: u64,
    pub earnings: u64,
    pub fee: u64,
    pub refund: u64,
    /// The bond: back to the provider, or to the client.
    pub bond_back: u64,
    pub forfeit: u64,
    /// The bond of a dispute: to the provider, to the market's fees, or back to the client.
    pub dispute_paid: u64,
    pub dispute_fee: u64,
    pub dispute_back: u64,
    pub returned: u64,
    /// What was bought: frames, billed milliseconds, and the root over all tiles. Nothing where the
    /// deposit went back.
    pub frames: u32,
    pub ms: u64,
    pub root: Option<[u8; 32]>,
    /// What else lay in the vault of a job in tokens and went to the order: forfeits of earlier attempts, and gifts.
    pub surplus: u64,
    /// What the amounts are in; zeros for SOL.
    pub mint: Pubkey,
}

/// Somebody could not be credited when a job in tokens ended, and is still owed this, in its vault.
#[event]
pub struct JobOwing {
    pub job: Pubkey,
    pub provider: Pubkey,
    pub earnings: u64,
    pub fee: u64,
    pub refund: u64,
    pub mint: Pubkey,
}

/// What a job still owed was paid, or some of it.
#[event]
pub struct JobCleared {
    pub job: Pubkey,
    pub provider: Pubkey,
    pub earnings: u64,
    pub fee: u64,
    pub refund: u64,
    pub mint: Pubkey,
    /// Its account is closed, and the rent went to the order.
    pub closed: bool,
}

/// A market takes a token from now on, or with `listed` false no more.
#[event]
pub struct AssetChanged {
    pub market: Pubkey,
    pub mint: Pubkey,
    pub listed: bool,
    pub rate: u64,
    pub at_once_max: u64,
}

/// A provider opened a purse, or said how much of it may be bonded.
#[event]
pub struct PurseChanged {
    pub provider: Pubkey,
    pub purse: Pubkey,
    pub mint: Pubkey,
    pub budget: u64,
}

/// Tokens left a purse: earnings to the provider's payout, or fees to the market's treasury.
#[event]
pub struct PursePaid {
    pub provider: Pubkey,
    pub purse: Pubkey,
    pub mint: Pubkey,
    /// The wallet whose token account got them.
    pub payee: Pubkey,
    pub amount: u64,
    /// The purse is closed.
    pub closed: bool,
}

/// A provider asks this for a kind of work; `open` is false where it offers that no more.
#[event]
pub struct OfferChanged {
    pub provider: Pubkey,
    pub offer: Pubkey,
    pub kind: u8,
    pub class: u16,
    pub mint: Pubkey,
    pub terms: Terms,
    pub open: bool,
}

/// A stake was locked, sent on its way out, or taken.
#[event]
pub struct StakeChanged {
    pub market: Pubkey,
    /// A client, a provider or a guardian; the market itself where it is its keeper's bond.
    pub account: Pubkey,
    pub wallet: Pubkey,
    /// Lamports that count, and that are on their way out until `unlock_at`.
    pub locked: u64,
    pub unlocking: u64,
    pub unlock_at: i64,
    /// Lamports that moved between it and the wallet.
    pub paid_in: u64,
    pub paid_out: u64,
}

#[event]
pub struct GuardianEnlisted {
    pub market: Pubkey,
    pub guardian: Pubkey,
    pub wallet: Pubkey,
    /// Signs its statements.
    pub key: Pubkey,
}

/// A guardian lost its stake, or the keeper its bond, by two statements that contradict each other.
#[event]
pub struct GuardianSlashed {
    pub market: Pubkey,
    /// The guardian; the market itself where it is its keeper's bond.
    pub account: Pubkey,
    /// Whose signatures they were.
    pub key: Pubkey,
    pub prover: Pubkey,
    /// Lamports to who proved it, and burned.
    pub reward: u64,
    pub burned: u64,
}

#[event]
pub struct ChannelOpened {
    pub channel: Pubkey,
    pub payer: Pubkey,
    pub provider: Pubkey,
    pub rent_payer: Pubkey,
    pub kind: u8,
    /// Base units an hour; 0: vouchers alone.
    pub rate: u64,
    pub deposit: u64,
    /// Lamports of rent.
    pub rent: u64,
    /// What the amounts are in; zeros for SOL.
    pub mint: Pubkey,
}

/// A channel was paused, resumed, extended, closed or ended.
#[event]
pub struct ChannelSteered {
    pub channel: Pubkey,
    pub payer: Pubkey,
    pub provider: Pubkey,
    pub command: Steer,
    /// With what was paid in since.
    pub deposit: u64,
    /// Base units to the provider, to the market's fees, and back to the payer.
    pub earnings: u64,
    pub fee: u64,
    pub refund: u64,
    /// What the amounts are in; zeros for SOL.
    pub mint: Pubkey,
}

/// A channel paid what it owed, or ended, or closed.
#[event]
pub struct ChannelRedeemed {
    pub channel: Pubkey,
    pub payer: Pubkey,
    pub provider: Pubkey,
    /// The highest sum that the payer's side has signed.
    pub voucher: u64,
    /// Base units to the provider, to the market's fees, and back to the payer.
    pub earnings: u64,
    pub fee: u64,
    pub refund: u64,
    /// Nothing is earned any more.
    pub ended: bool,
    /// There is no account any more: the rent went back to who lent it.
    pub closed: bool,
    /// What the amounts are in; zeros for SOL.
    pub mint: Pubkey,
}

/// An account was moved to today's layout.
#[event]
pub struct AccountMigrated {
    pub account: Pubkey,
    pub layout: u8,
}
