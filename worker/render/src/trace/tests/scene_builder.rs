//! Scenes for tests of the tracer, and of its twin for graphics cards: so it names this crate as others do.

use std::f64::consts::PI;

use glam::{DMat4, DQuat, DVec3};
use rayment_render::{
    Cancel, Limits, Prepared, SceneError, Settings,
    math::{V3, v3},
    scene::{
        Camera, Interpolation, Lens, Light, LightKind, Local, Material, Mesh, Node, Parts, Primitive, Projection,
        Property, Scene, Sky, Track,
    },
};

/// Builds a scene by hand.
#[derive(Default)]
pub struct SceneBuilder(pub Parts);

impl SceneBuilder {
    /// Dark and empty, 24 frames per second.
    pub fn new() -> Self {
        Self(Parts::default())
    }

    pub fn node(&mut self, local: Local) -> usize {
        self.0.nodes.push(Node {
            parent: None,
            local,
            mesh: None,
            skin: None,
            weights: Vec::new(),
            camera: None,
            light: None,
        });
        self.0.nodes.len() - 1
    }

    pub fn material(&mut self, material: Material) -> usize {
        self.0.materials.push(material);
        self.0.materials.len() - 1
    }

    pub fn mesh(&mut self, primitive: Primitive) -> usize {
        self.0.meshes.push(Mesh { primitives: vec![primitive] });
        self.0.meshes.len() - 1
    }

    pub fn draw(&mut self, mesh: usize, to_world: DMat4) -> usize {
        let node = self.node(Local::Matrix(to_world));
        self.0.nodes[node].mesh = Some(mesh);
        node
    }

    /// A mesh placed as it is.
    pub fn add(&mut self, primitive: Primitive) -> usize {
        let mesh = self.mesh(primitive);
        self.draw(mesh, DMat4::IDENTITY)
    }

    /// An orthographic camera at `from` that looks along -z at a square of side 2 x `half`.
    pub fn camera(&mut self, from: DVec3, half: f32) -> usize {
        let node = self.node(parts_at(from));
        let projection = Projection::Orthographic { ymag: half };
        self.0.cameras.push(Camera { name: None, node, projection, lens: Lens::default(), aspect: None });
        node
    }

    pub fn light(&mut self, kind: LightKind, intensity: f32, at: DVec3) -> usize {
        let node = self.node(parts_at(at));
        self.0.lights.push(Light { intensity: V3::splat(intensity), kind, range: f32::INFINITY });
        self.0.nodes[node].light = Some(self.0.lights.len() - 1);
        node
    }

    pub fn even_sky(&mut self, radiance: f32) {
        let all = V3::splat(radiance);
        self.0.sky = Some(Sky { zenith: all, horizon: all, ground: all, sun: None });
    }

    /// From one translation at frame 0 to another at frame 1.
    pub fn slide(&mut self, node: usize, from: V3, to: V3) {
        self.track(node, Property::Translation, 3, &[from.to_array(), to.to_array()].concat());
    }

    /// Two values, at frames 0 and 1.
    pub fn track(&mut self, node: usize, property: Property, width: usize, values: &[f32]) {
        let (interpolation, times) = (Interpolation::Linear, vec![0.0, 1.0 / 24.0]);
        self.0.tracks.push(Track { node, property, width, interpolation, times, values: values.to_vec() });
    }

    pub fn try_build(self, limits: &Limits) -> Result<Scene, SceneError> {
        self.0.assemble(limits, 0)
    }

    pub fn build(self) -> Scene {
        self.try_build(&Limits::default()).unwrap()
    }
}

pub const SETTINGS: Settings = Settings { width: 24, height: 24, samples: 64, seed: 5, max_bounces: 3, camera: 0 };

/// Linear RGB of frame 0.
pub fn picture(scene: &Scene, settings: &Settings) -> Vec<f32> {
    let prepared = Prepared::new(scene, 0, settings, &Cancel::new()).unwrap();
    prepared.whole(&Cancel::new()).unwrap().rgb
}

/// Mean of the middle half of a square picture, channel by channel.
pub fn middle(scene: &Scene, settings: &Settings) -> [f64; 3] {
    let (rgb, side) = (picture(scene, settings), settings.width as usize);
    let mut sum = [0.0; 3];
    for y in side / 4..side * 3 / 4 {
        for x in side / 4..side * 3 / 4 {
            for (channel, sum) in sum.iter_mut().enumerate() {
                *sum += f64::from(rgb[(y * side + x) * 3 + channel]);
            }
        }
    }
    let count = (side * 3 / 4 - side / 4).pow(2) as f64;
    sum.map(|sum| sum / count)
}

pub fn mean(rgb: &[f32]) -> f64 {
    rgb.iter().map(|&value| f64::from(value)).sum::<f64>() / rgb.len() as f64
}

#[track_caller]
pub fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!((found / expected - 1.0).abs() < tolerance, "found {found}, expected {expected}");
}

pub fn parts_at(translation: DVec3) -> Local {
    Local::Parts { translation, rotation: DQuat::IDENTITY, scale: DVec3::ONE }
}

/// Lambertian: an index of refraction of one removes the specular lobe.
pub fn matte(albedo: f32) -> Material {
    Material { base: V3::splat(albedo), metallic: 0.0, ior: 1.0, ..Material::default() }
}

pub fn shining(radiance: f32) -> Material {
    Material { base: V3::ZERO, metallic: 0.0, ior: 1.0, emission: V3::splat(radiance), ..Material::default() }
}

/// A square of side 2 x `half` around the origin that faces +z.
pub fn square(half: f32, material: usize) -> Primitive {
    let positions = vec![[-half, -half, 0.0], [half, -half, 0.0], [half, half, 0.0], [-half, half, 0.0]];
    let uv = Some(vec![[0.0, 1.0], [1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]);
    Primitive { positions, uv, triangles: vec![[0, 1, 2], [0, 2, 3]], material, ..Primitive::default() }
}

/// A ball around the origin, with smooth normals or flat faces.
pub fn ball(radius: f32, columns: u32, smooth: bool, material: usize) -> Primitive {
    let rows = columns / 2;
    let mut primitive = Primitive { material, ..Primitive::default() };
    let mut normals = Vec::new();
    for row in 0..=rows {
        let (sin_v, cos_v) = (f64::from(row) / f64::from(rows) * PI).sin_cos();
        for column in 0..=columns {
            let (sin_u, cos_u) = (f64::from(column) / f64::from(columns) * 2.0 * PI).sin_cos();
            let n = v3((sin_v * sin_u) as f32, cos_v as f32, (sin_v * cos_u) as f32);
            normals.push(n.to_array());
            primitive.positions.push((n * radius).to_array());
        }
    }
    for row in 0..rows {
        for column in 0..columns {
            let a = row * (columns + 1) + column;
            let (b, c, d) = (a + columns + 1, a + columns + 2, a + 1);
            primitive.triangles.extend([[a, b, c], [a, c, d]]);
        }
    }
    // At the poles one edge has no length.
    let distinct = |&[a, b, c]: &[u32; 3]| {
        let [p, q, r] = [a, b, c].map(|i| V3::from_array(primitive.positions[i as usize]));
        (q - p).cross(r - p).length() > 1e-9 * radius
    };
    primitive.triangles = primitive.triangles.iter().copied().filter(distinct).collect();
    primitive.normals = smooth.then_some(normals);
    primitive
}

/// A box from `-half` to `half`, facing outwards.
pub fn brick(half: V3, material: usize) -> Primitive {
    let corner = |i: u32| {
        let side = |bit: u32| if i >> bit & 1 == 0 { -1.0 } else { 1.0 };
        [side(0) * half.x, side(1) * half.y, side(2) * half.z]
    };
    let sides = [[0, 2, 3, 1], [4, 5, 7, 6], [0, 1, 5, 4], [2, 6, 7, 3], [0, 4, 6, 2], [1, 3, 7, 5]];
    Primitive {
        positions: (0..8).map(corner).collect(),
        triangles: sides.iter().flat_map(|&[a, b, c, d]| [[a, b, c], [a, c, d]]).collect(),
        material,
        ..Primitive::default()
    }
}
