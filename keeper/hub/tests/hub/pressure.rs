//! Who gives way when room is short, by tables and over random crowds.

use proptest::prelude::*;
use rayment_hub::pressure::{MARGIN, Tenant, giving_way};

fn tenant(who: u32, money: u64, bytes: u64) -> Tenant<u32> {
    Tenant { who, money, bytes }
}

#[test]
fn the_least_money_for_each_byte_goes_first() {
    let newcomer = tenant(0, 1_000, 100);
    let others = [tenant(1, 100, 100), tenant(2, 0, 10), tenant(3, 300, 100), tenant(4, 0, 30), tenant(5, 1, 10)];
    let going = |needed| giving_way(&newcomer, others, (needed, 1));
    assert_eq!(going(0), Some(vec![]));
    assert_eq!(going(25), Some(vec![(4, 25)]), "of those alike the largest");
    assert_eq!(going(45), Some(vec![(4, 30), (2, 10), (5, 5)]));
    assert_eq!(going(250), Some(vec![(4, 30), (2, 10), (5, 10), (1, 100), (3, 100)]));
    assert_eq!(going(251), None, "there is not as much");
}

#[test]
fn tenants_that_are_much_alike_do_not_drive_each_other_out() {
    let other = tenant(1, 100, 100);
    let at = |money| giving_way(&tenant(0, money, 50), [other], (50, MARGIN));
    assert_eq!(at(50 * MARGIN), None, "just the margin is not above it");
    assert_eq!(at(50 * MARGIN + 1), Some(vec![(1, 50)]));
    assert_eq!(giving_way(&tenant(0, 0, 50), [tenant(1, 0, 100)], (50, MARGIN)), None, "nobody's money moves nothing");
    assert_eq!(giving_way(&tenant(1, u64::MAX, 50), [other], (50, MARGIN)), None, "one's own stays");
    let most = tenant(2, u64::MAX, u64::MAX);
    assert_eq!(giving_way(&tenant(0, u64::MAX, 1), [most], (1, MARGIN)), Some(vec![(2, 1)]), "nothing overflows");
}

proptest! {
    /// However a crowd splits its money and its bytes over keys: it keeps a newcomer out only where it holds
    /// as much money for the bytes that stay as the newcomer would, by the margin.
    #[test]
    fn a_crowd_of_keys_gains_nothing(
        crowd in prop::collection::vec((0u64..1_000_000, 1u64..1_000_000), 1..40),
        money in 0u64..100_000_000,
        bytes in 1u64..1_000_000,
        part in 0u64..=100,
    ) {
        let others = crowd.iter().zip(1u32..).map(|((money, bytes), who)| tenant(who, *money, *bytes));
        let (all_money, all_bytes) = crowd.iter().fold((0, 0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
        let needed = all_bytes * part / 100;
        let newcomer = tenant(0, money, bytes);
        match giving_way(&newcomer, others, (needed, MARGIN)) {
            Some(going) => {
                prop_assert_eq!(going.iter().map(|(_, bytes)| bytes).sum::<u64>(), needed);
                for (who, taken) in going {
                    let (of_other, held) = crowd[who as usize - 1];
                    prop_assert!(taken <= held);
                    let (new, old) = (u128::from(money) * u128::from(held), u128::from(of_other) * u128::from(bytes));
                    prop_assert!(new > old * u128::from(MARGIN), "only who has less gives way");
                }
            }
            None => {
                // What stays is more than all but `needed`, and has the newcomer's money by the margin behind it.
                let stays = u128::from(all_bytes - needed);
                let holds = u128::from(all_money) * u128::from(bytes) * u128::from(MARGIN);
                prop_assert!(holds >= u128::from(money) * stays, "{all_money} for {stays} bytes");
            }
        }
    }
}
