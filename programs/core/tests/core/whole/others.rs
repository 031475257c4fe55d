//! What happens beside orders and jobs: providers and their purses, stakes, channels.

use rayment_core::{
    Pubkey,
    channel::Payee,
    money::{Holding, Transfer, Transfers},
    provider::{ProviderCommand, ProviderSigner, PurseState},
    stake::{Exit, StakeCommand},
};

use super::world::World;
use crate::{
    channel::{
        histories::{
            market::What,
            moves::{Asking, Move, Wait, Will},
        },
        story::{NOTHING, RENT},
    },
    job::{
        histories::market::PROVIDERS,
        story::{NOON, TERMS},
    },
    order::world::MINT,
};

const UNLOCK_SECS: u32 = 691_200;

impl World {
    /// Something of a provider's account.
    pub fn provider_moves(&mut self, place: usize) -> Option<&'static str> {
        let signer = self.luck.pick(&[ProviderSigner::Authority, ProviderSigner::Operator, ProviderSigner::Anyone]);
        let amount = if self.luck.once_in(2) { None } else { Some(self.luck.below(3_000_000)) };
        let budget = Some(self.luck.below(5_000_000));
        let (command, name) = match self.luck.below(8) {
            0..=2 => (ProviderCommand::Withdraw { amount }, "a provider withdraws"),
            3 => (ProviderCommand::Sweep, "a provider's fees are swept"),
            4 => (ProviderCommand::Pause(self.luck.once_in(8)), "a provider pauses or goes on"),
            5 => {
                let terms = self.luck.pick(&[TERMS, rayment_core::money::Terms { per_second: 0, ..TERMS }]);
                (ProviderCommand::Price(terms), "a provider has another price")
            }
            _ => {
                let keep = (None, None, None, None);
                let (operator, payout, profile, slots) = keep;
                (ProviderCommand::Update { operator, payout, profile, slots, budget }, "a provider has a budget")
            }
        };
        let seller = &mut self.sellers[place];
        let step = seller.state.step(signer, command).ok()?;
        seller.state = step.next.continues().expect("nobody retires here");
        for payment in step.transfers.iter() {
            seller.lamports -= payment.amount;
            self.others.lamports += i128::from(payment.amount);
        }
        Some(name)
    }

    /// Something of a purse.
    pub fn purse_moves(&mut self, place: usize) -> Option<&'static str> {
        let signer = self.luck.pick(&[ProviderSigner::Authority, ProviderSigner::Operator, ProviderSigner::Anyone]);
        let (kind, amount, budget) = (self.luck.below(12), self.luck.below(3_000_000), self.luck.below(5_000_000));
        let amount = if kind == 0 { None } else { Some(amount) };
        let seller = &mut self.sellers[place];
        let Some(purse) = &mut seller.purse else {
            seller.state.count_purse(true).expect("there is none");
            seller.purse = Some(PurseState::open(Pubkey([0xf0 + place as u8; 32]), MINT));
            (seller.allowed, seller.is_frozen) = (0, false);
            return Some("a purse is opened again");
        };
        if kind >= 10 {
            seller.is_frozen = !seller.is_frozen && self.luck.once_in(2);
            return Some(if seller.is_frozen { "a purse is frozen" } else { "a purse is thawed" });
        }
        if kind >= 6 {
            purse.set_budget(signer, budget).ok()?;
            seller.allowed = budget;
            return Some("a purse has a budget");
        }
        if seller.is_frozen {
            return None;
        }
        let (paid, name) = if kind <= 2 {
            let paid = purse.withdraw(signer, amount).ok()?;
            seller.counted.0 -= paid;
            (paid, "a purse is withdrawn from")
        } else {
            seller.counted.1 = 0;
            (purse.sweep(), "a purse's fees are swept")
        };
        let mut out = paid;
        let mut name = name;
        if purse.may_close(seller.state.jobs) && self.luck.once_in(4) {
            seller.state.count_purse(false).expect("there is one");
            (out, seller.purse) = (seller.purse_vault, None);
            name = "a purse closes";
        }
        seller.purse_vault -= out;
        self.others.tokens += i128::from(out);
        Some(name)
    }

    /// Something of a stake: a provider's, or that of a client, the keeper or a guardian.
    pub fn stake_moves(&mut self, owner: usize) -> Option<&'static str> {
        let amount = self.luck.below(10_000);
        let command = self.luck.pick(&[
            StakeCommand::Lock { amount },
            StakeCommand::Lock { amount },
            StakeCommand::Lock { amount },
            StakeCommand::Unlock { amount },
            StakeCommand::Take,
        ]);
        if owner < 3 {
            let wallet = PROVIDERS[owner].key;
            let seller = &mut self.sellers[owner];
            let (state, moved) = seller.state.change_stake(&wallet, command, UNLOCK_SECS, self.now).ok()?;
            seller.state = state;
            stakes(&moved, &mut seller.lamports, &mut self.others.lamports);
            return Some("a provider's stake changes");
        }
        let place = owner - 3;
        let slashed = place > 0 && self.luck.once_in(40);
        let (next, moved) = if slashed {
            self.stakes[place].slashed().ok()?
        } else {
            self.stakes[place].step(command, Exit { unlock_secs: UNLOCK_SECS, jobs: 0 }, self.now).ok()?
        };
        self.stakes[place] = next;
        stakes(&moved, &mut self.staked[place], &mut self.others.lamports);
        Some(if slashed { "a stake is slashed" } else { "a stake changes" })
    }

    /// Something of a channel, all of which the first provider sells and the first client pays.
    pub fn channel_moves(&mut self) -> Option<&'static str> {
        let is_ready = self.sellers[0].purse.is_some() && !self.sellers[0].is_frozen;
        for watched in &mut self.channels.channels {
            let is_sol = watched.proposal.parties.mint == Pubkey::default();
            watched.channel.provider = if is_sol || is_ready { Payee::Ready } else { Payee::Blocked };
        }
        (self.channels.now, self.channels.slot) = (self.now, self.slot);
        let next = self.channel_move();
        let asked = self.channels.takes(&next)?;
        (self.now, self.slot) = (self.now.max(self.channels.now), self.channels.slot);
        let watched = &mut self.channels.channels[asked.place];
        let is_sol = watched.proposal.parties.mint == Pubkey::default();
        let paid = asked.result.ok()?;
        match asked.what {
            What::TopUp => {
                let Will::TopUp(amount) = next.will else { unreachable!("who paid was asked to") };
                *self.clients[0].of(is_sol) -= i128::from(amount);
                Some("a channel is topped up")
            }
            What::Opening { .. } => {
                *self.clients[0].of(is_sol) -= i128::from(watched.proposal.deposit);
                self.others.lamports -= if is_sol { i128::from(RENT) } else { 0 };
                Some("a channel is opened again")
            }
            What::Command(..) => {
                *self.clients[0].of(is_sol) += i128::from(paid.refund);
                let mut name = if is_sol { "a channel in SOL steps" } else { "a channel in tokens steps" };
                if watched.channel.is_closed() {
                    let left = std::mem::take(&mut watched.channel.balance);
                    // Lamports that the payer can't take go with the rent.
                    let least = if is_sol { RENT } else { 0 };
                    assert!(left == least || (is_sol && left > least), "{left} left in a channel that closes");
                    self.others.lamports += i128::from(left);
                    name = "a channel closes";
                }
                if paid != NOTHING {
                    self.sells(is_sol, paid.earnings, paid.fee);
                }
                Some(name)
            }
        }
    }

    fn channel_move(&mut self) -> Move {
        let will = match self.luck.below(16) {
            0 => Will::TopUp(self.luck.below(2_000)),
            1 => Will::Payer(self.luck.pick(&[Some(0), Some(0), Some(890_880), None])),
            2..=4 => Will::Ask(Asking::Anything { actor: self.luck.place(6), kind: self.luck.place(8) }),
            _ => Will::Ask(Asking::Fitting),
        };
        let wait = if self.luck.once_in(20) { Wait::Slot(0) } else { Wait::Seconds(0) };
        Move { place: self.luck.place(5), wait, will, luck: self.luck.draw() }
    }

    /// What a channel pays its provider.
    fn sells(&mut self, is_sol: bool, earnings: u64, fee: u64) {
        let seller = &mut self.sellers[0];
        if is_sol {
            let paid = Transfers::of([
                Transfer::new(Holding::Deposit, Holding::Balance, earnings),
                Transfer::new(Holding::Deposit, Holding::Fees, fee),
            ]);
            seller.state.earn(&paid).expect("it fits");
            seller.lamports += earnings + fee;
        } else if earnings + fee > 0 {
            let purse = seller.purse.as_mut().expect("nothing is paid to a purse that is not there");
            purse.credit((earnings, fee), earnings, 0).expect("it fits");
            seller.gets(earnings, fee);
        }
    }

    pub fn lived(&self) -> i64 {
        self.now - NOON
    }
}

/// Between a stake and everybody else.
fn stakes(moved: &Transfers, held: &mut u64, others: &mut i128) {
    for payment in moved.iter() {
        if payment.to == Holding::Stake {
            *held += payment.amount;
            *others -= i128::from(payment.amount);
        } else {
            *held -= payment.amount;
            *others += i128::from(payment.amount);
        }
    }
}
