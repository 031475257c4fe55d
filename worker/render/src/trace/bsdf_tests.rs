use super::super::surface::THIN;
use super::*;
use crate::rng::hash;

fn surface(base: V3, metallic: f32, roughness: f32) -> Surface {
    let f0 = V3::splat(0.04);
    Surface {
        base,
        metallic,
        roughness,
        f0,
        specular: 1.0,
        specular_color: V3::ONE,
        coat_normal: v3(0.0, 0.0, 1.0),
        ..Surface::default()
    }
}

fn glass(roughness: f32, flags: u32) -> Surface {
    Surface { transmission: 1.0, flags: GLASS | flags, ..surface(V3::ONE, 0.0, roughness) }
}

fn coated(base: Surface, clearcoat: f32, clearcoat_roughness: f32) -> Surface {
    Surface { clearcoat, clearcoat_roughness, flags: base.flags | COAT, ..base }
}

fn cloth(base: Surface, sheen: f32, sheen_roughness: f32) -> Surface {
    Surface { sheen: V3::splat(sheen), sheen_roughness, flags: base.flags | SHEEN, ..base }
}

/// White surfaces of every kind: name, surface, relative index of refraction.
fn whites() -> Vec<(String, Surface, f32)> {
    let mut whites = Vec::new();
    for roughness in [0.0, 0.1, 0.3, 0.6, 1.0] {
        let mut add = |what: &str, surface: Surface, eta: f32| {
            whites.push((format!("{what} roughness {roughness}"), surface, eta));
        };
        for metallic in [0.0, 0.5, 1.0] {
            add(&format!("metallic {metallic}"), surface(V3::ONE, metallic, roughness), 1.0);
        }
        let white = surface(V3::ONE, 0.0, 0.5);
        add("coat", coated(white, 1.0, roughness), 1.0);
        add("half a coat", coated(white, 0.5, roughness), 1.0);
        add("leaning coat", Surface { coat_normal: v3(0.6, 0.0, 0.8), ..coated(white, 0.0, roughness) }, 1.0);
        add("sheen", cloth(white, 1.0, roughness), 1.0);
        add("sheen below a coat", coated(cloth(white, 0.5, 0.4), 1.0, roughness), 1.0);
        add("thin glass", glass(roughness, THIN), 1.5);
        for eta in [1.1, 1.33, 1.5, 2.4] {
            add(&format!("into {eta}"), glass(roughness, 0), eta);
            add(&format!("out of {eta}"), glass(roughness, 0), 1.0 / eta);
        }
        add("coated glass", coated(glass(roughness, 0), 1.0, 0.1), 1.5);
        let half = Surface { transmission: 0.5, ..glass(roughness, 0) };
        add("half glass", half, 1.5);
        add("no bend", glass(roughness, 0), 1.0);
    }
    whites
}

fn from_cos(cos: f32) -> V3 {
    let across = (1.0 - cos * cos).sqrt();
    v3(across * 0.8, across * 0.6, cos)
}

fn made(surface: &Surface, cos: f32, eta: f32) -> Bsdf {
    Bsdf::new(surface, from_cos(cos), &Frame::new(v3(0.0, 0.0, 1.0)), eta)
}

fn grid(n: u32) -> impl Iterator<Item = [f32; 2]> {
    (0..n * n).map(move |i| [((i % n) as f32 + 0.5) / n as f32, ((i / n) as f32 + 0.5) / n as f32])
}

fn chance(i: usize) -> f32 {
    (hash(i as u32) >> 8) as f32 / 16_777_216.0
}

/// Directional albedo by sampling.
fn sampled_albedo(bsdf: &Bsdf, n: u32) -> f32 {
    let sum: f32 =
        grid(n).enumerate().filter_map(|(i, u)| bsdf.sample(u, chance(i))).map(|sample| sample.weight.x).sum();
    sum / (n * n) as f32
}

#[test]
fn white_keeps_everything_and_never_makes_light() {
    for (what, surface, eta) in whites() {
        for cos in [0.15, 0.4, 0.7, 1.0] {
            let albedo = sampled_albedo(&made(&surface, cos, eta), 128);
            assert!(albedo < 1.02, "{what} cos {cos}: {albedo}");
            let least = if what.contains("lean") { 0.8 } else { 0.96 };
            assert!(albedo > least, "{what} cos {cos}: {albedo}");
        }
    }
}

#[test]
fn colors_never_make_light() {
    for (what, mut surface, eta) in whites() {
        surface.base = v3(0.9, 0.5, 0.1);
        surface.specular = 0.6;
        let bsdf = made(&surface, 0.5, eta);
        let mut sum = V3::ZERO;
        for (i, u) in grid(64).enumerate() {
            if let Some(sample) = bsdf.sample(u, chance(i)) {
                sum += sample.weight;
            }
        }
        assert!((sum * (1.0 / 4096.0)).max_component() < 1.03, "{what}: {sum:?}");
    }
}

const BANDS: usize = 24;
const SLICES: usize = 12;

fn bin(wi: V3) -> usize {
    let band = (((1.0 - wi.z) * 0.5 * BANDS as f32) as usize).min(BANDS - 1);
    let slice = ((crate::math::atan2_turns(wi.y, wi.x) + 0.5) * SLICES as f32) as usize;
    band * SLICES + slice.min(SLICES - 1)
}

/// Integrals over the bins of the sphere.
fn integrated(f: impl Fn(V3) -> f32) -> Vec<f64> {
    const FINE: u32 = 720;
    let mut bins = vec![0.0; BANDS * SLICES];
    for [a, b] in grid(FINE) {
        let (sin, cos) = crate::math::sin_cos_turns(a);
        let z = 1.0 - 2.0 * b;
        let across = (1.0 - z * z).sqrt();
        let wi = v3(across * cos, across * sin, z);
        bins[bin(wi)] += f64::from(f(wi)) * 4.0 * std::f64::consts::PI / f64::from(FINE * FINE);
    }
    bins
}

/// Chi-squared test of the sampled directions of every lobe against the pdf; and the fraction of samples
/// without a direction against what the pdf lacks to one. Rough lobes only: narrow ones fall into one bin.
#[test]
fn directions_are_drawn_by_their_density() {
    const SIDE: u32 = 160;
    for (what, surface, eta) in whites() {
        if surface.roughness < 0.3 || surface.flags & COAT != 0 && surface.clearcoat_roughness < 0.3 {
            continue;
        }
        let bsdf = made(&surface, 0.6, eta);
        let mut sampled = vec![0.0; BANDS * SLICES];
        let mut kept = 0.0;
        for i in 0..SIDE * SIDE {
            let u = [chance(3 * i as usize), chance(3 * i as usize + 1)];
            if let Some(sample) = bsdf.sample(u, chance(3 * i as usize + 2)) {
                sampled[bin(sample.wi)] += 1.0;
                kept += 1.0;
            }
        }
        let count = f64::from(SIDE * SIDE);
        let expected = integrated(|wi| bsdf.evaluate(wi).1);
        let whole: f64 = expected.iter().sum();
        assert!((whole - kept / count).abs() < 0.012, "{what}: {whole} of {}", kept / count);
        let (mut chi, mut freedom) = (0.0, 0.0);
        for (sampled, expected) in sampled.iter().zip(&expected) {
            let expected = expected * count;
            if expected > 8.0 {
                chi += (sampled - expected) * (sampled - expected) / expected;
                freedom += 1.0;
            }
        }
        // Four standard deviations above the mean, and some room for the error of the integrals.
        let limit = freedom + 4.0 * f64::sqrt(2.0 * freedom) + 0.06 * freedom;
        assert!(chi < limit, "{what}: {chi} with {freedom} bins");
    }
}

/// Sampling and evaluating agree on the albedo.
#[test]
fn drawn_equals_integrated() {
    for (what, mut surface, eta) in whites() {
        if surface.roughness < 0.3 || surface.flags & COAT != 0 && surface.clearcoat_roughness < 0.3 {
            continue;
        }
        surface.base = V3::splat(0.6);
        let bsdf = made(&surface, 0.7, eta);
        let integrated: f64 = integrated(|wi| bsdf.evaluate(wi).0.x).iter().sum();
        let sampled = f64::from(sampled_albedo(&bsdf, 128));
        assert!((integrated - sampled).abs() < 0.015, "{what}: {integrated} against {sampled}");
    }
}

/// Reciprocity of a rough boundary: basic radiance is carried, so the two directions differ by the square of
/// the relative index.
#[test]
fn boundaries_are_the_same_from_both_sides() {
    let surface = glass(0.5, 0);
    let frame = Frame::new(v3(0.0, 0.0, 1.0));
    let (wo, wi) = (from_cos(0.8), v3(-0.3, -0.2, -0.933));
    let flip = |v: V3| v3(v.x, v.y, -v.z);
    let forth = Bsdf::new(&surface, wo, &frame, 1.5).evaluate(wi).0.x / -wi.z;
    let back = Bsdf::new(&surface, flip(wi), &frame, 1.0 / 1.5).evaluate(flip(wo)).0.x / wo.z;
    // Except for the energy compensation, which depends on `wo` alone.
    assert!((forth / back / 2.25 - 1.0).abs() < 0.1, "{forth} {back}");
}
