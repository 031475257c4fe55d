//! The accounts that instructions about a purse have in common.

use anchor_lang::prelude::*;
use rayment_core::{asset::TokenAccount, layout, seeds};

use crate::{
    Provider, Purse, RaymentError,
    adapter::{is, rule_key},
    money::token::{Authority, Token},
};

/// A purse of a provider, and what it is in.
#[derive(Accounts)]
pub struct OpenPurse<'info> {
    /// Any provider: the purse has to be its own.
    #[account(mut, dup, constraint = provider.layout == layout::provider::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub provider: Box<Account<'info, Provider>>,
    /// The provider's, by its own word.
    #[account(
        mut,
        dup,
        constraint = purse.layout == layout::purse::LAYOUT @ RaymentError::EarlierLayout.refusal(),
        constraint = is(provider.as_ref(), &purse.state.provider) @ RaymentError::WrongPurse.refusal()
    )]
    pub purse: Box<Account<'info, Purse>>,
    /// The purse's, by its address.
    /// CHECK: read as a token account of the mint, at the one address.
    #[account(mut)]
    pub vault: UncheckedAccount<'info>,
    /// The purse's, by its word.
    /// CHECK: by its address; the token program reads the rest.
    #[account(constraint = is(&mint, &purse.state.mint) @ RaymentError::WrongMint.refusal())]
    pub mint: UncheckedAccount<'info>,
    /// The one that the mint belongs to.
    /// CHECK: one of the two token programs, and the mint's owner.
    pub token_program: UncheckedAccount<'info>,
}

impl<'info> OpenPurse<'info> {
    /// The token, and what lies in the vault.
    #[inline(never)]
    pub(crate) fn read(&self) -> Result<(Token<'_, 'info>, TokenAccount)> {
        let token = Token::new(&self.mint, &self.token_program)?;
        let vault = token.read_vault(&self.vault, &self.purse.key())?;
        Ok((token, vault))
    }

    /// Pays out of the vault, to a wallet's associated token account. `closes` gives the vault's rent to `close_to`.
    #[inline(never)]
    pub(crate) fn pay(
        &self,
        token: &Token<'_, 'info>,
        (to, wallet): (&AccountInfo<'info>, &Pubkey),
        amount: u64,
        close_to: Option<&AccountInfo<'info>>,
    ) -> Result<()> {
        let purse = &self.purse;
        let (provider, mint, bump) = (purse.state.provider.0, purse.state.mint.0, [purse.bump]);
        let seeds: &[&[u8]] = &[seeds::PURSE, &provider, &mint, &bump];
        let authority = Authority { account: purse.as_ref().as_ref(), seeds };
        if amount > 0 {
            if !token.is_associated(to.key, wallet) {
                return Err(RaymentError::WrongTokenAccount.refusal());
            }
            if !token.can_pay(to, wallet) {
                return Err(RaymentError::PayeeBlocked.refusal());
            }
            token.send_whole((&self.vault, to), authority, amount)?;
        }
        match close_to {
            Some(close_to) => token.close_account(&self.vault, close_to, authority),
            None => Ok(()),
        }
    }

    /// Whether this key is one of the provider's.
    pub(crate) fn signer(&self, key: &Pubkey) -> Result<rayment_core::provider::ProviderSigner> {
        self.provider.state.signer(&rule_key(key)).map_err(crate::refusals::refused)
    }
}
