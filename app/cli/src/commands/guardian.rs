//! `rayment guardian …`: who signs second checks, and who has contradicted itself.

use std::{collections::BTreeMap, path::Path};

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{Guardian, chain_key, instructions, money::sol, wallet};
use rayment_core::{market::Params, money::share, stake::PROVER_BPS};
use rayment_sdk::{
    Session,
    statement::{Accused, SignedStatement, contradict},
};
use serde::Serialize;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use crate::{args::GuardianVerb, consent, failure::refused, when::from_now};

/// Amounts are lamports, times unix seconds.
#[derive(Serialize)]
struct View {
    wallet: String,
    account: String,
    /// Signs its statements.
    key: String,
    /// Whether what it signs counts now.
    counts: bool,
    slashed: bool,
    locked_lamports: u64,
    unlocking_lamports: u64,
    unlock_at: Option<i64>,
    /// When it enlisted; `None` once it was slashed.
    since: Option<i64>,
}

pub async fn run(verb: GuardianVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        GuardianVerb::Enlist { key, authority, at } => {
            enlist(&Session::open(&at.meaning()).await?, &key, authority.as_deref(), json).await
        }
        GuardianVerb::List { at } => {
            let at = at.meaning();
            let chain = at.chain();
            let market = at.find_market(&chain).await?;
            let params = chain.params(&market.address, market.version.params).await?;
            let mut guardians = chain.guardians(&market.address).await?;
            guardians.sort_by_key(|guardian| (guardian.state.since, guardian.address));
            let views: Vec<_> = guardians.iter().map(|guardian| view(guardian, &params.values)).collect();
            super::show(json, &BTreeMap::from([("guardians", &views)]), || table(&views))
        }
        GuardianVerb::Show { wallet, at } => {
            let session = Session::open(&at.meaning()).await?;
            print(&session, &wallet.unwrap_or_else(|| session.address()), json).await
        }
        GuardianVerb::Slash { one, two, yes, at } => {
            let (one, two) = (SignedStatement::read(&one)?, SignedStatement::read(&two)?);
            slash(&Session::open(&at.meaning()).await?, [&one, &two], yes, json).await
        }
    }
}

async fn enlist(session: &Session, key: &Pubkey, authority: Option<&Path>, json: bool) -> anyhow::Result<()> {
    let (market, own) = (&session.market, session.address());
    if *key == own {
        return refused("a guardian signs statements with another key than its wallet's: give the daemon's with --key");
    }
    if session.chain.guardian(&market.address, &own).await?.is_some() {
        return refused(format!("{own} is a guardian of this market already: see `rayment guardian show`"));
    }
    let authority = authority.map(wallet::read).transpose()?;
    let signer = authority.as_ref().map_or(own, |authority| authority.pubkey());
    if signer != market.authority {
        return refused(format!(
            "guardians are admitted by the market's authority {}, and {signer} is another key: give its keypair file \
             with --authority",
            market.authority
        ));
    }
    let call = instructions::guardian_enlist(&own, market, key);
    let beside: Vec<_> = authority.iter().collect();
    session.chain.send(&session.wallet, &beside, &[call]).await?;
    let asked = session.params.values.stake_guardian;
    eprintln!("it counts once {} is locked: `rayment stake lock --as guardian`", sol(asked));
    print(session, &own, json).await
}

async fn print(session: &Session, wallet: &Pubkey, json: bool) -> anyhow::Result<()> {
    let Some(guardian) = session.chain.guardian(&session.market.address, wallet).await? else {
        return refused(format!("{wallet} is no guardian of this market: `rayment guardian list` shows who is"));
    };
    let view = view(&guardian, &session.params.values);
    let now = session.chain.clock().await?.unix_timestamp;
    super::show(json, &view, || text(&view, now))
}

async fn slash(session: &Session, signed: [&SignedStatement; 2], yes: bool, json: bool) -> anyhow::Result<()> {
    let [one, two] = signed;
    // All that can be wrong is found before anybody is asked.
    contradict(one, two, &session.market.address).map_err(rayment_sdk::Error::from)?;
    let accused = Accused::find(session, &one.key).await?;
    let stake = accused.stake.total().unwrap_or(u64::MAX);
    let reward = share(stake, PROVER_BPS).unwrap_or(0);
    let who = match accused.whose {
        instructions::Slashed::Guardian(_) => "guardian",
        instructions::Slashed::Keeper(_) => "keeper",
    };
    let told = format!("the {who} {} loses {}: {} to you, the rest is burned", accused.wallet, sol(stake), sol(reward));
    eprintln!("{told}");
    if !yes && consent::is_attended() && !consent::agreed("Send it?")? {
        return refused("nothing was sent");
    }
    let sent = accused.slash(session, signed).await?;
    let done = serde_json::json!({
        "who": who,
        "wallet": accused.wallet.to_string(),
        "key": one.key.to_string(),
        "lost_lamports": stake,
        "reward_lamports": reward,
        "signature": sent.signature.to_string(),
    });
    super::show(json, &done, || format!("{told}\nsignature {}", sent.signature))
}

fn view(guardian: &Guardian, params: &Params) -> View {
    let (state, stake) = (&guardian.state, guardian.state.stake);
    View {
        wallet: guardian.wallet().to_string(),
        account: guardian.address.to_string(),
        key: chain_key(&state.key).to_string(),
        counts: state.counts(params.stake_guardian).is_ok(),
        slashed: state.is_slashed(),
        locked_lamports: stake.locked,
        unlocking_lamports: stake.unlocking,
        unlock_at: (stake.unlocking > 0).then_some(stake.unlock_at),
        since: (!state.is_slashed()).then_some(state.since),
    }
}

fn word(view: &View) -> &'static str {
    match (view.slashed, view.counts) {
        (true, _) => "slashed",
        (false, true) => "counts",
        (false, false) => "too little locked",
    }
}

fn table(views: &[View]) -> String {
    if views.is_empty() {
        return "this market has no guardian".to_owned();
    }
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(["wallet", "key", "state", "locked", "leaving"]);
    for view in views {
        let amounts = [sol(view.locked_lamports), sol(view.unlocking_lamports)];
        table.add_row([view.wallet.clone(), view.key.clone(), word(view).to_owned()].into_iter().chain(amounts));
    }
    table.to_string()
}

fn text(view: &View, now: i64) -> String {
    let leaving = match view.unlock_at {
        None => "nothing".to_owned(),
        Some(at) => format!("{} from {}", sol(view.unlocking_lamports), from_now(at, now)),
    };
    let since = view.since.map_or_else(|| "slashed, and no guardian any more".to_owned(), |at| from_now(at, now));
    [
        ("wallet", view.wallet.clone()),
        ("account", view.account.clone()),
        ("signs by", view.key.clone()),
        ("state", word(view).to_owned()),
        ("locked", sol(view.locked_lamports)),
        ("leaving", leaving),
        ("enlisted", since),
    ]
    .iter()
    .map(|(label, value)| format!("{label:<10} {value}\n"))
    .collect()
}
