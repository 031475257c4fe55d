//! The token accounts that instructions have in common, beside those of an aggregate. What is paid in SOL has none.

mod read;
mod shape;

use anchor_lang::prelude::*;
use rayment_core::asset::{AssetState, Mint, TokenAccount};

use crate::{
    Asset, Purse, RaymentError,
    adapter::rule_key,
    money::token::{Token, program_number, read_mint},
};

pub use read::Slot;
pub(crate) use shape::{
    __client_accounts_escrow_tokens, __client_accounts_lock_tokens, __client_accounts_move_tokens,
    __cpi_client_accounts_escrow_tokens, __cpi_client_accounts_lock_tokens, __cpi_client_accounts_move_tokens,
};
pub use shape::{EscrowTokensBumps, LockTokensBumps, MoveTokensBumps};

/// Where the tokens of a job or a channel lie, and whom they are paid by or to. None of it where that is in SOL, nor
/// where nothing moves.
#[derive(Default)]
pub struct EscrowTokens<'info> {
    pub vault: Slot<'info>,
    pub mint: Slot<'info>,
    pub token_program: Slot<'info>,
    pub purse: Option<Box<Account<'info, Purse>>>,
    pub purse_vault: Slot<'info>,
    pub other_tokens: Slot<'info>,
}

/// What opens a job or a channel in tokens. None of it where that is in SOL.
#[derive(Default)]
pub struct LockTokens<'info> {
    pub asset: Option<Box<Account<'info, Asset>>>,
    pub purse: Option<Box<Account<'info, Purse>>>,
    pub from_tokens: Slot<'info>,
    pub vault: Slot<'info>,
    pub mint: Slot<'info>,
    pub token_program: Slot<'info>,
}

/// One payment in tokens. None of it where that is in SOL, or nothing is paid.
#[derive(Default)]
pub struct MoveTokens<'info> {
    pub from_tokens: Slot<'info>,
    pub to_tokens: Slot<'info>,
    pub mint: Slot<'info>,
    pub token_program: Slot<'info>,
}

/// A vault, and the token that lies in it.
pub(crate) struct OpenVault<'a, 'info> {
    pub token: Token<'a, 'info>,
    pub vault: &'a AccountInfo<'info>,
    pub held: TokenAccount,
}

/// A token that the market takes, as it is at the moment.
pub(crate) struct ListedToken<'a, 'info> {
    pub token: Token<'a, 'info>,
    pub mint: Mint,
    pub asset: &'a AssetState,
}

impl<'a, 'info> OpenVault<'a, 'info> {
    /// The vault of an account of ours, by its address.
    #[inline(never)]
    pub(crate) fn open(
        of: &Pubkey,
        vault: &'a AccountInfo<'info>,
        mint: &'a AccountInfo<'info>,
        program: &'a AccountInfo<'info>,
    ) -> Result<Self> {
        let token = Token::new(mint, program)?;
        let held = token.read_vault(vault, of)?;
        Ok(Self { token, vault, held })
    }
}

/// A purse is the provider's, for this token.
pub(crate) fn check_purse(purse: &Account<Purse>, provider: &Pubkey, token: &Token) -> Result<()> {
    if purse.state.provider != rule_key(provider) || purse.state.mint != token.mint() {
        return Err(RaymentError::WrongPurse.refusal());
    }
    Ok(())
}

impl<'info> EscrowTokens<'info> {
    pub(crate) fn is_empty(&self) -> bool {
        let Self { vault, mint, token_program, purse, purse_vault, other_tokens } = self;
        let no_accounts = vault.is_none() && mint.is_none() && token_program.is_none() && other_tokens.is_none();
        no_accounts && purse.is_none() && purse_vault.is_none()
    }

    /// What is paid in SOL passes none.
    pub(crate) fn must_be_empty(&self) -> Result<()> {
        if self.is_empty() { Ok(()) } else { Err(RaymentError::NotInTokens.refusal()) }
    }

    /// The vault of an account of ours, by its address.
    #[inline(never)]
    pub(crate) fn open(&self, of: &Pubkey) -> Result<OpenVault<'_, 'info>> {
        match (&self.vault, &self.mint, &self.token_program) {
            (Some(vault), Some(mint), Some(program)) => OpenVault::open(of, vault, mint, program),
            _ => Err(RaymentError::TokensMissing.refusal()),
        }
    }

    /// The token alone: vault and purse were looked at before.
    pub(crate) fn token(&self) -> Result<(Token<'_, 'info>, &'info AccountInfo<'info>)> {
        match (self.vault, self.mint, self.token_program) {
            (Some(vault), Some(mint), Some(program)) => Ok((Token::new(mint, program)?, vault)),
            _ => Err(RaymentError::TokensMissing.refusal()),
        }
    }

    /// The purse's vault, where a purse is passed, a provider's for this token; and whether it can be credited.
    #[inline(never)]
    pub(crate) fn purse_vault(
        &self,
        token: &Token<'_, 'info>,
        provider: &Pubkey,
    ) -> Result<Option<(&'info AccountInfo<'info>, bool)>> {
        match (&self.purse, self.purse_vault) {
            (Some(purse), Some(vault)) => {
                check_purse(purse, provider, token)?;
                let read = token.read_vault(vault, &purse.key())?;
                Ok(Some((vault, read.can_take(&token.mint()))))
            }
            (None, None) => Ok(None),
            _ => Err(RaymentError::TokensMissing.refusal()),
        }
    }
}

impl<'info> LockTokens<'info> {
    /// The token that is passed, or none.
    #[inline(never)]
    pub(crate) fn open(&self, market: &Pubkey) -> Result<Option<ListedToken<'_, 'info>>> {
        let Self { asset, purse, from_tokens, vault, mint, token_program } = self;
        let (Some(asset), Some(mint), Some(program)) = (asset, mint, token_program) else {
            let rest = purse.is_none() && from_tokens.is_none() && vault.is_none();
            let nothing = rest && asset.is_none() && mint.is_none() && token_program.is_none();
            return if nothing { Ok(None) } else { Err(RaymentError::AssetNotListed.refusal()) };
        };
        if asset.state.market != rule_key(market) || asset.state.mint != rule_key(mint.key) {
            return Err(RaymentError::WrongAsset.refusal());
        }
        let read = read_mint(mint)?;
        let token = Token::new(mint, program)?;
        if program_number(program.key) != Some(asset.state.token_program) {
            return Err(RaymentError::WrongTokenProgram.refusal());
        }
        Ok(Some(ListedToken { token, mint: read, asset: &asset.state }))
    }

    /// Where the tokens come from, and the vault that is made for them.
    pub(crate) fn between(&self) -> Result<(&AccountInfo<'info>, &AccountInfo<'info>)> {
        match (&self.from_tokens, &self.vault) {
            (Some(from), Some(vault)) => Ok((from, vault)),
            _ => Err(RaymentError::TokensMissing.refusal()),
        }
    }
}

impl<'info> MoveTokens<'info> {
    /// From where, to where, and of what; or nothing.
    #[inline(never)]
    pub(crate) fn open(&self) -> Result<Option<(&AccountInfo<'info>, &AccountInfo<'info>, Token<'_, 'info>)>> {
        let Self { from_tokens, to_tokens, mint, token_program } = self;
        match (from_tokens, to_tokens, mint, token_program) {
            (Some(from), Some(to), Some(mint), Some(program)) => Ok(Some((from, to, Token::new(mint, program)?))),
            (None, None, None, None) => Ok(None),
            _ => Err(RaymentError::TokensMissing.refusal()),
        }
    }
}
