//! Whom a job's money goes to is found out before anything is sent.

use rayment_client::{Outcome, error::Kind};
use rayment_keeper::{ChainAction, execute::execute};
use solana_keypair::Keypair;

use crate::{
    market::{ANNA, Market, SLOT, TERMS},
    node,
    orders::order_of,
};

/// A node that shows a job and not its order lags behind: no person has to look at that.
#[tokio::test]
async fn an_order_that_a_node_does_not_show_will_be_looked_for_again() {
    let (market, chain) = (delivered(), node::empty().await);
    let action = ChainAction::Settle { job: market.snapshot.jobs[0] };
    let outcomes = execute((&chain, &Keypair::new()), vec![action.clone()], &market.snapshot).await;
    let [(of, Outcome::Transient(error))] = &outcomes[..] else { panic!("{outcomes:?}") };
    assert_eq!(*of, action);
    assert!(error.rules_out(Kind::Order), "{error}");
}

#[test]
fn is_asked_for_only_where_money_may_move() {
    let market = delivered();
    let (job, seed) = (market.snapshot.jobs[0], market.challenge(0).seed);
    let order = order_of(crate::orders::quoted(&market, &crate::orders::four_jobs(&market), 1), 0);
    for (action, asks) in [
        (ChainAction::Settle { job }, true),
        (ChainAction::Expire { job }, true),
        (ChainAction::Accept { job, seed, seal: true, settle: true }, true),
        (ChainAction::Accept { job, seed, seal: true, settle: false }, false),
        (ChainAction::Seal { job }, false),
        (ChainAction::Draw { order, token: None, draws: vec![] }, false),
        (ChainAction::Return { order, token: None, closes: false }, false),
    ] {
        assert_eq!(action.pays_for().is_some(), asks, "{}", action.name());
    }
}

fn delivered() -> Market {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    market.delivered(1, ANNA);
    market.reaches_slot(SLOT + 32);
    market
}
