//! How far tiles of one frame may lie apart, as JSON lines:
//! `cargo run --release -p rayment-render --features gpu --example calibrate -- [SAMPLES] [DEVICE]`.
//!
//! Every scene is rendered by the Rust tracer; against that stand the same frame from a device (`gpu`: the
//! first adapter; or a part of its name), and frames that must not pass for it: another seed, half of the
//! samples, fewer bounces, one part in a hundred brighter. Of each tile of 32 x 32 the measures that tiles
//! are checked by (rayment-client's `tolerance`): PSNR of linear values, the share of values within 1e-4,
//! and the distance in standard errors; a line tells the least and the greatest of each.

use std::error::Error;

use rayment_render::gpu::{Device, GpuError, Renderer, devices};
use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect, Scene, Settings, Tile, VariedTile, showcase};
use serde_json::json;

type Outcome<T> = Result<T, Box<dyn Error>>;

const NEAR: f64 = 1e-4;
/// Differences that rounding makes where there is no noise at all.
const ROUNDING: f64 = 1e-6;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let samples = arguments.first().map_or(Ok(64), |text| text.parse())?;
    let name = arguments.get(1).map_or("gpu", String::as_str);
    let found = devices();
    let wanted = found.iter().find(|info| name == "gpu" || info.name.contains(name));
    let device = Device::open(wanted.ok_or(GpuError::NoAdapter)?)?;
    let renderer = Renderer::new(vec![device.clone()])?;
    let settings = Settings { width: 256, height: 144, samples, seed: 1, max_bounces: 5, camera: 0 };
    let rects = Rect::grid(settings.width, settings.height, 32);
    for (scene_name, bytes, frame) in [("small", showcase::small_glb(), 7), ("showcase", showcase::glb(), 60)] {
        let scene = load(bytes)?;
        let at = |settings: Settings| scene.frame(frame, &settings, &Cancel::new());
        let own = at(settings)?;
        let expected = rects.iter().map(|&rect| own.tile_with_variance(rect, &Cancel::new()));
        let expected: Vec<VariedTile> = expected.collect::<Result<_, _>>()?;
        let on_device = renderer.prepare(&own)?;
        let from_device = rects.iter().map(|&rect| on_device.tile(rect, &Cancel::new()));
        let tiles = |prepared: Prepared| -> Outcome<Vec<Tile>> {
            Ok(rects.iter().map(|&rect| prepared.tile(rect, &Cancel::new())).collect::<Result<_, _>>()?)
        };
        let brighter = expected.iter().map(|varied| {
            let rgb = varied.tile.rgb.iter().map(|value| value * 1.01).collect();
            Tile { rect: varied.tile.rect, rgb }
        });
        let others = [
            (device.class(), from_device.collect::<Result<Vec<_>, _>>()?),
            ("another seed".into(), tiles(at(Settings { seed: 2, ..settings })?)?),
            ("half of the samples".into(), tiles(at(Settings { samples: samples / 2, ..settings })?)?),
            ("two bounces fewer".into(), tiles(at(Settings { max_bounces: 3, ..settings })?)?),
            ("one percent brighter".into(), brighter.collect()),
        ];
        for (against, tiles) in others {
            let distances: Vec<_> = expected.iter().zip(&tiles).map(|(own, other)| Distance::new(own, other)).collect();
            let worst = |of: fn(&Distance) -> f64| distances.iter().map(of);
            println!(
                "{}",
                json!({
                    "scene": scene_name, "samples": samples, "against": against, "tiles": distances.len(),
                    "identical_tiles": distances.iter().filter(|distance| distance.identical).count(),
                    "least_psnr": worst(|d| d.psnr.min(999.0)).fold(f64::MAX, f64::min),
                    "greatest_psnr": worst(|d| d.psnr.min(999.0)).fold(0.0, f64::max),
                    "least_near": worst(|d| d.near).fold(f64::MAX, f64::min),
                    "greatest_near": worst(|d| d.near).fold(0.0, f64::max),
                    "least_errors": worst(|d| d.errors).fold(f64::MAX, f64::min),
                    "greatest_errors": worst(|d| d.errors).fold(0.0, f64::max),
                })
            );
        }
    }
    Ok(())
}

struct Distance {
    identical: bool,
    psnr: f64,
    near: f64,
    errors: f64,
}

impl Distance {
    fn new(own: &VariedTile, other: &Tile) -> Self {
        let (mut squares, mut noise, mut near) = (0.0, 0.0, 0);
        for ((a, b), variance) in own.tile.rgb.iter().zip(&other.rgb).zip(&own.variance) {
            let scale = f64::from(a.abs()).max(1.0);
            let apart = (f64::from(*a) - f64::from(*b)) / scale;
            squares += apart * apart;
            noise += f64::from(*variance) / (scale * scale) + ROUNDING * ROUNDING;
            near += u32::from(apart.abs() <= NEAR);
        }
        let count = own.tile.rgb.len() as f64;
        Self {
            identical: own.tile == *other,
            psnr: -10.0 * (squares / count).log10(),
            near: f64::from(near) / count,
            errors: (squares / noise).sqrt(),
        }
    }
}

fn load(bytes: Vec<u8>) -> Outcome<Scene> {
    let mut files = FileMap::new();
    files.insert("scene.glb", bytes);
    Ok(Scene::load("scene.glb", &files, &Limits::default())?)
}
