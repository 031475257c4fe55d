use std::sync::Arc;

use rayment_render::{
    Files, SceneError,
    scene::{Environment, Notes},
};

use super::container;
use super::extras::SceneWishes;
use crate::{budget::Budget, image::decode_hdr};

/// The environment map that the scene asks for.
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
