//! `rayment market asset …`, `rayment provider purse …`, `rayment provider offer …`

use clap::{Args, Subcommand};
use rayment_client::{instructions::OfferOf, money::parse_sol};
use rayment_sdk::channel::Kind;
use solana_pubkey::Pubkey;

use super::{
    Where,
    values::{Amount, parse_address, parse_amount, parse_hash},
};

const RATES: &str = "\
A rate is what one whole token weighs in SOL. It moves no money: by it the keeper knows what a fee is worth, workers
what a bond is, and quotes what a provider has earned. It counts for 24 hours; after that the keeper draws and assigns
nothing that is paid in the token until `set` says it anew.";

#[derive(Subcommand, Debug)]
pub enum AssetVerb {
    /// Tokens that the market takes
    List {
        #[command(flatten)]
        at: Where,
    },
    /// Take a token, or say its rate anew; the market's authority
    #[command(after_help = RATES)]
    Set {
        /// Its mint
        #[arg(value_parser = parse_address)]
        mint: Pubkey,
        /// SOL that one whole token weighs, such as 0.0051; 0: nobody knows
        #[arg(long, value_parser = parse_sol, value_name = "SOL")]
        rate: u64,
        /// The largest deposit in it that the keeper's word alone pays at once [default: as it is; of a new token what
        /// weighs as much as the market's ceiling in SOL]
        #[arg(long, value_parser = parse_amount, value_name = "AMOUNT")]
        at_once: Option<Amount>,
        #[command(flatten)]
        at: Where,
    },
    /// Take a token no more: what is open in it goes on, and nothing new is drawn or opened. The market's authority
    Unset {
        /// Its mint
        #[arg(value_parser = parse_address)]
        mint: Pubkey,
        #[command(flatten)]
        at: Where,
    },
}

/// A token by its mint.
#[derive(Args, Debug)]
pub struct OneMint {
    /// The token's mint
    #[arg(value_parser = parse_address)]
    pub mint: Pubkey,
    #[command(flatten)]
    pub at: Where,
}

#[derive(Subcommand, Debug)]
pub enum PurseVerb {
    /// Open a purse for a token that the market takes: without one you are paid nothing in it
    Open {
        #[command(flatten)]
        mint: OneMint,
        /// How much of it may go into bonds; your wallet alone says that [default: 0, so that bonds come from the token
        /// account of the operator's key]
        #[arg(long, value_parser = parse_amount, value_name = "AMOUNT")]
        budget: Option<Amount>,
    },
    /// A provider's purses: what it has earned in tokens
    List {
        /// Its wallet [default: yours]
        #[arg(value_parser = parse_address)]
        wallet: Option<Pubkey>,
        #[command(flatten)]
        at: Where,
    },
    /// Set how much of a purse may go into bonds: the most that a stolen operator key could lose. Your wallet alone
    Budget {
        #[command(flatten)]
        mint: OneMint,
        /// How much, on top of what is locked in bonds now
        #[arg(value_parser = parse_amount)]
        amount: Amount,
    },
    /// Move a purse's balance to the payout wallet's own token account, which is made where there is none
    Withdraw {
        #[command(flatten)]
        mint: OneMint,
        /// How much to move [default: all of it]
        #[arg(value_parser = parse_amount)]
        amount: Option<Amount>,
        /// Close the purse, which is then empty, once no job names you; its rent comes back
        #[arg(long, conflicts_with = "amount")]
        close: bool,
    },
    /// Move a purse's fees to the market's treasury. Anyone may
    Sweep {
        #[command(flatten)]
        mint: OneMint,
        /// The provider's wallet [default: yours]
        #[arg(long, value_parser = parse_address, value_name = "WALLET")]
        provider: Option<Pubkey>,
    },
}

/// Which of a provider's offers.
#[derive(Args, Debug)]
pub struct OneOffer {
    #[command(flatten)]
    pub mint: OneMint,
    /// What is sold: render, llm, tts, stt, embed, rental or function
    #[arg(long, default_value = "render", value_name = "KIND")]
    pub kind: Kind,
    /// What the kind is further divided by, such as a card or a model
    #[arg(long, default_value_t = 0, value_name = "NUMBER")]
    pub class: u16,
}

impl OneOffer {
    pub fn meaning(&self) -> OfferOf {
        OfferOf { kind: self.kind.number(), class: self.class, mint: self.mint.mint }
    }
}

/// Prices in a token, in place of those of an offer that is open.
#[derive(Args, Debug)]
pub struct TokenPrices {
    /// Tokens per frame; of other kinds per 1,000 tokens or characters, or an hour
    #[arg(long = "price-frame", value_parser = parse_amount, value_name = "AMOUNT")]
    pub per_frame: Option<Amount>,
    /// Tokens per second of render time
    #[arg(long = "price-second", value_parser = parse_amount, value_name = "AMOUNT")]
    pub per_second: Option<Amount>,
    /// Tokens per 10^9 bytes of scene files
    #[arg(long = "price-gb", value_parser = parse_amount, value_name = "AMOUNT")]
    pub per_gb: Option<Amount>,
    /// Tokens per job at the least
    #[arg(long = "price-minimum", value_parser = parse_amount, value_name = "AMOUNT")]
    pub minimum: Option<Amount>,
}

#[derive(Subcommand, Debug)]
pub enum OfferVerb {
    /// Say what you ask in a token, for claims to come. Of an offer that is open, what is not given stays; of a new one
    /// it is 0
    Set {
        #[command(flatten)]
        offer: OneOffer,
        #[command(flatten)]
        prices: TokenPrices,
        /// Of this kind at a time [default: as it is; of a new one, as many as you have]
        #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
        slots: Option<u16>,
        /// SHA-256 of what describes the model or the machine [default: as it is]
        #[arg(long, value_name = "SHA256", value_parser = parse_hash)]
        manifest: Option<[u8; 32]>,
    },
    /// A provider's offers
    List {
        /// Its wallet [default: yours]
        #[arg(value_parser = parse_address)]
        wallet: Option<Pubkey>,
        #[command(flatten)]
        at: Where,
    },
    /// Take an offer back, once no job names you; its rent comes back
    Close(OneOffer),
}
