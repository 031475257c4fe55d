//! The infinite light around the scene: an environment map, or a sky gradient with a sun. PBRT 12.5.

use std::sync::Arc;

use super::environment_distribution::{EnvironmentDistribution, azimuth};
use super::lights::LightSample;
use crate::cancel::Cancel;
use crate::error::Cancelled;
use crate::exact;
use crate::math::{INV_PI, PI, V3, atan2_turns, concentric_disk, coordinate_system, floor, sin_cos_turns, v3};
use crate::scene::{self, HdrImage, Scene};

/// Cells of the table by which a gradient is importance-sampled.
const COLUMNS: u32 = 64;
const ROWS: u32 = 64;
/// An environment map's table has a cell for every pixel, up to this many.
const MAX_COLUMNS: u32 = 2048;
const MAX_ROWS: u32 = 1024;

#[derive(Debug, Default)]
pub struct EnvironmentLight {
    pub zenith: V3,
    pub horizon: V3,
    pub ground: V3,
    pub sun: Option<Sun>,
    /// Replaces the gradient and the sun.
    pub map: Option<EnvironmentMap>,
    /// Importance sampling of directions; `None` if the radiance is nearly constant.
    pub distribution: Option<EnvironmentDistribution>,
    /// Luminance of the mean radiance.
    pub mean_luminance: f32,
}

/// Equirectangular: its middle column is the direction -z, its top row straight up.
#[derive(Debug)]
pub struct EnvironmentMap {
    pub image: Arc<HdrImage>,
    pub strength: f32,
    /// Rotation to the right, in turns.
    pub rotation: f32,
}

#[derive(Debug)]
pub struct Sun {
    pub direction: V3,
    pub radiance: V3,
    pub irradiance: V3,
    pub glow: V3,
    pub tangent: V3,
    pub bitangent: V3,
    /// One minus the cosine of its half angle: the height of its spherical cap.
    pub cap_height: f32,
    /// Pdf (solid angle) of a direction sampled on its disk.
    pub pdf: f32,
}

impl EnvironmentLight {
    pub fn new(scene: &Scene, cancel: &Cancel) -> Result<Self, Cancelled> {
        if let Some(environment) = &scene.environment {
            let rotation = environment.rotation * (0.5 * INV_PI);
            let rotation = rotation - floor(rotation);
            let map = EnvironmentMap { image: environment.image.clone(), strength: environment.strength, rotation };
            let [columns, rows] = [map.image.width.min(MAX_COLUMNS), map.image.height.min(MAX_ROWS)];
            let cell_luminances = map.cell_luminances(columns, rows, cancel)?;
            let distribution = EnvironmentDistribution::new(columns, rows, rotation, &cell_luminances);
            let mean_luminance = cell_luminances.iter().sum::<f32>() / cell_luminances.len() as f32;
            return Ok(Self { map: Some(map), distribution, mean_luminance, ..Self::default() });
        }
        let Some(sky) = &scene.sky else { return Ok(Self::default()) };
        let (zenith, horizon, ground) = (sky.zenith, sky.horizon, sky.ground);
        let mut found = Self { zenith, horizon, ground, sun: sky.sun.as_ref().map(Sun::new), ..Self::default() };
        found.distribution = EnvironmentDistribution::new(COLUMNS, ROWS, 0.0, &found.cell_luminances());
        found.mean_luminance = (zenith + horizon).luminance() * 0.5;
        Ok(found)
    }

    /// Mean luminance of the cells of the table, from a few directions in each.
    fn cell_luminances(&self) -> Vec<f32> {
        const SIDE: u32 = 3;
        let edges = super::environment_distribution::row_edges(ROWS);
        let mut cell_luminances = Vec::with_capacity((COLUMNS * ROWS) as usize);
        for cell in 0..COLUMNS * ROWS {
            let (row, column) = (cell / COLUMNS, cell % COLUMNS);
            let mut sum = 0.0;
            for part in 0..SIDE * SIDE {
                let inside = |n: u32| (n as f32 + 0.5) / SIDE as f32;
                let (down, along) = (inside(part / SIDE), inside(part % SIDE));
                let y = edges[row as usize] * (1.0 - down) + edges[row as usize + 1] * down;
                let across = (1.0 - y * y).max(0.0).sqrt();
                // Column 0 begins at +z.
                let turn = (column as f32 + along) / COLUMNS as f32 + 0.5;
                let (sin, cos) = sin_cos_turns(turn - floor(turn));
                sum += self.radiance(v3(across * sin, y, -(across * cos))).luminance();
            }
            cell_luminances.push(sum / (SIDE * SIDE) as f32);
        }
        cell_luminances
    }

    /// Whether it is importance-sampled, and not only found by scattered rays.
    #[inline]
    pub fn is_sampled(&self) -> bool {
        self.distribution.is_some()
    }

    /// Pdf (solid angle) with which [`EnvironmentLight::sample`] samples a direction.
    #[inline]
    pub fn pdf(&self, direction: V3) -> f32 {
        self.distribution.as_ref().map_or(0.0, |distribution| distribution.pdf(direction))
    }

    /// Samples a direction; the disk of the sun is left out of its radiance.
    #[inline]
    pub fn sample(&self, u: [f32; 2]) -> Option<LightSample> {
        let (direction, pdf) = self.distribution.as_ref()?.sample(u);
        if pdf <= 0.0 {
            return None;
        }
        let weight = self.radiance(direction) * (1.0 / pdf);
        Some(LightSample { direction, distance: f32::MAX, weight, pdf: Some(pdf) })
    }

    /// Radiance from a unit direction, without the disk of the sun.
    #[inline]
    pub fn radiance(&self, direction: V3) -> V3 {
        if let Some(map) = &self.map {
            return map.radiance(direction);
        }
        let up = direction.y;
        let gradient = if up >= 0.0 {
            let low = 1.0 - up;
            let (low2, low4) = (low * low, low * low * low * low);
            self.zenith.lerp(self.horizon, low4 * low2)
        } else {
            // The ground color sets in within a few degrees below the horizon.
            let t = (up * -12.0).min(1.0);
            self.horizon.lerp(self.ground, t * t * (3.0 - 2.0 * t))
        };
        match &self.sun {
            Some(sun) if up > -0.2 => gradient + sun.aureole(direction),
            _ => gradient,
        }
    }
}

impl EnvironmentMap {
    /// Bilinear between the centers of pixels; the left and the right edge are adjacent.
    #[inline(never)]
    fn radiance(&self, direction: V3) -> V3 {
        let (width, height) = (self.image.width, self.image.height);
        let u = azimuth(direction) + 0.5 - self.rotation;
        let across = (direction.x * direction.x + direction.z * direction.z).sqrt();
        let v = 2.0 * atan2_turns(across, direction.y);
        let x = (u - floor(u)) * width as f32 - 0.5;
        let y = (v * height as f32 - 0.5).clamp(0.0, (height - 1) as f32);
        let (left, top) = (floor(x), floor(y));
        let (fx, fy) = (x - left, y - top);
        let x0 = if left < 0.0 { width - 1 } else { (left as u32).min(width - 1) };
        let x1 = if x0 + 1 < width { x0 + 1 } else { 0 };
        let y0 = top as u32;
        let y1 = (y0 + 1).min(height - 1);
        let texel = |x: u32, y: u32| V3::from_array(self.image.pixels[y as usize * width as usize + x as usize]);
        let upper = texel(x0, y0).lerp(texel(x1, y0), fx);
        let lower = texel(x0, y1).lerp(texel(x1, y1), fx);
        upper.lerp(lower, fy) * self.strength
    }

    /// Mean luminance of the pixels that contribute to each cell of the table.
    fn cell_luminances(&self, columns: u32, rows: u32, cancel: &Cancel) -> Result<Vec<f32>, Cancelled> {
        let (width, height) = (self.image.width as usize, self.image.height as usize);
        let range = |cell: u32, cells: u32, size: usize| {
            let at = |cell: u32| cell as usize * size / cells as usize;
            (at(cell), at(cell + 1).max(at(cell) + 1))
        };
        let mut cell_luminances = Vec::with_capacity(columns as usize * rows as usize);
        for row in 0..rows {
            cancel.check()?;
            let (top, bottom) = range(row, rows, height);
            for column in 0..columns {
                let (left, right) = range(column, columns, width);
                let (mut sum, mut count) = (0.0f32, 0.0f32);
                // One pixel more on each side: bilinear filtering spreads a pixel halfway to
                // its neighbors.
                for y in top.saturating_sub(1)..(bottom + 1).min(height) {
                    for x in left + width - 1..right + width + 1 {
                        sum += V3::from_array(self.image.pixels[y * width + x % width]).luminance();
                        count += 1.0;
                    }
                }
                cell_luminances.push(sum / count * self.strength);
            }
        }
        Ok(cell_luminances)
    }
}

impl Sun {
    fn new(sun: &scene::Sun) -> Self {
        let half = f64::from(sun.half_angle) * std::f64::consts::PI / 180.0;
        let (sine, _) = exact::sin_cos(half * 0.5);
        // 1 - cos a = 2 sin^2(a / 2), without cancellation.
        let cap_height = (2.0 * sine * sine) as f32;
        let solid_angle = 2.0 * PI * cap_height;
        let (tangent, bitangent) = coordinate_system(sun.direction);
        Self {
            direction: sun.direction,
            // Irradiance from a small disk at the zenith: radiance x pi sin^2 a = radiance x
            // solid angle (1 - h/2).
            radiance: sun.irradiance * (1.0 / (solid_angle * (1.0 - 0.5 * cap_height))),
            irradiance: sun.irradiance,
            glow: sun.glow,
            tangent,
            bitangent,
            cap_height,
            pdf: 1.0 / solid_angle,
        }
    }

    /// A direction to the sun's disk, uniform in solid angle.
    #[inline]
    pub fn sample_direction(&self, u: [f32; 2]) -> V3 {
        let (a, b) = concentric_disk(u);
        let cap_height = self.cap_height * (a * a + b * b);
        let spread = (self.cap_height * (2.0 - cap_height)).sqrt();
        self.direction * (1.0 - cap_height) + self.tangent * (a * spread) + self.bitangent * (b * spread)
    }

    #[inline]
    pub fn contains(&self, direction: V3) -> bool {
        // The squared chord is 2 (1 - cos), which keeps its digits where the cosine would lose them.
        (direction - self.direction).length_squared() < 2.0 * self.cap_height
    }

    /// The brighter sky around the sun (circumsolar aureole): a narrow and a wide lobe.
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

    #[test]
    fn directions_to_the_sun_lie_on_it_and_fill_it() {
        let fact = scene::Sky::default().sun.unwrap();
        let sun = Sun::new(&fact);
        let mut mean = 0.0;
        for i in 0..32 {
            for j in 0..32 {
                let d = sun.sample_direction([(i as f32 + 0.5) / 32.0, (j as f32 + 0.5) / 32.0]);
                assert!((d.length() - 1.0).abs() < 1e-5 && sun.contains(d));
                mean += (d - sun.direction).length_squared() / 1024.0;
            }
        }
        // Uniform in solid angle: the mean of 1 - cos is half of its maximum.
        assert!((mean / (2.0 * sun.cap_height) - 0.5).abs() < 0.01, "{mean}");
        assert!(!sun.contains(v3(0.0, 1.0, 0.0)));
    }

    #[test]
    fn irradiance_is_what_the_scene_says() {
        let fact = scene::Sky::default().sun.unwrap();
        let sun = Sun::new(&fact);
        let mut irradiance = V3::ZERO;
        for i in 0..64 {
            for j in 0..64 {
                let d = sun.sample_direction([(i as f32 + 0.5) / 64.0, (j as f32 + 0.5) / 64.0]);
                irradiance += sun.radiance * (d.dot(sun.direction) / sun.pdf / 4096.0);
            }
        }
        assert!((irradiance.x / fact.irradiance.x - 1.0).abs() < 1e-3);
    }

    #[test]
    fn a_scene_without_a_sky_is_black() {
        assert!(EnvironmentLight::default().radiance(v3(0.0, 1.0, 0.0)).is_black());
    }
}
