//! Files as they are met: what other programs draw is drawn, and what is left out or changed is said.

use rayment_render::{FileMap, Limits, Scene, SceneError, scene::Alpha};

use crate::seeds::{png, stl};

mod dae;
mod fbx;
mod gltf;

const SQUARE: &str = "mtllib m.mtl\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nusemtl a\n";

fn loaded(main: &str, files: &[(&str, &[u8])]) -> Result<Scene, SceneError> {
    let mut map = FileMap::new();
    for (path, bytes) in files {
        map.insert(*path, *bytes);
    }
    rayment_import::load(main, &map, &Limits::default())
}

pub fn scene(main: &str, files: &[(&str, &[u8])]) -> Scene {
    loaded(main, files).unwrap_or_else(|error| panic!("{main} is refused: {error}"))
}

/// A square with a material called `a`, and what is noted of it.
fn square(library: &str) -> (Scene, String) {
    let picture = png(false);
    let text = format!("{SQUARE}f 1 2 3 4\n");
    let files: [(&str, &[u8]); 3] = [("a.obj", text.as_bytes()), ("m.mtl", library.as_bytes()), ("c.png", &picture)];
    let scene = scene("a.obj", &files);
    let notes = scene.notes().join("; ");
    (scene, notes)
}

#[test]
fn a_map_beside_a_black_factor_is_drawn_in_full() {
    let (scene, notes) = square("newmtl a\nKd 0 0 0\nmap_Kd c.png\nd 0\nmap_d c.png\nKe 0 0 0\nmap_Ke c.png\n");
    let material = &scene.materials[0];
    assert_eq!((material.base.to_array(), material.emission.to_array()), ([1.0; 3], [1.0; 3]));
    assert!(material.opacity == 1.0 && material.alpha == Alpha::Blend && material.base_map.is_some());
    for words in ["Kd is black beside map_Kd", "Ke is black beside map_Ke", "transparent beside map_d"] {
        assert!(notes.contains(words), "{words}: {notes}");
    }
    // Half of it is half of it.
    let (scene, notes) = square("newmtl a\nKd 0.5 0.5 0.5\nmap_Kd c.png\n");
    assert_eq!((scene.materials[0].base.to_array(), notes.as_str()), ([0.5; 3], ""));
    assert_eq!(square("newmtl a\nKd 0 0 0\n").1, "");
}

#[test]
fn what_is_wholly_transparent_is_said() {
    for (lines, opacity, word) in [("Tr 1", 0.0, "by its Tr"), ("d 0\nTr 0", 0.0, "wholly"), ("Tr 1\nd 1", 1.0, "")] {
        let (scene, notes) = square(&format!("newmtl a\n{lines}\n"));
        assert_eq!(scene.materials[0].opacity, opacity, "{lines}");
        assert!(notes.contains(word) && notes.is_empty() == word.is_empty(), "{lines}: {notes}");
    }
}

#[test]
fn materials_are_found_by_their_names_before_and_without_a_comment() {
    for (library, named) in [
        ("newmtl Material #25\nKd 1 0 0\n", "Material #25"),
        ("newmtl red\nKd 1 0 0\n", "red # the wall"),
        ("newmtl red # the wall\nKd 1 0 0\n", "red"),
        ("# C:\\walls\\\nnewmtl red\nKd 1 0 0\n", "red"),
    ] {
        let text = format!(
            "# C:\\models\\\n{}usemtl {named}\n# C:\\\nf 1 2 3 4 # one face\n",
            SQUARE.replace("usemtl a\n", "")
        );
        let scene = scene("a.obj", &[("a.obj", text.as_bytes()), ("m.mtl", library.as_bytes())]);
        let place = scene.meshes[0].primitives[0].material;
        assert_eq!(scene.materials[place].base.to_array(), [1.0, 0.0, 0.0], "{library:?} {named:?}");
        assert!(scene.notes().is_empty(), "{:?}", scene.notes());
    }
}

#[test]
fn colours_of_vertices_in_obj_are_encoded_as_textures_are() {
    let text = "v 0 0 0 0.5 0.5 0.5\nv 1 0 0 0.5 0.5 0.5\nv 1 1 0 0.5 0.5 0.5\nf 1 2 3\n";
    let scene = scene("a.obj", &[("a.obj", text.as_bytes())]);
    let colors = scene.meshes[0].primitives[0].colors.clone().expect("it has colours");
    assert!(colors.iter().all(|color| (color[0] - 0.214_04).abs() < 1e-4), "{colors:?}");
}

#[test]
fn free_form_surfaces_beside_faces_are_noted_and_alone_refused() {
    let surface = "v 0 0 0\nv 1 0 0\nv 1 1 0\ncstype bspline\ndeg 1 1\nsurf 0 1 0 1 1 2 3 3\nend\n";
    let notes = scene("a.obj", &[("a.obj", format!("{surface}f 1 2 3\n").as_bytes())]).notes().join("; ");
    assert!(notes.contains("free-form surfaces: 1 left out") && notes.contains("line 6"), "{notes}");
    let error = loaded("a.obj", &[("a.obj", surface.as_bytes())]).expect_err("nothing is drawn").to_string();
    assert!(error.contains("turn them into polygons"), "{error}");
}

/// A number of facets that was never filled in, or wrong, is told by the length.
#[test]
fn draws_stl_whose_number_of_facets_is_wrong_and_says_so() {
    let good = stl::binary(b"x", 0);
    let more: Vec<u8> = good.iter().copied().chain([7; 30]).collect();
    for (stated, bytes, drawn, note) in [
        (4, &good, 4, ""),
        (0, &good, 4, "states 0 triangles, but has 4"),
        (u32::MAX, &good, 4, "but has 4"),
        (9, &good, 4, "states 9 triangles, but has 4"),
        (3, &good, 3, "states 3 triangles; 50 bytes behind them are left out"),
        (4, &more, 4, "30 bytes behind"),
    ] {
        let mut bytes = bytes.clone();
        bytes[80..84].copy_from_slice(&stated.to_le_bytes());
        let scene = scene("a.stl", &[("a.stl", &bytes)]);
        assert_eq!(scene.stats().triangles, drawn, "{stated}");
        assert!(scene.notes().join("; ").contains(note) && scene.notes().is_empty() == note.is_empty(), "{stated}");
    }
}
