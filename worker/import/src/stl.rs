//! STL, ASCII and binary, to a [`Scene`]. The format has triangles and nothing else: no material (all get the
//! default one), no unit (coordinates are kept as they are), and z is up by convention, so that everything is
//! rotated by 90 degrees about x. Colors in the spare bits of a binary file are read in both dialects.

use glam::DMat4;
use rayment_render::{
    Files, Limits, Scene, SceneError, exact,
    scene::{Local, Material, Mesh, Node, Notes, Parts, Primitive, Sky},
};

use super::budget::Budget;
use super::format::Format;
use super::opened;
use super::text::{Lines, decoded, excerpt, number};

const HEADER: usize = 84;
const FACET: usize = 50;

/// See [`crate::load`].
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    let mut budget = Budget::new(limits);
    let bytes = opened(Format::Stl, main, files, &mut budget)?;
    let mut notes = Notes::default();
    let is_binary = is_binary(&bytes);
    let primitive = if is_binary { binary(&bytes, &mut budget, &mut notes)? } else { ascii(&bytes, &mut budget)? };
    let node = Node { mesh: Some(0), ..Node::at(Local::Matrix(z_up())) };
    let parts = Parts {
        nodes: vec![node],
        meshes: vec![Mesh { primitives: vec![primitive] }],
        materials: vec![plastic()],
        sky: Some(Sky::default()),
        notes,
        ..Parts::default()
    };
    parts.assemble(limits, budget.bytes_read())
}

/// Rotates z up to y up.
fn z_up() -> DMat4 {
    DMat4::from_cols_array(&[1.0, 0.0, 0.0, 0.0, 0.0, 0.0, -1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
}

/// A light grey in which shapes are visible.
fn plastic() -> Material {
    Material {
        base: rayment_render::math::V3::splat(0.7),
        metallic: 0.0,
        roughness: 0.5,
        double_sided: true,
        ..Material::default()
    }
}

/// Binary files may start with "solid" too: the length tells them apart.
fn is_binary(bytes: &[u8]) -> bool {
    let count = facets_stated(bytes);
    let fits = count.is_some_and(|count| (count as usize).checked_mul(FACET) == Some(bytes.len() - HEADER));
    let says_solid = bytes.trim_ascii_start().get(..5).is_some_and(|word| word.eq_ignore_ascii_case(b"solid"));
    let is_text = !bytes.iter().take(1024).any(|&byte| byte == 0);
    fits || !says_solid || !is_text
}

fn facets_stated(bytes: &[u8]) -> Option<u32> {
    let count = bytes.get(80..HEADER)?;
    Some(u32::from_le_bytes([count[0], count[1], count[2], count[3]]))
}

/// Facets to draw: those that are stated. Programs that write a file in one go may leave that number as it was
/// (0, or all bits set), or count wrongly: then what is there counts, if it ends with a whole facet.
fn facets_to_draw(stated: usize, there: usize, rest: usize, notes: &mut Notes) -> Result<usize, SceneError> {
    if stated == there && there > 0 && rest == 0 {
        return Ok(stated);
    }
    if stated > 0 && stated <= there {
        let behind = (there - stated) * FACET + rest;
        notes.add(format!("the STL file states {stated} triangles; {behind} bytes behind them are left out"));
        return Ok(stated);
    }
    if there == 0 || rest != 0 {
        let problem = match stated {
            0 if there == 0 => "states 0 triangles, and has none".to_owned(),
            0 => format!("states 0 triangles, but has bytes for {there} and {rest} bytes more"),
            _ => format!("states {stated} triangles, but has bytes for {there} only: it is cut off"),
        };
        return Err(SceneError::invalid("the STL file", problem));
    }
    notes.add(format!("the STL file states {stated} triangles, but has {there}: all of these are drawn"));
    Ok(there)
}

fn binary(bytes: &[u8], budget: &mut Budget, notes: &mut Notes) -> Result<Primitive, SceneError> {
    let stated = facets_stated(bytes).ok_or_else(|| {
        SceneError::invalid("the STL file", format!("expected at least {HEADER} bytes, found {}", bytes.len()))
    })? as usize;
    let (facets, rest) = bytes[HEADER..].as_chunks::<FACET>();
    let count = facets_to_draw(stated, facets.len(), rest.len(), notes)?;
    budget.check_triangles(count)?;
    budget.take_vertices(count.saturating_mul(3))?;
    let palette = Palette::of(&bytes[..80]);
    let mut triangles = Triangles::default();
    for (index, facet) in facets[..count].iter().enumerate() {
        let float = |at: usize| f32::from_le_bytes([facet[at], facet[at + 1], facet[at + 2], facet[at + 3]]);
        for corner in 0..3 {
            let at = 12 + corner * 12;
            let position = [float(at), float(at + 4), float(at + 8)];
            if !position.iter().all(|number| number.is_finite()) {
                return Err(SceneError::invalid(super::place("facet", index), "has a number that is not finite"));
            }
            triangles.positions.push(position);
        }
        triangles.colors.push(palette.color(u16::from_le_bytes([facet[48], facet[49]])));
    }
    Ok(triangles.primitive())
}

/// The dialect of the two spare bytes of a facet.
enum Palette {
    /// Bit 15 set: red, green, blue from bit 10 down.
    VisCam,
    /// Bit 15 clear: blue, green, red from bit 10 down; set: this color of the whole object.
    Magics([f32; 3]),
}

impl Palette {
    fn of(header: &[u8]) -> Self {
        const WORD: &[u8] = b"COLOR=";
        let at = header.windows(WORD.len()).position(|window| window == WORD).map(|at| at + WORD.len());
        match at.and_then(|at| header.get(at..at + 3)) {
            Some(color) => Self::Magics([0, 1, 2].map(|i| linear(f64::from(color[i]) / 255.0))),
            None => Self::VisCam,
        }
    }

    fn color(&self, bits: u16) -> Option<[f32; 3]> {
        let part = |shift: u16| linear(f64::from(bits >> shift & 31) / 31.0);
        let is_marked = bits & 0x8000 != 0;
        match self {
            Self::VisCam => is_marked.then(|| [part(10), part(5), part(0)]),
            Self::Magics(whole) if is_marked => Some(*whole),
            Self::Magics(_) => Some([part(0), part(5), part(10)]),
        }
    }
}

fn linear(encoded: f64) -> f32 {
    exact::srgb_to_linear(encoded) as f32
}

#[derive(Default)]
struct Triangles {
    positions: Vec<[f32; 3]>,
    colors: Vec<Option<[f32; 3]>>,
}

impl Triangles {
    fn primitive(self) -> Primitive {
        let is_colored = self.colors.iter().any(|color| color.is_some());
        let color = |color: &Option<[f32; 3]>| {
            let [r, g, b] = color.unwrap_or([1.0; 3]);
            [[r, g, b, 1.0]; 3]
        };
        let count = (self.positions.len() / 3) as u32;
        Primitive {
            colors: is_colored.then(|| self.colors.iter().flat_map(color).collect()),
            triangles: (0..count).map(|i| [3 * i, 3 * i + 1, 3 * i + 2]).collect(),
            positions: self.positions,
            ..Primitive::default()
        }
    }
}

fn ascii(bytes: &[u8], budget: &mut Budget) -> Result<Primitive, SceneError> {
    let text = decoded(bytes, budget)?;
    let (mut triangles, mut corners, mut is_closed) = (Triangles::default(), 0, false);
    for (line_number, line) in Lines::new(&text) {
        let invalid = |problem: String| SceneError::invalid(format!("line {line_number}"), problem);
        let mut words = line.split_ascii_whitespace();
        let Some(word) = words.next() else { continue };
        is_closed = word.eq_ignore_ascii_case("endsolid");
        if word.eq_ignore_ascii_case("vertex") {
            let position = [words.next(), words.next(), words.next()].map(|word| word.and_then(number));
            let [Some(x), Some(y), Some(z)] = position else {
                return Err(invalid(format!("expected three finite numbers, found {:?}", excerpt(&line))));
            };
            budget.take_vertices(1)?;
            triangles.positions.push([x, y, z]);
            corners += 1;
        } else if word.eq_ignore_ascii_case("endloop") {
            if corners != 3 {
                return Err(invalid(format!("expected 3 vertices in a facet, found {corners}")));
            }
            corners = 0;
            budget.check_triangles(triangles.positions.len() / 3)?;
        } else if !KEYWORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword)) {
            return Err(invalid(format!("expected a facet, found {:?}", excerpt(&line))));
        }
    }
    if !is_closed || corners != 0 {
        return Err(SceneError::invalid("the STL file", "ends without endsolid: it is cut off"));
    }
    Ok(triangles.primitive())
}

const KEYWORDS: [&str; 5] = ["solid", "facet", "outer", "endfacet", "endsolid"];
