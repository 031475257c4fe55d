//! What a spec says, in the renderer's words.

use rayment_core::job::Chunk;
use rayment_render::{Rect, Settings};
use rayment_spec::Spec;

/// The renderer's settings for every frame of a spec.
pub fn settings(spec: &Spec) -> Settings {
    let Spec { width, height, samples, seed, bounces, camera, .. } = *spec;
    Settings { width, height, samples, seed, max_bounces: bounces, camera }
}

/// The rectangles of a chunk's tiles in each of its frames, in tile order. Tiles that the spec's
/// pictures don't have are left out.
pub fn rects(spec: &Spec, chunk: &Chunk) -> Vec<Rect> {
    (0..chunk.tiles).map_while(|tile| rect(spec, chunk, tile)).collect()
}

/// The rectangle of one tile, counted from the chunk's first; `None` where the spec's pictures don't
/// have it.
pub fn rect(spec: &Spec, chunk: &Chunk, tile: u32) -> Option<Rect> {
    let place = spec.grid().rect(chunk.tile.checked_add(tile)?)?;
    Some(Rect::new(place.x, place.y, place.width, place.height))
}
