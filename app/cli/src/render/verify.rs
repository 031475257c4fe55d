//! Trusting nobody: a client renders some of the delivered tiles itself.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher, RandomState},
};

use rayment_client::order::delivery::{rects, tile_bytes};
use rayment_engine::PreparedFrame;
use rayment_render::{Cancel, FileMap, Rect, Settings, tolerance};
use rayment_spec::{Devices, Spec};

use crate::failure::refused;

use super::collect::Fetched;

/// How many of `tiles` a job gets, of so many jobs.
pub fn share(tiles: u32, jobs: usize) -> u32 {
    tiles.div_ceil(u32::try_from(jobs.max(1)).unwrap_or(u32::MAX))
}

/// Renders `tiles` tiles of a job again and compares them: bit by bit, or within the tolerance where
/// the spec lets any device render. Returns how many were the same, which is all of them, or the
/// first that is not as an error.
pub async fn verify(spec: &Spec, files: &FileMap, fetched: &Fetched, tiles: u32) -> anyhow::Result<u64> {
    if tiles == 0 {
        return Ok(0);
    }
    let (scene, _blender) = tokio::task::block_in_place(|| super::engine::open(spec, files))?;
    let settings = settings(spec);
    let places = rects(spec, &fetched.chunk);
    let frames = u32::try_from(fetched.bodies.len()).unwrap_or(u32::MAX).max(1);
    let mut equal = 0;
    for (frame, body) in &fetched.bodies {
        let prepared = scene.frame(*frame, &settings, &Cancel::new())?;
        for pick in picks(fetched, *frame, tiles.div_ceil(frames), places.len()) {
            let (Some(place), Some(delivered)) = (places.get(pick), tile_bytes(&places, body, pick)) else { continue };
            let rect = Rect::new(place.x, place.y, place.width, place.height);
            let same = tokio::task::block_in_place(|| is_same(&prepared, rect, spec.devices, delivered))?;
            if !same {
                return refused(format!(
                    "tile {} of frame {frame} in job {} differs from what this machine renders: \
                     keep the files and object with the job's signatures",
                    pick as u64 + u64::from(fetched.chunk.tile),
                    fetched.job
                ));
            }
            equal += 1;
        }
    }
    Ok(equal)
}

fn is_same(still: &PreparedFrame, rect: Rect, devices: Devices, delivered: &[u8]) -> anyhow::Result<bool> {
    let cancel = Cancel::new();
    if devices == Devices::Cpu {
        return Ok(still.tile(rect, &cancel)?.to_bytes() == delivered);
    }
    let Some(ours) = still.tile_with_variance(rect, &cancel)? else {
        if still.tile(rect, &cancel)?.to_bytes() == delivered {
            return Ok(true);
        }
        return refused(
            "so few samples, or this engine, do not tell how sure a pixel is: render with --devices cpu to verify",
        );
    };
    Ok(ours.tile.to_bytes() == delivered || tolerance::agree(&ours, delivered))
}

/// How the engine is told what a spec says.
pub(super) fn settings(spec: &Spec) -> Settings {
    Settings {
        width: spec.width,
        height: spec.height,
        samples: spec.samples,
        seed: spec.seed,
        max_bounces: spec.bounces,
        camera: spec.camera,
    }
}

/// Places that nobody could know before: drawn with this process's own randomness.
fn picks(fetched: &Fetched, frame: u32, count: u32, tiles: usize) -> Vec<usize> {
    let random = RandomState::new();
    let mut picked = BTreeSet::new();
    let wanted = (count as usize).min(tiles);
    let mut draw = 0u32;
    while picked.len() < wanted {
        let number = random.hash_one((fetched.job, frame, draw));
        picked.insert(usize::try_from(number % tiles as u64).unwrap_or(0));
        draw += 1;
    }
    picked.into_iter().collect()
}
