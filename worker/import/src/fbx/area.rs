//! Area lights as emissive rectangles. The format does not store their size: it is the scale of the node,
//! with a rectangle from -1 to 1 in most programs, and from -1/2 to 1/2 in Blender.

use glam::{DMat4, DVec3};
use rayment_render::{
    SceneError,
    math::V3,
    scene::{Local, Material, Mesh, Node, Parts, Pose, Primitive},
};

use super::node::Tree;
use super::{is_by_blender, named};
use crate::{budget::Budget, phong};

/// Replaces area lights among the lights of the scene by rectangles of the same power.
pub fn rectangles(fbx: &ufbx::Scene, tree: &Tree, parts: &mut Parts, budget: &mut Budget) -> Result<(), SceneError> {
    let to_world = Pose::new(&parts.nodes, &[], 0.0).to_world;
    let side = if is_by_blender(fbx) { 1.0 } else { 2.0 };
    for (index, &number) in tree.order.iter().enumerate() {
        let Some(light) = parts.nodes[index].light else { continue };
        let is_rectangle = matches!(fbx.lights[light].type_, ufbx::LightType::Area)
            && matches!(fbx.lights[light].area_shape, ufbx::LightAreaShape::Rectangle);
        if !is_rectangle {
            continue;
        }
        let place = named("light", &fbx.nodes[number].element);
        let [width, height] = sides(&to_world[index]).map(|length| length * side);
        let intensity = parts.lights[light].intensity;
        if intensity.is_black() {
            continue;
        }
        let radiance = intensity * (4.0 / (width * height) as f32);
        if !radiance.is_finite() {
            parts.notes.add(format!("{place}: an area light without an area is left out"));
            parts.nodes[index].light = None;
            continue;
        }
        parts.notes.add(format!(
            "{place}: an area light is drawn as a shining rectangle, {width:.3} by {height:.3} metres, which the \
             camera sees; the file does not tell its size"
        ));
        parts.nodes[index].light = None;
        parts.materials.push(shining(radiance));
        budget.check_materials(parts.materials.len())?;
        parts.meshes.push(rectangle(side as f32, parts.materials.len() - 1));
        let mesh = Some(parts.meshes.len() - 1);
        parts.nodes.push(Node { parent: Some(index), mesh, ..Node::at(Local::Matrix(DMat4::IDENTITY)) });
        budget.check_nodes(parts.nodes.len())?;
    }
    Ok(())
}

/// Lengths of a node's x and y axes in world space.
fn sides(to_world: &DMat4) -> [f64; 2] {
    let length = |axis: DVec3| axis.dot(axis).sqrt();
    [length(to_world.x_axis.truncate()), length(to_world.y_axis.truncate())]
}

/// It emits on its front; the intensity of a point light with the same power is a quarter of radiance times
/// area.
fn shining(radiance: V3) -> Material {
    Material { base: V3::ZERO, specular: 0.0, emission: radiance, double_sided: false, ..phong::unnamed() }
}

/// A centered square in the xy plane that faces the direction of emission, -z.
fn rectangle(side: f32, material: usize) -> Mesh {
    let half = side * 0.5;
    let positions = vec![[-half, -half, 0.0], [-half, half, 0.0], [half, half, 0.0], [half, -half, 0.0]];
    Mesh {
        primitives: vec![Primitive {
            positions,
            triangles: vec![[0, 1, 2], [0, 2, 3]],
            material,
            ..Primitive::default()
        }],
    }
}
