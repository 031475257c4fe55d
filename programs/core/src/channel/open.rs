//! Opening: what a payer proposes, and what is refused before money is locked.

use core::ops::RangeInclusive;

use crate::{
    hash::{Hash, Sha256},
    key::Pubkey,
    money::{Holding, Transfer, Transfers},
    proof::challenge::SlotHashes,
    provider::{KINDS, ProviderState, Status},
    step::Step,
};

use super::{ChannelError, ChannelPhase, ChannelState, ChannelStep, flag};

/// How long a closing channel leaves for vouchers, in seconds.
pub const CLOSE_SECS: RangeInclusive<u32> = 900..=2_592_000;
/// Longest time that a channel may still have, in seconds: 366 days.
pub const LIFETIME_SECS: i64 = 366 * 86_400;
/// How many slots back the slot may lie that a new channel's address is made with. A channel closes only once its
/// own lies further back, so no address ever serves twice. The list of slot hashes can't say that alone: it has
/// as many entries, but reaches further back where slots were skipped.
pub const SLOTS: u64 = 512;

const DOMAIN: &[u8] = b"rayment:channel:1";

/// What makes a channel's address one of a kind, on every cluster. `hash` is that of `slot`.
pub fn seed<H: Sha256>(salt: u64, (slot, hash): (u64, &Hash), mint: &Pubkey, signer: &Pubkey) -> Hash {
    H::hash(&[DOMAIN, &salt.to_le_bytes(), &slot.to_le_bytes(), hash, &mint.0, &signer.0])
}

wire! {
    /// What a payer proposes. The provider's consent is that it serves.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ChannelTerms {
        /// Version of the market's parameters that the payer has seen: a change in between refuses the opening.
        pub params: u16,
        /// Their fee once more, for eyes that read transactions.
        pub fee_bps: u16,
        pub kind: u8,
        /// The session key: signs vouchers. The payer's own where there is no other.
        pub signer: Pubkey,
        /// The hash of the offer, or of the model's manifest.
        pub subject: Hash,
        /// An Ed25519 key, or with `ssh_hashed` the SHA-256 of another; zeros where nobody logs in.
        pub ssh: Hash,
        pub ssh_hashed: bool,
        /// Base units an hour; 0: vouchers alone.
        pub rate: u64,
        pub close_secs: u32,
        pub expires_at: i64,
    }
}

/// Between whom a channel is opened, in what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    pub payer: Pubkey,
    /// The address of the provider's account.
    pub provider: Pubkey,
    /// Whoever signs for the rent.
    pub rent_payer: Pubkey,
    /// Zero for SOL.
    pub mint: Pubkey,
}

/// What has been read for an opening.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    pub now: i64,
    /// The present slot.
    pub slot: u64,
    pub slot_hashes: SlotHashes<'a>,
    /// The market's parameters: version, fee in basis points, seconds of grace.
    pub params: u16,
    pub fee_bps: u16,
    pub grace_secs: u16,
    /// Whether the market is paused.
    pub is_paused: bool,
    pub provider: &'a ProviderState,
    /// Whether the market lists the mint, and the provider has a purse for it; of SOL neither is asked.
    pub is_listed: bool,
    pub has_purse: bool,
    /// Lamports of rent for the account, and for its vault where it has one.
    pub rent: u64,
}

impl ChannelState {
    /// The running channel that these terms make, with its deposit to lock. `slot` is in the address.
    pub fn open<H: Sha256>(
        terms: &ChannelTerms,
        (salt, slot, deposit): (u64, u64, u64),
        parties: &Parties,
        read: &Opening,
    ) -> Result<ChannelStep, ChannelError> {
        check_market(terms, parties, read)?;
        check_terms(terms, read.now)?;
        let hash = recent(slot, read).ok_or(ChannelError::SlotNotRecent)?;
        let keys = [read.provider.authority, read.provider.operator, read.provider.payout];
        let provider_signs = keys.contains(&terms.signer);
        let channel = ChannelState {
            payer: parties.payer,
            provider: parties.provider,
            signer: terms.signer,
            mint: parties.mint,
            subject: terms.subject,
            ssh: terms.ssh,
            rent_payer: parties.rent_payer,
            seed: seed::<H>(salt, (slot, &hash), &parties.mint, &terms.signer),
            slot,
            rent: read.rent,
            deposit,
            voucher: 0,
            earned: 0,
            fee: 0,
            rate: terms.rate,
            rated: 0,
            ran: 0,
            at: read.now,
            expires_at: terms.expires_at,
            owed_provider: 0,
            owed_fee: 0,
            owed_payer: 0,
            close_secs: terms.close_secs,
            grace: read.grace_secs,
            params: read.params,
            phase: ChannelPhase::Running,
            kind: terms.kind,
            flags: if terms.ssh_hashed { flag::SSH_HASHED } else { 0 }
                | if provider_signs { flag::PROVIDER_SIGNS } else { 0 },
        };
        let paid_in = Transfer::new(Holding::Client, Holding::Deposit, deposit);
        Ok(Step::continues(channel).moving(Transfers::of([paid_in])))
    }
}

fn check_market(terms: &ChannelTerms, parties: &Parties, read: &Opening) -> Result<(), ChannelError> {
    let in_tokens = parties.mint != Pubkey::default();
    if read.is_paused {
        return Err(ChannelError::MarketPaused);
    }
    if terms.params != read.params || terms.fee_bps != read.fee_bps {
        return Err(ChannelError::MarketChanged);
    }
    if in_tokens && !read.is_listed {
        return Err(ChannelError::AssetNotListed);
    }
    match read.provider.status {
        Status::Active => {}
        Status::Paused | Status::Retired => return Err(ChannelError::ProviderNotActive),
    }
    if in_tokens && !read.has_purse { Err(ChannelError::NoPurse) } else { Ok(()) }
}

fn check_terms(terms: &ChannelTerms, now: i64) -> Result<(), ChannelError> {
    // Where signatures are checked laxly, anyone can sign for the key of zeros.
    if terms.signer == Pubkey::default() {
        return Err(ChannelError::NoSigner);
    }
    if terms.kind >= KINDS {
        return Err(ChannelError::UnknownKind);
    }
    if !CLOSE_SECS.contains(&terms.close_secs) {
        return Err(ChannelError::BadCloseSecs);
    }
    check_expiry(terms.expires_at, now)
}

/// An expiry lies ahead, and not too far.
pub(super) fn check_expiry(expires_at: i64, now: i64) -> Result<(), ChannelError> {
    let last = now.checked_add(LIFETIME_SECS).ok_or(ChannelError::Overflow)?;
    if now < expires_at && expires_at <= last { Ok(()) } else { Err(ChannelError::BadExpiry) }
}

/// The hash of a slot that lies at most [`SLOTS`] back.
fn recent(slot: u64, read: &Opening) -> Option<Hash> {
    let age = read.slot.checked_sub(slot)?;
    if age <= SLOTS { read.slot_hashes.hash_of(slot) } else { None }
}
