//! Finished frames on disk, until the chain shows that they are no longer needed; and the finished tiles
//! of a frame that is being rendered.
//!
//! One folder per attempt at a job, in it one file per finished frame:
//!
//! ```text
//! outbox/<job>.<attempt>/<frame>.frame      header, pixels, SHA-256 of both
//! outbox/<job>.<attempt>/<frame>.uploaded   the same SHA-256: the hub took it
//! outbox/<job>.<attempt>/<frame>.tiles      its finished tiles, until it is whole: see [`Tiles`]
//! outbox/<job>.<attempt>/begun              how often work was begun since the last finished tile
//! ```
//!
//! All but the tiles appear whole or not at all: a file is written beside its place, flushed to the disk, then
//! renamed. What does not match its checksum, its spec or its frame is not there. So a worker that
//! is killed at any instant finds every frame and every tile that it had finished, and nothing else.

mod disk;
mod frame;
mod tiles;

use std::path::{Path, PathBuf};

use rayment_core::{Hash, job::Chunk};
use rayment_service::files::UNFINISHED;

use crate::attempt::Attempt;

pub use disk::DiskError;
pub(crate) use disk::{make_folder, write_whole};
pub use frame::Frame;
pub use tiles::Tiles;

/// What is being taken away; swept at the next start, like what is being written.
const GONE: &str = ".gone";

/// The folder of all attempts.
#[derive(Clone, Debug)]
pub struct Outbox {
    root: PathBuf,
}

/// The folder of one attempt.
#[derive(Clone, Debug)]
pub struct Entry {
    folder: PathBuf,
    spec: Hash,
}

impl Outbox {
    /// Opens the folder, and makes it if it is not there. Removes what a killed worker had half written or
    /// half removed.
    pub fn open(root: &Path) -> Result<Self, DiskError> {
        make_folder(root)?;
        for name in names(root)? {
            if name.ends_with(GONE) {
                disk::remove_folder(&root.join(&name))?;
            } else if name.parse::<Attempt>().is_ok() {
                sweep(&root.join(&name))?;
            }
        }
        Ok(Self { root: root.to_owned() })
    }

    /// Attempts of which something is kept.
    pub fn attempts(&self) -> Result<Vec<Attempt>, DiskError> {
        Ok(names(&self.root)?.iter().filter_map(|name| name.parse().ok()).collect())
    }

    /// The entry of an attempt at a job with this spec; frames of any other spec are not in it.
    pub fn entry(&self, attempt: &Attempt, spec: Hash) -> Entry {
        Entry { folder: self.root.join(attempt.to_string()), spec }
    }

    /// Removes an entry, all of it at once.
    pub fn forget(&self, attempt: &Attempt) -> Result<(), DiskError> {
        let folder = self.root.join(attempt.to_string());
        let gone = self.root.join(format!("{attempt}{GONE}"));
        if folder.exists() {
            disk::remove_folder(&gone)?;
            disk::rename(&folder, &gone)?;
        }
        disk::remove_folder(&gone)
    }
}

impl Entry {
    /// Keeps a finished frame: when this returns, it survives whatever comes.
    pub fn store(&self, frame: &Frame) -> Result<(), DiskError> {
        make_folder(&self.folder)?;
        let (header, digest) = (frame.header(&self.spec), frame.digest(&self.spec));
        disk::write_parts(&self.place(frame.number), &[&header, &frame.body, &digest])?;
        disk::remove(&self.tiles_place(frame.number))?;
        self.clear_crashes()
    }

    /// Something was finished: crashes before it no longer count.
    pub fn clear_crashes(&self) -> Result<(), DiskError> {
        if self.begun()? > 1 { write_whole(&self.count(), b"1") } else { Ok(()) }
    }

    /// Opens the finished tiles of a frame under way, to add to them. `found` gets what is there: each
    /// tile's place among the job's, and its pixels. `lengths` are the bytes of every tile.
    pub fn tiles(
        &self,
        (number, chunk): (u32, &Chunk),
        lengths: &[usize],
        found: impl FnMut(usize, &[u8]),
    ) -> Result<Tiles, DiskError> {
        make_folder(&self.folder)?;
        Tiles::open(&self.tiles_place(number), &self.spec, (number, chunk), lengths, found)
    }

    /// Notes that work begins which may crash the whole process, by running out of memory or worse.
    pub fn begin(&self) -> Result<(), DiskError> {
        make_folder(&self.folder)?;
        write_whole(&self.count(), self.begun()?.saturating_add(1).to_string().as_bytes())
    }

    /// Notes that the work has ended, one way or another, without a crash.
    pub fn end(&self) -> Result<(), DiskError> {
        disk::remove(&self.count())
    }

    /// How often work was [begun](Self::begin) since the last finished tile and did not [end](Self::end):
    /// while none runs, the number of crashes.
    pub fn begun(&self) -> Result<u32, DiskError> {
        let text = disk::read(&self.count())?.and_then(|bytes| String::from_utf8(bytes).ok());
        // A count that cannot be read only begins anew.
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// A finished frame, if it is there and whole. One that is damaged is removed, so that it is rendered
    /// again.
    pub fn load(&self, number: u32) -> Result<Option<Frame>, DiskError> {
        let place = self.place(number);
        let Some((file, length)) = disk::open(&place)? else { return Ok(None) };
        let frame = Frame::read(file, length, &self.spec, number).map_err(|error| DiskError::at(&place, error))?;
        if frame.is_none() {
            tracing::warn!(file = %place.display(), "a stored frame is damaged: it will be rendered again");
            disk::remove(&place)?;
        }
        Ok(frame)
    }

    /// Notes that the hub took the frame.
    pub fn mark_uploaded(&self, frame: &Frame) -> Result<(), DiskError> {
        write_whole(&self.mark(frame.number), &frame.digest(&self.spec))
    }

    /// Whether the hub took exactly this frame once. It may have lost it since.
    pub fn is_uploaded(&self, number: u32) -> Result<bool, DiskError> {
        let Some(mark) = disk::read(&self.mark(number))? else { return Ok(false) };
        Ok(self.load(number)?.is_some_and(|frame| mark == frame.digest(&self.spec)))
    }

    fn place(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number}.frame"))
    }

    fn tiles_place(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number}.tiles"))
    }

    fn count(&self) -> PathBuf {
        self.folder.join("begun")
    }

    fn mark(&self, number: u32) -> PathBuf {
        self.folder.join(format!("{number}.uploaded"))
    }
}

fn sweep(folder: &Path) -> Result<(), DiskError> {
    let unfinished = names(folder)?.into_iter().filter(|name| name.ends_with(UNFINISHED));
    unfinished.map(|name| folder.join(name)).try_for_each(|path| disk::remove(&path))
}

fn names(folder: &Path) -> Result<Vec<String>, DiskError> {
    disk::names(folder)
}
