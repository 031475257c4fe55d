//! Assets: the tokens that a market takes payment in, and what is read of their accounts.
//!
//! SOL needs no asset. A token does, since not every token stays where it is put: what its mint may do to balances
//! is read from the mint itself, when it is listed and whenever money is about to be locked in it.
//!
//! | module | what it rules |
//! |---|---|
//! | [`mint`] | which mints are taken, by their extensions |
//! | [`account`] | token accounts: whose they are, what lies in them, whether they can be paid |

pub mod account;
pub mod mint;
mod state;

pub use account::TokenAccount;
pub use mint::Mint;
pub use state::{AssetState, Listing, TOKEN, TOKEN_2022};

/// Why an asset is refused. Each names the fact that is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AssetError {
    /// The account is no mint of a token program.
    NotMint,
    /// SOL is paid as SOL.
    WrappedSol,
    /// Whoever sends it runs code of others.
    TransferHook,
    /// It cannot be sent at all.
    NonTransferable,
    /// Somebody may take it from anybody.
    PermanentDelegate,
    /// Accounts of it begin frozen.
    FrozenByDefault,
    /// Somebody may stop it as a whole.
    Pausable,
    /// Somebody must agree to each burn.
    PermissionedBurn,
    /// Amounts that nobody can read may be kept back of it.
    ConfidentialFee,
    /// It is made and burned in amounts that nobody can read.
    ConfidentialMintBurn,
    /// Less arrives than is sent, or may once somebody says so.
    TransferFee,
    /// It can do what this program does not know.
    UnknownExtension,
}
