use super::bvh::{Hit, Ray};
use super::medium::Medium;
use super::surface_point::{SurfacePoint, WorldPoint};
use super::world::{Triangle, World};
use crate::math::{V3, coordinate_system, v3};
use crate::scene::{Map, Material};

/// Flags of a surface: it has a clear coat, sheen, or transmits light.
pub const COAT: u32 = 1;
pub const SHEEN: u32 = 1 << 1;
pub const GLASS: u32 = 1 << 2;
/// It has more than a specular and a diffuse lobe.
pub const LAYERED: u32 = COAT | SHEEN | GLASS;
/// Thin-walled: transmitted light is not refracted, and nothing is enclosed.
pub const THIN: u32 = 1 << 3;
/// A perfect reflector.
pub const MIRROR: u32 = 1 << 4;
/// The index-matched interface of a medium: it neither reflects nor refracts, and rays go on as if it were
/// not there.
pub const INTERFACE: u32 = 1 << 5;
/// It encloses a medium.
pub const HAS_INTERIOR: u32 = 1 << 6;
/// Thin-walled and nearly smooth: transmitted rays keep their direction, shadow rays too.
pub const THIN_SPECULAR: u32 = 1 << 7;
/// The shading normal comes from a normal map.
pub const NORMAL_MAPPED: u32 = 1 << 8;
/// The camera looks through its back. To all other rays it is as solid as from the front: light that it keeps out
/// of a room stays out, as where shadow maps are drawn of both sides.
pub const ONE_SIDED: u32 = 1 << 9;

/// Greatest roughness of a [`THIN_SPECULAR`] surface.
const THIN_SPECULAR_ROUGHNESS: f32 = 0.1;
/// Indices of refraction closer than this count as equal.
const INDEX_MATCHED: f32 = 1e-3;

/// What is computed once for a material.
#[derive(Debug, Clone, Copy)]
pub struct MaterialConstants {
    pub flags: u32,
    /// Reflectance of the dielectric part at normal incidence, without maps.
    pub f0: V3,
    pub dielectric_f0: f32,
    pub medium: Medium,
}

impl MaterialConstants {
    pub fn new(material: &Material) -> Self {
        let mut flags = 0;
        let mut add = |flag: u32, holds: bool| flags |= if holds { flag } else { 0 };
        let is_transmissive = material.transmission > 0.0 && material.metallic < 1.0;
        add(COAT, material.clearcoat > 0.0);
        add(SHEEN, !material.sheen.is_black());
        add(GLASS, is_transmissive);
        add(THIN, material.volume.is_none());
        add(HAS_INTERIOR, is_transmissive && material.volume.is_some());
        add(MIRROR, material.ior <= 0.0);
        add(NORMAL_MAPPED, material.normal_map.is_some());
        // Glass has to be left through its back.
        add(ONE_SIDED, !material.double_sided && !is_transmissive && material.volume.is_none());
        let is_whole = material.transmission >= 1.0 && material.transmission_map.is_none();
        let is_index_matched = (material.ior - 1.0).abs() < INDEX_MATCHED && material.metallic <= 0.0;
        let is_bare = material.clearcoat <= 0.0 && material.sheen.is_black();
        add(INTERFACE, material.volume.is_some() && is_whole && is_index_matched && is_bare);
        let dielectric_f0 = material.dielectric_f0();
        let f0 = (material.specular_color * dielectric_f0).min(V3::ONE) * material.specular;
        Self { flags, f0, dielectric_f0, medium: Medium::new(material) }
    }

    /// Whether rays may pass without being scattered.
    pub fn passes_straight(&self) -> bool {
        self.flags & INTERFACE != 0 || self.flags & (GLASS | THIN) == GLASS | THIN
    }
}

/// The surface that a ray has hit, with its material evaluated there.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surface {
    pub point: V3,
    /// Unit normals on the side that the ray came from: of the triangle, and for shading.
    pub geometric: V3,
    pub shading: V3,
    pub base: V3,
    pub metallic: f32,
    pub roughness: f32,
    /// Reflectance of the dielectric part at normal incidence and, `specular`, at grazing angles.
    pub f0: V3,
    pub specular: f32,
    /// Radiance emitted back along the ray.
    pub emission: V3,
    pub unlit: bool,
    pub flags: u32,
    /// The ray hit the front face.
    pub front: bool,
    pub material: u32,
    // Valid only with the flags that stand for them.
    pub transmission: f32,
    pub specular_color: V3,
    pub clearcoat: f32,
    pub clearcoat_roughness: f32,
    pub coat_normal: V3,
    pub sheen: V3,
    pub sheen_roughness: f32,
}

impl Surface {
    pub fn is_thin(&self) -> bool {
        self.flags & THIN != 0
    }

    /// Whether a camera ray goes on behind it.
    pub fn is_culled(&self) -> bool {
        !self.front && self.flags & ONE_SIDED != 0
    }

    pub fn is_mirror(&self) -> bool {
        self.flags & MIRROR != 0
    }

    pub fn is_thin_specular(&self) -> bool {
        self.flags & THIN_SPECULAR != 0
    }
}

impl World {
    /// The surface at a ray's hit.
    pub fn surface(&self, hit: &Hit, ray: &Ray) -> Surface {
        let direction = ray.direction;
        let triangle = &self.triangles[hit.triangle as usize];
        let material = &self.materials[triangle.material as usize];
        let constants = &self.material_constants[triangle.material as usize];
        let at = SurfacePoint::new(self, triangle, hit.u, hit.v);
        let in_world = at.to_world(hit, ray.time);
        let front = in_world.geometric_normal.dot(direction) < 0.0;
        let geometric = if front { in_world.geometric_normal } else { -in_world.geometric_normal };
        let face_forward = |n: V3| {
            let n = if front { n } else { -n };
            // A shading normal that faces away from the ray cannot be used; the geometric normal
            // always can.
            if n.dot(direction) > -1e-4 || !n.is_finite() { geometric } else { n }
        };
        let mapped = match &material.normal_map {
            Some(map) => self.mapped_normal(&at, &in_world, map, material.normal_scale),
            None => in_world.shading_normal,
        };
        let (base, _) = self.base_color(&at, material);
        let (metallic, roughness) = self.metallic_roughness(&at, material);
        let is_visible = front || material.double_sided;
        let emission = if material.unlit {
            base
        } else if is_visible && material.is_emissive() {
            self.emission(&at, material)
        } else {
            V3::ZERO
        };
        let mut surface = Surface {
            point: in_world.point,
            geometric,
            shading: face_forward(mapped),
            base,
            metallic,
            roughness,
            f0: constants.f0,
            specular: material.specular,
            emission,
            unlit: material.unlit,
            flags: constants.flags,
            front,
            material: triangle.material,
            ..Surface::default()
        };
        if material.specular_map.is_some() || material.specular_color_map.is_some() || constants.flags & GLASS != 0 {
            self.add_specular(&mut surface, &at, material, constants.dielectric_f0);
        }
        if constants.flags & LAYERED != 0 {
            self.add_layers(&mut surface, &at, material);
            if surface.flags & COAT != 0 {
                surface.coat_normal = match &material.clearcoat_normal_map {
                    Some(map) => face_forward(self.mapped_normal(&at, &in_world, map, material.clearcoat_normal_scale)),
                    None => face_forward(in_world.shading_normal),
                };
            }
        }
        surface
    }

    #[inline(never)]
    fn add_specular(&self, surface: &mut Surface, at: &SurfacePoint, material: &Material, dielectric_f0: f32) {
        let (mut strength, mut color) = (material.specular, material.specular_color);
        if let Some(map) = &material.specular_map {
            strength *= self.sample(map, at).1;
        }
        if let Some(map) = &material.specular_color_map {
            color *= self.sample(map, at).0;
        }
        surface.specular = strength;
        surface.specular_color = color;
        surface.f0 = (color * dielectric_f0).min(V3::ONE) * strength;
    }

    #[inline(never)]
    fn add_layers(&self, surface: &mut Surface, at: &SurfacePoint, material: &Material) {
        let part = |factor: f32, map: &Option<Map>, channel: usize| match map {
            Some(map) => factor * self.sample(map, at).0[channel],
            None => factor,
        };
        let mut gone = 0;
        if surface.flags & GLASS != 0 {
            surface.transmission = part(material.transmission, &material.transmission_map, 0);
            let is_smooth = surface.roughness <= THIN_SPECULAR_ROUGHNESS && surface.is_thin();
            surface.flags |= if is_smooth { THIN_SPECULAR } else { 0 };
            gone |= if surface.transmission > 0.0 { 0 } else { GLASS | THIN_SPECULAR | HAS_INTERIOR };
        }
        if surface.flags & COAT != 0 {
            surface.clearcoat = part(material.clearcoat, &material.clearcoat_map, 0);
            surface.clearcoat_roughness = part(material.clearcoat_roughness, &material.clearcoat_roughness_map, 1);
            gone |= if surface.clearcoat > 0.0 { 0 } else { COAT };
        }
        if surface.flags & SHEEN != 0 {
            surface.sheen = match &material.sheen_map {
                Some(map) => material.sheen * self.sample(map, at).0,
                None => material.sheen,
            };
            surface.sheen_roughness = match &material.sheen_roughness_map {
                Some(map) => material.sheen_roughness * self.sample(map, at).1,
                None => material.sheen_roughness,
            };
            gone |= if surface.sheen.is_black() { SHEEN } else { 0 };
        }
        surface.flags &= !gone;
    }

    /// Radiance that an emissive triangle emits at a point.
    pub fn emission_at(&self, triangle: &Triangle, u: f32, v: f32) -> V3 {
        let material = &self.materials[triangle.material as usize];
        self.emission(&SurfacePoint::new(self, triangle, u, v), material)
    }

    fn emission(&self, at: &SurfacePoint, material: &Material) -> V3 {
        match &material.emission_map {
            Some(map) => material.emission * self.sample(map, at).0,
            None => material.emission,
        }
    }

    pub fn base_color(&self, at: &SurfacePoint, material: &Material) -> (V3, f32) {
        let (mut color, mut alpha) = (material.base, material.opacity);
        if let Some(map) = &material.base_map {
            let (texel, texel_alpha) = self.sample(map, at);
            color *= texel;
            alpha *= texel_alpha;
        }
        let tint = at.vertex_color();
        (color * v3(tint[0], tint[1], tint[2]), alpha * tint[3])
    }

    fn metallic_roughness(&self, at: &SurfacePoint, material: &Material) -> (f32, f32) {
        let (mut metallic, mut roughness) = (material.metallic, material.roughness);
        if let Some(map) = &material.metallic_roughness_map {
            let texel = self.sample(map, at).0;
            metallic *= texel.z;
            roughness *= texel.y;
        }
        (metallic, roughness)
    }

    fn mapped_normal(&self, at: &SurfacePoint, in_world: &WorldPoint, map: &Map, scale: f32) -> V3 {
        let normal = in_world.shading_normal;
        let texel = self.sample(map, at).0 * 2.0 - V3::ONE;
        let (tangent, handedness) = at.tangent(in_world);
        let projected = tangent - normal * normal.dot(tangent);
        let tangent =
            if projected.length_squared() > 1e-12 { projected.normalized() } else { coordinate_system(normal).0 };
        let bitangent = normal.cross(tangent) * handedness;
        (tangent * (texel.x * scale) + bitangent * (texel.y * scale) + normal * texel.z).normalized()
    }

    #[inline]
    fn sample(&self, map: &Map, at: &SurfacePoint) -> (V3, f32) {
        let uv = if map.second_set { at.second_uv() } else { at.uv };
        self.textures[map.texture].sample(map.transform_uv(uv))
    }
}

/// Moves a point off its surface by a few units in the last place, so that a ray from it does not hit the
/// same surface again. Source: Wächter and Binder, "A Fast and Robust Method for Avoiding Self-Intersection",
/// Ray Tracing Gems, 2019.
#[inline]
pub fn offset_ray_origin(point: V3, normal: V3) -> V3 {
    let offset = |p: f32, n: f32| {
        let steps = (n * 256.0) as i32;
        if p.abs() < 1.0 / 32.0 {
            p + n * (1.0 / 65_536.0)
        } else {
            let bits = p.to_bits() as i32;
            f32::from_bits(bits.wrapping_add(if p < 0.0 { -steps } else { steps }) as u32)
        }
    };
    v3(offset(point.x, normal.x), offset(point.y, normal.y), offset(point.z, normal.z))
}
