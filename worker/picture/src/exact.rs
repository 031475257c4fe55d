//! Elementary functions out of `+ - * /` and `sqrt` alone: the platform's own differ in the last bit from
//! one C library to the next, and a picture has the same bytes everywhere.

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

/// Two to the power of a number of ordinary size, to about 1e-15.
pub fn exp2(value: f64) -> f64 {
    let value = value.clamp(-1022.0, 1023.0);
    let whole = value.round();
    let rest = (value - whole) * std::f64::consts::LN_2;
    let mut sum = 1.0;
    for k in (1..16).rev() {
        sum = 1.0 + sum * rest / f64::from(k);
    }
    sum * f64::from_bits(((whole as i64 + 1023) as u64) << 52)
}

/// A power of a number that is not below zero.
pub fn power(base: f64, exponent: f64) -> f64 {
    if base > 0.0 { exp2(exponent * log2(base)) } else { 0.0 }
}

/// The sRGB transfer function, linear [0, 1] to encoded [0, 1].
pub fn linear_to_srgb(linear: f64) -> f64 {
    if linear <= 0.003_130_8 { linear * 12.92 } else { 1.055 * power(linear, 1.0 / 2.4) - 0.055 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_platform() {
        for i in -1000..1000 {
            let value = f64::from(i + 1001) * 0.37;
            assert!((log2(value) - value.log2()).abs() < 1e-13, "{value}");
            let exponent = f64::from(i) * 0.31;
            assert!((exp2(exponent) / exponent.exp2() - 1.0).abs() < 1e-13, "{exponent}");
        }
    }

    #[test]
    fn srgb_is_the_standard() {
        for i in 0..=1000 {
            let encoded = f64::from(i) / 1000.0;
            let linear = if encoded <= 0.04045 { encoded / 12.92 } else { ((encoded + 0.055) / 1.055).powf(2.4) };
            assert!((linear_to_srgb(linear) - encoded).abs() < 1e-6, "{encoded}");
        }
    }
}
