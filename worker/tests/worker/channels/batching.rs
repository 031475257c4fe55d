//! How many vouchers are redeemed in one transaction.

use rayment_client::{Channel, instructions::ED25519, rule_key};
use rayment_core::channel::ChannelState;
use rayment_worker::channels::{Action, Batch, batches};
use solana_instruction::Instruction;
use solana_message::Message;
use solana_pubkey::Pubkey;

use super::story::*;

/// Signature, and the two budget instructions that sending adds.
const SIGNATURE: usize = 1 + 64;
const BUDGET: usize = 32 + 8 + 12;
const PACKET: usize = 1_232;

fn operator() -> Pubkey {
    address(0xa2)
}

fn market() -> Pubkey {
    address(0x3a)
}

/// Channels of different payers; a hub lends the rent, or each payer has paid it.
fn channels(count: u8, lent: bool) -> impl Iterator<Item = Channel> {
    (0..count).map(move |number| {
        but(number, |state| {
            state.payer = rule_key(&address(100 + number));
            state.rent_payer = if lent { rule_key(&address(0xff)) } else { state.payer };
        })
    })
}

fn redeems(channel: Channel) -> Action {
    Action::Redeem { channel, with: Some(held(&channel, 10, 0, T0)) }
}

fn bytes(instructions: &[Instruction]) -> usize {
    SIGNATURE + BUDGET + Message::new(instructions, Some(&operator())).serialize().len()
}

/// Each batch fits, the first action of the next would not have, and nothing is lost or turned around.
fn in_batches(actions: &[Action]) -> Vec<usize> {
    let batches = batches(actions, &operator(), &market());
    assert_eq!(batches.iter().flat_map(|batch| batch.actions.clone()).collect::<Vec<_>>(), actions);
    for batch in &batches {
        assert!(bytes(&batch.instructions) <= PACKET);
    }
    for pair in batches.windows(2) {
        let more = pair[1].actions[0].instructions(&operator(), &market());
        assert!(bytes(&[&pair[0].instructions[..], &more].concat()) > PACKET, "one more would have fitted");
    }
    batches.iter().map(|batch| batch.actions.len()).collect()
}

#[test]
fn as_many_vouchers_share_a_transaction_as_fit() {
    for (lent, sizes) in [(false, [3, 3, 1]), (true, [3, 3, 1])] {
        let actions: Vec<_> = channels(7, lent).map(redeems).collect();
        assert_eq!(in_batches(&actions), sizes);
    }
}

/// The mint, its program, the purse and its vault are named once for all of them; each has a vault of its own.
#[test]
fn fewer_share_a_transaction_where_token_accounts_take_space() {
    let in_tokens = |channel: Channel| {
        let Channel { state, address, .. } = channel;
        let token = in_tokens(0);
        Channel { address, state: ChannelState { mint: token.state.mint, ..state }, ..token }
    };
    for (lent, sizes) in [(false, [2, 2, 1]), (true, [2, 2, 1])] {
        let actions: Vec<_> = channels(5, lent).map(in_tokens).map(redeems).collect();
        assert_eq!(in_batches(&actions), sizes);
    }
    let mixed: Vec<_> = channels(3, false).chain(channels(6, false).skip(3).map(in_tokens)).map(redeems).collect();
    in_batches(&mixed);
}

#[test]
fn a_voucher_stands_directly_before_what_redeems_it() {
    let ends = |channel: Channel| Action::End { channel, with: Some(held(&channel, 10, 0, T0)) };
    let all: Vec<_> = channels(3, false).map(redeems).chain(channels(9, true).skip(3).map(ends)).collect();
    for Batch { actions, instructions } in batches(&all, &operator(), &market()) {
        let programs: Vec<_> = instructions.iter().map(|one| one.program_id == ED25519).collect();
        let expected: Vec<_> = actions
            .iter()
            .flat_map(|action| match action {
                Action::End { .. } => vec![true, false, false],
                Action::Redeem { .. } | Action::Close { .. } | Action::Forget(_) => vec![true, false],
            })
            .collect();
        assert_eq!(programs, expected);
    }
    in_batches(&all);
}

#[test]
fn what_needs_no_voucher_takes_less_space() {
    let actions: Vec<_> = channels(12, false).map(|channel| Action::Close { channel }).collect();
    assert_eq!(in_batches(&actions), [11, 1]);
}

#[test]
fn sends_nothing_for_what_is_forgotten() {
    assert!(batches(&[Action::Forget(address(1))], &operator(), &market()).is_empty());
    assert!(batches(&[], &operator(), &market()).is_empty());
}
