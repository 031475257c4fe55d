//! The scenes made by code, and the bits that every machine has to make of them.

mod bits;
mod showcase;
