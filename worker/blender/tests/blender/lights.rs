//! Lamps keep their brightness on the way from Blender into the built-in engine.

use rayment_render::{Cancel, FileMap, Limits, Prepared, Settings};

use crate::support::{Made, mean, whole};

#[test]
fn lamps_that_blender_exports_are_as_bright_here_as_there() {
    let made = Made::new("lamps");
    let settings = Settings { width: 64, height: 64, samples: 64, seed: 7, max_bounces: 2, camera: 0 };
    for (lamp, ending) in [("point", "glb"), ("spot", "glb"), ("sun", "glb"), ("point", "fbx"), ("area", "fbx")] {
        let session = made.open(&format!("{lamp}.blend")).unwrap();
        let there = mean(&whole(&session, 1, &settings));
        let name = format!("{lamp}.{ending}");
        let mut files = FileMap::new();
        files.insert(name.clone(), std::fs::read(made.file(&name)).unwrap());
        let scene = rayment_import::load(&name, &files, &Limits::default()).unwrap();
        let frame = Prepared::new(&scene, 1, &settings, &Cancel::new()).unwrap();
        let here = mean(&frame.whole(&Cancel::new()).unwrap());
        let ratio = here / there;
        assert!(there > 0.05 && (0.97..1.03).contains(&ratio), "{name}: {here} for {there}; {:?}", scene.notes());
        assert_eq!(ending == "glb", scene.notes().iter().any(|note| note.contains("radiometric")), "{name}");
    }
}
