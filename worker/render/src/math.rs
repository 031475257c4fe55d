//! Three-vectors whose every operation has one written order, so that a twin in another language can
//! have the same bits. No fused multiply-add, nothing but `+ - * /` and `sqrt`.

use std::ops::{Add, AddAssign, Index, Mul, MulAssign, Neg, Sub};

pub const PI: f32 = std::f32::consts::PI;
pub const INV_PI: f32 = std::f32::consts::FRAC_1_PI;

#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[repr(C)]
pub struct V3 {
    pub x: f32,
    pub y: f32,
    pub z: f32,
}

pub const fn v3(x: f32, y: f32, z: f32) -> V3 {
    V3 { x, y, z }
}

impl V3 {
    pub const ZERO: V3 = v3(0.0, 0.0, 0.0);
    pub const ONE: V3 = v3(1.0, 1.0, 1.0);

    pub const fn splat(value: f32) -> V3 {
        v3(value, value, value)
    }

    pub const fn from_array([x, y, z]: [f32; 3]) -> V3 {
        v3(x, y, z)
    }

    pub const fn to_array(self) -> [f32; 3] {
        [self.x, self.y, self.z]
    }

    /// (x x' + y y') + z z'.
    #[inline(always)]
    pub fn dot(self, other: V3) -> f32 {
        self.x * other.x + self.y * other.y + self.z * other.z
    }

    #[inline(always)]
    pub fn cross(self, other: V3) -> V3 {
        v3(
            self.y * other.z - self.z * other.y,
            self.z * other.x - self.x * other.z,
            self.x * other.y - self.y * other.x,
        )
    }

    #[inline(always)]
    pub fn length_squared(self) -> f32 {
        self.dot(self)
    }

    #[inline(always)]
    pub fn length(self) -> f32 {
        self.dot(self).sqrt()
    }

    /// Of length one; the zero vector stays what it is.
    #[inline(always)]
    pub fn normalized(self) -> V3 {
        let squared = self.dot(self);
        if squared > 0.0 { self * (1.0 / squared.sqrt()) } else { self }
    }

    #[inline(always)]
    pub fn max_component(self) -> f32 {
        self.x.max(self.y).max(self.z)
    }

    /// Rec. 709 luminance.
    #[inline(always)]
    pub fn luminance(self) -> f32 {
        0.2126 * self.x + 0.7152 * self.y + 0.0722 * self.z
    }

    #[inline(always)]
    pub fn is_finite(self) -> bool {
        self.x.is_finite() && self.y.is_finite() && self.z.is_finite()
    }

    #[inline(always)]
    pub fn is_black(self) -> bool {
        self.x == 0.0 && self.y == 0.0 && self.z == 0.0
    }

    #[inline(always)]
    pub fn min(self, other: V3) -> V3 {
        v3(self.x.min(other.x), self.y.min(other.y), self.z.min(other.z))
    }

    #[inline(always)]
    pub fn max(self, other: V3) -> V3 {
        v3(self.x.max(other.x), self.y.max(other.y), self.z.max(other.z))
    }

    /// `self (1 - t) + other t`.
    #[inline(always)]
    pub fn lerp(self, other: V3, t: f32) -> V3 {
        self * (1.0 - t) + other * t
    }
}

impl Add for V3 {
    type Output = V3;
    #[inline(always)]
    fn add(self, other: V3) -> V3 {
        v3(self.x + other.x, self.y + other.y, self.z + other.z)
    }
}

impl AddAssign for V3 {
    #[inline(always)]
    fn add_assign(&mut self, other: V3) {
        *self = *self + other;
    }
}

impl Sub for V3 {
    type Output = V3;
    #[inline(always)]
    fn sub(self, other: V3) -> V3 {
        v3(self.x - other.x, self.y - other.y, self.z - other.z)
    }
}

impl Mul<f32> for V3 {
    type Output = V3;
    #[inline(always)]
    fn mul(self, factor: f32) -> V3 {
        v3(self.x * factor, self.y * factor, self.z * factor)
    }
}

impl Mul for V3 {
    type Output = V3;
    #[inline(always)]
    fn mul(self, other: V3) -> V3 {
        v3(self.x * other.x, self.y * other.y, self.z * other.z)
    }
}

impl MulAssign<f32> for V3 {
    #[inline(always)]
    fn mul_assign(&mut self, factor: f32) {
        *self = *self * factor;
    }
}

impl MulAssign for V3 {
    #[inline(always)]
    fn mul_assign(&mut self, other: V3) {
        *self = *self * other;
    }
}

impl Neg for V3 {
    type Output = V3;
    #[inline(always)]
    fn neg(self) -> V3 {
        v3(-self.x, -self.y, -self.z)
    }
}

impl Index<usize> for V3 {
    type Output = f32;
    #[inline(always)]
    fn index(&self, axis: usize) -> &f32 {
        match axis {
            0 => &self.x,
            1 => &self.y,
            _ => &self.z,
        }
    }
}

/// Two unit vectors that make a right-handed frame with the unit vector `n`.
/// Source: Duff et al., "Building an Orthonormal Basis, Revisited", JCGT 6(1), 2017.
#[inline(always)]
pub fn basis(n: V3) -> (V3, V3) {
    let sign = if n.z >= 0.0 { 1.0 } else { -1.0 };
    let a = -1.0 / (sign + n.z);
    let b = n.x * n.y * a;
    (v3(1.0 + sign * n.x * n.x * a, sign * b, -sign * n.x), v3(b, sign + n.y * n.y * a, -n.y))
}

/// A point of the unit disk from two numbers in [0, 1), keeping their stratification.
/// Source: Shirley and Chiu, "A Low Distortion Map Between Disk and Square", 1997; the angle stays
/// within 45 degrees, where short polynomials stand in for sine and cosine (error below 4e-7).
#[inline(always)]
pub fn disk(u: [f32; 2]) -> (f32, f32) {
    let a = 2.0 * u[0] - 1.0;
    let b = 2.0 * u[1] - 1.0;
    if a == 0.0 && b == 0.0 {
        return (0.0, 0.0);
    }
    if a * a > b * b {
        let (sin, cos) = sin_cos_within_45(b / a);
        (a * cos, a * sin)
    } else {
        let (sin, cos) = sin_cos_within_45(a / b);
        (b * sin, b * cos)
    }
}

/// Sine and cosine of `ratio` x 45 degrees, for |ratio| <= 1.
#[inline(always)]
fn sin_cos_within_45(ratio: f32) -> (f32, f32) {
    let t = ratio * (PI * 0.25);
    let s = t * t;
    let sin = t * (1.0 + s * (-0.166_666_67 + s * (0.008_333_333 + s * -0.000_198_412_7)));
    let cos = 1.0 + s * (-0.5 + s * (0.041_666_668 + s * (-0.001_388_888_9 + s * 0.000_024_801_587)));
    (sin, cos)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn basis_is_orthonormal_and_right_handed() {
        for n in [v3(0.0, 0.0, 1.0), v3(0.0, 0.0, -1.0), v3(0.6, -0.64, 0.48), v3(-0.6, 0.0, -0.8)] {
            let (t, b) = basis(n);
            assert!(t.dot(b).abs() < 1e-6 && t.dot(n).abs() < 1e-6 && b.dot(n).abs() < 1e-6);
            assert!((t.length() - 1.0).abs() < 1e-6 && (b.length() - 1.0).abs() < 1e-6);
            assert!((t.cross(b) - n).length() < 1e-5);
        }
    }

    #[test]
    fn disk_is_uniform() {
        let n = 64;
        let (mut inside, mut sum) = (0, 0.0f64);
        for i in 0..n {
            for j in 0..n {
                let (x, y) = disk([(i as f32 + 0.5) / n as f32, (j as f32 + 0.5) / n as f32]);
                let r = x * x + y * y;
                assert!(r <= 1.000_001);
                inside += i32::from(r < 0.25);
                sum += f64::from(r);
            }
        }
        let all = f64::from(n * n);
        assert!((f64::from(inside) / all - 0.25).abs() < 0.01);
        assert!((sum / all - 0.5).abs() < 1e-3);
    }

    #[test]
    fn short_polynomials_are_sine_and_cosine() {
        for i in -100..=100 {
            let ratio = i as f32 / 100.0;
            let (sin, cos) = sin_cos_within_45(ratio);
            let angle = ratio * PI * 0.25;
            assert!((sin - angle.sin()).abs() < 4e-7 && (cos - angle.cos()).abs() < 4e-7);
        }
    }
}
