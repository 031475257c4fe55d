//! Many small scenes of every format, good and bad: each is drawn or refused with words, within its
//! limits, and none of them hangs or panics.

mod hostile;

use std::sync::atomic::{AtomicU64, Ordering};

use crate::seeds::{self, FORMATS, Seed, bomb, dae, fbx, obj, png, stl};
use rayment_import::pack;
use rayment_render::{Cancel, FileError, FileMap, Files, Limits, Prepared, Scene, SceneError, Settings};

/// Counts what is read, and sees to it that all of it lies inside the folder.
struct Counted {
    files: FileMap,
    bytes: AtomicU64,
}

impl Counted {
    fn of(seed: &Seed) -> Self {
        Self { files: seed.map(), bytes: AtomicU64::new(0) }
    }
}

impl Files for Counted {
    fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, FileError> {
        assert!(!path.starts_with('/') && !path.split('/').any(|part| matches!(part, "" | "." | "..")), "{path}");
        let bytes = self.files.read(path, limit)?;
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        Ok(bytes)
    }
}

fn limits() -> Limits {
    Limits { total_bytes: 64 << 20, image_pixels: 1 << 20, vertices: 1 << 20, nodes: 10_000, ..Limits::default() }
}

fn load(seed: &Seed) -> Result<Scene, SceneError> {
    let files = Counted::of(seed);
    let loaded = rayment_import::load(seed.main, &files, &limits());
    assert!(files.bytes.into_inner() <= limits().total_bytes, "{} is read within its limit", seed.name);
    loaded
}

fn taken(seed: &Seed) -> Scene {
    load(seed).unwrap_or_else(|error| panic!("{} {:?} is refused: {error}", seed.main, seed.name))
}

/// The sum of an 8x8 picture.
fn drawn(seed: &Seed, scene: &Scene) -> f32 {
    let settings = Settings { width: 8, height: 8, samples: 2, max_bounces: 3, ..Settings::default() };
    let frame = scene.stats().frames.map_or(0, |frames| frames.last / 2);
    let prepared = Prepared::new(scene, frame, &settings, &Cancel::new())
        .unwrap_or_else(|error| panic!("{:?}: {error}", seed.name));
    let tile = prepared.whole(&Cancel::new()).expect("nobody cancels");
    assert!(tile.rgb.iter().all(|value| value.is_finite()), "{:?}", seed.name);
    tile.rgb.iter().sum()
}

fn refusal(main: &'static str, bytes: impl Into<Vec<u8>>) -> SceneError {
    let bytes = bytes.into();
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).into_owned();
    match load(&Seed::new("broken", main, bytes)) {
        Ok(scene) => panic!("{:?} is taken from {start}", scene.stats()),
        Err(error) => error,
    }
}

#[test]
fn draws_every_good_scene() {
    for format in FORMATS {
        for seed in seeds::of(format) {
            let scene = taken(&seed);
            assert!(drawn(&seed, &scene) > 0.0, "{format} {:?} is black", seed.name);
        }
    }
}

/// Triangles, images, lights, cameras and the last frame.
#[test]
fn finds_in_every_scene_what_is_there() {
    let expected = [
        ("stl", "ASCII", (4, 0, 0, 0, None)),
        ("stl", "two solids", (8, 0, 0, 0, None)),
        ("stl", "binary that says solid", (4, 0, 0, 0, None)),
        ("obj", "cube in UTF-16", (12, 0, 0, 0, None)),
        ("obj", "concave polygon over lines", (3, 0, 0, 0, None)),
        ("obj", "phong with maps by absolute path", (3, 2, 0, 0, None)),
        ("obj", "principled with composed maps and two libraries", (2, 3, 0, 0, None)),
        ("obj", "tiles", (5, 3, 0, 0, None)),
        ("gltf", "packed", (4, 1, 1, 1, None)),
        ("fbx", "plain", (6, 0, 0, 0, None)),
        ("fbx", "textured and lit", (3, 2, 1, 1, None)),
        ("fbx", "embedded", (3, 2, 1, 1, None)),
        ("fbx", "area lights", (5, 0, 1, 0, None)),
        ("fbx", "tiles", (3, 1, 0, 0, None)),
        ("fbx", "skinned, blended and animated", (3, 0, 0, 0, Some(24))),
        ("dae", "polygons, strips and fans", (6, 0, 0, 0, None)),
        ("dae", "textured", (2, 2, 0, 0, None)),
        ("dae", "lights, cameras and instances", (12, 0, 3, 2, None)),
        ("dae", "skinned", (2, 0, 0, 0, None)),
        ("dae", "animated", (2, 0, 0, 0, Some(24))),
    ];
    for (format, name, expected) in expected {
        let mut seeds = seeds::of(format);
        seeds.retain(|seed| seed.name == name);
        assert!(!seeds.is_empty(), "{format} {name}");
        for seed in seeds {
            let scene = taken(&seed);
            let stats = scene.stats();
            let last = stats.frames.map(|frames| frames.last);
            let found = (stats.triangles, stats.textures, stats.lights, stats.cameras, last);
            assert_eq!(found, expected, "{format} {name}");
        }
    }
}

#[test]
fn keeps_the_names_of_cameras() {
    for (format, name) in [("fbx", "embedded"), ("dae", "lights, cameras and instances")] {
        let seed = seeds::of(format).into_iter().find(|seed| seed.name == name).expect("it is in the corpus");
        assert!(taken(&seed).cameras().contains(&"main camera".to_owned()), "{format}");
    }
}

#[test]
fn survives_every_cut() {
    for format in FORMATS {
        for seed in seeds::of(format) {
            let whole = seed.files[seed.main].clone();
            for at in (0..48).map(|i| i * whole.len() / 48) {
                let mut cut = seed.clone();
                cut.files.insert(seed.main.to_owned(), whole[..at].to_vec());
                let _ = load(&cut);
                let _ = pack(cut.main, &Counted::of(&cut), &limits());
            }
        }
    }
}

#[test]
fn refuses_content_that_is_not_what_its_name_says() {
    let glb = rayment_scenes::showcase::small_glb();
    for main in ["a.obj", "a.stl", "a.fbx", "a.dae"] {
        let error = refusal(main, glb.clone());
        assert!(matches!(&error, SceneError::Format { found, .. } if found.contains("GLB")), "{error}");
        assert!(pack(main, &Seed::new("", main, glb.clone()).map(), &limits()).is_err(), "{main}");
    }
    for (main, bytes) in [("a.usd", "#usda 1.0"), ("a.blend", "BLENDER-v405"), ("scene", "v 0 0 0")] {
        assert!(matches!(refusal(main, bytes), SceneError::Format { .. }), "{main}");
    }
    assert!(matches!(refusal("a.obj", ""), SceneError::Format { .. }));
    assert!(matches!(refusal("a.obj", "# nothing\n"), SceneError::Empty));
}

#[test]
fn refuses_broken_stl() {
    let good = stl::binary(b"x", 0);
    let mut many = good.clone();
    many[80..84].copy_from_slice(&u32::MAX.to_le_bytes());
    many.push(0);
    let none = [&good[..80], &[0; 4]].concat();
    let mut nan = good.clone();
    nan[96..100].copy_from_slice(&f32::NAN.to_le_bytes());
    let text = stl::ascii("\n");
    let cases: [(Vec<u8>, &str); 9] = [
        (many, "cut off"),
        (none, "states 0 triangles, and has none"),
        (nan, "not finite"),
        (good[..120].to_vec(), "cut off"),
        (good[..40].to_vec(), "84 bytes"),
        (text[..text.len() - 21].into(), "cut off"),
        (text.replacen("vertex", "vortex", 1).into(), "expected a facet"),
        (text.replacen("vertex 0e0 0 0", "vertex nan 0 0", 1).into(), "three finite numbers"),
        (text.replacen("endloop", "vertex 0 0 0\nendloop", 1).into(), "found 4"),
    ];
    for (bytes, expected) in cases {
        let error = refusal("a.stl", bytes).to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

/// A polygon with as many teeth.
fn saw(teeth: usize) -> String {
    let tooth = |i: usize| format!("v {i} {} 0\n", i % 2 * 5);
    let points: String = (0..2 * teeth).map(tooth).collect();
    let face: String = (1..=2 * teeth + 2).rev().map(|i| format!(" {i}")).collect();
    format!("{points}v {} -1 0\nv 0 -1 0\nf{face}\n", 2 * teeth)
}

#[test]
fn refuses_broken_obj() {
    let square = "v 0 0 0\nv 1 0 0\nv 1 1 0\n";
    let cases = [
        ("v 0 0 1e39\nf 1 1 1\n".to_owned(), "finite number"),
        (format!("{square}f 1 2 4\n"), "index 4 of 3"),
        (format!("{square}f 1 2 -4\n"), "names nothing"),
        (format!("{square}f 1 2 18446744073709551616\n"), "expected a corner"),
        (format!("{square}surf 0 1 0 1 1 2 3\n"), "free-form"),
        (format!("mtllib lost.mtl\n{square}f 1 2 3\n"), "lost.mtl"),
        (format!("mtllib ../lost.mtl\n{square}f 1 2 3\n"), "relative path"),
        (saw(3000), "at most about 500"),
        ("v 0 0 0\n".repeat(2 << 20), "more than the limit"),
    ];
    for (text, expected) in cases {
        let error = refusal("a.obj", text).to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn refuses_broken_materials_of_obj() {
    let with = |library: &str, image: Option<Vec<u8>>| {
        let main = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nusemtl m\nf 1 2 3\n";
        let seed = Seed::new("broken material", "a.obj", main).with("a.mtl", library);
        load(&image.iter().fold(seed, |seed, image| seed.with("a.png", image.clone()))).expect_err(library)
    };
    assert!(matches!(with("newmtl other\nKd 1 1 1\n", None), SceneError::Invalid { .. }));
    assert!(matches!(with("newmtl m\nmap_Kd a.png\n", None), SceneError::File { .. }));
    assert!(matches!(with("newmtl m\nmap_Kd a.png\n", Some(bomb())), SceneError::TooLarge { .. }));
    assert!(matches!(with("newmtl m\nmap_Kd a.png\n", Some(png(false)[..40].to_vec())), SceneError::Image { .. }));
    for path in ["../secret.png", "/etc/passwd", "C:\\secret.png", "\\\\host\\share\\a b.png", "a/../../x.png"] {
        let error = with(&format!("newmtl m\nmap_Kd {path}\n"), None);
        assert!(matches!(error, SceneError::UnsafePath { .. }), "{path}: {error}");
    }
}

#[test]
fn refuses_broken_dae() {
    let triangles = |p: &str| {
        let group = format!("<triangles><input semantic='VERTEX' source='#v' offset='0'/><p>{p}</p></triangles>");
        dae::document("Y_UP", &dae::geometry(&group), &dae::node("<instance_geometry url='#g'/>"), "")
    };
    let good = triangles("0 1 2");
    taken(&Seed::new("good", "a.dae", good.clone()));
    let doubling: String = (0..30)
        .map(|i| format!("<node id='d{i}'><instance_node url='#d{0}'/><instance_node url='#d{0}'/></node>", i + 1))
        .collect();
    let deep = format!("{}{}", "<node>".repeat(2000), "</node>".repeat(2000));
    let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let library = |nodes: &str| {
        good.replacen("<library_vis", &format!("<library_nodes>{nodes}<node id='d30'/></library_nodes><library_vis"), 1)
    };
    let cases = [
        (triangles("0 1 4"), "position 4 of 4"),
        (triangles("0 1 -1"), "whole numbers"),
        (triangles("0 1 4294967295"), "of 4, counted from 0"),
        (good.replacen("0 0 0 1 0 0", "0 0 nan 1 0 0", 1), "expected a number"),
        (good.replacen("count='4'", "count='99999999999'", 1), "has numbers for 4 only"),
        (good.replacen("stride='3'", "stride='0'", 1), "stride"),
        (good.replacen("offset='0'", "offset='18446744073709551615'", 1), "offset"),
        (good.replacen("url='#g'", "url='#lost'", 1), "not there"),
        (good.replacen("url='#g'", "url='other.dae#g'", 1), "other document"),
        (good.replacen("<COLLADA", &format!("{laughs}<COLLADA"), 1), "DTD"),
        (library(&doubling).replacen("<instance_geometry url='#g'/>", "<instance_node url='#d0'/>", 1), "nodes"),
        (good.replacen("<instance_geometry url='#g'/>", "<instance_node url='#n1'/>", 1), "or in itself"),
        (good.replacen("<node id='n1'", &format!("{deep}<node id='n1'"), 1), "or in itself"),
        (good.replacen("meter='0.01'", "meter='inf'", 1), "metres"),
        (good.replacen("<instance_geometry", "<skew>1 0 0 0 1 0 0</skew><instance_geometry", 1), "skew"),
        (good.replacen("<p>0 1 2</p>", "<ph><p>0 1 2</p><h>0 1 2</h></ph>", 1), "holes"),
        (good[..good.len() / 2].to_owned(), "COLLADA document"),
    ];
    for (text, expected) in cases {
        let error = refusal("a.dae", text).to_string();
        assert!(error.contains(expected), "{expected}: {error}");
    }
}

#[test]
fn refuses_broken_images_of_dae() {
    let seed = seeds::of("dae").into_iter().find(|seed| seed.name == "textured").expect("it is in the corpus");
    let mut bombed = seed.clone();
    bombed.files.insert("textures/a b.png".into(), bomb());
    assert!(matches!(load(&bombed), Err(SceneError::TooLarge { .. })));
    let mut lost = seed.clone();
    lost.files.remove("textures/a b.png");
    assert!(matches!(load(&lost), Err(SceneError::UnsafePath { .. } | SceneError::File { .. })));
}

#[test]
fn refuses_broken_fbx() {
    let seeds = seeds::of("fbx");
    for seed in seeds.iter().filter(|seed| seed.name == "plain") {
        let bytes = &seed.files["a.fbx"];
        let error = refusal("a.fbx", &bytes[..bytes.len() / 2]);
        assert!(matches!(error, SceneError::Invalid { .. }), "{error}");
    }
    let text = String::from_utf8(seeds[0].files["a.fbx"].clone()).expect("the first is text");
    let cases = [
        text.replacen("0,1,2,-4", "0,1,9,-4", 1),
        text.replacen("*15", "*4294967295", 1),
        text.replacen("100.0", "nan", 1),
        text.replacen("100.0", "1e300", 1),
        text.replacen("C: \"OO\", 2, 0", "C: \"OO\", 2, 3", 1),
    ];
    for text in cases {
        // The reader behind mends some of it; what it takes has to be fit to draw.
        if let Ok(scene) = load(&Seed::new("broken", "a.fbx", text)) {
            drawn(&seeds[0], &scene);
        }
    }
    let wrong = refusal("a.fbx", text.replacen("0,1,2,-4", "0,1,9,-4", 1));
    assert!(matches!(wrong, SceneError::Invalid { .. }), "{wrong}");
}

#[test]
fn refuses_fbx_beyond_its_limits() {
    let text = seeds::of("fbx").swap_remove(0);
    let tight = Limits { total_bytes: text.files["a.fbx"].len() as u64 + 1000, ..Limits::default() };
    let refused = rayment_import::load("a.fbx", &text.map(), &tight);
    assert!(matches!(refused, Err(SceneError::TooLarge { .. })), "{refused:?}");
    let numbers = |count: usize| fbx::binary(&[fbx::e("X", vec![fbx::Value::Fs(vec![0.5; count])], vec![])]);
    assert!(load(&Seed::new("one long list", "a.fbx", numbers(200_000))).is_err());
}

#[test]
fn packs_everything_and_names_all_that_is_missing_at_once() {
    let mut seed = obj::seeds().into_iter().find(|seed| seed.name.starts_with("phong")).expect("it is in the corpus");
    let whole = pack(seed.main, &Counted::of(&seed), &limits()).expect("it is read");
    assert_eq!(whole.files, seed.files);
    assert!(whole.missing.is_empty());
    for lost in ["textures/wood.png", "mask.png"] {
        seed.files.remove(lost);
    }
    let part = pack(seed.main, &Counted::of(&seed), &limits()).expect("it is read");
    let missing: Vec<String> = part.missing.iter().map(ToString::to_string).collect();
    assert_eq!(
        missing,
        [
            "C:\\Users\\me\\wood.png (named by mtl/a.mtl: material \"wood\")",
            "mask.png (named by mtl/a.mtl: material \"wood\")",
        ]
    );
    for format in ["fbx", "dae", "gltf", "stl"] {
        for seed in seeds::of(format) {
            let packed = pack(seed.main, &Counted::of(&seed), &limits()).expect("it is read");
            assert_eq!((packed.files, packed.missing), (seed.files, vec![]), "{format} {:?}", seed.name);
        }
    }
}

#[test]
fn packs_and_draws_the_tiles_of_a_texture() {
    let main = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nusemtl m\nf 1 2 3\n";
    let seed = Seed::new("tiles", "a.obj", main).with("a.mtl", "newmtl m\nmap_Kd wood.<UDIM>.png\n");
    let missing = pack(seed.main, &seed.map(), &limits()).expect("it is read").missing;
    assert_eq!(missing[0].name, "wood.<UDIM>.png");
    assert!(matches!(load(&seed), Err(SceneError::File { .. })));
    let seed = seed.with("wood.1001.png", png(false)).with("textures/wood.1100.png", png(false));
    let packed = pack(seed.main, &seed.map(), &limits()).expect("it is read");
    assert_eq!((packed.files, packed.missing), (seed.files.clone(), vec![]));
    assert!(drawn(&seed, &taken(&seed)) > 0.0);
}

#[test]
fn refuses_textures_in_more_tiles_than_anyone_has() {
    let library: String = (0..1001).map(|i| format!("newmtl m{i}\nmap_Kd {i}.<UDIM>.png\n")).collect();
    let seed = Seed::new("tiles", "a.obj", "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nf 1 2 3\n");
    let refused = pack("a.obj", &Counted::of(&seed.with("a.mtl", library)), &limits());
    assert!(matches!(refused, Err(SceneError::TooLarge { .. })), "{refused:?}");
    let library: String = (0..700).map(|i| format!("newmtl m{i}\nmap_Kd t.<UDIM>.png\n")).collect();
    let faces: String = (0..700).map(|i| format!("usemtl m{i}\nf 1 2 3\n")).collect();
    let main = format!("mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\n{faces}");
    let mut seed = Seed::new("tiles", "a.obj", main).with("a.mtl", library);
    seed = (1001..=1100).fold(seed, |seed, number| seed.with(&format!("t.{number}.png"), png(false)));
    assert!(matches!(load(&seed), Err(SceneError::TooLarge { what: "materials", .. })));
}

#[test]
fn area_lights_shine_as_rectangles_of_their_power() {
    for seed in seeds::of("fbx").into_iter().filter(|seed| seed.name == "area lights") {
        let scene = taken(&seed);
        assert_eq!((scene.stats().emissive_triangles, scene.stats().lights), (2, 1));
        let notes = scene.notes().join("; ");
        for expected in
            ["2.000 by 2.000 metres", "without an area is left out", "a sphere that shines is drawn as a point"]
        {
            assert!(notes.contains(expected), "{expected}: {notes}");
        }
    }
}
