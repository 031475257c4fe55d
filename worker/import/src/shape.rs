//! Turns polygons whose corners index position, normal and texture coordinates separately, as in most
//! formats, into primitives with one index per vertex.

use std::collections::HashMap;

use glam::DVec3;
use rayment_render::scene::Primitive;

use super::polygon;

/// No index.
pub const NONE: u32 = u32::MAX;

/// A corner of a polygon: indices into [`Lists`], or [`NONE`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Corner {
    pub position: u32,
    pub normal: u32,
    pub uv: u32,
    pub second_uv: u32,
    pub color: u32,
}

impl Corner {
    pub const EMPTY: Corner = Corner { position: NONE, normal: NONE, uv: NONE, second_uv: NONE, color: NONE };
}

/// The attribute lists that corners index; everything finite.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lists<'a> {
    pub positions: &'a [[f32; 3]],
    pub normals: &'a [[f32; 3]],
    /// With the origin at the top left, as in the renderer.
    pub uvs: &'a [[f32; 2]],
    pub second_uvs: &'a [[f32; 2]],
    pub colors: &'a [[f32; 4]],
}

/// The polygons of one material, added one by one.
#[derive(Debug, Default)]
pub struct Welder {
    known: HashMap<Corner, u32>,
    corners: Vec<Corner>,
    triangles: Vec<[u32; 3]>,
}

impl Welder {
    /// Adds a polygon. Errors are phrased to follow the name of the place.
    pub fn polygon(&mut self, lists: &Lists, corners: &[Corner]) -> Result<(), String> {
        for corner in corners {
            check(lists, corner)?;
        }
        let points: Vec<DVec3> = corners.iter().map(|corner| point(lists, corner)).collect();
        let triangles = polygon::triangulate(&points).ok_or_else(|| {
            format!(
                "is a concave polygon of {} corners; expected at most about 500 that bend inwards: triangulate it",
                corners.len()
            )
        })?;
        for triangle in triangles {
            self.triangle(triangle.map(|at| corners[at]));
        }
        Ok(())
    }

    /// Adds a triangle with validated corners; triangles without an area are dropped.
    fn triangle(&mut self, corners: [Corner; 3]) {
        let [a, b, c] = corners.map(|corner| corner.position);
        if a != b && b != c && a != c {
            let triangle = corners.map(|corner| self.vertex(corner));
            self.triangles.push(triangle);
        }
    }

    fn vertex(&mut self, corner: Corner) -> u32 {
        let next = self.corners.len() as u32;
        let place = *self.known.entry(corner).or_insert(next);
        if place == next {
            self.corners.push(corner);
        }
        place
    }

    pub fn triangles(&self) -> usize {
        self.triangles.len()
    }

    /// The primitive, and for each of its vertices the index of its position in the lists.
    pub fn finish(self, lists: &Lists, material: usize) -> (Primitive, Vec<u32>) {
        let corners = &self.corners;
        let sources: Vec<u32> = corners.iter().map(|corner| corner.position).collect();
        let primitive = Primitive {
            positions: sources.iter().map(|&place| lists.positions[place as usize]).collect(),
            normals: whole(corners, lists.normals, |corner| corner.normal),
            uv: padded(corners, lists.uvs, [0.0; 2], |corner| corner.uv),
            second_uv: padded(corners, lists.second_uvs, [0.0; 2], |corner| corner.second_uv),
            colors: padded(corners, lists.colors, [1.0; 4], |corner| corner.color),
            triangles: self.triangles,
            material,
            ..Primitive::default()
        };
        (primitive, sources)
    }
}

fn point(lists: &Lists, corner: &Corner) -> DVec3 {
    DVec3::from_array(lists.positions[corner.position as usize].map(f64::from))
}

/// Refuses a corner that names what is not in the lists.
pub fn check(lists: &Lists, corner: &Corner) -> Result<(), String> {
    let within = |place: u32, length: usize, kind: &str, may_miss: bool| {
        let is_there = (place as usize) < length || (may_miss && place == NONE);
        if is_there { Ok(()) } else { Err(format!("names {kind} {place} of {length}, counted from 0")) }
    };
    within(corner.position, lists.positions.len(), "position", false)?;
    within(corner.normal, lists.normals.len(), "normal", true)?;
    within(corner.uv, lists.uvs.len(), "texture coordinate", true)?;
    within(corner.second_uv, lists.second_uvs.len(), "texture coordinate of the second set", true)?;
    within(corner.color, lists.colors.len(), "colour", true)
}

/// An attribute that every corner has; otherwise `None`.
fn whole<T: Copy>(corners: &[Corner], list: &[T], place: impl Fn(&Corner) -> u32) -> Option<Vec<T>> {
    if corners.is_empty() {
        return None;
    }
    corners.iter().map(|corner| list.get(place(corner) as usize).copied()).collect()
}

/// An attribute that at least one corner has; the others get a neutral value.
fn padded<T: Copy>(corners: &[Corner], list: &[T], neutral: T, place: impl Fn(&Corner) -> u32) -> Option<Vec<T>> {
    let any = corners.iter().any(|corner| place(corner) != NONE);
    any.then(|| corners.iter().map(|corner| list.get(place(corner) as usize).copied().unwrap_or(neutral)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [[f32; 3]; 4] = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0, 1.0, 0.0], [0.0, 1.0, 0.0]];

    fn corner(position: u32, uv: u32) -> Corner {
        Corner { position, uv, ..Corner::EMPTY }
    }

    #[test]
    fn shares_equal_corners_and_splits_seams() {
        let lists = Lists { positions: &SQUARE, uvs: &[[0.0, 0.0], [0.5, 0.5]], ..Lists::default() };
        let mut welder = Welder::default();
        let quad: Vec<Corner> = (0..4).map(|i| corner(i, 0)).collect();
        welder.polygon(&lists, &quad).expect("it is valid");
        welder.polygon(&lists, &[corner(0, 1), corner(2, 0), corner(3, NONE)]).expect("it is valid");
        let (primitive, sources) = welder.finish(&lists, 7);
        assert_eq!(primitive.triangles.len(), 3);
        assert_eq!(sources, [0, 1, 2, 3, 0, 3]);
        assert_eq!(primitive.uv.expect("uvs")[4..], [[0.5, 0.5], [0.0, 0.0]]);
        assert!(primitive.normals.is_none() && primitive.material == 7);
    }

    #[test]
    fn refuses_places_beyond_a_list() {
        let lists = Lists { positions: &SQUARE, ..Lists::default() };
        for wrong in [corner(4, NONE), corner(NONE, NONE), corner(0, 0)] {
            let error = Welder::default().polygon(&lists, &[corner(0, NONE), corner(1, NONE), wrong]);
            assert!(error.is_err(), "{wrong:?}");
        }
    }
}
