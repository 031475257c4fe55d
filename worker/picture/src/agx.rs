//! AgX as Blender shows it, by formula instead of by table. Sources: Troy Sobotka, "AgX" (the curve and the
//! inset), and Eary Chow's version of it (working space, hue preservation, the return into the display's
//! gamut), which Blender ships since 4.0. Compared with the tables of Blender 4.5, in steps of 255: below 0.2
//! for greys; for 20,000 random colors over twelve stops 0.26 on average and 3.3 at the 99th percentile; up
//! to 22 in the weakest channel of the most saturated dark colors, where the tables are coarse.
//!
//! Uses `+ - * /` and `sqrt` alone, so that a picture has the same bytes everywhere.

use std::sync::LazyLock;

use super::exact;
use super::look::Curve;

type Matrix = [[f64; 3]; 3];
type Rgb = [f64; 3];

/// Linear Rec. 709 to Rec. 2020 and back.
const WIDER: Matrix = [
    [0.627_403_895_9, 0.329_283_038_4, 0.043_313_065_7],
    [0.069_097_289_4, 0.919_540_395_1, 0.011_362_315_6],
    [0.016_391_438_9, 0.088_013_307_9, 0.895_595_253_2],
];
const NARROWER: Matrix = [
    [1.660_491_0, -0.587_641_1, -0.072_849_9],
    [-0.124_550_5, 1.132_899_9, -0.008_349_4],
    [-0.018_150_8, -0.100_578_9, 1.118_729_7],
];
/// Inset: pulls colors together before the curve, and its inverse most of the way apart after it.
const INSET: Matrix = [
    [0.856_627_153_315_983, 0.095_121_240_538_158_8, 0.048_251_606_145_858_3],
    [0.137_318_972_929_847, 0.761_241_990_602_591, 0.101_439_036_467_562],
    [0.111_898_212_999_95, 0.076_799_418_603_190_3, 0.811_302_368_396_859],
];
const OUTSET: Matrix = [
    [1.127_100_581_814_436_8, -0.110_606_643_096_603_23, -0.016_493_938_717_834_573],
    [-0.141_329_763_498_438_3, 1.157_823_702_216_272, -0.016_493_938_717_834_257],
    [-0.141_329_763_498_438_26, -0.110_606_643_096_602_94, 1.251_936_406_595_040_5],
];
const LUMINANCE: Rgb = [0.2126, 0.7152, 0.0722];

/// Stops below and above middle grey that the curve covers.
const DARKEST: f64 = 10.0;
const STOPS: f64 = 16.5;
const GREY: f64 = 0.18;
/// Slope in the middle, and exponents of toe and shoulder.
const SLOPE: f64 = 2.4;
const BEND: f64 = 1.5;
const DISPLAY: f64 = 2.4;
/// Fraction of the hue shift of the curve that is kept.
const TURN: f64 = 0.4;

/// From the position in the range of stops, [0, 1], to linear light of the display.
static CURVE: LazyLock<Curve> = LazyLock::new(|| Curve::new(|x| exact::power(sigmoid(x), DISPLAY)));
/// log2 of middle grey.
static MIDDLE: LazyLock<f64> = LazyLock::new(|| exact::log2(GREY));

/// Scene-linear light, finite and not negative, to display-linear light, each channel in [0, 1].
pub fn shown(light: Rgb) -> Rgb {
    let scene = times(&INSET, times(&WIDER, light));
    let curved = scene.map(|value| {
        let stops = exact::log2(value.clamp(1e-10, 1e30)) - *MIDDLE;
        CURVE.at((stops + DARKEST) / STOPS)
    });
    let turned = with_hue_towards(curved, scene);
    let display = times(&NARROWER, times(&OUTSET, turned));
    lifted(display).map(|value| value.clamp(0.0, 1.0))
}

/// Two hyperbolas that meet in the middle.
fn sigmoid(x: f64) -> f64 {
    let (pivot, grey) = (DARKEST / STOPS, exact::power(GREY, 1.0 / DISPLAY));
    let scale = |x: f64, y: f64| {
        let steep = exact::power(SLOPE * x, -BEND) * (exact::power(SLOPE * x / y, BEND) - 1.0);
        exact::power(steep, -1.0 / BEND)
    };
    let x = x.clamp(0.0, 1.0);
    let bent = |distance: f64, scale: f64| {
        let along = SLOPE * distance / scale;
        scale * along / exact::power(1.0 + exact::power(along, BEND), 1.0 / BEND)
    };
    let y = if x < pivot {
        grey - bent(pivot - x, scale(pivot, grey))
    } else {
        grey + bent(x - pivot, scale(1.0 - pivot, 1.0 - grey))
    };
    y.clamp(0.0, 1.0)
}

/// A color with its hue turned back most of the way to that of another.
fn with_hue_towards(color: Rgb, other: Rgb) -> Rgb {
    let (Some(own), Some(wanted)) = (hue(color), hue(other)) else { return color };
    let mut turn = own - wanted;
    turn -= if turn > 3.0 { 6.0 } else { 0.0 };
    turn += if turn < -3.0 { 6.0 } else { 0.0 };
    let mut to = wanted + TURN * turn;
    to += if to < 0.0 { 6.0 } else { 0.0 };
    to -= if to >= 6.0 { 6.0 } else { 0.0 };
    let (low, high) = (least(color), most(color));
    // How far each channel is from the brightest, as in the hexagon of hues.
    [5.0, 3.0, 1.0].map(|start| {
        let place = start + to;
        let place = if place >= 6.0 { place - 6.0 } else { place };
        high - (high - low) * place.min(4.0 - place).clamp(0.0, 1.0)
    })
}

/// In [0, 6): red, yellow, green, cyan, blue, magenta; none for greys.
fn hue([r, g, b]: Rgb) -> Option<f64> {
    let (low, high) = (least([r, g, b]), most([r, g, b]));
    let range = high - low;
    if range <= 0.0 {
        return None;
    }
    let hue = if high == r {
        (g - b) / range
    } else if high == g {
        (b - r) / range + 2.0
    } else {
        (r - g) / range + 4.0
    };
    Some(if hue < 0.0 { hue + 6.0 } else { hue })
}

/// A color without negative channels, with about its old luminance.
fn lifted(color: Rgb) -> Rgb {
    let offset = (-least(color)).max(0.0);
    if offset == 0.0 {
        return color;
    }
    let weight = |c: Rgb| {
        let opposite = c.map(|value| most(c) - value);
        most(opposite) - luminance(opposite) + luminance(c)
    };
    let raised = color.map(|value| value + offset);
    let (wanted, found) = (weight(color), weight(raised));
    if found > wanted && found > 0.0 { raised.map(|value| value * (wanted / found).max(0.0)) } else { raised }
}

fn least([r, g, b]: Rgb) -> f64 {
    r.min(g).min(b)
}

fn most([r, g, b]: Rgb) -> f64 {
    r.max(g).max(b)
}

pub fn luminance(c: Rgb) -> f64 {
    LUMINANCE[0] * c[0] + LUMINANCE[1] * c[1] + LUMINANCE[2] * c[2]
}

fn times(matrix: &Matrix, v: Rgb) -> Rgb {
    matrix.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn middle_grey_stays_and_the_ends_are_reached() {
        assert!((shown([GREY; 3])[1] - GREY).abs() < 1e-4, "{:?}", shown([GREY; 3]));
        assert_eq!(shown([0.0; 3]), [0.0; 3]);
        assert!(shown([20.0; 3]).iter().all(|value| *value > 0.999));
    }

    #[test]
    fn the_way_to_a_wider_gamut_leads_back() {
        for color in [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.3, 0.5, 0.9]] {
            let back = times(&NARROWER, times(&WIDER, color));
            assert!(back.iter().zip(color).all(|(a, b)| (a - b).abs() < 1e-6), "{back:?}");
        }
    }

    #[test]
    fn hues_come_back_from_their_hexagon() {
        for color in [[0.9, 0.2, 0.1], [0.2, 0.9, 0.3], [0.1, 0.4, 0.8], [0.8, 0.1, 0.7]] {
            let same = with_hue_towards(color, color);
            assert!(same.iter().zip(color).all(|(a, b)| (a - b).abs() < 1e-12), "{same:?}");
        }
    }
}
