use std::sync::Arc;

use crate::math::{V3, v3};

/// A punctual light (KHR_lights_punctual); its units are taken as radiometric.
#[derive(Debug, Clone, Copy)]
pub struct Light {
    /// Color times intensity: W/sr for point and spot lights, W/m2 for directional ones.
    pub intensity: V3,
    pub kind: LightKind,
    /// Distance at which the light has faded out; infinite for a physical light.
    pub range: f32,
}

#[derive(Debug, Clone, Copy)]
pub enum LightKind {
    Directional,
    Point,
    /// Cosines of the inner and the outer half angle.
    Spot {
        inner: f32,
        outer: f32,
    },
}

/// A procedural clear sky: a smooth gradient from ground over horizon to zenith, and a sun.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sky {
    /// Radiance straight up, at the horizon, and of the ground below it.
    pub zenith: V3,
    pub horizon: V3,
    pub ground: V3,
    pub sun: Option<Sun>,
}

/// An environment map (equirectangular): its middle column is the direction -z, its top row straight up.
#[derive(Debug, Clone)]
pub struct Environment {
    pub image: Arc<HdrImage>,
    /// Factor on every pixel.
    pub strength: f32,
    /// Rotation about the y axis in radians; positive turns the map to the right.
    pub rotation: f32,
}

/// Radiance as linear RGB, finite and not negative, row by row from the top left.
#[derive(Debug)]
pub struct HdrImage {
    pub width: u32,
    pub height: u32,
    pub pixels: Vec<[f32; 3]>,
}

/// A sun: a disk of constant radiance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sun {
    /// Unit vector towards it.
    pub direction: V3,
    /// Irradiance of a surface that faces it.
    pub irradiance: V3,
    /// Angular radius in degrees (the real one: 0.27).
    pub half_angle: f32,
    /// Additional radiance of the sky around the sun.
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
