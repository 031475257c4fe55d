//! The parameters of a market, and the ranges they may lie in.
//!
//! A version of the parameters never changes once it is written: a job names the version it was
//! posted under, so no later change reaches it.

/// Attempts a job gets before its deposit goes back.
pub const ATTEMPTS: u8 = 3;
/// Longest life of an open job, in seconds: 7 days.
pub const LIFETIME_SECS: u32 = 604_800;

wire! {
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
    };

    /// The parameters, or the first that lies outside its range.
    pub fn checked(self) -> Result<Params, OutOfRange> {
        let hours = |n: u32| n.saturating_mul(3_600);
        let ranges: [(&'static str, u64, u64, u64); 17] = [
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
