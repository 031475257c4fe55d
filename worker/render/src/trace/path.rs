use super::bsdf::Bsdf;
use super::bvh::{Hit, Ray, Stack};
use super::emitters::Incoming;
use super::surface::{AlphaGate, Surface, lifted};
use super::world::World;
use crate::math::{V3, basis, v3};
use crate::rng::{Sampler, pair};

/// Paths are only ended by chance from this bounce on.
const ROULETTE_FROM: u32 = 3;

/// Radiance along a ray, by one random path: next-event estimation and scattered rays, weighed by the
/// power heuristic.
pub fn radiance(world: &World, ray: Ray, sampler: &Sampler, max_bounces: u32, stack: &mut Stack) -> V3 {
    let mut walk = Walk { world, sampler, stack, light: V3::ZERO, throughput: V3::ONE, density: None };
    let mut ray = ray;
    for bounce in 0..=max_bounces {
        let gate = AlphaGate { world, sampler, ray: bounce * 4 };
        let Some(hit) = world.bvh.closest(&ray, f32::MAX, &gate, walk.stack) else {
            walk.add_sky(ray.direction);
            break;
        };
        let surface = world.surface(&hit, ray.direction);
        walk.add_emission(&surface, &hit, &ray);
        if bounce == max_bounces || surface.unlit {
            break;
        }
        match walk.scatter(&surface, ray.direction, bounce) {
            Some(next) => ray = next,
            None => break,
        }
    }
    walk.light
}

struct Walk<'a> {
    world: &'a World,
    sampler: &'a Sampler,
    stack: &'a mut Stack,
    light: V3,
    throughput: V3,
    /// Density per steradian of the last scattered direction; none for the camera's.
    density: Option<f32>,
}

impl Walk<'_> {
    fn add_sky(&mut self, direction: V3) {
        let sky = &self.world.sky;
        let mut light = sky.radiance(direction);
        if let Some(sun) = &sky.sun
            && sun.contains(direction)
        {
            light += sun.radiance * self.share_against(self.world.emitters.sun_density(self.world));
        }
        self.light += self.throughput * light;
    }

    fn add_emission(&mut self, surface: &Surface, hit: &Hit, ray: &Ray) {
        if surface.emission.is_black() {
            return;
        }
        let triangle = &self.world.triangles[hit.triangle as usize];
        let emitters = &self.world.emitters;
        let other = emitters.triangle_density(triangle, ray.origin, ray.direction, hit.distance);
        self.light += self.throughput * surface.emission * self.share_against(other);
    }

    /// The weight of what a scattered ray has found and a draw of lights could have found as well.
    fn share_against(&self, other: f32) -> f32 {
        match self.density {
            None => 1.0,
            Some(own) => power_heuristic(own, other),
        }
    }

    /// Adds direct light at a surface and goes on in a drawn direction.
    fn scatter(&mut self, surface: &Surface, direction: V3, bounce: u32) -> Option<Ray> {
        let frame = Frame::new(surface.shading);
        let bsdf = Bsdf::new(surface, frame.local(-direction));
        let origin = lifted(surface.point, surface.geometric);
        let first = pair::FIRST + bounce * pair::PER_BOUNCE;
        let at = Vertex { surface, frame: &frame, bsdf: &bsdf, origin };

        let u = self.sampler.pair(first + pair::SUN);
        let which =
            if self.world.emitters.has_many_distant() { self.sampler.pair(first + pair::DISTANT)[0] } else { 0.0 };
        if let Some(sun) = self.world.emitters.distant(self.world, which, u) {
            self.add_direct(&at, &sun, bounce * 4 + 1, None);
        }
        let choice = self.sampler.pair(first + pair::LIGHT);
        let u = self.sampler.pair(first + pair::EMITTER);
        if let Some(lamp) = self.world.emitters.local(self.world, origin, choice[0], u) {
            self.add_direct(&at, &lamp, bounce * 4 + 2, Some(choice[1]));
        }

        let [lobe, survival] = self.sampler.pair(first + pair::CHOICE);
        let scatter = bsdf.scatter(self.sampler.pair(first + pair::SCATTER), lobe)?;
        let next = frame.world(scatter.wi);
        if next.dot(surface.geometric) <= 0.0 {
            return None;
        }
        self.throughput *= scatter.weight;
        self.density = Some(scatter.density);
        let strength = self.throughput.max_component();
        if strength <= 0.0 {
            return None;
        }
        if bounce + 1 >= ROULETTE_FROM && strength < 1.0 {
            if survival >= strength {
                return None;
            }
            self.throughput *= 1.0 / strength;
        }
        Some(Ray { origin, direction: next })
    }

    /// With a `chance`, light too faint to matter much is looked after less often, and counts more.
    fn add_direct(&mut self, at: &Vertex, incoming: &Incoming, ray: u32, chance: Option<f32>) {
        if incoming.direction.dot(at.surface.geometric) <= 0.0 {
            return;
        }
        let (value, own) = at.bsdf.evaluate(at.frame.local(incoming.direction));
        let weight = incoming.density.map_or(1.0, |density| power_heuristic(density, own));
        let mut light = self.throughput * value * incoming.light * weight;
        if light.is_black() || !light.is_finite() {
            return;
        }
        let faint = self.world.emitters.faint;
        let strength = light.max_component();
        if let Some(chance) = chance
            && strength < faint
        {
            if chance * faint >= strength {
                return;
            }
            light *= faint / strength;
        }
        let gate = AlphaGate { world: self.world, sampler: self.sampler, ray };
        let shadow = Ray { origin: at.origin, direction: incoming.direction };
        // Ends short of an emitter, which must not shade itself.
        if !self.world.bvh.blocked(&shadow, incoming.distance * 0.999_9, &gate, self.stack) {
            self.light += light;
        }
    }
}

/// A point of a path.
struct Vertex<'a> {
    surface: &'a Surface,
    frame: &'a Frame,
    bsdf: &'a Bsdf,
    origin: V3,
}

/// The shading normal and two directions across it.
struct Frame {
    tangent: V3,
    bitangent: V3,
    normal: V3,
}

impl Frame {
    #[inline]
    fn new(normal: V3) -> Self {
        let (tangent, bitangent) = basis(normal);
        Self { tangent, bitangent, normal }
    }

    #[inline]
    fn local(&self, v: V3) -> V3 {
        v3(self.tangent.dot(v), self.bitangent.dot(v), self.normal.dot(v))
    }

    #[inline]
    fn world(&self, v: V3) -> V3 {
        self.tangent * v.x + self.bitangent * v.y + self.normal * v.z
    }
}

/// Veach's power heuristic: the weight of a draw of density `own` that another of density `other`
/// could have made too. As a ratio, so that great densities do not overflow.
#[inline]
fn power_heuristic(own: f32, other: f32) -> f32 {
    let ratio = other / own;
    1.0 / (1.0 + ratio * ratio)
}
