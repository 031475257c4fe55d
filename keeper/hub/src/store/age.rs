//! How old objects are, by when they were written or last asked for, and how the old ones go.

use std::{
    collections::HashMap,
    fs::File,
    time::{Duration, SystemTime},
};

use futures::TryStreamExt;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt, path::Path};
use rayment_core::Hash;
use rayment_spec::hex32;
use solana_pubkey::Pubkey;

use super::{BLOBS, ENDINGS, FRAMES, PREVIEWS, Store, StoreError, sighting_path, space::on_disk};

/// An object that is asked for often is marked once in this time.
const MARK: Duration = Duration::from_secs(3_600);

/// A blob that is there.
pub struct StoredBlob {
    pub path: Path,
    pub hash: Hash,
    /// On the disk.
    pub bytes: u64,
    /// When it was written, or last asked for.
    pub at: SystemTime,
}

impl Store {
    /// Marks an object as wanted now.
    pub async fn touch(&self, path: &Path) {
        let Ok(meta) = self.objects.head(path).await else { return };
        if SystemTime::from(meta.last_modified).elapsed().is_ok_and(|age| age < MARK.min(self.mark)) {
            return;
        }
        // The backend has no call for it.
        let marked = File::open(self.folder.join(path.as_ref())).and_then(|file| file.set_modified(SystemTime::now()));
        if let Err(error) = marked {
            tracing::warn!(%error, %path, "that a blob is wanted cannot be marked");
        }
    }

    /// All blobs.
    pub async fn blobs(&self) -> Result<Vec<StoredBlob>, StoreError> {
        let all: Vec<_> = self.objects.list(Some(&Path::from(BLOBS))).try_collect().await?;
        let blob = |meta: ObjectMeta| {
            let (hash, at) = (blob_of(&meta.location)?, meta.last_modified.into());
            Some(StoredBlob { hash, bytes: on_disk(meta.size), at, path: meta.location })
        };
        Ok(all.into_iter().filter_map(blob).collect())
    }

    /// Bytes on disk of each job's frames and previews.
    pub async fn job_bytes(&self) -> Result<HashMap<Pubkey, u64>, StoreError> {
        let mut bytes = HashMap::<Pubkey, u64>::new();
        for folder in [FRAMES, PREVIEWS] {
            let all: Vec<_> = self.objects.list(Some(&Path::from(folder))).try_collect().await?;
            for meta in all {
                let job = meta.location.parts().nth(1).and_then(|part| part.as_ref().parse().ok());
                let Some(job) = job else { continue };
                let of_job = bytes.entry(job).or_default();
                *of_job = of_job.saturating_add(on_disk(meta.size));
            }
        }
        Ok(bytes)
    }

    /// The first to end first.
    pub async fn endings_older_than(&self, before: SystemTime) -> Result<Vec<Path>, StoreError> {
        let all: Vec<_> = self.objects.list(Some(&Path::from(ENDINGS))).try_collect().await?;
        let mut old: Vec<_> = all.into_iter().filter(|meta| is_older(meta, before)).collect();
        old.sort_by_key(|meta| meta.last_modified);
        Ok(old.into_iter().map(|meta| meta.location).collect())
    }

    /// Removes an object unless it was asked for in the meantime.
    pub async fn remove_if_older(&self, path: &Path, before: SystemTime) -> Result<(), StoreError> {
        let placing = self.placing.lock().await;
        let meta = match self.objects.head(path).await {
            Ok(meta) => meta,
            Err(object_store::Error::NotFound { .. }) => return Ok(()),
            Err(error) => return Err(error.into()),
        };
        if is_older(&meta, before) {
            self.objects.delete(path).await?;
            self.space_of(path).release_object(Some(meta.size));
        }
        drop(placing);
        Ok(())
    }

    /// Removes a blob that nobody has written or asked for since it was listed. Whether it is gone.
    pub async fn remove_unchanged(&self, blob: &StoredBlob) -> Result<bool, StoreError> {
        let placing = self.placing.lock().await;
        let meta = match self.objects.head(&blob.path).await {
            Ok(meta) if SystemTime::from(meta.last_modified) == blob.at => meta,
            Ok(_) => return Ok(false),
            Err(object_store::Error::NotFound { .. }) => return Ok(true),
            Err(error) => return Err(error.into()),
        };
        self.objects.delete(&blob.path).await?;
        self.space_of(&blob.path).release_object(Some(meta.size));
        drop(placing);
        Ok(true)
    }

    /// Removes the frames of a job's attempts before this one.
    pub async fn remove_attempts_before(&self, job: &Pubkey, attempt: u8) -> Result<(), StoreError> {
        for earlier in 0..attempt {
            let place = Path::from_iter([FRAMES.to_owned(), job.to_string(), earlier.to_string()]);
            let objects: Vec<_> = self.objects.list(Some(&place)).try_collect().await?;
            for object in objects {
                self.remove(&object.location).await?;
            }
        }
        Ok(())
    }

    /// Removes frames and previews of a job.
    pub async fn remove_frames(&self, job: &Pubkey) -> Result<(), StoreError> {
        for folder in [FRAMES, PREVIEWS] {
            let place = Path::from_iter([folder.to_owned(), job.to_string()]);
            let objects: Vec<_> = self.objects.list(Some(&place)).try_collect().await?;
            for object in objects {
                self.remove(&object.location).await?;
            }
        }
        Ok(())
    }

    /// Removes frames, previews and the sighting of a job.
    pub async fn remove_job(&self, job: &Pubkey) -> Result<(), StoreError> {
        self.remove_frames(job).await?;
        match self.remove(&sighting_path(job)).await {
            Err(StoreError::Objects(object_store::Error::NotFound { .. })) => Ok(()),
            done => done,
        }
    }
}

fn is_older(meta: &ObjectMeta, than: SystemTime) -> bool {
    SystemTime::from(meta.last_modified) < than
}

/// Which blob lies there.
fn blob_of(path: &Path) -> Option<Hash> {
    hex32::decode(path.filename()?)
}

/// Which job's ending is noted there.
pub fn job_of_ending(path: &Path) -> Option<Pubkey> {
    path.filename()?.strip_suffix(".json")?.parse().ok()
}
