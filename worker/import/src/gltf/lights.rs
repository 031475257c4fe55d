use rayment_render::{
    Limits, SceneError, exact,
    math::v3,
    scene::{Light, LightKind, Notes},
};

use super::document::Document;
use super::extension::{Light as JsonLight, Spot};
use super::extras::LightUnits;
use super::graph::Tree;
use super::place;
use crate::text::excerpt;

/// Luminous efficacy at the wavelength that the eye sees best.
const LUMENS_PER_WATT: f32 = 683.0;
/// Exporters known to write what looks right on a screen, whatever the format says.
const UNITLESS: [&str; 4] = ["THREE.GLTFExporter", "babylon.js", "Sketchfab", "rayment"];

/// The punctual lights of the file, in the units that `wished` or otherwise its generator says.
pub fn lights(
    root: &Document,
    wished: Option<LightUnits>,
    limits: &Limits,
    notes: &mut Notes,
) -> Result<Vec<Light>, SceneError> {
    let lights = &root.extensions.lights.lights;
    SceneError::within("lights", lights.len() as u64, limits.lights)?;
    let is_by_blender = writes_candela(&root.asset.generator);
    let by_generator = if is_by_blender { LightUnits::Photometric } else { LightUnits::Radiometric };
    let units = wished.unwrap_or(by_generator);
    if is_by_blender && wished.is_none() && !lights.is_empty() {
        notes.add(
            "the file's lights are taken as candela and lux at 683 lumens per watt, as Blender writes them; if it was \
             exported with unitless lights, set extras.rayment.light_units of the scene to \"radiometric\"",
        );
    }
    let is_unitless = UNITLESS.iter().any(|name| starts_with(&root.asset.generator, name));
    if !is_by_blender && !is_unitless && wished.is_none() && !lights.is_empty() {
        // Optimizers put their own name in the place of the one that wrote the lights.
        notes.add(format!(
            "the file's lights are taken as watts (W/sr and W/m2), as its generator ({:?}) does not tell who wrote \
             them; if they are candela and lux, as of Blender, set extras.rayment.light_units of the scene to \
             \"photometric\"",
            excerpt(&root.asset.generator)
        ));
    }
    let mut result = Vec::with_capacity(lights.len());
    for (index, light) in lights.iter().enumerate() {
        let mut imported = imported(light, &place("lights", index))?;
        if units == LightUnits::Photometric {
            imported.intensity *= 1.0 / LUMENS_PER_WATT;
        }
        result.push(imported);
    }
    Ok(result)
}

fn starts_with(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// Whether a file is Blender's, 3.4 or newer: since then it writes candela and lux by default, as the format
/// requires, whereas nearly all others write what looks right on a screen.
fn writes_candela(generator: &str) -> bool {
    let Some(version) = generator.strip_prefix("Khronos glTF Blender I/O v") else { return false };
    let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
    (numbers.next(), numbers.next()) >= (Some(3), Some(4))
}

/// Whether the file brings its own lighting: lights, or emission brighter than a screen.
pub fn has_lights(root: &Document, tree: &Tree) -> bool {
    let strong = |material: &super::document::Material| {
        let extension = material.extensions.emissive_strength.as_ref();
        extension.is_some_and(|strength| strength.emissive_strength > 1.0)
    };
    tree.nodes.iter().any(|node| node.light.is_some()) || root.materials.iter().any(strong)
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
    let kind = match light.kind.as_str() {
        "directional" => LightKind::Directional,
        "point" => LightKind::Point,
        "spot" => spot(light.spot.as_ref(), what)?,
        _ => return Err(SceneError::invalid(what, "expected the type directional, point or spot")),
    };
    Ok(Light { intensity, kind, range })
}

fn spot(spot: Option<&Spot>, what: &str) -> Result<LightKind, SceneError> {
    let Some(spot) = spot else {
        return Err(SceneError::invalid(what, "is a spot without angles"));
    };
    let (inner, outer) = (f64::from(spot.inner_cone_angle), f64::from(spot.outer_cone_angle));
    let sane = inner >= 0.0 && inner <= outer && outer > 0.0 && outer <= std::f64::consts::FRAC_PI_2 + 1e-6;
    if !sane {
        return Err(SceneError::invalid(what, "expected 0 <= innerConeAngle < outerConeAngle <= pi / 2"));
    }
    let cos = |angle| exact::sin_cos(angle).1 as f32;
    // A cone with a hard edge still needs a small width to fade over.
    let inner = inner.min(outer * 0.999);
    Ok(LightKind::Spot { inner: cos(inner), outer: cos(outer) })
}
