//! `rayment provider …`

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
use rayment_sdk::Session;
use serde::Serialize;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{
    args::{Prices, ProviderVerb, StatusFilter, Where},
    failure::refused,
};

#[derive(Serialize)]
struct View {
    wallet: String,
    account: String,
    #[serde(flatten)]
    state: Numbers,
    /// What it states about its machine, where the hub has it.
    profile: Option<Profile>,
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
    earned_lamports: u64,
    paid_jobs: u32,
    failed_jobs: u32,
}

pub async fn run(verb: ProviderVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        ProviderVerb::Register { name, operator, payout, slots, budget, prices, at } => {
            let session = Session::open(&at.meaning()).await?;
            let operator = operator.map(|path| wallet::read(&path)).transpose()?;
            register((&session, &at), name, (operator, payout), (slots, budget), &prices, json).await
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
        ProviderVerb::Show { wallet, at } => {
            let session = Session::open(&at.meaning()).await?;
            print(&session, &wallet.unwrap_or_else(|| session.address()), json).await
        }
        ProviderVerb::List { status, at } => list(&at, status, json).await,
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

async fn register(
    (session, at): (&Session, &Where),
    name: Option<String>,
    (operator, payout): (Option<solana_keypair::Keypair>, Option<Pubkey>),
    (slots, budget): (u16, u64),
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
    session.chain.send(&wallet, &[], &[register]).await?;
    print(session, &wallet.pubkey(), json).await
}

async fn print(session: &Session, wallet: &Pubkey, json: bool) -> anyhow::Result<()> {
    let provider = own(session, Some(wallet)).await?;
    let view = view(&session.hub, &provider).await;
    super::show(json, &view, || text(&view))
}

async fn view(hub: &HubClient, provider: &Provider) -> View {
    // What the hub does not have is not shown; the chain's facts are.
    let profile = hub.fetch(&provider.state.profile, 1 << 20).await.ok();
    View {
        wallet: provider.wallet().to_string(),
        account: provider.address.to_string(),
        state: numbers(&provider.state),
        profile: profile.and_then(|bytes| Profile::decode(&bytes)),
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
        earned_lamports: state.earned,
        paid_jobs: state.paid_jobs,
        failed_jobs: state.failed_jobs,
    }
}

fn text(view: &View) -> String {
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
    ];
    if let Some(profile) = &view.profile {
        let gpus: Vec<_> = profile.gpus.iter().map(|gpu| format!("{} ({})", gpu.name, gpu.kind)).collect();
        lines.push(("says it is", format!("{}, {} with {} threads", profile.name, profile.cpu, profile.threads)));
        lines.push(("GPUs", if gpus.is_empty() { "none".to_owned() } else { gpus.join(", ") }));
        lines.push(("benchmark", format!("{} thousand path samples a second", profile.score)));
    }
    lines.iter().map(|(label, value)| format!("{label:<16} {value}\n")).collect()
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
    let numbers = numbers(&provider.state);
    super::show(json, &numbers, || {
        format!(
            "earned in all    {}\nto withdraw      {} (returned bonds included)\njobs             {} paid, {} failed, {} under way\n",
            sol(numbers.earned_lamports),
            sol(numbers.balance_lamports),
            numbers.paid_jobs,
            numbers.failed_jobs,
            numbers.jobs
        )
    })
}
