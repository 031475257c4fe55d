use rayment_render::{
    math::V3,
    scene::{Alpha, Material},
};

use super::*;

fn with_material(material: Value) -> Draft {
    let mut draft = draft();
    draft.texture();
    draft.texture();
    draft.document["materials"][0] = material;
    for set in 0..4 {
        let corner = set as f32;
        let uv = draft.floats(&[[corner, 0.0], [corner, 0.0], [corner, 1.0]]);
        primitive(&mut draft)["attributes"][format!("TEXCOORD_{set}")] = json!(uv);
    }
    draft
}

fn read(material: Value) -> Material {
    with_material(material).load().materials[0].clone()
}

#[test]
fn every_layer_is_read_with_its_maps() {
    let map = json!({ "index": 0 });
    let material = read(json!({ "extensions": {
        "KHR_materials_ior": { "ior": 1.33 },
        "KHR_materials_specular": { "specularFactor": 0.5, "specularTexture": map,
            "specularColorFactor": [1.0, 2.0, 0.25], "specularColorTexture": map },
        "KHR_materials_transmission": { "transmissionFactor": 0.75, "transmissionTexture": map },
        "KHR_materials_volume": { "thicknessFactor": 1.0, "attenuationDistance": 2.0,
            "attenuationColor": [0.5, 1.0, 0.0] },
        "KHR_materials_clearcoat": { "clearcoatFactor": 0.5, "clearcoatTexture": map,
            "clearcoatRoughnessFactor": 0.25, "clearcoatRoughnessTexture": map,
            "clearcoatNormalTexture": { "index": 1, "scale": 0.5 } },
        "KHR_materials_sheen": { "sheenColorFactor": [0.1, 0.2, 0.3], "sheenColorTexture": map,
            "sheenRoughnessFactor": 0.7, "sheenRoughnessTexture": map },
    } }));
    assert_eq!((material.ior, material.specular, material.transmission), (1.33, 0.5, 0.75));
    assert_eq!(material.specular_color.to_array(), [1.0, 2.0, 0.25]);
    let volume = material.volume.expect("it has an inside");
    assert_eq!((volume.attenuation.to_array(), volume.attenuation_distance), ([0.5, 1.0, 1e-6], 2.0));
    assert!(volume.scattering.is_black());
    assert_eq!((material.clearcoat, material.clearcoat_roughness), (0.5, 0.25));
    assert_eq!((material.sheen.to_array(), material.sheen_roughness), ([0.1, 0.2, 0.3], 0.7));
    assert_eq!(material.clearcoat_normal_scale, 0.5);
    let data = [
        material.specular_map,
        material.transmission_map,
        material.clearcoat_map,
        material.clearcoat_roughness_map,
        material.sheen_roughness_map,
    ];
    let colors = [material.specular_color_map, material.sheen_map];
    let place = |map: Option<rayment_render::scene::Map>| map.expect("it is there").texture;
    assert!(data.into_iter().all(|map| place(map) == place(data[0])), "data, read as it is");
    assert!(colors.into_iter().all(|map| place(map) == place(colors[0])), "colours, read as light");
    assert!(place(data[0]) != place(colors[0]) && place(material.clearcoat_normal_map) != place(data[0]));
}

#[test]
fn transforms_reach_normal_maps_and_all_others() {
    let turned = json!({ "index": 0, "scale": 0.5, "extensions": { "KHR_texture_transform": {
        "offset": [0.25, 0.5], "rotation": 0.0, "scale": [2.0, 4.0] } } });
    let material = read(json!({ "normalTexture": turned, "emissiveTexture": turned,
        "extensions": { "KHR_materials_clearcoat": { "clearcoatNormalTexture": turned } } }));
    assert_eq!(material.normal_scale, 0.5);
    for map in [material.normal_map, material.emission_map, material.clearcoat_normal_map] {
        assert_eq!(map.expect("it is there").transform, Some([[2.0, 0.0, 0.25], [-0.0, 4.0, 0.5]]));
    }
    let endless = json!({ "normalTexture": { "index": 0,
        "extensions": { "KHR_texture_transform": { "scale": [1e39, 1.0] } } } });
    assert_refused(&with_material(endless), "not finite");
}

#[test]
fn any_two_sets_of_coordinates_can_be_used() {
    let scene = with_material(json!({ "normalTexture": { "index": 0, "texCoord": 3 },
        "emissiveTexture": { "index": 0, "texCoord": 0,
            "extensions": { "KHR_texture_transform": { "texCoord": 2 } } } }))
    .load();
    let (material, mesh) = (&scene.materials[0], &scene.meshes[0].primitives[0]);
    assert!(material.normal_map.expect("it is there").second_set);
    assert!(!material.emission_map.expect("it is there").second_set);
    assert_eq!(mesh.uv.as_ref().expect("they are read")[0], [2.0, 0.0]);
    assert_eq!(mesh.second_uv.as_ref().expect("they are read")[0], [3.0, 0.0]);
    let lone = with_material(json!({ "normalTexture": { "index": 0, "texCoord": 1 } })).load();
    assert!(lone.materials[0].normal_map.expect("it is there").second_set);
    assert!(lone.meshes[0].primitives[0].uv.is_none(), "what no map needs is not read");
}

#[test]
fn refuses_a_third_set_and_notes_a_missing_one() {
    let three = with_material(json!({ "normalTexture": { "index": 0, "texCoord": 2 },
        "emissiveTexture": { "index": 0 }, "pbrMetallicRoughness": { "baseColorTexture": { "index": 0, "texCoord": 1 } } }));
    assert!(matches!(refusal(&three), SceneError::Unsupported { .. }));
    let scene = with_material(json!({ "emissiveTexture": { "index": 0, "texCoord": 7 } })).load();
    assert_noted(&scene, "TEXCOORD_7");
    assert_eq!(scene.meshes[0].primitives[0].uv, Some(vec![[0.0; 2]; 3]));
}

#[test]
fn specular_and_glossiness_become_their_principled_twins() {
    let old = |texture: Value| {
        json!({ "extensions": { "KHR_materials_pbrSpecularGlossiness": {
            "diffuseFactor": [0.1, 0.2, 0.3, 0.5], "specularFactor": [0.9, 0.8, 0.7],
            "glossinessFactor": 0.25, "specularGlossinessTexture": texture } } })
    };
    let material = read(old(Value::Null));
    assert_eq!((material.base.to_array(), material.opacity), ([0.1, 0.2, 0.3], 0.5));
    assert_eq!((material.metallic, material.ior, material.roughness), (0.0, 0.0, 0.75));
    assert_eq!(material.specular_color.to_array(), [0.9, 0.8, 0.7]);
    let scene = with_material(old(json!({ "index": 0 }))).load();
    let material = &scene.materials[0];
    let rough = &scene.textures[material.metallic_roughness_map.expect("it is there").texture];
    // The picture's alpha is half: 255 - 128 x 0.25, in green.
    assert_eq!((rough.image.pixels[0][1], material.roughness), (223, 1.0));
    assert!(material.specular_color_map.is_some());
}

#[test]
fn a_volume_without_thickness_is_a_thin_wall() {
    let thin = read(json!({ "extensions": { "KHR_materials_volume": { "attenuationDistance": 1.0 } } }));
    assert!(thin.volume.is_none());
    let wrong =
        json!({ "extensions": { "KHR_materials_volume": { "thicknessFactor": 1.0, "attenuationDistance": 0.0 } } });
    assert_refused(&with_material(wrong), "attenuationDistance");
}

#[test]
fn scattering_takes_its_part_of_the_attenuation() {
    let material = read(json!({ "extensions": {
        "KHR_materials_volume": { "thicknessFactor": 1.0, "attenuationDistance": 2.0, "attenuationColor": [0.5, 0.5, 0.5] },
        "KHR_materials_volume_scatter": { "multiscatterColor": [0.0, 1.0, 0.5], "scatterAnisotropy": 0.3 } } }));
    let volume = material.volume.expect("it has an inside");
    assert_eq!(volume.anisotropy, 0.3);
    let total = std::f32::consts::LN_2 / 2.0;
    let [r, g, b] = volume.scattering.to_array();
    assert!(r < 1e-4 && (g - total).abs() < 1e-4 && b > r && b < g, "{r} {g} {b}");
    let [r, g, b] = volume.attenuation.to_array();
    assert!((r - 0.5).abs() < 1e-4 && g > 0.9999 && b > r && b < g, "{r} {g} {b}");
}

#[test]
fn what_is_left_out_is_noted_once_and_refused_where_required() {
    let material = json!({ "name": "Beetle", "extensions": { "KHR_materials_iridescence": {},
        "KHR_materials_anisotropy": {}, "KHR_materials_dispersion": {}, "KHR_materials_diffuse_transmission": {} } });
    let mut draft = with_material(material);
    draft.document["extensionsUsed"] = json!(["KHR_materials_iridescence", "VENDOR_magic", "KHR_xmp_json_ld"]);
    let scene = draft.load();
    assert_noted(&scene, "materials[0] (\"Beetle\"): its iridescence is left out");
    assert_noted(&scene, "VENDOR_magic");
    assert_eq!(scene.notes().len(), 5, "{:?}", scene.notes());
    for name in ["KHR_materials_iridescence", "VENDOR_magic", "KHR_animation_pointer"] {
        draft.document["extensionsRequired"] = json!([name]);
        assert_refused(&draft, name);
    }
}

#[test]
fn glass_and_light_have_their_own_rules() {
    let material = read(json!({ "alphaMode": "MASK", "alphaCutoff": 0.25, "emissiveFactor": [1.0, 0.5, 0.0],
        "extensions": { "KHR_materials_ior": { "ior": 0.0 }, "KHR_materials_unlit": {},
            "KHR_materials_emissive_strength": { "emissiveStrength": 8.0 } } }));
    assert_eq!((material.alpha, material.ior, material.unlit), (Alpha::Mask(0.25), 0.0, true));
    assert_eq!(material.emission, V3::from_array([8.0, 4.0, 0.0]));
}

#[test]
fn only_materials_in_use_are_read() {
    let mut draft = draft();
    draft.push("images", json!({ "uri": "lost.png" }));
    draft.push("textures", json!({ "source": 0 }));
    let lost = draft.push("materials", json!({ "emissiveTexture": { "index": 0 } }));
    assert_eq!(draft.load().materials.len(), 1);
    primitive(&mut draft)["material"] = json!(lost);
    assert_refused(&draft, "lost.png");
}

fn webp() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::RgbaImage::from_pixel(2, 1, image::Rgba([10, 20, 30, 40]));
    image.write_to(&mut bytes, image::ImageFormat::WebP).expect("it is written");
    bytes.into_inner()
}

#[test]
fn webp_comes_before_its_fallback() {
    let mut draft = with_material(json!({ "emissiveTexture": { "index": 2 } }));
    let view = draft.view(&webp());
    let image = draft.push("images", json!({ "bufferView": view }));
    draft.push("textures", json!({ "source": 0, "extensions": { "EXT_texture_webp": { "source": image } } }));
    draft.document["extensionsRequired"] = json!(["EXT_texture_webp"]);
    assert_eq!(draft.load().textures[0].image.pixels, [[10, 20, 30, 40]; 2]);
}

#[test]
fn ktx2_needs_a_plain_source_beside_it() {
    let mut draft = with_material(json!({ "emissiveTexture": { "index": 2 } }));
    draft.push("images", json!({ "uri": "a.ktx2" }));
    draft.push("textures", json!({ "extensions": { "KHR_texture_basisu": { "source": 2 } } }));
    assert_refused(&draft, "KTX2");
    draft.document["textures"][2]["source"] = json!(0);
    draft.load();
    draft.document["textures"][2]["source"] = json!(9);
    assert_refused(&draft, "images[9]");
}

#[test]
fn what_cannot_be_seen_is_noted() {
    for (mode, alpha, words) in [
        ("BLEND", 0.0, "wholly transparent"),
        ("MASK", 0.4, "wholly transparent"),
        ("MASK", 0.6, ""),
        ("OPAQUE", 0.0, ""),
    ] {
        let mut draft = draft();
        draft.document["materials"][0]["alphaMode"] = json!(mode);
        draft.document["materials"][0]["pbrMetallicRoughness"]["baseColorFactor"] = json!([1.0, 1.0, 1.0, alpha]);
        let notes = draft.load().notes().join("; ");
        assert!(notes.contains(words) && notes.is_empty() == words.is_empty(), "{mode} {alpha}: {notes}");
    }
    let mut draft = draft();
    let texture = draft.texture();
    draft.document["materials"][0]["pbrMetallicRoughness"] =
        json!({ "baseColorFactor": [0.0, 0.0, 0.0, 1.0], "baseColorTexture": { "index": texture } });
    assert_noted(&draft.load(), "its base colour is black");
}
