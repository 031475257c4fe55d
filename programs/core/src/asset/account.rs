//! What is read of a token account.

use crate::{key::Pubkey, wire::Wire};

use super::mint::{Extensions, KIND, MULTISIG};

/// Bytes of an account without extensions.
const BASE: usize = 165;
const IS_ACCOUNT: u8 = 2;
const DELEGATE: usize = 72;
const STATE: usize = 108;
const CLOSE_AUTHORITY: usize = 129;
const FROZEN: u8 = 2;
/// The extension by which an owner takes no payment without a memo.
const MEMO_TRANSFER: u16 = 8;
/// The one by which it may take no payment whose amount everybody can read, and the byte that says so.
const CONFIDENTIAL_ACCOUNT: (u16, usize) = (5, 262);

/// A token account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenAccount {
    pub mint: Pubkey,
    /// Whoever may spend what lies in it.
    pub owner: Pubkey,
    pub amount: u64,
    pub is_frozen: bool,
    /// Somebody else may spend some of it.
    pub has_delegate: bool,
    /// Who may close it, where that is not its owner.
    pub close_authority: Option<Pubkey>,
    /// Nothing is paid into it without a memo.
    pub wants_memo: bool,
    /// Nothing is paid into it in amounts that everybody can read.
    pub is_confidential: bool,
}

impl TokenAccount {
    /// An account by its bytes, where they are one. That a token program owns it, the caller has seen.
    pub fn read(data: &[u8]) -> Option<Self> {
        let is_account = data.len() == BASE || (data.get(KIND) == Some(&IS_ACCOUNT) && data.len() != MULTISIG);
        let state = *data.get(STATE)?;
        if !is_account || state == 0 {
            return None;
        }
        let mut front = data;
        let (mint, owner, amount) = (Pubkey::take(&mut front)?, Pubkey::take(&mut front)?, u64::take(&mut front)?);
        let close_authority = optional(data.get(CLOSE_AUTHORITY..)?)?;
        let extensions = if data.len() == BASE { Extensions::of(&[]) } else { Extensions::of(data) };
        let (mut wants_memo, mut is_confidential) = (false, false);
        for extension in extensions {
            let (number, value) = extension?;
            wants_memo |= number == MEMO_TRANSFER && value.first() == Some(&1);
            is_confidential |= number == CONFIDENTIAL_ACCOUNT.0 && value.get(CONFIDENTIAL_ACCOUNT.1) != Some(&1);
        }
        Some(Self {
            mint,
            owner,
            amount,
            is_frozen: state == FROZEN,
            has_delegate: optional(data.get(DELEGATE..)?)?.is_some(),
            close_authority,
            wants_memo,
            is_confidential,
        })
    }

    /// Whether tokens of `mint` can be paid into it.
    pub fn can_take(&self, mint: &Pubkey) -> bool {
        self.mint == *mint && !self.is_frozen && !self.wants_memo && !self.is_confidential
    }

    /// Whether nobody but `owner` can spend what lies in it, or close it.
    pub fn is_of(&self, owner: &Pubkey) -> bool {
        let foreign = self.close_authority.is_some_and(|key| key != *owner);
        self.owner == *owner && !self.has_delegate && !foreign
    }
}

/// A key, behind four bytes that say whether there is one.
fn optional(bytes: &[u8]) -> Option<Option<Pubkey>> {
    let mut bytes = bytes;
    let is_some = u32::take(&mut bytes)? != 0;
    let key = Pubkey::take(&mut bytes)?;
    Some(is_some.then_some(key))
}
