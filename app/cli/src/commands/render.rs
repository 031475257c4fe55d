//! `rayment render`: the client's whole flow against a market.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Context as _;
use clap::{Args as _, Parser as _};
use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::{history::JobHistory, money::sol, order::Quote};
use rayment_sdk::{
    Event, FrameFile, FramePart, Missing, Money, Packed, Quoted, Rendered, Request, Session, buy, estimate::Likely,
    place::Signature, quote,
};
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use super::files::{self, FileView};
use crate::{
    args::{Cli, OneOrder, RenderArgs, Verb, Where},
    consent,
    failure::refused,
    progress::{Report, counted},
};

#[derive(Serialize)]
struct QuoteView<'a> {
    #[serde(flatten)]
    quote: &'a Quote,
    likely: &'a BTreeMap<String, Likely>,
    /// An order for the same pictures that was begun before, and is gone on with.
    order: Option<String>,
    /// What it will probably cost, and what is locked at most: the quote's `estimate` and `cap`, or the order's own.
    about: Money,
    at_most: Money,
    /// What all its amounts are in: `null` for SOL.
    mint: Option<String>,
    decimals: u8,
    /// Lamports of rent that are paid beside it, and come back.
    rent_lamports: u64,
    /// What an order would upload.
    files: &'a [FileView],
}

#[derive(Serialize)]
struct Done {
    /// Its address.
    order: String,
    jobs: Vec<DoneJob>,
    cost: Money,
    refund: Money,
    verified_tiles: u64,
    frames: Vec<DoneFrame>,
    film: Option<String>,
    missing: Vec<Missing>,
    transactions: Vec<Signature>,
}

#[derive(Serialize)]
struct DoneJob {
    job: String,
    outcome: String,
    /// Whether the delivery was to be checked.
    check: bool,
    paid: Money,
    fee: Money,
}

#[derive(Serialize)]
struct DoneFrame {
    index: u32,
    path: String,
    sha256: String,
    parts: Vec<DonePart>,
}

/// Where tiles `tile..tile + tiles` of a frame came from.
#[derive(Serialize)]
struct DonePart {
    tile: u32,
    tiles: u32,
    job: String,
    provider: String,
}

/// The command that places an order, as it was given: kept with the quote, so that it need not be repeated.
#[derive(Serialize, Deserialize)]
pub(super) struct Placing {
    /// The folder that its paths are of.
    folder: String,
    /// Without what says where the ledger and the hub are, and whose wallet pays.
    arguments: Vec<String>,
}

impl Placing {
    /// Of this process; `None` where it can't be written down as text.
    fn here() -> Option<Self> {
        let folder = std::env::current_dir().ok()?.to_str()?.to_owned();
        let all: Option<Vec<String>> = std::env::args_os().skip(1).map(|word| word.into_string().ok()).collect();
        Some(Self { folder, arguments: without_where(all?) })
    }

    pub(super) fn of(memo: serde_json::Value) -> Option<Self> {
        serde_json::from_value(memo).ok()
    }

    fn memo(self) -> Option<serde_json::Value> {
        serde_json::to_value(self).ok()
    }
}

/// Drops the options of [`Where`] and their values: an RPC URL may carry a key.
fn without_where(words: Vec<String>) -> Vec<String> {
    let own = Where::augment_args(clap::Command::new(""));
    let own: Vec<String> = own.get_arguments().filter_map(|arg| Some(format!("--{}", arg.get_long()?))).collect();
    let (mut kept, mut words) = (Vec::new(), words.into_iter());
    while let Some(word) = words.next() {
        if own.contains(&word) {
            words.next();
        } else if !own.iter().any(|name| word.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('='))) {
            kept.push(word);
        }
    }
    kept
}

/// Runs the command that placed an order again, to go on with it.
pub(super) async fn resume(placing: Placing, one: &OneOrder, json: bool) -> anyhow::Result<()> {
    let words = std::iter::once("rayment").chain(placing.arguments.iter().map(String::as_str));
    let Ok(Cli { verb: Verb::Render(args), .. }) = Cli::try_parse_from(words) else {
        return refused(format!("order {} was placed by a command that this release does not know", one.order));
    };
    // Paths of this command are of this folder, those of the one that placed the order of its own.
    let absolute = |path: &Option<PathBuf>| path.as_deref().map(std::path::absolute).transpose();
    let (keypair, orders) = (absolute(&one.at.keypair)?, absolute(&one.at.orders)?);
    std::env::set_current_dir(&placing.folder)
        .with_context(|| format!("the folder {} of the order's scene is not there", placing.folder))?;
    let at = Where { keypair, orders, ..one.at.clone() };
    let args = RenderArgs { resume: Some(one.order), again: false, quote: false, at, ..args };
    place(&args, Some(placing), json).await
}

pub async fn run(args: &RenderArgs, json: bool) -> anyhow::Result<()> {
    place(args, Placing::here(), json).await
}

async fn place(args: &RenderArgs, placing: Option<Placing>, json: bool) -> anyhow::Result<()> {
    let packed = Packed::read(&args.scene, args.engine.meaning())?;
    let report = Report::new(BTreeMap::new());
    for note in &packed.notes {
        report.say(&format!("note: {note}"));
    }
    let allow_outside = consent::to_outside(&packed, args.allow_outside)?;
    let mut request = Request { allow_outside, memo: placing.and_then(Placing::memo), ..args.meaning() };
    packed.check_outside(request.allow_outside)?;
    let session = Session::open(&args.at.meaning()).await?;
    let quoted = quote(&session, &packed, &request, &args.out).await?;
    if let Some(max_price) = args.max_price.as_ref().filter(|_| !quoted.is_paid()) {
        request.max_price = Some(max_price.of(quoted.coin)?);
    }
    let files = files::listed(&packed);
    if args.quote {
        let shown = QuoteView {
            quote: &quoted.quote,
            likely: &quoted.likely,
            order: quoted.begun.as_ref().map(|begun| begun.order().to_string()),
            about: quoted.coin.money(quoted.likely_cost()),
            at_most: quoted.coin.money(quoted.cap()),
            mint: quoted.coin.mint().map(|mint| mint.to_string()),
            decimals: quoted.coin.decimals,
            rent_lamports: quoted.rent.all(),
            files: &files,
        };
        return super::show(json, &shown, || quote_text(&quoted, &files));
    }
    let mut report = report.naming(names(&quoted.quote));
    accept(args, &quoted, &files, &report)?;
    let rendered = buy(&session, &packed, &quoted, &request, &args.out, &mut |event| {
        if let Event::Order(order) = &event {
            report.say(&format!("order {order}; if this stops, `rayment order resume {order}` goes on with it"));
        }
        report.show(&event);
    })
    .await?;
    let done = done(&rendered);
    super::show(json, &done, || done_text(&done))?;
    let wanted = quoted.spec.frame_numbers().count();
    if rendered.frames.len() < wanted {
        return refused(unfinished(&rendered, wanted));
    }
    Ok(())
}

/// Shows what is uploaded and what it costs, and asks whoever sits at a terminal. A script that gets here has said yes.
fn accept(args: &RenderArgs, quoted: &Quoted, files: &[FileView], report: &Report) -> anyhow::Result<()> {
    let [about, cap] = [quoted.likely_cost(), quoted.cap()].map(|units| quoted.coin.money(units));
    let jobs = counted(quoted.chunks.len(), "job");
    report.say(&format!("to be uploaded:\n{}", files::text(files).trim_end()));
    if let Some(begun) = &quoted.begun {
        report.say(&format!(
            "order {} was begun for these pictures: it goes on, and is not paid twice (--again orders anew)",
            begun.order()
        ));
    }
    // Of an order that goes on this is the whole: what is left of it costs no more.
    report.say(&format!("about {about}, at most {cap}, in {jobs}"));
    if let Some(mint) = quoted.coin.mint() {
        report.say(&format!("in the token {mint}"));
    }
    if !quoted.is_paid() {
        let fees = if quoted.coin.mint().is_some() { "; the network's fees are in SOL, too" } else { "" };
        report.say(&format!("and {} of rent, which comes back{fees}", sol(quoted.rent.all())));
    }
    if args.unchecked {
        report.say("no check is asked for: whatever is delivered is paid 24 hours later, unless you dispute it");
    }
    if args.yes || !consent::is_attended() {
        return Ok(());
    }
    match consent::agreed(&format!("Upload {}, and lock at most {cap}?", files::sum(files)))? {
        true => Ok(()),
        false => refused("nothing was uploaded and nothing was paid"),
    }
}

/// What did not come, and how to go on.
fn unfinished(rendered: &Rendered, wanted: usize) -> String {
    let mut text = format!(
        "{} of {wanted} frames were rendered: the money for the missing ones is the wallet's again",
        rendered.frames.len()
    );
    for Missing { frame, tile, tiles } in &rendered.missing {
        let last = tile.saturating_add(*tiles).saturating_sub(1);
        text.push_str(&format!("\nframe {frame} lacks tiles {tile} to {last}"));
    }
    if !rendered.missing.is_empty() {
        text.push_str("\nthe delivered tiles are kept: the same command orders only the rest");
    }
    text
}

fn names(quote: &Quote) -> BTreeMap<Pubkey, String> {
    quote.lines.iter().filter_map(|line| Some((line.provider.parse().ok()?, line.name.clone()))).collect()
}

fn quote_text(quoted: &Quoted, files: &[FileView]) -> String {
    let (quote, mut table) = (&quoted.quote, Table::new());
    let money = |units: u64| quoted.coin.money(units);
    let token = quoted.coin.mint().map(|mint| format!("\npaid in the token {mint}; rent and network fees in SOL"));
    table.load_preset(UTF8_FULL_CONDENSED).set_header(["provider", "name", "a frame", "in all", "earned so far"]);
    for line in &quote.lines {
        let seconds = |ms: u64| ms as f64 / 1_000.0;
        let (frame, all) = match quoted.likely.get(&line.provider) {
            Some(Likely { ms_per_frame: [ms, least, most], total: [likely, low, high] }) => (
                format!("{:.1} s ({:.1} to {:.1})", seconds(*ms), seconds(*least), seconds(*most)),
                format!("{} ({} to {})", money(*likely), money(*low), money(*high)),
            ),
            None => (format!("{:.1} s", seconds(line.ms_per_frame)), money(line.total).to_string()),
        };
        table.add_row([line.provider.clone(), line.name.clone(), frame, all, sol(line.earned)]);
    }
    format!(
        "{table}\nabout {}, fee included; locked at most {}, and {} of rent that comes back{}\n\
         Prices and speed count by what a provider has earned here. Seconds are declared by the provider and capped at \
         {:.1} a frame.\nAn order uploads {}:\n{}",
        money(quoted.likely_cost()),
        money(quoted.cap()),
        sol(quoted.rent.all()),
        token.unwrap_or_default(),
        quote.ms_per_frame as f64 / 1_000.0,
        files::sum(files),
        files::text(files)
    )
}

fn done(rendered: &Rendered) -> Done {
    let job = |(address, end): (&Pubkey, &JobHistory)| {
        let closed = end.closed.as_ref();
        DoneJob {
            job: address.to_string(),
            outcome: end.outcome().map_or("unknown", super::job::outcome_word).to_owned(),
            check: end.offer.check,
            paid: rendered.coin.money(closed.map_or(0, |closed| closed.earnings)),
            fee: rendered.coin.money(closed.map_or(0, |closed| closed.fee)),
        }
    };
    let jobs: Vec<_> = rendered.ends.iter().map(job).collect();
    let part = |part: &FramePart| DonePart {
        tile: part.tile,
        tiles: part.tiles,
        job: part.job.to_string(),
        provider: part.provider.to_string(),
    };
    let frame = |frame: &FrameFile| DoneFrame {
        index: frame.index,
        path: frame.path.display().to_string(),
        sha256: frame.sha256.clone(),
        parts: frame.parts.iter().map(part).collect(),
    };
    Done {
        order: rendered.placed.order.to_string(),
        film: rendered.film.as_ref().map(|path| path.display().to_string()),
        cost: rendered.cost(),
        refund: rendered.refund(),
        verified_tiles: rendered.verified_tiles,
        frames: rendered.frames.iter().map(frame).collect(),
        missing: rendered.missing.clone(),
        transactions: rendered.placed.signatures.clone(),
        jobs,
    }
}

fn done_text(done: &Done) -> String {
    let mut text = format!("order {} cost {}, {} came back\n", done.order, done.cost, done.refund);
    if done.jobs.iter().any(|job| !job.check) {
        text.push_str("none of this was checked, as you asked\n");
    }
    for frame in &done.frames {
        let shared = if frame.parts.len() > 1 { format!("  by {} jobs", frame.parts.len()) } else { String::new() };
        text.push_str(&format!("frame {:>5}  {}{shared}\n", frame.index, frame.path));
    }
    if let Some(film) = &done.film {
        text.push_str(&format!("film         {film}\n"));
    }
    if done.verified_tiles > 0 {
        text.push_str(&format!("{} tiles were rendered again here, all equal\n", done.verified_tiles));
    }
    text
}
