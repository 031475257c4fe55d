use std::collections::BTreeSet;

use rayment_render::exact;
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
    channels: Vec<Value>,
    samplers: Vec<Value>,
    extensions: BTreeSet<&'static str>,
    scene_extras: Value,
}

/// A material of the document.
#[derive(Clone, Copy)]
pub struct Material(usize);

/// A texture of the document.
#[derive(Clone, Copy)]
pub struct Texture(usize);

/// A mesh of the document, to be placed once or often.
#[derive(Clone, Copy)]
pub struct Mesh(usize);

/// A node of the document.
#[derive(Clone, Copy)]
pub struct Node(usize);

/// Where an instance stands: its place, its turn as a quaternion, and its size.
#[derive(Clone, Copy)]
pub struct Stand {
    pub place: [f32; 3],
    pub turn: [f32; 4],
    pub size: [f32; 3],
}

/// A key of the camera's way.
pub struct CameraKey {
    pub seconds: f32,
    pub place: [f64; 3],
    pub target: [f64; 3],
}

/// What materials may use beyond glTF 2.0 itself.
const MATERIAL_EXTENSIONS: [&str; 9] = [
    "KHR_materials_clearcoat",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_unlit",
    "KHR_materials_volume",
    "KHR_texture_transform",
];
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
            channels: Vec::new(),
            samplers: Vec::new(),
            extensions: BTreeSet::new(),
            scene_extras: json!({}),
        }
    }

    /// `value` is a material object of glTF.
    pub fn material(&mut self, value: Value) -> Material {
        if let Some(Value::Object(extensions)) = value.get("extensions") {
            self.extensions.extend(MATERIAL_EXTENSIONS.iter().filter(|name| extensions.contains_key(**name)));
        }
        self.materials.push(value);
        Material(self.materials.len() - 1)
    }

    pub fn texture(&mut self, painting: &Painting) -> Texture {
        let view = self.view(&painting.to_png());
        self.images.push(json!({ "bufferView": view, "mimeType": "image/png" }));
        self.textures.push(json!({ "source": self.images.len() - 1, "sampler": 0 }));
        Texture(self.textures.len() - 1)
    }

    /// A shape that is drawn once, where it is.
    pub fn mesh(&mut self, name: &str, shape: &Shape, material: Material) {
        let Mesh(mesh) = self.form(name, &[(shape, material)]);
        self.nodes.push(json!({ "name": name, "mesh": mesh }));
    }

    /// A mesh of one shape per material; nothing is drawn until it is placed.
    pub fn form(&mut self, name: &str, parts: &[(&Shape, Material)]) -> Mesh {
        let primitives: Vec<Value> = parts.iter().map(|(shape, material)| self.primitive(shape, *material)).collect();
        self.meshes.push(json!({ "name": name, "primitives": primitives }));
        Mesh(self.meshes.len() - 1)
    }

    /// Places a mesh.
    pub fn place(&mut self, name: &str, mesh: Mesh, stand: &Stand) -> Node {
        self.nodes.push(json!({
            "name": name, "mesh": mesh.0,
            "translation": stand.place, "rotation": stand.turn, "scale": stand.size,
        }));
        Node(self.nodes.len() - 1)
    }

    /// Places a mesh many times (EXT_mesh_gpu_instancing).
    pub fn instances(&mut self, name: &str, mesh: Mesh, stands: &[Stand]) {
        self.extensions.insert("EXT_mesh_gpu_instancing");
        let places: Vec<[f32; 3]> = stands.iter().map(|stand| stand.place).collect();
        let turns: Vec<[f32; 4]> = stands.iter().map(|stand| stand.turn).collect();
        let sizes: Vec<[f32; 3]> = stands.iter().map(|stand| stand.size).collect();
        let (places, turns) = (self.accessor(&places, "VEC3"), self.accessor(&turns, "VEC4"));
        let sizes = self.accessor(&sizes, "VEC3");
        self.nodes.push(json!({
            "name": name, "mesh": mesh.0,
            "extensions": { "EXT_mesh_gpu_instancing": { "attributes": {
                "TRANSLATION": places, "ROTATION": turns, "SCALE": sizes,
            }}},
        }));
    }

    /// Turns a node from key to key: seconds and quaternion.
    pub fn spin(&mut self, node: Node, keys: &[(f32, [f32; 4])]) {
        let times: Vec<f32> = keys.iter().map(|key| key.0).collect();
        let turns: Vec<[f32; 4]> = keys.iter().map(|key| key.1).collect();
        self.animate(node, &times, &turns, "VEC4", "rotation");
    }

    fn primitive(&mut self, shape: &Shape, material: Material) -> Value {
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
        json!({
            "attributes": { "POSITION": positions, "NORMAL": normals, "TEXCOORD_0": uv },
            "indices": self.accessors.len() - 1, "material": material.0,
        })
    }

    /// A camera that moves from key to key, with a thin lens.
    pub fn camera(&mut self, yfov: f32, lens: Value, keys: &[CameraKey]) {
        self.cameras.push(json!({
            "type": "perspective",
            "perspective": { "yfov": yfov, "znear": 0.05 },
            "extras": { "rayment": lens },
        }));
        let times: Vec<f32> = keys.iter().map(|key| key.seconds).collect();
        let places: Vec<[f32; 3]> = keys.iter().map(|key| key.place.map(|v| v as f32)).collect();
        let turns: Vec<[f32; 4]> = keys.iter().map(|key| turn_towards(key.place, key.target)).collect();
        let node = Node(self.nodes.len());
        self.nodes.push(json!({
            "name": "camera", "camera": self.cameras.len() - 1,
            "translation": places[0], "rotation": turns[0],
        }));
        if keys.len() > 1 {
            self.animate(node, &times, &places, "VEC3", "translation");
            self.animate(node, &times, &turns, "VEC4", "rotation");
        }
    }

    fn animate<const N: usize>(&mut self, node: Node, times: &[f32], values: &[[f32; N]], kind: &str, path: &str) {
        let input: Vec<[f32; 1]> = times.iter().map(|&seconds| [seconds]).collect();
        let input = self.accessor(&input, "SCALAR");
        self.accessors[input]["min"] = json!([times.first()]);
        self.accessors[input]["max"] = json!([times.last()]);
        let output = self.accessor(values, kind);
        self.channels.push(json!({
            "sampler": self.samplers.len(), "target": { "node": node.0, "path": path },
        }));
        self.samplers.push(json!({ "input": input, "output": output }));
    }

    /// What the scene says in `extras.rayment`.
    pub fn wishes(&mut self, value: Value) {
        self.scene_extras = json!({ "rayment": value });
    }

    /// The document as a GLB.
    pub fn finish(mut self) -> Vec<u8> {
        pad(&mut self.buffer, 0);
        let mut document = json!({
            "asset": { "version": "2.0", "generator": "rayment showcase" },
            "scene": 0,
            "scenes": [{
                "nodes": (0..self.nodes.len()).collect::<Vec<_>>(),
                "extras": self.scene_extras,
            }],
            "samplers": [{ "wrapS": 10497, "wrapT": 10497 }],
            "buffers": [{ "byteLength": self.buffer.len() }],
        });
        if !self.samplers.is_empty() {
            document["animations"] =
                json!([{ "name": "around", "samplers": self.samplers, "channels": self.channels }]);
        }
        // Empty lists are against the format.
        let lists = [
            ("extensionsUsed", self.extensions.into_iter().map(Value::from).collect()),
            ("nodes", self.nodes),
            ("meshes", self.meshes),
            ("materials", self.materials),
            ("images", self.images),
            ("textures", self.textures),
            ("cameras", self.cameras),
            ("accessors", self.accessors),
            ("bufferViews", self.views),
        ];
        for (name, list) in lists {
            if !list.is_empty() {
                document[name] = Value::Array(list);
            }
        }
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

impl Stand {
    /// Upright at a place, turned about the vertical axis by an angle.
    pub fn new(place: [f64; 3], angle: f64, size: f64) -> Self {
        let (sin, cos) = exact::sin_cos(angle * 0.5);
        Self {
            place: place.map(|value| value as f32),
            turn: [0.0, sin as f32, 0.0, cos as f32],
            size: [size as f32; 3],
        }
    }
}

/// The rotation of a camera that looks from one place to another, upright.
fn turn_towards(from: [f64; 3], to: [f64; 3]) -> [f32; 4] {
    use glam::{DMat3, DQuat, DVec3};
    let back = (DVec3::from_array(from) - DVec3::from_array(to)).normalize();
    let right = DVec3::Y.cross(back).normalize();
    let turn = DQuat::from_mat3(&DMat3::from_cols(right, back.cross(right), back));
    [turn.x as f32, turn.y as f32, turn.z as f32, turn.w as f32]
}
