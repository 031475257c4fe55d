use super::alpha_test::{AlphaTest, ShadowTest};
use super::bsdf::Bsdf;
use super::bvh::{Hit, Ray, Stack};
use super::lights::LightSample;
use super::medium::{FreeFlight, Media, Medium};
use super::surface::{GLASS, HAS_INTERIOR, INTERFACE, NORMAL_MAPPED, Surface, THIN_SPECULAR, offset_ray_origin};
use super::world::World;
use crate::math::{Frame, V3};
use crate::rng::{Sampler, hash, pair};

/// Russian roulette starts at this bounce.
const ROULETTE_FROM: u32 = 3;
/// Surfaces that a path may pass straight through (thin smooth glass, interfaces of media); they do not count
/// as bounces.
pub const MAX_PASSES: u32 = 64;
/// Greatest probability of passing thin smooth glass, so that its reflection is sampled too.
const MAX_PASS_PROBABILITY: f32 = 0.98;
/// Keys that keep numbers for free flights and for passing apart from those of the alpha test.
const FREE_FLIGHT_KEY: u32 = 0x51ed_270b;
const PASS_KEY: u32 = 0x2c1b_3c6d;

/// Estimates the radiance along a ray by one random path: next-event estimation and BSDF sampling, combined
/// by the power heuristic. PBRT 13.4 (`PathIntegrator`) and 14.2 for media.
pub fn radiance(world: &World, ray: Ray, sampler: &Sampler, max_bounces: u32, stack: &mut Stack) -> V3 {
    let mut path = PathTracer::new(world, sampler, stack, ray.origin);
    let (mut ray, mut bounce) = (ray, 0);
    while path.passes <= MAX_PASSES {
        let mut filter = AlphaTest { world, sampler, ray: bounce * 4 };
        let hit = world.bvh.intersect(&ray, f32::MAX, &mut filter, path.stack);
        if !path.media.is_empty()
            && let Some((point, medium)) = path.sample_medium(&ray, hit.map_or(f32::MAX, |hit| hit.distance), bounce)
        {
            if bounce == max_bounces {
                break;
            }
            match path.scatter_in_medium(&medium, point, &ray, bounce) {
                Some(next) => ray = next,
                None => break,
            }
            bounce += 1;
            continue;
        }
        let Some(hit) = hit else {
            path.add_environment(ray.direction);
            break;
        };
        let surface = world.surface(&hit, &ray);
        if path.is_at_camera() && surface.is_culled() {
            ray = path.pass_on(&surface, &hit, &ray);
            continue;
        }
        path.add_emission(&surface, &hit, &ray);
        if surface.flags & (INTERFACE | THIN_SPECULAR) != 0
            && let Some(next) = path.pass_straight(&surface, &hit, &ray, bounce)
        {
            ray = next;
            continue;
        }
        if bounce == max_bounces || surface.unlit {
            break;
        }
        match path.scatter(&surface, &ray, bounce) {
            Some(next) => ray = next,
            None => break,
        }
        bounce += 1;
    }
    path.radiance
}

struct PathTracer<'a> {
    world: &'a World,
    sampler: &'a Sampler,
    stack: &'a mut Stack,
    radiance: V3,
    throughput: V3,
    /// Pdf (solid angle) of the last sampled direction; `None` for a camera ray.
    pdf: Option<f32>,
    /// Where the path last scattered, and the distance since then through surfaces that were passed.
    previous_vertex: V3,
    passed_distance: f32,
    passes: u32,
    media: Media,
}

/// A vertex of a path on a surface.
struct Vertex<'a> {
    surface: &'a Surface,
    frame: &'a Frame,
    bsdf: &'a Bsdf,
    /// Origin of rays that leave to the front.
    origin: V3,
    /// The media behind the surface.
    behind: Media,
}

impl<'a> PathTracer<'a> {
    fn new(world: &'a World, sampler: &'a Sampler, stack: &'a mut Stack, previous_vertex: V3) -> Self {
        let (radiance, throughput) = (V3::ZERO, V3::ONE);
        let (pdf, passed_distance, passes, media) = (None, 0.0, 0, Media::NONE);
        Self { world, sampler, stack, radiance, throughput, pdf, previous_vertex, passed_distance, passes, media }
    }

    fn add_environment(&mut self, direction: V3) {
        let environment = &self.world.environment;
        let mut light = environment.radiance(direction);
        if environment.is_sampled() {
            light *= self.mis_weight(environment.pdf(direction));
        }
        if let Some(sun) = &environment.sun
            && sun.contains(direction)
        {
            light += sun.radiance * self.mis_weight(self.world.lights.sun_pdf(self.world));
        }
        self.radiance += self.throughput * light;
    }

    fn add_emission(&mut self, surface: &Surface, hit: &Hit, ray: &Ray) {
        if surface.emission.is_black() {
            return;
        }
        let whole = Ray { origin: self.previous_vertex, ..*ray };
        let other = self.world.lights.triangle_pdf(self.world, hit, &whole, self.passed_distance + hit.distance);
        self.radiance += self.throughput * surface.emission * self.mis_weight(other);
    }

    /// The weight of light found by a scattered ray that light sampling could have found with the pdf
    /// `other`.
    fn mis_weight(&self, other: f32) -> f32 {
        match self.pdf {
            None => 1.0,
            Some(own) => power_heuristic(own, other),
        }
    }

    /// Samples a free flight of up to `distance` through the surrounding media; returns where the path is
    /// scattered, if it is.
    #[inline(never)]
    fn sample_medium(&mut self, ray: &Ray, distance: f32, bounce: u32) -> Option<(V3, Medium)> {
        let medium = self.media.combined(&self.world.media);
        let number = |which: u32| self.sampler.keyed(bounce * 4, FREE_FLIGHT_KEY ^ hash(self.passes * 2 + which));
        let u = if self.passes == 0 {
            self.sampler.pair(pair::FIRST + bounce * pair::PER_BOUNCE + pair::FREE_FLIGHT)
        } else {
            [number(0), number(1)]
        };
        match medium.sample_free_flight(distance, u) {
            FreeFlight::Through(weight) => {
                self.throughput *= weight;
                None
            }
            FreeFlight::Scattered(distance, weight) => {
                self.throughput *= weight;
                Some((ray.origin + ray.direction * distance, medium))
            }
        }
    }

    /// Passes straight through the interface of a medium or, with a probability, thin smooth glass. The
    /// last vertex and its pdf stay those of multiple importance sampling.
    #[inline(never)]
    fn pass_straight(&mut self, surface: &Surface, hit: &Hit, ray: &Ray, bounce: u32) -> Option<Ray> {
        if surface.flags & INTERFACE != 0 {
            self.throughput *= surface.base;
            self.media = self.media.crossed(surface.material, surface.front);
        } else {
            let frame = Frame::new(surface.shading);
            let bsdf = Bsdf::new(surface, frame.to_local(-ray.direction), &frame, self.eta(surface));
            let through = bsdf.specular_transmittance(surface);
            let probability = through.max_component().min(MAX_PASS_PROBABILITY);
            let key = PASS_KEY ^ hash(hit.triangle ^ hash(hit.instance));
            if self.sampler.keyed(bounce * 4, key) >= probability {
                self.throughput *= 1.0 / (1.0 - probability);
                return None;
            }
            self.throughput *= through * (1.0 / probability);
        }
        let next = self.pass_on(surface, hit, ray);
        if self.throughput.is_black() {
            self.passes = MAX_PASSES + 1;
        }
        Some(next)
    }

    /// The same ray, from behind the surface on.
    fn pass_on(&mut self, surface: &Surface, hit: &Hit, ray: &Ray) -> Ray {
        self.passes += 1;
        self.passed_distance += hit.distance;
        Ray { origin: offset_ray_origin(surface.point, -surface.geometric), ..*ray }
    }

    /// Whether nothing has scattered it yet.
    fn is_at_camera(&self) -> bool {
        self.pdf.is_none()
    }

    /// Relative index of refraction: behind the surface over in front.
    fn eta(&self, surface: &Surface) -> f32 {
        let own = self.world.material_constants[surface.material as usize].medium.ior;
        if surface.is_thin() {
            own
        } else if surface.front {
            own / self.media.ior(&self.world.media)
        } else {
            self.media.crossed(surface.material, false).ior(&self.world.media) / own
        }
    }

    /// Adds direct light at a surface, then samples the next direction.
    fn scatter(&mut self, surface: &Surface, ray: &Ray, bounce: u32) -> Option<Ray> {
        let frame = Frame::new(surface.shading);
        let is_glass = surface.flags & GLASS != 0;
        let eta = if is_glass { self.eta(surface) } else { 1.0 };
        let bsdf = Bsdf::new(surface, frame.to_local(-ray.direction), &frame, eta);
        let origin = offset_ray_origin(surface.point, surface.geometric);
        let has_interior = surface.flags & HAS_INTERIOR != 0;
        let behind = if has_interior { self.media.crossed(surface.material, surface.front) } else { self.media };
        let at = Vertex { surface, frame: &frame, bsdf: &bsdf, origin, behind };
        self.sample_lights(origin, ray.time, bounce, |path, light_sample, ray, time, roulette| {
            path.add_direct(&at, light_sample, ray, time, roulette);
        });

        let first = pair::FIRST + bounce * pair::PER_BOUNCE;
        let [lobe, roulette] = self.sampler.pair(first + pair::LOBE);
        let sample = bsdf.sample(self.sampler.pair(first + pair::SCATTER), lobe)?;
        let next = frame.to_world(sample.wi);
        let is_transmission = sample.wi.z < 0.0;
        let side = next.dot(surface.geometric);
        if if is_transmission { side >= 0.0 } else { side <= 0.0 } {
            return None;
        }
        self.throughput *= sample.weight;
        let mut origin = origin;
        if is_transmission {
            origin = offset_ray_origin(surface.point, -surface.geometric);
            self.media = behind;
        } else if surface.flags & NORMAL_MAPPED != 0 {
            self.throughput *= shadow_terminator(surface, next);
        }
        self.continue_from(origin, sample.pdf, bounce, roulette)?;
        Some(Ray { origin, direction: next, time: ray.time })
    }

    /// The same at a scattering event in a medium.
    #[inline(never)]
    fn scatter_in_medium(&mut self, medium: &Medium, point: V3, ray: &Ray, bounce: u32) -> Option<Ray> {
        let media = self.media;
        self.sample_lights(point, ray.time, bounce, |path, light_sample, number, time, roulette| {
            let value = medium.phase(ray.direction.dot(light_sample.direction));
            let mis_weight = light_sample.pdf.map_or(1.0, |pdf| power_heuristic(pdf, value));
            let light = path.throughput * light_sample.weight * (value * mis_weight);
            let shadow = Ray { origin: point, direction: light_sample.direction, time };
            path.add_unoccluded(light, &shadow, light_sample.distance, &media, number, roulette);
        });
        let first = pair::FIRST + bounce * pair::PER_BOUNCE;
        let [_, roulette] = self.sampler.pair(first + pair::LOBE);
        let direction = medium.sample_phase(ray.direction, self.sampler.pair(first + pair::SCATTER));
        let pdf = medium.phase(ray.direction.dot(direction));
        self.continue_from(point, pdf, bounce, roulette)?;
        Some(Ray { origin: point, direction, time: ray.time })
    }

    /// Continues the path from a vertex, unless Russian roulette ends it.
    #[inline(always)]
    fn continue_from(&mut self, origin: V3, pdf: f32, bounce: u32, roulette: f32) -> Option<()> {
        self.pdf = Some(pdf);
        (self.previous_vertex, self.passed_distance) = (origin, 0.0);
        let strength = self.throughput.max_component();
        if strength <= 0.0 {
            return None;
        }
        if bounce + 1 >= ROULETTE_FROM && strength < 1.0 {
            if roulette >= strength {
                return None;
            }
            self.throughput *= 1.0 / strength;
        }
        Some(())
    }

    /// Samples a distant light, the environment and a local light. `add` gets the sample, the number of
    /// its shadow ray, the time and, for a local light, a random number for Russian roulette.
    #[inline(always)]
    fn sample_lights(
        &mut self,
        origin: V3,
        time: f32,
        bounce: u32,
        add: impl Fn(&mut Self, &LightSample, u32, f32, Option<f32>),
    ) {
        let (world, first) = (self.world, pair::FIRST + bounce * pair::PER_BOUNCE);
        let u = self.sampler.pair(first + pair::SUN);
        let choice =
            if world.lights.has_many_distant() { self.sampler.pair(first + pair::DISTANT_LIGHT)[0] } else { 0.0 };
        if let Some(distant) = world.lights.sample_distant(world, time, choice, u) {
            add(self, &distant, bounce * 4 + 1, time, None);
        }
        if world.environment.is_sampled()
            && let Some(environment) = world.environment.sample(self.sampler.pair(first + pair::ENVIRONMENT))
        {
            add(self, &environment, bounce * 4 + 3, time, None);
        }
        let choice = self.sampler.pair(first + pair::LOCAL_LIGHT);
        let u = self.sampler.pair(first + pair::AREA_LIGHT);
        if let Some(local) = world.lights.sample_local(world, origin, time, choice[0], u) {
            add(self, &local, bounce * 4 + 2, time, Some(choice[1]));
        }
    }

    fn add_direct(&mut self, at: &Vertex, light_sample: &LightSample, ray: u32, time: f32, roulette: Option<f32>) {
        let side = light_sample.direction.dot(at.surface.geometric);
        if side <= 0.0 && at.surface.flags & GLASS == 0 {
            return;
        }
        let wi = at.frame.to_local(light_sample.direction);
        if (side > 0.0) != (wi.z > 0.0) {
            return;
        }
        let (value, own) = at.bsdf.evaluate(wi);
        let mis_weight = light_sample.pdf.map_or(1.0, |pdf| power_heuristic(pdf, own));
        let mut light = self.throughput * value * light_sample.weight * mis_weight;
        if side <= 0.0 {
            let origin = offset_ray_origin(at.surface.point, -at.surface.geometric);
            let shadow = Ray { origin, direction: light_sample.direction, time };
            self.add_unoccluded(light, &shadow, light_sample.distance, &at.behind, ray, roulette);
            return;
        }
        if at.surface.flags & NORMAL_MAPPED != 0 {
            light *= shadow_terminator(at.surface, light_sample.direction);
        }
        let shadow = Ray { origin: at.origin, direction: light_sample.direction, time };
        let media = self.media;
        self.add_unoccluded(light, &shadow, light_sample.distance, &media, ray, roulette);
    }

    /// Adds light if its shadow ray is not blocked. With `roulette`, a number in [0, 1), light below the
    /// threshold of [`super::lights::Lights`] is traced with a probability only, and weighted up.
    #[inline]
    fn add_unoccluded(
        &mut self,
        light: V3,
        shadow: &Ray,
        distance: f32,
        media: &Media,
        ray: u32,
        roulette: Option<f32>,
    ) {
        if light.is_black() || !light.is_finite() {
            return;
        }
        let mut light = light;
        let threshold = self.world.lights.shadow_roulette_below;
        let strength = light.max_component();
        if let Some(u) = roulette
            && strength < threshold
        {
            if u * threshold >= strength {
                return;
            }
            light *= threshold / strength;
        }
        let alpha = AlphaTest { world: self.world, sampler: self.sampler, ray };
        let mut filter = ShadowTest::new(alpha, *shadow, media);
        // Ends just before an emissive triangle, which must not occlude itself.
        if !self.world.bvh.occluded(shadow, distance * 0.999_9, &mut filter, self.stack) {
            self.radiance += light * filter.transmittance(distance);
        }
    }
}

/// Where a normal map tilts the shading normal, light would end at a hard edge; this factor smooths the
/// shadow terminator. Source: Chiang, Li and Burley, "Taming the Shadow Terminator", 2019.
#[inline]
fn shadow_terminator(surface: &Surface, wi: V3) -> f32 {
    let (flat, bent) = (surface.geometric.dot(wi), surface.shading.dot(wi));
    let lean = surface.geometric.dot(surface.shading);
    let g = flat / (bent * lean).max(1e-6);
    if g >= 1.0 { 1.0 } else { (g * (1.0 + g - g * g)).max(0.0) }
}

/// The power heuristic with an exponent of two: the weight of a sample with pdf `own` that another technique
/// samples with pdf `other`. Computed as a ratio, so that large pdfs do not overflow. Source: Veach, "Robust
/// Monte Carlo Methods for Light Transport Simulation", 1997, 9.2; PBRT 2.2.3.
#[inline]
fn power_heuristic(own: f32, other: f32) -> f32 {
    let ratio = other / own;
    1.0 / (1.0 + ratio * ratio)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::v3;

    #[test]
    fn light_fades_to_the_edge_that_a_leaning_normal_would_cut() {
        let leaning = |x: f32| Surface {
            geometric: v3(0.0, 0.0, 1.0),
            shading: v3(x, 0.0, 1.0).normalized(),
            ..Surface::default()
        };
        let from = |x: f32, z: f32| v3(x, 0.0, z).normalized();
        assert!((shadow_terminator(&leaning(0.0), from(1.0, 0.2)) - 1.0).abs() < 1e-5);
        assert_eq!(shadow_terminator(&leaning(0.5), from(-0.3, 1.0)), 1.0);
        let fading = [0.3, 0.1, 0.01, 0.0].map(|z| shadow_terminator(&leaning(0.8), from(1.0, z)));
        assert!(fading.is_sorted_by(|a, b| a > b) && fading[0] < 0.95 && fading[3] == 0.0, "{fading:?}");
    }

    #[test]
    fn weights_of_two_ways_to_one_light_sum_to_one() {
        for (a, b) in [(1.0, 3.0), (1e-20, 1e20), (2.0, 2.0)] {
            assert!((power_heuristic(a, b) + power_heuristic(b, a) - 1.0).abs() < 1e-6);
        }
    }
}
