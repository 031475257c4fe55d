//! `rayment render`: the client's whole flow against a market.

use std::collections::BTreeMap;

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::order::Quote;
use serde::Serialize;

use crate::{
    args::RenderArgs,
    failure::refused,
    money::sol,
    progress::Report,
    render::{self, Packed, Request},
    session::Session,
};

#[derive(Serialize)]
struct Done {
    order: u64,
    jobs: Vec<DoneJob>,
    cost_lamports: u64,
    refund_lamports: u64,
    verified_tiles: u64,
    frames: Vec<DoneFrame>,
    transactions: Vec<render::post::Signature>,
}

#[derive(Serialize)]
struct DoneJob {
    job: String,
    outcome: String,
    paid_lamports: u64,
    fee_lamports: u64,
}

#[derive(Serialize)]
struct DoneFrame {
    index: u32,
    path: String,
    sha256: String,
    provider: String,
}

pub async fn run(args: &RenderArgs, json: bool) -> anyhow::Result<()> {
    let packed = Packed::read(&args.scene)?;
    let session = Session::open(&args.at).await?;
    let request = request(args);
    let offered = render::offer(&session, &packed, &request).await?;
    if args.quote {
        return super::show(json, &offered.quote, || quote_text(&offered.quote));
    }
    let mut report = Report::new(names(&offered.quote));
    report.say(&format!("about {}, at most {}", sol(offered.quote.estimate), sol(offered.quote.cap)));
    let rendered = render::run(&session, &packed, &offered, &request, &mut |event| {
        if let render::Event::Order(order) = &event {
            report.say(&format!("order {order}; if this stops, the same command with --resume {order} goes on"));
        }
        report.show(&event);
    })
    .await?;
    let done = done(&rendered);
    super::show(json, &done, || done_text(&done))?;
    let wanted = offered.spec.frame_numbers().count();
    if rendered.frames.len() < wanted {
        return refused(format!(
            "{} of {wanted} frames were rendered: the money for the others is back in the wallet",
            rendered.frames.len()
        ));
    }
    Ok(())
}

fn request(args: &RenderArgs) -> Request {
    Request {
        picture: args.picture.clone(),
        bounces: args.bounces,
        seed: args.seed,
        frames_per_job: args.chunk,
        providers: usize::from(args.providers),
        max_price: args.max_price,
        at_once: !args.approve_myself,
        hours: args.hours,
        verify: args.verify,
        out: args.out.clone(),
        resume: args.resume,
    }
}

fn names(quote: &Quote) -> BTreeMap<solana_pubkey::Pubkey, String> {
    quote.lines.iter().filter_map(|line| Some((line.provider.parse().ok()?, line.name.clone()))).collect()
}

fn quote_text(quote: &Quote) -> String {
    let mut table = Table::new();
    table.load_preset(UTF8_FULL_CONDENSED).set_header(["provider", "name", "a frame", "in all"]);
    for line in &quote.lines {
        let seconds = format!("{:.1} s", line.ms_per_frame as f64 / 1_000.0);
        table.add_row([line.provider.clone(), line.name.clone(), seconds, sol(line.total)]);
    }
    format!(
        "{table}\nestimate {}, fee included; locked at most {}\nSeconds are declared by the provider and capped at {:.1} a frame.",
        sol(quote.estimate),
        sol(quote.cap),
        quote.ms_per_frame as f64 / 1_000.0
    )
}

fn done(rendered: &render::Rendered) -> Done {
    let job = |(address, end): (&solana_pubkey::Pubkey, &render::End)| {
        let closed = end.history.closed.as_ref();
        DoneJob {
            job: address.to_string(),
            outcome: end.history.outcome().map_or("unknown", super::job::outcome_word).to_owned(),
            paid_lamports: closed.map_or(0, |closed| closed.earnings),
            fee_lamports: closed.map_or(0, |closed| closed.fee),
        }
    };
    let jobs: Vec<_> = rendered.ends.iter().map(job).collect();
    let refunds = rendered.ends.values().filter_map(|end| Some(end.history.closed.as_ref()?.refund));
    let frame = |frame: &render::FrameFile| DoneFrame {
        index: frame.index,
        path: frame.path.display().to_string(),
        sha256: frame.sha256.clone(),
        provider: frame.provider.to_string(),
    };
    Done {
        order: rendered.posted.order,
        cost_lamports: jobs.iter().map(|job| job.paid_lamports + job.fee_lamports).sum(),
        refund_lamports: refunds.sum(),
        verified_tiles: rendered.verified_tiles,
        frames: rendered.frames.iter().map(frame).collect(),
        transactions: rendered.posted.signatures.clone(),
        jobs,
    }
}

fn done_text(done: &Done) -> String {
    let mut text =
        format!("order {} cost {}, {} came back\n", done.order, sol(done.cost_lamports), sol(done.refund_lamports));
    for frame in &done.frames {
        text.push_str(&format!("frame {:>5}  {}\n", frame.index, frame.path));
    }
    if done.verified_tiles > 0 {
        text.push_str(&format!("{} tiles were rendered again here, all equal\n", done.verified_tiles));
    }
    text
}
