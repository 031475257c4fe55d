use super::*;
use crate::gltf::references;

fn sky() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let image = image::Rgb32FImage::from_pixel(4, 2, image::Rgb([2.0, 1.0, 0.5]));
    image::DynamicImage::from(image).write_to(&mut bytes, image::ImageFormat::Hdr).expect("it is written");
    bytes.into_inner()
}

fn lit(environment: Value) -> Draft {
    let mut draft = draft();
    draft.wishes(json!({ "environment": environment, "shutter": 0.5 }));
    draft
}

#[test]
fn an_environment_is_read_from_its_file() {
    let draft = lit(json!({ "file": "light/my%20sky.hdr", "strength": 3.0, "rotation_degrees": 90.0 }));
    let mut files = draft.files();
    let missing = crate::load("scene.gltf", &files, &Limits::default()).expect_err("it is refused");
    assert!(matches!(&missing, SceneError::File { path, .. } if path == "light/my sky.hdr"), "{missing}");
    files.insert("light/my sky.hdr", sky());
    let scene = crate::load("scene.gltf", &files, &Limits::default()).expect("it is read");
    let environment = scene.environment.as_ref().expect("it is there");
    assert_eq!((environment.strength, environment.rotation), (3.0, std::f32::consts::FRAC_PI_2));
    assert_eq!(environment.image.pixels, [[2.0, 1.0, 0.5]; 8]);
    assert_eq!(scene.shutter, 0.5);
    files.insert("light/my sky.hdr", "no picture");
    let broken = crate::load("scene.gltf", &files, &Limits::default()).expect_err("it is refused");
    assert!(matches!(broken, SceneError::Image { .. }), "{broken}");
}

#[test]
fn lights_are_watts_unless_the_scene_says_candela() {
    let mut draft = draft();
    draft.light(json!({ "type": "point", "intensity": 6830.0 }), json!({}));
    let scene = draft.load();
    assert_eq!(scene.lights[0].intensity.x, 6830.0);
    assert_noted(&scene, "light_units");
    draft.wishes(json!({ "light_units": "photometric" }));
    let scene = draft.load();
    assert!((scene.lights[0].intensity.x - 10.0).abs() < 1e-4 && scene.notes().is_empty());
    draft.wishes(json!({ "light_units": "foot-candles" }));
    assert_refused(&draft, "scene.extras.rayment");
}

#[test]
fn lights_of_blender_are_candela_unless_the_scene_says_watts() {
    let mut draft = draft();
    draft.light(json!({ "type": "point", "intensity": 6830.0 }), json!({}));
    let of = |draft: &mut Draft, generator: &str| {
        draft.document["asset"]["generator"] = json!(generator);
        draft.load()
    };
    let scene = of(&mut draft, "Khronos glTF Blender I/O v4.5.51");
    assert!((scene.lights[0].intensity.x - 10.0).abs() < 1e-4);
    assert_noted(&scene, "light_units of the scene to \"radiometric\"");
    for other in ["Khronos glTF Blender I/O v3.3.32", "Khronos glTF Blender I/O v", "glTF-Transform v4.1.0", ""] {
        assert_eq!(of(&mut draft, other).lights[0].intensity.x, 6830.0, "{other}");
    }
    draft.wishes(json!({ "light_units": "radiometric" }));
    let scene = of(&mut draft, "Khronos glTF Blender I/O v4.5.51");
    assert!(scene.lights[0].intensity.x == 6830.0 && scene.notes().is_empty());
}

#[test]
fn refuses_wishes_out_of_range() {
    for environment in [
        json!({ "file": "a.hdr", "strength": -1.0 }),
        json!({ "file": "a.hdr", "rotation_degrees": 1e30 }),
        json!({ "file": "a.hdr", "tilt": 3 }),
        json!({ "strength": 1.0 }),
    ] {
        assert_refused(&lit(environment), "scene.extras.rayment");
    }
    assert!(matches!(refusal(&lit(json!({ "file": "../a.hdr" }))), SceneError::UnsafePath { .. }));
    let mut long = draft();
    long.wishes(json!({ "shutter": 1.5 }));
    assert_refused(&long, "shutter");
}

#[test]
fn names_what_the_drawn_scene_needs() {
    let mut draft = lit(json!({ "file": "sky.hdr" }));
    for uri in ["a.png", "b.png", "data:image/png;base64,AAAA", "c.ktx2", "c.png"] {
        draft.push("images", json!({ "uri": uri }));
    }
    for (source, extensions) in
        [(0, json!({})), (1, json!({})), (2, json!({})), (4, json!({ "KHR_texture_basisu": { "source": 3 } }))]
    {
        draft.push("textures", json!({ "source": source, "extensions": extensions }));
    }
    draft.document["materials"][0]["emissiveTexture"] = json!({ "index": 0 });
    draft.document["materials"][0]["normalTexture"] = json!({ "index": 2 });
    draft.document["materials"][0]["extensions"] =
        json!({ "KHR_materials_sheen": { "sheenColorTexture": { "index": 3 } } });
    draft.push("materials", json!({ "emissiveTexture": { "index": 1 } }));
    draft.document["buffers"][0]["uri"] = json!("scene.bin");
    draft.push(
        "buffers",
        json!({ "byteLength": 1, "uri": "f.bin",
        "extensions": { "EXT_meshopt_compression": { "fallback": true } } }),
    );
    let references = references(draft.document.to_string().as_bytes()).expect("it is read");
    let names: Vec<&str> = references.iter().map(|reference| reference.name.as_str()).collect();
    assert_eq!(names, ["scene.bin", "a.png", "c.png", "sky.hdr"]);
    assert_eq!(references[1].by, "images[0]");
}
