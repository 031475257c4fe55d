//! The benchmark's score, again and again: `cargo run --release -p rayment-scenes --example score -- [RUNS] [cpu]`.
//! With `cpu` it is taken by processor time, so that other programs on the machine count less.

#[path = "clock/processor.rs"]
mod processor;

use std::error::Error;

use rayment_render::{Cancel, Rect, RenderError};
use rayment_scenes::{BENCHMARK, Course, Score, benchmark, score_by};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runs: usize = arguments.first().map_or(Ok(1), |runs| runs.parse())?;
    let by_processor = arguments.get(1).is_some_and(|clock| clock == "cpu");
    let threads = rayon::current_num_threads();
    println!("{BENCHMARK}, {threads} threads, by {} time", if by_processor { "processor" } else { "wall" });
    let mut scores = Vec::new();
    for _ in 0..runs {
        let score = if by_processor { by_processor_time(threads)? } else { benchmark() };
        println!("{:.1} kilosamples/s, spread {:.1} %", score.kilosamples_per_second, score.spread * 100.0);
        scores.push(score.kilosamples_per_second);
    }
    scores.sort_by(f64::total_cmp);
    let (low, middle, high) = (scores[0], scores[scores.len() / 2], scores[scores.len() - 1]);
    println!("{low:.1} to {high:.1}, median {middle:.1}; {:.1} % from end to end", (high - low) / middle * 100.0);
    let near = scores.iter().filter(|score| (*score / middle - 1.0).abs() <= 0.03).count();
    println!("{near} of {runs} within 3 % of the median");
    Ok(())
}

fn by_processor_time(threads: usize) -> Result<Score, RenderError> {
    let course = Course::new();
    let tiles = Rect::grid(Course::WIDTH, Course::HEIGHT, 16);
    let clock = || processor::processor_seconds().map_or(f64::NAN, |seconds| seconds / threads as f64);
    score_by(&clock, threads, |samples| {
        let prepared = course.frame(samples)?;
        prepared.tiles(&tiles, &Cancel::new(), |_, _| {}).expect("nobody cancels it");
        Ok(())
    })
}
