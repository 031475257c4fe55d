//! A four-wide bounding volume hierarchy over packs of four triangles. Four boxes or triangles are
//! tested at once, lane by lane with the same operations, so a twin that tests them one by one has
//! the same bits. The tree itself comes from obvhs' binary builder, collapsed.

use glam::{BVec4A, Vec4};
use obvhs::aabb::Aabb;

use super::binary::Binary;
use crate::math::V3;

/// Triangles per leaf.
const PACK: usize = 4;
/// Marks a child that is a pack of triangles.
const LEAF: u32 = 1 << 31;
const STACK: usize = 192;
/// A deeper tree could overflow the stack.
const MAX_DEPTH: usize = STACK / 3 - 1;

/// Per axis the lower and upper bounds of four children.
#[derive(Debug, Clone)]
struct Node {
    bounds: [[Vec4; 2]; 3],
    children: [u32; 4],
}

/// Four triangles: first corner and two edges, axis by axis.
#[derive(Debug, Clone)]
struct Pack {
    corner: [Vec4; 3],
    edge1: [Vec4; 3],
    edge2: [Vec4; 3],
    triangles: [u32; 4],
    /// Lanes whose triangle may let rays through.
    porous: u32,
}

#[derive(Debug, Default)]
pub struct Bvh {
    nodes: Vec<Node>,
    packs: Vec<Pack>,
}

#[derive(Debug, Clone, Copy)]
pub struct Ray {
    pub origin: V3,
    /// Of length one.
    pub direction: V3,
}

#[derive(Debug, Clone, Copy)]
pub struct Hit {
    pub distance: f32,
    pub triangle: u32,
    /// Barycentric weights of the second and third corner.
    pub u: f32,
    pub v: f32,
}

/// Room for a traversal's open nodes; made once, used for many rays.
pub struct Stack([(u32, f32); STACK]);

impl Stack {
    pub fn new() -> Self {
        Self([(0, 0.0); STACK])
    }
}

/// Whether a ray is stopped by a triangle that may let it through.
pub trait Gate {
    fn stops(&self, hit: &Hit) -> bool;
}

impl Bvh {
    /// `corners` must be finite and not empty; `porous` says which triangles a gate decides on.
    pub fn build(corners: &[[V3; 3]], porous: impl Fn(usize) -> bool) -> Self {
        let grown = Builder::grown(corners, &porous, &Binary::fast(corners, PACK));
        // Halving counts is at most as deep as a count has bits.
        grown.or_else(|| Builder::grown(corners, &porous, &Binary::shallow(corners, PACK))).unwrap_or_default()
    }

    /// The nearest hit nearer than `limit`.
    #[inline]
    pub fn closest(&self, ray: &Ray, limit: f32, gate: &impl Gate, stack: &mut Stack) -> Option<Hit> {
        let lanes = Lanes::new(ray);
        let mut best = Hit { distance: limit, triangle: u32::MAX, u: 0.0, v: 0.0 };
        let Stack(stack) = stack;
        stack[0] = (0, 0.0);
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let (child, entry) = stack[depth];
            if entry >= best.distance {
                continue;
            }
            if child & LEAF != 0 {
                self.packs[(child & !LEAF) as usize].closest(&lanes, &mut best, gate);
            } else {
                depth = self.nodes[child as usize].push_near(&lanes, best.distance, stack, depth);
            }
        }
        (best.triangle != u32::MAX).then_some(best)
    }

    /// Whether anything stops the ray before `limit`.
    #[inline]
    pub fn blocked(&self, ray: &Ray, limit: f32, gate: &impl Gate, stack: &mut Stack) -> bool {
        let lanes = Lanes::new(ray);
        let Stack(stack) = stack;
        stack[0] = (0, 0.0);
        let mut depth = 1;
        while depth > 0 {
            depth -= 1;
            let child = stack[depth].0;
            if child & LEAF != 0 {
                if self.packs[(child & !LEAF) as usize].blocks(&lanes, limit, gate) {
                    return true;
                }
            } else {
                depth = self.nodes[child as usize].push_near(&lanes, limit, stack, depth);
            }
        }
        false
    }
}

/// A ray, each number four times.
struct Lanes {
    origin: [Vec4; 3],
    direction: [Vec4; 3],
    inverse: [Vec4; 3],
    /// Which of the two bounds the ray meets first, per axis.
    first: [usize; 3],
}

impl Lanes {
    #[inline(always)]
    fn new(ray: &Ray) -> Self {
        let (o, d) = (ray.origin.to_array(), ray.direction.to_array());
        Self {
            origin: o.map(Vec4::splat),
            direction: d.map(Vec4::splat),
            inverse: d.map(|d| Vec4::splat(1.0 / away_from_zero(d))),
            first: d.map(|d| usize::from(d < 0.0)),
        }
    }
}

/// Keeps the slab test free of infinities times zero.
#[inline(always)]
fn away_from_zero(d: f32) -> f32 {
    const LEAST: f32 = 1e-18;
    if d.abs() >= LEAST {
        d
    } else if d < 0.0 {
        -LEAST
    } else {
        LEAST
    }
}

const EMPTY: Node = Node { bounds: [[Vec4::INFINITY, Vec4::NEG_INFINITY]; 3], children: [0; 4] };

impl Node {
    fn adopt(&mut self, lane: usize, aabb: &Aabb, child: u32) {
        for axis in 0..3 {
            self.bounds[axis][0][lane] = aabb.min[axis];
            self.bounds[axis][1][lane] = aabb.max[axis];
        }
        self.children[lane] = child;
    }

    /// Pushes the children that the ray enters before `limit`, the nearest last; of equals the lower
    /// lane goes first. Returns the new depth of the stack.
    #[inline(always)]
    fn push_near(&self, ray: &Lanes, limit: f32, stack: &mut [(u32, f32); STACK], mut depth: usize) -> usize {
        let mut near = Vec4::ZERO;
        let mut far = Vec4::splat(limit);
        for axis in 0..3 {
            let first = ray.first[axis];
            let (enter, leave) = (self.bounds[axis][first], self.bounds[axis][1 - first]);
            near = near.max((enter - ray.origin[axis]) * ray.inverse[axis]);
            far = far.min((leave - ray.origin[axis]) * ray.inverse[axis]);
        }
        // Rounding must not lose a box; source: Ize, "Robust BVH Ray Traversal", JCGT 2(2), 2013.
        let mut hits = near.cmple(far * 1.000_000_4).bitmask();
        let entries = near.to_array();
        let base = depth;
        while hits != 0 {
            // From the last lane to the first, so that of equals the lower lane ends up on top.
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
    /// Möller and Trumbore's test of four triangles: hit lanes, distances and weights.
    #[inline(always)]
    fn test(&self, ray: &Lanes, limit: f32) -> (u32, Vec4, Vec4, Vec4) {
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
            & t.cmplt(Vec4::splat(limit));
        (hit.bitmask(), t, u, v)
    }

    #[inline(always)]
    fn closest(&self, ray: &Lanes, best: &mut Hit, gate: &impl Gate) {
        let (mut hits, t, u, v) = self.test(ray, best.distance);
        while hits != 0 {
            let lane = hits.trailing_zeros() as usize;
            hits &= hits - 1;
            if t[lane] >= best.distance {
                continue;
            }
            let hit = Hit { distance: t[lane], triangle: self.triangles[lane], u: u[lane], v: v[lane] };
            if self.porous & (1 << lane) == 0 || gate.stops(&hit) {
                *best = hit;
            }
        }
    }

    #[inline(always)]
    fn blocks(&self, ray: &Lanes, limit: f32, gate: &impl Gate) -> bool {
        let (mut hits, t, u, v) = self.test(ray, limit);
        if hits & !self.porous != 0 {
            return true;
        }
        while hits != 0 {
            let lane = hits.trailing_zeros() as usize;
            hits &= hits - 1;
            let hit = Hit { distance: t[lane], triangle: self.triangles[lane], u: u[lane], v: v[lane] };
            if gate.stops(&hit) {
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

struct Builder<'a, P> {
    corners: &'a [[V3; 3]],
    binary: &'a Binary,
    porous: &'a P,
    nodes: Vec<Node>,
    packs: Vec<Pack>,
}

impl<'a, P: Fn(usize) -> bool> Builder<'a, P> {
    /// `None` where the tree is deeper than the traversal's stack.
    fn grown(corners: &'a [[V3; 3]], porous: &'a P, binary: &'a Binary) -> Option<Bvh> {
        let mut builder = Self { corners, binary, porous, nodes: vec![EMPTY], packs: Vec::new() };
        if binary.nodes[0].is_leaf() {
            let leaf = builder.leaf(0);
            builder.nodes[0].adopt(0, &binary.nodes[0].aabb, leaf);
        } else {
            builder.grow()?;
        }
        Some(Bvh { nodes: builder.nodes, packs: builder.packs })
    }

    /// Turns the binary tree into nodes of up to four children, parents before children.
    fn grow(&mut self) -> Option<()> {
        // (binary node, wide node, depth)
        let mut open = vec![(0usize, 0usize, 0usize)];
        while let Some((binary, wide, depth)) = open.pop() {
            if depth > MAX_DEPTH {
                return None;
            }
            let (children, count) = self.grandchildren(binary);
            for (lane, &child) in children[..count].iter().enumerate() {
                let node = self.binary.nodes[child];
                let target = if node.is_leaf() {
                    self.leaf(child)
                } else {
                    self.nodes.push(EMPTY);
                    open.push((child, self.nodes.len() - 1, depth + 1));
                    (self.nodes.len() - 1) as u32
                };
                self.nodes[wide].adopt(lane, &node.aabb, target);
            }
        }
        Some(())
    }

    /// Up to four descendants that together hold what the node holds: the largest is opened first.
    fn grandchildren(&self, node: usize) -> ([usize; 4], usize) {
        let first = self.binary.nodes[node].first_index as usize;
        let mut found = [first, first + 1, 0, 0];
        let mut count = 2;
        while count < 4 {
            let area = |i: usize| self.binary.nodes[found[i]].aabb.half_area();
            let inner = (0..count).filter(|&i| !self.binary.nodes[found[i]].is_leaf());
            let Some(widest) = inner.reduce(|a, b| if area(b) > area(a) { b } else { a }) else {
                break;
            };
            let first = self.binary.nodes[found[widest]].first_index as usize;
            found[widest] = first;
            found[count] = first + 1;
            count += 1;
        }
        (found, count)
    }

    /// A pack made of the triangles of a binary leaf.
    fn leaf(&mut self, node: usize) -> u32 {
        let leaf = &self.binary.nodes[node];
        let first = leaf.first_index as usize;
        let members = &self.binary.order[first..first + leaf.prim_count as usize];
        let mut pack = Pack {
            corner: [Vec4::ZERO; 3],
            edge1: [Vec4::ZERO; 3],
            edge2: [Vec4::ZERO; 3],
            triangles: [u32::MAX; 4],
            porous: 0,
        };
        for (lane, &triangle) in members.iter().enumerate() {
            let [a, b, c] = self.corners[triangle as usize];
            let (edge1, edge2) = (b - a, c - a);
            for axis in 0..3 {
                pack.corner[axis][lane] = a[axis];
                pack.edge1[axis][lane] = edge1[axis];
                pack.edge2[axis][lane] = edge2[axis];
            }
            pack.triangles[lane] = triangle;
            pack.porous |= u32::from((self.porous)(triangle as usize)) << lane;
        }
        self.packs.push(pack);
        (self.packs.len() - 1) as u32 | LEAF
    }
}

#[cfg(test)]
#[path = "bvh_tests.rs"]
mod tests;
