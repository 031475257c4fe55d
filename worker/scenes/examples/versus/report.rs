//! What was found, as a table for people and as JSON.

use std::fs;

use serde_json::{Value, json};

use crate::Fallible;
use crate::contest::Plan;
use crate::error::{Errors, seconds_at};

/// One renderer at one sample count: medians over the seeds; errors are means.
pub struct Point {
    samples: u32,
    cpu: f64,
    wall: f64,
    errors: Errors,
}

#[derive(Default)]
pub struct Curve {
    pub points: Vec<Point>,
}

/// One scene: Rayment first, Cycles second.
pub struct Round {
    pub scene: String,
    pub means: [[f64; 3]; 2],
    pub curves: [Curve; 2],
}

impl Point {
    pub fn new(samples: u32, found: Vec<(f64, f64, Errors)>) -> Self {
        let count = found.len().max(1) as f64;
        Self {
            samples,
            cpu: median(found.iter().map(|found| found.0).collect()),
            wall: median(found.iter().map(|found| found.1).collect()),
            errors: Errors {
                all: found.iter().map(|found| found.2.all).sum::<f64>() / count,
                trimmed: found.iter().map(|found| found.2.trimmed).sum::<f64>() / count,
            },
        }
    }
}

impl Curve {
    /// CPU seconds of one sample a pixel, from the smallest and the largest count: what a renderer does once per
    /// picture, however many the samples, is not in it.
    fn rate(&self) -> f64 {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else { return f64::NAN };
        (last.cpu - first.cpu) / f64::from(last.samples.saturating_sub(first.samples))
    }

    /// Seconds of sampling, and errors.
    fn points(&self, error: impl Fn(&Errors) -> f64) -> Vec<(f64, f64)> {
        let rate = self.rate();
        self.points.iter().map(|point| (rate * f64::from(point.samples), error(&point.errors))).collect()
    }
}

impl Round {
    /// Cycles' CPU seconds of sampling over Rayment's at the error that Rayment reaches in the middle of its counts:
    /// above one, Rayment is faster.
    fn ratio(&self, error: impl Fn(&Errors) -> f64 + Copy) -> f64 {
        let [ours, theirs] = &self.curves;
        let (ours, theirs) = (ours.points(error), theirs.points(error));
        let middle = ours[ours.len() / 2].1;
        seconds_at(&theirs, middle) / seconds_at(&ours, middle)
    }

    fn json(&self) -> Value {
        let curve = |curve: &Curve| -> Value {
            let point = |point: &Point| {
                json!({
                    "samples": point.samples, "cpu_seconds": point.cpu, "wall_seconds": point.wall,
                    "relative_mse": point.errors.all, "relative_mse_trimmed": point.errors.trimmed,
                })
            };
            curve.points.iter().map(point).collect()
        };
        json!({
            "scene": self.scene,
            "mean": { "rayment": self.means[0], "cycles": self.means[1] },
            "rayment": curve(&self.curves[0]), "cycles": curve(&self.curves[1]),
            "cpu_seconds_a_sample": { "rayment": self.curves[0].rate(), "cycles": self.curves[1].rate() },
            "cycles_over_rayment": self.ratio(|errors| errors.all),
            "cycles_over_rayment_trimmed": self.ratio(|errors| errors.trimmed),
        })
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

pub fn write(plan: &Plan, blender: &str, rounds: &[Round]) -> Fallible<()> {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor.lines().find_map(|line| line.strip_prefix("model name\t: ")).unwrap_or("unknown");
    let threads = rayon::current_num_threads();
    println!("{processor}, {threads} threads; Rayment {}, Blender {blender}", env!("CARGO_PKG_VERSION"));
    let Plan { width, height, reference, bounces, repeat, .. } = plan;
    println!("{width}x{height}, {bounces} bounces, references of {reference} samples, {repeat} seeds each\n");
    println!("| scene | samples | Rayment CPU s | relMSE | trimmed | Cycles CPU s | relMSE | trimmed |");
    println!("|---|---|---|---|---|---|---|---|");
    for round in rounds {
        for (ours, theirs) in round.curves[0].points.iter().zip(&round.curves[1].points) {
            println!(
                "| {} | {} | {:.2} | {:.4} | {:.4} | {:.2} | {:.4} | {:.4} |",
                round.scene,
                ours.samples,
                ours.cpu,
                ours.errors.all,
                ours.errors.trimmed,
                theirs.cpu,
                theirs.errors.all,
                theirs.errors.trimmed
            );
        }
    }
    println!(
        "\n| scene | mean, Rayment over Cycles | CPU ms a sample, Rayment | Cycles | Cycles' time over Rayment's at equal error | trimmed |"
    );
    println!("|---|---|---|---|---|---|");
    for round in rounds {
        let luminance = |[r, g, b]: [f64; 3]| 0.2126 * r + 0.7152 * g + 0.0722 * b;
        println!(
            "| {} | {:.3} | {:.1} | {:.1} | {:.2} | {:.2} |",
            round.scene,
            luminance(round.means[0]) / luminance(round.means[1]),
            round.curves[0].rate() * 1000.0,
            round.curves[1].rate() * 1000.0,
            round.ratio(|errors| errors.all),
            round.ratio(|errors| errors.trimmed)
        );
    }
    let found = json!({
        "processor": processor, "threads": threads, "blender": blender, "rayment": env!("CARGO_PKG_VERSION"),
        "width": width, "height": height, "bounces": bounces, "reference_samples": reference, "seeds": repeat,
        "scenes": rounds.iter().map(Round::json).collect::<Vec<_>>(),
    });
    fs::write(plan.folder.join("versus.json"), serde_json::to_vec_pretty(&found)?)?;
    Ok(())
}
