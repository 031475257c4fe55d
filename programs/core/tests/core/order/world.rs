//! An order with its money, as a ledger would keep it.

use rayment_core::{
    Hash, Native, Next, Pubkey,
    job::{Ceilings, Chunk, JobState},
    market::Params,
    money::{Holding, Terms, Transfers},
    order::{Cut, Draw, Drawn, Funds, Left, MarketVersion, OrderError, OrderState, Quote, TokenFunds, quote},
    proof::merkle,
};

pub const NOON: i64 = 1_800_000_000;
pub const DAY: i64 = 86_400;
pub const MARKET: Pubkey = Pubkey([0x3a; 32]);
pub const CLIENT: Pubkey = Pubkey([0xc1; 32]);
pub const SPONSOR: Pubkey = Pubkey([0x59; 32]);
pub const STRANGER: Pubkey = Pubkey([0x66; 32]);
pub const ORDER: Pubkey = Pubkey([0x0d; 32]);
pub const VERSION: u16 = 3;
pub const ORDER_RENT: u64 = 3_647_040;
pub const JOB_RENT: u64 = 3_493_920;
pub const VAULT_RENT: u64 = 2_039_280;
pub const MINT: Pubkey = Pubkey([0x33; 32]);
/// What a wallet without lamports can take at the least.
pub const WALLET_RENT: u64 = 890_880;

/// What each of the first jobs locks.
pub const DEPOSITS: [u64; 3] = [40_000_000, 30_000_000, 20_000_000];
pub const TOTAL: u64 = 90_000_000;

pub fn chunk(index: u32) -> Chunk {
    Chunk { frame: 10 + index, frames: 1, step: 1, tile: 0, tiles: 12 }
}

/// A quote over jobs with these deposits, and what draws each.
pub fn quoted(deposits: &[u64]) -> (Quote, Vec<Draw>) {
    let leaf = |(index, deposit): (u32, &u64)| quote::leaf::<Native>(index, &chunk(index), *deposit);
    let leaves: Vec<Hash> = (0..).zip(deposits).map(leaf).collect();
    let quote = Quote {
        version: quote::VERSION,
        market: MARKET,
        client: CLIENT,
        spec: [0x5e; 32],
        mint: Pubkey::default(),
        sponsor: SPONSOR,
        params: VERSION,
        fee_bps: 500,
        jobs: deposits.len() as u32,
        root: merkle::root::<Native>(&leaves).expect("there are jobs"),
        cut: Cut::frames(1),
        total: deposits.iter().sum(),
        ceilings: Ceilings {
            terms: Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 500_000 },
            ms_per_frame: 60_000,
        },
        bytes: 100_000_000,
        at_once_max: 30_000_000,
        draw_until: NOON + DAY,
        expires_at: NOON + 2 * DAY,
        flags: quote::flag::AT_ONCE | quote::flag::CHECK,
        salt: 7,
    };
    let draw = |(place, deposit): (usize, &u64)| Draw {
        chunk: chunk(place as u32),
        deposit: *deposit,
        path: merkle::path::<Native>(&leaves, place).expect("there is such a leaf"),
    };
    (quote, deposits.iter().enumerate().map(draw).collect())
}

pub const VERSION_NOW: MarketVersion = MarketVersion { params: VERSION, since: NOON - DAY, paused_until: 0 };

/// An order in its world: lamports at its address, of its sponsor and its client, and its jobs with what they hold.
#[derive(Clone, Debug)]
pub struct World {
    pub quote: Quote,
    pub draws: Vec<Draw>,
    pub now: i64,
    pub market: MarketVersion,
    pub params: Params,
    pub version: u16,
    /// `None` while it is not written down, and once it is closed.
    pub order: Option<OrderState>,
    pub held: u64,
    pub client: u64,
    pub sponsor: u64,
    /// Of an order in tokens, while they are listed; and what lies in the vault of each job.
    pub tokens: Option<TokenFunds>,
    pub vaults: Vec<u64>,
    /// Lamports in the account of each job that was drawn; `None` once it is closed.
    pub jobs: Vec<Option<u64>>,
    /// What every drawn job began as.
    pub drawn: Vec<JobState>,
}

impl World {
    pub fn of(deposits: &[u64]) -> World {
        let (quote, draws) = quoted(deposits);
        Self {
            quote,
            draws,
            now: NOON,
            market: VERSION_NOW,
            params: Params::DEFAULT,
            version: VERSION,
            order: None,
            held: 0,
            client: 1_000_000_000,
            sponsor: 1_000_000_000,
            tokens: None,
            vaults: Vec::new(),
            jobs: Vec::new(),
            drawn: Vec::new(),
        }
    }

    pub fn new() -> World {
        Self::of(&DEPOSITS)
    }

    /// With so many lamports at its address.
    pub fn holding(held: u64) -> World {
        World { held, ..Self::new() }
    }

    /// Paid with the rent of its account and of so many jobs, and written down.
    pub fn written(jobs: u64) -> World {
        let mut world = Self::holding(TOTAL + ORDER_RENT + jobs * JOB_RENT);
        world.writes(None).expect("it is paid");
        world
    }

    /// In tokens, with so many of them, the rent of its account and of so many jobs with their vaults; written down.
    pub fn in_tokens(held: u64, jobs: u64) -> World {
        let mut world = Self::holding(ORDER_RENT + jobs * (JOB_RENT + VAULT_RENT));
        world.quote.mint = MINT;
        world.tokens = Some(TokenFunds { held, vault_rent: VAULT_RENT, at_once_max: 0 });
        world.writes(None).expect("it has rent");
        world
    }

    pub fn at(mut self, now: i64) -> World {
        self.now = now;
        self
    }

    fn funds(&self, lender: Option<Pubkey>, job_rent: u64) -> Funds {
        Funds { held: self.held, order_rent: ORDER_RENT, job_rent, lender, tokens: self.tokens }
    }

    pub fn writes(&mut self, lender: Option<Pubkey>) -> Result<(), OrderError> {
        let written = OrderState::write(self.quote, &MARKET, &self.funds(lender, 0), self.now)?;
        self.moves(&written.transfers, None);
        self.order = Some(written.order);
        Ok(())
    }

    /// Draws the next job.
    pub fn draws(&mut self, lender: Option<Pubkey>) -> Result<Drawn, OrderError> {
        let next = self.order.expect("it is written down").head.next as usize;
        let draw = self.draws.get(next).or(self.draws.last()).expect("there are jobs").clone();
        self.draws_as(&draw, lender, JOB_RENT)
    }

    pub fn draws_as(&mut self, draw: &Draw, lender: Option<Pubkey>, job_rent: u64) -> Result<Drawn, OrderError> {
        let order = self.order.expect("it is written down");
        let market = (&self.market, &self.params, self.version);
        let drawn = order.draw::<Native>(&ORDER, draw, market, &self.funds(lender, job_rent), self.now)?;
        self.jobs.push(Some(JOB_RENT - job_rent));
        self.moves(&drawn.transfers, Some(self.jobs.len() - 1));
        self.order = Some(drawn.order);
        self.drawn.push(drawn.job);
        Ok(drawn)
    }

    /// A job is closed: what the market and the provider got has left, and all else is back.
    pub fn closes(&mut self, job: usize, provider: Pubkey, paid: u64, fee: u64) {
        let held = self.jobs[job].take().expect("it is open");
        self.held += held - paid - fee;
        let head = &mut self.order.as_mut().expect("an order stays while its jobs live").head;
        head.job_ended(Some(provider.tag()), fee);
        head.job_closed();
    }

    pub fn left(&self, signer: Pubkey) -> Left {
        let takes = |lamports: u64| WALLET_RENT.saturating_sub(lamports);
        Left {
            signer: Some(signer),
            held: self.held,
            order_rent: ORDER_RENT,
            client_takes: takes(self.client),
            sponsor_takes: takes(self.sponsor),
        }
    }

    /// What is left is asked for; returns what client and sponsor get.
    pub fn returns(&mut self, signer: Pubkey, cancel: bool) -> Result<(u64, u64), OrderError> {
        let left = self.left(signer);
        let transfers = match self.order {
            Some(order) => {
                let step = order.give_back(cancel, &left, self.now)?;
                self.order = match step.next {
                    Next::Continues(order) => Some(order),
                    Next::Ended(_) => None,
                };
                step.transfers
            }
            None => self.quote.give_back(&left, self.now)?,
        };
        self.moves(&transfers, None);
        let to = |to| transfers.amount(Holding::Order, to);
        Ok((to(Holding::Client), to(Holding::Sponsor)))
    }

    fn moves(&mut self, transfers: &Transfers, job: Option<usize>) {
        for payment in transfers.iter() {
            let amount = payment.amount;
            if let (Holding::Deposit, Some(tokens)) = (payment.to, &mut self.tokens) {
                tokens.held = tokens.held.checked_sub(amount).expect("nothing is spent that is not there");
                self.vaults.push(amount);
                continue;
            }
            let from = match payment.from {
                Holding::Order => &mut self.held,
                Holding::Sponsor => &mut self.sponsor,
                from => panic!("an order moves nothing from {from:?}"),
            };
            *from = from.checked_sub(amount).expect("nothing is spent that is not there");
            let to = match payment.to {
                Holding::Order => &mut self.held,
                Holding::Sponsor => &mut self.sponsor,
                Holding::Client => &mut self.client,
                Holding::Rent | Holding::VaultRent | Holding::Deposit => {
                    self.jobs[job.expect("a job is made")].as_mut().expect("it is open")
                }
                to => panic!("an order moves nothing to {to:?}"),
            };
            *to += amount;
        }
    }

    /// All lamports there are.
    pub fn lamports(&self) -> u64 {
        self.held + self.client + self.sponsor + self.jobs.iter().flatten().sum::<u64>()
    }
}
