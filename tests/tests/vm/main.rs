//! The program in the real VM: its rules, its adversaries, its agreement with the rules of
//! `rayment-core`, its codes and layouts, what it costs, and accounts that an earlier binary wrote.

mod adversary;
mod agreement;
mod beside;
mod codes;
mod fuzz;
mod idl;
mod rules;
mod table;
mod upgrade;
