use std::collections::{BTreeMap, HashMap};

use rayment_render::{SceneError, math::V3, scene::Mesh};

use super::document::{Document, Face, LeftOut, NOWHERE};
use crate::{
    budget::Budget,
    shape::{Corner, Lists, NONE, Welder},
};

/// One mesh per object with faces, with one primitive per material. `material` returns the index of the
/// material that a face names.
pub fn meshes(
    document: &mut Document,
    material: impl Fn(u32) -> usize,
    budget: &mut Budget,
) -> Result<Vec<Mesh>, SceneError> {
    leave_out_bad_indices(document)?;
    add_missing_normals(document, budget)?;
    let lists = Lists {
        positions: &document.positions,
        normals: &document.normals,
        uvs: &document.uvs,
        colors: &document.colors,
        ..Lists::default()
    };
    let mut welders: BTreeMap<(u32, usize), Welder> = BTreeMap::new();
    let mut corners = Vec::new();
    for face in &document.faces {
        corners.clear();
        corners.extend(places(document, face).iter().map(|place| corner(place, &document.colors)));
        let welder = welders.entry((face.object, material(face.material))).or_default();
        welder
            .polygon(&lists, &corners)
            .map_err(|problem| SceneError::invalid(format!("line {}", face.line), problem))?;
        budget.check_triangles(welder.triangles())?;
    }
    let mut meshes: Vec<Mesh> = Vec::new();
    let mut last = NONE;
    for ((object, material), welder) in welders {
        if object != last {
            meshes.push(Mesh::default());
            last = object;
        }
        if let Some(mesh) = meshes.last_mut() {
            mesh.primitives.push(welder.finish(&lists, material).0);
        }
    }
    Ok(meshes)
}

fn places<'a>(document: &'a Document, face: &Face) -> &'a [[u32; 3]] {
    &document.corners[face.start as usize..(face.start + face.count) as usize]
}

fn corner([position, uv, normal]: &[u32; 3], colors: &[[f32; 4]]) -> Corner {
    let color = if colors.is_empty() { NONE } else { *position };
    Corner { position: *position, uv: *uv, normal: *normal, color, ..Corner::EMPTY }
}

/// Leaves out faces with a corner that is not there, and texture coordinates and normals that are not. Indices may
/// refer to later lines, so this comes at the end.
fn leave_out_bad_indices(document: &mut Document) -> Result<(), SceneError> {
    let lengths = [document.positions.len(), document.uvs.len(), document.normals.len()];
    let [mut faces, mut uvs, mut normals] = [LeftOut::default(); 3];
    let corners = &mut document.corners;
    let mut first = None;
    document.faces.retain(|face| {
        let own = &mut corners[face.start as usize..(face.start + face.count) as usize];
        if let Some(bad) = own.iter().find(|corner| corner[0] as usize >= lengths[0]) {
            first.get_or_insert(bad[0]);
            faces.add(face.line);
            return false;
        }
        for (at, bad) in [(1, &mut uvs), (2, &mut normals)] {
            let is_bad = |place: u32| place != NONE && place as usize >= lengths[at];
            if own.iter().any(|corner| is_bad(corner[at])) {
                bad.add(face.line);
                own.iter_mut().filter(|corner| is_bad(corner[at])).for_each(|corner| corner[at] = NONE);
            }
        }
        for corner in own.iter_mut().filter(|corner| corner[2] != NONE) {
            if document.normals[corner[2] as usize] == [0.0; 3] {
                corner[2] = NONE;
            }
        }
        true
    });
    if let Some(place) = first.filter(|_| document.faces.is_empty()) {
        let index = if i64::from(place) < NOWHERE { format!("index {}", place + 1) } else { "an index".to_owned() };
        let problem = format!("{index} of {} positions, which names nothing, as in every other face", lengths[0]);
        return Err(SceneError::invalid(format!("line {}", faces.line), problem));
    }
    faces.note("faces with a corner that is not in the file", "left out", &mut document.notes);
    uvs.note("faces with texture coordinates that are not in the file", "drawn without", &mut document.notes);
    normals.note("faces with normals that are not in the file", "drawn with others", &mut document.notes);
    Ok(())
}

/// Computes missing normals: in a smoothing group the area-weighted mean over the faces of the group around
/// the position, otherwise the face normal.
fn add_missing_normals(document: &mut Document, budget: &mut Budget) -> Result<(), SceneError> {
    let lacks = |corner: &[u32; 3]| corner[2] == NONE;
    let has_smooth = document.faces.iter().any(|face| face.smoothing != 0);
    let has_normals = !document.corners.iter().all(lacks);
    // A mesh of flat faces alone is flat without normals.
    if !(has_smooth || has_normals) || !document.corners.iter().any(lacks) {
        return Ok(());
    }
    let mut sums: HashMap<(u32, u32), V3> = HashMap::new();
    let normals: Vec<V3> = document.faces.iter().map(|face| area_normal(document, face)).collect();
    for (face, normal) in document.faces.iter().zip(&normals).filter(|(face, _)| face.smoothing != 0) {
        for corner in places(document, face) {
            *sums.entry((face.smoothing, corner[0])).or_insert(V3::ZERO) += *normal;
        }
    }
    let mut known: HashMap<(u32, u32), u32> = HashMap::new();
    for (face, normal) in document.faces.clone().iter().zip(&normals) {
        let (start, end) = (face.start as usize, (face.start + face.count) as usize);
        let mut own = NONE;
        for at in start..end {
            if document.corners[at][2] != NONE {
                continue;
            }
            let key = (face.smoothing, document.corners[at][0]);
            let next = document.normals.len() as u32;
            let (place, value) = match face.smoothing {
                0 if own == NONE => (next, *normal),
                0 => (own, *normal),
                _ => (*known.entry(key).or_insert(next), sums.get(&key).copied().unwrap_or(*normal)),
            };
            if place == next {
                budget.take_vertices(1)?;
                document.normals.push(direction(value));
            }
            own = place;
            document.corners[at][2] = place;
        }
    }
    Ok(())
}

/// Twice the area of a polygon along its normal, by Newell's method; zero if it overflows.
fn area_normal(document: &Document, face: &Face) -> V3 {
    let corners = places(document, face);
    let point = |at: usize| document.positions[corners[at % corners.len()][0] as usize].map(f64::from);
    let mut sum = [0.0f64; 3];
    for i in 0..corners.len() {
        let (a, b) = (point(i), point(i + 1));
        sum[0] += (a[1] - b[1]) * (a[2] + b[2]);
        sum[1] += (a[2] - b[2]) * (a[0] + b[0]);
        sum[2] += (a[0] - b[0]) * (a[1] + b[1]);
    }
    let normal = V3::from_array(sum.map(|part| part as f32));
    if normal.is_finite() { normal } else { V3::ZERO }
}

fn direction(sum: V3) -> [f32; 3] {
    let unit = sum.normalized();
    if unit.is_finite() { unit.to_array() } else { [0.0, 1.0, 0.0] }
}

#[cfg(test)]
mod tests {
    use rayment_render::Limits;

    use super::*;

    /// Two faces of a roof that meet at the ridge.
    const ROOF: &str = "v 0 0 0\nv 1 0 0\nv 1 1 1\nv 0 1 1\nv 1 0 2\nv 0 0 2\n";

    fn meshes_of(text: &str) -> Result<Vec<Mesh>, SceneError> {
        noted(text).map(|(meshes, _)| meshes)
    }

    fn noted(text: &str) -> Result<(Vec<Mesh>, String), SceneError> {
        let limits = Limits::default();
        let mut budget = Budget::new(&limits);
        let mut document = Document::parse(text, &mut budget)?;
        let meshes = meshes(&mut document, |material| material.min(9) as usize, &mut budget)?;
        Ok((meshes, document.notes.into_lines().join("; ")))
    }

    #[test]
    fn smooths_within_a_group_and_not_across() {
        let normals = |groups: [u32; 2]| {
            let [a, b] = groups;
            let text = format!("{ROOF}s {a}\nf 1 2 3 4\ns {b}\nf 4 3 5 6\n");
            let meshes = meshes_of(&text).expect("it is valid");
            meshes[0].primitives[0].normals.clone()
        };
        let smooth = normals([1, 1]).expect("it has normals");
        assert_eq!(smooth.len(), 6);
        // The ridge points straight up.
        assert!(smooth[2][1] > 0.999 || smooth[2][1] < -0.999, "{:?}", smooth[2]);
        assert_eq!(normals([1, 2]).expect("it has normals").len(), 8);
        assert_eq!(normals([0, 1]).expect("it has normals").len(), 8);
        assert!(normals([0, 0]).is_none());
    }

    #[test]
    fn parts_objects_and_materials() {
        let text = format!("{ROOF}o a\nusemtl x\nf 1 2 3\nusemtl y\nf 1 3 4\no b\nusemtl x\nf 4 3 5\n");
        let meshes = meshes_of(&text).expect("it is valid");
        let counts: Vec<Vec<usize>> =
            meshes.iter().map(|mesh| mesh.primitives.iter().map(|primitive| primitive.material).collect()).collect();
        assert_eq!(counts, [vec![0, 1], vec![0]]);
        assert_eq!(meshes[1].primitives[0].positions.len(), 3);
    }

    #[test]
    fn leaves_out_what_bad_indices_name_and_takes_those_of_later_lines() {
        for (face, note) in [
            ("f 1 2 7", "not in the file: 1 left out, the first in line 8"),
            ("f 0 1 2", "1 left out"),
            ("f -9 1 2", "1 left out"),
            ("f 1 2 99999999999", "1 left out"),
            ("f 1/1 2/1 3/1", "texture coordinates that are not in the file: 1 drawn without"),
            ("f 1//9 2//9 3//9", "normals that are not in the file: 1 drawn with others"),
        ] {
            let (meshes, notes) = noted(&format!("{ROOF}f 1 2 3\n{face}\n")).expect("it is drawn");
            let drawn = if note.contains("left out") { 1 } else { 2 };
            assert_eq!(meshes[0].primitives[0].triangles.len(), drawn, "{face}");
            assert!(notes.contains(note), "{face}: {notes}");
        }
        assert!(meshes_of(&format!("f 1 2 3\n{ROOF}")).is_ok());
    }

    #[test]
    fn refuses_a_file_of_bad_indices_alone() {
        let error = meshes_of(&format!("{ROOF}f 1 2 7\nf 0 1 2\n")).expect_err("nothing is left").to_string();
        assert!(error.starts_with("line 7: index 7 of 6 positions"), "{error}");
    }

    #[test]
    fn normals_without_a_length_are_computed() {
        let text = format!("{ROOF}vn nan nan nan\nvn 0 1 0\nf 1//1 2//2 3//2\n");
        let (meshes, notes) = noted(&text).expect("it is drawn");
        let normals = meshes[0].primitives[0].normals.clone().expect("it has normals");
        assert!(normals[0][1].abs() > 0.5 && normals[1] == [0.0, 1.0, 0.0], "{normals:?}");
        assert!(notes.contains("not finite"), "{notes}");
    }
}
