//! The stake that a provider locks before it may claim: how much is missing, and what its owner is told.
//!
//! Whoever registers locks it: the worker with its wallet's key, `rayment provider register`, the testbed. It is
//! said before the money moves.

use rayment_client::{
    Market,
    instructions::{self, Staked},
    money::sol,
};
use rayment_core::{market::Params, provider::ProviderState, stake::StakeCommand};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

/// The most that a market may ask for and a worker locks though nobody named a sum: what the protocol's defaults ask.
const UNNAMED_MOST: u64 = Params::DEFAULT.stake_provider;

const HOUR: u32 = 3_600;
const DAY: u32 = 24 * HOUR;

/// What a market asks of its providers at the moment.
#[derive(Clone, Copy, Debug)]
pub struct StakeAsked<'a> {
    pub market: &'a Market,
    /// Its parameters of now.
    pub params: &'a Params,
}

impl StakeAsked<'_> {
    /// Lamports that are still to be locked: up to `wanted`, or where nothing is wanted up to what the market asks.
    /// What is on its way out does not count.
    pub fn missing(&self, wanted: Option<u64>, found: Option<&ProviderState>) -> u64 {
        let locked = found.map_or(0, |provider| provider.stake.locked);
        wanted.unwrap_or(self.params.stake_provider).saturating_sub(locked)
    }

    /// Lamports that a worker locks when it starts: all that is missing, but without a sum that its owner named
    /// nothing at all where the market asks for more than the protocol's defaults. Less would let it claim nothing.
    pub fn locked_at_start(&self, named: Option<u64>, found: Option<&ProviderState>) -> u64 {
        if named.is_none() && self.params.stake_provider > UNNAMED_MOST { 0 } else { self.missing(named, found) }
    }

    /// What is said where the market asks for so much that the owner has to name it; `None` where it does not, or
    /// enough is locked.
    pub fn to_be_named(&self, wallet: &Pubkey, named: Option<u64>, found: Option<&ProviderState>) -> Option<String> {
        let (asked, missing) = (self.params.stake_provider, self.missing(None, found));
        if named.is_some() || asked <= UNNAMED_MOST || missing == 0 {
            return None;
        }
        let amount = sol(missing);
        Some(format!(
            "nothing is locked and no job is claimed: this market asks a provider for a stake of {}, and no more than \
             {} is locked unless you say so. No job can lose it, and you get it back {} after unlocking it, once no \
             job of yours is open. If you agree, run `rayment stake lock {} --as provider` with the keypair of \
             {wallet}, or start again with `--stake {}`",
            sol(asked),
            sol(UNNAMED_MOST),
            in_words(self.params.unlock_secs),
            amount.trim_end_matches(" SOL"),
            sol(asked).trim_end_matches(" SOL")
        ))
    }

    /// Locks so much out of the provider's wallet, which signs; nothing where nothing is to be locked.
    pub fn lock(&self, wallet: &Pubkey, lamports: u64) -> Option<Instruction> {
        let command = StakeCommand::Lock { amount: lamports };
        (lamports > 0).then(|| instructions::stake_change(wallet, self.market, Staked::Provider, command))
    }

    /// What is said before so much is locked.
    pub fn announced(&self, lamports: u64) -> String {
        format!(
            "locking {} of your wallet as the provider's stake: it stays yours, and no job can lose it. You get it \
             back {} after `rayment stake unlock --as provider`, once no job of yours is open",
            sol(lamports),
            in_words(self.params.unlock_secs)
        )
    }
}

/// What is said where a provider has locked less than its market asks for.
pub fn too_low(wallet: &Pubkey, asked: u64, locked: u64) -> String {
    let missing = asked.saturating_sub(locked);
    let amount = sol(missing);
    format!(
        "no job is claimed: the market asks a provider for a stake of {}, and {wallet} has locked {}. Run \
         `rayment stake lock {} --as provider` with the wallet's keypair; this worker goes on by itself",
        sol(asked),
        sol(locked),
        amount.trim_end_matches(" SOL")
    )
}

/// A time that is long, in whole days where it is one.
fn in_words(secs: u32) -> String {
    match (secs.is_multiple_of(DAY), secs / DAY, secs.div_ceil(HOUR)) {
        (true, 1, _) => "a day".to_owned(),
        (true, days, _) => format!("{days} days"),
        (false, _, hours) => format!("{hours} hours"),
    }
}
