//! The main job: a scene rendered by several providers, checked, and paid from escrow on a real
//! ledger inside this process, to the lamport.

mod balances;
mod receipt;
mod running;

use std::{collections::BTreeMap, time::Duration};

use rayment_client::money::sol;
use rayment_core::money::Terms;
use rayment_sdk::{Packed, Quoted, Rendered, Request, buy, quote};
use rayment_service::shutdown;
use rayment_testbed::Testbed;
use solana_pubkey::Pubkey;
use solana_signer::Signer;

use crate::{
    args::DemoArgs,
    failure::refused,
    progress::{Report, counted},
};

pub use receipt::Receipt;
use running::Running;

/// A seal waits for 32 slots: three seconds with slots this short.
const SLOT: Duration = Duration::from_millis(100);

/// Runs the demo and hands over its receipt; where it keeps running, it waits afterwards.
pub async fn run(args: &DemoArgs, show: impl FnOnce(&Receipt) -> anyhow::Result<()>) -> anyhow::Result<()> {
    let report = Report::new(BTreeMap::new());
    let packed = match &args.scene {
        Some(path) => Packed::read(path, args.engine.meaning())?,
        None => Packed::showcase()?,
    };
    report.say(&format!("scene {}: {}", packed.scene, packed.about));
    for note in &packed.notes {
        report.say(&format!("note: {note}"));
    }
    let mut testbed = Testbed::start(SLOT).await?;
    if let Some(blender) = &packed.blender {
        testbed.engines = blender.engines();
    }
    report.say(&format!("ledger at {}, market {}", testbed.ledger.rpc_url(), testbed.market.address));
    let shown = match settle(args, &mut testbed, &packed, &report).await {
        Ok(receipt) => show_and_wait(args, &testbed, receipt, show).await,
        Err(error) => Err(error),
    };
    testbed.shut_down().await?;
    shown
}

async fn show_and_wait(
    args: &DemoArgs,
    testbed: &Testbed,
    mut receipt: Receipt,
    show: impl FnOnce(&Receipt) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if !args.keep_running {
        return show(&receipt);
    }
    let running = Running::of(args, testbed)?;
    receipt.running = Some(running.clone());
    show(&receipt)?;
    running.say();
    Ok(shutdown::requested().await?)
}

/// Buys the frames, waits until they are paid, and draws up the receipt.
async fn settle(args: &DemoArgs, testbed: &mut Testbed, packed: &Packed, report: &Report) -> anyhow::Result<Receipt> {
    let names = start_daemons(args, testbed).await?;
    report.say(&format!("keeper, hub and {} are up and registered", counted(names.len(), "provider")));
    let session = testbed.session()?;
    let request = request(args);
    let quoted = quote(&session, packed, &request, &args.out).await?;
    report.say(&format!(
        "quote: about {}, at most {} for {}",
        sol(quoted.quote.estimate),
        sol(quoted.quote.cap),
        counted(quoted.chunks.len(), "job")
    ));
    let before = balances::Balances::read(testbed, None).await?;
    let mut bars = report.naming(names.clone());
    let rendered = buy(&session, packed, &quoted, &request, &args.out, &mut |event| bars.show(&event)).await?;
    report.say(&format!("settled: {} in {}", counted(rendered.frames.len(), "frame"), args.out.display()));
    balances::pay_out(testbed).await?;
    let receipt = Receipt::draw(testbed, &quoted, &rendered, before, &names).await?;
    check(&receipt, &rendered, &quoted)?;
    Ok(receipt)
}

/// Starts the daemons; returns what providers are called, by wallet.
async fn start_daemons(args: &DemoArgs, testbed: &mut Testbed) -> anyhow::Result<BTreeMap<Pubkey, String>> {
    testbed.start_keeper();
    let mut names = BTreeMap::new();
    for number in 1..=args.workers {
        let name = format!("provider-{number}");
        let keys = testbed.add_provider(&name, terms(number))?;
        names.insert(keys.wallet.pubkey(), name);
        testbed.start_worker(&keys).await?;
    }
    testbed.wait_registered(usize::from(args.workers)).await?;
    Ok(names)
}

/// Prices differ, but little enough for the keeper to use all providers at once. Most of a price is by the
/// frame: scores are rough while all workers run their benchmark on the same cores.
fn terms(number: u16) -> Terms {
    let step = u64::from(number);
    Terms { per_frame: 1_000_000 + 10_000 * step, per_second: 10_000 + 100 * step, per_gb: 10_000_000, minimum: 0 }
}

fn request(args: &DemoArgs) -> Request {
    Request {
        picture: args.picture.meaning(),
        providers: usize::from(args.workers),
        probe: false,
        // The hub is in this process: no file leaves the machine.
        allow_outside: true,
        ..Request::default()
    }
}

/// Every frame must be there, and the money must add up.
fn check(receipt: &Receipt, rendered: &Rendered, quoted: &Quoted) -> anyhow::Result<()> {
    let wanted: Vec<u32> = quoted.spec.frame_numbers().collect();
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
