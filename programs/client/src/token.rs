//! Tokens as the program is told of them: a mint and the program that it belongs to.

use rayment_core::asset;
use solana_pubkey::Pubkey;

use crate::address;

/// The first token program.
pub const TOKEN: Pubkey = Pubkey::from_str_const("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");
/// Token-2022.
pub const TOKEN_2022: Pubkey = Pubkey::from_str_const("TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb");
/// The program that makes a wallet's own token account of a mint.
pub const ASSOCIATED_TOKEN: Pubkey = Pubkey::from_str_const("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

/// A token: its mint, and the program that owns the mint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Token {
    pub mint: Pubkey,
    pub program: Pubkey,
}

impl Token {
    /// The token of a mint that this program owns; `None` where that is no token program.
    pub fn new(mint: Pubkey, program: Pubkey) -> Option<Self> {
        (program == TOKEN || program == TOKEN_2022).then_some(Self { mint, program })
    }

    /// The token of a market's asset, by the number that it has for the token program.
    pub fn numbered(mint: Pubkey, token_program: u8) -> Option<Self> {
        match token_program {
            asset::TOKEN => Some(Self { mint, program: TOKEN }),
            asset::TOKEN_2022 => Some(Self { mint, program: TOKEN_2022 }),
            _ => None,
        }
    }

    /// A wallet's own account of this token: the associated one.
    pub fn account(&self, wallet: &Pubkey) -> Pubkey {
        address::associated(wallet, self)
    }
}

/// Where refunds, forfeits and rent of a job go, and what the job is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Payee {
    /// The job's order, or of a job from no order its client's wallet.
    pub address: Pubkey,
    /// None for SOL.
    pub token: Option<Token>,
}

impl From<Pubkey> for Payee {
    fn from(address: Pubkey) -> Self {
        Self { address, token: None }
    }
}

impl From<&Pubkey> for Payee {
    fn from(address: &Pubkey) -> Self {
        Self::from(*address)
    }
}

impl From<&Payee> for Payee {
    fn from(payee: &Payee) -> Self {
        *payee
    }
}
