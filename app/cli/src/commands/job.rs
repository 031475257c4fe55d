//! `rayment job …`: what the chain and the hub know about the wallet's jobs, and what a client may
//! ask of them.

mod clear;
mod coins;
mod ending;

use std::collections::BTreeMap;

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{
    ChainError, Job, JobFilter, Payee, address, chain_key,
    history::{JobHistory, jobs_of, steps},
    instructions,
};
use rayment_core::job::{Chunk, Phase, flag};
use rayment_picture::Denoiser;
use rayment_sdk::{
    Coin, Download, Event, Money, Session, begun::Begun, download, drawing::Drawing, follow as following, owed::Owed,
    token::own_account,
};
use serde::Serialize;
use solana_pubkey::Pubkey;

use self::{
    clear::{StillOwed, clear},
    coins::Coins,
    ending::{Ending, end},
};
use crate::{
    args::{JobName, JobVerb, OneJob, OneOrder},
    consent,
    failure::refused,
    progress::Report,
};

const APPROVED: &str = "approved";
const DISPUTED: &str = "disputed";
/// At most so many jobs of one wallet are listed.
const LONGEST: usize = 1_000;

#[derive(Serialize)]
struct Line {
    job: String,
    /// Its number in the order.
    index: u64,
    /// The order's address; none of a job of an earlier release.
    order: Option<String>,
    frames: Vec<u32>,
    /// Tiles of each frame: the first, and how many.
    tile: u32,
    tiles: u32,
    phase: String,
    attempt: u8,
    /// Whether a verdict is owed.
    check: bool,
    provider: Option<String>,
    deposit: Money,
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    line: Line,
    spec: String,
    /// Why it waits for a provider, if it does.
    waits: Option<String>,
    /// How it ended, once it has.
    earnings: Option<Money>,
    refund: Option<Money>,
    /// What of that could not be paid yet.
    owed: Option<StillOwed>,
    transactions: Vec<(String, String)>,
}

pub async fn run(verb: JobVerb, json: bool) -> anyhow::Result<()> {
    match verb {
        JobVerb::List { all, at } => list(&Session::open(&at.meaning()).await?, all, json).await,
        JobVerb::Show(one) => {
            let (session, job) = named(&one).await?;
            shown(&session, &job, json).await
        }
        JobVerb::Watch { order } => watch(&order, json).await,
        JobVerb::Clear { job, to } => clear(&job, to, json).await,
        JobVerb::Settle(one) => end(&one, Ending::Settle, json).await,
        JobVerb::Expire(one) => end(&one, Ending::Expire, json).await,
        JobVerb::Approve(one) => ask(&one, json, APPROVED, |job, _| instructions::job_approve(job)).await,
        JobVerb::Cancel(one) => ask(&one, json, "cancelled", |job, payee| instructions::job_cancel(job, payee)).await,
        JobVerb::Dispute(one) => {
            let dispute = |job: &Job, payee: &Payee| match &payee.token {
                // Where the deposit covers the bond, nothing is taken from the wallet's own account.
                Some(token) => instructions::job_dispute_with(job, token),
                None => instructions::job_dispute(job),
            };
            ask(&one, json, DISPUTED, dispute).await
        }
        JobVerb::Download { job, out, verify } => {
            let (session, job) = named(&job).await?;
            fetch(&session, &job, &Download { output: out, denoise: Denoiser::best(), verify }, json).await
        }
    }
}

async fn named(one: &OneJob) -> anyhow::Result<(Session, Pubkey)> {
    let session = Session::open(&one.at.meaning()).await?;
    let job = match one.job {
        JobName::Address(address) => address,
        JobName::Of { order, index } => address::job(&order, index),
    };
    Ok((session, job))
}

/// Sends what a client may ask of its open job.
async fn ask(
    one: &OneJob,
    json: bool,
    what: &str,
    build: fn(&Job, &Payee) -> solana_instruction::Instruction,
) -> anyhow::Result<()> {
    let (session, address) = named(one).await?;
    let Some(job) = session.chain.job(&address).await? else {
        return refused(format!(
            "there is no open job {address}: `rayment job list --all` shows those that have ended"
        ));
    };
    if job.client() != session.address() {
        return refused(format!("job {address} is the client {}'s: only its wallet may do this", job.client()));
    }
    let payee = session.chain.payee(&job).await?;
    let mint = payee.token.map(|token| token.mint).unwrap_or_default();
    let coin = Coin::read(&session.chain, &mint).await?;
    if let Some(stake) = at_stake(&session, &job, coin, what).await? {
        if consent::is_attended() && !consent::agreed(&format!("{stake}. Go on?"))? {
            return refused("nothing was sent");
        }
        eprintln!("{stake}");
    }
    let payee = match &payee.token {
        // A wallet without an account of its own can still pay a bond that the deposit covers.
        Some(token) if what == DISPUTED && own_account(&session.chain, token, &job.client()).await?.is_none() => {
            Payee { token: None, ..payee }
        }
        _ => payee,
    };
    let sent = session.chain.send(&session.wallet, &[], &[build(&job, &payee)]).await?;
    let done = BTreeMap::from([("job", address.to_string()), ("signature", sent.signature.to_string())]);
    super::show(json, &done, || format!("{what}: {address}\nsignature {}", sent.signature))
}

/// What the client puts at stake by disputing a delivery, or loses by conceding one.
async fn at_stake(session: &Session, job: &Job, coin: Coin, what: &str) -> anyhow::Result<Option<String>> {
    let state = &job.state;
    let (Some(claim), Some((frames, ms, _))) = (state.claim(), state.delivered()) else { return Ok(None) };
    let params = session.chain.params(&job.market(), state.params).await?.values;
    let out_of_range = |_| anyhow::anyhow!("the bill of job {} leaves 64 bits", job.address);
    let bond = state.dispute_bond(&params, claim, frames, ms).map_err(out_of_range)?;
    Ok(match (&state.phase, what) {
        (Phase::Delivered { .. }, DISPUTED) if bond > 0 => {
            let bill = state.bill(&params, claim, frames, ms).map_err(out_of_range)?.total().unwrap_or(u64::MAX);
            let fits = state.deposit.saturating_sub(bill) >= bond;
            let from = if fits { "what the bill leaves of the deposit" } else { "your wallet" };
            Some(format!(
                "the dispute locks {} from {from}; they are lost where the delivery is right",
                coin.money(bond)
            ))
        }
        (Phase::Disputed { .. }, APPROVED) if bond > 0 => {
            Some(format!("this concedes the dispute: its bond of {} is lost", coin.money(bond)))
        }
        _ => None,
    })
}

async fn list(session: &Session, all: bool, json: bool) -> anyhow::Result<()> {
    let filter = JobFilter { market: Some(session.market.address), client: Some(session.address()), order: None };
    let (mut lines, mut coins) = (Vec::new(), Coins::default());
    for job in session.chain.jobs(&filter).await? {
        lines.push(open_line(session, &job, &mut coins).await?);
    }
    if all {
        let open: Vec<String> = lines.iter().map(|line| line.job.clone()).collect();
        let mut known = jobs_of(&session.chain, &session.market.address, &session.address(), LONGEST).await?;
        known.extend(of_closed_orders(session).await?);
        for job in known {
            if open.contains(&job.to_string()) {
                continue;
            }
            match JobHistory::read(&session.chain, &job).await {
                Ok(None) => {}
                Ok(Some(history)) => {
                    let coin = coins.of_history(session, &history).await?;
                    lines.push(closed_line(&history, coin));
                }
                // What strangers did to one job hides no other.
                Err(error @ ChainError::Unread { .. }) => eprintln!("{error}"),
                Err(error) => return Err(error.into()),
            }
        }
    }
    lines.sort_by(|a, b| (&a.order, a.index).cmp(&(&b.order, b.index)));
    super::show(json, &BTreeMap::from([("jobs", &lines)]), || {
        if lines.is_empty() {
            let hint = if all { "" } else { "; --all shows those that have ended, too" };
            return format!("this wallet has no {}job in this market{hint}", if all { "" } else { "open " });
        }
        let mut table = Table::new();
        table
            .load_preset(UTF8_FULL_CONDENSED)
            .set_header(["order", "number", "frames", "tiles", "phase", "attempt", "check", "deposit", "job"]);
        for line in &lines {
            let order = line.order.as_deref().map(short).unwrap_or_default();
            let numbers = [order, line.index.to_string(), frames(&line.frames), tiles(line)];
            let check = if line.check { "yes" } else { "no" }.to_owned();
            let rest = [line.phase.clone(), line.attempt.to_string(), check];
            table.add_row(numbers.into_iter().chain(rest).chain([line.deposit.to_string(), line.job.clone()]));
        }
        table.to_string()
    })
}

/// Jobs of orders that were placed from here and have no account any more.
async fn of_closed_orders(session: &Session) -> anyhow::Result<Vec<Pubkey>> {
    let (market, client) = (session.market.address, session.address());
    let mut jobs = Vec::new();
    for saved in session.saved.all() {
        let quote = &saved.quote;
        let is_own = (chain_key(&quote.market), chain_key(&quote.client)) == (market, client);
        let order = saved.address();
        if is_own && jobs.len() < LONGEST && session.chain.order(&order).await?.is_none() {
            jobs.extend((0..quote.jobs).map(|index| address::job(&order, index)));
        }
    }
    jobs.truncate(LONGEST);
    Ok(jobs)
}

async fn shown(session: &Session, address: &Pubkey, json: bool) -> anyhow::Result<()> {
    let open = session.chain.job(address).await?;
    let history = match JobHistory::read(&session.chain, address).await {
        Ok(history) => history,
        // The account of an open job tells enough.
        Err(ChainError::Unread { .. }) if open.is_some() => None,
        Err(error) => return Err(error.into()),
    };
    let mut coins = Coins::default();
    let (line, spec) = match (&open, &history) {
        (Some(job), _) => (open_line(session, job, &mut coins).await?, job.state.spec),
        (None, Some(history)) => {
            let coin = coins.of_history(session, history).await?;
            (closed_line(history, coin), history.offer.spec)
        }
        (None, None) => {
            return refused(format!("no job {address} was ever made on this ledger: see `rayment job list --all`"));
        }
    };
    let closed = history.as_ref().and_then(|history| history.closed.as_ref());
    let past = history.iter().flat_map(|history| &history.past);
    let waits = match &open {
        Some(job) => following::waits(session, job).await?,
        None => None,
    };
    let owed = match open {
        Some(job) => Owed::of(session, job).await?,
        None => None,
    };
    let coin = line.deposit.coin;
    let shown = Shown {
        line,
        spec: rayment_spec::hex32::encode(&spec),
        waits,
        earnings: closed.map(|closed| coin.money(closed.earnings)),
        refund: closed.map(|closed| coin.money(closed.refund)),
        owed: owed.map(StillOwed::from),
        transactions: past.map(|past| (steps(past).join("+"), past.signature.to_string())).collect(),
    };
    super::show(json, &shown, || shown_text(&shown))
}

fn shown_text(shown: &Shown) -> String {
    let line = &shown.line;
    let mut text = format!(
        "job       {}\norder     {}\nnumber    {} in it\nframes    {}\ntiles     {} of each\nphase     {}, attempt {}\ndeposit   {}\n",
        line.job,
        line.order.as_deref().unwrap_or("none"),
        line.index,
        frames(&line.frames),
        tiles(line),
        line.phase,
        line.attempt,
        line.deposit
    );
    if !line.check {
        text.push_str("check     none asked for: what is delivered is paid 24 hours later, unless you dispute it\n");
    }
    if let Some(why) = &shown.waits {
        text.push_str(&format!("waits     {why}\n"));
    }
    if let (Some(earnings), Some(refund)) = (shown.earnings, shown.refund) {
        text.push_str(&format!("paid      {earnings}\nrefunded  {refund}\n"));
    }
    text.extend(shown.owed.as_ref().map(|owed| owed.text(&line.job)));
    for (step, signature) in &shown.transactions {
        text.push_str(&format!("{step:<24} {signature}\n"));
    }
    text
}

/// Shows an order's jobs on standard error until all of them have ended, and then how.
async fn watch(one: &OneOrder, json: bool) -> anyhow::Result<()> {
    let session = &Session::open(&one.at.meaning()).await?;
    let begun = Begun::of_order(session, one.order).await?;
    let placed = begun.placed();
    let mut report = Report::new(BTreeMap::new());
    report.show(&Event::Placed(Box::new(placed.clone())));
    let drawing = Drawing::new(begun.quote, begun.jobs);
    let jobs = (placed.addresses(), Some(drawing));
    let ends = following::follow(session, (&jobs.0, jobs.1), None, &mut |event| report.show(&event)).await?;
    let coin = Coin::read(&session.chain, &chain_key(&placed.quote.mint)).await?;
    let lines: Vec<Line> = ends.values().map(|end| closed_line(end, coin)).collect();
    super::show(json, &BTreeMap::from([("jobs", &lines)]), || {
        lines
            .iter()
            .map(|line| format!("job {:>5}  frames {}: {}\n", line.index, frames(&line.frames), line.phase))
            .collect()
    })
}

/// Downloads the pictures of a job, and says which tiles other jobs have to bring.
async fn fetch(session: &Session, job: &Pubkey, asked: &Download, json: bool) -> anyhow::Result<()> {
    let done = download(session, job, asked).await?;
    let frames: Vec<_> = done
        .frames
        .iter()
        .map(|frame| serde_json::json!({ "index": frame.index, "path": frame.path, "sha256": frame.sha256 }))
        .collect();
    let view = serde_json::json!({ "frames": frames, "missing": done.missing, "verified_tiles": done.verified_tiles });
    super::show(json, &view, || {
        let whole = done.frames.iter().map(|frame| format!("frame {:>5}  {}\n", frame.index, frame.path.display()));
        let parts = done.missing.iter().map(|part| {
            let last = part.tile.saturating_add(part.tiles).saturating_sub(1);
            format!("frame {:>5}  waits for tiles {} to {last}: download their job too\n", part.frame, part.tile)
        });
        whole.chain(parts).collect()
    })
}

async fn open_line(session: &Session, job: &Job, coins: &mut Coins) -> anyhow::Result<Line> {
    let state = &job.state;
    let payee = session.chain.payee(job).await?;
    let coin = coins.of(session, payee.token.map(|token| token.mint).unwrap_or_default()).await?;
    Ok(Line {
        job: job.address.to_string(),
        index: state.id,
        order: state.has(flag::FROM_ORDER).then(|| payee.address.to_string()),
        frames: numbers(&state.chunk),
        tile: state.chunk.tile,
        tiles: state.chunk.tiles,
        phase: following::phase_word(state).to_owned(),
        attempt: state.attempt,
        check: !state.has(flag::UNCHECKED),
        provider: job.provider().map(|key| key.to_string()),
        deposit: coin.money(state.deposit),
    })
}

fn closed_line(history: &JobHistory, coin: Coin) -> Line {
    let (closed, delivered) = (history.closed.as_ref(), history.delivered.as_ref());
    Line {
        job: history.job.to_string(),
        index: history.id,
        order: history.order.map(|order| order.to_string()),
        frames: numbers(&history.offer.chunk),
        tile: history.offer.chunk.tile,
        tiles: history.offer.chunk.tiles,
        phase: history.outcome().map_or("unknown", outcome_word).to_owned(),
        attempt: closed.map(|closed| closed.attempt).or(delivered.map(|delivered| delivered.attempt)).unwrap_or(0),
        check: history.offer.check,
        provider: closed
            .and_then(|closed| closed.provider)
            .or(delivered.and_then(|delivered| delivered.provider))
            .map(|key| key.to_string()),
        deposit: coin.money(history.offer.deposit),
    }
}

pub(super) fn outcome_word(outcome: rayment_core::job::Outcome) -> &'static str {
    use rayment_core::job::Outcome::{Paid, Refunded, Split};
    match outcome {
        Paid => "paid",
        Split => "split",
        Refunded => "refunded",
    }
}

fn short(key: &str) -> String {
    key.get(..8).map_or_else(|| key.to_owned(), |head| format!("{head}…"))
}

fn numbers(chunk: &Chunk) -> Vec<u32> {
    chunk.frame_numbers().collect()
}

fn tiles(line: &Line) -> String {
    format!("{}..{}", line.tile, line.tile.saturating_add(line.tiles).saturating_sub(1))
}

fn frames(numbers: &[u32]) -> String {
    match numbers {
        [first, .., last] => format!("{first}..{last} ({})", numbers.len()),
        [one] => one.to_string(),
        [] => String::new(),
    }
}
