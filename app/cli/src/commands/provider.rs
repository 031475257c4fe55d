//! `rayment provider …`

mod leaving;
mod offer;
mod purse;
mod steering;

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use anyhow::Context;
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{
    Provider, chain_key,
    instructions::{self, ProviderUpdate},
    money::sol,
    profile::Profile,
    wallet,
};
use rayment_core::{
    money::Terms,
    provider::{ProviderState, Status},
};
use rayment_hub_client::HubClient;
use rayment_sdk::{
    Session,
    channel::{Unredeemed, works_for},
};
use rayment_worker::stake::StakeAsked;
use serde::Serialize;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use self::leaving::{Channels, retire};
use crate::{
    args::{Prices, ProviderVerb, StatusFilter, Where},
    failure::refused,
    when::from_now,
};

#[derive(Serialize)]
struct View {
    wallet: String,
    account: String,
    #[serde(flatten)]
    state: Numbers,
    /// What it states about its machine, where the hub has it.
    profile: Option<Profile>,
    /// Not in a list: each takes a search of its own.
    #[serde(flatten)]
    channels: Option<Channels>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purses: Option<Vec<purse::View>>,
}

#[derive(Serialize)]
struct Numbers {
    operator: String,
    payout: String,
    status: Status,
    slots: u16,
    working: u16,
    jobs: u32,
    terms: Terms,
    balance_lamports: u64,
    budget_lamports: u64,
    unswept_fees_lamports: u64,
    /// What counts of the stake, what is on its way out, and from when on that may be taken (unix seconds).
    stake_lamports: u64,
    unlocking_lamports: u64,
    unlock_at: Option<i64>,
    earned_lamports: u64,
    paid_jobs: u32,
    failed_jobs: u32,
}

#[derive(Serialize)]
struct Earnings {
    #[serde(flatten)]
    numbers: Numbers,
    purses: Vec<purse::View>,
}

pub async fn run(verb: ProviderVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        ProviderVerb::Register { name, operator, payout, slots, budget, stake, prices, at } => {
            let session = Session::open(&at.meaning()).await?;
            let operator = operator.map(|path| wallet::read(&path)).transpose()?;
            register((&session, &at), name, (operator, payout), (slots, budget, stake), &prices, json).await
        }
        ProviderVerb::Price { prices, at } => {
            if prices.is_empty() {
                return refused("no price is given: `rayment provider price --help` shows the four there are");
            }
            let session = Session::open(&at.meaning()).await?;
            let provider = own(&session, None).await?;
            let asked = prices.change(&provider.state.terms);
            let price = instructions::provider_price(&session.address(), &provider.address, &asked);
            session.chain.send(&session.wallet, &[], &[price]).await?;
            print(&session, &session.address(), json).await
        }
        ProviderVerb::Budget { amount, at } => {
            let session = Session::open(&at.meaning()).await?;
            let provider = own(&session, None).await?;
            let update = ProviderUpdate { budget: Some(amount), ..ProviderUpdate::default() };
            let budget = instructions::provider_update(&session.address(), &provider.address, &update);
            session.chain.send(&session.wallet, &[], &[budget]).await?;
            print(&session, &session.address(), json).await
        }
        ProviderVerb::Pause { at } => steering::pause(&Session::open(&at.meaning()).await?, true, json).await,
        ProviderVerb::Resume { at } => steering::pause(&Session::open(&at.meaning()).await?, false, json).await,
        ProviderVerb::Slots { slots, at } => steering::slots(&Session::open(&at.meaning()).await?, slots, json).await,
        ProviderVerb::Rotate { operator, payout, at } => {
            steering::rotate(&Session::open(&at.meaning()).await?, (operator, payout), json).await
        }
        ProviderVerb::Purse(verb) => purse::run(verb, json).await,
        ProviderVerb::Offer(verb) => offer::run(verb, json).await,
        ProviderVerb::Show { wallet, at } => {
            let session = Session::open(&at.meaning()).await?;
            print(&session, &wallet.unwrap_or_else(|| session.address()), json).await
        }
        ProviderVerb::List { status, at } => list(&at, status, json).await,
        ProviderVerb::Retire { yes, leave_channels, at } => {
            retire(&Session::open(&at.meaning()).await?, (yes, leave_channels), json).await
        }
        ProviderVerb::Earnings { at } => earnings(&Session::open(&at.meaning()).await?, json).await,
        ProviderVerb::Withdraw { amount, at } => {
            let session = Session::open(&at.meaning()).await?;
            let provider = own(&session, None).await?;
            if provider.state.balance == 0 {
                return refused("there is nothing to withdraw: earnings come in when jobs are closed");
            }
            let withdraw = instructions::provider_withdraw(&session.address(), &provider, amount);
            let sent = session.chain.send(&session.wallet, &[], &[withdraw]).await?;
            let amount = amount.unwrap_or(provider.state.balance);
            let payout = chain_key(&provider.state.payout).to_string();
            let done = serde_json::json!({
                "lamports": amount, "payout": payout, "signature": sent.signature.to_string()
            });
            super::show(json, &done, || format!("{} moved to {payout}\nsignature {}", sol(amount), sent.signature))
        }
    }
}

/// A provider by its wallet; without one, the caller's own.
async fn own(session: &Session, wallet: Option<&Pubkey>) -> anyhow::Result<Provider> {
    let wallet = wallet.copied().unwrap_or_else(|| session.address());
    match session.chain.provider(&session.market.address, &wallet).await? {
        Some(provider) => Ok(provider),
        None => refused(format!("{wallet} is not a provider in this market: `rayment provider register` makes it one")),
    }
}

/// The provider that this wallet is, or whose operator it is.
async fn worked_for(session: &Session) -> anyhow::Result<Provider> {
    let wallet = session.address();
    let market = session.market.address;
    if let Some(provider) = session.chain.provider(&market, &wallet).await? {
        return Ok(provider);
    }
    let providers = session.chain.providers(&market).await?;
    match providers.into_iter().find(|provider| works_for(&wallet, provider)) {
        Some(provider) => Ok(provider),
        None => refused(format!("{wallet} is no provider in this market, nor the operator of one")),
    }
}

async fn register(
    (session, at): (&Session, &Where),
    name: Option<String>,
    (operator, payout): (Option<solana_keypair::Keypair>, Option<Pubkey>),
    (slots, budget, stake): (u16, u64, Option<u64>),
    prices: &Prices,
    json: bool,
) -> anyhow::Result<()> {
    let wallet = session.wallet.clone();
    if session.chain.provider(&session.market.address, &wallet.pubkey()).await?.is_some() {
        return refused(format!(
            "{} is registered in this market already: `rayment provider price` sets its prices",
            wallet.pubkey()
        ));
    }
    let asked = StakeAsked { market: &session.market, params: &session.params.values };
    let stake = staked(&asked, stake)?;
    let name = name.unwrap_or_else(|| wallet.pubkey().to_string().chars().take(8).collect());
    let operator = operator.map_or_else(|| wallet.clone(), Arc::new);
    let payout = payout.unwrap_or_else(|| wallet.pubkey());
    let scratch = tempfile::tempdir().context("cannot make a folder for the benchmark")?;
    let machine = rayment_worker::Config {
        rpc_url: at.rpc_url.clone(),
        ws_url: session.chain.ws_url().to_owned(),
        hub_url: at.hub.clone(),
        market: session.market.address,
        wallet: Some(wallet.clone()),
        wallet_address: wallet.pubkey(),
        operator: operator.clone(),
        payout,
        given: rayment_worker::Given::ALL,
        max_bond: rayment_worker::MAX_BOND,
        max_bond_ratio: rayment_worker::MAX_BOND_RATIO,
        checked_only: false,
        budget,
        stake: Some(stake),
        max_memory: None,
        terms: prices.meaning(),
        slots,
        name,
        endpoint: None,
        data_dir: scratch.path().to_owned(),
        poll: Duration::from_secs(1),
        threads: std::thread::available_parallelism().map_or(1, usize::from),
        engines: rayment_sdk::engine::offered(scratch.path()),
    };
    let profile = tokio::task::spawn_blocking(move || rayment_worker::probe::profile(&machine)).await?;
    session.hub.put(&profile.encode()).await?;
    let registration = instructions::Registration {
        operator: operator.pubkey().to_bytes(),
        payout: payout.to_bytes(),
        profile: profile.hash(),
        terms: prices.meaning(),
        slots,
        budget,
    };
    let register = instructions::provider_register(&session.market.address, &wallet.pubkey(), &registration);
    if stake > 0 {
        eprintln!("{}", asked.announced(stake));
    }
    let all: Vec<_> = std::iter::once(register).chain(asked.lock(&wallet.pubkey(), stake)).collect();
    session.chain.send(&wallet, &[], &all).await?;
    print(session, &wallet.pubkey(), json).await
}

/// What is locked with the registration: with less than the market asks for no job could be claimed.
fn staked(asked: &StakeAsked, given: Option<u64>) -> anyhow::Result<u64> {
    let least = asked.params.stake_provider;
    match given {
        Some(given) if given < least => refused(format!(
            "a stake of {} is too low: this market asks a provider for {} before it may claim. Give --stake that much \
             or more, or leave it out",
            sol(given),
            sol(least)
        )),
        _ => Ok(asked.missing(given, None)),
    }
}

async fn print(session: &Session, wallet: &Pubkey, json: bool) -> anyhow::Result<()> {
    let provider = own(session, Some(wallet)).await?;
    let channels = Channels::of(session, &Unredeemed::of(session, &provider.address).await?).await?;
    let purses = purse::views(session, &provider).await?;
    let view = View { channels: Some(channels), purses: Some(purses), ..view(&session.hub, &provider).await };
    let now = session.chain.clock().await?.unix_timestamp;
    super::show(json, &view, || text(&view, now))
}

async fn view(hub: &HubClient, provider: &Provider) -> View {
    // What the hub does not have is not shown; the chain's facts are.
    let profile = hub.fetch(&provider.state.profile, 1 << 20).await.ok();
    View {
        wallet: provider.wallet().to_string(),
        account: provider.address.to_string(),
        state: numbers(&provider.state),
        profile: profile.and_then(|bytes| Profile::decode(&bytes)),
        channels: None,
        purses: None,
    }
}

fn numbers(state: &ProviderState) -> Numbers {
    Numbers {
        operator: chain_key(&state.operator).to_string(),
        payout: chain_key(&state.payout).to_string(),
        status: state.status,
        slots: state.slots,
        working: state.working,
        jobs: state.jobs,
        terms: state.terms,
        balance_lamports: state.balance,
        budget_lamports: state.budget,
        unswept_fees_lamports: state.fees,
        stake_lamports: state.stake.locked,
        unlocking_lamports: state.stake.unlocking,
        unlock_at: (state.stake.unlocking > 0).then_some(state.stake.unlock_at),
        earned_lamports: state.earned,
        paid_jobs: state.paid_jobs,
        failed_jobs: state.failed_jobs,
    }
}

fn text(view: &View, now: i64) -> String {
    let state = &view.state;
    let mut lines = vec![
        ("wallet", view.wallet.clone()),
        ("account", view.account.clone()),
        ("operator", state.operator.clone()),
        ("payout", state.payout.clone()),
        ("status", format!("{:?}, {} of {} slots hold jobs", state.status, state.jobs, state.slots).to_lowercase()),
        ("a frame", sol(state.terms.per_frame)),
        ("a second", sol(state.terms.per_second)),
        ("a gigabyte", sol(state.terms.per_gb)),
        ("a job, at least", sol(state.terms.minimum)),
        ("jobs", format!("{} paid, {} failed", state.paid_jobs, state.failed_jobs)),
        ("stake", stake(state, now)),
    ];
    let purses = view.purses.iter().flatten();
    lines.extend(
        purses.map(|purse| ("purse", format!("{} of {}, {} earned in all", purse.balance, purse.mint, purse.earned))),
    );
    lines.extend(view.channels.as_ref().map(|channels| ("channels", channels.text())));
    if let Some(profile) = &view.profile {
        let gpus: Vec<_> = profile.gpus.iter().map(|gpu| format!("{} ({})", gpu.name, gpu.kind)).collect();
        lines.push(("says it is", format!("{}, {} with {} threads", profile.name, profile.cpu, profile.threads)));
        lines.push(("GPUs", if gpus.is_empty() { "none".to_owned() } else { gpus.join(", ") }));
        lines.push(("benchmark", format!("{} thousand path samples a second", profile.score)));
    }
    lines.iter().map(|(label, value)| format!("{label:<16} {value}\n")).collect()
}

fn stake(state: &Numbers, now: i64) -> String {
    let locked = match state.stake_lamports {
        0 => "none is locked".to_owned(),
        locked => format!("{} is locked", sol(locked)),
    };
    let leaving = sol(state.unlocking_lamports);
    match (state.unlock_at, state.stake_lamports) {
        (Some(at), _) if now >= at => format!("{locked}; {leaving} to take: `rayment stake take --as provider`"),
        (Some(at), _) => format!("{locked}; {leaving} on its way out, to take from {}", from_now(at, now)),
        (None, 1..) if state.status == Status::Retired => {
            format!("{locked}: `rayment stake unlock --as provider` sends it on its way out")
        }
        (None, _) => locked,
    }
}

/// Listing needs no wallet.
async fn list(at: &Where, status: StatusFilter, json: bool) -> anyhow::Result<()> {
    let at = at.meaning();
    let (chain, hub) = (at.chain(), HubClient::new(&at.hub_url, None)?);
    let market = at.find_market(&chain).await?;
    let mut views = Vec::new();
    for provider in chain.providers(&market.address).await? {
        if shows(status, provider.state.status) {
            views.push(view(&hub, &provider).await);
        }
    }
    views.sort_by_key(|view| view.state.terms.per_frame);
    super::show(json, &BTreeMap::from([("providers", &views)]), || {
        if views.is_empty() {
            return "no such provider is in this market".to_owned();
        }
        let mut table = Table::new();
        table
            .load_preset(UTF8_FULL_CONDENSED)
            .set_header(["wallet", "name", "status", "a frame", "a second", "score", "paid"]);
        for view in &views {
            let name = view.profile.as_ref().map_or("", |profile| profile.name.as_str());
            let score = view.profile.as_ref().map_or(0, |profile| profile.score);
            let status = format!("{:?}", view.state.status).to_lowercase();
            let terms = &view.state.terms;
            let prices =
                [sol(terms.per_frame), sol(terms.per_second), score.to_string(), view.state.paid_jobs.to_string()];
            table.add_row([view.wallet.clone(), name.to_owned(), status].into_iter().chain(prices));
        }
        table.to_string()
    })
}

fn shows(filter: StatusFilter, status: Status) -> bool {
    match filter {
        StatusFilter::All => true,
        StatusFilter::Active => status == Status::Active,
        StatusFilter::Paused => status == Status::Paused,
        StatusFilter::Retired => status == Status::Retired,
    }
}

async fn earnings(session: &Session, json: bool) -> anyhow::Result<()> {
    let provider = own(session, None).await?;
    let numbers = Earnings { numbers: numbers(&provider.state), purses: purse::views(session, &provider).await? };
    super::show(json, &numbers, || {
        let purses = numbers.purses.iter().map(|purse| {
            let purse::View { mint, balance, earned, .. } = purse;
            format!("in a token       {earned} of {mint} in all, {balance} to withdraw\n")
        });
        let purses: String = purses.collect();
        let numbers = &numbers.numbers;
        format!(
            "earned in all    {}\nto withdraw      {} (returned bonds included)\njobs             {} paid, {} failed, {} under way\n{purses}",
            sol(numbers.earned_lamports),
            sol(numbers.balance_lamports),
            numbers.paid_jobs,
            numbers.failed_jobs,
            numbers.jobs
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn holding(locked: u64, unlocking: u64, (jobs, status): (u32, Status)) -> Numbers {
        Numbers {
            operator: String::new(),
            payout: String::new(),
            status,
            slots: 1,
            working: 0,
            jobs,
            terms: Terms::default(),
            balance_lamports: 0,
            budget_lamports: 0,
            unswept_fees_lamports: 0,
            stake_lamports: locked,
            unlocking_lamports: unlocking,
            unlock_at: (unlocking > 0).then_some(100),
            earned_lamports: 0,
            paid_jobs: 0,
            failed_jobs: 0,
        }
    }

    #[test]
    fn a_stake_is_shown_with_the_way_to_it() {
        let (active, retired) = ((0, Status::Active), (0, Status::Retired));
        for (numbers, now, expected) in [
            (holding(0, 0, active), 0, "none is locked"),
            (holding(100_000_000, 0, active), 0, "0.1 SOL is locked"),
            (holding(100_000_000, 0, retired), 0, "0.1 SOL is locked: `rayment stake unlock --as provider`"),
            (holding(0, 100_000_000, retired), 99, "0.1 SOL on its way out, to take from 1970-01-01 00:01:40 UTC"),
            (holding(0, 100_000_000, retired), 100, "0.1 SOL to take: `rayment stake take --as provider`"),
            (holding(0, 100_000_000, active), 101, "0.1 SOL to take: `rayment stake take --as provider`"),
        ] {
            let said = stake(&numbers, now);
            assert!(said.contains(expected), "{said}");
        }
    }
}
