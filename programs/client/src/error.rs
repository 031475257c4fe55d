//! What goes wrong between here and the chain, what to do about it, and whether trying again can help.

use std::{fmt, sync::Arc};

use solana_pubkey::Pubkey;
use thiserror::Error;

use crate::rayment::error::RaymentError;

/// What the System program answers where a wallet cannot pay a transfer.
const INSUFFICIENT_FUNDS: u32 = 1;

/// A refusal by the program, or by one that it called.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} ({name}, code {code}, instruction {instruction})")]
pub struct ProgramError {
    /// Which instruction of the transaction, counted from 0.
    pub instruction: u8,
    pub code: u32,
    /// The error's name in the IDL, or `Custom`.
    pub name: String,
    pub message: String,
}

impl ProgramError {
    /// The error with this code: one of the IDL's, one of the System program's, or an unknown one.
    pub fn from_code(instruction: u8, code: u32) -> Self {
        let (name, message) = named(code);
        Self { instruction, code, name, message }
    }

    /// Whether it is this error of the program's.
    pub fn is(&self, error: RaymentError) -> bool {
        self.code == u32::from(error)
    }

    /// Whether a wallet that should pay has too few lamports.
    pub fn is_insufficient_funds(&self) -> bool {
        self.code == INSUFFICIENT_FUNDS
    }
}

fn named(code: u32) -> (String, String) {
    match IDL_ERRORS.iter().find(|(known, ..)| *known == code) {
        Some((_, name, message)) => (name.clone(), message.clone()),
        None if code == 0 => ("AlreadyInUse".into(), "An account that should be new already exists".into()),
        None if code == INSUFFICIENT_FUNDS => {
            ("InsufficientFunds".into(), "The wallet has too few lamports: fund it and try again".into())
        }
        None => ("Custom".into(), format!("A program refused with the unknown error code {code}")),
    }
}

/// The errors of the committed IDL: code, name, message.
static IDL_ERRORS: std::sync::LazyLock<Vec<(u32, String, String)>> = std::sync::LazyLock::new(|| {
    #[derive(serde::Deserialize)]
    struct Idl {
        errors: Vec<Entry>,
    }
    #[derive(serde::Deserialize)]
    struct Entry {
        code: u32,
        name: String,
        msg: String,
    }
    let idl: Option<Idl> = serde_json::from_str(include_str!("../../idls/rayment.json")).ok();
    idl.map(|idl| idl.errors.into_iter().map(|e| (e.code, e.name, e.msg)).collect()).unwrap_or_default()
});

/// What was looked for at an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Market,
    MarketParams,
    Order,
    Provider,
    Purse,
    Offer,
    Asset,
    Mint,
    Vault,
    Client,
    Guardian,
    Channel,
    Job,
    Clock,
    SlotHashes,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Market => "market",
            Self::MarketParams => "market parameters",
            Self::Order => "order",
            Self::Provider => "provider",
            Self::Purse => "purse",
            Self::Offer => "offer",
            Self::Asset => "asset",
            Self::Mint => "mint",
            Self::Vault => "vault",
            Self::Client => "client",
            Self::Guardian => "guardian",
            Self::Channel => "channel",
            Self::Job => "job",
            Self::Clock => "clock",
            Self::SlotHashes => "slot hashes",
        })
    }
}

/// Why something on the chain could not be read or changed.
#[derive(Clone, Debug, Error)]
pub enum ChainError {
    /// The program refused: nothing was changed.
    #[error("the program refused: {0}")]
    Refused(ProgramError),
    /// The runtime refused, for a reason that trying again will not mend: nothing was changed.
    #[error("the transaction was rejected: {0}")]
    NotTaken(String),
    /// It was sent, and not seen before its blockhash expired, or before the sender stopped waiting.
    #[error(
        "the transaction was sent, but not seen confirmed: it may have landed, so look at the chain before sending it again"
    )]
    NotConfirmed,
    #[error("{kind} {address} was not found on this cluster: check the address and the RPC URL")]
    Missing { kind: Kind, address: Pubkey },
    #[error("account {address} does not hold a {kind} of this program: check the address")]
    NotA { kind: Kind, address: Pubkey },
    #[error(
        "{kind} {address} has layout version {found}, which this release does not read: `rayment market migrate` \
         moves earlier ones to today's; for a later one update this software"
    )]
    Layout { kind: Kind, address: Pubkey, found: u8 },
    /// Too many transactions name it, or the node can't show them all, and what was read doesn't tell.
    #[error(
        "the history of {address} is not known: {unread} transactions that name it were not read; \
         try again, or ask another RPC node"
    )]
    Unread { address: Pubkey, unread: usize },
    /// The node failed. Where a transaction was being sent, it may have got out all the same.
    #[error("the RPC node cannot be reached, or did not answer as expected: check its URL and that it runs")]
    Rpc(#[source] Arc<solana_rpc_client_api::client_error::Error>),
    #[error("{0}")]
    Wallet(String),
}

/// What follows from an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class<'a> {
    /// It may pass by itself: try again, from a fresh read.
    Transient,
    /// The program refused: nothing was changed, and the same again will be refused too.
    Refused(&'a ProgramError),
    /// It will not pass until a person changes something.
    Fatal,
}

impl ChainError {
    /// What follows from it. Nobody else sorts these errors.
    pub fn class(&self) -> Class<'_> {
        match self {
            Self::Refused(error) => Class::Refused(error),
            Self::Rpc(_) | Self::NotConfirmed | Self::Unread { .. } => Class::Transient,
            Self::NotTaken(_) | Self::Missing { .. } | Self::NotA { .. } | Self::Layout { .. } | Self::Wallet(_) => {
                Class::Fatal
            }
        }
    }

    /// Whether it may pass by itself.
    pub fn is_transient(&self) -> bool {
        self.class() == Class::Transient
    }

    /// Whether the transaction was sent and may yet arrive: sent again it could do its work twice.
    pub fn may_still_arrive(&self) -> bool {
        matches!(self, Self::NotConfirmed)
    }

    /// Whether the node answered, and there is nothing of the wanted kind at the address.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Missing { .. } | Self::NotA { .. })
    }

    /// Whether what is at the address can never be read as this kind by this release.
    pub fn rules_out(&self, wanted: Kind) -> bool {
        match self {
            Self::Missing { kind, .. } | Self::NotA { kind, .. } => *kind == wanted,
            Self::Layout { .. } => true,
            Self::Refused(_)
            | Self::NotTaken(_)
            | Self::NotConfirmed
            | Self::Unread { .. }
            | Self::Rpc(_)
            | Self::Wallet(_) => false,
        }
    }

    /// The program's refusal, if it is one.
    pub fn refusal(&self) -> Option<&ProgramError> {
        match self.class() {
            Class::Refused(error) => Some(error),
            Class::Transient | Class::Fatal => None,
        }
    }

    /// Whether the program refused with this error.
    pub fn is(&self, error: RaymentError) -> bool {
        self.refusal().is_some_and(|refusal| refusal.is(error))
    }
}

impl From<solana_rpc_client_api::client_error::Error> for ChainError {
    fn from(error: solana_rpc_client_api::client_error::Error) -> Self {
        Self::Rpc(Arc::new(error))
    }
}
