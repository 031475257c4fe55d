//! `rayment market …`

mod asset;
mod sweep;

use rayment_client::{Chain, Market, MarketParams, address, instructions, money::sol};
use rayment_core::market::Params;
use serde::Serialize;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{
    args::{MarketVerb, StakeRules, Where},
    failure::refused,
    when::lasting,
};

/// What a second check means as long as no service carries guardians' signatures.
const UNSIGNED: &str = "no release yet brings guardians' signatures to the keeper, so it can't reject a delivery: a \
                        wrong one costs its provider the work, and no bond, until --second-check is 0 again";

/// Accounts that are moved to today's layout by one transaction: their addresses are most of it.
const MIGRATED_AT_ONCE: usize = 16;

#[derive(Serialize)]
struct View {
    market: String,
    authority: String,
    keeper: String,
    treasury: String,
    version: u16,
    /// Unix seconds until which it opens nothing new; `None` where it is not paused.
    paused_until: Option<i64>,
    params: Params,
    /// What is to be known of its second checks; `None` where it asks for none.
    second_check_warning: Option<String>,
}

pub async fn run(verb: MarketVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        MarketVerb::Init { id, keeper, treasury, fee_bps, rules, at } => {
            let at = at.meaning();
            let (chain, wallet) = (at.chain(), at.wallet()?);
            let params = checked(rules.change(&Params { fee_bps, ..Params::DEFAULT }))?;
            let address = address::market(&wallet.pubkey(), id);
            if chain.market(&address).await.is_ok() {
                return refused(format!(
                    "market {id} of this wallet is open already, at {address}: choose another --id"
                ));
            }
            warn(&params);
            let init = instructions::market_init(&wallet.pubkey(), id, &keeper, &treasury, &params);
            chain.send(&wallet, &[], &[init]).await?;
            let market = chain.market(&address).await?;
            let params = chain.params(&market.address, market.version.params).await?;
            show(json, (&market, None), &params)
        }
        MarketVerb::Asset(verb) => asset::run(verb, json).await,
        MarketVerb::Sweep { at } => sweep::sweep(&at, json).await,
        MarketVerb::Update { keeper, fee_bps, rules, at } => update(&at, keeper, (fee_bps, &rules), json).await,
        MarketVerb::Pause { hours, at } => pause(&at, hours.saturating_mul(3_600), json).await,
        MarketVerb::Unpause { at } => pause(&at, 0, json).await,
        MarketVerb::Migrate { at } => {
            let at = at.meaning();
            let (chain, wallet) = (at.chain(), at.wallet()?);
            let market = at.find_market(&chain).await?;
            let earlier = chain.earlier(&market.address).await?;
            for some in earlier.chunks(MIGRATED_AT_ONCE) {
                let payer = wallet.pubkey();
                let moves: Vec<_> = some.iter().map(|account| instructions::account_migrate(&payer, account)).collect();
                chain.send(&wallet, &[], &moves).await?;
            }
            let moved: Vec<_> = earlier.iter().map(ToString::to_string).collect();
            super::show(json, &serde_json::json!({ "migrated": moved }), || {
                if moved.is_empty() {
                    return "every account has today's layout\n".to_owned();
                }
                moved.iter().map(|account| format!("migrated {account}\n")).collect()
            })
        }
        MarketVerb::Show { at } => {
            let at = at.meaning();
            let chain = at.chain();
            let market = at.find_market(&chain).await?;
            shown(&chain, &market, json).await
        }
    }
}

/// Parameters within their ranges.
fn checked(params: Params) -> anyhow::Result<Params> {
    params.checked().or_else(|wrong| refused(format!("the parameter {} is outside its range", wrong.0)))
}

/// Says, before it is sent, what these parameters are not good for yet.
fn warn(params: &Params) {
    if let Some(warning) = warning(params) {
        eprintln!("{warning}");
    }
}

fn warning(params: &Params) -> Option<String> {
    match params.second_check {
        0 => None,
        guardians => Some(format!("--second-check {guardians}: {UNSIGNED}")),
    }
}

/// Sets what is given; parameters that change make a new version.
async fn update(
    at: &Where,
    keeper: Option<Pubkey>,
    (fee_bps, rules): (Option<u16>, &StakeRules),
    json: bool,
) -> anyhow::Result<()> {
    let at = at.meaning();
    let (chain, wallet) = (at.chain(), at.wallet()?);
    let market = at.find_market(&chain).await?;
    if market.authority != wallet.pubkey() {
        return refused(format!("only the market's authority {} changes it: give its --keypair", market.authority));
    }
    let now = chain.params(&market.address, market.version.params).await?.values;
    let asked = rules.change(&Params { fee_bps: fee_bps.unwrap_or(now.fee_bps), ..now });
    let params = if asked == now { None } else { Some(checked(asked)?) };
    params.iter().for_each(warn);
    let keeper = keeper.filter(|keeper| *keeper != market.keeper);
    if params.is_none() && keeper.is_none() {
        return refused("nothing would change: `rayment market update --help` shows what can be set");
    }
    let update = instructions::market_update(&market, None, keeper.as_ref(), params.as_ref());
    chain.send(&wallet, &[], &[update]).await?;
    shown(&chain, &chain.market(&market.address).await?, json).await
}

/// Pauses the market for so many seconds; 0 ends the pause.
async fn pause(at: &Where, secs: u32, json: bool) -> anyhow::Result<()> {
    let at = at.meaning();
    let (chain, wallet) = (at.chain(), at.wallet()?);
    let market = at.find_market(&chain).await?;
    chain.send(&wallet, &[], &[instructions::market_pause(&market, secs)]).await?;
    shown(&chain, &chain.market(&market.address).await?, json).await
}

async fn shown(chain: &Chain, market: &Market, json: bool) -> anyhow::Result<()> {
    let params = chain.params(&market.address, market.version.params).await?;
    let now = chain.clock().await?.unix_timestamp;
    let paused_until = Some(market.version.paused_until).filter(|until| now < *until);
    show(json, (market, paused_until), &params)
}

fn show(json: bool, (market, paused_until): (&Market, Option<i64>), params: &MarketParams) -> anyhow::Result<()> {
    let view = View {
        market: market.address.to_string(),
        authority: market.authority.to_string(),
        keeper: market.keeper.to_string(),
        treasury: market.treasury.to_string(),
        version: params.version,
        paused_until,
        params: params.values,
        second_check_warning: warning(&params.values),
    };
    super::show(json, &view, || text(&view))
}

fn text(view: &View) -> String {
    let p = &view.params;
    let percent = |bps: u16| format!("{}.{:02} %", bps / 100, bps % 100);
    let lines = [
        ("market", view.market.clone()),
        ("authority", view.authority.clone()),
        ("keeper", view.keeper.clone()),
        ("treasury", view.treasury.clone()),
        ("parameters", format!("version {}", view.version)),
        ("paused", view.paused_until.map_or_else(|| "no".to_owned(), |until| format!("until {until} (unix seconds)"))),
        ("fee", percent(p.fee_bps)),
        ("bond", format!("{} of the most a claim can cost, at least {}", percent(p.bond_bps), sol(p.bond_min))),
        ("giving back", format!("costs {} of the bond at the start of work, and more later", percent(p.hold_bps))),
        ("dispute bond", format!("{} of the bill, lost where the delivery is right", percent(p.dispute_bps))),
        ("pays at once", format!("where the client agreed, up to {}", sol(p.at_once_max))),
        ("reservation", format!("{} s", p.reserve_secs)),
        ("open to all", format!("after {} s without an assignment", p.open_secs)),
        ("start", format!("within {} s of the claim", p.start_secs)),
        ("delivery", format!("within twice the quoted time and {} s", p.deliver_secs)),
        ("verdict", format!("within {} s of the delivery", p.verdict_secs)),
        ("approval, dispute", format!("{} s, {} s", p.approval_secs, p.dispute_secs)),
        (
            "checked tiles",
            format!("at least {}, drawn {} slots after the delivery", p.challenge_tiles, p.challenge_slots),
        ),
    ];
    let warning = view.second_check_warning.clone().map(|warning| ("warning", warning));
    lines.iter().chain(&stakes(p)).chain(&warning).map(|(label, value)| format!("{label:<18} {value}\n")).collect()
}

/// What the market asks of stakes, guardians and channels.
fn stakes(p: &Params) -> [(&'static str, String); 6] {
    let asked = |lamports: u64| if lamports == 0 { "none".to_owned() } else { sol(lamports) };
    let second = match p.second_check {
        0 => "none: guardians have no say".to_owned(),
        guardians => format!(
            "{guardians} of guardians before a rejection takes a bond; they have {} to undo an acceptance",
            lasting(p.guardian_secs.into())
        ),
    };
    [
        (
            "stakes",
            format!(
                "client {}, provider {}, guardian {}",
                asked(p.stake_client),
                asked(p.stake_provider),
                asked(p.stake_guardian)
            ),
        ),
        ("keeper's bond", format!("{} before its word alone pays at once", asked(p.keeper_bond_min))),
        ("unlocking", format!("a stake leaves {} after it was unlocked", lasting(p.unlock_secs.into()))),
        ("second checks", second),
        ("closing channels", format!("leave {} for vouchers", lasting(p.close_secs.into()))),
        ("channels", format!("run {} beyond the last voucher", lasting(p.grace_secs.into()))),
    ]
}
