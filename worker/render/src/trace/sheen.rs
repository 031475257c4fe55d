//! The sheen lobe of cloth. Source: Estevez and Kulla, "Production Friendly Microfacet Sheen BRDF", 2017 (the
//! "Charlie" distribution), with the visibility term of Ashikhmin and Premoze that KHR_materials_sheen names.

use std::sync::LazyLock;

use crate::math::{INV_PI, V3, concentric_disk, exp, ln, v3};

pub const COSINES: usize = 48;
pub const ROUGHNESSES: usize = 32;
/// Roughnesses below this are too narrow to tabulate.
const MIN_ROUGHNESS: f32 = 0.07;

/// Directional albedo of a white sheen, by roughness and cosine.
static TABLE: LazyLock<Box<[[f32; COSINES]; ROUGHNESSES]>> = LazyLock::new(integrate);

#[derive(Debug, Clone, Copy, Default)]
pub struct Sheen {
    color: V3,
    /// 1 / alpha, where alpha is the squared roughness.
    inverse_alpha: f32,
}

impl Sheen {
    /// The sheen, and its directional albedo for `wo`.
    pub fn new(color: V3, roughness: f32, wo: V3) -> (Self, V3) {
        let all = reflectance(wo.z, roughness);
        // The model can reflect more than arrives; it is then scaled down to an albedo of one.
        let color = color.min(V3::ONE) * (1.0 / all.max(1.0));
        (Self { color, inverse_alpha: inverse_alpha(roughness) }, color * all)
    }

    /// BRDF times cosine; both directions in front.
    #[inline]
    pub fn evaluate(&self, wo: V3, wi: V3) -> V3 {
        self.color * charlie(wo, wi, self.inverse_alpha)
    }

    /// A uniform direction of the hemisphere: pdf [`Sheen::PDF`].
    #[inline]
    pub fn sample(u: [f32; 2]) -> V3 {
        let (a, b) = concentric_disk(u);
        let squared = a * a + b * b;
        let spread = (2.0 - squared).max(0.0).sqrt();
        v3(a * spread, b * spread, 1.0 - squared)
    }

    pub const PDF: f32 = 0.5 * INV_PI;
}

fn inverse_alpha(roughness: f32) -> f32 {
    let roughness = roughness.clamp(MIN_ROUGHNESS, 1.0);
    1.0 / (roughness * roughness)
}

#[inline]
fn charlie(wo: V3, wi: V3, inverse_alpha: f32) -> f32 {
    if wi.z <= 0.0 {
        return 0.0;
    }
    let half = (wo + wi).normalized();
    let sine_squared = (1.0 - half.z * half.z).max(0.0);
    let charlie_d = (2.0 + inverse_alpha) * exp(ln(sine_squared) * (inverse_alpha * 0.5)) * (0.5 * INV_PI);
    charlie_d * wi.z / (4.0 * (wo.z + wi.z - wo.z * wi.z)).max(1e-4)
}

fn integrate() -> Box<[[f32; COSINES]; ROUGHNESSES]> {
    const SIDE: u32 = 36;
    let mut table = Box::new([[0.0; COSINES]; ROUGHNESSES]);
    for (i, row) in table.iter_mut().enumerate() {
        let span = 1.0 - MIN_ROUGHNESS;
        let inverse_alpha = inverse_alpha(MIN_ROUGHNESS + span * i as f32 / (ROUGHNESSES - 1) as f32);
        for (j, cell) in row.iter_mut().enumerate() {
            let cos = (j as f32 / (COSINES - 1) as f32).max(0.005);
            let wo = v3((1.0 - cos * cos).sqrt(), 0.0, cos);
            let mut sum = 0.0f32;
            for k in 0..SIDE * SIDE {
                let u = [((k % SIDE) as f32 + 0.5) / SIDE as f32, ((k / SIDE) as f32 + 0.5) / SIDE as f32];
                sum += charlie(wo, Sheen::sample(u), inverse_alpha);
            }
            *cell = sum / ((SIDE * SIDE) as f32 * Sheen::PDF);
        }
    }
    table
}

#[inline]
fn reflectance(cos: f32, roughness: f32) -> f32 {
    let x = (cos * (COSINES - 1) as f32).clamp(0.0, (COSINES - 1) as f32);
    let part = (roughness - MIN_ROUGHNESS) * (1.0 / (1.0 - MIN_ROUGHNESS));
    let y = (part * (ROUGHNESSES - 1) as f32).clamp(0.0, (ROUGHNESSES - 1) as f32);
    let (x0, y0) = ((x as usize).min(COSINES - 2), (y as usize).min(ROUGHNESSES - 2));
    let (fx, fy) = (x - x0 as f32, y - y0 as f32);
    let upper = TABLE[y0][x0] * (1.0 - fx) + TABLE[y0][x0 + 1] * fx;
    let lower = TABLE[y0 + 1][x0] * (1.0 - fx) + TABLE[y0 + 1][x0 + 1] * fx;
    upper * (1.0 - fy) + lower * fy
}

/// The table of directional albedo, row by row.
#[allow(dead_code, reason = "twins on other processors read it")]
pub fn table() -> &'static [[f32; COSINES]; ROUGHNESSES] {
    &TABLE
}
