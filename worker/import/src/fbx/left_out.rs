//! What a file has and the scene has not, in words.

use rayment_render::scene::Notes;
use ufbx::{ElementType, WarningType};

use super::named;
use super::node::Tree;

/// Notes geometry of other kinds than meshes, and what the file itself lacks.
pub fn note(fbx: &ufbx::Scene, tree: &Tree, is_drawn: &[bool], notes: &mut Notes) {
    let drawn = tree.order.iter().zip(is_drawn).filter(|(_, is_drawn)| **is_drawn);
    for node in drawn.map(|(&number, _)| &fbx.nodes[number]) {
        for attrib in &node.all_attribs {
            let what = match attrib.type_ {
                ElementType::LineCurve | ElementType::NurbsCurve => "a curve without a surface",
                ElementType::ProceduralGeometry => "geometry that a procedure makes",
                _ => continue,
            };
            notes.add(format!("{}: {what} is left out", named("node", &node.element)));
        }
    }
    for geometry in fbx.unknowns.iter().filter(|one| one.type_.as_ref() == "Geometry") {
        let kind = super::super::text::excerpt(&geometry.sub_type);
        notes.add(format!("{}: is of the kind {kind:?} and left out", named("geometry", &geometry.element)));
    }
    for warning in &fbx.metadata.warnings {
        let is_loss = matches!(
            warning.type_,
            WarningType::TruncatedArray | WarningType::MissingGeometryData | WarningType::UnsupportedVersion
        );
        if is_loss {
            notes.add(format!("the FBX file: {}", warning.description.as_ref().to_lowercase()));
        }
    }
}

/// Notes animations of what stays as it is: lights, cameras, materials and textures.
pub fn note_animations(fbx: &ufbx::Scene, baked: &ufbx::BakedAnim, notes: &mut Notes) {
    for element in &baked.elements {
        let Some(of) = fbx.elements.get(element.element_id as usize) else { continue };
        let kind = match of.type_ {
            ElementType::Light => "light",
            ElementType::Camera => "camera",
            ElementType::Material => "material",
            ElementType::Texture => "texture",
            _ => continue,
        };
        for prop in element.props.iter().filter(|prop| !prop.constant_value) {
            let name = super::super::text::excerpt(&prop.name);
            notes.add(format!("{}: the animation of its {name:?} is left out", named(kind, of)));
        }
    }
}
