use super::container;
use super::extras::SceneWishes;
use crate::error::SceneError;
use crate::files::Files;
use crate::import::budget::Budget;
use crate::import::image::decode_hdr;
use crate::import::notes::Notes;
use crate::scene::Environment;
use std::sync::Arc;

/// The light from all around that the scene asks for.
pub fn read(
    wishes: &SceneWishes,
    main: &str,
    files: &dyn Files,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Option<Environment>, SceneError> {
    const PLACE: &str = "scene.extras.rayment.environment";
    let Some(wish) = &wishes.environment else { return Ok(None) };
    let bytes = container::fetch(&wish.file, main, files, budget, PLACE)?;
    let image = Arc::new(decode_hdr(&bytes, PLACE, budget, notes)?);
    let rotation = (f64::from(wish.rotation_degrees) / 180.0 * std::f64::consts::PI) as f32;
    Ok(Some(Environment { image, strength: wish.strength, rotation }))
}
