//! What a client buys by one payment: a quote, the jobs under it, and the address that follows from both.

use rayment_client::{
    address,
    instructions::{self, order_draw, order_draw_in, order_return, order_return_in, token_account_create, token_pay},
    order::{Cut, Jobs, OrderQuote},
    rule_key,
};
use rayment_core::{
    job::{Chunk, Offer},
    layout,
    order::{Draw, quote as rules},
};
use solana_instruction::Instruction;
use solana_pubkey::Pubkey;

use super::{Actor, Answer, Client, Coin, DEPOSIT, World, offer, world::transfer};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    pub quote: OrderQuote,
    pub jobs: Jobs,
    /// None for SOL.
    pub coin: Option<Coin>,
}

/// So many jobs of four frames each, one behind the other, with the plain offer's deposit.
pub fn list(jobs: u32) -> Vec<(Chunk, u64)> {
    let chunk = |index| Chunk { frame: 10 + 8 * index, ..offer().chunk };
    (0..jobs).map(|index| (chunk(index), DEPOSIT)).collect()
}

impl Purchase {
    /// An order of one job, on these terms. Orders with another salt are other orders.
    pub fn of(client: Client, offer: &Offer, salt: u64) -> Purchase {
        Self::of_list(client, offer, vec![(offer.chunk, offer.deposit)], salt)
    }

    /// An order of so many jobs on the plain offer's terms.
    pub fn of_jobs(client: Client, jobs: u32) -> Purchase {
        Self::of_list(client, &offer(), list(jobs), 0)
    }

    /// An order of these jobs, on the terms of the offer.
    pub fn of_list(client: Client, offer: &Offer, list: Vec<(Chunk, u64)>, salt: u64) -> Purchase {
        let jobs = Jobs::new(list).expect("an order has one job to 10,000");
        let at_once = if offer.at_once { rules::flag::AT_ONCE } else { 0 };
        let check = if offer.check { rules::flag::CHECK } else { 0 };
        let quote = OrderQuote {
            version: rules::VERSION,
            market: rule_key(&World::market_address()),
            client: rule_key(&client.key()),
            spec: offer.spec,
            mint: Default::default(),
            sponsor: Default::default(),
            params: offer.expect.params,
            fee_bps: offer.expect.fee_bps,
            jobs: jobs.count(),
            root: jobs.root(),
            cut: Cut::default(),
            total: jobs.total().expect("a sum in 64 bits"),
            ceilings: offer.ceilings,
            bytes: offer.bytes,
            at_once_max: u64::MAX,
            draw_until: offer.expires_at,
            expires_at: offer.expires_at,
            flags: at_once | check,
            salt,
        };
        Purchase { quote, jobs, coin: None }
    }

    /// The same with a quote that says something else.
    pub fn with(mut self, change: impl FnOnce(&mut OrderQuote)) -> Purchase {
        change(&mut self.quote);
        self
    }

    /// The same with somebody who may lend rent.
    pub fn sponsored_by(self, sponsor: Actor) -> Purchase {
        self.with(|quote| quote.sponsor = rule_key(&sponsor.key()))
    }

    /// The same in tokens.
    pub fn in_token(self, coin: Coin) -> Purchase {
        Purchase { coin: Some(coin), ..self }.with(|quote| quote.mint = rule_key(&coin.mint()))
    }

    pub fn address(&self) -> Pubkey {
        address::order(&self.quote)
    }

    /// The job with this index.
    pub fn job(&self, index: u32) -> Pubkey {
        address::job(&self.address(), index)
    }

    /// What the next job is drawn by.
    pub fn draw(&self, index: u32) -> Draw {
        self.jobs.draw(index).expect("a job of the order")
    }

    /// The first instruction of all: it writes the quote down, and makes the first job.
    pub fn first(&self, drawer: Actor) -> Instruction {
        self.drawn((drawer, false), true, Some(0))
    }

    /// Makes the job with this index.
    pub fn next(&self, drawer: Actor, index: u32) -> Instruction {
        self.drawn((drawer, false), false, Some(index))
    }

    /// Writes the quote down, and makes no job.
    pub fn alone(&self, drawer: Actor) -> Instruction {
        self.drawn((drawer, false), true, None)
    }

    /// Writes the quote down where `with_quote`, makes the job with this index, and with `lends` for a loan.
    pub fn drawn(&self, (drawer, lends): (Actor, bool), with_quote: bool, index: Option<u32>) -> Instruction {
        let draw = index.map(|index| self.draw(index));
        let next = index.zip(draw.as_ref());
        match self.coin {
            None => order_draw(&drawer.key(), &self.quote, with_quote, next, lends),
            Some(coin) => order_draw_in((&drawer.key(), lends), &self.quote, with_quote, next, &coin.token()),
        }
    }

    /// What its client pays for all jobs at once, and the rent of the order and of so many jobs.
    pub fn price(&self, world: &World, jobs: u64) -> u64 {
        let total = if self.coin.is_some() { 0 } else { self.quote.total };
        let vault = self.coin.map_or(0, |coin| world.rent(coin.vault_space(world)));
        total + world.rent(layout::order::SPACE) + jobs * (world.rent(layout::job::SPACE) + vault)
    }

    /// Its client's transaction: it pays, and draws the first job.
    pub fn bought(&self, world: &World, by: Actor, jobs: u64) -> [Instruction; 2] {
        [transfer(by, &self.address(), self.price(world, jobs)), self.first(by)]
    }
}

/// Whoever draws or returns signs. The market is told apart by nobody: all of it stands in the quote.
impl World {
    /// The client pays, with rent for so many jobs, and draws the first.
    pub fn buys(&mut self, by: Client, purchase: &Purchase, jobs: u64) -> Answer {
        let in_tokens = purchase.coin.map(|coin| {
            let (token, to, total) = (coin.token(), purchase.address(), purchase.quote.total);
            let opens = token_account_create(&by.key(), &to, &token);
            [opens, token_pay(&by.key(), &token, &token.account(&to), (total, coin.decimals))]
        });
        let in_sol = purchase.bought(self, by.0, jobs);
        let all: Vec<_> = in_tokens.into_iter().flatten().chain(in_sol).collect();
        self.sends_all(&all)
    }

    /// Moves this much from a wallet to the order's address.
    pub fn pays(&mut self, by: Actor, purchase: &Purchase, lamports: u64) -> Answer {
        self.transfers(by, &purchase.address(), lamports)
    }

    pub fn draws_first(&mut self, by: Actor, purchase: &Purchase) -> Answer {
        self.sends(purchase.first(by))
    }

    pub fn draws(&mut self, by: Actor, purchase: &Purchase, index: u32) -> Answer {
        self.sends(purchase.next(by, index))
    }

    pub fn writes_down(&mut self, by: Actor, purchase: &Purchase) -> Answer {
        self.sends(purchase.alone(by))
    }

    /// Draws the job with this index, for rent that the quote's sponsor lends.
    pub fn draws_for_a_loan(&mut self, by: Actor, purchase: &Purchase, (first, index): (bool, u32)) -> Answer {
        self.sends(purchase.drawn((by, true), first, Some(index)))
    }

    /// Pays out what the order does not need, or what lies at its address where it has no account.
    pub fn returns(&mut self, by: Actor, purchase: &Purchase) -> Answer {
        self.sends(self.returned(by, purchase, false))
    }

    pub fn cancels_order(&mut self, by: Actor, purchase: &Purchase) -> Answer {
        self.sends(self.returned(by, purchase, true))
    }

    pub fn returned(&self, by: Actor, purchase: &Purchase, cancel: bool) -> Instruction {
        let is_written = self.is_written(purchase);
        match purchase.coin {
            None => order_return(&by.key(), &purchase.quote, is_written, cancel),
            Some(coin) => order_return_in(&by.key(), &purchase.quote, is_written, cancel, &coin.token()),
        }
    }

    /// Whether the order has an account.
    pub fn is_written(&self, purchase: &Purchase) -> bool {
        self.account(&purchase.address()).is_some_and(|account| account.owner == rayment_client::PROGRAM_ID)
    }

    pub fn order(&self, purchase: &Purchase) -> rayment_client::Order {
        let at = purchase.address();
        let data = self.account(&at).unwrap_or_else(|| panic!("there is no order {at}")).data;
        rayment_client::Order::decode(at, &data).expect("an order")
    }

    /// What lies at the client's orders: paid and not drawn, or come back of their jobs.
    pub fn at_orders(&self, of: Client) -> u64 {
        let mine = self.orders().into_iter().filter(|order| order.client() == of.key());
        mine.map(|order| self.lamports(&order.address)).sum()
    }

    /// Where the money of a job goes back to: its order, or of a job from no order its client's wallet.
    pub fn payee(&self, job: &rayment_client::Job) -> Pubkey {
        if !job.state.has(rayment_core::job::flag::FROM_ORDER) {
            return job.client();
        }
        let tagged = |order: &rayment_client::Order| order.address.as_ref()[..8] == job.state.order.to_le_bytes();
        let order = self.orders().into_iter().find(|order| tagged(order) && job.is_of(&order.address));
        order.expect("the order of a job stays as long as the job").address
    }
}

/// The job's market and everybody who is paid, as the client library asks for them.
impl World {
    pub fn settle(&self, job: Pubkey) -> Instruction {
        let job = self.job(job);
        instructions::job_settle(&job, self.paid_back(&job))
    }

    pub fn expire(&self, job: Pubkey) -> Instruction {
        let job = self.job(job);
        instructions::job_expire(&job, self.paid_back(&job))
    }

    pub fn cancel(&self, job: Pubkey) -> Instruction {
        let job = self.job(job);
        instructions::job_cancel(&job, self.paid_back(&job))
    }
}
