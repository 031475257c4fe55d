//! A zoo of liars: hostile wallets among honest daemons, all at once, each with what it gets and what it costs the
//! others.
//!
//! | module | what it has |
//! |---|---|
//! | `visit` | the market, its inhabitants, and what must hold at the end |
//! | `habitat` | what everybody sees of the market |
//! | `honest` | clients that want pictures |
//! | `crooks` | hostile providers: free, dear, fast by word, unchecked by choice, empty-handed, spec-crier, squatter |
//! | `disputer`, `forger`, `collector`, `filler` | a hostile client, a forger of histories, a thief of keys, a flood |
//! | `purse`, `harm` | who holds how much, and who has kept others waiting |
//! | `report` | the table |

mod collector;
mod crooks;
mod disputer;
mod filler;
mod forger;
mod habitat;
mod harm;
mod honest;
mod purse;
mod report;
mod visit;

use std::time::Duration;

use visit::Size;

/// Minutes of the long one.
const MINUTES: &str = "RAYMENT_ZOO_MINUTES";

/// What is not over so long after the last lie never ends.
const ROOM: Duration = Duration::from_secs(600);

async fn opens(size: Size) {
    tokio::time::timeout(size.lasts + ROOM, visit::visit(size)).await.expect("the zoo closes");
}

#[tokio::test(flavor = "multi_thread")]
async fn no_liar_wins_and_the_honest_are_served() {
    opens(Size { workers: 2, clients: 6, frames: 2, claims: 3, mentions: 4, lasts: Duration::from_secs(75) }).await;
}

/// Half of the wallets are hostile, for ten minutes, or as many as `RAYMENT_ZOO_MINUTES` says.
#[tokio::test(flavor = "multi_thread")]
#[ignore = "lasts ten minutes: see tests/BENCHMARKS.md"]
async fn no_liar_wins_in_minutes_with_half_of_the_wallets() {
    let minutes = std::env::var(MINUTES).map_or(10, |minutes| minutes.parse::<u64>().unwrap());
    let lasts = Duration::from_secs(60 * minutes);
    opens(Size { workers: 4, clients: 5, frames: 4, claims: u64::MAX, mentions: 8, lasts }).await;
}
