//! Side by side with Blender Cycles on the processor: the same scenes, the same machine, the same run.
//!
//! `cargo run --release -p rayment-scenes --example versus_cycles -- PYTHON FOLDER [options]`
//!
//! PYTHON is an interpreter that has `bpy` (`python3.11 -m venv bpy && bpy/bin/pip install bpy==4.5.15`). FOLDER keeps
//! scenes, references and results; references that lie there are used again. Options: `--scenes interior,product`,
//! `--size 240x135`, `--reference 1024`, `--samples 4,8,16,32,64`, `--repeat 3`, `--bounces 8`, `--only cycles|rayment`
//! (makes that one's references and stops).
//!
//! Each renderer is measured against a reference of its own, so that differences between the two shading models are
//! no error of either. No denoising, no adaptive sampling, no clamping.

#[path = "versus/contest.rs"]
mod contest;
#[path = "versus/contestants.rs"]
mod contestants;
#[path = "versus/error.rs"]
mod error;
#[path = "clock/processor.rs"]
mod processor;
#[path = "versus/report.rs"]
mod report;

use std::path::PathBuf;

use contest::Plan;
use rayment_scenes::showcase;

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Fallible<()> {
    let mut plan = Plan {
        python: PathBuf::new(),
        folder: PathBuf::new(),
        scenes: showcase::SHOWS.map(str::to_owned).to_vec(),
        width: 240,
        height: 135,
        reference: 1024,
        samples: vec![4, 8, 16, 32, 64],
        repeat: 3,
        bounces: 8,
        only: None,
    };
    let mut arguments = std::env::args().skip(1);
    let mut paths = Vec::new();
    while let Some(argument) = arguments.next() {
        let Some(option) = argument.strip_prefix("--") else {
            paths.push(PathBuf::from(argument));
            continue;
        };
        let value = arguments.next().ok_or_else(|| format!("expected a value after {argument}"))?;
        match option {
            "scenes" => plan.scenes = value.split(',').map(str::to_owned).collect(),
            "size" => {
                let (width, height) = value.split_once('x').ok_or("expected a size like 240x135")?;
                (plan.width, plan.height) = (width.parse()?, height.parse()?);
            }
            "reference" => plan.reference = value.parse()?,
            "samples" => plan.samples = value.split(',').map(str::parse).collect::<Result<_, _>>()?,
            "repeat" => plan.repeat = value.parse()?,
            "bounces" => plan.bounces = value.parse()?,
            "only" => plan.only = Some(value),
            _ => return Err(format!("unknown option {argument}").into()),
        }
    }
    let [python, folder] = <[PathBuf; 2]>::try_from(paths).map_err(|_| "expected: versus_cycles PYTHON FOLDER")?;
    (plan.python, plan.folder) = (python, folder);
    contest::run(&plan)
}
