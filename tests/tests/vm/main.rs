//! The program in the real VM: its rules, its adversaries, its agreement with the rules of
//! `rayment-core`, its codes and layouts, and what it costs.

mod adversary;
mod agreement;
mod codes;
mod idl;
mod rules;
mod table;
