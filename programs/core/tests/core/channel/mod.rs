//! A channel: what a payer signs for, told as stories.
//!
//! | module | what it shows |
//! |---|---|
//! | [`story`] | the actors and their world |
//! | [`opening`] | what a payer may propose, and how its address comes about |
//! | [`vouchers`] | the bytes of a voucher, and of the instruction that carries it |
//! | [`accrual`] | what is owed, by the voucher and by the time |
//! | [`uses`] | what channels are for, from opening to closing |
//! | [`steering`] | who may steer, and what comes of it |
//! | [`redeeming`] | whose word counts, and what is paid for it |
//! | [`topping_up`] | payments to the channel's address |
//! | [`owed`] | payees that can't be paid |
//! | [`gone`] | a provider that has left |
//! | [`closing`] | when the account goes, and what goes with it |
//! | [`deadlines`] | one second before each deadline, at it, one after |
//! | [`errors`] | that every error is met by a story |
//! | [`histories`] | random histories, and what holds after each of their steps |

mod accrual;
mod closing;
mod deadlines;
mod errors;
mod gone;
pub mod histories;
mod opening;
mod owed;
mod redeeming;
mod steering;
pub mod story;
mod topping_up;
mod uses;
mod vouchers;
