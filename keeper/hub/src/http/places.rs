//! Places for requests that last: so many of a kind at a time, and so many of one key.
//!
//! While there are free ones, whoever comes first gets one, and nobody is asked for money. When all are taken
//! they go by money on chain: the newcomer takes the place of whoever has the least money for each of its
//! places, if it has more itself. Who loses a place is told so, and may try again. A crowd of fresh keys
//! therefore keeps nobody out: it would have to hold as much money for each place as whoever it wants to
//! keep out.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use solana_pubkey::Pubkey;
use tokio_util::sync::CancellationToken;

use super::Refusal;
use crate::chain_view::ChainView;

/// The places for one kind of request.
pub struct Places {
    /// What is limited, in a refusal's words.
    what: &'static str,
    most: usize,
    most_each: usize,
    taken: Mutex<Taken>,
}

/// What stands behind a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stake {
    /// What the key has on chain, in its wallet and locked for it, read when it matters.
    Money,
    /// As much as behind any other: a bond is locked on chain for as long as the place is wanted. Who has several
    /// gives one to who has none.
    Alike,
}

#[derive(Default)]
struct Taken {
    next: u64,
    held: BTreeMap<u64, Held>,
}

struct Held {
    who: Pubkey,
    stake: Stake,
    lost: CancellationToken,
}

/// A place. Dropping it gives it back.
pub struct Place {
    places: Arc<Places>,
    number: u64,
    lost: CancellationToken,
}

/// One key, with its money and how many places it has.
struct Holder {
    money: u64,
    places: usize,
    newest: u64,
}

impl Places {
    pub fn new(what: &'static str, most: usize, most_each: usize) -> Arc<Self> {
        Arc::new(Self { what, most, most_each, taken: Mutex::default() })
    }

    /// A place for the key, or a refusal: nobody waits in line here.
    pub async fn acquire(self: &Arc<Self>, who: Pubkey, stake: Stake, chain: &ChainView) -> Result<Place, Refusal> {
        if let Some(place) = self.free(who, stake)? {
            return Ok(place);
        }
        let busy = || Refusal::busy(self.what, self.most);
        let keys = self.keys(who, stake);
        // Whose money can't be seen takes nobody's place.
        let money = chain.money(&keys).await.map_err(|_| busy())?;
        self.taken_over(who, stake, &money)?.ok_or_else(busy)
    }

    fn free(self: &Arc<Self>, who: Pubkey, stake: Stake) -> Result<Option<Place>, Refusal> {
        let mut taken = self.taken();
        self.check_own(&taken, &who)?;
        Ok((taken.held.len() < self.most).then(|| self.place(&mut taken, who, stake)))
    }

    /// Takes the place of whoever has the least money for each of its places, if that is less than the newcomer
    /// has for its own.
    fn taken_over(
        self: &Arc<Self>,
        who: Pubkey,
        stake: Stake,
        money: &HashMap<Pubkey, u64>,
    ) -> Result<Option<Place>, Refusal> {
        let mut taken = self.taken();
        let own = self.check_own(&taken, &who)?;
        if taken.held.len() < self.most {
            return Ok(Some(self.place(&mut taken, who, stake)));
        }
        let Some(stands) = stake.money(&who, money) else { return Ok(None) };
        let weakest = holders(&taken, &who, money).into_values().min_by(|a, b| {
            let (of_a, of_b) = (per_place(a.money, b.places), per_place(b.money, a.places));
            of_a.cmp(&of_b).then(b.places.cmp(&a.places)).then(b.newest.cmp(&a.newest))
        });
        let gives_way = |holder: &Holder| per_place(stands, holder.places) > per_place(holder.money, own + 1);
        let Some(weakest) = weakest.filter(gives_way) else { return Ok(None) };
        if let Some(held) = taken.held.remove(&weakest.newest) {
            held.lost.cancel();
        }
        Ok(Some(self.place(&mut taken, who, stake)))
    }

    /// How many places the key has, if it may have one more.
    fn check_own(&self, taken: &Taken, who: &Pubkey) -> Result<usize, Refusal> {
        let own = taken.held.values().filter(|held| held.who == *who).count();
        if own < self.most_each { Ok(own) } else { Err(Refusal::busy_for_key(self.what, self.most_each)) }
    }

    fn place(self: &Arc<Self>, taken: &mut Taken, who: Pubkey, stake: Stake) -> Place {
        let (number, lost) = (taken.next, CancellationToken::new());
        taken.next += 1;
        taken.held.insert(number, Held { who, stake, lost: lost.clone() });
        Place { places: self.clone(), number, lost }
    }

    /// The keys whose money has to be looked at.
    fn keys(&self, who: Pubkey, stake: Stake) -> Vec<Pubkey> {
        let taken = self.taken();
        let held = taken.held.values().map(|held| (held.who, held.stake));
        let asked = held.chain([(who, stake)]).filter(|(_, stake)| *stake == Stake::Money).map(|(who, _)| who);
        asked.collect::<HashSet<_>>().into_iter().collect()
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stake {
    fn money(&self, who: &Pubkey, money: &HashMap<Pubkey, u64>) -> Option<u64> {
        match self {
            Self::Money => money.get(who).copied(),
            Self::Alike => Some(1),
        }
    }
}

/// Everybody else with places. Whose money is not known yet came just now, and is left alone.
fn holders(taken: &Taken, newcomer: &Pubkey, money: &HashMap<Pubkey, u64>) -> HashMap<Pubkey, Holder> {
    let mut holders = HashMap::<_, Holder>::new();
    for (number, held) in taken.held.iter().filter(|(_, held)| held.who != *newcomer) {
        let Some(money) = held.stake.money(&held.who, money) else { continue };
        let holder = holders.entry(held.who).or_insert(Holder { money, places: 0, newest: *number });
        holder.places += 1;
        holder.newest = *number;
    }
    holders
}

/// One side of a comparison of two quotients: the money of one times the places of the other.
fn per_place(money: u64, places_of_the_other: usize) -> u128 {
    u128::from(money) * places_of_the_other as u128
}

impl Place {
    /// Whether somebody with more money has taken it.
    pub fn is_lost(&self) -> bool {
        self.lost.is_cancelled()
    }

    /// Ends when somebody with more money has taken it.
    pub async fn lost(&self) -> Refusal {
        self.lost.cancelled().await;
        let (what, most) = (self.places.what, self.places.most);
        Refusal::unavailable(
            "gave_way",
            format!(
                "all {most} places for {what} are taken, and this one went to a key with more money on chain: try \
                 again in a moment, or from a wallet that holds more"
            ),
        )
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.taken().held.remove(&self.number);
    }
}
