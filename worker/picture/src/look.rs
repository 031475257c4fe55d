use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use super::{agx, exact};

/// How scene-linear light is displayed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Factor on the light before the view transform: doubled for each stop.
    pub exposure: f32,
    pub view: View,
}

impl Default for Look {
    fn default() -> Self {
        Self { exposure: 1.0, view: View::Agx }
    }
}

/// The view transform, from scene-linear light to an sRGB display.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum View {
    /// AgX, the default of Blender: a wide dynamic range, highlights desaturate to white.
    #[default]
    Agx,
    /// AgX with Troy Sobotka's look "Punchy": darker and more saturated.
    AgxPunchy,
    /// Clips at one and changes nothing below; "Standard" in Blender.
    Standard,
    /// The values unchanged, without the display encoding: for data.
    Raw,
}

impl View {
    pub const ALL: [View; 4] = [View::Agx, View::AgxPunchy, View::Standard, View::Raw];

    /// Its name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            View::Agx => "agx",
            View::AgxPunchy => "agx-punchy",
            View::Standard => "standard",
            View::Raw => "raw",
        }
    }
}

impl fmt::Display for View {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of no view transform.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{found:?} is no view transform; expected agx, agx-punchy, standard or raw")]
pub struct ViewError {
    pub found: String,
}

impl FromStr for View {
    type Err = ViewError;

    fn from_str(name: &str) -> Result<Self, ViewError> {
        let found = || ViewError { found: name.chars().take(40).collect() };
        View::ALL.into_iter().find(|view| view.name() == name).ok_or_else(found)
    }
}

/// From display-linear light to encoded values, tabulated over its square root, where it is smooth.
static ENCODE: LazyLock<Curve> = LazyLock::new(|| Curve::new(|root| exact::linear_to_srgb(root * root)));
/// Exponent of "Punchy" on encoded values.
static PUNCH: LazyLock<Curve> = LazyLock::new(|| Curve::new(|value| exact::power(value, 1.35)));
const PUNCH_SATURATION: f64 = 1.4;

impl Look {
    /// A scene-linear pixel as a display shows it, each channel in [0, 1]. NaN becomes black, infinity
    /// becomes as bright as possible.
    pub fn encoded(&self, light: [f32; 3]) -> [f64; 3] {
        let light = light.map(|value| {
            let value = f64::from(value) * f64::from(self.exposure);
            if value.is_nan() { 0.0 } else { value.clamp(0.0, 1e30) }
        });
        let encode = |linear: [f64; 3]| linear.map(|value| ENCODE.at(value.min(1.0).sqrt()));
        match self.view {
            View::Agx => encode(agx::shown(light)),
            View::AgxPunchy => {
                let darker = encode(agx::shown(light)).map(|value| PUNCH.at(value));
                let luma = agx::luminance(darker);
                darker.map(|value| (luma + (value - luma) * PUNCH_SATURATION).clamp(0.0, 1.0))
            }
            View::Standard => encode(light),
            View::Raw => light.map(|value| value.min(1.0)),
        }
    }

    pub(super) fn bytes(&self, light: [f32; 3]) -> [u8; 3] {
        self.encoded(light).map(|value| (value * 255.0 + 0.5) as u8)
    }

    pub(super) fn words(&self, light: [f32; 3]) -> [u16; 3] {
        self.encoded(light).map(|value| (value * 65_535.0 + 0.5) as u16)
    }
}

/// A function on [0, 1], tabulated in even steps with linear interpolation.
pub(super) struct Curve(Vec<f64>);

impl Curve {
    const STEPS: usize = 4096;

    pub fn new(function: impl Fn(f64) -> f64) -> Self {
        Self((0..=Self::STEPS).map(|i| function(i as f64 / Self::STEPS as f64)).collect())
    }

    #[inline]
    pub fn at(&self, x: f64) -> f64 {
        let place = x.clamp(0.0, 1.0) * Self::STEPS as f64;
        let step = (place as usize).min(Self::STEPS - 1);
        let rest = place - step as f64;
        self.0[step] + (self.0[step + 1] - self.0[step]) * rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn look(view: View) -> Look {
        Look { exposure: 1.0, view }
    }

    /// Scene light, and what Blender 4.5 displays for it (its configuration in OpenColorIO 2.6).
    #[test]
    fn agx_is_that_of_blender() {
        for (light, shown) in BLENDER {
            let found = look(View::Agx).encoded(light);
            for (found, shown) in found.into_iter().zip(shown) {
                assert!((found - shown).abs() < 1.5 / 255.0, "{light:?}: {found} instead of {shown}");
            }
        }
    }

    #[test]
    fn standard_is_srgb() {
        for (linear, byte) in [(0.0, 0), (0.002, 7), (0.0331, 51), (0.2140, 127), (0.5, 188), (1.0, 255), (7.0, 255)] {
            assert_eq!(look(View::Standard).bytes([linear; 3]), [byte; 3], "{linear}");
        }
        assert_eq!(look(View::Raw).bytes([0.5, 0.25, 2.0]), [128, 64, 255]);
    }

    #[test]
    fn more_light_is_never_darker_and_grey_stays_grey() {
        for view in View::ALL {
            let mut last = 0;
            for step in 0..4000 {
                let light = 2.0f32.powf(step as f32 / 100.0 - 20.0);
                let [r, g, b] = look(view).words([light; 3]);
                assert!(r >= last, "{view} at {light}");
                assert!(r.abs_diff(g) <= 2 && g.abs_diff(b) <= 2, "{view}: {r} {g} {b}");
                last = r;
            }
            assert!(last > 65_000, "{view}: {last}");
        }
    }

    #[test]
    fn any_number_is_taken() {
        for view in View::ALL {
            for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -5.0, f32::MAX, f32::MIN_POSITIVE] {
                let found = Look { exposure: 1e30, view }.encoded([bad, 0.5, bad]);
                assert!(found.iter().all(|value| (0.0..=1.0).contains(value)), "{view} of {bad}: {found:?}");
            }
            assert_eq!(look(view).bytes([0.0; 3]), [0; 3]);
        }
    }

    #[test]
    fn exposure_is_a_factor_on_light() {
        let brighter = Look { exposure: 2.0, view: View::Agx };
        assert_eq!(brighter.encoded([0.1, 0.2, 0.3]), look(View::Agx).encoded([0.2, 0.4, 0.6]));
    }

    #[test]
    fn punchy_is_darker_and_more_colourful() {
        let (plain, punchy) = (look(View::Agx), look(View::AgxPunchy));
        assert!(punchy.encoded([0.18; 3])[0] < plain.encoded([0.18; 3])[0]);
        let spread = |look: Look| {
            let [r, _, b] = look.encoded([0.5, 0.3, 0.1]);
            r - b
        };
        assert!(spread(punchy) > spread(plain));
    }

    #[test]
    fn views_are_named_and_nothing_else_is() {
        for view in View::ALL {
            assert_eq!(view.name().parse(), Ok(view));
        }
        assert!("AgX ".parse::<View>().is_err());
    }

    const BLENDER: [([f32; 3], [f64; 3]); 14] = [
        ([0.01, 0.01, 0.01], [0.0725, 0.0725, 0.0725]),
        ([0.18, 0.18, 0.18], [0.4614, 0.4613, 0.4613]),
        ([0.5, 0.5, 0.5], [0.6652, 0.6651, 0.6651]),
        ([1.0, 1.0, 1.0], [0.7710, 0.7710, 0.7709]),
        ([4.0, 4.0, 4.0], [0.9137, 0.9137, 0.9137]),
        ([1.0, 0.0, 0.0], [0.8580, 0.2241, 0.1292]),
        ([0.0, 1.0, 0.0], [0.4324, 0.7726, 0.3184]),
        ([4.0, 0.2, 0.1], [0.9907, 0.6461, 0.5940]),
        ([0.1, 0.3, 2.0], [0.5095, 0.6353, 0.8896]),
        ([0.02, 0.01, 0.05], [0.1199, 0.0954, 0.2239]),
        ([0.8, 0.4, 0.1], [0.7613, 0.6061, 0.4172]),
        ([0.05, 0.4, 0.1], [0.3208, 0.6154, 0.3588]),
        ([8.0, 6.0, 1.0], [0.9696, 0.9342, 0.8446]),
        ([0.6, 0.1, 0.5], [0.7106, 0.4444, 0.6726]),
    ];
}
