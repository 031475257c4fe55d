//! What the camera sees first, in scenes where that is known.

use rayment_render::{AovTile, Cancel, Prepared, Rect, Settings};
use serde_json::json;

use crate::support::{Draft, sphere};

const SIDE: u32 = 32;

fn prepared(draft: &Draft) -> Prepared {
    let settings = Settings { width: SIDE, height: SIDE, samples: 1, ..Settings::default() };
    Prepared::new(&draft.load(), 0, &settings, &Cancel::new()).expect("the draft renders")
}

fn render_aovs(draft: &Draft, samples: u32) -> AovTile {
    let whole = Rect::new(0, 0, SIDE, SIDE);
    prepared(draft).aovs(whole, samples, &Cancel::new()).expect("nobody cancels")
}

fn at(x: u32, y: u32) -> usize {
    (y * SIDE + x) as usize
}

fn rgb(values: &[f32], at: usize) -> [f32; 3] {
    [values[at * 3], values[at * 3 + 1], values[at * 3 + 2]]
}

fn near(found: [f32; 3], wanted: [f32; 3]) {
    assert!(found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 2e-3), "{found:?} instead of {wanted:?}");
}

/// A floor over the left half of a view from ten units above, and nothing over the right.
fn half_floor() -> (Draft, usize, usize) {
    let mut draft = Draft::new();
    draft.uniform_sky(0.25);
    // Out of view, so that the floor is neither the first node nor of the first material.
    let other = draft.material(0.9, 0.0, 1.0);
    draft.quad([[50.0, 0.0, 9.0], [60.0, 0.0, 9.0], [60.0, 0.0, -9.0], [50.0, 0.0, -9.0]], other);
    let material = draft.material(0.5, 0.0, 1.0);
    let node = draft.quad([[-9.0, 0.0, 9.0], [0.0, 0.0, 9.0], [0.0, 0.0, -9.0], [-9.0, 0.0, -9.0]], material);
    draft.camera_above(10.0, 2.0);
    (draft, node, material)
}

#[test]
fn a_floor_from_above_has_its_albedo_normal_depth_and_ids() {
    let (draft, node, material) = half_floor();
    let aovs = render_aovs(&draft, 4);
    for y in [0, 13, 31] {
        let left = at(5, y);
        // A dielectric reflects four hundredths besides its colour.
        near(rgb(&aovs.albedo, left), [0.04 + 0.96 * 0.5; 3]);
        near(rgb(&aovs.normal, left), [0.0, 1.0, 0.0]);
        assert!((aovs.depth[left] - 10.0).abs() < 1e-3, "{}", aovs.depth[left]);
        assert_eq!((aovs.object[left], aovs.material[left]), (node as u32, material as u32));
        let right = at(26, y);
        near(rgb(&aovs.albedo, right), [0.25; 3]);
        near(rgb(&aovs.normal, right), [0.0; 3]);
        assert_eq!(aovs.depth[right], f32::INFINITY);
        assert_eq!((aovs.object[right], aovs.material[right]), (AovTile::NOTHING, AovTile::NOTHING));
    }
}

#[test]
fn edges_are_smooth_and_ids_are_not() {
    let mut draft = Draft::new();
    draft.uniform_sky(0.0);
    let material = draft.material(1.0, 0.0, 1.0);
    let node = draft.quad([[-9.0, 0.0, 9.0], [0.03, 0.0, 9.0], [0.03, 0.0, -9.0], [-9.0, 0.0, -9.0]], material);
    draft.camera_above(10.0, 2.0);
    let aovs = render_aovs(&draft, 16);
    let edge: Vec<f32> = (12..20).map(|x| aovs.albedo[at(x, 16) * 3]).collect();
    assert!(edge.iter().any(|value| (0.1..0.9).contains(value)), "{edge:?}");
    assert!(aovs.object.iter().all(|id| [node as u32, AovTile::NOTHING].contains(id)));
}

#[test]
fn a_mirror_shows_what_is_in_it_and_is_itself_by_id_and_depth() {
    let mut draft = Draft::new();
    draft.uniform_sky(0.0);
    let mirror = draft.material(0.8, 1.0, 0.0);
    let ceiling = draft.material(0.5, 0.0, 1.0);
    let node = draft.quad([[-9.0, 0.0, 9.0], [9.0, 0.0, 9.0], [9.0, 0.0, -9.0], [-9.0, 0.0, -9.0]], mirror);
    draft.quad([[-9.0, 12.0, -9.0], [9.0, 12.0, -9.0], [9.0, 12.0, 9.0], [-9.0, 12.0, 9.0]], ceiling);
    draft.camera_above(10.0, 2.0);
    let aovs = render_aovs(&draft, 2);
    let middle = at(16, 16);
    near(rgb(&aovs.albedo, middle), [0.8 * (0.04 + 0.96 * 0.5); 3]);
    near(rgb(&aovs.normal, middle), [0.0, -1.0, 0.0]);
    assert!((aovs.depth[middle] - 10.0).abs() < 1e-3);
    assert_eq!((aovs.object[middle], aovs.material[middle]), (node as u32, mirror as u32));
}

#[test]
fn rough_metal_and_lamps_are_what_they_are() {
    for (metallic, roughness, emits, wanted) in [(1.0, 0.5, false, 0.6), (0.0, 1.0, true, 1.0)] {
        let mut draft = Draft::new();
        draft.uniform_sky(0.0);
        let material = if emits { draft.emitter(7.0) } else { draft.material(0.6, metallic, roughness) };
        draft.quad([[-9.0, 0.0, 9.0], [9.0, 0.0, 9.0], [9.0, 0.0, -9.0], [-9.0, 0.0, -9.0]], material);
        draft.camera_above(10.0, 2.0);
        near(rgb(&render_aovs(&draft, 2).albedo, at(16, 16)), [wanted; 3]);
    }
}

#[test]
fn objects_of_one_mesh_are_told_apart() {
    let mut draft = Draft::new();
    draft.uniform_sky(0.0);
    let material = draft.material(0.5, 0.0, 1.0);
    let first = draft.triangles(&sphere(0.8, 24), material);
    draft.document["nodes"][first]["translation"] = json!([-1.0, 0.0, 0.0]);
    let second = draft.node(json!({ "mesh": 0, "translation": [1.0, 0.0, 0.0] }));
    draft.camera_above(10.0, 2.0);
    let aovs = render_aovs(&draft, 4);
    assert_eq!((aovs.object[at(8, 16)], aovs.object[at(24, 16)]), (first as u32, second as u32));
    assert!((aovs.depth[at(8, 16)] - 9.2).abs() < 0.05, "{}", aovs.depth[at(8, 16)]);
}

#[test]
fn parts_alone_equal_the_whole_on_any_threads() {
    let (draft, ..) = half_floor();
    let (prepared, whole) = (prepared(&draft), render_aovs(&draft, 3));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().expect("threads start");
    for rect in Rect::grid(SIDE, SIDE, 13) {
        let part = pool.install(|| prepared.aovs(rect, 3, &Cancel::new())).expect("nobody cancels");
        for y in 0..rect.height {
            for x in 0..rect.width {
                let (from, to) = ((y * rect.width + x) as usize, at(rect.x + x, rect.y + y));
                assert_eq!(rgb(&part.albedo, from), rgb(&whole.albedo, to));
                assert_eq!(part.object[from], whole.object[to]);
            }
        }
    }
}

#[test]
fn stops_when_cancelled() {
    let (draft, ..) = half_floor();
    let cancel = Cancel::new();
    cancel.cancel();
    assert!(prepared(&draft).aovs(Rect::new(0, 0, SIDE, SIDE), 4, &cancel).is_err());
}
