//! Why a job waits for a provider, as far as the chain alone tells.

use rayment_core::{
    job::{JobState, Phase, flag},
    market::Params,
    money::BPS,
};

use crate::Coin;

/// What an open job waits for, once it has waited for longer than an assignment takes. Of what keeps the keeper from
/// assigning it the chain shows the fee that its deposit allows; what a check costs, the keeper alone knows.
pub fn waits_for(job: &JobState, params: &Params, now: i64, coin: Coin) -> Option<String> {
    let Phase::Open { at, reserved } = &job.phase else { return None };
    if job.waits_for_keeper(params, now) {
        let left = at.saturating_add(params.verdict_secs.into()).saturating_sub(now);
        return Some(format!("a provider called its spec broken: the keeper looks into it for up to {left} s"));
    }
    let is_reserved = reserved.is_some_and(|held| now < held.until);
    if is_reserved || now >= job.expires_at || now < at.saturating_add(params.open_secs.into()) {
        return None;
    }
    let nobody = "the keeper has found no provider that is free and within its ceilings";
    if job.has(flag::UNCHECKED) {
        return Some(nobody.to_owned());
    }
    let fee = coin.money(fee_of(job.deposit, params.fee_bps));
    let unknown = match coin.mint() {
        Some(_) => ", which is so too while the market has said no rate of its token within the last 24 hours",
        None => "",
    };
    Some(format!(
        "{nobody}, or checking it would cost more than {fee}, the fee that its deposit allows{unknown}: then order it \
         again with a larger --max-price, or --unchecked"
    ))
}

/// The most of a deposit that can be the market's fee.
fn fee_of(deposit: u64, fee_bps: u16) -> u64 {
    let (deposit, bps) = (u128::from(deposit), u128::from(fee_bps));
    // Less than the deposit.
    u64::try_from(deposit * bps / (u128::from(BPS) + bps)).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use rayment_core::{
        Pubkey,
        job::{Ceilings, Chunk, Reservation},
        money::Terms,
    };

    use super::*;

    const PARAMS: Params = Params::DEFAULT;
    const POSTED: i64 = 1_000;

    fn open(flags: u8, reserved_until: Option<i64>) -> JobState {
        let provider = Pubkey([2; 32]);
        let reserved = reserved_until.map(|until| Reservation { provider, until, terms: Terms::default() });
        JobState {
            market: Pubkey([1; 32]),
            client: Pubkey([3; 32]),
            id: 0,
            order: 0,
            spec: [0; 32],
            chunk: Chunk { frame: 1, frames: 1, step: 1, tile: 0, tiles: 1 },
            bytes: 0,
            deposit: 1_050_000,
            ceilings: Ceilings { terms: Terms::default(), ms_per_frame: 1 },
            expires_at: POSTED + 10_000,
            params: 0,
            attempt: 0,
            flags,
            failed: [[0; 8]; 2],
            phase: Phase::Open { at: POSTED, reserved },
        }
    }

    #[test]
    fn says_why_a_job_waits_and_nothing_where_it_does_not() {
        let (open_secs, verdict_secs) = (i64::from(PARAMS.open_secs), i64::from(PARAMS.verdict_secs));
        for (what, job, after, says) in [
            ("just posted", open(0, None), open_secs - 1, None),
            ("waiting", open(0, None), open_secs, Some("0.00005 SOL")),
            ("unchecked", open(flag::UNCHECKED, None), open_secs, Some("no provider")),
            ("reserved", open(0, Some(POSTED + 60)), 59, None),
            ("lapsed", open(0, Some(POSTED + 60)), 60, Some("0.00005 SOL")),
            ("reported", open(flag::SPEC_REPORTED, None), 0, Some("up to 900 s")),
            ("reported and not answered", open(flag::SPEC_REPORTED, None), verdict_secs, Some("no provider")),
            ("expired", open(0, None), 10_000, None),
        ] {
            let told = waits_for(&job, &PARAMS, POSTED + after, Coin::SOL);
            assert_eq!(told.is_some(), says.is_some(), "{what}: {told:?}");
            assert!(
                says.is_none_or(|says| told.as_deref().is_some_and(|told| told.contains(says))),
                "{what}: {told:?}"
            );
        }
        let unchecked = waits_for(&open(flag::UNCHECKED, None), &PARAMS, POSTED + open_secs, Coin::SOL);
        assert!(unchecked.is_some_and(|told| !told.contains("fee")), "nobody pays for a check");
    }
}
