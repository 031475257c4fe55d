use std::sync::Arc;

use super::{
    Camera, Environment, FrameRange, Image, Light, Material, Mesh, Node, Notes, Primitive, Scene, Skin, Sky, Stats,
    Texture, Track,
};
use crate::error::SceneError;
use crate::limits::Limits;

/// Everything of a scene, before it is counted: what every importer ends with.
pub struct Parts {
    pub nodes: Vec<Node>,
    pub meshes: Vec<Mesh>,
    pub materials: Vec<Material>,
    pub textures: Vec<Texture>,
    pub cameras: Vec<Camera>,
    pub lights: Vec<Light>,
    pub tracks: Vec<Track>,
    pub skins: Vec<Skin>,
    pub sky: Option<Sky>,
    /// Takes the place of the sky.
    pub environment: Option<Environment>,
    /// Part of a frame for which the shutter is open; zero: nothing blurs.
    pub shutter: f32,
    pub frames_per_second: f64,
    /// Factor on the light that the file wants its pictures shown with.
    pub exposure: f32,
    pub notes: Notes,
}

/// Triangles of one mesh: all, those that shine, and those that morphs move.
struct Own {
    triangles: u64,
    shining: u64,
    morphed: u64,
}

impl Default for Parts {
    fn default() -> Self {
        Self {
            nodes: Vec::new(),
            meshes: Vec::new(),
            materials: Vec::new(),
            textures: Vec::new(),
            cameras: Vec::new(),
            lights: Vec::new(),
            tracks: Vec::new(),
            skins: Vec::new(),
            sky: None,
            environment: None,
            shutter: 0.0,
            frames_per_second: 24.0,
            exposure: 1.0,
            notes: Notes::default(),
        }
    }
}

impl Parts {
    /// Counts what is there and checks it against the limits.
    pub fn assemble(self, limits: &Limits, file_bytes: u64) -> Result<Scene, SceneError> {
        let stats = self.count(file_bytes);
        SceneError::within("triangles", stats.unique_triangles, limits.triangles)?;
        SceneError::within("shining triangles", stats.emissive_triangles, limits.triangles)?;
        SceneError::within("instances of meshes", stats.instances, limits.instances)?;
        SceneError::within("lights", stats.lights, limits.lights)?;
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
            skins: self.skins,
            sky: self.sky,
            environment: self.environment,
            shutter: self.shutter,
            frames_per_second: self.frames_per_second,
            exposure: self.exposure,
            stats,
            notes: self.notes.into_lines(),
        })
    }

    fn count(&self, file_bytes: u64) -> Stats {
        let (mut triangles, mut unique_triangles, mut emissive_triangles) = (0u64, 0u64, 0u64);
        let (mut lights, mut instances) = (0, 0);
        // Once for each mesh: both meshes of many parts and many instances of them are cheap to write.
        let own: Vec<Own> = self.meshes.iter().map(|mesh| self.own(mesh)).collect();
        let mut is_drawn = vec![false; self.meshes.len()];
        for node in &self.nodes {
            lights += u64::from(node.light.is_some());
            let Some(mesh) = node.mesh else { continue };
            instances += 1;
            let is_again = std::mem::replace(&mut is_drawn[mesh], true);
            let own = &own[mesh];
            triangles = triangles.saturating_add(own.triangles);
            emissive_triangles = emissive_triangles.saturating_add(own.shining);
            // What bones or morphs move has another shape every time.
            let more = if !is_again || node.skin.is_some() { own.triangles } else { own.morphed };
            unique_triangles = unique_triangles.saturating_add(more);
        }
        let mut images: Vec<&Arc<Image>> = self.textures.iter().map(|texture| &texture.image).collect();
        images.sort_unstable_by_key(|image| Arc::as_ptr(image));
        images.dedup_by(|a, b| Arc::ptr_eq(a, b));
        let pixels = |image: &&Arc<Image>| u64::from(image.width) * u64::from(image.height);
        Stats {
            triangles,
            unique_triangles,
            instances,
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

    fn own(&self, mesh: &Mesh) -> Own {
        let sum = |is_counted: &dyn Fn(&Primitive) -> bool| {
            mesh.primitives.iter().filter(|one| is_counted(one)).map(|one| one.triangles.len() as u64).sum()
        };
        Own {
            triangles: sum(&|_| true),
            shining: sum(&|one| self.materials[one.material].is_emissive()),
            morphed: sum(&|one| !one.morphs.is_empty()),
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
