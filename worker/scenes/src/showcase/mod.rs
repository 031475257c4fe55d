//! Scenes made by code: the same bytes every time, on every machine, for no platform sine goes into
//! them. The demo's is a lattice pavilion with a golden knot, among dunes and cypresses; three larger
//! ones show what clients bring, and are what the renderer is measured on.

mod document;
mod exterior;
mod finish;
mod flora;
mod furniture;
mod interior;
mod land;
mod paint;
mod pavilion;
mod product;
mod radiance;
mod shape;
mod solid;
mod village;

use document::Document;
use rayment_render::FileMap;

/// Size and samples that show the demo's scene well and fast.
pub const WIDTH: u32 = 640;
pub const HEIGHT: u32 = 360;
pub const SAMPLES: u32 = 16;
/// Frames of the camera's way around the pavilion: five seconds at 24 a second.
pub const FIRST_FRAME: u32 = 0;
pub const LAST_FRAME: u32 = 120;

/// The demo's scene as the bytes of a `.glb` file of about 5 MB.
pub fn glb() -> Vec<u8> {
    let mut document = Document::new();
    pavilion::build(&mut document, 1.0);
    land::build(&mut document);
    document.finish()
}

/// The pavilion alone, with fewer triangles and no land: quick to load, for tests.
pub fn small_glb() -> Vec<u8> {
    let mut document = Document::new();
    pavilion::build(&mut document, 0.35);
    document.finish()
}

/// A scene of several files.
pub struct Show {
    pub name: &'static str,
    /// The file to load, and those it names: paths and bytes.
    pub main: String,
    pub files: Vec<(String, Vec<u8>)>,
}

impl Show {
    fn new(name: &'static str, build: impl FnOnce(&mut Document), environment: Vec<u8>) -> Self {
        let mut document = Document::new();
        build(&mut document);
        let main = format!("{name}.glb");
        Self { name, main: main.clone(), files: vec![(main, document.finish()), (format!("{name}.hdr"), environment)] }
    }

    pub fn file_map(&self) -> FileMap {
        let mut map = FileMap::new();
        for (path, bytes) in &self.files {
            map.insert(path.clone(), bytes.clone());
        }
        map
    }
}

/// Names of the shows, as [`show`] knows them.
pub const SHOWS: [&str; 3] = ["interior", "product", "exterior"];

/// One of the three shows: a furnished room lit through its windows and by lamps; glass, metal and
/// lacquer in a studio; a village in a forest of several million triangles.
pub fn show(name: &str) -> Option<Show> {
    match name {
        "interior" => Some(Show::new("interior", interior::build, interior::environment())),
        "product" => Some(Show::new("product", product::build, product::environment())),
        "exterior" => Some(Show::new("exterior", exterior::build, exterior::environment())),
        _ => None,
    }
}
