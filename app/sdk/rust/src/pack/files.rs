//! The files that a scene names, found and read.

use std::{collections::BTreeMap, path::Path};

use rayment_render::{FileError, FileMap, Files, Limits, SceneError};

use super::{
    folder::{Folder, Outside, Withheld},
    unusable,
};
use crate::Error;

/// A scene's files by their paths, and those of them that lie outside its folder.
pub(super) struct Gathered {
    pub files: BTreeMap<String, Vec<u8>>,
    pub outside: Vec<Outside>,
}

/// The scene with every file that it names, by the built-in engine's readers.
pub(super) fn gathered(path: &Path, name: &str) -> Result<Gathered, Error> {
    let folder = Folder::of(path, name);
    let pack = rayment_import::pack(name, &folder, &Limits::default()).map_err(|error| match error {
        SceneError::File { path: lost, source } if lost == name => unusable(format!("{} {source}", path.display())),
        SceneError::File { path: file, source } if Withheld::of(&source).is_some() => unread(path, &file, &source),
        error => unusable(format!("{}: {error}", path.display())),
    })?;
    if !pack.missing.is_empty() {
        let missing: Vec<_> = pack.missing.iter().map(ToString::to_string).collect();
        return Err(unusable(format!("{} needs files that are not there: {}", path.display(), missing.join(", "))));
    }
    Ok(Gathered { files: pack.files, outside: folder.outside() })
}

/// These files of the folder of the scene at `path`, all of them together within the limit.
pub(super) fn read_all(path: &Path, name: &str, paths: impl Iterator<Item = String>) -> Result<Gathered, Error> {
    let (folder, mut left) = (Folder::of(path, name), Limits::default().total_bytes);
    let mut files = BTreeMap::new();
    for file in paths {
        let bytes = folder.read(&file, left).map_err(|error| unread(path, &file, &error))?;
        left = left.saturating_sub(bytes.len() as u64);
        files.insert(file, bytes);
    }
    Ok(Gathered { files, outside: folder.outside() })
}

/// A file that the scene names, and why it is not packed.
fn unread(scene: &Path, file: &str, error: &FileError) -> Error {
    let why = Withheld::of(error).map_or_else(|| format!("which {error}"), ToString::to_string);
    unusable(format!("{} names {file:?}, {why}", scene.display()))
}

pub(super) fn file_map(files: &BTreeMap<String, Vec<u8>>) -> FileMap {
    let mut map = FileMap::new();
    for (path, bytes) in files {
        map.insert(path.clone(), bytes.clone());
    }
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_a_scene_once_that_is_not_there_or_of_no_known_format() {
        let folder = tempfile::tempdir().expect("there is room");
        let said = |name: &str| {
            let path = folder.path().join(name);
            gathered(&path, name).err().expect(name).to_string()
        };
        assert!(said("nothing.glb").ends_with("nothing.glb is not there"), "{}", said("nothing.glb"));
        let unknown = said("nothing.xyz");
        assert!(unknown.matches("nothing.xyz").count() == 1 && unknown.contains(".blend"), "{unknown}");
    }

    /// Scenes of every format whose files are all at `PATH`; what they draw does not matter.
    const SCENES: [(&str, &str); 7] = [
        ("buffer.gltf", r#"{ "asset": { "version": "2.0" }, "buffers": [{ "uri": "PATH", "byteLength": 6 }] }"#),
        (
            "image.gltf",
            r#"{ "asset": { "version": "2.0" }, "scenes": [{ "nodes": [0] }], "nodes": [{ "mesh": 0 }],
            "meshes": [{ "primitives": [{ "attributes": { "POSITION": 0 }, "material": 0 }] }],
            "materials": [{ "emissiveTexture": { "index": 0 } }], "textures": [{ "source": 0 }],
            "images": [{ "uri": "PATH" }] }"#,
        ),
        (
            "light.gltf",
            r#"{ "asset": { "version": "2.0" },
            "scenes": [{ "extras": { "rayment": { "environment": { "file": "PATH" } } } }] }"#,
        ),
        ("library.obj", "mtllib PATH\nv 0 0 0\nf 1 1 1\n"),
        ("map.obj", "mtllib map.mtl\nv 0 0 0\nf 1 1 1\n"),
        (
            "texture.fbx",
            "; FBX 7.4.0 project file\nFBXHeaderExtension:  {\n\tFBXHeaderVersion: 1003\n\tFBXVersion: 7400\n}\n\
             Objects:  {\n\tTexture: 4, \"Texture::t\", \"\" {\n\t\tType: \"TextureVideoClip\"\n\
             \t\tFileName: \"PATH\"\n\t\tRelativeFilename: \"PATH\"\n\t}\n}\n",
        ),
        (
            "image.dae",
            "<COLLADA xmlns='http://www.collada.org/2005/11/COLLADASchema' version='1.4.1'><library_images>\
             <image id='i'><init_from>PATH</init_from></image></library_images></COLLADA>",
        ),
    ];

    /// A home with something like a key (of numbers that are none), twice, and scenes from a stranger in it.
    fn home() -> tempfile::TempDir {
        let home = tempfile::tempdir().expect("there is room");
        for path in [".config/solana/id.json", "notes/id.json"] {
            let path = home.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("there is room");
            std::fs::write(path, format!("[{}]", ["7"; 64].join(","))).expect("there is room");
        }
        home
    }

    fn refusal(home: &Path, (name, text): (&str, &str), file: &str) -> String {
        std::fs::write(home.join(name), text.replace("PATH", file)).expect("there is room");
        std::fs::write(home.join("map.mtl"), format!("newmtl unused\nmap_Kd {file}\n")).expect("there is room");
        gathered(&home.join(name), name).err().unwrap_or_else(|| panic!("{name} packs {file}")).to_string()
    }

    #[test]
    fn a_scene_of_no_format_packs_keys() {
        let home = home();
        let absolute = home.path().join(".config/solana/id.json").display().to_string();
        for scene in SCENES {
            for file in [".config/solana/id.json", "./.config/solana/id.json"] {
                let said = refusal(home.path(), scene, file);
                assert!(said.contains("is hidden (\".config\"") && said.contains(scene.0), "{said}");
            }
            let named = refusal(home.path(), scene, "notes/id.json");
            assert!(named.contains("notes/id.json") && !named.contains("7,7"), "{named}");
            let uri = format!("file://{absolute}");
            for file in ["notes/../.config/solana/id.json", "../id.json", absolute.as_str(), uri.as_str()] {
                assert!(!refusal(home.path(), scene, file).contains("7,7"), "{} {file}", scene.0);
            }
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_out_of_the_folder_are_followed_and_told() {
        let outer = tempfile::tempdir().expect("there is room");
        let inner = outer.path().join("scene");
        std::fs::create_dir(&inner).expect("there is room");
        std::fs::write(outer.path().join("shared.bin"), [0u8; 6]).expect("there is room");
        std::os::unix::fs::symlink("../shared.bin", inner.join("a.bin")).expect("links can be made");
        std::fs::write(inner.join("a.gltf"), SCENES[0].1.replace("PATH", "a.bin")).expect("there is room");
        let Ok(found) = gathered(&inner.join("a.gltf"), "a.gltf") else { panic!("it is read") };
        let file = outer.path().canonicalize().expect("it is there").join("shared.bin");
        assert_eq!(found.outside, [Outside { path: "a.bin".to_owned(), file, bytes: 6 }]);
        assert_eq!(found.files.keys().collect::<Vec<_>>(), ["a.bin", "a.gltf"]);
    }
}
