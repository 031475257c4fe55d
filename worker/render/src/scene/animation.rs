use glam::{DQuat, DVec3};

use super::graph::Local;
use crate::exact;

/// First and last frame number of an animation, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameRange {
    pub first: u32,
    pub last: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Property {
    Translation,
    Rotation,
    Scale,
    /// Of the mesh's morphs, all at once.
    Weights,
    /// Whether the node and all below it are drawn: above one half.
    Visibility,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interpolation {
    Step,
    Linear,
    Cubic,
}

/// One property of one node over time.
#[derive(Debug, Clone)]
pub struct Track {
    pub node: usize,
    pub property: Property,
    /// Numbers per value: 3, of a rotation 4, of visibility 1, of weights as many as the mesh has morphs.
    pub width: usize,
    pub interpolation: Interpolation,
    /// Seconds, strictly rising, at least one.
    pub times: Vec<f32>,
    /// `width` numbers per key; cubic: in-tangent, value, out-tangent per key.
    pub values: Vec<f32>,
}

impl Track {
    pub fn apply(&self, local: &mut Local, seconds: f64) {
        let Local::Parts { translation, rotation, scale } = local else {
            return;
        };
        let value = self.value(seconds);
        let [x, y, z, w] = std::array::from_fn(|i| value.get(i).copied().unwrap_or(0.0));
        match self.property {
            Property::Weights | Property::Visibility => {}
            Property::Translation => *translation = DVec3::new(x, y, z),
            Property::Scale => *scale = DVec3::new(x, y, z),
            Property::Rotation => *rotation = exact::unit(DQuat::from_xyzw(x, y, z, w)),
        }
    }

    /// The morphs' weights at a time.
    pub fn weights(&self, seconds: f64) -> Vec<f32> {
        self.value(seconds).into_iter().map(|weight| weight as f32).collect()
    }

    /// Whether the node is drawn at a time. A key that f32 put just behind its frame still belongs to it.
    pub fn is_visible(&self, seconds: f64) -> bool {
        const LATE: f64 = 1e-4;
        self.value(seconds + LATE).first().is_none_or(|&value| value > 0.5)
    }

    /// The value at a time; before the first and after the last key, theirs.
    fn value(&self, seconds: f64) -> Vec<f64> {
        let next = self.times.partition_point(|&time| f64::from(time) <= seconds);
        if next == 0 {
            return self.key(0);
        }
        let previous = next - 1;
        if next == self.times.len() {
            return self.key(previous);
        }
        let start = f64::from(self.times[previous]);
        let span = f64::from(self.times[next]) - start;
        let t = (seconds - start) / span;
        match self.interpolation {
            Interpolation::Step => self.key(previous),
            Interpolation::Linear => self.linear(previous, next, t),
            Interpolation::Cubic => self.cubic(previous, next, t, span),
        }
    }

    fn linear(&self, previous: usize, next: usize, t: f64) -> Vec<f64> {
        let (a, b) = (self.key(previous), self.key(next));
        if self.property == Property::Rotation {
            let unit = |q: &[f64]| exact::unit(DQuat::from_xyzw(q[0], q[1], q[2], q[3]));
            return exact::slerp(unit(&a), unit(&b), t).to_array().to_vec();
        }
        a.iter().zip(&b).map(|(a, b)| a * (1.0 - t) + b * t).collect()
    }

    /// Cubic Hermite spline of the glTF 2.0 specification, appendix C.
    fn cubic(&self, previous: usize, next: usize, t: f64, span: f64) -> Vec<f64> {
        let (a, b) = (self.key(previous), self.key(next));
        let (out, into) = (self.at(previous * 3 + 2), self.at(next * 3));
        let (t2, t3) = (t * t, t * t * t);
        let spline = |i: usize| {
            (2.0 * t3 - 3.0 * t2 + 1.0) * a[i]
                + (t3 - 2.0 * t2 + t) * span * out[i]
                + (3.0 * t2 - 2.0 * t3) * b[i]
                + (t3 - t2) * span * into[i]
        };
        (0..self.width).map(spline).collect()
    }

    fn key(&self, index: usize) -> Vec<f64> {
        match self.interpolation {
            Interpolation::Cubic => self.at(index * 3 + 1),
            Interpolation::Step | Interpolation::Linear => self.at(index),
        }
    }

    fn at(&self, index: usize) -> Vec<f64> {
        let values = &self.values[index * self.width..(index + 1) * self.width];
        values.iter().map(|&value| f64::from(value)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(interpolation: Interpolation, values: &[f32]) -> Track {
        Track {
            node: 0,
            property: Property::Translation,
            width: 3,
            interpolation,
            times: vec![1.0, 2.0, 4.0],
            values: values.to_vec(),
        }
    }

    #[test]
    fn holds_before_and_after_and_steps_or_glides_between() {
        let values = [0.0, 0.0, 0.0, 2.0, 4.0, 6.0, 4.0, 4.0, 4.0];
        let step = track(Interpolation::Step, &values);
        let linear = track(Interpolation::Linear, &values);
        for track in [&step, &linear] {
            assert_eq!(track.value(0.0)[0], 0.0);
            assert_eq!(track.value(9.0)[0], 4.0);
            assert_eq!(track.value(2.0)[..3], [2.0, 4.0, 6.0]);
        }
        assert_eq!(step.value(1.99)[0], 0.0);
        assert_eq!(linear.value(1.5)[..3], [1.0, 2.0, 3.0]);
        assert_eq!(linear.value(3.0)[..3], [3.0, 4.0, 5.0]);
    }

    #[test]
    fn cubic_meets_its_keys_with_its_tangents() {
        let mut values = Vec::new();
        for (value, slope) in [(0.0, 1.0), (1.0, 1.0), (3.0, 1.0)] {
            for number in [slope, value, slope] {
                values.extend([number; 3]);
            }
        }
        // Values and tangents of the line t - 1: the spline has to be that line.
        let cubic = track(Interpolation::Cubic, &values);
        for seconds in [1.0, 1.25, 1.5, 2.0, 3.0, 4.0] {
            assert!((cubic.value(seconds)[1] - (seconds - 1.0)).abs() < 1e-12, "{seconds}");
        }
    }

    #[test]
    fn rotations_turn_at_constant_speed() {
        let quarter = std::f32::consts::FRAC_1_SQRT_2;
        let track = Track {
            node: 0,
            property: Property::Rotation,
            width: 4,
            interpolation: Interpolation::Linear,
            times: vec![0.0, 1.0],
            values: vec![0.0, 0.0, 0.0, 1.0, 0.0, quarter, 0.0, quarter],
        };
        let (translation, rotation, scale) = (DVec3::ZERO, DQuat::IDENTITY, DVec3::ONE);
        let mut local = Local::Parts { translation, rotation, scale };
        track.apply(&mut local, 1.0 / 3.0);
        let Local::Parts { rotation, .. } = local else { unreachable!("parts stay parts") };
        let expected = DQuat::from_rotation_y(std::f64::consts::PI / 6.0);
        assert!(rotation.dot(expected) > 1.0 - 1e-10);
    }
}
