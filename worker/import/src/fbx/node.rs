use std::f64::consts::PI;

use glam::{DQuat, DVec3};
use rayment_render::{
    SceneError, exact,
    math::{V3, v3},
    scene::{Camera, Lens, Light, LightKind, Local, Node, Notes, Projection},
};

use super::{is_by_blender, named, narrow};
use crate::budget::Budget;

/// The nodes of the file from the root on, parents first.
pub struct Tree {
    /// Indices into the list of the file.
    pub order: Vec<usize>,
    pub parents: Vec<Option<usize>>,
    /// From the indices of the file to indices into `order`.
    pub places: Vec<Option<usize>>,
}

pub fn tree(fbx: &ufbx::Scene, budget: &mut Budget) -> Result<Tree, SceneError> {
    budget.check_nodes(fbx.nodes.len())?;
    let mut tree = Tree { order: Vec::new(), parents: Vec::new(), places: vec![None; fbx.nodes.len()] };
    let mut open = vec![(fbx.root_node.element.typed_id as usize, None)];
    while let Some((number, parent)) = open.pop() {
        let here = tree.order.len();
        if tree.places[number].replace(here).is_some() {
            return Err(SceneError::invalid(named("node", &fbx.nodes[number].element), "is reached twice"));
        }
        tree.order.push(number);
        tree.parents.push(parent);
        let children = &fbx.nodes[number].children;
        open.extend((0..children.len()).rev().map(|i| (children[i].element.typed_id as usize, Some(here))));
        budget.check_nodes(here + open.len())?;
    }
    Ok(tree)
}

impl Tree {
    /// The nodes, with their lights and cameras and without meshes.
    pub fn nodes(&self, fbx: &ufbx::Scene, is_drawn: &[bool]) -> Result<Vec<Node>, SceneError> {
        let mut nodes = Vec::with_capacity(self.order.len());
        for (index, (&number, &parent)) in self.order.iter().zip(&self.parents).enumerate() {
            let node = &fbx.nodes[number];
            let light = node.light.as_ref().filter(|light| is_drawn[index] && light.cast_light);
            nodes.push(Node {
                parent,
                light: light.map(|light| light.element.typed_id as usize),
                camera: node.camera.as_ref().map(|camera| camera.element.typed_id as usize),
                ..Node::at(local(&node.local_transform, &node.element)?)
            });
        }
        Ok(nodes)
    }
}

fn local(transform: &ufbx::Transform, element: &ufbx::Element) -> Result<Local, SceneError> {
    let place = || named("node", element);
    let vector = |v: &ufbx::Vec3| -> Result<DVec3, SceneError> {
        Ok(DVec3::new(narrow(v.x, place)?.into(), narrow(v.y, place)?.into(), narrow(v.z, place)?.into()))
    };
    let turn = &transform.rotation;
    let [x, y, z, w] = [turn.x, turn.y, turn.z, turn.w].map(|part| narrow(part, place));
    Ok(Local::Parts {
        translation: vector(&transform.translation)?,
        rotation: exact::unit(DQuat::from_xyzw(x?.into(), y?.into(), z?.into(), w?.into())),
        scale: vector(&transform.scale)?,
    })
}

/// The intensity is taken as Blender's: watts of a light that emits in all directions, watts per square meter
/// of a sun. A light without falloff has at five meters the irradiance that it should have everywhere; those of
/// Blender are in watts whatever falloff is written, and it leaves out its own.
pub fn lights(fbx: &ufbx::Scene, budget: &mut Budget, notes: &mut Notes) -> Result<Vec<Light>, SceneError> {
    budget.check_lights(fbx.lights.len())?;
    let is_watts = is_by_blender(fbx);
    let mut lights = Vec::with_capacity(fbx.lights.len());
    for light in &fbx.lights {
        let place = || named("light", &light.element);
        let strength = match (light.type_, light.decay) {
            (ufbx::LightType::Directional, _) => light.intensity,
            (_, ufbx::LightDecay::None) if !is_watts => {
                notes.add(format!("{}: is taken as a light that fades with distance", place()));
                light.intensity * 25.0
            }
            _ => light.intensity / (4.0 * PI),
        };
        let part = |value: f64| narrow(value * strength, place);
        let intensity = v3(part(light.color.x)?, part(light.color.y)?, part(light.color.z)?);
        let intensity = v3(intensity.x.max(0.0), intensity.y.max(0.0), intensity.z.max(0.0));
        lights.push(Light { intensity, kind: kind(light, notes)?, range: f32::INFINITY });
    }
    Ok(lights)
}

fn kind(light: &ufbx::Light, notes: &mut Notes) -> Result<LightKind, SceneError> {
    let place = || named("light", &light.element);
    Ok(match light.type_ {
        ufbx::LightType::Directional => LightKind::Directional,
        ufbx::LightType::Point => LightKind::Point,
        ufbx::LightType::Spot => {
            let half = |degrees: f64| exact::sin_cos(degrees.clamp(0.0, 178.0) * 0.5 * PI / 180.0).1;
            let outer = narrow(light.outer_angle, place)?.max(1.0);
            let inner = narrow(light.inner_angle, place)?.min(outer * 0.999);
            LightKind::Spot { inner: half(inner.into()) as f32, outer: half(outer.into()) as f32 }
        }
        // Rectangular ones become meshes once their transform is known.
        ufbx::LightType::Area if matches!(light.area_shape, ufbx::LightAreaShape::Rectangle) => LightKind::Point,
        ufbx::LightType::Area => {
            notes.add(format!("{}: a sphere that shines is drawn as a point of its power", place()));
            LightKind::Point
        }
        ufbx::LightType::Volume => {
            notes.add(format!("{}: a volume light is drawn as a point", place()));
            LightKind::Point
        }
    })
}

/// The cameras of the nodes, in the order of the tree.
pub fn cameras(fbx: &ufbx::Scene, tree: &Tree) -> Result<Vec<Camera>, SceneError> {
    let mut cameras = Vec::new();
    for (index, &number) in tree.order.iter().enumerate() {
        let node = &fbx.nodes[number];
        let Some(camera) = &node.camera else { continue };
        let projection = projection(camera, fbx.metadata.root_scale)?;
        let name = Some(node.element.name.as_ref().to_owned()).filter(|name| !name.is_empty());
        cameras.push(Camera { name, node: index, projection, aspect: None, lens: Lens::default() });
    }
    Ok(cameras)
}

fn projection(camera: &ufbx::Camera, scale: f64) -> Result<Projection, SceneError> {
    let place = || named("camera", &camera.element);
    let invalid = |problem: &str| SceneError::invalid(place(), problem);
    if matches!(camera.projection_mode, ufbx::ProjectionMode::Orthographic) {
        let ymag = narrow(camera.orthographic_size.y * 0.5 * scale, place)?.abs();
        let is_sane = ymag > 0.0 && ymag < 1e9;
        return if is_sane { Ok(Projection::Orthographic { ymag }) } else { Err(invalid("has no extent")) };
    }
    let yfov = narrow(camera.field_of_view_deg.y * PI / 180.0, place)?;
    let is_sane = yfov > 0.0 && yfov < 3.1;
    if is_sane { Ok(Projection::Perspective { yfov }) } else { Err(invalid("expected a view of 0 to 177 degrees")) }
}

/// A color of the file, clamped to be not negative.
pub fn color(vector: &ufbx::Vec4, place: impl Fn() -> String + Copy) -> Result<V3, SceneError> {
    let part = |value: f64| narrow(value, place).map(|value| value.max(0.0));
    Ok(v3(part(vector.x)?, part(vector.y)?, part(vector.z)?))
}
