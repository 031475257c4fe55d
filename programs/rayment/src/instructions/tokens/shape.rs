//! What the groups of token accounts look like to Anchor: its IDL and its clients are made of this. How they are read
//! is beside it.

use anchor_lang::prelude::*;
use rayment_core::layout;

use crate::{Asset, Purse, RaymentError};

/// Where the tokens of a job or a channel lie, and whom they are paid by or to. None of it where that is in SOL, nor
/// where nothing moves.
#[derive(Accounts)]
pub struct EscrowTokens<'info> {
    /// Of the job or channel, by its address.
    /// CHECK: read as a token account of the mint, at the one address.
    #[account(mut)]
    pub vault: Option<UncheckedAccount<'info>>,
    /// The vault's, by the vault's word.
    /// CHECK: the token program reads it.
    pub mint: Option<UncheckedAccount<'info>>,
    /// The one that the mint belongs to.
    /// CHECK: one of the two token programs, and the mint's owner.
    pub token_program: Option<UncheckedAccount<'info>>,
    /// The provider's for this mint; both are checked.
    #[account(mut, dup, constraint = purse.layout == layout::purse::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub purse: Option<Box<Account<'info, Purse>>>,
    /// The purse's, by its address.
    /// CHECK: read as a token account of the mint, at the one address.
    #[account(mut)]
    pub purse_vault: Option<UncheckedAccount<'info>>,
    /// Of the other side: the associated one of a job's order or a channel's payer, or any of whoever signs, the
    /// operator that claims or the payer itself.
    /// CHECK: read as a token account of the mint; the address, or the token program by the signature, says whose.
    #[account(mut)]
    pub other_tokens: Option<UncheckedAccount<'info>>,
}

/// What opens a job or a channel in tokens. None of it where that is in SOL.
#[derive(Accounts)]
pub struct LockTokens<'info> {
    /// The market's of the mint: while there is one, it is taken.
    pub asset: Option<Box<Account<'info, Asset>>>,
    /// Of the provider that a channel is opened with, for this mint; both are checked. None for a job.
    #[account(constraint = purse.layout == layout::purse::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub purse: Option<Box<Account<'info, Purse>>>,
    /// The associated one of the order's address, or any of the channel's payer, who signs. None where nothing is
    /// locked yet.
    /// CHECK: read as a token account of the mint; the address, or the token program by the signature, says whose.
    #[account(mut)]
    pub from_tokens: Option<UncheckedAccount<'info>>,
    /// Of the job or channel, by its address.
    /// CHECK: made here.
    #[account(mut)]
    pub vault: Option<UncheckedAccount<'info>>,
    /// The asset's, by its word; the rules refuse one that may do more than it should.
    /// CHECK: read as a mint.
    pub mint: Option<UncheckedAccount<'info>>,
    /// The one that the mint belongs to.
    /// CHECK: one of the two token programs, and the mint's owner.
    pub token_program: Option<UncheckedAccount<'info>>,
}

/// One payment in tokens. None of it where that is in SOL, or nothing is paid.
#[derive(Accounts)]
pub struct MoveTokens<'info> {
    /// Any that the order's address owns, or any of the job's client, who signs.
    /// CHECK: read as a token account of the mint; its owner, or the token program by the signature, says whose.
    #[account(mut)]
    pub from_tokens: Option<UncheckedAccount<'info>>,
    /// The associated one of the order's client, or any other where the client signs; or the job's vault.
    /// CHECK: read as a token account of the mint; the address says whose.
    #[account(mut)]
    pub to_tokens: Option<UncheckedAccount<'info>>,
    /// Of both, by their word.
    /// CHECK: the token program reads it.
    pub mint: Option<UncheckedAccount<'info>>,
    /// The one that the mint belongs to.
    /// CHECK: one of the two token programs, and the mint's owner.
    pub token_program: Option<UncheckedAccount<'info>>,
}
