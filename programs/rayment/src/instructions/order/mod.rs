//! Orders: what is paid at an address, and the jobs that are drawn from it.

mod composites;
pub mod order_draw;
pub mod order_return;

pub use order_draw::*;
pub use order_return::*;
