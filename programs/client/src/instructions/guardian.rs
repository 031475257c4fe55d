//! Guardians: who comes, and who has contradicted itself.

use rayment_core::guardian::{Contradiction, Signature, Statement};
use solana_pubkey::Pubkey;

use super::{Encoded, INSTRUCTIONS, Instruction, SYSTEM, ed25519};
use crate::{Market, address, rayment::client::accounts};

/// Where lamports are burned.
const INCINERATOR: Pubkey = Pubkey::from_str_const("1nc1nerator11111111111111111111111111111111");

/// Admits a wallet as a guardian, whose statements `key` signs. Wallet and authority sign.
pub fn guardian_enlist(wallet: &Pubkey, market: &Market, key: &Pubkey) -> Encoded {
    let accounts = accounts::GuardianEnlist {
        wallet: *wallet,
        authority: market.authority,
        market: market.address,
        guardian: address::guardian(&market.address, wallet),
        system_program: SYSTEM,
    };
    Instruction::GuardianEnlist { accounts, key: *key }.encode()
}

/// Who is to lose its stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slashed {
    /// The guardian with this account.
    Guardian(Pubkey),
    /// The keeper of the market with this address.
    Keeper(Pubkey),
}

/// Takes the stake of who has signed two statements that contradict each other: a quarter goes to the prover, who
/// signs. Two instructions, which must stay next to each other.
pub fn guardian_slash(prover: &Pubkey, whose: Slashed, signed: [(&Signature, &Statement); 2]) -> [Encoded; 2] {
    let (guardian, market) = match whose {
        Slashed::Guardian(guardian) => (Some(guardian), None),
        Slashed::Keeper(market) => (None, Some(market)),
    };
    let accounts = accounts::GuardianSlash {
        prover: *prover,
        guardian,
        market,
        incinerator: INCINERATOR,
        instructions: INSTRUCTIONS,
    };
    [ed25519(Contradiction::encode(signed)), Instruction::GuardianSlash { accounts }.encode()]
}
