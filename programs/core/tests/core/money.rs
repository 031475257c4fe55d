//! What work costs, to the lamport.

use proptest::prelude::*;
use rayment_core::money::{Bill, GB, Terms, Usage, bill, share, subtotal};

const FEE_BPS: u16 = 500;
const NO_TERMS: Terms = Terms { per_frame: 0, per_second: 0, per_gb: 0, minimum: 0 };
/// 0.001 SOL a frame, 0.0001 a second, 0.01 a GB.
const TERMS: Terms = Terms { per_frame: 1_000_000, per_second: 100_000, per_gb: 10_000_000, minimum: 0 };
/// One frame, 60 seconds, 100 MB.
const USED: Usage = Usage { units: 1, ms: 60_000, bytes: 100_000_000 };

#[test]
fn the_worked_example_comes_out_exactly() {
    let only = |terms| subtotal(&terms, USED);
    assert_eq!(only(Terms { per_gb: TERMS.per_gb, ..NO_TERMS }), Some(1_000_000), "100 MB at 0.01 SOL/GB");
    assert_eq!(only(Terms { per_frame: TERMS.per_frame, ..NO_TERMS }), Some(1_000_000), "1 frame at 0.001 SOL");
    assert_eq!(only(Terms { per_second: TERMS.per_second, ..NO_TERMS }), Some(6_000_000), "60 s at 0.0001 SOL/s");

    let bill = bill(&TERMS, USED, FEE_BPS).unwrap();
    assert_eq!(bill, Bill { subtotal: 8_000_000, fee: 400_000 });
    assert_eq!(bill.total(), Some(8_400_000));
}

#[test]
fn a_minute_costs_sixty_seconds() {
    for per_second in [0, 1, 7, 100_000, u64::MAX / 60] {
        let terms = Terms { per_second, ..NO_TERMS };
        let minute = Usage { units: 1, ms: 60_000, bytes: 0 };
        assert_eq!(subtotal(&terms, minute), Some(per_second * 60));
    }
}

#[test]
fn a_gigabyte_has_ten_to_the_ninth_bytes() {
    assert_eq!(GB, 1_000_000_000);
    let terms = Terms { per_gb: 3, ..NO_TERMS };
    let files = |bytes| subtotal(&terms, Usage { units: 1, ms: 0, bytes });
    assert_eq!(files(GB), Some(3));
    assert_eq!(files(GB - 1), Some(2));
}

#[test]
fn every_component_rounds_down_to_the_client() {
    let thirds = Terms { per_second: 999, per_gb: 999_999_999, ..NO_TERMS };
    // 0.999 lamports of time and 0.999999999 of files: the parts do not add up to one more.
    assert_eq!(subtotal(&thirds, Usage { units: 1, ms: 1, bytes: 1 }), Some(0));
    assert_eq!(subtotal(&thirds, Usage { units: 1, ms: 1_001, bytes: GB + 1 }), Some(999 + 999_999_999));
}

#[test]
fn the_fee_rounds_down_to_the_client() {
    for (amount, fee) in [(0, 0), (1, 0), (19, 0), (20, 1), (39, 1), (40, 2), (8_000_019, 400_000)] {
        assert_eq!(share(amount, FEE_BPS), Some(fee), "5 % of {amount}");
    }
}

#[test]
fn the_minimum_counts_before_the_fee_and_only_where_it_is_more() {
    let small = Usage { units: 1, ms: 1, bytes: 1 };
    let terms = |minimum| Terms { per_frame: 100, minimum, ..NO_TERMS };
    assert_eq!(bill(&terms(1_000), small, FEE_BPS), Some(Bill { subtotal: 1_000, fee: 50 }));
    assert_eq!(bill(&terms(100), small, FEE_BPS), Some(Bill { subtotal: 100, fee: 5 }));
    assert_eq!(bill(&terms(99), small, FEE_BPS), Some(Bill { subtotal: 100, fee: 5 }));
}

#[test]
fn without_a_frame_nothing_is_owed() {
    let terms = Terms { minimum: 1_000_000, ..TERMS };
    assert_eq!(bill(&terms, Usage { units: 0, ..USED }, FEE_BPS), Some(Bill::default()));
}

#[test]
fn an_amount_beyond_64_bits_is_no_amount() {
    let dear = |terms| subtotal(&terms, Usage { units: 2, ms: 2_000, bytes: 2 * GB });
    assert_eq!(dear(Terms { per_frame: u64::MAX, ..NO_TERMS }), None);
    assert_eq!(dear(Terms { per_second: u64::MAX, ..NO_TERMS }), None);
    assert_eq!(dear(Terms { per_gb: u64::MAX, ..NO_TERMS }), None);
    // Each fits, the sum does not.
    assert_eq!(dear(Terms { per_frame: u64::MAX / 2, per_second: 1, ..NO_TERMS }), None);
    assert_eq!(dear(Terms { per_frame: u64::MAX / 2, ..NO_TERMS }), Some(u64::MAX - 1));
    assert_eq!(Bill { subtotal: u64::MAX, fee: 1 }.total(), None);
    assert_eq!(share(u64::MAX, 10_001), None);
}

#[test]
fn a_product_beyond_64_bits_is_exact_when_the_amount_fits() {
    let terms = Terms { per_second: u64::MAX, ..NO_TERMS };
    assert_eq!(subtotal(&terms, Usage { units: 1, ms: 999, bytes: 0 }), Some(18_428_297_329_635_842_063));
    assert_eq!(share(u64::MAX, 10_000), Some(u64::MAX));
}

#[test]
fn terms_are_within_a_ceiling_only_if_each_is() {
    let ceiling = Terms { per_frame: 10, per_second: 20, per_gb: 30, minimum: 40 };
    assert!(ceiling.within(&ceiling));
    assert!(NO_TERMS.within(&ceiling));
    for above in [
        Terms { per_frame: 11, ..ceiling },
        Terms { per_second: 21, ..ceiling },
        Terms { per_gb: 31, ..ceiling },
        Terms { minimum: 41, ..ceiling },
    ] {
        assert!(!above.within(&ceiling), "{above:?}");
    }
}

/// The same bill in wide arithmetic.
fn reference(terms: &Terms, usage: Usage, fee_bps: u16) -> Option<Bill> {
    if usage.units == 0 {
        return Some(Bill::default());
    }
    let wide = |price: u64, quantity: u64| u128::from(price) * u128::from(quantity);
    let frames = wide(terms.per_frame, usage.units.into());
    let time = wide(terms.per_second, usage.ms) / 1_000;
    let files = wide(terms.per_gb, usage.bytes) / 1_000_000_000;
    let subtotal = u64::try_from((frames + time + files).max(terms.minimum.into())).ok()?;
    let fee = u64::try_from(wide(subtotal, fee_bps.into()) / 10_000).ok()?;
    Some(Bill { subtotal, fee })
}

/// Numbers of every size, not only huge ones.
fn any_size() -> impl Strategy<Value = u64> {
    (any::<u64>(), 0u32..64).prop_map(|(bits, shift)| bits >> shift)
}

fn any_terms() -> impl Strategy<Value = Terms> {
    [any_size(), any_size(), any_size(), any_size()].prop_map(|[per_frame, per_second, per_gb, minimum]| Terms {
        per_frame,
        per_second,
        per_gb,
        minimum,
    })
}

fn any_usage() -> impl Strategy<Value = Usage> {
    (0u32..5_000, any_size(), any_size()).prop_map(|(units, ms, bytes)| Usage { units, ms, bytes })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn equals_the_bill_in_wide_arithmetic(terms in any_terms(), usage in any_usage(), fee_bps in 0u16..=1_000) {
        prop_assert_eq!(bill(&terms, usage, fee_bps), reference(&terms, usage, fee_bps));
    }

    #[test]
    fn less_work_under_lower_terms_never_costs_more(
        ceiling in any_terms(), most in any_usage(), cut in any::<[u8; 7]>(), fee_bps in 0u16..=1_000,
    ) {
        let part = |x: u64, cut: u8| x / 255 * u64::from(cut);
        let terms = Terms {
            per_frame: part(ceiling.per_frame, cut[0]),
            per_second: part(ceiling.per_second, cut[1]),
            per_gb: part(ceiling.per_gb, cut[2]),
            minimum: part(ceiling.minimum, cut[3]),
        };
        let units = u32::try_from(part(most.units.into(), cut[4])).unwrap();
        let usage = Usage { units, ms: part(most.ms, cut[5]), bytes: part(most.bytes, cut[6]) };
        prop_assert!(terms.within(&ceiling));
        let total = |terms, usage| bill(terms, usage, fee_bps).and_then(|bill| bill.total());
        if let Some(worst) = total(&ceiling, most) {
            prop_assert!(total(&terms, usage).is_some_and(|total| total <= worst));
        }
    }
}
