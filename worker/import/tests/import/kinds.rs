//! Scenes that name somebody's keys: whatever they call them, these are not packed.

use rayment_import::pack;
use rayment_render::{Limits, SceneError};
use serde_json::json;

use crate::seeds::{self, FORMATS, Seed};
use crate::support::Draft;

/// A key as the Solana CLI writes one, of numbers that are no key.
fn key() -> String {
    format!("[{}]", ["7"; 64].join(","))
}

fn refusal(seed: &Seed) -> String {
    match pack(seed.main, &seed.map(), &Limits::default()) {
        Err(error @ (SceneError::Format { .. } | SceneError::Image { .. })) => error.to_string(),
        Err(error) => panic!("{}: refused for another reason: {error}", seed.name),
        Ok(pack) => panic!("{}: packs {:?}", seed.name, pack.files.keys()),
    }
}

#[test]
fn no_file_of_any_format_may_be_a_key() {
    let mut checked = [0; FORMATS.len()];
    for (format, count) in FORMATS.iter().zip(&mut checked) {
        for seed in seeds::of(format) {
            for path in seed.files.keys().filter(|path| *path != seed.main) {
                let said = refusal(&seed.clone().with(path, key()));
                assert!(said.contains(path.as_str()) && !said.contains("7,7"), "{format}: {said}");
                *count += 1;
            }
        }
    }
    // STL names no other files.
    assert!(checked.iter().zip(FORMATS).all(|(count, format)| *count > 0 || format == "stl"), "{checked:?}");
}

#[test]
fn pictures_that_nothing_shows_are_looked_at_as_well() {
    let main = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nusemtl m\nf 1 2 3\n";
    for map in ["map_Kd", "map_Ks", "map_Ke", "map_d", "map_Pr", "map_Pm", "bump", "norm"] {
        let library = format!("newmtl m\nKd 1 1 1\nnewmtl unused\n{map} notes/id.json\n");
        let said = refusal(&Seed::new(map, "a.obj", main).with("a.mtl", library).with("notes/id.json", key()));
        assert!(said.contains("notes/id.json") && said.contains("unused"), "{said}");
    }
}

#[test]
fn the_tiles_of_a_texture_are_pictures_each() {
    let main = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nusemtl m\nf 1 2 3\n";
    let seed = Seed::new("tiles", "a.obj", main)
        .with("a.mtl", "newmtl m\nmap_Kd id<UDIM>.json\n")
        .with("id1001.json", seeds::png(false))
        .with("id1002.json", key());
    assert!(refusal(&seed).contains("id1002.json"));
}

#[test]
fn the_light_around_a_gltf_scene_is_a_picture() {
    let mut draft = Draft::new();
    let material = draft.material(0.5, 0.0, 0.5);
    draft.triangles(&[[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]], material);
    draft.wishes(json!({ "environment": { "file": "sky.hdr" } }));
    let mut files = draft.files();
    files.insert("sky.hdr", key());
    let error = pack("scene.gltf", &files, &Limits::default()).expect_err("it is refused");
    assert!(matches!(error, SceneError::Image { .. }), "{error}");
    let mut light = std::io::Cursor::new(Vec::new());
    let grey = image::Rgb32FImage::from_pixel(4, 2, image::Rgb([1.0; 3]));
    image::DynamicImage::from(grey).write_to(&mut light, image::ImageFormat::Hdr).expect("it is written");
    files.insert("sky.hdr", light.into_inner());
    assert_eq!(pack("scene.gltf", &files, &Limits::default()).expect("it is packed").files.len(), 3);
}
