//! Token accounts, many at a time.

use rayment_client::{Chain, ChainError, Token, rule_key};
use rayment_core::asset::TokenAccount;
use solana_pubkey::Pubkey;

/// That a node shows at a time.
const MOST: usize = 100;

/// Owner and data of an account.
pub(super) type Found = Option<(Pubkey, Vec<u8>)>;

/// Accounts at these addresses, in their order.
pub(super) async fn many(chain: &Chain, addresses: &[Pubkey]) -> Result<Vec<Found>, ChainError> {
    let mut found = Vec::with_capacity(addresses.len());
    for some in addresses.chunks(MOST) {
        let accounts = chain.rpc().get_multiple_accounts(some).await?;
        found.extend(accounts.into_iter().map(|account| account.map(|account| (account.owner, account.data))));
    }
    Ok(found)
}

/// A token account of this token.
pub(super) fn account_of(found: &Found, token: &Token) -> Option<TokenAccount> {
    let (owner, data) = found.as_ref()?;
    let account = TokenAccount::read(data).filter(|_| *owner == token.program)?;
    (account.mint == rule_key(&token.mint)).then_some(account)
}
