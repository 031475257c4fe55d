//! Materials as sentences: a colour, then what lies on it or in it.

use serde_json::{Value, json};

use super::document::{Document, Material, Texture};
use super::paint::linear;

/// A material in the making.
pub struct Finish(Value);

impl Finish {
    /// `display` as a screen shows it.
    pub fn new(name: &str, display: [f64; 3], metallic: f64, roughness: f64) -> Self {
        let [r, g, b] = linear(display);
        Self(json!({ "name": name, "pbrMetallicRoughness": {
            "baseColorFactor": [r, g, b, 1.0], "metallicFactor": metallic, "roughnessFactor": roughness,
        }}))
    }

    /// Something that only shines.
    pub fn glowing(name: &str, color: [f64; 3], strength: f64) -> Self {
        Self::new(name, [0.0; 3], 0.0, 1.0).shining(color, strength)
    }

    pub fn shining(mut self, color: [f64; 3], strength: f64) -> Self {
        self.0["emissiveFactor"] = json!(color);
        self.extended("KHR_materials_emissive_strength", json!({ "emissiveStrength": strength }))
    }

    pub fn painted(mut self, colors: Texture) -> Self {
        self.0["pbrMetallicRoughness"]["baseColorTexture"] = colors.index();
        self
    }

    /// Green of the texture times the roughness, blue times how metallic it is.
    pub fn polished(mut self, polish: Texture) -> Self {
        self.0["pbrMetallicRoughness"]["metallicRoughnessTexture"] = polish.index();
        self
    }

    pub fn bumpy(mut self, bumps: Texture, scale: f64) -> Self {
        self.0["normalTexture"] = bumps.index();
        self.0["normalTexture"]["scale"] = json!(scale);
        self
    }

    pub fn lacquered(self, strength: f64, roughness: f64) -> Self {
        self.extended(
            "KHR_materials_clearcoat",
            json!({ "clearcoatFactor": strength, "clearcoatRoughnessFactor": roughness }),
        )
    }

    pub fn velvety(self, display: [f64; 3], roughness: f64) -> Self {
        let color = linear(display);
        self.extended("KHR_materials_sheen", json!({ "sheenColorFactor": color, "sheenRoughnessFactor": roughness }))
    }

    pub fn specular(self, strength: f64) -> Self {
        self.extended("KHR_materials_specular", json!({ "specularFactor": strength }))
    }

    /// Solid glass; white light has the colour `tint` after `distance`.
    pub fn glass(self, ior: f64, tint: [f64; 3], distance: f64) -> Self {
        self.extended("KHR_materials_transmission", json!({ "transmissionFactor": 1.0 }))
            .extended("KHR_materials_ior", json!({ "ior": ior }))
            .extended(
                "KHR_materials_volume",
                json!({ "thicknessFactor": 1.0, "attenuationColor": tint, "attenuationDistance": distance }),
            )
    }

    pub fn two_sided(mut self) -> Self {
        self.0["doubleSided"] = json!(true);
        self
    }

    pub fn add_to(self, document: &mut Document) -> Material {
        document.material(self.0)
    }

    fn extended(mut self, name: &str, value: Value) -> Self {
        self.0["extensions"][name] = value;
        self
    }
}
