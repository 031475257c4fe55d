//! Signed statements about checks, as files: what a guardian or a keeper says it got for a tile, and who proves with
//! two of them that it contradicts itself.
//!
//! A file is one JSON object:
//!
//! ```json
//! {
//!   "market": "<address>", "job": "<address>", "attempt": 0, "frame": 0, "tile": 3,
//!   "leaf": "<64 hexadecimal digits>", "checker_pixels": "<64 hexadecimal digits>",
//!   "key": "<address>", "signature": "<base58>"
//! }
//! ```
//!
//! `frame` and `tile` are counted from the job's first; `leaf` was committed to, `checker_pixels` is the SHA-256 of
//! the pixels that the signer got. `key` has signed the 152 bytes that [`Statement::to_bytes`] makes of the rest.

use std::path::Path;

use rayment_client::{
    Market, Sent, chain_key,
    instructions::{Slashed, guardian_slash},
    rule_key,
};
use rayment_core::{
    guardian::{Contradiction, GuardianError, Statement},
    stake::Stake,
};
use rayment_spec::hex32;
use serde::{Deserialize, Serialize};
use solana_keypair::Keypair;
use solana_pubkey::Pubkey;
use solana_signature::Signature;
use solana_signer::Signer as _;
use thiserror::Error as Message;

use crate::{Error, Session};

/// A statement and its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedStatement {
    pub statement: Statement,
    pub key: Pubkey,
    pub signature: Signature,
}

/// The same in its file.
#[derive(Serialize, Deserialize)]
struct File {
    market: String,
    job: String,
    attempt: u8,
    frame: u32,
    tile: u32,
    #[serde(with = "hex32")]
    leaf: [u8; 32],
    #[serde(with = "hex32")]
    checker_pixels: [u8; 32],
    key: String,
    signature: String,
}

/// Why nobody is slashed by two statements.
#[derive(Clone, Debug, PartialEq, Eq, Message)]
pub enum StatementRefusal {
    /// Not a statement in the form that is read.
    #[error("this is no signed statement: {0}")]
    Form(String),
    #[error("the signature under the {which} statement is not by its key {key}")]
    BadSignature { which: &'static str, key: Pubkey },
    #[error("the statements are about market {found}, and this is {wanted}")]
    OtherMarket { found: Pubkey, wanted: Pubkey },
    #[error("the statements are signed by {one} and by {two}: a contradiction takes one key")]
    TwoKeys { one: Pubkey, two: Pubkey },
    #[error("the statements are not about one tile of one attempt: {one} and {two}")]
    OtherTile { one: String, two: String },
    #[error("both statements name the same pixels: they do not contradict each other")]
    PixelsAgree,
    #[error("the key {0} is no guardian's of this market, nor its keeper's: nobody can be slashed by it")]
    Nobody(Pubkey),
    #[error("{0} has nothing staked: it was slashed before, or has taken its stake")]
    NothingStaked(Pubkey),
}

impl SignedStatement {
    pub fn sign(key: &Keypair, statement: Statement) -> Self {
        Self { statement, key: key.pubkey(), signature: key.sign_message(&statement.to_bytes()) }
    }

    /// Reads a file's text.
    ///
    /// # Errors
    /// [`StatementRefusal::Form`], with what is missing.
    pub fn parse(text: &str) -> Result<Self, StatementRefusal> {
        let wrong = |why: String| StatementRefusal::Form(why);
        let file: File = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
        let address = |name: &str, text: &str| {
            text.parse::<Pubkey>().map_err(|_| wrong(format!("`{text}` under `{name}` is not an address")))
        };
        let signature = file.signature.parse::<Signature>();
        let signature =
            signature.map_err(|_| wrong("what stands under `signature` is no signature in base58".into()))?;
        let statement = Statement {
            market: rule_key(&address("market", &file.market)?),
            job: rule_key(&address("job", &file.job)?),
            attempt: file.attempt,
            frame: file.frame,
            tile: file.tile,
            leaf: file.leaf,
            checker_pixels: file.checker_pixels,
        };
        Ok(Self { statement, key: address("key", &file.key)?, signature })
    }

    /// # Errors
    /// [`Error::File`], [`StatementRefusal::Form`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(Error::file(format!("read {}", path.display())))?;
        Ok(Self::parse(&text)?)
    }

    /// The file's text.
    pub fn to_json(&self) -> String {
        let Statement { market, job, attempt, frame, tile, leaf, checker_pixels } = self.statement;
        let file = File {
            market: chain_key(&market).to_string(),
            job: chain_key(&job).to_string(),
            attempt,
            frame,
            tile,
            leaf,
            checker_pixels,
            key: self.key.to_string(),
            signature: self.signature.to_string(),
        };
        // Texts and numbers alone.
        serde_json::to_string_pretty(&file).unwrap_or_default()
    }

    fn is_signed(&self) -> bool {
        self.signature.verify(self.key.as_ref(), &self.statement.to_bytes())
    }

    fn tile(&self) -> String {
        let Statement { job, attempt, frame, tile, .. } = self.statement;
        format!("tile {tile} of frame {frame} in attempt {attempt} of job {}", chain_key(&job))
    }
}

/// Refuses two statements that prove nothing: what the program would refuse, before it is asked.
///
/// # Errors
/// By name, what does not fit.
pub fn contradict(one: &SignedStatement, two: &SignedStatement, market: &Pubkey) -> Result<(), StatementRefusal> {
    for (which, signed) in [("first", one), ("second", two)] {
        if !signed.is_signed() {
            return Err(StatementRefusal::BadSignature { which, key: signed.key });
        }
        let found = chain_key(&signed.statement.market);
        if found != *market {
            return Err(StatementRefusal::OtherMarket { found, wanted: *market });
        }
    }
    let [first, second] = [one, two].map(|signed| (rule_key(&signed.key), *signed.signature.as_array()));
    let data = Contradiction::encode([(&first, &one.statement), (&second, &two.statement)]);
    match Contradiction::parse(&data) {
        Ok(_) => Ok(()),
        Err(GuardianError::TwoKeys) => Err(StatementRefusal::TwoKeys { one: one.key, two: two.key }),
        Err(GuardianError::OtherTile) => Err(StatementRefusal::OtherTile { one: one.tile(), two: two.tile() }),
        Err(GuardianError::PixelsAgree) => Err(StatementRefusal::PixelsAgree),
        Err(error) => Err(StatementRefusal::Form(format!("{error:?}"))),
    }
}

/// Who loses a stake by what a key has signed, and how much there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Accused {
    pub whose: Slashed,
    /// The guardian's wallet, or the market's keeper.
    pub wallet: Pubkey,
    pub stake: Stake,
}

impl Accused {
    /// # Errors
    /// [`StatementRefusal::Nobody`], [`StatementRefusal::NothingStaked`].
    pub async fn find(session: &Session, key: &Pubkey) -> Result<Self, Error> {
        let market: Market = session.chain.market(&session.market.address).await?;
        let guardians = session.chain.guardians(&market.address).await?;
        let guardian = guardians.into_iter().find(|guardian| guardian.state.key == rule_key(key));
        let found = match guardian {
            Some(guardian) => Self {
                whose: Slashed::Guardian(guardian.address),
                wallet: guardian.wallet(),
                stake: guardian.state.stake,
            },
            None if market.keeper == *key => {
                Self { whose: Slashed::Keeper(market.address), wallet: market.keeper, stake: market.keeper_bond }
            }
            None => return Err(StatementRefusal::Nobody(*key).into()),
        };
        if found.stake.is_empty() {
            return Err(StatementRefusal::NothingStaked(found.wallet).into());
        }
        Ok(found)
    }

    /// Takes its stake: a quarter comes to the session's wallet, the rest is burned.
    ///
    /// # Errors
    /// As [`contradict`], before anything is sent.
    pub async fn slash(&self, session: &Session, signed: [&SignedStatement; 2]) -> Result<Sent, Error> {
        let [one, two] = signed;
        contradict(one, two, &session.market.address)?;
        let [first, second] = signed.map(|signed| (rule_key(&signed.key), *signed.signature.as_array()));
        let calls =
            guardian_slash(&session.address(), self.whose, [(&first, &one.statement), (&second, &two.statement)]);
        Ok(session.chain.send(&session.wallet, &[], &calls).await?)
    }
}
