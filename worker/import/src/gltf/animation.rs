use std::collections::HashSet;

use rayment_render::{
    SceneError,
    scene::{Interpolation, Local, Notes, Property, Track},
};

use super::accessor::Reader;
use super::document::{Animation, AnimationSampler, Channel, Interpolation as JsonInterpolation};
use super::entry;
use super::graph::Tree;
use crate::budget::Budget;

/// The animations of the nodes of the drawn scene: the one with that name, or all that do not animate what an
/// earlier one does.
pub fn tracks(
    reader: &Reader,
    tree: &Tree,
    only: Option<&str>,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Vec<Track>, SceneError> {
    let animations = &reader.root.animations;
    if let Some(name) = only.filter(|only| animations.iter().all(|animation| animation.name.as_deref() != Some(only))) {
        let problem = format!("names the animation {name:?}, which the file does not have");
        return Err(SceneError::invalid("scene.extras.rayment", problem));
    }
    let mut tracks = Vec::new();
    let mut moved: HashSet<(usize, Property)> = HashSet::new();
    for (index, animation) in animations.iter().enumerate() {
        if only.is_some_and(|only| animation.name.as_deref() != Some(only)) {
            continue;
        }
        let channels = targets(reader, tree, animation, index, notes)?;
        let is_taken = channels.iter().any(|(_, node, property)| moved.contains(&(*node, *property)));
        if is_taken {
            let name = animation.name.as_deref().unwrap_or_default();
            let words = "moves what an animation before it moves, and is left out";
            notes.add(format!("animations[{index}] ({name:?}) {words}"));
            continue;
        }
        moved.extend(channels.iter().map(|&(_, node, property)| (node, property)));
        for (number, node, property) in channels {
            let what = format!("animations[{index}].channels[{number}]");
            let source = Source { reader, animation, channel: &animation.channels[number], what };
            tracks.extend(source.read(tree, node, property, budget)?);
        }
    }
    Ok(tracks)
}

/// The channels of an animation that affect what is drawn: index, node and property, the last two unique.
fn targets(
    reader: &Reader,
    tree: &Tree,
    animation: &Animation,
    index: usize,
    notes: &mut Notes,
) -> Result<Vec<(usize, usize, Property)>, SceneError> {
    let (mut targets, mut known) = (Vec::new(), HashSet::new());
    for (number, channel) in animation.channels.iter().enumerate() {
        let what = || format!("animations[{index}].channels[{number}]");
        let property = match channel.target.path.as_str() {
            "translation" => Property::Translation,
            "rotation" => Property::Rotation,
            "scale" => Property::Scale,
            "weights" => Property::Weights,
            "pointer" => {
                notes.add(format!("animations[{index}]: what KHR_animation_pointer animates stays still"));
                continue;
            }
            _ => return Err(SceneError::invalid(what(), "has an unknown path")),
        };
        let Some(node) = channel.target.node else { continue };
        if node >= reader.root.nodes.len() {
            return Err(SceneError::invalid(what(), format!("names nodes[{node}] of {}", reader.root.nodes.len())));
        }
        let Some(node) = tree.places[node] else { continue };
        if known.insert((node, property)) {
            targets.push((number, node, property));
        }
    }
    Ok(targets)
}

struct Source<'a> {
    reader: &'a Reader<'a>,
    animation: &'a Animation,
    channel: &'a Channel,
    what: String,
}

impl Source<'_> {
    fn read(
        &self,
        tree: &Tree,
        node: usize,
        property: Property,
        budget: &mut Budget,
    ) -> Result<Option<Track>, SceneError> {
        let width = match property {
            Property::Rotation => 4,
            Property::Translation | Property::Scale => 3,
            Property::Visibility => 1,
            Property::Weights => tree.nodes[node].mesh.map_or(0, |mesh| tree.morphs[mesh]),
        };
        if width == 0 {
            return Ok(None);
        }
        if property != Property::Weights && matches!(tree.nodes[node].local, Local::Matrix(_)) {
            return Err(self.invalid("moves a node that is placed by a matrix; expected translation, rotation, scale"));
        }
        let sampler = entry(&self.animation.samplers, self.channel.sampler, "samplers")?;
        let interpolation = match sampler.interpolation {
            JsonInterpolation::Linear => Interpolation::Linear,
            JsonInterpolation::Step => Interpolation::Step,
            JsonInterpolation::CubicSpline => Interpolation::Cubic,
        };
        budget.take_keyframes(self.reader.count(sampler.input)?)?;
        budget.take_keyframes(self.reader.count(sampler.output)?)?;
        let times: Vec<f32> = self.reader.numbers::<1>(sampler.input)?.into_iter().map(|[time]| time).collect();
        let values = self.values(sampler, property)?;
        let track = Track { node, property, width, interpolation, times, values };
        self.check(&track)?;
        Ok(Some(track))
    }

    fn values(&self, sampler: &AnimationSampler, property: Property) -> Result<Vec<f32>, SceneError> {
        Ok(match property {
            Property::Rotation => self.reader.numbers::<4>(sampler.output)?.concat(),
            Property::Translation | Property::Scale => self.reader.numbers::<3>(sampler.output)?.concat(),
            Property::Weights | Property::Visibility => self.reader.numbers::<1>(sampler.output)?.concat(),
        })
    }

    fn check(&self, track: &Track) -> Result<(), SceneError> {
        if track.times.is_empty() {
            return Err(self.invalid("has no keys"));
        }
        if track.times[0] < 0.0 || track.times.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(self.invalid("expected times that rise from zero or later"));
        }
        let per_key = if track.interpolation == Interpolation::Cubic { 3 } else { 1 };
        let expected = track.times.len().saturating_mul(per_key * track.width);
        if track.values.len() != expected {
            let problem = format!("expected {expected} numbers for its keys, found {}", track.values.len());
            return Err(self.invalid(&problem));
        }
        Ok(())
    }

    fn invalid(&self, problem: &str) -> SceneError {
        SceneError::invalid(self.what.clone(), problem)
    }
}
