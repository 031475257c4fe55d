//! Anything at all: no bond without enough agreeing keys, told apart by somebody who counts on fingers.

use std::{collections::BTreeSet, sync::LazyLock};

use proptest::prelude::*;
use rayment_core::{
    Pubkey,
    guardian::{GuardianState, Judged, NEVER, Signed, Statement, second_check},
    stake::Stake,
};

use super::cast::*;
use crate::job::story;

/// One signature, and the account that is named for it.
#[derive(Clone, Debug)]
struct Named {
    signs: u8,
    account: GuardianState,
}

#[derive(Clone, Debug)]
struct Case {
    asked: u8,
    by_keeper: bool,
    said: Statement,
    named: Vec<Named>,
    /// Accounts named beyond those that sign.
    extra: usize,
}

fn daemon() -> impl Strategy<Value = u8> {
    prop_oneof![8 => 1u8..=3, 1 => Just(KEEPER.0)]
}

fn named() -> impl Strategy<Value = Named> {
    let stake = prop_oneof![
        6 => Just((LEAST, 0)),
        1 => Just((LEAST - 1, LEAST)),
        1 => Just((0, LEAST)),
        1 => Just((LEAST, LEAST)),
    ];
    let wallet = prop_oneof![8 => Just(None), 1 => Just(Some(CLIENT)), 1 => Just(Some(PROVIDER))];
    let market = prop_oneof![9 => Just(market().market), 1 => Just(JOB)];
    let since = prop_oneof![9 => Just(NOON), 1 => Just(NEVER)];
    (daemon(), prop_oneof![9 => Just(None), 1 => daemon().prop_map(Some)], stake, wallet, market, since).prop_map(
        |(signs, other, (locked, unlocking), wallet, market, since)| {
            let own = Daemon(other.unwrap_or(signs)).guards();
            let stake = Stake { locked, unlocking, unlock_at: NOON };
            let account = GuardianState { stake, wallet: wallet.unwrap_or(own.wallet), market, since, ..own };
            Named { signs, account }
        },
    )
}

fn case() -> impl Strategy<Value = Case> {
    let said = prop_oneof![
        8 => Just(statement()),
        1 => Just(other()),
        1 => Just(Statement { market: JOB, ..statement() }),
        1 => Just(Statement { job: AUTHORITY, ..statement() }),
        1 => Just(Statement { attempt: 1, ..statement() }),
    ];
    let extra = prop_oneof![9 => Just(0usize), 1 => Just(1)];
    (0u8..=2, any::<bool>(), said, prop::collection::vec(named(), 0..=2), extra)
        .prop_map(|(asked, by_keeper, said, named, extra)| Case { asked, by_keeper, said, named, extra })
}

/// Keys of enlisted guardians that may say so and do: each once, and none of a party.
fn agreeing(case: &Case) -> BTreeSet<Pubkey> {
    let keys = market();
    let about = (case.said.market, case.said.job, case.said.attempt) == (keys.market, JOB, 2);
    let parties = [CLIENT, PROVIDER, keys.keeper];
    let counts = |one: &&Named| {
        let GuardianState { market, wallet, key, stake, since } = one.account;
        about
            && market == keys.market
            && key == Daemon(one.signs).key()
            && stake.locked >= LEAST
            && since != NEVER
            && !parties.contains(&wallet)
            && !parties.contains(&key)
    };
    case.named.iter().filter(counts).map(|one| one.account.key).collect()
}

/// Whether a job takes the bond where so many signatures were admitted: by what the market asks for, without the
/// keeper and by it, and by how many.
static TAKES_BOND: LazyLock<[[[bool; 3]; 2]; 3]> = LazyLock::new(|| {
    [0, 1, 2].map(|asked| {
        let job = story::Job::guarded(asked).goes_to_anna().renders(story::NOISE).with_seal();
        let job = job.later(story::VERDICT_SECS).and(|job| story::CLIENT.disputes(job));
        let takes = |actor: story::Actor, admitted| actor.rejects_with(&mut job.clone(), admitted).is_ok();
        [story::STRANGER, story::KEEPER].map(|actor| [0, 1, 2].map(|admitted| takes(actor, admitted)))
    })
});

fn takes_bond(asked: u8, by_keeper: bool, admitted: usize) -> bool {
    TAKES_BOND[usize::from(asked)][usize::from(by_keeper)][admitted]
}

fn answer(case: &Case) -> bool {
    let by: Vec<_> = case.named.iter().map(|one| (Daemon(one.signs).key(), [7; 64])).collect();
    let all = (!by.is_empty()).then(|| Signed::parse(&Signed::encode(&case.said, &by).unwrap()).unwrap());
    let mut accounts: Vec<_> = case.named.iter().map(|one| one.account).collect();
    accounts.extend(vec![IVAN.guards(); case.extra]);
    let keys = market();
    let judged: Judged = judged(&keys, case.asked);
    second_check(&judged, case.by_keeper, all.as_ref(), &accounts).is_ok()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 20_000, ..ProptestConfig::default() })]

    /// K4. Where a bond may go, k + 1 keys agree or two guardians do; and where they do, with nothing beside
    /// it that is wrong, it may go.
    #[test]
    fn no_bond_goes_without_enough_agreeing_keys(case in case()) {
        let agreeing = agreeing(&case).len();
        let enough = match (case.asked, case.by_keeper) {
            (0, by_keeper) => by_keeper && case.named.is_empty(),
            (asked, true) => agreeing >= usize::from(asked),
            (_, false) => agreeing >= 2,
        };
        let clean = agreeing == case.named.len() && case.extra == 0;
        let admitted = answer(&case);
        prop_assert_eq!(admitted, enough && clean);
        // What is admitted the job takes, by its own count; and it takes no bond where fewer agree.
        prop_assert!(!admitted || takes_bond(case.asked, case.by_keeper, case.named.len()));
        let expected = if case.asked == 0 { case.by_keeper } else { enough };
        prop_assert_eq!(takes_bond(case.asked, case.by_keeper, agreeing), expected);
    }
}
