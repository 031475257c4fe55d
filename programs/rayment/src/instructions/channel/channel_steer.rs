use anchor_lang::prelude::*;
use rayment_core::channel::{Command, Signer as Role, Steer};

use super::composites::*;
use crate::instructions::tokens::*;
use crate::{
    ChannelSteered,
    adapter::{chain_key, rule_key},
};

#[derive(Accounts)]
pub struct ChannelSteer<'info> {
    /// The channel's payer, who lent its rent, or one of its provider's keys: which of them decides what may be
    /// asked.
    pub signer: Signer<'info>,
    pub open: OpenChannel<'info>,
    pub tokens: EscrowTokens<'info>,
}

pub(crate) fn handle(ctx: Context<ChannelSteer>, command: Steer) -> Result<()> {
    let ChannelSteer { signer, open, tokens } = ctx.accounts;
    let provider = open.provider()?;
    let key = rule_key(signer.key);
    let state = &open.channel.state;
    let is_provider = provider.as_ref().is_some_and(|provider| provider.state.signer(&key).is_ok());
    // One key may be the provider's and the payer's, or the lender's: who speaks follows from what is asked.
    let role = match command {
        Steer::Pause | Steer::End if is_provider => Role::Provider(state.provider),
        Steer::Pause | Steer::Resume | Steer::Extend { .. } | Steer::End | Steer::Close => Role::Key(key),
    };
    let stepped = open.step(tokens, provider, role, &Command::Steer(command), Some(signer.key), None)?;
    let (earnings, fee, refund) = stepped.paid();
    let state = &open.channel.state;
    emit!(ChannelSteered {
        channel: open.channel.key(),
        payer: chain_key(&state.payer),
        provider: chain_key(&state.provider),
        command,
        deposit: state.deposit,
        earnings,
        fee,
        refund,
        mint: chain_key(&state.mint),
    });
    Ok(())
}
