use anchor_lang::prelude::*;
use rayment_core::channel::{ChannelPhase, Command, Signed, Signer as Role, Word};

use super::composites::*;
use crate::instructions::tokens::*;
use crate::{
    ChannelRedeemed, RaymentError,
    adapter::{chain_key, rule_key},
    refusals::refused,
    signatures::{INSTRUCTIONS, signed_before},
};

#[derive(Accounts)]
pub struct ChannelRedeem<'info> {
    /// The channel's payer or its session key, where one of them acknowledges by signing the transaction.
    pub signer: Option<Signer<'info>>,
    pub open: OpenChannel<'info>,
    /// Who lent the rent, by the channel's word; needed where the channel closes.
    /// CHECK: paid only, and its address is checked.
    #[account(mut)]
    pub rent_payer: Option<UncheckedAccount<'info>>,
    /// The one sysvar of that address, where a voucher was verified directly before.
    /// CHECK: the sysvar, by its address.
    #[account(address = INSTRUCTIONS)]
    pub instructions: Option<UncheckedAccount<'info>>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<ChannelRedeem>, ack: Option<u64>) -> Result<()> {
    let ChannelRedeem { signer, open, rent_payer, instructions, tokens } = ctx.accounts;
    let word = match (ack, instructions) {
        (Some(cumulative), None) => Some(Word::Ack(cumulative)),
        (None, Some(instructions)) => {
            let signed = Signed::from_instruction(&signed_before(instructions)?).map_err(refused)?;
            Some(Word::Voucher(signed))
        }
        (None, None) => None,
        // Two words, of which one would not be heard.
        (Some(_), Some(_)) => return Err(RaymentError::NotOneVoucher.refusal()),
    };
    let role = signer.as_ref().map_or(Role::Anyone, |signer| Role::Key(rule_key(signer.key)));
    let command = Command::Redeem { channel: rule_key(&open.channel.key()), word };
    let provider = open.provider()?;
    let signing = signer.as_ref().map(|signer| signer.key);
    let stepped =
        open.step(tokens, provider, role, &command, signing, rent_payer.as_ref().map(|account| &**account))?;
    let (earnings, fee, refund) = stepped.paid();
    let state = &open.channel.state;
    emit!(ChannelRedeemed {
        channel: open.channel.key(),
        payer: chain_key(&state.payer),
        provider: chain_key(&state.provider),
        voucher: state.voucher,
        earnings,
        fee,
        refund,
        ended: stepped.closed.is_some() || state.phase == ChannelPhase::Ended,
        closed: stepped.closed.is_some(),
        mint: chain_key(&state.mint),
    });
    Ok(())
}
