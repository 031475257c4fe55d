//! A stored frame: its body, and behind it what must be known to use it without the chain.

use std::ops::Range;

use bytes::Bytes;
use object_store::{ObjectStoreExt, path::Path};
use rayment_core::Hash;

use super::{Store, StoreError};

/// What stands behind a frame's body, all of fixed length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Trailer {
    pub spec: Hash,
    /// SHA-256 of the body.
    pub digest: Hash,
    /// Which of the job's frames, counted from its first.
    pub position: u32,
    /// Tiles `tile..tile + tiles` of the frame.
    pub tile: u32,
    pub tiles: u32,
}

/// A frame that is there.
#[derive(Clone, Debug)]
pub struct Frame {
    pub path: Path,
    pub trailer: Trailer,
    /// Where the body lies in the object.
    pub body: Range<u64>,
}

impl Trailer {
    pub const BYTES: usize = 32 + 32 + 3 * 4;

    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::BYTES);
        bytes.extend_from_slice(&self.spec);
        bytes.extend_from_slice(&self.digest);
        for number in [self.position, self.tile, self.tiles] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        bytes
    }

    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let (spec, rest) = bytes.split_first_chunk::<32>()?;
        let (digest, rest) = rest.split_first_chunk::<32>()?;
        let (position, rest) = rest.split_first_chunk::<4>()?;
        let (tile, rest) = rest.split_first_chunk::<4>()?;
        let tiles: [u8; 4] = rest.try_into().ok()?;
        let [position, tile, tiles] = [*position, *tile, tiles].map(u32::from_le_bytes);
        Some(Self { spec: *spec, digest: *digest, position, tile, tiles })
    }
}

impl Store {
    /// A frame's trailer and where its body lies, if it is there.
    pub async fn frame(&self, path: &Path) -> Result<Option<Frame>, StoreError> {
        let Some(length) = self.length(path).await? else { return Ok(None) };
        let Some(end) = length.checked_sub(Trailer::BYTES as u64) else { return Ok(None) };
        let bytes: Bytes = self.objects.get_range(path, end..length).await?;
        let Some(trailer) = Trailer::decode(&bytes) else { return Ok(None) };
        Ok(Some(Frame { path: path.clone(), trailer, body: 0..end }))
    }
}
