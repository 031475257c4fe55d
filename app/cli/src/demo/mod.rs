//! The main job: a scene rendered by several providers, checked, and paid from escrow on a real
//! ledger inside this process, to the lamport.

mod books;
mod receipt;
mod running;

use std::{collections::BTreeMap, time::Duration};

use anyhow::Context;
use rayment_client::order::split::Sharing;
use rayment_core::money::Terms;
use rayment_service::shutdown;
use rayment_spec::Devices;
use solana_signer::Signer;

use crate::{
    args::{DemoArgs, Shot},
    failure::refused,
    money::sol,
    progress::{Report, counted},
    render::{self, Packed, Rendered, Request},
    stage::Stage,
};

pub use receipt::Receipt;
use running::Running;

/// The seal waits 32 slots: with slots this short that is three seconds.
const SLOT: Duration = Duration::from_millis(100);

/// Plays the demo and hands over its receipt, before it waits if it is to keep running.
pub async fn run(args: &DemoArgs, show: impl FnOnce(&Receipt) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let scratch = tempfile::tempdir().context("cannot make a folder for the daemons' files")?;
    let report = Report::new(BTreeMap::new());
    let packed = match &args.scene {
        Some(path) => Packed::read(path, args.engine)?,
        None => Packed::showcase()?,
    };
    report.say(&format!("scene {}: {}", packed.scene, packed.about));
    for note in &packed.notes {
        report.say(&format!("note: {note}"));
    }
    let mut stage = Stage::set(scratch.path(), SLOT).await?;
    if let Some(blender) = &packed.blender {
        stage.engines = blender.engines();
    }
    report.say(&format!("ledger at {}, market {}", stage.ledger.rpc_url(), stage.market.address));
    let shown = match play(args, &mut stage, &packed, &report).await {
        Ok(receipt) => show_and_wait(args, &stage, receipt, show).await,
        Err(error) => Err(error),
    };
    stage.strike().await?;
    shown
}

async fn show_and_wait(
    args: &DemoArgs,
    stage: &Stage,
    mut receipt: Receipt,
    show: impl FnOnce(&Receipt) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if !args.keep_running {
        return show(&receipt);
    }
    let running = Running::of(args, stage)?;
    receipt.running = Some(running.clone());
    show(&receipt)?;
    running.say();
    Ok(shutdown::requested().await?)
}

async fn play(args: &DemoArgs, stage: &mut Stage, packed: &Packed, report: &Report) -> anyhow::Result<Receipt> {
    let names = open_for_work(args, stage).await?;
    report.say(&format!("keeper, hub and {} are up and registered", counted(names.len(), "provider")));
    let session = stage.session()?;
    let request = request(args);
    let offered = render::offer(&session, packed, &request).await?;
    report.say(&format!(
        "quote: about {}, at most {} for {}",
        sol(offered.quote.estimate),
        sol(offered.quote.cap),
        counted(offered.chunks.len(), "job")
    ));
    let before = books::Balances::read(stage).await?;
    let mut bars = report.naming(names.clone());
    let rendered = render::run(&session, packed, &offered, &request, &mut |event| bars.show(&event)).await?;
    report.say(&format!("settled: {} in {}", counted(rendered.frames.len(), "frame"), args.out.display()));
    books::pay_out(stage).await?;
    let receipt = Receipt::draw(stage, &offered, &rendered, before, &names).await?;
    check(&receipt, &rendered, &offered)?;
    Ok(receipt)
}

/// Starts the daemons; returns what providers are called, by wallet.
async fn open_for_work(args: &DemoArgs, stage: &mut Stage) -> anyhow::Result<BTreeMap<solana_pubkey::Pubkey, String>> {
    stage.start_keeper();
    let mut names = BTreeMap::new();
    for number in 1..=args.workers {
        let name = format!("provider-{number}");
        let keys = stage.provider(&name, terms(number))?;
        names.insert(keys.wallet.pubkey(), name);
        stage.start_worker(&keys).await?;
    }
    stage.registered(usize::from(args.workers)).await?;
    Ok(names)
}

/// Everybody has prices of their own, near enough for the keeper to use all of them at once: most of
/// it by the frame, since a machine's score is rough while everybody starts on the same cores.
fn terms(number: u16) -> Terms {
    let step = u64::from(number);
    Terms { per_frame: 1_000_000 + 10_000 * step, per_second: 10_000 + 100 * step, per_gb: 10_000_000, minimum: 0 }
}

fn request(args: &DemoArgs) -> Request {
    Request {
        picture: args.picture.clone(),
        shot: Shot::default(),
        devices: Devices::Cpu,
        frames_per_job: 1,
        sharing: Sharing::Auto,
        providers: usize::from(args.workers),
        max_price: None,
        at_once: true,
        hours: 24,
        verify: 0,
        out: args.out.clone(),
        probe: false,
        resume: None,
    }
}

/// Every frame must be there, and the money must add up.
fn check(receipt: &Receipt, rendered: &Rendered, offered: &render::Offered) -> anyhow::Result<()> {
    let wanted: Vec<u32> = offered.spec.frame_numbers().collect();
    let have: Vec<u32> = rendered.frames.iter().map(|frame| frame.index).collect();
    if wanted != have {
        return refused(format!(
            "frames {wanted:?} were ordered and {have:?} came: jobs that found no provider were refunded"
        ));
    }
    match receipt.imbalance() {
        None => Ok(()),
        Some(what) => anyhow::bail!("the money does not add up: {what}"),
    }
}
