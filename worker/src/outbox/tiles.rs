//! The finished tiles of a frame under way: one file that only grows, until the frame is whole.
//!
//! ```text
//! header   magic, spec, frame, first tile, number of tiles
//! record   place of the tile in the job, milliseconds spent on the frame by then, pixels, SHA-256
//! ```
//!
//! A record is written at once and hashed together with the header, so one that was cut off, or is of
//! anything else, is not there; what follows it is cut off too. A worker that is killed loses no tile:
//! the system has what was written. One whose machine fails loses what was not flushed to the disk
//! yet, which is done every second.

use std::{
    fs::File,
    io::{self, BufReader, ErrorKind, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use rayment_core::{Hash, Native, Sha256, job::Chunk};
use rayment_service::files::sync_folder_of;

use super::disk::DiskError;

const MAGIC: &[u8; 8] = b"raytile1";
const HEADER: usize = 8 + 32 + 3 * 4;
/// Place and milliseconds.
const PREFIX: usize = 4 + 8;
const DIGEST: usize = 32;
const FLUSH: Duration = Duration::from_secs(1);

/// The open file of a frame. Threads may add tiles at the same time.
pub struct Tiles {
    path: PathBuf,
    header: [u8; HEADER],
    spent_ms: u64,
    writer: Mutex<Writer>,
}

struct Writer {
    file: File,
    /// Where the last whole record ends.
    end: u64,
    flushed_at: Instant,
}

impl Tiles {
    /// Opens the file, or makes it, and hands over what it holds: tile by place in the job, each once.
    /// `lengths` are the bytes of every tile.
    pub(super) fn open(
        path: &Path,
        spec: &Hash,
        (frame, chunk): (u32, &Chunk),
        lengths: &[usize],
        found: impl FnMut(usize, &[u8]),
    ) -> Result<Self, DiskError> {
        let opened = || -> io::Result<Self> {
            let mut header = [0; HEADER];
            let numbers = [frame, chunk.tile, chunk.tiles].map(u32::to_le_bytes).concat();
            header.copy_from_slice(&[MAGIC.as_slice(), spec, &numbers].concat());
            let mut file = File::options().read(true).write(true).create(true).truncate(false).open(path)?;
            let Held { end, spent_ms } = read(&file, &header, lengths, found)?;
            file.set_len(end)?;
            file.seek(SeekFrom::Start(end))?;
            if end == 0 {
                file.write_all(&header)?;
                sync_folder_of(path)?;
            }
            let end = end.max(HEADER as u64);
            let writer = Mutex::new(Writer { file, end, flushed_at: Instant::now() });
            Ok(Self { path: path.to_owned(), header, spent_ms, writer })
        };
        opened().map_err(|error| DiskError::at(path, error))
    }

    /// Milliseconds that went into the tiles that were there.
    pub fn spent_ms(&self) -> u64 {
        self.spent_ms
    }

    /// Keeps a finished tile: when this returns, it survives the end of the process.
    pub fn add(&self, place: usize, ms: u64, pixels: &[u8]) -> Result<(), DiskError> {
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let mut record = Vec::with_capacity(PREFIX + pixels.len() + DIGEST);
        record.extend_from_slice(&place.to_le_bytes());
        record.extend_from_slice(&ms.to_le_bytes());
        record.extend_from_slice(pixels);
        let digest = Native::hash(&[&self.header, &record]);
        record.extend_from_slice(&digest);
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.append(&record).map_err(|error| DiskError::at(&self.path, error))
    }
}

impl Writer {
    fn append(&mut self, record: &[u8]) -> io::Result<()> {
        if let Err(error) = self.file.write_all(record) {
            // Half a record would hide all that come after it.
            self.file.set_len(self.end).and_then(|()| self.file.seek(SeekFrom::Start(self.end)))?;
            return Err(error);
        }
        self.end += record.len() as u64;
        if self.flushed_at.elapsed() < FLUSH {
            return Ok(());
        }
        self.flushed_at = Instant::now();
        self.file.sync_data()
    }
}

/// What a file holds that can be believed.
struct Held {
    /// Bytes up to the end of the last good record; none where the header is not ours.
    end: u64,
    spent_ms: u64,
}

fn read(
    file: &File,
    header: &[u8; HEADER],
    lengths: &[usize],
    mut found: impl FnMut(usize, &[u8]),
) -> io::Result<Held> {
    let (mut reader, mut held) = (BufReader::with_capacity(1 << 18, file), Held { end: 0, spent_ms: 0 });
    let mut start = [0; HEADER];
    if !whole(&mut reader, &mut start)? || start != *header {
        return Ok(held);
    }
    held.end = HEADER as u64;
    let (mut known, mut record) = (vec![false; lengths.len()], Vec::new());
    loop {
        record.resize(PREFIX, 0);
        if !whole(&mut reader, &mut record)? {
            return Ok(held);
        }
        let place = record.first_chunk().map_or(usize::MAX, |place| u32::from_le_bytes(*place) as usize);
        let ms = record.last_chunk().map_or(0, |ms| u64::from_le_bytes(*ms));
        let (Some(length), Some(false)) = (lengths.get(place), known.get(place)) else { return Ok(held) };
        record.resize(PREFIX + length, 0);
        let mut digest = [0; DIGEST];
        let there =
            whole(&mut reader, record.get_mut(PREFIX..).unwrap_or_default())? && whole(&mut reader, &mut digest)?;
        if !there || digest != Native::hash(&[header, &record]) {
            return Ok(held);
        }
        found(place, record.get(PREFIX..).unwrap_or_default());
        if let Some(known) = known.get_mut(place) {
            *known = true;
        }
        held.spent_ms = held.spent_ms.max(ms);
        held.end += (PREFIX + length + DIGEST) as u64;
    }
}

/// Fills the buffer; false where the file ends before.
fn whole(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}
