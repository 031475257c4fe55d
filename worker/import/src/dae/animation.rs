//! Animated transform elements, evaluated together at every frame and key, and kept as translation, rotation
//! and scale.

use std::collections::HashMap;

use glam::{DMat3, DMat4, DQuat, DVec3};
use rayment_render::{
    SceneError, exact,
    scene::{Interpolation, Local, Notes, Property, Track},
};
use roxmltree::Document;

use super::document::{Element, Ids, Source, child, children, invalid, named, names};
use super::node::{Kind, Transform, Tree, product, transforms};
use crate::budget::Budget;

/// The format has no frame rate.
pub const RATE: f64 = 24.0;

/// Values over time.
struct Curve {
    times: Vec<[f32; 1]>,
    values: Vec<f32>,
    width: usize,
    is_stepped: bool,
}

/// A curve, and the components of a transform element that it animates.
struct Channel<'a> {
    target: Target<'a>,
    curve: Curve,
}

/// `node/step`, `node/step.X`, `node/step(3)` or `node/step(1)(2)`.
#[derive(Debug, PartialEq)]
struct Target<'a> {
    node: &'a str,
    step: &'a str,
    /// The only component that is targeted.
    member: Option<usize>,
}

pub fn tracks<'a>(
    document: &'a Document<'a>,
    ids: &Ids<'a>,
    tree: &mut Tree<'a>,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Vec<Track>, SceneError> {
    let mut channels: HashMap<&str, Vec<Channel>> = HashMap::new();
    for element in document.descendants().filter(|element| element.tag_name().name() == "channel") {
        if let Some(channel) = channel(ids, element, budget, notes)? {
            channels.entry(channel.target.node).or_default().push(channel);
        }
    }
    let mut tracks = Vec::new();
    for node in 0..tree.nodes.len() {
        let Some(element) = tree.elements[node] else { continue };
        let Some(own) = element.attribute("id").and_then(|id| channels.get(id)) else { continue };
        tracks.extend(baked(element, node, own, tree, budget)?);
    }
    Ok(tracks)
}

fn channel<'a>(
    ids: &Ids<'a>,
    element: Element<'a>,
    budget: &mut Budget,
    notes: &mut Notes,
) -> Result<Option<Channel<'a>>, SceneError> {
    let what = element.attribute("target").unwrap_or_default();
    let Some(target) = Target::parse(what) else {
        notes.add(format!("the animation of {what:?} is left out"));
        return Ok(None);
    };
    let node = ids.get(target.node).filter(|node| node.tag_name().name() == "node");
    let steps = node.map(transforms).transpose()?.unwrap_or_default();
    // Others animate what no transform is: visibility, lights, materials.
    if steps.iter().all(|step| step.sid != target.step) {
        notes.add(format!("the animation of {what:?} is left out"));
        return Ok(None);
    }
    let sampler = ids.follow(element, "source")?;
    let input = |semantic: &str| children(sampler, "input").find(|input| input.attribute("semantic") == Some(semantic));
    let needed = |semantic: &str| input(semantic).ok_or_else(|| invalid(sampler, format!("has no {semantic}")));
    let times = Source::of(ids, needed("INPUT")?, budget)?.elements::<1>(0.0);
    let output = Source::of(ids, needed("OUTPUT")?, budget)?;
    budget.take_keyframes(times.len().saturating_mul(output.stride))?;
    if times.is_empty() || times.len() != output.count {
        let problem = format!("has {} times for {} values", times.len(), output.count);
        return Err(invalid(sampler, problem));
    }
    if times.windows(2).any(|pair| pair[0] >= pair[1]) {
        return Err(invalid(sampler, "expected times that rise"));
    }
    let kinds = input("INTERPOLATION").map(|input| ids.follow(input, "source")).transpose()?.map_or(Vec::new(), names);
    budget.take_keyframes(kinds.len())?;
    let is_stepped = !kinds.is_empty() && kinds.iter().all(|kind| *kind == "STEP");
    if !is_stepped && kinds.iter().any(|kind| *kind != "LINEAR") {
        notes.add(format!("{}: its keys are joined by straight lines", named(sampler)));
    }
    let width = output.stride;
    let values = output.elements::<16>(0.0).iter().flat_map(|element| element[..width.min(16)].to_vec()).collect();
    Ok(Some(Channel { target, curve: Curve { times, values, width: width.min(16), is_stepped } }))
}

impl<'a> Target<'a> {
    fn parse(target: &'a str) -> Option<Self> {
        let (node, rest) = target.rsplit_once('/')?;
        if let Some((step, member)) = rest.split_once('.') {
            let member = match member {
                "X" | "R" | "U" => 0,
                "Y" | "G" | "V" => 1,
                "Z" | "B" => 2,
                "W" | "ANGLE" | "A" => 3,
                _ => return None,
            };
            return Some(Self { node, step, member: Some(member) });
        }
        let Some((step, indices)) = rest.split_once('(') else { return Some(Self { node, step: rest, member: None }) };
        let indices: Vec<usize> =
            indices.strip_suffix(')')?.split(")(").map(|index| index.parse().ok()).collect::<Option<_>>()?;
        let member = match indices[..] {
            [index] if index < 16 => index,
            [row, column] if row < 4 && column < 4 => row * 4 + column,
            _ => return None,
        };
        Some(Self { node, step, member: Some(member) })
    }
}

impl Curve {
    /// The values at a time; before the first and after the last key those of that key.
    fn at(&self, seconds: f64) -> Vec<f64> {
        let key = |at: usize| self.values[at * self.width..(at + 1) * self.width].iter().map(|&v| f64::from(v));
        let next = self.times.partition_point(|&[time]| f64::from(time) <= seconds);
        if next == 0 {
            return key(0).collect();
        }
        if next == self.times.len() || self.is_stepped {
            return key(next - 1).collect();
        }
        let (start, end) = (f64::from(self.times[next - 1][0]), f64::from(self.times[next][0]));
        let t = (seconds - start) / (end - start);
        key(next - 1).zip(key(next)).map(|(a, b)| a * (1.0 - t) + b * t).collect()
    }
}

/// The animation of a node, and its rest pose as translation, rotation and scale.
fn baked<'a>(
    element: Element<'a>,
    node: usize,
    channels: &[Channel],
    tree: &mut Tree<'a>,
    budget: &mut Budget,
) -> Result<Vec<Track>, SceneError> {
    let mut steps = transforms(element)?;
    let times = moments(channels, steps.len(), budget)?;
    let parts =
        |steps: &[Transform]| parts(&product(steps)).ok_or_else(|| invalid(element, "moves to where numbers end"));
    let (translation, rotation, scale) = parts(&steps)?;
    tree.nodes[node].local = Local::Parts { translation, rotation, scale };
    let (mut places, mut turns, mut scales) = (Vec::new(), Vec::new(), Vec::new());
    for &time in &times {
        for channel in channels {
            apply(channel, f64::from(time), &mut steps).map_err(|problem| invalid(element, problem))?;
        }
        let (translation, rotation, scale) = parts(&steps)?;
        places.extend(translation.to_array().map(|part| part as f32));
        turns.extend(rotation.to_array().map(|part| part as f32));
        scales.extend(scale.to_array().map(|part| part as f32));
    }
    if !places.iter().chain(&turns).chain(&scales).all(|number| number.is_finite()) {
        return Err(invalid(element, "moves to where numbers end"));
    }
    let track = |property, width, values| Track {
        node,
        property,
        width,
        interpolation: Interpolation::Linear,
        times: times.clone(),
        values,
    };
    Ok(vec![
        track(Property::Translation, 3, places),
        track(Property::Rotation, 4, turns),
        track(Property::Scale, 3, scales),
    ])
}

/// Every key, and every frame between the first and the last.
fn moments(channels: &[Channel], steps: usize, budget: &mut Budget) -> Result<Vec<f32>, SceneError> {
    let keys = || channels.iter().flat_map(|channel| channel.curve.times.iter().map(|&[time]| time));
    let (start, end) = keys().fold((f32::MAX, f32::MIN), |(start, end), time| (start.min(time), end.max(time)));
    let first = (f64::from(start) * RATE).ceil();
    let frames = (f64::from(end) * RATE - first).floor().max(-1.0) + 1.0;
    // Three properties at each of them; more transform elements and channels than anyone needs cost
    // extra.
    let cost = (channels.len().max(steps) / 4).max(3);
    budget.take_keyframes((frames as usize).saturating_add(keys().count()).saturating_mul(cost))?;
    let mut times: Vec<f32> = (0..frames as usize).map(|frame| ((first + frame as f64) / RATE) as f32).collect();
    times.extend(keys());
    // A step curve holds until just before the next key.
    let stepped = channels.iter().filter(|channel| channel.curve.is_stepped);
    times.extend(stepped.flat_map(|channel| channel.curve.times.iter().map(|&[time]| time - 1e-3)));
    times.sort_unstable_by(f32::total_cmp);
    times.dedup_by(|a, b| *a <= *b);
    Ok(times)
}

fn apply(channel: &Channel, seconds: f64, steps: &mut [Transform]) -> Result<(), String> {
    let Some(step) = steps.iter_mut().find(|step| step.sid == channel.target.step) else {
        return Err(format!("has no step {:?} to animate", channel.target.step));
    };
    let values = channel.curve.at(seconds);
    match channel.target.member {
        Some(member) => {
            let value = step.values.get_mut(member).zip(values.first());
            let (to, from) = value.ok_or_else(|| format!("has no number {member} to animate"))?;
            *to = *from;
        }
        None if values.len() == step.values.len() => step.values = values,
        None => {
            let kind = if step.kind == Kind::Matrix { "matrix" } else { "step" };
            let problem = format!("is animated by {} numbers for a {kind} of {}", values.len(), step.values.len());
            return Err(problem);
        }
    }
    Ok(())
}

/// A transform without shear as translation, rotation and scale; `None` if it is not finite.
fn parts(matrix: &DMat4) -> Option<(DVec3, DQuat, DVec3)> {
    if !matrix.to_cols_array().iter().all(|number| number.is_finite()) {
        return None;
    }
    let column = |i: usize| matrix.col(i).truncate();
    let length = |v: DVec3| (v.x * v.x + v.y * v.y + v.z * v.z).sqrt();
    let mut scale = DVec3::new(length(column(0)), length(column(1)), length(column(2)));
    if column(0).cross(column(1)).dot(column(2)) < 0.0 {
        scale.x = -scale.x;
    }
    let axis =
        |i: usize, size: f64, without: DVec3| if size.abs() > 1e-30 { column(i) * (1.0 / size) } else { without };
    let turn = DMat3::from_cols(axis(0, scale.x, DVec3::X), axis(1, scale.y, DVec3::Y), axis(2, scale.z, DVec3::Z));
    let all = (column(3), exact::unit(DQuat::from_mat3(&turn)), scale);
    all.1.is_finite().then_some(all)
}

/// The parts of a document that animate other things than nodes, for the notes.
pub fn note_what_is_left_out(root: Element, notes: &mut Notes) {
    if child(root, "library_physics_models").is_some() {
        notes.add("physics are left out");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_targets() {
        let parsed = |target| Target::parse(target).map(|t| (t.node, t.step, t.member));
        assert_eq!(parsed("a/move"), Some(("a", "move", None)));
        assert_eq!(parsed("a/move.Z"), Some(("a", "move", Some(2))));
        assert_eq!(parsed("a/turn.ANGLE"), Some(("a", "turn", Some(3))));
        assert_eq!(parsed("a/m(2)(3)"), Some(("a", "m", Some(11))));
        for wrong in ["a", "a/b.Q", "a/b(4)(0)", "a/b(99)", "a/b(", "a/b(x)"] {
            assert_eq!(parsed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn takes_placements_apart() {
        let rotation = DQuat::from_rotation_y(0.7);
        let (translation, scale) = (DVec3::new(1.0, 2.0, 3.0), DVec3::new(-2.0, 0.5, 4.0));
        let matrix = DMat4::from_scale_rotation_translation(scale, rotation, translation);
        let (t, r, s) = parts(&matrix).expect("it is finite");
        let back = DMat4::from_scale_rotation_translation(s, r, t);
        assert!(matrix.abs_diff_eq(back, 1e-12), "{back}");
        assert!(parts(&DMat4::from_scale(DVec3::new(f64::INFINITY, 1.0, 1.0))).is_none());
        assert!(parts(&DMat4::ZERO).is_some());
    }
}
