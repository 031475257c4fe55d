//! Placing an order: its files go to the hub, its price to the address that its quote has, in one transaction.

use rayment_client::{
    Token, address,
    chain::fits,
    instructions::{Encoded, order_draw, order_draw_in, order_pay, token_account_create, token_pay},
    order::{self, Cut, Jobs, OrderQuote, Terms},
    rule_key,
};
use rayment_core::{job::Chunk, layout, market::Params, order::quote::flag};
use rayment_spec::Spec;
use serde::Serialize;
use solana_pubkey::Pubkey;

use crate::{
    Error, Event, Packed, Quoted, Refusal, Request, Session, TokenRefusal,
    error::is_certainly_unpaid,
    token::{self, Listed, held_by},
};

/// Jobs that are alive at once at the most, as far as the payment brings their rent.
const MOST_ALIVE: u32 = 64;
/// For each that a provider works at, so many are alive: others are being checked.
const ALIVE_A_WORKER: u32 = 2;

/// A job of an order that was placed.
#[derive(Clone, Copy, Debug)]
pub struct PlacedJob {
    pub address: Pubkey,
    pub chunk: Chunk,
    /// What it locks, in what the order is paid in.
    pub deposit: u64,
}

/// An order that is paid.
#[derive(Clone, Debug)]
pub struct Placed {
    /// Its address, which says all that is bought.
    pub order: Pubkey,
    pub quote: OrderQuote,
    /// All of its jobs, drawn or not, in their order.
    pub jobs: Vec<PlacedJob>,
    pub signatures: Vec<Signature>,
}

/// A confirmed transaction, for people and scripts.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    pub step: String,
    pub signature: String,
    pub compute_units: u64,
}

impl Placed {
    pub(crate) fn new(quote: OrderQuote, jobs: &Jobs) -> Self {
        let order = address::order(&quote);
        let job = |(index, (chunk, deposit)): (u32, &(Chunk, u64))| PlacedJob {
            address: address::job(&order, index),
            chunk: *chunk,
            deposit: *deposit,
        };
        Self { order, quote, jobs: (0..).zip(jobs.list()).map(job).collect(), signatures: Vec::new() }
    }

    pub fn addresses(&self) -> Vec<Pubkey> {
        self.jobs.iter().map(|job| job.address).collect()
    }

    /// What all its jobs lock, in what the order is paid in.
    pub fn deposit(&self) -> u64 {
        self.quote.total
    }

    pub(crate) fn signed(&mut self, step: &str, sent: &rayment_client::Sent) {
        let (signature, compute_units) = (sent.signature.to_string(), sent.compute_units);
        self.signatures.push(Signature { step: step.to_owned(), signature, compute_units });
    }
}

/// The order that a quote comes to: an earlier one that is gone on with, or a new one.
///
/// # Errors
/// [`Refusal::Request`] where it has too many jobs; a chain that does not answer.
pub(crate) async fn order_of(
    session: &Session,
    quoted: &Quoted,
    request: &Request,
) -> Result<(OrderQuote, Jobs), Error> {
    if let Some(begun) = &quoted.begun {
        return Ok((begun.quote, begun.jobs.clone()));
    }
    let now = session.chain.clock().await?.unix_timestamp;
    let expires_at = now + i64::from(request.hours) * 3_600;
    let terms = Terms {
        market: session.market.address,
        client: session.address(),
        cut: quoted.cut,
        draw_until: expires_at,
        expires_at,
        at_once_max: request.at_once.then_some(u64::MAX),
        check: request.check,
        salt: salt(),
    };
    let params = &session.params.values;
    let made = order::order(&quoted.spec, &quoted.chunks, params, &quoted.quote, terms);
    let (mut quote, jobs) = made.map_err(|error| Refusal::Request(error.to_string()))?;
    quote.mint = rule_key(&quoted.coin.mint().unwrap_or_default());
    // What is drawn later could not be delivered before it expires.
    quote.draw_until = expires_at.saturating_sub(longest(&quote, &jobs, params));
    if quote.draw_until <= now {
        let hours = request.hours;
        return Err(Refusal::Request(format!(
            "no job of this order fits into {hours} h: give more --hours, or fewer frames a job"
        ))
        .into());
    }
    // What the keeper would work out again must come to the same, or it could draw nothing.
    let is_cut = quote.cut != Cut::default();
    if is_cut && Jobs::rebuilt(&quoted.spec, &quote, params) != Ok(jobs.clone()) {
        return Err(Refusal::Request("the order's jobs are no cut of its scene: report this".to_owned()).into());
    }
    Ok((quote, jobs))
}

/// Seconds from the draw of the longest job to its delivery, at the latest.
fn longest(quote: &OrderQuote, jobs: &Jobs, params: &Params) -> i64 {
    let frames = jobs.list().iter().map(|(chunk, _)| chunk.frames).max().unwrap_or(1);
    let twice = quote.ceilings.ms_per_frame.saturating_mul(frames.into()).saturating_mul(2).div_ceil(1_000);
    let secs = twice.saturating_add(params.start_secs.into()).saturating_add(params.deliver_secs.into());
    i64::try_from(secs).unwrap_or(i64::MAX)
}

/// The flags of an order's quote that a request comes to.
pub(crate) fn flags(request: &Request) -> u8 {
    let at_once = if request.at_once { flag::AT_ONCE } else { 0 };
    at_once | if request.check { flag::CHECK } else { 0 }
}

/// Uploads what the order needs, keeps its quote here and at the hub, and pays it and draws its first job in one transaction, unless that
/// has been done. Its address is told before anything is paid: whatever happens then, the order can be gone on with.
/// Calling this accepts the quote; what is refused before uploads nothing.
///
/// # Errors
/// Refusals before anything is uploaded or paid; [`Error::Paying`] where it is not known whether it is paid.
pub async fn place(
    session: &Session,
    packed: &Packed,
    quoted: &Quoted,
    request: &Request,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<Placed, Error> {
    let (quote, jobs) = order_of(session, quoted, request).await?;
    let mut placed = Placed::new(quote, &jobs);
    let price = match quoted.is_paid() {
        true => None,
        false => Some(afford(session, &placed, quoted, request).await?),
    };
    upload(session, packed, &quoted.spec, on_event).await?;
    if let Some(due) = price {
        session.saved.keep(&quote, &jobs, request.memo.clone())?;
        if quote.cut != Cut::default() {
            // A hub that draws goes on with the order should this machine go away. One that does not keep it costs
            // nothing: it is drawn from here, and by the keeper.
            let _ = session.hub.put_order(&quote).await;
        }
        on_event(Event::Order(placed.order));
        if let Err(error) = pay(session, &mut placed, &jobs, due).await {
            let is_certain = matches!(&error, Error::Paying { source, .. } if is_certainly_unpaid(source));
            // What is written down is gone on with, or returned.
            let is_nowhere = async || matches!(session.chain.order(&placed.order).await, Ok(None));
            if is_certain && quoted.begun.is_none() && is_nowhere().await {
                session.saved.forget(&placed.order);
            }
            return Err(error);
        }
    } else {
        on_event(Event::Order(placed.order));
    }
    Ok(placed)
}

/// Puts the files and the spec into the hub, unless it has them.
async fn upload(
    session: &Session,
    packed: &Packed,
    spec: &Spec,
    on_event: &mut (dyn FnMut(Event) + Send),
) -> Result<(), Error> {
    on_event(Event::Uploading { files: packed.files.len(), bytes: spec.bytes() });
    for bytes in packed.files.values() {
        session.hub.put(bytes).await?;
    }
    // What went first may have given way to others while the rest went up.
    for file in &spec.files {
        if let Some(bytes) = packed.files.get(&file.path)
            && !session.hub.has(&file.sha256).await?
        {
            session.hub.put(bytes).await?;
        }
    }
    session.hub.put(&spec.encode()).await?;
    Ok(())
}

/// What the order's address lacks.
#[derive(Clone, Copy)]
struct Due {
    /// Lamports: rent, and of an order in SOL its deposits.
    lamports: u64,
    /// As many of them as the order's account needs.
    account: u64,
    /// Of an order in a token: base units, with that token and its decimals.
    tokens: Option<(Token, u64, u8)>,
}

impl Due {
    fn calls(&self, wallet: &Pubkey, order: &Pubkey) -> Vec<Encoded> {
        let mut calls = Vec::new();
        if let Some((token, units, decimals)) = &self.tokens {
            calls.push(token_account_create(wallet, order, token));
            if *units > 0 {
                calls.push(token_pay(wallet, token, &token.account(order), (*units, *decimals)));
            }
        }
        if self.lamports > 0 {
            calls.push(order_pay(wallet, order, self.lamports));
        }
        calls
    }
}

/// Pays what the address lacks, writes the order down and draws its first job: all of that, or nothing. Of an order in
/// a token with many jobs that does not fit one transaction: it is written down first, for its account's rent. All else
/// leaves the wallet with the first job, which is drawn once: a payment that was believed lost, and lands after another,
/// is refused.
async fn pay(session: &Session, placed: &mut Placed, jobs: &Jobs, due: Due) -> Result<(), Error> {
    let (wallet, order, quote) = (session.address(), placed.order, placed.quote);
    let first = jobs.draw(0).ok_or_else(|| Refusal::Request("an order needs a job".to_owned()))?;
    let draw = |with_quote: bool, job: bool| {
        let job = job.then_some((0, &first));
        match &due.tokens {
            None => order_draw(&wallet, &quote, with_quote, job, false),
            Some((token, ..)) => order_draw_in((&wallet, false), &quote, with_quote, job, token),
        }
    };
    let with = |due: Due, draw: Encoded| due.calls(&wallet, &order).into_iter().chain([draw]).collect::<Vec<_>>();
    let whole = with(due, draw(true, true));
    let paid = match fits(&wallet, &whole) {
        true => session.chain.send(&session.wallet, &[], &whole).await,
        false => {
            let writes = with(Due { lamports: due.account, tokens: None, ..due }, draw(true, false));
            let rest = Due { lamports: due.lamports.saturating_sub(due.account), ..due };
            match session.chain.send(&session.wallet, &[], &writes).await {
                Ok(sent) => {
                    placed.signed("write", &sent);
                    session.chain.send(&session.wallet, &[], &with(rest, draw(false, true))).await
                }
                Err(error) => Err(error),
            }
        }
    };
    match paid {
        Ok(sent) => placed.signed("pay", &sent),
        // The one answer that matters is whether its first job was drawn: whoever did, the payment is there.
        Err(source) => match session.chain.order(&order).await {
            Ok(Some(order)) if order.state.head.next > 0 => {}
            Ok(_) | Err(_) => return Err(Error::Paying { order, source }),
        },
    }
    Ok(())
}

/// What is to be paid: refuses, before anything is locked, what the wallet cannot pay or its owner does not want to.
async fn afford(session: &Session, placed: &Placed, quoted: &Quoted, request: &Request) -> Result<Due, Error> {
    let (locked, coin, chain) = (placed.deposit(), quoted.coin, &session.chain);
    let max_price = request.max_price;
    // An order that goes on is in what it is in: what was said of another token, or of SOL, is no word on it.
    if (request.token.is_some() || max_price.is_some()) && request.token != coin.mint() {
        return Err(TokenRefusal::OtherCoin { order: placed.order, is_in: coin.mint(), asked: request.token }.into());
    }
    if let Some(allowed) = max_price.filter(|allowed| locked > *allowed) {
        return Err(Refusal::TooExpensive { coin, locked, allowed }.into());
    }
    if max_price.is_none() && !quoted.quote.is_ordinary() {
        return Err(Refusal::OutOfProportion { coin, locked, estimate: quoted.quote.estimate }.into());
    }
    // What was paid before counts, whoever paid it.
    let there = chain.balance(&placed.order).await?;
    let (deposits, tokens) = match coin.token {
        None => (locked, None),
        Some(token) => {
            let units = locked.saturating_sub(held_by(chain, &token, &placed.order).await?);
            token::afford(session, coin, units).await?;
            (0, Some((token, units, coin.decimals)))
        }
    };
    let lamports = deposits.saturating_add(quoted.rent.at_order).saturating_sub(there);
    let has = chain.balance(&session.address()).await?;
    let fee_and_own_rent = NETWORK + chain.rent(0).await?;
    if has < lamports.saturating_add(quoted.rent.of_tokens).saturating_add(fee_and_own_rent) {
        let (wallet, rent) = (session.address(), quoted.rent.all());
        return Err(Refusal::WalletTooLow { wallet, has, locked: deposits, rent }.into());
    }
    let account = chain.rent(layout::order::SPACE).await?.saturating_sub(there).min(lamports);
    Ok(Due { lamports, account, tokens })
}

/// Lamports for the network's fees of one transaction, priority and all.
const NETWORK: u64 = 100_000;

/// Lamports of rent that an order is paid with; they come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rent {
    /// At its address: of its account and of its jobs'.
    pub at_order: u64,
    /// Of its token account, where it is in a token.
    pub of_tokens: u64,
}

impl Rent {
    /// Of an order of so many jobs, at which so many providers work.
    pub(crate) async fn of(
        session: &Session,
        (jobs, workers): (usize, u32),
        listed: Option<&Listed>,
    ) -> Result<Self, Error> {
        let jobs = u32::try_from(jobs).unwrap_or(u32::MAX);
        let of_order = session.chain.rent(layout::order::SPACE).await?;
        let of_job = session.chain.rent(layout::job::SPACE).await?;
        let of_tokens = match listed {
            Some(listed) => session.chain.rent(listed.account_space()).await?,
            None => 0,
        };
        // A job in a token has a vault, which is as large as any account of it.
        let at_once = of_job.saturating_add(of_tokens).saturating_mul(alive(jobs, workers).into());
        Ok(Self { at_order: of_order.saturating_add(at_once), of_tokens })
    }

    pub fn all(&self) -> u64 {
        self.at_order.saturating_add(self.of_tokens)
    }
}

/// How many jobs are alive at once: their rent is paid with the order, and comes back with its end.
fn alive(jobs: u32, workers: u32) -> u32 {
    workers.saturating_mul(ALIVE_A_WORKER).clamp(ALIVE_A_WORKER, MOST_ALIVE).min(jobs)
}

/// Any number that this machine has not used: two orders that are alike else would be one.
pub(crate) fn salt() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    // Nanoseconds of six centuries fit 64 bits.
    since.map_or(0, |since| since.as_nanos() as u64)
}

#[cfg(test)]
mod tests {
    use rayment_client::token::TOKEN_2022;
    use rayment_core::order::MAX_JOBS;

    use super::*;

    #[test]
    fn the_rest_of_the_largest_order_fits_one_transaction() {
        let (wallet, order) = (Pubkey::new_from_array([1; 32]), Pubkey::new_from_array([2; 32]));
        let token = Token { mint: Pubkey::new_from_array([3; 32]), program: TOKEN_2022 };
        let chunk = |frame| Chunk { frame, frames: 1, step: 1, tile: 0, tiles: 1 };
        let jobs = Jobs::new((1..=MAX_JOBS).map(|frame| (chunk(frame), 1)).collect()).unwrap();
        let (first, quote) = (jobs.draw(0).unwrap(), crate::saved::tests::order(Cut::default(), 1).0);
        let due = |tokens| Due { lamports: 1, account: 0, tokens };
        let fit =
            |due: Due, draw| fits(&wallet, &due.calls(&wallet, &order).into_iter().chain([draw]).collect::<Vec<_>>());
        let next = Some((0, &first));
        assert!(fit(due(Some((token, 1, 6))), order_draw_in((&wallet, false), &quote, false, next, &token)));
        assert!(fit(due(None), order_draw(&wallet, &quote, false, next, false)));
        // With the quote it does not, in a token: that is why it is written down first.
        assert!(!fit(due(Some((token, 1, 6))), order_draw_in((&wallet, false), &quote, true, next, &token)));
        assert!(fit(due(None), order_draw(&wallet, &quote, true, next, false)));
    }
}
