//! How a channel in tokens is paid.

use anchor_lang::prelude::*;
use rayment_core::{
    channel::Payee,
    money::{Holding, Transfers},
    seeds,
};

use crate::instructions::tokens::*;
use crate::{Channel, RaymentError, adapter::chain_key, money::token::Authority, refusals::refused};

/// What the rules are told of a channel's token accounts.
pub(crate) struct TokenFacts {
    pub balance: u64,
    pub provider: Payee,
    pub payer_takes: bool,
}

/// What lies in the vault, and who can be credited.
#[inline(never)]
pub(crate) fn facts<'info>(
    tokens: &EscrowTokens<'info>,
    channel: &Account<'info, Channel>,
    is_alive: bool,
    signer: Option<&Pubkey>,
) -> Result<TokenFacts> {
    let open = tokens.open(&channel.key())?;
    let token = &open.token;
    let purse_vault = tokens.purse_vault(token, &chain_key(&channel.state.provider))?;
    let provider = match purse_vault {
        _ if !is_alive => Payee::Gone,
        Some((_, true)) => Payee::Ready,
        Some(_) | None => Payee::Blocked,
    };
    let payer = chain_key(&channel.state.payer);
    let payer_takes = match &tokens.other_tokens {
        Some(account) if signer == Some(&payer) => token.can_take(account),
        Some(account) if token.is_associated(account.key, &payer) => token.can_pay(account, &payer),
        Some(_) => return Err(RaymentError::WrongTokenAccount.refusal()),
        None => false,
    };
    Ok(TokenFacts { balance: open.held.amount, provider, payer_takes })
}

/// Pays what a step has answered with, and closes the vault of a channel that is over.
#[inline(never)]
pub(crate) fn pay<'info>(
    tokens: &mut EscrowTokens<'info>,
    channel: &Account<'info, Channel>,
    transfers: &Transfers,
    closes: bool,
) -> Result<()> {
    let to = |holding| transfers.amount(Holding::Deposit, holding);
    let (earnings, fee, refund) = (to(Holding::Balance), to(Holding::Fees), to(Holding::Client));
    let for_provider = earnings.checked_add(fee).ok_or_else(|| RaymentError::Overflow.refusal())?;
    {
        let (token, vault) = tokens.token()?;
        let (state, bump) = (&channel.state, [channel.bump]);
        let seeds: &[&[u8]] = &[seeds::CHANNEL, &state.payer.0, &state.provider.0, &state.seed, &bump];
        let authority = Authority { account: channel.as_ref(), seeds };
        for (to, amount) in [(&tokens.purse_vault, for_provider), (&tokens.other_tokens, refund)] {
            if let Some(to) = to {
                token.send_whole((vault, to), authority, amount)?;
            }
        }
        if closes {
            // Its rent is lent like the channel's, and goes the same way.
            token.close_account(vault, channel.as_ref(), authority)?;
        }
    }
    match &mut tokens.purse {
        Some(purse) if for_provider > 0 => purse.state.credit((earnings, fee), earnings, 0).map_err(refused),
        _ => Ok(()),
    }
}
