//! Checks: a delivery is fetched and its root computed, some of its tiles are rendered again and
//! compared, bit by bit within a class of devices and within the protocol's tolerance across classes.
//!
//! ```text
//! hub -- HubReader --> Delivered::fetch   frames that have the committed root, on disk
//!                  \-> SceneLoader::load  the spec's scene, open in an engine
//!                        |
//!             TileCheck::compare(picks)   --> all the same, or the first that is not, with evidence
//! ```
//!
//! A keeper, a guardian and a client's own verification are this check; they differ in which tiles are
//! picked (the challenge, or [`picks::at_random`]) and in what follows. It must never know that: no
//! verdict, no fee, no schedule, no transaction.

mod compare;
mod delivery;
mod hub_reader;
pub mod picks;
mod scenes;
mod tiles;

pub use compare::{CompareError, Compared, Difference, TileCheck};
pub use delivery::{Delivered, DeliveryFault, FrameMemory};
pub use hub_reader::{HubReader, Unavailable};
pub use scenes::{SceneFault, SceneLoader};
pub use tiles::{DeliveredTiles, InMemory};
