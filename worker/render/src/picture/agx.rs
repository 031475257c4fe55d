//! AgX, after Troy Sobotka; matrices and the sixth-order fit of its curve after Benjamin Wrensch,
//! "Minimal AgX Implementation", 2023. Out of `+ - * /` and `sqrt` alone, so that a picture has the
//! same bytes everywhere.

use crate::exact;

/// Range of the curve, in stops.
const DARKEST: f64 = -12.473_93;
const BRIGHTEST: f64 = 4.026_069;

/// The look on top of plain AgX: a little more contrast and colour.
const SATURATION: f64 = 1.35;

const INSET: [[f64; 3]; 3] = [
    [0.842_479_062_253_094, 0.078_433_599_999_999_2, 0.079_223_745_147_764_3],
    [0.042_328_242_161_012_3, 0.878_468_636_469_772, 0.079_166_127_460_543_4],
    [0.042_375_654_905_705_1, 0.078_433_6, 0.879_142_973_793_104],
];
const OUTSET: [[f64; 3]; 3] = [
    [1.196_879_005_120_17, -0.098_020_881_140_136_8, -0.099_029_744_079_720_5],
    [-0.052_896_851_757_456_2, 1.151_903_129_904_17, -0.098_961_176_844_843_3],
    [-0.052_971_635_514_443_8, -0.098_043_450_117_124_1, 1.151_073_672_641_16],
];

/// A pixel of linear light as the bytes a screen takes. The curve's output is display-encoded.
pub fn tone_mapped(light: [f32; 3], exposure: f32) -> [u8; 3] {
    let light = light.map(|value| {
        let value = f64::from(value) * f64::from(exposure);
        if value.is_finite() { value.max(0.0) } else { 0.0 }
    });
    let curved = times(&INSET, light).map(|value| contrast(curve(value)));
    let luma = 0.2126 * curved[0] + 0.7152 * curved[1] + 0.0722 * curved[2];
    let vivid = curved.map(|value| luma + (value - luma) * SATURATION);
    times(&OUTSET, vivid).map(|value| (value.clamp(0.0, 1.0) * 255.0 + 0.5) as u8)
}

fn curve(light: f64) -> f64 {
    let stops = exact::log2(light.clamp(1e-10, 1e10)).clamp(DARKEST, BRIGHTEST);
    let x = (stops - DARKEST) / (BRIGHTEST - DARKEST);
    let (x2, x4) = (x * x, x * x * x * x);
    let fit = 15.5 * x4 * x2 - 40.14 * x4 * x + 31.96 * x4 - 6.868 * x2 * x + 0.4298 * x2 + 0.1191 * x - 0.002_32;
    fit.clamp(0.0, 1.0)
}

/// The power of 5/4.
fn contrast(value: f64) -> f64 {
    value * value.sqrt().sqrt()
}

fn times(matrix: &[[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_light_is_never_darker() {
        let mut last = 0;
        for step in 0..4000 {
            let light = 2.0f32.powf(step as f32 / 100.0 - 20.0);
            let [r, g, b] = tone_mapped([light; 3], 1.0);
            assert!(r >= last, "{light}");
            assert!(r.abs_diff(g) <= 1 && g.abs_diff(b) <= 1, "grey stays grey: {r} {g} {b}");
            last = r;
        }
        assert!(last >= 250, "{last}");
    }

    #[test]
    fn black_is_black_and_any_number_is_taken() {
        assert_eq!(tone_mapped([0.0; 3], 1.0), [0; 3]);
        assert_eq!(tone_mapped([-5.0, f32::NAN, f32::INFINITY], 1.0)[0], 0);
        assert!(tone_mapped([0.18; 3], 1.0)[0].abs_diff(110) < 25);
    }

    #[test]
    fn exposure_is_a_factor_on_light() {
        assert_eq!(tone_mapped([0.1, 0.2, 0.3], 2.0), tone_mapped([0.2, 0.4, 0.6], 1.0));
    }
}
