//! Which of a job's transactions to read.
//!
//! Anybody can name a job in transactions of their own, in thousands, before, between and after those
//! that matter. A short list is read whole. Of a long one both ends are read: from the first on until
//! the job is posted, and back from where it was closed until its end is told. That place is found by
//! halving: every transaction that names the job, a stranger's too, says how many lamports it held. As
//! long as it is open that is at least what it held when it was posted; from its end on it is nothing,
//! or as much as somebody gave away to it.

use std::collections::BTreeMap;

use solana_pubkey::Pubkey;

use super::{
    JobHistory,
    story::{Posted, Story},
};
use crate::{Instruction, address, chain::Past, chain_key, instructions::Earlier, rule_key};
use rayment_core::order::{MAX_JOBS, Quote};

/// Up to so many are read whole: three attempts need about twenty.
pub(super) const SHORT: usize = 64;
/// Asked for at a time.
pub(super) const AT_ONCE: usize = 8;
/// At most so many of one job are read.
const MOST: usize = 4_096;
/// Ids that are tried for a job of an earlier release.
const IDS: u64 = 1_024;

/// What was read of a job's transactions, and what to read next. Places count from the oldest.
pub struct Search {
    job: Pubkey,
    /// Transactions that name the job.
    total: usize,
    /// Whether the first of these is the first of all.
    is_whole: bool,
    /// There is no end to look for.
    is_open: bool,
    read: BTreeMap<usize, Option<Past>>,
}

impl Search {
    /// `total` transactions name the job; `is_whole` says whether older ones do as well.
    pub fn new(job: Pubkey, total: usize, is_whole: bool) -> Self {
        Self { job, total, is_whole, is_open: false, read: BTreeMap::new() }
    }

    /// The same for a job whose account is there: no end is looked for in a long list.
    pub fn of_open(job: Pubkey, total: usize, is_whole: bool) -> Self {
        Self { is_open: true, ..Self::new(job, total, is_whole) }
    }

    /// What stands at this place; `None` if it can't be read.
    pub fn take(&mut self, place: usize, past: Option<Past>) {
        self.read.insert(place, past);
    }

    /// Places to read next: none once the story is told, or where it has become too long.
    pub fn next(&self) -> Vec<usize> {
        if self.read.len() >= MOST {
            return Vec::new();
        }
        if self.total <= SHORT {
            return self.unread(0..self.total);
        }
        let story = self.story();
        match story.posted {
            None if self.is_whole => self.unread(0..self.total),
            None => Vec::new(),
            Some(_) if story.is_told() || self.is_open => Vec::new(),
            Some(_) => self.towards_the_end(),
        }
    }

    /// How many transactions were not read, or can't be.
    pub fn missing(&self) -> usize {
        let read = self.read.values().flatten().filter(|past| !past.has_unknown_calls).count();
        self.total.saturating_sub(read).saturating_add(usize::from(!self.is_whole))
    }

    /// The order that the job was drawn from, and its quote where that was read.
    pub fn order(&self) -> Option<(Pubkey, Option<Quote>)> {
        match self.story().posted? {
            Posted::Drawn { order, quote, .. } => {
                Some((order, quote.filter(|quote| address::order(quote) == order).map(|quote| *quote)))
            }
            Posted::Earlier { .. } => None,
        }
    }

    /// What is known of the job; `None` where none of what was read makes it. `quote` is that of its order.
    pub fn told(self, quote: Option<&Quote>) -> Option<JobHistory> {
        let (story, unread, job) = (self.story(), self.missing(), self.job);
        let (client, id, order, offer) = match story.posted? {
            Posted::Drawn { order, draw, index, .. } => {
                let quote = quote?;
                let is_it = |index: &u32| address::job(&order, *index) == job;
                let index = index.filter(is_it).or_else(|| (0..quote.jobs.min(MAX_JOBS)).find(is_it))?;
                let offer = quote.offer(rule_key(&order).tag(), draw.chunk, draw.deposit);
                (chain_key(&quote.client), index.into(), Some(order), offer)
            }
            Posted::Earlier { market, client, offer } => {
                let is_it = |id: &u64| address::job_from_no_order(&market, &client, *id) == job;
                (client, (0..IDS).find(is_it)?, None, *offer)
            }
        };
        let mut past: Vec<Past> = self.read.into_values().flatten().collect();
        past.retain(|past| past.instructions.iter().any(|instruction| instruction.job() == Some(job)));
        let ended = story.ended;
        let (ended_by, closed) = (ended.map(|ended| ended.by), ended.map(|ended| ended.closed));
        let (payee, delivered) = (ended.and_then(|ended| ended.payee), story.delivered);
        Some(JobHistory { job, client, id, order, offer, delivered, closed, ended_by, payee, past, unread })
    }

    fn story(&self) -> Story {
        let mut story = Story::of(self.job);
        let mut next = 0;
        for (place, past) in &self.read {
            match past {
                Some(past) if *place == next => story.goes_on(past),
                Some(past) => {
                    story.misses();
                    story.goes_on(past);
                }
                None => story.misses(),
            }
            next = place.saturating_add(1);
        }
        story
    }

    /// Halves what lies between the last transaction with the job open and the first with it closed;
    /// once these are found, reads back from there.
    fn towards_the_end(&self) -> Vec<usize> {
        let Some((posted, floor)) = self.held_when_posted() else { return self.unread_before(self.total) };
        let (mut open, mut closed) = (posted, self.total);
        let last = self.total.saturating_sub(1);
        if !self.read.contains_key(&last) {
            return vec![last];
        }
        for (place, past) in self.read.range(posted..) {
            match past.as_ref().and_then(|past| past.balance(&self.job)) {
                Some(lamports) if lamports.after >= floor => open = *place,
                Some(_) => {
                    closed = *place;
                    break;
                }
                None => {}
            }
        }
        if closed == self.total {
            return self.unread_before(closed);
        }
        let middle = open.saturating_add(closed.saturating_sub(open) / 2);
        let found = (middle..closed).chain((open..middle).rev()).find(|place| !self.read.contains_key(place));
        found.map_or_else(|| self.unread_before(closed), |place| vec![place])
    }

    /// Where the job was posted, and what it holds from there on while it is open.
    fn held_when_posted(&self) -> Option<(usize, u64)> {
        let of_job = |instruction: &&Instruction| instruction.job() == Some(self.job);
        self.read.iter().find_map(|(place, past)| {
            let past = past.as_ref()?;
            let own = || past.instructions.iter().filter(of_job);
            let deposit = own().find_map(|instruction| match instruction {
                Instruction::OrderDraw { draw: Some(draw), .. } => Some(draw.deposit),
                Instruction::Earlier(Earlier::JobPost { offer, .. }) => Some(offer.deposit),
                _ => None,
            })?;
            // A bond doesn't stay, a deposit does.
            let is_bonded = own().any(|instruction| matches!(instruction, Instruction::JobClaim { .. }));
            let held = past.balance(&self.job).map_or(0, |lamports| lamports.after);
            Some((*place, if is_bonded { deposit } else { held })).filter(|(_, held)| *held > 0)
        })
    }

    fn unread(&self, places: std::ops::Range<usize>) -> Vec<usize> {
        places.filter(|place| !self.read.contains_key(place)).take(AT_ONCE).collect()
    }

    fn unread_before(&self, end: usize) -> Vec<usize> {
        (0..end).rev().filter(|place| !self.read.contains_key(place)).take(AT_ONCE).collect()
    }
}
