use serde_json::{Value, json};

use super::paint::Painting;
use super::shape::Shape;

/// A glTF document in the making, and its one buffer.
pub struct Document {
    buffer: Vec<u8>,
    views: Vec<Value>,
    accessors: Vec<Value>,
    meshes: Vec<Value>,
    nodes: Vec<Value>,
    materials: Vec<Value>,
    images: Vec<Value>,
    textures: Vec<Value>,
    cameras: Vec<Value>,
    animations: Vec<Value>,
    scene_extras: Value,
}

/// A material of the document.
#[derive(Clone, Copy)]
pub struct Material(usize);

/// A texture of the document.
#[derive(Clone, Copy)]
pub struct Texture(usize);

/// A key of the camera's way.
pub struct CameraKey {
    pub seconds: f32,
    pub place: [f64; 3],
    pub target: [f64; 3],
}

const FLOAT: u32 = 5126;
const UNSIGNED_INT: u32 = 5125;

impl Document {
    pub fn new() -> Self {
        Self {
            buffer: Vec::new(),
            views: Vec::new(),
            accessors: Vec::new(),
            meshes: Vec::new(),
            nodes: Vec::new(),
            materials: Vec::new(),
            images: Vec::new(),
            textures: Vec::new(),
            cameras: Vec::new(),
            animations: Vec::new(),
            scene_extras: json!({}),
        }
    }

    /// `value` is a material object of glTF.
    pub fn material(&mut self, value: Value) -> Material {
        self.materials.push(value);
        Material(self.materials.len() - 1)
    }

    pub fn texture(&mut self, painting: &Painting) -> Texture {
        let view = self.view(&painting.to_png());
        self.images.push(json!({ "bufferView": view, "mimeType": "image/png" }));
        self.textures.push(json!({ "source": self.images.len() - 1, "sampler": 0 }));
        Texture(self.textures.len() - 1)
    }

    pub fn mesh(&mut self, name: &str, shape: &Shape, material: Material) {
        let (low, high) = shape.bounds();
        let positions = self.accessor(&shape.positions, "VEC3");
        self.accessors[positions]["min"] = json!(low);
        self.accessors[positions]["max"] = json!(high);
        let normals = self.accessor(&shape.normals, "VEC3");
        let uv = self.accessor(&shape.uv, "VEC2");
        let bytes: Vec<u8> = shape.triangles.iter().flatten().flat_map(|index| index.to_le_bytes()).collect();
        let view = self.view(&bytes);
        self.accessors.push(json!({
            "bufferView": view, "componentType": UNSIGNED_INT, "type": "SCALAR",
            "count": shape.triangles.len() * 3,
        }));
        let indices = self.accessors.len() - 1;
        self.meshes.push(json!({ "name": name, "primitives": [{
            "attributes": { "POSITION": positions, "NORMAL": normals, "TEXCOORD_0": uv },
            "indices": indices, "material": material.0,
        }]}));
        self.nodes.push(json!({ "name": name, "mesh": self.meshes.len() - 1 }));
    }

    /// A camera that moves from key to key, with a thin lens.
    pub fn camera(&mut self, yfov: f32, lens: Value, keys: &[CameraKey]) {
        self.cameras.push(json!({
            "type": "perspective",
            "perspective": { "yfov": yfov, "znear": 0.05 },
            "extras": { "rayment": lens },
        }));
        let times: Vec<[f32; 1]> = keys.iter().map(|key| [key.seconds]).collect();
        let places: Vec<[f32; 3]> = keys.iter().map(|key| key.place.map(|v| v as f32)).collect();
        let turns: Vec<[f32; 4]> = keys.iter().map(|key| turn_towards(key.place, key.target)).collect();
        let node = self.nodes.len();
        self.nodes.push(json!({
            "name": "camera", "camera": self.cameras.len() - 1,
            "translation": places[0], "rotation": turns[0],
        }));
        let input = self.accessor(&times, "SCALAR");
        self.accessors[input]["min"] = json!(times.first());
        self.accessors[input]["max"] = json!(times.last());
        let (places, turns) = (self.accessor(&places, "VEC3"), self.accessor(&turns, "VEC4"));
        self.animations.push(json!({
            "name": "around",
            "samplers": [{ "input": input, "output": places }, { "input": input, "output": turns }],
            "channels": [
                { "sampler": 0, "target": { "node": node, "path": "translation" } },
                { "sampler": 1, "target": { "node": node, "path": "rotation" } },
            ],
        }));
    }

    /// What the scene says in `extras.rayment`.
    pub fn wishes(&mut self, value: Value) {
        self.scene_extras = json!({ "rayment": value });
    }

    /// The document as a GLB.
    pub fn finish(mut self) -> Vec<u8> {
        pad(&mut self.buffer, 0);
        let document = json!({
            "asset": { "version": "2.0", "generator": "rayment showcase" },
            "extensionsUsed": ["KHR_materials_emissive_strength"],
            "scene": 0,
            "scenes": [{
                "nodes": (0..self.nodes.len()).collect::<Vec<_>>(),
                "extras": self.scene_extras,
            }],
            "nodes": self.nodes,
            "meshes": self.meshes,
            "materials": self.materials,
            "images": self.images,
            "samplers": [{ "wrapS": 10497, "wrapT": 10497 }],
            "textures": self.textures,
            "cameras": self.cameras,
            "animations": self.animations,
            "accessors": self.accessors,
            "bufferViews": self.views,
            "buffers": [{ "byteLength": self.buffer.len() }],
        });
        let mut json = document.to_string().into_bytes();
        pad(&mut json, b' ');
        let length = 12 + 8 + json.len() + 8 + self.buffer.len();
        let mut glb = Vec::with_capacity(length);
        glb.extend(b"glTF");
        for word in [2, length as u32, json.len() as u32] {
            glb.extend(word.to_le_bytes());
        }
        glb.extend(b"JSON");
        glb.extend(json);
        glb.extend((self.buffer.len() as u32).to_le_bytes());
        glb.extend(b"BIN\0");
        glb.extend(self.buffer);
        glb
    }

    fn accessor<const N: usize>(&mut self, values: &[[f32; N]], kind: &str) -> usize {
        let bytes: Vec<u8> = values.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        let view = self.view(&bytes);
        self.accessors.push(json!({
            "bufferView": view, "componentType": FLOAT, "type": kind, "count": values.len(),
        }));
        self.accessors.len() - 1
    }

    fn view(&mut self, bytes: &[u8]) -> usize {
        pad(&mut self.buffer, 0);
        self.views.push(json!({
            "buffer": 0, "byteOffset": self.buffer.len(), "byteLength": bytes.len(),
        }));
        self.buffer.extend(bytes);
        self.views.len() - 1
    }
}

impl Texture {
    pub fn index(self) -> Value {
        json!({ "index": self.0 })
    }
}

fn pad(bytes: &mut Vec<u8>, with: u8) {
    bytes.resize(bytes.len().next_multiple_of(4), with);
}

/// The rotation of a camera that looks from one place to another, upright.
fn turn_towards(from: [f64; 3], to: [f64; 3]) -> [f32; 4] {
    use glam::{DMat3, DQuat, DVec3};
    let back = (DVec3::from_array(from) - DVec3::from_array(to)).normalize();
    let right = DVec3::Y.cross(back).normalize();
    let turn = DQuat::from_mat3(&DMat3::from_cols(right, back.cross(right), back));
    [turn.x as f32, turn.y as f32, turn.z as f32, turn.w as f32]
}
