//! Renders the pictures of the README: `cargo run --release -p rayment-scenes --example gallery -- FOLDER [NAME ...]
//! [--width 960] [--samples N]`. Every picture is a JPEG of at most 150 KB.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use rayment_picture::{Denoiser, Guides, ImageFormat, LinearImage, Look, Metadata, Output, Still};
use rayment_render::{AovTile, Cancel, FileMap, Limits, Prepared, Rect, Scene, Settings};
use rayment_scenes::showcase;

/// A picture's name, frame, samples and bounces; all are 16 wide to 9 high.
const PICTURES: [(&str, u32, u32, u32); 4] =
    [("showcase", 1, 256, 6), ("interior", 0, 1024, 10), ("product", 0, 1024, 14), ("exterior", 0, 512, 8)];
const MOST_BYTES: u64 = 150_000;

fn main() -> Result<(), Box<dyn Error>> {
    let (mut folder, mut names, mut width, mut samples) = (None, Vec::new(), 960, None);
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || -> Result<u32, Box<dyn Error>> {
            Ok(arguments.next().ok_or("expected a number after the option")?.parse()?)
        };
        match argument.as_str() {
            "--width" => width = number()?,
            "--samples" => samples = Some(number()?),
            _ if folder.is_none() => folder = Some(PathBuf::from(argument)),
            _ => names.push(argument),
        }
    }
    let folder = folder.ok_or("expected the folder for the pictures")?;
    fs::create_dir_all(&folder)?;
    for (name, frame, usual, max_bounces) in PICTURES {
        if !names.is_empty() && !names.iter().any(|wanted| wanted == name) {
            continue;
        }
        let samples = samples.unwrap_or(usual);
        let settings = Settings { width, height: width * 9 / 16, samples, max_bounces, ..Settings::default() };
        render(name, frame, &settings, &folder.join(format!("{name}.jpg")))?;
    }
    Ok(())
}

fn render(name: &str, frame: u32, settings: &Settings, path: &Path) -> Result<(), Box<dyn Error>> {
    let start = Instant::now();
    let scene = load(name)?;
    let prepared = Prepared::new(&scene, frame, settings, &Cancel::new())?;
    eprintln!("{name}: {} triangles, ready in {:.1?}", scene.stats().triangles, start.elapsed());
    let start = Instant::now();
    let image = std::sync::Mutex::new(LinearImage::new(settings.width, settings.height));
    prepared.tiles(&Rect::grid(settings.width, settings.height, 32), &Cancel::new(), |_, tile| {
        let Rect { x, y, width, .. } = tile.rect;
        image.lock().expect("no thread panics while placing").place(x, y, width, &tile.rgb);
    })?;
    eprintln!("{name}: rendered in {:.1?}", start.elapsed());
    let guides = guides(&prepared, settings)?;
    let light = Denoiser::best().run(&image.into_inner()?, Some(&guides), Cancel::new().flag())?;
    written(&light, &scene, path)
}

/// What the camera sees first, for the denoiser.
fn guides(prepared: &Prepared, settings: &Settings) -> Result<Guides, Box<dyn Error>> {
    let tile = prepared.aovs(Rect::new(0, 0, settings.width, settings.height), 8, &Cancel::new())?;
    let AovTile { rect, albedo, normal, depth, object, material } = tile;
    Ok(Guides { width: rect.width, height: rect.height, albedo, normal, depth, object, material })
}

/// At the best quality that is small enough.
fn written(light: &LinearImage, scene: &Scene, path: &Path) -> Result<(), Box<dyn Error>> {
    let look = Look { exposure: scene.exposure(), ..Look::default() };
    for quality in (40..=92).rev().step_by(4) {
        let format = ImageFormat::Jpeg { quality };
        let output = Output { format, look, denoiser: Denoiser::Off, layers: false };
        let mut source = Still { light, guides: None };
        output.write(path, &mut source, &Metadata::default(), Cancel::new().flag())?;
        if fs::metadata(path)?.len() <= MOST_BYTES {
            return Ok(());
        }
    }
    Err(format!("{} does not fit into {MOST_BYTES} bytes; make it narrower", path.display()).into())
}

fn load(name: &str) -> Result<Scene, Box<dyn Error>> {
    if let Some(show) = showcase::show(name) {
        return Ok(rayment_import::load(&show.main, &show.file_map(), &Limits::default())?);
    }
    let mut files = FileMap::new();
    files.insert("showcase.glb", showcase::glb());
    Ok(rayment_import::load("showcase.glb", &files, &Limits::default())?)
}
