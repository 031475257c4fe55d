//! What a delivery is proven by: tiles, the commitment to all of them, and which are checked.
//!
//! | module | what it rules |
//! |---|---|
//! | [`tiles`] | how a frame is cut, and the pixels of a tile |
//! | [`merkle`] | the commitment to all tiles of a delivery |
//! | [`challenge`] | which tiles are rendered again, unpredictable before the commitment |

pub mod challenge;
pub mod merkle;
pub mod tiles;
