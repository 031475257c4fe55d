//! A job and its escrow, told as stories.
//!
//! | module | what it shows |
//! |---|---|
//! | [`story`] | the actors and their world |
//! | [`posting`] | what a client may offer |
//! | [`claiming`] | who may take a job, under which terms |
//! | [`life`] | each transition as it works |
//! | [`giving_back`] | what giving a job back costs |
//! | [`spec_reports`] | reports of a broken spec, and the keeper's word on them |
//! | [`verdicts`] | what the keeper may find, with a check and without |
//! | [`guardians`] | what guardians decide, beside the keeper and without it |
//! | [`disputes`] | a dispute and its bond |
//! | [`cancelling`] | how a client gets out, and pays what was made by then |
//! | [`refusals`] | who may not, when not, for which attempt not |
//! | [`evidence`] | what a rejection must carry, and when tiles are picked |
//! | [`deadlines`] | one second before each deadline, at it, one after |
//! | [`errors`] | that every error is met by a story |
//! | [`tokens`] | what a job in tokens locks, and when its keeper's word pays at once |
//! | [`legs`], [`clearing`] | how it is paid leg by leg, and how what waits is paid in the end |
//! | [`tally`] | what an attempt counts in its provider's statistics |
//! | [`migration`] | jobs of the first layout |
//! | [`account`] | size of what is stored, in every phase |
//! | [`histories`] | random histories, and what holds after each of their steps |

pub mod account;
mod cancelling;
mod claiming;
mod clearing;
mod deadlines;
mod disputes;
mod errors;
mod evidence;
mod giving_back;
mod guardians;
pub mod histories;
mod legs;
mod life;
mod migration;
mod posting;
mod refusals;
mod spec_reports;
pub mod story;
mod tally;
mod tokens;
mod verdicts;
