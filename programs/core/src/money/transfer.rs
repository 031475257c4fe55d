//! The money that a step moves. The rules name it, one module of the program moves it.

/// Where money lies. An account of the program may hold money for several reasons; they are told
/// apart here, so that a transfer says what it is for by its two ends: from `Deposit` to `Balance` is
/// what a provider earns, from `Bond` to `Order` the bond of one that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Holding {
    /// The wallet of a job's client, or of a channel's payer.
    #[default]
    Client,
    /// At an order's address: what its client has paid, and what came back of its jobs.
    Order,
    /// The wallet that lends an order rent.
    Sponsor,
    /// In a job's account: what it has to hold to exist.
    Rent,
    /// In the vault of a job in tokens: what that has to hold to exist, in lamports.
    VaultRent,
    /// In a job's account, or its vault: what its client has locked. In a channel's, or its vault: what its payer has.
    Deposit,
    /// In a job's account, or its vault: what its provider has locked.
    Bond,
    /// In a job's account, or its vault: what its client has locked for a dispute, out of the deposit or on top of it.
    DisputeBond,
    /// In a provider's account, or its purse's vault: what it may withdraw, or lock as a bond.
    Balance,
    /// In a provider's account, or its purse's vault: the market's fees, until they are swept.
    Fees,
    /// The wallet of a provider's operator, which adds to a bond what the balance lacks.
    Operator,
    /// The wallet that a provider's earnings go to.
    Payout,
    /// The wallet that a market's fees go to.
    Treasury,
    /// In a market's account: fees of providers that left when the treasury could not take them.
    Dust,
    /// In the account of a client, a provider or a guardian, or for the keeper in the market's: its stake.
    Stake,
    /// The wallet that locks a stake and takes it.
    Staker,
    /// The wallet of who proves that somebody has signed two answers.
    Prover,
    /// Where lamports are burned.
    Incinerator,
}

/// One payment. What it is paid in is not among it: but for rent, all payments of a step are in the asset of what is
/// stepped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transfer {
    pub from: Holding,
    pub to: Holding,
    /// In base units of the asset: lamports, or what the mint counts. May be zero.
    pub amount: u64,
}

impl Transfer {
    pub const fn new(from: Holding, to: Holding, amount: u64) -> Self {
        Self { from, to, amount }
    }
}

/// The most payments that one step makes: earnings, fee, bond, a dispute's bond three ways, refund.
pub const MOST_TRANSFERS: usize = 7;

/// The payments of one step, in the order in which they are made. The rent that comes back is not among them:
/// closing an account returns it, and whatever strangers gave, to who paid for the account.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Transfers {
    made: [Transfer; MOST_TRANSFERS],
    count: usize,
}

impl Transfers {
    /// These payments. More than [`MOST_TRANSFERS`] do not compile.
    pub fn of<const N: usize>(payments: [Transfer; N]) -> Self {
        const { assert!(N <= MOST_TRANSFERS, "a step makes at most MOST_TRANSFERS payments") };
        let mut all = Self { count: N, ..Self::default() };
        for (place, payment) in all.made.iter_mut().zip(payments) {
            *place = payment;
        }
        all
    }

    pub fn iter(&self) -> impl Iterator<Item = &Transfer> {
        self.made.iter().take(self.count)
    }

    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// What goes from one holding to another.
    pub fn amount(&self, from: Holding, to: Holding) -> u64 {
        // No step pays twice the same way, so nothing is added up here that could overflow.
        self.iter().find(|payment| payment.from == from && payment.to == to).map_or(0, |payment| payment.amount)
    }
}
