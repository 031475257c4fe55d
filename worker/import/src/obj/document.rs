use std::collections::HashMap;

use rayment_render::SceneError;

use crate::{
    budget::Budget,
    shape::NONE,
    text::{Lines, excerpt, number},
};

/// Most files that an OBJ file may name.
const LIBRARIES: usize = 256;

/// The content of an OBJ file, line by line; nothing is resolved yet.
#[derive(Debug, Default)]
pub struct Document {
    pub positions: Vec<[f32; 3]>,
    /// One per position, or none: a widespread extension.
    pub colors: Vec<[f32; 4]>,
    pub normals: Vec<[f32; 3]>,
    /// From the top left.
    pub uvs: Vec<[f32; 2]>,
    /// Indices of position, texture coordinate and normal, or [`NONE`].
    pub corners: Vec<[u32; 3]>,
    pub faces: Vec<Face>,
    /// Names that `usemtl` uses.
    pub materials: Vec<String>,
    /// Files that `mtllib` names, each once.
    pub libraries: Vec<String>,
    pub objects: u32,
}

#[derive(Debug, Clone, Copy)]
pub struct Face {
    /// Its corners from here on.
    pub start: u32,
    pub count: u32,
    /// Place in the materials or [`NONE`].
    pub material: u32,
    /// Smoothing group; zero: flat.
    pub smoothing: u32,
    pub object: u32,
    pub line: u32,
}

impl Document {
    pub fn parse(text: &str, budget: &mut Budget) -> Result<Self, SceneError> {
        let mut reader =
            Reader { document: Self::default(), budget, known: HashMap::new(), material: NONE, smoothing: 0 };
        for (line_number, line) in Lines::new(text) {
            reader.line(line_number, line.trim()).map_err(|problem| match problem {
                Refusal::Problem(problem) => SceneError::invalid(format!("line {line_number}"), problem),
                Refusal::Surface => SceneError::unsupported(format!("line {line_number}"), "a free-form surface"),
                Refusal::Limit(error) => error,
            })?;
        }
        Ok(reader.document)
    }
}

/// Only the `mtllib` lines, for packing.
pub fn libraries(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (_, line) in Lines::new(text) {
        if let Some(rest) = line.trim().strip_prefix("mtllib") {
            add_libraries(&mut names, rest);
        }
    }
    names
}

enum Refusal {
    Problem(String),
    Surface,
    Limit(SceneError),
}

impl From<SceneError> for Refusal {
    fn from(error: SceneError) -> Self {
        Self::Limit(error)
    }
}

struct Reader<'a, 'b> {
    document: Document,
    budget: &'a mut Budget<'b>,
    known: HashMap<String, u32>,
    material: u32,
    smoothing: u32,
}

impl Reader<'_, '_> {
    fn line(&mut self, line_number: usize, line: &str) -> Result<(), Refusal> {
        let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match word {
            "v" => self.position(rest),
            "vt" => {
                let [u, v] = numbers(rest, 1)?;
                self.budget.take_vertices(1)?;
                self.document.uvs.push([u, 1.0 - v]);
                Ok(())
            }
            "vn" => {
                self.budget.take_vertices(1)?;
                self.document.normals.push(numbers(rest, 3)?);
                Ok(())
            }
            "f" | "fo" => self.face(line_number, rest),
            "o" => {
                // An object without faces does not count.
                let is_used = self.document.faces.last().is_some_and(|face| face.object == self.document.objects);
                self.document.objects += u32::from(is_used);
                Ok(self.budget.check_nodes(self.document.objects as usize + 1)?)
            }
            "s" => {
                // Some programs write `s on`.
                let group = rest.trim();
                self.smoothing = if group == "off" { 0 } else { group.parse().unwrap_or(1) };
                Ok(())
            }
            "usemtl" => self.material(rest.trim()),
            "mtllib" => {
                add_libraries(&mut self.document.libraries, rest);
                Ok(SceneError::within("mtllib files", self.document.libraries.len() as u64, LIBRARIES as u64)?)
            }
            "surf" => Err(Refusal::Surface),
            // Groups, points, lines and curves are not drawn; other keywords are not part of the
            // format.
            _ => Ok(()),
        }
    }

    fn position(&mut self, rest: &str) -> Result<(), Refusal> {
        self.budget.take_vertices(1)?;
        let document = &mut self.document;
        let words = rest.split_whitespace().count();
        if words >= 6 {
            let [x, y, z, r, g, b] = numbers(rest, 6)?;
            document.colors.resize(document.positions.len(), [1.0; 4]);
            document.positions.push([x, y, z]);
            document.colors.push([r.clamp(0.0, 1.0), g.clamp(0.0, 1.0), b.clamp(0.0, 1.0), 1.0]);
            return Ok(());
        }
        document.positions.push(numbers(rest, 3)?);
        if !document.colors.is_empty() {
            document.colors.push([1.0; 4]);
        }
        Ok(())
    }

    fn face(&mut self, line_number: usize, rest: &str) -> Result<(), Refusal> {
        let document = &mut self.document;
        let start = document.corners.len();
        for word in rest.split_whitespace() {
            self.budget.take_vertices(1)?;
            let lengths = [document.positions.len(), document.uvs.len(), document.normals.len()];
            document.corners.push(corner(word, lengths)?);
        }
        let count = document.corners.len() - start;
        if count < 3 {
            return Err(Refusal::Problem(format!("expected a face of three or more corners, found {count}")));
        }
        let (start, count) = (start as u32, count as u32);
        let (material, smoothing, object) = (self.material, self.smoothing, document.objects);
        document.faces.push(Face { start, count, material, smoothing, object, line: line_number as u32 });
        Ok(())
    }

    fn material(&mut self, name: &str) -> Result<(), Refusal> {
        if let Some(&place) = self.known.get(name) {
            self.material = place;
            return Ok(());
        }
        self.material = self.document.materials.len() as u32;
        self.budget.check_materials(self.document.materials.len() + 1)?;
        self.known.insert(name.to_owned(), self.material);
        self.document.materials.push(name.to_owned());
        Ok(())
    }
}

/// `1`, `1/2`, `1//3` or `1/2/3`; negative indices count back from what has been read. Whether positive ones
/// exist is known when the whole file has been read.
fn corner(word: &str, lengths: [usize; 3]) -> Result<[u32; 3], Refusal> {
    let wrong = || Refusal::Problem(format!("expected a corner like 1, 1/2, 1//3 or 1/2/3, found {:?}", excerpt(word)));
    let mut corner = [NONE; 3];
    for (at, part) in word.split('/').enumerate() {
        if at > 2 || (at == 0 && part.is_empty()) {
            return Err(wrong());
        }
        if part.is_empty() {
            continue;
        }
        let index: i64 = part.parse().map_err(|_| wrong())?;
        let length = lengths[at] as i64;
        let place = if index < 0 { length.saturating_add(index) } else { index - 1 };
        if place < 0 || place >= i64::from(NONE) {
            let problem = format!("the index {index} names nothing; expected one counted from 1, or back from -1");
            return Err(Refusal::Problem(problem));
        }
        corner[at] = place as u32;
    }
    Ok(corner)
}

/// Up to N numbers, of which the first ones are required; missing ones are zero.
fn numbers<const N: usize>(rest: &str, needed: usize) -> Result<[f32; N], Refusal> {
    let mut words = rest.split_whitespace();
    let mut values = [0.0; N];
    for (at, value) in values.iter_mut().enumerate() {
        let Some(word) = words.next() else {
            let problem = format!("expected {needed} numbers, found {at}");
            return if at < needed { Err(Refusal::Problem(problem)) } else { Ok(values) };
        };
        *value = number(word)
            .ok_or_else(|| Refusal::Problem(format!("expected a finite number, found {:?}", excerpt(word))))?;
    }
    Ok(values)
}

/// Several names on one line are separated by their extensions, since names may contain spaces.
fn add_libraries(names: &mut Vec<String>, rest: &str) {
    let mut rest = rest.trim();
    while !rest.is_empty() && names.len() <= LIBRARIES {
        let ends = |window: &[u8]| window[..4].eq_ignore_ascii_case(b".mtl") && window[4].is_ascii_whitespace();
        let end = rest.as_bytes().windows(5).position(ends).map_or(rest.len(), |at| at + 4);
        let name = rest[..end].trim().trim_matches('"');
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = rest[end..].trim_start();
    }
}

#[cfg(test)]
mod tests {
    use rayment_render::Limits;

    use super::*;

    fn parsed(text: &str) -> Result<Document, SceneError> {
        Document::parse(text, &mut Budget::new(&Limits::default()))
    }

    #[test]
    fn reads_every_form_of_a_corner() {
        let text = "v 0 0 0\nv 1 0 0 0.5\nv 0 1 0\nvt 0.25 1\nvn 0 0 1\nf 1 2/1 3//1\nf -3/-1/-1 -2/-1/-1 -1/1/1\n";
        let document = parsed(text).expect("it is valid");
        let corners = [[0, NONE, NONE], [1, 0, NONE], [2, NONE, 0], [0, 0, 0], [1, 0, 0], [2, 0, 0]];
        assert_eq!(document.corners, corners);
        assert_eq!(document.uvs, [[0.25, 0.0]]);
    }

    #[test]
    fn tells_objects_materials_and_libraries_apart() {
        let face = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
        let head = "mtllib two words.mtl b.MTL\nmtllib b.MTL\no empty\no first\nusemtl a b\ns 3\n";
        let document = parsed(&format!("{head}{face}o second\nusemtl c\ns off\n{face}usemtl a b\n{face}"));
        let document = document.expect("it is valid");
        assert_eq!(document.libraries, ["two words.mtl", "b.MTL"]);
        assert_eq!(document.materials, ["a b", "c"]);
        let faces: Vec<_> = document.faces.iter().map(|f| (f.object, f.material, f.smoothing)).collect();
        assert_eq!(faces, [(0, 0, 3), (1, 1, 0), (1, 0, 0)]);
    }

    #[test]
    fn keeps_colors_of_vertices() {
        let document = parsed("v 0 0 0\nv 1 0 0 1 0.5 0\nv 0 1 0\n").expect("it is valid");
        assert_eq!(document.colors, [[1.0; 4], [1.0, 0.5, 0.0, 1.0], [1.0; 4]]);
    }

    #[test]
    fn refuses_what_is_no_number_corner_or_polygon() {
        let lines = [
            "v 0 0",
            "v 0 0 nan",
            "v 1,5 0 0",
            "vn 0 inf 0",
            "vt",
            "f 1 2",
            "f 0 1 2",
            "f 1/2/3/4 1 1",
            "f 1 2 x",
            "f -1 -1 -1",
            "f 1 2 99999999999",
            "f 1 2 99999999999999999999",
            "surf 0 1 0 1 1 2 3 4",
        ];
        for line in lines {
            let error = parsed(line).expect_err(line);
            assert!(error.to_string().starts_with("line 1"), "{error}");
        }
    }

    #[test]
    fn refuses_more_than_its_limits() {
        let limits = Limits { vertices: 5, ..Limits::default() };
        let text = "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n";
        let refused = Document::parse(text, &mut Budget::new(&limits));
        assert!(matches!(refused, Err(SceneError::TooLarge { .. })));
    }
}
