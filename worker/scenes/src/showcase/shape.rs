use glam::DVec3;
use rayment_render::exact;

pub const TAU: f64 = std::f64::consts::TAU;

/// Triangles with normals and texture coordinates.
#[derive(Default)]
pub struct Shape {
    pub positions: Vec<[f32; 3]>,
    pub normals: Vec<[f32; 3]>,
    pub uv: Vec<[f32; 2]>,
    pub triangles: Vec<[u32; 3]>,
}

/// A vertex of a surface over two parameters.
pub struct Vertex {
    pub place: DVec3,
    pub normal: DVec3,
    pub uv: [f64; 2],
}

pub fn cos(angle: f64) -> f64 {
    exact::sin_cos(angle).1
}

pub fn sin(angle: f64) -> f64 {
    exact::sin_cos(angle).0
}

/// A point at a height and, seen from above, at an angle and distance.
pub fn around(angle: f64, distance: f64, height: f64) -> DVec3 {
    let (sin, cos) = exact::sin_cos(angle);
    DVec3::new(cos * distance, height, sin * distance)
}

impl Shape {
    /// A surface of `columns` x `rows` quads; `vertex` is asked for u and v from 0 to 1. The front is
    /// where (d/dv) x (d/du) points.
    pub fn surface(columns: usize, rows: usize, vertex: impl Fn(f64, f64) -> Vertex) -> Self {
        let mut shape = Self::default();
        for row in 0..=rows {
            for column in 0..=columns {
                let at = vertex(column as f64 / columns as f64, row as f64 / rows as f64);
                shape.positions.push(narrow(at.place));
                shape.normals.push(narrow(at.normal.normalize_or_zero()));
                shape.uv.push(at.uv.map(|value| value as f32));
            }
        }
        let stride = columns as u32 + 1;
        for row in 0..rows as u32 {
            for column in 0..columns as u32 {
                let a = row * stride + column;
                shape.triangles.push([a, a + stride, a + 1]);
                shape.triangles.push([a + 1, a + stride, a + stride + 1]);
            }
        }
        shape
    }

    /// Takes another shape in.
    pub fn add(&mut self, other: Shape) {
        let first = self.positions.len() as u32;
        self.positions.extend(other.positions);
        self.normals.extend(other.normals);
        self.uv.extend(other.uv);
        self.triangles.extend(other.triangles.into_iter().map(|corners| corners.map(|i| i + first)));
    }

    pub fn sphere(center: DVec3, radius: f64, columns: usize) -> Self {
        Self::surface(columns, columns / 2, |u, v| {
            let (sin_v, cos_v) = exact::sin_cos(v * TAU * 0.5);
            let normal = around(-u * TAU, sin_v, cos_v);
            Vertex { place: center + normal * radius, normal, uv: [u * 2.0, v] }
        })
    }

    /// A tube around a curve that `along` gives for 0 to 1, closed where the curve is.
    pub fn tube(radius: f64, sides: usize, segments: usize, along: impl Fn(f64) -> DVec3) -> Self {
        const STEP: f64 = 1e-4;
        Self::surface(sides, segments, |u, v| {
            let place = along(v);
            let ahead = (along(v + STEP) - along(v - STEP)).normalize_or_zero();
            // A frame that does not spin on these curves: they all turn around the vertical axis.
            let side = ahead.cross(DVec3::Y).normalize_or(DVec3::X);
            let normal = side * cos(u * TAU) + side.cross(ahead) * sin(u * TAU);
            Vertex { place: place + normal * radius, normal, uv: [u, v] }
        })
    }

    /// A profile of (distance, height) turned around the vertical axis, each piece flat in profile.
    /// The texture lies on it as seen from above, `scale` repeats per unit.
    pub fn turned(profile: &[(f64, f64)], columns: usize, scale: f64) -> Self {
        let mut shape = Self::default();
        for piece in profile.windows(2) {
            let [(r0, y0), (r1, y1)] = [piece[0], piece[1]];
            shape.add(Self::surface(columns, 1, |u, v| {
                let (distance, height) = (r0 + (r1 - r0) * v, y0 + (y1 - y0) * v);
                let place = around(-u * TAU, distance, height);
                let normal = around(-u * TAU, y0 - y1, r1 - r0);
                // On a wall the height takes part, or the texture would smear.
                Vertex { place, normal, uv: [place.x * scale, (place.z + place.y) * scale] }
            }));
        }
        shape
    }

    pub fn bounds(&self) -> ([f32; 3], [f32; 3]) {
        let fold = |start: f32, pick: fn(f32, f32) -> f32| {
            let step = |all: [f32; 3], p: &[f32; 3]| std::array::from_fn(|i| pick(all[i], p[i]));
            self.positions.iter().fold([start; 3], step)
        };
        (fold(f32::MAX, f32::min), fold(f32::MIN, f32::max))
    }
}

fn narrow(v: DVec3) -> [f32; 3] {
    [v.x as f32, v.y as f32, v.z as f32]
}
