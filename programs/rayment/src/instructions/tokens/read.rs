//! How the groups of token accounts are read.
//!
//! Most instructions are about SOL and pass none of them. An optional account costs 300 units and a kilobyte of program,
//! also where it is left out. So a group comes last in its instruction, and may be left out as a whole.

use std::collections::BTreeSet;

use anchor_lang::{Bumps, DuplicateMutableAccountKeys, error::ErrorCode, prelude::*};
use rayment_core::layout;

use super::{EscrowTokens, EscrowTokensBumps, LockTokens, LockTokensBumps, MoveTokens, MoveTokensBumps};
use crate::{Asset, Purse, RaymentError};

/// An account that may be left out: then the program itself stands in its place.
pub type Slot<'info> = Option<&'info AccountInfo<'info>>;

/// Takes as many accounts as there are slots.
#[inline(never)]
fn take<'info>(accounts: &mut &'info [AccountInfo<'info>], slots: &mut [Slot<'info>]) -> Result<()> {
    for slot in slots {
        let (first, rest) = accounts.split_first().ok_or(ErrorCode::AccountNotEnoughKeys)?;
        *accounts = rest;
        *slot = if *first.key == crate::ID { None } else { Some(first) };
    }
    Ok(())
}

#[inline(never)]
fn purse<'info>(slot: Slot<'info>) -> Result<Option<Box<Account<'info, Purse>>>> {
    let Some(account) = slot else { return Ok(None) };
    let purse = Box::new(Account::<Purse>::try_from(account)?);
    if purse.layout != layout::purse::LAYOUT {
        return Err(RaymentError::EarlierLayout.refusal());
    }
    Ok(Some(purse))
}

#[inline(never)]
fn asset<'info>(slot: Slot<'info>) -> Result<Option<Box<Account<'info, Asset>>>> {
    slot.map(|account| Account::<Asset>::try_from(account).map(Box::new)).transpose()
}

/// What is written has to be passed so.
fn writable(slots: &[Slot]) -> Result<()> {
    let all = slots.iter().flatten().all(|account| account.is_writable);
    if all { Ok(()) } else { Err(ErrorCode::ConstraintMut.into()) }
}

impl<'info> Accounts<'info, EscrowTokensBumps> for EscrowTokens<'info> {
    fn try_accounts(
        _: &Pubkey,
        accounts: &mut &'info [AccountInfo<'info>],
        _: &[u8],
        _: &mut EscrowTokensBumps,
        _: &mut BTreeSet<Pubkey>,
    ) -> Result<Self> {
        if accounts.is_empty() {
            return Ok(Self::default());
        }
        let mut slots = [None; 6];
        take(accounts, &mut slots)?;
        let [vault, mint, token_program, of_purse, purse_vault, other_tokens] = slots;
        writable(&[vault, of_purse, purse_vault, other_tokens])?;
        Ok(Self { vault, mint, token_program, purse: purse(of_purse)?, purse_vault, other_tokens })
    }
}

impl<'info> Accounts<'info, LockTokensBumps> for LockTokens<'info> {
    fn try_accounts(
        _: &Pubkey,
        accounts: &mut &'info [AccountInfo<'info>],
        _: &[u8],
        _: &mut LockTokensBumps,
        _: &mut BTreeSet<Pubkey>,
    ) -> Result<Self> {
        if accounts.is_empty() {
            return Ok(Self::default());
        }
        let mut slots = [None; 6];
        take(accounts, &mut slots)?;
        let [of_asset, of_purse, from_tokens, vault, mint, token_program] = slots;
        writable(&[from_tokens, vault])?;
        Ok(Self { asset: asset(of_asset)?, purse: purse(of_purse)?, from_tokens, vault, mint, token_program })
    }
}

impl<'info> Accounts<'info, MoveTokensBumps> for MoveTokens<'info> {
    fn try_accounts(
        _: &Pubkey,
        accounts: &mut &'info [AccountInfo<'info>],
        _: &[u8],
        _: &mut MoveTokensBumps,
        _: &mut BTreeSet<Pubkey>,
    ) -> Result<Self> {
        if accounts.is_empty() {
            return Ok(Self::default());
        }
        let mut slots = [None; 4];
        take(accounts, &mut slots)?;
        let [from_tokens, to_tokens, mint, token_program] = slots;
        writable(&[from_tokens, to_tokens])?;
        Ok(Self { from_tokens, to_tokens, mint, token_program })
    }
}

impl<'info> AccountsExit<'info> for EscrowTokens<'info> {
    /// Of all that is passed, the purse alone is this program's.
    fn exit(&self, program: &Pubkey) -> Result<()> {
        self.purse.as_ref().map_or(Ok(()), |purse| purse.exit(program))
    }
}

impl<'info> AccountsExit<'info> for LockTokens<'info> {}
impl<'info> AccountsExit<'info> for MoveTokens<'info> {}

/// What Anchor asks of a group beside reading it: its accounts as they were passed.
macro_rules! group {
    ($name:ident, $bumps:ident: $(($account:ident, $writable:literal))*) => {
        impl<'info> Bumps for $name<'info> {
            type Bumps = $bumps;
        }

        impl<'info> ToAccountInfos<'info> for $name<'info> {
            fn to_account_infos(&self) -> Vec<AccountInfo<'info>> {
                let mut infos = Vec::new();
                $(infos.extend(self.$account.as_ref().map(|account| account.to_account_info()));)*
                infos
            }
        }

        impl ToAccountMetas for $name<'_> {
            fn to_account_metas(&self, _: Option<bool>) -> Vec<AccountMeta> {
                vec![$(match &self.$account {
                    Some(account) if $writable => AccountMeta::new(account.key(), false),
                    Some(account) => AccountMeta::new_readonly(account.key(), false),
                    None => AccountMeta::new_readonly(crate::ID, false),
                }),*]
            }
        }

        impl DuplicateMutableAccountKeys for $name<'_> {
            /// No instruction writes two accounts of one type.
            fn duplicate_mutable_account_keys(&self) -> Vec<Pubkey> {
                Vec::new()
            }
        }

        #[cfg(feature = "idl-build")]
        impl $name<'_> {
            pub fn __anchor_private_gen_idl_accounts(
                accounts: &mut std::collections::BTreeMap<String, anchor_lang::idl::types::IdlAccount>,
                types: &mut std::collections::BTreeMap<String, anchor_lang::idl::types::IdlTypeDef>,
            ) -> Vec<anchor_lang::idl::types::IdlInstructionAccountItem> {
                super::shape::$name::__anchor_private_gen_idl_accounts(accounts, types)
            }
        }
    };
}

group!(EscrowTokens, EscrowTokensBumps: (vault, true) (mint, false) (token_program, false) (purse, true)
    (purse_vault, true) (other_tokens, true));
group!(LockTokens, LockTokensBumps: (asset, false) (purse, false) (from_tokens, true) (vault, true) (mint, false)
    (token_program, false));
group!(MoveTokens, MoveTokensBumps: (from_tokens, true) (to_tokens, true) (mint, false) (token_program, false));
