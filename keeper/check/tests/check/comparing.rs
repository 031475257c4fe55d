//! Tiles of a delivery against our own.

use rayment_check::{CompareError, Compared, DeliveredTiles, InMemory, TileCheck, picks};
use rayment_core::{Native, Sha256};
use rayment_engine::Rule;
use rayment_render::Cancel;
use rayment_spec::{Devices, Spec};

use crate::picture::{bodies, chunk, flip, open, round_otherwise, spec};

/// Frames 3 and 5, as a client holds them.
pub fn compared(spec: &Spec, bodies: &[Vec<u8>], picks: &[(u32, u32)], rule: Rule) -> Result<Compared, CompareError> {
    let numbered: Vec<_> = chunk().frame_numbers().zip(bodies.iter().cloned()).collect();
    let delivered = InMemory::new(spec, &chunk(), &numbered);
    let check = TileCheck { scene: &open(spec), spec, chunk: &chunk(), delivered: &delivered, rule };
    check.compare(picks, &Cancel::new()).map(|(compared, _)| compared)
}

fn all() -> Vec<(u32, u32)> {
    picks::at_random(2, 40, 80)
}

#[test]
fn an_honest_delivery_is_equal() {
    let found = compared(&spec(), &bodies(&spec(), &chunk()), &all(), Rule::Bits);
    assert_eq!(found.expect("it renders"), Compared::Equal { tiles: 80 });
}

#[test]
fn the_first_wrong_tile_in_order_is_found_with_the_hash_of_our_own() {
    let honest = bodies(&spec(), &chunk());
    let mut wrong = honest.clone();
    for tile in [31, 7, 8] {
        flip(&spec(), &mut wrong[1], tile);
    }
    let found = compared(&spec(), &wrong, &all(), Rule::Bits).expect("it renders");
    let Compared::Different(difference) = found else { panic!("{found:?}") };
    assert_eq!((difference.frame, difference.tile), (1, 7));
    let numbered: Vec<_> = chunk().frame_numbers().zip(honest).collect();
    let ours = InMemory::new(&spec(), &chunk(), &numbered).tile(1, 7).expect("it is there").into_owned();
    assert_eq!(difference.own_pixels, Native::hash(&[&ours]));
}

#[test]
fn a_wrong_tile_that_is_not_picked_is_not_seen() {
    let mut wrong = bodies(&spec(), &chunk());
    flip(&spec(), &mut wrong[1], 7);
    let picks: Vec<_> = all().into_iter().filter(|pick| *pick != (1, 7)).collect();
    assert_eq!(compared(&spec(), &wrong, &picks, Rule::Bits).expect("it renders"), Compared::Equal { tiles: 79 });
}

#[test]
fn two_samples_of_another_class_tell_nothing() {
    let any = Spec { devices: Devices::Any, ..spec() };
    let mut theirs = bodies(&any, &chunk());
    assert!(matches!(compared(&any, &theirs, &[(0, 0)], Rule::Tolerance), Ok(Compared::Equal { tiles: 1 })));
    theirs.iter_mut().for_each(|body| round_otherwise(body));
    let found = compared(&any, &theirs, &[(0, 0)], Rule::Tolerance);
    assert!(matches!(found, Err(CompareError::Inconclusive { samples: 2, .. })), "{found:?}");
}

#[test]
fn a_tile_that_was_not_delivered_is_no_difference() {
    let honest = bodies(&spec(), &chunk());
    for pick in [(0, 40), (2, 0)] {
        let found = compared(&spec(), &honest, &[pick], Rule::Bits);
        assert!(matches!(found, Err(CompareError::Delivery(_) | CompareError::Outside { .. })), "{found:?}");
    }
}

#[test]
fn a_check_that_is_cancelled_says_so() {
    let numbered: Vec<_> = chunk().frame_numbers().zip(bodies(&spec(), &chunk())).collect();
    let (spec, cancel) = (spec(), Cancel::new());
    let delivered = InMemory::new(&spec, &chunk(), &numbered);
    let check =
        TileCheck { scene: &open(&spec), spec: &spec, chunk: &chunk(), delivered: &delivered, rule: Rule::Bits };
    cancel.cancel();
    assert!(matches!(check.compare(&all(), &cancel), Err(CompareError::Cancelled(_))));
}
