use glam::{DMat4, DQuat, DVec3};
use gltf::json::{self, Root};

use super::{chosen_scene, entry, extras, place};
use crate::error::SceneError;
use crate::exact;
use crate::limits::Limits;
use crate::scene::{Camera, Local, Node, Projection};

/// The nodes of the drawn scene, parents first.
pub struct Tree {
    pub nodes: Vec<Node>,
    /// From the file's node numbers to places in `nodes`.
    pub places: Vec<Option<usize>>,
}

pub fn tree(root: &Root, limits: &Limits) -> Result<Tree, SceneError> {
    SceneError::within("nodes", root.nodes.len() as u64, limits.nodes)?;
    let mut tree = Tree { nodes: Vec::new(), places: vec![None; root.nodes.len()] };
    let mut open: Vec<(usize, Option<usize>)> = roots(root).into_iter().rev().map(|node| (node, None)).collect();
    while let Some((number, parent)) = open.pop() {
        let node = entry(&root.nodes, number, "nodes")?;
        if tree.places[number].is_some() {
            let problem = "is reached twice; expected a tree, where every node has one parent";
            return Err(SceneError::invalid(place("nodes", number), problem));
        }
        let here = tree.nodes.len();
        tree.places[number] = Some(here);
        tree.nodes.push(imported(node, number, parent)?);
        let children = node.children.iter().flatten().rev();
        open.extend(children.map(|child| (child.value(), Some(here))));
        // A node named again and again as a child is refused above, but only after it was queued.
        SceneError::within("nodes", (tree.nodes.len() + open.len()) as u64, limits.nodes)?;
    }
    Ok(tree)
}

/// The nodes that the drawn scene begins with; of a file without scenes, all that have no parent.
fn roots(root: &Root) -> Vec<usize> {
    if let Some(scene) = chosen_scene(root) {
        return scene.nodes.iter().map(|node| node.value()).collect();
    }
    let mut is_child = vec![false; root.nodes.len()];
    for child in root.nodes.iter().filter_map(|node| node.children.as_ref()).flatten() {
        if let Some(flag) = is_child.get_mut(child.value()) {
            *flag = true;
        }
    }
    (0..root.nodes.len()).filter(|&node| !is_child[node]).collect()
}

fn imported(node: &json::Node, number: usize, parent: Option<usize>) -> Result<Node, SceneError> {
    let what = place("nodes", number);
    if node.skin.is_some() && node.mesh.is_some() {
        return Err(SceneError::unsupported(what, "a skin (mesh deformed by bones)"));
    }
    let extension = node.extensions.as_ref().and_then(|all| all.khr_lights_punctual.as_ref());
    Ok(Node {
        parent,
        local: local(node, &what)?,
        mesh: node.mesh.map(|mesh| mesh.value()),
        camera: node.camera.map(|camera| camera.value()),
        light: extension.map(|light| light.light.value()),
    })
}

fn local(node: &json::Node, what: &str) -> Result<Local, SceneError> {
    let finite = |numbers: &[f32]| numbers.iter().all(|number| number.is_finite());
    let refused = || SceneError::invalid(what, "has a transform that is not finite");
    if let Some(matrix) = node.matrix {
        let matrix_is_used = node.translation.is_none() && node.rotation.is_none() && node.scale.is_none();
        if matrix_is_used {
            return match finite(&matrix) {
                true => Ok(Local::Matrix(DMat4::from_cols_array(&matrix.map(f64::from)))),
                false => Err(refused()),
            };
        }
    }
    let translation = node.translation.unwrap_or([0.0; 3]);
    let rotation = node.rotation.map_or([0.0, 0.0, 0.0, 1.0], |rotation| rotation.0);
    let scale = node.scale.unwrap_or([1.0; 3]);
    if !finite(&translation) || !finite(&rotation) || !finite(&scale) {
        return Err(refused());
    }
    Ok(Local::Parts {
        translation: DVec3::from_array(translation.map(f64::from)),
        rotation: exact::unit(DQuat::from_array(rotation.map(f64::from))),
        scale: DVec3::from_array(scale.map(f64::from)),
    })
}

/// The cameras that the scene's nodes carry, in the order of the tree.
pub fn cameras(root: &Root, tree: &Tree) -> Result<Vec<Camera>, SceneError> {
    let mut cameras = Vec::new();
    for (node, camera) in tree.nodes.iter().enumerate().filter_map(|(i, n)| Some((i, n.camera?))) {
        let what = place("cameras", camera);
        let camera = entry(&root.cameras, camera, "cameras")?;
        let projection = projection(camera, &what)?;
        cameras.push(Camera { node, projection, lens: extras::lens(camera, &what)? });
    }
    Ok(cameras)
}

fn projection(camera: &json::Camera, what: &str) -> Result<Projection, SceneError> {
    let within = |value: f32, most: f32| value.is_finite() && value > 0.0 && value < most;
    match (&camera.perspective, &camera.orthographic) {
        (Some(perspective), _) if within(perspective.yfov, 3.1) => {
            Ok(Projection::Perspective { yfov: perspective.yfov })
        }
        (Some(_), _) => Err(SceneError::invalid(what, "expected a yfov above 0 and below 3.1 radians")),
        (None, Some(orthographic)) if within(orthographic.ymag.abs(), 1e9) => {
            Ok(Projection::Orthographic { ymag: orthographic.ymag.abs() })
        }
        (None, Some(_)) => Err(SceneError::invalid(what, "expected a ymag that is finite and not zero")),
        (None, None) => Err(SceneError::invalid(what, "has no projection")),
    }
}
