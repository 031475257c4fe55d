//! The channels that were opened from this machine: what their addresses are made of, and their session keys.
//!
//! The key is written before the money moves: a deposit whose session key is lost can only be spent by the payer's
//! own signature. The address follows from what is kept, so a channel is found again after a crash, and to open it
//! once more cannot pay twice. The last voucher that was signed lies beside it, since a service is owed what was
//! signed whether or not it was sent.

use std::{
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    sync::Arc,
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use borsh::BorshDeserialize;
use rayment_client::{Token, chain_key, instructions::NewChannel, rule_key, wallet};
use rayment_core::channel::ChannelTerms;
use rayment_spec::hex32;
use serde::{Deserialize, Serialize};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signer::Signer as _;

use super::{SignedVoucher, Wanted};
use crate::Error;

/// A channel that was opened, or is about to be.
#[derive(Clone)]
pub struct KeptChannel {
    pub market: Pubkey,
    /// All that its address is made of.
    pub new: NewChannel,
    /// What was asked for.
    pub wanted: Wanted,
    /// Signs vouchers; `None` where another key does.
    pub session_key: Option<Arc<Keypair>>,
    /// Unix seconds of the chain's clock.
    pub kept_at: i64,
}

/// The same in its file, which only its owner can read.
#[derive(Serialize, Deserialize)]
struct File {
    market: String,
    payer: String,
    provider: String,
    /// The terms' bytes, in Base64.
    terms: String,
    salt: u64,
    slot: u64,
    #[serde(with = "hex32")]
    slot_hash: [u8; 32],
    deposit_lamports: u64,
    /// The mint of the token that it is in, and the program of that; `deposit_lamports` are then its base units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    token: Option<(String, String)>,
    wanted: Wanted,
    /// The session key's 64 bytes, in base58.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_key: Option<String>,
    kept_at: i64,
}

impl KeptChannel {
    pub fn address(&self) -> Pubkey {
        self.new.address(&self.market)
    }
}

/// No key in it, so that it may be logged.
impl std::fmt::Debug for KeptChannel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeptChannel").field("address", &self.address()).finish_non_exhaustive()
    }
}

/// The folder of all channels.
#[derive(Clone, Debug)]
pub struct KeptChannels {
    folder: PathBuf,
}

impl KeptChannels {
    /// In this folder, which is made when it is needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// Keeps a channel, whole or not at all, and on the disk before this returns.
    ///
    /// # Errors
    /// [`Error::File`]: then nothing may be paid.
    pub fn keep(&self, kept: &KeptChannel) -> Result<(), Error> {
        let path = self.path(&kept.address());
        let write = || self.write(&path, &serde_json::to_vec(&File::of(kept)?)?);
        write().map_err(Error::file(format!("keep the session key in {}: nothing is paid without", path.display())))
    }

    /// A channel by its address, if it is here.
    ///
    /// # Errors
    /// [`Error::File`] where it can't be read, or is not what its name says.
    pub fn find(&self, channel: &Pubkey) -> Result<Option<KeptChannel>, Error> {
        let path = self.path(channel);
        let bytes = match std::fs::read(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            read => read.map_err(Error::file(format!("read {}", path.display())))?,
        };
        let kept = decode(&bytes).filter(|kept| kept.address() == *channel);
        let damaged = || io::Error::new(ErrorKind::InvalidData, "it is damaged, or another channel's");
        Ok(Some(kept.ok_or_else(damaged).map_err(Error::file(format!("read {}", path.display())))?))
    }

    /// All that are here and can be read, the newest first.
    pub fn all(&self) -> Vec<KeptChannel> {
        let entries = std::fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let paths = entries.map(|entry| entry.path()).filter(|path| ends_in(path, "json"));
        let mut all: Vec<_> = paths.filter_map(|path| decode(&std::fs::read(path).ok()?)).collect();
        all.sort_by_key(|kept| std::cmp::Reverse(kept.kept_at));
        all
    }

    /// Drops a channel that is certainly closed, or was certainly never opened. A file that can't be removed is only
    /// in the way.
    pub fn forget(&self, channel: &Pubkey) {
        let _ = std::fs::remove_file(self.path(channel));
        let _ = std::fs::remove_file(self.voucher_path(channel));
    }

    /// Writes down a voucher that was signed, if it is the highest, before anybody is given it. One that expires is
    /// left out: what it says may never be redeemed, and what is signed later must not start from there.
    ///
    /// # Errors
    /// [`Error::File`]: then it must not be handed out, or a restart would not know of it.
    pub fn note(&self, voucher: &SignedVoucher) -> Result<(), Error> {
        let channel = voucher.channel();
        if voucher.signed.voucher.expires_at != 0 {
            return Ok(());
        }
        if self.last(&channel)?.is_some_and(|last| last.cumulative() >= voucher.cumulative()) {
            return Ok(());
        }
        let path = self.voucher_path(&channel);
        let write = || self.write(&path, &serde_json::to_vec(&voucher.view())?);
        write().map_err(Error::file(format!("keep the voucher in {}", path.display())))
    }

    /// The highest voucher that was signed here for a channel.
    ///
    /// # Errors
    /// [`Error::File`] where it can't be read.
    pub fn last(&self, channel: &Pubkey) -> Result<Option<SignedVoucher>, Error> {
        let path = self.voucher_path(channel);
        match std::fs::read_to_string(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            // What somebody else has put there is none of ours.
            read => {
                let text = read.map_err(Error::file(format!("read {}", path.display())))?;
                Ok(text.parse::<SignedVoucher>().ok().filter(|voucher| voucher.channel() == *channel))
            }
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        std::fs::create_dir_all(&self.folder)?;
        // Such a file is readable by its owner alone.
        let mut new = tempfile::NamedTempFile::new_in(&self.folder)?;
        new.write_all(bytes)?;
        new.as_file().sync_all()?;
        new.persist(path)?;
        // The name, too, must be on the disk.
        std::fs::File::open(&self.folder)?.sync_all()
    }

    fn path(&self, channel: &Pubkey) -> PathBuf {
        self.folder.join(format!("{channel}.json"))
    }

    fn voucher_path(&self, channel: &Pubkey) -> PathBuf {
        self.folder.join(format!("{channel}.voucher"))
    }
}

impl File {
    fn of(kept: &KeptChannel) -> io::Result<Self> {
        let NewChannel { payer, provider, terms, salt, slot: (slot, slot_hash), deposit, token, .. } = kept.new;
        Ok(Self {
            market: kept.market.to_string(),
            payer: payer.to_string(),
            provider: provider.to_string(),
            terms: STANDARD.encode(borsh::to_vec(&terms)?),
            salt,
            slot,
            slot_hash,
            deposit_lamports: deposit,
            token: token.map(|Token { mint, program }| (mint.to_string(), program.to_string())),
            wanted: kept.wanted.clone(),
            session_key: kept.session_key.as_ref().map(|key| key.to_base58_string()),
            kept_at: kept.kept_at,
        })
    }
}

fn ends_in(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|extension| extension == ending)
}

fn decode(bytes: &[u8]) -> Option<KeptChannel> {
    let file: File = serde_json::from_slice(bytes).ok()?;
    let terms = ChannelTerms::try_from_slice(&STANDARD.decode(&file.terms).ok()?).ok()?;
    let session_key = match file.session_key {
        Some(text) => Some(Arc::new(wallet::parse(&text).ok()?)),
        None => None,
    };
    let token = match &file.token {
        Some((mint, program)) => Some(Token::new(mint.parse().ok()?, program.parse().ok()?)?),
        None => None,
    };
    let new = NewChannel {
        payer: file.payer.parse().ok()?,
        rent_payer: None,
        provider: file.provider.parse().ok()?,
        terms,
        salt: file.salt,
        slot: (file.slot, file.slot_hash),
        deposit: file.deposit_lamports,
        token,
    };
    let is_its_own = session_key.as_ref().is_none_or(|key| rule_key(&key.pubkey()) == terms.signer);
    let market = file.market.parse().ok()?;
    is_its_own.then_some(KeptChannel { market, new, wanted: file.wanted, session_key, kept_at: file.kept_at })
}

impl KeptChannel {
    /// The key that signs its vouchers.
    pub fn signer(&self) -> Pubkey {
        chain_key(&self.new.terms.signer)
    }
}
