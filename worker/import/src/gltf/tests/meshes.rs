use super::*;

/// A triangle on a node with a skin of two joints.
fn skinned(joints: [[u8; 4]; 3], weights: [[f32; 4]; 3]) -> Draft {
    let mut draft = draft();
    let joints = draft.accessor(&joints.concat(), 5121, "VEC4", 3);
    let weights = draft.floats(&weights);
    primitive(&mut draft)["attributes"]["JOINTS_0"] = json!(joints);
    primitive(&mut draft)["attributes"]["WEIGHTS_0"] = json!(weights);
    let root = draft.node(json!({ "children": [2] }));
    draft.push("nodes", json!({ "translation": [0.0, 1.0, 0.0] }));
    let mut matrices = vec![0.0; 32];
    for diagonal in 0..8 {
        matrices[diagonal / 4 * 16 + diagonal % 4 * 5] = 1.0;
    }
    matrices[16 + 13] = -1.0;
    let matrices = draft.accessor(&numbers(&matrices), 5126, "MAT4", 2);
    draft.push("skins", json!({ "joints": [2, root], "inverseBindMatrices": matrices }));
    draft.document["nodes"][0]["skin"] = json!(0);
    draft
}

const JOINTS: [[u8; 4]; 3] = [[0, 1, 0, 0]; 3];
const WEIGHTS: [[f32; 4]; 3] = [[0.5, 0.5, 0.0, 0.0], [3.0, 1.0, 0.0, 0.0], [0.0; 4]];

#[test]
fn skins_name_joints_and_weights_sum_to_one() {
    let scene = skinned(JOINTS, WEIGHTS).load();
    let skin = &scene.skins[0];
    // In the tree, parents come first: the mesh, the root, its child.
    assert_eq!((scene.nodes[0].skin, &skin.joints[..]), (Some(0), &[2, 1][..]));
    assert_eq!(skin.inverse_bind[1].col(3).y, -1.0);
    let set = &scene.meshes[0].primitives[0].joints[0];
    assert_eq!(set.joints[0], [0, 1, 0, 0]);
    assert_eq!(set.weights, [[0.5, 0.5, 0.0, 0.0], [0.75, 0.25, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]]);
}

#[test]
fn joints_without_weight_may_be_any() {
    let scene = skinned([[0, 1, 99, 255]; 3], WEIGHTS).load();
    assert_eq!(scene.meshes[0].primitives[0].joints[0].joints[0], [0, 1, 0, 0]);
}

#[test]
fn refuses_skins_that_do_not_fit() {
    assert_refused(&skinned([[0, 2, 0, 0]; 3], WEIGHTS), "joint 2 of 2");
    assert_refused(&skinned(JOINTS, [[-0.5, 1.5, 0.0, 0.0]; 3]), "below zero");
    let mut bare = skinned(JOINTS, WEIGHTS);
    primitive(&mut bare)["attributes"].as_object_mut().expect("attributes").remove("WEIGHTS_0");
    assert_refused(&bare, "WEIGHTS_0");
    primitive(&mut bare)["attributes"].as_object_mut().expect("attributes").remove("JOINTS_0");
    assert_refused(&bare, "JOINTS_0");
    let mut short = skinned(JOINTS, WEIGHTS);
    short.document["skins"][0]["joints"] = json!([1, 2, 0]);
    assert_refused(&short, "2 inverse bind matrices for 3 joints");
    short.document["skins"][0]["joints"] = json!([]);
    assert_refused(&short, "0");
    let mut elsewhere = skinned(JOINTS, WEIGHTS);
    elsewhere.document["scenes"][0]["nodes"] = json!([0]);
    assert_refused(&elsewhere, "not in the scene");
    let mut unknown = skinned(JOINTS, WEIGHTS);
    unknown.document["nodes"][0]["skin"] = json!(5);
    assert_refused(&unknown, "nodes[0].skin");
}

/// Two morphs: a dense one and one that moves a single vertex.
fn morphed() -> Draft {
    let mut draft = draft();
    let dense = draft.floats(&[[1.0f32, 0.0, 0.0]; 3]);
    let place = draft.view(&[2, 0]);
    let value = draft.view(&numbers(&[0.0, 0.0, 7.0]));
    let sparse = draft.push(
        "accessors",
        json!({ "componentType": 5126, "type": "VEC3", "count": 3,
            "sparse": { "count": 1, "indices": { "bufferView": place, "componentType": 5123 },
                "values": { "bufferView": value } } }),
    );
    primitive(&mut draft)["targets"] = json!([{ "POSITION": dense, "NORMAL": dense }, { "POSITION": sparse }]);
    draft.document["meshes"][0]["weights"] = json!([0.25, 0.5]);
    draft
}

#[test]
fn morphs_are_differences_with_weights() {
    let mut draft = morphed();
    let scene = draft.load();
    let morphs = &scene.meshes[0].primitives[0].morphs;
    assert_eq!(morphs[0].positions, Some(vec![[1.0, 0.0, 0.0]; 3]));
    assert!(morphs[0].normals.is_some() && morphs[1].normals.is_none());
    assert_eq!(morphs[1].positions, Some(vec![[0.0; 3], [0.0; 3], [0.0, 0.0, 7.0]]));
    assert_eq!(scene.nodes[0].weights, [0.25, 0.5]);
    draft.document["nodes"][0]["weights"] = json!([1.0]);
    assert_eq!(draft.load().nodes[0].weights, [1.0], "a node's own come first");
}

#[test]
fn refuses_morphs_that_do_not_fit() {
    let mut many = morphed();
    many.document["meshes"][0]["weights"] = json!([0.25, 0.5, 1.0]);
    assert_refused(&many, "nodes[0].weights");
    let mut long = morphed();
    let four = long.floats(&[[1.0f32, 0.0, 0.0]; 4]);
    primitive(&mut long)["targets"][0]["POSITION"] = json!(four);
    assert_refused(&long, "targets[0].POSITION has 4 entries for 3 vertices");
    let mut uneven = morphed();
    let mut plain = uneven.document["meshes"][0]["primitives"][0].clone();
    plain["targets"] = json!([]);
    uneven.document["meshes"][0]["primitives"].as_array_mut().expect("a list").push(plain);
    assert_refused(&uneven, "0 morph targets; expected 2");
    let mut beyond = morphed();
    beyond.document["accessors"][2]["sparse"]["count"] = json!(u32::MAX);
    assert_refused(&beyond, "accessors[2].sparse");
}

fn instanced(count: usize) -> Draft {
    let mut draft = draft();
    let places: Vec<[f32; 3]> = (0..count).map(|i| [i as f32, 0.0, 0.0]).collect();
    let translation = draft.floats(&places);
    // Half a turn each, in normalized bytes.
    let rotation = draft.accessor(&[0, 127, 0, 0].repeat(count), 5120, "VEC4", count);
    draft.document["accessors"][rotation]["normalized"] = json!(true);
    draft.document["nodes"][0]["extensions"] = json!({ "EXT_mesh_gpu_instancing":
        { "attributes": { "TRANSLATION": translation, "ROTATION": rotation } } });
    draft.document["extensionsRequired"] = json!(["EXT_mesh_gpu_instancing"]);
    draft
}

#[test]
fn instances_share_one_mesh() {
    let scene = instanced(5).load();
    assert_eq!((scene.stats().triangles, scene.meshes.len()), (5, 1));
    let children = scene.nodes.iter().filter(|node| node.parent == Some(0) && node.mesh == Some(0));
    assert_eq!(children.count(), 5);
    assert!(scene.nodes[0].mesh.is_none(), "the node itself is not drawn");
    let pose = &scene.poses(0)[0];
    let corner = pose.to_world[3].transform_point3(glam::DVec3::new(1.0, 0.0, 0.0));
    assert!((corner - glam::DVec3::new(1.0, 0.0, 0.0)).length() < 1e-9, "{corner}");
}

#[test]
fn refuses_instances_that_do_not_fit() {
    let mut uneven = instanced(3);
    uneven.document["accessors"][1]["count"] = json!(2);
    assert_refused(&uneven, "EXT_mesh_gpu_instancing");
    let load = |nodes: u64| {
        let limits = Limits { nodes, ..Limits::default() };
        crate::load("scene.gltf", &instanced(9).files(), &limits)
    };
    assert!(matches!(load(9), Err(SceneError::TooLarge { what: "nodes and instances", .. })));
    load(10).expect("it fits");
    let mut none = instanced(3);
    none.document["nodes"][0]["extensions"]["EXT_mesh_gpu_instancing"]["attributes"] = json!({});
    assert_refused(&none, "no attributes");
}

#[test]
fn hidden_nodes_are_not_drawn() {
    let mut draft = draft();
    draft.light(json!({ "type": "point" }), json!({}));
    draft.push("nodes", json!({ "mesh": 0, "children": [3] }));
    draft.push("nodes", json!({ "mesh": 0 }));
    draft.document["scenes"][0]["nodes"] = json!([0, 1, 2]);
    draft.document["extensionsRequired"] = json!(["KHR_node_visibility"]);
    assert_eq!(draft.load().stats().triangles, 3);
    draft.document["nodes"][2]["extensions"] = json!({ "KHR_node_visibility": { "visible": false } });
    assert_eq!(draft.load().stats().triangles, 1);
}
