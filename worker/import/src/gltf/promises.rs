//! The extensions that a file requires and uses.

use rayment_render::{SceneError, scene::Notes};

use super::document::Document;

/// Supported, or refused where nothing can replace them.
const READ: [&str; 20] = [
    "EXT_mesh_gpu_instancing",
    "EXT_meshopt_compression",
    "EXT_texture_webp",
    "KHR_draco_mesh_compression",
    "KHR_lights_punctual",
    "KHR_materials_clearcoat",
    "KHR_materials_emissive_strength",
    "KHR_materials_ior",
    "KHR_materials_pbrSpecularGlossiness",
    "KHR_materials_sheen",
    "KHR_materials_specular",
    "KHR_materials_transmission",
    "KHR_materials_unlit",
    "KHR_materials_volume",
    "KHR_mesh_quantization",
    "KHR_meshopt_compression",
    "KHR_node_visibility",
    "KHR_texture_basisu",
    "KHR_texture_transform",
    "MSFT_texture_dds",
];

/// Noted at the material that uses them.
const NOTED: [&str; 5] = [
    "KHR_materials_anisotropy",
    "KHR_materials_diffuse_transmission",
    "KHR_materials_dispersion",
    "KHR_materials_iridescence",
    "KHR_materials_volume_scatter",
];

/// Without effect on the picture.
const UNSEEN: [&str; 5] =
    ["KHR_animation_pointer", "KHR_xmp", "KHR_xmp_json_ld", "FB_geometry_metadata", "AGI_stk_metadata"];

/// Refuses required extensions that this reader does not support; notes what else is left out.
pub fn check(root: &Document, notes: &mut Notes) -> Result<(), SceneError> {
    for name in &root.extensions_required {
        let is_read = READ.contains(&name.as_str()) || name == "KHR_materials_volume_scatter";
        let is_unseen = UNSEEN[1..].contains(&name.as_str());
        if !is_read && !is_unseen {
            let name: String = name.chars().take(100).collect();
            return Err(SceneError::unsupported("extensionsRequired", format!("the extension {name}")));
        }
    }
    for name in &root.extensions_used {
        let name = name.as_str();
        if name == "KHR_materials_variants" {
            notes.add("the file has variants of materials (KHR_materials_variants): the default one is drawn");
        } else if !READ.contains(&name) && !NOTED.contains(&name) && !UNSEEN.contains(&name) {
            let name: String = name.chars().take(100).collect();
            notes.add(format!("the extension {name} is not known here: what it adds is left out"));
        }
    }
    if root.scenes.len() > 1 {
        let drawn = root.scene.unwrap_or(0);
        let name = root.scenes.get(drawn).and_then(|scene| scene.name.clone()).unwrap_or_default();
        notes.add(format!("the file has {} scenes: scene {drawn} ({name:?}) is drawn", root.scenes.len()));
    }
    Ok(())
}
