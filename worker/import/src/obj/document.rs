use std::collections::HashMap;

use rayment_render::{SceneError, exact, scene::Notes};

use crate::{
    budget::Budget,
    shape::NONE,
    text::{Lines, excerpt, number},
};

/// Most files that an OBJ file may name.
const LIBRARIES: usize = 256;
/// Of a vertex that has none among others that do, until the file ends: then it is white.
const NO_COLOR: [f32; 4] = [f32::NAN; 4];
/// An index that names nothing, wherever the file ends.
pub const NOWHERE: i64 = NONE as i64 - 1;

/// The content of an OBJ file, line by line; nothing is resolved yet.
#[derive(Debug, Default)]
pub struct Document {
    pub positions: Vec<[f32; 3]>,
    /// One per position, or none: a widespread extension. As written, encoded in sRGB, until the file ends.
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
    /// Faces of fewer than three corners.
    pub short_faces: LeftOut,
    pub free_form: LeftOut,
    pub notes: Notes,
}

/// What is left out: how often, and the line of the first.
#[derive(Debug, Clone, Copy, Default)]
pub struct LeftOut {
    pub count: u32,
    pub line: u32,
}

impl LeftOut {
    pub fn add(&mut self, line: u32) {
        self.line = if self.count == 0 { line } else { self.line };
        self.count += 1;
    }

    /// Notes it as "faces …: 3 are left out, the first in line 10".
    pub fn note(self, what: &str, becomes: &str, notes: &mut Notes) {
        if self.count > 0 {
            notes.add(format!("{what}: {} {becomes}, the first in line {}", self.count, self.line));
        }
    }
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
        for (line_number, line) in Lines::continued(text) {
            reader.line(line_number, line.trim()).map_err(|problem| match problem {
                Refusal::Problem(problem) => SceneError::invalid(format!("line {line_number}"), problem),
                Refusal::Limit(error) => error,
            })?;
        }
        let mut document = reader.document;
        document.short_faces.note("faces of fewer than three corners", "left out", &mut document.notes);
        let words = "left out: turn them into polygons and export again";
        document.free_form.note("free-form surfaces", words, &mut document.notes);
        document.decode_colors();
        Ok(document)
    }

    /// Colours are written encoded in sRGB, from 0 to 1; a few programs write bytes.
    fn decode_colors(&mut self) {
        let parts = || self.colors.iter().flat_map(|color| &color[..3]).filter(|part| !part.is_nan());
        let is_bytes = parts().any(|&part| part > 1.0) && parts().all(|&part| part.fract() == 0.0 && part <= 255.0);
        if is_bytes {
            self.notes.add("colours of vertices are taken as bytes, from 0 to 255: some are above 1");
        }
        let scale = if is_bytes { 1.0 / 255.0 } else { 1.0 };
        let linear = |part: f32| exact::srgb_to_linear((f64::from(part) * scale).clamp(0.0, 1.0)) as f32;
        for color in &mut self.colors {
            let [r, g, b, _] = *color;
            *color = if r.is_nan() { [1.0; 4] } else { [linear(r), linear(g), linear(b), 1.0] };
        }
    }
}

/// Only the `mtllib` lines, for packing.
pub fn libraries(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    for (_, line) in Lines::continued(text) {
        if let Some(rest) = line.trim().strip_prefix("mtllib") {
            add_libraries(&mut names, rest);
        }
    }
    names
}

enum Refusal {
    Problem(String),
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
        // Names may hold a `#`; elsewhere it begins a comment wherever it stands.
        let named = rest.trim();
        let rest = rest.split('#').next().unwrap_or_default();
        match word {
            "v" => self.position(rest),
            "vt" => {
                let [u, v] = self.lenient(line_number, numbers(rest, 1), rest, [0.0, 1.0])?;
                self.budget.take_vertices(1)?;
                self.document.uvs.push([u, 1.0 - v]);
                Ok(())
            }
            "vn" => {
                self.budget.take_vertices(1)?;
                // A normal of no length is computed from the faces.
                let normal = self.lenient(line_number, numbers(rest, 3), rest, [0.0; 3])?;
                self.document.normals.push(normal);
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
            "usemtl" => self.material(named),
            "mtllib" => {
                add_libraries(&mut self.document.libraries, named);
                Ok(SceneError::within("mtllib files", self.document.libraries.len() as u64, LIBRARIES as u64)?)
            }
            "surf" | "bsp" | "bzp" | "cdp" => {
                self.document.free_form.add(line_number as u32);
                Ok(())
            }
            "p" | "l" | "curv" => {
                self.document.notes.add("points, lines and curves have no surface and are left out");
                Ok(())
            }
            "call" | "csh" => {
                self.document.notes.add(format!("line {line_number}: {word} names another file; it is left out"));
                Ok(())
            }
            "#MRGB" => {
                self.document.notes.add("colours of vertices in comments (#MRGB, of ZBrush) are left out");
                Ok(())
            }
            // Groups and display attributes change nothing; other keywords are not part of the format.
            _ => Ok(()),
        }
    }

    /// What some programs write for a direction of a face without area becomes a neutral value, with a note.
    fn lenient<const N: usize>(
        &mut self,
        line_number: usize,
        read: Result<[f32; N], Refusal>,
        rest: &str,
        neutral: [f32; N],
    ) -> Result<[f32; N], Refusal> {
        let is_none = |word: &str| {
            let word = word.trim_start_matches(['-', '+']).to_ascii_lowercase();
            word.starts_with("nan") || word.starts_with("inf") || word.starts_with("1.#")
        };
        if read.is_ok() || !rest.split_whitespace().any(is_none) {
            return read;
        }
        let what = "normals and texture coordinates that are not finite are replaced";
        self.document.notes.add(format!("{what}, as in line {line_number}"));
        Ok(neutral)
    }

    fn position(&mut self, rest: &str) -> Result<(), Refusal> {
        self.budget.take_vertices(1)?;
        let document = &mut self.document;
        let words = rest.split_whitespace().count();
        if words >= 6 {
            let [x, y, z, r, g, b] = numbers(rest, 6)?;
            document.colors.resize(document.positions.len(), NO_COLOR);
            document.positions.push([x, y, z]);
            document.colors.push([r, g, b, 1.0]);
            return Ok(());
        }
        document.positions.push(numbers(rest, 3)?);
        if !document.colors.is_empty() {
            document.colors.push(NO_COLOR);
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
            document.corners.truncate(start);
            document.short_faces.add(line_number as u32);
            return Ok(());
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

/// `1`, `1/2`, `1//3` or `1/2/3`; negative indices count back from what has been read. Whether what they name
/// exists is known when the whole file has been read.
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
        corner[at] = if (0..NOWHERE).contains(&place) { place } else { NOWHERE } as u32;
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
    let start = rest.trim();
    let mut rest = start;
    while !rest.is_empty() && names.len() <= LIBRARIES {
        let ends = |window: &[u8]| window[..4].eq_ignore_ascii_case(b".mtl") && window[4].is_ascii_whitespace();
        let end = rest.as_bytes().windows(5).position(ends).map_or(rest.len(), |at| at + 4);
        // Behind a name a comment may begin, and before the first none.
        if rest.starts_with('#') && start.len() != rest.len() {
            break;
        }
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
        let head = "mtllib two words.mtl b.MTL # c.mtl\nmtllib b.MTL\no empty\no first\nusemtl a b\ns 3\n";
        let document = parsed(&format!("{head}{face}o second\nusemtl c\ns off\n{face}usemtl a b\n{face}"));
        let document = document.expect("it is valid");
        assert_eq!(document.libraries, ["two words.mtl", "b.MTL"]);
        assert_eq!(document.materials, ["a b", "c"]);
        let faces: Vec<_> = document.faces.iter().map(|f| (f.object, f.material, f.smoothing)).collect();
        assert_eq!(faces, [(0, 0, 3), (1, 1, 0), (1, 0, 0)]);
    }

    #[test]
    fn keeps_colors_of_vertices() {
        // 0.5 in sRGB is 0.2140 of linear light; in bytes, 128 is 0.2159.
        for (color, green) in [("1 0.5 0", 0.214_04), ("255 128 0", 0.215_86)] {
            let document = parsed(&format!("v 0 0 0\nv 1 0 0 {color}\nv 0 1 0\n")).expect("it is valid");
            let [first, [r, g, b, a], last] = document.colors[..] else { panic!("expected three colours") };
            assert_eq!((first, (r, b, a), last), ([1.0; 4], (1.0, 0.0, 1.0), [1.0; 4]), "{color}");
            assert!((g - green).abs() < 1e-4, "{color}: {g}");
        }
    }

    #[test]
    fn leaves_out_what_draws_nothing_and_says_so() {
        let text = "v 0 0 0\nv 1 0 0 # right\nv 0 1 0\nvn nan nan nan\nvt 0 -nan(ind)\nl 1 2\nf 1 2\nf 3\n\
            f 1 2 3 # a face\nf 1 2 3# another\nf 1 2 3 \\\n 1 # of four\n";
        let document = parsed(text).expect("it is valid");
        assert_eq!(document.faces.iter().map(|face| face.count).collect::<Vec<_>>(), [3, 3, 4]);
        assert_eq!((document.normals[0], document.uvs[0]), ([0.0; 3], [0.0, 0.0]));
        let notes = document.notes.into_lines().join("; ");
        assert!(notes.contains("fewer than three corners: 2 left out, the first in line 7"), "{notes}");
        assert!(notes.contains("points, lines") && notes.contains("as in line 4"), "{notes}");
    }

    #[test]
    fn refuses_what_is_no_number_corner_or_polygon() {
        let lines = [
            "v 0 0",
            "v 0 0 nan",
            "v 1,5 0 0",
            "vn 0 x 0",
            "vt",
            "f 1/2/3/4 1 1",
            "f 1 2 x",
            "f 1 2 99999999999999999999",
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
