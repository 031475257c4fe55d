//! The highest vouchers of each channel on disk.
//!
//! ```text
//! <folder>/<channel>.voucher      the one that always counts
//! <folder>/<channel>.expiring     the one that expires
//! ```
//!
//! Each holds a mark, the voucher, the key, the signature, when it came, and the SHA-256 of all that.
//!
//! A file is there whole or not at all, whenever the machine stops: it is written beside its place, flushed to the
//! disk, then renamed. What does not match its checksum or its name is not there.

use std::{fs, io::ErrorKind, path::Path};

use rayment_client::{chain_key, rule_key};
use rayment_core::{
    Native, Sha256,
    channel::{Signed, Voucher, voucher::SIZE},
};
use rayment_service::files::UNFINISHED;
use solana_pubkey::Pubkey;

use super::check::life;
use crate::outbox::{DiskError, write_whole};

const MARK: &[u8; 8] = b"rayvchr1";
const LASTING: &str = ".voucher";
const EXPIRING: &str = ".expiring";

/// A voucher that was accepted, and is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    pub signed: Signed,
    pub signature: [u8; 64],
    /// When it came, by the chain's time.
    pub heard_at: i64,
}

impl Held {
    /// All that its payer has acknowledged, in lamports.
    pub fn cumulative(&self) -> u64 {
        self.signed.voucher.cumulative
    }

    fn encode(&self) -> Vec<u8> {
        let Signed { key, voucher } = &self.signed;
        let heard_at = self.heard_at.to_le_bytes();
        let mut bytes = [MARK, &voucher.to_bytes()[..], &key.0, &self.signature, &heard_at].concat();
        bytes.extend(Native::hash(&[&bytes]));
        bytes
    }

    fn decode(bytes: &[u8]) -> Option<Self> {
        let (body, digest) = bytes.split_last_chunk::<32>()?;
        let (mark, rest) = body.split_first_chunk::<8>()?;
        let (voucher, rest) = rest.split_first_chunk::<SIZE>()?;
        let (key, rest) = rest.split_first_chunk::<32>()?;
        let (signature, heard_at) = rest.split_first_chunk::<64>()?;
        let is_whole = mark == MARK && *digest == Native::hash(&[body]);
        let (voucher, key) = (Voucher::from_bytes(voucher).ok()?, rule_key(&Pubkey::new_from_array(*key)));
        let heard_at = i64::from_le_bytes(heard_at.try_into().ok()?);
        is_whole.then_some(Self { signed: Signed { key, voucher }, signature: *signature, heard_at })
    }
}

/// The vouchers of one channel: one that expires must not push out a lower one that outlives it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// The highest that always counts.
    pub lasting: Option<Held>,
    /// The highest that expires.
    pub expiring: Option<Held>,
}

impl Kept {
    /// With this one in its place, unless what is there says more.
    #[must_use]
    pub fn with(self, held: Held) -> Self {
        let best = |old: Option<Held>| old.into_iter().chain([held]).max_by_key(worth);
        match held.signed.voucher.expires_at {
            0 => Self { lasting: best(self.lasting), ..self },
            _ => Self { expiring: best(self.expiring), ..self },
        }
    }

    /// The highest of them that still counts at `now`.
    pub fn counting(&self, now: i64) -> Option<Held> {
        self.each().filter(|held| held.signed.voucher.counts(now)).max_by_key(worth)
    }

    /// The highest of them, whether it still counts or not.
    pub fn highest(&self) -> Option<Held> {
        self.each().max_by_key(worth)
    }

    fn each(&self) -> impl Iterator<Item = Held> {
        self.lasting.into_iter().chain(self.expiring)
    }
}

/// Of equal sums the one that lives longer is worth more.
fn worth(held: &Held) -> (u64, i64) {
    (held.cumulative(), life(&held.signed.voucher))
}

/// Writes a voucher down: when this returns, it survives whatever comes.
pub(super) fn write(folder: &Path, held: &Held) -> Result<(), DiskError> {
    let Voucher { channel, expires_at, .. } = held.signed.voucher;
    let ending = if expires_at == 0 { LASTING } else { EXPIRING };
    write_whole(&folder.join(name(&chain_key(&channel), ending)), &held.encode())
}

/// All vouchers of a folder. Removes what was only half written.
pub(super) fn read_all(folder: &Path) -> Result<Vec<Held>, DiskError> {
    let mut all = Vec::new();
    let entries = fs::read_dir(folder).map_err(|error| DiskError::at(folder, error))?;
    for entry in entries {
        let path = entry.map_err(|error| DiskError::at(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let channel = |name: &str| {
            let stem = name.strip_suffix(LASTING).or(name.strip_suffix(EXPIRING))?;
            stem.parse::<Pubkey>().ok()
        };
        if name.strip_suffix(UNFINISHED).is_some_and(|whole| channel(whole).is_some()) {
            remove_file(&path)?;
        } else if let Some(channel) = channel(name) {
            let bytes = fs::read(&path).map_err(|error| DiskError::at(&path, error))?;
            let held = Held::decode(&bytes).filter(|held| held.signed.voucher.channel == rule_key(&channel));
            match held {
                Some(held) => all.push(held),
                // Only a damaged disk does that: the file stays for whoever wants to look.
                None => tracing::error!(path = %path.display(), "this voucher is damaged: ask its payer for a new one"),
            }
        }
    }
    Ok(all)
}

/// Removes the vouchers of a channel, if there are any.
pub(super) fn remove(folder: &Path, channel: &Pubkey) -> Result<(), DiskError> {
    [LASTING, EXPIRING].iter().try_for_each(|ending| remove_file(&folder.join(name(channel, ending))))
}

fn name(channel: &Pubkey, ending: &str) -> String {
    format!("{channel}{ending}")
}

fn remove_file(path: &Path) -> Result<(), DiskError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(DiskError::at(path, error)),
        Ok(()) | Err(_) => Ok(()),
    }
}
