//! What exporters add to lights in profiles of their own.

use rayment_render::{SceneError, math::V3, scene::Notes};

use super::document::{Element, child, children, exactly, invalid, named, text};

/// The kind of an area lamp in Blender's profile.
const AREA: &str = "4";

#[derive(Debug, Default)]
pub struct Marks<'a> {
    /// Watts in each color, of a lamp of Blender.
    pub blender: Option<V3>,
    kind: &'a str,
    /// A factor on the color, and the profile that has it.
    intensity: Option<(f32, &'a str)>,
}

impl<'a> Marks<'a> {
    pub fn of(light: Element<'a>) -> Result<Self, SceneError> {
        let mut marks = Self::default();
        let extras = children(light, "extra").flat_map(|extra| children(extra, "technique"));
        // Some put it beside the common technique.
        for technique in extras.chain(children(light, "technique")) {
            let profile = technique.attribute("profile").unwrap_or_default();
            let number = |name: &str| child(technique, name).map(|own| exactly::<1>(own).map(|[value]| value));
            if profile.eq_ignore_ascii_case("blender") {
                marks.kind = child(technique, "type").map_or("", text);
                let part = |name: &str| number(name).unwrap_or(Ok(1.0));
                let color = V3::from_array([part("red")?, part("green")?, part("blue")?].map(|part| part.max(0.0)));
                marks.blender = number("energy").transpose()?.map(|energy| color * energy.max(0.0));
            } else if let Some(intensity) = number("intensity").or_else(|| number("multiplier")).transpose()? {
                if intensity < 0.0 {
                    return Err(invalid(technique, "expected an intensity of zero or more"));
                }
                marks.intensity = Some((intensity, profile));
            }
        }
        Ok(marks)
    }

    pub fn is_area(&self) -> bool {
        self.kind == AREA
    }

    /// What the color is multiplied with.
    pub fn factor(&self, light: Element, notes: &mut Notes) -> f32 {
        match self.intensity {
            Some((intensity, profile)) if self.blender.is_none() && intensity != 1.0 => {
                notes.add(format!("{}: its intensity of {intensity} in the profile {profile:?} counts", named(light)));
                intensity
            }
            _ => 1.0,
        }
    }
}
