//! Elementary functions from `+ - * /` and `sqrt` alone. Those of the platform differ in the last bit from
//! one C library to the next, and a scene has to give the same bits everywhere.

use glam::DQuat;

/// Sine and cosine of any angle of ordinary size, to about 1e-15.
pub fn sin_cos(angle: f64) -> (f64, f64) {
    use std::f64::consts::{FRAC_PI_2, TAU};
    let turned = angle - (angle / TAU).round() * TAU;
    let quarter = (turned / FRAC_PI_2).round();
    let rest = turned - quarter * FRAC_PI_2;
    let square = rest * rest;
    let (mut sin, mut cos) = (0.0, 0.0);
    // Taylor in Horner's form; |rest| <= pi/4, so nine terms leave less than 1e-17.
    for k in (0..9).rev() {
        let k = f64::from(k);
        sin = 1.0 - sin * square / ((2.0 * k + 2.0) * (2.0 * k + 3.0));
        cos = 1.0 - cos * square / ((2.0 * k + 1.0) * (2.0 * k + 2.0));
    }
    sin *= rest;
    match quarter as i64 & 3 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

pub fn tan(angle: f64) -> f64 {
    let (sin, cos) = sin_cos(angle);
    sin / cos
}

/// The `n`-th root of a number in [0, 1], by Newton from above.
fn root(value: f64, n: i32) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let order = f64::from(n);
    let mut guess = 1.0f64;
    for _ in 0..200 {
        let mut power = 1.0;
        for _ in 1..n {
            power *= guess;
        }
        let next = guess - (guess - value / power) / order;
        // From above Newton only falls until rounding stops it.
        if next >= guess {
            break;
        }
        guess = next;
    }
    guess
}

/// The sRGB transfer function, encoded [0, 1] to linear [0, 1].
pub fn srgb_to_linear(encoded: f64) -> f64 {
    if encoded <= 0.04045 {
        return encoded / 12.92;
    }
    let base = (encoded + 0.055) / 1.055;
    // x^2.4 = x^2 (x^(1/5))^2
    let fifth = root(base, 5);
    base * base * fifth * fifth
}

/// Binary logarithm of a positive finite number, to about 1e-15.
pub fn log2(value: f64) -> f64 {
    let bits = value.to_bits();
    let mut exponent = ((bits >> 52) as i64 - 1023) as f64;
    let mut mantissa = f64::from_bits((bits & ((1 << 52) - 1)) | (1023 << 52));
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa *= 0.5;
        exponent += 1.0;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)); the argument is below 0.172.
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let square = z * z;
    let mut sum = 0.0;
    for k in (0..12).rev() {
        sum = sum * square + 1.0 / f64::from(2 * k + 1);
    }
    exponent + 2.0 * z * sum * std::f64::consts::LOG2_E
}

/// The way between two unit quaternions at constant speed (slerp), by halving: the middle of two unit
/// quaternions is their normalized sum, so no arc functions are needed.
pub fn slerp(from: DQuat, to: DQuat, t: f64) -> DQuat {
    let to = if from.dot(to) < 0.0 { -to } else { to };
    let (mut low, mut high, mut at, mut step) = (from, to, 0.0, 0.5);
    for _ in 0..30 {
        let middle = unit(low + high);
        if t >= at + step {
            low = middle;
            at += step;
        } else {
            high = middle;
        }
        step *= 0.5;
    }
    low
}

/// Normalized; the zero quaternion becomes the identity.
pub fn unit(q: DQuat) -> DQuat {
    let squared = q.x * q.x + q.y * q.y + q.z * q.z + q.w * q.w;
    if squared > 1e-60 { q * (1.0 / squared.sqrt()) } else { DQuat::IDENTITY }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_platform() {
        for i in -1000..1000 {
            let angle = f64::from(i) * 0.013;
            let (sin, cos) = sin_cos(angle);
            assert!((sin - angle.sin()).abs() < 1e-14 && (cos - angle.cos()).abs() < 1e-14, "{angle}");
            let value = f64::from(i + 1001) * 0.37;
            assert!((log2(value) - value.log2()).abs() < 1e-13, "{value}");
        }
        assert!((tan(0.7) - 0.7f64.tan()).abs() < 1e-14);
    }

    #[test]
    fn srgb_is_the_standard() {
        for i in 0..=1000 {
            let encoded = f64::from(i) / 1000.0;
            let linear = srgb_to_linear(encoded);
            if encoded > 0.04045 {
                assert!((linear - ((encoded + 0.055) / 1.055).powf(2.4)).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn slerp_turns_at_constant_speed() {
        let from = DQuat::from_rotation_y(0.2);
        let to = DQuat::from_rotation_y(2.6);
        for i in 0..=8 {
            let t = f64::from(i) / 8.0;
            let expected = DQuat::from_rotation_y(0.2 + 2.4 * t);
            assert!(slerp(from, to, t).dot(expected).abs() > 1.0 - 1e-12);
            assert!(slerp(from, -to, t).dot(expected).abs() > 1.0 - 1e-12);
        }
    }
}
