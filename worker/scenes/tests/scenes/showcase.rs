//! What the demo counts on.

use glam::Vec3;
use rayment_picture::{LinearImage, Look};
use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect, Scene, Settings};
use rayment_scenes::{BENCHMARK, benchmark, score, showcase};
use serde_json::Value;

fn load(glb: Vec<u8>) -> Scene {
    let mut files = FileMap::new();
    files.insert("scene.glb", glb);
    rayment_import::load("scene.glb", &files, &Limits::default()).expect("the showcase loads")
}

#[test]
fn the_showcase_is_what_it_promises() {
    let glb = showcase::glb();
    assert!(showcase::glb() == glb, "the same bytes every time");
    assert!(glb.len() < 6_000_000, "{} bytes", glb.len());
    let scene = load(glb);
    let stats = scene.stats();
    assert!((60_000..=140_000).contains(&stats.triangles), "{}", stats.triangles);
    assert!(stats.textures >= 5 && stats.emissive_triangles > 0 && stats.has_camera);
    let frames = stats.frames.expect("it is animated");
    assert_eq!((frames.first, frames.last), (showcase::FIRST_FRAME, showcase::LAST_FRAME));
    assert!(frames.first <= 1 && frames.last >= 48);
}

#[test]
fn its_camera_moves_from_every_frame_to_the_next() {
    let scene = load(showcase::small_glb());
    let settings = Settings { width: 48, height: 27, samples: 16, ..Settings::default() };
    let shot = |frame: u32| {
        let prepared = Prepared::new(&scene, frame, &settings, &Cancel::new()).expect("it renders");
        prepared.whole(&Cancel::new()).expect("nobody cancels").rgb
    };
    let distance = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| (x - y).abs()).sum::<f32>();
    let (first, second, far) = (shot(1), shot(2), shot(60));
    assert!(distance(&first, &second) > 0.0);
    assert!(distance(&first, &far) > 1.5 * distance(&first, &second));
}

#[test]
fn it_shows_light_and_shade() {
    let scene = load(showcase::small_glb());
    let settings = Settings { width: 64, height: 36, samples: 8, ..Settings::default() };
    let prepared = Prepared::new(&scene, 1, &settings, &Cancel::new()).expect("it renders");
    let mut image = LinearImage::new(64, 36);
    for rect in Rect::grid(64, 36, 32) {
        image.place(rect.x, rect.y, rect.width, &prepared.tile(rect, &Cancel::new()).expect("nobody cancels").rgb);
    }
    let shown = image.denoised().tone_mapped(&Look { exposure: scene.exposure(), ..Look::default() });
    let luma: Vec<u32> = shown.pixels.chunks(3).map(|p| p.iter().map(|&v| u32::from(v)).sum()).collect();
    let (low, high) = (luma.iter().min().expect("pixels"), luma.iter().max().expect("pixels"));
    assert!(*low < 250 && *high > 550, "{low} to {high} of 765");
    let png = shown.to_png();
    assert!(png.starts_with(b"\x89PNG\r\n"));
    assert_eq!(png, shown.to_png());
}

#[test]
fn the_benchmark_measures_something() {
    let score = benchmark();
    assert!(score.kilosamples_per_second > 1.0 && score.threads >= 1, "{score:?}");
    assert!((0.0..1.0).contains(&score.spread), "{score:?}");
}

#[test]
fn a_device_of_any_speed_has_a_score() {
    // Renders nothing: only the samples that it is asked for tell it apart.
    let mut asked = Vec::new();
    let score = score(1, |samples| {
        asked.push(samples);
        Ok::<(), String>(())
    });
    assert!(score.expect("no round fails").kilosamples_per_second.is_finite());
    assert!(asked.is_sorted() && asked.last() == Some(&4096), "it is asked for more until that takes time");
    let failed = rayment_scenes::score(1, |_| Err("the device was lost"));
    assert_eq!(failed, Err("the device was lost"));
}

/// Whoever changes these bytes makes another benchmark, and gives it another name.
#[test]
fn the_scene_of_the_benchmark_is_what_it_always_was() {
    use sha2::Digest;
    let hash: String = sha2::Sha256::digest(showcase::small_glb()).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(
        (BENCHMARK, hash.as_str()),
        ("rayment-1", "ecc9bae15b9980a8d2432085e1e06c1feda1519c60846d6bf9ee3c1eff6a0296")
    );
}

/// Renderers differ in what they make of a normal that points behind its own triangle.
#[test]
fn normals_point_to_the_front_of_their_triangles() {
    for name in showcase::SHOWS {
        let show = showcase::show(name).expect("it is one of the shows");
        let (_, glb) = show.files.iter().find(|(path, _)| *path == show.main).expect("it has a main file");
        let word = |at: usize| u32::from_le_bytes(glb[at..at + 4].try_into().expect("four bytes")) as usize;
        let (json, blob) = glb[20..].split_at(word(12));
        let document: Value = serde_json::from_slice(json).expect("JSON comes first");
        let blob = &blob[8..];
        let words = |accessor: &Value| -> Vec<u32> {
            let accessor = &document["accessors"][accessor.as_u64().expect("an index") as usize];
            let view = &document["bufferViews"][accessor["bufferView"].as_u64().expect("an index") as usize];
            let range = |key: &str| view[key].as_u64().unwrap_or(0) as usize;
            let bytes = &blob[range("byteOffset")..][..range("byteLength")];
            bytes.as_chunks::<4>().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect()
        };
        let vectors = |accessor: &Value| -> Vec<Vec3> {
            let all = words(accessor);
            all.as_chunks::<3>().0.iter().map(|&[x, y, z]| Vec3::from([x, y, z].map(f32::from_bits))).collect()
        };
        for mesh in document["meshes"].as_array().expect("a list") {
            let (mut behind, mut all) = (0, 0);
            for primitive in mesh["primitives"].as_array().expect("a list") {
                let positions = vectors(&primitive["attributes"]["POSITION"]);
                let normals = vectors(&primitive["attributes"]["NORMAL"]);
                for &corners in words(&primitive["indices"]).as_chunks::<3>().0 {
                    let [a, b, c] = corners.map(|corner| positions[corner as usize]);
                    let normal: Vec3 = corners.iter().map(|&corner| normals[corner as usize]).sum();
                    all += 1;
                    behind += usize::from((b - a).cross(c - a).dot(normal) < 0.0);
                }
            }
            // The normals of leaves are bent towards those of their crown, a few of them too far.
            assert!(behind * 25 <= all, "{name}, {}: {behind} of {all}", mesh["name"]);
        }
    }
}

#[test]
fn every_show_is_made_of_small_files_that_are_always_the_same() {
    for name in showcase::SHOWS {
        let show = showcase::show(name).expect("it is one of the shows");
        let again = showcase::show(name).expect("it is one of the shows");
        assert!(show.files == again.files, "{name}");
        assert!(show.files.iter().any(|(path, _)| *path == show.main));
        let bytes: usize = show.files.iter().map(|(_, bytes)| bytes.len()).sum();
        assert!(bytes < 16_000_000, "{name}: {bytes} bytes");
    }
    assert!(showcase::show("nothing").is_none());
}
