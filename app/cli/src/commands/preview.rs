//! `rayment preview`: one frame, rendered here.

use std::collections::BTreeMap;

use rayment_render::Cancel;
use rayment_sdk::Packed;
use rayment_service::shutdown;
use tokio::task::block_in_place;

use crate::{
    args::PreviewArgs,
    preview::{self, Preview},
    progress::Report,
};

pub async fn run(args: &PreviewArgs, json: bool) -> anyhow::Result<()> {
    let report = Report::new(BTreeMap::new());
    let (packed, scene) = block_in_place(|| Packed::open(&args.scene, args.engine.meaning(), args.device))?;
    report.say(&format!("{}: {}", packed.scene, packed.about));
    let cancel = Cancel::new();
    let stopper = cancel.clone();
    let watch = tokio::spawn(async move {
        if shutdown::requested().await.is_ok() {
            stopper.cancel();
        }
    });
    let rendered = block_in_place(|| preview::render(args, (&packed, &scene), &report, &cancel));
    watch.abort();
    let rendered = rendered?;
    super::show(json, &rendered, || text(&rendered))
}

fn text(preview: &Preview) -> String {
    let Preview { file, frame, width, height, engine, device, samples, seconds, stopped, .. } = preview;
    let kept = if *stopped { "stopped: this is the last complete picture\n" } else { "" };
    let mut text = format!(
        "{kept}{file}\nframe {frame}, {width}x{height}, {engine} on {device}, {seconds:.1} s\n\
         samples: {:.1} a pixel in the mean, {} at most, {} in all\n",
        samples.mean, samples.most, samples.total
    );
    text.extend(advice(preview).map(|line| line + "\n"));
    text.extend(preview.notes.iter().map(|note| format!("note: {note}\n")));
    text
}

/// What to order, where the samples were chosen here.
fn advice(preview: &Preview) -> Option<String> {
    let noise = preview.noise.filter(|_| !preview.stopped)?;
    Some(match preview.order_samples {
        Some(samples) => {
            format!(
                "ordered, nine in ten pixels would be within a noise of {noise}, before denoising: --samples {samples}"
            )
        }
        None => format!(
            "ordered, a noise of {noise} in nine of ten pixels would take more than {} samples a pixel: to learn how \
             many, allow more with --samples, or more noise with --noise",
            preview.samples.most
        ),
    })
}
