//! The parameters of a market, and the ranges they may lie in.
//!
//! A version of the parameters never changes once it is written: a job names the version it was
//! posted under, so no later change reaches it.

/// Attempts a job gets before its deposit goes back.
pub const ATTEMPTS: u8 = 3;
/// Longest life of an open job, in seconds: 7 days.
pub const LIFETIME_SECS: u32 = 604_800;

fixed! {
    /// What a market charges and how long everybody has. Durations are in seconds.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Params {
        /// The market's fee on top of a provider's price, in basis points.
        pub fee_bps: u16,
        /// The provider's bond, in basis points of the most that its claim can cost…
        pub bond_bps: u16,
        /// …and at least this many lamports.
        pub bond_min: u64,
        /// The largest deposit that may settle on the keeper's word alone, where the client agreed.
        pub at_once_max: u64,
        /// How long the keeper's assignment reserves a job.
        pub reserve_secs: u32,
        /// How long an open job waits for the keeper before anyone may claim it.
        pub open_secs: u32,
        /// From claim to start.
        pub start_secs: u32,
        /// From start to delivery, on top of twice the quoted time.
        pub deliver_secs: u32,
        /// From delivery to the keeper's verdict.
        pub verdict_secs: u32,
        /// The client's time to approve or dispute.
        pub approval_secs: u32,
        /// How long a dispute waits for an answer.
        pub dispute_secs: u32,
        /// The least time between cancelling and its effect on running work.
        pub cancel_secs: u32,
        /// Longest life of an open job.
        pub lifetime_secs: u32,
        /// Slots between a delivery and the slot hash that picks the tiles to check.
        pub challenge_slots: u16,
        /// The least number of tiles checked per job.
        pub challenge_tiles: u16,
        /// The bond of a dispute, in basis points of the bill with its fee.
        pub dispute_bps: u16,
        /// What giving a job back right after its start costs, in basis points of the bond.
        pub hold_bps: u16,
        /// Lamports that a client locks before it may rate; 0 asks for none.
        pub stake_client: u64,
        /// Lamports that a provider locks before it may claim; 0 asks for none.
        pub stake_provider: u64,
        /// Lamports that a guardian locks before its signatures count.
        pub stake_guardian: u64,
        /// Lamports that the keeper locks before its word alone pays at once; 0 asks for none.
        pub keeper_bond_min: u64,
        /// From unlocking a stake to taking it.
        pub unlock_secs: u32,
        /// How long a channel with a rate runs on beyond the last voucher.
        pub grace_secs: u16,
        /// How long vouchers count once the payer has closed a channel: what clients suggest.
        pub close_secs: u32,
        /// Guardians that sign beside the keeper before a rejection forfeits a bond; where it is 0, guardians
        /// have no say.
        pub second_check: u8,
        /// The guardians' time to undo an acceptance that otherwise pays at once.
        pub guardian_secs: u32,
    }
}

/// A parameter out of its range, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutOfRange(pub &'static str);

impl Params {
    /// The protocol's defaults.
    pub const DEFAULT: Params = Params {
        fee_bps: 500,
        bond_bps: 500,
        bond_min: 1_000_000,
        at_once_max: 1_000_000_000,
        reserve_secs: 60,
        open_secs: 10,
        start_secs: 120,
        deliver_secs: 300,
        verdict_secs: 900,
        approval_secs: 86_400,
        dispute_secs: 86_400,
        cancel_secs: 120,
        lifetime_secs: LIFETIME_SECS,
        challenge_slots: 32,
        challenge_tiles: 30,
        dispute_bps: 2_000,
        hold_bps: 1_000,
        stake_client: 10_000_000,
        stake_provider: 100_000_000,
        stake_guardian: 1_000_000_000,
        keeper_bond_min: 0,
        unlock_secs: 691_200,
        grace_secs: 90,
        close_secs: 86_400,
        second_check: 0,
        guardian_secs: 120,
    };

    /// What an account of an earlier layout means; from today's it is as it stands.
    ///
    /// The first layout ended before `dispute_bps`, the second before `stake_client`. Whatever lies there was
    /// never a parameter: stakes and second checks, which nobody was asked for then, stay unasked for, and the
    /// rest are the defaults. `stake_guardian` is 0 as well, which no new version may say; without a second
    /// check nothing depends on it.
    pub fn migrated(self, from: u8) -> Params {
        if from > 2 {
            return self;
        }
        let Params { dispute_bps, hold_bps, unlock_secs, grace_secs, close_secs, guardian_secs, .. } = Params::DEFAULT;
        let (dispute_bps, hold_bps) =
            if from > 1 { (self.dispute_bps, self.hold_bps) } else { (dispute_bps, hold_bps) };
        Params {
            dispute_bps,
            hold_bps,
            stake_client: 0,
            stake_provider: 0,
            stake_guardian: 0,
            keeper_bond_min: 0,
            unlock_secs,
            grace_secs,
            close_secs,
            second_check: 0,
            guardian_secs,
            ..self
        }
    }

    /// The parameters, or the first that lies outside its range.
    pub fn checked(self) -> Result<Params, OutOfRange> {
        let hours = |n: u32| n.saturating_mul(3_600);
        let sol = |n: u64| n.saturating_mul(1_000_000_000);
        let ranges: [(&'static str, u64, u64, u64); 26] = [
            ("fee_bps", self.fee_bps.into(), 0, 1_000),
            ("bond_bps", self.bond_bps.into(), 0, 5_000),
            // Of a job from no order it is paid to the client's wallet, which may be empty: it must carry its own rent.
            ("bond_min", self.bond_min, 1_000_000, 1_000_000_000),
            ("at_once_max", self.at_once_max, 0, 1_000_000_000),
            ("reserve_secs", self.reserve_secs.into(), 10, 600),
            ("open_secs", self.open_secs.into(), 0, 600),
            ("start_secs", self.start_secs.into(), 10, hours(1).into()),
            ("deliver_secs", self.deliver_secs.into(), 30, hours(24).into()),
            ("verdict_secs", self.verdict_secs.into(), 60, hours(24).into()),
            ("approval_secs", self.approval_secs.into(), hours(1).into(), hours(168).into()),
            ("dispute_secs", self.dispute_secs.into(), hours(1).into(), hours(168).into()),
            ("cancel_secs", self.cancel_secs.into(), 10, hours(1).into()),
            ("lifetime_secs", self.lifetime_secs.into(), hours(1).into(), LIFETIME_SECS.into()),
            ("challenge_slots", self.challenge_slots.into(), 2, 256),
            ("challenge_tiles", self.challenge_tiles.into(), 1, 4_096),
            ("dispute_bps", self.dispute_bps.into(), 500, 5_000),
            ("hold_bps", self.hold_bps.into(), 0, 5_000),
            ("stake_client", self.stake_client, 0, sol(1)),
            ("stake_provider", self.stake_provider, 0, sol(10)),
            ("stake_guardian", self.stake_guardian, 100_000_000, sol(100)),
            ("keeper_bond_min", self.keeper_bond_min, 0, sol(1_000)),
            ("unlock_secs", self.unlock_secs.into(), hours(168).into(), hours(720).into()),
            ("grace_secs", self.grace_secs.into(), 0, 90),
            ("close_secs", self.close_secs.into(), 900, hours(720).into()),
            ("second_check", self.second_check.into(), 0, 2),
            // At the most what `approval_secs` is at the least: guardians look before any acceptance is settled.
            ("guardian_secs", self.guardian_secs.into(), 30, hours(1).into()),
        ];
        match ranges.iter().find(|(_, value, low, high)| value < low || value > high) {
            Some((name, ..)) => Err(OutOfRange(name)),
            None => Ok(self),
        }
    }

    /// The bond that a claim on work of this value locks.
    pub fn bond(&self, value: u64) -> u64 {
        // A share of at most half of a u64 cannot overflow: the fallback is never reached.
        let part = crate::money::share(value, self.bond_bps).unwrap_or(value);
        part.max(self.bond_min)
    }
}
