//! The token programs' own instructions that an order or a channel in tokens is paid by.

use solana_instruction::AccountMeta;
use solana_pubkey::Pubkey;

use super::{Encoded, SYSTEM};
use crate::token::{ASSOCIATED_TOKEN, Token};

const CREATE_IDEMPOTENT: u8 = 1;
const TRANSFER_CHECKED: u8 = 12;

/// Makes a wallet's own account of a token, where there is none. The payer signs, for the rent.
pub fn token_account_create(payer: &Pubkey, wallet: &Pubkey, token: &Token) -> Encoded {
    let accounts = vec![
        AccountMeta::new(*payer, true),
        AccountMeta::new(token.account(wallet), false),
        AccountMeta::new_readonly(*wallet, false),
        AccountMeta::new_readonly(token.mint, false),
        AccountMeta::new_readonly(SYSTEM, false),
        AccountMeta::new_readonly(token.program, false),
    ];
    Encoded { program_id: ASSOCIATED_TOKEN, accounts, data: vec![CREATE_IDEMPOTENT] }
}

/// Pays so many base units out of a wallet's own account into a token account. The wallet signs. The token program
/// compares `decimals` with the mint's.
pub fn token_pay(wallet: &Pubkey, token: &Token, to: &Pubkey, (amount, decimals): (u64, u8)) -> Encoded {
    let accounts = vec![
        AccountMeta::new(token.account(wallet), false),
        AccountMeta::new_readonly(token.mint, false),
        AccountMeta::new(*to, false),
        AccountMeta::new_readonly(*wallet, true),
    ];
    let data = [&[TRANSFER_CHECKED], amount.to_le_bytes().as_slice(), &[decimals]].concat();
    Encoded { program_id: token.program, accounts, data }
}
