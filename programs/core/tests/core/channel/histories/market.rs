//! A small market: six channels, in SOL and in tokens, and where everybody's money is.

use std::collections::BTreeSet;

use rayment_core::{
    Hash,
    channel::{ChannelError, ChannelTerms, Command, Payee},
};

use super::{
    moves::{Move, Will},
    record::Record,
};
use crate::channel::story::*;

/// A channel, its address, and what an onlooker noted about it.
#[derive(Clone)]
pub struct Watched {
    pub channel: Channel,
    pub proposal: Proposal,
    pub record: Record,
}

impl Watched {
    /// The list of slots is read anew at each opening, and long: the proposal keeps none.
    fn begins(proposal: Proposal, channel: Channel) -> Watched {
        let proposal = Proposal { slot_hashes: Vec::new(), ..proposal };
        Watched { record: Record::begins(channel.state()), channel, proposal }
    }
}

#[derive(Clone)]
pub struct Market {
    pub now: i64,
    pub slot: u64,
    pub channels: Vec<Watched>,
    /// Seeds of all addresses that were ever opened.
    pub seeds: BTreeSet<Hash>,
}

/// Who asked which channel for what, and how it went.
#[derive(Clone, Debug)]
pub struct Asked {
    pub place: usize,
    pub what: What,
    pub result: Answer,
}

#[derive(Clone, Debug)]
pub enum What {
    Command(Actor, Command),
    /// A new channel at the place of one that has closed; whether its seed is new.
    Opening {
        is_new: bool,
    },
    /// Somebody pays to the address.
    TopUp,
}

/// Each is opened at the beginning, and again after it has closed.
fn proposals() -> [Proposal; 6] {
    let but = |change: fn(&mut Proposal)| Proposal::but(change);
    let tokens = |change: fn(&mut ChannelTerms)| {
        let mut proposal = Proposal::in_tokens();
        change(&mut proposal.terms);
        proposal
    };
    let mut all = [
        but(|_| ()),
        but(|own| (own.parties.rent_payer, own.deposit, own.terms.rate) = (PAULA.key, 1_049, 0)),
        but(|brief| {
            (brief.terms.rate, brief.terms.close_secs, brief.deposit) = (7_777, 900, 1_000);
            brief.terms.expires_at = NOON + 2 * HOUR;
        }),
        tokens(|_| ()),
        tokens(|metered| (metered.rate, metered.expires_at) = (0, NOON + 20 * DAY)),
        tokens(|dear| dear.rate = u64::MAX),
    ];
    for (salt, proposal) in (0..).zip(&mut all) {
        proposal.salt = salt;
    }
    all[5].deposit = u64::MAX / 3;
    all
}

/// Two slots of three have a hash: the list of them reaches back further than 512.
pub fn listed(present: u64) -> Vec<u8> {
    slot_hashes((0..present).rev().filter(|slot| slot % 3 != 0).take(512))
}

impl Market {
    pub fn opens() -> Market {
        let open = |proposal: Proposal| {
            let channel = proposal.opened().expect("good proposals");
            Watched::begins(proposal, channel)
        };
        let channels: Vec<_> = proposals().into_iter().map(open).collect();
        let seeds = channels.iter().map(|watched| watched.channel.state().seed).collect();
        Market { now: NOON, slot: SLOT + 3, channels, seeds }
    }

    /// Lets time pass and something happen. `None` where nobody asked anything.
    pub fn takes(&mut self, next: &Move) -> Option<Asked> {
        let place = next.place % self.channels.len();
        (self.now, self.slot) = next.wait.until((self.now, self.slot), &self.channels[place]);
        for watched in &mut self.channels {
            (watched.channel.now, watched.channel.slot) = (self.now, self.slot);
        }
        let watched = &mut self.channels[place];
        if watched.channel.is_closed() {
            return Some(self.reopens(place, next.luck));
        }
        let (what, result) = match next.will {
            Will::Provider(standing) => {
                // SOL goes to the provider's own account: it takes all, or is gone.
                let is_possible = standing != Payee::Blocked || !watched.channel.state().is_sol();
                watched.channel.provider = if is_possible { standing } else { Payee::Ready };
                return None;
            }
            Will::Payer(takes) => {
                watched.channel.payer_takes = takes;
                return None;
            }
            Will::TopUp(amount) => {
                watched.channel.balance += amount;
                watched.record.paid_in += u128::from(amount);
                (What::TopUp, Ok(NOTHING))
            }
            Will::Ask(asking) => {
                let (actor, command) = asking.of(watched, next.luck);
                let before = *watched.channel.state();
                let result = actor.asks(&mut watched.channel, command);
                if let Ok(payments) = result {
                    watched.record.notes(&before, &watched.channel, &command, payments);
                }
                (What::Command(actor, command), result)
            }
        };
        Some(Asked { place, what, result })
    }

    /// Half of them try the address that the last one had.
    fn reopens(&mut self, place: usize, luck: u64) -> Asked {
        let mut proposal = self.channels[place].proposal.clone();
        if luck.is_multiple_of(2) {
            proposal.slot = self.slot - 1 - luck / 2 % 600;
        }
        let (now, lifetime) = (self.now, proposal.terms.expires_at - proposal.now);
        (proposal.now, proposal.present, proposal.terms.expires_at) = (now, self.slot, now + lifetime);
        proposal.slot_hashes = listed(self.slot);
        match proposal.opened() {
            Ok(channel) => {
                let is_new = self.seeds.insert(channel.state().seed);
                self.channels[place] = Watched::begins(proposal, channel);
                Asked { place, what: What::Opening { is_new }, result: Ok(NOTHING) }
            }
            Err(error) => {
                assert_eq!(error, ChannelError::SlotNotRecent, "the rest of it is good");
                Asked { place, what: What::Opening { is_new: false }, result: Err(error) }
            }
        }
    }
}
