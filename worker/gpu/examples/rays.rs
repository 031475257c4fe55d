//! How many rays a second a device follows, as JSON:
//! `cargo run --release -p rayment-gpu --example rays -- [DEVICE] [SECONDS]`.
//!
//! DEVICE is `cpu` (the Rust tracer, all cores), `gpu` (the first adapter, real cards before software)
//! or a part of an adapter's name; `list` names them. Closest-hit rays are of a made-up cave of a million
//! triangles: coherent ones from the camera, bounced ones in random directions from where those end.
//! Path samples are of the benchmark's scene.

use std::error::Error;
use std::time::{Duration, Instant};

use rayment_gpu::{Device, GpuError, Renderer, devices};
use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect, Scene, Settings, Tile};
use rayment_scenes::showcase;
use serde_json::json;

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Bounces of a ray that goes on.
const BOUNCES: u32 = 7;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let name = arguments.first().map_or("gpu", String::as_str);
    let seconds: f64 = arguments.get(1).map_or(Ok(5.0), |text| text.parse())?;
    if name == "list" {
        devices().iter().for_each(|info| println!("{} ({}, {})", info.name, info.backend, info.driver));
        return Ok(());
    }
    let back = BackEnd::open(name)?;
    let started = Instant::now();
    let cave = load("cave.glb", cave())?;
    let built = started.elapsed();
    let settings = Settings { width: 1024, height: 1024, samples: 1, seed: 1, max_bounces: 1, camera: 0 };
    let (coherent, distance) = back.rays(&cave, settings, 0, seconds)?;
    let (bounced, _) = back.rays(&cave, settings, BOUNCES, seconds)?;
    let paths = back.paths(&load("benchmark.glb", showcase::small_glb())?, seconds)?;
    let report = json!({
        "device": back.name(), "class": back.class(), "triangles": cave.stats().triangles,
        "loaded_seconds": round(built.as_secs_f64()), "mean_distance": round(distance),
        "coherent_mrays_per_second": round(coherent / 1e6),
        "bounced_mrays_per_second": round(bounced / 1e6),
        "kilosamples_per_second": round(paths / 1e3),
    });
    println!("{report:#}");
    Ok(())
}

fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

enum BackEnd {
    Processor,
    Card(Device, Renderer),
}

impl BackEnd {
    fn open(name: &str) -> Outcome<Self> {
        if name == "cpu" {
            return Ok(Self::Processor);
        }
        let found = devices();
        let wanted = found.iter().find(|info| name == "gpu" || info.name.contains(name));
        let device = Device::open(wanted.ok_or(GpuError::NoAdapter)?)?;
        Ok(Self::Card(device.clone(), Renderer::new(vec![device])?))
    }

    fn name(&self) -> String {
        match self {
            Self::Processor => format!("{} threads", rayon::current_num_threads()),
            Self::Card(device, _) => format!("{} ({})", device.info().name, device.info().driver),
        }
    }

    fn class(&self) -> String {
        match self {
            Self::Processor => "cpu".into(),
            Self::Card(device, _) => device.class(),
        }
    }

    /// Rays a second, and the mean way of a path.
    fn rays(&self, scene: &Scene, settings: Settings, bounces: u32, seconds: f64) -> Outcome<(f64, f64)> {
        let whole = Rect::new(0, 0, settings.width, settings.height);
        let (samples, tile, time) = self.timed(scene, settings, seconds, |prepared| match self {
            Self::Processor => Ok(prepared.rays(whole, bounces, &Cancel::new())?),
            Self::Card(_, renderer) => Ok(renderer.prepare_rays(prepared, bounces)?.tile(whole, &Cancel::new())?),
        })?;
        let mean = |channel: usize| tile.rgb.iter().skip(channel).step_by(3).map(|&v| f64::from(v)).sum::<f64>();
        let rays = mean(1) * f64::from(samples);
        Ok((rays / time.as_secs_f64(), mean(0) / whole.pixels() as f64))
    }

    /// Path samples a second.
    fn paths(&self, scene: &Scene, seconds: f64) -> Outcome<f64> {
        let settings = Settings { width: 512, height: 288, samples: 1, seed: 1, max_bounces: 5, camera: 0 };
        let whole = Rect::new(0, 0, settings.width, settings.height);
        let (samples, _, time) = self.timed(scene, settings, seconds, |prepared| match self {
            Self::Processor => Ok(prepared.tile(whole, &Cancel::new())?),
            Self::Card(_, renderer) => Ok(renderer.prepare(prepared)?.tile(whole, &Cancel::new())?),
        })?;
        Ok(whole.pixels() as f64 * f64::from(samples) / time.as_secs_f64())
    }

    /// Doubles the samples until they take as long as they should.
    fn timed(
        &self,
        scene: &Scene,
        settings: Settings,
        seconds: f64,
        render: impl Fn(&Prepared) -> Outcome<Tile>,
    ) -> Outcome<(u32, Tile, Duration)> {
        // Once for compiling, uploading and warming up.
        render(&Prepared::new(scene, 0, &settings, &Cancel::new())?)?;
        let mut samples = 1;
        loop {
            let prepared = Prepared::new(scene, 0, &Settings { samples, ..settings }, &Cancel::new())?;
            let started = Instant::now();
            let tile = render(&prepared)?;
            let time = started.elapsed();
            if time.as_secs_f64() >= seconds || samples >= Settings::MAX_SAMPLES {
                return Ok((samples, tile, time));
            }
            samples *= 2;
        }
    }
}

fn load(name: &str, bytes: Vec<u8>) -> Outcome<Scene> {
    let mut files = FileMap::new();
    files.insert(name, bytes);
    Ok(rayment_import::load(name, &files, &Limits::default())?)
}

/// A bumpy hollow ball of a million triangles around the camera, as the bytes of a `.glb`.
fn cave() -> Vec<u8> {
    const COLUMNS: u32 = 1000;
    const ROWS: u32 = 500;
    let mut bin = Vec::new();
    for row in 0..=ROWS {
        let (sin_v, cos_v) = (f64::from(row) / f64::from(ROWS) * std::f64::consts::PI).sin_cos();
        for column in 0..=COLUMNS {
            let (sin_u, cos_u) = (f64::from(column % COLUMNS) / f64::from(COLUMNS) * std::f64::consts::TAU).sin_cos();
            let n = [sin_v * cos_u, cos_v, sin_v * sin_u];
            let wave = |f: f64| (n[0] * f).sin() * (n[1] * f * 1.3).sin() * (n[2] * f * 0.7 + 1.0).cos();
            let radius = 10.0 + 2.0 * wave(5.0) + 0.8 * wave(17.0) + 0.15 * wave(71.0);
            n.iter().for_each(|&axis| bin.extend(((axis * radius) as f32).to_le_bytes()));
        }
    }
    let indices_at = bin.len();
    for row in 0..ROWS {
        for column in 0..COLUMNS {
            let a = row * (COLUMNS + 1) + column;
            let (b, c, d) = (a + COLUMNS + 1, a + COLUMNS + 2, a + 1);
            [a, b, c, a, c, d].iter().for_each(|index| bin.extend(index.to_le_bytes()));
        }
    }
    let document = json!({
        "asset": { "version": "2.0" }, "scene": 0, "scenes": [{ "nodes": [0, 1] }],
        "nodes": [{ "mesh": 0 }, { "camera": 0 }],
        "cameras": [{ "type": "perspective", "perspective": { "yfov": 1.2, "znear": 0.1 } }],
        "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "indices": 1 }] }],
        "accessors": [
            { "bufferView": 0, "componentType": 5126, "type": "VEC3", "count": (ROWS + 1) * (COLUMNS + 1) },
            { "bufferView": 1, "componentType": 5125, "type": "SCALAR", "count": ROWS * COLUMNS * 6 },
        ],
        "bufferViews": [
            { "buffer": 0, "byteOffset": 0, "byteLength": indices_at },
            { "buffer": 0, "byteOffset": indices_at, "byteLength": bin.len() - indices_at },
        ],
        "buffers": [{ "byteLength": bin.len() }],
    });
    let mut text = document.to_string().into_bytes();
    text.resize(text.len().next_multiple_of(4), b' ');
    let mut glb = b"glTF".to_vec();
    for word in [2, 28 + text.len() + bin.len(), text.len()] {
        glb.extend((word as u32).to_le_bytes());
    }
    glb.extend(b"JSON");
    glb.extend(&text);
    glb.extend((bin.len() as u32).to_le_bytes());
    glb.extend(b"BIN\0");
    glb.extend(&bin);
    glb
}
