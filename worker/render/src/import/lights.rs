use gltf::json::Root;
use gltf::json::extensions::scene::khr_lights_punctual::{Light as JsonLight, Type};
use gltf::json::validation::Checked;

use super::graph::Tree;
use super::place;
use crate::error::SceneError;
use crate::exact;
use crate::limits::Limits;
use crate::math::v3;
use crate::scene::{Light, LightKind};

/// The punctual lights of the file.
pub fn lights(root: &Root, limits: &Limits) -> Result<Vec<Light>, SceneError> {
    let lights = declared(root);
    SceneError::within("lights", lights.len() as u64, limits.lights)?;
    lights.iter().enumerate().map(|(index, light)| imported(light, &place("lights", index))).collect()
}

/// Whether the file means to light itself: by lights, or by emission stronger than a screen's.
pub fn has_lights(root: &Root, tree: &Tree) -> bool {
    let strong = |material: &gltf::json::Material| {
        let extension = material.extensions.as_ref().and_then(|all| all.emissive_strength.as_ref());
        extension.is_some_and(|strength| strength.emissive_strength.0 > 1.0)
    };
    tree.nodes.iter().any(|node| node.light.is_some()) || root.materials.iter().any(strong)
}

fn declared(root: &Root) -> &[JsonLight] {
    let extension = root.extensions.as_ref().and_then(|all| all.khr_lights_punctual.as_ref());
    extension.map_or(&[], |extension| &extension.lights)
}

fn imported(light: &JsonLight, what: &str) -> Result<Light, SceneError> {
    let [r, g, b] = light.color;
    let intensity = v3(r, g, b) * light.intensity;
    if !intensity.is_finite() || intensity.x < 0.0 || intensity.y < 0.0 || intensity.z < 0.0 {
        return Err(SceneError::invalid(what, "expected a colour and intensity of zero or more"));
    }
    let range = light.range.unwrap_or(f32::INFINITY);
    if range.is_nan() || range <= 0.0 {
        return Err(SceneError::invalid(what, "expected a range above zero"));
    }
    let kind = match light.type_ {
        Checked::Valid(Type::Directional) => LightKind::Directional,
        Checked::Valid(Type::Point) => LightKind::Point,
        Checked::Valid(Type::Spot) => spot(light, what)?,
        Checked::Invalid => return Err(SceneError::invalid(what, "has an unknown type")),
    };
    Ok(Light { intensity, kind, range })
}

fn spot(light: &JsonLight, what: &str) -> Result<LightKind, SceneError> {
    let Some(spot) = &light.spot else {
        return Err(SceneError::invalid(what, "is a spot without angles"));
    };
    let (inner, outer) = (f64::from(spot.inner_cone_angle), f64::from(spot.outer_cone_angle));
    let sane = inner >= 0.0 && inner < outer && outer <= std::f64::consts::FRAC_PI_2 + 1e-6;
    if !sane {
        return Err(SceneError::invalid(what, "expected 0 <= innerConeAngle < outerConeAngle <= pi / 2"));
    }
    let cos = |angle| exact::sin_cos(angle).1 as f32;
    Ok(LightKind::Spot { inner: cos(inner), outer: cos(outer) })
}
