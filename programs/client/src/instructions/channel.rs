//! Channels: deposits that are spent by signed vouchers.

use rayment_core::{
    Hash, Native,
    channel::{ChannelTerms, Signed, Steer, seed},
};
use solana_pubkey::Pubkey;

use super::{Encoded, INSTRUCTIONS, Instruction, SLOT_HASHES, SYSTEM, ed25519};
use crate::{Channel, Market, Token, accounts::Payment, address, rayment::client::accounts, rule_key};

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
    /// Lamports, or base units of the token.
    pub deposit: u64,
    /// What it is in; none for SOL.
    pub token: Option<Token>,
}

impl NewChannel {
    /// Where it will be.
    pub fn address(&self, market: &Pubkey) -> Pubkey {
        let (slot, hash) = &self.slot;
        let mint = self.token.map(|token| token.mint).unwrap_or_default();
        let (mint, signer) = (rule_key(&mint), &self.terms.signer);
        let seed = seed::<Native>(self.salt, (*slot, hash), &mint, signer);
        address::channel(&self.payer, &address::provider(market, &self.provider), &seed)
    }
}

/// Opens a channel and locks its deposit. The payer signs, and who lends the rent.
pub fn channel_open(market: &Market, new: &NewChannel) -> Encoded {
    let (channel, provider) = (new.address(&market.address), address::provider(&market.address, &new.provider));
    let token = new.token.as_ref();
    let accounts = accounts::ChannelOpen {
        payer: new.payer,
        rent_payer: new.rent_payer,
        market: market.address,
        params: address::params(&market.address, market.version.params),
        provider,
        channel,
        slot_hashes: SLOT_HASHES,
        asset: token.map(|token| address::asset(&market.address, &token.mint)),
        purse: token.map(|token| address::purse(&provider, &token.mint)),
        from_tokens: token.map(|token| token.account(&new.payer)),
        vault: token.map(|_| address::vault(&channel)),
        mint: token.map(|token| token.mint),
        token_program: token.map(|token| token.program),
        system_program: SYSTEM,
    };
    let (slot, _) = new.slot;
    Instruction::ChannelOpen { accounts, terms: new.terms, salt: new.salt, slot, deposit: new.deposit }.encode()
}

/// Pauses, resumes, extends, ends or closes a channel of this market. The payer signs, the provider's operator or
/// authority, or who lent the rent: by what each may ask.
pub fn channel_steer(signer: &Pubkey, market: &Pubkey, channel: &Channel, command: Steer) -> Encoded {
    let Tokens { vault, mint, token_program, purse, purse_vault, other_tokens } = Tokens::of(channel);
    let accounts = accounts::ChannelSteer {
        signer: *signer,
        channel: channel.address,
        params: address::params(market, channel.state.params),
        provider: channel.provider(),
        payer: channel.payer(),
        vault,
        mint,
        token_program,
        purse,
        purse_vault,
        other_tokens,
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
    let Tokens { vault, mint, token_program, purse, purse_vault, other_tokens } = Tokens::of(channel);
    let accounts = accounts::ChannelRedeem {
        signer,
        channel: channel.address,
        params: address::params(market, channel.state.params),
        provider: channel.provider(),
        payer: channel.payer(),
        vault,
        mint,
        token_program,
        purse,
        purse_vault,
        other_tokens,
        rent_payer: Some(channel.rent_payer()),
        instructions: signed.is_some().then_some(INSTRUCTIONS),
    };
    signed.into_iter().chain([Instruction::ChannelRedeem { accounts, ack }.encode()]).collect()
}

/// The token accounts of a channel that is steered or redeemed; none for SOL.
#[derive(Default)]
struct Tokens {
    vault: Option<Pubkey>,
    mint: Option<Pubkey>,
    token_program: Option<Pubkey>,
    purse: Option<Pubkey>,
    purse_vault: Option<Pubkey>,
    other_tokens: Option<Pubkey>,
}

impl Tokens {
    fn of(channel: &Channel) -> Self {
        let Some(Payment { token, has_purse, .. }) = channel.payment else { return Self::default() };
        let purse = has_purse.then(|| address::purse(&channel.provider(), &token.mint));
        Self {
            vault: Some(address::vault(&channel.address)),
            mint: Some(token.mint),
            token_program: Some(token.program),
            purse,
            purse_vault: purse.map(|purse| address::vault(&purse)),
            other_tokens: Some(token.account(&channel.payer())),
        }
    }
}
