/// Times of the shutter interval at which the transform of what moves is known: instances, lights and cameras.
pub const POSES: usize = 9;

/// The key before a time of the shutter interval, in [0, 1), and the fraction of the way to the next (a time
/// segment in Embree).
#[inline]
pub fn time_segment(time: f32, keys: usize) -> (usize, f32) {
    let at = time * (keys - 1) as f32;
    let key = (at as usize).min(keys - 2);
    (key, at - key as f32)
}
