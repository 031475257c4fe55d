//! Solids that furniture, bottles and houses are made of.

use glam::DVec3;

use super::shape::{Shape, TAU, Vertex, around, cos, sin};

impl Shape {
    /// Everything moved through `map`, normals through its linear part: a rotation about the vertical
    /// axis by `angle`, then a move.
    pub fn moved(mut self, angle: f64, by: DVec3) -> Self {
        let (sin, cos) = (sin(angle), cos(angle));
        let turned = |[x, y, z]: [f32; 3]| {
            let (x, z) = (f64::from(x), f64::from(z));
            DVec3::new(x * cos + z * sin, f64::from(y), z * cos - x * sin)
        };
        for place in &mut self.positions {
            *place = (turned(*place) + by).to_array().map(|value| value as f32);
        }
        for normal in &mut self.normals {
            *normal = turned(*normal).to_array().map(|value| value as f32);
        }
        self
    }

    /// Lying over: turned about the z axis by `angle`, then moved.
    pub fn tilted(mut self, angle: f64, by: DVec3) -> Self {
        let (sin, cos) = (sin(angle), cos(angle));
        let turned = |[x, y, z]: [f32; 3]| {
            let (x, y) = (f64::from(x), f64::from(y));
            DVec3::new(x * cos - y * sin, x * sin + y * cos, f64::from(z))
        };
        for place in &mut self.positions {
            *place = (turned(*place) + by).to_array().map(|value| value as f32);
        }
        for normal in &mut self.normals {
            *normal = turned(*normal).to_array().map(|value| value as f32);
        }
        self
    }

    /// The same surface seen from the other side.
    pub fn inside_out(mut self) -> Self {
        for normal in &mut self.normals {
            *normal = normal.map(|value| -value);
        }
        for triangle in &mut self.triangles {
            triangle.swap(1, 2);
        }
        self
    }

    /// A flat four-sided piece: corners counter-clockwise from its front, the texture `scale` repeats
    /// per unit along its first and last edge.
    pub fn quad(corners: [DVec3; 4], scale: f64) -> Self {
        let [a, b, c, d] = corners;
        let normal = (b - a).cross(d - a).normalize_or_zero();
        let (width, height) = ((b - a).length() * scale, (d - a).length() * scale);
        let narrow = |v: DVec3| v.to_array().map(|value| value as f32);
        let uv = [[0.0, height], [width, height], [width, 0.0], [0.0, 0.0]];
        Self {
            positions: [a, b, c, d].map(narrow).to_vec(),
            normals: vec![narrow(normal); 4],
            uv: uv.map(|pair| pair.map(|value| value as f32)).to_vec(),
            triangles: vec![[0, 1, 2], [0, 2, 3]],
        }
    }

    /// A box with its edges along the axes.
    pub fn cuboid(low: DVec3, high: DVec3, scale: f64) -> Self {
        let at = |x: u8, y: u8, z: u8| {
            let pick = |bit: u8, low: f64, high: f64| if bit == 0 { low } else { high };
            DVec3::new(pick(x, low.x, high.x), pick(y, low.y, high.y), pick(z, low.z, high.z))
        };
        let mut shape = Self::default();
        for corners in [
            [at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(0, 1, 1)],
            [at(1, 0, 0), at(0, 0, 0), at(0, 1, 0), at(1, 1, 0)],
            [at(1, 0, 1), at(1, 0, 0), at(1, 1, 0), at(1, 1, 1)],
            [at(0, 0, 0), at(0, 0, 1), at(0, 1, 1), at(0, 1, 0)],
            [at(0, 1, 1), at(1, 1, 1), at(1, 1, 0), at(0, 1, 0)],
            [at(0, 0, 0), at(1, 0, 0), at(1, 0, 1), at(0, 0, 1)],
        ] {
            shape.add(Self::quad(corners, scale));
        }
        shape
    }

    /// A box with rounded edges and corners, each rounding of `steps` pieces; the texture lies on it
    /// from the side that each vertex faces, `scale` repeats per unit.
    pub fn cushion(low: DVec3, high: DVec3, radius: f64, steps: usize, scale: f64) -> Self {
        let (center, half) = ((low + high) * 0.5, (high - low) * 0.5);
        let radius = radius.min(half.min_element());
        let core = half - DVec3::splat(radius);
        let (columns, rows) = (4 * (steps + 1), 2 * (steps + 1));
        let vertex = |column: usize, row: usize| {
            // Where a quarter ends, the next begins at the same angle: between them lies the flat side.
            let (quarter, step) = (column / (steps + 1), column % (steps + 1));
            let angle = (quarter as f64 + step as f64 / steps as f64) * TAU * 0.25;
            let (lower, step) = (row / (steps + 1), row % (steps + 1));
            let polar = (lower as f64 + step as f64 / steps as f64) * TAU * 0.25;
            let normal = around(-angle, sin(polar), cos(polar));
            let corner = [(1.0, -1.0), (-1.0, -1.0), (-1.0, 1.0), (1.0, 1.0)][quarter % 4];
            let sign = DVec3::new(corner.0, if lower == 0 { 1.0 } else { -1.0 }, corner.1);
            let place = center + core * sign + normal * radius;
            let size = normal.abs();
            let uv = if size.y >= size.x && size.y >= size.z {
                [place.x, place.z]
            } else if size.x >= size.z {
                [place.z, -place.y]
            } else {
                [place.x, -place.y]
            };
            Vertex { place, normal, uv: uv.map(|value| value * scale) }
        };
        let mut shape = Self::surface(columns, rows - 1, |u, v| {
            vertex((u * columns as f64 + 0.5) as usize % columns, (v * (rows - 1) as f64 + 0.5) as usize)
        });
        let at = |x: f64, y: f64, z: f64| center + DVec3::new(core.x * x, half.y * y, core.z * z);
        shape.add(Self::lid([at(-1.0, 1.0, 1.0), at(1.0, 1.0, 1.0), at(1.0, 1.0, -1.0), at(-1.0, 1.0, -1.0)], scale));
        shape.add(Self::lid(
            [at(-1.0, -1.0, -1.0), at(1.0, -1.0, -1.0), at(1.0, -1.0, 1.0), at(-1.0, -1.0, 1.0)],
            scale,
        ));
        shape
    }

    /// A level piece with its texture as seen from above.
    fn lid(corners: [DVec3; 4], scale: f64) -> Self {
        let mut shape = Self::quad(corners, scale);
        shape.uv = corners.map(|place| [(place.x * scale) as f32, (place.z * scale) as f32]).to_vec();
        shape
    }

    /// A smooth profile of (distance, height) through the points given, from top to bottom along its
    /// outside, turned around the vertical axis.
    pub fn lathed(points: &[(f64, f64)], columns: usize, rows: usize) -> Self {
        let point = |v: f64| {
            let (distance, height) = spline(points, v);
            (distance.max(0.0), height)
        };
        Self::surface(columns, rows, |u, v| {
            const STEP: f64 = 1e-3;
            let (distance, height) = point(v);
            let (before, after) = (point((v - STEP).max(0.0)), point((v + STEP).min(1.0)));
            let (across, down) = (after.0 - before.0, after.1 - before.1);
            let normal = around(-u * TAU, -down, across);
            Vertex { place: around(-u * TAU, distance, height), normal, uv: [u * 4.0, v] }
        })
    }

    /// A straight rod from one place to another.
    pub fn rod(from: DVec3, to: DVec3, radius: f64, sides: usize) -> Self {
        let mut shape = Self::tube(radius, sides, 1, |t| from + (to - from) * t);
        for (uv, place) in shape.uv.iter_mut().zip(&shape.positions) {
            uv[1] *= (DVec3::from_array(place.map(f64::from)) - from).length() as f32;
        }
        shape
    }
}

/// Catmull and Rom's curve through points, by a number from 0 to 1.
fn spline(points: &[(f64, f64)], at: f64) -> (f64, f64) {
    let last = points.len() - 1;
    let scaled = at * last as f64;
    let piece = (scaled as usize).min(last - 1);
    let t = scaled - piece as f64;
    let pick = |offset: isize| points[(piece as isize + offset).clamp(0, last as isize) as usize];
    let (a, b, c, d) = (pick(-1), pick(0), pick(1), pick(2));
    let blend = |a: f64, b: f64, c: f64, d: f64| {
        let (t2, t3) = (t * t, t * t * t);
        0.5 * (2.0 * b + (c - a) * t + (2.0 * a - 5.0 * b + 4.0 * c - d) * t2 + (3.0 * b - a - 3.0 * c + d) * t3)
    };
    (blend(a.0, b.0, c.0, d.0), blend(a.1, b.1, c.1, d.1))
}
