//! What lies in the token accounts of an order's address.

use anchor_lang::prelude::*;
use rayment_core::{
    Pubkey as RuleKey,
    order::{Quote, TokenFunds, quote::flag},
    seeds,
};

use crate::instructions::tokens::*;
use crate::{
    RaymentError,
    adapter::{Syscall, rule_key},
    money::token::Authority,
};

/// The token of a quote, or none where it is in SOL.
#[inline(never)]
pub(crate) fn token_of<'a, 'info>(
    tokens: &'a LockTokens<'info>,
    quote: &Quote,
) -> Result<Option<ListedToken<'a, 'info>>> {
    let open = tokens.open(&Pubkey::new_from_array(quote.market.0))?;
    match open {
        Some(_) if quote.is_sol() => Err(RaymentError::NotInTokens.refusal()),
        Some(open) if open.token.mint() != quote.mint => Err(RaymentError::WrongMint.refusal()),
        // An order's jobs are for any provider.
        Some(_) if tokens.purse.is_some() => Err(RaymentError::WrongPurse.refusal()),
        Some(open) => Ok(Some(open)),
        None if quote.is_sol() => Ok(None),
        None => Err(RaymentError::AssetNotListed.refusal()),
    }
}

/// What there is for a job to be drawn.
#[inline(never)]
pub(crate) fn funds_of(tokens: &LockTokens, open: &ListedToken, order: &Pubkey) -> Result<TokenFunds> {
    let (order_tokens, vault) = tokens.between()?;
    if !open.token.is_associated(order_tokens.key, order) {
        return Err(RaymentError::WrongTokenAccount.refusal());
    }
    let held = open.token.read(order_tokens)?.amount;
    let vault_rent = open.token.vault_rent(vault, &open.mint)?;
    Ok(TokenFunds { held, vault_rent, at_once_max: open.asset.at_once_max })
}

/// An order's address, and what it follows from: it spends what lies in its token accounts.
pub(crate) struct OrderAddress<'a, 'info> {
    pub account: &'a AccountInfo<'info>,
    pub quote: &'a Quote,
    pub bump: u8,
}

impl<'info> OrderAddress<'_, 'info> {
    #[inline(never)]
    pub(crate) fn spend(&self, spend: &mut dyn FnMut(Authority<'_, 'info>) -> Result<()>) -> Result<()> {
        let (hash, bump) = (self.quote.hash::<Syscall>(), [self.bump]);
        let seeds: &[&[u8]] = &[seeds::ORDER, &hash, &bump];
        spend(Authority { account: self.account, seeds })
    }

    /// Pays to the client what `free` says of mint and amount of one of the token accounts, and closes that where its
    /// rent has somewhere to go. Returns the mint and what was paid.
    #[inline(never)]
    pub(crate) fn give_back(
        &self,
        tokens: &MoveTokens<'info>,
        (signer, client): (&Pubkey, &Pubkey),
        rent_to: Option<&AccountInfo<'info>>,
        free: &dyn Fn(&RuleKey, u64) -> u64,
    ) -> Result<(Pubkey, u64)> {
        let Some((from, to, token)) = tokens.open()? else { return Ok(Default::default()) };
        let held = token.read(from)?;
        let is_own = signer == client;
        if held.owner != rule_key(self.account.key) || !(is_own || token.is_associated(to.key, client)) {
            return Err(RaymentError::WrongTokenAccount.refusal());
        }
        let mint = token.mint();
        let amount = free(&mint, held.amount);
        let can = if is_own { token.can_take(to) } else { token.can_pay(to, client) };
        if amount > 0 && !can {
            return Err(RaymentError::PayeeBlocked.refusal());
        }
        self.spend(&mut |authority| {
            token.send((from, to), authority, amount)?;
            match rent_to {
                Some(rent_to) if amount == held.amount => token.close_account(from, rent_to, authority),
                Some(_) | None => Ok(()),
            }
        })?;
        Ok((Pubkey::new_from_array(mint.0), amount))
    }
}

/// Whether the rent of the order's token account is its sponsor's, and not its client's.
pub(crate) fn is_account_lent(quote: &Quote) -> bool {
    quote.has(flag::ACCOUNT_LENT) && quote.lender().is_some()
}
