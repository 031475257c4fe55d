//! Vouchers whose channel a node does not show.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use rayment_client::Channel;
use rayment_worker::channels::{Action, Redeemer, Vouchers, Wanted};
use solana_signer::Signer;
use tempfile::tempdir;

use super::{ledger::Ledger, story::*};

const DAY_AND_MORE: Duration = Duration::from_secs(86_500);

/// The list of channels stays empty here, as if the node left them out: it is asked for another provider's. One
/// channel is there at the beginning of a day, one at its end, one is never there.
#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_missing_at_both_ends_of_a_day_is_forgotten() {
    let ledger = Ledger::start().await;
    let (folder, redeemer) = (tempdir().unwrap(), Redeemer { provider: address(1), ..ledger.redeemer() });
    let vouchers = Arc::new(Vouchers::open(folder.path()).unwrap());
    let late = ledger.wish(2).await;
    let there = ledger.opens(1).await;
    let again = Channel { address: late.address(&ledger.market), ..there };
    let never = Channel { address: address(3), ..there };
    let wanted = Wanted { provider: ledger.provider(), ..wanted() };
    let now = ledger.chain.clock().await.unwrap().unix_timestamp;
    for channel in [&there, &again, &never] {
        brings_word(&vouchers, (channel, &wanted, now), &word(channel, 10, 0)).unwrap();
    }
    let ticks = async || {
        assert!(redeemer.tick(&vouchers, &BTreeSet::new()).await.unwrap().is_empty());
        vouchers.all().into_keys().collect::<BTreeSet<_>>()
    };
    let all = BTreeSet::from([there.address, again.address, never.address]);
    assert_eq!(ticks().await, all);
    ledger.opened(&late).await;
    let with = vouchers.highest(&there.address);
    for action in [Action::End { channel: there, with }, Action::Close { channel: there }] {
        let instructions = action.instructions(&ledger.operator.pubkey(), &ledger.market);
        ledger.chain.send(&ledger.operator, &[], &instructions).await.unwrap();
        ledger.ledger.advance(Duration::from_secs(250)).unwrap();
    }
    assert_eq!(ledger.chain.channel(&there.address).await.unwrap(), None);
    ledger.ledger.advance(DAY_AND_MORE).unwrap();
    assert_eq!(ticks().await, BTreeSet::from([there.address, again.address]), "the first is missing since now");
    ledger.ledger.advance(DAY_AND_MORE).unwrap();
    assert_eq!(ticks().await, BTreeSet::from([again.address]));
    tokio::task::spawn_blocking(move || ledger.ledger.stop()).await.unwrap().unwrap();
}
