//! A job's story, from the transactions of its account: what was bought, who delivered, how it
//! ended. It outlives the account.
//!
//! | module | what it has |
//! |---|---|
//! | `search` | which transactions to read |
//! | `story` | what they tell |

mod search;
mod story;

use rayment_core::{
    Hash,
    job::{Offer, Outcome},
    order::Quote,
};
use solana_pubkey::Pubkey;
use solana_signature::Signature;

pub use search::Search;
pub use story::endings;

use crate::{
    Chain, ChainError, Instruction, address,
    chain::Past,
    events::{Event, JobClosed},
};

/// Pages of an order's transactions that are searched for its quote: what wrote it down is among the first.
const MOST_OF_AN_ORDER: usize = 64;

/// What the chain remembers about a job.
pub struct JobHistory {
    pub job: Pubkey,
    /// The client's wallet.
    pub client: Pubkey,
    /// Its index in the order; of a job from no order, from its client's counter.
    pub id: u64,
    /// Its order's address.
    pub order: Option<Pubkey>,
    pub offer: Offer,
    /// The delivery that stands.
    pub delivered: Option<Delivered>,
    /// How it ended, and the amounts: `None` while it is open, and where what tells it was not read.
    pub closed: Option<JobClosed>,
    /// The transaction that ended it.
    pub ended_by: Option<Signature>,
    /// Account of the provider that was paid at its end. No provider gets a job twice, so this tells
    /// which attempt it was.
    pub payee: Option<Pubkey>,
    /// The job's own transactions as far as they were read, oldest first.
    pub past: Vec<Past>,
    /// Transactions that name the job and were not read. Where there are none, nothing is missing.
    pub unread: usize,
}

/// What a provider committed to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delivered {
    pub attempt: u8,
    /// The provider's account, where it is known.
    pub account: Option<Pubkey>,
    /// The provider's wallet, where it is known.
    pub provider: Option<Pubkey>,
    pub root: Hash,
    pub frames: u32,
    /// Billed milliseconds where they were logged, else what the provider asked for.
    pub ms: u64,
}

impl JobHistory {
    /// Reads a job's transactions; `None` where there never was such a job.
    ///
    /// # Errors
    /// [`ChainError::Unread`] where the transaction that posted it may be among those that can't be read.
    pub async fn read(chain: &Chain, job: &Pubkey) -> Result<Option<Self>, ChainError> {
        let (mut mentions, is_whole) = chain.mentions(job).await?;
        mentions.reverse();
        let is_open = mentions.len() > search::SHORT && is_there(chain, job).await?;
        let begin = if is_open { Search::of_open } else { Search::new };
        let mut search = begin(*job, mentions.len(), is_whole);
        loop {
            let places = search.next();
            if places.is_empty() {
                break;
            }
            let signatures: Vec<Signature> = places.iter().filter_map(|place| mentions.get(*place).copied()).collect();
            let found = chain.pasts(&signatures).await?;
            places.into_iter().zip(found).for_each(|(place, past)| search.take(place, past));
        }
        let unread = search.missing();
        let quote = match search.order() {
            Some((_, Some(quote))) => Some(quote),
            Some((order, None)) => quote_of(chain, &order).await?,
            None => None,
        };
        match search.told(quote.as_ref()) {
            Some(history) => Ok(Some(history.with_provider(chain).await?)),
            None if unread > 0 => Err(ChainError::Unread { address: *job, unread }),
            None => Ok(None),
        }
    }

    /// The story that these transactions tell, oldest first; `None` for one that can't be read. `None`
    /// where none of them makes the job. `quote` is that of its order.
    pub fn from_past(job: &Pubkey, past: Vec<Option<Past>>, quote: &Quote) -> Option<Self> {
        let mut search = Search::new(*job, past.len(), true);
        past.into_iter().enumerate().for_each(|(place, past)| search.take(place, past));
        search.told(Some(quote))
    }

    /// How it ended, where that is proven.
    pub fn outcome(&self) -> Option<Outcome> {
        self.closed.map(|closed| closed.outcome.into())
    }

    /// Whether the client bought the delivered frames, for all of their price or half of it.
    pub fn is_paid(&self) -> bool {
        self.payee.is_some()
    }

    /// Names the provider by its account, where no log does.
    async fn with_provider(mut self, chain: &Chain) -> Result<Self, ChainError> {
        if let Some(delivered) = &mut self.delivered
            && delivered.provider.is_none()
            && let Some(account) = delivered.account
        {
            delivered.provider = chain.provider_at(&account).await?.map(|provider| provider.wallet());
        }
        Ok(self)
    }
}

/// Whether the job's account is there. A node that lags behind may say so of a closed one: then its end is
/// not known yet.
async fn is_there(chain: &Chain, job: &Pubkey) -> Result<bool, ChainError> {
    match chain.job(job).await {
        Ok(job) => Ok(job.is_some()),
        Err(error) if error.is_not_found() => Ok(false),
        Err(error) => Err(error),
    }
}

/// What a transaction did, in the words of the program's instructions: `post`, `claim`, `settle`…
pub fn steps(past: &Past) -> Vec<&'static str> {
    past.events.iter().map(step).collect()
}

fn step(event: &Event) -> &'static str {
    match event {
        Event::MarketChanged(_) => "market",
        Event::ProviderChanged(_) => "provider",
        Event::ProviderPaid(_) => "withdraw",
        Event::DustSwept(_) => "sweep",
        Event::OrderDrawn(_) => "draw",
        Event::OrderReturned(_) => "return",
        Event::JobAssigned(_) => "assign",
        Event::JobClaimed(_) => "claim",
        Event::JobStarted(_) => "start",
        Event::JobDelivered(_) => "deliver",
        Event::JobSealed(_) => "seal",
        Event::JobAccepted(_) => "accept",
        Event::JobRejected(_) => "reject",
        Event::JobDisputed(_) => "dispute",
        Event::JobFailed(_) => "fail",
        Event::JobCancelled(_) => "cancel",
        Event::JobExpired(_) => "expire",
        Event::JobClosed(_) => "close",
        Event::JobOwing(_) => "owe",
        Event::JobCleared(_) => "clear",
        Event::AssetChanged(_) => "asset",
        Event::PurseChanged(_) => "purse",
        Event::PursePaid(_) => "withdraw",
        Event::OfferChanged(_) => "offer",
        Event::StakeChanged(_) => "stake",
        Event::GuardianEnlisted(_) => "enlist",
        Event::GuardianSlashed(_) => "slash",
        Event::ChannelOpened(_) => "open",
        Event::ChannelSteered(_) => "steer",
        Event::ChannelRedeemed(_) => "redeem",
        Event::AccountMigrated(_) => "migrate",
    }
}

/// The quote of an order: from its account, or once that is closed from the transaction that wrote it down. Nobody can
/// put another one in its place: the address is its hash.
///
/// # Errors
/// [`ChainError::Unread`] where it was not found.
pub async fn quote_of(chain: &Chain, order: &Pubkey) -> Result<Option<Quote>, ChainError> {
    if let Some(quote) = chain.remembered(order) {
        return Ok(Some(quote));
    }
    if let Some(order) = chain.order(order).await? {
        chain.remembers(&order.state.quote);
        return Ok(Some(order.state.quote));
    }
    let (mut mentions, _) = chain.mentions(order).await?;
    mentions.reverse();
    for some in mentions.chunks(search::AT_ONCE).take(MOST_OF_AN_ORDER) {
        let past = chain.pasts(some).await?;
        let written = past.iter().flatten().flat_map(|past| &past.instructions).find_map(|instruction| {
            let Instruction::OrderDraw { quote: Some(quote), .. } = instruction else { return None };
            (address::order(quote) == *order).then_some(*quote)
        });
        if let Some(quote) = &written {
            chain.remembers(quote);
            return Ok(written);
        }
    }
    Err(ChainError::Unread { address: *order, unread: mentions.len() })
}

/// Addresses of up to `limit` jobs of a wallet's orders in a market, those of the orders that are drawn longest last. An
/// order is among them until its account is closed.
pub async fn jobs_of(chain: &Chain, market: &Pubkey, wallet: &Pubkey, limit: usize) -> Result<Vec<Pubkey>, ChainError> {
    let mut orders = chain.orders(market, Some(wallet)).await?;
    orders.sort_by_key(|order| std::cmp::Reverse((order.state.quote.draw_until, order.address)));
    Ok(orders.iter().flat_map(|order| order.jobs().rev()).take(limit).collect())
}
