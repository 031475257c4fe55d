//! Records of materials and lights.

use bytemuck::Zeroable;
use rayment_render::{
    math::V3,
    scene::{Alpha, Map, Material},
    trace::{
        light_sampler::Cluster,
        lights::{DistantLight, LocalLight, PunctualLight},
        surface::MaterialConstants,
    },
};

use super::record;

pub fn material(material: &Material, constants: &MaterialConstants) -> record::Material {
    let (alpha, cutoff) = match material.alpha {
        Alpha::Opaque => (0, 0.0),
        Alpha::Mask(cutoff) => (1, cutoff),
        Alpha::Blend => (2, 0.0),
    };
    let bits = [material.double_sided, material.unlit, material.is_emissive()];
    let maps = maps(material);
    let medium = &constants.medium;
    record::Material {
        base: material.base.to_array(),
        opacity: material.opacity,
        metallic: material.metallic,
        roughness: material.roughness,
        specular: material.specular,
        normal_scale: material.normal_scale,
        emission: material.emission.to_array(),
        cutoff,
        flags: constants.flags,
        modes: bits.iter().enumerate().fold(alpha, |modes, (bit, &set)| modes | u32::from(set) << (2 + bit)),
        map_bits: maps.iter().enumerate().fold(0, |bits, (index, map)| bits | u32::from(map.is_some()) << index),
        clearcoat_normal_scale: material.clearcoat_normal_scale,
        f0: constants.f0.to_array(),
        dielectric_f0: constants.dielectric_f0,
        specular_color: material.specular_color.to_array(),
        clearcoat: material.clearcoat,
        sheen: material.sheen.to_array(),
        sheen_roughness: material.sheen_roughness,
        absorption: medium.absorption.to_array(),
        anisotropy: medium.anisotropy,
        scattering: medium.scattering.to_array(),
        ior: medium.ior,
        clearcoat_roughness: material.clearcoat_roughness,
        transmission: material.transmission,
        unused: [0; 2],
        maps: maps.map(|map| map.as_ref().map_or(record::Map::zeroed(), self::map)),
    }
}

/// In the order of `surface.wgsl`.
fn maps(material: &Material) -> [Option<Map>; 12] {
    [
        material.base_map,
        material.metallic_roughness_map,
        material.normal_map,
        material.emission_map,
        material.specular_map,
        material.specular_color_map,
        material.transmission_map,
        material.clearcoat_map,
        material.clearcoat_roughness_map,
        material.clearcoat_normal_map,
        material.sheen_map,
        material.sheen_roughness_map,
    ]
}

fn map(map: &Map) -> record::Map {
    record::Map {
        texture: map.texture as u32,
        flags: u32::from(map.second_set) | u32::from(map.transform.is_some()) << 1,
        transform: map.transform.unwrap_or_default(),
    }
}

/// The index of its punctual light; all bits set for the sun.
pub fn distant(distant: &DistantLight) -> u32 {
    match *distant {
        DistantLight::Sun => u32::MAX,
        DistantLight::Punctual(light) => light,
    }
}

pub fn local(local: &LocalLight) -> record::LocalLight {
    match *local {
        LocalLight::Triangle { triangle, instance } => {
            record::LocalLight { is_punctual: 0, index: triangle, instance, unused: 0 }
        }
        LocalLight::Punctual(light) => {
            record::LocalLight { is_punctual: 1, index: light, instance: u32::MAX, unused: 0 }
        }
    }
}

pub fn punctual(light: &PunctualLight) -> record::PunctualLight {
    let [inner, outer] = light.cone.unwrap_or_default();
    record::PunctualLight {
        position: light.position.to_array(),
        range: light.range,
        axis: light.axis.to_array(),
        motion: light.motion,
        intensity: light.intensity.to_array(),
        has_cone: f32::from(u8::from(light.cone.is_some())),
        inner,
        outer,
        unused: [0; 2],
    }
}

pub fn punctual_motion(&[position, axis]: &[V3; 2]) -> record::PunctualMotion {
    let quad = |v: V3| [v.x, v.y, v.z, 0.0];
    record::PunctualMotion { position: quad(position), axis: quad(axis) }
}

/// `cdf` is the index of the first word of its CDF.
pub fn cluster(cluster: &Cluster, cdf: u32) -> record::Cluster {
    record::Cluster {
        center: cluster.center.to_array(),
        min_distance_squared: cluster.min_distance_squared,
        power: cluster.power,
        first: cluster.first as u32,
        cdf,
        cdf_count: cluster.members_distribution.cdf.len() as u32,
    }
}
