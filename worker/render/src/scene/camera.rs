use glam::DMat4;

use super::shutter::time_segment;
use crate::exact;
use crate::math::{V3, concentric_disk, v3};

/// A camera of the file, and the node that places it.
#[derive(Debug, Clone)]
pub struct Camera {
    pub name: Option<String>,
    pub node: usize,
    pub projection: Projection,
    /// Aspect ratio that it was made for; pictures may have another.
    pub aspect: Option<f32>,
    pub lens: Lens,
}

#[derive(Debug, Clone, Copy)]
pub enum Projection {
    /// Vertical field of view in radians, below pi.
    Perspective { yfov: f32 },
    /// Half the height of the view, in scene units.
    Orthographic { ymag: f32 },
}

/// A thin lens; with an aperture of zero a pinhole, which keeps everything in focus.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lens {
    /// Radius of the aperture in scene units.
    pub aperture: f32,
    /// Distance of the focal plane.
    pub focus: f32,
}

/// A camera placed in the world, for one aspect ratio.
#[derive(Debug, Clone, Copy)]
pub struct View {
    pub origin: V3,
    /// Half the width and height of the image plane at distance one (orthographic: of the view itself).
    pub right: V3,
    pub up: V3,
    pub forward: V3,
    pub lens_right: V3,
    pub lens_up: V3,
    pub orthographic: bool,
    pub lens: Lens,
}

impl View {
    /// `None` if the transform of the node is singular or not finite.
    pub fn new(to_world: &DMat4, projection: Projection, lens: Lens, aspect: f64) -> Option<Self> {
        let axis = |i: usize| {
            let column = to_world.col(i).truncate();
            let squared = column.x * column.x + column.y * column.y + column.z * column.z;
            column * (1.0 / squared.sqrt())
        };
        let (right, up, back, place) = (axis(0), axis(1), axis(2), to_world.col(3).truncate());
        let half = match projection {
            Projection::Perspective { yfov } => exact::tan(f64::from(yfov) * 0.5),
            Projection::Orthographic { ymag } => f64::from(ymag),
        };
        let narrow = |v: glam::DVec3| v3(v.x as f32, v.y as f32, v.z as f32);
        let view = Self {
            origin: narrow(place),
            right: narrow(right * (half * aspect)),
            up: narrow(up * half),
            forward: narrow(-back),
            lens_right: narrow(right),
            lens_up: narrow(up),
            orthographic: matches!(projection, Projection::Orthographic { .. }),
            lens,
        };
        let finite = [view.origin, view.right, view.up, view.forward].iter().all(|v| v.is_finite());
        finite.then_some(view)
    }

    /// A camera that frames a sphere from the front, slightly from the right and above.
    pub fn around(center: V3, radius: f32, aspect: f64) -> Self {
        let back = v3(0.5, 0.4, 1.0).normalized();
        let right = v3(0.0, 1.0, 0.0).cross(back).normalized();
        let up = back.cross(right);
        // 40 degrees; half of the smaller field of view must contain the sphere.
        let half = exact::tan(std::f64::consts::PI / 9.0);
        let narrow = (half * aspect.min(1.0)) as f32;
        let radius = if radius > 0.0 { radius } else { 1.0 };
        let distance = radius * (1.0 + narrow * narrow).sqrt() / narrow * 1.05;
        Self {
            origin: center + back * distance,
            right: right * (half * aspect) as f32,
            up: up * half as f32,
            forward: -back,
            lens_right: right,
            lens_up: up,
            orthographic: false,
            lens: Lens::default(),
        }
    }

    /// Origin and unit direction of the camera ray through a point of the picture: x to the right and y
    /// up, both in [-1, 1] from edge to edge. Thin lens: PBRT 5.2.3.
    #[inline]
    pub fn ray(&self, x: f32, y: f32, lens: [f32; 2]) -> (V3, V3) {
        if self.orthographic {
            return (self.origin + self.right * x + self.up * y, self.forward);
        }
        let through = self.forward + self.right * x + self.up * y;
        if self.lens.aperture <= 0.0 {
            return (self.origin, through.normalized());
        }
        let (a, b) = concentric_disk(lens);
        let shift = self.lens_right * (a * self.lens.aperture) + self.lens_up * (b * self.lens.aperture);
        (self.origin + shift, (through * self.lens.focus - shift).normalized())
    }

    fn lerp(&self, other: &Self, t: f32) -> Self {
        Self {
            origin: self.origin.lerp(other.origin, t),
            right: self.right.lerp(other.right, t),
            up: self.up.lerp(other.up, t),
            forward: self.forward.lerp(other.forward, t),
            lens_right: self.lens_right.lerp(other.lens_right, t),
            lens_up: self.lens_up.lerp(other.lens_up, t),
            orthographic: self.orthographic,
            lens: self.lens,
        }
    }
}

/// A camera while the shutter is open: one view, or several at evenly spaced times.
#[derive(Debug, Clone)]
pub struct Views(pub Vec<View>);

impl Views {
    /// Like [`View::ray`]; `time` is the fraction of the shutter interval that has passed.
    #[inline]
    pub fn ray(&self, x: f32, y: f32, lens: [f32; 2], time: f32) -> (V3, V3) {
        if let [view] = &self.0[..] {
            return view.ray(x, y, lens);
        }
        let (key, part) = time_segment(time, self.0.len());
        let (origin, direction) = self.0[key].lerp(&self.0[key + 1], part).ray(x, y, lens);
        // Between two views, parallel rays are not quite of length one.
        (origin, direction.normalized())
    }

    pub fn has_lens(&self) -> bool {
        self.0[0].lens.aperture > 0.0
    }
}
