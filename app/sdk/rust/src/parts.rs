//! Parts of frames that were paid for, kept beside the pictures until every frame of their spec is
//! whole: bands of tiles from several jobs, and from several orders where one did not deliver them all.
//!
//! ```text
//! <output>/.parts/<spec>/<frame>-<tile>-<tiles>    job, provider, pixels, SHA-256 of all that
//! ```

use std::{
    collections::BTreeMap,
    io::ErrorKind,
    path::{Path, PathBuf},
};

use rayment_client::order::delivery::{rects, tile_bytes};
use rayment_core::{Native, Sha256, job::Chunk};
use rayment_picture::LinearImage;
use rayment_render::{Rect, Tile};
use rayment_spec::{Spec, hex32};
use serde::Serialize;
use solana_pubkey::Pubkey;

use crate::Error;

const KEYS: usize = 64;
const DIGEST: usize = 32;

/// Where a part of a frame came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FramePart {
    /// Tiles `tile..tile + tiles` of the frame.
    pub tile: u32,
    pub tiles: u32,
    pub job: Pubkey,
    /// Wallet of the provider that rendered it.
    pub provider: Pubkey,
}

/// Tiles of a frame that no job has delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    pub frame: u32,
    pub tile: u32,
    pub tiles: u32,
}

/// The parts of one spec's frames.
pub struct Parts {
    folder: PathBuf,
}

impl Parts {
    pub fn of(output: &Path, spec: &Spec) -> Self {
        let name = hex32::encode(&spec.hash());
        Self { folder: output.join(".parts").join(name) }
    }

    /// Keeps a part, whole or not at all. It must have been checked against its commitment before.
    pub fn keep(&self, frame: u32, part: &FramePart, body: &[u8]) -> Result<(), Error> {
        let path = self.folder.join(format!("{frame}-{}-{}", part.tile, part.tiles));
        let mut bytes = [part.job.to_bytes(), part.provider.to_bytes()].concat();
        bytes.extend_from_slice(body);
        let digest = Native::hash(&[&bytes]);
        bytes.extend_from_slice(&digest);
        let partial = path.with_extension("new");
        let written = std::fs::create_dir_all(&self.folder)
            .and_then(|()| std::fs::write(&partial, &bytes))
            .and_then(|()| std::fs::rename(&partial, &path));
        written.map_err(Error::file(format!("write {}", path.display())))
    }

    /// Tiles that are here, by frame: the first of each part, and how many.
    fn held(&self) -> Result<BTreeMap<u32, Vec<(u32, u32)>>, Error> {
        let mut held: BTreeMap<u32, Vec<(u32, u32)>> = BTreeMap::new();
        let entries = match std::fs::read_dir(&self.folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(held),
            entries => entries.map_err(self.unreadable())?,
        };
        for entry in entries {
            let name = entry.map_err(self.unreadable())?.file_name();
            let numbers: Option<Vec<u32>> =
                name.to_str().and_then(|name| name.split('-').map(|number| number.parse().ok()).collect());
            if let Some([frame, tile, tiles]) = numbers.as_deref() {
                held.entry(*frame).or_default().push((*tile, *tiles));
            }
        }
        held.values_mut().for_each(|parts| parts.sort_unstable());
        Ok(held)
    }

    fn unreadable(&self) -> impl FnOnce(std::io::Error) -> Error {
        Error::file(format!("read the folder {}", self.folder.display()))
    }

    /// Takes the parts that are already here out of what is to be ordered. Returns whether there were any.
    pub fn leave_out(&self, chunks: &mut Vec<Chunk>) -> Result<bool, Error> {
        let (held, all) = (self.held()?, chunks.len());
        chunks.retain(|chunk| {
            let parts = held.get(&chunk.frame).map_or(&[][..], Vec::as_slice);
            let covered = gaps(parts, (chunk.tile, chunk.tile.saturating_add(chunk.tiles))).is_empty();
            chunk.frames > 1 || !covered
        });
        Ok(chunks.len() < all)
    }

    /// The tiles of each frame, joined where all of them are here; of the other frames, what is missing.
    pub fn frames(&self, spec: &Spec) -> Result<(Vec<u32>, Vec<Missing>), Error> {
        let (mut whole, mut missing) = (Vec::new(), Vec::new());
        for (frame, parts) in self.held()? {
            let gaps = gaps(&parts, (0, spec.grid().tiles()));
            if gaps.is_empty() {
                whole.push(frame);
            }
            missing.extend(gaps.into_iter().map(|(tile, end)| Missing { frame, tile, tiles: end - tile }));
        }
        Ok((whole, missing))
    }

    /// A frame from its parts, one of them in memory at a time.
    pub fn join(&self, spec: &Spec, frame: u32) -> Result<(LinearImage, Vec<FramePart>), Error> {
        let (mut image, mut used) = (LinearImage::new(spec.width, spec.height), Vec::new());
        for (tile, tiles) in self.held()?.remove(&frame).unwrap_or_default() {
            let chunk = Chunk { frame, frames: 1, step: 1, tile, tiles };
            let (part, body) = self.read(&chunk)?;
            place(&mut image, spec, &chunk, &body)?;
            used.push(part);
        }
        Ok((image, used))
    }

    fn read(&self, chunk: &Chunk) -> Result<(FramePart, Vec<u8>), Error> {
        let Chunk { frame, tile, tiles, .. } = *chunk;
        let path = self.folder.join(format!("{frame}-{tile}-{tiles}"));
        let mut bytes = std::fs::read(&path).map_err(Error::file(format!("read {}", path.display())))?;
        let digest = bytes.split_off(bytes.len().saturating_sub(DIGEST));
        let key = |at: usize| bytes.get(at..at + 32).and_then(|key| Pubkey::try_from(key).ok());
        match (key(0), key(32)) {
            (Some(job), Some(provider)) if digest == Native::hash(&[&bytes]) => {
                bytes.drain(..KEYS);
                Ok((FramePart { tile, tiles, job, provider }, bytes))
            }
            _ => {
                // It is fetched or ordered again: what is damaged must not be in the way.
                let _ = std::fs::remove_file(&path);
                Err(Error::DamagedPart(path))
            }
        }
    }

    /// Removes all parts: every frame of the spec is whole.
    pub fn forget(&self) -> Result<(), Error> {
        match std::fs::remove_dir_all(&self.folder) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(error).map_err(Error::file(format!("remove {}", self.folder.display())))
            }
            _ => {
                // The folder of all specs goes with the last of them.
                self.folder.parent().map(std::fs::remove_dir);
                Ok(())
            }
        }
    }
}

/// Puts the tiles of a chunk's frame where they belong.
///
/// # Errors
/// Fewer bytes than the tiles have pixels.
pub fn place(image: &mut LinearImage, spec: &Spec, chunk: &Chunk, body: &[u8]) -> Result<(), Error> {
    let places = rects(spec, chunk);
    for (at, rect) in places.iter().enumerate() {
        // Of a body that ends too early, the last tile has too few bytes.
        let bytes = tile_bytes(&places, body, at).unwrap_or_default();
        let tile = Tile::from_bytes(Rect::new(rect.x, rect.y, rect.width, rect.height), bytes)?;
        image.place(rect.x, rect.y, rect.width, &tile.rgb);
    }
    Ok(())
}

/// What sorted parts leave open of `from..to`.
fn gaps(parts: &[(u32, u32)], (from, to): (u32, u32)) -> Vec<(u32, u32)> {
    let (mut gaps, mut next) = (Vec::new(), from);
    for (tile, tiles) in parts {
        if *tile >= to {
            break;
        }
        if *tile > next {
            gaps.push((next, *tile));
        }
        next = next.max(tile.saturating_add(*tiles));
    }
    if next < to {
        gaps.push((next, to));
    }
    gaps
}

#[cfg(test)]
mod tests {
    use rayment_spec::{Devices, Engine, File, Frames, Output, VERSION};

    use super::*;

    /// Two rows of three tiles.
    fn spec() -> Spec {
        Spec {
            version: VERSION,
            scene: "a.glb".into(),
            files: vec![File { path: "a.glb".into(), sha256: [3; 32], bytes: 1 }],
            frames: vec![Frames { first: 1, last: 2, step: 1 }],
            width: 70,
            height: 40,
            samples: 1,
            bounces: 1,
            seed: 1,
            camera: 0,
            engine: Engine { name: "tracer".into(), build: [9; 32] },
            devices: Devices::Cpu,
            output: Output::PNG,
        }
    }

    fn band(frame: u32, tile: u32) -> Chunk {
        Chunk { frame, frames: 1, step: 1, tile, tiles: 3 }
    }

    fn part(tile: u32) -> FramePart {
        let (job, provider) = (Pubkey::new_from_array([tile as u8; 32]), Pubkey::new_from_array([9; 32]));
        FramePart { tile, tiles: 3, job, provider }
    }

    /// The body of a band: every value tells its place.
    fn body(tile: u32) -> Vec<u8> {
        let bytes = rayment_client::order::delivery::frame_bytes(&spec(), &band(1, tile));
        (0..bytes / 4).flat_map(|at| (at as f32 + tile as f32).to_le_bytes()).collect()
    }

    #[test]
    fn parts_of_a_frame_are_kept_until_it_is_whole_and_ordered_once() {
        let (out, spec) = (tempfile::tempdir().unwrap(), spec());
        let parts = Parts::of(out.path(), &spec);
        assert_eq!(parts.frames(&spec).unwrap(), (vec![], vec![]));
        parts.keep(1, &part(3), &body(3)).unwrap();
        let mut wanted = vec![band(1, 0), band(1, 3), band(2, 0), band(2, 3)];
        parts.leave_out(&mut wanted).unwrap();
        assert_eq!(wanted, [band(1, 0), band(2, 0), band(2, 3)]);
        assert_eq!(parts.frames(&spec).unwrap(), (vec![], vec![Missing { frame: 1, tile: 0, tiles: 3 }]));
        parts.keep(1, &part(0), &body(0)).unwrap();
        assert_eq!(parts.frames(&spec).unwrap(), (vec![1], vec![]));
        let (image, used) = parts.join(&spec, 1).unwrap();
        assert_eq!(used, [part(0), part(3)]);
        let whole = [body(0), body(3)].concat();
        assert_eq!(image, LinearImage::from_tiles(70, 40, 32, &whole).unwrap());
        // Another spec has other parts.
        let other = Parts::of(out.path(), &Spec { seed: 2, ..spec.clone() });
        assert_eq!(other.frames(&spec).unwrap(), (vec![], vec![]));
        parts.forget().unwrap();
        assert!(!out.path().join(".parts").exists());
        parts.forget().unwrap();
    }

    #[test]
    fn a_damaged_part_goes_and_is_said() {
        let (out, spec) = (tempfile::tempdir().unwrap(), spec());
        let parts = Parts::of(out.path(), &spec);
        for tile in [0, 3] {
            parts.keep(1, &part(tile), &body(tile)).unwrap();
        }
        let path = parts.folder.join("1-3-3");
        let mut bytes = std::fs::read(&path).unwrap();
        bytes[100] ^= 1;
        std::fs::write(&path, bytes).unwrap();
        let said = parts.join(&spec, 1).unwrap_err().to_string();
        assert!(said.contains("damaged"), "{said}");
        assert_eq!(parts.frames(&spec).unwrap().1, [Missing { frame: 1, tile: 3, tiles: 3 }]);
    }

    #[test]
    fn says_what_is_missing_between_parts() {
        assert_eq!(gaps(&[], (0, 6)), [(0, 6)]);
        assert_eq!(gaps(&[(0, 2), (4, 2)], (0, 6)), [(2, 4)]);
        assert_eq!(gaps(&[(0, 4), (2, 4)], (0, 6)), []);
        assert_eq!(gaps(&[(2, 2)], (0, 6)), [(0, 2), (4, 6)]);
        assert_eq!(gaps(&[(0, 3), (9, 3)], (3, 6)), [(3, 6)]);
        assert_eq!(gaps(&[(0, 9)], (3, 6)), []);
    }
}
