//! References first, then both renderers in turn at every sample count.

use std::fs;
use std::path::PathBuf;

use rayment_scenes::showcase;

use crate::Fallible;
use crate::contestants::{Contestant, Cycles, Rayment, read_pixels, write_pixels};
use crate::error::{mean, relative};
use crate::report::{Curve, Point, Round, write};

/// The frame of every scene that is rendered.
pub const FRAME: u32 = 0;
/// No measured picture has this seed.
const REFERENCE_SEED: u64 = 1_000_003;

pub struct Plan {
    pub python: PathBuf,
    pub folder: PathBuf,
    pub scenes: Vec<String>,
    pub width: u32,
    pub height: u32,
    pub reference: u32,
    pub samples: Vec<u32>,
    pub repeat: u32,
    pub bounces: u32,
    pub only: Option<String>,
}

pub fn run(plan: &Plan) -> Fallible<()> {
    fs::create_dir_all(&plan.folder)?;
    for name in &plan.scenes {
        let show = showcase::show(name).ok_or_else(|| format!("expected scenes of {:?}", showcase::SHOWS))?;
        for (path, bytes) in &show.files {
            fs::write(plan.folder.join(path), bytes)?;
        }
    }
    if let Some(only) = &plan.only {
        let mut contestant: Box<dyn Contestant> =
            if only == "cycles" { Box::new(Cycles::start(plan)?) } else { Box::new(Rayment::new(plan)) };
        for scene in &plan.scenes {
            contestant.load(scene)?;
            reference(plan, contestant.as_mut(), scene)?;
        }
        return Ok(());
    }
    let mut cycles = Cycles::start(plan)?;
    let version = cycles.version.clone();
    let mut rayment = Rayment::new(plan);
    let mut rounds = Vec::new();
    for scene in &plan.scenes {
        rounds.push(round(plan, scene, [&mut rayment, &mut cycles])?);
    }
    write(plan, &version, &rounds)
}

/// A long render, kept in the folder.
fn reference(plan: &Plan, contestant: &mut dyn Contestant, scene: &str) -> Fallible<Vec<f32>> {
    let Plan { width, height, reference, bounces, .. } = *plan;
    let name = format!("{scene}-{}-{width}x{height}-{reference}-{bounces}.f32", contestant.name());
    let path = plan.folder.join(name);
    if path.exists() {
        return read_pixels(&path);
    }
    let shot = contestant.render(reference, REFERENCE_SEED)?;
    eprintln!("{scene}: reference of {} in {:.0} CPU seconds", contestant.name(), shot.cpu);
    write_pixels(&path, &shot.pixels)?;
    Ok(shot.pixels)
}

fn round(plan: &Plan, scene: &str, mut contestants: [&mut dyn Contestant; 2]) -> Fallible<Round> {
    let mut references = Vec::new();
    for contestant in &mut contestants {
        contestant.load(scene)?;
        references.push(reference(plan, *contestant, scene)?);
        // Whatever is built at the first render is no part of a later one.
        contestant.render(1, 0)?;
    }
    let means = [mean(&references[0]), mean(&references[1])];
    let mut curves = [Curve::default(), Curve::default()];
    for &samples in &plan.samples {
        let mut found = [Vec::new(), Vec::new()];
        for seed in 1..=u64::from(plan.repeat) {
            for (which, contestant) in contestants.iter_mut().enumerate() {
                let shot = contestant.render(samples, seed)?;
                let errors = relative(&shot.pixels, &references[which], samples, plan.reference);
                eprintln!("{scene} {} {samples}: {:.2} s, {errors:?}", contestant.name(), shot.cpu);
                found[which].push((shot.cpu, shot.wall, errors));
            }
        }
        for (curve, found) in curves.iter_mut().zip(found) {
            curve.points.push(Point::new(samples, found));
        }
    }
    Ok(Round { scene: scene.to_owned(), means, curves })
}
