//! An upload: checked as it streams, in place only when it is right.

use bytes::{Bytes, BytesMut};
use object_store::{MultipartUpload, ObjectStoreExt, PutPayload, path::Path};
use rayment_core::Hash;
use sha2::Digest;

use super::{Bounds, Store, StoreError, space::Reservation};

/// Bytes written at a time; other backends take no smaller parts.
const PART_BYTES: usize = 5 << 20;
/// Bytes that are set aside ahead of what has come: an upload that hardly moves keeps little room from others.
pub const AHEAD_BYTES: u64 = 64 << 20;

/// Dropping it removes what was written.
pub struct Upload {
    store: Store,
    path: Path,
    parts: Box<dyn MultipartUpload>,
    buffer: BytesMut,
    hasher: sha2::Sha256,
    length: u64,
    declared: Option<u64>,
    bounds: Bounds,
    reserved: Reservation,
}

/// Whether an object that is there already stays.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    Keep,
    Replace,
}

impl Upload {
    pub(super) async fn begin(
        store: &Store,
        path: Path,
        declared: Option<u64>,
        bounds: &Bounds,
    ) -> Result<Self, StoreError> {
        if declared.is_some_and(|declared| declared > bounds.bytes) {
            return Err(StoreError::TooLarge { limit: bounds.bytes });
        }
        // It must fit as a whole now, and is given the room as it comes.
        bounds.check(declared.unwrap_or(0))?;
        let reserved = bounds.reserve(declared.unwrap_or(0).min(AHEAD_BYTES))?;
        let parts = store.objects.put_multipart(&path).await?;
        let (store, bounds) = (store.clone(), bounds.clone());
        let (buffer, hasher) = (BytesMut::new(), sha2::Sha256::new());
        Ok(Self { store, path, parts, buffer, hasher, length: 0, declared, bounds, reserved })
    }

    /// Takes the next bytes of the body. Where there is no room for them nothing has changed, and it can be
    /// tried again.
    pub async fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let length = self.length.saturating_add(bytes.len() as u64);
        let ahead = match self.declared {
            Some(declared) if length > declared => return Err(StoreError::Length { declared, found: length }),
            Some(declared) => length.saturating_add(AHEAD_BYTES).min(declared),
            None if length > self.bounds.bytes => return Err(StoreError::TooLarge { limit: self.bounds.bytes }),
            None => length,
        };
        if length > self.reserved.bytes() {
            let set_aside = self.reserved.bytes();
            let needed = length.saturating_sub(set_aside);
            self.reserved.grow(ahead.saturating_sub(set_aside)).or_else(|_| self.reserved.grow(needed))?;
        }
        let written = self.buffer.len().saturating_add(bytes.len());
        if written >= PART_BYTES {
            self.bounds.check_disk(written as u64)?;
        }
        self.length = length;
        self.hasher.update(bytes);
        self.append(bytes).await
    }

    /// Ends the body. If it is as long as declared and has the hash, it is moved into place with
    /// `trailer` behind it; returns its length without that.
    pub async fn finish(mut self, expected: &Hash, trailer: &[u8], existing: Existing) -> Result<u64, StoreError> {
        if let Some(declared) = self.declared.filter(|declared| *declared != self.length) {
            return Err(StoreError::Length { declared, found: self.length });
        }
        let found: Hash = self.hasher.clone().finalize().into();
        if found != *expected {
            return Err(StoreError::Hash { expected: *expected, found });
        }
        self.reserved.grow(trailer.len() as u64)?;
        self.bounds.check_disk(self.buffer.len().saturating_add(trailer.len()) as u64)?;
        self.append(trailer).await?;
        self.flush().await?;
        let placing = self.store.placing.clone();
        let _placing = placing.lock().await;
        let before = self.store.length(&self.path).await?;
        if before.is_some() && existing == Existing::Keep {
            self.parts.abort().await?;
            return Ok(self.length);
        }
        self.parts.complete().await?;
        self.store.space_of(&self.path).release_object(before);
        self.reserved.commit();
        Ok(self.length)
    }

    async fn append(&mut self, mut bytes: &[u8]) -> Result<(), StoreError> {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(PART_BYTES.saturating_sub(self.buffer.len())));
            self.buffer.extend_from_slice(now);
            bytes = later;
            if self.buffer.len() >= PART_BYTES {
                self.flush().await?;
            }
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<(), StoreError> {
        if self.buffer.is_empty() {
            return Ok(());
        }
        let part: Bytes = self.buffer.split().freeze();
        self.parts.put_part(PutPayload::from_bytes(part)).await?;
        Ok(())
    }
}
