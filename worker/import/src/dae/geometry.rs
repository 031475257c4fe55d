use rayment_render::{
    SceneError, exact,
    scene::{Notes, Primitive},
};

use super::document::{Element, Ids, Source, child, children, invalid, named};
use crate::{
    budget::Budget,
    shape::{self, Corner, Lists, NONE, Welder},
    text::excerpt,
};

/// Polygons of one material symbol, and the index of the position that each vertex came from.
pub struct Group {
    pub symbol: String,
    pub primitive: Primitive,
    pub sources: Vec<u32>,
}

/// What a geometry draws.
#[derive(Default)]
pub struct Geometry {
    pub groups: Vec<Group>,
    pub positions: Vec<[f32; 3]>,
}

const GROUPS: [&str; 5] = ["triangles", "polylist", "polygons", "trifans", "tristrips"];

pub fn geometry<'a>(
    ids: &Ids<'a>,
    element: Element<'a>,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Geometry, SceneError> {
    let Some(mesh) = child(element, "mesh") else {
        let kind = element.children().find(|child| child.is_element() && child.tag_name().name() != "asset");
        let kind = kind.map_or("nothing", |kind| kind.tag_name().name());
        notes.add(format!("{}: is a {} and left out; turn it into a mesh", named(element), excerpt(kind)));
        return Ok(Geometry::default());
    };
    let vertices = child(mesh, "vertices").ok_or_else(|| invalid(mesh, "has no vertices"))?;
    let mut made = Geometry::default();
    for element in mesh.children().filter(|element| GROUPS.contains(&element.tag_name().name())) {
        let mut reader = Reader { ids, element, lists: Owned::default(), slots: Vec::new(), stride: 0 };
        reader.inputs(vertices, budget)?;
        let group = reader.group(budget, notes)?;
        made.positions = reader.lists.positions;
        made.groups.push(group);
    }
    Ok(made)
}

#[derive(Default)]
struct Owned {
    positions: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    uvs: Vec<[f32; 2]>,
    second_uvs: Vec<[f32; 2]>,
    colors: Vec<[f32; 4]>,
}

#[derive(Clone, Copy)]
enum Slot {
    Position,
    Normal,
    Uv,
    SecondUv,
    Color,
}

struct Reader<'r, 'a> {
    ids: &'r Ids<'a>,
    element: Element<'a>,
    lists: Owned,
    /// The offsets of the indices within a corner.
    slots: Vec<(usize, Slot)>,
    stride: usize,
}

impl<'a> Reader<'_, 'a> {
    fn inputs(&mut self, vertices: Element<'a>, budget: &mut Budget) -> Result<(), SceneError> {
        for input in children(self.element, "input") {
            let offset = input.attribute("offset").unwrap_or("0").trim().parse::<usize>();
            let offset = offset.ok().filter(|&offset| offset < 64);
            let offset = offset.ok_or_else(|| invalid(input, "expected an offset from 0 to 63"))?;
            self.stride = self.stride.max(offset + 1);
            if input.attribute("semantic") == Some("VERTEX") {
                for input in children(vertices, "input") {
                    self.input(input, offset, budget)?;
                }
            } else {
                self.input(input, offset, budget)?;
            }
        }
        let has_positions = self.slots.iter().any(|(_, slot)| matches!(slot, Slot::Position));
        if has_positions { Ok(()) } else { Err(invalid(self.element, "has no positions")) }
    }

    fn input(&mut self, input: Element<'a>, offset: usize, budget: &mut Budget) -> Result<(), SceneError> {
        let mut source = || Source::of(self.ids, input, budget);
        let slot = match input.attribute("semantic").unwrap_or_default() {
            "POSITION" => {
                self.lists.positions = source()?.elements(0.0);
                Slot::Position
            }
            "NORMAL" => {
                self.lists.normals = source()?.elements(0.0);
                Slot::Normal
            }
            "TEXCOORD" => {
                let flip = |[u, v]: [f32; 2]| [u, 1.0 - v];
                let uvs: Vec<[f32; 2]> = source()?.elements(0.0).into_iter().map(flip).collect();
                let has_first = self.slots.iter().any(|(_, slot)| matches!(slot, Slot::Uv));
                let has_second = self.slots.iter().any(|(_, slot)| matches!(slot, Slot::SecondUv));
                match (has_first, has_second) {
                    (false, _) => {
                        self.lists.uvs = uvs;
                        Slot::Uv
                    }
                    (true, false) => {
                        self.lists.second_uvs = uvs;
                        Slot::SecondUv
                    }
                    _ => return Ok(()),
                }
            }
            "COLOR" => {
                // Encoded as textures are.
                let linear = |part: f32| exact::srgb_to_linear(part.clamp(0.0, 1.0).into()) as f32;
                let shade = |[r, g, b, a]: [f32; 4]| [linear(r), linear(g), linear(b), a.clamp(0.0, 1.0)];
                self.lists.colors = source()?.elements(1.0).into_iter().map(shade).collect();
                Slot::Color
            }
            _ => return Ok(()),
        };
        self.slots.push((offset, slot));
        Ok(())
    }

    fn group(&self, budget: &mut Budget, notes: &mut Notes) -> Result<Group, SceneError> {
        let lists = Lists {
            positions: &self.lists.positions,
            normals: &self.lists.normals,
            uvs: &self.lists.uvs,
            second_uvs: &self.lists.second_uvs,
            colors: &self.lists.colors,
        };
        self.take(budget)?;
        let mut welder = Welder::default();
        let (mut bad, mut first) = (0, None);
        let mut add = |corners: &[Corner]| {
            if let Err(problem) = corners.iter().try_for_each(|corner| shape::check(&lists, corner)) {
                first.get_or_insert(problem);
                bad += 1;
                return Ok(());
            }
            welder.polygon(&lists, corners).map_err(|problem| invalid(self.element, problem))?;
            budget.check_triangles(welder.triangles())
        };
        self.polygons(&mut add)?;
        if let Some(problem) = first {
            if welder.triangles() == 0 {
                return Err(invalid(self.element, problem));
            }
            notes.add(format!("{}: {bad} polygons are left out; the first {problem}", named(self.element)));
        }
        let (primitive, sources) = welder.finish(&lists, 0);
        let symbol = self.element.attribute("material").unwrap_or_default().to_owned();
        Ok(Group { symbol, primitive, sources })
    }

    /// The number of its values and corners, before any of them is read.
    fn take(&self, budget: &mut Budget) -> Result<(), SceneError> {
        for list in children(self.element, "p").chain(children(self.element, "vcount")) {
            let words = list.text().unwrap_or_default().split_ascii_whitespace().count();
            budget.take_bytes(words.saturating_mul(4))?;
            budget.take_vertices(words / self.stride.max(1))?;
        }
        Ok(())
    }

    /// Passes on every polygon of the group.
    fn polygons(&self, add: &mut dyn FnMut(&[Corner]) -> Result<(), SceneError>) -> Result<(), SceneError> {
        let kind = self.element.tag_name().name();
        if children(self.element, "ph").next().is_some() {
            return Err(SceneError::unsupported(named(self.element), "a polygon with holes"));
        }
        let vcount = child(self.element, "vcount").map(|vcount| self.whole(vcount)).transpose()?;
        for p in children(self.element, "p") {
            let corners = self.corners(p)?;
            match kind {
                "triangles" => corners.as_chunks::<3>().0.iter().try_for_each(|triangle| add(triangle))?,
                "polygons" => add(&corners)?,
                "trifans" => corners.windows(2).skip(1).try_for_each(|pair| add(&[corners[0], pair[0], pair[1]]))?,
                "tristrips" => {
                    for (at, triangle) in corners.windows(3).enumerate() {
                        let [a, b, c] = [triangle[0], triangle[1], triangle[2]];
                        add(&if at % 2 == 1 { [b, a, c] } else { [a, b, c] })?;
                    }
                }
                _ => {
                    let counts = vcount.as_ref().ok_or_else(|| invalid(self.element, "has no vcount"))?;
                    let mut start = 0usize;
                    for &count in counts {
                        let end = start.saturating_add(count as usize);
                        let polygon = corners.get(start..end);
                        add(polygon.ok_or_else(|| invalid(self.element, "has a vcount that reaches beyond its p"))?)?;
                        start = end;
                    }
                    // The counts belong to one list of corners.
                    return Ok(());
                }
            }
        }
        Ok(())
    }

    fn whole(&self, element: Element) -> Result<Vec<u32>, SceneError> {
        let words = element.text().unwrap_or_default().split_ascii_whitespace();
        words.map(|word| word.parse().map_err(|_| invalid(element, "expected whole numbers"))).collect()
    }

    fn corners(&self, p: Element) -> Result<Vec<Corner>, SceneError> {
        let numbers = self.whole(p)?;
        let corner = |indices: &[u32]| {
            let mut corner = Corner { color: NONE, ..Corner::EMPTY };
            for &(offset, slot) in &self.slots {
                let place = match slot {
                    Slot::Position => &mut corner.position,
                    Slot::Normal => &mut corner.normal,
                    Slot::Uv => &mut corner.uv,
                    Slot::SecondUv => &mut corner.second_uv,
                    Slot::Color => &mut corner.color,
                };
                *place = indices[offset];
            }
            corner
        };
        Ok(numbers.chunks_exact(self.stride.max(1)).map(corner).collect())
    }
}

/// Only the positions, as a morph target.
pub fn positions<'a>(ids: &Ids<'a>, element: Element<'a>, budget: &mut Budget) -> Result<Vec<[f32; 3]>, SceneError> {
    let vertices = child(element, "mesh").and_then(|mesh| child(mesh, "vertices"));
    let vertices = vertices.ok_or_else(|| invalid(element, "has no vertices"))?;
    let input = children(vertices, "input").find(|input| input.attribute("semantic") == Some("POSITION"));
    let input = input.ok_or_else(|| invalid(vertices, "has no positions"))?;
    Ok(Source::of(ids, input, budget)?.elements(0.0))
}
