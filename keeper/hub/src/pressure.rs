//! Who gives way when room is short, as a pure rule: room goes by money on chain.
//!
//! A tenant has something stored, and lamports that stand behind it: what its wallet holds, and what is locked in its
//! jobs and in its orders for jobs still to be drawn. Whoever has the least money for each byte gives way first, and
//! only to a newcomer that has [`MARGIN`] times as much for each of its own. Splitting money and bytes over many keys
//! changes neither quotient, so a crowd of keys gains nothing: to keep out a newcomer, strangers must hold as much money for
//! each byte of the store as it does, divided by the margin.

/// How many times a newcomer's money for each byte must be that of whoever gives way to it: tenants that are
/// much alike do not drive each other out.
pub const MARGIN: u64 = 4;

/// Somebody with something stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tenant<K> {
    pub who: K,
    /// Lamports that stand behind it.
    pub money: u64,
    pub bytes: u64,
}

/// Who gives way so that `needed` bytes come free for `newcomer`, with how many bytes of each; the first goes
/// first. `None` where that many can't be had from those that have `margin` times less behind each byte.
pub fn giving_way<K: Copy + Ord>(
    newcomer: &Tenant<K>,
    others: impl IntoIterator<Item = Tenant<K>>,
    (needed, margin): (u64, u64),
) -> Option<Vec<(K, u64)>> {
    let others = others.into_iter().filter(|other| other.who != newcomer.who && gives_way(other, newcomer, margin));
    let mut others: Vec<_> = others.collect();
    others.sort_by(|a, b| {
        let (of_a, of_b) = (u128::from(a.money) * u128::from(b.bytes), u128::from(b.money) * u128::from(a.bytes));
        // Of those alike the largest: fewer lose something.
        of_a.cmp(&of_b).then(b.bytes.cmp(&a.bytes)).then(a.who.cmp(&b.who))
    });
    let (mut left, mut going) = (needed, Vec::new());
    for other in others {
        if left == 0 {
            break;
        }
        let bytes = other.bytes.min(left);
        going.push((other.who, bytes));
        left -= bytes;
    }
    (left == 0).then_some(going)
}

fn gives_way<K>(other: &Tenant<K>, newcomer: &Tenant<K>, margin: u64) -> bool {
    let of_newcomer = u128::from(newcomer.money) * u128::from(other.bytes);
    let of_other = u128::from(other.money) * u128::from(newcomer.bytes);
    other.bytes > 0 && of_newcomer > of_other.saturating_mul(u128::from(margin))
}
