use rayment_render::scene::{Interpolation, Projection, Property};

use super::*;

fn animation(draft: &mut Draft, name: &str, target: Value, output: usize, interpolation: &str) {
    let times = draft.floats(&[[0.0f32], [1.0]]);
    draft.push(
        "animations",
        json!({ "name": name,
            "samplers": [{ "input": times, "output": output, "interpolation": interpolation }],
            "channels": [{ "sampler": 0, "target": target }] }),
    );
}

fn morphed() -> Draft {
    let mut draft = draft();
    let target = draft.floats(&TRIANGLE);
    primitive(&mut draft)["targets"] = json!([{ "POSITION": target }, { "POSITION": target }]);
    draft
}

#[test]
fn weights_move_in_all_three_ways() {
    for (interpolation, kind, per_key) in [
        ("STEP", Interpolation::Step, 1),
        ("LINEAR", Interpolation::Linear, 1),
        ("CUBICSPLINE", Interpolation::Cubic, 3),
    ] {
        let mut draft = morphed();
        let values: Vec<[f32; 1]> = (0..2 * 2 * per_key).map(|i| [i as f32]).collect();
        let output = draft.floats(&values);
        animation(&mut draft, "talk", json!({ "node": 0, "path": "weights" }), output, interpolation);
        let scene = draft.load();
        let track = &scene.tracks[0];
        assert_eq!((track.property, track.width, track.interpolation), (Property::Weights, 2, kind));
        let first = if per_key == 3 { vec![2.0, 3.0] } else { vec![0.0, 1.0] };
        assert_eq!(track.weights(0.0), first);
        assert_eq!(scene.poses(0)[0].weights[0], first);
        draft.document["animations"][0]["samplers"][0]["interpolation"] = json!("SMOOTH");
        assert_refused(&draft, "animations[0].samplers[0].interpolation");
    }
}

#[test]
fn refuses_weights_of_another_number() {
    let mut draft = morphed();
    let output = draft.floats(&[[0.0f32], [1.0], [2.0]]);
    animation(&mut draft, "talk", json!({ "node": 0, "path": "weights" }), output, "LINEAR");
    assert_refused(&draft, "expected 4 numbers for its keys, found 3");
}

fn walking() -> Draft {
    let mut draft = draft();
    for (name, far) in [("walk", 1.0f32), ("run", 5.0)] {
        let output = draft.floats(&[[0.0, 0.0, 0.0], [far, 0.0, 0.0]]);
        animation(&mut draft, name, json!({ "node": 0, "path": "translation" }), output, "LINEAR");
    }
    let output = draft.floats(&[[1.0f32, 1.0, 1.0], [2.0, 2.0, 2.0]]);
    animation(&mut draft, "grow", json!({ "node": 0, "path": "scale" }), output, "LINEAR");
    draft
}

#[test]
fn animations_of_different_things_play_together() {
    let mut draft = walking();
    let scene = draft.load();
    assert_eq!(scene.tracks.len(), 2, "walk and grow");
    assert_eq!(scene.poses(24)[0].to_world[0].col(3).x, 1.0);
    assert_noted(&scene, "\"run\"");
    draft.wishes(json!({ "animation": "run" }));
    let scene = draft.load();
    assert_eq!((scene.tracks.len(), scene.poses(24)[0].to_world[0].col(3).x), (1, 5.0));
    draft.wishes(json!({ "animation": "fly" }));
    assert_refused(&draft, "\"fly\"");
}

#[test]
fn pointers_are_noted_and_refused_where_required() {
    let mut draft = draft();
    let output = draft.floats(&[[0.0f32], [1.0]]);
    animation(&mut draft, "fade", json!({ "path": "pointer", "extensions": {} }), output, "LINEAR");
    let scene = draft.load();
    assert!(scene.tracks.is_empty());
    assert_noted(&scene, "KHR_animation_pointer");
    draft.document["extensionsRequired"] = json!(["KHR_animation_pointer"]);
    assert_refused(&draft, "KHR_animation_pointer");
}

#[test]
fn refuses_times_that_do_not_rise() {
    for times in [[[1.0f32], [1.0]], [[-1.0], [1.0]], [[0.0], [f32::NAN]]] {
        let mut draft = walking();
        let times = draft.floats(&times);
        draft.document["animations"][0]["samplers"][0]["input"] = json!(times);
        assert!(matches!(refusal(&draft), SceneError::Invalid { .. }));
    }
}

#[test]
fn the_default_scene_is_drawn() {
    let mut draft = draft();
    draft.push("nodes", json!({ "mesh": 0 }));
    draft.push("nodes", json!({ "mesh": 0 }));
    draft.push("scenes", json!({ "name": "Other", "nodes": [1, 2] }));
    assert_eq!(draft.load().stats().triangles, 1);
    draft.document["scene"] = json!(1);
    let scene = draft.load();
    assert_eq!(scene.stats().triangles, 2);
    assert_noted(&scene, "scene 1 (\"Other\")");
    draft.document["scene"] = json!(2);
    assert_refused(&draft, "scenes[2]");
    let document = draft.document.as_object_mut().expect("an object");
    document.remove("scene");
    document.remove("scenes");
    assert_eq!(draft.load().stats().triangles, 3, "without scenes, all that is there");
}

#[test]
fn cameras_keep_name_and_aspect() {
    let mut draft = draft();
    let camera = json!({ "type": "perspective", "name": "Close-up",
        "perspective": { "yfov": 0.5, "aspectRatio": 2.0, "znear": 0.1 } });
    let close = draft.push("cameras", camera);
    draft.node(json!({ "camera": close }));
    draft.camera_above(3.0, 1.0);
    let scene = draft.load();
    assert_eq!(scene.cameras(), ["Close-up", ""]);
    assert_eq!((scene.aspect(0), scene.aspect(1), scene.aspect(2)), (Some(2.0), Some(1.0), None));
    assert!(matches!(scene.cameras[0].projection, Projection::Perspective { yfov: 0.5 }));
    draft.document["nodes"][1]["camera"] = json!(8);
    assert_refused(&draft, "cameras[8]");
}
