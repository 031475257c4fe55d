//! A four-wide bounding volume hierarchy over packs of four triangles. Four boxes or triangles are tested at
//! once, lane by lane with the same operations, so that a twin that tests them one by one gets the same bits.
//! A leaf may be an instance: a tree of its own in a space of its own.
//!
//! Source: Wald, Benthin and Boulos, "Getting Rid of Packets: Efficient SIMD Single-Ray Traversal using
//! Multi-Branching BVHs", 2008; PBRT 7.3.

use glam::{BVec4A, Vec4};
use obvhs::aabb::Aabb;

use super::affine::Affine;
use super::world::NONE;
use crate::math::V3;
use crate::scene::{POSES, time_segment};

/// Triangles per leaf.
pub const PACK: usize = 4;
/// Times at which the corners of a deforming mesh are known, the first and the last of the shutter interval
/// included.
pub const KEYS: usize = 3;

/// Marks a child that is not a node: a pack of triangles, if nothing else is marked.
pub const LEAF: u32 = 1 << 31;
/// With [`LEAF`]: an instance.
pub const INSTANCE: u32 = 1 << 30;
/// With [`LEAF`]: a pack of moving triangles.
pub const MOVING: u32 = 1 << 29;
/// Mask of the index in a leaf.
const INDEX: u32 = MOVING - 1;
/// On the stack below the nodes of an instance: back to world space.
const EXIT_INSTANCE: u32 = u32::MAX;

const STACK: usize = 192;
/// Greatest depth below the root of a tree of triangles, and of the tree of instances: three pending nodes
/// per level of both and the mark between them fit on the stack.
pub const MAX_DEPTH: usize = 40;
pub const MAX_INSTANCE_DEPTH: usize = 20;

/// Lower and upper bounds of four children, axis by axis.
#[derive(Debug, Clone)]
pub struct Node {
    pub bounds: [[Vec4; 2]; 3],
    pub children: [u32; 4],
}

/// Four triangles: first corner and two edges, axis by axis.
#[derive(Debug, Clone)]
pub struct Pack {
    pub corner: [Vec4; 3],
    pub edge1: [Vec4; 3],
    pub edge2: [Vec4; 3],
    pub triangles: [u32; 4],
    /// Bit mask of the lanes whose triangle may let rays through.
    pub non_opaque: u32,
}

/// Four triangles at each key; interpolated in between.
#[derive(Debug, Clone)]
pub struct MovingPack {
    pub keys: [Pack; KEYS],
}

/// An instance of a tree in the world.
#[derive(Debug, Clone)]
pub struct Instance {
    /// Index of its root node.
    pub root: u32,
    /// Index of its first area light among the local lights.
    pub first_area_light: u32,
    /// Index of the first of its [`POSES`] transforms in [`Bvh::motions`], or [`NONE`] if it does not
    /// move.
    pub motion: u32,
    /// -1 if its transform mirrors, else 1.
    pub handedness: f32,
    pub to_world: Affine,
    pub to_object: Affine,
}

/// All trees in shared arrays: the top-level tree holds flattened triangles and instances.
#[derive(Debug, Default)]
pub struct Bvh {
    pub nodes: Vec<Node>,
    pub packs: Vec<Pack>,
    pub moving: Vec<MovingPack>,
    pub instances: Vec<Instance>,
    /// Transforms of moving instances, from their space to world space.
    pub motions: Vec<Affine>,
    pub root: u32,
}

#[derive(Debug, Clone, Copy)]
pub struct Ray {
    pub origin: V3,
    /// Of length one.
    pub direction: V3,
    /// Fraction of the shutter interval that has passed, in [0, 1).
    pub time: f32,
}

#[derive(Debug, Clone, Copy)]
pub struct Hit {
    pub distance: f32,
    pub triangle: u32,
    /// The instance that was hit, or [`NONE`] for a flattened triangle.
    pub instance: u32,
    /// Barycentric coordinates: weights of the second and the third corner.
    pub u: f32,
    pub v: f32,
}

/// The stack of a traversal; allocated once and reused by many rays.
pub struct Stack([(u32, f32); STACK]);

impl Default for Stack {
    fn default() -> Self {
        Self([(0, 0.0); STACK])
    }
}

/// Decides about hits on triangles that are not opaque, like an any-hit shader (DXR, OptiX) or a filter
/// function (Embree).
pub trait HitFilter {
    fn accepts(&mut self, hit: &Hit) -> bool;
}

impl Bvh {
    /// The nearest hit closer than `t_max`.
    #[inline]
    pub fn intersect(&self, ray: &Ray, t_max: f32, filter: &mut impl HitFilter, stack: &mut Stack) -> Option<Hit> {
        let mut lanes = Lanes::new(ray.origin, ray.direction);
        let mut instance = NONE;
        let mut best = Hit { distance: t_max, triangle: NONE, instance, u: 0.0, v: 0.0 };
        let Stack(stack) = stack;
        stack[0] = (self.root, 0.0);
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let (child, entry) = stack[depth];
            if entry >= best.distance {
                continue;
            }
            if child & LEAF == 0 {
                depth = self.nodes[child as usize].push_near(&lanes, best.distance, stack, depth);
            } else if child & (INSTANCE | MOVING) == 0 {
                self.packs[(child & INDEX) as usize].intersect(&lanes, instance, &mut best, filter);
            } else if child == EXIT_INSTANCE {
                (lanes, instance) = (Lanes::new(ray.origin, ray.direction), NONE);
            } else if child & INSTANCE != 0 {
                instance = child & INDEX;
                depth = self.enter_instance(instance, ray, &mut lanes, stack, depth);
            } else {
                self.pack_at(child & INDEX, ray.time).intersect(&lanes, instance, &mut best, filter);
            }
        }
        (best.triangle != NONE).then_some(best)
    }

    /// Whether anything blocks the ray before `t_max`.
    #[inline]
    pub fn occluded(&self, ray: &Ray, t_max: f32, filter: &mut impl HitFilter, stack: &mut Stack) -> bool {
        let mut lanes = Lanes::new(ray.origin, ray.direction);
        let mut instance = NONE;
        let Stack(stack) = stack;
        stack[0] = (self.root, 0.0);
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let child = stack[depth].0;
            if child & LEAF == 0 {
                depth = self.nodes[child as usize].push_near(&lanes, t_max, stack, depth);
            } else if child & (INSTANCE | MOVING) == 0 {
                if self.packs[(child & INDEX) as usize].occludes(&lanes, instance, t_max, filter) {
                    return true;
                }
            } else if child == EXIT_INSTANCE {
                (lanes, instance) = (Lanes::new(ray.origin, ray.direction), NONE);
            } else if child & INSTANCE != 0 {
                instance = child & INDEX;
                depth = self.enter_instance(instance, ray, &mut lanes, stack, depth);
            } else if self.pack_at(child & INDEX, ray.time).occludes(&lanes, instance, t_max, filter) {
                return true;
            }
        }
        false
    }

    /// Goes on in an instance's space, where distances are those of world space.
    #[inline(never)]
    fn enter_instance(
        &self,
        instance: u32,
        ray: &Ray,
        lanes: &mut Lanes,
        stack: &mut [(u32, f32); STACK],
        depth: usize,
    ) -> usize {
        let (_, to_object) = self.transforms(instance, ray.time);
        *lanes = Lanes::new(to_object.point(ray.origin), to_object.vector(ray.direction));
        // An entry distance below zero is never culled.
        stack[depth] = (EXIT_INSTANCE, -1.0);
        stack[depth + 1] = (self.instances[instance as usize].root, -1.0);
        depth + 2
    }

    /// Instance to world and world to instance, at a time.
    #[inline]
    pub fn transforms(&self, instance: u32, time: f32) -> (Affine, Affine) {
        let instance = &self.instances[instance as usize];
        if instance.motion == NONE {
            return (instance.to_world, instance.to_object);
        }
        let (key, part) = time_segment(time, POSES);
        let at = instance.motion as usize + key;
        let to_world = self.motions[at].lerp(&self.motions[at + 1], part);
        (to_world, to_world.inverse())
    }

    #[inline(never)]
    fn pack_at(&self, pack: u32, time: f32) -> Pack {
        let keys = &self.moving[pack as usize].keys;
        let (key, part) = time_segment(time, KEYS);
        let (a, b) = (&keys[key], &keys[key + 1]);
        let mix = |a: &[Vec4; 3], b: &[Vec4; 3]| -> [Vec4; 3] {
            std::array::from_fn(|axis| a[axis] * (1.0 - part) + b[axis] * part)
        };
        Pack {
            corner: mix(&a.corner, &b.corner),
            edge1: mix(&a.edge1, &b.edge1),
            edge2: mix(&a.edge2, &b.edge2),
            triangles: a.triangles,
            non_opaque: a.non_opaque,
        }
    }
}

/// A ray with every number in all four lanes.
struct Lanes {
    origin: [Vec4; 3],
    direction: [Vec4; 3],
    inverse: [Vec4; 3],
    /// Index of the bound that the ray meets first, per axis.
    first: [usize; 3],
}

impl Lanes {
    #[inline(always)]
    fn new(origin: V3, direction: V3) -> Self {
        let (o, d) = (origin.to_array(), direction.to_array());
        Self {
            origin: o.map(Vec4::splat),
            direction: d.map(Vec4::splat),
            inverse: d.map(|d| Vec4::splat(1.0 / away_from_zero(d))),
            first: d.map(|d| usize::from(d < 0.0)),
        }
    }
}

/// Keeps infinity times zero out of the slab test.
#[inline(always)]
fn away_from_zero(d: f32) -> f32 {
    const MIN: f32 = 1e-18;
    if d.abs() >= MIN {
        d
    } else if d < 0.0 {
        -MIN
    } else {
        MIN
    }
}

impl Node {
    /// Its empty boxes are never hit.
    pub const EMPTY: Node = Node { bounds: [[Vec4::INFINITY, Vec4::NEG_INFINITY]; 3], children: [0; 4] };

    pub fn set_child(&mut self, lane: usize, aabb: &Aabb, child: u32) {
        for axis in 0..3 {
            self.bounds[axis][0][lane] = aabb.min[axis];
            self.bounds[axis][1][lane] = aabb.max[axis];
        }
        self.children[lane] = child;
    }

    /// Pushes the children that the ray enters before `t_max`, the nearest last; of equally near ones the
    /// lower lane comes off the stack first. Returns the new depth of the stack.
    #[inline(always)]
    fn push_near(&self, ray: &Lanes, t_max: f32, stack: &mut [(u32, f32); STACK], mut depth: usize) -> usize {
        let mut near = Vec4::ZERO;
        let mut far = Vec4::splat(t_max);
        for axis in 0..3 {
            let first = ray.first[axis];
            let (enter, leave) = (self.bounds[axis][first], self.bounds[axis][1 - first]);
            near = near.max((enter - ray.origin[axis]) * ray.inverse[axis]);
            far = far.min((leave - ray.origin[axis]) * ray.inverse[axis]);
        }
        // Rounding must not make a ray miss a box. Source: Ize, "Robust BVH Ray Traversal", JCGT
        // 2(2), 2013.
        let mut hits = near.cmple(far * 1.000_000_4).bitmask();
        let entries = near.to_array();
        let base = depth;
        while hits != 0 {
            // From the last lane to the first, so that of equally near children the lower lane
            // ends up on top.
            let lane = (31 - hits.leading_zeros()) as usize;
            hits &= !(1 << lane);
            let item = (self.children[lane], entries[lane]);
            let mut at = depth;
            while at > base && stack[at - 1].1 < item.1 {
                stack[at] = stack[at - 1];
                at -= 1;
            }
            stack[at] = item;
            depth += 1;
        }
        depth
    }
}

impl Pack {
    /// Intersects four triangles: lanes that hit, distances and barycentric coordinates. Source: Möller
    /// and Trumbore, "Fast, Minimum Storage Ray/Triangle Intersection", 1997.
    #[inline(always)]
    fn test(&self, ray: &Lanes, t_max: f32) -> (u32, Vec4, Vec4, Vec4) {
        let d = &ray.direction;
        let p = cross(d, &self.edge2);
        let determinant = dot(&self.edge1, &p);
        let inverse = Vec4::ONE / determinant;
        let s = [ray.origin[0] - self.corner[0], ray.origin[1] - self.corner[1], ray.origin[2] - self.corner[2]];
        let u = dot(&s, &p) * inverse;
        let q = cross(&s, &self.edge1);
        let v = dot(d, &q) * inverse;
        let t = dot(&self.edge2, &q) * inverse;
        let hit: BVec4A = determinant.cmpne(Vec4::ZERO)
            & u.cmpge(Vec4::ZERO)
            & v.cmpge(Vec4::ZERO)
            & (u + v).cmple(Vec4::ONE)
            & t.cmpgt(Vec4::ZERO)
            & t.cmplt(Vec4::splat(t_max));
        (hit.bitmask(), t, u, v)
    }

    #[inline(always)]
    fn hit(&self, lane: usize, instance: u32, t: Vec4, u: Vec4, v: Vec4) -> Hit {
        Hit { distance: t[lane], triangle: self.triangles[lane], instance, u: u[lane], v: v[lane] }
    }

    #[inline(always)]
    fn intersect(&self, ray: &Lanes, instance: u32, best: &mut Hit, filter: &mut impl HitFilter) {
        let (mut hits, t, u, v) = self.test(ray, best.distance);
        while hits != 0 {
            let lane = hits.trailing_zeros() as usize;
            hits &= hits - 1;
            if t[lane] >= best.distance {
                continue;
            }
            let hit = self.hit(lane, instance, t, u, v);
            if self.non_opaque & (1 << lane) == 0 || filter.accepts(&hit) {
                *best = hit;
            }
        }
    }

    #[inline(always)]
    fn occludes(&self, ray: &Lanes, instance: u32, t_max: f32, filter: &mut impl HitFilter) -> bool {
        let (mut hits, t, u, v) = self.test(ray, t_max);
        if hits & !self.non_opaque != 0 {
            return true;
        }
        while hits != 0 {
            let lane = hits.trailing_zeros() as usize;
            hits &= hits - 1;
            let hit = self.hit(lane, instance, t, u, v);
            if filter.accepts(&hit) {
                return true;
            }
        }
        false
    }
}

#[inline(always)]
fn dot(a: &[Vec4; 3], b: &[Vec4; 3]) -> Vec4 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline(always)]
fn cross(a: &[Vec4; 3], b: &[Vec4; 3]) -> [Vec4; 3] {
    [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
}

#[cfg(test)]
#[path = "bvh_tests.rs"]
mod tests;
