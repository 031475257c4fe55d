//! A real scene, small enough to be rendered in a blink, and frames of it. The keeper's tests use it too.

use rayment_core::{Hash, Native, Sha256, job::Chunk};
use rayment_engine::{BUILD, ENGINE, Engines, OpenRequest, OpenScene, Purpose, rects, settings};
use rayment_render::{Cancel, FileMap, Rect};
use rayment_spec::{Devices, Engine, File, Frames, Output, Spec, VERSION};

const SCENE: &str = "wedge.glb";

/// A GLB with three triangles under the engine's own sky and camera, which sees two of them from behind.
pub fn glb() -> Vec<u8> {
    let corners: [[f32; 3]; 9] = [
        [-1.0, 0.0, 0.0],
        [1.0, 0.0, 0.0],
        [0.0, 1.5, 0.2],
        [-1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0],
        [0.0, 1.5, 0.2],
        [1.0, 0.0, 0.0],
        [0.0, 0.0, 1.0],
        [0.0, 1.5, 0.2],
    ];
    let binary: Vec<u8> = corners.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
    let mut json = format!(
        r#"{{"asset":{{"version":"2.0"}},"scene":0,"scenes":[{{"nodes":[0]}}],"nodes":[{{"mesh":0}}],
        "materials":[{{"doubleSided":true}}],
        "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}},"material":0}}]}}],
        "accessors":[{{"bufferView":0,"componentType":5126,"count":9,"type":"VEC3","min":[-1,0,0],"max":[1,1.5,1]}}],
        "bufferViews":[{{"buffer":0,"byteLength":{0}}}],"buffers":[{{"byteLength":{0}}}]}}"#,
        binary.len()
    )
    .into_bytes();
    json.resize(json.len().next_multiple_of(4), b' ');
    let chunk = |kind: &[u8; 4], body: &[u8]| -> Vec<u8> {
        [&u32::try_from(body.len()).expect("small").to_le_bytes(), kind.as_slice(), body].concat()
    };
    let body = [chunk(b"JSON", &json), chunk(b"BIN\0", &binary)].concat();
    let total = u32::try_from(12 + body.len()).expect("small").to_le_bytes();
    [b"glTF".as_slice(), &2u32.to_le_bytes(), &total, &body].concat()
}

/// 256x144 pixels are 40 tiles a frame.
pub fn spec() -> Spec {
    let glb = glb();
    Spec {
        version: VERSION,
        scene: SCENE.into(),
        files: vec![File { path: SCENE.into(), sha256: Native::hash(&[&glb]), bytes: glb.len() as u64 }],
        frames: vec![Frames { first: 1, last: 9, step: 2 }],
        width: 256,
        height: 144,
        samples: 2,
        bounces: 3,
        seed: 1,
        camera: 0,
        engine: Engine { name: ENGINE.into(), build: BUILD },
        devices: Devices::Cpu,
        output: Output::PNG,
    }
}

/// Two frames, 3 and 5.
pub fn chunk() -> Chunk {
    Chunk { frame: 3, frames: 2, step: 2, tile: 0, tiles: 40 }
}

/// The scene of a spec, opened to check.
pub fn open(spec: &Spec) -> OpenScene {
    let mut files = FileMap::new();
    files.insert(SCENE, glb());
    let request = OpenRequest { spec, files: &files, threads: 1, purpose: Purpose::Check };
    Engines::built_in().open(&request, &Cancel::new()).expect("the scene loads")
}

/// The bodies of the frames of a chunk, honestly rendered.
pub fn bodies(spec: &Spec, chunk: &Chunk) -> Vec<Vec<u8>> {
    let scene = open(spec);
    let body = |number| {
        let frame = scene.frame(number, &settings(spec), &Cancel::new()).expect("it can be rendered");
        let tile = |rect: &Rect| frame.tile(*rect, &Cancel::new()).expect("nobody cancels").to_bytes();
        rects(spec, chunk).iter().flat_map(tile).collect()
    };
    chunk.frame_numbers().map(body).collect()
}

/// What each value of a frame becomes on another kind of device.
pub fn round_otherwise(body: &mut [u8]) {
    for (at, value) in body.as_chunks_mut::<4>().0.iter_mut().enumerate() {
        let bits = u32::from_le_bytes(*value);
        *value = (bits ^ u32::from(at % 3 == 0)).to_le_bytes();
    }
}

/// Turns over one bit of a tile of a body.
pub fn flip(spec: &Spec, body: &mut [u8], tile: u32) {
    let before: usize = rects(spec, &chunk()).iter().take(tile as usize).map(|rect| rect.pixels() * 12).sum();
    body[before + 5] ^= 1;
}

/// What the scene file is asked for by.
pub fn file_hash() -> Hash {
    Native::hash(&[&glb()])
}
