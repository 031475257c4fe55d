//! The orders that were placed from this machine: their quotes as files, written before anything is paid.
//!
//! Money that lies at an address whose quote nobody has is lost, so the quote is kept first. With it stands what else
//! it takes to go on: the list of its jobs where that is no cut of the scene, and whatever the caller wants to be told
//! again.

use std::{
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use borsh::BorshDeserialize;
use rayment_client::{
    address,
    order::{Cut, Jobs, OrderQuote},
};
use rayment_core::job::Chunk;
use serde::{Deserialize, Serialize};
use solana_pubkey::Pubkey;

use crate::{Error, channel::KeptChannels};

/// Where orders are kept below the user's data folder.
const FOLDER: &str = "rayment/orders";
/// Where channels are kept below that.
const CHANNELS: &str = "channels";

/// An order that was placed, or is about to be.
#[derive(Clone, Debug)]
pub struct SavedOrder {
    pub quote: OrderQuote,
    /// Its jobs, where they are no cut of the scene.
    pub jobs: Option<Jobs>,
    /// Unix seconds.
    pub saved_at: u64,
    /// Whatever the caller wants to be told again.
    pub memo: Option<serde_json::Value>,
}

/// The same in its file.
#[derive(Serialize, Deserialize)]
struct File {
    /// The quote's bytes, in Base64.
    quote: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    jobs: Option<Vec<(Chunk, u64)>>,
    saved_at: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    memo: Option<serde_json::Value>,
}

/// The folder of all orders.
#[derive(Clone, Debug)]
pub struct Saved {
    folder: PathBuf,
}

impl Saved {
    /// In this folder, which is made when it is needed; `None` is the user's own.
    pub fn new(folder: Option<PathBuf>) -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let data = || set("XDG_DATA_HOME").or_else(|| Some(std::env::home_dir()?.join(".local/share")));
        Self { folder: folder.unwrap_or_else(|| data().unwrap_or_default().join(FOLDER)) }
    }

    /// The channels that were opened from here, beside the orders.
    pub fn channels(&self) -> KeptChannels {
        KeptChannels::new(self.folder.join(CHANNELS))
    }

    /// Keeps an order, whole or not at all. Readable by the owner alone.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn keep(&self, quote: &OrderQuote, jobs: &Jobs, memo: Option<serde_json::Value>) -> Result<(), Error> {
        let list = (quote.cut == Cut::default()).then(|| jobs.list().to_vec());
        let bytes = borsh::to_vec(quote).map_err(Error::file("write a quote"))?;
        let file = File { quote: STANDARD.encode(&bytes), jobs: list, saved_at: now(), memo };
        let path = self.path(&address::order(quote));
        let write = || -> std::io::Result<()> {
            std::fs::create_dir_all(&self.folder)?;
            let mut new = tempfile::NamedTempFile::new_in(&self.folder)?;
            new.write_all(&serde_json::to_vec(&file)?)?;
            new.as_file().sync_all()?;
            new.persist(&path)?;
            // The name, too, must be on the disk before anything is paid.
            std::fs::File::open(&self.folder)?.sync_all()
        };
        write().map_err(Error::file(format!("keep the quote in {}: nothing is paid without", path.display())))
    }

    /// Drops an order that was certainly never paid. Where the file can't be removed it is only in the way for a while.
    pub(crate) fn forget(&self, order: &Pubkey) {
        let _ = std::fs::remove_file(self.path(order));
    }

    /// An order by its address, if it is here.
    ///
    /// # Errors
    /// [`Error::File`] where it can't be read.
    pub fn find(&self, order: &Pubkey) -> Result<Option<SavedOrder>, Error> {
        let path = self.path(order);
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(Error::file(format!("read {}", path.display())))?,
        };
        // What somebody else has put there is none of ours.
        Ok(decode(&bytes).filter(|saved| address::order(&saved.quote) == *order))
    }

    /// All that are here and can be read, the newest first.
    pub fn all(&self) -> Vec<SavedOrder> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path()).filter(|path| is_order(path));
        let mut all: Vec<_> = paths.filter_map(|path| decode(&std::fs::read(path).ok()?)).collect();
        all.sort_by_key(|saved| std::cmp::Reverse(saved.saved_at));
        all
    }

    fn path(&self, order: &Pubkey) -> PathBuf {
        self.folder.join(format!("{order}.json"))
    }
}

impl SavedOrder {
    pub fn address(&self) -> Pubkey {
        address::order(&self.quote)
    }

    /// Seconds since it was kept.
    pub fn age(&self) -> u64 {
        now().saturating_sub(self.saved_at)
    }
}

fn is_order(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "json")
}

fn decode(bytes: &[u8]) -> Option<SavedOrder> {
    let File { quote, jobs, saved_at, memo } = serde_json::from_slice(bytes).ok()?;
    let quote = OrderQuote::try_from_slice(&STANDARD.decode(&quote).ok()?).ok()?;
    let jobs = match jobs {
        Some(list) => Some(Jobs::new(list).ok().filter(|jobs| jobs.are_of(&quote))?),
        None => None,
    };
    Some(SavedOrder { quote, jobs, saved_at, memo })
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

#[cfg(test)]
pub(crate) mod tests {
    use rayment_core::{
        job::Ceilings,
        money::Terms,
        order::quote::{VERSION, flag},
    };

    use super::*;

    /// Three jobs of a frame each, as a cut of their scene or as a list.
    pub(crate) fn order(cut: Cut, salt: u64) -> (OrderQuote, Jobs) {
        let chunk = |frame| Chunk { frame, frames: 1, step: 1, tile: 0, tiles: 6 };
        let jobs = Jobs::new((1..=3).map(|frame| (chunk(frame), 1_000)).collect()).unwrap();
        let quote = OrderQuote {
            version: VERSION,
            market: rayment_core::Pubkey([1; 32]),
            client: rayment_core::Pubkey([2; 32]),
            spec: [3; 32],
            mint: Default::default(),
            sponsor: Default::default(),
            params: 0,
            fee_bps: 500,
            jobs: 3,
            root: jobs.root(),
            cut,
            total: 3_000,
            ceilings: Ceilings {
                terms: Terms { per_frame: 1, per_second: 1, per_gb: 1, minimum: 1 },
                ms_per_frame: 1_000,
            },
            bytes: 10,
            at_once_max: 0,
            draw_until: 5,
            expires_at: 6,
            flags: flag::CHECK,
            salt,
        };
        (quote, jobs)
    }

    #[test]
    fn what_is_kept_is_found_again_with_the_list_of_its_jobs() {
        let folder = tempfile::tempdir().unwrap();
        let saved = Saved::new(Some(folder.path().join("orders")));
        let memo = serde_json::json!({ "arguments": ["render"] });
        for (salt, cut, has_list) in [(1, Cut::frames(1), false), (2, Cut::default(), true)] {
            let (quote, jobs) = order(cut, salt);
            saved.keep(&quote, &jobs, Some(memo.clone())).unwrap();
            let found = saved.find(&address::order(&quote)).unwrap().expect("it is here");
            assert_eq!((found.quote, found.memo.as_ref()), (quote, Some(&memo)));
            assert_eq!(found.jobs, has_list.then_some(jobs));
        }
        assert_eq!(saved.all().len(), 2);
        let (first, _) = order(Cut::frames(1), 1);
        saved.forget(&address::order(&first));
        assert!(saved.find(&address::order(&first)).unwrap().is_none());
    }

    #[test]
    fn only_its_owner_reads_it() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let saved = Saved::new(Some(folder.path().to_owned()));
        let (quote, jobs) = order(Cut::frames(1), 1);
        saved.keep(&quote, &jobs, None).unwrap();
        let file = std::fs::metadata(saved.path(&address::order(&quote))).unwrap();
        assert_eq!(file.permissions().mode() & 0o077, 0);
    }

    #[test]
    fn what_somebody_has_put_there_is_no_order_of_ours() {
        let folder = tempfile::tempdir().unwrap();
        let saved = Saved::new(Some(folder.path().to_owned()));
        let ((quote, jobs), (other, _)) = (order(Cut::default(), 1), order(Cut::default(), 2));
        saved.keep(&quote, &jobs, None).unwrap();
        let (path, foreign) = (saved.path(&address::order(&quote)), saved.path(&address::order(&other)));
        std::fs::copy(&path, &foreign).unwrap();
        assert!(saved.find(&address::order(&other)).unwrap().is_none(), "it is another order's");
        // One bit of the list: it is not what the quote's root stands for.
        let text = std::fs::read_to_string(&path).unwrap().replace("\"frame\":2", "\"frame\":7");
        std::fs::write(&path, text).unwrap();
        assert!(saved.find(&address::order(&quote)).unwrap().is_none());
        std::fs::write(&path, "{").unwrap();
        assert!(saved.find(&address::order(&quote)).unwrap().is_none());
        assert!(Saved::new(Some(folder.path().join("none"))).all().is_empty());
    }
}
