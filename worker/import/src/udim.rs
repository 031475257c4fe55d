//! UDIM textures: tile 1001 covers the unit square of texture coordinates, 1002 the square to its right, 1011
//! the one above it, and so on up to 1100. A material with such textures becomes one material per tile, and
//! its triangles are split by the tile that contains their center.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayment_render::{
    Files, SceneError,
    files::located,
    scene::{JointSet, Material, Morph, Parts, Primitive},
};

use super::budget::Budget;
use super::text::excerpt;
use super::textures::Textures;

/// Placeholder for the tile number in a file name.
pub const UDIM: &str = "<UDIM>";
/// Most UDIM textures of a scene: each is looked for a hundred times.
const MOST: u64 = 1000;

/// The file names of the tiles of a UDIM texture, with their numbers.
pub fn tiles(name: &str) -> impl Iterator<Item = (u16, String)> {
    (1001..=1100).map(|number| (number, name.replace(UDIM, &number.to_string())))
}

/// Refuses more UDIM textures than can be looked for in a moment.
pub fn check(names: usize) -> Result<(), SceneError> {
    SceneError::within("textures in UDIM tiles", names as u64, MOST)
}

/// Refuses a UDIM texture that is not placed by the first texture coordinates without a transform.
pub fn check_layout(name: &str, is_moved: bool) -> Result<(), SceneError> {
    if !is_moved {
        return Ok(());
    }
    let feature = "a texture in UDIM tiles that is scaled, moved or on a second set of texture coordinates";
    Err(SceneError::unsupported(excerpt(name), feature))
}

/// The UDIM textures of a scene.
#[derive(Default)]
pub struct Tiles {
    /// The tile that a material is being read for; `None`: the fallback without a tile.
    at: Option<u16>,
    /// The paths of the tiles of each named file.
    known: HashMap<(String, String), BTreeMap<u16, String>>,
    /// UDIM textures of the current material, with the tile numbers that exist.
    met: BTreeMap<String, BTreeSet<u16>>,
    materials: Vec<Tiled>,
    /// All materials with UDIM textures.
    count: usize,
}

/// A material with UDIM textures.
struct Tiled {
    place: usize,
    textures: BTreeMap<String, BTreeSet<u16>>,
    by_tile: BTreeMap<u16, Material>,
}

impl Tiles {
    /// The path of the current tile of what `referrer` names; `None` if that texture does not have this
    /// tile.
    pub fn path(
        &mut self,
        files: &dyn Files,
        main: &str,
        referrer: &str,
        reference: &str,
    ) -> Result<Option<String>, SceneError> {
        let key = (referrer.to_owned(), reference.to_owned());
        if !self.known.contains_key(&key) {
            check(self.known.len() + 1)?;
            let there = |(number, name): (u16, String)| Some((number, located(files, main, referrer, &name).ok()?));
            self.known.insert(key.clone(), tiles(reference).filter_map(there).collect());
        }
        let there = &self.known[&key];
        if there.is_empty() {
            // Refused with the message for any missing file.
            return located(files, main, referrer, reference).map(Some);
        }
        self.met.entry(reference.to_owned()).or_default().extend(there.keys());
        Ok(self.at.and_then(|number| there.get(&number).cloned()))
    }

    /// From texture coordinates to those within the current tile.
    pub fn shift(&self) -> [[f32; 3]; 2] {
        let place = self.at.map_or(0, |number| number - 1001);
        [[1.0, 0.0, -f32::from(place % 10)], [0.0, 1.0, f32::from(place / 10)]]
    }

    /// Switches to a tile; returns the UDIM textures met before.
    fn turn(&mut self, tile: Option<u16>) -> BTreeMap<String, BTreeSet<u16>> {
        self.at = tile;
        std::mem::take(&mut self.met)
    }

    /// Splits the meshes by tile.
    pub fn part(self, parts: &mut Parts, budget: &mut Budget) -> Result<(), SceneError> {
        let mut placed = BTreeMap::new();
        for Tiled { place, textures, by_tile } in self.materials {
            let mut places = BTreeMap::new();
            for (number, material) in by_tile {
                places.insert(number, parts.materials.len());
                parts.materials.push(material);
            }
            placed.insert(place, (textures, places, BTreeSet::new()));
        }
        for mesh in &mut parts.meshes {
            if !mesh.primitives.iter().any(|primitive| placed.contains_key(&primitive.material)) {
                continue;
            }
            let mut pieces = Vec::new();
            for primitive in std::mem::take(&mut mesh.primitives) {
                match placed.get_mut(&primitive.material) {
                    Some((_, places, used)) => parted(primitive, places, used, &mut pieces, budget)?,
                    None => pieces.push(primitive),
                }
            }
            mesh.primitives = pieces;
        }
        for (textures, _, used) in placed.values() {
            for (name, there) in textures {
                let name = excerpt(name);
                for number in used.iter().filter(|number| number.is_none_or(|number| !there.contains(&number))) {
                    parts.notes.add(match number {
                        Some(number) => format!("{name:?} has no tile {number}: what lies there is drawn without it"),
                        None => format!("{name:?}: what lies outside the tiles 1001 to 1100 is drawn without it"),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Reads the material for index `place`: with UDIM textures once more for each of their tiles.
pub fn material<'a>(
    textures: &mut Textures<'a>,
    place: usize,
    budget: &mut Budget,
    mut read: impl FnMut(&mut Textures<'a>, &mut Budget) -> Result<Material, SceneError>,
) -> Result<Material, SceneError> {
    textures.tiles.turn(None);
    let material = read(textures, budget)?;
    let met = textures.tiles.turn(None);
    let numbers: BTreeSet<u16> = met.values().flatten().copied().collect();
    textures.tiles.count += numbers.len();
    budget.check_materials(place + 1 + textures.tiles.count)?;
    let mut by_tile = BTreeMap::new();
    for number in numbers {
        textures.tiles.turn(Some(number));
        by_tile.insert(number, read(textures, budget)?);
    }
    textures.tiles.turn(None);
    if !met.is_empty() {
        textures.tiles.materials.push(Tiled { place, textures: met, by_tile });
    }
    Ok(material)
}

/// The parts of a primitive, each with the material of its tile, or its own if there is none.
fn parted(
    primitive: Primitive,
    places: &BTreeMap<u16, usize>,
    used: &mut BTreeSet<Option<u16>>,
    pieces: &mut Vec<Primitive>,
    budget: &mut Budget,
) -> Result<(), SceneError> {
    let mut by_material: BTreeMap<usize, Vec<[u32; 3]>> = BTreeMap::new();
    for &triangle in &primitive.triangles {
        let number = tile(&primitive, triangle);
        used.insert(number);
        let material = number.and_then(|number| places.get(&number)).copied().unwrap_or(primitive.material);
        by_material.entry(material).or_default().push(triangle);
    }
    if by_material.len() < 2 {
        let material = by_material.into_keys().next().unwrap_or(primitive.material);
        pieces.push(Primitive { material, ..primitive });
        return Ok(());
    }
    for (material, triangles) in by_material {
        pieces.push(piece(&primitive, &triangles, material, budget)?);
    }
    Ok(())
}

/// The tile that contains the center of a triangle; `None` outside of all tiles.
fn tile(primitive: &Primitive, triangle: [u32; 3]) -> Option<u16> {
    let Some(uv) = &primitive.uv else { return Some(1001) };
    let middle = |axis: usize| triangle.iter().map(|&at| uv[at as usize][axis]).sum::<f32>() / 3.0;
    // Files count v from the bottom.
    let (u, v) = (middle(0), 1.0 - middle(1));
    let is_inside = |at: f32| (0.0..10.0).contains(&at);
    (is_inside(u) && is_inside(v)).then(|| 1001 + u as u16 + 10 * v as u16)
}

/// A subset of the triangles of a primitive, with the vertices that they use.
fn piece(
    whole: &Primitive,
    triangles: &[[u32; 3]],
    material: usize,
    budget: &mut Budget,
) -> Result<Primitive, SceneError> {
    let mut sources: Vec<u32> = triangles.iter().flatten().copied().collect();
    sources.sort_unstable();
    sources.dedup();
    budget.take_vertices(sources.len().saturating_mul(1 + whole.joints.len() + whole.morphs.len()))?;
    let corner = |at: u32| sources.partition_point(|&source| source < at) as u32;
    let morph = |morph: &Morph| Morph {
        positions: some(&morph.positions, &sources),
        normals: some(&morph.normals, &sources),
        tangents: some(&morph.tangents, &sources),
    };
    let joint = |set: &JointSet| JointSet { joints: of(&set.joints, &sources), weights: of(&set.weights, &sources) };
    Ok(Primitive {
        positions: of(&whole.positions, &sources),
        normals: some(&whole.normals, &sources),
        tangents: some(&whole.tangents, &sources),
        uv: some(&whole.uv, &sources),
        second_uv: some(&whole.second_uv, &sources),
        colors: some(&whole.colors, &sources),
        joints: whole.joints.iter().map(joint).collect(),
        morphs: whole.morphs.iter().map(morph).collect(),
        triangles: triangles.iter().map(|triangle| triangle.map(corner)).collect(),
        material,
    })
}

fn of<T: Copy>(list: &[T], sources: &[u32]) -> Vec<T> {
    sources.iter().map(|&source| list[source as usize]).collect()
}

fn some<T: Copy>(list: &Option<Vec<T>>, sources: &[u32]) -> Option<Vec<T>> {
    list.as_ref().map(|list| of(list, sources))
}

#[cfg(test)]
mod tests {
    use rayment_render::{FileMap, Limits, Scene, math::v3};

    use super::*;

    fn png(color: [u8; 3]) -> Vec<u8> {
        let mut bytes = std::io::Cursor::new(Vec::new());
        let image = image::RgbImage::from_pixel(2, 2, image::Rgb(color));
        image.write_to(&mut bytes, image::ImageFormat::Png).expect("it is written");
        bytes.into_inner()
    }

    /// A triangle in the middle of the unit square of texture coordinates that begins at each place.
    fn scene(places: &[[f32; 2]], library: &str, files: &[(&str, [u8; 3])]) -> Result<Scene, SceneError> {
        let mut text = "mtllib a.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nusemtl m\n".to_owned();
        for [u, v] in places {
            for (a, b) in [(0.0, 0.0), (1.0, 0.0), (0.5, 1.0)] {
                text += &format!("vt {} {}\n", u + a, v + b);
            }
            text += "f 1/-3 2/-2 3/-1\n";
        }
        let mut map = FileMap::new();
        map.insert("a.obj", text);
        map.insert("a.mtl", format!("newmtl m\n{library}"));
        for (path, color) in files {
            map.insert(*path, png(*color));
        }
        crate::load("a.obj", &map, &Limits::default())
    }

    #[test]
    fn parts_a_mesh_and_draws_each_tile_with_its_own_image() {
        let files = [("w.1001.png", [255, 0, 0]), ("w.1010.png", [0, 255, 0]), ("textures/w.1032.png", [0, 0, 255])];
        let places = [[0.0, 0.0], [9.0, 0.0], [1.0, 3.0], [0.0, 0.0], [2.0, 0.0], [-1.0, 0.0]];
        let scene = scene(&places, "map_Kd w.<UDIM>.png\n", &files).expect("it is read");
        let pieces = &scene.meshes[0].primitives;
        let mut found = Vec::new();
        for piece in pieces {
            let uv = piece.uv.as_ref().expect("it has texture coordinates");
            assert_eq!((uv.len(), piece.positions.len()), (3 * piece.triangles.len(), 3 * piece.triangles.len()));
            let map = scene.materials[piece.material].base_map;
            for triangle in &piece.triangles {
                let corners = triangle.map(|at| uv[at as usize]);
                let middle = [0, 1].map(|axis| corners.iter().map(|corner| corner[axis]).sum::<f32>() / 3.0);
                found.push(map.map(|map| {
                    let place = map.transform_uv(middle);
                    assert!(place.iter().all(|at| (0.0..1.0).contains(at)), "{place:?}");
                    scene.textures[map.texture].sample(place).0
                }));
            }
        }
        let (red, green, blue) = (v3(1.0, 0.0, 0.0), v3(0.0, 1.0, 0.0), v3(0.0, 0.0, 1.0));
        assert_eq!(found, [None, None, Some(red), Some(red), Some(green), Some(blue)]);
        let notes = scene.notes().join("; ");
        assert!(notes.contains("no tile 1003") && notes.contains("outside the tiles") && scene.notes().len() == 2);
    }

    #[test]
    fn refuses_tiles_that_are_moved_or_none_at_all() {
        let files = [("w.1001.png", [255; 3])];
        for options in ["-s 2 2 1", "-o 0.5 0"] {
            let refused = scene(&[[0.0; 2]], &format!("map_Kd {options} w.<UDIM>.png\n"), &files);
            assert!(matches!(refused, Err(SceneError::Unsupported { .. })), "{options}");
        }
        let refused = scene(&[[0.0; 2]], "map_Kd other.<UDIM>.png\n", &files);
        assert!(matches!(refused, Err(SceneError::File { .. })));
    }

    #[test]
    fn counts_the_vertices_of_pieces_against_the_limit() {
        let whole = Primitive {
            positions: vec![[0.0; 3]; 3],
            uv: Some(vec![[0.5, 0.5], [1.5, 0.5], [1.5, 0.5]]),
            triangles: vec![[0, 0, 0], [1, 2, 1]],
            ..Primitive::default()
        };
        let places = BTreeMap::from([(1001, 0), (1002, 1)]);
        let parts = |vertices: u64| {
            let limits = Limits { vertices, ..Limits::default() };
            let mut pieces = Vec::new();
            parted(whole.clone(), &places, &mut BTreeSet::new(), &mut pieces, &mut Budget::new(&limits))
                .map(|()| pieces.iter().map(|piece| piece.positions.len()).collect::<Vec<_>>())
        };
        assert_eq!(parts(3).expect("it fits"), [1, 2]);
        assert!(matches!(parts(2), Err(SceneError::TooLarge { .. })));
    }
}
