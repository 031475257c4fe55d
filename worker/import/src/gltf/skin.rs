use std::collections::HashMap;

use glam::DMat4;
use rayment_render::{
    SceneError,
    scene::{JointSet, Skin},
};

use super::accessor::Reader;
use super::graph::Tree;
use super::mesh::Source;
use super::{entry, place};
use crate::budget::Budget;

/// Most joints that a vertex can index.
const MOST_JOINTS: usize = 1 << 16;
/// Most sets of four joints per vertex: JOINTS_0 to JOINTS_7.
const MOST_SETS: usize = 8;

/// The skins used by the nodes of the tree, in the order of the file. The nodes then index this list.
pub fn skins(reader: &Reader, tree: &mut Tree, budget: &mut Budget) -> Result<Vec<Skin>, SceneError> {
    let mut skins = Vec::new();
    let mut places: HashMap<usize, usize> = HashMap::new();
    for node in 0..tree.nodes.len() {
        let Some(number) = tree.nodes[node].skin else { continue };
        let here = match places.get(&number) {
            Some(&here) => here,
            None => {
                skins.push(imported(reader, tree, number, budget)?);
                places.insert(number, skins.len() - 1);
                skins.len() - 1
            }
        };
        tree.nodes[node].skin = Some(here);
    }
    Ok(skins)
}

fn imported(reader: &Reader, tree: &Tree, number: usize, budget: &mut Budget) -> Result<Skin, SceneError> {
    let (what, skin) = (place("skins", number), entry(&reader.root.skins, number, "skins")?);
    let count = skin.joints.len();
    if !(1..=MOST_JOINTS).contains(&count) {
        return Err(SceneError::invalid(what, format!("expected 1 to {MOST_JOINTS} joints, found {count}")));
    }
    let mut joints = Vec::with_capacity(count);
    for &joint in &skin.joints {
        let Some(&Some(node)) = tree.places.get(joint) else {
            return Err(SceneError::invalid(what, format!("has the joint nodes[{joint}], which is not in the scene")));
        };
        joints.push(node);
    }
    let inverse_bind = match skin.inverse_bind_matrices {
        None => {
            budget.take_vertices(count * 4)?;
            vec![DMat4::IDENTITY; count]
        }
        Some(accessor) => {
            let found = reader.count(accessor)?;
            if !(count..=MOST_JOINTS).contains(&found) {
                let problem = format!("has {found} inverse bind matrices for {count} joints");
                return Err(SceneError::invalid(what, problem));
            }
            // A matrix takes the memory of a few vertices.
            budget.take_vertices(found * 4)?;
            let matrices = reader.numbers::<16>(accessor)?;
            let widened = |matrix: &[f32; 16]| DMat4::from_cols_array(&matrix.map(f64::from));
            matrices.iter().take(count).map(widened).collect()
        }
    };
    Ok(Skin { joints, inverse_bind })
}

/// Number of joints that each skinned mesh may index: that of its smallest skin.
pub fn joints_of_meshes(tree: &Tree, skins: &[Skin]) -> HashMap<usize, usize> {
    let mut joints = HashMap::new();
    for (mesh, skin) in tree.nodes.iter().filter_map(|node| node.mesh.zip(node.skin)) {
        let count = skins[skin].joints.len();
        let least = joints.entry(mesh).or_insert(count);
        *least = count.min(*least);
    }
    joints
}

/// The joints of each vertex of a primitive; weights are normalized to a sum of one.
pub fn joint_sets(source: &Source, joints: usize, budget: &mut Budget) -> Result<Vec<JointSet>, SceneError> {
    let count = source.vertices()?;
    let mut sets = Vec::new();
    for number in 0..MOST_SETS {
        let name = format!("JOINTS_{number}");
        let Some(places) = source.whole_numbers(&name, count)? else { break };
        budget.take_vertices(count)?;
        let Some(weights) = source.numbers::<4>(&format!("WEIGHTS_{number}"), count)? else {
            return Err(source.invalid(&format!("has {name}, but no WEIGHTS_{number}")));
        };
        sets.push(JointSet { joints: checked(source, &places, &weights, joints)?, weights });
    }
    if sets.is_empty() {
        return Err(source.invalid("is worn with a skin, but has no JOINTS_0"));
    }
    for vertex in 0..count {
        balance(&mut sets, vertex);
    }
    Ok(sets)
}

fn checked(
    source: &Source,
    places: &[[u32; 4]],
    weights: &[[f32; 4]],
    joints: usize,
) -> Result<Vec<[u16; 4]>, SceneError> {
    let mut narrow = Vec::with_capacity(places.len());
    for (places, weights) in places.iter().zip(weights) {
        let mut four = [0u16; 4];
        for ((narrow, &place), &weight) in four.iter_mut().zip(places).zip(weights) {
            if weight < 0.0 {
                return Err(source.invalid("has a joint's weight below zero"));
            }
            // A joint with weight zero may have any index.
            if weight > 0.0 {
                if place as usize >= joints {
                    return Err(source.invalid(&format!("names joint {place} of {joints}")));
                }
                *narrow = place as u16;
            }
        }
        narrow.push(four);
    }
    Ok(narrow)
}

fn balance(sets: &mut [JointSet], vertex: usize) {
    let sum: f64 = sets.iter().flat_map(|set| set.weights[vertex]).map(f64::from).sum();
    if sum <= 0.0 {
        // Without a joint it is moved by the first one.
        sets[0].weights[vertex][0] = 1.0;
        return;
    }
    for set in sets {
        set.weights[vertex] = set.weights[vertex].map(|weight| (f64::from(weight) / sum) as f32);
    }
}
