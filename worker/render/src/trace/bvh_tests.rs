use super::super::binary_bvh::BinaryBvh;
use super::super::wide_bvh::{self, WideBvh};
use super::*;
use crate::cancel::Cancel;
use crate::math::v3;
use crate::rng::hash;

fn build(triangles: &[[V3; 3]], non_opaque: bool) -> Bvh {
    let tree = wide_bvh::build_static(triangles, 0, MAX_DEPTH, |_| non_opaque, &Cancel::new()).unwrap();
    Bvh { nodes: tree.nodes, packs: tree.leaves, ..Bvh::default() }
}

struct Solid;

impl HitFilter for Solid {
    fn accepts(&mut self, _: &Hit) -> bool {
        true
    }
}

/// Lets every second triangle through.
struct Odd;

impl HitFilter for Odd {
    fn accepts(&mut self, hit: &Hit) -> bool {
        hit.triangle % 2 == 1
    }
}

/// In [-1, 1).
fn random(seed: u32) -> f32 {
    (hash(seed) >> 8) as f32 / 8_388_608.0 - 1.0
}

fn random_point(seed: u32) -> V3 {
    v3(random(seed * 3), random(seed * 3 + 1), random(seed * 3 + 2))
}

fn soup(count: u32, size: f32) -> Vec<[V3; 3]> {
    let corner = |i: u32, k: u32| random_point(i * 4) * 10.0 + random_point(i * 4 + k) * size;
    (0..count).map(|i| [corner(i, 1), corner(i, 2), corner(i, 3)]).collect()
}

/// The same test, one triangle after the other.
fn brute_force(triangles: &[[V3; 3]], ray: &Ray, is_solid: impl Fn(u32) -> bool) -> Option<(u32, f32)> {
    let mut best: Option<(u32, f32)> = None;
    for (index, [a, b, c]) in triangles.iter().enumerate() {
        let (e1, e2) = (*b - *a, *c - *a);
        let p = ray.direction.cross(e2);
        let determinant = e1.dot(p);
        if determinant == 0.0 || !is_solid(index as u32) {
            continue;
        }
        let inverse = 1.0 / determinant;
        let s = ray.origin - *a;
        let u = s.dot(p) * inverse;
        let q = s.cross(e1);
        let v = ray.direction.dot(q) * inverse;
        let t = e2.dot(q) * inverse;
        let hit = u >= 0.0 && v >= 0.0 && u + v <= 1.0 && t > 0.0;
        if hit && best.is_none_or(|(_, nearest)| t < nearest) {
            best = Some((index as u32, t));
        }
    }
    best
}

fn rays(count: u32) -> impl Iterator<Item = Ray> {
    (0..count).map(|i| {
        let origin = random_point(i + 70_000) * 15.0;
        let mut direction = random_point(i + 90_000).normalized();
        if i % 7 == 0 {
            // Along an axis, where the slab test divides by zero.
            direction = [v3(1.0, 0.0, 0.0), v3(0.0, -1.0, 0.0), v3(0.0, 0.0, 1.0)][(i / 7 % 3) as usize];
        }
        Ray { origin, direction, time: 0.0 }
    })
}

#[test]
fn finds_what_brute_force_finds_to_the_bit() {
    for (count, size) in [(1, 20.0), (3, 20.0), (5, 20.0), (40, 10.0), (3000, 1.0)] {
        let triangles = soup(count, size);
        let bvh = build(&triangles, false);
        let (mut stack, mut hits) = (Stack::default(), 0);
        for ray in rays(2000) {
            let expected = brute_force(&triangles, &ray, |_| true);
            let found = bvh.intersect(&ray, f32::MAX, &mut Solid, &mut stack);
            assert_eq!(found.map(|hit| (hit.triangle, hit.distance)), expected);
            assert_eq!(bvh.occluded(&ray, f32::MAX, &mut Solid, &mut stack), expected.is_some());
            if let Some((_, distance)) = expected {
                hits += 1;
                assert!(!bvh.occluded(&ray, distance * 0.999, &mut Solid, &mut stack));
            }
        }
        assert!(hits > 20, "{hits} hits of {count} triangles");
    }
}

#[test]
fn filters_let_rays_through_non_opaque_triangles_only() {
    let triangles = soup(500, 4.0);
    let non_opaque = build(&triangles, true);
    let solid = build(&triangles, false);
    let mut stack = Stack::default();
    for ray in rays(1000) {
        let expected = brute_force(&triangles, &ray, |index| index % 2 == 1);
        let found = non_opaque.intersect(&ray, f32::MAX, &mut Odd, &mut stack);
        assert_eq!(found.map(|hit| (hit.triangle, hit.distance)), expected);
        assert_eq!(non_opaque.occluded(&ray, f32::MAX, &mut Odd, &mut stack), expected.is_some());
        let all = brute_force(&triangles, &ray, |_| true).map(|(index, _)| index);
        assert_eq!(solid.intersect(&ray, f32::MAX, &mut Odd, &mut stack).map(|hit| hit.triangle), all);
    }
}

#[test]
fn a_tree_too_deep_is_built_again_shallow() {
    let triangles = soup(2000, 2.0);
    let boxes: Vec<Aabb> = triangles.iter().map(|corners| wide_bvh::bounding_box(corners)).collect();
    let pack = |members: &[u32]| members.to_vec();
    let deep = BinaryBvh::build(&boxes, 1, &Cancel::new()).unwrap();
    assert!(WideBvh::collapse(&deep, 3, &pack).is_none(), "2000 boxes do not fit in 4^4 leaves");
    let halved = BinaryBvh::build_by_median(&boxes, PACK, &Cancel::new()).unwrap();
    assert!(WideBvh::collapse(&halved, 8, &pack).is_some());
    let shallow = wide_bvh::build_static(&triangles, 0, 8, |_| false, &Cancel::new()).unwrap();
    let shallow = Bvh { nodes: shallow.nodes, packs: shallow.leaves, ..Bvh::default() };
    let mut stack = Stack::default();
    for ray in rays(1000) {
        let expected = brute_force(&triangles, &ray, |_| true);
        let found = shallow.intersect(&ray, f32::MAX, &mut Solid, &mut stack);
        assert_eq!(found.map(|hit| (hit.triangle, hit.distance)), expected);
    }
}

#[test]
fn takes_triangles_of_every_bad_shape() {
    let same = vec![[V3::ZERO, v3(1.0, 0.0, 0.0), v3(0.0, 1.0, 0.0)]; 5000];
    let points = vec![[V3::ONE; 3]; 100];
    let mut row: Vec<[V3; 3]> = Vec::new();
    for i in 0..3000u32 {
        // Each twice as far away as the last, over and over: such scenes make the deepest trees.
        let x = 2.0f32.powi((i % 90) as i32 - 45);
        row.push([v3(x, 0.0, 0.0), v3(x, x, 0.0), v3(x, 0.0, x)]);
    }
    let far: Vec<[V3; 3]> = soup(100, 1.0).into_iter().map(|corners| corners.map(|p| p * 1e13)).collect();
    let mut stack = Stack::default();
    for triangles in [same, points, row, far] {
        let bvh = build(&triangles, false);
        for ray in rays(200) {
            let hit = bvh.intersect(&ray, f32::MAX, &mut Solid, &mut stack);
            assert!(hit.is_none_or(|hit| hit.distance.is_finite()));
        }
    }
}

#[test]
fn large_scenes_are_built_in_groups_and_find_the_same() {
    let triangles = soup(150_000, 0.3);
    let bvh = build(&triangles, false);
    let mut stack = Stack::default();
    let mut hits = 0;
    for ray in rays(60) {
        let expected = brute_force(&triangles, &ray, |_| true);
        let found = bvh.intersect(&ray, f32::MAX, &mut Solid, &mut stack);
        assert_eq!(found.map(|hit| (hit.triangle, hit.distance)), expected);
        hits += u32::from(expected.is_some());
    }
    assert!(hits > 20);
}

#[test]
fn a_cancelled_build_stops() {
    let cancel = Cancel::new();
    cancel.cancel();
    let triangles = soup(100, 1.0);
    assert!(wide_bvh::build_static(&triangles, 0, MAX_DEPTH, |_| false, &cancel).is_err());
}
