use std::collections::HashSet;

use rayment_render::{
    SceneError,
    scene::{Interpolation, Node, Notes, Property, Track},
};
use ufbx::{AllocatorOpts, BakeOpts, BakedQuat, BakedVec3};

use super::mesh::{channels, tamed};
use super::node::Tree;
use super::{left_out, named, narrow};
use crate::budget::Budget;

/// Bytes per key while animation is baked.
const BYTES_PER_KEY: u64 = 256;
/// Most keys that the span between two keys of the file is baked to.
const MOST_SEGMENTS: usize = 1 << 16;

/// The animation of the selected take.
pub fn tracks(
    fbx: &ufbx::Scene,
    tree: &Tree,
    nodes: &[Node],
    rate: f64,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Vec<Track>, SceneError> {
    if fbx.anim_curves.is_empty() {
        return Ok(Vec::new());
    }
    let baked = ufbx::bake_anim(fbx, &fbx.anim, options(rate, budget)).map_err(|error| match error.type_ {
        ufbx::ErrorType::MemoryLimit | ufbx::ErrorType::AllocationLimit => SceneError::TooLarge {
            what: "animation keys (or more)",
            found: budget.keyframes_left() + 1,
            limit: budget.keyframes_left(),
        },
        _ => SceneError::invalid("the animation", error.description.as_ref().to_lowercase()),
    })?;
    let mut tracks = Vec::new();
    for moved in &baked.nodes {
        let Some(Some(node)) = tree.places.get(moved.typed_id as usize).copied() else { continue };
        let what = named("animation of node", &fbx.nodes[moved.typed_id as usize].element);
        let mut keep = |track: Option<Track>| tracks.extend(track);
        if !moved.constant_translation {
            keep(vectors(node, Property::Translation, &moved.translation_keys, &what, budget)?);
        }
        if !moved.constant_rotation {
            keep(rotations(node, &moved.rotation_keys, &what, budget)?);
        }
        if !moved.constant_scale {
            keep(vectors(node, Property::Scale, &moved.scale_keys, &what, budget)?);
        }
    }
    left_out::note_animations(fbx, &baked, notes);
    let moving = |element: &&ufbx::BakedElement| element.props.iter().any(|prop| !prop.constant_value);
    let moving: HashSet<u32> = baked.elements.iter().filter(moving).map(|element| element.element_id).collect();
    let span = (baked.key_time_min, baked.key_time_max);
    for (index, &number) in tree.order.iter().enumerate().filter(|(index, _)| !nodes[*index].weights.is_empty()) {
        let Some(mesh) = &fbx.nodes[number].mesh else { continue };
        if channels(mesh).any(|channel| moving.contains(&channel.element.element_id)) {
            tracks.push(weights(index, &fbx.anim, mesh, span, rate, budget)?);
        }
    }
    Ok(tracks)
}

fn options(rate: f64, budget: &Budget) -> BakeOpts {
    let bytes = budget.keyframes_left().saturating_mul(BYTES_PER_KEY).min(budget.bytes_left().max(1 << 20));
    let memory = || AllocatorOpts { memory_limit: bytes as usize, ..AllocatorOpts::default() };
    BakeOpts {
        temp_allocator: memory(),
        result_allocator: memory(),
        resample_rate: rate,
        minimum_sample_rate: rate,
        max_keyframe_segments: MOST_SEGMENTS,
        ..BakeOpts::default()
    }
}

/// Keys in the order of time; of several at the same f32 time, the last.
struct Keys {
    track: Track,
}

impl Keys {
    fn new(node: usize, property: Property, width: usize) -> Self {
        let (times, values) = (Vec::new(), Vec::new());
        Self { track: Track { node, property, width, interpolation: Interpolation::Linear, times, values } }
    }

    fn push(&mut self, time: f64, value: &[f64], what: &str) -> Result<(), SceneError> {
        let place = || what.to_owned();
        let time = narrow(time, place)?;
        while self.track.times.last().is_some_and(|&last| last >= time) {
            self.track.times.pop();
            self.track.values.truncate(self.track.times.len() * self.track.width);
        }
        self.track.times.push(time);
        for &part in value {
            self.track.values.push(narrow(part, place)?);
        }
        Ok(())
    }

    fn finish(self) -> Option<Track> {
        (!self.track.times.is_empty()).then_some(self.track)
    }
}

fn vectors(
    node: usize,
    property: Property,
    baked: &[BakedVec3],
    what: &str,
    budget: &mut Budget,
) -> Result<Option<Track>, SceneError> {
    budget.take_keyframes(baked.len())?;
    let mut keys = Keys::new(node, property, 3);
    for key in baked {
        keys.push(key.time, &[key.value.x, key.value.y, key.value.z], what)?;
    }
    Ok(keys.finish())
}

fn rotations(node: usize, baked: &[BakedQuat], what: &str, budget: &mut Budget) -> Result<Option<Track>, SceneError> {
    budget.take_keyframes(baked.len())?;
    let mut keys = Keys::new(node, Property::Rotation, 4);
    for key in baked {
        keys.push(key.time, &[key.value.x, key.value.y, key.value.z, key.value.w], what)?;
    }
    Ok(keys.finish())
}

/// The weights of all morph targets of a mesh at every frame.
fn weights(
    node: usize,
    anim: &ufbx::Anim,
    mesh: &ufbx::Mesh,
    (start, end): (f64, f64),
    rate: f64,
    budget: &mut Budget,
) -> Result<Track, SceneError> {
    let what = named("animation of mesh", &mesh.element);
    let first = (start * rate).floor();
    let frames = ((end * rate).ceil() - first).max(0.0);
    let width = channels(mesh).count();
    // A span that is NaN becomes zero.
    budget.take_keyframes((frames as usize).saturating_add(1).saturating_mul(width))?;
    let mut keys = Keys::new(node, Property::Weights, width);
    for frame in 0..=frames as usize {
        let time = (first + frame as f64) / rate;
        let values: Vec<f64> = channels(mesh)
            .map(|channel| f64::from(tamed(ufbx::evaluate_blend_weight(anim, channel, time) as f32)))
            .collect();
        keys.push(time, &values, &what)?;
    }
    Ok(keys.track)
}
