use rayment_render::FileMap;

use super::*;

fn load(text: String) -> Result<Scene, SceneError> {
    let mut files = FileMap::new();
    files.insert("a.gltf", text);
    crate::load("a.gltf", &files, &Limits::default())
}

#[test]
fn refuses_documents_that_are_deep() {
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(100_000), close.repeat(100_000));
    for key in ["unknown", "nodes", "extensions", "scenes"] {
        for nested in [deep("[", "]"), deep("{\"a\":", "}")] {
            let nested = nested.replace(":}", ":0}");
            assert!(load(format!("{{\"asset\":{{\"version\":\"2.0\"}},\"{key}\":{nested}}}")).is_err(), "{key}");
        }
    }
    let extras = format!("\"scenes\":[{{\"extras\":{}}}]", deep("[", "]"));
    assert!(load(format!("{{\"asset\":{{\"version\":\"2.0\"}},{extras}}}")).is_err());
}

#[test]
fn refuses_documents_of_too_many_values_before_reading_them() {
    for (key, value, count) in [("nodes", "{},", 4_000_000), ("extensionsUsed", "\"\",", 34_000_000)] {
        let list = value.repeat(count);
        let error = load(format!("{{\"asset\":{{\"version\":\"2.0\"}},\"{key}\":[{}]}}", &list[..list.len() - 1]));
        assert!(matches!(error, Err(SceneError::TooLarge { what: "values in its JSON", .. })), "{key}");
    }
}

#[test]
fn names_the_place_of_a_wrong_type() {
    let mut draft = draft();
    draft.document["meshes"][0]["primitives"][0]["mode"] = json!("triangles");
    assert_refused(&draft, "meshes[0].primitives[0].mode");
    draft.document["meshes"][0]["primitives"][0]["mode"] = json!(9);
    assert_refused(&draft, "unknown mode 9");
    let mut negative = self::draft();
    negative.document["accessors"][0]["count"] = json!(-3);
    assert_refused(&negative, "accessors[0].count");
}

#[test]
fn takes_a_byte_order_mark_and_chunks_of_others() {
    let text = draft().document.to_string();
    let mut files = draft().files();
    let document = rayment_render::Files::read(&files, "scene.gltf", 1 << 20).expect("it is there");
    files.insert("scene.gltf", [b"\xef\xbb\xbf", &document[..]].concat());
    crate::load("scene.gltf", &files, &Limits::default()).expect("the mark is skipped");
    let mut foreign = b"glTF".to_vec();
    let padded = text.len().next_multiple_of(4);
    for word in [2, (12 + 8 + padded + 8 + 4) as u32, padded as u32] {
        foreign.extend(word.to_le_bytes());
    }
    foreign.extend(b"JSON");
    foreign.extend(text.bytes().chain(std::iter::repeat_n(b' ', padded - text.len())));
    foreign.extend(4u32.to_le_bytes());
    foreign.extend(b"XTRA");
    foreign.extend([0; 4]);
    let mut files = FileMap::new();
    files.insert("a.glb", foreign);
    let error = crate::load("a.glb", &files, &Limits::default()).expect_err("its buffer has no bytes");
    assert!(error.to_string().contains("buffers[0]"), "{error}");
}

#[test]
fn refuses_files_for_later_versions() {
    let mut later = draft();
    later.document["asset"]["minVersion"] = json!("2.1");
    assert!(matches!(refusal(&later), SceneError::NotGltf { .. }));
    later.document["asset"]["minVersion"] = json!("2.0");
    later.load();
}

#[test]
fn spots_with_a_hard_edge_are_lights() {
    let mut draft = draft();
    draft.light(json!({ "type": "spot", "spot": { "innerConeAngle": 0.5, "outerConeAngle": 0.5 } }), json!({}));
    let scene = draft.load();
    let rayment_render::scene::LightKind::Spot { inner, outer } = scene.lights[0].kind else { panic!("a spot") };
    assert!(inner > outer);
    draft.document["nodes"][1]["extensions"]["KHR_lights_punctual"]["light"] = json!(4);
    assert_refused(&draft, "nodes[1].light");
}

#[test]
fn counts_lights_as_often_as_nodes_carry_them() {
    let mut draft = draft();
    draft.light(json!({ "type": "point" }), json!({}));
    let light = draft.document["nodes"].as_array().and_then(|nodes| nodes.last().cloned()).expect("it is there");
    draft.node(light);
    let within = |lights: u64| crate::load("scene.gltf", &draft.files(), &Limits { lights, ..Limits::default() });
    assert_eq!(within(2).expect("it fits").stats().lights, 2);
    assert!(matches!(within(1), Err(SceneError::TooLarge { what: "lights", found: 2, .. })));
}
