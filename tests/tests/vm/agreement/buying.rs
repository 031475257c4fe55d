//! Who pays for which order, draws of it, or has what is left of it.

use rayment_core::{
    job::{Ceilings, Chunk, Offer},
    money::Terms,
};
use rayment_tests::vm::{world::DAY, *};
use solana_pubkey::Pubkey;

use super::{
    asked::Asked,
    mirror::{Mirror, MirrorOrder, SPONSOR},
    moves::{Luck, Move},
};

/// Somebody pays for an order, draws of it, or has what is left of it.
pub fn of_orders(next: &Move, mirror: &mut Mirror) -> Asked {
    let mut luck = Luck(next.luck / 6);
    let to_draw = |(_, order): &(&Pubkey, &MirrorOrder)| {
        let Purchase { quote, .. } = &order.purchase;
        mirror.now < quote.draw_until && order.state.is_none_or(|state| !state.all_drawn())
    };
    let open: Vec<_> = mirror.orders.iter().filter(to_draw).map(|(at, _)| *at).collect();
    let ready: Vec<_> = open.iter().copied().filter(|at| is_paid(mirror, at)).collect();
    let order = match luck.of(8) {
        0..6 if !ready.is_empty() => luck.one(&ready),
        6 if !open.is_empty() => luck.one(&open),
        _ => return buys(&mut luck, mirror),
    };
    if luck.of(8) == 0 { returns(mirror, order, &mut luck) } else { draws(mirror, order, next.fits, &mut luck) }
}

/// Whether what lies at an order's address pays for its next job, or its sponsor may lend what is missing.
fn is_paid(mirror: &Mirror, at: &Pubkey) -> bool {
    let MirrorOrder { purchase: Purchase { quote, .. }, state } = &mirror.orders[at];
    let undrawn = state.map_or(quote.total, |state| state.undrawn(mirror.now));
    let rent = if quote.lender().is_some() { 0 } else { mirror.job_rent };
    mirror.lamports[at] >= mirror.order_rent + undrawn + rent
}

fn buys(luck: &mut Luck, mirror: &mut Mirror) -> Asked {
    let plain = Offer { expires_at: mirror.now + 7 * DAY, ..offer() };
    let free = Ceilings { terms: Terms { minimum: 1_000, ..Terms::default() }, ..plain.ceilings };
    let part = Chunk { frame: 5, frames: 1, step: 1, tile: 3, tiles: 5 };
    let offers = [
        plain,
        Offer { at_once: true, deposit: 31_000_000, ..plain },
        Offer { check: false, ..plain },
        // Too little for the bond of a dispute.
        Offer { check: false, deposit: WORST, ..plain },
        Offer { check: false, deposit: WORST, ..plain },
        Offer { deposit: WORST, ..plain },
        Offer { deposit: WORST, ..plain },
        Offer { expires_at: mirror.now + 2_000, ..plain },
        Offer { chunk: part, ..plain },
        // A deposit far below the least bond, for work that costs nothing but the minimum.
        Offer { chunk: part, deposit: 1_050, ceilings: free, ..plain },
        Offer { chunk: part, deposit: 1_050, ceilings: free, check: false, ..plain },
        Offer { expires_at: mirror.now + 899, ..plain },
        Offer { deposit: 0, ..plain },
    ];
    let client = luck.one(&[CLIENT, OTHER_CLIENT]);
    // Whoever was emptied is mostly filled first: else nothing would go on.
    if mirror.lamports[&client.key()] < world::FUNDS && luck.of(4) > 0 {
        return Asked::Transfer { from: DONOR, to: client.0, lamports: 100 * world::FUNDS };
    }
    let (offer, jobs) = (luck.one(&offers), luck.one(&[1, 1, 2, 3]));
    let list = vec![(offer.chunk, offer.deposit); jobs];
    let sponsored = luck.of(3) == 0;
    let until = luck.one(&[offer.expires_at, mirror.now + 900, mirror.now + 90_000]).min(offer.expires_at);
    let purchase = Purchase::of_list(client, &offer, list, mirror.orders.len() as u64);
    let purchase = purchase.with(|quote| quote.draw_until = until);
    let purchase = if sponsored { purchase.sponsored_by(SPONSOR) } else { purchase };
    let (total, rents) = (purchase.quote.total, mirror.order_rent + mirror.job_rent);
    let short = total + mirror.order_rent - 1;
    let all = total + rents;
    let rentless = total + mirror.order_rent;
    let lamports = if sponsored {
        luck.one(&[total, rentless, rentless, all, short])
    } else {
        luck.one(&[all, all, all, short, 1])
    };
    // Sometimes with the rent of a second job.
    let lamports = if luck.of(4) == 0 { lamports + mirror.job_rent } else { lamports };
    Asked::Pay { by: client.0, order: mirror.offers(purchase), lamports }
}

/// The next job, with the quote where there is no account; by the sponsor's money where the quote names one.
fn draws(mirror: &Mirror, order: Pubkey, fits: bool, luck: &mut Luck) -> Asked {
    let MirrorOrder { purchase, state } = &mirror.orders[&order];
    let count = purchase.quote.jobs;
    let next = state.map_or(0, |state| state.head.next).min(count - 1);
    let index = match fits {
        true => luck.one(&[Some(next), Some(next), Some(next), Some(next), None]),
        false => Some(luck.of(count.into()) as u32),
    };
    let lends = purchase.quote.lender().is_some() && luck.of(3) > 0;
    let with_quote = state.is_none() != (luck.of(8) == 0);
    Asked::Draw { by: luck.one(&[CLIENT.0, KEEPER.0, STRANGER]), order, with_quote, index, lends }
}

pub fn returns(mirror: &Mirror, order: Pubkey, luck: &mut Luck) -> Asked {
    let client = rayment_client::chain_key(&mirror.orders[&order].purchase.quote.client);
    let client = if client == CLIENT.key() { CLIENT.0 } else { OTHER_CLIENT.0 };
    Asked::Return { by: luck.one(&[client, client, SPONSOR, STRANGER]), order, cancel: luck.of(4) == 0 }
}
