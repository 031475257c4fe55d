use anchor_lang::prelude::*;
use rayment_core::{
    guardian::{Contradiction, slash_keeper},
    layout,
    money::Holding,
};

use super::keys;
use crate::{
    Guardian, GuardianSlashed, Market, RaymentError,
    adapter::chain_key,
    money::{Holders, info, pay},
    refusals::refused,
    signatures::{INSTRUCTIONS, signed_before},
};

/// Where lamports are burned.
pub const INCINERATOR: Pubkey = pubkey!("1nc1nerator11111111111111111111111111111111");

#[derive(Accounts)]
pub struct GuardianSlash<'info> {
    /// Gets a quarter of the stake. Anyone who brings both statements.
    #[account(mut)]
    pub prover: Signer<'info>,
    /// Any guardian: the rules take the one whose key has signed both statements alone.
    #[account(mut, dup, constraint = guardian.layout == layout::guardian::LAYOUT @ RaymentError::EarlierLayout.refusal())]
    pub guardian: Option<Box<Account<'info, Guardian>>>,
    /// Any market, where it is the bond of its keeper: the rules take the one whose keeper's present key has
    /// signed both statements alone.
    #[account(mut, dup)]
    pub market: Option<Box<Account<'info, Market>>>,
    /// The one account of that address: the runtime burns what lies in it.
    /// CHECK: paid only, and its address is checked.
    #[account(mut, address = INCINERATOR @ RaymentError::WrongPayee.refusal())]
    pub incinerator: UncheckedAccount<'info>,
    /// The one sysvar of that address: it says what was signed directly before.
    /// CHECK: the sysvar, by its address.
    #[account(address = INSTRUCTIONS)]
    pub instructions: UncheckedAccount<'info>,
}

pub(crate) fn handle(ctx: Context<GuardianSlash>) -> Result<()> {
    let GuardianSlash { prover, guardian, market, incinerator, instructions } = ctx.accounts;
    let proof = Contradiction::parse(&signed_before(instructions)?).map_err(refused)?;
    let (account, transfers) = match (guardian, market) {
        (Some(guardian), None) => {
            let (state, transfers) = guardian.state.slashed(&proof).map_err(refused)?;
            guardian.state = state;
            (info(guardian), transfers)
        }
        (None, Some(market)) => {
            let slashed = slash_keeper(market.keeper_bond, &keys(market), &proof);
            let (bond, transfers) = slashed.map_err(refused)?;
            market.keeper_bond = bond;
            (info(market), transfers)
        }
        _ => return Err(RaymentError::OneStake.refusal()),
    };
    let (prover, incinerator): (&AccountInfo, &AccountInfo) = (prover, incinerator);
    let between =
        Holders { staked: Some(account), prover: Some(prover), incinerator: Some(incinerator), ..Holders::default() };
    pay(&transfers, &between)?;
    emit!(GuardianSlashed {
        market: chain_key(proof.market()),
        account: *account.key,
        key: chain_key(proof.key()),
        prover: *prover.key,
        reward: transfers.amount(Holding::Stake, Holding::Prover),
        burned: transfers.amount(Holding::Stake, Holding::Incinerator),
    });
    Ok(())
}
