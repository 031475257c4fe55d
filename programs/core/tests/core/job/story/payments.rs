//! What a step of a job moves.

use rayment_core::{
    job::JobError,
    money::{Holding, Transfers},
};

use super::world::{BOND, DEPOSIT, EARNINGS, FEE};

/// What an action moves, or why it is refused.
pub type Answer = Result<Payments, JobError>;

/// The payments of a step, by what they are for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Payments {
    pub bond_in: u64,
    /// What the client's wallet adds to the deposit for a dispute.
    pub dispute_in: u64,
    pub earnings: u64,
    pub fee: u64,
    pub bond_back: u64,
    pub refund: u64,
    pub forfeit: u64,
    /// A dispute's bond: to the provider, to the market's fees, and to the client.
    pub dispute_paid: u64,
    pub dispute_fee: u64,
    pub dispute_back: u64,
}

impl From<&Transfers> for Payments {
    fn from(transfers: &Transfers) -> Self {
        let mut all = Payments::default();
        for payment in transfers.iter() {
            let place = match (payment.from, payment.to) {
                (Holding::Balance, Holding::Bond) => &mut all.bond_in,
                (Holding::Client, Holding::DisputeBond) => &mut all.dispute_in,
                (Holding::Deposit, Holding::Balance) => &mut all.earnings,
                (Holding::Deposit, Holding::Fees) => &mut all.fee,
                (Holding::Bond, Holding::Balance) => &mut all.bond_back,
                (Holding::Deposit, Holding::Order | Holding::Client) => &mut all.refund,
                (Holding::Bond, Holding::Order | Holding::Client) => &mut all.forfeit,
                (Holding::DisputeBond, Holding::Balance) => &mut all.dispute_paid,
                (Holding::DisputeBond, Holding::Fees) => &mut all.dispute_fee,
                (Holding::DisputeBond, Holding::Order | Holding::Client) => &mut all.dispute_back,
                (from, to) => panic!("a job moves nothing from {from:?} to {to:?}"),
            };
            assert_eq!(std::mem::replace(place, payment.amount), 0, "paid twice: {transfers:?}");
        }
        all
    }
}

impl Payments {
    /// All that leaves the job.
    pub fn out(&self) -> Option<u64> {
        let to_provider = [self.earnings, self.bond_back, self.dispute_paid];
        let to_fees = [self.fee, self.dispute_fee];
        let all = to_provider.into_iter().chain(to_fees).chain([self.to_client()?]);
        all.into_iter().try_fold(0, u64::checked_add)
    }

    /// All that the client gets.
    pub fn to_client(self) -> Option<u64> {
        self.refund.checked_add(self.forfeit)?.checked_add(self.dispute_back)
    }
}

/// Nothing moves.
pub const NOTHING: Payments = Payments {
    bond_in: 0,
    dispute_in: 0,
    earnings: 0,
    fee: 0,
    bond_back: 0,
    refund: 0,
    forfeit: 0,
    dispute_paid: 0,
    dispute_fee: 0,
    dispute_back: 0,
};
/// The bond goes back, the job goes on.
pub const BOND_BACK: Payments = Payments { bond_back: BOND, ..NOTHING };
/// The bond goes to the client, the job goes on.
pub const FORFEIT: Payments = Payments { forfeit: BOND, ..NOTHING };
/// The picture is paid for.
pub const PAID: Payments =
    Payments { earnings: EARNINGS, fee: FEE, refund: DEPOSIT - EARNINGS - FEE, bond_back: BOND, ..NOTHING };
/// The deposit goes back, no bond was there.
pub const REFUNDED: Payments = Payments { refund: DEPOSIT, ..NOTHING };
