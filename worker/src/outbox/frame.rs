//! A finished frame as a file: what it is, how long it took, its pixels, and a checksum over all.

use std::io::{self, ErrorKind, Read};

use rayment_core::{Hash, Native, Sha256};

const MAGIC: &[u8; 8] = b"rayfram1";
/// Magic, spec, frame number, milliseconds.
const HEADER: usize = 8 + 32 + 4 + 8;
const DIGEST: usize = 32;

/// A finished frame of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its number in the animation.
    pub number: u32,
    /// Render time in milliseconds.
    pub ms: u64,
    /// The job's tiles of it, one after the other, as linear f32 little-endian RGB.
    pub body: Vec<u8>,
}

impl Frame {
    /// What identifies these pixels of this spec.
    pub(super) fn digest(&self, spec: &Hash) -> Hash {
        Native::hash(&[&self.header(spec), &self.body])
    }

    /// What stands before the body in the file.
    pub(super) fn header(&self, spec: &Hash) -> [u8; HEADER] {
        let mut header = [0; HEADER];
        let parts = [MAGIC.as_slice(), spec, &self.number.to_le_bytes(), &self.ms.to_le_bytes()].concat();
        header.copy_from_slice(&parts);
        header
    }

    /// The frame, if a file of `length` bytes is whole and is frame `number` of `spec`. Bodies are
    /// large: there is one copy of it in memory, and no more.
    pub(super) fn read(mut file: impl Read, length: u64, spec: &Hash, number: u32) -> io::Result<Option<Self>> {
        let body = usize::try_from(length).ok().and_then(|length| length.checked_sub(HEADER + DIGEST));
        let Some(body) = body else { return Ok(None) };
        let (mut header, mut frame, mut digest) =
            ([0; HEADER], Self { number, ms: 0, body: vec![0; body] }, [0; DIGEST]);
        let mut whole = || {
            file.read_exact(&mut header)?;
            file.read_exact(&mut frame.body)?;
            file.read_exact(&mut digest)
        };
        match whole() {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        frame.ms = header.last_chunk().map_or(0, |ms| u64::from_le_bytes(*ms));
        Ok((header == frame.header(spec) && digest == frame.digest(spec)).then_some(frame))
    }
}
