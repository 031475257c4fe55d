//! Trusting nobody: a client renders some of the delivered tiles itself.

use rayment_check::{CompareError, Compared, InMemory, TileCheck, picks};
use rayment_engine::{Rule, rects};
use rayment_render::{Cancel, FileMap};
use rayment_spec::Spec;
use tokio::task::block_in_place;

use crate::{Error, Refusal, collect::Fetched, engine};

/// How many of `tiles` a job gets, of so many jobs.
pub fn share(tiles: u32, jobs: usize) -> u32 {
    tiles.div_ceil(u32::try_from(jobs.max(1)).unwrap_or(u32::MAX))
}

/// Renders `tiles` tiles of a job again, drawn at random, and compares them: bit by bit, or within the
/// tolerance where the spec lets any device render. Returns how many were equal, which is all of them.
///
/// # Errors
/// [`Refusal::Differs`] for the first tile that is not equal; [`Refusal::NotComparable`]; a scene that
/// does not open here.
pub async fn verify(spec: &Spec, files: &FileMap, fetched: &Fetched, tiles: u32) -> Result<u64, Error> {
    if tiles == 0 {
        return Ok(0);
    }
    match block_in_place(|| compare(spec, files, fetched, tiles))? {
        Ok(Compared::Equal { tiles }) => Ok(tiles),
        Ok(Compared::Different(difference)) => {
            let frame = fetched.bodies.get(difference.frame as usize).map_or(0, |(number, _)| *number);
            let tile = u64::from(difference.tile) + u64::from(fetched.chunk.tile);
            Err(Refusal::Differs { job: fetched.job, frame, tile }.into())
        }
        Err(CompareError::Inconclusive { .. }) => Err(Refusal::NotComparable.into()),
        Err(error) => Err(error.into()),
    }
}

fn compare(
    spec: &Spec,
    files: &FileMap,
    fetched: &Fetched,
    tiles: u32,
) -> Result<Result<Compared, CompareError>, Error> {
    let (scene, _blender) = engine::open(spec, files)?;
    let Fetched { chunk, bodies, .. } = fetched;
    let delivered = InMemory::new(spec, chunk, bodies);
    // Which class of devices rendered it isn't known here.
    let check = TileCheck { scene: &scene, spec, chunk, delivered: &delivered, rule: Rule::of(spec, false) };
    let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
    let picks = picks::at_random(count(bodies.len()), count(rects(spec, chunk).len()), tiles);
    Ok(check.compare(&picks, &Cancel::new()).map(|(compared, _)| compared))
}
