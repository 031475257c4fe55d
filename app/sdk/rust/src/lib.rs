//! The client's flow as a library: pack a scene, quote it, pay, follow the jobs, collect the pictures,
//! verify them.
//!
//! In one call, against a market on this machine, with the wallet of the Solana CLI:
//!
//! ```no_run
//! # async fn example() -> Result<(), rayment_sdk::Error> {
//! use rayment_sdk::{Receipt, Render, render};
//!
//! let Receipt { cost, job, tx, .. } = render(Render {
//!     scene: "room.glb".into(),
//!     output: "pictures".into(),
//!     on_progress: Box::new(|event| eprintln!("{event:?}")),
//!     ..Render::default()
//! })
//! .await?;
//! println!("job {job:?} cost {cost}, locked in transaction {tx:?}");
//! # Ok(())
//! # }
//! ```
//!
//! Step by step the same is [`Session::open`], [`Packed::read`], [`quote()`] and [`buy`]. Each step
//! stands alone, so that whatever was begun can be gone on with from the chain and the hub. Kept here is
//! only the quote of each order, since money at an address whose quote nobody has would be lost, and the
//! session key of each channel.
//!
//! | module | what for |
//! |---|---|
//! | [`session`] | which ledger, hub, market and wallet |
//! | [`request`] | what a client wants, as plain values with defaults |
//! | [`pack`] | a scene with every file it needs |
//! | [`engine`] | which engine renders it, and what this machine has of it |
//! | [`begun`] | an order for the same pictures that was begun before |
//! | [`mod@quote`], [`estimate`] | what an order will cost, and how long it will take |
//! | [`sellers`] | who can be paid, and what they ask |
//! | [`place`] | the order's files in the hub, its price at its address |
//! | [`saved`] | the quotes of orders that were placed from here |
//! | [`drawing`] | jobs of an order that nobody else draws |
//! | [`follow`], [`previews`] | the jobs until they end, with small pictures on the way |
//! | [`collect`], [`parts`] | delivered tiles, checked against their commitments and joined |
//! | [`output`], [`picture_writer`] | the files that are made of them |
//! | [`verify`] | some delivered tiles rendered again here |
//! | [`restore`] | what an order did not need goes back |
//! | [`channel`] | a deposit that is spent by signed vouchers |
//! | [`coin`] | what amounts are in, and how they are written |
//! | [`token`] | tokens that are paid in |
//! | [`owed`] | what a job in tokens still owes once it is over |
//! | [`stake`] | what a wallet locks to be believed |
//! | [`statement`] | signed statements about checks, and who is slashed by two of them |
//! | [`mod@render`] | all of that in one call |
//! | [`error`] | what was refused, and what broke |
//!
//! It must never know a command line or a terminal, nor any daemon: it prints nothing, and talks to the
//! market through the chain and the hub like everybody else.

pub mod begun;
pub mod channel;
pub mod coin;
pub mod collect;
pub mod drawing;
pub mod engine;
pub mod error;
pub mod estimate;
pub mod follow;
pub mod output;
pub mod owed;
pub mod pack;
pub mod parts;
pub mod picture_writer;
pub mod place;
pub mod previews;
pub mod quote;
pub mod render;
pub mod request;
pub mod restore;
pub mod saved;
pub mod sellers;
pub mod session;
pub mod stake;
pub mod statement;
pub mod token;
pub mod verify;
pub mod waiting;

pub use coin::{Coin, Money};
pub use collect::{Download, Downloaded, FrameFile, download};
pub use error::{Error, Refusal};
pub use follow::Event;
pub use pack::{Outside, Packed};
pub use parts::{FramePart, Missing};
pub use place::{Placed, PlacedJob};
pub use quote::{Quoted, quote};
pub use render::{Receipt, Render, Rendered, buy, render};
pub use request::{EngineChoice, Finish, Picture, Request, Shot, Size};
pub use session::{Connection, Session};
pub use token::TokenRefusal;
