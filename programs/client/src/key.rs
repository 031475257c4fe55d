//! One key, two types: the rules know nothing of Solana.

use solana_pubkey::Pubkey;

/// A key as the rules see it.
pub fn rule_key(key: &Pubkey) -> rayment_core::Pubkey {
    rayment_core::Pubkey(key.to_bytes())
}

/// A key of the rules as the chain sees it.
pub fn chain_key(key: &rayment_core::Pubkey) -> Pubkey {
    Pubkey::new_from_array(key.0)
}
