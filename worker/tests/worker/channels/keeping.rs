//! Of each channel the highest voucher that lasts and the highest that expires: neither pushes the other out.

use std::fs;

use rayment_worker::channels::{Action, Kept, VoucherError, Vouchers, plan};
use tempfile::tempdir;

use super::{planning::told, story::*};

const ENOUGH: u64 = 1_000_000;
const LONG: i64 = T0 + 20 * DAY;

#[test]
fn a_voucher_that_expires_leaves_the_lower_one_that_lasts() {
    let folder = tempdir().unwrap();
    let ours = channel(1);
    let expires = T0 + DAY;
    {
        let vouchers = Vouchers::open(folder.path()).unwrap();
        brings(&vouchers, &ours, &wanted(), ENOUGH).unwrap();
        brings_word(&vouchers, (&ours, &wanted(), T0), &word(&ours, 2 * ENOUGH, expires)).unwrap();
    }
    // Also after a restart.
    let vouchers = Vouchers::open(folder.path()).unwrap();
    let (lasting, expiring) = (held(&ours, ENOUGH, 0, T0), held(&ours, 2 * ENOUGH, expires, T0));
    assert_eq!(vouchers.all()[&ours.address], Kept { lasting: Some(lasting), expiring: Some(expiring) });
    assert_eq!(vouchers.highest(&ours.address), Some(expiring));
    let mut snapshot = told(&[ours], &[]);
    snapshot.held = vouchers.all();
    for (now, with) in [(T0, expiring), (expires - 1, expiring), (expires, lasting), (expires + 1, lasting)] {
        assert_eq!(plan(&snapshot, now), [Action::Redeem { channel: ours, with: Some(with) }]);
    }
}

/// A sum that lasts is worth what it says, also where a lower one that expires is still there.
#[test]
fn the_higher_one_is_brought() {
    let ours = channel(1);
    let (expiring, lasting) = (held(&ours, ENOUGH, LONG, T0), held(&ours, ENOUGH + 1, 0, T0));
    for order in [[expiring, lasting], [lasting, expiring]] {
        let kept = order.into_iter().fold(Kept::default(), Kept::with);
        assert_eq!(
            (kept.highest(), kept.counting(T0), kept.counting(LONG)),
            (Some(lasting), Some(lasting), Some(lasting))
        );
    }
    // The same sum: what lives longer.
    let same = Kept::default().with(held(&ours, ENOUGH, 0, T0)).with(expiring);
    assert_eq!(same.highest(), Some(held(&ours, ENOUGH, 0, T0)));
}

#[test]
fn the_same_sum_may_be_signed_again_with_a_longer_life() {
    let folder = tempdir().unwrap();
    let vouchers = Vouchers::open(folder.path()).unwrap();
    let ours = channel(1);
    let not_higher = Err(VoucherError::NotHigher { mint: SOL, found: 10, last: 10 });
    let by = |expires_at| brings_word(&vouchers, (&ours, &wanted(), T0), &word(&ours, 10, expires_at));
    for (expires_at, taken) in
        [(LONG, true), (LONG, false), (LONG - 1, false), (LONG + 1, true), (0, true), (0, false), (LONG + 2, false)]
    {
        let brought = by(expires_at).map(|accepted| accepted.credit.amount);
        assert_eq!(brought, if taken { Ok(10) } else { not_higher.map(|()| 10) }, "until {}", expires_at - T0);
    }
    // Once the chain knows it, no other life makes it pay more.
    let known = but(2, |state| state.voucher = 10);
    assert_eq!(brings_word(&vouchers, (&known, &wanted(), T0), &word(&known, 10, 0)).map(|_| ()), not_higher);
}

/// What was written before vouchers were kept apart is read.
#[test]
fn one_that_expires_is_found_in_the_place_of_those_that_last() {
    let folder = tempdir().unwrap();
    let ours = channel(1);
    let path = |ending: &str| folder.path().join(format!("{}.{ending}", ours.address));
    let expiring = word(&ours, 10, LONG);
    brings_word(&Vouchers::open(folder.path()).unwrap(), (&ours, &wanted(), T0), &expiring).unwrap();
    fs::rename(path("expiring"), path("voucher")).unwrap();
    let vouchers = Vouchers::open(folder.path()).unwrap();
    assert_eq!(vouchers.all()[&ours.address], Kept { lasting: None, expiring: Some(held(&ours, 10, LONG, T0)) });
    brings(&vouchers, &ours, &wanted(), 11).unwrap();
    assert_eq!(vouchers.highest(&ours.address), Some(held(&ours, 11, 0, T0)));
    brings_word(&vouchers, (&ours, &wanted(), T0), &word(&ours, 12, LONG)).unwrap();
    assert!(path("voucher").exists() && path("expiring").exists());
    vouchers.forget(&ours.address).unwrap();
    assert!(!path("voucher").exists() && !path("expiring").exists());
}
