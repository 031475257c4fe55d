//! Who takes part, and what is signed.

use std::{array::from_fn, sync::LazyLock};

use ed25519_dalek::{Signer, SigningKey};
use rayment_core::{
    Pubkey,
    guardian::{Contradiction, GuardianParams, GuardianState, Judged, MarketKeys, Signature, Signed, Statement},
    stake::Stake,
};

use super::ed25519;
pub use crate::stake::{NOON, UNLOCK_SECS};

/// What each guardian must have locked: 1 SOL.
pub const LEAST: u64 = 1_000_000_000;

pub const JOB: Pubkey = Pubkey([0x22; 32]);
pub const AUTHORITY: Pubkey = Pubkey([0x77; 32]);
pub const CLIENT: Pubkey = Pubkey([0x88; 32]);
pub const PROVIDER: Pubkey = Pubkey([0x99; 32]);

/// Who signs statements: the key made of 32 times this byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Daemon(pub u8);

pub const GRETA: Daemon = Daemon(1);
pub const HUGO: Daemon = Daemon(2);
pub const IVAN: Daemon = Daemon(3);
pub const KEEPER: Daemon = Daemon(9);

/// Public keys take a while to make, and histories ask for them at every step.
static KEYS: LazyLock<[Pubkey; 10]> =
    LazyLock::new(|| from_fn(|seed| Pubkey(Daemon(seed as u8).secret().verifying_key().to_bytes())));

impl Daemon {
    pub fn key(self) -> Pubkey {
        KEYS[usize::from(self.0)]
    }

    pub fn wallet(self) -> Pubkey {
        Pubkey([0xa0 | self.0; 32])
    }

    /// A signature under a statement, with its key.
    pub fn signs(self, statement: &Statement) -> Signature {
        (self.key(), self.secret().sign(&statement.to_bytes()).to_bytes())
    }

    /// A guardian that has locked just enough.
    pub fn guards(self) -> GuardianState {
        GuardianState {
            market: market().market,
            wallet: self.wallet(),
            key: self.key(),
            stake: Stake { locked: LEAST, ..Stake::default() },
            since: NOON,
        }
    }

    fn secret(self) -> SigningKey {
        SigningKey::from_bytes(&[self.0; 32])
    }
}

pub fn market() -> MarketKeys {
    MarketKeys { market: Pubkey([0x11; 32]), authority: AUTHORITY, keeper: KEEPER.key() }
}

pub fn statement() -> Statement {
    Statement {
        market: market().market,
        job: JOB,
        attempt: 2,
        frame: 0x0304_0506,
        tile: 0x0708_090a,
        leaf: [0x33; 32],
        checker_pixels: [0x44; 32],
    }
}

/// Another answer to the same question.
pub fn other() -> Statement {
    Statement { checker_pixels: [0x55; 32], ..statement() }
}

/// What the chain has verified of one statement that these have signed.
pub fn signed(statement: &Statement, by: &[Daemon]) -> Signed {
    let signatures: Vec<_> = by.iter().map(|daemon| daemon.signs(statement)).collect();
    let data = Signed::encode(statement, &signatures).unwrap();
    assert!(ed25519::verified(&data, &[], ed25519::is_signed).is_some(), "the chain takes it");
    Signed::parse(&data).unwrap()
}

/// The instruction that shows what one key has said twice.
pub fn twice(by: [Daemon; 2], said: [Statement; 2]) -> Vec<u8> {
    let [one, two] = [by[0].signs(&said[0]), by[1].signs(&said[1])];
    let data = Contradiction::encode([(&one, &said[0]), (&two, &said[1])]);
    assert!(ed25519::verified(&data, &[], ed25519::is_signed).is_some(), "the chain takes it");
    data
}

pub fn contradiction(by: Daemon) -> Contradiction {
    Contradiction::parse(&twice([by, by], [statement(), other()])).unwrap()
}

pub const fn params(second_check: u8) -> GuardianParams {
    GuardianParams { stake_guardian: LEAST, second_check }
}

/// The delivery that [`statement`] is about.
pub fn judged(market: &MarketKeys, second_check: u8) -> Judged<'_> {
    let params = params(second_check);
    Judged { market, job: &JOB, attempt: 2, client: &CLIENT, provider: &PROVIDER, params }
}
