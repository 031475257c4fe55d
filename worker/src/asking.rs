//! What this provider asks for a job, and what it can put at stake for it: in SOL by its own terms, in a token by its
//! offers, and out of its purse.

use std::collections::BTreeMap;

use rayment_client::{Job, Token};
use rayment_core::{
    asset::AssetState,
    market::Params,
    money::Terms,
    provider::{ProviderState, PurseState},
};
use solana_pubkey::Pubkey;

use crate::coin::Coin;

/// Tokens that this provider has offers in, by their mint.
pub type Tokens = BTreeMap<Pubkey, TokenView>;

/// A token that this provider renders for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenView {
    pub token: Token,
    /// What it asks for rendering, by the class of the offer.
    pub offers: BTreeMap<u16, Terms>,
    /// `None` where it has none, or nothing can be paid into it or out of it.
    pub purse: Option<PurseState>,
    /// Base units in the operator's own account that can be spent.
    pub own: u64,
    /// What the market says of it, while it takes it.
    pub asset: Option<AssetState>,
}

/// What this provider asks for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    pub terms: Terms,
    /// The offer by which it takes the job; none for SOL.
    pub by: Option<ByOffer>,
}

/// One of this provider's offers for rendering.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByOffer {
    pub class: u16,
    pub token: Token,
}

impl Ask {
    /// What it may ask for an open job now: its own terms for SOL. For a token, of the offers by which it may claim
    /// the job the cheapest, as the keeper chooses, and of those the lowest class. `mint` is what a job in tokens is
    /// in, where that is known.
    pub fn of(
        provider: &ProviderState,
        tokens: &Tokens,
        (job, mint): (&Job, Option<&Pubkey>),
        params: &Params,
        now: i64,
    ) -> Option<Self> {
        let may = |terms: &Terms| job.state.may_claim(params, &provider.authority, terms, now).is_ok();
        if !job.state.is_in_tokens() {
            return may(&provider.terms).then_some(Self { terms: provider.terms, by: None });
        }
        let view = tokens.get(mint?).filter(|view| view.purse.is_some())?;
        let offers = view.offers.iter().filter(|(_, terms)| may(terms));
        let costs =
            offers.filter_map(|(class, terms)| Some((job.state.worst_case(params, terms).ok()?, *class, *terms)));
        let (_, class, terms) = costs.min_by_key(|(cost, class, _)| (*cost, *class))?;
        Some(Self { terms, by: Some(ByOffer { class, token: view.token }) })
    }

    /// What its amounts are in.
    pub fn coin(&self, tokens: &Tokens, now: i64) -> Coin {
        match self.by {
            None => Coin::Sol,
            Some(ByOffer { token, .. }) => coin_of(&token.mint, tokens, now),
        }
    }
}

/// A token as an amount is written and weighed.
pub fn coin_of(mint: &Pubkey, tokens: &Tokens, now: i64) -> Coin {
    Coin::token(*mint, tokens.get(mint).and_then(|view| view.asset.as_ref()), now)
}

/// Base units that can go into bonds, token by token. For SOL the operator's wallet is asked when it is sent.
#[derive(Clone, Debug, Default)]
pub struct Purse(BTreeMap<Pubkey, u64>);

impl Purse {
    /// What purses may give by their budget, and the operator's own accounts hold.
    pub fn of(tokens: &Tokens) -> Self {
        let bondable = |view: &TokenView| {
            let of_purse = view.purse.map(|purse| purse.balance.min(purse.budget));
            of_purse.map_or(0, |own| own.saturating_add(view.own))
        };
        Self(tokens.iter().map(|(mint, view)| (*mint, bondable(view))).collect())
    }

    /// Whether there is enough for this bond.
    pub fn covers(&self, ask: &Ask, bond: u64) -> bool {
        ask.by.is_none_or(|by| self.0.get(&by.token.mint).is_some_and(|left| *left >= bond))
    }

    /// Takes a bond out of it.
    pub fn spend(&mut self, ask: &Ask, bond: u64) {
        if let Some(left) = ask.by.and_then(|by| self.0.get_mut(&by.token.mint)) {
            *left = left.saturating_sub(bond);
        }
    }
}

/// What a job that is looked at costs: what this provider may ask for it now, or once it is held, what was agreed.
pub fn terms_of(provider: &ProviderState, job: &Job, ask: Option<&Ask>) -> Terms {
    match (job.state.is_in_tokens(), job.state.claim(), ask) {
        (false, ..) => provider.terms,
        (true, Some(claim), _) => claim.terms,
        (true, _, Some(ask)) => ask.terms,
        (true, _, None) => Terms::default(),
    }
}
