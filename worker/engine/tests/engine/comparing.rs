//! Delivered tiles against our own.

use rayment_engine::{Comparison, Engines, OpenRequest, OpenScene, Purpose, Rule, settings};
use rayment_render::{Cancel, Rect};
use rayment_spec::{Devices, Engine, Spec};

use crate::fixture::{files, spec};

const RECT: Rect = Rect { x: 0, y: 0, width: 8, height: 8 };

fn open(spec: &Spec) -> OpenScene {
    let request = OpenRequest { spec, files: &files(), threads: 1, purpose: Purpose::Check };
    Engines::built_in().open(&request, &Cancel::new()).unwrap()
}

fn rendered(spec: &Spec) -> Vec<u8> {
    let (scene, cancel) = (open(spec), Cancel::new());
    scene.frame(1, &settings(spec), &cancel).unwrap().tile(RECT, &cancel).unwrap().to_bytes()
}

fn compared(spec: &Spec, delivered: &[u8], rule: Rule) -> Comparison {
    let (scene, cancel) = (open(spec), Cancel::new());
    scene.frame(1, &settings(spec), &cancel).unwrap().compare(RECT, delivered, rule, &cancel).unwrap()
}

/// The lowest bit of the first value is turned over.
fn rounded(mut pixels: Vec<u8>) -> Vec<u8> {
    pixels[0] ^= 1;
    pixels
}

#[test]
fn the_same_bits_pass_under_every_rule() {
    for rule in [Rule::Bits, Rule::Tolerance] {
        assert_eq!(compared(&spec(), &rendered(&spec()), rule), Comparison::SameBits);
    }
}

#[test]
fn another_rounding_passes_within_the_tolerance_alone() {
    let (ours, theirs) = (rendered(&spec()), rounded(rendered(&spec())));
    assert_eq!(compared(&spec(), &theirs, Rule::Tolerance), Comparison::WithinTolerance);
    let Comparison::Differs(tile) = compared(&spec(), &theirs, Rule::Bits) else { panic!("the bits differ") };
    assert_eq!(tile.to_bytes(), ours, "what is handed over is our own");
}

#[test]
fn another_picture_differs() {
    let ours = rendered(&spec());
    let values = ours.as_chunks::<4>().0.iter().map(|value| f32::from_le_bytes(*value));
    let brighter: Vec<u8> = values.flat_map(|value| (value + 1.0).to_le_bytes()).collect();
    for rule in [Rule::Bits, Rule::Tolerance] {
        assert!(matches!(compared(&spec(), &brighter, rule), Comparison::Differs(_)));
        assert!(matches!(compared(&spec(), &ours[..5], rule), Comparison::Differs(_)), "no tile at all");
    }
}

#[test]
fn too_few_samples_tell_nothing_but_the_same_bits() {
    let few = Spec { samples: 3, ..spec() };
    let ours = rendered(&few);
    assert_eq!(compared(&few, &ours, Rule::Tolerance), Comparison::SameBits);
    assert_eq!(compared(&few, &rounded(ours), Rule::Tolerance), Comparison::Inconclusive);
}

#[test]
fn bits_are_compared_within_a_class_and_the_picture_across_classes() {
    let any = Spec { devices: Devices::Any, ..spec() };
    assert_eq!(Rule::of(&spec(), false), Rule::Bits);
    assert_eq!(Rule::of(&any, true), Rule::Bits);
    assert_eq!(Rule::of(&any, false), Rule::Tolerance);
}

#[test]
fn bits_prove_something_where_one_build_is_one_kernel() {
    let spec = spec();
    assert!(Rule::is_proof(&spec));
    let any = Spec { devices: Devices::Any, ..spec.clone() };
    let cycles = Spec { engine: Engine { name: "blender-cycles".into(), ..spec.engine.clone() }, ..spec };
    assert!(!Rule::is_proof(&any) && !Rule::is_proof(&cycles));
}
