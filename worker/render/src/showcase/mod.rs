//! The demo scene, made by code: a lattice pavilion with a golden knot, spheres of many materials on
//! a terrazzo terrace, among dunes and cypresses. One self-contained GLB, the same bytes every time,
//! on every machine: no platform sine goes into it.

mod document;
mod land;
mod paint;
mod pavilion;
mod shape;

use document::Document;

/// Size and samples that show the scene well and fast.
pub const WIDTH: u32 = 640;
pub const HEIGHT: u32 = 360;
pub const SAMPLES: u32 = 16;
/// Frames of the camera's way around the pavilion: five seconds at 24 a second.
pub const FIRST_FRAME: u32 = 0;
pub const LAST_FRAME: u32 = 120;

/// The scene as the bytes of a `.glb` file of about 5 MB.
pub fn glb() -> Vec<u8> {
    let mut document = Document::new();
    pavilion::build(&mut document, 1.0);
    land::build(&mut document);
    document.finish()
}

/// The pavilion alone, with fewer triangles and no land: quick to load, for tests and for
/// [`benchmark`](crate::benchmark()).
pub fn small_glb() -> Vec<u8> {
    let mut document = Document::new();
    pavilion::build(&mut document, 0.35);
    document.finish()
}
