//! How a frame is cut, and what binds a tile to its place.

use proptest::prelude::*;
use rayment_core::{
    Native, Sha256,
    proof::tiles::{Grid, Rect, leaf, pixels_hash},
};

fn rect(x: u32, y: u32, width: u32, height: u32) -> Option<Rect> {
    Some(Rect { x, y, width, height })
}

/// Every pixel of the frame lies in exactly one tile, tiles come row by row.
fn covers_once(grid: Grid) -> Result<(), String> {
    let mut seen = vec![0u8; grid.width as usize * grid.height as usize];
    let mut last = None;
    for index in 0..grid.tiles() {
        let tile = grid.rect(index).ok_or(format!("no tile {index}"))?;
        if tile.width == 0 || tile.height == 0 || tile.width > grid.edge() || tile.height > grid.edge() {
            return Err(format!("{tile:?}"));
        }
        if last >= Some((tile.y, tile.x)) {
            return Err(format!("tile {index} is out of order"));
        }
        last = Some((tile.y, tile.x));
        for y in tile.y..tile.y + tile.height {
            for x in tile.x..tile.x + tile.width {
                seen[(y * grid.width + x) as usize] += 1;
            }
        }
    }
    match seen.iter().position(|times| *times != 1) {
        Some(pixel) => Err(format!("pixel {pixel} lies in {} tiles", seen[pixel])),
        None => Ok(()),
    }
}

#[test]
fn grids_of_known_frames() {
    for (width, height, edge, columns, rows) in [
        (1, 1, 32, 1, 1),
        (31, 33, 32, 1, 2),
        (32, 32, 32, 1, 1),
        (33, 32, 32, 2, 1),
        (640, 360, 32, 20, 12),
        (1919, 1080, 32, 60, 34),
        (1920, 1080, 64, 30, 17),
        (1080, 1920, 64, 17, 30),
        (3840, 2160, 64, 60, 34),
        (65_536, 1, 32, 2_048, 1),
        (65_536, 65_536, 64, 1_024, 1_024),
    ] {
        let grid = Grid::new(width, height);
        let found = (grid.edge(), grid.columns(), grid.rows(), grid.tiles());
        assert_eq!(found, (edge, columns, rows, columns * rows), "{width}x{height}");
    }
}

#[test]
fn tiles_at_the_edges_are_smaller() {
    let grid = Grid::new(31, 33);
    assert_eq!(grid.rect(0), rect(0, 0, 31, 32));
    assert_eq!(grid.rect(1), rect(0, 32, 31, 1));
    let full_hd = Grid::new(1920, 1080);
    assert_eq!(full_hd.rect(29), rect(1856, 0, 64, 64));
    assert_eq!(full_hd.rect(30), rect(0, 64, 64, 64));
    assert_eq!(full_hd.rect(509), rect(1856, 1024, 64, 56));
}

#[test]
fn there_is_no_tile_past_the_last() {
    for (width, height) in [(1, 1), (1920, 1080), (0, 0), (0, 9), (9, 0)] {
        let grid = Grid::new(width, height);
        assert_eq!(grid.rect(grid.tiles()), None, "{width}x{height}");
        assert_eq!(grid.rect(u32::MAX), None);
    }
}

#[test]
fn known_frames_are_covered_once() {
    for (width, height) in [(1, 1), (31, 33), (1919, 1080), (1920, 1080), (3840, 2160)] {
        assert_eq!(covers_once(Grid::new(width, height)), Ok(()), "{width}x{height}");
    }
}

#[test]
fn pixels_are_hashed_as_little_endian_floats() {
    let bytes = [0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0xc0, 0, 0, 0, 0];
    assert_eq!(pixels_hash::<Native>(&[1.0, -2.0, 0.0]), Native::hash(&[&bytes]));
    // Bits, not values: two zeros that are equal are two hashes.
    assert_ne!(pixels_hash::<Native>(&[0.0]), pixels_hash::<Native>(&[-0.0]));
    assert_eq!(pixels_hash::<Native>(&[]), Native::hash(&[]));
}

#[test]
fn a_leaf_is_the_hash_that_the_protocol_writes_down() {
    let (spec, pixels) = ([3; 32], [4; 32]);
    let mut bytes = vec![0];
    bytes.extend(spec);
    bytes.extend(0x0102_0304u32.to_le_bytes());
    bytes.extend(0x0506_0708u32.to_le_bytes());
    bytes.extend(pixels);
    assert_eq!(leaf::<Native>(&spec, 0x0102_0304, 0x0506_0708, &pixels), Native::hash(&[&bytes]));
}

#[test]
fn a_leaf_is_bound_to_spec_frame_tile_and_pixels() {
    let plain = leaf::<Native>(&[1; 32], 2, 3, &[4; 32]);
    let moved = [
        leaf::<Native>(&[9; 32], 2, 3, &[4; 32]),
        leaf::<Native>(&[1; 32], 9, 3, &[4; 32]),
        leaf::<Native>(&[1; 32], 2, 9, &[4; 32]),
        leaf::<Native>(&[1; 32], 2, 3, &[9; 32]),
        leaf::<Native>(&[1; 32], 3, 2, &[4; 32]),
    ];
    assert!(moved.iter().all(|other| *other != plain));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn every_frame_is_covered_once(width in 1u32..400, height in 1u32..400) {
        prop_assert_eq!(covers_once(Grid::new(width, height)), Ok(()));
    }

    #[test]
    fn the_edge_follows_the_number_of_pixels(width in 1u32..=65_536, height in 1u32..=65_536) {
        let small = u64::from(width) * u64::from(height) < 1920 * 1080;
        prop_assert_eq!(Grid::new(width, height).edge(), if small { 32 } else { 64 });
    }
}
