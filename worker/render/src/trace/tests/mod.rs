//! The tracer as a whole, on small scenes made by hand.

mod film;
mod instances;
mod lights;
mod maps;
mod motion;
mod reference;
pub mod scene_builder;
mod surfaces;
