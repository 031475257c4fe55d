//! How far tiles of one frame may lie apart, as JSON lines:
//! `cargo run --release -p rayment-gpu --example calibrate -- [SAMPLES] [DEVICE] [fused]`.
//!
//! Every scene is rendered by the Rust tracer; against that stand the same frame from a device (`gpu`: the
//! first adapter; or a part of its name), and frames that must not pass for it: another seed, half of the
//! samples, fewer bounces, one part in a hundred brighter. A line tells how many tiles of 32 x 32 are refused,
//! and of each measure of `rayment_render::tolerance` the least, the middle and the greatest. `fused` makes the
//! device add products before they are rounded: software then is a class of its own, as a card is.

use std::error::Error;

use rayment_gpu::{Device, GpuError, Renderer, devices};
use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect, Scene, Settings, Tile, VariedTile, tolerance::Distance};
use rayment_scenes::showcase;
use serde_json::json;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let samples = arguments.first().map_or(Ok(64), |text| text.parse())?;
    let name = arguments.get(1).map_or("gpu", String::as_str);
    let found = devices();
    let wanted = found.iter().find(|info| name == "gpu" || info.name.contains(name));
    let wanted = wanted.ok_or(GpuError::NoAdapter)?;
    let is_fused = arguments.get(2).is_some_and(|word| word == "fused");
    let device = if is_fused { Device::open_fused(wanted)? } else { Device::open(wanted)? };
    let renderer = Renderer::new(vec![device.clone()])?;
    let settings = Settings { width: 256, height: 144, samples, seed: 1, max_bounces: 5, camera: 0 };
    let rects = Rect::grid(settings.width, settings.height, 32);
    let scenes = [("small", 7), ("showcase", 60), ("interior", 0), ("product", 0), ("exterior", 0)];
    for (scene_name, frame) in scenes {
        let scene = load(scene_name)?;
        let at = |settings: Settings| Prepared::new(&scene, frame, &settings, &Cancel::new());
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
        let with = |settings: Settings| tiles(at(settings)?);
        let others = [
            (device.class(), from_device.collect::<Result<Vec<_>, _>>()?),
            ("another seed".into(), with(Settings { seed: 2, ..settings })?),
            ("half of the samples".into(), with(Settings { samples: samples / 2, ..settings })?),
            ("three quarters of the samples".into(), with(Settings { samples: samples * 3 / 4, ..settings })?),
            ("nine tenths of the samples".into(), with(Settings { samples: samples * 9 / 10, ..settings })?),
            ("one bounce fewer".into(), with(Settings { max_bounces: 4, ..settings })?),
            ("two bounces fewer".into(), with(Settings { max_bounces: 3, ..settings })?),
            ("one percent brighter".into(), brighter.collect()),
        ];
        for (against, tiles) in others {
            let between = |(own, other): (&VariedTile, &Tile)| Distance::between(own, &other.rgb);
            let distances: Vec<Distance> = expected.iter().zip(&tiles).filter_map(between).collect();
            let of = |measure: fn(&Distance) -> f64| {
                let mut all: Vec<f64> = distances.iter().map(measure).collect();
                all.sort_by(f64::total_cmp);
                [all[0], all[all.len() / 2], all[all.len() - 1]].map(|value| (value * 1e4).round() / 1e4)
            };
            println!(
                "{}",
                json!({
                    "scene": scene_name, "samples": samples, "against": against, "tiles": distances.len(),
                    "identical": expected.iter().zip(&tiles).filter(|(own, other)| own.tile == **other).count(),
                    "refused": distances.iter().filter(|distance| !distance.is_tolerable()).count(),
                    "apart": of(|d| d.apart), "error": of(|d| d.error), "shift": of(|d| d.shift),
                })
            );
        }
    }
    Ok(())
}

fn load(name: &str) -> Outcome<Scene> {
    if let Some(show) = showcase::show(name) {
        return Ok(rayment_import::load(&show.main, &show.file_map(), &Limits::default())?);
    }
    let mut files = FileMap::new();
    files.insert("scene.glb", if name == "small" { showcase::small_glb() } else { showcase::glb() });
    Ok(rayment_import::load("scene.glb", &files, &Limits::default())?)
}
