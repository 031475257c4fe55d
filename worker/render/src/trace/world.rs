use std::sync::Arc;

use super::affine::Affine;
use super::bvh::{Bvh, Hit, KEYS};
use super::environment::EnvironmentLight;
use super::geometry::{Geometry, GeometryBuilder};
use super::lights::Lights;
use super::medium::Medium;
use super::surface::MaterialConstants;
use crate::cancel::Cancel;
use crate::error::RenderError;
use crate::math::V3;
use crate::scene::{Alpha, Material, Pose, Scene, Texture, time_segment};

/// The index of nothing.
pub const NONE: u32 = u32::MAX;

/// A scene while the shutter of one frame is open: everything that rays meet.
#[derive(Debug)]
pub struct World {
    pub bvh: Bvh,
    /// In world space, or for an instanced mesh in the mesh's space.
    pub triangles: Vec<Triangle>,
    pub attributes: Vec<VertexAttributes>,
    /// Vertices of deforming triangles at each key.
    pub triangle_keys: Vec<[Corners; KEYS]>,
    pub materials: Arc<[Material]>,
    /// One for each material.
    pub material_constants: Vec<MaterialConstants>,
    pub media: Vec<Medium>,
    pub textures: Arc<[Texture]>,
    pub lights: Lights,
    pub environment: EnvironmentLight,
    /// First triangle of each flattened node, and the node.
    flattened_nodes: Vec<(u32, u32)>,
    /// The node of each instance.
    instance_nodes: Vec<u32>,
    low: V3,
    high: V3,
}

#[derive(Debug, Clone, Copy)]
pub struct Triangle {
    pub corners: [V3; 3],
    pub normals: [V3; 3],
    pub uv: [[f32; 2]; 3],
    pub material: u32,
    /// Index of its [`VertexAttributes`], or [`NONE`].
    pub attributes: u32,
    /// Index among the local lights, counted from the first of its instance; or [`NONE`] if it does not
    /// emit.
    pub area_light: u32,
    /// Index of its vertices in [`World::triangle_keys`], or [`NONE`] if it does not deform; its own
    /// corners are those of the first key.
    pub keys: u32,
}

/// Vertex attributes that few triangles have.
#[derive(Debug, Clone)]
pub struct VertexAttributes {
    pub uv: [[f32; 2]; 3],
    pub color: [[f32; 4]; 3],
    pub tangent: Option<[[f32; 4]; 3]>,
}

/// Corners and vertex normals of a triangle.
#[derive(Debug, Clone, Copy)]
pub struct Corners {
    pub corners: [V3; 3],
    pub normals: [V3; 3],
}

impl Corners {
    /// Twice the area, as a vector along the normal of the front face.
    #[inline(always)]
    pub fn area_vector(&self) -> V3 {
        let [a, b, c] = self.corners;
        (b - a).cross(c - a)
    }

    /// Unit normal of the front face.
    #[inline(always)]
    pub fn normal(&self) -> V3 {
        self.area_vector().normalized()
    }

    fn lerp(&self, other: &Self, t: f32) -> Self {
        let mix = |a: &[V3; 3], b: &[V3; 3]| [a[0].lerp(b[0], t), a[1].lerp(b[1], t), a[2].lerp(b[2], t)];
        Self { corners: mix(&self.corners, &other.corners), normals: mix(&self.normals, &other.normals) }
    }
}

/// The transform of an instance at one time.
pub struct InstanceTransform {
    pub to_world: Affine,
    pub to_object: Affine,
    /// -1 if the transform mirrors, else 1.
    pub handedness: f32,
}

impl World {
    /// `poses` has one entry, or [`crate::scene::POSES`] over the shutter interval.
    pub fn new(scene: &Scene, poses: &[Pose], frame: u32, cancel: &Cancel) -> Result<Self, RenderError> {
        let materials = scene.materials.clone();
        let mut builder = GeometryBuilder::new(scene, poses, frame, cancel);
        let material_constants: Vec<MaterialConstants> = materials.iter().map(MaterialConstants::new).collect();
        let media = material_constants.iter().map(|constants| constants.medium).collect();
        let non_opaque = |material: u32| {
            materials[material as usize].alpha != Alpha::Opaque
                || material_constants[material as usize].passes_straight()
        };
        let Geometry { bvh, groups, bounds: [low, high] } = builder.build(&non_opaque)?;
        let GeometryBuilder { triangles, attributes, triangle_keys, flattened_nodes, instance_nodes, .. } = builder;
        let textures = scene.textures.clone();
        let (lights, environment) = (Lights::default(), EnvironmentLight::new(scene, cancel)?);
        let mut world = Self {
            bvh,
            triangles,
            attributes,
            triangle_keys,
            materials,
            material_constants,
            media,
            textures,
            lights,
            environment,
            flattened_nodes,
            instance_nodes,
            low,
            high,
        };
        world.lights = Lights::new(scene, poses, frame, &groups, &mut world, cancel)?;
        Ok(world)
    }

    /// The scene node that was hit.
    pub fn node(&self, hit: &Hit) -> u32 {
        if hit.instance != NONE {
            return self.instance_nodes[hit.instance as usize];
        }
        let end = self.flattened_nodes.partition_point(|(first, _)| *first <= hit.triangle);
        self.flattened_nodes[..end].last().map_or(NONE, |(_, node)| *node)
    }

    /// Center of the box around all triangles.
    pub fn center(&self) -> V3 {
        self.low * 0.5 + self.high * 0.5
    }

    /// Half of its diagonal.
    pub fn radius(&self) -> f32 {
        (self.high - self.low).length() * 0.5
    }

    /// Corners and normals of a triangle at a time, in its mesh's space.
    #[inline]
    pub fn corners(&self, triangle: &Triangle, time: f32) -> Corners {
        if triangle.keys == NONE {
            return Corners { corners: triangle.corners, normals: triangle.normals };
        }
        let keys = &self.triangle_keys[triangle.keys as usize];
        let (key, part) = time_segment(time, KEYS);
        keys[key].lerp(&keys[key + 1], part)
    }

    /// The transform of an instance at a time; `None` for flattened triangles.
    #[inline]
    pub fn instance_transform(&self, instance: u32, time: f32) -> Option<InstanceTransform> {
        if instance == NONE {
            return None;
        }
        let (to_world, to_object) = self.bvh.transforms(instance, time);
        Some(InstanceTransform { to_world, to_object, handedness: self.bvh.instances[instance as usize].handedness })
    }

    /// The corners of a triangle in world space, and twice its area as a vector along the normal of the
    /// front face.
    #[inline]
    pub fn world_corners(&self, triangle: u32, instance: u32, time: f32) -> ([V3; 3], V3) {
        let at = self.corners(&self.triangles[triangle as usize], time);
        match self.instance_transform(instance, time) {
            None => (at.corners, at.area_vector()),
            Some(transform) => {
                let corners = at.corners.map(|corner| transform.to_world.point(corner));
                let placed = Corners { corners, ..at };
                (corners, placed.area_vector() * transform.handedness)
            }
        }
    }
}
