//! Measures the denoisers against a converged picture:
//! `cargo run -p rayment-scenes --example denoising -- SCENE.glb [FRAME] [WIDTHxHEIGHT] [REFERENCE_SAMPLES] [KEPT]`;
//! `showcase` as the scene takes the built-in one. The reference is kept in the file KEPT, for another
//! run. Open Image Denoise takes part where its program is found.
//!
//! PSNR and SSIM (luminance, Gaussian window of 1.5 pixels; Wang et al., 2004) are of what the screen
//! shows with AgX, the relative error and the mean of linear light.

use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use rayment_picture::{Denoiser, Guides, LinearImage, Look, Oidn};
use rayment_render::{AovTile, Cancel, FileMap, Limits, Prepared, Rect, Scene, Settings};
use rayment_scenes::showcase;

type Run = Box<dyn Fn() -> Result<LinearImage, Box<dyn Error>>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some(name) = arguments.first() else {
        return Err("expected: denoising SCENE.glb [FRAME] [WIDTHxHEIGHT] [REFERENCE_SAMPLES] [KEPT]".into());
    };
    let frame = arguments.get(1).map_or(Ok(0), |frame| frame.parse())?;
    let (width, height) = arguments.get(2).and_then(|size| size.split_once('x')).unwrap_or(("480", "270"));
    let samples = arguments.get(3).map_or(Ok(512), |samples| samples.parse())?;
    let settings = Settings { width: width.parse()?, height: height.parse()?, samples, ..Settings::default() };
    let scene = load(name)?;
    // Another seed: a reference that shares samples would flatter.
    let reference = Settings { seed: 99, ..settings };
    let reference =
        kept(arguments.get(4), &settings, || light(&Prepared::new(&scene, frame, &reference, &Cancel::new())?))?;

    println!("| samples | denoiser | PSNR dB | SSIM | relative error | mean | seconds |");
    println!("|---|---|---|---|---|---|---|");
    for samples in [8, 16] {
        let prepared = Prepared::new(&scene, frame, &Settings { samples, ..settings }, &Cancel::new())?;
        let noisy = light(&prepared)?;
        let start = Instant::now();
        let guides = guides(prepared.aovs(whole(&settings), samples.min(8), &Cancel::new())?);
        let guided_in = start.elapsed();
        for (denoiser, run) in denoisers(&noisy, &guides) {
            let start = Instant::now();
            let result = run()?;
            let seconds = start.elapsed().as_secs_f64();
            println!("| {samples} | {denoiser} | {} | {seconds:.3} |", compared(&result, &reference));
        }
        println!("| {samples} | the guides alone | | | | | {:.3} |", guided_in.as_secs_f64());
    }
    Ok(())
}

fn denoisers(noisy: &LinearImage, guides: &Guides) -> Vec<(&'static str, Run)> {
    let by = |denoiser: Denoiser, guides: Option<Guides>| -> Run {
        let noisy = noisy.clone();
        Box::new(move || Ok(denoiser.run(&noisy, guides.as_ref(), &AtomicBool::new(false))?))
    };
    let mut all = vec![
        ("none", by(Denoiser::Off, None)),
        ("built-in, without guides", by(Denoiser::BuiltIn, None)),
        ("built-in, guided", by(Denoiser::BuiltIn, Some(guides.clone()))),
    ];
    if let Some(oidn) = Oidn::find() {
        all.push(("OIDN, without guides", by(Denoiser::Oidn(oidn.clone()), None)));
        all.push(("OIDN, guided", by(Denoiser::Oidn(oidn), Some(guides.clone()))));
    }
    all
}

fn whole(settings: &Settings) -> Rect {
    Rect::new(0, 0, settings.width, settings.height)
}

fn guides(tile: AovTile) -> Guides {
    let AovTile { rect, albedo, normal, depth, object, material } = tile;
    Guides { width: rect.width, height: rect.height, albedo, normal, depth, object, material }
}

fn light(prepared: &Prepared) -> Result<LinearImage, Box<dyn Error>> {
    let tile = prepared.whole(&Cancel::new())?;
    Ok(LinearImage { width: tile.rect.width, height: tile.rect.height, rgb: tile.rgb })
}

fn load(name: &str) -> Result<Scene, Box<dyn Error>> {
    let mut files = FileMap::new();
    let bytes = if name == "showcase" { showcase::glb() } else { fs::read(name)? };
    files.insert("scene.glb", bytes);
    Ok(rayment_import::load("scene.glb", &files, &Limits::default())?)
}

/// A reference from a file, or rendered and kept there.
fn kept(
    file: Option<&String>,
    settings: &Settings,
    render: impl FnOnce() -> Result<LinearImage, Box<dyn Error>>,
) -> Result<LinearImage, Box<dyn Error>> {
    let Some(path) = file.map(Path::new) else { return render() };
    if !path.exists() {
        let bytes: Vec<u8> = render()?.rgb.iter().flat_map(|value| value.to_le_bytes()).collect();
        fs::write(path, bytes)?;
    }
    Ok(LinearImage::from_tiles(settings.width, settings.height, u32::MAX, &fs::read(path)?)?)
}

fn compared(image: &LinearImage, reference: &LinearImage) -> String {
    let shown = |image: &LinearImage| -> Vec<f64> {
        image.rgb.as_chunks::<3>().0.iter().flat_map(|light| Look::default().encoded(*light)).collect()
    };
    let (a, b) = (shown(image), shown(reference));
    let square = a.iter().zip(&b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>() / a.len() as f64;
    let psnr = -10.0 * square.max(1e-12).log10();
    let ssim = ssim(&luma(&a), &luma(&b), image.width as usize);
    let pairs = || image.rgb.iter().zip(&reference.rgb).map(|(x, y)| (f64::from(*x), f64::from(*y)));
    let relative = pairs().map(|(x, y)| (x - y) * (x - y) / (y * y + 0.01)).sum::<f64>() / a.len() as f64;
    let mean = pairs().map(|(x, _)| x).sum::<f64>() / pairs().map(|(_, y)| y).sum::<f64>();
    format!("{psnr:.2} | {ssim:.4} | {relative:.4} | {mean:.3}")
}

fn luma(rgb: &[f64]) -> Vec<f64> {
    rgb.as_chunks::<3>().0.iter().map(|[r, g, b]| 0.2126 * r + 0.7152 * g + 0.0722 * b).collect()
}

fn ssim(a: &[f64], b: &[f64], width: usize) -> f64 {
    let blur = |f: &dyn Fn(usize) -> f64| blurred(&(0..a.len()).map(f).collect::<Vec<_>>(), width);
    let (ma, mb) = (blur(&|i| a[i]), blur(&|i| b[i]));
    let (aa, bb, ab) = (blur(&|i| a[i] * a[i]), blur(&|i| b[i] * b[i]), blur(&|i| a[i] * b[i]));
    let one = |i: usize| {
        let (va, vb, cov) = (aa[i] - ma[i] * ma[i], bb[i] - mb[i] * mb[i], ab[i] - ma[i] * mb[i]);
        (2.0 * ma[i] * mb[i] + 1e-4) * (2.0 * cov + 9e-4) / ((ma[i] * ma[i] + mb[i] * mb[i] + 1e-4) * (va + vb + 9e-4))
    };
    (0..a.len()).map(one).sum::<f64>() / a.len() as f64
}

fn blurred(values: &[f64], width: usize) -> Vec<f64> {
    let kernel: Vec<f64> = (-5..=5).map(|i| (-f64::from(i * i) / 4.5).exp()).collect();
    let sum: f64 = kernel.iter().sum();
    let height = values.len() / width;
    let near = |at: usize, shift: usize, size: usize| (at + shift).saturating_sub(5).min(size - 1);
    let along = |from: &[f64], place: &dyn Fn(usize, usize) -> usize| -> Vec<f64> {
        let one = |i: usize| kernel.iter().enumerate().map(|(k, weight)| weight * from[place(i, k)]).sum::<f64>() / sum;
        (0..from.len()).map(one).collect()
    };
    let rows = along(values, &|i, k| i / width * width + near(i % width, k, width));
    along(&rows, &|i, k| near(i / width, k, height) * width + i % width)
}
