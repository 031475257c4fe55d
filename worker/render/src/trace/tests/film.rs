//! Pixels: how many samples they take, and that a cancel does not wait for them.

use std::time::{Duration, Instant};

use glam::DVec3;

use super::scene_builder::{SETTINGS, SceneBuilder, ball, matte, shining, square};
use crate::cancel::Cancel;
use crate::error::{Cancelled, RenderError};
use crate::frame::{Prepared, Settings};
use crate::math::v3;
use crate::scene::{Environment, HdrImage, JointSet, Scene, Skin};
use crate::tile::Rect;

/// A light close to a floor, hard to sample on one side; a constant glow on the other.
fn uneven() -> Scene {
    let mut builder = SceneBuilder::new();
    let (floor, glow) = (builder.material(matte(0.7)), builder.material(shining(0.4)));
    builder.add(square(2.0, floor));
    let shine = |x: f32, z: f32, half: f32, down: bool| {
        let mut shine = square(half, glow);
        shine.positions.iter_mut().for_each(|p| *p = [p[0] + x, p[1], p[2] + z]);
        if down {
            shine.triangles.iter_mut().for_each(|triangle| triangle.swap(0, 1));
        }
        shine
    };
    builder.add(shine(-1.1, 0.01, 1.0, false));
    builder.add(shine(0.5, 0.1, 0.2, true));
    builder.camera(DVec3::new(0.0, 0.0, 4.0), 1.0);
    builder.build()
}

const WHOLE: Rect = Rect::new(0, 0, 24, 24);

#[test]
fn adaptive_pixels_stop_when_they_are_good_enough() {
    let scene = uneven();
    let cancel = Cancel::new();
    let prepared = Prepared::new(&scene, 0, &Settings { samples: 1024, ..SETTINGS }, &cancel).unwrap();
    let adaptive = prepared.adaptive_tile(WHOLE, 0.02, &cancel).unwrap();
    let (easy, hard) = (adaptive.samples[12 * 24 + 2], *adaptive.samples.iter().max().unwrap());
    assert!(easy == 32 && hard > 64, "{easy} {hard}");
    assert!(adaptive.samples.iter().all(|&samples| samples % 32 == 0 && samples <= 1024));
    let truth = prepared.tile(WHOLE, &cancel).unwrap();
    let far = adaptive.tile.rgb.iter().zip(&truth.rgb).filter(|(a, b)| (*a - *b).abs() > 0.06 * (*b + 0.05)).count();
    assert!(far * 50 < truth.rgb.len(), "{far}");
    // Deterministic like everything else: parts equal the whole.
    let part = prepared.adaptive_tile(Rect::new(5, 3, 7, 4), 0.02, &cancel).unwrap();
    assert_eq!(part.samples[0], adaptive.samples[3 * 24 + 5]);
    assert_eq!(part.tile.rgb[..21], adaptive.tile.rgb[(3 * 24 + 5) * 3..(3 * 24 + 12) * 3]);
}

#[test]
fn an_error_of_zero_gives_the_tile_itself() {
    let cancel = Cancel::new();
    let prepared = Prepared::new(&uneven(), 0, &Settings { samples: 150, ..SETTINGS }, &cancel).unwrap();
    let adaptive = prepared.adaptive_tile(Rect::new(14, 8, 6, 6), 0.0, &cancel).unwrap();
    let tile = prepared.tile(Rect::new(14, 8, 6, 6), &cancel).unwrap();
    // All except those without any error.
    for (i, &samples) in adaptive.samples.iter().enumerate() {
        assert!(samples == 150 || tile.rgb[i * 3] == adaptive.tile.rgb[i * 3]);
        if samples == 150 {
            assert_eq!(tile.rgb[i * 3..i * 3 + 3], adaptive.tile.rgb[i * 3..i * 3 + 3]);
        }
    }
}

/// Heavy scenes of every kind, which take time to prepare.
fn heavy(columns: u32) -> Scene {
    let mut builder = SceneBuilder::new();
    let material = builder.material(shining(1.0));
    let mut skinned = ball(1.0, columns, true, material);
    let vertices = skinned.positions.len();
    skinned.joints = vec![JointSet { joints: vec![[0; 4]; vertices], weights: vec![[0.25; 4]; vertices] }];
    let plain = ball(1.5, columns, true, material);
    let node = builder.add(skinned);
    builder.add(plain);
    builder.0.skins.push(Skin { joints: vec![node], inverse_bind: vec![glam::DMat4::IDENTITY] });
    builder.0.nodes[node].skin = Some(0);
    let pixels = (0..512 * 256).map(|i| [(i % 97) as f32; 3]).collect();
    let image = HdrImage { width: 512, height: 256, pixels };
    builder.0.environment = Some(Environment { image: image.into(), strength: 1.0, rotation: 0.0 });
    builder.slide(node, v3(0.0, 0.0, 0.0), v3(1.0, 0.0, 0.0));
    builder.build()
}

/// However far the preparation has got, it ends soon after the cancel: at most after the longest step that
/// does not check for cancellation. The limit is generous, for a busy machine.
#[test]
fn a_frame_in_the_making_stops_soon_after_its_cancel() {
    let scene = heavy(600);
    // A pool of its own, so that no other work is waited for.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
    let (mut stopped, mut longest) = (0, Duration::ZERO);
    for step in 0..12 {
        let cancel = Cancel::new();
        let (result, waited) = std::thread::scope(|scope| {
            let frame = scope.spawn(|| pool.install(|| Prepared::new(&scene, 0, &SETTINGS, &cancel).map(drop)));
            let begun = Instant::now();
            while begun.elapsed() < Duration::from_millis(step * 25) && !frame.is_finished() {
                std::thread::yield_now();
            }
            let start = Instant::now();
            cancel.cancel();
            (frame.join().unwrap(), start.elapsed())
        });
        if result == Err(RenderError::Cancelled(Cancelled)) {
            stopped += 1;
            longest = longest.max(waited);
        }
    }
    assert!(stopped > 2, "{stopped}");
    assert!(longest < Duration::from_secs(5), "{longest:?} on a busy machine; below 100 ms on an idle one");
}
