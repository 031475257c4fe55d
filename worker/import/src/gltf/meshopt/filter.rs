//! Filters that decode integers to vectors, rotations, floats and colors, after appendix B of the
//! specification.

/// Unit vectors from two of their coordinates, in 4 or 8 bytes; the fourth component stays.
pub fn octahedral(bytes: &mut [u8], stride: usize) {
    if stride == 4 {
        for element in bytes.as_chunks_mut::<4>().0 {
            let [x, y, one, _] = element.map(|byte| f32::from(byte as i8));
            let vector = unfolded(x, y, one);
            for (byte, value) in element.iter_mut().zip(vector) {
                *byte = rounded(value * 127.0) as i8 as u8;
            }
        }
        return;
    }
    for element in bytes.as_chunks_mut::<8>().0 {
        let [x, y, one, last] = shorts(element);
        let vector = unfolded(f32::from(x), f32::from(y), f32::from(one));
        let [x, y, z] = vector.map(|value| rounded(value * 32_767.0) as i16);
        write_shorts(element, [x, y, z, last]);
    }
}

fn unfolded(x: f32, y: f32, one: f32) -> [f32; 3] {
    if one <= 0.0 {
        return [0.0; 3];
    }
    let (x, y) = (x / one, y / one);
    let z = 1.0 - x.abs() - y.abs();
    let t = z.min(0.0);
    let (x, y) = (x - t.copysign(x), y - t.copysign(y));
    let length = (x * x + y * y + z * z).sqrt();
    [x / length, y / length, z / length]
}

/// Rotations from their three smaller components.
pub fn quaternion(bytes: &mut [u8]) {
    for element in bytes.as_chunks_mut::<8>().0 {
        let input = shorts(element);
        let one = f32::from(input[3] | 3);
        let scale = std::f32::consts::FRAC_1_SQRT_2 / one;
        let [x, y, z] = [input[0], input[1], input[2]].map(|value| f32::from(value) * scale);
        let w = (1.0 - x * x - y * y - z * z).max(0.0).sqrt();
        let largest = usize::from(input[3] as u16 & 3);
        let mut output = [0; 4];
        for (place, value) in [(1, x), (2, y), (3, z), (0, w)] {
            output[(largest + place) % 4] = rounded(value * 32_767.0) as i16;
        }
        write_shorts(element, output);
    }
}

/// Floats from an exponent of 8 bits and a mantissa of 24.
pub fn exponential(bytes: &mut [u8]) {
    for word in bytes.as_chunks_mut::<4>().0 {
        let value = i32::from_le_bytes(*word);
        let (exponent, mantissa) = (value >> 24, value << 8 >> 8);
        // Powers of two beyond what f64 holds exactly do not occur in 8 bits.
        let power = f64::from_bits(((1023 + i64::from(exponent)) as u64) << 52);
        *word = ((power * f64::from(mantissa)) as f32).to_le_bytes();
    }
}

/// Colours from luma and two differences, in 4 or 8 bytes.
pub fn color(bytes: &mut [u8], stride: usize) {
    if stride == 4 {
        for element in bytes.as_chunks_mut::<4>().0 {
            let [y, co, cg, a] = *element;
            let rgba = mixed(i32::from(y), i32::from(co as i8), i32::from(cg as i8), i32::from(a), 255.0);
            *element = rgba.map(|value| value as u8);
        }
        return;
    }
    for element in bytes.as_chunks_mut::<8>().0 {
        let [y, co, cg, a] = shorts(element);
        let rgba = mixed(i32::from(y as u16), i32::from(co), i32::from(cg), i32::from(a as u16), 65_535.0);
        write_shorts(element, rgba.map(|value| value as u16 as i16));
    }
}

fn mixed(y: i32, co: i32, cg: i32, alpha: i32, most: f32) -> [f32; 4] {
    // The highest bit of alpha tells how wide all of them are.
    let all = (1 << (32 - alpha.leading_zeros())) - 1;
    if all == 0 {
        return [0.0; 4];
    }
    let low = alpha & (all >> 1);
    let scale = most / all as f32;
    [y + co - cg, y + cg, y - co - cg, low << 1 | low & 1].map(|value| rounded(value as f32 * scale).clamp(0.0, most))
}

/// Rounds to the nearest integer, halves away from zero; NaN becomes zero.
fn rounded(value: f32) -> f32 {
    if value.is_nan() { 0.0 } else { (value + 0.5f32.copysign(value)).trunc() }
}

fn shorts(bytes: &[u8; 8]) -> [i16; 4] {
    [0, 2, 4, 6].map(|at: usize| i16::from_le_bytes([bytes[at], bytes[at + 1]]))
}

fn write_shorts(bytes: &mut [u8; 8], values: [i16; 4]) {
    for (pair, value) in bytes.as_chunks_mut::<2>().0.iter_mut().zip(values) {
        *pair = value.to_le_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_vectors_unfold() {
        // Straight up, sideways, and straight down (folded to a corner).
        let mut bytes = [0, 0, 127, 5, 127, 0, 127, 6, 127, 127, 127, 7];
        octahedral(&mut bytes, 4);
        assert_eq!(bytes.map(|byte| byte as i8), [0, 0, 127, 5, 127, 0, 0, 6, 0, 0, -127, 7]);
        let mut wide = [0u8; 8];
        write_shorts(&mut wide, [0, -511, 511, -9]);
        octahedral(&mut wide, 8);
        assert_eq!(shorts(&wide), [0, -32_767, 0, -9]);
    }

    #[test]
    fn rotations_regain_their_largest_component() {
        use std::f32::consts::FRAC_1_SQRT_2;
        let mut bytes = [0u8; 8];
        write_shorts(&mut bytes, [0, 2047, 0, (2047 & !3) | 3]);
        quaternion(&mut bytes);
        // Index 3 was left out: y of the three others is in place (3 + 2) % 4.
        let [x, y, z, w] = shorts(&bytes).map(|value| f32::from(value) / 32_767.0);
        assert!([y, w].iter().all(|part| (part - FRAC_1_SQRT_2).abs() < 1e-4) && x == 0.0 && z == 0.0);
    }

    #[test]
    fn floats_are_exact() {
        for (value, exponent, mantissa) in [(1.0f32, 0, 1), (-2.5, -1, -5), (3.0e-30, -121, 0), (0.0, 5, 0)] {
            let mut bytes: [u8; 4] = i32::to_le_bytes((exponent << 24) | (mantissa & 0xff_ffff));
            exponential(&mut bytes);
            let expected = if mantissa == 0 { 0.0 } else { value };
            assert_eq!(f32::from_le_bytes(bytes), expected);
        }
    }

    #[test]
    fn colors_come_back_from_luma() {
        // Eight bits: grey 100, and pure red as y = 64, co = 127, cg = -64 (r = 255, g = 0, b = 1).
        let mut bytes = [100, 0, 0, 0xff, 64, 127, (-64i8) as u8, 0xff];
        color(&mut bytes, 4);
        assert_eq!(bytes, [100, 100, 100, 255, 255, 0, 1, 255]);
    }
}
