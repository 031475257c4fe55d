//! Which renders give which tiles. Every render makes Blender go through the whole scene, so tiles that
//! lie side by side are rendered as one.

use rayment_render::Rect;

/// Most pixels of one render: what they and their samples take stays small, and finished tiles come
/// while the rest is under way.
pub(super) const MOST: usize = 4 << 20;

/// A rectangle to be rendered, and the places in the list of the tiles that are cut from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Region {
    pub rect: Rect,
    pub tiles: Vec<usize>,
}

/// Joins tiles that touch: along rows, then rows of one width. Each tile is in one region, and each
/// region is all tiles.
pub(super) fn regions(tiles: &[Rect]) -> Vec<Region> {
    let mut order: Vec<usize> = (0..tiles.len()).collect();
    order.sort_by_key(|&at| (tiles[at].y, tiles[at].x));
    let mut rows: Vec<Region> = Vec::new();
    for at in order {
        let tile = tiles[at];
        match rows.last_mut() {
            Some(row) if follows(&row.rect, &tile) => {
                row.rect.width += tile.width;
                row.tiles.push(at);
            }
            _ => rows.push(Region { rect: tile, tiles: vec![at] }),
        }
    }
    let mut regions: Vec<Region> = Vec::new();
    for row in rows {
        match regions.iter_mut().find(|region| below(&region.rect, &row.rect)) {
            Some(region) => {
                region.rect.height += row.rect.height;
                region.tiles.extend(row.tiles);
            }
            None => regions.push(row),
        }
    }
    regions
}

fn follows(row: &Rect, tile: &Rect) -> bool {
    let joined = Rect { width: row.width.saturating_add(tile.width), ..*row };
    row.y == tile.y && row.height == tile.height && row.x.checked_add(row.width) == Some(tile.x) && fits(joined)
}

fn below(above: &Rect, row: &Rect) -> bool {
    let joined = Rect { height: above.height.saturating_add(row.height), ..*above };
    above.x == row.x && above.width == row.width && above.y.checked_add(above.height) == Some(row.y) && fits(joined)
}

fn fits(rect: Rect) -> bool {
    rect.pixels() <= MOST
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_whole_frame_is_one_render() {
        let tiles = Rect::grid(1_920, 1_080, 64);
        let found = regions(&tiles);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].rect, found[0].tiles.len()), (Rect::new(0, 0, 1_920, 1_080), tiles.len()));
    }

    #[test]
    fn a_large_frame_is_bands() {
        let found = regions(&Rect::grid(7_680, 4_320, 64));
        assert!(found.len() > 7 && found.iter().all(|region| region.rect.pixels() <= MOST), "{}", found.len());
        assert!(found.iter().all(|region| region.rect.width == 7_680));
    }

    #[test]
    fn tiles_apart_stay_apart() {
        let tiles = [Rect::new(0, 0, 32, 32), Rect::new(64, 0, 32, 32), Rect::new(0, 64, 32, 32)];
        assert_eq!(regions(&tiles).len(), 3);
        assert_eq!(regions(&[]), []);
    }

    proptest! {
        #[test]
        fn every_tile_is_in_one_region_and_regions_hold_nothing_else(
            width in 1_u32..300, height in 1_u32..300, size in 1_u32..90, keep in proptest::collection::vec(any::<bool>(), 1..50),
        ) {
            let grid = Rect::grid(width, height, size);
            let tiles: Vec<Rect> = grid.into_iter().enumerate().filter(|(at, _)| keep[at % keep.len()]).map(|(_, tile)| tile).collect();
            let found = regions(&tiles);
            let mut all: Vec<usize> = found.iter().flat_map(|region| region.tiles.clone()).collect();
            all.sort_unstable();
            prop_assert_eq!(all, (0..tiles.len()).collect::<Vec<_>>());
            for Region { rect, tiles: inside } in &found {
                prop_assert_eq!(rect.pixels(), inside.iter().map(|&at| tiles[at].pixels()).sum::<usize>());
                for &at in inside {
                    let tile = tiles[at];
                    prop_assert!(tile.x >= rect.x && tile.x + tile.width <= rect.x + rect.width);
                    prop_assert!(tile.y >= rect.y && tile.y + tile.height <= rect.y + rect.height);
                }
            }
        }
    }
}
