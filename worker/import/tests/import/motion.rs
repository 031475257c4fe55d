//! Frames and the time they are of.

use rayment_render::{Cancel, Prepared, Settings};
use serde_json::json;

use crate::support::Draft;

#[test]
fn frames_follow_the_animation_at_the_stated_rate() {
    let mut draft = Draft::new();
    let material = draft.material(0.0, 0.0, 1.0);
    let s = 0.5;
    let node = draft.quad([[-s, 0.0, s], [s, 0.0, s], [s, 0.0, -s], [-s, 0.0, -s]], material);
    draft.camera_above(4.0, 0.1);
    let times = draft.floats(&[[0.0], [2.0]]);
    let places = draft.floats(&[[0.0, 0.0, 0.0], [4.0, 0.0, 0.0]]);
    draft.push(
        "animations",
        json!({
            "samplers": [{ "input": times, "output": places }],
            "channels": [{ "sampler": 0, "target": { "node": node, "path": "translation" } }],
        }),
    );
    let wishes = |rate: u32| {
        let even = [1.0, 1.0, 1.0];
        json!({ "frames_per_second": rate, "sky": { "zenith": even, "horizon": even, "ground": even } })
    };
    let settings = Settings { width: 4, height: 4, samples: 4, ..Settings::default() };
    // The quad covers the view until it has moved by 0.6 units: 0.3 seconds.
    for (rate, covered, gone) in [(10, 2, 4), (100, 19, 31)] {
        draft.wishes(wishes(rate));
        let scene = draft.load();
        let frames = scene.stats().frames.expect("it is animated");
        assert_eq!((frames.first, frames.last), (0, 2 * rate));
        let light = |frame: u32| {
            let prepared = Prepared::new(&scene, frame, &settings, &Cancel::new()).expect("it renders");
            let rgb = prepared.whole(&Cancel::new()).expect("nobody cancels").rgb;
            rgb.iter().sum::<f32>() / rgb.len() as f32
        };
        assert!(light(covered) < 0.2, "{rate}");
        assert!(light(gone) > 0.99, "{rate}");
        assert!(light(9999) > 0.99, "the last pose holds");
    }
}
