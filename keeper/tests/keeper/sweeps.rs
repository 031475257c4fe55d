//! Fees go to the treasury once they are worth it, and where it can take them.

use rayment_client::{Market as Account, address};
use rayment_core::{
    order::MarketVersion,
    provider::{ProviderCommand, ProviderSigner},
    stake::Stake,
};
use rayment_keeper::{Action, ChainAction, Snapshot, plan::SWEEP_LEAST, snapshot::Treasury};
use solana_pubkey::Pubkey;

use crate::market::{ANNA, BORIS, KEEPER, Market, TERMS, wallet};

const TREASURY: u8 = 0x77;

/// The provider has fees, or the market's account.
pub fn is_lawful(snapshot: &Snapshot, provider: Option<&Pubkey>) {
    match provider {
        Some(address) => {
            let of =
                snapshot.providers.iter().find(|provider| provider.address == *address).expect("a provider of ours");
            of.state.step(ProviderSigner::Anyone, ProviderCommand::Sweep).expect("there are fees");
        }
        None => assert!(snapshot.treasury.expect("it is known").market.dust > 0),
    }
}

fn treasury(dust: u64, takes: bool) -> Option<Treasury> {
    let version = MarketVersion { params: 0, since: 0, paused_until: 0 };
    let market = Account {
        address: Market::address(),
        id: 0,
        creator: wallet(1),
        authority: wallet(1),
        keeper: wallet(KEEPER),
        treasury: wallet(TREASURY),
        version,
        keeper_bond: Stake::default(),
        dust,
    };
    Some(Treasury { market, takes })
}

/// Whose fees are swept.
fn swept(market: &Market) -> Vec<Option<Pubkey>> {
    let sweeps = market.plans().into_iter().filter_map(|action| match action {
        Action::Send(ChainAction::Sweep { provider, .. }) => Some(provider),
        _ => None,
    });
    sweeps.collect()
}

fn of(name: u8) -> Option<Pubkey> {
    Some(address::provider(&Market::address(), &wallet(name)))
}

/// Anna owes as much as is worth a sweep, Boris a lamport less.
fn owing() -> Market {
    let mut market = Market::new();
    market.provider(ANNA, TERMS).fees = SWEEP_LEAST;
    market.provider(BORIS, TERMS).fees = SWEEP_LEAST - 1;
    market.snapshot.treasury = treasury(0, true);
    market
}

#[test]
fn fees_that_are_worth_it_go_to_the_treasury() {
    let mut market = owing();
    assert_eq!(swept(&market), [of(ANNA)]);
    market.snapshot.providers[1].state.fees += 1;
    market.snapshot.treasury = treasury(SWEEP_LEAST, true);
    assert_eq!(swept(&market), [None, of(ANNA), of(BORIS)]);
}

#[test]
fn nothing_is_swept_to_a_treasury_that_can_take_nothing() {
    let mut market = owing();
    for none in [treasury(SWEEP_LEAST, false), None] {
        market.snapshot.treasury = none;
        assert_eq!(swept(&market), []);
    }
    market.snapshot.treasury = treasury(SWEEP_LEAST - 1, true);
    assert_eq!(swept(&market), [of(ANNA)], "and no dust below what is worth it");
}

#[test]
fn what_failed_a_moment_ago_waits() {
    let mut market = owing();
    market.snapshot.paused.extend(of(ANNA));
    assert_eq!(swept(&market), []);
}

#[test]
fn sweeps_leave_time_for_verdicts() {
    let mut market = owing();
    for name in 0x80..0x90 {
        market.provider(name, TERMS).fees = SWEEP_LEAST;
    }
    assert_eq!(swept(&market).len(), 8);
}
