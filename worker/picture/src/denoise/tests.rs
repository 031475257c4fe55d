use super::*;
use crate::{LinearImage, Look};

const WIDTH: u32 = 96;
const HEIGHT: u32 = 160;

/// A bijective mix of 32 bits (C. Wellons' `lowbias32`).
pub fn hash(mut x: u32) -> u32 {
    x = (x ^ (x >> 16)).wrapping_mul(0x7feb_352d);
    x = (x ^ (x >> 15)).wrapping_mul(0x846c_a68b);
    x ^ (x >> 16)
}

/// A checked floor in front of a wall that is lit from one side, and what the camera sees of it.
fn scene() -> (LinearImage, Guides) {
    let mut image = LinearImage::new(WIDTH, HEIGHT);
    let mut guides = Guides::new(WIDTH, HEIGHT);
    for at in 0..(WIDTH * HEIGHT) as usize {
        let (x, y) = (at % WIDTH as usize, at / WIDTH as usize);
        let is_floor = y > 90;
        let light = if x < 40 { 1.5 } else { 0.3 };
        let albedo = match is_floor {
            true if (x / 8 + y / 8) % 2 == 0 => [0.7, 0.6, 0.5],
            true => [0.1, 0.15, 0.2],
            false => [0.8, 0.3, 0.2],
        };
        image.rgb[at * 3..][..3].copy_from_slice(&albedo.map(|part| part * light));
        guides.albedo[at * 3..][..3].copy_from_slice(&albedo);
        guides.normal[at * 3 + if is_floor { 1 } else { 2 }] = 1.0;
        guides.depth[at] = if is_floor { 5.0 - (y - 90) as f32 * 0.04 } else { 5.0 };
        guides.object[at] = u32::from(is_floor);
    }
    (image, guides)
}

/// The mean of a few exponentially distributed samples, all channels alike, and sparks.
fn noisy(clean: &LinearImage) -> LinearImage {
    let mut image = clean.clone();
    for (at, pixel) in image.rgb.as_chunks_mut::<3>().0.iter_mut().enumerate() {
        let draw = |i: u32| -(1.0 - hash(at as u32 * 8 + i) as f32 / 4_294_967_296.0 + 1e-7).ln();
        let mut factor = (draw(0) + draw(1) + draw(2) + draw(3)) / 4.0;
        factor += if hash(at as u32 ^ 77).is_multiple_of(900) { 30.0 } else { 0.0 };
        *pixel = pixel.map(|value| value * factor);
    }
    image
}

fn error(a: &LinearImage, b: &LinearImage) -> f64 {
    let shown = |image: &LinearImage| image.tone_mapped(&Look::default()).pixels;
    let squares = shown(a).into_iter().zip(shown(b)).map(|(x, y)| (f64::from(x) - f64::from(y)).powi(2));
    squares.sum::<f64>() / a.rgb.len() as f64
}

fn mean(image: &LinearImage) -> f64 {
    image.rgb.iter().map(|value| f64::from(*value)).sum::<f64>() / image.rgb.len() as f64
}

fn built_in(image: &LinearImage, guides: Option<&Guides>) -> LinearImage {
    Denoiser::BuiltIn.run(image, guides, &AtomicBool::new(false)).unwrap()
}

#[test]
fn guides_help_and_noise_goes() {
    let (clean, guides) = scene();
    let noisy = noisy(&clean);
    let (alone, guided) = (built_in(&noisy, None), built_in(&noisy, Some(&guides)));
    let [raw, alone, guided] = [&noisy, &alone, &guided].map(|image| error(image, &clean));
    assert!(alone < 0.7 * raw, "{alone} of {raw}");
    assert!(guided < 0.5 * alone && guided < 0.15 * raw, "{guided} of {raw}, {alone} alone");
}

#[test]
fn edges_of_surfaces_and_of_shadows_stay() {
    let (clean, guides) = scene();
    let result = built_in(&noisy(&clean), Some(&guides));
    // Means along an edge: noise goes, a blurred edge would not.
    let column = |image: &LinearImage, x: usize, rows: std::ops::Range<usize>| {
        let sum: f32 = rows.clone().map(|y| image.rgb[(y * WIDTH as usize + x) * 3]).sum();
        sum / rows.len() as f32
    };
    for x in [34, 36, 43, 45] {
        let (found, wanted) = (column(&result, x, 10..80), column(&clean, x, 10..80));
        assert!((found / wanted - 1.0).abs() < 0.25, "column {x}: {found} instead of {wanted}");
    }
    let [lit, dark] = [39, 40].map(|x| column(&result, x, 10..80));
    assert!(lit > 2.0 * dark, "{lit} beside {dark}");
    let row = |image: &LinearImage, y: usize| {
        let line = &image.rgb[(y * WIDTH as usize + 60) * 3..][..30 * 3];
        line.iter().sum::<f32>() / 90.0
    };
    for y in [88, 89, 90, 91, 92] {
        let (found, wanted) = (row(&result, y), row(&clean, y));
        assert!((found / wanted - 1.0).abs() < 0.12, "line {y}: {found} instead of {wanted}");
    }
}

#[test]
fn light_is_kept() {
    let (clean, guides) = scene();
    let calm = |image: &LinearImage| mean(&built_in(image, Some(&guides))) / mean(image);
    assert!((calm(&clean) - 1.0).abs() < 0.005, "{}", calm(&clean));
    let noisy = noisy(&clean);
    assert!((calm(&noisy) - 1.0).abs() < 0.03, "{}", calm(&noisy));
}

#[test]
fn bands_with_their_halo_are_those_of_the_whole() {
    let (clean, guides) = scene();
    let noisy = noisy(&clean);
    let whole = built_in(&noisy, Some(&guides));
    let halo = Denoiser::BuiltIn.halo();
    for lines in [0u32..16, 64..80, 100..160] {
        let around = lines.start.saturating_sub(halo)..(lines.end + halo).min(HEIGHT);
        let part = built_in(&noisy.lines(around.clone()), Some(&guides.lines(around.clone())));
        let inner = part.lines(lines.start - around.start..lines.end - around.start);
        assert!(inner == whole.lines(lines.clone()), "{lines:?}");
    }
    let alone = built_in(&noisy, None);
    assert!(built_in(&noisy.lines(40..136), None).lines(48..64) == alone.lines(88..104));
}

#[test]
fn threads_do_not_change_bits() {
    let (clean, guides) = scene();
    let noisy = noisy(&clean);
    let by = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| built_in(&noisy, Some(&guides)))
    };
    assert!(by(1) == by(3));
}

#[test]
fn any_numbers_and_sizes_are_taken() {
    let bad = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1.0, f32::MAX, 0.0, 1e-40];
    let (mut image, mut guides) = scene();
    for (i, value) in image.rgb.iter_mut().enumerate().filter(|(i, _)| i % 97 == 0) {
        *value = bad[i % 7];
    }
    for (i, value) in guides.albedo.iter_mut().chain(&mut guides.normal).enumerate().filter(|(i, _)| i % 89 == 0) {
        *value = bad[i % 7];
    }
    guides.depth.iter_mut().enumerate().filter(|(i, _)| i % 83 == 0).for_each(|(i, value)| *value = bad[i % 7]);
    let result = built_in(&image, Some(&guides));
    assert!(result.rgb.iter().all(|value| !value.is_nan() && *value >= 0.0));
    for (width, height) in [(0, 0), (1, 1), (1, 40), (40, 1), (2, 3)] {
        let image = LinearImage::new(width, height);
        assert_eq!(built_in(&image, Some(&Guides::new(width, height))), image);
    }
    // Guides of another picture are no guides.
    assert_eq!(built_in(&image, Some(&Guides::new(3, 3))), built_in(&image, None));
}

#[test]
fn denoisers_are_named() {
    assert_eq!("off".parse(), Ok(Denoiser::Off));
    assert_eq!("built-in".parse(), Ok(Denoiser::BuiltIn));
    assert_eq!("auto".parse(), Ok(Denoiser::best()));
    assert!(matches!("median".parse::<Denoiser>(), Err(DenoiserError::Unknown { .. })));
    let large = Denoiser::Oidn(Oidn::at("oidnDenoise".into()));
    assert_eq!(large.for_size(16_384, 16_384), Denoiser::BuiltIn);
    assert_eq!(large.for_size(1920, 1080), large);
}
