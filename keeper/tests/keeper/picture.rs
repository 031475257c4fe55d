//! A real scene, small enough to be rendered in a blink, and a real delivery of it.

use rayment_client::{Job, address, chain_key, order::delivery::Leaves, order::delivery::rects, rule_key};
use rayment_core::{
    Hash, Native, Sha256,
    job::{Chunk, Command, JobState, Offer, Signer},
    market::Params,
    proof::challenge::Sighting,
};
use rayment_render::{Cancel, FileMap, Limits, Rect, Scene, Settings};
use rayment_spec::{File, Frames, Spec};

use crate::market::{self, ANNA, CLIENT, KEEPER, Market, NOON, SLOT, TERMS, key};

const SCENE: &str = "wedge.glb";

/// A GLB with three triangles under the engine's own sky and camera.
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
        "meshes":[{{"primitives":[{{"attributes":{{"POSITION":0}}}}]}}],
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
        scene: SCENE.into(),
        files: vec![File { path: SCENE.into(), sha256: Native::hash(&[&glb]), bytes: glb.len() as u64 }],
        frames: vec![Frames { first: 1, last: 9, step: 2 }],
        width: 256,
        height: 144,
        samples: 2,
        bounces: 3,
        ..market::spec()
    }
}

/// Two frames, 3 and 5.
pub fn chunk() -> Chunk {
    Chunk { frame: 3, frames: 2, step: 2, tile: 0, tiles: 40 }
}

/// The bodies of the frames of a chunk, honestly rendered.
pub fn bodies(spec: &Spec, chunk: &Chunk) -> Vec<Vec<u8>> {
    let mut files = FileMap::new();
    files.insert(SCENE, glb());
    let scene = Scene::load(SCENE, &files, &Limits::default()).expect("the scene loads");
    let Spec { width, height, samples, seed, bounces, .. } = *spec;
    let settings = Settings { width, height, samples, seed, max_bounces: bounces, camera: spec.camera };
    let body = |number| {
        let frame = scene.frame(number, &settings, &Cancel::new()).expect("it can be rendered");
        let tile = |rect: &rayment_core::proof::tiles::Rect| {
            let rect = Rect::new(rect.x, rect.y, rect.width, rect.height);
            frame.tile(rect, &Cancel::new()).expect("nobody cancels").to_bytes()
        };
        rects(spec, chunk).iter().flat_map(tile).collect()
    };
    chunk.frame_numbers().map(body).collect()
}

/// A job whose delivery has the root over `bodies`, sealed.
pub fn delivered(spec: &Spec, bodies: &[Vec<u8>]) -> Job {
    let (params, chunk) = (Params::DEFAULT, chunk());
    let mut leaves = Leaves::new(spec, &chunk);
    for body in bodies {
        leaves.push(body).expect("a body has its length");
    }
    let offer = Offer { spec: spec.hash(), chunk, bytes: spec.bytes(), ..Market::new().offer(1, 1) };
    let market = Market::address();
    let address = address::job(&market, &chain_key(&key(CLIENT)), 1);
    let posted = JobState::post(&offer, (rule_key(&market), key(CLIENT), 1), (&params, 0), NOON).expect("a good offer");
    let mut state = posted.next.continues().expect("a post ends nothing");
    let (provider, root) = (Signer::Provider(key(ANNA)), leaves.root().expect("there are tiles"));
    let deeds = [
        (Signer::Keeper(key(KEEPER)), Command::Assign { provider: key(ANNA), unchecked: false }),
        (provider, Command::Claim { attempt: 0, terms: TERMS }),
        (provider, Command::Start { attempt: 0 }),
        (provider, Command::Deliver { attempt: 0, root, frames: 2, ms: 1_000, slot: SLOT }),
        (Signer::Anyone, Command::Seal { job: rule_key(&address), sighting: Sighting::Seen([5; 32]), slot: SLOT + 40 }),
    ];
    for (signer, deed) in deeds {
        let step = state.step::<Native>(&params, signer, &deed, NOON + 5).expect("the story is lawful");
        state = step.next.continues().expect("the job goes on");
    }
    Job { address, state }
}

/// Turns over one bit of a tile of a body.
pub fn flip(spec: &Spec, body: &mut [u8], tile: u32) {
    let before: usize = rects(spec, &chunk()).iter().take(tile as usize).map(|rect| rect.pixels() * 12).sum();
    body[before + 5] ^= 1;
}

/// What stands for a spec in a library.
pub fn file_hash() -> Hash {
    Native::hash(&[&glb()])
}
