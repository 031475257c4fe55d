//! Who can take an order and be paid in what it is in, and what they ask.

use std::collections::BTreeMap;

use rayment_client::{Provider, profile::Profile};
use rayment_core::{
    money::Terms,
    provider::{RENDER, Status},
};
use rayment_spec::Spec;
use solana_pubkey::Pubkey;

use crate::{Coin, Error, Session, token::Listed};

/// A profile is a page of text; more is not read.
const PROFILE_BYTES: u64 = 1 << 20;

/// An active provider that the hub has a description of.
pub struct Seller {
    pub provider: Provider,
    pub profile: Profile,
    /// What it asks in what the order is paid in.
    pub terms: Terms,
    /// Lamports earned in this market so far, and what it has earned in the order's token by what that weighs.
    pub earned: u64,
}

/// Everybody who can be paid, but those that are left out. In a token that is who asks a price in it and has a purse
/// for it.
pub(crate) async fn sellers(
    session: &Session,
    exclude: &[Pubkey],
    (coin, listed): (Coin, Option<&Listed>),
) -> Result<Vec<Seller>, Error> {
    let offers = match coin.mint() {
        Some(mint) => Some(offers(session, &mint).await?),
        None => None,
    };
    let now = session.chain.clock().await?.unix_timestamp;
    let weight = listed.and_then(|listed| listed.weight(now));
    let mut found = Vec::new();
    for provider in session.chain.providers(&session.market.address).await? {
        if provider.state.status != Status::Active || exclude.contains(&provider.wallet()) {
            continue;
        }
        let (terms, in_tokens) = match (&offers, coin.mint()) {
            (Some(offers), Some(mint)) => {
                let Some(terms) = offers.get(&provider.address) else { continue };
                let Some(purse) = session.chain.purse(&provider.address, &mint).await? else { continue };
                (*terms, weight.map_or(0, |weight| weight.lamports(purse.state.earned)))
            }
            _ => (provider.state.terms, 0),
        };
        // A provider without a profile in the hub is left out; the others still count.
        let Ok(bytes) = session.hub.fetch(&provider.state.profile, PROFILE_BYTES).await else { continue };
        let earned = provider.state.earned.saturating_add(in_tokens);
        found.extend(Profile::decode(&bytes).map(|profile| Seller { provider, profile, terms, earned }));
    }
    Ok(found)
}

/// The lowest offer for rendering in a token, of each provider's account.
async fn offers(session: &Session, mint: &Pubkey) -> Result<BTreeMap<Pubkey, Terms>, Error> {
    let mut lowest: BTreeMap<Pubkey, Terms> = BTreeMap::new();
    let by = |terms: &Terms| (terms.per_second, terms.per_frame, terms.minimum, terms.per_gb);
    for offer in session.chain.offers(None, Some(mint)).await? {
        let (seller, terms) = (rayment_client::chain_key(&offer.state.provider), offer.state.terms);
        if offer.state.kind == RENDER && lowest.get(&seller).is_none_or(|known| by(&terms) < by(known)) {
            lowest.insert(seller, terms);
        }
    }
    Ok(lowest)
}

/// Why nobody can take the order.
pub(crate) fn nobody(spec: &Spec, sellers: &[Seller], coin: Coin) -> String {
    if sellers.is_empty() {
        return match coin.mint() {
            None => "no provider is active in this market: try again later, or another market".to_owned(),
            Some(mint) => format!(
                "no active provider of this market asks a price in the token {mint} and has a purse for it: pay in \
                 SOL, or try again later"
            ),
        };
    }
    let reasons = sellers.iter().map(|Seller { provider, profile, .. }| {
        let why = profile.cannot_render(spec).unwrap_or_else(|| "its prices exceed 64 bits".to_owned());
        format!("{}: {why}", provider.wallet())
    });
    format!("no provider can render this: {}", reasons.collect::<Vec<_>>().join("; "))
}
