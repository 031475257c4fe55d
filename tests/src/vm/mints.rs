//! Mints as their accounts hold them: what the first token program writes, and with extensions what Token-2022 does.

use rayment_client::token::{TOKEN, TOKEN_2022};
use solana_account::Account;

use super::{ISSUER, World, tokens::Coin};

/// An extension of a mint: its number, and what stands there.
pub type Extension = (u16, Vec<u8>);

pub const TRANSFER_FEE: u16 = 1;
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

/// Where a mint says how much there is of it.
const SUPPLY: usize = 36;
/// Bytes before the kind, as many as of a token account.
const KIND: usize = 165;
const IS_MINT: u8 = 1;

/// An extension with nothing special in it: no authority, no fee, nobody else's program.
pub fn plain(number: u16) -> Extension {
    let size = match number {
        TRANSFER_FEE => 108,
        CONFIDENTIAL_TRANSFER => 65,
        DEFAULT_ACCOUNT_STATE => 1,
        NON_TRANSFERABLE => 0,
        INTEREST_BEARING => 52,
        CONFIDENTIAL_FEE => 129,
        TOKEN_METADATA | TOKEN_GROUP => 80,
        TOKEN_GROUP_MEMBER => 72,
        CONFIDENTIAL_MINT_BURN => 196,
        SCALED_UI_AMOUNT => 56,
        PAUSABLE => 33,
        MINT_CLOSE_AUTHORITY | PERMANENT_DELEGATE | PERMISSIONED_BURN => 32,
        _ => 64,
    };
    let mut value = vec![0; size];
    if number == DEFAULT_ACCOUNT_STATE {
        value[0] = 1;
    }
    if number == SCALED_UI_AMOUNT {
        // One for one, now and from the beginning of time on.
        let one = 1f64.to_le_bytes();
        value[32..40].copy_from_slice(&one);
        value[48..56].copy_from_slice(&one);
    }
    (number, value)
}

/// A mint of [`ISSUER`]'s, who may make more and freeze accounts, of which there is this much.
pub fn bytes(decimals: u8, supply: u64, extensions: &[Extension]) -> Vec<u8> {
    let issuer = [&[1, 0, 0, 0], ISSUER.key().as_ref()].concat();
    let mut data = [issuer.as_slice(), &supply.to_le_bytes(), &[decimals, 1], &issuer].concat();
    if extensions.is_empty() {
        return data;
    }
    data.resize(KIND, 0);
    data.push(IS_MINT);
    for (number, value) in extensions {
        data.extend(number.to_le_bytes());
        data.extend((value.len() as u16).to_le_bytes());
        data.extend(value);
    }
    data
}

impl World {
    /// Puts a mint with these extensions where the coin's is, or in the place of the one that is there: as much of it
    /// stays as there was.
    pub fn sets_mint(&mut self, coin: Coin, extensions: &[Extension]) {
        let supply = if self.exists(&coin.mint()) { self.supply(coin) } else { 0 };
        let data = bytes(coin.decimals, supply, extensions);
        let owner = if coin.is_2022 { TOKEN_2022 } else { TOKEN };
        let lamports = self.rent(data.len());
        self.set_account(&coin.mint(), Account { lamports, data, owner, ..Account::default() });
    }

    /// How much there is of a coin, as its mint says.
    pub fn supply(&self, coin: Coin) -> u64 {
        let data = self.account(&coin.mint()).expect("there is a mint").data;
        u64::from_le_bytes(data[SUPPLY..][..8].try_into().expect("eight bytes"))
    }
}
