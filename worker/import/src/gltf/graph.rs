use glam::{DMat4, DQuat, DVec3};
use rayment_render::{
    Limits, SceneError, exact,
    scene::{Local, Node},
};

use super::accessor::Reader;
use super::document::{self, Document};
use super::{chosen_scene, entry, instances, place};
use crate::budget::Budget;

/// The nodes of the drawn scene, parents first.
pub struct Tree {
    pub nodes: Vec<Node>,
    /// From node numbers of the file to indices into `nodes`.
    pub places: Vec<Option<usize>>,
    /// Number of morph targets of each mesh of the file.
    pub morphs: Vec<usize>,
}

/// A node that is still to be visited.
struct Open {
    number: usize,
    parent: Option<usize>,
    is_visible: bool,
}

pub fn tree(reader: &Reader, limits: &Limits, budget: &mut Budget) -> Result<Tree, SceneError> {
    let root = reader.root;
    SceneError::within("nodes", root.nodes.len() as u64, limits.nodes)?;
    let morphs = root.meshes.iter().map(document::Mesh::morphs).collect();
    let mut tree = Tree { nodes: Vec::new(), places: vec![None; root.nodes.len()], morphs };
    let first = roots(root)?.into_iter().rev();
    let mut open: Vec<Open> = first.map(|number| Open { number, parent: None, is_visible: true }).collect();
    while let Some(Open { number, parent, is_visible }) = open.pop() {
        let node = entry(&root.nodes, number, "nodes")?;
        if tree.places[number].is_some() {
            let problem = "is reached twice; expected a tree, where every node has one parent";
            return Err(SceneError::invalid(place("nodes", number), problem));
        }
        let here = tree.nodes.len();
        tree.places[number] = Some(here);
        let is_visible = is_visible && node.is_visible();
        let mut imported = imported(node, number, parent, is_visible, root)?;
        if let Some(mesh) = imported.mesh {
            imported.weights = weights(node, tree.morphs[mesh], root, mesh, number)?;
            budget.take_vertices(imported.weights.len())?;
        }
        tree.nodes.push(imported);
        if tree.nodes[here].mesh.is_some() {
            let left = limits.nodes.saturating_sub(tree.nodes.len() as u64);
            tree.place_instances(here, instances::of(reader, node, number, left)?, budget)?;
        }
        let children = node.children.iter().rev();
        open.extend(children.map(|&number| Open { number, parent: Some(here), is_visible }));
        // A node named repeatedly as a child is refused above, but only after it was queued.
        SceneError::within("nodes and instances", (tree.nodes.len() + open.len()) as u64, limits.nodes)?;
    }
    Ok(tree)
}

impl Tree {
    /// The meshes that are drawn, each once, sorted.
    pub fn meshes(&self) -> Vec<usize> {
        sorted(self.nodes.iter().filter_map(|node| node.mesh).collect())
    }

    /// Moves a node's mesh to one child per instance.
    fn place_instances(
        &mut self,
        parent: usize,
        locals: Option<Vec<Local>>,
        budget: &mut Budget,
    ) -> Result<(), SceneError> {
        let Some(locals) = locals else { return Ok(()) };
        let node = &mut self.nodes[parent];
        node.skin = None;
        let Some(mesh) = node.mesh.take() else { return Ok(()) };
        let weights = std::mem::take(&mut node.weights);
        budget.take_vertices(weights.len().saturating_mul(locals.len()))?;
        let instance = |local| Node { mesh: Some(mesh), weights: weights.clone(), ..Node::below(Some(parent), local) };
        self.nodes.extend(locals.into_iter().map(instance));
        Ok(())
    }
}

/// The meshes that are drawn according to the document, without reading any bytes.
pub fn drawn_meshes(root: &Document) -> Result<Vec<usize>, SceneError> {
    let (mut open, mut is_reached, mut meshes) = (roots(root)?, vec![false; root.nodes.len()], Vec::new());
    while let Some(number) = open.pop() {
        let node = entry(&root.nodes, number, "nodes")?;
        if !std::mem::replace(&mut is_reached[number], true) && node.is_visible() {
            meshes.extend(node.mesh);
            open.extend(&node.children);
        }
    }
    Ok(sorted(meshes))
}

fn sorted(mut meshes: Vec<usize>) -> Vec<usize> {
    meshes.sort_unstable();
    meshes.dedup();
    meshes
}

/// The root nodes of the drawn scene; in a file without scenes all nodes without a parent.
fn roots(root: &Document) -> Result<Vec<usize>, SceneError> {
    if let Some(scene) = chosen_scene(root)? {
        return Ok(scene.nodes.clone());
    }
    let mut is_child = vec![false; root.nodes.len()];
    for &child in root.nodes.iter().flat_map(|node| &node.children) {
        if let Some(flag) = is_child.get_mut(child) {
            *flag = true;
        }
    }
    Ok((0..root.nodes.len()).filter(|&node| !is_child[node]).collect())
}

impl document::Node {
    fn is_visible(&self) -> bool {
        let visibility = self.extensions.as_ref().and_then(|all| all.visibility.as_ref());
        visibility.is_none_or(|visibility| visibility.visible)
    }
}

fn imported(
    node: &document::Node,
    number: usize,
    parent: Option<usize>,
    is_visible: bool,
    root: &Document,
) -> Result<Node, SceneError> {
    let what = place("nodes", number);
    let mut result = Node::below(parent, local(node, &what)?);
    result.camera = node.camera;
    if !is_visible {
        return Ok(result);
    }
    let light = node.extensions.as_ref().and_then(|all| all.light.as_ref()).map(|light| light.light);
    let lights = root.extensions.lights.lights.len();
    for (index, length, name) in
        [(node.mesh, root.meshes.len(), "mesh"), (node.skin, root.skins.len(), "skin"), (light, lights, "light")]
    {
        if let Some(index) = index.filter(|&index| index >= length) {
            let problem = format!("names {index} of {length}");
            return Err(SceneError::invalid(format!("{what}.{name}"), problem));
        }
    }
    result.light = light;
    result.mesh = node.mesh;
    // A skin without a mesh deforms nothing.
    result.skin = node.skin.filter(|_| node.mesh.is_some());
    Ok(result)
}

/// Weights of the morph targets of the node.
fn weights(
    node: &document::Node,
    morphs: usize,
    root: &Document,
    mesh: usize,
    number: usize,
) -> Result<Vec<f32>, SceneError> {
    let weights = node.weights.as_ref().unwrap_or(&root.meshes[mesh].weights);
    if weights.len() > morphs || weights.iter().any(|weight| !weight.is_finite()) {
        let problem = format!("expected up to {morphs} finite weights of morph targets, found {}", weights.len());
        return Err(SceneError::invalid(format!("nodes[{number}].weights"), problem));
    }
    Ok(weights.clone())
}

fn local(node: &document::Node, what: &str) -> Result<Local, SceneError> {
    let finite = |numbers: &[f32]| numbers.iter().all(|number| number.is_finite());
    let refused = || SceneError::invalid(what, "has a transform that is not finite");
    if let Some(matrix) = &node.matrix {
        let matrix_is_used = node.translation.is_none() && node.rotation.is_none() && node.scale.is_none();
        if matrix_is_used {
            return match finite(&matrix[..]) {
                true => Ok(Local::Matrix(DMat4::from_cols_array(&matrix.map(f64::from)))),
                false => Err(refused()),
            };
        }
    }
    let translation = node.translation.unwrap_or([0.0; 3]);
    let rotation = node.rotation.unwrap_or([0.0, 0.0, 0.0, 1.0]);
    let scale = node.scale.unwrap_or([1.0; 3]);
    if !finite(&translation) || !finite(&rotation) || !finite(&scale) {
        return Err(refused());
    }
    Ok(parts(translation, rotation, scale))
}

pub fn parts(translation: [f32; 3], rotation: [f32; 4], scale: [f32; 3]) -> Local {
    Local::Parts {
        translation: DVec3::from_array(translation.map(f64::from)),
        rotation: exact::unit(DQuat::from_array(rotation.map(f64::from))),
        scale: DVec3::from_array(scale.map(f64::from)),
    }
}
