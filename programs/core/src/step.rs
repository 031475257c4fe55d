//! What every aggregate answers with when a command is granted.

use crate::money::Transfers;

/// How an aggregate goes on after a step: as its next value, or not at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next<State, End> {
    Continues(State),
    /// Its account is closed, and the rent goes back to who paid it.
    Ended(End),
}

/// What follows from a command: how the aggregate goes on, the money to move, and what that says
/// about the provider involved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step<State, End> {
    pub next: Next<State, End>,
    pub transfers: Transfers,
    pub tally: Tally,
}

/// As what the end of an attempt counts in its provider's statistics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tally {
    /// Not at all: the client cancelled, or no attempt has ended.
    #[default]
    Neither,
    /// Sold, in whole or by half, at whatever price.
    Paid,
    /// Too late, wrong, missing, unlike, or given back.
    Failed,
}

impl<State, End> Step<State, End> {
    /// Goes on, and no money moves.
    pub fn continues(state: State) -> Self {
        Self { next: Next::Continues(state), transfers: Transfers::default(), tally: Tally::Neither }
    }

    /// Ends, and this money moves.
    pub fn ended(end: End, transfers: Transfers) -> Self {
        Self { next: Next::Ended(end), transfers, tally: Tally::Neither }
    }

    pub fn moving(self, transfers: Transfers) -> Self {
        Self { transfers, ..self }
    }

    pub fn counting(self, tally: Tally) -> Self {
        Self { tally, ..self }
    }
}

impl<State, End> Next<State, End> {
    pub fn continues(self) -> Option<State> {
        match self {
            Next::Continues(state) => Some(state),
            Next::Ended(_) => None,
        }
    }

    pub fn ended(self) -> Option<End> {
        match self {
            Next::Continues(_) => None,
            Next::Ended(end) => Some(end),
        }
    }
}
