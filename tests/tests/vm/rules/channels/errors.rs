//! One way to each error that channels alone give.

use rayment_client::instructions::NewChannel;
use rayment_core::channel::KINDS;
use rayment_tests::vm::world::*;

use super::*;
use crate::rules::every_error::{Ended, Way, end};
use RaymentError as E;

/// Asks something of a channel by vouchers.
fn of_channel(action: impl FnOnce(&mut World, Pubkey) -> Answer) -> Ended {
    let (mut world, channel) = opened(metered());
    end(action(&mut world, channel))
}

fn opens(change: impl FnOnce(&mut NewChannel)) -> Ended {
    let mut world = World::market();
    let mut new = CLIENT.proposes(&world, ANNA, rental());
    change(&mut new);
    end(world.opens_channel(&new))
}

pub const CHANNELS: [Way; 15] = [
    (E::NotPayer, || of_channel(|world, channel| world.steers(STRANGER, channel, Steer::Close))),
    (E::NotChannelProvider, || of_channel(|world, channel| world.steers(CLIENT.0, channel, Steer::End))),
    (E::NotParty, || of_channel(|world, channel| world.steers(HUB, channel, Steer::Pause))),
    (E::NotSigner, || of_channel(|world, channel| world.acknowledges(ANNA.operator, channel, 1))),
    (E::NotOneVoucher, || {
        of_channel(|world, channel| {
            let [mut verify, redeem] = world.redeem(channel, &SESSION.signs(channel, 1));
            verify.data.push(0);
            world.sends_all(&[verify, redeem])
        })
    }),
    (E::WrongChannel, || of_channel(|world, channel| world.brings(channel, &SESSION.signs(STRANGER.key(), 1)))),
    (E::VoucherExpired, || of_channel(|world, channel| world.brings(channel, &SESSION.signs_until(channel, 1, NOON)))),
    (E::ProviderGone, || {
        of_channel(|world, channel| {
            ANNA.retires(world).works();
            world.redeems(channel, 1)
        })
    }),
    (E::NothingDue, || of_channel(|world, channel| world.asks_what_is_due(channel))),
    (E::NoSigner, || opens(|new| new.terms.signer = rayment_core::Pubkey::default())),
    (E::UnknownKind, || opens(|new| new.terms.kind = KINDS)),
    (E::BadCloseSecs, || opens(|new| new.terms.close_secs = 899)),
    (E::BadChannelExpiry, || opens(|new| new.terms.expires_at = NOON)),
    (E::SlotNotRecent, || opens(|new| new.slot.0 += 1)),
    (E::RentPayerMissing, || {
        of_channel(|world, channel| {
            world.steers(ANNA.operator, channel, Steer::End).works();
            world.spends_addresses();
            let mut due = world.due(channel);
            let place = crate::idl::place(&due, "rent_payer");
            due.accounts[place] = due.accounts[0].clone();
            world.sends(due)
        })
    }),
];
