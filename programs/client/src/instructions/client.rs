//! A wallet's counter of jobs.

use solana_pubkey::Pubkey;

use super::{Encoded, Instruction, SYSTEM};
use crate::{address, rayment::client::accounts};

/// Opens the counter, once per wallet and market. The wallet signs.
pub fn client_open(market: &Pubkey, wallet: &Pubkey) -> Encoded {
    let client = address::client(market, wallet);
    let accounts = accounts::ClientOpen { wallet: *wallet, market: *market, client, system_program: SYSTEM };
    Instruction::ClientOpen { accounts }.encode()
}
