use std::sync::Arc;

use crate::math::{V3, v3};

/// A punctual light of the file (KHR_lights_punctual); units are taken as radiometric.
#[derive(Debug, Clone, Copy)]
pub struct Light {
    /// Colour times intensity: W/sr for point and spot, W/m2 for directional.
    pub intensity: V3,
    pub kind: LightKind,
    /// Distance at which the light has faded to nothing; infinite for physical light.
    pub range: f32,
}

#[derive(Debug, Clone, Copy)]
pub enum LightKind {
    Directional,
    Point,
    /// Cosines of the inner and outer half angle.
    Spot {
        inner: f32,
        outer: f32,
    },
}

/// A clear sky: a smooth gradient from ground over horizon to zenith, and a sun.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sky {
    /// Radiance straight up, at the horizon, and of the ground below it.
    pub zenith: V3,
    pub horizon: V3,
    pub ground: V3,
    pub sun: Option<Sun>,
}

/// Light from all around, as a picture of the whole sphere (equirectangular): its middle column looks
/// along -z, its top row straight up.
#[derive(Debug, Clone)]
pub struct Environment {
    pub image: Arc<HdrImage>,
    /// Times every pixel.
    pub strength: f32,
    /// Radians about the y axis; positive turns the picture to the right.
    pub rotation: f32,
}

/// Radiances, linear RGB, finite and not below zero, row by row from the top left.
#[derive(Debug)]
pub struct HdrImage {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<[f32; 3]>,
}

/// A sun: a disk of even radiance on the sky.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// Unit vector towards it.
    pub direction: V3,
    /// Irradiance of a surface that faces it.
    pub irradiance: V3,
    /// Half of its apparent angle, in degrees (the real one: 0.27).
    pub half_angle: f32,
    /// Radiance that the sky has more of around the sun.
    pub glow: V3,
}

impl Default for Sky {
    /// A fair afternoon.
    fn default() -> Self {
        Self {
            zenith: v3(0.20, 0.38, 0.78),
            horizon: v3(0.72, 0.82, 0.92),
            ground: v3(0.22, 0.20, 0.18),
            sun: Some(Sun {
                direction: v3(0.45, 0.75, 0.5).normalized(),
                irradiance: v3(3.2, 2.9, 2.5),
                half_angle: 0.6,
                glow: v3(0.35, 0.28, 0.18),
            }),
        }
    }
}
