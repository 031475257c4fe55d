//! glTF 2.0 into a [`Scene`]. The file is a stranger's: the container is parsed, the whole document
//! validated, and every count checked against the limits and against the bytes that are there before
//! anything is allocated for it.

mod accessor;
mod animation;
mod budget;
mod container;
mod extras;
mod graph;
mod images;
mod lights;
mod material;
mod mesh;

use std::sync::{Arc, OnceLock};

use gltf::json::Root;

use crate::error::SceneError;
use crate::files::Files;
use crate::limits::Limits;
use crate::picture::Look;
use crate::scene::{Camera, FrameRange, Image, Light, Material, Mesh, Node, Scene, Sky, Stats, Texture, Track};

use accessor::Reader;
use budget::Budget;
pub use container::Container;
use images::Images;

/// See [`Scene::load`].
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    let mut budget = Budget::new(limits);
    let bytes = budget.read(files, main)?;
    let Container { root, bin } = Container::parse(&bytes)?;
    let buffers = container::buffers(&root, bin, main, files, &mut budget)?;
    let reader = Reader { root: &root, buffers: &buffers };
    let mut images = Images::new(&reader, main, files);

    let tree = graph::tree(&root, limits)?;
    let meshes = mesh::meshes(&reader, &tree, &mut budget)?;
    let materials = material::materials(&root, &mut images, &mut budget)?;
    let tracks = animation::tracks(&reader, &tree, &mut budget)?;
    let (lights, cameras) = (lights::lights(&root, limits)?, graph::cameras(&root, &tree)?);
    let wishes = extras::scene(&root)?;
    let sky = extras::sky(&wishes, lights::has_lights(&root, &tree))?;
    let parts = Parts {
        nodes: tree.nodes,
        meshes,
        materials,
        textures: images.textures,
        cameras,
        lights,
        tracks,
        sky,
        frames_per_second: wishes.frames_per_second.unwrap_or(24.0),
        look: wishes.exposure.map_or(Look::default(), |exposure| Look { exposure }),
    };
    parts.assemble(limits, budget.bytes_read())
}

/// Everything of a scene, before it is counted.
struct Parts {
    nodes: Vec<Node>,
    meshes: Vec<Mesh>,
    materials: Vec<Material>,
    textures: Vec<Texture>,
    cameras: Vec<Camera>,
    lights: Vec<Light>,
    tracks: Vec<Track>,
    sky: Option<Sky>,
    frames_per_second: f64,
    look: Look,
}

impl Parts {
    fn assemble(self, limits: &Limits, file_bytes: u64) -> Result<Scene, SceneError> {
        let stats = self.count(file_bytes);
        SceneError::within("triangles", stats.triangles, limits.triangles)?;
        if stats.triangles == 0 {
            return Err(SceneError::Empty);
        }
        Ok(Scene {
            nodes: self.nodes,
            meshes: self.meshes,
            materials: self.materials.into(),
            textures: self.textures.into(),
            cameras: self.cameras,
            lights: self.lights,
            tracks: self.tracks,
            sky: self.sky,
            frames_per_second: self.frames_per_second,
            look: self.look,
            stats,
            still_world: OnceLock::new(),
        })
    }

    fn count(&self, file_bytes: u64) -> Stats {
        let (mut triangles, mut emissive_triangles, mut lights) = (0u64, 0u64, 0u64);
        for node in &self.nodes {
            lights += u64::from(node.light.is_some());
            let primitives = node.mesh.map_or(&[][..], |mesh| &self.meshes[mesh].primitives);
            for primitive in primitives {
                let count = primitive.triangles.len() as u64;
                triangles = triangles.saturating_add(count);
                if self.materials[primitive.material].shines() {
                    emissive_triangles = emissive_triangles.saturating_add(count);
                }
            }
        }
        let mut images: Vec<&Arc<Image>> = self.textures.iter().map(|texture| &texture.image).collect();
        images.sort_unstable_by_key(|image| Arc::as_ptr(image));
        images.dedup_by(|a, b| Arc::ptr_eq(a, b));
        let pixels = |image: &&Arc<Image>| u64::from(image.width) * u64::from(image.height);
        Stats {
            triangles,
            emissive_triangles,
            materials: self.materials.len() as u64,
            textures: images.len() as u64,
            texture_pixels: images.iter().map(pixels).sum(),
            lights,
            cameras: self.cameras.len() as u64,
            has_camera: !self.cameras.is_empty(),
            frames: self.frames(),
            frames_per_second: self.frames_per_second,
            file_bytes,
        }
    }

    fn frames(&self) -> Option<FrameRange> {
        let times = self.tracks.iter().filter_map(|track| Some((*track.times.first()?, *track.times.last()?)));
        let (start, end) = times.reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))?;
        // A key that f32 put just beside its frame still belongs to it.
        let frame = |seconds: f32| f64::from(seconds) * self.frames_per_second;
        let first = (frame(start) - 1e-3).ceil().max(0.0) as u32;
        let last = ((frame(end) + 1e-3).floor().max(0.0) as u32).max(first);
        Some(FrameRange { first, last })
    }
}

/// How a place in the file is named in errors.
fn place(kind: &str, index: usize) -> String {
    format!("{kind}[{index}]")
}

/// An entry of the document that another refers to. Validation has checked it; this keeps a gap in
/// that validation from becoming a panic.
fn entry<'a, T>(list: &'a [T], index: usize, kind: &str) -> Result<&'a T, SceneError> {
    list.get(index)
        .ok_or_else(|| SceneError::invalid(place(kind, index), format!("is named, but there are only {}", list.len())))
}

/// The scene of the document that is drawn.
fn chosen_scene(root: &Root) -> Option<&gltf::json::Scene> {
    let index = root.scene.map_or(0, |index| index.value());
    root.scenes.get(index)
}
