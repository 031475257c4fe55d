use rayment_render::{Files, Limits, Scene, SceneError};

use crate::budget::Budget;
use crate::format::Format;
use crate::{dae, fbx, gltf, obj, stl};

/// Reads the scene whose main file (`.glb`, `.gltf`, `.obj`, `.stl`, `.fbx` or `.dae`) is at `main`, and
/// every file that it names.
///
/// # Errors
/// Whatever is wrong with the files, as a [`SceneError`]; never a panic, never a placeholder scene.
pub fn load(main: &str, files: &dyn Files, limits: &Limits) -> Result<Scene, SceneError> {
    match Format::named(main)? {
        Format::Gltf => gltf::load(main, files, limits),
        Format::Obj => obj::load(main, files, limits),
        Format::Stl => stl::load(main, files, limits),
        Format::Fbx => fbx::load(main, files, limits),
        Format::Dae => dae::load(main, files, limits),
    }
}

/// The bytes of a main file, refused if they are clearly of another format than its name says.
pub fn opened(format: Format, main: &str, files: &dyn Files, budget: &mut Budget) -> Result<Vec<u8>, SceneError> {
    let bytes = budget.read(files, main)?;
    format.check(&bytes)?;
    Ok(bytes)
}
