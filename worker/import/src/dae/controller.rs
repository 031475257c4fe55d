use std::collections::HashMap;

use glam::DMat4;
use rayment_render::{
    SceneError,
    scene::{JointSet, Morph, Primitive, Skin},
};

use super::document::{Element, Ids, Source, child, children, exactly, invalid, named, names};
use super::geometry::Geometry;
use super::node::Tree;
use crate::budget::Budget;

/// Most joints that move one vertex.
const MOST_JOINTS: usize = 16;

/// Most nodes of one name that are searched for the one that a skin means.
const MOST_CANDIDATES: usize = 64;

/// Most controllers on the way to a geometry: a skin over morph targets.
pub struct Controlled<'a> {
    pub geometry: Element<'a>,
    pub skin: Option<Element<'a>>,
    pub morph: Option<Element<'a>>,
}

pub fn controlled<'a>(ids: &Ids<'a>, instance: Element<'a>) -> Result<Controlled<'a>, SceneError> {
    let mut at = ids.follow(instance, "url")?;
    let mut made = Controlled { geometry: at, skin: None, morph: None };
    for _ in 0..3 {
        if at.tag_name().name() == "geometry" {
            made.geometry = at;
            return Ok(made);
        }
        let own = child(at, "skin").or_else(|| child(at, "morph"));
        let own = own.ok_or_else(|| invalid(at, "is neither a geometry, a skin nor a morph"))?;
        if own.tag_name().name() == "skin" {
            made.skin = Some(own);
        } else {
            made.morph = Some(own);
        }
        at = ids.follow(own, "source")?;
    }
    Err(SceneError::unsupported(named(instance), "a controller of controllers"))
}

/// The weights of a morph controller.
pub fn weights<'a>(ids: &Ids<'a>, morph: Element<'a>, budget: &mut Budget) -> Result<Vec<f32>, SceneError> {
    match input(morph, "targets", "MORPH_WEIGHT") {
        Some(input) => Ok(Source::of(ids, input, budget)?.elements::<1>(0.0).concat()),
        None => Ok(Vec::new()),
    }
}

/// The morph targets of a controller, as differences from the base.
pub fn morphs<'a>(
    ids: &Ids<'a>,
    morph: Element<'a>,
    base: &Geometry,
    budget: &mut Budget,
) -> Result<Vec<Vec<[f32; 3]>>, SceneError> {
    let targets = input(morph, "targets", "MORPH_TARGET").ok_or_else(|| invalid(morph, "has no targets"))?;
    let is_relative = morph.attribute("method") == Some("RELATIVE");
    let mut shapes = Vec::new();
    for name in names(ids.follow(targets, "source")?) {
        let geometry = ids.get(name).ok_or_else(|| invalid(morph, format!("names {name:?}, which is not there")))?;
        let shape = super::geometry::positions(ids, geometry, budget)?;
        budget.take_vertices(shape.len().max(1))?;
        if shape.len() != base.positions.len() {
            let problem = format!("{name:?} has {} positions for {}", shape.len(), base.positions.len());
            return Err(invalid(morph, problem));
        }
        let away =
            |(to, from): (&[f32; 3], &[f32; 3])| [0, 1, 2].map(|i| to[i] - if is_relative { 0.0 } else { from[i] });
        let differences: Vec<[f32; 3]> = shape.iter().zip(&base.positions).map(away).collect();
        if !differences.iter().flatten().all(|number| number.is_finite()) {
            return Err(invalid(morph, "moves further than numbers hold"));
        }
        shapes.push(differences);
    }
    Ok(shapes)
}

pub fn add_morphs(
    primitive: &mut Primitive,
    sources: &[u32],
    shapes: &[Vec<[f32; 3]>],
    budget: &mut Budget,
) -> Result<(), SceneError> {
    for shape in shapes {
        budget.take_vertices(sources.len())?;
        let positions = sources.iter().map(|&source| shape.get(source as usize).copied().unwrap_or_default());
        primitive.morphs.push(Morph { positions: Some(positions.collect()), ..Morph::default() });
    }
    Ok(())
}

/// A skin as read, before its joints are looked up among the nodes.
pub struct Binding<'a> {
    shape: DMat4,
    joints: Vec<&'a str>,
    inverse: Vec<DMat4>,
    /// For each position of the geometry: indices into `joints` (its length for none), and weights.
    weights: Vec<Vec<(u16, f32)>>,
}

pub fn binding<'a>(ids: &Ids<'a>, skin: Element<'a>, budget: &mut Budget) -> Result<Binding<'a>, SceneError> {
    let matrix = |m: &[f32]| DMat4::from_cols_array(&std::array::from_fn(|i| f64::from(m[i % 4 * 4 + i / 4])));
    let shape =
        child(skin, "bind_shape_matrix").map_or(Ok(DMat4::IDENTITY), |m| exactly::<16>(m).map(|m| matrix(&m)))?;
    let joints = input(skin, "joints", "JOINT").ok_or_else(|| invalid(skin, "has no joints"))?;
    let joints = names(ids.follow(joints, "source")?);
    let inverse =
        input(skin, "joints", "INV_BIND_MATRIX").ok_or_else(|| invalid(skin, "has no inverse bind matrices"))?;
    let inverse: Vec<DMat4> = Source::of(ids, inverse, budget)?.elements::<16>(0.0).iter().map(|m| matrix(m)).collect();
    if inverse.len() != joints.len() || joints.len() >= usize::from(u16::MAX) {
        let problem = format!("has {} inverse bind matrices for {} joints", inverse.len(), joints.len());
        return Err(invalid(skin, problem));
    }
    let weights = vertex_weights(ids, skin, joints.len(), budget)?;
    Ok(Binding { shape, joints, inverse, weights })
}

fn vertex_weights<'a>(
    ids: &Ids<'a>,
    skin: Element<'a>,
    joints: usize,
    budget: &mut Budget,
) -> Result<Vec<Vec<(u16, f32)>>, SceneError> {
    let element = child(skin, "vertex_weights").ok_or_else(|| invalid(skin, "has no vertex_weights"))?;
    let list = |name: &str, budget: &mut Budget| -> Result<Vec<i64>, SceneError> {
        let words = || child(element, name).and_then(|list| list.text()).unwrap_or_default().split_ascii_whitespace();
        budget.take_bytes(words().count().saturating_mul(8))?;
        words().map(|word| word.parse().map_err(|_| invalid(element, "expected whole numbers"))).collect()
    };
    let (counts, pairs) = (list("vcount", budget)?, list("v", budget)?);
    let offset = |semantic: &str| -> Option<usize> {
        let input = children(element, "input").find(|input| input.attribute("semantic") == Some(semantic))?;
        input.attribute("offset").unwrap_or("0").trim().parse().ok().filter(|&offset| offset < 8)
    };
    let (Some(joint_at), Some(weight_at)) = (offset("JOINT"), offset("WEIGHT")) else {
        return Err(invalid(element, "expected inputs JOINT and WEIGHT"));
    };
    let input = children(element, "input").find(|input| input.attribute("semantic") == Some("WEIGHT"));
    let table = input.map(|input| Source::of(ids, input, budget)).transpose()?.unwrap_or_default().elements::<1>(0.0);
    let stride = joint_at.max(weight_at) + 1;
    budget.take_vertices(counts.len().saturating_add(pairs.len() / stride))?;
    let mut pairs = pairs.chunks_exact(stride);
    let mut all = Vec::with_capacity(counts.len());
    for &count in &counts {
        let mut own = Vec::new();
        for _ in 0..count.max(0) {
            let pair = pairs.next().ok_or_else(|| invalid(element, "has a vcount that reaches beyond its v"))?;
            let weight = usize::try_from(pair[weight_at]).ok().and_then(|at| table.get(at));
            let weight = weight.ok_or_else(|| invalid(element, format!("names weight {}", pair[weight_at])))?[0];
            // An index below zero means the bind shape itself.
            let joint = if pair[joint_at] < 0 { joints } else { pair[joint_at] as usize };
            if joint > joints {
                return Err(invalid(element, format!("names joint {joint} of {joints}")));
            }
            own.push((joint as u16, weight.max(0.0)));
        }
        own.sort_by(|a: &(u16, f32), b| b.1.total_cmp(&a.1));
        own.truncate(MOST_JOINTS);
        all.push(own);
    }
    Ok(all)
}

impl Binding<'_> {
    /// Including the one for vertices without a joint.
    pub fn joints(&self) -> usize {
        self.joints.len() + 1
    }

    /// Looks up the joints among the nodes, those below the instance's skeletons first. The last joint is
    /// the skin's own node, for vertices without a joint.
    pub fn skin<'a>(
        &self,
        tree: &Tree<'a>,
        sids: &HashMap<&'a str, Vec<usize>>,
        instance: Element<'a>,
        own: usize,
    ) -> Result<Skin, SceneError> {
        let roots: Vec<&str> = children(instance, "skeleton")
            .filter_map(|skeleton| super::document::text(skeleton).strip_prefix('#'))
            .collect();
        let mut skin = Skin { joints: Vec::with_capacity(self.joints.len() + 1), inverse_bind: Vec::new() };
        for (name, inverse) in self.joints.iter().zip(&self.inverse) {
            let candidates = sids.get(name).map_or(&[][..], |list| list);
            let below = candidates.iter().take(MOST_CANDIDATES).find(|&&node| is_below(tree, node, &roots));
            let node = below.or(candidates.first());
            let node = node.ok_or_else(|| invalid(instance, format!("needs the joint {name:?}, which no node is")))?;
            skin.joints.push(*node);
            skin.inverse_bind.push(*inverse * self.shape);
        }
        skin.joints.push(own);
        skin.inverse_bind.push(self.shape);
        Ok(skin)
    }

    pub fn weigh(&self, primitive: &mut Primitive, sources: &[u32], budget: &mut Budget) -> Result<(), SceneError> {
        let own = self.joints.len() as u16;
        let most = self.weights.iter().map(Vec::len).max().unwrap_or(0).clamp(1, MOST_JOINTS);
        let sets = most.div_ceil(4);
        budget.take_vertices(sources.len() * sets)?;
        let empty = || JointSet { joints: vec![[own; 4]; sources.len()], weights: vec![[0.0; 4]; sources.len()] };
        primitive.joints = (0..sets).map(|_| empty()).collect();
        for (vertex, &source) in sources.iter().enumerate() {
            let list = self.weights.get(source as usize).map_or(&[][..], |list| list);
            let sum: f32 = list.iter().map(|(_, weight)| weight).sum();
            if !sum.is_finite() || sum <= 1e-12 {
                primitive.joints[0].weights[vertex][0] = 1.0;
                continue;
            }
            for (at, (joint, weight)) in list.iter().enumerate() {
                let set = &mut primitive.joints[at / 4];
                set.joints[vertex][at % 4] = *joint;
                set.weights[vertex][at % 4] = weight / sum;
            }
        }
        Ok(())
    }
}

fn is_below(tree: &Tree, mut node: usize, roots: &[&str]) -> bool {
    loop {
        let id = tree.elements[node].and_then(|element| element.attribute("id"));
        if id.is_some_and(|id| roots.contains(&id)) {
            return true;
        }
        match tree.nodes[node].parent {
            Some(parent) => node = parent,
            None => return false,
        }
    }
}

fn input<'a>(element: Element<'a>, list: &str, semantic: &str) -> Option<Element<'a>> {
    children(child(element, list)?, "input").find(|input| input.attribute("semantic") == Some(semantic))
}
