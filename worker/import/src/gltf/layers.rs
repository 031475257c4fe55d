//! Material extensions: index of refraction, specular reflection, transmission, volume, clear coat and sheen.

use rayment_render::{
    SceneError, exact,
    math::V3,
    scene::{Material, Volume},
};

use super::document::Material as JsonMaterial;
use super::extension::{Clearcoat, Sheen, Specular, Volume as JsonVolume, VolumeScatter};
use super::images::Encoding;
use super::material::Maps;

pub fn apply(material: &JsonMaterial, result: &mut Material, maps: &mut Maps) -> Result<(), SceneError> {
    let all = &*material.extensions;
    if let Some(ior) = &all.ior {
        let ior = maps.number("ior", ior.ior)?;
        // There is no dielectric with an index below that of air; zero has a meaning of its own.
        result.ior = if ior == 0.0 { 0.0 } else { ior.max(1.0) };
    }
    if let Some(specular) = &all.specular {
        reflection(specular, result, maps)?;
    }
    if let Some(transmission) = &all.transmission {
        result.transmission = maps.share("transmissionFactor", transmission.transmission_factor)?;
        result.transmission_map = maps.of(transmission.transmission_texture.as_ref(), Encoding::Linear)?;
    }
    if let Some(inside) = &all.volume {
        result.volume = volume(inside, all.scatter.as_deref(), maps)?;
    }
    if let Some(coat) = &all.clearcoat {
        clearcoat(coat, result, maps)?;
    }
    if let Some(fabric) = &all.sheen {
        sheen(fabric, result, maps)?;
    }
    note_the_rest(material, maps);
    Ok(())
}

fn reflection(specular: &Specular, result: &mut Material, maps: &mut Maps) -> Result<(), SceneError> {
    result.specular = maps.share("specularFactor", specular.specular_factor)?;
    result.specular_map = maps.of(specular.specular_texture.as_ref(), Encoding::Linear)?;
    let mut color = V3::from_array(specular.specular_color_factor);
    for (name, part) in [("specularColorFactor", &mut color.x), ("specularColorFactor", &mut color.y)] {
        *part = maps.number(name, *part)?.max(0.0);
    }
    color.z = maps.number("specularColorFactor", color.z)?.max(0.0);
    result.specular_color = color;
    result.specular_color_map = maps.of(specular.specular_color_texture.as_ref(), Encoding::Srgb)?;
    Ok(())
}

fn clearcoat(coat: &Clearcoat, result: &mut Material, maps: &mut Maps) -> Result<(), SceneError> {
    result.clearcoat = maps.share("clearcoatFactor", coat.clearcoat_factor)?;
    result.clearcoat_roughness = maps.share("clearcoatRoughnessFactor", coat.clearcoat_roughness_factor)?;
    result.clearcoat_map = maps.of(coat.clearcoat_texture.as_ref(), Encoding::Linear)?;
    result.clearcoat_roughness_map = maps.of(coat.clearcoat_roughness_texture.as_ref(), Encoding::Linear)?;
    (result.clearcoat_normal_map, result.clearcoat_normal_scale) =
        maps.normal(coat.clearcoat_normal_texture.as_ref())?;
    Ok(())
}

fn sheen(fabric: &Sheen, result: &mut Material, maps: &mut Maps) -> Result<(), SceneError> {
    result.sheen = maps.shares("sheenColorFactor", fabric.sheen_color_factor)?;
    result.sheen_roughness = maps.share("sheenRoughnessFactor", fabric.sheen_roughness_factor)?;
    result.sheen_map = maps.of(fabric.sheen_color_texture.as_ref(), Encoding::Srgb)?;
    result.sheen_roughness_map = maps.of(fabric.sheen_roughness_texture.as_ref(), Encoding::Linear)?;
    Ok(())
}

/// `None` for a thin wall.
fn volume(inside: &JsonVolume, scatter: Option<&VolumeScatter>, maps: &Maps) -> Result<Option<Volume>, SceneError> {
    if maps.number("thicknessFactor", inside.thickness_factor)? <= 0.0 {
        return Ok(None);
    }
    let distance = inside.attenuation_distance.unwrap_or(f32::INFINITY);
    if distance.is_nan() || distance <= 0.0 {
        return Err(SceneError::invalid(maps.what, "expected an attenuationDistance above zero"));
    }
    // Black would absorb everything at once; this transmits a millionth.
    let color = maps.shares("attenuationColor", inside.attenuation_color)?.max(V3::splat(1e-6));
    let clear = Volume { attenuation: color, attenuation_distance: distance, scattering: V3::ZERO, anisotropy: 0.0 };
    match scatter {
        Some(scatter) => scattering(clear, scatter, maps).map(Some),
        None => Ok(Some(clear)),
    }
}

/// With scattering, the color of the volume is the result of both: this separates them.
fn scattering(total: Volume, scatter: &VolumeScatter, maps: &Maps) -> Result<Volume, SceneError> {
    let seen = maps.shares("multiscatterColor", scatter.multiscatter_color)?;
    let anisotropy = maps.number("scatterAnisotropy", scatter.scatter_anisotropy)?.clamp(-0.99, 0.99);
    let parted = |color: f32, seen: f32| -> (f32, f32) {
        let share = single_scattering(f64::from(seen));
        let density = -exact::log2(f64::from(color)) * std::f64::consts::LN_2 / f64::from(total.attenuation_distance);
        (power(f64::from(color), 1.0 - share) as f32, (density * share) as f32)
    };
    let color = total.attenuation;
    let (r, g, b) = (parted(color.x, seen.x), parted(color.y, seen.y), parted(color.z, seen.z));
    Ok(Volume {
        attenuation: V3::from_array([r.0, g.0, b.0]),
        scattering: V3::from_array([r.1, g.1, b.1]),
        anisotropy,
        ..total
    })
}

/// Single-scattering albedo from the color of multiple scattering. Source: Kulla and Conty, "Revisiting
/// Physically Based Shading at Imageworks", 2017.
fn single_scattering(seen: f64) -> f64 {
    let root = 4.097_12 + 4.208_63 * seen - (9.592_17 + 41.680_8 * seen + 17.712_6 * seen * seen).sqrt();
    (1.0 - root * root).clamp(0.0, 1.0)
}

/// A number in (0, 1] to a power in [0, 1], as a product of repeated square roots by the binary digits of the
/// exponent.
fn power(base: f64, exponent: f64) -> f64 {
    if exponent >= 1.0 {
        return base;
    }
    let (mut root, mut rest, mut product) = (base, exponent, 1.0);
    for _ in 0..48 {
        (root, rest) = (root.sqrt(), rest * 2.0);
        if rest >= 1.0 {
            product *= root;
            rest -= 1.0;
        }
    }
    product
}

fn note_the_rest(material: &JsonMaterial, maps: &mut Maps) {
    let all = &*material.extensions;
    let name = match &material.name {
        Some(name) => format!("{} ({:?})", maps.what, name.chars().take(60).collect::<String>()),
        None => maps.what.to_owned(),
    };
    let left_out = [
        (all.iridescence.is_some(), "its iridescence is left out"),
        (all.anisotropy.is_some(), "it reflects the same in all directions: its anisotropy is left out"),
        (all.dispersion.is_some(), "it refracts all colours alike: its dispersion is left out"),
        (all.diffuse_transmission.is_some(), "no diffuse light goes through it: its diffuse transmission is left out"),
        (all.scatter.is_some() && all.volume.is_none(), "it scatters light in no volume, so not at all"),
    ];
    for (is_left_out, words) in left_out {
        if is_left_out {
            maps.notes.add(format!("{name}: {words}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_powers() {
        for (base, exponent) in [(0.25, 0.5), (0.3, 0.7), (1e-6, 0.1), (0.9, 0.0), (0.9, 1.0), (1.0, 0.4)] {
            let expected = f64::powf(base, exponent);
            assert!((power(base, exponent) - expected).abs() < 1e-12, "{base} {exponent}");
        }
    }

    #[test]
    fn scattering_is_none_for_black_and_all_for_white() {
        assert!(single_scattering(0.0) < 1e-4);
        assert!(single_scattering(1.0) > 0.9999);
        assert!(single_scattering(0.5) > 0.8);
    }
}
