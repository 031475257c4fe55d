use gltf::json::animation::{Animation, Channel, Interpolation as JsonInterpolation, Property as JsonProperty};
use gltf::json::validation::Checked;

use super::accessor::Reader;
use super::budget::Budget;
use super::entry;
use super::graph::Tree;
use crate::error::SceneError;
use crate::scene::{Interpolation, Local, Property, Track};

/// The motions of the drawn scene's nodes, those of all animations together.
pub fn tracks(reader: &Reader, tree: &Tree, budget: &mut Budget) -> Result<Vec<Track>, SceneError> {
    let mut tracks = Vec::new();
    for (index, animation) in reader.root.animations.iter().enumerate() {
        for (number, channel) in animation.channels.iter().enumerate() {
            let what = format!("animations[{index}].channels[{number}]");
            let source = Source { reader, animation, channel, what };
            tracks.extend(source.read(tree, budget)?);
        }
    }
    Ok(tracks)
}

struct Source<'a> {
    reader: &'a Reader<'a>,
    animation: &'a Animation,
    channel: &'a Channel,
    what: String,
}

impl Source<'_> {
    fn read(&self, tree: &Tree, budget: &mut Budget) -> Result<Option<Track>, SceneError> {
        let target = &self.channel.target;
        let Some(&Some(node)) = tree.places.get(target.node.value()) else { return Ok(None) };
        let property = match target.path {
            Checked::Valid(JsonProperty::Translation) => Property::Translation,
            Checked::Valid(JsonProperty::Rotation) => Property::Rotation,
            Checked::Valid(JsonProperty::Scale) => Property::Scale,
            Checked::Valid(JsonProperty::MorphTargetWeights) => {
                return Err(SceneError::unsupported(self.what.clone(), "animation of morph targets"));
            }
            Checked::Invalid => return Err(self.invalid("has an unknown path")),
        };
        if matches!(tree.nodes[node].local, Local::Matrix(_)) {
            return Err(self.invalid("moves a node that is placed by a matrix; expected translation, rotation, scale"));
        }
        let sampler = entry(&self.animation.samplers, self.channel.sampler.value(), "samplers")?;
        let interpolation = match sampler.interpolation {
            Checked::Valid(JsonInterpolation::Linear) => Interpolation::Linear,
            Checked::Valid(JsonInterpolation::Step) => Interpolation::Step,
            Checked::Valid(JsonInterpolation::CubicSpline) => Interpolation::Cubic,
            Checked::Invalid => return Err(self.invalid("has an unknown interpolation")),
        };
        budget.take_keyframes(self.reader.count(sampler.input)?)?;
        budget.take_keyframes(self.reader.count(sampler.output)?)?;
        let times: Vec<f32> = self.reader.numbers::<1>(sampler.input)?.into_iter().map(|[time]| time).collect();
        let values = match property {
            Property::Rotation => self.reader.numbers::<4>(sampler.output)?.concat(),
            Property::Translation | Property::Scale => self.reader.numbers::<3>(sampler.output)?.concat(),
        };
        let track = Track { node, property, interpolation, times, values };
        self.check(&track)?;
        Ok(Some(track))
    }

    fn check(&self, track: &Track) -> Result<(), SceneError> {
        if track.times.is_empty() {
            return Err(self.invalid("has no keys"));
        }
        if track.times[0] < 0.0 || track.times.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(self.invalid("expected times that rise from zero or later"));
        }
        let per_key = if track.interpolation == Interpolation::Cubic { 3 } else { 1 };
        let expected = track.times.len() * per_key * track.property.width();
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
