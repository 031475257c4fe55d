//! `rayment provider …`

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rayment_client::money::parse_sol;
use rayment_core::money::Terms;
use solana_pubkey::Pubkey;

use super::{OfferVerb, PurseVerb, Where, values::parse_address};

/// A provider's prices.
#[derive(Args, Debug, Clone)]
pub struct Prices {
    /// SOL per frame
    #[arg(long = "price-frame", default_value = "0.001", value_parser = parse_sol, value_name = "SOL")]
    pub per_frame: u64,
    /// SOL per second of render time
    #[arg(long = "price-second", default_value = "0.0001", value_parser = parse_sol, value_name = "SOL")]
    pub per_second: u64,
    /// SOL per 10^9 bytes of scene files
    #[arg(long = "price-gb", default_value = "0.01", value_parser = parse_sol, value_name = "SOL")]
    pub per_gb: u64,
    /// SOL per job at the least
    #[arg(long = "price-minimum", default_value = "0", value_parser = parse_sol, value_name = "SOL")]
    pub minimum: u64,
}

/// Prices that replace a provider's.
#[derive(Args, Debug, Clone)]
pub struct NewPrices {
    /// SOL per frame
    #[arg(long = "price-frame", value_parser = parse_sol, value_name = "SOL")]
    pub per_frame: Option<u64>,
    /// SOL per second of render time
    #[arg(long = "price-second", value_parser = parse_sol, value_name = "SOL")]
    pub per_second: Option<u64>,
    /// SOL per 10^9 bytes of scene files
    #[arg(long = "price-gb", value_parser = parse_sol, value_name = "SOL")]
    pub per_gb: Option<u64>,
    /// SOL per job at the least
    #[arg(long = "price-minimum", value_parser = parse_sol, value_name = "SOL")]
    pub minimum: Option<u64>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum StatusFilter {
    Active,
    Paused,
    Retired,
    #[default]
    All,
}

#[derive(Subcommand, Debug)]
pub enum ProviderVerb {
    /// Probe this machine and register your wallet as a provider
    Register {
        /// What people see
        #[arg(long)]
        name: Option<String>,
        /// The worker's key file [default: your wallet's own key]
        #[arg(long, value_name = "FILE")]
        operator: Option<PathBuf>,
        /// Where earnings go [default: your wallet]
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        payout: Option<Pubkey>,
        /// Jobs at a time
        #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..))]
        slots: u16,
        /// The most SOL of your earnings that may be locked in bonds at a time, which is what a stolen operator key
        /// could lose
        #[arg(long, value_name = "SOL", value_parser = parse_sol, default_value = "1")]
        budget: u64,
        /// SOL that you lock as the provider's stake, which no job can lose and which comes back some time after you
        /// unlock it [default: what the market asks for]
        #[arg(long, value_name = "SOL", value_parser = parse_sol)]
        stake: Option<u64>,
        #[command(flatten)]
        prices: Prices,
        #[command(flatten)]
        at: Where,
    },
    /// Set your prices for claims to come; those not given stay
    Price {
        #[command(flatten)]
        prices: NewPrices,
        #[command(flatten)]
        at: Where,
    },
    /// Set how much of your earnings may go into bonds: the most that a stolen operator key could lose
    Budget {
        /// How much, on top of what is locked in bonds now
        #[arg(value_parser = parse_sol, value_name = "SOL")]
        amount: u64,
        #[command(flatten)]
        at: Where,
    },
    /// Take no new work; what is under way goes on. Wallet or operator
    Pause {
        #[command(flatten)]
        at: Where,
    },
    /// Take work again. Wallet or operator
    Resume {
        #[command(flatten)]
        at: Where,
    },
    /// Set how many jobs you work at at a time. Wallet or operator
    Slots {
        /// How many; with fewer than are under way, these go on
        #[arg(value_parser = clap::value_parser!(u16).range(1..))]
        slots: u16,
        #[command(flatten)]
        at: Where,
    },
    /// Name another key for the worker, or another wallet for earnings; what is not given stays
    Rotate {
        /// The worker's new key
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        operator: Option<Pubkey>,
        /// Where earnings go from now on
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        payout: Option<Pubkey>,
        #[command(flatten)]
        at: Where,
    },
    /// Purses: what you earn in tokens
    #[command(subcommand)]
    Purse(PurseVerb),
    /// Offers: what you ask in tokens
    #[command(subcommand)]
    Offer(OfferVerb),
    /// One provider
    Show {
        /// Its wallet [default: yours]
        #[arg(value_parser = parse_address)]
        wallet: Option<Pubkey>,
        #[command(flatten)]
        at: Where,
    },
    /// All providers of the market
    List {
        /// Only these
        #[arg(long, value_enum, default_value_t)]
        status: StatusFilter,
        #[command(flatten)]
        at: Where,
    },
    /// What you have earned, and what waits for you
    Earnings {
        #[command(flatten)]
        at: Where,
    },
    /// Leave the market for good: you get no more jobs, and your account closes once nothing is open or owed. What your
    /// channels owe for their time is redeemed first
    Retire {
        /// Leave although channels have not ended: once your account is closed, what you did not redeem of them goes
        /// to their payers
        #[arg(long)]
        leave_channels: bool,
        /// Retire without asking [default: ask, where somebody sits at a terminal]
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        at: Where,
    },
    /// Move your earnings to the payout wallet
    Withdraw {
        /// SOL to move [default: all of it]
        #[arg(value_parser = parse_sol, value_name = "SOL")]
        amount: Option<u64>,
        #[command(flatten)]
        at: Where,
    },
}

impl Prices {
    pub fn meaning(&self) -> Terms {
        let Self { per_frame, per_second, per_gb, minimum } = *self;
        Terms { per_frame, per_second, per_gb, minimum }
    }
}

impl NewPrices {
    pub fn is_empty(&self) -> bool {
        matches!(self, Self { per_frame: None, per_second: None, per_gb: None, minimum: None })
    }

    /// What was not given stays.
    pub fn change(&self, now: &Terms) -> Terms {
        Terms {
            per_frame: self.per_frame.unwrap_or(now.per_frame),
            per_second: self.per_second.unwrap_or(now.per_second),
            per_gb: self.per_gb.unwrap_or(now.per_gb),
            minimum: self.minimum.unwrap_or(now.minimum),
        }
    }
}
