//! Specs, and the files of their scenes.

use rayment_engine::{BUILD, ENGINE};
use rayment_render::FileMap;
use rayment_scenes::showcase;
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec, VERSION};

pub const SCENE: &str = "small.glb";

/// A small scene for the built-in engine: 8x8 pixels at 4 samples.
pub fn spec() -> Spec {
    Spec {
        version: VERSION,
        scene: SCENE.into(),
        files: vec![file(SCENE)],
        frames: vec![Frames { first: 1, last: 9, step: 1 }],
        width: 8,
        height: 8,
        samples: 4,
        bounces: 5,
        seed: 11,
        camera: 0,
        engine: Engine { name: ENGINE.into(), build: BUILD },
        devices: Devices::Cpu,
        output: Output::PNG,
    }
}

/// No engine looks at hashes: whoever fetches a file does.
pub fn file(path: &str) -> File {
    File { path: path.into(), sha256: [0; 32], bytes: 1 }
}

pub fn files() -> FileMap {
    let mut files = FileMap::new();
    files.insert(SCENE, showcase::small_glb());
    files
}
