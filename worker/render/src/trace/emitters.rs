//! Where light comes from, besides the sky: distant lights (the sun, directional lights) and local
//! ones (points, spots, shining triangles), the latter drawn by power and nearness.

use std::collections::HashMap;
use std::sync::Arc;

use glam::{DMat4, DVec3};

use super::bvh::{Hit, POSES, Ray, time_segment};
use super::clusters::{Clusters, Draw, Item};
use super::geometry::TriangleGroup;
use super::instancing;
use super::world::{NONE, World};
use crate::cancel::Cancel;
use crate::error::{Cancelled, RenderError};
use crate::math::{INV_PI, PI, V3, v3};
use crate::scene::{Light, LightKind, Pose, Scene};

const FAINT_SHARE: f32 = 0.02;

#[derive(Debug, Default)]
pub struct Emitters {
    pub distant: Vec<Distant>,
    pub distant_draw: Draw,
    pub local: Vec<Local>,
    pub lamps: Vec<Lamp>,
    /// Places and axes of lamps that move, [`POSES`] of each.
    pub motions: Vec<[V3; 2]>,
    pub clusters: Clusters,
    /// Light from a local one below which looking for what is in its way is left to chance: a small
    /// part of what the sky and the distant lights give. Zero where those are dark.
    pub faint: f32,
}

#[derive(Debug)]
pub enum Distant {
    Sun,
    /// A lamp without a place.
    Lamp(u32),
}

#[derive(Debug, Clone, Copy)]
pub enum Local {
    Triangle { triangle: u32, instance: u32 },
    Lamp(u32),
}

/// A punctual light.
#[derive(Debug)]
pub struct Lamp {
    pub place: V3,
    /// Unit vector along which it shines.
    pub axis: V3,
    pub intensity: V3,
    pub range: f32,
    /// Cosines of a spot's half angles; of a point that shines to all sides: none.
    pub cone: Option<[f32; 2]>,
    /// First of its places among the motions, or [`NONE`].
    pub motion: u32,
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
    /// Numbers the shining triangles of the world. Lights are weighed where they are in the middle of the
    /// shutter's time: any weights do, as long as they stay the same.
    pub fn new(
        scene: &Scene,
        poses: &[Pose],
        frame: u32,
        groups: &[TriangleGroup],
        world: &mut World,
        cancel: &Cancel,
    ) -> Result<Self, RenderError> {
        let mut found = Finder { emitters: Self::default(), items: Vec::new(), distant_power: Vec::new() };
        if let Some(sun) = &world.sky.sun {
            found.emitters.distant.push(Distant::Sun);
            found.distant_power.push(sun.irradiance.luminance());
        }
        for (index, node) in scene.nodes.iter().enumerate() {
            // A node is scaled to nothing to hide what hangs on it.
            let is_hidden = poses.iter().any(|pose| pose.to_world[index].z_axis.truncate() == DVec3::ZERO);
            if let Some(light) = node.light.map(|light| &scene.lights[light]).filter(|_| !is_hidden) {
                found
                    .add_lamp(light, poses, index)
                    .ok_or_else(|| RenderError::NotFinite { frame, what: format!("the light of node {index}") })?;
            }
        }
        found.add_triangles(&mean_radiances(scene, cancel)?, groups, world, cancel)?;
        let Finder { mut emitters, items, distant_power } = found;
        emitters.faint = FAINT_SHARE * (world.sky.mean + distant_power.iter().sum::<f32>() * INV_PI);
        emitters.distant_draw = Draw::new(&distant_power);
        emitters.clusters = Clusters::new(&items);
        Ok(emitters)
    }

    /// Whether drawing one takes a random number.
    #[inline]
    pub fn has_many_distant(&self) -> bool {
        self.distant.len() > 1
    }

    /// Draws one of the distant lights as seen from anywhere.
    #[inline]
    pub fn distant(&self, world: &World, time: f32, choice: f32, u: [f32; 2]) -> Option<Incoming> {
        let (index, share) = self.distant_draw.pick(choice)?;
        match (&self.distant[index], &world.sky.sun) {
            (Distant::Sun, Some(sun)) => {
                let density = sun.density * share;
                let light = sun.radiance * (1.0 / density);
                let direction = sun.direction_to(u);
                Some(Incoming { direction, distance: f32::MAX, light, density: Some(density) })
            }
            (Distant::Lamp(lamp), _) => {
                let lamp = &self.lamps[*lamp as usize];
                let [_, axis] = self.placed(lamp, time);
                let light = lamp.intensity * (1.0 / share);
                Some(Incoming { direction: -axis, distance: f32::MAX, light, density: None })
            }
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
    pub fn local(&self, world: &World, from: V3, time: f32, choice: f32, u: [f32; 2]) -> Option<Incoming> {
        let (index, share) = self.clusters.pick(from, choice)?;
        match self.local[index] {
            Local::Triangle { triangle, instance } => from_triangle(world, [triangle, instance], time, share, from, u),
            Local::Lamp(lamp) => {
                let lamp = &self.lamps[lamp as usize];
                let [place, axis] = self.placed(lamp, time);
                let mut incoming = from_point(place, lamp.intensity * (1.0 / share), lamp.range, from)?;
                if let Some([inner, outer]) = lamp.cone {
                    let cos = -incoming.direction.dot(axis);
                    let t = ((cos - outer) / (inner - outer).max(1e-4)).clamp(0.0, 1.0);
                    incoming.light *= t * t;
                    return (t > 0.0).then_some(incoming);
                }
                Some(incoming)
            }
        }
    }

    /// Place and axis of a lamp at a time; the axis of one that turns is a little off length one between
    /// two moments, so it is made right.
    #[inline]
    fn placed(&self, lamp: &Lamp, time: f32) -> [V3; 2] {
        if lamp.motion == NONE {
            return [lamp.place, lamp.axis];
        }
        let (key, part) = time_segment(time, POSES);
        let at = lamp.motion as usize + key;
        let ([p, a], [q, b]) = (self.motions[at], self.motions[at + 1]);
        [p.lerp(q, part), a.lerp(b, part).normalized()]
    }

    /// Density per steradian with which [`Emitters::local`] finds, from a place, the point of a shining
    /// triangle that a ray has hit at a distance.
    #[inline]
    pub fn triangle_density(&self, world: &World, hit: &Hit, ray: &Ray, distance: f32) -> f32 {
        let triangle = &world.triangles[hit.triangle as usize];
        if triangle.emitter == NONE {
            return 0.0;
        }
        let first = if hit.instance == NONE { 0 } else { world.bvh.instances[hit.instance as usize].first_emitter };
        let (_, twice_area) = world.world_corners(hit.triangle, hit.instance, ray.time);
        let facing = (twice_area.dot(ray.direction) * 0.5).abs();
        let probability = self.clusters.probability(ray.origin, (first + triangle.emitter) as usize);
        probability * distance * distance / facing.max(1e-20)
    }
}

/// Lights on their way to be numbered.
struct Finder {
    emitters: Emitters,
    /// Of the local ones.
    items: Vec<Item>,
    distant_power: Vec<f32>,
}

impl Finder {
    /// `None` where it is nowhere.
    fn add_lamp(&mut self, light: &Light, poses: &[Pose], node: usize) -> Option<()> {
        let emitters = &mut self.emitters;
        let motion = if instancing::node_moves(poses, node) {
            for pose in poses {
                emitters.motions.push(placed(&pose.to_world[node])?);
            }
            (emitters.motions.len() - poses.len()) as u32
        } else {
            NONE
        };
        let [place, axis] = placed(&poses[poses.len() / 2].to_world[node])?;
        let (intensity, range) = (light.intensity, light.range);
        let power = intensity.luminance();
        let number = emitters.lamps.len() as u32;
        let cone = match light.kind {
            LightKind::Directional => {
                emitters.distant.push(Distant::Lamp(number));
                self.distant_power.push(power);
                None
            }
            LightKind::Point => {
                self.items.push(Item { place, power: 4.0 * PI * power });
                None
            }
            LightKind::Spot { inner, outer } => {
                self.items.push(Item { place, power: 2.0 * PI * (1.0 - outer) * power });
                Some([inner, outer])
            }
        };
        if !matches!(light.kind, LightKind::Directional) {
            emitters.local.push(Local::Lamp(number));
        }
        emitters.lamps.push(Lamp { place, axis, intensity, range, cone, motion });
        Some(())
    }

    /// `radiances` by material.
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
            let shines = |&index: &u32| radiances[world.triangles[index as usize].material as usize] > 0.0;
            let shining: Vec<u32> = group.triangles.clone().filter(shines).collect();
            for (rank, &index) in shining.iter().enumerate() {
                world.triangles[index as usize].emitter = rank as u32;
            }
            for instance in group.instances() {
                let first = self.emitters.local.len() as u32;
                for &triangle in &shining {
                    self.add_triangle(radiances, world, triangle, instance);
                }
                if instance == NONE {
                    for &index in &shining {
                        world.triangles[index as usize].emitter += first;
                    }
                } else {
                    world.bvh.instances[instance as usize].first_emitter = first;
                }
            }
        }
        Ok(())
    }

    fn add_triangle(&mut self, radiances: &[f32], world: &World, triangle: u32, instance: u32) {
        let ([a, b, c], twice_area) = world.world_corners(triangle, instance, 0.5);
        let radiance = radiances[world.triangles[triangle as usize].material as usize];
        let power = radiance * PI * 0.5 * twice_area.length();
        self.emitters.local.push(Local::Triangle { triangle, instance });
        self.items.push(Item { place: (a + b + c) * (1.0 / 3.0), power });
    }
}

fn from_triangle(
    world: &World,
    [triangle, instance]: [u32; 2],
    time: f32,
    share: f32,
    from: V3,
    u: [f32; 2],
) -> Option<Incoming> {
    // Source: Heitz, "A Low-Distortion Map Between Triangle and Square", 2019.
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
fn placed(to_world: &DMat4) -> Option<[V3; 2]> {
    let (z, p) = (to_world.z_axis, to_world.w_axis);
    let squared = z.x * z.x + z.y * z.y + z.z * z.z;
    let z = z * (-1.0 / squared.sqrt());
    let axis = v3(z.x as f32, z.y as f32, z.z as f32);
    let place = v3(p.x as f32, p.y as f32, p.z as f32);
    (axis.is_finite() && place.is_finite()).then_some([place, axis])
}

/// Mean luminance of what each material sends out, both sides together.
fn mean_radiances(scene: &Scene, cancel: &Cancel) -> Result<Vec<f32>, Cancelled> {
    // One image may be that of many materials.
    let mut means: HashMap<(usize, usize), V3> = HashMap::new();
    let of = |material: &crate::scene::Material| {
        if !material.shines() || material.unlit {
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
