use rayment_render::{
    SceneError,
    scene::{Camera, Projection},
};

use super::document::{self, Document};
use super::graph::Tree;
use super::{extras, place};

/// The cameras of the nodes, in the order of the tree.
pub fn cameras(root: &Document, tree: &Tree) -> Result<Vec<Camera>, SceneError> {
    let mut cameras = Vec::new();
    for (node, index) in tree.nodes.iter().enumerate().filter_map(|(i, n)| Some((i, n.camera?))) {
        let what = place("cameras", index);
        let Some(camera) = root.cameras.get(index) else {
            return Err(SceneError::invalid(what, format!("is named, but there are only {}", root.cameras.len())));
        };
        let (projection, aspect) = projection(camera, &what)?;
        let (name, lens) = (camera.name.clone(), extras::lens(camera, &what)?);
        cameras.push(Camera { name, node, projection, aspect, lens });
    }
    Ok(cameras)
}

/// The projection of the camera, and its aspect ratio.
fn projection(camera: &document::Camera, what: &str) -> Result<(Projection, Option<f32>), SceneError> {
    let within = |value: f32, most: f32| value.is_finite() && value > 0.0 && value < most;
    let aspect = |value: f32| Some(value).filter(|&value| within(value, 1e3));
    match (&camera.perspective, &camera.orthographic) {
        (Some(view), _) if within(view.yfov, 3.1) => {
            Ok((Projection::Perspective { yfov: view.yfov }, view.aspect_ratio.and_then(aspect)))
        }
        (Some(_), _) => Err(SceneError::invalid(what, "expected a yfov above 0 and below 3.1 radians")),
        (None, Some(view)) if within(view.ymag.abs(), 1e9) => {
            let ymag = view.ymag.abs();
            Ok((Projection::Orthographic { ymag }, aspect(view.xmag.abs() / ymag)))
        }
        (None, Some(_)) => Err(SceneError::invalid(what, "expected a ymag that is finite and not zero")),
        (None, None) => Err(SceneError::invalid(what, "has no projection")),
    }
}
