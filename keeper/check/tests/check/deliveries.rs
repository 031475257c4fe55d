//! Deliveries on disk, and their commitment.

use std::{fs, path::Path};

use rayment_check::{Delivered, DeliveredTiles, DeliveryFault, Difference};
use rayment_client::order::delivery::{DeliveryError, Leaves};
use rayment_core::{Hash, Native, Sha256};
use tempfile::TempDir;

use crate::picture::{bodies, chunk, spec};

fn root(bodies: &[Vec<u8>]) -> Hash {
    let mut leaves = Leaves::new(&spec(), &chunk());
    bodies.iter().for_each(|body| leaves.push(body).expect("a body has its length"));
    leaves.root().expect("there are tiles")
}

fn store(dir: &Path, bodies: &[Vec<u8>]) {
    fs::create_dir_all(dir).expect("a folder");
    for (number, body) in chunk().frame_numbers().zip(bodies) {
        fs::write(dir.join(number.to_string()), body).expect("it can be written");
    }
}

#[test]
fn what_has_the_committed_root_is_read_tile_by_tile() {
    let (dir, bodies) = (TempDir::new().expect("a folder"), bodies(&spec(), &chunk()));
    store(dir.path(), &bodies);
    let delivered = Delivered::read(dir.path().to_owned(), &spec(), &chunk(), 2, &root(&bodies)).expect("it fits");
    let tiles = (0..2).map(|frame| {
        let of_frame = (0..40).map(|tile| delivered.tile(frame, tile).expect("it is there").into_owned());
        of_frame.collect::<Vec<_>>().concat()
    });
    assert_eq!(tiles.collect::<Vec<_>>(), bodies);
    for (frame, tile) in [(0, 40), (2, 0)] {
        let found = delivered.tile(frame, tile);
        assert!(matches!(found, Err(DeliveryFault::NotCommitted(DeliveryError::NoFrame(_)))), "{found:?}");
    }
}

#[test]
fn evidence_has_the_delivered_leaf_and_our_own_hash() {
    let (dir, bodies) = (TempDir::new().expect("a folder"), bodies(&spec(), &chunk()));
    store(dir.path(), &bodies);
    let delivered = Delivered::read(dir.path().to_owned(), &spec(), &chunk(), 2, &root(&bodies)).expect("it fits");
    let difference = Difference { frame: 1, tile: 7, own_pixels: [9; 32] };
    let evidence = delivered.evidence(&difference).expect("there is such a tile");
    assert_eq!((evidence.frame, evidence.tile, evidence.checker_pixels), (1, 7, [9; 32]));
    let pixels = Native::hash(&[&delivered.tile(1, 7).expect("it is there")]);
    assert_eq!(evidence.leaf, rayment_core::proof::tiles::leaf::<Native>(&spec().hash(), 5, 7, &pixels));
    assert_eq!(delivered.evidence(&Difference { tile: 40, frame: 1, ..difference }), None);
}

#[test]
fn what_was_not_committed_to_is_removed() {
    let (dir, bodies) = (TempDir::new().expect("a folder"), bodies(&spec(), &chunk()));
    let (folder, mut wrong) = (dir.path().join("delivery"), bodies.clone());
    wrong[0][0] ^= 1;
    store(&folder, &wrong);
    let found = Delivered::read(folder.clone(), &spec(), &chunk(), 2, &root(&bodies));
    assert!(matches!(found, Err(DeliveryFault::NotCommitted(DeliveryError::Root))), "{found:?}");
    assert!(!folder.exists());
}
