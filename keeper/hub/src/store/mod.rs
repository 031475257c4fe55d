//! What lies on disk: blobs by hash, result frames by job, and notes.
//!
//! Everything is written beside its place and moved there when it is whole and right, so nothing
//! partial is ever seen. All access goes through `object_store`: another backend is a constructor.

mod age;
mod error;
mod frame;
mod owners;
mod space;
mod upload;

use std::{
    fs, io,
    path::{Path as FsPath, PathBuf},
    sync::Arc,
    time::Duration,
};

use bytes::Bytes;
use object_store::{GetResult, ObjectStore, ObjectStoreExt, PutPayload, local::LocalFileSystem, path::Path};
use rayment_core::Hash;
use rayment_service::files::FolderLock;
use rayment_spec::hex32;
use solana_pubkey::Pubkey;

pub use age::{StoredBlob, job_of_ending};
pub use error::StoreError;
pub use frame::{Frame, Trailer};
use owners::Owners;
pub use space::Bounds;
use space::Space;
pub use space::on_disk;
pub use upload::{AHEAD_BYTES, Existing, Upload};

use crate::config::Limits;

/// What notes may take beyond the capacity.
const NOTES_BYTES: u64 = 256 << 20;

/// Objects by path, and the space they use.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    folder: PathBuf,
    /// How long a mark that an object is wanted is fresh, at most.
    mark: Duration,
    owners: Owners,
    blobs: Bounds,
    frames: Bounds,
    notes: Bounds,
    /// Held while an object is moved into place, so that it is counted once.
    placing: Arc<tokio::sync::Mutex<()>>,
}

impl Store {
    /// Opens the folder, or makes it: removes what uploads left behind that were cut off, and counts
    /// what is there.
    pub fn open(folder: &FsPath, limits: &Limits) -> io::Result<(Self, FolderLock)> {
        fs::create_dir_all(folder)?;
        let lock = FolderLock::take(folder).map_err(|error| match error {
            fs::TryLockError::WouldBlock => io::Error::new(io::ErrorKind::ResourceBusy, "another hub uses this folder"),
            fs::TryLockError::Error(error) => error,
        })?;
        let root = folder.join("objects");
        fs::create_dir_all(&root)?;
        let [of_blobs, of_jobs] = swept(&root)?.map(|used| Space::new(root.clone(), used));
        // A blob that is half written after a power cut would stand at its hash for ever.
        let objects = LocalFileSystem::new_with_prefix(&root).map_err(io::Error::other)?;
        let objects = objects.with_fsync(true).with_automatic_cleanup(true);
        let (capacity, floor) = (limits.capacity_bytes, limits.free_disk_bytes);
        let to_frames = limits.frame_room_bytes.min(capacity);
        let to_blobs = capacity - to_frames;
        let store = Self {
            objects: Arc::new(objects),
            folder: root,
            mark: limits.keep / 4,
            owners: Owners::default(),
            blobs: Bounds { space: of_blobs, bytes: limits.blob_bytes, capacity: to_blobs, floor },
            frames: Bounds { space: of_jobs.clone(), bytes: limits.frame_bytes, capacity: to_frames, floor: floor / 2 },
            // Notes are small and decide about money: a hub that is full still takes them.
            notes: Bounds {
                space: of_jobs,
                bytes: NOTES_BYTES,
                capacity: to_frames.saturating_add(NOTES_BYTES),
                floor: 0,
            },
            placing: Arc::default(),
        };
        Ok((store, lock))
    }

    /// Bytes that all objects take on the disk, and those being uploaded.
    pub fn used(&self) -> u64 {
        self.blobs.space.used().saturating_add(self.frames.space.used())
    }

    /// Who wants which blob to stay.
    pub fn owners(&self) -> &Owners {
        &self.owners
    }

    /// Bytes that would have to go before a blob of this size could be stored.
    pub fn missing_for_blob(&self, bytes: u64) -> Result<u64, StoreError> {
        self.blobs.missing(bytes)
    }

    /// The same for a frame.
    pub fn missing_for_frame(&self, bytes: u64) -> Result<u64, StoreError> {
        self.frames.missing(bytes)
    }

    /// Bytes that frames and what belongs to them take, and may take.
    pub fn frame_room(&self) -> (u64, u64) {
        (self.frames.space.used(), self.frames.capacity)
    }

    /// Where an object is counted.
    fn space_of(&self, path: &Path) -> &Space {
        if path.as_ref().starts_with(BLOBS) { &self.blobs.space } else { &self.frames.space }
    }

    /// Length of an object, or `None` where there is none.
    pub async fn length(&self, path: &Path) -> Result<Option<u64>, StoreError> {
        match self.objects.head(path).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// An object's bytes as they are read.
    pub async fn open_range(
        &self,
        path: &Path,
        range: Option<std::ops::Range<u64>>,
    ) -> Result<Option<GetResult>, StoreError> {
        let options = object_store::GetOptions { range: range.map(Into::into), ..object_store::GetOptions::default() };
        match self.objects.get_opts(path, options).await {
            Ok(found) => Ok(Some(found)),
            Err(object_store::Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// A whole object of at most `limit` bytes.
    pub async fn read(&self, path: &Path, limit: u64) -> Result<Option<Bytes>, StoreError> {
        let Some(found) = self.open_range(path, None).await? else { return Ok(None) };
        if found.meta.size > limit {
            return Err(StoreError::TooLarge { limit });
        }
        Ok(Some(found.bytes().await?))
    }

    /// Writes a small object, replacing one that is there.
    pub async fn keep(&self, path: &Path, bytes: Bytes) -> Result<(), StoreError> {
        self.put(path, bytes, &self.frames).await
    }

    /// Writes a note, also where the store is full.
    pub async fn note(&self, path: &Path, bytes: Bytes) -> Result<(), StoreError> {
        self.put(path, bytes, &self.notes).await
    }

    async fn put(&self, path: &Path, bytes: Bytes, bounds: &Bounds) -> Result<(), StoreError> {
        let reserved = bounds.reserve(bytes.len() as u64)?;
        let _placing = self.placing.lock().await;
        let before = self.length(path).await?;
        self.objects.put(path, PutPayload::from_bytes(bytes)).await?;
        self.space_of(path).release_object(before);
        reserved.commit();
        Ok(())
    }

    /// Removes an object that turned out to be damaged.
    pub async fn remove(&self, path: &Path) -> Result<(), StoreError> {
        let _placing = self.placing.lock().await;
        let length = self.length(path).await?;
        self.objects.delete(path).await?;
        self.space_of(path).release_object(length);
        Ok(())
    }

    /// Jobs whose frames, or pictures of frames, are stored here.
    pub async fn jobs_with_frames(&self) -> Result<Vec<Pubkey>, StoreError> {
        let mut jobs = Vec::new();
        for folder in [FRAMES, PREVIEWS] {
            let listed = self.objects.list_with_delimiter(Some(&Path::from(folder))).await?;
            jobs.extend(listed.common_prefixes.iter().filter_map(|path| path.filename()?.parse::<Pubkey>().ok()));
        }
        Ok(jobs)
    }

    pub async fn jobs_with_ending(&self) -> Result<Vec<Pubkey>, StoreError> {
        let listed = self.objects.list_with_delimiter(Some(&Path::from(ENDINGS))).await?;
        Ok(listed.objects.iter().filter_map(|object| job_of_ending(&object.location)).collect())
    }

    /// Orders whose quotes are kept here.
    pub async fn orders(&self) -> Result<Vec<Pubkey>, StoreError> {
        let listed = self.objects.list_with_delimiter(Some(&Path::from(ORDERS))).await?;
        Ok(listed.objects.iter().filter_map(|object| object.location.filename()?.parse().ok()).collect())
    }

    /// Begins the upload of a blob.
    pub async fn upload_blob(&self, path: Path, declared: Option<u64>) -> Result<Upload, StoreError> {
        Upload::begin(self, path, declared, &self.blobs).await
    }

    /// Begins the upload of a frame.
    pub async fn upload_frame(&self, path: Path, declared: u64) -> Result<Upload, StoreError> {
        Upload::begin(self, path, Some(declared), &self.frames).await
    }
}

const BLOBS: &str = "blobs";
const FRAMES: &str = "frames";
const PREVIEWS: &str = "previews";
const ENDINGS: &str = "endings";
const ORDERS: &str = "orders";

/// Where a blob lies. Folders of 256 keep lists short.
pub fn blob_path(hash: &Hash) -> Path {
    let name = hex32::encode(hash);
    let folder = name.get(..2).unwrap_or_default().to_owned();
    Path::from_iter([BLOBS.to_owned(), folder, name])
}

/// Where a frame lies.
pub fn frame_path(job: &Pubkey, attempt: u8, frame: u32) -> Path {
    Path::from_iter([FRAMES.to_owned(), job.to_string(), attempt.to_string(), frame.to_string()])
}

/// Where the preview of this very frame lies: another upload has another.
pub fn preview_path(job: &Pubkey, attempt: u8, frame: u32, digest: &Hash) -> Path {
    let name = format!("{attempt}-{frame}-{}.png", hex32::encode(digest));
    Path::from_iter([PREVIEWS.to_owned(), job.to_string(), name])
}

/// Where the draft of a frame lies, as the picture it is shown as.
pub fn draft_path(job: &Pubkey, attempt: u8, frame: u32) -> Path {
    Path::from_iter([PREVIEWS.to_owned(), job.to_string(), format!("{attempt}-{frame}-draft.png")])
}

/// Where the quote of an order lies.
pub fn order_path(order: &Pubkey) -> Path {
    Path::from_iter([ORDERS.to_owned(), order.to_string()])
}

/// Where it is noted what the network's fees of a day came to.
pub fn spending_path() -> Path {
    Path::from("spending.json")
}

/// Where it is noted how a job ended.
pub fn ending_path(job: &Pubkey) -> Path {
    Path::from_iter([ENDINGS.to_owned(), format!("{job}.json")])
}

/// Where it is noted what a job was last seen to have delivered.
pub fn sighting_path(job: &Pubkey) -> Path {
    Path::from_iter(["sightings".to_owned(), format!("{job}.json")])
}

/// Removes parts of uploads that never ended, and adds up the rest: blobs, and all else.
fn swept(root: &FsPath) -> io::Result<[u64; 2]> {
    let (blobs, mut folders, mut used) = (root.join(BLOBS), vec![PathBuf::from(root)], [0u64; 2]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().to_string_lossy().contains('#') {
                // The backend's name for what is not in place yet.
                fs::remove_file(entry.path())?;
            } else {
                let [of_blobs, rest] = &mut used;
                let counted = if entry.path().starts_with(&blobs) { of_blobs } else { rest };
                *counted = counted.saturating_add(space::on_disk(entry.metadata()?.len()));
            }
        }
    }
    Ok(used)
}
