//! Triangulates polygons.

use glam::DVec3;

/// Average number of point-in-triangle tests per corner: enough for polygons with up to about 500 concave
/// corners of any shape.
const TESTS_PER_CORNER: usize = 256;

/// Triangles of a polygon, as indices into `points`, with its winding order. Convex ones become a fan, others
/// are triangulated by ear clipping. `None` if it has too many concave corners. Source: Meisters, "Polygons
/// Have Ears", 1975.
pub fn triangulate(points: &[DVec3]) -> Option<Vec<[usize; 3]>> {
    let count = points.len();
    if count < 3 {
        return Some(Vec::new());
    }
    let fan = || (1..count - 1).map(|i| [0, i, i + 1]).collect();
    if count == 3 {
        return Some(fan());
    }
    let flat = flattened(points);
    let is_convex = (0..count).all(|i| turn(flat[i], flat[(i + 1) % count], flat[(i + 2) % count]) >= 0.0);
    if is_convex { Some(fan()) } else { clipped(&flat) }
}

/// The polygon projected along the axis that its normal is closest to, so that it runs counter-clockwise. The
/// normal is computed by Newell's method.
fn flattened(points: &[DVec3]) -> Vec<[f64; 2]> {
    let mut normal = DVec3::ZERO;
    for (i, a) in points.iter().enumerate() {
        let b = points[(i + 1) % points.len()];
        normal.x += (a.y - b.y) * (a.z + b.z);
        normal.y += (a.z - b.z) * (a.x + b.x);
        normal.z += (a.x - b.x) * (a.y + b.y);
    }
    let size = normal.abs();
    let (axes, sign) = if size.z >= size.x && size.z >= size.y {
        ([0, 1], normal.z)
    } else if size.x >= size.y {
        ([1, 2], normal.x)
    } else {
        ([2, 0], normal.y)
    };
    let mirror = if sign < 0.0 { -1.0 } else { 1.0 };
    points.iter().map(|point| [point[axes[0]] * mirror, point[axes[1]]]).collect()
}

/// Twice the area of a triangle, positive if it runs counter-clockwise.
fn turn(a: [f64; 2], b: [f64; 2], c: [f64; 2]) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

fn clipped(points: &[[f64; 2]]) -> Option<Vec<[usize; 3]>> {
    let count = points.len();
    let mut ring = Ring {
        points,
        next: (0..count).map(|i| (i + 1) % count).collect(),
        previous: (0..count).map(|i| (i + count - 1) % count).collect(),
        reflex: Vec::new(),
        tests: 0,
    };
    ring.reflex = (0..count).filter(|&at| ring.is_reflex(at)).collect();
    let mut triangles = Vec::with_capacity(count - 2);
    let (mut left, mut at, mut passed) = (count, 0, 0);
    while left > 3 {
        let (a, c) = (ring.previous[at], ring.next[at]);
        // If no corner is an ear the outline crosses itself: then any will do.
        if passed > left || ring.is_ear(at) {
            triangles.push([a, at, c]);
            ring.next[a] = c;
            ring.previous[c] = a;
            // A removed corner links to nothing.
            ring.next[at] = usize::MAX;
            left -= 1;
            passed = 0;
        } else {
            passed += 1;
        }
        at = c;
        ring.tests += 1;
        if ring.tests > TESTS_PER_CORNER * count {
            return None;
        }
    }
    triangles.push([ring.previous[at], at, ring.next[at]]);
    Some(triangles)
}

/// The rest of an outline.
struct Ring<'a> {
    points: &'a [[f64; 2]],
    next: Vec<usize>,
    previous: Vec<usize>,
    /// Concave corners, and some that no longer are: only these can lie in an ear.
    reflex: Vec<usize>,
    tests: usize,
}

impl Ring<'_> {
    fn is_reflex(&self, at: usize) -> bool {
        let (a, c) = (self.previous[at], self.next[at]);
        c != usize::MAX && turn(self.points[a], self.points[at], self.points[c]) <= 0.0
    }

    fn is_ear(&mut self, at: usize) -> bool {
        let [pa, pb, pc] = [self.previous[at], at, self.next[at]].map(|corner| self.points[corner]);
        if turn(pa, pb, pc) <= 0.0 {
            return false;
        }
        let mut place = 0;
        while place < self.reflex.len() {
            self.tests += 1;
            let other = self.reflex[place];
            if !self.is_reflex(other) {
                self.reflex.swap_remove(place);
                continue;
            }
            let point = self.points[other];
            let is_corner = point == pa || point == pb || point == pc;
            let is_inside = turn(pa, pb, point) >= 0.0 && turn(pb, pc, point) >= 0.0 && turn(pc, pa, point) >= 0.0;
            if is_inside && !is_corner {
                return false;
            }
            place += 1;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(points: &[DVec3], triangles: &[[usize; 3]]) -> DVec3 {
        triangles.iter().map(|&[a, b, c]| (points[b] - points[a]).cross(points[c] - points[a]) * 0.5).sum()
    }

    /// A comb: as concave as an outline can be.
    fn comb(teeth: usize) -> Vec<DVec3> {
        let mut points = vec![DVec3::new(2.0 * teeth as f64, 0.0, -1.0), DVec3::new(2.0 * teeth as f64, 0.0, 0.0)];
        for tooth in (0..teeth).rev() {
            let x = 2.0 * tooth as f64;
            points.extend([DVec3::new(x + 1.0, 0.0, 5.0), DVec3::new(x, 0.0, 0.0)]);
        }
        points.push(DVec3::new(0.0, 0.0, -1.0));
        points
    }

    #[test]
    fn covers_concave_outlines_once() {
        for teeth in [1, 2, 7, 200] {
            for is_reversed in [false, true] {
                let mut points = comb(teeth);
                if is_reversed {
                    points.reverse();
                }
                let triangles = triangulate(&points).expect("it is small enough");
                assert_eq!(triangles.len(), points.len() - 2);
                let expected = teeth as f64 * (5.0 + 2.0);
                let whole: f64 = triangles.iter().map(|&t| area(&points, &[t]).length()).sum();
                assert!((whole - expected).abs() < 1e-9, "{teeth}: {whole} of {expected}");
                assert!((area(&points, &triangles).length() - expected).abs() < 1e-9, "one winding");
            }
        }
    }

    #[test]
    fn ends_on_outlines_that_make_no_sense() {
        let same = vec![DVec3::ONE; 9];
        assert_eq!(triangulate(&same).map(|all| all.len()), Some(7));
        let bow = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.5, -1.0]].map(|[x, y]| DVec3::new(x, y, 0.0));
        assert_eq!(triangulate(&bow).map(|all| all.len()), Some(3));
        assert_eq!(triangulate(&[DVec3::ZERO; 2]), Some(Vec::new()));
    }

    #[test]
    fn refuses_concave_outlines_with_too_many_corners() {
        assert!(triangulate(&comb(20_000)).is_none());
    }
}
