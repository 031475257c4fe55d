//! Which actions share a transaction.

use rayment_keeper::{ChainAction, Prepared, batch::batches, snapshot::Finding};
use solana_message::Message;
use solana_pubkey::Pubkey;

use crate::market::{ANNA, Market, SLOT, TERMS, order_at, wallet};

/// Signature, and the two budget instructions that sending adds.
const SIGNATURE: usize = 1 + 64;
const BUDGET: usize = 32 + 8 + 12;
pub const PACKET: usize = 1232;

pub fn bytes(actions: &[Prepared], keeper: &Pubkey) -> usize {
    let instructions: Vec<_> = actions.iter().flat_map(|action| action.instructions.clone()).collect();
    SIGNATURE + BUDGET + Message::new(&instructions, Some(keeper)).serialize().len()
}

/// `count` deliveries, each to be sealed, judged and settled.
fn verdicts(count: usize, equal: bool) -> Vec<Prepared> {
    let mut market = Market::new();
    market.provider(ANNA, TERMS);
    for _ in 0..count {
        market.delivered(1, ANNA);
    }
    market.reaches_slot(SLOT + 32);
    let action = |at| {
        let job = market.snapshot.jobs[at];
        let action = match market.different(at) {
            Finding::Different { evidence, .. } if !equal => ChainAction::Reject { job, seal: true, evidence },
            _ => ChainAction::Accept { job, seed: market.challenge(at).seed, seal: true, settle: true },
        };
        Prepared::new(action, &wallet(crate::market::KEEPER), &order_at(1).into())
    };
    (0..count).map(action).collect()
}

#[test]
fn puts_together_what_fits() {
    let keeper = wallet(crate::market::KEEPER);
    for actions in [verdicts(20, true), verdicts(20, false)] {
        let batches = batches(actions.clone(), &keeper);
        assert!(batches.len() < 20, "nothing was put together");
        assert_eq!(batches.concat(), actions, "something was lost or turned around");
        for batch in &batches {
            assert!(bytes(batch, &keeper) <= PACKET, "{} actions take {} bytes", batch.len(), bytes(batch, &keeper));
        }
    }
}

/// A transaction's log is cut off at 10,000 bytes: five actions of seal, accept and settle stay below.
#[test]
fn puts_no_more_together_than_the_log_holds() {
    let keeper = wallet(crate::market::KEEPER);
    let sizes: Vec<_> = batches(verdicts(12, true), &keeper).iter().map(Vec::len).collect();
    assert_eq!(sizes, [5, 5, 2]);
}

#[test]
fn does_not_waste_what_would_fit() {
    let keeper = wallet(crate::market::KEEPER);
    let batches = batches(verdicts(20, false), &keeper);
    let [first, second, ..] = batches.as_slice() else { panic!("twenty rejections never fit into one") };
    let one_more: Vec<_> = first.iter().chain(second.first()).cloned().collect();
    assert!(bytes(&one_more, &keeper) > PACKET);
}

#[test]
fn sends_nothing_for_nothing() {
    assert!(batches(vec![], &wallet(crate::market::KEEPER)).is_empty());
}
