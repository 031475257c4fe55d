//! Guardians: who comes, and who has contradicted itself.

pub mod guardian_enlist;
pub mod guardian_slash;

pub use guardian_enlist::*;
pub use guardian_slash::*;
