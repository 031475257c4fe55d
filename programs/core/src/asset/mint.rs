//! What is read of a mint, and which are taken.
//!
//! A mint of either token program begins with the same 82 bytes. One of Token-2022 may go on: padded to the length
//! of a token account, a byte that says that it is a mint, then its extensions one after the other, each with its
//! type and length. Whatever is not named here is refused: what a mint may do to balances must be known.

use super::AssetError;

/// Bytes of a mint without extensions.
const BASE: usize = 82;
/// Bytes of an account that names several signers, whose keys may read like anything. The token programs make nothing
/// else as long.
pub(super) const MULTISIG: usize = 355;
/// Where the byte stands that tells a mint with extensions from an account with extensions.
pub(super) const KIND: usize = 165;
const IS_MINT: u8 = 1;
const DECIMALS: usize = 44;
const INITIALIZED: usize = 45;

/// Extensions by their numbers.
mod extension {
    pub const NONE: u16 = 0;
    pub const TRANSFER_FEE_CONFIG: u16 = 1;
    pub const MINT_CLOSE_AUTHORITY: u16 = 3;
    pub const CONFIDENTIAL_TRANSFER: u16 = 4;
    pub const DEFAULT_ACCOUNT_STATE: u16 = 6;
    pub const NON_TRANSFERABLE: u16 = 9;
    pub const INTEREST_BEARING: u16 = 10;
    pub const PERMANENT_DELEGATE: u16 = 12;
    pub const TRANSFER_HOOK: u16 = 14;
    pub const CONFIDENTIAL_FEE: u16 = 16;
    pub const METADATA_POINTER: u16 = 18;
    pub const TOKEN_METADATA: u16 = 19;
    pub const GROUP_POINTER: u16 = 20;
    pub const TOKEN_GROUP: u16 = 21;
    pub const GROUP_MEMBER_POINTER: u16 = 22;
    pub const TOKEN_GROUP_MEMBER: u16 = 23;
    pub const CONFIDENTIAL_MINT_BURN: u16 = 24;
    pub const SCALED_UI_AMOUNT: u16 = 25;
    pub const PAUSABLE: u16 = 26;
    pub const PERMISSIONED_BURN: u16 = 28;
}

/// A mint that is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mint {
    pub decimals: u8,
    /// A bit for each extension, by its number.
    pub extensions: u64,
}

impl Mint {
    /// What is known of a mint by its bytes, or why it is refused.
    pub fn read(data: &[u8]) -> Result<Self, AssetError> {
        let byte = |at: usize| data.get(at).copied().ok_or(AssetError::NotMint);
        if byte(INITIALIZED)? != 1 {
            return Err(AssetError::NotMint);
        }
        let decimals = byte(DECIMALS)?;
        if data.len() == BASE {
            return Ok(Self { decimals, extensions: 0 });
        }
        if byte(KIND)? != IS_MINT || data.len() == MULTISIG {
            return Err(AssetError::NotMint);
        }
        let mut extensions = 0u64;
        for found in Extensions::of(data) {
            let (number, value) = found.ok_or(AssetError::NotMint)?;
            check(number, value)?;
            // Those that are taken have numbers below 64.
            extensions |= 1u64.checked_shl(number.into()).ok_or(AssetError::UnknownExtension)?;
        }
        Ok(Self { decimals, extensions })
    }

    /// How long an account is in which this program keeps it: Token-2022 wants to know there whose it stays, and of
    /// a mint that can keep fees back, how much it did.
    pub fn vault_space(&self, is_token_2022: bool) -> usize {
        const PLAIN: usize = 165;
        const IMMUTABLE_OWNER: usize = PLAIN + 1 + 4;
        const TRANSFER_FEE_AMOUNT: usize = IMMUTABLE_OWNER + 4 + 8;
        match (is_token_2022, self.extensions & (1 << extension::TRANSFER_FEE_CONFIG)) {
            (false, _) => PLAIN,
            (true, 0) => IMMUTABLE_OWNER,
            (true, _) => TRANSFER_FEE_AMOUNT,
        }
    }
}

fn check(number: u16, value: &[u8]) -> Result<(), AssetError> {
    match number {
        extension::METADATA_POINTER
        | extension::TOKEN_METADATA
        | extension::GROUP_POINTER
        | extension::TOKEN_GROUP
        | extension::GROUP_MEMBER_POINTER
        | extension::TOKEN_GROUP_MEMBER
        | extension::INTEREST_BEARING
        | extension::SCALED_UI_AMOUNT
        | extension::MINT_CLOSE_AUTHORITY
        | extension::CONFIDENTIAL_TRANSFER => Ok(()),
        extension::TRANSFER_FEE_CONFIG => no_fee(value),
        extension::DEFAULT_ACCOUNT_STATE => {
            const ACCOUNT_INITIALIZED: &[u8] = &[1];
            if value == ACCOUNT_INITIALIZED { Ok(()) } else { Err(AssetError::FrozenByDefault) }
        }
        extension::TRANSFER_HOOK => Err(AssetError::TransferHook),
        extension::NON_TRANSFERABLE => Err(AssetError::NonTransferable),
        extension::PERMANENT_DELEGATE => Err(AssetError::PermanentDelegate),
        extension::PAUSABLE => Err(AssetError::Pausable),
        extension::PERMISSIONED_BURN => Err(AssetError::PermissionedBurn),
        extension::CONFIDENTIAL_FEE => Err(AssetError::ConfidentialFee),
        extension::CONFIDENTIAL_MINT_BURN => Err(AssetError::ConfidentialMintBurn),
        _ => Err(AssetError::UnknownExtension),
    }
}

/// Neither of the two fees takes anything, and nobody can change that: the authority over fees, who gets what was
/// kept back, how much, then twice an epoch, the most that is kept, and the share.
fn no_fee(value: &[u8]) -> Result<(), AssetError> {
    const AUTHORITY: usize = 0;
    const SHARES: [usize; 2] = [88, 106];
    const SIZE: usize = 108;
    let zeros = |at: usize, count: usize| {
        at.checked_add(count).and_then(|end| value.get(at..end)).is_some_and(|part| part.iter().all(|byte| *byte == 0))
    };
    let is_free = value.len() == SIZE && zeros(AUTHORITY, 32) && SHARES.iter().all(|at| zeros(*at, 2));
    if is_free { Ok(()) } else { Err(AssetError::TransferFee) }
}

/// The extensions behind a mint or an account: number and value. `None` once where they break off.
pub(super) struct Extensions<'a> {
    rest: &'a [u8],
}

impl<'a> Extensions<'a> {
    /// Those of a mint or an account that is longer than one without.
    pub(super) fn of(data: &'a [u8]) -> Self {
        Self { rest: data.get(KIND.saturating_add(1)..).unwrap_or_default() }
    }
}

impl<'a> Iterator for Extensions<'a> {
    type Item = Option<(u16, &'a [u8])>;

    fn next(&mut self) -> Option<Self::Item> {
        let Some((number, rest)) = self.rest.split_first_chunk::<2>() else {
            // Less than a number is padding.
            return None;
        };
        let number = u16::from_le_bytes(*number);
        if number == extension::NONE {
            return None;
        }
        let value = rest.split_first_chunk::<2>().and_then(|(size, rest)| {
            let size = usize::from(u16::from_le_bytes(*size));
            Some((rest.get(..size)?, rest.get(size..)?))
        });
        match value {
            Some((value, rest)) => {
                self.rest = rest;
                Some(Some((number, value)))
            }
            None => {
                self.rest = &[];
                Some(None)
            }
        }
    }
}
