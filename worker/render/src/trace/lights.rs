//! Light sources other than the environment: distant lights (the sun, directional lights) and local ones
//! (point lights, spot lights, emissive triangles). Local lights are sampled by power and distance
//! ([`super::light_sampler`]). PBRT chapter 12.

use std::collections::HashMap;
use std::sync::Arc;

use glam::{DMat4, DVec3};

use super::bvh::{Hit, Ray};
use super::geometry::TriangleGroup;
use super::instancing;
use super::light_sampler::{DiscreteDistribution, LightPower, LightSampler};
use super::world::{NONE, World};
use crate::cancel::Cancel;
use crate::error::{Cancelled, RenderError};
use crate::math::{INV_PI, PI, V3, v3};
use crate::scene::{Light, LightKind, POSES, Pose, Scene, time_segment};

const ROULETTE_FRACTION: f32 = 0.02;

#[derive(Debug, Default)]
pub struct Lights {
    pub distant: Vec<DistantLight>,
    pub distant_distribution: DiscreteDistribution,
    pub local: Vec<LocalLight>,
    pub punctual: Vec<PunctualLight>,
    /// Positions and axes of moving punctual lights, [`POSES`] of each.
    pub punctual_motions: Vec<[V3; 2]>,
    pub local_sampler: LightSampler,
    /// Contributions of local lights below this are subject to Russian roulette before their shadow ray
    /// is traced: a small fraction of what the environment and the distant lights give, or zero if those
    /// are dark.
    pub shadow_roulette_below: f32,
}

#[derive(Debug)]
pub enum DistantLight {
    Sun,
    /// A directional light: its index among the punctual ones.
    Punctual(u32),
}

#[derive(Debug, Clone, Copy)]
pub enum LocalLight {
    Triangle { triangle: u32, instance: u32 },
    Punctual(u32),
}

/// A punctual light (KHR_lights_punctual): point, spot or directional.
#[derive(Debug)]
pub struct PunctualLight {
    pub position: V3,
    /// Unit vector in the direction of emission.
    pub axis: V3,
    pub intensity: V3,
    pub range: f32,
    /// Cosines of a spot light's inner and outer half angle; `None` for the others.
    pub cone: Option<[f32; 2]>,
    /// Index of the first of its [`POSES`] entries in [`Lights::punctual_motions`], or [`NONE`] if it
    /// does not move.
    pub motion: u32,
}

/// Light that arrives at a point, if nothing blocks it (`LightLiSample` in PBRT).
pub struct LightSample {
    pub direction: V3,
    pub distance: f32,
    /// Radiance over the pdf; for a punctual light the irradiance of a surface that faces it, over its
    /// probability.
    pub weight: V3,
    /// Pdf with respect to solid angle, for multiple importance sampling; `None` for a delta light, which
    /// scattered rays cannot hit.
    pub pdf: Option<f32>,
}

impl Lights {
    /// Collects the lights of a scene and numbers the emissive triangles of the world. The sampling
    /// weights are those of the middle of the shutter interval: any weights are unbiased as long as they
    /// do not change.
    pub fn new(
        scene: &Scene,
        poses: &[Pose],
        frame: u32,
        groups: &[TriangleGroup],
        world: &mut World,
        cancel: &Cancel,
    ) -> Result<Self, RenderError> {
        let mut builder = LightsBuilder { lights: Self::default(), powers: Vec::new(), distant_power: Vec::new() };
        if let Some(sun) = &world.environment.sun {
            builder.lights.distant.push(DistantLight::Sun);
            builder.distant_power.push(sun.irradiance.luminance());
        }
        for (index, node) in scene.nodes.iter().enumerate() {
            // Files scale a node to nothing to hide what is attached to it.
            let is_nothing = poses.iter().any(|pose| pose.to_world[index].z_axis.truncate() == DVec3::ZERO);
            let is_hidden = is_nothing || !poses[0].is_visible[index];
            if let Some(light) = node.light.map(|light| &scene.lights[light]).filter(|_| !is_hidden) {
                builder
                    .add_punctual(light, poses, index)
                    .ok_or_else(|| RenderError::NotFinite { frame, what: format!("the light of node {index}") })?;
            }
        }
        builder.add_triangles(&mean_radiances(scene, cancel)?, groups, world, cancel)?;
        let LightsBuilder { mut lights, powers, distant_power } = builder;
        lights.shadow_roulette_below =
            ROULETTE_FRACTION * (world.environment.mean_luminance + distant_power.iter().sum::<f32>() * INV_PI);
        lights.distant_distribution = DiscreteDistribution::new(&distant_power);
        lights.local_sampler = LightSampler::new(&powers);
        Ok(lights)
    }

    /// Whether choosing one takes a random number.
    #[inline]
    pub fn has_many_distant(&self) -> bool {
        self.distant.len() > 1
    }

    /// Samples one of the distant lights.
    #[inline]
    pub fn sample_distant(&self, world: &World, time: f32, choice: f32, u: [f32; 2]) -> Option<LightSample> {
        let (index, pmf) = self.distant_distribution.sample(choice)?;
        match (&self.distant[index], &world.environment.sun) {
            (DistantLight::Sun, Some(sun)) => {
                let pdf = sun.pdf * pmf;
                let weight = sun.radiance * (1.0 / pdf);
                let direction = sun.sample_direction(u);
                Some(LightSample { direction, distance: f32::MAX, weight, pdf: Some(pdf) })
            }
            (DistantLight::Punctual(punctual), _) => {
                let punctual = &self.punctual[*punctual as usize];
                let [_, axis] = self.position_and_axis(punctual, time);
                let weight = punctual.intensity * (1.0 / pmf);
                Some(LightSample { direction: -axis, distance: f32::MAX, weight, pdf: None })
            }
            (DistantLight::Sun, None) => None,
        }
    }

    /// Pdf (solid angle) with which [`Lights::sample_distant`] samples a direction to the sun.
    #[inline]
    pub fn sun_pdf(&self, world: &World) -> f32 {
        match &world.environment.sun {
            Some(sun) => sun.pdf * self.distant_distribution.pmf(0),
            None => 0.0,
        }
    }

    /// Samples one of the local lights as seen from a point.
    #[inline]
    pub fn sample_local(&self, world: &World, from: V3, time: f32, choice: f32, u: [f32; 2]) -> Option<LightSample> {
        let (index, pmf) = self.local_sampler.sample(from, choice)?;
        match self.local[index] {
            LocalLight::Triangle { triangle, instance } => {
                sample_triangle(world, [triangle, instance], time, pmf, from, u)
            }
            LocalLight::Punctual(punctual) => {
                let punctual = &self.punctual[punctual as usize];
                let [position, axis] = self.position_and_axis(punctual, time);
                let mut sample = sample_punctual(position, punctual.intensity * (1.0 / pmf), punctual.range, from)?;
                if let Some([inner, outer]) = punctual.cone {
                    let cos = -sample.direction.dot(axis);
                    let t = ((cos - outer) / (inner - outer).max(1e-4)).clamp(0.0, 1.0);
                    sample.weight *= t * t;
                    return (t > 0.0).then_some(sample);
                }
                Some(sample)
            }
        }
    }

    /// Position and axis of a light at a time. Between two keys the axis of a turning light is not quite
    /// of length one, so it is normalized.
    #[inline]
    fn position_and_axis(&self, punctual: &PunctualLight, time: f32) -> [V3; 2] {
        if punctual.motion == NONE {
            return [punctual.position, punctual.axis];
        }
        let (key, part) = time_segment(time, POSES);
        let at = punctual.motion as usize + key;
        let ([p, a], [q, b]) = (self.punctual_motions[at], self.punctual_motions[at + 1]);
        [p.lerp(q, part), a.lerp(b, part).normalized()]
    }

    /// Pdf (solid angle) with which [`Lights::sample_local`] samples, from the origin of a ray, the point
    /// of an emissive triangle that the ray has hit at a distance.
    #[inline]
    pub fn triangle_pdf(&self, world: &World, hit: &Hit, ray: &Ray, distance: f32) -> f32 {
        let triangle = &world.triangles[hit.triangle as usize];
        if triangle.area_light == NONE {
            return 0.0;
        }
        let first = if hit.instance == NONE { 0 } else { world.bvh.instances[hit.instance as usize].first_area_light };
        let (_, twice_area) = world.world_corners(hit.triangle, hit.instance, ray.time);
        let facing = (twice_area.dot(ray.direction) * 0.5).abs();
        let pmf = self.local_sampler.pmf(ray.origin, (first + triangle.area_light) as usize);
        pmf * distance * distance / facing.max(1e-20)
    }
}

/// Collects and numbers the lights.
struct LightsBuilder {
    lights: Lights,
    /// One for each local light.
    powers: Vec<LightPower>,
    distant_power: Vec<f32>,
}

impl LightsBuilder {
    /// `None` if its position is not finite.
    fn add_punctual(&mut self, light: &Light, poses: &[Pose], node: usize) -> Option<()> {
        let lights = &mut self.lights;
        let motion = if instancing::node_moves(poses, node) {
            for pose in poses {
                lights.punctual_motions.push(position_and_axis(&pose.to_world[node])?);
            }
            (lights.punctual_motions.len() - poses.len()) as u32
        } else {
            NONE
        };
        let [position, axis] = position_and_axis(&poses[poses.len() / 2].to_world[node])?;
        let (intensity, range) = (light.intensity, light.range);
        let power = intensity.luminance();
        let number = lights.punctual.len() as u32;
        let cone = match light.kind {
            LightKind::Directional => {
                lights.distant.push(DistantLight::Punctual(number));
                self.distant_power.push(power);
                None
            }
            LightKind::Point => {
                self.powers.push(LightPower { position, power: 4.0 * PI * power });
                None
            }
            LightKind::Spot { inner, outer } => {
                self.powers.push(LightPower { position, power: 2.0 * PI * (1.0 - outer) * power });
                Some([inner, outer])
            }
        };
        if !matches!(light.kind, LightKind::Directional) {
            lights.local.push(LocalLight::Punctual(number));
        }
        lights.punctual.push(PunctualLight { position, axis, intensity, range, cone, motion });
        Some(())
    }

    /// `radiances`: mean emitted luminance of each material.
    fn add_triangles(
        &mut self,
        radiances: &[f32],
        groups: &[TriangleGroup],
        world: &mut World,
        cancel: &Cancel,
    ) -> Result<(), Cancelled> {
        if radiances.iter().all(|&radiance| radiance <= 0.0) {
            return Ok(());
        }
        for group in groups {
            cancel.check()?;
            let is_emissive = |&index: &u32| radiances[world.triangles[index as usize].material as usize] > 0.0;
            let emissive: Vec<u32> = group.triangles.clone().filter(is_emissive).collect();
            for (rank, &index) in emissive.iter().enumerate() {
                world.triangles[index as usize].area_light = rank as u32;
            }
            for instance in group.instances() {
                let first = self.lights.local.len() as u32;
                for &triangle in &emissive {
                    self.add_triangle(radiances, world, triangle, instance);
                }
                if instance == NONE {
                    for &index in &emissive {
                        world.triangles[index as usize].area_light += first;
                    }
                } else {
                    world.bvh.instances[instance as usize].first_area_light = first;
                }
            }
        }
        Ok(())
    }

    fn add_triangle(&mut self, radiances: &[f32], world: &World, triangle: u32, instance: u32) {
        let ([a, b, c], twice_area) = world.world_corners(triangle, instance, 0.5);
        let radiance = radiances[world.triangles[triangle as usize].material as usize];
        let power = radiance * PI * 0.5 * twice_area.length();
        self.lights.local.push(LocalLight::Triangle { triangle, instance });
        self.powers.push(LightPower { position: (a + b + c) * (1.0 / 3.0), power });
    }
}

fn sample_triangle(
    world: &World,
    [triangle, instance]: [u32; 2],
    time: f32,
    pmf: f32,
    from: V3,
    u: [f32; 2],
) -> Option<LightSample> {
    // Source: Heitz, "A Low-Distortion Map Between Triangle and Square", 2019; PBRT 6.5.4.
    let (a, b) = if u[1] > u[0] {
        let a = u[0] * 0.5;
        (a, u[1] - a)
    } else {
        let b = u[1] * 0.5;
        (u[0] - b, b)
    };
    let ([p, q, r], twice_area) = world.world_corners(triangle, instance, time);
    let to = p * (1.0 - a - b) + q * a + r * b - from;
    let squared = to.length_squared();
    if squared <= 0.0 {
        return None;
    }
    let distance = squared.sqrt();
    let direction = to * (1.0 / distance);
    let facing = -twice_area.dot(direction);
    let triangle = &world.triangles[triangle as usize];
    if facing <= 0.0 && !world.materials[triangle.material as usize].double_sided {
        return None;
    }
    let pdf = pmf * squared / (facing.abs() * 0.5).max(1e-20);
    let weight = world.emission_at(triangle, a, b) * (1.0 / pdf);
    Some(LightSample { direction, distance, weight, pdf: Some(pdf) })
}

fn sample_punctual(position: V3, intensity: V3, range: f32, from: V3) -> Option<LightSample> {
    let to = position - from;
    let squared = to.length_squared();
    if squared <= 0.0 {
        return None;
    }
    let distance = squared.sqrt();
    // The window that KHR_lights_punctual recommends; 1 for a light of infinite range.
    let x = distance / range;
    let window = (1.0 - x * x * x * x).clamp(0.0, 1.0);
    let weight = intensity * (window / squared);
    Some(LightSample { direction: to * (1.0 / distance), distance, weight, pdf: None })
}

/// Position of a light and its direction of emission (local -z).
fn position_and_axis(to_world: &DMat4) -> Option<[V3; 2]> {
    let (z, p) = (to_world.z_axis, to_world.w_axis);
    let squared = z.x * z.x + z.y * z.y + z.z * z.z;
    let z = z * (-1.0 / squared.sqrt());
    let axis = v3(z.x as f32, z.y as f32, z.z as f32);
    let position = v3(p.x as f32, p.y as f32, p.z as f32);
    (axis.is_finite() && position.is_finite()).then_some([position, axis])
}

/// Mean luminance that each material emits, both sides added up.
fn mean_radiances(scene: &Scene, cancel: &Cancel) -> Result<Vec<f32>, Cancelled> {
    // Several materials may use one image.
    let mut means: HashMap<(usize, usize), V3> = HashMap::new();
    let of = |material: &crate::scene::Material| {
        if !material.is_emissive() || material.unlit {
            return Ok(0.0);
        }
        let texture = match material.emission_map {
            Some(map) => {
                let texture = &scene.textures[map.texture];
                let key = (Arc::as_ptr(&texture.image) as usize, texture.decode.as_ptr() as usize);
                match means.get(&key) {
                    Some(&mean) => mean,
                    None => *means.entry(key).or_insert(texture.mean(cancel)?),
                }
            }
            None => V3::ONE,
        };
        let sides = if material.double_sided { 2.0 } else { 1.0 };
        Ok((material.emission * texture).luminance() * sides)
    };
    scene.materials.iter().map(of).collect()
}
