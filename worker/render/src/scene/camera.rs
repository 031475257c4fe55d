use glam::DMat4;

use crate::exact;
use crate::math::{V3, concentric_disk, v3};
use crate::trace::time_segment;

/// A camera of the file and the node that carries it.
#[derive(Debug, Clone)]
pub struct Camera {
    pub name: Option<String>,
    pub node: usize,
    pub projection: Projection,
    /// Width of the view it was made for, for a height of one; pictures may have another.
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

/// A thin lens; an aperture of zero is a pinhole, with everything sharp.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lens {
    /// Radius of the aperture in scene units.
    pub aperture: f32,
    /// Distance of the plane in focus.
    pub focus: f32,
}

/// A camera placed in the world, for pictures of one shape.
#[derive(Debug, Clone, Copy)]
pub struct View {
    pub origin: V3,
    /// Half the width and height of the picture at distance one (orthographic: of the view itself).
    pub right: V3,
    pub up: V3,
    pub forward: V3,
    pub lens_right: V3,
    pub lens_up: V3,
    pub orthographic: bool,
    pub lens: Lens,
}

impl View {
    /// `None` where the node's transform leaves no finite, upright camera.
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

    /// A camera that sees all of a sphere from the front, a little from the right and above.
    pub fn around(center: V3, radius: f32, aspect: f64) -> Self {
        let back = v3(0.5, 0.4, 1.0).normalized();
        let right = v3(0.0, 1.0, 0.0).cross(back).normalized();
        let up = back.cross(right);
        // 40 degrees; half of the narrower side has to hold the sphere.
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

    /// Origin and unit direction of the ray through a point of the picture: x to the right and y up,
    /// both in [-1, 1] from edge to edge.
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

/// A camera while the shutter is open: one view, or several at even times.
#[derive(Debug, Clone)]
pub struct Views(pub Vec<View>);

impl Views {
    /// Like [`View::ray`]; `time` is the part of the shutter's time that has passed.
    #[inline]
    pub fn ray(&self, x: f32, y: f32, lens: [f32; 2], time: f32) -> (V3, V3) {
        if let [view] = &self.0[..] {
            return view.ray(x, y, lens);
        }
        let (key, part) = time_segment(time, self.0.len());
        let (origin, direction) = self.0[key].lerp(&self.0[key + 1], part).ray(x, y, lens);
        // Of a view between two, parallel rays are a little off length one.
        (origin, direction.normalized())
    }

    pub fn has_lens(&self) -> bool {
        self.0[0].lens.aperture > 0.0
    }
}
