//! Where light comes from, besides the sky: distant lights (the sun, directional lights) and local
//! ones (points, spots, shining triangles), the latter drawn by power and nearness.

use glam::DMat4;

use super::clusters::{Clusters, Draw, Item};
use super::world::{NONE, Triangle, World};
use crate::error::RenderError;
use crate::math::{INV_PI, PI, V3, v3};
use crate::scene::{LightKind, Pose, Scene};

const FAINT_SHARE: f32 = 0.02;

#[derive(Debug)]
pub struct Emitters {
    distant: Vec<Distant>,
    distant_draw: Draw,
    local: Vec<Local>,
    clusters: Clusters,
    /// Light from a local one below which looking for what is in its way is left to chance: a small
    /// part of what the sky and the distant lights give. Zero where those are dark.
    pub faint: f32,
}

#[derive(Debug)]
enum Distant {
    Sun,
    /// Unit vector towards it, irradiance of what faces it.
    Direction(V3, V3),
}

#[derive(Debug)]
enum Local {
    Triangle(u32),
    Point { place: V3, intensity: V3, range: f32 },
    Spot { place: V3, intensity: V3, range: f32, axis: V3, inner: f32, outer: f32 },
}

/// Light that may arrive at a point, if nothing is in between.
pub struct Incoming {
    pub direction: V3,
    pub distance: f32,
    /// Radiance over the density of having drawn it (of a point light: what a facing surface gets).
    pub light: V3,
    /// Density per steradian, for weighing against the surface's own draw; `None` where a surface
    /// can't find the light by itself.
    pub density: Option<f32>,
}

impl Emitters {
    pub fn new(scene: &Scene, pose: &Pose, frame: u32, triangles: &mut [Triangle]) -> Result<Self, RenderError> {
        let (mut distant, mut distant_power) = (Vec::new(), Vec::new());
        let (mut local, mut items) = (Vec::new(), Vec::new());
        if let Some(sun) = scene.sky.as_ref().and_then(|sky| sky.sun.as_ref()) {
            distant.push(Distant::Sun);
            distant_power.push(sun.irradiance.luminance());
        }
        for (index, node) in scene.nodes.iter().enumerate() {
            let Some(light) = node.light.map(|light| &scene.lights[light]) else { continue };
            let Some((place, axis)) = placed(&pose.to_world[index]) else {
                return Err(RenderError::NotFinite { frame, what: format!("the light of node {index}") });
            };
            let (intensity, range) = (light.intensity, light.range);
            match light.kind {
                LightKind::Directional => {
                    distant.push(Distant::Direction(-axis, intensity));
                    distant_power.push(intensity.luminance());
                }
                LightKind::Point => {
                    local.push(Local::Point { place, intensity, range });
                    items.push(Item { place, power: 4.0 * PI * intensity.luminance() });
                }
                LightKind::Spot { inner, outer } => {
                    local.push(Local::Spot { place, intensity, range, axis, inner, outer });
                    let power = 2.0 * PI * (1.0 - outer) * intensity.luminance();
                    items.push(Item { place, power });
                }
            }
        }
        let radiances = mean_radiances(scene);
        for (index, triangle) in triangles.iter_mut().enumerate() {
            let power = radiances[triangle.material as usize] * PI * 0.5 * triangle.area_vector().length();
            if power > 0.0 {
                triangle.emitter = local.len() as u32;
                local.push(Local::Triangle(index as u32));
                let [a, b, c] = triangle.corners;
                items.push(Item { place: (a + b + c) * (1.0 / 3.0), power });
            }
        }
        let sky = scene.sky.map_or(0.0, |sky| (sky.zenith + sky.horizon).luminance() * 0.5);
        let faint = FAINT_SHARE * (sky + distant_power.iter().sum::<f32>() * INV_PI);
        let (distant_draw, clusters) = (Draw::new(&distant_power), Clusters::new(&items));
        Ok(Self { distant, distant_draw, local, clusters, faint })
    }

    /// Whether drawing one takes a random number.
    #[inline]
    pub fn has_many_distant(&self) -> bool {
        self.distant.len() > 1
    }

    /// Draws one of the distant lights as seen from anywhere.
    #[inline]
    pub fn distant(&self, world: &World, choice: f32, u: [f32; 2]) -> Option<Incoming> {
        let (index, share) = self.distant_draw.pick(choice)?;
        match (&self.distant[index], &world.sky.sun) {
            (Distant::Sun, Some(sun)) => {
                let density = sun.density * share;
                let light = sun.radiance * (1.0 / density);
                let direction = sun.direction_to(u);
                Some(Incoming { direction, distance: f32::MAX, light, density: Some(density) })
            }
            (Distant::Direction(direction, irradiance), _) => Some(Incoming {
                direction: *direction,
                distance: f32::MAX,
                light: *irradiance * (1.0 / share),
                density: None,
            }),
            (Distant::Sun, None) => None,
        }
    }

    /// Density per steradian with which [`Emitters::distant`] finds a direction on the sun.
    #[inline]
    pub fn sun_density(&self, world: &World) -> f32 {
        match &world.sky.sun {
            Some(sun) => sun.density * self.distant_draw.share(0),
            None => 0.0,
        }
    }

    /// Draws one of the local lights as seen from a point.
    #[inline]
    pub fn local(&self, world: &World, from: V3, choice: f32, u: [f32; 2]) -> Option<Incoming> {
        let (index, share) = self.clusters.pick(from, choice)?;
        match self.local[index] {
            Local::Triangle(triangle) => from_triangle(world, triangle, share, from, u),
            Local::Point { place, intensity, range } => from_point(place, intensity * (1.0 / share), range, from),
            Local::Spot { place, intensity, range, axis, inner, outer } => {
                let mut incoming = from_point(place, intensity * (1.0 / share), range, from)?;
                let cos = -incoming.direction.dot(axis);
                let t = ((cos - outer) / (inner - outer).max(1e-4)).clamp(0.0, 1.0);
                incoming.light *= t * t;
                (t > 0.0).then_some(incoming)
            }
        }
    }

    /// Density per steradian with which [`Emitters::local`] finds, from a place, a point of a shining
    /// triangle in a direction and distance.
    #[inline]
    pub fn triangle_density(&self, triangle: &Triangle, from: V3, direction: V3, distance: f32) -> f32 {
        if triangle.emitter == NONE {
            return 0.0;
        }
        let twice_area = triangle.area_vector();
        // cos x area, without the detour over the normal.
        let projected = twice_area.dot(direction).abs() * 0.5;
        let probability = self.clusters.probability(from, triangle.emitter as usize);
        probability * (distance * distance) / projected.max(1e-20)
    }
}

fn from_triangle(world: &World, index: u32, share: f32, from: V3, u: [f32; 2]) -> Option<Incoming> {
    let triangle = &world.triangles[index as usize];
    // Source: Heitz, "A Low-Distortion Map Between Triangle and Square", 2019.
    let (a, b) = if u[1] > u[0] {
        let a = u[0] * 0.5;
        (a, u[1] - a)
    } else {
        let b = u[1] * 0.5;
        (u[0] - b, b)
    };
    let [p, q, r] = triangle.corners;
    let to = p * (1.0 - a - b) + q * a + r * b - from;
    let squared = to.length_squared();
    if squared <= 0.0 {
        return None;
    }
    let distance = squared.sqrt();
    let direction = to * (1.0 / distance);
    let twice_area = triangle.area_vector();
    let facing = -twice_area.dot(direction);
    if facing <= 0.0 && !world.materials[triangle.material as usize].double_sided {
        return None;
    }
    let density = share * squared / (facing.abs() * 0.5).max(1e-20);
    let light = world.emission_at(triangle, a, b) * (1.0 / density);
    Some(Incoming { direction, distance, light, density: Some(density) })
}

fn from_point(place: V3, intensity: V3, range: f32, from: V3) -> Option<Incoming> {
    let to = place - from;
    let squared = to.length_squared();
    if squared <= 0.0 {
        return None;
    }
    let distance = squared.sqrt();
    // The window that KHR_lights_punctual recommends; one for physical light of infinite range.
    let x = distance / range;
    let window = (1.0 - x * x * x * x).clamp(0.0, 1.0);
    let light = intensity * (window / squared);
    Some(Incoming { direction: to * (1.0 / distance), distance, light, density: None })
}

/// Place and direction (local -z) of a light.
fn placed(to_world: &DMat4) -> Option<(V3, V3)> {
    let (z, p) = (to_world.z_axis, to_world.w_axis);
    let squared = z.x * z.x + z.y * z.y + z.z * z.z;
    let z = z * (-1.0 / squared.sqrt());
    let axis = v3(z.x as f32, z.y as f32, z.z as f32);
    let place = v3(p.x as f32, p.y as f32, p.z as f32);
    (axis.is_finite() && place.is_finite()).then_some((place, axis))
}

/// Mean luminance of what each material sends out, both sides together.
fn mean_radiances(scene: &Scene) -> Vec<f32> {
    let of = |material: &crate::scene::Material| {
        if !material.shines() || material.unlit {
            return 0.0;
        }
        let texture = material.emission_map.map_or(V3::ONE, |map| scene.textures[map.texture].mean());
        let sides = if material.double_sided { 2.0 } else { 1.0 };
        (material.emission * texture).luminance() * sides
    };
    scene.materials.iter().map(of).collect()
}
