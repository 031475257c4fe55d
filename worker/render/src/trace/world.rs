use std::sync::Arc;

use super::affine::Affine;
use super::bvh::{Bvh, Hit, KEYS, between};
use super::emitters::Emitters;
use super::gather::{Gather, Gathered};
use super::medium::Medium;
use super::sky::Sky;
use super::surface::Traits;
use crate::cancel::Cancel;
use crate::error::RenderError;
use crate::math::V3;
use crate::scene::{Alpha, Material, Pose, Scene, Texture};

/// No index.
pub const NONE: u32 = u32::MAX;

/// A scene while the shutter of one frame is open.
#[derive(Debug)]
pub struct World {
    pub bvh: Bvh,
    /// In the world's space, or, of an instanced mesh, in its own.
    pub triangles: Vec<Triangle>,
    pub extras: Vec<Extra>,
    /// Of the triangles that deform.
    pub moves: Vec<[Corners; KEYS]>,
    pub materials: Arc<[Material]>,
    /// Of each material.
    pub traits: Vec<Traits>,
    pub media: Vec<Medium>,
    pub textures: Arc<[Texture]>,
    pub emitters: Emitters,
    pub sky: Sky,
    /// First triangle of each node that is drawn in the world's space, and the node.
    drawn: Vec<(u32, u32)>,
    /// The node of each instance.
    placed: Vec<u32>,
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
    /// Index among the local lights, counted from its instance's first; or [`NONE`].
    pub emitter: u32,
    /// Index of its keys in [`World::moves`], or [`NONE`]; its own corners are those of the first.
    pub moves: u32,
}

/// Attributes that few triangles have.
#[derive(Debug, Clone)]
pub struct Extra {
    pub uv: [[f32; 2]; 3],
    pub color: [[f32; 4]; 3],
    pub tangent: Option<[[f32; 4]; 3]>,
}

/// Where a triangle is.
#[derive(Debug, Clone, Copy)]
pub struct Corners {
    pub corners: [V3; 3],
    pub normals: [V3; 3],
}

impl Corners {
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

    fn lerp(&self, other: &Self, t: f32) -> Self {
        let mix = |a: &[V3; 3], b: &[V3; 3]| [a[0].lerp(b[0], t), a[1].lerp(b[1], t), a[2].lerp(b[2], t)];
        Self { corners: mix(&self.corners, &other.corners), normals: mix(&self.normals, &other.normals) }
    }
}

/// Where an instance is.
pub struct Placement {
    pub to_world: Affine,
    pub to_object: Affine,
    /// -1 where it is mirrored, else 1.
    pub side: f32,
}

impl World {
    /// `poses` are those of the frame: one, or [`super::bvh::POSES`] over the shutter's time.
    pub fn new(scene: &Scene, poses: &[Pose], frame: u32, cancel: &Cancel) -> Result<Self, RenderError> {
        let materials = scene.materials.clone();
        let mut gather = Gather::new(scene, poses, frame, cancel);
        let traits: Vec<Traits> = materials.iter().map(Traits::new).collect();
        let media = traits.iter().map(|traits| traits.medium).collect();
        let porous = |material: u32| {
            materials[material as usize].alpha != Alpha::Opaque || traits[material as usize].is_porous()
        };
        let Gathered { bvh, parts, bounds: [low, high] } = gather.trees(&porous)?;
        let Gather { triangles, extras, moves, drawn, placed, .. } = gather;
        let textures = scene.textures.clone();
        let (emitters, sky) = (Emitters::default(), Sky::new(scene, cancel)?);
        let mut world = Self {
            bvh,
            triangles,
            extras,
            moves,
            materials,
            traits,
            media,
            textures,
            emitters,
            sky,
            drawn,
            placed,
            low,
            high,
        };
        world.emitters = Emitters::new(scene, poses, frame, &parts, &mut world, cancel)?;
        Ok(world)
    }

    /// The node of the scene that a hit is a part of.
    pub fn node(&self, hit: &Hit) -> u32 {
        if hit.instance != NONE {
            return self.placed[hit.instance as usize];
        }
        let place = self.drawn.partition_point(|(first, _)| *first <= hit.triangle);
        self.drawn[..place].last().map_or(NONE, |(_, node)| *node)
    }

    /// Middle of the box that holds every triangle.
    pub fn center(&self) -> V3 {
        self.low * 0.5 + self.high * 0.5
    }

    /// Distance from there to its corners.
    pub fn radius(&self) -> f32 {
        (self.high - self.low).length() * 0.5
    }

    /// Corners and normals of a triangle at a time, in the space of its mesh.
    #[inline]
    pub fn corners(&self, triangle: &Triangle, time: f32) -> Corners {
        if triangle.moves == NONE {
            return Corners { corners: triangle.corners, normals: triangle.normals };
        }
        let keys = &self.moves[triangle.moves as usize];
        let (key, part) = between(time, KEYS);
        keys[key].lerp(&keys[key + 1], part)
    }

    /// Where an instance is at a time; `None` for what is in the world's space.
    #[inline]
    pub fn placement(&self, instance: u32, time: f32) -> Option<Placement> {
        if instance == NONE {
            return None;
        }
        let (to_world, to_object) = self.bvh.places(instance, time);
        Some(Placement { to_world, to_object, side: self.bvh.instances[instance as usize].side })
    }

    /// The corners of a triangle in the world and, along its front, twice its area.
    #[inline]
    pub fn corners_in_world(&self, triangle: u32, instance: u32, time: f32) -> ([V3; 3], V3) {
        let at = self.corners(&self.triangles[triangle as usize], time);
        match self.placement(instance, time) {
            None => (at.corners, at.area_vector()),
            Some(placement) => {
                let corners = at.corners.map(|corner| placement.to_world.point(corner));
                let placed = Corners { corners, ..at };
                (corners, placed.area_vector() * placement.side)
            }
        }
    }
}
