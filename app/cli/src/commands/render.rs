//! `rayment render`: the client's whole flow against a market.

use std::collections::BTreeMap;

use comfy_table::{Table, presets::UTF8_FULL_CONDENSED};
use rayment_client::order::Quote;
use serde::Serialize;

use crate::{
    args::RenderArgs,
    failure::refused,
    money::sol,
    progress::{Report, counted},
    render::{self, Packed, Request, estimate::Likely},
    session::Session,
};

#[derive(Serialize)]
struct Quoted<'a> {
    #[serde(flatten)]
    quote: &'a Quote,
    likely: &'a BTreeMap<String, Likely>,
}

#[derive(Serialize)]
struct Done {
    order: u64,
    jobs: Vec<DoneJob>,
    cost_lamports: u64,
    refund_lamports: u64,
    verified_tiles: u64,
    frames: Vec<DoneFrame>,
    film: Option<String>,
    missing: Vec<render::Missing>,
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

pub async fn run(args: &RenderArgs, json: bool) -> anyhow::Result<()> {
    let packed = Packed::read(&args.scene, args.engine)?;
    let report = Report::new(BTreeMap::new());
    for note in &packed.notes {
        report.say(&format!("note: {note}"));
    }
    let session = Session::open(&args.at).await?;
    let request = request(args);
    let offered = render::offer(&session, &packed, &request).await?;
    if args.quote {
        let shown = Quoted { quote: &offered.quote, likely: &offered.likely };
        return super::show(json, &shown, || quote_text(&offered));
    }
    let mut report = report.naming(names(&offered.quote));
    let (about, cap, jobs) = (sol(about(&offered)), sol(offered.quote.cap), counted(offered.chunks.len(), "job"));
    report.say(&format!("about {about}, at most {cap}, in {jobs}"));
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
        return refused(unfinished(&rendered, wanted));
    }
    Ok(())
}

/// What the cheapest will probably cost.
fn about(offered: &render::Offered) -> u64 {
    let cheapest = offered.quote.lines.first().and_then(|line| offered.likely.get(&line.provider));
    cheapest.map_or(offered.quote.estimate, |likely| likely.total[0])
}

/// What did not come, and how to go on.
fn unfinished(rendered: &render::Rendered, wanted: usize) -> String {
    let mut text = format!(
        "{} of {wanted} frames were rendered: the money for what is missing is back in the wallet",
        rendered.frames.len()
    );
    for render::Missing { frame, tile, tiles } in &rendered.missing {
        let last = tile.saturating_add(*tiles).saturating_sub(1);
        text.push_str(&format!("\nframe {frame} lacks tiles {tile} to {last}"));
    }
    if !rendered.missing.is_empty() {
        text.push_str("\nwhat came of it is kept: the same command orders the rest, and nothing twice");
    }
    text
}

fn request(args: &RenderArgs) -> Request {
    Request {
        picture: args.picture.clone(),
        shot: args.shot,
        devices: args.devices,
        frames_per_job: args.chunk,
        sharing: args.split,
        providers: usize::from(args.providers),
        max_price: args.max_price,
        at_once: !args.approve_myself,
        hours: args.hours,
        verify: args.verify,
        out: args.out.clone(),
        probe: !args.no_probe,
        resume: args.resume,
    }
}

fn names(quote: &Quote) -> BTreeMap<solana_pubkey::Pubkey, String> {
    quote.lines.iter().filter_map(|line| Some((line.provider.parse().ok()?, line.name.clone()))).collect()
}

fn quote_text(offered: &render::Offered) -> String {
    let (quote, mut table) = (&offered.quote, Table::new());
    table.load_preset(UTF8_FULL_CONDENSED).set_header(["provider", "name", "a frame", "in all"]);
    for line in &quote.lines {
        let seconds = |ms: u64| ms as f64 / 1_000.0;
        let (frame, all) = match offered.likely.get(&line.provider) {
            Some(Likely { ms_per_frame: [ms, least, most], total: [likely, low, high] }) => (
                format!("{:.1} s ({:.1} to {:.1})", seconds(*ms), seconds(*least), seconds(*most)),
                format!("{} ({} to {})", sol(*likely), sol(*low), sol(*high)),
            ),
            None => (format!("{:.1} s", seconds(line.ms_per_frame)), sol(line.total)),
        };
        table.add_row([line.provider.clone(), line.name.clone(), frame, all]);
    }
    format!(
        "{table}\nabout {}, fee included; locked at most {}\nSeconds are declared by the provider and capped at {:.1} a frame.",
        sol(about(offered)),
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
    let part = |part: &render::FramePart| DonePart {
        tile: part.tile,
        tiles: part.tiles,
        job: part.job.to_string(),
        provider: part.provider.to_string(),
    };
    let frame = |frame: &render::FrameFile| DoneFrame {
        index: frame.index,
        path: frame.path.display().to_string(),
        sha256: frame.sha256.clone(),
        parts: frame.parts.iter().map(part).collect(),
    };
    Done {
        order: rendered.posted.order,
        film: rendered.film.as_ref().map(|path| path.display().to_string()),
        cost_lamports: jobs.iter().map(|job| job.paid_lamports + job.fee_lamports).sum(),
        refund_lamports: refunds.sum(),
        verified_tiles: rendered.verified_tiles,
        frames: rendered.frames.iter().map(frame).collect(),
        missing: rendered.missing.clone(),
        transactions: rendered.posted.signatures.clone(),
        jobs,
    }
}

fn done_text(done: &Done) -> String {
    let mut text =
        format!("order {} cost {}, {} came back\n", done.order, sol(done.cost_lamports), sol(done.refund_lamports));
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

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::{Cli, Verb};

    #[test]
    fn any_device_is_refused_where_its_picture_could_not_be_compared() {
        let files = BTreeMap::from([("small.glb".to_owned(), rayment_render::showcase::small_glb())]);
        let mut packed = Packed::check("small.glb".into(), files).expect("a scene");
        let spec = |packed: &Packed, more: &[&str]| {
            let words = [&["rayment", "render", "small.glb"], more].concat();
            let Verb::Render(args) = Cli::parse_from(words).verb else { unreachable!("it is an order") };
            packed.spec(&request(&args)).map_err(|error| error.to_string())
        };
        assert!(spec(&packed, &["--devices", "any", "--samples", "4"]).is_ok());
        assert!(spec(&packed, &["--devices", "cpu", "--samples", "3"]).is_ok());
        let few = spec(&packed, &["--devices", "any", "--samples", "3"]).expect_err("too few");
        assert!(few.contains("4 samples a pixel or more, found 3"), "{few}");
        packed.engine.name = "blender-cycles/4.5".into();
        let other = spec(&packed, &["--devices", "any"]).expect_err("compared bit by bit");
        assert!(other.contains("take --devices cpu"), "{other}");
    }
}
