//! What glTF cannot express, in `extras`: `{"rayment": {...}}` on a scene (sky, environment, exposure, frame
//! rate, shutter, animation) and on a camera (lens). Other extras are ignored.

use rayment_render::{
    SceneError,
    math::V3,
    scene::{Lens, Sky, Sun},
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::chosen_scene;
use super::document::{Camera, Document};

/// `scenes[n].extras.rayment`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SceneWishes {
    sky: Option<SkyWish>,
    pub environment: Option<EnvironmentWish>,
    pub exposure: Option<f32>,
    pub frames_per_second: Option<f64>,
    /// Fraction of a frame for which the shutter is open.
    pub shutter: Option<f32>,
    /// Units of the file's punctual lights; without it, they are guessed from the generator.
    pub light_units: Option<LightUnits>,
    /// Name of the one animation to play; without it, all that animate different properties.
    pub animation: Option<String>,
}

/// Units of punctual lights. glTF specifies candela and lux, but programs write values of either kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LightUnits {
    /// W/sr and W/m2, taken as they are.
    Radiometric,
    /// Candela and lux, at 683 lumens per watt.
    Photometric,
}

/// An environment map in a file next to the scene.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvironmentWish {
    /// A relative URI of a Radiance or OpenEXR file.
    pub file: String,
    #[serde(default = "one")]
    pub strength: f32,
    #[serde(default)]
    pub rotation_degrees: f32,
}

fn one() -> f32 {
    1.0
}

/// `"none"` for black, `"default"`, or a sky described by values.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum SkyWish {
    Named(SkyName),
    Numbers(SkyNumbers),
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SkyName {
    None,
    Default,
}

/// Radiance, linear RGB.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SkyNumbers {
    zenith: [f32; 3],
    horizon: [f32; 3],
    ground: [f32; 3],
    sun: Option<SunNumbers>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct SunNumbers {
    /// Towards the sun.
    direction: [f32; 3],
    irradiance: [f32; 3],
    half_angle_degrees: f32,
    #[serde(default)]
    glow: [f32; 3],
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct LensWishes {
    #[serde(default)]
    aperture: f32,
    #[serde(default)]
    focus: f32,
}

pub fn scene(root: &Document) -> Result<SceneWishes, SceneError> {
    const PLACE: &str = "scene.extras.rayment";
    let extras = chosen_scene(root)?.and_then(|scene| scene.extras.as_deref());
    let wishes: SceneWishes = ours(extras, PLACE)?.unwrap_or_default();
    if wishes.exposure.is_some_and(|exposure| !(1e-6..=1e6).contains(&exposure)) {
        return Err(SceneError::invalid(PLACE, "expected an exposure from 1e-6 to 1e6"));
    }
    if wishes.frames_per_second.is_some_and(|rate| !(1.0..=240.0).contains(&rate)) {
        return Err(SceneError::invalid(PLACE, "expected 1 to 240 frames_per_second"));
    }
    if wishes.shutter.is_some_and(|shutter| !(0.0..=1.0).contains(&shutter)) {
        return Err(SceneError::invalid(PLACE, "expected a shutter from 0 to 1, as a part of a frame"));
    }
    if let Some(EnvironmentWish { strength, rotation_degrees, .. }) = &wishes.environment {
        let sane = (0.0..=1e6).contains(strength) && rotation_degrees.abs() <= 36_000.0;
        if !sane {
            let problem = "expected a strength from 0 to 1e6 and finite rotation_degrees";
            return Err(SceneError::invalid(format!("{PLACE}.environment"), problem));
        }
    }
    Ok(wishes)
}

/// The sky of a scene: what it asks for; otherwise none if it has lights, and the default one if not.
pub fn sky(wishes: &SceneWishes, has_lights: bool) -> Result<Option<Sky>, SceneError> {
    match &wishes.sky {
        Some(SkyWish::Numbers(numbers)) => numbers.checked().map(Some),
        Some(SkyWish::Named(SkyName::None)) => Ok(None),
        Some(SkyWish::Named(SkyName::Default)) => Ok(Some(Sky::default())),
        None => Ok((!has_lights).then(Sky::default)),
    }
}

pub fn lens(camera: &Camera, what: &str) -> Result<Lens, SceneError> {
    let place = format!("{what}.extras.rayment");
    let wishes: LensWishes = ours(camera.extras.as_deref(), &place)?.unwrap_or_default();
    let LensWishes { aperture, focus } = wishes;
    let sane = aperture.is_finite() && focus.is_finite() && aperture >= 0.0 && (aperture == 0.0 || focus > 0.0);
    if !sane {
        return Err(SceneError::invalid(place, "expected an aperture of zero or more and a focus above zero"));
    }
    Ok(Lens { aperture, focus })
}

impl SkyNumbers {
    fn checked(&self) -> Result<Sky, SceneError> {
        const PLACE: &str = "scene.extras.rayment.sky";
        let radiances = [self.zenith, self.horizon, self.ground];
        let lights = self.sun.iter().flat_map(|sun| [sun.irradiance, sun.glow]);
        let sane = |number: &f32| (0.0..=1e9).contains(number);
        if !radiances.into_iter().chain(lights).flatten().all(|number| sane(&number)) {
            return Err(SceneError::invalid(PLACE, "expected radiances from 0 to 1e9"));
        }
        Ok(Sky {
            zenith: V3::from_array(self.zenith),
            horizon: V3::from_array(self.horizon),
            ground: V3::from_array(self.ground),
            sun: self.sun.as_ref().map(|sun| sun.checked(PLACE)).transpose()?,
        })
    }
}

impl SunNumbers {
    fn checked(&self, place: &str) -> Result<Sun, SceneError> {
        let direction = V3::from_array(self.direction).normalized();
        if !direction.is_finite() || (direction.length() - 1.0).abs() > 1e-3 {
            return Err(SceneError::invalid(place, "expected a direction towards the sun that is not zero"));
        }
        if !(0.05..=45.0).contains(&self.half_angle_degrees) {
            return Err(SceneError::invalid(place, "expected a half_angle_degrees of the sun from 0.05 to 45"));
        }
        Ok(Sun {
            direction,
            irradiance: V3::from_array(self.irradiance),
            half_angle: self.half_angle_degrees,
            glow: V3::from_array(self.glow),
        })
    }
}

/// The `rayment` part of an object's extras, if it has one.
fn ours<T: DeserializeOwned>(extras: Option<&RawValue>, place: &str) -> Result<Option<T>, SceneError> {
    #[derive(Deserialize)]
    struct Holder {
        rayment: Option<serde_json::Value>,
    }
    // Extras may have any type; only an object can contain ours.
    let holder = extras.and_then(|extras| serde_json::from_str::<Holder>(extras.get()).ok());
    let Some(value) = holder.and_then(|holder| holder.rayment) else { return Ok(None) };
    serde_json::from_value(value).map(Some).map_err(|error| SceneError::invalid(place, error.to_string()))
}
