//! Checks: a delivery is fetched as soon as it is announced, its root computed, and once the
//! challenge is known the challenged tiles are rendered again and compared: bit by bit within a class of
//! devices, within the tolerance of the protocol across classes.
//!
//! Frames lie on disk while they are checked, one of them at a time in memory; findings are kept on
//! disk too, so that a keeper that is killed neither repeats a finished check nor loses one.

mod compare;
mod delivery;
mod desk;
mod examine;
mod findings;
mod ledger;
mod scenes;
mod turns;

pub use compare::{Compared, Rule, Unrenderable, compare, settings};
pub use delivery::{Delivered, DeliveryFault};
pub use desk::{Desk, DeskConfig};
pub use findings::Findings;
pub use scenes::{SceneFault, Scenes};
