//! Three-vectors whose every operation has one written order, so that a twin in another language can have the
//! same bits. No fused multiply-add, nothing but `+ - * /` and `sqrt`.

use std::f32::consts::{LN_2, LOG2_E, SQRT_2};
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

    /// Normalized; the zero vector stays zero.
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

/// Two unit vectors that form a right-handed coordinate system with the unit vector `n`. Source: Duff et al.,
/// "Building an Orthonormal Basis, Revisited", JCGT 6(1), 2017; PBRT 3.3.3.
#[inline(always)]
pub fn coordinate_system(n: V3) -> (V3, V3) {
    let sign = if n.z >= 0.0 { 1.0 } else { -1.0 };
    let a = -1.0 / (sign + n.z);
    let b = n.x * n.y * a;
    (v3(1.0 + sign * n.x * n.x * a, sign * b, -sign * n.x), v3(b, sign + n.y * n.y * a, -n.y))
}

/// A uniform point of the unit disk from two numbers in [0, 1), which keeps their stratification. Source:
/// Shirley and Chiu, "A Low Distortion Map Between Disk and Square", 1997; PBRT A.5.1. The angle stays within
/// 45 degrees, where short polynomials replace sine and cosine (error below 4e-7).
#[inline(always)]
pub fn concentric_disk(u: [f32; 2]) -> (f32, f32) {
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

/// Sine and cosine of `turns` full turns, for 0 <= turns <= 1.
#[inline]
pub fn sin_cos_turns(turns: f32) -> (f32, f32) {
    let quarters = turns * 4.0;
    let nearest = (quarters + 0.5) as u32;
    let (sin, cos) = sin_cos_within_45((quarters - nearest as f32) * 2.0);
    match nearest & 3 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// The angle of a point in turns, from the x axis towards y, in [-0.5, 0.5]; zero for the origin. Source:
/// atanf of Cephes (S. Moshier, public domain).
#[inline]
pub fn atan2_turns(y: f32, x: f32) -> f32 {
    let (ax, ay) = (x.abs(), y.abs());
    let (low, high) = (ax.min(ay), ax.max(ay));
    if high <= 0.0 {
        return 0.0;
    }
    let ratio = low / high;
    let (base, t) = if ratio > 0.414_213_56 { (PI * 0.25, (ratio - 1.0) / (ratio + 1.0)) } else { (0.0, ratio) };
    let z = t * t;
    let series = ((0.080_537_446 * z - 0.138_776_86) * z + 0.199_777_1) * z - 0.333_329_5;
    let angle = base + (series * z * t + t);
    let angle = if ay > ax { PI * 0.5 - angle } else { angle };
    let angle = if x < 0.0 { PI - angle } else { angle };
    let turns = angle * (0.5 * INV_PI);
    if y < 0.0 { -turns } else { turns }
}

/// e to the power of x, with a relative error of about 2e-7: a power of two by its bits, and a polynomial for
/// the rest. Zero below -87; values above 88 count as 88.
#[inline]
pub fn exp(x: f32) -> f32 {
    // Compared this way round, so that NaN gives zero.
    if x >= -87.0 {
        let x = x.min(88.0);
        let n = floor(x * LOG2_E + 0.5);
        let r = (x - n * 0.693_359_4) + n * 0.000_212_194_44;
        let series = 0.5 + r * (0.166_666_67 + r * (0.041_666_668 + r * (0.008_333_334 + r * 0.001_388_889)));
        (1.0 + r * (1.0 + r * series)) * f32::from_bits(((n as i32 + 127) as u32) << 23)
    } else {
        0.0
    }
}

/// The natural logarithm of a positive number, with an error of about 1e-7; numbers below 1e-37 count as
/// 1e-37.
#[inline]
pub fn ln(x: f32) -> f32 {
    let bits = x.max(1e-37).to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    let is_high = mantissa > SQRT_2;
    let (mantissa, exponent) = if is_high { (mantissa * 0.5, exponent + 1) } else { (mantissa, exponent) };
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let z = s * s;
    let series = 2.0 + z * (0.666_666_7 + z * (0.4 + z * (0.285_714_3 + z * 0.222_222_22)));
    exponent as f32 * LN_2 + s * series
}

/// The largest integer not above a number; numbers too large to have a fraction are returned as they are.
/// Avoids the call into the C library that `f32::floor` is on a baseline processor.
#[inline(always)]
pub fn floor(value: f32) -> f32 {
    if value.abs() >= 8_388_608.0 {
        return value;
    }
    let whole = value as i32 as f32;
    if whole > value { whole - 1.0 } else { whole }
}

/// An orthonormal frame with a given z axis.
#[derive(Debug, Clone, Copy)]
pub struct Frame {
    tangent: V3,
    bitangent: V3,
    normal: V3,
}

impl Frame {
    #[inline]
    pub fn new(normal: V3) -> Self {
        let (tangent, bitangent) = coordinate_system(normal);
        Self { tangent, bitangent, normal }
    }

    #[inline]
    pub fn to_local(&self, v: V3) -> V3 {
        v3(self.tangent.dot(v), self.bitangent.dot(v), self.normal.dot(v))
    }

    #[inline]
    pub fn to_world(&self, v: V3) -> V3 {
        self.tangent * v.x + self.bitangent * v.y + self.normal * v.z
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_logarithms_and_angles_are_those_of_the_platform() {
        for i in -8700..=8800 {
            let x = i as f32 * 0.01;
            let expected = f64::from(x).exp();
            assert!((f64::from(exp(x)) / expected - 1.0).abs() < 4e-7, "{x}");
            let logarithm = f64::from(ln(expected as f32));
            assert!((logarithm - f64::from(x.max(-85.0))).abs() < 1e-5 || x < -85.0, "{x}");
        }
        assert_eq!((exp(-88.0), exp(f32::NEG_INFINITY), exp(0.0), ln(1.0)), (0.0, 0.0, 1.0, 0.0));
        assert_eq!(exp(f32::NAN), 0.0);
        for i in 0..=1000 {
            let part = i as f32 / 1000.0;
            let (sin, cos) = sin_cos_turns(part);
            let angle = f64::from(part) * std::f64::consts::TAU;
            assert!((f64::from(sin) - angle.sin()).abs() < 1e-6 && (f64::from(cos) - angle.cos()).abs() < 1e-6);
            let expected = angle.sin().atan2(angle.cos()) / std::f64::consts::TAU;
            let found = f64::from(atan2_turns(sin * 3.0, cos * 3.0));
            assert!((found - expected).abs() < 3e-7 || (found.abs() - 0.5).abs() < 1e-6, "{found} {expected}");
        }
        assert_eq!(atan2_turns(0.0, 0.0), 0.0);
    }

    #[test]
    fn basis_is_orthonormal_and_right_handed() {
        for n in [v3(0.0, 0.0, 1.0), v3(0.0, 0.0, -1.0), v3(0.6, -0.64, 0.48), v3(-0.6, 0.0, -0.8)] {
            let (t, b) = coordinate_system(n);
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
                let (x, y) = concentric_disk([(i as f32 + 0.5) / n as f32, (j as f32 + 0.5) / n as f32]);
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
