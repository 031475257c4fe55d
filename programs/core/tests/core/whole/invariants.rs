//! What holds after every step, each by its name.

use rayment_core::{Pubkey, job::Phase};

use super::{
    jobs::{Credited, Event},
    world::{Order, PARAMS, Wealth, World},
};
use crate::{
    channel::story::RENT,
    job::{histories::market::PROVIDERS, story::split},
    order::world::ORDER_RENT,
};

/// The world after a step, what there was in all at its beginning, and what has happened.
pub struct Moment<'a> {
    pub world: &'a World,
    pub all: &'a (Wealth, i128),
    pub event: &'a Event,
}

type Holds = Result<(), String>;
type Invariant = (&'static str, fn(&Moment) -> Holds);

pub const INVARIANTS: [Invariant; 13] = [
    ("A1: lamports and tokens of each mint: in = out + held", conservation),
    ("A3: nobody is owed more than lies in a vault", vaults),
    ("A4: neither side's account that can't take delays the other's leg", nobody_waits),
    ("B1: each job's fee is booked once, and paid once", fees),
    ("L1: what waits is all that lies in a vault, and a vault is empty when it closes", closes_empty),
    ("O1: what came to an order is at its address, in its jobs or has left", orders_are_whole),
    ("O2, O3: each job is drawn once, and no more than the total", draws),
    ("O4: an order pays its client and its sponsor alone", nobody_else),
    ("O5: what is lent is written down, and back when the order closes", loans),
    ("O6: an account keeps its rent, and undrawn deposits stay whole", undrawn),
    ("accounts: a provider's books agree with its jobs and its lamports", books),
    ("purses: balance and fees are what came and left, and bonds what was allowed and came back", purses),
    ("stakes: what is locked or on its way out lies there", stakes),
];

fn ensure(holds: bool, told: impl FnOnce() -> String) -> Holds {
    if holds { Ok(()) } else { Err(told()) }
}

fn conservation(moment: &Moment) -> Holds {
    let total = moment.world.total();
    ensure(total == *moment.all, || format!("{total:?} instead of {:?}", moment.all))
}

fn vaults(moment: &Moment) -> Holds {
    for sold in &moment.world.jobs {
        let state = sold.watched.job.state();
        let held = state.held(&PARAMS).ok_or("what is held overflows")?;
        if state.is_in_tokens() {
            ensure(held <= sold.vault, || format!("{held} recorded, {} in the vault of {state:?}", sold.vault))?;
        } else {
            ensure(held == sold.watched.held, || format!("{held} recorded, {} there", sold.watched.held))?;
        }
    }
    for seller in &moment.world.sellers {
        let owed = seller.purse.map_or(0, |purse| purse.balance + purse.fees);
        ensure(owed <= seller.purse_vault, || format!("{owed} recorded, {} in a purse", seller.purse_vault))?;
    }
    for watched in &moment.world.channels.channels {
        let Ok(state) = watched.channel.state else { continue };
        let rent = if watched.proposal.parties.mint == Pubkey::default() { RENT } else { 0 };
        let held = state.held().map_err(|error| format!("{error:?}"))?;
        let there = watched.channel.balance - rent;
        ensure(held <= there, || format!("{held} recorded, {there} in a channel"))?;
    }
    Ok(())
}

fn nobody_waits(moment: &Moment) -> Holds {
    let Some(credited) = moment.event.credited else { return Ok(()) };
    let owed = credited.owed;
    ensure(!credited.provider || owed.earnings == 0, || format!("the provider waits: {credited:?}"))?;
    ensure(!credited.fee || owed.fee == 0, || format!("the fee waits: {credited:?}"))?;
    ensure(!credited.client || owed.client == 0, || format!("the client waits: {credited:?}"))
}

fn fees(moment: &Moment) -> Holds {
    for sold in &moment.world.jobs {
        let owed = match sold.watched.job.state().phase {
            Phase::Owed { fee, .. } => fee,
            _ => 0,
        };
        let Some(paid) = sold.fee_due.checked_sub(sold.fee_paid) else { return Err("a fee was paid twice".into()) };
        ensure(paid == owed, || format!("{owed} of {} is owed, {} paid", sold.fee_due, sold.fee_paid))?;
    }
    for order in &moment.world.orders {
        let Some(state) = order.state else { continue };
        for (place, expected) in order.seen.fees.into_iter().enumerate() {
            let tag = PROVIDERS[place].key.tag();
            let booked: u64 = state.head.paid.iter().filter(|paid| paid.provider == tag).map(|paid| paid.fee).sum();
            ensure(booked == expected, || format!("{booked} booked instead of {expected}"))?;
        }
    }
    Ok(())
}

fn closes_empty(moment: &Moment) -> Holds {
    let left = moment.event.closed_with.unwrap_or_default();
    ensure(left == 0, || format!("{left} is lost"))?;
    if let Some(credited) = moment.event.credited {
        let Credited { owed, vault, .. } = credited;
        ensure(owed.all() == vault, || format!("{owed:?} waits, {vault} lies there"))?;
    }
    for sold in &moment.world.jobs {
        let Phase::Owed { provider, earnings, fee, client } = sold.watched.job.state().phase else { continue };
        ensure(sold.has_ended, || "it owes before its end is booked".into())?;
        ensure(sold.holder == provider, || format!("{provider:?} did not hold it"))?;
        ensure(split(earnings, fee, client).all() > 0 || sold.vault > 0, || "it waits for nothing".into())?;
    }
    Ok(())
}

fn orders_are_whole(moment: &Moment) -> Holds {
    for (place, order) in moment.world.orders.iter().enumerate() {
        let is_sol = order.quote.is_sol();
        let mut lamports = i128::from(order.held);
        let mut tokens = i128::from(order.tokens);
        for sold in moment.world.jobs.iter().filter(|sold| sold.order == place) {
            lamports += i128::from(sold.rent);
            *(if is_sol { &mut lamports } else { &mut tokens }) += i128::from(sold.watched.held + sold.vault);
        }
        let (came, left) = (order.seen.came, order.seen.left);
        let found = Wealth { lamports: lamports + left.lamports, tokens: tokens + left.tokens };
        ensure(came == found, || format!("{came:?} came, {found:?} is found"))?;
    }
    Ok(())
}

fn draws(moment: &Moment) -> Holds {
    for order in &moment.world.orders {
        let places = order.seen.deposits.iter().map(|(index, _)| *index);
        ensure(places.eq(0..order.seen.deposits.len() as u32), || format!("{:?}", order.seen.deposits))?;
        let drawn: u64 = order.seen.deposits.iter().map(|(_, deposit)| deposit).sum();
        ensure(drawn <= order.quote.total, || format!("{drawn} drawn of {}", order.quote.total))?;
    }
    Ok(())
}

fn nobody_else(moment: &Moment) -> Holds {
    let strayed = |order: &Order| order.seen.strayed;
    ensure(moment.world.orders.iter().all(|order| strayed(order) == 0), || "somebody else was paid".into())
}

fn loans(moment: &Moment) -> Holds {
    for (place, order) in moment.world.orders.iter().enumerate() {
        let out = order.seen.lent - order.seen.repaid;
        let live = moment.world.jobs.iter().filter(|sold| sold.order == place).count();
        match order.state {
            Some(state) => {
                ensure(state.head.lent == out, || format!("{} noted, {out} out", state.head.lent))?;
                ensure(state.head.live as usize == live, || format!("{} noted, {live} live", state.head.live))?;
            }
            None => {
                ensure(out == 0, || format!("closed with {out} lent"))?;
                ensure(live == 0, || format!("closed with {live} jobs alive"))?;
            }
        }
    }
    Ok(())
}

fn undrawn(moment: &Moment) -> Holds {
    for order in &moment.world.orders {
        let Some(state) = order.state else { continue };
        ensure(order.held >= ORDER_RENT, || format!("{} is less than rent", order.held))?;
        // Once a job was drawn, all were paid for: what is left of that is taken by its client alone.
        let (undrawn, is_sol) = (state.undrawn(moment.world.now), order.quote.is_sol());
        if !order.seen.deposits.is_empty() {
            let there = if is_sol { order.held - ORDER_RENT } else { order.tokens };
            ensure(there >= undrawn, || format!("{there} where {undrawn} is to be drawn"))?;
        }
    }
    Ok(())
}

fn books(moment: &Moment) -> Holds {
    for (place, seller) in moment.world.sellers.iter().enumerate() {
        let state = &seller.state;
        let wallet = PROVIDERS[place].key;
        let held = moment.world.jobs.iter().filter(|sold| sold.watched.job.state().held_by(&wallet));
        let (jobs, working) = held.fold((0, 0), |(jobs, working), sold| {
            (jobs + 1, working + u16::from(sold.watched.job.state().is_worked_at()))
        });
        ensure((state.jobs, state.working) == (jobs, working), || {
            format!("{jobs} jobs, {working} at work: {state:?}")
        })?;
        let stake = state.stake.locked + state.stake.unlocking;
        let booked = state.balance + state.fees + stake;
        ensure(booked == seller.lamports, || format!("{booked} booked, {} there", seller.lamports))?;
        let purses = u8::from(seller.purse.is_some());
        ensure(state.purses == purses, || format!("{} purses counted", state.purses))?;
    }
    Ok(())
}

fn purses(moment: &Moment) -> Holds {
    for seller in &moment.world.sellers {
        let Some(purse) = seller.purse else { continue };
        let booked = (purse.balance, purse.fees);
        ensure(booked == seller.counted, || format!("{booked:?} booked, {:?} counted", seller.counted))?;
        ensure(purse.budget == seller.allowed, || format!("{} instead of {}", purse.budget, seller.allowed))?;
    }
    Ok(())
}

fn stakes(moment: &Moment) -> Holds {
    for (stake, held) in moment.world.stakes.iter().zip(moment.world.staked) {
        let recorded = stake.locked + stake.unlocking;
        ensure(recorded == held, || format!("{recorded} recorded, {held} there"))?;
    }
    Ok(())
}
