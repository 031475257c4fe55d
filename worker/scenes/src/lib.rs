//! Scenes made by code: the demo's and the shows ([`showcase`]), and the course that a device's speed is
//! measured on. For demos, tests, examples and the score; no engine links it.
//!
//! It must never know how a picture is shown, a graphics card, a spec, or money.
//!
//! ```no_run
//! use rayment_picture::{LinearImage, Look};
//! use rayment_render::{Cancel, FileMap, Limits, Prepared, Rect, Settings};
//! use rayment_scenes::showcase;
//!
//! let mut files = FileMap::new();
//! files.insert("scene.glb", showcase::glb());
//! let scene = rayment_import::load("scene.glb", &files, &Limits::default())?;
//! let settings = Settings { width: 640, height: 360, samples: 16, ..Settings::default() };
//! let prepared = Prepared::new(&scene, 1, &settings, &Cancel::new())?;
//! let mut image = LinearImage::new(settings.width, settings.height);
//! for rect in Rect::grid(settings.width, settings.height, 32) {
//!     image.place(rect.x, rect.y, rect.width, &prepared.tile(rect, &Cancel::new())?.rgb);
//! }
//! let png = image.denoised().tone_mapped(&Look::default()).to_png();
//! # std::fs::write("out.png", png)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod benchmark;
pub mod showcase;

pub use benchmark::{BENCHMARK, Course, Score, benchmark, score, score_by};
