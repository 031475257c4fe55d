//! `rayment provider purse …`: what a provider earns in tokens.

use std::collections::BTreeMap;

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{
    Provider, Purse, Sent, chain_key,
    instructions::{purse_budget, purse_open, purse_sweep, purse_withdraw, token_account_create},
};
use rayment_sdk::{Coin, Error, Money, Session, TokenRefusal, token::Listed};
use serde::Serialize;
use solana_pubkey::Pubkey;

use super::{own, worked_for};
use crate::{
    args::{Amount, PurseVerb},
    commands,
    failure::refused,
};

/// A purse as people and scripts see it.
#[derive(Serialize)]
pub(super) struct View {
    pub mint: String,
    pub purse: String,
    /// To be withdrawn or bonded, and how much of it may go into bonds.
    pub balance: Money,
    pub budget: Money,
    pub earned: Money,
    pub unswept_fees: Money,
}

/// What a change did.
#[derive(Serialize)]
struct Done {
    mint: String,
    moved: Money,
    to: String,
    closed: bool,
    signature: String,
}

pub async fn run(verb: PurseVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        PurseVerb::Open { mint: one, budget } => {
            let session = Session::open(&one.at.meaning()).await?;
            open(&session, &one.mint, budget, json).await
        }
        PurseVerb::List { wallet, at } => {
            let session = Session::open(&at.meaning()).await?;
            let provider = match wallet {
                Some(wallet) => own(&session, Some(&wallet)).await?,
                None => worked_for(&session).await?,
            };
            list(&session, &provider, json).await
        }
        PurseVerb::Budget { mint: one, amount } => {
            let session = Session::open(&one.at.meaning()).await?;
            let provider = own(&session, None).await?;
            let (coin, _) = purse(&session, &provider, &one.mint).await?;
            let amount = amount.of(coin)?;
            let budget = purse_budget(&session.address(), &provider.address, &one.mint, amount);
            session.chain.send(&session.wallet, &[], &[budget]).await?;
            list(&session, &provider, json).await
        }
        PurseVerb::Withdraw { mint: one, amount, close } => {
            let session = Session::open(&one.at.meaning()).await?;
            withdraw(&session, &one.mint, amount, close, json).await
        }
        PurseVerb::Sweep { mint: one, provider } => {
            let session = Session::open(&one.at.meaning()).await?;
            sweep(&session, &one.mint, provider.as_ref(), json).await
        }
    }
}

async fn open(session: &Session, mint: &Pubkey, budget: Option<Amount>, json: bool) -> anyhow::Result<()> {
    let provider = worked_for(session).await?;
    let listed = Listed::read(session, mint).await?;
    if session.chain.purse(&provider.address, mint).await?.is_some() {
        return refused(format!("this provider has a purse for {mint}: see `rayment provider purse list`"));
    }
    let mut calls = vec![purse_open(&session.address(), &provider, &listed.token)];
    if let Some(budget) = budget {
        if provider.wallet() != session.address() {
            return refused("only the provider's wallet says how much may go into bonds: leave --budget out");
        }
        calls.push(purse_budget(&session.address(), &provider.address, mint, budget.of(listed.coin())?));
    }
    session.chain.send(&session.wallet, &[], &calls).await?;
    list(session, &provider, json).await
}

async fn withdraw(
    session: &Session,
    mint: &Pubkey,
    amount: Option<Amount>,
    closes: bool,
    json: bool,
) -> anyhow::Result<()> {
    let provider = worked_for(session).await?;
    let (coin, purse) = purse(session, &provider, mint).await?;
    let Some(token) = coin.token else { return Err(Error::from(TokenRefusal::NotMint(*mint)).into()) };
    let amount = amount.map(|amount| amount.of(coin)).transpose()?;
    if purse.state.balance == 0 && !closes {
        return refused("there is nothing to withdraw: earnings come in when jobs are closed");
    }
    if closes && (purse.state.fees > 0 || provider.state.jobs > 0) {
        return refused(format!(
            "the purse still holds {} of fees, and {} jobs name this provider: `rayment provider purse sweep {mint}` \
             moves the fees, and the jobs must be settled first",
            coin.money(purse.state.fees),
            provider.state.jobs
        ));
    }
    let (wallet, payout) = (session.address(), chain_key(&provider.state.payout));
    let calls =
        [token_account_create(&wallet, &payout, &token), purse_withdraw(&wallet, &provider, &token, amount, closes)];
    let sent = session.chain.send(&session.wallet, &[], &calls).await?;
    done((mint, coin.money(amount.unwrap_or(purse.state.balance))), (&payout, closes), &sent, json)
}

async fn sweep(session: &Session, mint: &Pubkey, wallet: Option<&Pubkey>, json: bool) -> anyhow::Result<()> {
    let provider = match wallet {
        Some(wallet) => own(session, Some(wallet)).await?,
        None => worked_for(session).await?,
    };
    let (coin, purse) = purse(session, &provider, mint).await?;
    let Some(token) = coin.token else { return Err(Error::from(TokenRefusal::NotMint(*mint)).into()) };
    if purse.state.fees == 0 {
        return refused("there are no fees in this purse");
    }
    let market = session.chain.market(&session.market.address).await?;
    let calls = [
        token_account_create(&session.address(), &market.treasury, &token),
        purse_sweep(&provider.address, &market, &token),
    ];
    let sent = session.chain.send(&session.wallet, &[], &calls).await?;
    done((mint, coin.money(purse.state.fees)), (&market.treasury, false), &sent, json)
}

fn done((mint, moved): (&Pubkey, Money), (to, closed): (&Pubkey, bool), sent: &Sent, json: bool) -> anyhow::Result<()> {
    let signature = sent.signature.to_string();
    let done = Done { mint: mint.to_string(), moved, to: to.to_string(), closed, signature };
    commands::show(json, &done, || {
        let closed = if closed { "\nthe purse is closed" } else { "" };
        format!("{moved} moved to {to}{closed}\nsignature {}", done.signature)
    })
}

/// A provider's purse for a mint, and what it is in.
async fn purse(session: &Session, provider: &Provider, mint: &Pubkey) -> anyhow::Result<(Coin, Purse)> {
    let purse = session.chain.purse(&provider.address, mint).await?;
    let missing = TokenRefusal::NoPurse { provider: provider.wallet(), mint: *mint };
    Ok((Coin::read(&session.chain, mint).await?, purse.ok_or(Error::from(missing))?))
}

/// A provider's purses, by their mints.
pub(super) async fn views(session: &Session, provider: &Provider) -> anyhow::Result<Vec<View>> {
    let mut purses = session.chain.purses(&provider.address).await?;
    purses.sort_by_key(Purse::mint);
    let mut views = Vec::new();
    for purse in &purses {
        let (coin, state) = (Coin::read(&session.chain, &purse.mint()).await?, &purse.state);
        views.push(View {
            mint: purse.mint().to_string(),
            purse: purse.address.to_string(),
            balance: coin.money(state.balance),
            budget: coin.money(state.budget),
            earned: coin.money(state.earned),
            unswept_fees: coin.money(state.fees),
        });
    }
    Ok(views)
}

async fn list(session: &Session, provider: &Provider, json: bool) -> anyhow::Result<()> {
    let views = views(session, provider).await?;
    commands::show(json, &BTreeMap::from([("purses", &views)]), || {
        if views.is_empty() {
            return "this provider has no purse: it is paid in SOL alone".to_owned();
        }
        let mut table = Table::new();
        let header = ["mint", "balance", "for bonds", "earned in all", "fees to sweep"];
        table.load_preset(UTF8_FULL_CONDENSED).set_header(header);
        for view in &views {
            let amounts = [view.balance, view.budget, view.earned, view.unswept_fees].map(|money| money.to_string());
            table.add_row([view.mint.clone()].into_iter().chain(amounts));
        }
        table.to_string()
    })
}
