use std::collections::HashMap;
use std::rc::Rc;

use glam::DMat4;
use rayment_render::{
    SceneError,
    scene::{Local, Mesh, Node, Notes, Skin},
};
use roxmltree::NodeId;

use super::controller::{self, Binding, Controlled};
use super::document::{Element, Ids, child, children, path};
use super::geometry::{self, Geometry};
use super::material::Materials;
use super::node::Tree;
use crate::budget::Budget;

/// Meshes as instances need them: each with the materials bound to it.
pub struct Meshes<'r, 'a, 'f> {
    pub ids: &'r Ids<'a>,
    pub materials: Materials<'r, 'a, 'f>,
    geometries: HashMap<NodeId, Rc<Geometry>>,
    bindings: HashMap<NodeId, Rc<Binding<'a>>>,
    known: HashMap<(String, Vec<usize>), usize>,
    /// By the element that instances it, which several nodes may share.
    instanced: HashMap<NodeId, usize>,
    pub meshes: Vec<Mesh>,
    pub skins: Vec<Skin>,
}

impl<'r, 'a, 'f> Meshes<'r, 'a, 'f> {
    pub fn new(ids: &'r Ids<'a>, materials: Materials<'r, 'a, 'f>) -> Self {
        Self {
            ids,
            materials,
            geometries: HashMap::new(),
            bindings: HashMap::new(),
            known: HashMap::new(),
            instanced: HashMap::new(),
            meshes: Vec::new(),
            skins: Vec::new(),
        }
    }

    /// Attaches to a node what it instances.
    pub fn attach(
        &mut self,
        tree: &mut Tree<'a>,
        sids: &HashMap<&'a str, Vec<usize>>,
        node: usize,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<(), SceneError> {
        let Some(element) = tree.elements[node] else { return Ok(()) };
        for instance in children(element, "instance_geometry").chain(children(element, "instance_controller")) {
            let controlled = controller::controlled(self.ids, instance)?;
            let mesh = match self.instanced.get(&instance.id()) {
                Some(&mesh) => mesh,
                None => self.mesh(instance, &controlled, budget, notes)?,
            };
            self.instanced.insert(instance.id(), mesh);
            let weights = match controlled.morph {
                Some(morph) => controller::weights(self.ids, morph, budget)?,
                None => Vec::new(),
            };
            let skin = match controlled.skin {
                Some(skin) => {
                    let binding = self.binding(skin, budget)?;
                    // A matrix takes the memory of a few vertices.
                    budget.take_vertices(binding.joints() * 4)?;
                    self.skins.push(binding.skin(tree, sids, instance, node)?);
                    Some(self.skins.len() - 1)
                }
                None => None,
            };
            if tree.nodes[node].mesh.is_none() {
                let own = &mut tree.nodes[node];
                (own.mesh, own.skin, own.weights) = (Some(mesh), skin, weights);
            } else {
                let parent = Some(node);
                let local = Local::Matrix(DMat4::IDENTITY);
                tree.add(Node { parent, mesh: Some(mesh), skin, weights, ..Node::at(local) });
                budget.check_nodes(tree.nodes.len())?;
            }
        }
        Ok(())
    }

    fn mesh(
        &mut self,
        instance: Element<'a>,
        controlled: &Controlled<'a>,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<usize, SceneError> {
        let geometry = self.geometry(controlled.geometry, budget, notes)?;
        let bound = path(instance, &["bind_material", "technique_common"]);
        let is_uv = |input: &Element| input.attribute("semantic") == Some("TEXCOORD") && input.has_attribute("set");
        let first_set = controlled.geometry.descendants().find(is_uv).and_then(|input| input.attribute("set"));
        let first_set = first_set.unwrap_or("0");
        let mut symbols = HashMap::new();
        for material in bound.into_iter().flat_map(|bound| children(bound, "instance_material")) {
            let place = self.materials.place(material, budget, notes)?;
            let mut sets = children(material, "bind_vertex_input").filter_map(|input| input.attribute("input_set"));
            if sets.any(|set| set != first_set) {
                let what = super::document::named(instance);
                notes.add(format!("{what}: all its pictures lie by the first set of texture coordinates"));
            }
            symbols.insert(material.attribute("symbol").unwrap_or_default(), place);
        }
        let materials: Vec<usize> =
            geometry.groups.iter().map(|group| symbols.get(group.symbol.as_str()).copied().unwrap_or(0)).collect();
        let key = (instance.attribute("url").unwrap_or_default().to_owned(), materials);
        if let Some(&known) = self.known.get(&key) {
            return Ok(known);
        }
        let shapes = match controlled.morph {
            Some(morph) => controller::morphs(self.ids, morph, &geometry, budget)?,
            None => Vec::new(),
        };
        let binding = controlled.skin.map(|skin| self.binding(skin, budget)).transpose()?;
        let mut made = Mesh::default();
        for (group, &material) in geometry.groups.iter().zip(&key.1) {
            budget.take_vertices(group.sources.len() + group.primitive.triangles.len())?;
            let mut primitive = group.primitive.clone();
            primitive.material = material;
            controller::add_morphs(&mut primitive, &group.sources, &shapes, budget)?;
            if let Some(binding) = &binding {
                binding.weigh(&mut primitive, &group.sources, budget)?;
            }
            made.primitives.push(primitive);
        }
        self.meshes.push(made);
        self.known.insert(key, self.meshes.len() - 1);
        Ok(self.meshes.len() - 1)
    }

    fn geometry(
        &mut self,
        element: Element<'a>,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<Rc<Geometry>, SceneError> {
        if let Some(known) = self.geometries.get(&element.id()) {
            return Ok(known.clone());
        }
        let made = Rc::new(geometry::geometry(self.ids, element, budget, notes)?);
        self.geometries.insert(element.id(), made.clone());
        Ok(made)
    }

    fn binding(&mut self, skin: Element<'a>, budget: &mut Budget) -> Result<Rc<Binding<'a>>, SceneError> {
        if let Some(known) = self.bindings.get(&skin.id()) {
            return Ok(known.clone());
        }
        let made = Rc::new(controller::binding(self.ids, skin, budget)?);
        self.bindings.insert(skin.id(), made.clone());
        Ok(made)
    }
}

/// Nodes by the names that skins know their joints by.
pub fn sids<'a>(tree: &Tree<'a>) -> HashMap<&'a str, Vec<usize>> {
    let mut sids: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, element) in tree.elements.iter().enumerate() {
        for name in ["sid", "id", "name"] {
            if let Some(name) = element.and_then(|element| element.attribute(name)) {
                sids.entry(name).or_default().push(index);
            }
        }
    }
    sids
}

/// Whether a document has drawable things other than meshes, for the notes.
pub fn note_lines(root: Element, notes: &mut Notes) {
    let is_line = |element: &Element| matches!(element.tag_name().name(), "lines" | "linestrips");
    if child(root, "library_geometries").is_some_and(|library| library.descendants().any(|element| is_line(&element))) {
        notes.add("lines are left out");
    }
}
