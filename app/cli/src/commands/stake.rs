//! `rayment stake …`: what a wallet locks to be believed.

use rayment_client::{Sent, money::sol};
use rayment_core::stake::StakeCommand;
use rayment_sdk::{
    Session,
    stake::{Held, Role},
};
use serde::Serialize;

use crate::{
    args::{StakeVerb, Whose},
    consent,
    failure::refused,
    when::{from_now, lasting},
};

/// Amounts are lamports, times unix seconds.
#[derive(Serialize)]
struct View {
    wallet: String,
    role: &'static str,
    locked_lamports: u64,
    unlocking_lamports: u64,
    /// From when on `unlocking_lamports` may be taken; `None` where nothing is on its way out.
    unlock_at: Option<i64>,
    /// What the market asks for.
    asked_lamports: u64,
    /// Jobs that are not settled: until they are, a provider takes nothing.
    jobs: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_lamports: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<String>,
    #[serde(skip)]
    now: i64,
}

pub async fn run(verb: StakeVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        StakeVerb::Show(whose) => {
            let (session, held) = held(&whose).await?;
            show(&session, &held, None, json).await
        }
        StakeVerb::Lock { amount, yes, whose } => {
            let (session, held) = held(&whose).await?;
            let params = &session.params.values;
            let amount = amount.unwrap_or_else(|| held.missing(params));
            if amount == 0 {
                return refused(format!(
                    "{} is locked, and this market asks a {} for no more: give the amount to lock",
                    sol(held.stake.locked),
                    held.role.name()
                ));
            }
            let comes_back = lasting(params.unlock_secs.into());
            eprintln!(
                "this locks {}: no work loses it, and it comes back {comes_back} after you unlock it",
                sol(amount)
            );
            if !yes && consent::is_attended() && !consent::agreed("Lock it?")? {
                return refused("nothing was locked");
            }
            change(&session, &whose, &held, StakeCommand::Lock { amount }, json).await
        }
        StakeVerb::Unlock { amount, whose } => {
            let (session, held) = held(&whose).await?;
            let amount = amount.unwrap_or(held.stake.locked);
            if held.stake.locked == 0 {
                return refused(format!("nothing is locked as a {}: there is nothing to unlock", held.role.name()));
            }
            change(&session, &whose, &held, StakeCommand::Unlock { amount }, json).await
        }
        StakeVerb::Take(whose) => {
            let (session, held) = held(&whose).await?;
            change(&session, &whose, &held, StakeCommand::Take, json).await
        }
    }
}

async fn held(whose: &Whose) -> anyhow::Result<(Session, Held)> {
    let session = Session::open(&whose.at.meaning()).await?;
    let held = Held::read(&session, whose.role.meaning()).await?;
    Ok((session, held))
}

async fn change(
    session: &Session,
    whose: &Whose,
    before: &Held,
    command: StakeCommand,
    json: bool,
) -> anyhow::Result<()> {
    let sent = before.change(session, command).await?;
    let moved = match command {
        StakeCommand::Lock { amount } => amount,
        StakeCommand::Unlock { .. } => 0,
        StakeCommand::Take => before.stake.unlocking,
    };
    // Taking the last of it closes the account.
    let after = match Held::read(session, whose.role.meaning()).await {
        Ok(after) => after,
        Err(_) if command == StakeCommand::Take => Held { stake: Default::default(), is_open: false, ..*before },
        Err(error) => return Err(error.into()),
    };
    show(session, &after, Some((sent, moved)), json).await
}

async fn show(session: &Session, held: &Held, done: Option<(Sent, u64)>, json: bool) -> anyhow::Result<()> {
    let stake = held.stake;
    let (moved_lamports, signature) = done.map(|(sent, moved)| (moved, sent.signature.to_string())).unzip();
    let view = View {
        wallet: session.address().to_string(),
        role: held.role.name(),
        locked_lamports: stake.locked,
        unlocking_lamports: stake.unlocking,
        unlock_at: (stake.unlocking > 0).then_some(stake.unlock_at),
        asked_lamports: held.role.asked(&session.params.values),
        jobs: held.jobs,
        moved_lamports,
        signature,
        now: session.chain.clock().await?.unix_timestamp,
    };
    super::show(json, &view, || text(&view, held.role))
}

fn text(view: &View, role: Role) -> String {
    let what_for = match role {
        Role::Client => "before its feedback counts",
        Role::Provider => "before it may claim jobs",
        Role::Guardian => "before its signatures count",
        Role::Keeper => "before the keeper's word alone pays at once",
    };
    let asked = match view.asked_lamports {
        0 => format!("nothing {what_for}"),
        asked => format!("{} {what_for}", sol(asked)),
    };
    let leaving = match view.unlock_at {
        None => "nothing is on its way out".to_owned(),
        Some(at) if view.now >= at && view.jobs > 0 => {
            format!("{} can be taken once {} jobs are settled", sol(view.unlocking_lamports), view.jobs)
        }
        Some(at) if view.now >= at => format!("{} can be taken now", sol(view.unlocking_lamports)),
        Some(at) => format!("{} can be taken from {} on", sol(view.unlocking_lamports), from_now(at, view.now)),
    };
    let mut lines = vec![
        ("wallet", view.wallet.clone()),
        ("role", view.role.to_owned()),
        ("locked", sol(view.locked_lamports)),
        ("leaving", leaving),
        ("asked for", asked),
    ];
    let moved = view.moved_lamports.filter(|moved| *moved > 0);
    lines.extend(moved.map(|moved| ("moved", sol(moved))));
    lines.extend(view.signature.clone().map(|signature| ("signature", signature)));
    lines.iter().map(|(label, value)| format!("{label:<10} {value}\n")).collect()
}
