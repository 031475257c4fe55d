use anchor_lang::prelude::*;

use super::composites::*;
use crate::{PursePaid, RaymentError, adapter::chain_key, money::close, refusals::refused};

#[derive(Accounts)]
pub struct PurseWithdraw<'info> {
    /// The provider's operator or authority.
    pub signer: Signer<'info>,
    pub open: OpenPurse<'info>,
    /// The associated token account of the provider's payout wallet. None where nothing is paid.
    /// CHECK: paid only, by its address.
    #[account(mut)]
    pub payout_tokens: Option<UncheckedAccount<'info>>,
    /// The provider's wallet, by its word: gets the rent. None where the purse stays open.
    /// CHECK: paid only, and its address is checked.
    #[account(
        mut,
        constraint = crate::adapter::is(&close_to, &open.provider.state.authority) @ RaymentError::WrongPayee.refusal()
    )]
    pub close_to: Option<UncheckedAccount<'info>>,
}

pub(crate) fn handle(ctx: Context<PurseWithdraw>, amount: Option<u64>) -> Result<()> {
    let PurseWithdraw { signer, open, payout_tokens, close_to } = ctx.accounts;
    let by = open.signer(signer.key)?;
    let mut paid = open.purse.state.withdraw(by, amount).map_err(refused)?;
    let payout = chain_key(&open.provider.state.payout);
    let closes = close_to.is_some();
    if closes {
        if !open.purse.state.may_close(open.provider.state.jobs) {
            return Err(RaymentError::PurseInUse.refusal());
        }
        open.provider.state.count_purse(false).map_err(refused)?;
    }
    {
        let (token, vault) = open.read()?;
        if closes {
            // Gifts go along: a vault closes empty.
            paid = vault.amount;
        }
        let to: &AccountInfo = match payout_tokens {
            Some(account) => account,
            None if paid > 0 => return Err(RaymentError::TokensMissing.refusal()),
            None => &open.vault,
        };
        open.pay(&token, (to, &payout), paid, close_to.as_ref().map(|account| &**account))?;
    }
    let (provider, purse, mint) = (open.provider.key(), open.purse.key(), chain_key(&open.purse.state.mint));
    if let Some(close_to) = close_to {
        close(&open.purse, close_to)?;
    }
    emit!(PursePaid { provider, purse, mint, payee: payout, amount: paid, closed: closes });
    Ok(())
}
