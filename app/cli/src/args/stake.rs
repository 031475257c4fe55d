//! `rayment stake …` and `rayment guardian …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rayment_client::money::parse_sol;
use rayment_sdk::stake::Role;
use solana_pubkey::Pubkey;

use super::{Where, values::parse_address};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum RoleArg {
    /// Who buys
    #[default]
    Client,
    /// Who sells; its wallet's key
    Provider,
    /// Who signs second checks; its wallet's key
    Guardian,
    /// The bond behind the keeper's word; the market authority's key
    Keeper,
}

impl RoleArg {
    pub fn meaning(self) -> Role {
        match self {
            Self::Client => Role::Client,
            Self::Provider => Role::Provider,
            Self::Guardian => Role::Guardian,
            Self::Keeper => Role::Keeper,
        }
    }
}

/// Whose stake, and where.
#[derive(Args, Debug)]
pub struct Whose {
    /// In which role your wallet stakes
    #[arg(long = "as", value_enum, default_value_t, value_name = "ROLE")]
    pub role: RoleArg,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Subcommand, Debug)]
pub enum StakeVerb {
    /// What is locked, what is on its way out, and when it can be taken
    Show(Whose),
    /// Lock SOL as a stake. No work loses it; two signed statements that contradict each other do
    Lock {
        /// How much [default: what is missing of what the market asks for]
        #[arg(value_parser = parse_sol, value_name = "SOL")]
        amount: Option<u64>,
        /// Lock without asking [default: ask, where somebody sits at a terminal]
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        whose: Whose,
    },
    /// Send SOL on its way out: it counts no more, and can be taken once the market's time is over
    Unlock {
        /// How much [default: all that is locked]
        #[arg(value_parser = parse_sol, value_name = "SOL")]
        amount: Option<u64>,
        #[command(flatten)]
        whose: Whose,
    },
    /// Take what was on its way out
    Take(Whose),
}

const FORM: &str = "\
A statement is a JSON file: {\"market\": ADDRESS, \"job\": ADDRESS, \"attempt\": N, \"frame\": N, \"tile\": N,
\"leaf\": HEX, \"checker_pixels\": HEX, \"key\": ADDRESS, \"signature\": BASE58}. Frame and tile are counted from the
job's first, the two hashes have 64 hexadecimal digits, and the key has signed the 152 bytes that the protocol makes of
the rest. Two by one key that name different pixels for one tile are a contradiction, which costs the whole stake.";

#[derive(Subcommand, Debug)]
pub enum GuardianVerb {
    /// Admit your wallet as a guardian; the market's authority signs too. It counts once its stake is locked
    Enlist {
        /// The key that signs statements: the daemon's, not your wallet's, and for good. It signs for one cluster only: a
        /// statement names no cluster, so what it signs on another counts against your stake here
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        key: Pubkey,
        /// Keypair file of the market's authority, where your wallet is another
        #[arg(long, value_name = "FILE")]
        authority: Option<PathBuf>,
        #[command(flatten)]
        at: Where,
    },
    /// All guardians of the market
    List {
        #[command(flatten)]
        at: Where,
    },
    /// One guardian
    Show {
        /// Its wallet [default: yours]
        #[arg(value_parser = parse_address)]
        wallet: Option<Pubkey>,
        #[command(flatten)]
        at: Where,
    },
    /// Prove that a guardian or the keeper contradicts itself: its stake is lost, a quarter of it to you
    #[command(after_help = FORM)]
    Slash {
        /// A signed statement
        #[arg(value_name = "STATEMENT")]
        one: PathBuf,
        /// Another one by the same key, about the same tile, with other pixels
        #[arg(value_name = "OTHER")]
        two: PathBuf,
        /// Send it without asking [default: ask, where somebody sits at a terminal]
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        at: Where,
    },
}
