use glam::{DMat4, DVec3, DVec4};
use rayment_render::{
    SceneError, exact,
    math::V3,
    scene::{Camera, Lens, Light, LightKind, Local, Node, Notes, Projection},
};

use super::document::{Element, Ids, child, children, exactly, invalid, named, path, text};
use super::marks::Marks;
use crate::budget::Budget;

/// Greatest depth of nested nodes, which also ends documents that instance themselves.
const DEEPEST: usize = 512;
const LONGEST_NAME: usize = 200;
/// Most transform elements of one node.
const MOST_STEPS: usize = 256;
/// Most elements in nodes, counted as often as the nodes are instanced: each is visited anew every time.
const MOST_VISITS: u64 = 1 << 24;

/// The nodes of the drawn scene, parents first; the first one converts everything to meters and y up.
#[derive(Default)]
pub struct Tree<'a> {
    pub nodes: Vec<Node>,
    /// What each was made of.
    pub elements: Vec<Option<Element<'a>>>,
    pub lights: Vec<Light>,
    pub cameras: Vec<Camera>,
    /// Ambient light.
    pub ambient: V3,
}

pub fn tree<'a>(
    ids: &Ids<'a>,
    root: Element<'a>,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Tree<'a>, SceneError> {
    let instance = path(root, &["scene", "instance_visual_scene"]);
    let scene = match instance {
        Some(instance) => Some(ids.follow(instance, "url")?),
        None => path(root, &["library_visual_scenes", "visual_scene"]),
    };
    let (whole, meters) = frame(root)?;
    let mut tree = Tree { nodes: vec![Node::at(Local::Matrix(whole))], elements: vec![None], ..Tree::default() };
    let inner = |element: Element<'a>, parent: usize, depth: usize| {
        let nodes: Vec<_> = children(element, "node").map(|node| (node, parent, depth)).collect();
        nodes.into_iter().rev()
    };
    let mut open: Vec<_> = scene.into_iter().flat_map(|scene| inner(scene, 0, 1)).collect();
    let mut visits = 0;
    while let Some((element, parent, depth)) = open.pop() {
        visits += element.children().count() as u64;
        SceneError::within("elements in instanced nodes", visits, MOST_VISITS)?;
        if depth > DEEPEST {
            return Err(invalid(element, format!("lies deeper than {DEEPEST} nodes, or in itself")));
        }
        let here = tree.nodes.len();
        let local = Local::Matrix(product(&transforms(element)?));
        tree.nodes.push(Node { parent: Some(parent), ..Node::at(local) });
        tree.elements.push(Some(element));
        tree.carry(ids, element, here, meters, notes)?;
        budget.check_lights(tree.lights.len())?;
        open.extend(inner(element, here, depth + 1));
        for instance in children(element, "instance_node") {
            open.push((ids.follow(instance, "url")?, here, depth + 1));
        }
        budget.check_nodes(tree.nodes.len() + open.len())?;
    }
    Ok(tree)
}

/// To metres and y up.
fn frame(root: Element) -> Result<(DMat4, f64), SceneError> {
    let asset = child(root, "asset");
    let unit = asset.and_then(|asset| child(asset, "unit"));
    let meters: f64 = match unit.and_then(|unit| unit.attribute("meter")) {
        Some(meter) => meter.trim().parse().unwrap_or(f64::NAN),
        None => 1.0,
    };
    if !(1e-9..=1e9).contains(&meters) {
        return Err(SceneError::invalid("asset", "expected a unit from 1e-9 to 1e9 metres"));
    }
    let up = asset.and_then(|asset| child(asset, "up_axis")).map_or("Y_UP", text);
    let rows = match up {
        "Z_UP" => [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]],
        "X_UP" => [[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
        _ => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    };
    let column = |i: usize| DVec4::new(rows[0][i] * meters, rows[1][i] * meters, rows[2][i] * meters, 0.0);
    Ok((DMat4::from_cols(column(0), column(1), column(2), DVec4::W), meters))
}

/// One transform element of a node, with the name that animations use for it.
#[derive(Debug, Clone)]
pub struct Transform<'a> {
    pub sid: &'a str,
    pub kind: Kind,
    /// As many numbers as its kind has.
    pub values: Vec<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Matrix,
    Translate,
    Rotate,
    Scale,
    LookAt,
}

/// The transform elements of a node, in order.
pub fn transforms<'a>(element: Element<'a>) -> Result<Vec<Transform<'a>>, SceneError> {
    let mut transforms = Vec::new();
    for step in element.children().filter(|child| child.is_element()) {
        let wide = |values: &[f32]| values.iter().map(|&value| f64::from(value)).collect();
        let (kind, values) = match step.tag_name().name() {
            "matrix" => (Kind::Matrix, wide(&exactly::<16>(step)?)),
            "translate" => (Kind::Translate, wide(&exactly::<3>(step)?)),
            "rotate" => (Kind::Rotate, wide(&exactly::<4>(step)?)),
            "scale" => (Kind::Scale, wide(&exactly::<3>(step)?)),
            "lookat" => (Kind::LookAt, wide(&exactly::<9>(step)?)),
            "skew" => return Err(SceneError::unsupported(named(step), "the transform skew")),
            _ => continue,
        };
        if transforms.len() == MOST_STEPS {
            return Err(invalid(element, format!("expected {MOST_STEPS} transforms at most")));
        }
        transforms.push(Transform { sid: step.attribute("sid").unwrap_or_default(), kind, values });
    }
    Ok(transforms)
}

pub fn product(transforms: &[Transform]) -> DMat4 {
    transforms.iter().fold(DMat4::IDENTITY, |whole, transform| whole * transform.matrix())
}

impl Transform<'_> {
    fn matrix(&self) -> DMat4 {
        let v = &self.values;
        let vector = |at: usize| DVec3::new(v[at], v[at + 1], v[at + 2]);
        match self.kind {
            // Row-major.
            Kind::Matrix => DMat4::from_cols_array(&std::array::from_fn(|i| v[i % 4 * 4 + i / 4])),
            Kind::Translate => DMat4::from_translation(vector(0)),
            Kind::Scale => DMat4::from_scale(vector(0)),
            Kind::Rotate => rotation(vector(0), v[3]),
            Kind::LookAt => look_at(vector(0), vector(3), vector(6)),
        }
    }
}

fn unit(v: DVec3) -> DVec3 {
    let length = (v.x * v.x + v.y * v.y + v.z * v.z).sqrt();
    if length > 1e-30 { v * (1.0 / length) } else { DVec3::ZERO }
}

fn rotation(axis: DVec3, degrees: f64) -> DMat4 {
    let axis = unit(axis);
    let (sin, cos) = exact::sin_cos(degrees * (std::f64::consts::PI / 180.0) * 0.5);
    let q = glam::DQuat::from_xyzw(axis.x * sin, axis.y * sin, axis.z * sin, cos);
    DMat4::from_quat(exact::unit(q))
}

fn look_at(eye: DVec3, target: DVec3, up: DVec3) -> DMat4 {
    let back = unit(eye - target);
    let right = unit(up.cross(back));
    let up = back.cross(right);
    DMat4::from_cols(right.extend(0.0), up.extend(0.0), back.extend(0.0), eye.extend(1.0))
}

impl<'a> Tree<'a> {
    /// The lights and cameras of a node.
    fn carry(
        &mut self,
        ids: &Ids<'a>,
        element: Element<'a>,
        here: usize,
        meters: f64,
        notes: &mut Notes,
    ) -> Result<(), SceneError> {
        for instance in children(element, "instance_light") {
            let light = ids.follow(instance, "url")?;
            let Some(kind) = child(light, "technique_common").and_then(|common| common.first_element_child()) else {
                return Err(invalid(light, "has no technique_common"));
            };
            let color = child(kind, "color").map_or(Ok([1.0; 3]), exactly::<3>)?;
            let color = V3::from_array(color.map(|part| part.max(0.0)));
            let marks = Marks::of(light)?;
            if marks.is_area() {
                let words = "an area light has no place in the format: drawn as a point of its power";
                notes.add(format!("{}: {words}", named(light)));
            } else if kind.tag_name().name() == "ambient" {
                self.ambient += color;
                continue;
            }
            self.lights.push(imported(light, kind, color, meters, &marks, notes)?);
            let light = Some(self.lights.len() - 1);
            // A node has one light; further ones get nodes of their own.
            match self.nodes[here].light {
                None => self.nodes[here].light = light,
                Some(_) => self.add(Node { parent: Some(here), light, ..Node::at(Local::Matrix(DMat4::IDENTITY)) }),
            }
        }
        for instance in children(element, "instance_camera") {
            let camera = ids.follow(instance, "url")?;
            let name = element.attribute("name").or(camera.attribute("name"));
            // Nodes may be instanced often, and their names may be long.
            let name = name.map(|name| name.chars().take(LONGEST_NAME).collect());
            self.nodes[here].camera = Some(self.cameras.len());
            self.cameras.push(Camera {
                name,
                node: here,
                projection: projection(camera, meters)?,
                aspect: None,
                lens: Lens::default(),
            });
        }
        Ok(())
    }

    pub fn add(&mut self, node: Node) {
        self.nodes.push(node);
        self.elements.push(None);
    }
}

/// Colors of the fixed-function lighting model, in which a white surface that faces a light of color one is
/// white: an irradiance of pi. A point light without attenuation has that at five meters.
///
/// Blender writes watts as color (per square meter of a sun); other programs write a factor on the color.
fn imported(
    light: Element,
    kind: Element,
    color: V3,
    meters: f64,
    marks: &Marks,
    notes: &mut Notes,
) -> Result<Light, SceneError> {
    let number = |name: &str, without: f32| {
        child(kind, name).map_or(Ok(without), |element| exactly::<1>(element).map(|[value]| value))
    };
    let pi = std::f32::consts::PI;
    let color = marks.blender.unwrap_or(color) * marks.factor(light, notes);
    let unit = if marks.blender.is_some() { 1.0 } else { pi };
    let made = match kind.tag_name().name() {
        "directional" => {
            return finite(
                light,
                Light { intensity: color * unit, kind: LightKind::Directional, range: f32::INFINITY },
            );
        }
        "point" => LightKind::Point,
        "ambient" if marks.is_area() => LightKind::Point,
        "spot" => {
            let whole = number("falloff_angle", 180.0)?.clamp(1.0, 178.0);
            let half = |degrees: f32| exact::sin_cos(f64::from(degrees) * std::f64::consts::PI / 360.0).1 as f32;
            LightKind::Spot { inner: half(whole * 0.9), outer: half(whole) }
        }
        other => return Err(SceneError::unsupported(named(light), format!("a light of the kind {other:?}"))),
    };
    if marks.blender.is_some() {
        return finite(light, Light { intensity: color * (0.25 / pi), kind: made, range: f32::INFINITY });
    }
    let quadratic = number("quadratic_attenuation", 0.0)?;
    let fades = quadratic > 1e-9;
    if !fades {
        notes.add(format!("{}: is taken as a light that fades with distance", named(light)));
    }
    let strength = if fades { (meters * meters) as f32 / quadratic } else { 25.0 };
    finite(light, Light { intensity: color * (pi * strength), kind: made, range: f32::INFINITY })
}

fn finite(element: Element, light: Light) -> Result<Light, SceneError> {
    let is_finite = light.intensity.is_finite();
    if is_finite { Ok(light) } else { Err(invalid(element, "is brighter than numbers hold")) }
}

fn projection(camera: Element, meters: f64) -> Result<Projection, SceneError> {
    let common = path(camera, &["optics", "technique_common"]);
    let number = |kind: Element, name: &str| {
        child(kind, name).map(|element| exactly::<1>(element).map(|[value]| f64::from(value))).transpose()
    };
    if let Some(kind) = common.and_then(|common| child(common, "perspective")) {
        let aspect = number(kind, "aspect_ratio")?.filter(|aspect| *aspect > 1e-3).unwrap_or(16.0 / 9.0);
        let radians = std::f64::consts::PI / 180.0;
        let yfov = match (number(kind, "yfov")?, number(kind, "xfov")?) {
            (Some(yfov), _) => yfov * radians,
            (None, Some(xfov)) if xfov > 0.0 && xfov < 178.0 => {
                2.0 * arctangent(exact::tan(xfov * radians * 0.5) / aspect)
            }
            _ => f64::NAN,
        };
        let is_sane = yfov > 0.0 && yfov < 3.1;
        let yfov = yfov as f32;
        return if is_sane {
            Ok(Projection::Perspective { yfov })
        } else {
            Err(invalid(camera, "expected a view of 0 to 177 degrees"))
        };
    }
    let Some(kind) = common.and_then(|common| child(common, "orthographic")) else {
        return Err(invalid(camera, "has no projection"));
    };
    let aspect = number(kind, "aspect_ratio")?.filter(|aspect| *aspect > 1e-3).unwrap_or(16.0 / 9.0);
    let ymag = match (number(kind, "ymag")?, number(kind, "xmag")?) {
        (Some(ymag), _) => ymag,
        (None, Some(xmag)) => xmag / aspect,
        _ => f64::NAN,
    };
    let ymag = (ymag * meters).abs() as f32;
    if ymag > 0.0 && ymag < 1e9 { Ok(Projection::Orthographic { ymag }) } else { Err(invalid(camera, "has no extent")) }
}

/// The angle in [0, pi / 2) with this tangent, by Newton's method on the sine of the difference.
fn arctangent(tangent: f64) -> f64 {
    let mut angle = if tangent < 1.0 { tangent } else { 1.5 };
    for _ in 0..60 {
        let (sin, cos) = exact::sin_cos(angle);
        angle -= (sin - tangent * cos) / (cos + tangent * sin);
    }
    angle
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_angle_of_a_tangent() {
        for tangent in [0.0, 0.1, 0.7, 1.0, 1.9, 30.0, 1000.0f64] {
            assert!((arctangent(tangent) - tangent.atan()).abs() < 1e-12, "{tangent}");
        }
    }

    #[test]
    fn looks_from_the_eye_to_the_target() {
        let m = look_at(DVec3::new(0.0, 0.0, 5.0), DVec3::ZERO, DVec3::Y);
        assert!((m.transform_vector3(DVec3::NEG_Z) - DVec3::NEG_Z).length() < 1e-12);
        assert_eq!(m.transform_point3(DVec3::ZERO), DVec3::new(0.0, 0.0, 5.0));
    }
}
