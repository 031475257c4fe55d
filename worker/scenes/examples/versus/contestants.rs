//! The two renderers behind one interface.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Instant;

use rayment_render::{Cancel, Limits, Prepared, Rect, Scene, Settings};
use rayment_scenes::showcase;
use serde_json::{Value, json};

use crate::Fallible;
use crate::contest::Plan;
use crate::processor::processor_seconds;

/// A picture and what it cost.
pub struct Shot {
    /// Three values per pixel, linear.
    pub pixels: Vec<f32>,
    pub cpu: f64,
    pub wall: f64,
}

pub trait Contestant {
    fn name(&self) -> &'static str;
    fn load(&mut self, scene: &str) -> Fallible<()>;
    fn render(&mut self, samples: u32, seed: u64) -> Fallible<Shot>;
}

/// This crate's tracer.
pub struct Rayment<'a> {
    plan: &'a Plan,
    scene: Option<Scene>,
}

impl<'a> Rayment<'a> {
    pub fn new(plan: &'a Plan) -> Self {
        Self { plan, scene: None }
    }

    fn prepared(&self, samples: u32, seed: u64) -> Fallible<Prepared> {
        let Plan { width, height, bounces, .. } = *self.plan;
        let settings = Settings { width, height, samples, seed, max_bounces: bounces, camera: 0 };
        Ok(Prepared::new(
            self.scene.as_ref().ok_or("no scene was loaded")?,
            crate::contest::FRAME,
            &settings,
            &Cancel::new(),
        )?)
    }
}

impl Contestant for Rayment<'_> {
    fn name(&self) -> &'static str {
        "rayment"
    }

    fn load(&mut self, scene: &str) -> Fallible<()> {
        let show = showcase::show(scene).ok_or_else(|| format!("there is no show {scene}"))?;
        self.scene = Some(rayment_import::load(&show.main, &show.file_map(), &Limits::default())?);
        Ok(())
    }

    fn render(&mut self, samples: u32, seed: u64) -> Fallible<Shot> {
        let prepared = self.prepared(samples, seed)?;
        let (width, height) = (self.plan.width, self.plan.height);
        let pixels = std::sync::Mutex::new(vec![0.0; (width * height * 3) as usize]);
        let (cpu, start) = (processor_seconds()?, Instant::now());
        prepared.tiles(&Rect::grid(width, height, 16), &Cancel::new(), |_, tile| {
            let mut pixels = pixels.lock().expect("no thread panics while it copies");
            let line = tile.rect.width as usize * 3;
            for (row, values) in tile.rgb.chunks_exact(line).enumerate() {
                let at = ((tile.rect.y as usize + row) * width as usize + tile.rect.x as usize) * 3;
                pixels[at..at + line].copy_from_slice(values);
            }
        })?;
        let (cpu, wall) = (processor_seconds()? - cpu, start.elapsed().as_secs_f64());
        Ok(Shot { pixels: pixels.into_inner()?, cpu, wall })
    }
}

/// Cycles, in a Python of its own.
pub struct Cycles<'a> {
    plan: &'a Plan,
    child: Child,
    orders: ChildStdin,
    answers: BufReader<ChildStdout>,
    pub version: String,
}

impl<'a> Cycles<'a> {
    pub fn start(plan: &'a Plan) -> Fallible<Self> {
        let script = plan.folder.join("with_cycles.py");
        fs::write(&script, include_str!("with_cycles.py"))?;
        let mut child = Command::new(&plan.python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{} does not start: {error}", plan.python.display()))?;
        let orders = child.stdin.take().ok_or("no way to speak to Cycles")?;
        let answers = BufReader::new(child.stdout.take().ok_or("no way to hear Cycles")?);
        let mut cycles = Self { plan, child, orders, answers, version: String::new() };
        cycles.version = cycles.answer()?["blender"].as_str().unwrap_or("unknown").to_owned();
        Ok(cycles)
    }

    fn answer(&mut self) -> Fallible<Value> {
        let mut line = String::new();
        loop {
            line.clear();
            if self.answers.read_line(&mut line)? == 0 {
                return Err("Cycles ended before it answered; what it printed says why".into());
            }
            if let Some(answer) = line.strip_prefix("RAYMENT ") {
                return Ok(serde_json::from_str(answer)?);
            }
        }
    }

    fn order(&mut self, order: Value) -> Fallible<Value> {
        writeln!(self.orders, "{order}")?;
        self.orders.flush()?;
        self.answer()
    }
}

impl Contestant for Cycles<'_> {
    fn name(&self) -> &'static str {
        "cycles"
    }

    fn load(&mut self, scene: &str) -> Fallible<()> {
        let Plan { width, height, bounces, .. } = *self.plan;
        let path = absolute(&self.plan.folder.join(format!("{scene}.glb")))?;
        let frame = crate::contest::FRAME;
        self.order(json!({ "load": path, "width": width, "height": height, "bounces": bounces, "frame": frame }))?;
        Ok(())
    }

    fn render(&mut self, samples: u32, seed: u64) -> Fallible<Shot> {
        let path = self.plan.folder.join("cycles.f32");
        let cost = self.order(json!({ "render": absolute(&path)?, "samples": samples, "seed": seed }))?;
        let pixels = read_pixels(&path)?;
        let seconds = |name: &str| cost[name].as_f64().ok_or_else(|| format!("expected {name} in {cost}"));
        Ok(Shot { pixels, cpu: seconds("cpu")?, wall: seconds("wall")? })
    }
}

impl Drop for Cycles<'_> {
    fn drop(&mut self) {
        // Between orders it holds nothing that could be lost.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn absolute(path: &Path) -> Fallible<PathBuf> {
    Ok(std::path::absolute(path)?)
}

pub fn read_pixels(path: &Path) -> Fallible<Vec<f32>> {
    let bytes = fs::read(path)?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|value| f32::from_le_bytes(*value)).collect())
}

pub fn write_pixels(path: &Path, pixels: &[f32]) -> Fallible<()> {
    Ok(fs::write(path, pixels.iter().flat_map(|value| value.to_le_bytes()).collect::<Vec<u8>>())?)
}
