//! `rayment wallet …`

use clap::Subcommand;
use rayment_client::money::parse_sol;
use solana_pubkey::Pubkey;

use super::{Where, values::parse_address};

#[derive(Subcommand, Debug)]
pub enum WalletVerb {
    /// Make a new key, in the file that --keypair names or where the Solana CLI looks; no file is ever replaced
    New {
        #[command(flatten)]
        at: Where,
    },
    /// Your wallet's address
    Show {
        #[command(flatten)]
        at: Where,
    },
    /// What a wallet holds
    Balance {
        /// Its address [default: yours]
        #[arg(value_parser = parse_address)]
        address: Option<Pubkey>,
        #[command(flatten)]
        at: Where,
    },
    /// Ask the node for SOL that is worth nothing, on a ledger of your own, a testnet or devnet
    Airdrop {
        /// How much
        #[arg(value_parser = parse_sol, value_name = "SOL")]
        amount: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Print your private key in base58, as browser wallets take it. Whoever reads it has all that is yours
    Export {
        #[command(flatten)]
        at: Where,
    },
    /// Read a private key from standard input, in base58 or as the numbers of a keypair file, and write its file
    Import {
        #[command(flatten)]
        at: Where,
    },
}
