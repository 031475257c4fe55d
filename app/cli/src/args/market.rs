//! `rayment market …`

use clap::{Args, Subcommand};
use rayment_client::money::parse_sol;
use rayment_core::market::Params;
use solana_pubkey::Pubkey;

use super::{AssetVerb, Where, values::parse_address};

const DAY: u32 = 86_400;
const DEFAULTS: &str = "\
What is not given is as the protocol suggests: a client locks 0.01 SOL, a provider 0.1, a guardian 1, the keeper
nothing; a stake leaves 8 days after it was unlocked; no guardian signs beside the keeper; guardians have 120 seconds;
a closing channel leaves a day for vouchers, and a running one goes on for 90 seconds beyond the last.";

/// What a market asks of stakes, guardians and channels.
#[derive(Args, Debug, Clone, Default)]
pub struct StakeRules {
    /// SOL that a client locks before its feedback counts: up to 1, and 0 asks for none
    #[arg(long, value_parser = parse_sol, value_name = "SOL")]
    pub stake_client: Option<u64>,
    /// SOL that a provider locks before it may claim: up to 10, and 0 asks for none
    #[arg(long, value_parser = parse_sol, value_name = "SOL")]
    pub stake_provider: Option<u64>,
    /// SOL that a guardian locks before its signatures count: 0.1 to 100
    #[arg(long, value_parser = parse_sol, value_name = "SOL")]
    pub stake_guardian: Option<u64>,
    /// SOL that stand behind the keeper's word before it alone pays at once: up to 1000, and 0 asks for none
    #[arg(long, value_parser = parse_sol, value_name = "SOL")]
    pub keeper_bond: Option<u64>,
    /// Days from unlocking a stake to taking it: 7 to 30
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(7..=30))]
    pub unlock_days: Option<u32>,
    /// Guardians that sign beside the keeper before a rejection takes a bond: 0 to 2. Above 0 the keeper can take none
    /// alone, and two guardians reject what it accepted. No release yet brings guardians' signatures to the keeper: until
    /// one does, a wrong delivery costs its provider the work, and no bond
    #[arg(long, value_name = "GUARDIANS", value_parser = clap::value_parser!(u8).range(0..=2))]
    pub second_check: Option<u8>,
    /// Seconds that guardians have to undo an acceptance which otherwise pays at once: 30 to 3600
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(30..=3_600))]
    pub guardian_secs: Option<u32>,
    /// Seconds that vouchers count once a channel closes, as clients suggest: 900 to 2592000
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(900..=2_592_000))]
    pub close_secs: Option<u32>,
    /// Seconds that a channel with a rate runs on beyond the last voucher: 0 to 90
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u16).range(0..=90))]
    pub grace_secs: Option<u16>,
}

impl StakeRules {
    /// What was not given stays.
    pub fn change(&self, now: &Params) -> Params {
        Params {
            stake_client: self.stake_client.unwrap_or(now.stake_client),
            stake_provider: self.stake_provider.unwrap_or(now.stake_provider),
            stake_guardian: self.stake_guardian.unwrap_or(now.stake_guardian),
            keeper_bond_min: self.keeper_bond.unwrap_or(now.keeper_bond_min),
            unlock_secs: self.unlock_days.map_or(now.unlock_secs, |days| days.saturating_mul(DAY)),
            second_check: self.second_check.unwrap_or(now.second_check),
            guardian_secs: self.guardian_secs.unwrap_or(now.guardian_secs),
            close_secs: self.close_secs.unwrap_or(now.close_secs),
            grace_secs: self.grace_secs.unwrap_or(now.grace_secs),
            ..*now
        }
    }
}

#[derive(Subcommand, Debug)]
pub enum MarketVerb {
    /// Open a market
    #[command(after_help = DEFAULTS)]
    Init {
        /// Number among your markets
        #[arg(long, default_value_t = 0)]
        id: u16,
        /// The keeper's key
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        keeper: Pubkey,
        /// Where fees are swept to, for good
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        treasury: Pubkey,
        /// The fee in basis points
        #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u16).range(0..=1_000))]
        fee_bps: u16,
        #[command(flatten)]
        rules: StakeRules,
        #[command(flatten)]
        at: Where,
    },
    /// Name another keeper, or set parameters of orders and channels to come; what is not given stays
    Update {
        /// The keeper's key
        #[arg(long, value_name = "ADDRESS", value_parser = parse_address)]
        keeper: Option<Pubkey>,
        /// The fee in basis points
        #[arg(long, value_parser = clap::value_parser!(u16).range(0..=1_000))]
        fee_bps: Option<u16>,
        #[command(flatten)]
        rules: StakeRules,
        #[command(flatten)]
        at: Where,
    },
    /// Bring accounts written by an earlier release to today's layout; anyone may, and pays the rent they lack
    Migrate {
        #[command(flatten)]
        at: Where,
    },
    /// Open nothing new for some hours: no provider registers and no job is drawn; what has begun goes on
    Pause {
        /// Of up to 72; the next pause is possible 7 days after the end of this one
        #[arg(long, default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=72))]
        hours: u32,
        #[command(flatten)]
        at: Where,
    },
    /// End the pause
    Unpause {
        #[command(flatten)]
        at: Where,
    },
    /// Move the fees that wait in this market to its treasury, in SOL and in tokens. Anyone may
    Sweep {
        #[command(flatten)]
        at: Where,
    },
    /// Tokens that the market takes beside SOL
    #[command(subcommand)]
    Asset(AssetVerb),
    /// Its parameters, keeper and treasury
    Show {
        #[command(flatten)]
        at: Where,
    },
}
