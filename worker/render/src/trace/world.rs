use std::sync::Arc;

use glam::{DMat3, DMat4, DVec3};

use super::bvh::Bvh;
use super::emitters::Emitters;
use super::sky::Sky;
use crate::error::RenderError;
use crate::math::{V3, v3};
use crate::scene::{Alpha, Material, Pose, Primitive, Scene, Texture};

/// No index.
pub const NONE: u32 = u32::MAX;

/// A scene at one moment, flattened to triangles in world space.
#[derive(Debug)]
pub struct World {
    pub bvh: Bvh,
    pub triangles: Vec<Triangle>,
    pub extras: Vec<Extra>,
    pub materials: Arc<[Material]>,
    pub textures: Arc<[Texture]>,
    pub emitters: Emitters,
    pub sky: Sky,
    low: V3,
    high: V3,
}

#[derive(Debug, Clone, Copy)]
pub struct Triangle {
    pub corners: [V3; 3],
    pub normals: [V3; 3],
    pub uv: [[f32; 2]; 3],
    pub material: u32,
    /// Index of its [`Extra`], or [`NONE`].
    pub extra: u32,
    /// Index among the emitters, or [`NONE`].
    pub emitter: u32,
}

/// Attributes that few triangles have.
#[derive(Debug, Clone)]
pub struct Extra {
    pub uv: [[f32; 2]; 3],
    pub color: [[f32; 4]; 3],
    pub tangent: Option<[[f32; 4]; 3]>,
}

impl Triangle {
    /// Twice the area, as a vector along the front's normal.
    #[inline(always)]
    pub fn area_vector(&self) -> V3 {
        let [a, b, c] = self.corners;
        (b - a).cross(c - a)
    }

    /// Unit normal of the front.
    #[inline(always)]
    pub fn facing(&self) -> V3 {
        self.area_vector().normalized()
    }
}

impl World {
    pub fn new(scene: &Scene, pose: &Pose, frame: u32) -> Result<Self, RenderError> {
        let mut flat = Flat { frame, triangles: Vec::new(), extras: Vec::new() };
        for (index, node) in scene.nodes.iter().enumerate() {
            if let Some(mesh) = node.mesh {
                for primitive in &scene.meshes[mesh].primitives {
                    flat.add(primitive, &pose.to_world[index], index)?;
                }
            }
        }
        let Flat { mut triangles, extras, .. } = flat;
        let corners: Vec<[V3; 3]> = triangles.iter().map(|triangle| triangle.corners).collect();
        let (mut low, mut high) = (V3::splat(f32::MAX), V3::splat(f32::MIN));
        for corner in corners.iter().flatten() {
            (low, high) = (low.min(*corner), high.max(*corner));
        }
        let materials = scene.materials.clone();
        let porous = |index: usize| materials[triangles[index].material as usize].alpha != Alpha::Opaque;
        let bvh = Bvh::build(&corners, porous);
        let emitters = Emitters::new(scene, pose, frame, &mut triangles)?;
        let sky = Sky::new(scene.sky.as_ref());
        let textures = scene.textures.clone();
        Ok(Self { bvh, triangles, extras, materials, textures, emitters, sky, low, high })
    }

    /// Middle of the box that holds every triangle.
    pub fn center(&self) -> V3 {
        self.low * 0.5 + self.high * 0.5
    }

    /// Distance from there to its corners.
    pub fn radius(&self) -> f32 {
        (self.high - self.low).length() * 0.5
    }
}

struct Flat {
    frame: u32,
    triangles: Vec<Triangle>,
    extras: Vec<Extra>,
}

impl Flat {
    fn add(&mut self, primitive: &Primitive, to_world: &DMat4, node: usize) -> Result<(), RenderError> {
        let linear = DMat3::from_mat4(*to_world);
        let mirrored = linear.determinant() < 0.0;
        // Normals go by the cofactors: right for every scale, and defined where no inverse is.
        let (x, y, z) = (linear.x_axis, linear.y_axis, linear.z_axis);
        let side = if mirrored { -1.0 } else { 1.0 };
        let cofactors = DMat3::from_cols(y.cross(z) * side, z.cross(x) * side, x.cross(y) * side);
        let positions: Vec<V3> =
            primitive.positions.iter().map(|&p| narrow(linear * wide(p) + to_world.w_axis.truncate())).collect();
        // Far out, squares of distances overflow.
        if positions.iter().any(|p| !p.is_finite() || p.length_squared() > 1e30) {
            let what = format!("the mesh of node {node}");
            return Err(RenderError::NotFinite { frame: self.frame, what });
        }
        let normals: Option<Vec<V3>> = primitive
            .normals
            .as_ref()
            .map(|normals| normals.iter().map(|&n| narrow(unit(cofactors * wide(n)))).collect());
        let has_extras = primitive.colors.is_some() || primitive.second_uv.is_some() || primitive.tangents.is_some();
        for &[a, b, c] in &primitive.triangles {
            let corners = if mirrored { [a, c, b] } else { [a, b, c] }.map(|index| index as usize);
            let extra = if has_extras {
                self.extras.push(extra(primitive, corners, &linear));
                (self.extras.len() - 1) as u32
            } else {
                NONE
            };
            let mut triangle = Triangle {
                corners: corners.map(|i| positions[i]),
                normals: [V3::ZERO; 3],
                uv: primitive.uv.as_ref().map_or([[0.0; 2]; 3], |uv| corners.map(|i| uv[i])),
                material: primitive.material as u32,
                extra,
                emitter: NONE,
            };
            let facing = triangle.facing();
            triangle.normals = match &normals {
                Some(normals) => corners.map(|i| if normals[i].is_black() { facing } else { normals[i] }),
                None => [facing; 3],
            };
            self.triangles.push(triangle);
        }
        Ok(())
    }
}

fn extra(primitive: &Primitive, corners: [usize; 3], linear: &DMat3) -> Extra {
    Extra {
        uv: primitive.second_uv.as_ref().map_or([[0.0; 2]; 3], |uv| corners.map(|i| uv[i])),
        color: primitive.colors.as_ref().map_or([[1.0; 4]; 3], |colors| corners.map(|i| colors[i])),
        tangent: primitive.tangents.as_ref().map(|tangents| {
            corners.map(|i| {
                let [x, y, z, w] = tangents[i];
                let along = narrow(unit(*linear * wide([x, y, z])));
                [along.x, along.y, along.z, w]
            })
        }),
    }
}

fn wide([x, y, z]: [f32; 3]) -> DVec3 {
    DVec3::new(f64::from(x), f64::from(y), f64::from(z))
}

fn narrow(v: DVec3) -> V3 {
    v3(v.x as f32, v.y as f32, v.z as f32)
}

fn unit(v: DVec3) -> DVec3 {
    let squared = v.x * v.x + v.y * v.y + v.z * v.z;
    if squared > 0.0 { v * (1.0 / squared.sqrt()) } else { v }
}
