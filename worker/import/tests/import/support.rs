//! Small scenes written as glTF, for tests.
#![allow(dead_code, reason = "each test file uses its own part")]

use rayment_render::{Cancel, FileMap, Limits, Prepared, Scene, SceneError, Settings};
use serde_json::{Value, json};

/// A `.gltf` in the making: meshes of triangles in a data URI, and whatever else is set by hand.
pub struct Draft {
    pub document: Value,
    buffer: Vec<u8>,
}

pub type Corner = [f32; 3];

impl Draft {
    pub fn new() -> Self {
        let document = json!({
            "asset": { "version": "2.0" },
            "scene": 0,
            "scenes": [{ "nodes": [] }],
            "nodes": [], "meshes": [], "materials": [], "accessors": [], "bufferViews": [],
            "buffers": [{ "byteLength": 0 }],
        });
        Self { document, buffer: Vec::new() }
    }

    /// Adds to a list of the document and returns the place.
    pub fn push(&mut self, list: &str, value: Value) -> usize {
        if self.document[list].is_null() {
            self.document[list] = json!([]);
        }
        let list = self.document[list].as_array_mut().expect("a list");
        list.push(value);
        list.len() - 1
    }

    /// Adds a node to the document and to the scene.
    pub fn node(&mut self, value: Value) -> usize {
        let index = self.push("nodes", value);
        self.document["scenes"][0]["nodes"].as_array_mut().expect("a list").push(json!(index));
        index
    }

    pub fn floats<const N: usize>(&mut self, values: &[[f32; N]]) -> usize {
        let bytes: Vec<u8> = values.iter().flatten().flat_map(|value| value.to_le_bytes()).collect();
        let kind = ["", "SCALAR", "VEC2", "VEC3", "VEC4"][N];
        let view = self.view(&bytes);
        self.push(
            "accessors",
            json!({
                "bufferView": view, "componentType": 5126, "type": kind, "count": values.len(),
            }),
        )
    }

    /// An accessor of `count` elements in a view of its own.
    pub fn accessor(&mut self, bytes: &[u8], component: u32, kind: &str, count: usize) -> usize {
        let view = self.view(bytes);
        self.push("accessors", json!({ "bufferView": view, "componentType": component, "type": kind, "count": count }))
    }

    /// A PNG of one colour as a texture.
    pub fn texture(&mut self) -> usize {
        let pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
        let image = self.push("images", json!({ "uri": format!("data:image/png;base64,{pixel}") }));
        self.push("textures", json!({ "source": image }))
    }

    pub fn view(&mut self, bytes: &[u8]) -> usize {
        self.buffer.resize(self.buffer.len().next_multiple_of(4), 0);
        let offset = self.buffer.len();
        self.buffer.extend(bytes);
        self.push("bufferViews", json!({ "buffer": 0, "byteOffset": offset, "byteLength": bytes.len() }))
    }

    /// A mesh of loose triangles, flat-shaded, on a node of its own.
    pub fn triangles(&mut self, corners: &[Corner], material: usize) -> usize {
        let positions = self.floats(corners);
        let primitive = json!({ "attributes": { "POSITION": positions }, "material": material });
        let mesh = self.push("meshes", json!({ "primitives": [primitive] }));
        self.node(json!({ "mesh": mesh }))
    }

    /// Two triangles; counter-clockwise as seen from the front.
    pub fn quad(&mut self, [a, b, c, d]: [Corner; 4], material: usize) -> usize {
        self.triangles(&[a, b, c, a, c, d], material)
    }

    pub fn material(&mut self, base: f32, metallic: f32, roughness: f32) -> usize {
        self.push(
            "materials",
            json!({ "pbrMetallicRoughness": {
                "baseColorFactor": [base, base, base, 1.0],
                "metallicFactor": metallic, "roughnessFactor": roughness,
            }}),
        )
    }

    pub fn emitter(&mut self, radiance: f32) -> usize {
        self.push(
            "materials",
            json!({
                "emissiveFactor": [1.0, 1.0, 1.0],
                "pbrMetallicRoughness": { "baseColorFactor": [0.0, 0.0, 0.0, 1.0] },
                "extensions": { "KHR_materials_emissive_strength": { "emissiveStrength": radiance } },
            }),
        )
    }

    /// A punctual light at the end of a node with this transform.
    pub fn light(&mut self, light: Value, mut node: Value) {
        let lights = &mut self.document["extensions"]["KHR_lights_punctual"]["lights"];
        if lights.is_null() {
            *lights = json!([]);
        }
        let lights = lights.as_array_mut().expect("a list");
        lights.push(light);
        node["extensions"] = json!({ "KHR_lights_punctual": { "light": lights.len() - 1 } });
        self.node(node);
    }

    /// A camera straight above, looking down at a square of side 2 x `half`.
    pub fn camera_above(&mut self, height: f32, half: f32) {
        let camera = self.push(
            "cameras",
            json!({ "type": "orthographic",
            "orthographic": { "xmag": half, "ymag": half, "znear": 0.1, "zfar": 100.0 } }),
        );
        // A quarter turn around x: from looking along -z to looking down.
        let half_root = std::f32::consts::FRAC_1_SQRT_2;
        self.node(json!({ "camera": camera, "translation": [0.0, height, 0.0],
            "rotation": [-half_root, 0.0, 0.0, half_root] }));
    }

    pub fn wishes(&mut self, value: Value) {
        self.document["scenes"][0]["extras"] = json!({ "rayment": value });
    }

    /// Even light from everywhere.
    pub fn uniform_sky(&mut self, radiance: f32) {
        let even = [radiance; 3];
        self.wishes(json!({ "sky": { "zenith": even, "horizon": even, "ground": even } }));
    }

    pub fn files(&self) -> FileMap {
        let mut document = self.document.clone();
        document["buffers"][0]["byteLength"] = json!(self.buffer.len());
        document["buffers"][0]["uri"] = json!("scene.bin");
        let mut files = FileMap::new();
        files.insert("scene.gltf", document.to_string());
        files.insert("scene.bin", self.buffer.clone());
        files
    }

    /// The same scene as one `.glb`.
    pub fn glb(&self) -> Vec<u8> {
        let mut document = self.document.clone();
        document["buffers"][0]["byteLength"] = json!(self.buffer.len());
        let mut json = document.to_string().into_bytes();
        json.resize(json.len().next_multiple_of(4), b' ');
        let mut bin = self.buffer.clone();
        bin.resize(bin.len().next_multiple_of(4), 0);
        let mut glb = b"glTF".to_vec();
        for word in [2, 28 + json.len() + bin.len(), json.len()] {
            glb.extend((word as u32).to_le_bytes());
        }
        glb.extend(b"JSON");
        glb.extend(&json);
        glb.extend((bin.len() as u32).to_le_bytes());
        glb.extend(b"BIN\0");
        glb.extend(&bin);
        glb
    }

    pub fn try_load(&self) -> Result<Scene, SceneError> {
        rayment_import::load("scene.gltf", &self.files(), &Limits::default())
    }

    pub fn load(&self) -> Scene {
        self.try_load().expect("the draft is a valid scene")
    }

    /// Mean value of the middle half of a small square picture.
    pub fn brightness(&self, samples: u32, max_bounces: u32) -> f64 {
        const SIDE: u32 = 16;
        let settings = Settings { width: SIDE, height: SIDE, samples, seed: 5, max_bounces, camera: 0 };
        let prepared = Prepared::new(&self.load(), 0, &settings, &Cancel::new()).expect("the draft renders");
        let tile = prepared.whole(&Cancel::new()).expect("nobody cancels");
        let (mut sum, mut count) = (0.0, 0.0);
        for y in SIDE / 4..SIDE * 3 / 4 {
            for x in SIDE / 4..SIDE * 3 / 4 {
                sum += f64::from(tile.rgb[((y * SIDE + x) * 3 + 1) as usize]);
                count += 1.0;
            }
        }
        sum / count
    }
}

/// A sphere of flat triangles around the origin.
pub fn sphere(radius: f32, columns: usize) -> Vec<Corner> {
    let point = |column: usize, row: usize| {
        let (sin_u, cos_u) = (column as f32 / columns as f32 * std::f32::consts::TAU).sin_cos();
        let (sin_v, cos_v) = (row as f32 / (columns / 2) as f32 * std::f32::consts::PI).sin_cos();
        [radius * sin_v * cos_u, radius * cos_v, radius * sin_v * sin_u]
    };
    let mut corners = Vec::new();
    for row in 0..columns / 2 {
        for column in 0..columns {
            let (a, b) = (point(column, row), point(column + 1, row));
            let (c, d) = (point(column + 1, row + 1), point(column, row + 1));
            corners.extend([a, b, c, a, c, d]);
        }
    }
    corners
}
