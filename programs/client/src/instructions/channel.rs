//! Channels: deposits that are spent by signed vouchers.

use rayment_core::{
    Hash, Native,
    channel::{ChannelTerms, Signed, Steer, seed},
};
use solana_pubkey::Pubkey;

use super::{Encoded, INSTRUCTIONS, Instruction, SLOT_HASHES, SYSTEM, ed25519};
use crate::{Channel, Market, address, rayment::client::accounts, rule_key};

/// A channel that is not open yet. Its slot and the hash of it bind its address to one cluster, for good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewChannel {
    pub payer: Pubkey,
    /// Lends the rent and signs for it, where it is not the payer.
    pub rent_payer: Option<Pubkey>,
    /// The provider's wallet.
    pub provider: Pubkey,
    pub terms: ChannelTerms,
    pub salt: u64,
    /// One of the last 512 slots, and its hash.
    pub slot: (u64, Hash),
    /// Lamports.
    pub deposit: u64,
}

impl NewChannel {
    /// Where it will be.
    pub fn address(&self, market: &Pubkey) -> Pubkey {
        let (slot, hash) = &self.slot;
        let (mint, signer) = (rule_key(&Pubkey::default()), &self.terms.signer);
        let seed = seed::<Native>(self.salt, (*slot, hash), &mint, signer);
        address::channel(&self.payer, &address::provider(market, &self.provider), &seed)
    }
}

/// Opens a channel and locks its deposit. The payer signs, and who lends the rent.
pub fn channel_open(market: &Market, new: &NewChannel) -> Encoded {
    let accounts = accounts::ChannelOpen {
        payer: new.payer,
        rent_payer: new.rent_payer,
        market: market.address,
        params: address::params(&market.address, market.version.params),
        provider: address::provider(&market.address, &new.provider),
        channel: new.address(&market.address),
        slot_hashes: SLOT_HASHES,
        system_program: SYSTEM,
    };
    let (slot, _) = new.slot;
    Instruction::ChannelOpen { accounts, terms: new.terms, salt: new.salt, slot, deposit: new.deposit }.encode()
}

/// Pauses, resumes, extends, ends or closes a channel of this market. The payer signs, the provider's operator or
/// authority, or who lent the rent: by what each may ask.
pub fn channel_steer(signer: &Pubkey, market: &Pubkey, channel: &Channel, command: Steer) -> Encoded {
    let accounts = accounts::ChannelSteer {
        signer: *signer,
        channel: channel.address,
        params: address::params(market, channel.state.params),
        provider: channel.provider(),
        payer: channel.payer(),
    };
    Instruction::ChannelSteer { accounts, command }.encode()
}

/// On whose word a channel pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed<'a> {
    /// A voucher and its signature, whoever brings them.
    Voucher(&'a Signed, &'a [u8; 64]),
    /// All that is owed so far, by the payer or its session key, which signs the transaction.
    Ack { signer: Pubkey, cumulative: u64 },
    /// Nobody's: what time alone has made due.
    Nothing,
}

/// Pays what a channel of this market owes, and ends and closes what is due. Anyone may send it. With a voucher two
/// instructions, which must stay next to each other.
pub fn channel_redeem(market: &Pubkey, channel: &Channel, word: &Redeemed) -> Vec<Encoded> {
    let (signer, ack, signed) = match word {
        Redeemed::Voucher(Signed { key, voucher }, signature) => {
            (None, None, Some(ed25519(voucher.instruction(key, signature).to_vec())))
        }
        Redeemed::Ack { signer, cumulative } => (Some(*signer), Some(*cumulative), None),
        Redeemed::Nothing => (None, None, None),
    };
    let accounts = accounts::ChannelRedeem {
        signer,
        channel: channel.address,
        params: address::params(market, channel.state.params),
        provider: channel.provider(),
        payer: channel.payer(),
        rent_payer: Some(channel.rent_payer()),
        instructions: signed.is_some().then_some(INSTRUCTIONS),
    };
    signed.into_iter().chain([Instruction::ChannelRedeem { accounts, ack }.encode()]).collect()
}
