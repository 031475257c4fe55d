//! When the account goes, and what goes with it.

use rayment_core::channel::{ChannelError, Closed, Payee, SLOTS};

use super::story::*;

const CLOSED: Closed = Closed { rent: RENT, earned: 1_890_000, fee: 94_500 };

#[test]
fn the_account_closes_once_no_channel_can_be_opened_at_its_address() {
    let ended = Channel::ended();
    for slot in [SLOT, SLOT + 3, SLOT + SLOTS - 1, SLOT + SLOTS] {
        assert_eq!(ended.at_slot(slot).due(), Err(ChannelError::NothingDue), "slot {slot}");
    }
    for slot in [SLOT + SLOTS + 1, SLOT + SLOTS + 2, u64::MAX] {
        let mut channel = ended.at_slot(slot);
        assert_eq!(channel.due(), Ok(NOTHING));
        assert_eq!((channel.state, channel.balance), (Err(CLOSED), RENT));
    }
}

/// At every slot either the address is taken or it can't be opened.
#[test]
fn no_address_lives_twice() {
    for present in SLOT + 500..SLOT + 520 {
        let reopened = Proposal::but(|plain| {
            plain.present = present;
            plain.slot_hashes = slot_hashes((0..present).rev());
        });
        let is_closed = Channel::ended().at_slot(present).due().is_ok();
        assert_ne!(reopened.opened().is_ok(), is_closed, "slot {present}");
    }
}

#[test]
fn a_slot_that_went_back_closes_nothing() {
    assert_eq!(Channel::ended().at_slot(0).due(), Err(ChannelError::NothingDue));
}

#[test]
fn what_ends_late_closes_at_once() {
    let channel = Channel::closing().at_slot(SPENT).later(CLOSE_SECS);
    let refund = DEPOSIT - 1_984_500;
    let mut by_time = channel.clone();
    assert_eq!(by_time.due(), Ok(Payments { refund, ..NOTHING }));
    assert_eq!(by_time.state, Err(CLOSED));
    let mut by_leaving = channel.with_provider(Payee::Gone);
    assert_eq!(by_leaving.due(), Ok(Payments { refund, ..NOTHING }));
    assert_eq!(by_leaving.state, Err(CLOSED));
}

/// Its instruction names nobody to whom rent could go.
#[test]
fn the_providers_end_leaves_the_account_for_another_to_close() {
    let mut channel = Channel::rental().at_slot(SPENT).and(|channel| ANNA.ends(channel));
    assert!(!channel.is_closed());
    assert_eq!(channel.due(), Ok(NOTHING));
    assert!(channel.is_closed());
}
