//! How far estimates are from what frames really take: `cargo run --release -p rayment-engine --example estimate_error`.
//! Both are measured by processor time, so that other programs on the machine count less.

#[path = "../../scenes/examples/clock/processor.rs"]
mod processor;

use std::error::Error;

use rayment_engine::Estimate;
use rayment_render::{Cancel, FileMap, Limits, Rect, Scene, Settings, Tracer};
use rayment_scenes::showcase;

/// A scene, its size, samples and bounces, and the frames of the job.
type Case = (&'static str, u32, u32, u32, u32, &'static [u32]);

const CASES: [Case; 12] = [
    ("demo", 640, 360, 16, 5, &[0, 30, 60, 90, 120]),
    ("demo", 320, 180, 64, 5, &[1, 2, 3]),
    ("demo", 1280, 720, 4, 5, &[0, 60, 120]),
    ("demo", 200, 200, 32, 2, &[60]),
    ("small", 640, 360, 8, 5, &[0, 60, 120]),
    ("small", 160, 90, 128, 12, &[0, 60, 120]),
    ("interior", 320, 180, 32, 8, &[0]),
    ("interior", 640, 360, 8, 4, &[0]),
    ("product", 320, 180, 32, 8, &[0]),
    ("product", 480, 480, 8, 12, &[0]),
    ("exterior", 320, 180, 16, 6, &[0, 24, 48]),
    ("exterior", 960, 540, 4, 4, &[0, 48]),
];

fn main() -> Result<(), Box<dyn Error>> {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    let threads = rayon::current_num_threads() as f64;
    let clock = || processor::processor_seconds().map_or(f64::NAN, |seconds| seconds / threads);
    println!("| scene | size | samples | bounces | estimated s | range | took s | error |");
    println!("|---|---|---|---|---|---|---|---|");
    let (mut errors, mut inside) = (Vec::new(), 0);
    for (name, width, height, samples, max_bounces, frames) in CASES {
        if !chosen.is_empty() && !chosen.iter().any(|chosen| chosen == name) {
            continue;
        }
        let start = clock();
        let tracer = Tracer::new(load(name)?);
        let loading = clock() - start;
        let settings = Settings { width, height, samples, max_bounces, ..Settings::default() };
        let estimate = Estimate::probe_by(&clock, &tracer, frames, &settings, &Cancel::new())?.loaded_in(loading);
        // A scene of its own, so that nothing is ready that the probe made.
        let start = clock();
        let tracer = Tracer::new(load(name)?);
        for &frame in frames {
            let tiles = Rect::grid(width, height, 32);
            tracer.frame(frame, &settings, &Cancel::new())?.tiles(&tiles, &Cancel::new(), |_, _| {})?;
        }
        let took = clock() - start;
        let [likely, low, high] = estimate.job(frames.len() as u32);
        let error = (likely / took - 1.0).abs();
        println!(
            "| {name} | {width}x{height} | {samples} | {max_bounces} | {likely:.2} | {low:.2} to {high:.2} | {took:.2} | {:.0} % |",
            error * 100.0
        );
        errors.push(error);
        inside += usize::from((low..=high).contains(&took));
    }
    errors.sort_by(f64::total_cmp);
    let (middle, worst) = (errors[errors.len() / 2], errors[errors.len() - 1]);
    println!(
        "\nmedian error {:.1} %, largest {:.1} %; {inside} of {} in their range",
        middle * 100.0,
        worst * 100.0,
        errors.len()
    );
    Ok(())
}

fn load(name: &str) -> Result<Scene, Box<dyn Error>> {
    if let Some(show) = showcase::show(name) {
        return Ok(rayment_import::load(&show.main, &show.file_map(), &Limits::default())?);
    }
    let mut files = FileMap::new();
    files.insert("demo.glb", if name == "demo" { showcase::glb() } else { showcase::small_glb() });
    Ok(rayment_import::load("demo.glb", &files, &Limits::default())?)
}
