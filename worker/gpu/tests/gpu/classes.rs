//! Devices of other classes, which round otherwise: software that adds products before they are rounded
//! stands in for cards, whose compilers do.

use rayment_gpu::Kind;
use rayment_render::{VariedTile, tolerance::Distance};

use crate::*;

const SETTINGS: Settings = Settings { width: 96, height: 64, samples: 8, seed: 11, max_bounces: 5, camera: 0 };

fn distances(ours: &[VariedTile], theirs: impl Fn(Rect) -> Tile) -> Vec<Distance> {
    let between = |own: &VariedTile| Distance::between(own, &theirs(own.tile.rect).rgb).expect("tiles of one size");
    ours.iter().map(between).collect()
}

#[test]
fn another_class_has_other_bits_of_the_same_picture_and_less_work_has_not() {
    let scene = showcase_scene();
    let at = |settings: &Settings| Prepared::new(&scene, 7, settings, &Cancel::new()).expect("it renders");
    let own = at(&SETTINGS);
    let rects = Rect::grid(SETTINGS.width, SETTINGS.height, 32);
    let varied = |&rect: &Rect| own.tile_with_variance(rect, &Cancel::new()).expect("nobody cancels");
    let ours: Vec<VariedTile> = rects.iter().map(varied).collect();

    let device = Device::open_fused(&software()).expect("it opens");
    assert!(device.info().kind == Kind::Software && device.class() != "cpu", "a class of its own");
    let renderer = Renderer::new(vec![device]).expect("one device");
    let frame = renderer.prepare(&own).expect("it fits");
    let found = distances(&ours, |rect| frame.tile(rect, &Cancel::new()).expect("it renders"));
    assert!(found.iter().any(|distance| distance.error > 0.0), "it rounds as the tracer does");
    for distance in &found {
        assert!(distance.is_tolerable(), "{distance}");
    }

    for (name, less) in [
        ("half of the samples", Settings { samples: 4, ..SETTINGS }),
        ("another seed", Settings { seed: 12, ..SETTINGS }),
        ("one bounce", Settings { max_bounces: 1, ..SETTINGS }),
    ] {
        let other = at(&less);
        let found = distances(&ours, |rect| other.tile(rect, &Cancel::new()).expect("nobody cancels"));
        let refused = found.iter().filter(|distance| !distance.is_tolerable()).count();
        // There is nothing to leave out where there is only sky.
        assert!(refused * 3 >= found.len(), "{name}: {refused} of {} tiles refused", found.len());
    }
}
