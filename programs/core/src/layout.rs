//! Where each field of the program's accounts lies: one table an account, from the first byte of
//! its data on. The program takes its sizes from here, readers the places that they filter by.
//!
//! Every account begins with the same header, in which the version of its layout stands. A field keeps
//! its place for good; what has no fixed size comes last. Accounts of an earlier layout are moved to
//! today's by the program's `account_migrate`.

/// A field: its name as the IDL has it, its first byte, and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub at: usize,
    pub size: usize,
}

impl Field {
    /// The first byte after it.
    pub const fn end(&self) -> usize {
        self.at.saturating_add(self.size)
    }

    /// Its bytes in an account's data.
    pub fn of<'a>(&self, data: &'a [u8]) -> Option<&'a [u8]> {
        data.get(self.at..self.end())
    }
}

const U8: usize = 1;
const U16: usize = 2;
const U32: usize = 4;
/// Also of an `i64`.
const U64: usize = 8;
const KEY: usize = 32;
const HASH: usize = 32;
const TERMS: usize = 4 * U64;
/// Locked, on its way out, and from when on that may be taken.
const STAKE: usize = 3 * U64;

/// Places fields one after the other.
macro_rules! fields {
    ($start:expr, $($field:ident $name:literal $size:expr,)*) => {
        fields!(@ $start; $($field $name $size,)*);
        /// All fields, in order.
        pub const FIELDS: &[Field] = &[$($field),*];
    };
    (@ $at:expr; $field:ident $name:literal $size:expr, $($rest:tt)*) => {
        pub const $field: Field = Field { name: $name, at: $at, size: $size };
        fields!(@ $field.end(); $($rest)*);
    };
    (@ $at:expr;) => {
        /// All bytes of it.
        pub const SPACE: usize = $at;
    };
}

/// What every account begins with.
pub mod header {
    use super::*;

    fields! {
        0,
        DISCRIMINATOR "discriminator" 8,
        VERSION "layout" U8,
        BUMP "bump" U8,
    }
}

pub mod market {
    use super::*;

    pub const LAYOUT: u8 = 1;

    fields! {
        header::SPACE,
        ID "id" U16,
        CREATOR "creator" KEY,
        AUTHORITY "authority" KEY,
        KEEPER "keeper" KEY,
        TREASURY "treasury" KEY,
        PARAMS "params" U16,
        PARAMS_SINCE "params_since" U64,
        PAUSED_UNTIL "paused_until" U64,
        PAUSE_READY_AT "pause_ready_at" U64,
        KEEPER_BOND "keeper_bond" STAKE,
        DUST "dust" U64,
        SPARE "spare" 8,
    }
}

pub mod market_params {
    use super::*;

    pub const LAYOUT: u8 = 3;
    /// Bytes in the first layout, which ended before the parameters that the second added. The third took its
    /// own out of the second's reserve.
    pub const FIRST_SPACE: usize = DISPUTE_BPS.at;

    fields! {
        header::SPACE,
        MARKET "market" KEY,
        NUMBER "version" U16,
        FEE_BPS "values.fee_bps" U16,
        BOND_BPS "values.bond_bps" U16,
        BOND_MIN "values.bond_min" U64,
        AT_ONCE_MAX "values.at_once_max" U64,
        RESERVE_SECS "values.reserve_secs" U32,
        OPEN_SECS "values.open_secs" U32,
        START_SECS "values.start_secs" U32,
        DELIVER_SECS "values.deliver_secs" U32,
        VERDICT_SECS "values.verdict_secs" U32,
        APPROVAL_SECS "values.approval_secs" U32,
        DISPUTE_SECS "values.dispute_secs" U32,
        CANCEL_SECS "values.cancel_secs" U32,
        LIFETIME_SECS "values.lifetime_secs" U32,
        CHALLENGE_SLOTS "values.challenge_slots" U16,
        CHALLENGE_TILES "values.challenge_tiles" U16,
        DISPUTE_BPS "values.dispute_bps" U16,
        HOLD_BPS "values.hold_bps" U16,
        STAKE_CLIENT "values.stake_client" U64,
        STAKE_PROVIDER "values.stake_provider" U64,
        STAKE_GUARDIAN "values.stake_guardian" U64,
        KEEPER_BOND_MIN "values.keeper_bond_min" U64,
        UNLOCK_SECS "values.unlock_secs" U32,
        GRACE_SECS "values.grace_secs" U16,
        CLOSE_SECS "values.close_secs" U32,
        SECOND_CHECK "values.second_check" U8,
        GUARDIAN_SECS "values.guardian_secs" U32,
        RESERVED "reserved" 45,
    }
}

/// A wallet's account in a market. The first layout, of releases before orders, counted its jobs and ended there;
/// today's carries its stake.
pub mod client {
    use super::*;

    pub const LAYOUT: u8 = 2;
    /// Bytes in the first layout.
    pub const FIRST_SPACE: usize = STAKE.at;

    fields! {
        header::SPACE,
        MARKET "state.market" KEY,
        WALLET "state.wallet" KEY,
        NEXT_ID "state.next_id" U64,
        STAKE "state.stake" super::STAKE,
    }
}

pub mod provider {
    use super::*;

    pub const LAYOUT: u8 = 2;

    fields! {
        header::SPACE,
        MARKET "state.market" KEY,
        AUTHORITY "state.authority" KEY,
        OPERATOR "state.operator" KEY,
        PAYOUT "state.payout" KEY,
        PROFILE "state.profile" HASH,
        TERMS "state.terms" super::TERMS,
        STATUS "state.status" U8,
        SLOTS "state.slots" U16,
        JOBS "state.jobs" U32,
        BALANCE "state.balance" U64,
        FEES "state.fees" U64,
        EARNED "state.earned" U64,
        PAID_JOBS "state.paid_jobs" U32,
        FAILED_JOBS "state.failed_jobs" U32,
        REGISTERED_AT "state.registered_at" U64,
        BUDGET "state.budget" U64,
        WORKING "state.working" U16,
        STAKE "state.stake" super::STAKE,
        PURSES "state.purses" U8,
        RESERVED "reserved" 29,
    }
}

/// What a provider has earned in one token.
pub mod purse {
    use super::*;

    pub const LAYOUT: u8 = 1;

    fields! {
        header::SPACE,
        PROVIDER "state.provider" KEY,
        MINT "state.mint" KEY,
        BALANCE "state.balance" U64,
        FEES "state.fees" U64,
        EARNED "state.earned" U64,
        BUDGET "state.budget" U64,
        RESERVED "reserved" 8,
    }
}

/// What a provider asks for one kind of work, in one asset.
pub mod offer {
    use super::*;

    pub const LAYOUT: u8 = 1;

    fields! {
        header::SPACE,
        PROVIDER "state.provider" KEY,
        KIND "state.kind" U8,
        CLASS "state.class" U16,
        MINT "state.mint" KEY,
        TERMS "state.terms" super::TERMS,
        MANIFEST "state.manifest" HASH,
        SLOTS "state.slots" U16,
        SINCE "state.since" U64,
        RESERVED "reserved" 76,
    }
}

/// A token that a market takes.
pub mod asset {
    use super::*;

    pub const LAYOUT: u8 = 1;

    fields! {
        header::SPACE,
        MARKET "state.market" KEY,
        MINT "state.mint" KEY,
        TOKEN_PROGRAM "state.token_program" U8,
        DECIMALS "state.decimals" U8,
        EXTENSIONS "state.extensions" U64,
        RATE "state.rate" U64,
        RATE_AT "state.rate_at" U64,
        AT_ONCE_MAX "state.at_once_max" U64,
        RESERVED "reserved" 16,
    }
}

pub mod order {
    use super::*;

    pub const LAYOUT: u8 = 1;

    fields! {
        header::SPACE,
        NEXT "state.head.next" U32,
        LIVE "state.head.live" U32,
        DRAWN "state.head.drawn" U64,
        LENT "state.head.lent" U64,
        PAID "state.head.paid" 4 * (8 + U64),
        QUOTE_VERSION "state.quote.version" U8,
        MARKET "state.quote.market" KEY,
        CLIENT "state.quote.client" KEY,
        SPEC "state.quote.spec" HASH,
        MINT "state.quote.mint" KEY,
        SPONSOR "state.quote.sponsor" KEY,
        PARAMS "state.quote.params" U16,
        FEE_BPS "state.quote.fee_bps" U16,
        JOBS "state.quote.jobs" U32,
        ROOT "state.quote.root" HASH,
        CUT "state.quote.cut" U32 + U32,
        TOTAL "state.quote.total" U64,
        CEILINGS "state.quote.ceilings" super::TERMS + U64,
        BYTES "state.quote.bytes" U64,
        AT_ONCE_MAX "state.quote.at_once_max" U64,
        DRAW_UNTIL "state.quote.draw_until" U64,
        EXPIRES_AT "state.quote.expires_at" U64,
        FLAGS "state.quote.flags" U8,
        SALT "state.quote.salt" U64,
    }

    /// What changes: the fields of [`crate::order::OrderHead`].
    pub const HEAD: Field =
        Field { name: "state.head", at: NEXT.at, size: PAID.at.saturating_add(PAID.size).saturating_sub(NEXT.at) };
}

pub mod guardian {
    use super::*;

    pub const LAYOUT: u8 = 1;

    fields! {
        header::SPACE,
        MARKET "state.market" KEY,
        WALLET "state.wallet" KEY,
        SIGNS "state.key" KEY,
        STAKE "state.stake" super::STAKE,
        SINCE "state.since" U64,
        RESERVED "reserved" 16,
    }
}

/// A job lives for days, so it keeps no reserve: every byte is rent that a client locks.
pub mod job {
    use super::*;

    pub const LAYOUT: u8 = 3;

    /// The longest phases are those with a sealed delivery: the tag, the claim, since when, what was
    /// delivered, and the seal.
    const PHASE_SIZE: usize = U8 + (KEY + super::TERMS) + U64 + (U32 + U64 + HASH) + (U8 + HASH + U8);

    fields! {
        header::SPACE,
        MARKET "state.market" KEY,
        CLIENT "state.client" KEY,
        ID "state.id" U64,
        ORDER "state.order" U64,
        SPEC "state.spec" HASH,
        CHUNK "state.chunk" U32 + U32 + U8 + U32 + U32,
        BYTES "state.bytes" U64,
        DEPOSIT "state.deposit" U64,
        CEILINGS "state.ceilings" super::TERMS + U64,
        EXPIRES_AT "state.expires_at" U64,
        PARAMS "state.params" U16,
        ATTEMPT "state.attempt" U8,
        FLAGS "state.flags" U8,
        FAILED "state.failed" 2 * 8,
        PHASE "state.phase" PHASE_SIZE,
    }

    /// The phase's tag: `Open` is 0, then in the order of [`crate::job::Phase`].
    pub const PHASE_TAG: Field = Field { name: "state.phase", at: PHASE.at, size: U8 };
    /// Of an open job: whether it is reserved, and then for the provider with which wallet. Since when it is open
    /// comes before.
    pub const RESERVED: Field = Field { name: "state.phase.reserved", at: PHASE_TAG.end() + U64, size: U8 + KEY };
    /// The wallet of the provider that holds the job, in every phase in which one does.
    pub const HOLDER: Field = Field { name: "state.phase.claim.provider", at: PHASE_TAG.end(), size: KEY };
}

/// A channel may live for a year, and like a job it keeps no reserve.
pub mod channel {
    use super::*;

    pub const LAYOUT: u8 = 1;

    fields! {
        header::SPACE,
        PAYER "state.payer" KEY,
        PROVIDER "state.provider" KEY,
        SIGNER "state.signer" KEY,
        MINT "state.mint" KEY,
        SUBJECT "state.subject" HASH,
        SSH "state.ssh" HASH,
        RENT_PAYER "state.rent_payer" KEY,
        SEED "state.seed" HASH,
        SLOT "state.slot" U64,
        RENT "state.rent" U64,
        DEPOSIT "state.deposit" U64,
        VOUCHER "state.voucher" U64,
        EARNED "state.earned" U64,
        FEE "state.fee" U64,
        RATE "state.rate" U64,
        RATED "state.rated" U64,
        RAN "state.ran" U64,
        AT "state.at" U64,
        EXPIRES_AT "state.expires_at" U64,
        OWED_PROVIDER "state.owed_provider" U64,
        OWED_FEE "state.owed_fee" U64,
        OWED_PAYER "state.owed_payer" U64,
        CLOSE_SECS "state.close_secs" U32,
        GRACE "state.grace" U16,
        PARAMS "state.params" U16,
        PHASE "state.phase" U8,
        KIND "state.kind" U8,
        FLAGS "state.flags" U8,
    }
}
