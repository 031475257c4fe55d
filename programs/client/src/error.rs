//! What goes wrong between here and the chain, and what to do about it.

use solana_pubkey::Pubkey;
use thiserror::Error;

use crate::rayment::error::RaymentError;

/// A refusal by the program, or by one that it called.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message} ({name}, code {code}, instruction {instruction})")]
pub struct ProgramError {
    /// Which instruction of the transaction.
    pub instruction: u8,
    pub code: u32,
    /// The error's name in the IDL, or `Custom`.
    pub name: String,
    pub message: String,
}

impl ProgramError {
    /// The error that stands behind `code` in the IDL, in Anchor's own list, or nowhere.
    pub fn from_code(instruction: u8, code: u32) -> Self {
        let (name, message) = named(code);
        Self { instruction, code, name, message }
    }

    /// Whether it is this error of the program's.
    pub fn is(&self, error: RaymentError) -> bool {
        self.code == u32::from(error)
    }
}

fn named(code: u32) -> (String, String) {
    match IDL_ERRORS.iter().find(|(known, ..)| *known == code) {
        Some((_, name, message)) => (name.clone(), message.clone()),
        None if code == 0 => ("AlreadyInUse".into(), "An account that should be new exists already".into()),
        None if code == 1 => {
            ("InsufficientFunds".into(), "The wallet has too few lamports: fund it and try again".into())
        }
        None => ("Custom".into(), format!("A program refused with code {code}")),
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

/// Why something on the chain could not be read or changed.
#[derive(Debug, Error)]
pub enum ChainError {
    /// The program said no: nothing was changed.
    #[error("the program refused: {0}")]
    Refused(ProgramError),
    /// The transaction was not taken for another reason that trying again will not mend.
    #[error("the transaction was not taken: {0}")]
    NotTaken(String),
    /// It was sent, and its blockhash ran out before it was seen.
    #[error("the transaction was not confirmed in time: it may be sent again")]
    NotConfirmed,
    #[error("{kind} {address} does not exist on this cluster: check the address and the RPC URL")]
    Missing { kind: &'static str, address: Pubkey },
    #[error("account {address} is no {kind} of this program")]
    NotA { kind: &'static str, address: Pubkey },
    #[error("{kind} {address} has layout {found}, this release reads layout 1: update it")]
    Layout { kind: &'static str, address: Pubkey, found: u8 },
    #[error("the RPC node cannot be reached, or did not answer as expected: check that it runs, and its URL")]
    Rpc(#[source] Box<solana_rpc_client_api::client_error::Error>),
    #[error("{0}")]
    Wallet(String),
}

impl ChainError {
    /// The program's refusal, if it is one.
    pub fn refusal(&self) -> Option<&ProgramError> {
        match self {
            Self::Refused(error) => Some(error),
            _ => None,
        }
    }

    /// Whether the program refused with this error.
    pub fn is(&self, error: RaymentError) -> bool {
        self.refusal().is_some_and(|refusal| refusal.is(error))
    }
}

impl From<solana_rpc_client_api::client_error::Error> for ChainError {
    fn from(error: solana_rpc_client_api::client_error::Error) -> Self {
        Self::Rpc(Box::new(error))
    }
}
