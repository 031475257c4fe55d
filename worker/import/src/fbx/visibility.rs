//! Which nodes are drawn: visibility, which children take from their parents, display layers, and levels of detail,
//! of which the finest is drawn.

use std::collections::{HashMap, HashSet};

use rayment_render::{
    SceneError,
    scene::{Interpolation, Notes, Property, Track},
};
use ufbx::{AnimValue, LodDisplay};

use super::named;
use super::node::Tree;
use crate::budget::Budget;

/// Keys are looked at a little late, so that one that was rounded still belongs to its frame.
const LATE: f64 = 1e-5;

pub struct Visibility<'a> {
    /// Whether each node of the tree is ever drawn.
    pub is_drawn: Vec<bool>,
    /// Visibility over time, by the places of nodes in the tree.
    keyed: Vec<(usize, &'a AnimValue)>,
}

impl<'a> Visibility<'a> {
    pub fn new(fbx: &'a ufbx::Scene, tree: &Tree, notes: &mut Notes) -> Self {
        let keyed = keyed(fbx, tree);
        let hidden_layers = fbx.display_layers.iter().filter(|layer| !layer.visible);
        let hidden = hidden_layers.flat_map(|layer| layer.nodes.iter().map(|node| node.element.typed_id));
        let hidden: HashSet<u32> = hidden.collect();
        let mut is_coarse = vec![false; tree.order.len()];
        let mut is_drawn: Vec<bool> = Vec::with_capacity(tree.order.len());
        for (index, &number) in tree.order.iter().enumerate() {
            let node = &fbx.nodes[number];
            for place in coarse_levels(node, notes).into_iter().filter_map(|level| tree.places[level as usize]) {
                is_coarse[place] = true;
            }
            let is_shown = (node.visible || keyed.contains_key(&index)) && is_on(node, "Show");
            let is_shown = is_shown && !hidden.contains(&node.element.typed_id);
            let parent = tree.parents[index].filter(|_| is_on(node, "Visibility Inheritance"));
            is_drawn.push(is_shown && !is_coarse[index] && parent.is_none_or(|parent| is_drawn[parent]));
        }
        let mut keyed: Vec<_> = keyed.into_iter().filter(|(index, _)| is_drawn[*index]).collect();
        keyed.sort_unstable_by_key(|(index, _)| *index);
        Self { is_drawn, keyed }
    }

    /// A key wherever it changes from one frame to the next, and at the ends.
    pub fn tracks(
        &self,
        fbx: &ufbx::Scene,
        tree: &Tree,
        rate: f64,
        budget: &mut Budget,
        notes: &mut Notes,
    ) -> Result<Vec<Track>, SceneError> {
        let mut tracks = Vec::with_capacity(self.keyed.len());
        for &(node, value) in &self.keyed {
            let times = || value.curves.iter().flatten().flat_map(|curve| curve.keyframes.iter().map(|key| key.time));
            let Some((start, end)) = times().map(|time| (time, time)).reduce(|(a, b), (c, d)| (a.min(c), b.max(d)))
            else {
                continue;
            };
            let first = (start * rate).floor();
            let frames = ((end * rate).ceil() - first).max(0.0) as usize;
            budget.take_keyframes(frames.saturating_add(1))?;
            let (mut at, mut values) = (Vec::new(), Vec::new());
            for frame in 0..=frames {
                let time = (first + frame as f64) / rate;
                let share = value.evaluate_real(time + LATE);
                if share > 0.0 && share < 1.0 {
                    let place = named("node", &fbx.nodes[tree.order[node]].element);
                    notes.add(format!("{place}: is visible in part at times, and drawn whole then"));
                }
                let shown = f32::from(u8::from(share > 0.0));
                if values.last() != Some(&shown) || frame == frames {
                    at.push(time as f32);
                    values.push(shown);
                }
            }
            let (property, interpolation) = (Property::Visibility, Interpolation::Step);
            tracks.push(Track { node, property, width: 1, interpolation, times: at, values });
        }
        Ok(tracks)
    }
}

/// The nodes whose visibility the selected take animates; of several layers the last counts.
fn keyed<'a>(fbx: &'a ufbx::Scene, tree: &Tree) -> HashMap<usize, &'a AnimValue> {
    let mut keyed = HashMap::new();
    for prop in fbx.anim.layers.iter().flat_map(|layer| layer.anim_props.iter()) {
        let Some(node) = ufbx::as_node(&prop.element).filter(|_| prop.prop_name.as_ref() == "Visibility") else {
            continue;
        };
        if let Some(place) = tree.places[node.element.typed_id as usize] {
            keyed.insert(place, prop.anim_value.as_ref());
        }
    }
    keyed
}

/// Whether a property is not off.
fn is_on(node: &ufbx::Node, name: &str) -> bool {
    ufbx::find_prop(&node.element.props, name).is_none_or(|own| own.value_int != 0)
}

/// The children of a group of levels of detail that are not drawn: of those by distance, all but the finest.
fn coarse_levels(node: &ufbx::Node, notes: &mut Notes) -> Vec<u32> {
    let Some(group) = node.all_attribs.iter().find_map(|attrib| ufbx::as_lod_group(attrib)) else {
        return Vec::new();
    };
    let mut is_finest = true;
    let mut coarse = Vec::new();
    for (at, child) in node.children.iter().enumerate() {
        let display = group.lod_levels.get(at).map_or(LodDisplay::UseLod, |level| level.display);
        if display == LodDisplay::Hide || display == LodDisplay::UseLod && !is_finest {
            coarse.push(child.element.typed_id);
        }
        is_finest &= display == LodDisplay::Hide;
    }
    if !coarse.is_empty() {
        let what = named("levels of detail of", &node.element);
        notes.add(format!("{what}: {} of {} are left out, the finest is drawn", coarse.len(), node.children.len()));
    }
    coarse
}
