//! The sky as the tracer sees it: numbers of [`Sky`] worked out once.

use crate::exact;
use crate::math::{PI, V3, basis, disk};
use crate::scene;

#[derive(Debug)]
pub struct Sky {
    zenith: V3,
    horizon: V3,
    ground: V3,
    pub sun: Option<Sun>,
}

#[derive(Debug)]
pub struct Sun {
    pub direction: V3,
    pub radiance: V3,
    glow: V3,
    tangent: V3,
    bitangent: V3,
    /// One minus the cosine of its half angle.
    height: f32,
    /// Per steradian, of a direction drawn on its disk.
    pub density: f32,
}

impl Sky {
    pub fn new(sky: Option<&scene::Sky>) -> Self {
        match sky {
            None => Self { zenith: V3::ZERO, horizon: V3::ZERO, ground: V3::ZERO, sun: None },
            Some(sky) => Self {
                zenith: sky.zenith,
                horizon: sky.horizon,
                ground: sky.ground,
                sun: sky.sun.as_ref().map(Sun::new),
            },
        }
    }

    /// Radiance from a unit direction, the sun's disk left out.
    #[inline]
    pub fn radiance(&self, direction: V3) -> V3 {
        let up = direction.y;
        let gradient = if up >= 0.0 {
            let low = 1.0 - up;
            let (low2, low4) = (low * low, low * low * low * low);
            self.zenith.lerp(self.horizon, low4 * low2)
        } else {
            // The ground begins within a few degrees below the horizon.
            let t = (up * -12.0).min(1.0);
            self.horizon.lerp(self.ground, t * t * (3.0 - 2.0 * t))
        };
        match &self.sun {
            Some(sun) if up > -0.2 => gradient + sun.aureole(direction),
            _ => gradient,
        }
    }
}

impl Sun {
    fn new(sun: &scene::Sun) -> Self {
        let half = f64::from(sun.half_angle) * std::f64::consts::PI / 180.0;
        let (sine, _) = exact::sin_cos(half * 0.5);
        // 1 - cos a = 2 sin^2(a / 2), without cancellation.
        let height = (2.0 * sine * sine) as f32;
        let solid_angle = 2.0 * PI * height;
        let (tangent, bitangent) = basis(sun.direction);
        Self {
            direction: sun.direction,
            // Irradiance of a small disk overhead: radiance x pi sin^2 a = radiance x solid angle (1 - h/2).
            radiance: sun.irradiance * (1.0 / (solid_angle * (1.0 - 0.5 * height))),
            glow: sun.glow,
            tangent,
            bitangent,
            height,
            density: 1.0 / solid_angle,
        }
    }

    /// A direction on the sun's disk, even over its solid angle.
    #[inline]
    pub fn direction_to(&self, u: [f32; 2]) -> V3 {
        let (a, b) = disk(u);
        let height = self.height * (a * a + b * b);
        let spread = (self.height * (2.0 - height)).sqrt();
        self.direction * (1.0 - height) + self.tangent * (a * spread) + self.bitangent * (b * spread)
    }

    #[inline]
    pub fn contains(&self, direction: V3) -> bool {
        // The squared chord is 2 (1 - cos), which keeps its digits where a cosine loses them.
        (direction - self.direction).length_squared() < 2.0 * self.height
    }

    /// The brighter sky around the sun: a narrow and a wide lobe.
    #[inline]
    fn aureole(&self, direction: V3) -> V3 {
        let cos = direction.dot(self.direction);
        if cos <= 0.0 {
            return V3::ZERO;
        }
        let c4 = cos * cos * cos * cos;
        let c16 = c4 * c4 * c4 * c4;
        let c64 = c16 * c16 * c16 * c16;
        self.glow * (0.15 * c4 + 0.35 * c16 + 0.5 * c64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::v3;

    #[test]
    fn directions_to_the_sun_lie_on_it_and_fill_it() {
        let fact = scene::Sky::default().sun.unwrap();
        let sun = Sun::new(&fact);
        let mut mean = 0.0;
        for i in 0..32 {
            for j in 0..32 {
                let d = sun.direction_to([(i as f32 + 0.5) / 32.0, (j as f32 + 0.5) / 32.0]);
                assert!((d.length() - 1.0).abs() < 1e-5 && sun.contains(d));
                mean += (d - sun.direction).length_squared() / 1024.0;
            }
        }
        // Even over the solid angle: the mean of 1 - cos is half of its maximum.
        assert!((mean / (2.0 * sun.height) - 0.5).abs() < 0.01, "{mean}");
        assert!(!sun.contains(v3(0.0, 1.0, 0.0)));
    }

    #[test]
    fn irradiance_is_what_the_scene_says() {
        let fact = scene::Sky::default().sun.unwrap();
        let sun = Sun::new(&fact);
        let mut irradiance = V3::ZERO;
        for i in 0..64 {
            for j in 0..64 {
                let d = sun.direction_to([(i as f32 + 0.5) / 64.0, (j as f32 + 0.5) / 64.0]);
                irradiance += sun.radiance * (d.dot(sun.direction) / sun.density / 4096.0);
            }
        }
        assert!((irradiance.x / fact.irradiance.x - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_scene_without_a_sky_is_black() {
        assert!(Sky::new(None).radiance(v3(0.0, 1.0, 0.0)).is_black());
    }
}
