//! Deliveries of other classes of devices: the same picture passes, other work does not.

use rayment_check::Compared;
use rayment_core::{Native, market::Params, proof::challenge::Challenge};
use rayment_engine::{Rule, rects, settings};
use rayment_picture::LinearImage;
use rayment_render::{Cancel, Rect, Settings, Tile, tolerance::Distance};
use rayment_spec::{Devices, Spec};

use crate::{
    comparing::compared,
    picture::{self, bodies, chunk, open},
};

/// Sixteen samples, on any device.
fn spec() -> Spec {
    Spec { devices: Devices::Any, samples: 16, ..picture::spec() }
}

/// The frame, changed as a picture.
fn redrawn(spec: &Spec, body: &[u8], change: impl Fn(&LinearImage, u32, u32) -> [f32; 3]) -> Vec<u8> {
    let places = rects(spec, &chunk());
    let (mut image, mut rest) = (LinearImage::new(spec.width, spec.height), body);
    for rect in &places {
        let (own, after) = rest.split_at(rect.pixels() * 12);
        image.place(rect.x, rect.y, rect.width, &Tile::from_bytes(*rect, own).expect("a tile").rgb);
        rest = after;
    }
    let pixels = |rect: &Rect| {
        let rect = *rect;
        (rect.y..rect.y + rect.height).flat_map(move |y| (rect.x..rect.x + rect.width).map(move |x| (x, y)))
    };
    let values = places.iter().flat_map(pixels).flat_map(|(x, y)| change(&image, x, y));
    values.flat_map(f32::to_le_bytes).collect()
}

fn pixel(image: &LinearImage, x: u32, y: u32) -> [f32; 3] {
    let (x, y) = (x.min(image.width - 1), y.min(image.height - 1));
    let at = (y as usize * image.width as usize + x as usize) * 3;
    [image.rgb[at], image.rgb[at + 1], image.rgb[at + 2]]
}

fn blurred(image: &LinearImage, x: u32, y: u32) -> [f32; 3] {
    let around = [(x, y), (x + 1, y), (x, y + 1), (x + 1, y + 1)].map(|(x, y)| pixel(image, x, y));
    std::array::from_fn(|channel| around.iter().map(|pixel| pixel[channel]).sum::<f32>() / 4.0)
}

fn accepts(bodies: &[Vec<u8>]) -> bool {
    let spec = spec();
    let challenge = Challenge::new([5; 32], 2, chunk().tiles, Params::DEFAULT.challenge_tiles, 0);
    let picks: Vec<_> = challenge.picks::<Native>().collect();
    matches!(compared(&spec, bodies, &picks, Rule::Tolerance), Ok(Compared::Equal { .. }))
}

#[test]
fn the_same_picture_rounded_otherwise_passes() {
    let mut rounded = bodies(&spec(), &chunk());
    assert!(accepts(&rounded), "the same bits always pass");
    rounded.iter_mut().for_each(|body| picture::round_otherwise(body));
    assert!(accepts(&rounded));
}

#[test]
fn refuses_another_seed() {
    assert!(!accepts(&bodies(&Spec { seed: 2, ..spec() }, &chunk())));
}

#[test]
fn refuses_half_the_samples() {
    assert!(!accepts(&bodies(&Spec { samples: 8, ..spec() }, &chunk())));
}

#[test]
fn refuses_a_picture_that_was_shifted_or_blurred() {
    let honest = bodies(&spec(), &chunk());
    let drawn = |change: &dyn Fn(&LinearImage, u32, u32) -> [f32; 3]| -> Vec<_> {
        honest.iter().map(|body| redrawn(&spec(), body, change)).collect()
    };
    assert_eq!(drawn(&pixel), honest, "drawing it again changes nothing");
    assert!(!accepts(&drawn(&|image, x, y| pixel(image, x + 1, y))));
    assert!(!accepts(&drawn(&blurred)));
}

#[test]
fn refuses_pixels_that_are_no_numbers() {
    let mut broken = bodies(&spec(), &chunk());
    for body in &mut broken {
        body.as_chunks_mut::<4>().0.iter_mut().for_each(|value| *value = f32::NAN.to_le_bytes());
    }
    assert!(!accepts(&broken));
}

/// Most of half the samples looks right: only what is known about its noise gives it away.
#[test]
fn half_the_samples_are_one_standard_error_apart() {
    let spec = Spec { samples: 64, ..spec() };
    let (scene, settings, cancel) = (open(&spec), settings(&spec), Cancel::new());
    let frame = |settings: &Settings| scene.frame(3, settings, &cancel).expect("it can be rendered");
    let rect = Rect::new(96, 64, 64, 64);
    let ours = frame(&settings).tile_with_variance(rect, &cancel).expect("nobody cancels").expect("enough samples");
    let theirs = frame(&Settings { samples: 32, ..settings }).tile(rect, &cancel);
    let distance = Distance::between(&ours, &theirs.expect("nobody cancels").rgb);
    let distance = distance.expect("tiles of one size");
    assert!((0.5..2.0).contains(&distance.error), "{distance}");
    assert!(!distance.is_tolerable());
}
